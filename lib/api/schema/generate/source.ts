// The recorded OpenAPI schemas, brought into one short notation.
//
// A type is written `string`, `int32`, `int64`, `double`, `boolean`, `bytes`, `time`, `microtime`, `quantity`, `intOrString`, `any`, the
// short name of another type (`core.v1.Container`), `[]T` or `{}T`.

import { recordedOpenApi } from '../../recorded/read.ts';

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly properties?: Record<string, Schema>;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly oneOf?: unknown;
  readonly [extension: `x-kubernetes-${string}`]: unknown;
}

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default?: unknown;
  /** Go writes the zero value when nothing is said: the field is there in every answer. */
  readonly always: boolean;
  readonly listType?: string;
  readonly listKeys?: readonly string[];
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
  readonly mapType?: string;
}

export interface TypeSource {
  /** As in `core.v1.Container`. */
  readonly name: string;
  readonly fields: readonly Field[];
  readonly mapType?: string;
  readonly kinds: readonly { group: string; version: string; kind: string }[];
}

const PREFIXES = [
  'io.k8s.api.',
  'io.k8s.apimachinery.pkg.apis.',
  'io.k8s.apimachinery.pkg.',
  'io.k8s.apiextensions-apiserver.pkg.apis.',
  'io.k8s.kube-aggregator.pkg.apis.',
];

/** `io.k8s.api.core.v1.Container` → `core.v1.Container`. */
export function shortName(full: string): string {
  const prefix = PREFIXES.find((it) => full.startsWith(it));
  return prefix ? full.slice(prefix.length) : full;
}

const SCALARS: Record<string, string> = {
  'api.resource.Quantity': 'quantity',
  'util.intstr.IntOrString': 'intOrString',
  'meta.v1.Time': 'time',
  'meta.v1.MicroTime': 'microtime',
  'meta.v1.FieldsV1': 'any',
  'runtime.RawExtension': 'any',
  'apiextensions.v1.JSON': 'any',
  'apiextensions.v1.JSONSchemaPropsOrArray': 'any',
  'apiextensions.v1.JSONSchemaPropsOrBool': 'any',
  'apiextensions.v1.JSONSchemaPropsOrStringArray': 'any',
};

function typeOf(schema: Schema): string {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (ref) {
    const name = shortName(ref.slice('#/components/schemas/'.length));
    return SCALARS[name] ?? name;
  }
  if (schema.type === 'array') return `[]${typeOf(schema.items!)}`;
  if (schema.type === 'object') return schema.additionalProperties ? `{}${typeOf(schema.additionalProperties)}` : 'any';
  if (schema.type === 'integer') return schema.format ?? 'int64';
  if (schema.type === 'number') return 'double';
  if (schema.type === 'boolean') return 'boolean';
  if (schema.type === 'string')
    return schema.format === 'byte' ? 'bytes' : schema.format === 'date-time' ? 'time' : 'string';
  return 'any';
}

/** Go's zero values are written as defaults by the OpenAPI generator; they default nothing. */
function isZero(value: unknown): boolean {
  return (
    value === '' ||
    value === 0 ||
    value === false ||
    (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  );
}

let all: Map<string, TypeSource> | undefined;

/** Every type of every recorded group, by short name. */
export function types(): Map<string, TypeSource> {
  if (all) return all;
  all = new Map();
  for (const [path, document] of Object.entries(recordedOpenApi())) {
    if (!path.includes('/')) continue;
    for (const [full, raw] of Object.entries(document.components?.schemas ?? {})) {
      const schema = raw as Schema;
      const name = shortName(full);
      if (SCALARS[name]) continue;
      const kinds =
        (schema['x-kubernetes-group-version-kind'] as { group: string; version: string; kind: string }[] | undefined) ??
        [];
      const before = all.get(name);
      if (before) continue;
      const fields = Object.entries(schema.properties ?? {})
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([field, property]): Field => ({
          name: field,
          type: typeOf(property),
          required: schema.required?.includes(field) ?? false,
          default: isZero(property.default) ? undefined : property.default,
          always: property.default !== undefined && isZero(property.default),
          listType: property['x-kubernetes-list-type'] as string | undefined,
          listKeys: property['x-kubernetes-list-map-keys'] as string[] | undefined,
          patchStrategy: property['x-kubernetes-patch-strategy'] as string | undefined,
          patchMergeKey: property['x-kubernetes-patch-merge-key'] as string | undefined,
          mapType: property['x-kubernetes-map-type'] as string | undefined,
        }));
      all.set(name, {
        name,
        fields,
        mapType: schema['x-kubernetes-map-type'] as string | undefined,
        kinds: name.startsWith('meta.v1') && kinds.length > 3 ? [] : kinds,
      });
    }
  }
  return all;
}

/** `core.v1.Container` → `core.v1`. */
export function packageOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}
