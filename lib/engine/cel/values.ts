// The values of CEL: what expressions compute with, how they compare, and how JSON becomes such values.
// Follows cel-go/common/types and apiserver/pkg/cel/common/valuesunstructured.go.

import { CelError } from './errors.ts';
import type { Type } from './types.ts';

/**
 * int is bigint, double is number; null, bool and string are themselves; bytes is Uint8Array; the rest are the classes here.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | Duration
  | Timestamp
  | List
  | MapValue
  | Optional
  | TypeValue
  | Opaque;

export class Uint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** A span of time in nanoseconds. */
export class Duration {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A point of time in nanoseconds since the epoch. */
export class Timestamp {
  readonly nanos: bigint;
  /** Minutes east of Greenwich of the clock that it was read from: it is written so again. */
  readonly offset: number;
  constructor(nanos: bigint, offset = 0) {
    this.nanos = nanos;
    this.offset = offset;
  }
}

export class Optional {
  readonly value: Value | undefined;
  constructor(value?: Value) {
    this.value = value;
  }
}
export const NONE = new Optional();

/** A type as a value. */
export class TypeValue {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A value of a library: an address, a quantity, … */
export abstract class Opaque {
  abstract readonly type: string;
  /** By which costs grow. */
  get size(): number {
    return 1;
  }
  abstract equals(other: Opaque): boolean;
}

/** A list; items of JSON are made into values when they are asked for. */
export class List {
  readonly raw: readonly unknown[];
  /** What tells items apart where order says nothing. */
  readonly keys: Type['keys'];
  private readonly of: ((raw: unknown) => Value) | undefined;
  constructor(raw: readonly unknown[], of?: (raw: unknown) => Value, keys?: Type['keys']) {
    this.raw = raw;
    this.of = of;
    this.keys = keys;
  }
  get length(): number {
    return this.raw.length;
  }
  at(index: number): Value {
    const raw = this.raw[index];
    return this.of ? this.of(raw) : (raw as Value);
  }
  values(): Value[] {
    return this.of ? this.raw.map(this.of) : (this.raw as Value[]);
  }
  /** What tells an item apart. */
  private idOf(item: Value): string {
    if (this.keys === 'items' || !(item instanceof MapValue)) return idOf(item);
    return (this.keys ?? []).map((key) => idOf(item.find(key) ?? null)).join('\n');
  }
  /** Whether the other holds the same: in the same order, or where that says nothing, in any. */
  equals(other: List): boolean {
    if (this.length !== other.length) return false;
    const items = this.values();
    if (!this.keys) return items.every((it, i) => equalValues(it, other.at(i)));
    const known = new Map(items.map((it) => [this.idOf(it), it]));
    return other.values().every((it) => {
      const own = known.get(this.idOf(it));
      return own !== undefined && (this.keys === 'items' || equalValues(own, it));
    });
  }
  /** This with the other behind it; where items are told apart, the other's go in the place of those that are the same. */
  plus(other: List): List {
    if (!this.keys) return new List([...this.values(), ...other.values()]);
    const items = this.values().slice();
    const places = new Map(items.map((it, i) => [this.idOf(it), i]));
    for (const item of other.values()) {
      const id = this.idOf(item);
      const place = places.get(id);
      if (place === undefined) items.push(item);
      else if (this.keys !== 'items') items[place] = item;
      if (place === undefined && this.keys === 'items') places.set(id, items.length - 1);
    }
    return new List(items, undefined, this.keys);
  }
}

// Scalars only: what else there is is no key.
const idOf = (value: Value): string => keyId(value) ?? `${typeName(value)}`;

/** A map, or an object with fields. */
export abstract class MapValue {
  /** The name of the object's type; absent of maps. */
  readonly object: string | undefined;
  constructor(object?: string) {
    this.object = object;
  }
  abstract get size(): number;
  abstract find(key: Value): Value | undefined;
  abstract keys(): Value[];
  /** A field by its name in CEL. */
  field(name: string): Value | undefined {
    return this.find(name);
  }
}

/** A map that an expression made. */
export class LiteralMap extends MapValue {
  readonly entries = new Map<string, readonly [key: Value, value: Value]>();
  get size(): number {
    return this.entries.size;
  }
  find(key: Value): Value | undefined {
    const id = keyId(key);
    return id === undefined ? undefined : this.entries.get(id)?.[1];
  }
  keys(): Value[] {
    return [...this.entries.values()].map(([key]) => key);
  }
  /** Throws `CelError` for a key of a wrong type. */
  set(key: Value, value: Value): void {
    const id = keyId(key);
    if (id === undefined) throw new CelError(`unsupported key type: ${typeName(key)}`);
    this.entries.set(id, [key, value]);
  }
}

/** A map or an object that is JSON. An object is a map, too, of the fields that its type has, as expressions call them. */
export class JsonMap extends MapValue {
  readonly raw: { readonly [key: string]: unknown };
  private readonly type: Type | undefined;
  constructor(raw: { readonly [key: string]: unknown }, type?: Type) {
    super();
    this.raw = raw;
    this.type = type;
  }
  get size(): number {
    return Object.keys(this.raw).length;
  }
  find(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    const { type } = this;
    const field = type?.kind === 'object' ? type.field?.(key) : undefined;
    const json = field?.json ?? key;
    if (!Object.hasOwn(this.raw, json)) return undefined;
    const raw = this.raw[json];
    if (raw === undefined) return undefined;
    if (type?.kind !== 'object') return fromJson(raw, type?.params[1]);
    // A field without a value is none.
    return raw === null ? undefined : fromJson(raw, field?.type);
  }
  keys(): Value[] {
    const { type } = this;
    const there = Object.keys(this.raw).filter((it) => this.raw[it] !== undefined);
    return type?.kind === 'object' ? there.flatMap((it) => type.nameOf?.(it) ?? []) : there;
  }
  /** Whether what the type does not speak of is the same, as far as both have it. */
  restEquals(other: JsonMap): boolean {
    const { type } = this;
    if (type?.kind !== 'object') return true;
    return Object.entries(this.raw).every(
      ([name, it]) =>
        type.nameOf?.(name) !== undefined ||
        !Object.hasOwn(other.raw, name) ||
        equalValues(plain(it), plain(other.raw[name])),
    );
  }
}

/** An object whose fields are values. */
export class ObjectValue extends MapValue {
  readonly fields: ReadonlyMap<string, Value>;
  constructor(name: string, fields: ReadonlyMap<string, Value>) {
    super(name);
    this.fields = fields;
  }
  get size(): number {
    return this.fields.size;
  }
  find(key: Value): Value | undefined {
    return typeof key === 'string' ? this.fields.get(key) : undefined;
  }
  keys(): Value[] {
    return [...this.fields.keys()];
  }
}

// Numbers that are equal are one key, whatever their type.
function keyId(key: Value): string | undefined {
  switch (typeof key) {
    case 'string':
      return `s${key}`;
    case 'bigint':
      return `n${key}`;
    case 'boolean':
      return `b${key}`;
    case 'number':
      return Number.isInteger(key) ? `n${BigInt(key)}` : `d${key}`;
    default:
      return key instanceof Uint ? `n${key.value}` : undefined;
  }
}

const plain = (raw: unknown): Value => fromJson(raw, undefined);

/** JSON as a value of a type; of any type where none is given: whole numbers are ints then. */
export function fromJson(raw: unknown, type: Type | undefined): Value {
  switch (typeof raw) {
    case 'string':
      return type === undefined || type.kind !== 'simple' || type.name === 'string' ? raw : textAs(raw, type);
    case 'number':
      return (type?.name === 'double' ? false : Number.isInteger(raw)) ? BigInt(raw) : raw;
    case 'boolean':
      return raw;
    case 'object': {
      if (raw === null) return null;
      if (Array.isArray(raw)) {
        const item = type?.kind === 'list' ? type.params[0] : undefined;
        return new List(raw, item ? (it) => fromJson(it, item) : plain, type?.keys);
      }
      if (isValue(raw)) return raw;
      return new JsonMap(
        raw as { [key: string]: unknown },
        type?.kind === 'map' || type?.kind === 'object' ? type : undefined,
      );
    }
    default:
      return raw === undefined ? null : (raw as Value);
  }
}

function isValue(it: object): it is Exclude<Value, string | number | bigint | boolean | null> {
  return (
    it instanceof MapValue ||
    it instanceof List ||
    it instanceof Opaque ||
    it instanceof Duration ||
    it instanceof Timestamp ||
    it instanceof Uint8Array ||
    it instanceof Optional ||
    it instanceof Uint ||
    it instanceof TypeValue
  );
}

let readers: { [type: string]: (text: string) => Value } = {};

/** How texts of JSON are read that the schema says to be something else; the library of times gives it. */
export function readTextsWith(table: { [type: string]: (text: string) => Value }): void {
  readers = { ...readers, ...table };
}

function textAs(raw: string, type: Type): Value {
  return readers[type.name]?.(raw) ?? raw;
}

/** The name of a value's type, as `type(x)` says it. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
  }
  if (value === null) return 'null_type';
  if (value instanceof List) return 'list';
  if (value instanceof MapValue) return value.object ?? 'map';
  if (value instanceof Uint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof Optional) return 'optional_type';
  if (value instanceof TypeValue) return 'type';
  return value.type;
}

const numeric = (value: Value): bigint | number | undefined =>
  typeof value === 'bigint' || typeof value === 'number' ? value : value instanceof Uint ? value.value : undefined;

/** Whether two values are equal; values of different types are not, but for numbers. */
export function equalValues(a: Value, b: Value): boolean {
  if (typeof a === 'string' || typeof b === 'string' || typeof a === 'boolean' || a === null) return a === b;
  const left = numeric(a);
  if (left !== undefined) {
    const right = numeric(b);
    return right !== undefined && sign(left, right) === 0;
  }
  if (b === null || typeof b !== 'object') return false;
  if (a instanceof List) return b instanceof List && a.equals(b);
  if (a instanceof MapValue) {
    if (!(b instanceof MapValue) || a.size !== b.size || a.object !== b.object) return false;
    if (a instanceof JsonMap && b instanceof JsonMap && !a.restEquals(b)) return false;
    return a.keys().every((key) => {
      const [own, other] = [a.find(key), b.find(key)];
      return own === undefined || other === undefined ? own === other : equalValues(own, other);
    });
  }
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  if (a instanceof Optional)
    return (
      b instanceof Optional &&
      (a.value === undefined || b.value === undefined ? a.value === b.value : equalValues(a.value, b.value))
    );
  return a instanceof Opaque && b instanceof Opaque && a.type === b.type && a.equals(b);
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  return a.length - b.length;
}

// As Go compares: by code points.
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < left.length && i < right.length; i++)
    if (left[i] !== right[i]) return left[i]!.codePointAt(0)! < right[i]!.codePointAt(0)! ? -1 : 1;
  return left.length - right.length;
}

