// Gives every part of an expression its type, and says what does not go together. Follows cel-go/checker/checker.go.

import {
  qualifiedName,
  type CallExpr,
  type Expr,
  type Fold,
  type ListExpr,
  type MapExpr,
  type Select,
  type Struct,
} from './ast.ts';
import type { Environment, Overload } from './environment.ts';
import { CompileError, type Issue } from './errors.ts';
import {
  assignable,
  BOOL,
  BYTES,
  DOUBLE,
  DYN,
  ERROR,
  formatType,
  INT,
  isDyn,
  listOf,
  mapOf,
  mostGeneral,
  NULL,
  optionalOf,
  param,
  sameType,
  STRING,
  substitute,
  UINT,
  type Bindings,
  type Type,
} from './types.ts';
import { Uint, type Value } from './values.ts';

export interface Checked {
  readonly type: Type;
  /** The type of each part. */
  readonly types: ReadonlyMap<Expr, Type>;
  /** Of calls of which only one overload can be meant: that one. */
  readonly chosen: ReadonlyMap<Expr, Overload>;
}

/** The types of an expression. Throws `CompileError`. */
export function check(source: string, expr: Expr, environment: Environment): Checked {
  const checker = new Checker(environment);
  const type = checker.check(expr, undefined);
  if (checker.issues.length) throw new CompileError(source, checker.issues);
  const types = checker.settled();
  // What only shows when the rest is well.
  const typeOf = (part: Expr): Type => types.get(part) ?? DYN;
  const issues = [
    ...checker.aggregates.flatMap((it) => mixture(it, typeOf)),
    ...checker.calls.flatMap((it) => misread(it, typeOf)),
  ];
  if (issues.length) throw new CompileError(source, issues);
  return { type: substitute(checker.bindings, type, true), types, chosen: checker.chosen };
}

/** Collections that are written out hold one type. */
function mixture(expr: ListExpr | MapExpr, typeOf: (expr: Expr) => Type): Issue[] {
  const inner = (part: Expr, optional: boolean): Type => (optional ? (typeOf(part).params[0] ?? DYN) : typeOf(part));
  const odd = (parts: readonly { readonly value: Expr; readonly optional: boolean }[]): Issue[] => {
    const [first] = parts.map((it) => inner(it.value, it.optional));
    return parts
      .map((it) => [it.value, inner(it.value, it.optional)] as const)
      .filter(([, type]) => !sameType(first!, type))
      .map(([part, type]) => ({ at: part.at, message: mismatchOf(first!, type) }));
  };
  // Of a list only the first is told.
  if (expr.is === 'list') return odd(expr.items).slice(0, 1);
  return [...odd(expr.entries.map((it) => ({ value: it.key, optional: false }))), ...odd(expr.entries)];
}

const misread = (call: CallExpr, typeOf: (expr: Expr) => Type): Issue[] =>
  callChecks.flatMap((check) => check(call, typeOf) ?? []);

/** Names within folds, innermost first. */
interface Scope {
  readonly name: string;
  readonly type: Type;
  readonly outer: Scope | undefined;
}

const within = (outer: Scope | undefined, name: string, type: Type): Scope => ({ name, type, outer });

/** What is wrong with a call although its types go together. */
export type CallCheck = (call: CallExpr, typeOf: (expr: Expr) => Type) => Issue | undefined;

let callChecks: readonly CallCheck[] = [];

/** Sets how calls are looked at besides their types. */
export function checkCallsWith(checks: readonly CallCheck[]): void {
  callChecks = [...callChecks, ...checks];
}

class Checker {
  readonly issues: Issue[] = [];
  /** Lists and maps that are written out, and must hold one type. */
  readonly aggregates: (ListExpr | MapExpr)[] = [];
  readonly calls: CallExpr[] = [];
  readonly bindings: Bindings = new Map();
  readonly chosen = new Map<Expr, Overload>();
  private readonly environment: Environment;
  private readonly types = new Map<Expr, Type>();
  private fresh = 0;
  /** How many calls of `format` are around what is checked. */
  private formatted = 0;

  constructor(environment: Environment) {
    this.environment = environment;
  }

  settled(): Map<Expr, Type> {
    return new Map([...this.types].map(([expr, type]) => [expr, substitute(this.bindings, type, true)]));
  }

  check(expr: Expr, scope: Scope | undefined): Type {
    const type = this.typeOf(expr, scope);
    this.types.set(expr, type);
    return type;
  }

