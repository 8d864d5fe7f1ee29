// The types of the API as the server walks them: for structure checks, pruning, defaults, merging and applying.

import { parseQuantity } from '../quantity.ts';
import { kindId } from './kind-id.ts';
import { FIELDS } from './tables/fields.ts';
import { KINDS } from './tables/kinds.ts';

export type FieldKind =
  | 'string'
  | 'int32'
  | 'int64'
  | 'double'
  | 'boolean'
  | 'bytes'
  | 'time'
  | 'microtime'
  | 'quantity'
  | 'intOrString'
  | 'any'
  | 'object'
  | 'array'
  | 'map';

/** Whether a value that is not null is of a kind; of what is in objects, lists and maps nothing is said. */
export function fits(value: unknown, kind: FieldKind): boolean {
  switch (kind) {
    case 'string':
    case 'bytes':
    case 'time':
    case 'microtime':
      return typeof value === 'string';
    case 'int32':
    case 'int64':
      return Number.isInteger(value);
    case 'double':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'quantity':
      return (typeof value === 'string' || typeof value === 'number') && parseQuantity(value) !== undefined;
    case 'intOrString':
      return typeof value === 'string' || Number.isInteger(value);
    case 'object':
    case 'map':
      return typeof value === 'object' && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    default:
      return true;
  }
}

/** A value's type: of a field, of the items of a list, of the values of a map. */
export interface ValueSchema {
  readonly kind: FieldKind;
  /** Of an object: its type. Built-in types are resolved when asked for, as some hold themselves. */
  readonly type?: TypeSchema;
  /** Of a list or a map: its items. */
  readonly items?: ValueSchema;
  /** Of a list: how it merges when applied. `atomic` unless said otherwise. */
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listKeys?: readonly string[];
  /** Applied as a whole. */
  readonly atomic?: boolean;
  /** Of a strategic merge patch. */
  readonly patchStrategy?: readonly string[];
  readonly patchMergeKey?: string;
  /** Custom resources only. */
  readonly preserveUnknown?: boolean;
  readonly nullable?: boolean;
  readonly embedded?: boolean;
}

export interface FieldSchema extends ValueSchema {
  readonly name: string;
  readonly required: boolean;
  /** Present in every answer, with Go's zero value when nothing was said. */
  readonly always?: boolean;
  readonly default?: unknown;
}

export interface TypeSchema {
  /** `core.v1.Container`; of a custom resource a name made from its definition. */
  readonly name: string;
  readonly fields: ReadonlyMap<string, FieldSchema>;
  readonly atomic: boolean;
  /** Custom resources only: unknown fields stay. */
  readonly preserveUnknown?: boolean;
}

let kinds: Record<string, string> | undefined;
const packages = new Map<string, Record<string, Record<string, string>>>();
const types = new Map<string, TypeSchema>();

/** The type of a kind; undefined for kinds that are not built in. */
export function kindSchema(apiVersion: string, kind: string): TypeSchema | undefined {
  kinds ??= JSON.parse(KINDS) as Record<string, string>;
  const name = kinds[kindId(apiVersion, kind)];
  return name === undefined ? undefined : typeSchema(name);
}

/** All kinds with a type, as `apiVersion/kind`. */
export function knownKinds(): string[] {
  kinds ??= JSON.parse(KINDS) as Record<string, string>;
  return Object.keys(kinds);
}

/** A type by its name, such as `core.v1.PodSpec`; throws when there is none. */
export function typeSchema(name: string): TypeSchema {
  const type = findTypeSchema(name);
  if (!type) throw new Error(`no type ${name}`);
  return type;
}

