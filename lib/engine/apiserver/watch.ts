// Watches: what changes after a revision, as one client may see it. Follows apiserver/pkg/storage/cacher.

import { managedFieldsOf } from './managed.ts';
import type { KubeObject } from '../../api/object.ts';
import { expired, generic } from '../../api/status-errors.ts';
import type { Change } from '../interface.ts';
import { Compacted } from '../storage/history.ts';
import type { Call } from './call.ts';
import type { ListQuery } from './list.ts';
import { selection } from './select.ts';

/** One line of a watch. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: unknown;
}

/** A watch as its reader sees it: events wait until they are taken. */
export interface WatchStream {
  /** Seconds until the reader has to close it; absent when the server may choose. */
  readonly timeoutSeconds?: number;
  /** The events that came since the last call. */
  take(): WatchEvent[];
  /** Called when there is something to take. */
  ready(listener: () => void): void;
  /** A bookmark of the current revision. */
  bookmark(): WatchEvent;
  stop(): void;
}

/** How objects are shown: the client chose a form. */
export type Show = (object: KubeObject) => unknown;

/** Where a watch begins; what is no version is told as a fault of the server. */
function startOf(version: string): number {
  if (!version) return 0;
  if (/^\d+$/.test(version)) return Number(version);
  const shown = JSON.stringify(version);
  throw generic(
    500,
    '',
    `resourceVersion: Invalid value: ${shown}: strconv.ParseUint: parsing ${shown}: invalid syntax`,
  );
}

/** Starts a watch. Throws `StatusError`. */
export function watch(call: Call, query: ListQuery, show: Show): WatchStream {
  const { store } = call.machine;
  const selected = selection(call.endpoint, query.labelSelector, query.fieldSelector);
  const prefix = call.namespace ? `${call.namespace}/` : '';
  // Shown when they are taken: who owns what of an object is noted behind its write.
  const waiting: (() => WatchEvent)[] = [];
  let listener: (() => void) | undefined;

  const tell = (change: Change): void => {
    if (change.resource !== call.endpoint.storage || !change.key.startsWith(prefix)) return;
    const event = eventOf(change, selected, show);
    if (event) {
      waiting.push(event);
      listener?.();
    }
  };
  const bookmark = (annotations?: object): WatchEvent => ({
    type: 'BOOKMARK',
    object: {
      kind: call.endpoint.info.kind,
      apiVersion: call.endpoint.apiVersion,
      metadata: {
        resourceVersion: String(store.revision),
        ...(call.endpoint.custom ? {} : { creationTimestamp: null }),
        ...(annotations ? { annotations } : {}),
      },
    },
  });
  const version = startOf(query.resourceVersion);
  const initial = query.sendInitialEvents ?? version === 0;
  if (initial)
    store.walk(call.endpoint.storage, call.namespace ? { namespace: call.namespace } : {}, (object) => {
      if (!selected || selected(object)) waiting.push(() => ({ type: 'ADDED', object: show(object) }));
    });
  else if (query.sendInitialEvents !== false || version > 0)
    try {
      for (const change of store.changesSince(version, call.endpoint.storage)) tell(change);
    } catch (error) {
      if (!(error instanceof Compacted)) throw error;
      const { status } = expired(`too old resource version: ${version} (${store.compacted})`);
      waiting.push(() => ({ type: 'ERROR', object: status }));
    }
  if (query.sendInitialEvents && query.allowWatchBookmarks) {
    const end = bookmark({ 'k8s.io/initial-events-end': 'true' });
    waiting.push(() => end);
  }
  const unsubscribe = store.subscribe(tell);
  return {
    ...(query.timeoutSeconds === undefined ? {} : { timeoutSeconds: query.timeoutSeconds }),
    // What cannot be shown as its reader wants it is not.
    take: () =>
      waiting
        .splice(0, waiting.length)
        .map((event) => event())
        .filter(({ object }) => object !== undefined),
    ready: (next) => {
      listener = next;
    },
    bookmark: () => bookmark(),
    stop: () => {
      listener = undefined;
      unsubscribe();
    },
  };
}

// An object that a selector lets go is deleted to this watcher, one that it catches is added.
function eventOf(
  change: Change,
  selected: ((object: KubeObject) => boolean) | undefined,
  show: Show,
): (() => WatchEvent) | undefined {
  const now = change.type !== 'DELETED' && (!selected || selected(change.object));
  const before = change.old !== undefined && (!selected || selected(change.old));
  if (now) return () => ({ type: before ? 'MODIFIED' : 'ADDED', object: show(change.object) });
  if (!before) return undefined;
  const last =
    change.type === 'DELETED'
      ? change.object
      : { ...change.old!, metadata: { ...change.old!.metadata, resourceVersion: String(change.revision) } };
  return () => {
    // Its owners are those it had.
    const managedFields = managedFieldsOf(change.old!);
    return {
      type: 'DELETED',
      object: show(managedFields.length ? { ...last, metadata: { ...last.metadata, managedFields } } : last),
    };
  };
}
