// What the expressions of a policy say amiss about the kinds that it matches: told in the policy's status, and nothing else comes of it.
// Follows apiserver/pkg/admission/plugin/policy/validating/typechecking.go and apiserver/pkg/cel/common/schemas.go.

import { apiVersionOf } from '../../../api/schema/resources.ts';
import { kindSchema, type TypeSchema, type ValueSchema } from '../../../api/schema/schema.ts';
import type { Endpoint, Registry } from '../../apiserver/registry.ts';
import { escapeName, schemaType } from '../../cel/schema.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DYN,
  INT,
  listOf,
  mapOf,
  objectType,
  STRING,
  TIMESTAMP,
  type FieldType,
  type Type,
} from '../../cel/types.ts';
import { attempt, Compiler, ExpressionFault, type Surroundings } from './expressions.ts';
import type { Rule } from './matching.ts';

interface Spec {
  readonly paramKind?: { readonly apiVersion?: string; readonly kind?: string };
  readonly matchConstraints?: { readonly resourceRules?: readonly Rule[] };
  readonly validations?: readonly { readonly expression: string; readonly messageExpression?: string }[];
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
}

export interface ExpressionWarning {
  readonly fieldRef: string;
  readonly warning: string;
}

/** How many kinds are looked at for one rule. */
const MOST = 10;

/** What is said of a policy's expressions. */
export function expressionWarnings(spec: Spec, registry: Registry): ExpressionWarning[] {
  const checks = checksOf(spec, registry);
  const warnings: ExpressionWarning[] = [];
  const look = (source: string | undefined, fieldRef: string): void => {
    if (!source) return;
    const said = checks.flatMap((check) => check(source) ?? []);
    if (said.length) warnings.push({ fieldRef, warning: said.join('\n') });
  };
  (spec.validations ?? []).forEach(({ expression, messageExpression }, i) => {
    look(expression, `spec.validations[${i}].expression`);
    look(messageExpression, `spec.validations[${i}].messageExpression`);
  });
  return warnings;
}

/** For each kind what is said of an expression, if anything. */
function checksOf(spec: Spec, registry: Registry): ((source: string) => string | undefined)[] {
  const { paramKind } = spec;
  const params = paramKind && registry.ofKind(paramKind.apiVersion ?? '', paramKind.kind ?? '');
  const paramsType = params && typeOfEndpoint(params);
  const surroundings: Surroundings = { params: paramKind !== undefined, authorizer: true };
  return kindsOf(spec.matchConstraints?.resourceRules ?? [], registry).flatMap((endpoint) => {
    const type = typeOfEndpoint(endpoint);
    if (!type) return [];
    const compiler = new Compiler({ object: type, oldObject: type, ...(paramsType ? { params: paramsType } : {}) });
    for (const { name, expression } of spec.variables ?? [])
      attempt(() => compiler.variable(name, expression, surroundings));
    const { group, version, kind } = endpoint.info;
    return [
      (source: string): string | undefined => {
        const found = attempt(() => compiler.compile(source, surroundings, []));
        if (!(found instanceof ExpressionFault)) return undefined;
        return `${group}/${version}, Kind=${kind}: ${found.message.replace(/^compilation failed: /, '')}\n`;
      },
    ];
  });
}

/** The kinds that rules name outright, in their order. */
function kindsOf(rules: readonly Rule[], registry: Registry): Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const { apiGroups = [], apiVersions = [], resources = [] } of rules) {
    if ([apiGroups, apiVersions, resources].some((it) => it.includes('*'))) continue;
    let count = 0;
    for (const group of [...apiGroups].sort())
      for (const version of [...apiVersions].sort())
        for (const resource of [...resources].filter((it) => !it.includes('/')).sort()) {
          const endpoint = registry.at(apiVersionOf({ group, version }), resource);
          if (endpoint && count++ < MOST) found.set(`${group}/${version}/${endpoint.info.kind}`, endpoint);
        }
    if (count >= MOST) break;
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it);
}

const made = new WeakMap<object, Type | undefined>();

/** The type of a resource's objects. */
function typeOfEndpoint({ custom, apiVersion, info }: Endpoint): Type | undefined {
  const own = custom?.version.schema?.openAPIV3Schema;
  if (custom) return own && customType(own, info.kind);
  const schema = kindSchema(apiVersion, info.kind);
  return schema && objectOf(schema, info.kind);
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
function customType(schema: { readonly [key: string]: any }, kind: string): Type | undefined {
  const metadata = kindSchema('v1', 'ConfigMap')?.fields.get('metadata')?.type;
  const type = schemaType(schema, true, kind);
  const whole = metadata && objectOf(metadata, `${kind}.metadata`);
  if (!type || !whole) return type;
  return { ...type, field: (name) => (name === 'metadata' ? { type: whole } : type.field!(name)) };
}

function objectOf(schema: TypeSchema, name: string): Type {
  const known = made.get(schema);
  if (known?.name === name) return known;
  // Types may hold themselves: fields are looked up when they are asked for.
  const fields = new Map<string, FieldType | undefined>();
  const field = (called: string): FieldType | undefined => {
    if (!fields.has(called)) {
      const json = [...schema.fields.keys()].find((it) => it === called || escapeName(it) === called);
      const type = json === undefined ? undefined : typeOfValue(schema.fields.get(json)!, `${name}.${json}`);
      fields.set(called, type && { type, ...(json === called ? {} : { json: json! }) });
    }
    return fields.get(called);
  };
  const type: Type = { ...objectType(name, {}), field, fieldNames: () => [...schema.fields.keys()] };
  made.set(schema, type);
  return type;
}

/** The type of a value; undefined for what expressions do not see: quantities have no one type. */
function typeOfValue(schema: ValueSchema, name: string): Type | undefined {
  switch (schema.kind) {
    case 'string':
      return STRING;
    case 'int32':
    case 'int64':
      return INT;
    case 'double':
      return DOUBLE;
    case 'boolean':
      return BOOL;
    case 'bytes':
      return BYTES;
    case 'time':
    case 'microtime':
      return TIMESTAMP;
    case 'intOrString':
      return DYN;
    case 'quantity':
      return undefined;
    case 'any':
      return objectType(name, {});
    case 'object':
      return schema.type ? objectOf(schema.type, name) : objectType(name, {});
    case 'array': {
      const item = schema.items && typeOfValue(schema.items, `${name}.@idx`);
      return item && listOf(item);
    }
    case 'map': {
      const item = schema.items && typeOfValue(schema.items, `${name}.@elem`);
      return item && mapOf(STRING, item);
    }
  }
}
