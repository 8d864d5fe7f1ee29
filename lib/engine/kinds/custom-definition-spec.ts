// What is wrong with the definition of a custom resource: its names, versions, schemas, subresources and selectable fields. What all
// versions share has a place of its own in messages. Follows apiextensions-apiserver/pkg/apis/apiextensions/validation.

import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../api/field-errors.ts';
import { dns1035Label, dns1123Subdomain } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import { passes } from '../apiserver/custom-validation.ts';
import type { JsonSchema } from '../apiserver/custom.ts';
import { equal } from '../apiserver/equality.ts';
import { isRegular, regular, RegexFault } from '../cel/regular.ts';
import { ruleFaults } from './custom-rules.ts';
import type { Draft } from './interface.ts';

interface Names {
  readonly plural?: string;
  readonly singular?: string;
  readonly kind?: string;
  readonly listKind?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}
interface Version {
  readonly additionalPrinterColumns?: readonly unknown[];
  readonly name?: string;
  readonly storage?: boolean;
  readonly schema?: { readonly openAPIV3Schema?: JsonSchema };
  readonly subresources?: {
    readonly scale?: {
      readonly specReplicasPath?: string;
      readonly statusReplicasPath?: string;
      readonly labelSelectorPath?: string;
    };
  };
  readonly selectableFields?: readonly { readonly jsonPath?: string }[];
}
interface Spec {
  readonly group?: string;
  readonly scope?: string;
  readonly names?: Names;
  readonly versions?: readonly (Version | null)[];
  readonly conversion?: { readonly strategy?: string };
  readonly preserveUnknownFields?: boolean;
}

/** What is wrong with a definition. */
export function definitionErrors(object: Draft, old: KubeObject | undefined): FieldError[] {
  const spec = (object.spec ?? {}) as Spec;
  const versions = (spec.versions ?? []).map((it) => it ?? {});
  const { group = '', names = {} } = spec;
  const errors: FieldError[] = [];
  if (!group) errors.push(required('spec.group'));
  else if (dns1123Subdomain(group).length) errors.push(invalid('spec.group', group, dns1123Subdomain(group).join(',')));
  else if (!group.includes('.')) errors.push(invalid('spec.group', group, 'should be a domain with at least one dot'));
  errors.push(...oneOf('spec.scope', spec.scope, ['Cluster', 'Namespaced']));
  const shared = <K extends keyof Version>(field: K): boolean =>
    versions.length > 0 && versions.every((it) => equal(it[field], versions[0]![field]));
  versions.forEach((version, i) => {
    if (!version.schema?.openAPIV3Schema) errors.push(required(`spec.versions[${i}].schema.openAPIV3Schema`));
  });
  if (spec.preserveUnknownFields && versions.some((it) => hasDefaults(it.schema?.openAPIV3Schema)))
    errors.push(invalid('spec.preserveUnknownFields', true, 'must be false in order to use defaults in the schema'));
  const before = (old?.spec as Spec | undefined)?.versions ?? [];
  const oldSchemas = before.map((it) => it?.schema);
  const same =
    old !== undefined &&
    equal(
      oldSchemas,
      versions.map((it) => it.schema),
    );
  const parts = (version: Version, at: string, only: (field: keyof Version) => boolean): FieldError[] => [
    ...(only('schema') && !same && version.schema?.openAPIV3Schema
      ? schemaErrors(
          version.schema.openAPIV3Schema,
          at === 'spec' ? 'spec.validation.openAPIV3Schema' : `${at}.schema.openAPIV3Schema`,
        )
      : []),
    ...(only('additionalPrinterColumns') ? columnErrors(version, `${at}.additionalPrinterColumns`) : []),
    ...(only('subresources') ? scaleErrors(version, `${at}.subresources.scale`) : []),
    ...(only('selectableFields') ? selectableErrors(version, `${at}.selectableFields`) : []),
  ];
  versions.forEach((version, i) => {
    const faults = dns1035Label(version.name ?? '');
    if (faults.length) errors.push(invalid(`spec.versions[${i}].name`, version.name ?? '', faults.join(',')));
    errors.push(...parts(version, `spec.versions[${i}]`, (field) => !shared(field)));
  });
  if (new Set(versions.map((it) => it.name)).size < versions.length)
    errors.push(invalid('spec.versions', spec.versions, 'must contain unique version names'));
  if (versions.filter((it) => it.storage).length !== 1)
    errors.push(
      invalid('spec.versions', spec.versions ?? null, 'must have exactly one version marked as storage version'),
    );
  errors.push(...namesErrors(names));
  if (versions.length) errors.push(...parts(versions[0]!, 'spec', shared));
  errors.push(...oneOf('spec.conversion.strategy', spec.conversion?.strategy, ['None', 'Webhook']));
  if (spec.preserveUnknownFields)
    errors.push(
      invalid(
        'spec.preserveUnknownFields',
        true,
        'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
      ),
    );
  errors.push(...storedErrors(versions, old));
  if (!old && /(^|\.)(k8s|kubernetes)\.io$/.test(group)) errors.push(...approvalErrors(object));
  return errors;
}

