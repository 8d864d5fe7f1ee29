// Equality of JSON as the API means it: shared parts are equal at once; absent and empty are the same.

import type { Json } from '../../api/object.ts';

/** Whether two values are the same JSON. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return isEmpty(a) && isEmpty(b);
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return isEmpty(a) && isEmpty(b);
    for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i])) return false;
    return true;
  }
  if (Array.isArray(b)) return isEmpty(a) && isEmpty(b);
  const left = a as { [key: string]: unknown };
  const right = b as { [key: string]: unknown };
  let seen = 0;
  for (const key in left) {
    if (key in right) seen++;
    if (!equal(left[key], right[key])) return false;
  }
  for (const key in right)
    if (!(key in left)) {
      if (!isEmpty(right[key])) return false;
    } else seen--;
  return seen === 0;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value) && value.length === 0;
}

/** A copy that may be changed; parts for which `keep` holds are shared. */
export function mutableCopy<T>(value: T, keep?: (part: object) => boolean): T {
  if (value === null || typeof value !== 'object' || keep?.(value)) return value;
  if (Array.isArray(value)) return value.map((item) => mutableCopy(item as Json, keep)) as T;
  const out: { [key: string]: unknown } = {};
  for (const key in value) out[key] = mutableCopy(value[key] as unknown, keep);
  return out as T;
}
