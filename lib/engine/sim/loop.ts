// The event loop: whose key is due when. Entries are data (due, sequence, actor, key), so a loop forks with its cluster; what
// handles them is handed in by the one who turns the loop.

import { newTree, type Tree } from '../storage/tree.ts';

export interface Entry {
  readonly actor: string;
  readonly key: string;
  readonly due: number;
  readonly sequence: number;
  /** Periodic duties: a cluster with nothing but these queued is quiet. */
  readonly background: boolean;
}

/** More steps than this in one instant mean that actors wake each other for ever. */
const STEPS_AN_INSTANT = 20_000_000;

/** Two actors (or one) kept queueing work without time passing. */
export class Livelock extends Error {}

const WIDTH = 16;
const order = (due: number, sequence: number): string =>
  due.toString(16).padStart(WIDTH, '0') + sequence.toString(16).padStart(WIDTH, '0');

export class Loop {
  /** Cluster time, milliseconds since the epoch. */
  now: number;
  /** Told of the id of each entry that was queued for later or left that queue, when somebody records them. */
  changed: ((id: string) => void) | undefined;
  private sequence = 0;
  /** Due now, in order of arrival; `head` is the next to go. */
  private ready: Entry[] = [];
  private head = 0;
  private readonly readyKeys: Map<string, Entry> = new Map();
  private timers: Tree<Entry>;
  private timerOf: Tree<Entry>;
  private foreground = 0;

  constructor(now: number, from?: Loop) {
    this.now = now;
    if (from) {
      this.sequence = from.sequence;
      this.ready = from.ready.slice(from.head);
      for (const [id, entry] of from.readyKeys) this.readyKeys.set(id, entry);
      this.timers = from.timers.clone();
      this.timerOf = from.timerOf.clone();
      this.foreground = from.foreground;
    } else {
      this.timers = newTree();
      this.timerOf = newTree();
    }
  }

  /** Queues a key; equal keys of one actor coalesce and the earliest due time wins, unless `replace` sets it anew. */
  enqueue(actor: string, key: string, delay = 0, options: { background?: boolean; replace?: boolean } = {}): void {
    const id = `${actor}\u0000${key}`;
    const due = this.now + Math.max(0, Math.ceil(delay));
    if (this.readyKeys.has(id)) {
      if (!options.replace || due === this.now) return;
      this.readyKeys.delete(id);
    }
    const waiting = this.timerOf.get(id);
    if (waiting) {
      if (!options.replace && waiting.due <= due && due !== this.now) {
        // An earlier background duty must not hide that somebody now waits for this key.
        if (waiting.background && !options.background) this.arm(id, { ...waiting, background: false }, waiting);
        return;
      }
      this.disarm(id, waiting);
    }
    const entry: Entry = { actor, key, due, sequence: this.sequence++, background: options.background ?? false };
    if (due === this.now) {
      this.ready.push(entry);
      this.readyKeys.set(id, entry);
    } else this.arm(id, entry);
  }

  /** Takes a queued key back. */
  forget(actor: string, key: string): void {
    const id = `${actor}\u0000${key}`;
    this.readyKeys.delete(id);
    const waiting = this.timerOf.get(id);
    if (waiting) this.disarm(id, waiting);
  }

  /** When the next entry is due; undefined when nothing is queued. */
  nextDue(): number | undefined {
    if (this.readyKeys.size) return this.now;
    const first = this.timers.minKey();
    return first === undefined ? undefined : parseInt(first.slice(0, WIDTH), 16);
  }

  /** Whether nothing but periodic duties is queued. */
  get quiet(): boolean {
    return this.foreground === 0 && this.readyKeys.size === 0;
  }

  /** The entries waiting for a later time, soonest first, at most `limit`. */
  waiting(limit = 10): Entry[] {
    const found: Entry[] = [];
    for (const [, entry] of this.timers.entries()) {
      if (found.length >= limit) break;
      found.push(entry);
    }
    return found;
  }

  /** Handles everything due now. */
  drain(handle: (actor: string, key: string) => void): void {
    for (let steps = 0; this.readyKeys.size; steps++) {
      if (steps > STEPS_AN_INSTANT) {
        const next = [...this.readyKeys.values()].slice(0, 3).map((entry) => `${entry.actor} ${entry.key}`);
        throw new Livelock(`no time passes: ${next.join(', ')} keep each other busy`);
      }
      const entry = this.ready[this.head++]!;
      const id = `${entry.actor}\u0000${entry.key}`;
      if (this.readyKeys.get(id) === entry) {
        this.readyKeys.delete(id);
        handle(entry.actor, entry.key);
      }
      if (this.head > 1024 && this.head * 2 > this.ready.length) {
        this.ready = this.ready.slice(this.head);
        this.head = 0;
      }
    }
    this.ready = [];
    this.head = 0;
  }

  /** Handles everything due up to and including a time, and leaves the clock there. */
  runTo(time: number, handle: (actor: string, key: string) => void): void {
    for (;;) {
      this.drain(handle);
      const due = this.nextDue();
      if (due === undefined || due > time) break;
      this.now = due;
      this.release();
    }
    if (time > this.now) this.now = time;
  }

  /** Handles everything due at the next instant at which anything is. */
  step(handle: (actor: string, key: string) => void): void {
    const due = this.nextDue();
    if (due !== undefined) this.runTo(due, handle);
  }

  fork(): Loop {
    return new Loop(this.now, this);
  }

  /** The entry that waits under an id, `actor NUL key`. */
  at(id: string): Entry | undefined {
    return this.timerOf.get(id);
  }

  /** All entries as data, for a saved cluster. */
  dump(): Entry[] {
    return [
      ...[...this.ready]
        .slice(this.head)
        .filter((entry) => this.readyKeys.get(`${entry.actor}\u0000${entry.key}`) === entry),
      ...this.timers.values(),
    ];
  }

  /** Queues saved entries again, at the times they had. */
  restore(entries: readonly Entry[]): void {
    for (const { actor, key, due, background } of entries) this.enqueue(actor, key, due - this.now, { background });
  }

  /** Moves what is due now from the timers to the ready queue. */
  private release(): void {
    const end = order(this.now, Number.MAX_SAFE_INTEGER);
    const due: Entry[] = [];
    this.timers.forRange('', end, true, (_, entry) => void due.push(entry));
    for (const entry of due) {
      const id = `${entry.actor}\u0000${entry.key}`;
      this.disarm(id, entry);
      this.ready.push(entry);
      this.readyKeys.set(id, entry);
    }
  }

  private arm(id: string, entry: Entry, instead?: Entry): void {
    if (instead && !instead.background) this.foreground--;
    this.timers.set(order(entry.due, entry.sequence), entry);
    this.timerOf.set(id, entry);
    this.changed?.(id);
    if (!entry.background) this.foreground++;
  }

  private disarm(id: string, entry: Entry): void {
    this.timers.delete(order(entry.due, entry.sequence));
    this.timerOf.delete(id);
    this.changed?.(id);
    if (!entry.background) this.foreground--;
  }
}
