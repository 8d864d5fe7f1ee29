// A CronJob's schedule has to be one, in a zone that is known. Follows kubernetes/pkg/apis/batch/validation.

import { invalid, type FieldError } from '../../api/field-errors.ts';
import { parseSchedule } from '../controllers/cron.ts';
import type { Kind } from './interface.ts';

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

export const cronJob: Kind = {
  resource: 'cronjobs.batch',
  validate(draft, _context, old) {
    const { schedule, timeZone } = (draft.spec ?? {}) as { schedule?: string; timeZone?: string };
    const errors: FieldError[] = [];
    if (schedule)
      try {
        parseSchedule(schedule);
      } catch (error) {
        errors.push(invalid('spec.schedule', schedule, reason(error)));
      }
    if (timeZone !== undefined) errors.push(...zoneErrors(timeZone));
    // Names of its Jobs are eleven characters longer, and Jobs' names are labels.
    if (!old && (draft.metadata.name ?? '').length > 52)
      errors.push(invalid('metadata.name', draft.metadata.name, 'must be no more than 52 characters'));
    return errors;
  },
};
