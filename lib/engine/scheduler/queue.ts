// The pods that wait for a node, as data: ready to be tried, backing off, refused until something changes, gated, or waiting for
// their volumes. All of it lives in the actor's memory, so it forks with the cluster.
// Follows kubernetes/pkg/scheduler/backend/queue.

import type { Memory } from '../interface.ts';
import type { PodFacts } from './pods.ts';

/** First and longest back-off of a refused pod, milliseconds; doubled in between. */
const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 10_000;
/** Back-offs end at whole seconds, so that pods whose back-off ends in one second are ordered by priority. */
const WINDOW = 1_000;
/** A refused pod is tried again after so long even if nothing seems to have changed; looked at every `FLUSH_TICK`. */
const LONGEST_WAIT = 300_000;
const FLUSH_TICK = 30_000;

/** A pod that has been tried or may not be tried yet. */
export interface Waiting {
  readonly where: 'refused' | 'backoff' | 'error' | 'gated' | 'binding';
  readonly uid: string;
  /** Attempts that found no node. */
  readonly refusals: number;
  /** Attempts in a row that failed otherwise. */
  readonly errors: number;
  /** When it came to wait, milliseconds since the epoch. */
  readonly since: number;
  /** Where it stands among its like. */
  readonly order: string;
  /** The plugins that refused it. */
  readonly plugins: readonly string[];
  /** The node chosen, for a pod that waits for its claims to be bound there. */
  readonly node?: string;
  readonly claims?: readonly string[];
  /** Those of the claims a volume is provisioned for. */
  readonly provisions?: readonly string[];
}

/** A pod whose turn comes. */
export interface Ready {
  readonly key: string;
  readonly uid: string;
  readonly refusals: number;
  readonly errors: number;
}

const ACTIVE = 'a/';
const BACKOFF = 'b/';
const ERROR = 'e/';
const WAITING = 'p/';

/** Sorts by priority, the highest first, then by time, then by revision: as PrioritySort would. */
function orderOf(pod: PodFacts, time: number): string {
  const priority = String(2_147_483_647 - pod.priority).padStart(10, '0');
  const revision = (pod.object.metadata.resourceVersion ?? '').padStart(12, '0');
  return `${priority} ${String(time).padStart(15, '0')} ${revision} ${pod.key}`;
}

function timed(until: number, order: string): string {
  return `${String(until).padStart(15, '0')} ${order}`;
}

/** When a waiting pod's back-off is over. */
export function backoffEnd(waiting: Waiting): number {
  const count = waiting.errors || waiting.refusals;
  if (!count) return 0;
  const duration = count > 4 ? LONGEST_BACKOFF : Math.min(FIRST_BACKOFF * 2 ** (count - 1), LONGEST_BACKOFF);
  return Math.floor((waiting.since + duration) / WINDOW) * WINDOW;
}

/** When a refused pod is tried again at the latest. */
export function flushTime(waiting: Waiting): number {
  return (Math.floor((waiting.since + LONGEST_WAIT) / FLUSH_TICK) + 1) * FLUSH_TICK;
}

export class Queue {
  private readonly memory: Memory;
  /** Refused pods by the plugin that refused them; a cache of what memory holds. */
  private readonly refusedBy = new Map<string, Set<string>>();

  /** How many are ready, or a little more; 0 only when none is. */
  active: number;

  constructor(memory: Memory) {
    this.memory = memory;
    this.active = memory.entries(ACTIVE).length;
    for (const [key, waiting] of memory.entries<Waiting>(WAITING))
      if (waiting.where === 'refused') this.note(key.slice(WAITING.length), waiting);
  }

  /** Makes a pod ready to be tried. */
  activate(pod: PodFacts, now: number, before?: Waiting): void {
    if (before) this.drop(pod.key);
    const ready: Ready = {
      key: pod.key,
      uid: pod.uid,
      refusals: before?.refusals ?? 0,
      errors: before?.errors ?? 0,
    };
    this.memory.set(ACTIVE + orderOf(pod, before?.since ?? now), ready);
    this.active++;
  }

