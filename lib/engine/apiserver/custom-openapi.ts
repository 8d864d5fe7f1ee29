// OpenAPI v3 documents of custom resources, one a group and version. Follows apiextensions-apiserver/pkg/controller/openapi/builder.

import type { Machine } from './call.ts';
import type { Endpoint } from './registry.ts';

/** The documents by path: `apis/example.com/v1`. */
export function customOpenApi(machine: Machine): Map<string, object> {
  const byVersion = new Map<string, Endpoint[]>();
  for (const endpoint of machine.registry.customs()) {
    const path = `apis/${endpoint.apiVersion}`;
    byVersion.set(path, [...(byVersion.get(path) ?? []), endpoint]);
  }
  return new Map([...byVersion].map(([path, endpoints]) => [path, documentOf(endpoints)]));
}

function schemaName({ info }: Endpoint): string {
  return `${info.group.split('.').reverse().join('.')}.${info.version}.${info.kind}`;
}

function documentOf(endpoints: readonly Endpoint[]): object {
  const schemas: { [name: string]: object } = {};
  const paths: { [path: string]: object } = {};
  for (const endpoint of endpoints) {
    const { info, custom } = endpoint;
    const name = schemaName(endpoint);
    const schema = custom?.schema ?? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const kinds = [{ group: info.group, version: info.version, kind: info.kind }];
    schemas[name] = {
      ...schema,
      properties: {
        ...schema.properties,
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { type: 'object' },
      },
      'x-kubernetes-group-version-kind': kinds,
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
