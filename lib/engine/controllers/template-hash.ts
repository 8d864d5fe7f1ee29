// The hash that names ReplicaSets and revisions after their template. Equal templates hash equally in every process; the value is
// this engine's own, as upstream's hashes a Go struct's print.

import { hash32 } from '../sim/chance.ts';

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const known = new WeakMap<object, string>();

/** Ten characters or fewer of the safe alphabet. Remembered by the template's identity. */
export function templateHash(template: object, collisions = 0): string {
  if (!collisions && known.has(template)) return known.get(template)!;
  const digits = String(hash32(canonical(template), collisions + 1));
  const text = [...digits].map((digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length]).join('');
  if (!collisions) known.set(template, text);
  return text;
}

/** JSON with keys in order, so that the order in which a manifest says things makes no difference. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value && typeof value === 'object')
    return `{${Object.entries(value)
      .filter(([, it]) => it !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, it]) => `${JSON.stringify(key)}:${canonical(it)}`)
      .join(',')}}`;
  return JSON.stringify(value) ?? 'null';
}
