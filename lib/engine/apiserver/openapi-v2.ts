// The API described as OpenAPI v2, made from the v3 documents: as JSON, and as the protobuf form that clients ask for first.
// Follows kube-openapi/pkg/handler; field numbers from gnostic-models/openapiv2/OpenAPIv2.proto.

import type { Machine } from './call.ts';
import type { ApiAnswer, ApiRequest } from './http.ts';
import { acceptedTypes } from './negotiate.ts';
import { builtInOpenApi, customDocuments } from './openapi-v3.ts';

type Json = null | boolean | number | string | readonly Json[] | JsonMap;
interface JsonMap {
  readonly [field: string]: Json | undefined;
}
interface Document {
  readonly paths?: { readonly [path: string]: unknown };
  readonly components?: { readonly schemas?: { readonly [name: string]: unknown } };
}
interface Described {
  readonly paths: JsonMap;
  readonly definitions: JsonMap;
}

const V3 = '#/components/schemas/';
const PRESERVE = 'x-kubernetes-preserve-unknown-fields';
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;

/** A schema of version 3 as version 2 says it: one reference instead of a list of one, one type instead of a choice. */
function schemaOf(v3: JsonMap): JsonMap {
  const { $ref, allOf, oneOf, anyOf, not, nullable, additionalProperties, ...rest } = v3;
  void anyOf;
  void not;
  const reference = $ref ?? ((allOf as readonly JsonMap[] | undefined)?.[0]?.['$ref'] as string | undefined);
  const { default: standard, ...kept } = rest;
  if (typeof reference === 'string') return { ...kept, $ref: `#/definitions/${reference.slice(V3.length)}` };
  const { properties, items, ...found } = kept as { [field: string]: Json | undefined };
  if (standard !== undefined) found['default'] = standard;
  if (oneOf) found['type'] = 'string';
  // Clients of this version take properties for all there are, and a value that may be null for any.
  const isOpen = v3[PRESERVE] === true;
  const isUntyped = nullable === true || isOpen;
  if (nullable === true || (isOpen && found['type'] === 'object')) delete found['type'];
  if (properties && !isUntyped) {
    const all = Object.entries(properties as { readonly [name: string]: JsonMap });
    found['properties'] = Object.fromEntries(all.map(([name, schema]) => [name, schemaOf(schema)]));
    const nulls = new Set(all.filter(([, it]) => it['nullable'] === true).map(([name]) => name));
    if (nulls.size && found['required'])
      found['required'] = (found['required'] as readonly string[]).filter((it) => !nulls.has(it));
  }
  if (items && !isUntyped) found['items'] = schemaOf(items as JsonMap);
  if (found['type'] === 'array' && !found['items']) delete found['type'];
  if (additionalProperties)
    found['additionalProperties'] =
      typeof additionalProperties === 'object' ? schemaOf(additionalProperties as JsonMap) : additionalProperties;
  return found;
}

/** A kind that takes anything is told as nothing more than an object. */
function definitionOf(v3: JsonMap): JsonMap {
  const kinds = v3['x-kubernetes-group-version-kind'];
  return kinds && v3[PRESERVE] === true ? { type: 'object', 'x-kubernetes-group-version-kind': kinds } : schemaOf(v3);
}

function parameterOf(v3: JsonMap): JsonMap {
  const { schema, ...rest } = v3;
  return { ...rest, ...schemaOf((schema ?? {}) as JsonMap) };
}

function operationOf(v3: JsonMap): JsonMap {
  const { requestBody, parameters, responses, ...rest } = v3;
  const content = (requestBody as { content?: { readonly [type: string]: JsonMap } } | undefined)?.content;
  const body = content && Object.values(content)[0]?.['schema'];
  const answers = Object.entries((responses ?? {}) as { readonly [code: string]: JsonMap }).map(([code, answer]) => {
    const shown = Object.values((answer['content'] ?? {}) as { readonly [type: string]: JsonMap })[0]?.['schema'];
    return [code, { description: code, ...(shown ? { schema: schemaOf(shown as JsonMap) } : {}) }] as const;
  });
  return {
    ...rest,
    consumes: content ? Object.keys(content) : ['*/*'],
    produces: ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'],
    schemes: ['https'],
    parameters: [
      ...(body ? [{ in: 'body', name: 'body', required: true, schema: schemaOf(body as JsonMap) }] : []),
      ...((parameters ?? []) as readonly JsonMap[]).map(parameterOf),
    ],
    responses: Object.fromEntries(answers),
  };
}