  private typeOf(expr: Expr, scope: Scope | undefined): Type {
    switch (expr.is) {
      case 'constant':
        return constantType(expr.value);
      case 'name':
        return this.lookup(expr.name, scope) ?? this.undeclared(expr.at, expr.name);
      case 'select':
        return this.select(expr, scope);
      case 'call':
        return this.call(expr, scope);
      case 'list': {
        this.aggregate(expr);
        let items: Type | undefined;
        for (const { value, optional } of expr.items) {
          const type = this.unwrapped(value, this.check(value, scope), optional);
          items = this.join(items, type);
        }
        return listOf(items ?? this.parameter());
      }
      case 'map': {
        this.aggregate(expr);
        let key: Type | undefined;
        let item: Type | undefined;
        for (const entry of expr.entries) {
          key = this.join(key, this.check(entry.key, scope));
          item = this.join(item, this.unwrapped(entry.value, this.check(entry.value, scope), entry.optional));
        }
        return mapOf(key ?? this.parameter(), item ?? this.parameter());
      }
      case 'struct':
        return this.struct(expr, scope);
      case 'fold':
        return this.fold(expr, scope);
    }
  }

  private note(at: number, message: string): Type {
    this.issues.push({ at, message });
    return ERROR;
  }

  private undeclared(at: number, name: string): Type {
    return this.note(at, `undeclared reference to '${name.replace(/^\./, '')}' (in container '')`);
  }

  private parameter(): Type {
    return param(`_var${this.fresh++}`);
  }

  private now(type: Type): Type {
    return substitute(this.bindings, type);
  }

  private lookup(name: string, scope: Scope | undefined): Type | undefined {
    if (!name.startsWith('.')) for (let at = scope; at; at = at.outer) if (at.name === name) return at.type;
    const plain = name.replace(/^\./, '');
    return this.environment.variable(plain) ?? this.environment.typeNamed(plain);
  }

  private unwrapped(expr: Expr, type: Type, optional: boolean): Type {
    if (!optional) return type;
    const now = this.now(type);
    if (now.kind === 'opaque' && now.name === 'optional_type') return now.params[0]!;
    if (!isDyn(now)) this.mismatch(expr.at, optionalOf(now), now);
    return now;
  }

  private mismatch(at: number, wanted: Type, given: Type): Type {
    return this.note(at, mismatchOf(wanted, given));
  }

  private aggregate(expr: ListExpr | MapExpr): void {
    // What a format is given may be mixed.
    if (!this.environment.mixed && !this.formatted) this.aggregates.push(expr);
  }

  private join(before: Type | undefined, type: Type): Type {
    if (!before) return type;
    return assignable(this.bindings, [before], [type]) ? mostGeneral(before, type) : DYN;
  }

  private select(expr: Select, scope: Scope | undefined): Type {
    const name = qualifiedName(expr);
    if (name !== undefined && !shadowed(name, scope)) {
      const found = this.lookup(name, scope);
      if (found) return found;
    }
    const operand = this.now(this.check(expr.operand, scope));
    const optional = operand.kind === 'opaque' && operand.name === 'optional_type';
    const target = optional ? operand.params[0]! : operand;
    const found = this.fieldType(expr, target);
    if (expr.test) return BOOL;
    return optional || expr.optional ? optionalOf(found) : this.now(found);
  }

  private fieldType(expr: Select, target: Type): Type {
    switch (target.kind) {
      case 'map':
        return target.params[1]!;
      case 'object':
        return (
          this.environment.field(target, expr.field)?.type ?? this.note(expr.at, `undefined field '${expr.field}'`)
        );
      case 'param':
        assignable(this.bindings, [DYN], [target]);
        return DYN;
      default:
        if (!isDyn(target) && target !== ERROR)
          this.note(expr.at, `type '${formatType(target)}' does not support field selection`);
        return DYN;
    }
  }

  private call(expr: CallExpr, scope: Scope | undefined): Type {
    if (expr.name !== 'format') return this.plainCall(expr, scope);
    this.formatted++;
    const type = this.plainCall(expr, scope);
    this.formatted--;
    return type;
  }

  private plainCall(expr: CallExpr, scope: Scope | undefined): Type {
    const args = expr.args.map((arg) => this.check(arg, scope));
    this.calls.push(expr);
    if (!expr.target) {
      const name = expr.name.replace(/^\./, '');
      const overloads = this.environment.overloads(name);
      return overloads ? this.resolve(expr, name, overloads, args, false) : this.undeclared(expr.at, name);
    }
    const prefix = qualifiedName(expr.target);
    if (prefix !== undefined) {
      const name = `${prefix.replace(/^\./, '')}.${expr.name}`;
      const overloads = this.environment.overloads(name);
      if (overloads) return this.resolve(expr, name, overloads, args, false);
    }
    const target = this.check(expr.target, scope);
    const overloads = this.environment.overloads(expr.name);
    return overloads
      ? this.resolve(expr, expr.name, overloads, [target, ...args], true)
      : this.undeclared(expr.at, expr.name);
  }

