// What an expression costs at most, worked out before it runs: from its shape and from how large the values it looks at may get.
// Follows cel-go/checker/cost.go and apiserver/pkg/cel/library/cost.go.

import { qualifiedName, type CallExpr, type Expr, type Fold, type MapExpr, type Select } from './ast.ts';
import type { Checked } from './check.ts';
import type { Extent } from './extent.ts';
import { BYTES, isDyn, STRING, type Type } from './types.ts';

/** Between the least and the most; both costs and sizes. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The largest number there is to it. */
const MOST = 2 ** 64;
const TEXT = 0.1;
const REGEX = 0.25;

const capped = (n: number): number => Math.min(n, MOST);
const fixed = (n: number): Range => ({ min: n, max: n });
const NOTHING = fixed(0);
const ONE = fixed(1);
const UNKNOWN: Range = { min: 0, max: MOST };

const plus = (...all: readonly Range[]): Range => ({
  min: capped(all.reduce((sum, it) => sum + it.min, 0)),
  max: capped(all.reduce((sum, it) => sum + it.max, 0)),
});
// Nothing times without end is nothing.
const product = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : capped(a * b));
const times = (a: Range, b: Range): Range => ({ min: product(a.min, b.min), max: product(a.max, b.max) });
const scaled = (a: Range, factor: number): Range => ({
  min: capped(Math.ceil(a.min * factor)),
  max: capped(Math.ceil(a.max * factor)),
});
const either = (a: Range, b: Range): Range => ({ min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) });

/** What is known of the entries of a list or a map that an expression makes. */
interface Entries {
  readonly kind: 'list' | 'map';
  readonly key: Range;
  readonly value: Range;
}

type Path = readonly string[];

/** A variable of a fold. */
interface Local {
  readonly path: Path | undefined;
  readonly size: Range | undefined;
  readonly entries: Entries | undefined;
}

/** A call on its way: what it is about, and what is known of that. */
interface Asked {
  readonly expr: CallExpr;
  readonly name: string;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
}

interface Told {
  readonly cost: Range;
  readonly size?: Range | undefined;
}

type Estimate = (estimator: Estimator, call: Asked) => Told | undefined;

/** What evaluating an expression costs at most. `self`: how large values of its variables get. */
export function estimatedCost(checked: Checked, expr: Expr, self: Extent): number {
  return new Estimator(checked.types, self).cost(expr).max;
}

class Estimator {
  private readonly types: Checked['types'];
  private readonly self: Extent;
  private readonly paths = new Map<Expr, Path>();
  private readonly sizes = new Map<Expr, Range>();
  private readonly made = new Map<Expr, Entries>();
  private readonly locals = new Map<string, Local[]>();

  constructor(types: Checked['types'], self: Extent) {
    this.types = types;
    this.self = self;
  }

  cost(expr: Expr): Range {
    switch (expr.is) {
      case 'constant':
        return NOTHING;
      case 'name': {
        const path = this.local(expr) ? this.local(expr)!.path : [expr.name];
        if (path) this.paths.set(expr, path);
        return ONE;
      }
      case 'select':
        return this.select(expr);
      case 'call':
        return this.call(expr);
      case 'list': {
        const costs = expr.items.map((it) => this.cost(it.value));
        this.made.set(expr, {
          kind: 'list',
          key: ONE,
          value: expr.items.map((it) => this.sizeOr(it.value)).reduce(either, emptySize(expr.items.length)),
        });
        return plus(...costs, fixed(10));
      }
      case 'map':
        return this.map(expr);
      case 'struct':
        return plus(...expr.fields.map((it) => this.cost(it.value)), fixed(40));
      case 'fold':
        return this.fold(expr);
    }
  }

  typeOf(expr: Expr): Type | undefined {
    return this.types.get(expr);
  }

  private local(expr: Expr): Local | undefined {
    return expr.is === 'name' ? this.locals.get(expr.name)?.at(-1) : undefined;
  }

  pathOf(expr: Expr): Path {
    const local = this.local(expr);
    return (local ? local.path : this.paths.get(expr)) ?? [];
  }

  private select(expr: Select): Range {
    const operand = this.cost(expr.operand);
    if (expr.test) return operand;
    // A selection of what may be absent is a call.
    if (expr.optional) return plus(operand, ONE);
    const kind = this.typeOf(expr.operand)?.kind ?? 'object';
    this.paths.set(expr, [...this.pathOf(expr.operand), expr.field]);
    return ['map', 'object', 'param'].includes(kind) ? plus(operand, ONE) : operand;
  }

