// The types of CEL expressions: what they are called, which is assignable to which. Follows cel-go/common/types/types.go and
// cel-go/checker/types.go.

/** A field of an object type. */
export interface FieldType {
  readonly type: Type;
  /** What the field is called in JSON, where CEL cannot say that name. */
  readonly json?: string;
}

/** A type. Equal types need not be the same object. */
export interface Type {
  readonly kind: 'simple' | 'list' | 'map' | 'object' | 'opaque' | 'type' | 'param' | 'wrapper';
  readonly name: string;
  readonly params: readonly Type[];
  /** Of objects: the fields that there are. */
  readonly field?: (name: string) => FieldType | undefined;
  readonly fieldNames?: () => readonly string[];
  /** Of objects: what a field is called in expressions, by its name in JSON. */
  readonly nameOf?: (json: string) => string | undefined;
  /** Of lists in which order says nothing: the keys by which items are told apart, or that the whole item does. */
  readonly keys?: readonly string[] | 'items';
  /** How large values get, where that is known: elements of lists and maps, characters of texts. For the estimate of costs. */
  readonly max?: number;
}

const simple = (name: string): Type => ({ kind: 'simple', name, params: [] });

export const DYN = simple('dyn');
export const BOOL = simple('bool');
export const INT = simple('int');
export const UINT = simple('uint');
export const DOUBLE = simple('double');
export const STRING = simple('string');
export const BYTES = simple('bytes');
export const NULL = simple('null_type');
export const TIMESTAMP = simple('google.protobuf.Timestamp');
export const DURATION = simple('google.protobuf.Duration');
export const ERROR = simple('!error!');
const ANY = simple('any');

export const listOf = (item: Type, max?: number, keys?: Type['keys']): Type => ({
  kind: 'list',
  name: 'list',
  params: [item],
  ...(max === undefined ? {} : { max }),
  ...(keys ? { keys } : {}),
});
export const mapOf = (key: Type, value: Type, max?: number): Type => ({
  kind: 'map',
  name: 'map',
  params: [key, value],
  ...(max === undefined ? {} : { max }),
});
export const typeOfType = (of?: Type): Type => ({ kind: 'type', name: 'type', params: of ? [of] : [] });
export const opaque = (name: string, ...params: readonly Type[]): Type => ({ kind: 'opaque', name, params });
export const optionalOf = (of: Type): Type => opaque('optional_type', of);
export const param = (name: string): Type => ({ kind: 'param', name, params: [] });
const wrapper = (of: Type): Type => ({ kind: 'wrapper', name: of.name, params: [of] });

/** An object with the fields given. */
export function objectType(name: string, fields: { readonly [name: string]: Type | FieldType }): Type {
  const table = new Map(
    Object.entries(fields).map(([field, it]) => [field, 'kind' in it ? { type: it } : it] as const),
  );
  const names = new Map([...table].map(([field, it]) => [it.json ?? field, field]));
  return {
    kind: 'object',
    name,
    params: [],
    field: (field) => table.get(field),
    fieldNames: () => [...table.keys()],
    nameOf: (json) => names.get(json),
  };
}

const SIMPLE: { readonly [name: string]: Type } = {
  dyn: DYN,
  any: ANY,
  bool: BOOL,
  int: INT,
  uint: UINT,
  double: DOUBLE,
  string: STRING,
  bytes: BYTES,
  null: NULL,
  null_type: NULL,
  timestamp: TIMESTAMP,
  duration: DURATION,
  'google.protobuf.Timestamp': TIMESTAMP,
  'google.protobuf.Duration': DURATION,
};

/** Types by the names that expressions may use for them. */
export const NAMED_TYPES: { readonly [name: string]: Type } = {
  bool: BOOL,
  int: INT,
  uint: UINT,
  double: DOUBLE,
  string: STRING,
  bytes: BYTES,
  null_type: NULL,
  'google.protobuf.Timestamp': TIMESTAMP,
  'google.protobuf.Duration': DURATION,
  list: listOf(DYN),
  map: mapOf(DYN, DYN),
  optional_type: optionalOf(DYN),
  type: typeOfType(),
};

export const isDyn = (type: Type): boolean => type.kind === 'simple' && (type.name === 'dyn' || type.name === 'any');
const isDynOrError = (type: Type): boolean => isDyn(type) || type === ERROR;

/** A type as messages write it. */
export function formatType(type: Type): string {
  if (type.kind === 'wrapper') return `wrapper(${formatType(type.params[0]!)})`;
  if (type === TIMESTAMP) return 'timestamp';
  if (type === DURATION) return 'duration';
  if (type === NULL) return 'null';
  return type.params.length ? `${type.name}(${type.params.map(formatType).join(', ')})` : type.name;
}

export function sameType(a: Type, b: Type): boolean {
  return (
    a === b ||
    (a.kind === b.kind &&
      a.name === b.name &&
      a.params.length === b.params.length &&
      a.params.every((it, i) => sameType(it, b.params[i]!)))
  );
}

