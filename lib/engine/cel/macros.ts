// Macros: calls that stand for other expressions. Follows cel-go/parser/macro.go, ext/comprehensions.go, ext/bindings.go and the
// optional macros of cel-go/cel/library.go.

import { call, constant, nameOf, type Expr, type Fold } from './ast.ts';

/** A call of a macro that is not as the macro wants it. */
export class MacroFault extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const RESULT = '@result';

type Expand = (at: number, target: Expr, args: readonly Expr[]) => Expr | undefined;

function variable(arg: Expr, what = 'argument must be a simple name'): string {
  if (arg.is !== 'name' || arg.name.startsWith('.')) throw new MacroFault(arg.at, what);
  if (arg.name === RESULT || arg.name === '__result__')
    throw new MacroFault(arg.at, 'iteration variable overwrites accumulator variable');
  return arg.name;
}

function variables(args: readonly Expr[]): { item: string; second: string } {
  const item = variable(args[0]!);
  const second = variable(args[1]!);
  if (item === second) throw new MacroFault(args[1]!.at, `duplicate variable name: ${item}`);
  return { item, second };
}

type Parts = Pick<Fold, 'init' | 'condition' | 'step' | 'result'>;

const fold = (at: number, range: Expr, names: { item: string; second?: string }, parts: Parts): Fold => ({
  is: 'fold',
  at,
  range,
  ...names,
  accumulator: RESULT,
  ...parts,
});

const result = (at: number): Expr => nameOf(at, RESULT);
const yes = (at: number): Expr => constant(at, true);

const all = (at: number, test: Expr): Parts => ({
  init: yes(at),
  condition: call(at, '@not_strictly_false', result(at)),
  step: call(at, '_&&_', result(at), test),
  result: result(at),
});
const exists = (at: number, test: Expr): Parts => ({
  init: constant(at, false),
  condition: call(at, '@not_strictly_false', call(at, '!_', result(at))),
  step: call(at, '_||_', result(at), test),
  result: result(at),
});
const existsOne = (at: number, test: Expr): Parts => ({
  init: constant(at, 0n),
  condition: yes(at),
  step: call(at, '_?_:_', test, call(at, '_+_', result(at), constant(at, 1n)), result(at)),
  result: call(at, '_==_', result(at), constant(at, 1n)),
});
const collect = (at: number, value: Expr, test?: Expr): Parts => {
  const step = call(at, '@append', result(at), value);
  return {
    init: { is: 'list', at, items: [] },
    condition: yes(at),
    step: test ? call(at, '_?_:_', test, step, result(at)) : step,
    result: result(at),
  };
};
const gather = (at: number, step: Expr, test?: Expr): Parts => ({
  init: { is: 'map', at, entries: [] },
  condition: yes(at),
  step: test ? call(at, '_?_:_', test, step, result(at)) : step,
  result: result(at),
});

/** A name for a value within an expression. */
const bind = (at: number, name: string, value: Expr, within: Expr): Fold => ({
  is: 'fold',
  at,
  range: { is: 'list', at, items: [] },
  item: '#unused',
  accumulator: name,
  init: value,
  condition: constant(at, false),
  step: nameOf(at, name),
  result: within,
});

const one =
  (parts: (at: number, test: Expr) => Parts): Expand =>
  (at, target, args) =>
    fold(at, target, { item: variable(args[0]!) }, parts(at, args[1]!));
const two =
  (parts: (at: number, test: Expr) => Parts): Expand =>
  (at, target, args) =>
    fold(at, target, variables(args), parts(at, args[2]!));

const optional =
  (name: string, wrap: (at: number, value: Expr) => Expr): Expand =>
  (at, target, args) => {
    const bound = variable(args[0]!, `${name}() variable name must be a simple identifier`);
    const value: Expr = { is: 'call', at, name: 'value', target, args: [] };
    return call(
      at,
      '_?_:_',
      { is: 'call', at, name: 'hasValue', target, args: [] },
      wrap(at, bind(at, bound, value, args[1]!)),
      call(at, 'optional.none'),
    );
  };

/** By name and number of arguments. */
const RECEIVERS: { readonly [key: string]: Expand } = {
  'all 2': one(all),
  'all 3': two(all),
  'exists 2': one(exists),
  'exists 3': two(exists),
  'exists_one 2': one(existsOne),
  'exists_one 3': two(existsOne),
  'existsOne 3': two(existsOne),
  'map 2': (at, target, args) =>
    fold(at, target, { item: variable(args[0]!, 'argument is not an identifier') }, collect(at, args[1]!)),
  'map 3': (at, target, args) =>
    fold(at, target, { item: variable(args[0]!, 'argument is not an identifier') }, collect(at, args[2]!, args[1]!)),
  'filter 2': (at, target, args) =>
    fold(at, target, { item: variable(args[0]!, 'argument is not an identifier') }, collect(at, args[0]!, args[1]!)),
  'transformList 3': (at, target, args) => fold(at, target, variables(args), collect(at, args[2]!)),
  'transformList 4': (at, target, args) => fold(at, target, variables(args), collect(at, args[3]!, args[2]!)),
  'transformMap 3': (at, target, args) =>
    fold(at, target, variables(args), gather(at, call(at, 'cel.@mapInsert', result(at), args[0]!, args[2]!))),
  'transformMap 4': (at, target, args) =>
    fold(at, target, variables(args), gather(at, call(at, 'cel.@mapInsert', result(at), args[0]!, args[3]!), args[2]!)),
  'transformMapEntry 3': (at, target, args) =>
    fold(at, target, variables(args), gather(at, call(at, 'cel.@mapInsert', result(at), args[2]!))),
  'transformMapEntry 4': (at, target, args) =>
    fold(at, target, variables(args), gather(at, call(at, 'cel.@mapInsert', result(at), args[3]!), args[2]!)),
  'optMap 2': optional('optMap', (at, value) => call(at, 'optional.of', value)),
  'optFlatMap 2': optional('optFlatMap', (_at, value) => value),
  'sortBy 2': (at, target, args) => {
    if (!['list', 'name', 'fold', 'call', 'select'].includes(target.is))
      throw new MacroFault(
        target.at,
        'sortBy can only be applied to a list, identifier, comprehension, call or select expression',
      );
    const input = nameOf(at, '@sorted');
    const keys = fold(at, input, { item: variable(args[0]!, 'argument is not an identifier') }, collect(at, args[1]!));
    return bind(at, '@sorted', target, {
      is: 'call',
      at,
      name: '@sortByAssociatedKeys',
      target: input,
      args: [keys],
    });
  },
  'bind 3': (at, target, args) => {
    if (target.is !== 'name' || target.name !== 'cel') return undefined;
    const [name] = args;
    if (name!.is !== 'name') throw new MacroFault(name!.at, 'cel.bind() variable names must be simple identifiers');
    return bind(at, name!.name, args[1]!, args[2]!);
  },
};

/** What a call stands for; undefined where it is a plain call. Throws `MacroFault`. */
export function expandMacro(
  at: number,
  name: string,
  target: Expr | undefined,
  args: readonly Expr[],
): Expr | undefined {
  if (target) return RECEIVERS[`${name} ${args.length}`]?.(at, target, args);
  if (name !== 'has' || args.length !== 1) return undefined;
  const [arg] = args;
  if (arg!.is !== 'select' || arg!.test) throw new MacroFault(arg!.at, 'invalid argument to has() macro');
  return { ...arg!, at, test: true };
}
