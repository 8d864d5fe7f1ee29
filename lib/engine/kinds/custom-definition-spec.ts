// What is wrong with the definition of a custom resource: its names, versions, schemas, subresources and selectable fields. What all
// versions share has a place of its own in messages. Follows apiextensions-apiserver/pkg/apis/apiextensions/validation.

import {
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
  tooMany,
  type FieldError,
} from '../../api/field-errors.ts';
import { dns1035Label, dns1123Subdomain } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import type { CustomResourceDefinitionNames } from '../../api/schema/types/apiextensions-v1.ts';
import type { JsonSchema } from '../apiserver/custom.ts';
import { equal } from '../apiserver/equality.ts';
import { schemaErrors } from './definition-schema.ts';
import { goForm } from './go-form.ts';
import type { Draft } from './interface.ts';
import { clientErrors, type WebhookClient } from './webhook-client.ts';

/** What a definition calls its kind, as far as it is said. */
export type Names = Partial<CustomResourceDefinitionNames>;
interface Version {
  readonly additionalPrinterColumns?: readonly unknown[];
  readonly name?: string;
  readonly storage?: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: JsonSchema };
  readonly subresources?: {
    readonly status?: object;
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
  readonly conversion?: {
    readonly strategy?: string;
    readonly webhook?: { readonly clientConfig?: WebhookClient; readonly conversionReviewVersions?: readonly string[] };
  };
  readonly preserveUnknownFields?: boolean;
}

/** What all versions share is kept once, beside them; the rest in each. */
const SHARED = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const;
type Part = (typeof SHARED)[number];

const isEmpty = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);

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
  const alike = new Set(
    SHARED.filter((part) => versions.every((it) => !isEmpty(it[part]) && equal(it[part], versions[0]![part]))),
  );
  versions.forEach((version, i) => {
    if (!version.schema?.openAPIV3Schema) errors.push(required(`spec.versions[${i}].schema.openAPIV3Schema`));
  });
  if (spec.preserveUnknownFields && versions.some((it) => hasDefaults(it.schema?.openAPIV3Schema)))
    errors.push(invalid('spec.preserveUnknownFields', true, 'must be false in order to use defaults in the schema'));
  const check = checker((old?.spec as Spec | undefined)?.versions ?? []);
  versions.forEach((version, i) => {
    const path = `spec.versions[${i}]`;
    const faults = dns1035Label(version.name ?? '');
    if (faults.length) errors.push(invalid(`${path}.name`, version.name ?? '', faults.join(',')));
    errors.push(...deprecationErrors(version, `${path}.deprecationWarning`));
    const hasStatus = version.subresources?.status !== undefined;
    errors.push(...check(version, path, hasStatus, (part) => !alike.has(part)));
  });
  const printed = (): unknown => (spec.versions ? goVersions(versions, alike) : null);
  if (new Set(versions.map((it) => it.name)).size < versions.length)
    errors.push(invalid('spec.versions', printed(), 'must contain unique version names'));
  if (versions.filter((it) => it.storage).length !== 1)
    errors.push(invalid('spec.versions', printed(), 'must have exactly one version marked as storage version'));
  // The first version has a place of its own in what is kept.
  const first = dns1035Label(versions[0]?.name ?? '');
  if (versions[0]?.name && first.length) errors.push(invalid('spec.version', versions[0].name, first.join(',')));
  for (const field of ['plural', 'singular', 'kind', 'listKind'] as const)
    if (!names[field]) errors.push(required(`spec.names.${field}`));
  errors.push(...namesErrors(names, 'spec.names'));
  if (versions.length) {
    const hasStatus = versions.some((it) => it.subresources?.status !== undefined);
    errors.push(...check(versions[0]!, 'spec', hasStatus, (part) => alike.has(part)));
  }
  errors.push(...conversionErrors(spec));
  if (old) errors.push(...fixedErrors(spec, old));
  errors.push(...namesErrors((object.status?.acceptedNames ?? {}) as Names, 'status.acceptedNames'));
  errors.push(...storedErrors(versions, (object.status?.storedVersions ?? []) as readonly string[]));
  errors.push(...approvalErrors(object, old));
  if (spec.preserveUnknownFields)
    errors.push(
      invalid(
        'spec.preserveUnknownFields',
        true,
        'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
      ),
    );
  return errors;
}

