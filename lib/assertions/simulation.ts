// A deployed program with what can be asked of it, and futures in which things go wrong.

import { parseDuration } from '../api/durations.ts';
import { printError } from '../api/field-errors.ts';
import type { KubeObject } from '../api/object.ts';
import { simulationErrors, type Load } from '../api/simulation/simulation.ts';
import { builtInResources, groupResource } from '../api/schema/resources.ts';
import type { DeployResult } from '../deploy/interface.ts';
import { describe } from '../deploy/names.ts';
import { deploy } from '../deploy/walker.ts';
import { authorize } from '../engine/auth/rbac.ts';
import { fail, nodesHit } from '../engine/cloud/failures.ts';
import { anotherNode, register } from '../engine/cloud/nodes.ts';
import { Cluster } from '../engine/cluster.ts';
import type { Verbs } from '../engine/interface.ts';
import { loadAt } from '../engine/kubelet/usage.ts';
import { outcomes, type Outcomes } from '../outcomes/outcomes.ts';
import type { WorkloadPlacement } from '../outcomes/placement/placement.ts';
import { trace, type Trace } from '../outcomes/routing/trace.ts';
import { differences, type Difference } from '../report/differences.ts';
import { differencesText } from '../report/text.ts';
import { Chronicle, type Happening } from '../plan/history.ts';
import { record, type Timeline, type WorkloadTimeline } from '../plan/timeline.ts';
import type { ApiObject } from '../sdk/api-object.ts';
import type { App } from '../sdk/app.ts';
import { Expectations } from './expectations.ts';
import type { SimulateOptions } from './simulate.ts';

/** What differs between two futures. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** The same for a person to read; says where there is no difference. */
  readonly text: string;
}

/** A workload or other object: the construct that made it, or its name (`web`, `shop/web`). */
export type Target = ApiObject | string;

/** A stretch of cluster time: milliseconds, or as in `10m`, `1h30m`. */
export type Stretch = number | string;

const LIMIT = 3_600_000;

/** A program deployed into a cluster in this process. Nothing happens in it but inside a call of one of its methods. */
export class Simulation {
  /** How the deployment went. */
  readonly deployed: DeployResult;
  private readonly cluster: Cluster;
  private readonly chronicle: Chronicle;
  private readonly sources: ReadonlyMap<string, string>;
  private readonly timeline: Timeline;
  private known: { revision: number; outcomes: Outcomes } | undefined;

  private constructor(
    cluster: Cluster,
    chronicle: Chronicle,
    deployed: DeployResult,
    sources: ReadonlyMap<string, string>,
  ) {
    this.cluster = cluster;
    this.chronicle = chronicle;
    this.deployed = deployed;
    this.sources = sources;
    this.timeline = record(cluster.store, cluster.now);
  }

  /** @internal */
  static async of(app: App, options: SimulateOptions): Promise<Simulation> {
    const synth = app.synth();
    const cluster = Cluster.create({
      simulation: options.simulation ?? synth.simulation,
      seed: options.seed ?? synth.name,
    });
    const chronicle = new Chronicle(cluster.store, cluster.now);
    const result = await deploy(cluster.client(), synth);
    cluster.untilQuiet(LIMIT);
    const sources = synth.objects.map(
      ({ object, source, path }) => [describe(object), [source, path].filter(Boolean).join('  ')] as const,
    );
    return new Simulation(cluster, chronicle, result, new Map(sources));
  }

  /** Cluster time, milliseconds since the epoch. */
  get now(): number {
    return this.cluster.now;
  }

  /** Placement, routing, security and storage as they are now. */
  get outcomes(): Outcomes {
    const { revision } = this.cluster.store;
    if (this.known?.revision !== revision) this.known = { revision, outcomes: outcomes(this.cluster.store) };
    return this.known.outcomes;
  }

  /** Where the pods of a workload are, and why others are not. */
  placement(target: Target): WorkloadPlacement {
    const found = this.outcomes.placement.workloads.filter((it) => names(target, it));
    if (found.length === 1) return found[0]!;
    const all = (found.length ? found : this.outcomes.placement.workloads).map((it) => `${it.namespace}/${it.name}`);
    throw new Error(
      `${found.length ? 'several workloads are' : 'no workload is'} called ${nameOf(target)}: ${all.join(', ')}`,
    );
  }

