// How large values of a schema get: elements of lists and maps, bytes of texts; and how little room they take. Follows the sizes in
// apiserver/pkg/cel/common/schemas.go and pkg/cel/limits.go.

import { escapeName } from './schema.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Schema = { readonly [key: string]: any };

/** The size of values of one type. */
export interface Extent {
  /** Elements, or bytes; 0 for what has no size. */
  readonly max: number;
  /** Bytes that the smallest such value takes when it is sent. */
  readonly least: number;
  /** Of objects: by what expressions call a field. */
  readonly fields?: ReadonlyMap<string, Extent>;
  /** Of lists and maps. */
  readonly item?: Extent;
  readonly key?: Extent;
}

/** Bytes of the largest request. */
const REQUEST = 3 * 1024 * 1024;

const TEXT: Extent = { max: REQUEST - 2, least: 2 };
/** By format: the longest text, and the shortest. */
const TIMES: { readonly [format: string]: Extent } = {
  duration: { max: 32, least: 3 },
  date: { max: 12, least: 12 },
  'date-time': { max: 32, least: 21 },
};
const HEAD: readonly (readonly [string, Schema])[] = [
  ['kind', { type: 'string' }],
  ['apiVersion', { type: 'string' }],
  ['metadata', { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } }],
];

const said = (value: unknown): value is number => typeof value === 'number';
const notNegative = (value: number): number => Math.max(0, value);

/** The extent of what a schema describes; undefined for what expressions do not see. `root`: of a whole resource. */
export function extentOf(schema: Schema, root: boolean): Extent | undefined {
  const inner = (it: Schema): Extent | undefined => extentOf(it, it['x-kubernetes-embedded-resource'] === true);
  if (schema['x-kubernetes-int-or-string'])
    return { max: said(schema.maxLength) ? notNegative(schema.maxLength) * 4 : REQUEST - 2, least: 1 };
  switch (root ? 'object' : schema.type) {
    case 'array': {
      const item = schema.items ? inner(schema.items as Schema) : undefined;
      if (!item) return undefined;
      const fitting = Math.floor((REQUEST - 2) / (item.least + 1));
      return { max: said(schema.maxItems) ? notNegative(schema.maxItems) : fitting, least: 2, item };
    }
    case 'object': {
      if (typeof schema.additionalProperties === 'object' && schema.additionalProperties !== null) {
        const item = inner(schema.additionalProperties as Schema);
        if (!item) return undefined;
        const fitting = Math.floor((REQUEST - 2) / (item.least + 6));
        const max = said(schema.maxProperties) ? notNegative(schema.maxProperties) : fitting;
        // Nobody says how long keys are: they count for nothing.
        return { max, least: 2, item, key: { max: 0, least: 2 } };
      }
      return objectExtent(schema, root, inner);
    }
    case 'string':
      return textExtent(schema);
    case 'boolean':
      return { max: 0, least: 4 };
    case 'number':
    case 'integer':
      return { max: 0, least: 1 };
    default:
      return undefined;
  }
}

function objectExtent(schema: Schema, root: boolean, inner: (it: Schema) => Extent | undefined): Extent {
  const properties = new Map(Object.entries((schema.properties ?? {}) as Schema) as [string, Schema][]);
  if (root) for (const [name, it] of HEAD) properties.set(name, it);
  const required = new Set((schema.required ?? []) as readonly string[]);
  const fields = new Map<string, Extent>();
  let least = 2;
  for (const [name, property] of properties) {
    const extent = inner(property);
    if (!extent) continue;
    const escaped = escapeName(name);
    if (escaped !== undefined) fields.set(escaped, extent);
    // What the server fills in need not be sent.
    if (required.has(name) && property.default === undefined) least += name.length + extent.least + 4;
  }
  return { max: 0, least, fields };
}

function textExtent(schema: Schema): Extent {
  const time = TIMES[schema.format as string];
  if (time) return time;
  const { maxLength } = schema as { readonly maxLength?: unknown };
  if (schema.format === 'byte') return said(maxLength) ? { max: notNegative(maxLength), least: 2 } : TEXT;
  // A character takes four bytes at most.
  if (said(maxLength)) return { max: notNegative(maxLength) * 4, least: 2 };
  const choices = (schema.enum ?? []) as readonly unknown[];
  if (!choices.length) return TEXT;
  return { max: Math.max(0, ...choices.map((it) => (typeof it === 'string' ? Buffer.byteLength(it) : 0))), least: 2 };
}

/** How often a value of which no bound is known may occur in one request. */
export const mostOften = (extent: Extent): number => Math.floor(REQUEST / (extent.least + 1));