  private map(expr: MapExpr): Range {
    const costs = expr.entries.map((it) => plus(this.cost(it.key), this.cost(it.value)));
    const empty = emptySize(expr.entries.length);
    this.made.set(expr, {
      kind: 'map',
      key: expr.entries.map((it) => this.sizeOr(it.key)).reduce(either, empty),
      value: expr.entries.map((it) => this.sizeOr(it.value)).reduce(either, empty),
    });
    return plus(...costs, fixed(30));
  }

  private push(name: string, local: Local): void {
    this.locals.set(name, [...(this.locals.get(name) ?? []), local]);
  }
  private pop(name: string): void {
    this.locals.get(name)!.pop();
  }

  private fold(expr: Fold): Range {
    const range = this.cost(expr.range);
    const init = this.cost(expr.init);
    this.push(expr.accumulator, {
      path: this.pathOf(expr.init).length ? this.pathOf(expr.init) : undefined,
      size: this.size(expr.init),
      entries: this.entries(expr.init),
    });
    if (!expr.accumulator.startsWith('@result')) {
      // No more than a name for a value.
      const result = this.cost(expr.result);
      this.pop(expr.accumulator);
      this.copy(expr, expr.result);
      return plus(range, init, result);
    }
    const entries = this.entries(expr.range);
    const isList = (entries?.kind ?? this.typeOf(expr.range)?.kind) === 'list';
    const at = this.pathOf(expr.range);
    const item = (what: string, size: Range | undefined): Local => ({ path: [...at, what], size, entries: undefined });
    if (expr.second !== undefined) {
      this.push(expr.item, item(isList ? '@indices' : '@keys', entries?.key));
      this.push(expr.second, item(isList ? '@items' : '@values', entries?.value));
    } else this.push(expr.item, item(isList ? '@items' : '@keys', isList ? entries?.value : entries?.key));
    const round = plus(this.cost(expr.condition), this.cost(expr.step));
    this.pop(expr.item);
    if (expr.second !== undefined) this.pop(expr.second);
    const result = this.cost(expr.result);
    this.pop(expr.accumulator);
    const count = this.sizeOr(expr.range);
    if (expr.init.is === 'constant') this.setSize(expr, this.size(expr.init));
    else {
      this.setSize(expr, count);
      const stepped = this.entries(expr.step);
      if (stepped) this.made.set(expr, stepped);
    }
    return plus(range, init, result, times(count, round));
  }

  private call(expr: CallExpr): Range {
    // A function may be called by a name with dots.
    const prefix = expr.target && !this.types.has(expr.target) ? qualifiedName(expr.target) : undefined;
    const target = prefix === undefined ? expr.target : undefined;
    const name = prefix === undefined ? expr.name : `${prefix}.${expr.name}`;
    const args = expr.args.map((it) => this.cost(it));
    if (name === 'dyn') {
      this.copy(expr, expr.args[0]!);
      return plus(ONE, args[0]!);
    }
    const on = target ? this.cost(target) : NOTHING;
    if (name === '_&&_' || name === '_||_') return { min: args[0]!.min, max: plus(args[0]!, args[1]!).max };
    if (name === '_?_:_') {
      const [, yes, no] = expr.args as [Expr, Expr, Expr];
      this.setSize(expr, either(this.sizeOr(yes), this.sizeOr(no)));
      this.setEntries(expr, this.entries(yes), this.entries(no));
      return plus(args[0]!, either(args[1]!, args[2]!));
    }
    const told = ESTIMATES[name]?.(this, { expr, name, target, args: expr.args }) ?? { cost: ONE };
    if (name === '_[_]') {
      const [of] = expr.args as [Expr];
      const kind = this.typeOf(of)?.kind;
      if (kind === 'list' || kind === 'map') {
        this.paths.set(expr, [...this.pathOf(of), kind === 'list' ? '@items' : '@values']);
        this.setSize(expr, this.entries(of)?.value ?? this.size(expr));
        return plus(on, ...args, told.cost);
      }
    }
    this.setSize(expr, told.size ?? this.size(expr));
    return plus(on, ...args, told.cost);
  }

