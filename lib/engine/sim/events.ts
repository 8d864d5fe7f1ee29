// Events as the control plane's parts write them: a repeat counts up, and one part cannot flood an object with them.
// Follows client-go tools/record (EventCorrelator) for the legacy recorder.

import type { KubeObject } from '../../api/object.ts';
import { flat } from './chance.ts';
import { formatTime } from '../../api/time.ts';
import type { Chance, Reader, Recorder, Verbs } from '../interface.ts';

/** Beyond this many different messages of one reason about one object, later ones are combined. */
const SIMILAR = 10;

interface EventObject extends KubeObject {
  readonly reason: string;
  readonly message: string;
  readonly type: string;
  readonly count?: number;
  readonly source?: { component?: string };
}

/** The events about an object that the control plane wrote, in order of their names: those begin with the object's. */
export function eventsAbout(read: Reader, about: KubeObject): KubeObject[] {
  const prefix = `${about.metadata.namespace || 'default'}/${about.metadata.name}.`;
  const found: KubeObject[] = [];
  read.walk('events', { after: prefix }, (event, key) => {
    if (!key.startsWith(prefix)) return false;
    if (event['involvedObject']?.uid === about.metadata.uid) found.push(event);
    return true;
  });
  return found;
}

/** The recorder of one component. Its events are written through the API as that component's user; a refusal loses the event. */
export function recorderFor(component: string, api: Verbs, read: Reader, chance: Chance, now: () => number): Recorder {
  // Shared by all events of the component.
  const source = { component };
  return {
    event(about, type, reason, message, more) {
      const uid = about.metadata.uid ?? '';
      const namespace = about.metadata.namespace || 'default';
      const known = eventsAbout(read, about) as EventObject[];
      const mine = known.filter(
        (event) => event.reason === reason && event.type === type && event.source?.component === component,
      );
      const time = formatTime(now());
      const combined = mine.length >= SIMILAR && !mine.some((event) => event.message === message);
      const text = flat(combined ? `(combined from similar events): ${message}` : message);
      const same = combined
        ? mine.find((event) => event.message.startsWith('(combined from similar events)'))
        : mine.find((event) => event.message === message);
      try {
        if (same) {
          api.update('events', { ...same, count: (same.count ?? 1) + 1, lastTimestamp: time, message: text });
          return;
        }
        const identity = `${uid} ${reason} ${text} ${known.length}`;
        const name = flat(
          `${about.metadata.name}.${hex(chance.draw(identity, 'event a'))}${hex(chance.draw(identity, 'event b'))}`,
        );
        api.create('events', {
          apiVersion: 'v1',
          kind: 'Event',
          metadata: { name, namespace },
          involvedObject: {
            kind: about.kind,
            namespace: about.metadata.namespace,
            name: about.metadata.name,
            uid,
            apiVersion: about.apiVersion,
            resourceVersion: about.metadata.resourceVersion,
          },
          reason,
          message: text,
          source,
          firstTimestamp: time,
          lastTimestamp: time,
          count: 1,
          type,
          eventTime: null,
          ...(more?.action ? { action: more.action } : {}),
          ...(more?.related
            ? {
                related: {
                  kind: more.related.kind,
                  namespace: more.related.metadata.namespace,
                  name: more.related.metadata.name,
                  uid: more.related.metadata.uid,
                  apiVersion: more.related.apiVersion,
                },
              }
            : {}),
          reportingComponent: component,
          reportingInstance: '',
        });
      } catch (error) {
        // As upstream: an event that is refused (its namespace is going away) is dropped, never an error of the one who tells it.
        if (!(error instanceof Error) || error.name !== 'StatusError') throw error;
      }
    },
  };
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
