// The types of the API as the server walks them: for structure checks, pruning, defaults, merging and applying.

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
  const name = kinds[`${apiVersion}/${kind}`];
  return name === undefined ? undefined : typeSchema(name);
}

/** All kinds with a type, as `apiVersion/kind`. */
export function knownKinds(): string[] {
  kinds ??= JSON.parse(KINDS) as Record<string, string>;
  return Object.keys(kinds);
}

/** A type by its name, such as `core.v1.PodSpec`. */
export function typeSchema(name: string): TypeSchema {
  const known = types.get(name);
  if (known) return known;
  const dot = name.lastIndexOf('.');
  const at = name.slice(0, dot);
  let fields = packages.get(at);
  if (!fields) packages.set(at, (fields = JSON.parse(FIELDS[at]!) as Record<string, Record<string, string>>));
  const lines = fields[name.slice(dot + 1)];
  if (!lines) throw new Error(`no type ${name}`);
  const map = new Map<string, FieldSchema>();
  const type: TypeSchema = { name, fields: map, atomic: lines[''] === 'atomic' };
  types.set(name, type);
  for (const [field, line] of Object.entries(lines)) if (field) map.set(field, parseField(field, line));
  return type;
}

const SCALARS = new Set<string>([
  'string',
  'int32',
  'int64',
  'double',
  'boolean',
  'bytes',
  'time',
  'microtime',
  'quantity',
  'intOrString',
  'any',
]);

function valueOf(type: string): ValueSchema {
  if (type.startsWith('[]')) return { kind: 'array', items: valueOf(type.slice(2)) };
  if (type.startsWith('{}')) return { kind: 'map', items: valueOf(type.slice(2)) };
  if (SCALARS.has(type)) return { kind: type as FieldKind };
  return {
    kind: 'object',
    get type() {
      return typeSchema(type);
    },
  };
}

function parseField(name: string, line: string): FieldSchema {
  const space = line.indexOf(' ');
  const typeText = space < 0 ? line : line.slice(0, space);
  const value = valueOf(typeText);
  const field: { -readonly [K in keyof FieldSchema]: FieldSchema[K] } = {
    name,
    required: false,
    kind: value.kind,
    items: value.items,
  };
  if (value.kind === 'object')
    Object.defineProperty(field, 'type', { get: () => typeSchema(typeText), enumerable: true });
  // Flags: `!` required, `~` always present, `=json` default, `keys:a,b` list by keys, `set`, `atomic`, `patch:strategy:key`.
  for (const flag of space < 0 ? [] : line.slice(space + 1).split(' ')) {
    if (flag === '!') field.required = true;
    else if (flag === '~') field.always = true;
    else if (flag.startsWith('=')) field.default = JSON.parse(flag.slice(1));
    else if (flag.startsWith('keys:')) {
      field.listType = 'map';
      field.listKeys = flag.slice(5).split(',');
    } else if (flag === 'set') field.listType = 'set';
    else if (flag === 'atomic') {
      if (value.kind === 'array') field.listType = 'atomic';
      else field.atomic = true;
    } else if (flag.startsWith('patch:')) {
      const [, strategy, key] = flag.split(':');
      if (strategy) field.patchStrategy = strategy.split(',');
      if (key) field.patchMergeKey = key;
    }
  }
  return field;
}