function describe(documents: Iterable<Document>): Described {
  const paths: { [path: string]: JsonMap } = {};
  const definitions: { [name: string]: JsonMap } = {};
  for (const document of documents) {
    for (const [path, item] of Object.entries(document.paths ?? {})) {
      const { parameters, ...methods } = item as JsonMap;
      paths[path] = {
        ...Object.fromEntries(
          METHODS.filter((method) => methods[method]).map((method) => [
            method,
            operationOf(methods[method] as JsonMap),
          ]),
        ),
        ...(parameters ? { parameters: (parameters as readonly JsonMap[]).map(parameterOf) } : {}),
      };
    }
    for (const [name, schema] of Object.entries(document.components?.schemas ?? {}))
      definitions[name] ??= definitionOf(schema as JsonMap);
  }
  return { paths, definitions };
}

const INFO = { title: 'Kubernetes', version: 'v1.36.3' };

/** Writes protobuf: a message is the list of its fields. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  while (left > 127) {
    bytes.push((left % 128) | 128);
    left = Math.floor(left / 128);
  }
  bytes.push(left);
  return bytes;
}

function bytes(field: number, value: Buffer | string): Buffer {
  const body = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(body.length)]), body]);
}

const flag = (field: number, value: Json | undefined): Buffer =>
  value === true ? Buffer.from([...varint(field * 8), 1]) : Buffer.alloc(0);
const whole = (field: number, value: Json | undefined): Buffer =>
  typeof value === 'number' ? Buffer.from([...varint(field * 8), ...varint(value)]) : Buffer.alloc(0);
const text = (field: number, value: Json | undefined): Buffer =>
  typeof value === 'string' && value !== '' ? bytes(field, value) : Buffer.alloc(0);
const texts = (field: number, value: Json | undefined): Buffer =>
  Buffer.concat(((value ?? []) as readonly string[]).map((it) => bytes(field, it)));

function real(field: number, value: Json | undefined): Buffer {
  if (typeof value !== 'number') return Buffer.alloc(0);
  const body = Buffer.alloc(8);
  body.writeDoubleLE(value);
  return Buffer.concat([Buffer.from(varint(field * 8 + 1)), body]);
}

// Any value goes as YAML, and JSON is YAML.
const any = (field: number, value: Json): Buffer => bytes(field, bytes(2, JSON.stringify(value)));
const named = (field: number, name: string, value: Buffer): Buffer =>
  bytes(field, Buffer.concat([bytes(1, name), bytes(2, value)]));
const extensions = (field: number, object: JsonMap): Buffer =>
  Buffer.concat(
    Object.entries(object)
      .filter(([name, value]) => name.startsWith('x-') && value !== undefined)
      .map(([name, value]) => named(field, name, bytes(2, JSON.stringify(value)))),
  );
const entries = (object: Json | undefined): [string, JsonMap][] =>
  Object.entries((object ?? {}) as JsonMap) as [string, JsonMap][];

function schemaMessage(schema: JsonMap): Buffer {
  const more = schema['additionalProperties'];
  const type = schema['type'];
  return Buffer.concat([
    text(1, schema['$ref']),
    text(2, schema['format']),
    text(3, schema['title']),
    text(4, schema['description']),
    schema['default'] === undefined ? Buffer.alloc(0) : any(5, schema['default']),
    real(7, schema['maximum']),
    real(9, schema['minimum']),
    whole(11, schema['maxLength']),
    whole(12, schema['minLength']),
    text(13, schema['pattern']),
    whole(14, schema['maxItems']),
    whole(15, schema['minItems']),
    texts(19, schema['required']),
    ...((schema['enum'] ?? []) as readonly Json[]).map((it) => any(20, it)),
    more === undefined
      ? Buffer.alloc(0)
      : bytes(
          21,
          typeof more === 'object'
            ? bytes(1, schemaMessage(more as JsonMap))
            : Buffer.from([16, more === true ? 1 : 0]),
        ),
    type === undefined ? Buffer.alloc(0) : bytes(22, texts(1, Array.isArray(type) ? type : [type as string])),
    schema['items'] ? bytes(23, bytes(1, schemaMessage(schema['items'] as JsonMap))) : Buffer.alloc(0),
    schema['properties']
      ? bytes(25, Buffer.concat(entries(schema['properties']).map(([name, it]) => named(1, name, schemaMessage(it)))))
      : Buffer.alloc(0),
    extensions(31, schema),
  ]);
}

/** Where the fields of a parameter that is no body lie. */
function parameterMessage(parameter: JsonMap): Buffer {
  const place = parameter['in'];
  if (place === 'body')
    return bytes(
      1,
      bytes(
        1,
        Buffer.concat([
          text(2, parameter['name']),
          text(3, 'body'),
          flag(4, parameter['required']),
          bytes(5, schemaMessage((parameter['schema'] ?? {}) as JsonMap)),
        ]),
      ),
    );
  const query = place === 'query';
  const at = query ? 6 : 5;
  const fields = Buffer.concat([
    flag(1, parameter['required']),
    text(2, place),
    text(3, parameter['description']),
    text(4, parameter['name']),
    text(at, parameter['type']),
    text(at + 1, parameter['format']),
    flag(query ? 20 : 19, parameter['uniqueItems']),
  ]);
  return bytes(1, bytes(2, bytes(query ? 3 : place === 'header' ? 1 : 4, fields)));
}