  private resolve(
    expr: CallExpr,
    name: string,
    overloads: readonly Overload[],
    args: readonly Type[],
    member: boolean,
  ): Type {
    if (name === '_&&_' || name === '_||_') {
      const wrong = args.map((type, i) => {
        if (assignable(this.bindings, [type], [BOOL])) return false;
        this.mismatch(expr.args[i]!.at, BOOL, this.now(type));
        return true;
      });
      return wrong.includes(true) ? ERROR : BOOL;
    }
    let result: Type | undefined;
    let count = 0;
    for (const overload of overloads) {
      if (overload.member !== member) continue;
      const fresh: Bindings = new Map(overload.free.map((it) => [it, this.parameter()]));
      const params = overload.free.length ? overload.params.map((it) => substitute(fresh, it)) : overload.params;
      if (!assignable(this.bindings, args, params)) continue;
      const found = this.now(overload.free.length ? substitute(fresh, overload.result) : overload.result);
      if (++count === 1) this.chosen.set(expr, overload);
      else this.chosen.delete(expr);
      if (!result) result = found;
      else if (!isDyn(result) && !sameType(found, result)) result = DYN;
    }
    if (result) return result;
    const shown = args.map((it) => formatType(substitute(this.bindings, it, true)));
    const signature = member ? `${shown[0]!}.(${shown.slice(1).join(', ')})` : `(${shown.join(', ')})`;
    return this.note(expr.at, `found no matching overload for '${name}' applied to '${signature}'`);
  }

  private struct(expr: Struct, scope: Scope | undefined): Type {
    const named = this.lookup(expr.type, scope);
    let type: Type = ERROR;
    if (!named) this.undeclared(expr.at, expr.type);
    else if (named.kind !== 'type') this.note(expr.at, `'${formatType(named)}' is not a type`);
    else if (named.params[0]?.kind === 'object') type = named.params[0];
    else this.note(expr.at, `'${formatType(named.params[0] ?? DYN)}' is not a message type`);
    for (const field of expr.fields) {
      const given = this.unwrapped(field.value, this.check(field.value, scope), field.optional);
      if (type === ERROR) continue;
      const declared = this.environment.field(type, field.name);
      if (!declared) this.note(field.at, `undefined field '${field.name}'`);
      else if (!assignable(this.bindings, [declared.type], [given]))
        this.note(
          field.at,
          `expected type of field '${field.name}' is '${formatType(declared.type)}' but provided type is '${formatType(this.now(given))}'`,
        );
    }
    return type;
  }

  private fold(expr: Fold, scope: Scope | undefined): Type {
    const range = this.now(this.check(expr.range, scope));
    const init = this.check(expr.init, scope);
    let item: Type;
    let second: Type = DYN;
    if (range.kind === 'list') {
      item = expr.second === undefined ? range.params[0]! : INT;
      second = range.params[0]!;
    } else if (range.kind === 'map') {
      item = range.params[0]!;
      second = range.params[1]!;
    } else if (isDyn(range) || range === ERROR || range.kind === 'param') {
      if (range.kind === 'param') assignable(this.bindings, [DYN], [range]);
      item = DYN;
    } else {
      item = this.note(
        expr.range.at,
        `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
      );
      second = ERROR;
    }
    const outer = within(scope, expr.accumulator, init);
    let inner = within(outer, expr.item, item);
    if (expr.second !== undefined) inner = within(inner, expr.second, second);
    const condition = this.check(expr.condition, inner);
    if (!assignable(this.bindings, [condition], [BOOL])) this.mismatch(expr.condition.at, BOOL, this.now(condition));
    const step = this.check(expr.step, inner);
    if (!assignable(this.bindings, [step], [init])) this.mismatch(expr.step.at, this.now(init), this.now(step));
    return this.now(this.check(expr.result, outer));
  }
}

const mismatchOf = (wanted: Type, given: Type): string =>
  `expected type '${formatType(wanted)}' but found '${formatType(given)}'`;

/** A variable of a fold hides names that begin like it. */
function shadowed(name: string, scope: Scope | undefined): boolean {
  const first = name.split('.')[0];
  for (let at = scope; at; at = at.outer) if (at.name === first) return true;
  return false;
}

function constantType(value: Value): Type {
  switch (typeof value) {
    case 'string':
      return STRING;
    case 'boolean':
      return BOOL;
    case 'bigint':
      return INT;
    case 'number':
      return DOUBLE;
    default:
      return value === null ? NULL : value instanceof Uint ? UINT : BYTES;
  }
}
