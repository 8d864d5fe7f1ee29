// Names of storage drivers. Follows ValidateCSIDriverName of kubernetes/pkg/apis/core/validation.

import { tooLong, type FieldError } from '../../field-errors.ts';
import { dns1123Subdomain } from '../../labels.ts';
import type { Rule } from '../rule.ts';
import { check, must, NONE, text, wrong } from '../words.ts';

/** The name of a driver: a domain, in whatever letters. */
export const driverErrors = (name: string, path: string): FieldError[] => [
  ...(name.length > 63 ? [tooLong(path, 63)] : []),
  ...wrong(path, name, dns1123Subdomain(name.toLowerCase())),
];

export const driver: readonly Rule[] = [
  must(),
  check((value, path) => (text(value) === '' ? NONE : driverErrors(text(value), path))),
];