function oneOf(path: string, value: string | undefined, values: readonly string[]): FieldError[] {
  if (!value) return [required(path)];
  return values.includes(value) ? [] : [notSupported(path, value, values)];
}

function namesErrors(names: Names): FieldError[] {
  const errors: FieldError[] = [];
  const at = 'spec.names';
  const { plural, singular, kind, listKind } = names;
  for (const [field, value] of Object.entries({ plural, singular, kind, listKind }))
    if (!value) errors.push(required(`${at}.${field}`));
  const label = (field: string, value: string | undefined, lower = false): void => {
    const faults = value ? dns1035Label(lower ? value.toLowerCase() : value) : [];
    const lead = lower ? 'may have mixed case, but should otherwise match: ' : '';
    if (faults.length) errors.push(invalid(`${at}.${field}`, value, lead + faults.join(',')));
  };
  label('plural', plural);
  label('singular', singular);
  label('kind', kind, true);
  label('listKind', listKind, true);
  const each = (field: string, values: readonly string[] | undefined): void =>
    values?.forEach((value, i) => {
      const faults = dns1035Label(value);
      if (faults.length) errors.push(invalid(`${at}.${field}[${i}]`, value, faults.join(',')));
    });
  each('shortNames', names.shortNames);
  if (kind && kind === listKind)
    errors.push(invalid(`${at}.listKind`, listKind, 'kind and listKind may not be the same'));
  each('categories', names.categories);
  return errors;
}

function scaleErrors({ subresources }: Version, at: string): FieldError[] {
  const scale = subresources?.scale;
  if (!scale) return [];
  const errors: FieldError[] = [];
  const under = (field: keyof typeof scale, roots: readonly string[], must: boolean): void => {
    const path = scale[field];
    if (!path) {
      if (must) errors.push(required(`${at}.${field}`));
    } else if (!roots.some((root) => path.startsWith(`.${root}.`)))
      errors.push(
        invalid(
          `${at}.${field}`,
          path,
          roots.length > 1
            ? 'should be a json path under either .spec or .status'
            : `should be a json path under .${roots[0]}`,
        ),
      );
  };
  under('specReplicasPath', ['spec'], true);
  under('statusReplicasPath', ['status'], true);
  under('labelSelectorPath', ['spec', 'status'], false);
  return errors;
}

const COLUMNS = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_TYPE = `must be one of ${COLUMNS.join(',')}`;

function columnErrors({ additionalPrinterColumns = [] }: Version, at: string): FieldError[] {
  return additionalPrinterColumns.flatMap((column, i) => {
    const { name, type, jsonPath } = (column ?? {}) as { name?: string; type?: string; jsonPath?: string };
    const path = `${at}[${i}]`;
    const errors: FieldError[] = [];
    if (!name) errors.push(required(`${path}.name`));
    if (!type) errors.push(required(`${path}.type`, COLUMN_TYPE));
    else if (!COLUMNS.includes(type)) errors.push(invalid(`${path}.type`, type, COLUMN_TYPE));
    // The path is upstream's slip.
    if (!jsonPath) errors.push(required(`${path}.JSONPath`));
    else if (!jsonPath.startsWith('.'))
      errors.push(invalid(`${path}.JSONPath`, jsonPath, 'must be a simple json path starting with .'));
    return errors;
  });
}