  setEntries(expr: Expr, a: Entries | undefined, b: Entries | undefined): void {
    if (a && b) this.made.set(expr, { kind: a.kind, key: either(a.key, b.key), value: either(a.value, b.value) });
  }

  private setSize(expr: Expr, size: Range | undefined): void {
    if (size) this.sizes.set(expr, size);
  }

  private copy(to: Expr, from: Expr): void {
    this.setSize(to, this.size(from));
    const entries = this.entries(from);
    if (entries) this.made.set(to, entries);
  }

  entries(expr: Expr): Entries | undefined {
    return this.made.get(expr) ?? this.local(expr)?.entries;
  }

  /** The size where it is known. */
  size(expr: Expr): Range | undefined {
    const known = this.sizes.get(expr) ?? literalSize(expr);
    if (known) return known;
    const extent = this.extent(this.pathOf(expr));
    if (extent) {
      const size = { min: 0, max: extent.max };
      this.sizes.set(expr, size);
      return size;
    }
    const type = this.typeOf(expr);
    if (type && isScalar(type)) return ONE;
    return this.local(expr)?.size;
  }

  sizeOr(expr: Expr): Range {
    return this.size(expr) ?? UNKNOWN;
  }

  /** The size of the items of a list that is known by its path. */
  itemSize(list: Expr): Range {
    const path = this.pathOf(list);
    const extent = path.length ? this.extent([...path, '@items']) : undefined;
    return extent ? { min: 0, max: extent.max } : UNKNOWN;
  }

  /** Variables all are of the one type: whichever a path begins with. */
  private extent(path: Path): Extent | undefined {
    if (!path.length || path[0]!.startsWith('@result')) return undefined;
    let at: Extent | undefined = this.self;
    for (const step of path.slice(1))
      at = step === '@items' || step === '@values' ? at?.item : step === '@keys' ? at?.key : at?.fields?.get(step);
    return at;
  }
}

const emptySize = (count: number): Range => ({ min: count ? MOST : 0, max: 0 });

function literalSize(expr: Expr): Range | undefined {
  if (expr.is === 'list') return fixed(expr.items.length);
  if (expr.is === 'map') return fixed(expr.entries.length);
  if (expr.is !== 'constant') return undefined;
  if (typeof expr.value === 'string') return fixed([...expr.value].length);
  return fixed(expr.value instanceof Uint8Array ? expr.value.length : 1);
}

const SCALARS = new Set(['bool', 'double', 'int', 'uint', 'google.protobuf.Timestamp', 'google.protobuf.Duration']);
const isScalar = (type: Type): boolean =>
  type.kind === 'simple'
    ? SCALARS.has(type.name)
    : type.kind === 'opaque' && type.name === 'optional_type' && isScalar(type.params[0]!);

/** Whether a value may be a text: one is, or nothing is known of it. */
const mayBeText = (type: Type | undefined): boolean => !type || isDyn(type) || type === STRING || type === BYTES;

// The kinds of estimates.
const once: Estimate = () => ({ cost: ONE });
/** As long as the first argument. */
const read =
  (factor: number, sized = false): Estimate =>
  (it, { args, target }) => {
    const of = args[0] ?? target;
    if (!of) return undefined;
    const size = it.sizeOr(of);
    return { cost: scaled(size, factor), ...(sized ? { size } : {}) };
  };
