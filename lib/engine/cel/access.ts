// Getting at what lists and maps hold. Follows cel-go/common/types/{list,map}.go and interpreter/attributes.go.

import { CelError } from './errors.ts';
import { equalValues, List, MapValue, NONE, Optional, typeName, Uint, type Value } from './values.ts';

/** A key or an index in messages. */
function shown(key: Value): string {
  if (typeof key === 'string' || typeof key === 'bigint' || typeof key === 'number' || typeof key === 'boolean')
    return String(key);
  return key instanceof Uint ? String(key.value) : typeName(key);
}

function indexOf(key: Value): number | undefined {
  if (typeof key === 'bigint') return Number(key);
  if (key instanceof Uint) return Number(key.value);
  return typeof key === 'number' && Number.isInteger(key) ? key : undefined;
}

/** An element; throws `CelError` where there is none. */
export function at(value: Value, key: Value): Value {
  if (value instanceof MapValue) {
    const found = value.find(key);
    if (found === undefined) throw new CelError(`no such key: ${shown(key)}`);
    return found;
  }
  if (!(value instanceof List)) throw new CelError('no such overload');
  const index = indexOf(key);
  if (index === undefined) throw new CelError(`unsupported index type '${typeName(key)}' in list`);
  if (index < 0 || index >= value.length) throw new CelError(`index out of bounds: ${index}`);
  return value.at(index);
}

/** An element, if there is one. */
export function addressedBy(value: Value, key: Value): Optional {
  const target = value instanceof Optional ? value.value : value;
  if (target === undefined) return NONE;
  if (target instanceof MapValue) {
    const found = target.find(key);
    return found === undefined ? NONE : new Optional(found);
  }
  if (!(target instanceof List)) throw new CelError('no such overload');
  const index = indexOf(key);
  if (index === undefined) throw new CelError(`unsupported index type '${typeName(key)}' in list`);
  return index < 0 || index >= target.length ? NONE : new Optional(target.at(index));
}

/** Whether a list holds a value, or a map a key. */
export function isIn(value: Value, range: Value): boolean {
  if (range instanceof MapValue) return range.find(value) !== undefined;
  if (!(range instanceof List)) throw new CelError('no such overload');
  for (let i = 0; i < range.length; i++) if (equalValues(range.at(i), value)) return true;
  return false;
}
