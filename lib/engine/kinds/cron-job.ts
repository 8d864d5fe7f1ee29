// What only the server asks of a CronJob is asked where it is written, too: the rule is shared.

import { scheduleErrors } from '../../api/rules/schedules.ts';
import type { Kind } from './interface.ts';

export const cronJob: Kind = {
  resource: 'cronjobs.batch',
  validate: (draft, _context, old) => scheduleErrors(draft.spec ?? {}, old ? undefined : draft.metadata.name),
};