// A whole number beside a double is made one, with what that loses. What is no number is in no order.
function sign(a: bigint | number, b: bigint | number): number {
  if (typeof a !== typeof b) return sign(Number(a), Number(b));
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN;
}

/** Below, equal or above zero; undefined where the two cannot be ordered. NaN for numbers that are in no order. */
export function compareValues(a: Value, b: Value): number | undefined {
  if (typeof a === 'string') return typeof b === 'string' ? compareText(a, b) : undefined;
  const left = numeric(a);
  if (left !== undefined) {
    const right = numeric(b);
    if (right === undefined) return undefined;
    return sign(left, right);
  }
  if (typeof a === 'boolean') return typeof b === 'boolean' ? Number(a) - Number(b) : undefined;
  if (a instanceof Duration) return b instanceof Duration ? sign(a.nanos, b.nanos) : undefined;
  if (a instanceof Timestamp) return b instanceof Timestamp ? sign(a.nanos, b.nanos) : undefined;
  if (a instanceof Uint8Array) return b instanceof Uint8Array ? compareBytes(a, b) : undefined;
  return undefined;
}

/** Bounds of the whole numbers. */
export const MAX_INT = 9223372036854775807n;
export const MIN_INT = -9223372036854775808n;
export const MAX_UINT = 18446744073709551615n;
