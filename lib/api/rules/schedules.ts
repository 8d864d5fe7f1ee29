// A CronJob's schedule has to be one, in a zone that is known. Follows kubernetes/pkg/apis/batch/validation.

import { parseSchedule } from '../cron.ts';
import { invalid, type FieldError } from '../field-errors.ts';

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function zoneErrors(zone: string): FieldError[] {
  if (zone === '') return [invalid('spec.timeZone', zone, 'timeZone must be nil or non-empty string')];
  if (zone.toLowerCase() === 'local')
    return [
      invalid(
        'spec.timeZone',
        zone,
        'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
      ),
    ];
  try {
    parseSchedule('* * * * *', zone);
    return [];
  } catch {
    return [invalid('spec.timeZone', zone, `unknown time zone ${zone}`)];
  }
}

/** Names of its Jobs are eleven characters longer, and Jobs' names are labels. */
const MOST_LETTERS = 52;

/** What is wrong with a CronJob's schedule, its zone and, where it is new, its name. */
export function scheduleErrors(
  { schedule, timeZone }: { readonly schedule?: unknown; readonly timeZone?: unknown },
  newName: string | undefined,
): FieldError[] {
  const errors: FieldError[] = [];
  // What is no text is told by its type.
  if (typeof schedule === 'string' && schedule !== '')
    try {
      parseSchedule(schedule);
    } catch (error) {
      errors.push(invalid('spec.schedule', schedule, reason(error)));
    }
  if (typeof timeZone === 'string') errors.push(...zoneErrors(timeZone));
  if ((newName ?? '').length > MOST_LETTERS)
    errors.push(invalid('metadata.name', newName, `must be no more than ${MOST_LETTERS} characters`));
  return errors;
}
