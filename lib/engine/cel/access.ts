// Getting at what lists and maps hold. Follows cel-go/common/types/{list,map}.go and interpreter/attributes.go.

import { CelError } from './errors.ts';
import { equalValues, List, MapValue, NONE, Optional, typeName, Uint, type Value } from './values.ts';

/** A key or an index in messages. */
function shown(key: Value): string {
  if (typeof key === 'string' || typeof key === 'bigint' || typeof key === 'number' || typeof key === 'boolean')
    return String(key);
  return key instanceof Uint ? String(key.value) : typeName(key);
}

function indexOf(key: Value): number {
  if (typeof key === 'bigint') return Number(key);
  if (key instanceof Uint) return Number(key.value);
  if (typeof key !== 'number') throw new CelError(`unsupported index type '${typeName(key)}' in list`);
  if (!Number.isInteger(key)) throw new CelError(`unsupported index value ${key} in list`);
  return key;
}

/** What a key leads to, if anything: what is neither a list nor a map has nothing. Throws `CelError` for a key that is none. */
function within(value: Value, key: Value): Value | undefined {
  if (key === null) throw new CelError('invalid qualifier type: <nil>');
  if (value instanceof MapValue) return value.find(key);
  if (!(value instanceof List)) return undefined;
  const index = indexOf(key);
  return index < 0 || index >= value.length ? undefined : value.at(index);
}

/** An element; throws `CelError` where there is none. */
export function at(value: Value, key: Value): Value {
  const found = within(value, key);
  if (found !== undefined) return found;
  throw new CelError(value instanceof List ? `index out of bounds: ${indexOf(key)}` : `no such key: ${shown(key)}`);
}

/** An element, if there is one. */
export function addressedBy(value: Value, key: Value): Optional {
  const target = value instanceof Optional ? value.value : value;
  const found = target === undefined ? undefined : within(target, key);
  return found === undefined ? NONE : new Optional(found);
}

/** A field by its name, if it is there. Throws `CelError` for a list. */
export function fieldOf(value: Value, name: string): Value | undefined {
  if (value instanceof MapValue) return value.field(name);
  return value instanceof List ? within(value, name) : undefined;
}

/** A field, if there is one. */
export function optionalField(value: Value, name: string): Optional {
  const target = value instanceof Optional ? value.value : value;
  const found = target === undefined ? undefined : fieldOf(target, name);
  return found === undefined ? NONE : new Optional(found);
}

/** Whether a list holds a value, or a map a key. */
export function isIn(value: Value, range: Value): boolean {
  if (range instanceof MapValue) return range.find(value) !== undefined;
  if (!(range instanceof List)) throw new CelError('no such overload');
  for (let i = 0; i < range.length; i++) if (equalValues(range.at(i), value)) return true;
  return false;
}
