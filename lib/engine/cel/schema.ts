// The schema of a custom resource as a type of expressions. Follows apiserver/pkg/cel/common/schemas.go and pkg/cel/escaping.go.

import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  objectType,
  STRING,
  TIMESTAMP,
  type FieldType,
  type Type,
} from './types.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Schema = { readonly [key: string]: any };

const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);
const MARKS: { readonly [mark: string]: string } = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

/** What a field is called in expressions; undefined where they cannot name it. */
export function escapeName(name: string): string | undefined {
  if (!name || /^\d/.test(name) || /[^a-zA-Z0-9_.\-/]/.test(name)) return undefined;
  if (RESERVED.has(name)) return `__${name}__`;
  return name.replace(/__|[.\-/]/g, (mark) => MARKS[mark]!);
}

const HEAD: Schema = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } },
};

const TEXTS: { readonly [format: string]: Type } = {
  byte: BYTES,
  duration: DURATION,
  date: TIMESTAMP,
  'date-time': TIMESTAMP,
};

/** What tells items of a list apart in which order says nothing. */
function keysOf(schema: Schema): Type['keys'] {
  if (schema['x-kubernetes-list-type'] === 'set') return 'items';
  return schema['x-kubernetes-list-type'] === 'map' ? (schema['x-kubernetes-list-map-keys'] as string[]) : undefined;
}

/** The type of values that a schema describes; undefined for those that expressions do not see. `root`: of a whole resource. */
export function schemaType(schema: Schema, root: boolean, name = 'selfType'): Type | undefined {
  if (schema['x-kubernetes-int-or-string']) return DYN;
  const inner = (it: Schema, at: string): Type | undefined =>
    schemaType(it, it['x-kubernetes-embedded-resource'] === true, `${name}.${at}`);
  switch (root ? 'object' : schema.type) {
    case 'array': {
      const item = schema.items ? inner(schema.items as Schema, '@idx') : undefined;
      return item && listOf(item, schema.maxItems as number | undefined, keysOf(schema));
    }
    case 'object': {
      if (!root && schema.additionalProperties && typeof schema.additionalProperties === 'object') {
        const item = inner(schema.additionalProperties as Schema, '@elem');
        return item && mapOf(STRING, item, schema.maxProperties as number | undefined);
      }
      if (!root && schema.additionalProperties === true) return undefined;
      const properties = { ...(schema.properties as Schema | undefined), ...(root ? HEAD : {}) } as {
        readonly [name: string]: Schema;
      };
      const fields: { [name: string]: FieldType } = {};
      for (const [json, property] of Object.entries(properties)) {
        const type = inner(property, json);
        const escaped = escapeName(json);
        if (!type || escaped === undefined) continue;
        // A reserved word may be said as it is, too.
        if (RESERVED.has(json)) fields[json] = { type, json };
        fields[escaped] = escaped === json ? { type } : { type, json };
      }
      return objectType(name, fields);
    }
    case 'string':
      return TEXTS[schema.format as string] ?? STRING;
    case 'boolean':
      return BOOL;
    case 'number':
      return DOUBLE;
    case 'integer':
      return INT;
    default:
      return undefined;
  }
}