  /**
   * Follows a connection from a workload (or `outside`) to a Service, a workload or a URL: `trace(web, 'redis:6379')`,
   * `trace('outside', 'https://shop.example.com/')`.
   */
  trace(from: Target, to: string): Trace {
    return trace(this.cluster.store, nameOf(from), to);
  }

  /** An object as the API server has it; undefined when it is not there. `get('Deployment', 'shop/web')`. */
  get(kind: string, name: string): KubeObject | undefined {
    const info = builtInResources().find((it) => it.kind === kind);
    if (!info) throw new Error(`no kind is called ${kind}`);
    return this.cluster.store.get(groupResource(info), name);
  }

  /** Whether a user or a group may do something, as the API server decides, and the binding that allows it. */
  may(
    subject: { readonly user?: string; readonly groups?: readonly string[] },
    verb: string,
    resource: string,
    place: { readonly namespace?: string; readonly name?: string } = {},
  ): { readonly allowed: boolean; readonly by?: string } {
    const [plural = '', ...group] = resource.split('.');
    const [main, subresource] = plural.split('/');
    const asker = { name: subject.user ?? 'somebody', groups: [...(subject.groups ?? []), 'system:authenticated'] };
    const { allowed, by } = authorize(this.cluster.store, asker, {
      verb,
      group: group.join('.'),
      version: '*',
      resource: main!,
      subresource: subresource ?? '',
      namespace: place.namespace ?? '',
      name: place.name ?? '',
    });
    return { allowed, ...(by ? { by } : {}) };
  }

  /** The API as a user has it, an administrator when not said: what `kubectl` would do. Refusals are thrown. */
  as(user?: { readonly name: string; readonly groups?: readonly string[] }): Verbs {
    return this.cluster.as(user && { ...user, groups: [...(user.groups ?? []), 'system:authenticated'] });
  }

  /** One more node of a pool joins, in its first zone unless another of its zones is named. Gives the node's name. */
  join(pool: string, zone?: string): string {
    const { store, simulation, now } = this.cluster;
    const made = simulation.pools.find((it) => it.name === pool);
    if (!made)
      throw new Error(`no pool is called ${pool}; there are ${simulation.pools.map((it) => it.name).join(', ')}`);
    const zones = made.zones ?? ['zone-a'];
    const at = zone === undefined ? zones[0]! : zones.find((it) => it === zone || it === `zone-${zone}`);
    if (at === undefined) throw new Error(`pool ${pool} has no zone ${zone}; it has ${zones.join(', ')}`);
    const node = anotherNode(made, at, store.list('nodes'), now);
    register(this.cluster.as(), node);
    this.cluster.settleInstant();
    return node.metadata.name!;
  }

  /**
   * What happened to an object, which may be gone by now, to what it owns and to the nodes under it, since the cluster began: changes with
   * who made them, and events, in order. `happened(web)`, `happened('Deployment', 'shop/web')`; `text` of each is a line to print.
   */
  happened(object: ApiObject): readonly Happening[];
  happened(kind: string, name: string): readonly Happening[];
  happened(about: ApiObject | string, name?: string): readonly Happening[] {
    const [kind, key] = typeof about === 'string' ? [about, name!] : [about.kind, nameOf(about)];
    const found = this.chronicle.of(kind, key);
    if (!found) throw new Error(`there is no ${kind} ${key}, and was none`);
    return found;
  }

  /** A second future of the same past, independent of this one. */
  fork(): Simulation {
    const cluster = this.cluster.fork();
    return new Simulation(cluster, this.chronicle.fork(cluster.store), this.deployed, this.sources);
  }

  /**
   * Takes machines away: those of a zone (`a` or `zone-a`), of a pool, or one node. They are gone for good, or answer nobody `for` so long
   * and are back as they were. Their pods serve nobody from this moment on.
   */
  fail(what: { readonly zone?: string; readonly pool?: string; readonly node?: string; readonly for?: Stretch }): this {
    const { zone, pool, node } = what;
    const hit = (zone ?? pool ?? node) ? nodesHit(this.cluster.store.list('nodes'), what) : [];
    if (!hit.length)
      throw new Error(
        zone !== undefined
          ? `no node is in zone ${zone}${pool ? ` of pool ${pool}` : ''}`
          : pool !== undefined
            ? `no node is in pool ${pool}`
            : `no node is called ${node}`,
      );
    const seconds = what.for === undefined ? {} : { seconds: millisecondsOf(what.for) / 1000 };
    fail(this.cluster.as(), hit, { now: this.now, ...seconds });
    this.cluster.settleInstant();
    return this;
  }