function selectableErrors({ selectableFields = [], schema }: Version, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  selectableFields.forEach((field, i) => {
    const path = (field as typeof field | null)?.jsonPath ?? '';
    const where = `${at}[${i}].jsonPath`;
    if (!path) {
      errors.push(required(where));
      return;
    }
    let found: JsonSchema | undefined = schema?.openAPIV3Schema;
    for (const name of path.split('.').slice(1))
      found = (found?.properties as { [name: string]: JsonSchema } | undefined)?.[name];
    if (!path.startsWith('.') || !found) {
      const why = path.startsWith('.')
        ? 'does not refer to a valid field'
        : `expected [ or . but got: ${path.split('.')[0]}`;
      errors.push(invalid(where, path, `is an invalid path: ${why}`));
      return;
    }
    if (path.startsWith('.metadata')) errors.push(invalid(where, path, 'must not point to fields in metadata'));
    if (!['string', 'boolean', 'integer'].includes(found.type as string))
      errors.push(
        invalid(
          where,
          path,
          'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
        ),
      );
    if (seen.has(path)) errors.push(duplicate(where, path));
    seen.add(path);
  });
  return errors;
}

function storedErrors(versions: readonly Version[], old: KubeObject | undefined): FieldError[] {
  const path = 'status.storedVersions';
  if (!old)
    return versions.some((it) => it.storage) ? [] : [invalid(path, null, 'must have at least one stored version')];
  return ((old.status?.storedVersions ?? []) as readonly string[]).flatMap((name, i) =>
    versions.some((it) => it.name === name)
      ? []
      : [
          invalid(
            `${path}[${i}]`,
            name,
            `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
          ),
        ],
  );
}

const APPROVED = 'api-approved.kubernetes.io';

function approvalErrors({ metadata }: Draft): FieldError[] {
  const said = (metadata.annotations as { [key: string]: string } | undefined)?.[APPROVED];
  const path = `metadata.annotations[${APPROVED}]`;
  const see = 'see https://github.com/kubernetes/enhancements/pull/1111';
  const must = `protected groups must have approval annotation "${APPROVED}"`;
  if (!said) return [required(path, `${must}, ${see}`)];
  if (said.startsWith('unapproved') || /^[a-z]+:\/\/[^/]+/i.test(said)) return [];
  return [invalid(path, said, `${must} with either a URL or a reason starting with "unapproved", ${see}`)];
}

const hasDefaults = (schema: unknown): boolean =>
  schema !== null &&
  typeof schema === 'object' &&
  ('default' in schema || Object.values(schema).some((it) => hasDefaults(it)));

/** What is wrong with a schema, and then, if nothing is, with the rules in it. */
function schemaErrors(schema: JsonSchema, path: string): FieldError[] {
  const errors = structureErrors(schema, path, ROOT);
  if (!errors.length) errors.push(...defaultErrors(schema, path));
  return errors.length ? errors : ruleFaults(schema, path);
}

type Inner = readonly [schema: JsonSchema, path: string, level: string];

function innerOf(schema: JsonSchema, path: string): Inner[] {
  const isSchema = (it: unknown): it is JsonSchema => it !== null && typeof it === 'object' && !Array.isArray(it);
  const fields = 'for specified object fields';
  const inner: Inner[] = [];
  if (isSchema(schema.additionalProperties))
    inner.push([schema.additionalProperties, `${path}.additionalProperties`, fields]);
  for (const name of Object.keys((schema.properties ?? {}) as object).sort()) {
    const it = (schema.properties as { [name: string]: JsonSchema })[name];
    if (isSchema(it)) inner.push([it, `${path}.properties[${name}]`, fields]);
  }
  if (isSchema(schema.items)) inner.push([schema.items, `${path}.items`, 'for specified array items']);
  return inner;
}

const ROOT = 'at the root';
const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const LISTS = ['atomic', 'set', 'map'];

function structureErrors(schema: JsonSchema, path: string, level: string): FieldError[] {
  const errors = patternErrors(schema, path);
  for (const [it, at, inner] of innerOf(schema, path)) errors.push(...structureErrors(it, at, inner));
  const type = schema.type as string | undefined;
  const list = schema['x-kubernetes-list-type'] as string | undefined;
  const keys = (schema['x-kubernetes-list-map-keys'] ?? []) as readonly string[];
  if (level === ROOT && type && type !== 'object')
    errors.push(invalid(`${path}.type`, type, 'must be object at the root'));
  if (schema['x-kubernetes-embedded-resource'] && type && type !== 'object')
    errors.push(invalid(`${path}.type`, type, 'must be object if x-kubernetes-embedded-resource is true'));
  if (type && !TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, TYPES));
  if (list !== undefined) {
    if (!LISTS.includes(list)) errors.push(notSupported(`${path}.x-kubernetes-list-type`, list, LISTS));
    if (type && type !== 'array')
      errors.push(invalid(`${path}.type`, type, 'must be array if x-kubernetes-list-type is specified'));
    if (keys.length && list !== 'map')
      errors.push(
        invalid(`${path}.x-kubernetes-list-type`, list, 'must be map if x-kubernetes-list-map-keys is non-empty'),
      );
  }
  const map = schema['x-kubernetes-map-type'] as string | undefined;
  if (map !== undefined) {
    if (map !== 'atomic' && map !== 'granular')
      errors.push(notSupported(`${path}.x-kubernetes-map-type`, map, ['granular', 'atomic']));
    if (type && type !== 'object')
      errors.push(invalid(`${path}.type`, type, 'must be object if x-kubernetes-map-type is specified'));
  }
  if (!schema.type && !schema['x-kubernetes-int-or-string'] && !schema['x-kubernetes-preserve-unknown-fields'])
    errors.push(required(`${path}.type`, `must not be empty ${level}`));
  for (const field of ['allOf', 'anyOf', 'oneOf'])
    ((schema[field] ?? []) as JsonSchema[]).forEach((it, i) =>
      errors.push(...conditionErrors(it, `${path}.${field}[${i}]`, schema['x-kubernetes-int-or-string'] === true)),
    );
  if (schema.not) errors.push(...conditionErrors(schema.not as JsonSchema, `${path}.not`, false));
  return errors;
}

function patternErrors({ pattern }: JsonSchema, path: string): FieldError[] {
  if (typeof pattern !== 'string' || !pattern || isRegular(pattern)) return [];
  try {
    regular(pattern);
    return [];
  } catch (error) {
    if (!(error instanceof RegexFault)) throw error;
    return [invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${error.message}`)];
  }
}

