// What happened to an object and why: every write of it and of what it owns, and every event told of them, in order and in words.

import type { Condition } from '../api/conditions.ts';
import { controllerOf, type KubeObject } from '../api/object.ts';
import { DOWN } from '../api/simulation/simulation.ts';
import { writerOf } from '../engine/apiserver/managed.ts';
import type { Change } from '../engine/interface.ts';
import { fieldChanges } from './changes.ts';

/** One thing that happened. */
export interface Happening {
  /** Cluster time, milliseconds since the epoch. */
  readonly time: number;
  /** Since the cluster began, milliseconds. */
  readonly after: number;
  /** `Pod shop/web-7c9b-x2xkq`. */
  readonly object: string;
  /** An event that was told, or a write that changed the object. */
  readonly what: 'event' | 'change';
  readonly type: 'Normal' | 'Warning';
  /** The reason of an event; `Created`, `Changed`, `Deleting`, `Deleted` of a change. */
  readonly reason: string;
  readonly message: string;
  /** Who wrote a change, where that is known. */
  readonly by?: string;
  /** How often an event was told; the time is of the first. */
  readonly count: number;
  /** All of it in a line. */
  readonly text: string;
}

/** Says nothing to anybody: written all the time, or worked out from the rest. */
const SILENT = new Set(['leases.coordination.k8s.io', 'endpointslices.discovery.k8s.io', 'endpoints']);

/** As many changes are remembered, about: what was long ago goes first. */
const LONGEST = 200_000;

/**
 * What was written since it began, as far as anything of it is told. Objects share what did not change, so that much of it costs little;
 * of an event that was told again and again the last is kept.
 */
export class Chronicle {
  private readonly began: number;
  private readonly past: readonly (readonly [changes: readonly Change[], length: number])[];
  private own: Change[] = [];
  private readonly again: Map<string, Change>;

  constructor(
    store: { subscribe(listener: (change: Change) => void): () => void },
    began: number,
    past: Chronicle['past'] = [],
    again: ReadonlyMap<string, Change> = new Map(),
  ) {
    this.began = began;
    this.past = past;
    this.again = new Map(again);
    store.subscribe((change) => {
      if (SILENT.has(change.resource) || isUntold(change)) return;
      if (change.resource === 'events') {
        if (change.type === 'DELETED') return;
        if (change.type === 'MODIFIED') {
          this.again.set(change.object.metadata.uid!, change);
          return;
        }
      }
      this.own.push(change);
      if (this.own.length >= LONGEST) this.forget();
    });
  }

  /** The older half goes. In another list, since forks share this one. */
  private forget(): void {
    this.own = this.own.slice(LONGEST / 2);
    const left = new Set(this.own.map(({ object }) => object.metadata.uid));
    for (const uid of this.again.keys()) if (!left.has(uid)) this.again.delete(uid);
  }

  /** Goes on in another future: what was until now is shared. */
  fork(store: { subscribe(listener: (change: Change) => void): () => void }): Chronicle {
    return new Chronicle(store, this.began, [...this.past, [this.own, this.own.length]], this.again);
  }

  /** All that was told of an object, there or gone, and of what it owned; undefined when there never was such an object. */
  of(kind: string, key: string): Happening[] | undefined {
    const family = new Set<string>();
    const nodes = new Set<string>();
    const found: Happening[] = [];
    for (const change of this.all()) {
      const { object, resource } = change;
      if (resource === 'events') {
        const about = object['involvedObject'] as { kind?: string; namespace?: string; name?: string; uid?: string };
        const isOfNode = about.kind === 'Node' && nodes.has(about.name!);
        if (!family.has(about.uid ?? '') && !isOfNode) continue;
        const last = this.again.get(object.metadata.uid!);
        const { count } = (last ?? change).object as { count?: number };
        found.push(this.event(change, about, count ?? 1));
        continue;
      }
      const { uid = '' } = object.metadata;
      const owner = controllerOf(object)?.uid;
      if (object.kind === kind && change.key === key) family.add(uid);
      else if (owner !== undefined && family.has(owner)) family.add(uid);
      if (!family.has(uid)) {
        if (resource === 'nodes' && nodes.has(change.key)) found.push(...this.changes(change, true));
        continue;
      }
      if (resource === 'pods' && object['spec']?.nodeName) nodes.add(object['spec'].nodeName as string);
      found.push(...this.changes(change, false));
    }
    return family.size ? found : undefined;
  }

  private *all(): Generator<Change> {
    for (const [changes, length] of this.past) for (let i = 0; i < length; i++) yield changes[i]!;
    yield* this.own;
  }

  private event(
    { object, time }: Change,
    about: { kind?: string; namespace?: string; name?: string },
    count: number,
  ): Happening {
    const { reason, message, type } = object as unknown as Pick<Happening, 'reason' | 'message' | 'type'>;
    const id = `${about.kind} ${about.namespace ? `${about.namespace}/` : ''}${about.name}`;
    return this.line({ time, object: id, what: 'event', type, reason, message, count });
  }

