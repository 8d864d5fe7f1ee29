// Defaults that a schema states are themselves held to it: to its structure, its conditions and its rules. Follows
// apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go.

import { invalid, type FieldError } from '../../api/field-errors.ts';
import { ruleErrors } from '../apiserver/custom-rules.ts';
import { embeddedErrors } from '../apiserver/custom-validation.ts';
import { valueErrors } from '../apiserver/custom-values.ts';
import type { JsonSchema } from '../apiserver/custom.ts';
import { isSchema, propertiesOf } from './definition-structure.ts';

/** What is wrong with the defaults of a schema. */
export function defaultErrors(given: JsonSchema, path: string, root = true): FieldError[] {
  const schema = root ? { ...given, 'x-kubernetes-embedded-resource': true } : given;
  const errors: FieldError[] = [];
  const value = schema.default as unknown;
  if (value !== undefined && value !== null) {
    const at = `${path}.default`;
    if (hasUnknown(schema, value)) errors.push(invalid(at, value, 'must not have unknown fields'));
    const under = (error: FieldError): FieldError => ({
      ...error,
      field: error.field === '<nil>' ? at : `${at}.${error.field}`,
    });
    const faults: FieldError[] = [];
    // Of objects all of the path is told.
    errors.push(...embeddedErrors(schema, value, at));
    if (!errors.length) faults.push(...valueErrors(given, value));
    // A rule that looks back is asked of a default that stays, and of one that comes.
    if (!faults.length) faults.push(...ruleErrors(given, value, value, false, () => undefined, root));
    if (!faults.length) faults.push(...ruleErrors(given, value, undefined, false, () => undefined, root));
    errors.push(...faults.map(under));
  }
  if (isSchema(schema.items)) errors.push(...defaultErrors(schema.items, `${path}.items`, false));
  for (const [name, inner] of propertiesOf(schema))
    errors.push(...defaultErrors(inner, `${path}.properties[${name}]`, false));
  return errors;
}

function hasUnknown(schema: JsonSchema, value: unknown): boolean {
  if (value === null || typeof value !== 'object' || schema['x-kubernetes-preserve-unknown-fields']) return false;
  if (Array.isArray(value))
    return Boolean(schema.items) && (value as unknown[]).some((it) => hasUnknown(schema.items as JsonSchema, it));
  const properties = (schema.properties ?? {}) as { readonly [name: string]: JsonSchema };
  return Object.entries(value).some(([name, it]) => {
    if (schema['x-kubernetes-embedded-resource'] && ['apiVersion', 'kind', 'metadata'].includes(name)) return false;
    if (Object.hasOwn(properties, name)) return hasUnknown(properties[name]!, it);
    const rest = schema.additionalProperties as unknown;
    if (rest === true) return false;
    return rest === null || typeof rest !== 'object' || hasUnknown(rest as JsonSchema, it);
  });
}
