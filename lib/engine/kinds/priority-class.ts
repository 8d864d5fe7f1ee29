// Priority classes: names of the system's are its own, and there is a highest value. Follows kubernetes/pkg/apis/scheduling/validation.

import { forbidden, type FieldError } from '../../api/field-errors.ts';
import type { Kind } from './interface.ts';

const PREFIX = 'system-';
const HIGHEST = 1_000_000_000;
const SYSTEM: { readonly [name: string]: number } = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

/** Why a name with the system's prefix is not the system's class; undefined when it is. */
function problem(name: string, value: number, globalDefault: boolean): string | undefined {
  const known = SYSTEM[name];
  if (known === undefined) return `${name} is not a known system priority class`;
  if (value !== known) return `value of ${name} PriorityClass must be ${known}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

export const priorityClass: Kind = {
  resource: 'priorityclasses.scheduling.k8s.io',
  validate(draft) {
    const name = (draft.metadata.name ?? '') as string;
    const value = (draft['value'] ?? 0) as number;
    const errors: FieldError[] = [];
    if (name.startsWith(PREFIX)) {
      const why = problem(name, value, draft['globalDefault'] === true);
      if (why)
        errors.push(
          forbidden(
            'metadata.name',
            `priority class names with '${PREFIX}' prefix are reserved for system use only. error: ${why}`,
          ),
        );
    } else if (value > HIGHEST)
      errors.push(forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST}`));
    return errors;
  },
};
