// The composition root: a whole cluster in this process. Boot it, apply to it, let time pass, fork it, save it.

import type { Client } from '../api/client.ts';
import type { Holdings } from '../api/holdings.ts';
import type { GroupResource, KubeObject } from '../api/object.ts';
import { ASSUMED, type SimulationSpec } from '../api/simulation/simulation.ts';
import { adopt } from './adoption.ts';
import { bootstrap } from './apiserver/bootstrap.ts';
import { BEGAN } from './apiserver/metrics.ts';
import { managedFieldsOf } from './apiserver/managed.ts';
import { ApiServer } from './apiserver/server.ts';
import { publishTokens } from './auth/tokens.ts';
import { EmbeddedClient } from './client.ts';
import { clouds } from './cloud/order.ts';
import { controllers } from './controllers/order.ts';
import { ROOT_CA } from './controllers/serviceaccount.ts';
import { kubelets } from './kubelet/order.ts';
import type { ActorFactory, Change, UserInfo, Verbs } from './interface.ts';
import { Recording } from './recording.ts';
import { schedulerActor } from './scheduler/actor.ts';
import { Actors } from './sim/actors.ts';
import { chanceFrom } from './sim/chance.ts';
import { Loop, type Entry } from './sim/loop.ts';
import { Memories } from './storage/memory.ts';
import { MemoryStore } from './storage/store.ts';

/** A cluster's clock starts here unless told otherwise: a Monday, midnight UTC. */
const START = Date.UTC(2026, 0, 5);

/** History that watches can resume from, milliseconds; etcd's compaction interval. */
const HISTORY = 300_000;

/** The user everything in this process acts as unless told otherwise. */
export const ADMIN: UserInfo = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };

/** Parts a cluster can run without. */
export type Part = 'controllers' | 'scheduler' | 'kubelet' | 'cloud';

export interface ClusterOptions {
  /** What chance depends on. Equal seeds, equal histories. */
  readonly seed?: string | number;
  /** Cluster time at the start, milliseconds since the epoch. */
  readonly start?: number;
  readonly simulation?: SimulationSpec;
  readonly without?: readonly Part[];
}

/** A cluster as data: what `Cluster.open` makes the same cluster of. */
export interface SavedCluster {
  readonly format: 1;
  readonly seed: string | number;
  readonly time: number;
  readonly revision: number;
  readonly simulation: SimulationSpec;
  readonly without: readonly Part[];
  readonly objects: readonly (readonly [GroupResource, KubeObject])[];
  readonly queue: readonly Entry[];
  readonly memories: readonly (readonly [string, unknown])[];
}

/** How an advance ended. */
export interface Settled {
  /** Whether nothing but periodic duties is left to happen. */
  readonly quiet: boolean;
  /** Cluster time passed, milliseconds. */
  readonly elapsed: number;
}

/** An embedded cluster. Single-threaded: nothing happens in it but inside a call of one of its methods. */
export class Cluster {
  readonly store: MemoryStore;
  readonly server: ApiServer;
  private said: SimulationSpec;
  private readonly seed: string | number;
  private readonly without: readonly Part[];
  private readonly loop: Loop;
  private readonly memories: Memories;
  private readonly actors: Actors;

  private constructor(parts: {
    seed: string | number;
    simulation: SimulationSpec;
    without: readonly Part[];
    loop: Loop;
    store: MemoryStore;
    memories: Memories;
  }) {
    this.seed = parts.seed;
    this.said = parts.simulation;
    const said = (): SimulationSpec => this.said;
    this.without = parts.without;
    this.loop = parts.loop;
    this.store = parts.store;
    this.memories = parts.memories;
    const chance = chanceFrom(parts.seed);
    const now = (): number => parts.loop.now;
    this.server = new ApiServer({
      store: parts.store,
      now,
      chance,
      memory: parts.memories.of('kube-apiserver'),
      nodes: parts.memories.of('kubelet'),
      simulation: said,
    });
    this.actors = new Actors(factories(parts.without), {
      loop: parts.loop,
      read: parts.store,
      memories: parts.memories,
      chance,
      get simulation() {
        return said();
      },
      verbs: (user) => this.server.verbs(user),
    });
  }

  /** A new cluster, booted: system namespaces, policy and nodes are there. */
  static create(options: ClusterOptions = {}): Cluster {
    return Cluster.begin(options);
  }

  /** A cluster that was read from elsewhere, with the pods where they are. Its time goes on from when it was read. */
  static adopt(holdings: Holdings, options: Omit<ClusterOptions, 'start'> = {}): Cluster {
    return Cluster.begin({ ...options, start: holdings.at }, holdings);
  }

  private static begin(options: ClusterOptions, holdings?: Holdings): Cluster {
    const loop = new Loop(options.start ?? START);
    const cluster = new Cluster({
      seed: options.seed ?? 'slipway',
      simulation: options.simulation ?? ASSUMED,
      without: options.without ?? [],
      loop,
      store: new MemoryStore(() => loop.now),
      memories: new Memories(),
    });
    bootstrap(cluster.store, loop.now, chanceFrom(options.seed ?? 'slipway'));
    cluster.memories.of('kube-apiserver').set(BEGAN, loop.now);
    if (holdings) adopt(cluster.store, cluster.memories, holdings, loop.now);
    cluster.store.subscribe(cluster.actors.tell);
    cluster.actors.start();
    // What was there before the actors were is told to them, as an informer's first list does.
    for (const resource of cluster.store.resources())
      for (const object of cluster.store.list(resource)) cluster.actors.inform(addition(resource, object, loop.now));
    cluster.loop.drain(cluster.actors.handle);
    return cluster;
  }