/** What type parameters stand for. */
export type Bindings = Map<string, Type>;

function nullable(type: Type): boolean {
  return (
    type.kind === 'opaque' ||
    type.kind === 'object' ||
    type.kind === 'wrapper' ||
    type === NULL ||
    type === TIMESTAMP ||
    type === DURATION ||
    type.name === 'any'
  );
}

function lessSpecific(a: Type, b: Type): boolean {
  if (isDyn(a) || a.kind === 'param') return true;
  if (isDyn(b) || b.kind === 'param' || a.kind !== b.kind) return false;
  if (a.kind === 'type') return true;
  return (
    a.name === b.name &&
    a.params.length === b.params.length &&
    a.params.every((it, i) => lessSpecific(it, b.params[i]!))
  );
}

/** The more general of two types that go together. */
export const mostGeneral = (a: Type, b: Type): Type => (lessSpecific(a, b) ? a : b);

function occursIn(bindings: Bindings, name: string, within: Type): boolean {
  if (within.kind === 'param') {
    if (within.name === name) return true;
    const bound = bindings.get(within.name);
    return bound !== undefined && occursIn(bindings, name, bound);
  }
  return within.params.some((it) => occursIn(bindings, name, it));
}

/** Tries `param` as `type`: whether that goes, and whether it stood for something before. */
function bind(bindings: Bindings, type: Type, parameter: Type): { valid: boolean; bound: boolean } {
  if (sameType(type, parameter)) return { valid: true, bound: true };
  const before = bindings.get(parameter.name);
  if (before) {
    if (sameType(before, type)) return { valid: true, bound: true };
    if (!unify(bindings, type, before)) return { valid: false, bound: true };
    const general = mostGeneral(type, before);
    if (!occursIn(bindings, parameter.name, general)) bindings.set(parameter.name, general);
    return { valid: true, bound: true };
  }
  if (occursIn(bindings, parameter.name, type)) return { valid: false, bound: false };
  bindings.set(parameter.name, type);
  return { valid: true, bound: false };
}

function unify(bindings: Bindings, a: Type, b: Type): boolean {
  if (b.kind === 'param') {
    const { valid, bound } = bind(bindings, a, b);
    if (valid) return true;
    if (bound) return false;
  }
  if (a.kind === 'param') return bind(bindings, b, a).valid;
  if (isDynOrError(a) || isDynOrError(b)) return true;
  if (a === NULL) return nullable(b);
  if (b === NULL) return nullable(a);
  if (b.kind === 'wrapper') return a.kind === 'wrapper' ? sameType(a, b) : sameType(a, b.params[0]!);
  if (a.kind === 'wrapper') return sameType(a.params[0]!, b);
  if (a.kind === 'type') return b.kind === 'type';
  return (
    a.kind === b.kind &&
    a.name === b.name &&
    a.params.length === b.params.length &&
    a.params.every((it, i) => unify(bindings, it, b.params[i]!))
  );
}

/** Whether values of the first types may stand where the second are asked for; if so `bindings` says what parameters became. */
export function assignable(bindings: Bindings, given: readonly Type[], wanted: readonly Type[]): boolean {
  if (given.length !== wanted.length) return false;
  const tried: Bindings = new Map(bindings);
  if (!given.every((it, i) => unify(tried, it, wanted[i]!))) return false;
  for (const [name, type] of tried) bindings.set(name, type);
  return true;
}

/** A type with its parameters replaced by what they stand for; by dyn where nothing is known and `toDyn` is set. */
export function substitute(bindings: Bindings, type: Type, toDyn = false): Type {
  if (type.kind === 'param') {
    const bound = bindings.get(type.name);
    if (bound) return substitute(bindings, bound, toDyn);
    return toDyn ? DYN : type;
  }
  if (!type.params.length) return type;
  const params = type.params.map((it) => substitute(bindings, it, toDyn));
  return params.every((it, i) => it === type.params[i]) ? type : { ...type, params };
}

/** Reads a type as tables write it: `map(string, list(A))`. One capital letter is a parameter. */
export function parseType(text: string): Type {
  let at = 0;
  const read = (): Type => {
    const name = /^[\w.]+/.exec(text.slice(at))?.[0] ?? '';
    at += name.length;
    const params: Type[] = [];
    if (text[at] === '(') {
      do {
        at++;
        while (text[at] === ' ') at++;
        params.push(read());
      } while (text[at] === ',');
      at++;
    }
    if (/^[A-Z]$/.test(name)) return param(name);
    if (name === 'list') return listOf(params[0] ?? DYN);
    if (name === 'map') return mapOf(params[0] ?? DYN, params[1] ?? DYN);
    if (name === 'type') return typeOfType(params[0]);
    if (name === 'wrapper') return wrapper(params[0]!);
    return SIMPLE[name] ?? opaque(name, ...params);
  };
  return read();
}
