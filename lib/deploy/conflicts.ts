// Fields that somebody else owns and says otherwise: found in a refusal, and taken out of a manifest so that the rest can be applied.
// Paths are those of structured-merge-diff: `.spec.template.spec.containers[name="web"].image`.

import type { Json, JsonObject } from '../api/object.ts';
import type { StatusError } from '../api/status-errors.ts';

/** A field that was left as its owner has it. */
export interface LeftField {
  /** `spec.replicas`. */
  readonly path: string;
  /** Who owns it, in the server's words: `"kubectl" with subresource "scale" using apps/v1`. */
  readonly owner: string;
}

/** The fields a refused apply names. */
export function conflictsOf(error: StatusError): LeftField[] {
  const found = new Map<string, LeftField>();
  for (const { reason, message = '', field = '' } of error.status.details?.causes ?? [])
    if (reason === 'FieldManagerConflict' && field && !found.has(field))
      found.set(field, { path: field.replace(/^\./, ''), owner: message.replace(/^conflict with /, '') });
  return [...found.values()];
}

/** The manifest without these fields; undefined where one of them is not in it. */
export function without(manifest: JsonObject, fields: readonly LeftField[]): JsonObject | undefined {
  let rest: Json | undefined = manifest;
  for (const { path } of fields) {
    rest = remove(rest, `.${path}`);
    if (rest === undefined) return undefined;
  }
  return rest as JsonObject;
}

const isMap = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value without what stands at a path; undefined where there is nothing. */
function remove(value: Json | undefined, path: string): Json | undefined {
  if (path.startsWith('.')) {
    if (!isMap(value)) return undefined;
    // Names may hold dots, and a path does not say where one ends: the longest that leads somewhere is meant.
    const names = Object.keys(value)
      .filter((name) => path.startsWith(`.${name}`) && /^$|^[.[]/.test(path.slice(name.length + 1)))
      .sort((a, b) => b.length - a.length);
    for (const name of names) {
      const further = path.slice(name.length + 1);
      if (!further) {
        const { [name]: _, ...rest } = value;
        return rest;
      }
      const inner = remove(value[name], further);
      if (inner !== undefined) return { ...value, [name]: inner };
    }
    return undefined;
  }
  const item = /^\[((?:[^"\]]|"(?:[^"\\]|\\.)*")*)\]/.exec(path);
  if (!item || !Array.isArray(value)) return undefined;
  const at = position(value as readonly Json[], item[1]!);
  if (at < 0) return undefined;
  const further = path.slice(item[0].length);
  if (!further) return value.toSpliced(at, 1) as Json;
  const inner = remove((value as readonly Json[])[at], further);
  return inner === undefined ? undefined : ((value as Json[]).with(at, inner) as Json);
}

/** Where in a list `name="web",port=80`, `="value"` or `0` stands. */
function position(list: readonly Json[], selector: string): number {
  if (/^\d+$/.test(selector)) return Number(selector) < list.length ? Number(selector) : -1;
  if (selector.startsWith('=')) return list.findIndex((it) => JSON.stringify(it) === selector.slice(1));
  const keys = [...selector.matchAll(/([^=,]+)=("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(
    ([, key, text]) => [key!, text!] as const,
  );
  const exact = list.findIndex((it) => isMap(it) && keys.every(([key, text]) => JSON.stringify(it[key]) === text));
  if (exact >= 0) return exact;
  // Of keys that a manifest may leave out, such as a port's protocol, what is there has to agree.
  return list.findIndex(
    (it) =>
      isMap(it) &&
      keys.some(([key]) => it[key] !== undefined) &&
      keys.every(([key, text]) => it[key] === undefined || JSON.stringify(it[key]) === text),
  );
}
