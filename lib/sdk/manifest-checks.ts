// What is wrong with a manifest by itself.

import { printValue } from '../api/field-errors.ts';
import type { KubeObject } from '../api/object.ts';
import { checkConstraints, checkName, isWell } from '../api/rules/constraints.ts';
import { scheduleErrors } from '../api/rules/schedules.ts';
import { kindSchema } from '../api/schema/schema.ts';
import type { JSONSchemaProps } from '../api/schema/types/apiextensions-v1.ts';
import type { ApiObject } from './api-object.ts';
import { checkSchema } from './custom-schema.ts';
import { checkStructure, type Told } from './manifest.ts';
import type { Made } from './tree.ts';
import { checkKnown, checkTarget, type TargetVersion } from './target/target.ts';

/** Tells what is wrong with a manifest: its name, its fields, and whether the target has them. */
export function checkManifest(made: Made, target: TargetVersion | undefined): void {
  const { object } = made;
  const errors = checkName(object.apiVersion, object.kind, object.metadata.name!);
  for (let i = 0; i < errors.length; i++)
    made.told(`Invalid value: ${printValue(object.metadata.name)}: ${errors[i]}`, 'metadata.name');
  const schema = kindSchema(object.apiVersion ?? '', object.kind ?? '');
  if (!schema) {
    checkKnown(object, target ?? '1.36', made.told);
    return;
  }
  if (target) checkTarget(object, schema, target, made.told);
  const { told } = made;
  if (object.kind === 'CronJob')
    for (const { field, body } of scheduleErrors(object['spec'] ?? {}, object.metadata.name)) told(body, field);
  if (isWell(object, schema)) return;
  // Rules are about values of the right type; where some are not, an error of theirs would only repeat what is said already.
  const said = new Set<string>();
  checkStructure(object, schema, (message, field) => {
    said.add(field ?? '');
    told(message, field);
  });
  for (const { field, body } of checkConstraints(object, schema)) if (!said.has(field)) told(body, field);
}

/** Holds a custom resource to the schema that its construct brings, or that its definition in the tree has. */
export function checkCustom(
  construct: ApiObject,
  object: KubeObject,
  definition: KubeObject | undefined,
  told: Told,
): void {
  let schema = construct.ownSchema;
  if (!schema && definition) {
    const versions = definition['spec']?.versions as { name: string; schema?: { openAPIV3Schema?: JSONSchemaProps } }[];
    const name = object.apiVersion!.slice(object.apiVersion!.indexOf('/') + 1);
    const version = versions?.find((it) => it.name === name);
    if (!version)
      told(
        `${definition.metadata.name} has no version ${name}; it has ${versions?.map((it) => it.name).join(', ')}`,
        'apiVersion',
      );
    schema = version?.schema?.openAPIV3Schema;
  }
  if (!schema) return;
  const { apiVersion: _, kind: __, metadata: ___, ...fields } = object;
  const { apiVersion: _a, kind: _k, metadata: _m, ...properties } = schema.properties ?? {};
  checkSchema(fields, { ...schema, properties, required: schema.required?.filter((it) => it in properties) }, told);
}