  /** Takes all pods whose turn it is, in order. */
  take(): readonly Ready[] {
    if (!this.active) return [];
    const active = this.memory.entries<Ready>(ACTIVE);
    for (const [key] of active) this.memory.delete(key);
    this.active = 0;
    return active.map(([, ready]) => ready);
  }

  /** The pods that back off, the first to be over first. Upstream lets them go before their time when nobody else wants to. */
  backingOff(): readonly string[] {
    return this.memory.entries<string>(BACKOFF).map(([, pod]) => pod);
  }

  /** Takes a pod that backs off. */
  pop(pod: string): Ready | undefined {
    const waiting = this.get(pod);
    if (waiting?.where !== 'backoff') return undefined;
    this.drop(pod);
    return { key: pod, uid: waiting.uid, refusals: waiting.refusals, errors: waiting.errors };
  }

  /** Whether no pod is ready. */
  get idle(): boolean {
    return this.active === 0 && !this.memory.entries(BACKOFF).length;
  }

  get(pod: string): Waiting | undefined {
    return this.memory.get<Waiting>(WAITING + pod);
  }

  /** Lets a pod wait. Returns when it must be looked at again by itself, if ever. */
  wait(pod: PodFacts, waiting: Omit<Waiting, 'order' | 'uid'>): number | undefined {
    this.drop(pod.key);
    const whole: Waiting = { ...waiting, uid: pod.uid, order: orderOf(pod, waiting.since) };
    this.memory.set(WAITING + pod.key, whole);
    if (whole.where === 'error') {
      this.memory.set(ERROR + timed(backoffEnd(whole), whole.order), pod.key);
      return backoffEnd(whole);
    }
    if (whole.where === 'refused') {
      this.note(pod.key, whole);
      return flushTime(whole);
    }
    return undefined;
  }

  /** Something may have made a refused pod fit: it backs off, or is tried at once when its back-off is over. */
  move(pod: PodFacts, waiting: Waiting, now: number): void {
    if (backoffEnd(waiting) < Math.floor(now / WINDOW) * WINDOW) {
      this.activate(pod, now, waiting);
      return;
    }
    this.drop(pod.key);
    const moved: Waiting = { ...waiting, where: 'backoff' };
    this.memory.set(WAITING + pod.key, moved);
    this.memory.set(BACKOFF + timed(backoffEnd(moved), moved.order), pod.key);
  }

  /** Forgets a pod that waits. One that is ready is dropped when its turn comes. */
  drop(pod: string): void {
    const waiting = this.get(pod);
    if (!waiting) return;
    this.memory.delete(WAITING + pod);
    if (waiting.where === 'refused') for (const plugin of waiting.plugins) this.refusedBy.get(plugin)?.delete(pod);
    if (waiting.where === 'backoff') this.memory.delete(BACKOFF + timed(backoffEnd(waiting), waiting.order));
    if (waiting.where === 'error') this.memory.delete(ERROR + timed(backoffEnd(waiting), waiting.order));
  }

  /** The pods a plugin refused, in order of their keys. */
  refused(plugin: string): readonly string[] {
    const pods = this.refusedBy.get(plugin);
    return pods?.size ? [...pods].sort() : [];
  }

  /** Whether a plugin refused any pod that waits. */
  anyRefused(plugin: string): boolean {
    return (this.refusedBy.get(plugin)?.size ?? 0) > 0;
  }

  /** Pods whose failed attempt is to be repeated by now. */
  dueErrors(now: number): readonly string[] {
    const due: string[] = [];
    for (const [key, pod] of this.memory.entries<string>(ERROR)) {
      if (Number(key.slice(ERROR.length, ERROR.length + 15)) > now) break;
      due.push(pod);
    }
    return due;
  }

  /** All pods that wait in some place. */
  in(where: Waiting['where']): readonly [string, Waiting][] {
    return this.memory
      .entries<Waiting>(WAITING)
      .filter(([, waiting]) => waiting.where === where)
      .map(([key, waiting]) => [key.slice(WAITING.length), waiting]);
  }

  private note(pod: string, { plugins }: Waiting): void {
    for (const plugin of plugins) {
      let pods = this.refusedBy.get(plugin);
      if (!pods) this.refusedBy.set(plugin, (pods = new Set()));
      pods.add(pod);
    }
  }
}