type Check = (version: Version, path: string, hasStatus: boolean, only: (part: Part) => boolean) => FieldError[];

/** Checks parts of a version; what schemas were in force `before` is not asked again. */
function checker(before: readonly (Version | null)[]): Check {
  return (version, path, hasStatus, only) => {
    const errors: FieldError[] = [];
    const schema = version.schema?.openAPIV3Schema;
    const at = path === 'spec' ? 'spec.validation.openAPIV3Schema' : `${path}.schema.openAPIV3Schema`;
    const was = before.find((it) => it?.name === version.name);
    const unchanged = was !== undefined && equal(was?.schema, version.schema);
    if (only('schema') && schema && !(unchanged && equal(was?.subresources, version.subresources)))
      errors.push(...schemaErrors(schema, at, hasStatus, unchanged));
    if (only('subresources')) errors.push(...scaleErrors(version, `${path}.subresources.scale`));
    if (only('additionalPrinterColumns')) errors.push(...columnErrors(version, `${path}.additionalPrinterColumns`));
    if (only('selectableFields') && version.selectableFields?.length) {
      const where = `${path}.selectableFields`;
      // What is kept elsewhere is not seen from here.
      const seen = schema && only('schema');
      if (seen) errors.push(...selectableErrors(version, where));
      else
        errors.push(
          invalid(
            where,
            '',
            path === 'spec'
              ? 'may only be set when validations.schema is included'
              : 'may only be set when `version.schema.openAPIV3Schema` is not included',
          ),
        );
    }
    return errors;
  };
}

function goVersions(versions: readonly Version[], alike: ReadonlySet<Part>): unknown {
  return versions.map((version) => {
    const kept = Object.fromEntries(Object.entries(version).filter(([part]) => !alike.has(part as Part)));
    return goForm(kept, 'apiextensions.CustomResourceDefinitionVersion');
  });
}

function deprecationErrors({ deprecated, deprecationWarning: text }: Version, path: string): FieldError[] {
  if (text === undefined) return [];
  const wrong = (why: string): FieldError => invalid(path, text, why);
  if (!deprecated) return [wrong('can only be set for deprecated versions')];
  const errors: FieldError[] = [];
  if (Buffer.byteLength(text) > 256) errors.push(wrong('must be <= 256 characters long'));
  if (!text) errors.push(wrong('must not be an empty string'));
  const bad = /[^ \p{L}\p{M}\p{N}\p{P}\p{S}]/u.exec(text);
  if (bad) {
    const at = Buffer.byteLength(text.slice(0, bad.index));
    errors.push(wrong(`must only contain printable UTF-8 characters; non-printable character found at index ${at}`));
  }
  return errors;
}

function fixedErrors(spec: Spec, old: KubeObject): FieldError[] {
  const before = (old.spec ?? {}) as Spec;
  const { conditions = [] } = (old.status ?? {}) as { conditions?: readonly { type: string; status: string }[] };
  const established = conditions.some((it) => it.type === 'Established' && it.status === 'True');
  const still = (path: string, now = '', was = ''): FieldError[] =>
    now === was ? [] : [invalid(`spec.${path}`, now, 'field is immutable')];
  return [
    ...(established ? still('scope', spec.scope, before.scope) : []),
    ...(established ? still('names.kind', spec.names?.kind, before.names?.kind) : []),
    ...still('group', spec.group, before.group),
    ...still('names.plural', spec.names?.plural, before.names?.plural),
  ];
}

const REVIEWS = ['v1', 'v1beta1'];

