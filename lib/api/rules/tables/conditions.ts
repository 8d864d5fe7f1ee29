// Conditions of the form that statuses have in common. Follows ValidateConditions of apimachinery/pkg/apis/meta/v1/validation.

import { duplicate, invalid, notSupported, required, tooLong, type FieldError } from '../../field-errors.ts';
import { patternError, qualifiedName } from '../../labels.ts';
import { list, text, wrong } from '../words.ts';

const REASON = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const REASON_SHAPE = new RegExp(`^${REASON}$`);
const REASON_TEXT =
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'";
const MAX_REASON = 1024;
const MAX_MESSAGE = 32 * 1024;
const bytes = (value: string): number => new TextEncoder().encode(value).length;

/** What is wrong with the conditions at a path. */
export function conditionErrors(conditions: unknown, at: string): FieldError[] {
  const seen = new Set<string>();
  return list(conditions).flatMap((condition, i) => {
    const path = `${at}[${i}]`;
    const [type, status, reason] = [text(condition['type']), text(condition['status']), text(condition['reason'])];
    const errors = seen.has(type) ? [duplicate(`${path}.type`, type)] : [];
    seen.add(type);
    errors.push(...wrong(`${path}.type`, type, qualifiedName(type)));
    if (!['False', 'True', 'Unknown'].includes(status))
      errors.push(notSupported(`${path}.status`, status, ['False', 'True', 'Unknown']));
    if (Number(condition['observedGeneration'] ?? 0) < 0)
      errors.push(
        invalid(`${path}.observedGeneration`, condition['observedGeneration'], 'must be greater than or equal to zero'),
      );
    if (!condition['lastTransitionTime']) errors.push(required(`${path}.lastTransitionTime`));
    if (reason === '') errors.push(required(`${path}.reason`));
    else {
      if (!REASON_SHAPE.test(reason))
        errors.push(
          invalid(
            `${path}.reason`,
            reason,
            patternError(REASON_TEXT, REASON, 'my_name', 'MY_NAME', 'MyName', 'ReasonA,ReasonB', 'ReasonA:ReasonB'),
          ),
        );
      if (bytes(reason) > MAX_REASON) errors.push(tooLong(`${path}.reason`, MAX_REASON));
    }
    if (bytes(text(condition['message'])) > MAX_MESSAGE) errors.push(tooLong(`${path}.message`, MAX_MESSAGE));
    return errors;
  });
}