  /** The cluster that was saved. */
  static open(saved: SavedCluster): Cluster {
    const loop = new Loop(saved.time);
    const store = new MemoryStore(() => loop.now);
    store.restore(saved.revision, saved.objects as readonly [GroupResource, KubeObject][]);
    const memories = new Memories();
    memories.restore(saved.memories as readonly [string, unknown][]);
    loop.restore(saved.queue);
    const cluster = new Cluster({ ...saved, loop, store, memories });
    cluster.store.subscribe(cluster.actors.tell);
    return cluster;
  }

  /** What this cluster is told beside its objects. */
  get simulation(): SimulationSpec {
    return this.said;
  }

  /** The simulation says something else of loads and programs from now on. Pools are what they were when it began. */
  simulate(simulation: SimulationSpec): void {
    this.said = simulation;
    this.actors.simulated();
  }

  /** When it began, milliseconds since the epoch. */
  get began(): number {
    return this.memories.of('kube-apiserver').get<number>(BEGAN) ?? this.loop.now;
  }

  /** Cluster time, milliseconds since the epoch. */
  get now(): number {
    return this.loop.now;
  }

  /** Whether nothing but periodic duties is left to happen. */
  get quiet(): boolean {
    return this.loop.quiet;
  }

  /** The API as a user, synchronous. */
  as(user: UserInfo = ADMIN): Verbs {
    return this.server.verbs(user);
  }

  /** The API as the rooms above use it. Where they wait, this cluster's time passes. */
  client(user: UserInfo = ADMIN): Client {
    return new EmbeddedClient(this, user);
  }

  /**
   * Publishes the certificate of the authority this cluster is served with, and signs tokens so that others can verify them; in a
   * cluster that nobody serves there is none.
   */
  trust(certificate: string): void {
    publishTokens(this.memories.of('kube-apiserver'));
    this.memories.of(ROOT_CA.actor).set(ROOT_CA.certificate, certificate);
    for (const { metadata } of this.store.list('namespaces')) this.loop.enqueue(ROOT_CA.actor, metadata.name!);
  }

  /** Does what is due now, without letting time pass. */
  settleInstant(): void {
    this.loop.drain(this.actors.handle);
  }

  /** Lets time pass. */
  advance(milliseconds: number): void {
    this.loop.runTo(this.loop.now + milliseconds, this.actors.handle);
    this.forget();
  }

  /** Lets time pass until nothing but periodic duties is left, at most `limit` milliseconds. */
  untilQuiet(limit = 3_600_000): Settled {
    const from = this.loop.now;
    this.loop.drain(this.actors.handle);
    while (!this.loop.quiet) {
      const due = this.loop.nextDue();
      if (due === undefined || due - from > limit) break;
      this.loop.step(this.actors.handle);
      this.forget();
    }
    return { quiet: this.loop.quiet, elapsed: this.loop.now - from };
  }

  /** What is due later, soonest first. */
  waiting(limit?: number): { actor: string; key: string; due: number }[] {
    return this.loop.waiting(limit);
  }

  /** When something is due next; undefined when nothing is queued. */
  nextDue(): number | undefined {
    return this.loop.nextDue();
  }

  /** A second cluster with the same past and a future of its own, in time that does not grow with the cluster. */
  fork(simulation: SimulationSpec = this.simulation): Cluster {
    const loop = this.loop.fork();
    const cluster = new Cluster({
      seed: this.seed,
      simulation,
      without: this.without,
      loop,
      store: this.store.fork(() => loop.now),
      memories: this.memories.fork(),
    });
    cluster.store.subscribe(cluster.actors.tell);
    return cluster;
  }

  /** Everything of this cluster as data. */
  save(): SavedCluster {
    const objects = this.store
      .resources()
      .flatMap((resource) => this.store.list(resource).map((object) => [resource, saved(object)] as const));
    return {
      ...this.rest(),
      objects,
      queue: this.loop.dump(),
      memories: this.memories.dump(),
    };
  }

  /** Records what changes from now on. What is due now belongs to no record: let it be done first. */
  record(): Recording {
    const recording = new Recording({
      object: (resource, key) => {
        const object = this.store.get(resource, key);
        return object && saved(object);
      },
      memory: (key) => this.memories.at(key),
      timer: (id) => this.loop.at(id),
      rest: () => this.rest(),
    });
    this.store.subscribe(({ resource, key }) => recording.object(resource, key));
    this.memories.changed = recording.memory;
    this.loop.changed = recording.timer;
    return recording;
  }

  private rest(): Omit<SavedCluster, 'objects' | 'queue' | 'memories'> {
    return {
      format: 1,
      seed: this.seed,
      time: this.loop.now,
      revision: this.store.revision,
      simulation: this.simulation,
      without: this.without,
    };
  }

  /** History older than watches may ask for goes. */
  private forget(): void {
    this.store.compact(this.store.revisionBefore(this.loop.now - HISTORY));
  }
}

// An object as it is kept: who owns what is written into it.
function saved(object: KubeObject): KubeObject {
  const managedFields = managedFieldsOf(object);
  return managedFields.length ? { ...object, metadata: { ...object.metadata, managedFields } } : object;
}

function factories(without: readonly Part[]): ActorFactory[] {
  return [
    ...(without.includes('cloud') ? [] : clouds()),
    ...(without.includes('controllers') ? [] : controllers()),
    ...(without.includes('scheduler') ? [] : [schedulerActor]),
    ...(without.includes('kubelet') ? [] : kubelets()),
  ];
}

function addition(resource: GroupResource, object: KubeObject, time: number): Change {
  const { namespace, name } = object.metadata;
  const key = namespace ? `${namespace}/${name}` : name!;
  return { type: 'ADDED', revision: Number(object.metadata.resourceVersion), resource, key, object, time };
}