function operationMessage(operation: JsonMap): Buffer {
  return Buffer.concat([
    texts(1, operation['tags']),
    text(3, operation['description']),
    text(5, operation['operationId']),
    texts(6, operation['produces']),
    texts(7, operation['consumes']),
    ...((operation['parameters'] ?? []) as readonly JsonMap[]).map((it) => bytes(8, parameterMessage(it))),
    bytes(
      9,
      Buffer.concat(
        entries(operation['responses']).map(([code, it]) =>
          named(
            1,
            code,
            bytes(
              1,
              Buffer.concat([
                text(1, it['description']),
                it['schema'] ? bytes(2, bytes(1, schemaMessage(it['schema'] as JsonMap))) : Buffer.alloc(0),
              ]),
            ),
          ),
        ),
      ),
    ),
    texts(10, operation['schemes']),
    extensions(13, operation),
  ]);
}

function pathMessage(item: JsonMap): Buffer {
  return Buffer.concat([
    ...METHODS.map((method, i) =>
      item[method] ? bytes(i + 2, operationMessage(item[method] as JsonMap)) : Buffer.alloc(0),
    ),
    ...((item['parameters'] ?? []) as readonly JsonMap[]).map((it) => bytes(9, parameterMessage(it))),
  ]);
}

// Messages of one type written one after the other are one message: what is built in is written once, definitions behind it.
function protobufOf({ paths, definitions }: Described): Buffer {
  return Buffer.concat([
    bytes(8, Buffer.concat(entries(paths).map(([path, item]) => named(2, path, pathMessage(item))))),
    bytes(9, Buffer.concat(entries(definitions).map(([name, it]) => named(1, name, schemaMessage(it))))),
  ]);
}

let builtIn: Described | undefined;
let builtInMessage: Buffer | undefined;

const described = (): Described => (builtIn ??= describe(builtInOpenApi().values()));

/** Answers `/openapi/v2` in the form that was asked for. */
export function openApiV2(machine: Machine, request: ApiRequest): ApiAnswer {
  const asked = acceptedTypes(request.headers.accept)[0]?.type ?? '';
  const custom = customDocuments(machine);
  const more = custom.size ? describe(custom.values() as Iterable<Document>) : undefined;
  if (asked.startsWith('application/com.github.proto-openapi.spec.v2')) {
    builtInMessage ??= Buffer.concat([
      bytes(1, '2.0'),
      bytes(2, Buffer.concat([bytes(1, INFO.title), bytes(2, INFO.version)])),
      protobufOf(described()),
    ]);
    return {
      status: 200,
      headers: {
        'content-type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
        vary: 'Accept-Encoding, Accept',
      },
      body: more ? Buffer.concat([builtInMessage, protobufOf(more)]) : builtInMessage,
    };
  }
  const { paths, definitions } = described();
  return {
    status: 200,
    headers: { 'content-type': 'application/json', vary: 'Accept-Encoding, Accept' },
    body: JSON.stringify({
      swagger: '2.0',
      info: INFO,
      paths: { ...paths, ...more?.paths },
      definitions: { ...definitions, ...more?.definitions },
    }),
  };
}
