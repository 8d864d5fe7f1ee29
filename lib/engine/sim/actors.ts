// Turns the loop: tells actors of commits, hands them their keys, retries what failed. An actor is never called from inside a
// write: a commit only queues keys.

import type { GroupResource } from '../../api/object.ts';
import type { SimulationSpec } from '../../api/simulation/simulation.ts';
import type {
  Actor,
  ActorContext,
  ActorFactory,
  Chance,
  Change,
  Memory,
  Reader,
  UserInfo,
  Verbs,
} from '../interface.ts';
import type { Memories } from '../storage/memory.ts';
import { KnownEvents, recorderFor } from './events.ts';
import type { Loop } from './loop.ts';

/** First and longest delay of a key whose handling failed, in milliseconds; doubled in between, as client-go's work queues do. */
const RETRY_FIRST = 5;
const RETRY_LONGEST = 1_000_000;

/** What actors run on. */
export interface Surroundings {
  readonly loop: Loop;
  readonly read: Reader;
  readonly memories: Memories;
  readonly chance: Chance;
  readonly simulation: SimulationSpec;
  verbs(user: UserInfo): Verbs;
  /** Told of a failure that will be retried; for traces. */
  failed?(actor: string, key: string, error: Error, retryIn: number): void;
}

interface Running {
  readonly actor: Actor;
  readonly context: ActorContext;
  readonly retries: Memory;
  /** The keys whose failures are remembered: seldom any, and asked of each key that is handled. */
  readonly failing: Set<string>;
}

export class Actors {
  private readonly running = new Map<string, Running>();
  private readonly listeners = new Map<GroupResource, Running[]>();
  private readonly everything: Running[] = [];
  private readonly surroundings: Surroundings;
  private readonly events: KnownEvents;

  constructor(factories: readonly ActorFactory[], surroundings: Surroundings) {
    this.surroundings = surroundings;
    this.events = new KnownEvents(surroundings.read);
    for (const make of factories) {
      const actor = make();
      const retries = surroundings.memories.of(`retries of ${actor.name}`);
      const one: Running = {
        actor,
        context: contextOf(actor, surroundings, this.events),
        retries,
        failing: new Set(retries.entries().map(([key]) => key)),
      };
      if (this.running.has(actor.name)) throw new Error(`two actors are called ${actor.name}`);
      this.running.set(actor.name, one);
      for (const resource of actor.watches) {
        if (resource === '*') this.everything.push(one);
        else if (!this.listeners.has(resource)) this.listeners.set(resource, [one]);
        else this.listeners.get(resource)!.push(one);
      }
    }
  }

  /** Lets every actor queue its first duties. Once in the life of a cluster, not on a fork. */
  start(): void {
    for (const { actor, context } of this.running.values()) actor.start?.(context);
  }

  /** Tells every actor that the simulation says something else from now on. */
  simulated(): void {
    for (const { actor, context } of this.running.values()) actor.simulated?.(context);
  }

  /** Passes a commit on to the actors that watch the resource. */
  readonly tell = (change: Change): void => {
    this.events.changed(change);
    this.inform(change);
  };

  /** Tells the actors that watch the resource of what was there before they were. */
  readonly inform = (change: Change): void => {
    const some = this.listeners.get(change.resource);
    if (some) for (const { actor, context } of some) actor.changed(change, context);
    for (const { actor, context } of this.everything) actor.changed(change, context);
  };

  /** Hands an actor one of its keys. A refusal is retried later; a defect of the actor's own ends the run. */
  readonly handle = (name: string, key: string): void => {
    const one = this.running.get(name);
    // Saved work of an actor that this cluster runs without.
    if (!one) return;
    try {
      one.actor.sync(key, one.context);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'StatusError') throw error;
      const failures = (one.retries.get<number>(key) ?? 0) + 1;
      one.retries.set(key, failures);
      one.failing.add(key);
      const delay = Math.min(RETRY_FIRST * 2 ** (failures - 1), RETRY_LONGEST);
      this.surroundings.failed?.(name, key, error, delay);
      // A retry that is minutes away is no progress to wait for.
      one.context.enqueue(key, delay, { background: delay > 60_000 });
      return;
    }
    if (one.failing.size && one.failing.delete(key)) one.retries.delete(key);
  };

  /** The names of the actors of this cluster. */
  get names(): string[] {
    return [...this.running.keys()];
  }
}

function contextOf(actor: Actor, surroundings: Surroundings, events: KnownEvents): ActorContext {
  const { loop, read, memories, chance } = surroundings;
  const api = surroundings.verbs(actor.user);
  return {
    get now() {
      return loop.now;
    },
    read,
    api,
    memory: memories.of(actor.name),
    events: recorderFor(actor.component ?? actor.name, api, events, () => loop.now),
    chance,
    get simulation() {
      return surroundings.simulation;
    },
    enqueue: (key, delay, options) => loop.enqueue(actor.name, key, delay, options),
    forget: (key) => loop.forget(actor.name, key),
  };
}
