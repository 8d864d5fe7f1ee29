// Expressions as trees. Macros are expanded while they are read: what is left are constants, names, selections, calls, collections
// and folds. Follows cel-go/common/ast.

import type { Value } from './values.ts';

interface At {
  /** Where in the text, as an index of code points. */
  readonly at: number;
}

export interface Constant extends At {
  readonly is: 'constant';
  readonly value: Value;
}
export interface Name extends At {
  readonly is: 'name';
  readonly name: string;
}
/** `operand.field`, `operand.?field` or, with `test`, `has(operand.field)`. */
export interface Select extends At {
  readonly is: 'select';
  readonly operand: Expr;
  readonly field: string;
  readonly test?: boolean;
  readonly optional?: boolean;
}
export interface CallExpr extends At {
  readonly is: 'call';
  readonly name: string;
  readonly target?: Expr;
  readonly args: readonly Expr[];
}
export interface ListExpr extends At {
  readonly is: 'list';
  readonly items: readonly { readonly value: Expr; readonly optional: boolean }[];
}
export interface MapExpr extends At {
  readonly is: 'map';
  readonly entries: readonly { readonly key: Expr; readonly value: Expr; readonly optional: boolean }[];
}
export interface Struct extends At {
  readonly is: 'struct';
  readonly type: string;
  readonly fields: readonly ({ readonly name: string; readonly value: Expr; readonly optional: boolean } & At)[];
}
/** Goes through a list or a map: from `init`, while `condition` holds, `accumulator` becomes `step`; then `result` is the value. */
export interface Fold extends At {
  readonly is: 'fold';
  readonly range: Expr;
  readonly item: string;
  /** The second variable: the value beside an index or a key. */
  readonly second?: string;
  readonly accumulator: string;
  readonly init: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}
export type Expr = Constant | Name | Select | CallExpr | ListExpr | MapExpr | Struct | Fold;

/** `a.b.c` of a chain of plain selections, else undefined. */
export function qualifiedName(expr: Expr): string | undefined {
  if (expr.is === 'name') return expr.name;
  if (expr.is !== 'select' || expr.test || expr.optional) return undefined;
  const operand = qualifiedName(expr.operand);
  return operand === undefined ? undefined : `${operand}.${expr.field}`;
}

export const constant = (at: number, value: Value): Constant => ({ is: 'constant', at, value });
export const call = (at: number, name: string, ...args: readonly Expr[]): CallExpr => ({ is: 'call', at, name, args });
export const nameOf = (at: number, name: string): Name => ({ is: 'name', at, name });

/** Whether an expression refers to a variable. */
export function mentions(expr: Expr, name: string): boolean {
  const within = (it: Expr): boolean => mentions(it, name);
  switch (expr.is) {
    case 'constant':
      return false;
    case 'name':
      return expr.name === name;
    case 'select':
      return within(expr.operand);
    case 'call':
      return (expr.target !== undefined && within(expr.target)) || expr.args.some(within);
    case 'list':
      return expr.items.some((it) => within(it.value));
    case 'map':
      return expr.entries.some((it) => within(it.key) || within(it.value));
    case 'struct':
      return expr.fields.some((it) => within(it.value));
    case 'fold':
      return [expr.range, expr.init, expr.condition, expr.step, expr.result].some(within);
  }
}