  /**
   * From now on this comes in at a workload, until a `Load` with a later hour takes over: CPU and memory of the whole of it, shared by its
   * ready pods, and values of metrics. What is not said stays as it is: `load(web, { cpu: '6' })`.
   */
  load(on: Target, what: Pick<Load, 'cpu' | 'memory' | 'metrics' | 'container'>): this {
    const name = nameOf(on);
    const { namespace, name: own } = name.includes('/') ? { namespace: '', name } : this.placement(on);
    const workload = namespace ? `${namespace}/${own}` : own;
    const { simulation } = this.cluster;
    const atSeconds = (this.now - this.cluster.began) / 1000;
    const said = loadAt(simulation, workload, atSeconds);
    const metrics = what.metrics ? { metrics: { ...said?.metrics, ...what.metrics } } : {};
    const changed = {
      ...simulation,
      loads: [...(simulation.loads ?? []), { ...said, ...what, ...metrics, workload, atSeconds }],
    };
    const [error] = simulationErrors(changed);
    if (error) throw new Error(printError(error));
    this.cluster.simulate(changed);
    this.cluster.settleInstant();
    return this;
  }

  /** Lets cluster time pass. */
  advance(stretch: Stretch): this {
    this.cluster.advance(millisecondsOf(stretch));
    return this;
  }

  /**
   * Lets time pass until something holds, and gives how long that took, in milliseconds. What does not hold within so long (an hour, when
   * not said) is an error: `until((it) => it.placement(web).ready === 40, '30m')`.
   */
  until(holds: (simulation: this) => boolean, within: Stretch = LIMIT): number {
    const began = this.now;
    const end = began + millisecondsOf(within);
    for (;;) {
      this.cluster.settleInstant();
      if (holds(this)) return this.now - began;
      const due = this.cluster.nextDue();
      if (due === undefined || due > end) {
        this.cluster.advance(end - this.now);
        if (holds(this)) return this.now - began;
        throw new Error(`it did not hold within ${within === LIMIT ? '1h' : within}: ${holds.toString()}`);
      }
      this.cluster.advance(due - this.now);
    }
  }

  /** Lets time pass until nothing but periodic duties is left; whether that was within an hour. */
  untilQuiet(): boolean {
    return this.cluster.untilQuiet(LIMIT).quiet;
  }

  /** Deploys another program (or a changed one) into this cluster, and waits until it is quiet. */
  async deploy(app: App): Promise<DeployResult> {
    const result = await deploy(this.cluster.client(), app.synth());
    this.cluster.untilQuiet(LIMIT);
    return result;
  }

  /** Pods of each workload that moved since this simulation (or this fork of one) began. */
  history(): readonly WorkloadTimeline[] {
    return this.timeline.now();
  }

  /**
   * What another future has otherwise than this one, as a plan tells it: where pods are, what is served, who reaches what, what is stored,
   * and how few were ready on the way since that one was forked. Names made at random do not count.
   */
  compare(other: Simulation): Comparison {
    const found = differences(this.outcomes, other.outcomes, other.history());
    return { differences: found, text: differencesText(found, other.outcomes, this.sources).trimStart() };
  }

  /** Where an object was written: `main.ts:31:5  shop/web`. */
  source(object: string): string | undefined {
    return this.sources.get(object);
  }

  /** @internal */
  expectations(): Expectations {
    return new Expectations(this);
  }
}

function millisecondsOf(stretch: Stretch): number {
  const milliseconds = typeof stretch === 'number' ? stretch : parseDuration(stretch);
  if (milliseconds === undefined || milliseconds < 0)
    throw new Error(`${stretch} is no stretch of time, such as 10m or 1h30m`);
  return milliseconds;
}

/** `shop/web` or `web`. */
export function nameOf(target: Target): string {
  if (typeof target === 'string') return target;
  return target.namespace ? `${target.namespace}/${target.name}` : target.name;
}

/** Whether a target means a workload. */
export function names(target: Target, it: { kind: string; namespace: string; name: string }): boolean {
  if (typeof target !== 'string' && target.kind !== it.kind) return false;
  const name = nameOf(target);
  return name === `${it.namespace}/${it.name}` || (!name.includes('/') && name === it.name);
}

/** Whether a target means what is called `shop/web`. */
export function isNamed(target: Target, name: string): boolean {
  const wanted = nameOf(target);
  return wanted === name || (!wanted.includes('/') && name.endsWith(`/${wanted}`));
}
