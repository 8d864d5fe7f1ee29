// JSON merge patches (RFC 7386).

import type { Json } from '../../api/object.ts';

type Fields = { [key: string]: Json | undefined };

function isMap(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The document after the patch. */
export function applyMergePatch(document: Json | undefined, patch: Json): Json {
  if (!isMap(patch)) return patch;
  const out: Fields = isMap(document) ? { ...document } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === undefined) delete out[key];
    else out[key] = applyMergePatch(out[key], value);
  }
  return out;
}