  /** What a write changed, as far as anybody asks: nothing where it only counted something up. */
  private changes(change: Change, onlyNode: boolean): Happening[] {
    const { object, old, time, type } = change;
    const id = `${object.kind} ${change.key}`;
    const writer = writerOf(object)?.manager;
    const by = writer === 'unknown' ? undefined : writer;
    const line = (reason: string, message: string, isBad = false): Happening =>
      this.line({
        time,
        object: id,
        what: 'change',
        type: isBad ? 'Warning' : 'Normal',
        reason,
        message,
        count: 1,
        ...(by && type !== 'DELETED' ? { by } : {}),
      });
    if (type === 'DELETED') return [line('Deleted', 'is gone', object.kind === 'Node')];
    if (!old) return onlyNode ? [] : [line('Created', 'is there')];
    const isEnding = object.metadata.deletionTimestamp && !old.metadata.deletionTimestamp;
    if (isEnding) return [line('Deleting', 'is to end')];
    if (onlyNode) {
      const wasDown = old.metadata.annotations?.[DOWN] !== undefined;
      const isDown = object.metadata.annotations?.[DOWN] !== undefined;
      if (wasDown !== isDown) return [line('Changed', isDown ? 'answers nobody' : 'answers again', isDown)];
      const moved = conditions(old, object);
      return moved.length ? [line('Changed', moved.join(', '))] : [];
    }
    // Where a pod goes is told by an event.
    const fields = fieldChanges(old, object).filter((it) => object.kind !== 'Pod' || !BOUND.test(it.path));
    const said = [
      ...fields.slice(0, MOST).map((it) => `${it.path} ${short(it.before)} → ${short(it.after)}`),
      ...(fields.length > MOST ? [`${fields.length - MOST} fields more`] : []),
      ...status(old, object),
      ...conditions(old, object),
    ];
    if (!said.length) return [];
    return [line('Changed', said.join(', '), object['status']?.phase === 'Failed')];
  }

  private line(it: Omit<Happening, 'text' | 'after'>): Happening {
    const after = it.time - this.began;
    const by = it.by ? `  (${it.by})` : '';
    const times = it.count > 1 ? ` (×${it.count})` : '';
    const words = it.what === 'event' ? `${it.reason}: ${it.message}${times}` : `${it.message}${by}`;
    return { ...it, after, text: `${clock(after)}  ${it.object}  ${words}` };
  }
}

/** A write of a pod's status of which nothing is told: a container more that runs, a count. */
function isUntold({ resource, object, old }: Change): boolean {
  if (resource !== 'pods' || !old || object['spec'] !== old['spec']) return false;
  if (object.metadata.deletionTimestamp !== old.metadata.deletionTimestamp) return false;
  if (object.metadata.labels !== old.metadata.labels || object.metadata.annotations !== old.metadata.annotations)
    return false;
  return !status(old, object).length && !conditions(old, object).length;
}

/** As many changed fields are told one by one. */
const MOST = 4;
const BOUND = /^spec\.nodeName$|^metadata\.labels\[topology\./;

function short(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `0:01:05`: hours, minutes, seconds. */
function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

const COUNTED = ['phase', 'reason', 'readyReplicas', 'numberReady', 'desiredReplicas', 'succeeded', 'failed'];

/** Parts of a status that people read, where they moved. */
function status(old: KubeObject, now: KubeObject): string[] {
  return COUNTED.flatMap((name) => {
    const [before, after] = [old['status']?.[name], now['status']?.[name]];
    return before === after || after === undefined
      ? []
      : [`${name} ${typeof after === 'number' ? (before ?? 0) : short(before)} → ${short(after)}`];
  });
}

/** Conditions that turned, with their reasons. */
function conditions(old: KubeObject, now: KubeObject): string[] {
  const list = (it: KubeObject): readonly Condition[] => (it['status']?.conditions ?? []) as Condition[];
  if (old['status'] === now['status']) return [];
  return list(now).flatMap((it) => {
    const before = list(old).find((one) => one.type === it.type);
    if (before?.status === it.status && before.reason === it.reason) return [];
    // Of a pod or a silent node only the one that counts: the others are on the way to it.
    if (now.kind === 'Node' && it.reason === 'NodeStatusUnknown' && it.type !== 'Ready') return [];
    if (now.kind === 'Node' && before?.status === 'Unknown' && it.type !== 'Ready') return [];
    if (now.kind === 'Pod' && !['Ready', 'DisruptionTarget'].includes(it.type)) return [];
    return [`${it.type} ${it.status}${it.reason ? ` (${it.reason})` : ''}`];
  });
}