/** As long as the receiver, which the result is no longer than. */
const receiver: Estimate = (it, { target }) => {
  if (!target) return undefined;
  const size = it.sizeOr(target);
  return { cost: scaled(size, TEXT), size };
};
/** Values that are compared at a glance. */
const GLANCED = /^(net\.(IP|CIDR)|kubernetes\.(Quantity|Semver|authorization\..*))$/;
const compared: Estimate = (it, { args }) => {
  const [a, b] = args as [Expr, Expr];
  if (GLANCED.test(it.typeOf(a)?.name ?? '') && it.typeOf(a)?.name === it.typeOf(b)?.name) return { cost: ONE };
  const max = Math.min(it.sizeOr(a).max, it.sizeOr(b).max);
  return { cost: scaled({ min: max > 0 ? 1 : 0, max }, TEXT) };
};
const ordered: Estimate = (it, call) => {
  const [a, b] = call.args as [Expr, Expr];
  if (!mayBeText(it.typeOf(a)) || !mayBeText(it.typeOf(b))) return undefined;
  const { cost } = compared(it, call)!;
  const known = [a, b].some((arg) => it.typeOf(arg) === STRING || it.typeOf(arg) === BYTES);
  return { cost: known ? cost : either(cost, ONE) };
};
/** Goes through a list, or a text. */
const traversal: Estimate = (it, { target }) => {
  if (!target) return undefined;
  const type = it.typeOf(target);
  if (type?.kind !== 'list') return { cost: scaled(it.sizeOr(target), TEXT) };
  const item = type.params[0];
  const each = item === STRING || item === BYTES ? plus(ONE, scaled(it.itemSize(target), TEXT)) : ONE;
  return { cost: times(it.sizeOr(target), each) };
};
const matched =
  (sized: boolean): Estimate =>
  (it, { args, target }) => {
    const [text, pattern] = target ? [target, args[0]!] : [args[0]!, args[1]!];
    const size = it.sizeOr(text);
    return {
      cost: times(scaled(plus(size, ONE), TEXT), scaled(it.sizeOr(pattern), REGEX)),
      ...(sized ? { size: { min: 0, max: size.max } } : {}),
    };
  };
const added: Estimate = (it, { expr, args }) => {
  const [a, b] = args as [Expr, Expr];
  const type = it.typeOf(expr);
  if (type && type.kind !== 'list' && !mayBeText(type)) return undefined;
  const size = plus(it.sizeOr(a), it.sizeOr(b));
  it.setEntries(expr, it.entries(a), it.entries(b));
  return type?.kind === 'list' ? { cost: ONE, size } : { cost: scaled(size, TEXT), size };
};
/** A list with one item more: what `map` and `filter` make. */
const appended: Estimate = (it, { expr, args }) => {
  const [before, item] = args as [Expr, Expr];
  const one: Entries = { kind: 'list', key: ONE, value: it.sizeOr(item) };
  it.setEntries(expr, it.entries(before), one);
  return { cost: fixed(11), size: plus(it.sizeOr(before), ONE) };
};

function replaced(of: Range, from: Range, to: Range): Range {
  const most =
    from.min === 0
      ? { count: capped(of.max + 1), kept: of.max }
      : to.max <= from.min
        ? { count: 0, kept: of.max }
        : { count: Math.ceil(of.max / from.min), kept: 0 };
  const least =
    from.max === 0
      ? { count: capped(of.min + 1), kept: of.min }
      : from.max <= to.min
        ? { count: 0, kept: of.min }
        : { count: Math.ceil(of.min / from.max), kept: 0 };
  return plus(times({ min: least.count, max: most.count }, to), { min: least.kept, max: most.kept });
}

const CIDR: Range = { min: 4, max: 16 };
const within =
  (more: number): Estimate =>
  (it, { args }) => {
    const own = plus(scaled(plus(CIDR, CIDR), TEXT), more ? plus(scaled(CIDR, TEXT), ONE) : NOTHING);
    const isText = it.typeOf(args[0]!) === STRING;
    return { cost: isText ? plus(own, scaled(it.sizeOr(args[0]!), TEXT)) : own };
  };
const sets =
  (factor: number): Estimate =>
  (it, { args }) => ({ cost: plus(scaled(times(it.sizeOr(args[0]!), it.sizeOr(args[1]!)), factor), ONE) });
/** A list that is made of others, of a size. */
const allocated = (size: Range, factor = 1): Told => ({ cost: plus(scaled(size, factor), ONE, fixed(10)), size });
const written = (expr: Expr | undefined): number | undefined =>
  expr?.is === 'constant' && typeof expr.value === 'bigint' ? Number(expr.value) : undefined;
/** Each item of a list against each. */
const pairwise = (it: Estimator, list: Expr, sorted: boolean): Told => {
  const size = it.sizeOr(list);
  const item = it.typeOf(list)?.params[0];
  return allocated(times(size, size), sorted && (item === STRING || item === BYTES) ? 2 + TEXT : 2);
};
const selector: Estimate = (it, { args }) => {
  const size = it.sizeOr(args[0]!);
  return { cost: plus(fixed(10), scaled(size, TEXT), scaled(scaled(size, 0.5), 50)) };
};

const named = (names: string, estimate: Estimate): { readonly [name: string]: Estimate } =>
  Object.fromEntries(names.split(' ').map((name) => [name, estimate]));