function conversionErrors({ conversion, preserveUnknownFields }: Spec): FieldError[] {
  if (!conversion) return [];
  const { strategy, webhook } = conversion;
  const errors: FieldError[] = [];
  if (strategy !== 'None' && preserveUnknownFields)
    errors.push(
      invalid('spec.conversion.strategy', strategy ?? '', 'must be None if spec.preserveUnknownFields is true'),
    );
  errors.push(...oneOf('spec.conversion.strategy', strategy, ['None', 'Webhook']));
  const at = 'spec.conversion.webhookClientConfig';
  const versions = webhook?.conversionReviewVersions ?? [];
  if (strategy !== 'Webhook') {
    const apart = 'should not be set when strategy is not set to Webhook';
    if (webhook?.clientConfig) errors.push(forbidden(at, apart));
    if (versions.length) errors.push(forbidden('spec.conversion.conversionReviewVersions', apart));
    return errors;
  }
  if (!webhook?.clientConfig) errors.push(required(at, 'required when strategy is set to Webhook'));
  else errors.push(...clientErrors(webhook.clientConfig, at));
  const field = 'spec.conversion.conversionReviewVersions';
  if (!versions.length) return [...errors, required(field)];
  versions.forEach((version, i) => {
    if (versions.indexOf(version) < i) errors.push(invalid(`${field}[${i}]`, version, 'duplicate version'));
    else for (const fault of dns1035Label(version)) errors.push(invalid(`${field}[${i}]`, version, fault));
  });
  if (!versions.some((it) => REVIEWS.includes(it)))
    errors.push(invalid(field, versions, `must include at least one of ${REVIEWS.join(', ')}`));
  return errors;
}

function oneOf(path: string, value: string | undefined, values: readonly string[]): FieldError[] {
  if (!value) return [required(path)];
  return values.includes(value) ? [] : [notSupported(path, value, values)];
}

/** What is wrong with names, of a spec or accepted ones. */
export function namesErrors(names: Names, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const { plural, singular, kind, listKind } = names;
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
    } else if (!path.startsWith('.'))
      errors.push(invalid(`${at}.${field}`, path, 'must be a simple json path starting with .'));
    else if (!roots.some((root) => path.startsWith(`.${root}.`)))
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
const FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const COLUMN_TYPE = `must be one of ${COLUMNS.join(',')}`;

function columnErrors({ additionalPrinterColumns = [] }: Version, at: string): FieldError[] {
  return additionalPrinterColumns.flatMap((column, i) => {
    const { name, type, format, jsonPath } = (column ?? {}) as { readonly [field: string]: string | undefined };
    const path = `${at}[${i}]`;
    const errors: FieldError[] = [];
    if (!name) errors.push(required(`${path}.name`));
    if (!type) errors.push(required(`${path}.type`, COLUMN_TYPE));
    else if (!COLUMNS.includes(type)) errors.push(invalid(`${path}.type`, type, COLUMN_TYPE));
    if (format && !FORMATS.includes(format))
      errors.push(invalid(`${path}.format`, format, `must be one of ${FORMATS.join(',')}`));
    // The path is upstream's slip.
    if (!jsonPath) errors.push(required(`${path}.JSONPath`));
    else if (!jsonPath.startsWith('.'))
      errors.push(invalid(`${path}.JSONPath`, jsonPath, 'must be a simple json path starting with .'));
    return errors;
  });
}

