// Definitions of custom resources are in force at once: here the names are settled in the write itself.
// Follows apiextensions-apiserver/pkg/registry/customresourcedefinition and its naming and establishing controllers.

import { invalid, type FieldError } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { formatTime } from '../../api/time.ts';
import type { JsonSchema } from '../apiserver/custom.ts';
import { equal } from '../apiserver/equality.ts';
import { ruleFaults } from './custom-rules.ts';
import type { Draft, Kind } from './interface.ts';

interface Version {
  readonly schema?: { readonly openAPIV3Schema?: JsonSchema };
}

/** What is wrong with the rules of the schemas. One schema that all versions share is checked once, and has a place of its own. */
function rulesFaults(object: Draft, old: KubeObject | undefined): FieldError[] {
  const versions = (object.spec?.versions ?? []) as readonly (Version | null)[];
  const schemas = versions.map((it) => it?.schema?.openAPIV3Schema);
  const before = ((old?.spec?.versions ?? []) as readonly (Version | null)[]).map((it) => it?.schema?.openAPIV3Schema);
  if (old && equal(schemas, before)) return [];
  const [first] = schemas;
  if (schemas.every((it) => equal(it, first))) return first ? ruleFaults(first, 'spec.validation.openAPIV3Schema') : [];
  return schemas.flatMap((schema, i) =>
    schema ? ruleFaults(schema, `spec.versions[${i}].schema.openAPIV3Schema`) : [],
  );
}

export const customResourceDefinition: Kind = {
  resource: 'customresourcedefinitions.apiextensions.k8s.io',
  validate(object, { operation }, old) {
    const rules = rulesFaults(object, old);
    if (operation !== 'CREATE' || !object.metadata.name) return rules;
    const { group = '', names } = (object.spec ?? {}) as { group?: string; names?: { plural?: string } };
    const wanted = `${names?.plural ?? ''}.${group}`;
    return object.metadata.name === wanted
      ? rules
      : [invalid('metadata.name', object.metadata.name, 'must be spec.names.plural+"."+spec.group'), ...rules];
  },
  defaults(draft) {
    if (!draft.spec?.names) return;
    const { names } = draft.spec;
    draft.spec = {
      ...draft.spec,
      conversion: draft.spec.conversion ?? { strategy: 'None' },
      names: {
        ...names,
        singular: names.singular || String(names.kind ?? '').toLowerCase(),
        listKind: names.listKind || `${names.kind}List`,
      },
    };
  },
  prepareForCreate(draft, { now }) {
    const lastTransitionTime = formatTime(now);
    draft.status = {
      conditions: [
        {
          type: 'NamesAccepted',
          status: 'True',
          lastTransitionTime,
          reason: 'NoConflicts',
          message: 'no conflicts found',
        },
        {
          type: 'Established',
          status: 'True',
          lastTransitionTime,
          reason: 'InitialNamesAccepted',
          message: 'the initial names have been accepted',
        },
      ],
      acceptedNames: draft.spec?.names,
      storedVersions: ((draft.spec?.versions ?? []) as { name: string; storage?: boolean }[])
        .filter((it) => it.storage)
        .map((it) => it.name),
    };
  },
};