/** By function; what is not here costs one. */
const ESTIMATES: { readonly [name: string]: Estimate } = {
  ...named('_==_ _!=_', compared),
  ...named('_<_ _<=_ _>_ _>=_', ordered),
  '_+_': added,
  '@append': appended,
  '@in': (it, { args }) => (it.typeOf(args[1]!)?.kind === 'list' ? { cost: it.sizeOr(args[1]!) } : undefined),
  ...named('startsWith endsWith', read(TEXT)),
  matches: matched(false),
  ...named('find findAll', matched(true)),
  contains: (it, { args, target }) =>
    target ? { cost: times(scaled(it.sizeOr(target), TEXT), scaled(it.sizeOr(args[0]!), TEXT)) } : undefined,
  format: (it, { target }) => (target ? { cost: scaled(it.sizeOr(target), TEXT) } : undefined),
  'strings.quote': (it, { args }) => {
    const { min, max } = it.sizeOr(args[0]!);
    return { cost: scaled({ min, max }, TEXT), size: { min: min + 2, max: capped(max * 2 + 2) } };
  },
  bytes: (it, { args }) => {
    const { min, max } = it.sizeOr(args[0]!);
    return it.typeOf(args[0]!) === STRING
      ? { cost: scaled({ min, max }, TEXT), size: { min, max: capped(max * 4) } }
      : undefined;
  },
  string: (it, { args }) => {
    const { min, max } = it.sizeOr(args[0]!);
    return it.typeOf(args[0]!) === BYTES
      ? { cost: scaled({ min, max }, TEXT), size: { min: Math.floor(min / 4), max } }
      : undefined;
  },
  ...named('isSorted sum max min indexOf lastIndexOf', traversal),
  ...named('url jsonpatch.escapeKey', read(TEXT, true)),
  ...named('lowerAscii upperAscii substring trim', receiver),
  replace: (it, { args, target }) => {
    if (!target || args.length < 2) return undefined;
    const size = it.sizeOr(target);
    return { cost: scaled(size, 2 * TEXT), size: replaced(size, it.sizeOr(args[0]!), it.sizeOr(args[1]!)) };
  },
  split: (it, { args, target }) => {
    if (!target) return undefined;
    const size = it.sizeOr(target);
    const limit = args[1];
    const max = limit?.is === 'constant' && typeof limit.value === 'bigint' ? Number(limit.value) : size.max;
    return { cost: scaled(size, 2 * TEXT), size: { min: 0, max } };
  },
  join: (it, { args, target }) => {
    if (!target) return undefined;
    const count = it.sizeOr(target);
    let size = times(count, it.itemSize(target));
    if (args[0])
      size = plus(
        size,
        times(it.sizeOr(args[0]), { min: Math.max(0, count.min - 1), max: Math.max(0, count.max - 1) }),
      );
    return { cost: scaled(size, TEXT), size };
  },
  ...named('cidr isIP isCIDR quantity isQuantity semver isSemver', read(TEXT)),
  ip: (it, call) => (call.args.length ? read(TEXT)(it, call) : { cost: ONE }),
  'ip.isCanonical': read(2 * TEXT),
  containsIP: within(0),
  containsCIDR: within(1),
  validate: (it, { args }) => ({ cost: scaled(scaled(it.sizeOr(args[0]!), TEXT), 128 * REGEX) }),
  slice: (it, { args, target }) =>
    target && allocated(fixed((written(args[1]) ?? it.sizeOr(target).max) - (written(args[0]) ?? 0))),
  reverse: (it, { target }) => target && allocated(it.sizeOr(target)),
  'lists.range': (_, { args }) => allocated(fixed(written(args[0]) ?? MOST)),
  flatten: (it, { args, target }) => target && allocated(it.sizeOr(target), args[0] ? (written(args[0]) ?? MOST) : 1),
  distinct: (it, { target }) => target && pairwise(it, target, false),
  sort: (it, { target }) => target && pairwise(it, target, true),
  '@sortByAssociatedKeys': (it, { args }) => pairwise(it, args[0]!, true),
  'sets.contains': sets(1),
  'sets.intersects': sets(1),
  'sets.equivalent': sets(2),
  check: () => ({ cost: fixed(350_000) }),
  ...named('fieldSelector labelSelector', selector),
  'format.named': once,
};