/** What a path of plain names leads to, or why it leads nowhere. */
function walkPath(schema: JsonSchema, path: string): JsonSchema | string {
  let at = schema;
  const parts = path.match(/[.[\]]|[^.[\]]+/g) ?? [];
  for (let i = 0; i < parts.length; i += 2) {
    if (parts[i] === '[') return 'array notation is not allowed';
    if (parts[i] !== '.') return `expected [ or . but got: ${parts[i]}`;
    const name = parts[i + 1];
    if (name === undefined) return 'unexpected end of JSON path';
    const properties = at.properties as { readonly [name: string]: JsonSchema } | undefined;
    const next = properties ? properties[name] : (at.additionalProperties as JsonSchema | undefined);
    if (next === undefined) return 'does not refer to a valid field';
    at = next;
  }
  return at;
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
    const found = walkPath(schema?.openAPIV3Schema ?? {}, path);
    if (typeof found === 'string') {
      errors.push(invalid(where, path, `is an invalid path: ${found}`));
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
  if (seen.size > 8) errors.push(tooMany(at, seen.size, 8));
  return errors;
}

function storedErrors(versions: readonly Version[], stored: readonly string[]): FieldError[] {
  const path = 'status.storedVersions';
  if (!stored.length) return [invalid(path, null, 'must have at least one stored version')];
  const errors = versions
    .filter((it) => it.storage && !stored.includes(it.name ?? ''))
    .map((it) => invalid(path, stored, `must have the storage version ${it.name ?? ''}`));
  stored.forEach((name, i) => {
    if (!versions.some((it) => it.name === name))
      errors.push(
        invalid(
          `${path}[${i}]`,
          name,
          `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
        ),
      );
  });
  return errors;
}

const APPROVED = 'api-approved.kubernetes.io';

type Approval = 'missing' | 'given' | 'bypassed' | 'wrong';

function approvalOf(annotations: { readonly [name: string]: string } | undefined): Approval {
  const said = annotations?.[APPROVED];
  if (!said) return 'missing';
  if (said.startsWith('unapproved')) return 'bypassed';
  return /^[a-z][a-z0-9+.-]*:\/\/[^/]+/i.test(said) ? 'given' : 'wrong';
}

function approvalErrors({ metadata, spec }: Draft, old: KubeObject | undefined): FieldError[] {
  if (!isProtected((spec?.group ?? '') as string)) return [];
  const annotations = metadata.annotations as { [key: string]: string } | undefined;
  const now = approvalOf(annotations);
  if (now === 'given' || now === 'bypassed') return [];
  // Who only changes something else is not asked.
  if (old && approvalOf(old.metadata.annotations as { [key: string]: string } | undefined) === now) return [];
  const path = `metadata.annotations[${APPROVED}]`;
  if (now === 'missing') return [required(path, APPROVALS.missing.message(''))];
  const said = annotations![APPROVED]!;
  return [invalid(path, said, APPROVALS.wrong.message(said))];
}

const SEE = 'see https://github.com/kubernetes/enhancements/pull/1111';
const MUST = `protected groups must have approval annotation "${APPROVED}"`;
const APPROVALS: {
  readonly [approval in Approval]: {
    readonly status: string;
    readonly reason: string;
    readonly message: (said: string) => string;
  };
} = {
  missing: { status: 'False', reason: 'MissingAnnotation', message: () => `${MUST}, ${SEE}` },
  wrong: {
    status: 'False',
    reason: 'InvalidAnnotation',
    message: () => `${MUST} with either a URL or a reason starting with "unapproved", ${SEE}`,
  },
  given: { status: 'True', reason: 'ApprovedAnnotation', message: (said) => `approved in ${said}` },
  bypassed: {
    status: 'False',
    reason: 'UnapprovedAnnotation',
    message: (said) => `not approved: ${JSON.stringify(said)}`,
  },
};

/** What a definition's status says of the approval that groups of the community need. */
export function approvalCondition({
  metadata,
  spec,
}: KubeObject):
  { readonly type: string; readonly status: string; readonly reason: string; readonly message: string } | undefined {
  if (!isProtected((spec?.group ?? '') as string)) return undefined;
  const annotations = metadata.annotations as { [key: string]: string } | undefined;
  const { status, reason, message } = APPROVALS[approvalOf(annotations)];
  return {
    type: 'KubernetesAPIApprovalPolicyConformant',
    status,
    reason,
    message: message(annotations?.[APPROVED] ?? ''),
  };
}

const isProtected = (group: string): boolean => /(^|\.)(k8s|kubernetes)\.io$/.test(group);

const hasDefaults = (schema: unknown): boolean =>
  schema !== null &&
  typeof schema === 'object' &&
  ('default' in schema || Object.values(schema).some((it) => hasDefaults(it)));
