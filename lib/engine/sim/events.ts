// Events as the control plane's parts write them: a repeat counts up, and one part cannot flood an object with them.
// Follows client-go tools/record (EventCorrelator) for the legacy recorder.

import type { KubeObject } from '../../api/object.ts';
import { flat } from './chance.ts';
import { formatTime } from '../../api/time.ts';
import type { Change, Reader, Recorder, Verbs } from '../interface.ts';

/** Beyond this many different messages of one reason about one object, later ones are combined. */
const SIMILAR = 10;
/** So many objects' events are known without a look at storage. */
const KEPT = 100_000;

interface EventObject extends KubeObject {
  readonly reason: string;
  readonly message: string;
  readonly type: string;
  readonly count?: number;
  readonly source?: { component?: string };
  readonly involvedObject?: { uid?: string; fieldPath?: string };
}

type Reference = { readonly fieldPath?: string; readonly [key: string]: unknown };

/** The events about an object that the control plane wrote, in order of their names: those begin with the object's. */
export function eventsAbout(read: Reader, about: KubeObject): KubeObject[] {
  const prefix = prefixOf(about);
  const found: KubeObject[] = [];
  read.walk('events', { after: prefix }, (event, key) => {
    if (!key.startsWith(prefix)) return false;
    if (event['involvedObject']?.uid === about.metadata.uid) found.push(event);
    return true;
  });
  return found;
}

function prefixOf(about: KubeObject): string {
  return `${about.metadata.namespace || 'default'}/${about.metadata.name}.`;
}

interface Known {
  readonly prefix: string;
  readonly events: EventObject[];
}

/** Nothing has been said yet. */
const UNTOLD: Known = { prefix: '', events: [] };

/** The events about objects that something was lately said of: a cache of `eventsAbout`, told of every change. */
export class KnownEvents {
  private readonly read: Reader;
  /** By uid of what they are about. */
  private readonly known = new Map<string, Known>();

  constructor(read: Reader) {
    this.read = read;
  }

  about(object: KubeObject): readonly EventObject[] {
    const uid = object.metadata.uid ?? '';
    let found = this.known.get(uid);
    if (!found || found === UNTOLD || !uid) {
      const events = found === UNTOLD ? [] : (eventsAbout(this.read, object) as EventObject[]);
      found = { prefix: prefixOf(object), events };
      this.keep(uid, found);
    }
    return found.events;
  }

  changed({ type, resource, key, object, old }: Change): void {
    if (resource !== 'events') {
      // Nobody spoke of an object before there was one.
      if (type === 'ADDED') this.keep(object.metadata.uid ?? '', UNTOLD);
      return;
    }
    const uid = (object as EventObject).involvedObject?.uid ?? '';
    const found = this.known.get(uid);
    if (!found) return;
    const { prefix, events } = found;
    if (found !== UNTOLD && !key.startsWith(prefix)) return;
    const last = events[events.length - 1];
    const at = type === 'MODIFIED' ? events.indexOf(old as EventObject) : -1;
    if (found !== UNTOLD && type === 'ADDED' && (!last || last.metadata.name! < object.metadata.name!))
      events.push(object as EventObject);
    else if (at >= 0) events[at] = object as EventObject;
    else this.known.delete(uid);
  }

  private keep(uid: string, known: Known): void {
    if (this.known.size >= KEPT) this.known.clear();
    this.known.set(uid, known);
  }
}

/** The recorder of one component. Its events are written through the API as that component's user; a refusal loses the event. */
export function recorderFor(component: string, api: Verbs, events: KnownEvents, now: () => number): Recorder {
  // Shared by all events of the component.
  const source = { component };
  let lastAbout: KubeObject | undefined;
  let lastReference: Reference = {};
  return {
    event(about, type, reason, message, more) {
      const fieldPath = more?.fieldPath;
      const known = events.about(about);
      let similar = 0;
      let same: EventObject | undefined;
      let combined: EventObject | undefined;
      for (const event of known) {
        if (event.reason !== reason || event.type !== type || event.source?.component !== component) continue;
        similar++;
        if (event.message === message && event.involvedObject?.fieldPath === fieldPath) same ??= event;
        else if (event.message.startsWith(COMBINED)) combined ??= event;
      }
      const combines = similar >= SIMILAR && !same;
      const text = flat(combines ? COMBINED + message : message);
      const time = formatTime(now());
      try {
        const before = combines ? combined : same;
        if (before) {
          const again = { ...before, count: (before.count ?? 1) + 1, lastTimestamp: time, message: text };
          api.update('events', again, { formed: true });
          return;
        }
        if (about !== lastAbout || fieldPath !== lastReference.fieldPath) {
          lastAbout = about;
          lastReference = referenceTo(about, fieldPath);
        }
        // Key by key as the pipeline would leave it: most writes of a cluster are these.
        const event: Record<string, unknown> & KubeObject = {
          apiVersion: 'v1',
          kind: 'Event',
          metadata: {
            name: nameOf(about, now(), known.length),
            namespace: about.metadata.namespace || 'default',
            uid: '',
            creationTimestamp: time,
          },
          involvedObject: lastReference,
          reason,
          message: text,
          source,
          firstTimestamp: time,
          lastTimestamp: time,
          count: 1,
          type,
          eventTime: null,
        };
        if (more?.action) event['action'] = more.action;
        event['reportingComponent'] = component;
        event['reportingInstance'] = '';
        api.create('events', event, { formed: true });
      } catch (error) {
        // As upstream: an event that is refused (its namespace is going away) is dropped, never an error of the one who tells it.
        if (!(error instanceof Error) || error.name !== 'StatusError') throw error;
      }
    },
  };
}

const COMBINED = '(combined from similar events): ';

// Field by field: spread from parts, each combination of them would be a copy of its own making.
function referenceTo({ apiVersion, kind, metadata }: KubeObject, fieldPath?: string): Reference {
  const reference: { fieldPath?: string; [key: string]: unknown } = { kind };
  if (metadata.namespace) reference['namespace'] = metadata.namespace;
  reference['name'] = metadata.name;
  if (metadata.uid) reference['uid'] = metadata.uid;
  reference['apiVersion'] = apiVersion;
  if (metadata.resourceVersion) reference['resourceVersion'] = metadata.resourceVersion;
  if (fieldPath) reference.fieldPath = fieldPath;
  return reference;
}

/** As upstream the time in nanoseconds, so that names sort by time; events of one millisecond keep their order. */
function nameOf(about: KubeObject, now: number, before: number): string {
  if (now !== lastNow) {
    lastNow = now;
    lastNanos = BigInt(now) * 1_000_000n;
    lastHex = [];
  }
  const hex = (lastHex[before] ??= (lastNanos + BigInt(before)).toString(16));
  return flat(`${about.metadata.name}.${hex}`);
}
let lastNow = NaN;
let lastNanos = 0n;
let lastHex: string[] = [];
