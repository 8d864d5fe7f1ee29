// Definitions of custom resources: defaults, names, and what is said of unknown formats. What the server does with one that is
// written is in apiserver/definitions. Follows apiextensions-apiserver/pkg/registry/customresourcedefinition.

import { invalid } from '../../api/field-errors.ts';
import type { JsonSchema } from '../apiserver/custom.ts';
import { definitionErrors, namesErrors } from './custom-definition-spec.ts';
import { formatsOf } from './definition-schema.ts';
import type { Draft, Kind } from './interface.ts';

interface Version {
  readonly name: string;
  readonly storage?: boolean;
  readonly schema?: { readonly openAPIV3Schema?: JsonSchema };
}

const versionsOf = (object: Draft): readonly Version[] => (object.spec?.versions ?? []) as readonly Version[];

/** Formats that are looked at, by type; others are let stand. */
const TEXTS = new Set(
  'bsonobjectid byte cidr creditcard date datetime duration email hexcolor hostname ipv4 ipv6 isbn isbn10 isbn13 k8slongname k8sshortname mac password rgbcolor ssn uri uuid uuid3 uuid4 uuid5'.split(
    ' ',
  ),
);
const NUMBERS: { readonly [type: string]: readonly string[] } = {
  integer: ['int32', 'int64'],
  number: ['float', 'double'],
};

function isKnown(type: string, format: string): boolean {
  if (type === '' || type === 'string') return TEXTS.has(format.replaceAll('-', ''));
  return NUMBERS[type]?.includes(format) ?? false;
}

function unknownFormats(object: Draft): readonly string[] {
  const schemas = versionsOf(object).flatMap((it) => (it?.schema?.openAPIV3Schema ? [it.schema.openAPIV3Schema] : []));
  return schemas.flatMap(formatsOf).flatMap(([type, format]) => (isKnown(type, format) ? [] : [format]));
}

/** The version that objects are stored in is among those that some may be stored in. */
function withStorage(object: Draft): void {
  const stored = (object.status?.storedVersions ?? []) as readonly string[];
  const version = versionsOf(object).find((it) => it?.storage);
  if (version && !stored.includes(version.name))
    object.status = { ...object.status, storedVersions: [...stored, version.name] };
}

export const customResourceDefinition: Kind = {
  resource: 'customresourcedefinitions.apiextensions.k8s.io',
  updateSteps: 'Mv',
  validate(object, { operation }, old) {
    const rules = definitionErrors(object, old);
    if (operation !== 'CREATE' || !object.metadata.name) return rules;
    const { group = '', names } = (object.spec ?? {}) as { group?: string; names?: { plural?: string } };
    const wanted = `${names?.plural ?? ''}.${group}`;
    return object.metadata.name === wanted
      ? rules
      : [invalid('metadata.name', object.metadata.name, 'must be spec.names.plural+"."+spec.group'), ...rules];
  },
  validateStatus: (object) => namesErrors(object.status?.acceptedNames ?? {}, 'status.acceptedNames'),
  defaults(draft) {
    if (!((draft.status?.storedVersions ?? []) as readonly string[]).length) withStorage(draft);
    if (!draft.spec?.names) return;
    const { names } = draft.spec;
    draft.spec = {
      ...draft.spec,
      conversion: draft.spec.conversion ?? { strategy: 'None' },
      names: {
        ...names,
        singular: names.singular || String(names.kind ?? '').toLowerCase(),
        listKind: names.listKind || (names.kind ? `${names.kind}List` : ''),
      },
    };
  },
  prepareForCreate(draft) {
    draft.status = { conditions: null, acceptedNames: { plural: '', kind: '' } };
    withStorage(draft);
    draft.status = { ...draft.status, storedVersions: draft.status.storedVersions ?? null };
  },
  prepareForUpdate(draft, _old, { subresource }) {
    if (!subresource) withStorage(draft);
  },
  warnings(object, old) {
    const before = new Set(old ? unknownFormats(old as Draft) : []);
    return unknownFormats(object)
      .filter((it) => !before.has(it))
      .map((it) => `unrecognized format ${JSON.stringify(it)}`);
  },
};