// What a condition may only ask for, never say.
const SAID = ['description', 'default', 'nullable', 'title', 'additionalProperties', 'type'];

function conditionErrors(schema: JsonSchema, path: string, intOrString: boolean): FieldError[] {
  const errors = patternErrors(schema, path);
  for (const field of SAID)
    if (schema[field] !== undefined && !(field === 'type' && intOrString))
      errors.push(forbidden(`${path}.${field}`, 'must be undefined to be structural'));
  for (const [it, at] of innerOf(schema, path)) errors.push(...conditionErrors(it, at, false));
  return errors;
}

/** Defaults must be what they are defaults of. */
function defaultErrors(schema: JsonSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const given = schema.default as unknown;
  if (given !== undefined && given !== null) {
    const at = `${path}.default`;
    if (hasUnknown(schema, given)) errors.push(invalid(at, given, 'must not have unknown fields'));
    else
      for (const error of passes(schema, given))
        errors.push({
          ...error,
          field: error.field === '<nil>' ? at : `${at}.${error.field}`,
          body: error.body.replace('<nil> in body', ' in body'),
        });
  }
  for (const [it, inner] of innerOf(schema, path)) errors.push(...defaultErrors(it, inner));
  return errors;
}

function hasUnknown(schema: JsonSchema, value: unknown): boolean {
  if (value === null || typeof value !== 'object' || schema['x-kubernetes-preserve-unknown-fields']) return false;
  if (Array.isArray(value))
    return Boolean(schema.items) && (value as unknown[]).some((it) => hasUnknown(schema.items as JsonSchema, it));
  const properties = (schema.properties ?? {}) as { readonly [name: string]: JsonSchema };
  return Object.entries(value).some(([name, it]) => {
    if (Object.hasOwn(properties, name)) return hasUnknown(properties[name]!, it);
    const rest = schema.additionalProperties as unknown;
    if (rest === true) return false;
    return rest === null || typeof rest !== 'object' || hasUnknown(rest as JsonSchema, it);
  });
}