/** A type by its name, or undefined. */
export function findTypeSchema(name: string): TypeSchema | undefined {
  const known = types.get(name);
  if (known) return known;
  const dot = name.lastIndexOf('.');
  const at = name.slice(0, dot);
  let fields = packages.get(at);
  if (!fields) {
    const text = FIELDS[at];
    if (text === undefined) return undefined;
    packages.set(at, (fields = JSON.parse(text) as Record<string, Record<string, string>>));
  }
  const lines = fields[name.slice(dot + 1)];
  if (!lines) return undefined;
  const map = new Map<string, FieldSchema>();
  const type: TypeSchema = { name, fields: map, atomic: lines[''] === 'atomic' };
  types.set(name, type);
  for (const [field, line] of Object.entries(lines)) if (field) map.set(field, parseField(field, line));
  return type;
}

const SCALARS: Readonly<Record<string, FieldKind>> = {
  string: 'string',
  int32: 'int32',
  int64: 'int64',
  double: 'double',
  boolean: 'boolean',
  bytes: 'bytes',
  time: 'time',
  microtime: 'microtime',
  quantity: 'quantity',
  intOrString: 'intOrString',
  any: 'any',
};

// All values are of one class with all fields set, so that walking them stays fast; an object's type is resolved when asked for.
class Value implements ValueSchema {
  readonly kind: FieldKind;
  readonly items: ValueSchema | undefined;
  readonly listType: ValueSchema['listType'];
  readonly listKeys: readonly string[] | undefined;
  readonly atomic: boolean | undefined;
  readonly patchStrategy: readonly string[] | undefined;
  readonly patchMergeKey: string | undefined;
  readonly name: string;
  readonly required: boolean;
  readonly always: boolean | undefined;
  readonly default: unknown;
  readonly #typeName: string;
  #type: TypeSchema | undefined;

  constructor(type: string, name: string, flags: readonly string[]) {
    const nested = type.startsWith('[]') ? 'array' : type.startsWith('{}') ? 'map' : undefined;
    const kind = nested ?? SCALARS[type] ?? 'object';
    let listType: ValueSchema['listType'];
    let listKeys: string[] | undefined;
    let atomic: boolean | undefined;
    let patchStrategy: string[] | undefined;
    let patchMergeKey: string | undefined;
    let always: boolean | undefined;
    let required = false;
    let byDefault: unknown;
    // Flags: `!` required, `~` always present, `=json` default, `keys:a,b` list by keys, `set`, `atomic`, `patch:strategy:key`.
    for (const flag of flags)
      if (flag === '!') required = true;
      else if (flag === '~') always = true;
      else if (flag.startsWith('=')) byDefault = JSON.parse(flag.slice(1));
      else if (flag.startsWith('keys:')) {
        listType = 'map';
        listKeys = flag.slice(5).split(',');
      } else if (flag === 'set') listType = 'set';
      else if (flag === 'atomic') {
        if (kind === 'array') listType = 'atomic';
        else atomic = true;
      } else if (flag.startsWith('patch:')) {
        const [, strategy, key] = flag.split(':');
        if (strategy) patchStrategy = strategy.split(',');
        if (key) patchMergeKey = key;
      }
    this.kind = kind;
    this.items = nested ? valueOf(type.slice(2)) : undefined;
    this.listType = listType;
    this.listKeys = listKeys;
    this.atomic = atomic;
    this.patchStrategy = patchStrategy;
    this.patchMergeKey = patchMergeKey;
    this.name = name;
    this.required = required;
    this.always = always;
    this.default = byDefault;
    this.#typeName = type;
  }

  get type(): TypeSchema | undefined {
    return this.kind === 'object' ? (this.#type ??= typeSchema(this.#typeName)) : undefined;
  }
}

const NO_FLAGS: readonly string[] = [];
const values = new Map<string, Value>();

function valueOf(type: string): Value {
  let value = values.get(type);
  if (!value) values.set(type, (value = new Value(type, '', NO_FLAGS)));
  return value;
}

function parseField(name: string, line: string): FieldSchema {
  const space = line.indexOf(' ');
  if (space < 0) return new Value(line, name, NO_FLAGS);
  return new Value(line.slice(0, space), name, line.slice(space + 1).split(' '));
}
