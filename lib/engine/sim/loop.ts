// The event loop: whose key is due when. Entries are data (due, sequence, actor, key), so a loop forks with its cluster; what
// handles them is handed in by the one who turns the loop.

import { newOrdered, type Ordered } from '../storage/tree.ts';

/** Separates the actor from its key in an id. */
const CUT = '\u0000';

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

/** By due time, then by who came first. */
const order = (a: Entry, b: Entry): number => a.due - b.due || a.sequence - b.sequence;

/** Before every entry of a time, or behind all of them. */
const edge = (due: number, sequence: number): Entry => ({ actor: '', key: '', due, sequence, background: true });

/** One actor's entries, by key. */
interface Line {
  /** Due now. */
  readonly ready: Map<string, Entry>;
  /** Due later. */
  waiting: Map<string, Entry>;
  /** Whether a fork has the same map of what waits: who changes it copies it first. */
  isShared: boolean;
}

const NO_OPTIONS: { background?: boolean; replace?: boolean } = {};

export class Loop {
  /** Cluster time, milliseconds since the epoch. */
  now: number;
  /** Told of the id (`actor NUL key`) of each entry that was queued for later or left that queue, when somebody records them. */
  changed: ((id: string) => void) | undefined;
  private sequence = 0;
  /** Due now, in order of arrival; `head` is the next to go. */
  private queue: Entry[] = [];
  private head = 0;
  private readonly lines = new Map<string, Line>();
  /** How many keys are due now. */
  private ready = 0;
  private readonly timers: Ordered<Entry, undefined>;
  private foreground = 0;

  constructor(now: number, from?: Loop) {
    this.now = now;
    if (!from) {
      this.timers = newOrdered(order);
      return;
    }
    this.sequence = from.sequence;
    this.queue = from.queue.slice(from.head);
    this.ready = from.ready;
    for (const [actor, line] of from.lines) {
      line.isShared = true;
      this.lines.set(actor, { ready: new Map(line.ready), waiting: line.waiting, isShared: true });
    }
    this.timers = from.timers.clone();
    this.foreground = from.foreground;
  }

  /** Queues a key; equal keys of one actor coalesce and the earliest due time wins, unless `replace` sets it anew. */
  enqueue(actor: string, key: string, delay = 0, options = NO_OPTIONS): void {
    const line = this.lineOf(actor);
    const due = this.now + Math.max(0, Math.ceil(delay));
    if (line.ready.has(key)) {
      if (!options.replace || due === this.now) return;
      line.ready.delete(key);
      this.ready--;
    }
    const waiting = line.waiting.get(key);
    if (waiting) {
      if (!options.replace && waiting.due <= due && due !== this.now) {
        // An earlier background duty must not hide that somebody now waits for this key.
        if (waiting.background && !options.background) {
          this.disarm(line, waiting);
          this.arm(line, { ...waiting, background: false });
        }
        return;
      }
      this.disarm(line, waiting);
    }
    const entry: Entry = { actor, key, due, sequence: this.sequence++, background: options.background ?? false };
    if (due === this.now) this.push(line, entry);
    else this.arm(line, entry);
  }

  /** Takes a queued key back. */
  forget(actor: string, key: string): void {
    const line = this.lineOf(actor);
    if (line.ready.delete(key)) this.ready--;
    const waiting = line.waiting.get(key);
    if (waiting) this.disarm(line, waiting);
  }

  /** When the next entry is due; undefined when nothing is queued. */
  nextDue(): number | undefined {
    return this.ready ? this.now : this.timers.minKey()?.due;
  }

  /** Whether nothing but periodic duties is queued. */
  get quiet(): boolean {
    return this.foreground === 0 && this.ready === 0;
  }

  /** The entries waiting for a later time, soonest first, at most `limit`. */
  waiting(limit = 10): Entry[] {
    const found: Entry[] = [];
    for (const entry of this.timers.keys()) {
      if (found.length >= limit) break;
      found.push(entry);
    }
    return found;
  }

  /** Handles everything due now. */
  drain(handle: (actor: string, key: string) => void): void {
    for (let steps = 0; this.ready; steps++) {
      if (steps > STEPS_AN_INSTANT) {
        const next = this.due(3).map((entry) => `${entry.actor} ${entry.key}`);
        throw new Livelock(`no time passes: ${next.join(', ')} keep each other busy`);
      }
      const entry = this.queue[this.head++]!;
      const { ready } = this.lineOf(entry.actor);
      // What was taken back, or queued anew behind others, still stands where it was.
      if (ready.get(entry.key) === entry) {
        ready.delete(entry.key);
        this.ready--;
        handle(entry.actor, entry.key);
      }
      if (this.head > 1024 && this.head * 2 > this.queue.length) {
        this.queue = this.queue.slice(this.head);
        this.head = 0;
      }
    }
    this.queue = [];
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

  /** A loop with the same entries, in time that does not grow with those due later. */
  fork(): Loop {
    return new Loop(this.now, this);
  }

  /** The entry that waits under an id, `actor NUL key`. */
  at(id: string): Entry | undefined {
    const cut = id.indexOf(CUT);
    return this.lines.get(id.slice(0, cut))?.waiting.get(id.slice(cut + 1));
  }

  /** All entries as data, for a saved cluster. */
  dump(): Entry[] {
    return [...this.due(Infinity), ...this.timers.keys()];
  }

  /** Queues saved entries again, at the times they had. */
  restore(entries: readonly Entry[]): void {
    for (const { actor, key, due, background } of entries) this.enqueue(actor, key, due - this.now, { background });
  }

  /** What is due now, first come first. */
  private due(limit: number): Entry[] {
    const found: Entry[] = [];
    for (let at = this.head; at < this.queue.length && found.length < limit; at++) {
      const entry = this.queue[at]!;
      if (this.lineOf(entry.actor).ready.get(entry.key) === entry) found.push(entry);
    }
    return found;
  }

  /** Moves what is due now from the timers to the ready queue. */
  private release(): void {
    const due: Entry[] = [];
    const [first, last] = [edge(-1, -1), edge(this.now, Infinity)];
    this.timers.forRange(first, last, true, (entry) => void due.push(entry));
    this.timers.deleteRange(first, last, true);
    for (const entry of due) {
      const line = this.lineOf(entry.actor);
      this.left(line, entry);
      this.push(line, entry);
    }
  }

  private push(line: Line, entry: Entry): void {
    this.queue.push(entry);
    line.ready.set(entry.key, entry);
    this.ready++;
  }

  private arm(line: Line, entry: Entry): void {
    this.timers.set(entry, undefined);
    own(line).set(entry.key, entry);
    this.changed?.(entry.actor + CUT + entry.key);
    if (!entry.background) this.foreground++;
  }

  private disarm(line: Line, entry: Entry): void {
    this.timers.delete(entry);
    this.left(line, entry);
  }

  private left(line: Line, entry: Entry): void {
    own(line).delete(entry.key);
    this.changed?.(entry.actor + CUT + entry.key);
    if (!entry.background) this.foreground--;
  }

  private lineOf(actor: string): Line {
    let line = this.lines.get(actor);
    if (!line) this.lines.set(actor, (line = { ready: new Map(), waiting: new Map(), isShared: false }));
    return line;
  }
}

function own(line: Line): Map<string, Entry> {
  if (line.isShared) {
    line.waiting = new Map(line.waiting);
    line.isShared = false;
  }
  return line.waiting;
}
