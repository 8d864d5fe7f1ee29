// Definitions of custom resources are in force at once: here the names are settled in the write itself.
// Follows apiextensions-apiserver/pkg/registry/customresourcedefinition and its naming and establishing controllers.

import { invalid } from '../../api/field-errors.ts';
import { formatTime } from '../../api/time.ts';
import { definitionErrors } from './custom-definition-spec.ts';
import type { Kind } from './interface.ts';

export const customResourceDefinition: Kind = {
  resource: 'customresourcedefinitions.apiextensions.k8s.io',
  validate(object, { operation }, old) {
    const rules = definitionErrors(object, old);
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
        listKind: names.listKind || (names.kind ? `${names.kind}List` : ''),
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
