// OpenAPI v3 documents of custom resources, one a group and version. Follows apiextensions-apiserver/pkg/controller/openapi/builder.

import { recordedProse } from '../../api/recorded/read.ts';
import type { Machine } from './call.ts';
import type { Endpoint } from './registry.ts';

/** The documents by path: `apis/example.com/v1`. */
export function customOpenApi(machine: Machine, shared: { readonly [name: string]: object }): Map<string, object> {
  const byVersion = new Map<string, Endpoint[]>();
  for (const endpoint of machine.registry.customs()) {
    const path = `apis/${endpoint.apiVersion}`;
    byVersion.set(path, [...(byVersion.get(path) ?? []), endpoint]);
  }
  return new Map([...byVersion].map(([path, endpoints]) => [path, documentOf(endpoints, shared)]));
}

function schemaName({ info }: Endpoint): string {
  return `${info.group.split('.').reverse().join('.')}.${info.version}.${info.kind}`;
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const metaOf = (type: string): Schema => ({ allOf: [{ $ref: `#/components/schemas/${META}.${type}` }] });
const objectOf = (kind: 'object' | 'list'): { [field: string]: Schema } =>
  withProse(
    { properties: { apiVersion: TEXT, kind: TEXT, metadata: metaOf(kind === 'list' ? 'ListMeta' : 'ObjectMeta') } },
    recordedProse()[kind],
  ).properties!;
/** What objects and lists of any kind are made of. */
const SHARED = ['ObjectMeta', 'ListMeta', 'OwnerReference', 'ManagedFieldsEntry', 'FieldsV1', 'Time', 'ShardInfo'];

interface Schema {
  readonly [field: string]: unknown;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
}

const TEXT: Schema = { type: 'string' };

/** A schema with what it says of itself and its fields. */
function withProse(schema: Schema, prose: { readonly [field: string]: string } = {}): Schema {
  const { '': own, ...fields } = prose;
  const properties = Object.entries(schema.properties ?? {}).map(([name, it]) => [
    name,
    fields[name] ? { ...it, description: fields[name] } : it,
  ]);
  return {
    ...schema,
    ...(own ? { description: own } : {}),
    ...(properties.length ? { properties: Object.fromEntries(properties) as { [name: string]: Schema } } : {}),
  };
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Objects within a resource are told as such, like the resource itself. */
function withEmbedded(schema: Schema): Schema {
  const { properties, items, additionalProperties, required = [] } = schema;
  const inner: { [field: string]: unknown } = {};
  if (properties)
    inner['properties'] = Object.fromEntries(Object.entries(properties).map(([name, it]) => [name, withEmbedded(it)]));
  if (isSchema(items)) inner['items'] = withEmbedded(items);
  if (isSchema(additionalProperties)) inner['additionalProperties'] = withEmbedded(additionalProperties);
  const found: Schema = { ...schema, ...inner };
  if (schema['x-kubernetes-embedded-resource'] !== true) return found;
  return {
    ...found,
    properties: { ...found.properties, ...objectOf('object') },
    required: [...required, ...['kind', 'apiVersion'].filter((it) => !required.includes(it))],
  };
}

function documentOf(endpoints: readonly Endpoint[], shared: { readonly [name: string]: object }): object {
  const schemas: { [name: string]: object } = {};
  for (const type of SHARED) {
    const schema = shared[`${META}.${type}`];
    if (schema) schemas[`${META}.${type}`] = withProse(schema as Schema, recordedProse()[`${META}.${type}`]);
  }
  const paths: { [path: string]: object } = {};
  for (const endpoint of endpoints) {
    const { info, custom } = endpoint;
    const name = schemaName(endpoint);
    const schema = custom?.schema ?? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const kinds = [{ group: info.group, version: info.version, kind: info.kind }];
    const whole = withEmbedded(schema as unknown as Schema);
    schemas[name] = {
      ...whole,
      properties: { ...whole.properties, ...objectOf('object') },
      'x-kubernetes-group-version-kind': kinds,
    };
    schemas[`${name}List`] = {
      type: 'object',
      required: ['items'],
      properties: {
        ...objectOf('list'),
        items: { type: 'array', items: { $ref: `#/components/schemas/${name}` } },
      },
      'x-kubernetes-group-version-kind': [{ group: info.group, version: info.version, kind: `${info.kind}List` }],
    };
    const base = `/apis/${endpoint.apiVersion}${info.namespaced ? '/namespaces/{namespace}' : ''}/${info.resource}`;
    const operation = (action: string): object => ({
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': kinds[0],
      parameters: ['dryRun', 'fieldManager', 'fieldValidation'].map((it) => ({
        name: it,
        in: 'query',
        schema: { type: 'string', uniqueItems: true },
      })),
      responses: {
        '200': {
          description: 'OK',
          content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
        },
      },
    });
    const content = (types: readonly string[]): object => ({
      requestBody: { content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'object' } }])) },
    });
    paths[base] = { get: operation('list'), post: { ...operation('post'), ...content(['application/json']) } };
    paths[`${base}/{name}`] = {
      get: operation('get'),
      put: { ...operation('put'), ...content(['application/json']) },
      patch: {
        ...operation('patch'),
        ...content(['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml']),
      },
      delete: operation('delete'),
    };
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' },
    paths,
    components: { schemas },
  };
}
