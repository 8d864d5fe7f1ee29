// What events must say, and what stays as it was said. Follows kubernetes/pkg/apis/core/validation/events.go; paths and values are those
// of core events, whatever version they were written in.

import { invalid, required, type FieldError } from '../../api/field-errors.ts';
import { qualifiedName } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import { text } from '../../api/rules/words.ts';
import { equal } from '../apiserver/equality.ts';
import { goForm } from './go-form.ts';
import type { Draft } from './interface.ts';

const LIMITS: readonly (readonly [field: string, most: number])[] = [
  ['reportingInstance', 128],
  ['action', 128],
  ['reason', 128],
];

/** What every event must say; `legacy`: written as a core event. */
export function eventErrors(event: Draft, legacy: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const { namespace } = event.metadata as { namespace?: string };
  const about = text(event['involvedObject']?.namespace);
  const elsewhere = invalid('involvedObject.namespace', about, 'does not match event.namespace');
  if (!event['eventTime']) {
    if (about === '' ? namespace !== 'default' : namespace !== about) errors.push(elsewhere);
  } else {
    if (about === '' && namespace !== 'default' && namespace !== 'kube-system') errors.push(elsewhere);
    const reporter = legacy ? 'reportingComponent' : 'reportingController';
    const by = text(event['reportingComponent']);
    if (by === '') errors.push(required(reporter));
    for (const error of qualifiedName(by)) errors.push(invalid(reporter, by, error));
    for (const [field, most] of LIMITS) {
      const said = text(event[field]);
      if (said === '') errors.push(required(field));
      if (said.length > most) errors.push(invalid(field, '', `can have at most ${most} characters`));
    }
    if (text(event['message']).length > 1024) errors.push(invalid('message', '', 'can have at most 1024 characters'));
  }
  return errors;
}

function seriesErrors({ series }: Draft): FieldError[] {
  if (!series) return [];
  const { count, lastObservedTime } = series as Record<string, unknown>;
  return [
    ...(Number(count ?? 0) < 2 ? [invalid('series.count', '', 'should be at least 2')] : []),
    ...(lastObservedTime ? [] : [required('series.lastObservedTime')]),
  ];
}

/** What an event of events.k8s.io must say when it is made. */
export function newEventErrors(event: Draft): FieldError[] {
  const errors = seriesErrors(event);
  const { eventTime, type, count, source } = event as Record<string, unknown>;
  if (!eventTime) errors.push(required('eventTime'));
  if (type !== 'Normal' && type !== 'Warning') errors.push(invalid('type', '', `has invalid value: ${text(type)}`));
  for (const field of ['firstTimestamp', 'lastTimestamp'])
    if (event[field]) errors.push(invalid(field, '', 'needs to be unset'));
  if (count) errors.push(invalid('count', '', 'needs to be unset'));
  const { component, host } = (source ?? {}) as Record<string, unknown>;
  if (component || host) errors.push(invalid('source', '', 'needs to be unset'));
  return errors;
}

/** In upstream's order; those that print as Go has them inside. */
const STILL: readonly (readonly [field: string, told: string, type?: string])[] = [
  ['involvedObject', 'involvedObject', 'core.ObjectReference'],
  ['reason', 'reason'],
  ['message', 'message'],
  ['source', 'source', 'core.EventSource'],
  ['firstTimestamp', 'firstTimestamp'],
  ['lastTimestamp', 'lastTimestamp'],
  ['count', 'count'],
  ['type', 'type'],
  ['eventTime', 'eventTime'],
  ['action', 'action'],
  ['related', 'related', 'core.ObjectReference'],
  ['reportingComponent', 'reportingController'],
  ['reportingInstance', 'reportingInstance'],
];

export function eventChanges(event: Draft, old: KubeObject): FieldError[] {
  const still = STILL.flatMap(([field, told, type]) => {
    const [now, before] = [event[field] as unknown, (old as Draft)[field] as unknown];
    if (equal(now ?? undefined, before ?? undefined)) return [];
    const blank = typeof before === 'string' ? '' : null;
    return [invalid(told, type ? goForm(now ?? null, type) : (now ?? blank), 'field is immutable')];
  });
  return equal(event['series'], (old as Draft)['series']) ? still : [...seriesErrors(event), ...still];
}
