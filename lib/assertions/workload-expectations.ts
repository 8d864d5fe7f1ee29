// What a workload can be expected to be, in sentences.

import { formatTime } from '../api/time.ts';
import type { WorkloadPlacement } from '../outcomes/placement/placement.ts';
import type { Exposure } from '../outcomes/security/reach.ts';
import { shortMessage } from '../report/verdict.ts';
import { ExpectationError } from './expectation-error.ts';
import { isNamed, nameOf, type Simulation, type Target } from './simulation.ts';

const ROLLED: { readonly [kind: string]: string } = {
  Deployment: 'deployments.apps',
  StatefulSet: 'statefulsets.apps',
  DaemonSet: 'daemonsets.apps',
};

interface Rolled {
  readonly name: string;
  readonly ports?: readonly object[];
  readonly readinessProbe?: object;
  readonly lifecycle?: { readonly preStop?: object };
}

/** Expectations of one workload. */
export class WorkloadExpectations {
  private readonly simulation: Simulation;
  private readonly target: Target;

  constructor(simulation: Simulation, target: Target) {
    this.simulation = simulation;
    this.target = target;
  }

  private get name(): string {
    const { namespace, name } = this.placement;
    return `${namespace}/${name}`;
  }

  private get placement(): WorkloadPlacement {
    return this.simulation.placement(this.target);
  }

  private fail(message: string, details: readonly (string | undefined)[] = []): never {
    const { kind } = this.placement;
    throw new ExpectationError(`${this.name} ${message}`, [...details, this.simulation.source(`${kind} ${this.name}`)]);
  }

  /** All its pods are ready; or so many. */
  toBeReady(count?: number): this {
    const { ready, desired, pending, troubled, missing, blocked } = this.placement;
    if (ready >= (count ?? desired)) return this;
    return this.fail(`has ${ready} of ${count ?? desired} pods ready`, [
      pending.length
        ? `${pending.length} pending: ${shortMessage(blocked?.message || pending[0]!.message)}`
        : undefined,
      blocked?.remedies.length ? `would fit with ${blocked.remedies.join(', or ')}` : undefined,
      troubled.length ? `${troubled.length} not running: ${troubled[0]!.reason}` : undefined,
      missing ? `${missing.pods} not made: ${missing.reason}` : undefined,
    ]);
  }

  /**
   * A zone is lost, any one or the one that is named: so many of its pods (one, when not said) stay ready all the time, and in the end
   * all are ready again. The loss is lived through in a fork.
   */
  toSurviveZoneLoss(options: { readonly zone?: string; readonly ready?: number; readonly within?: string } = {}): this {
    const zones = options.zone ? [options.zone] : this.simulation.outcomes.placement.zones;
    if (zones.length < 2 && !options.zone) return this.fail('cannot survive the loss of its only zone');
    return this.survive(
      zones.map((zone) => [zone, { zone }]),
      options,
    );
  }

  /** The same for each node it has pods on, or the one that is named. */
  toSurviveNodeLoss(options: { readonly node?: string; readonly ready?: number; readonly within?: string } = {}): this {
    const nodes = options.node ? [options.node] : [...new Set(this.placement.pods.map((it) => it.node))];
    return this.survive(
      nodes.map((node) => [node, { node }]),
      options,
    );
  }

  private survive(
    losses: readonly (readonly [name: string, what: Parameters<Simulation['fail']>[0]])[],
    { ready: least = 1, within = '30m' }: { readonly ready?: number; readonly within?: string },
  ): this {
    for (const [zone, what] of losses) {
      const without = this.simulation.fork().fail(what).advance(within);
      const { kind, desired, ready, blocked, pending, troubled } = without.placement(this.target);
      const line = without.history().find((it) => it.workload === `${kind} ${this.name}`);
      const lowest = line ? line.lowest : ready;
      if (lowest < least)
        return this.fail(
          `does not survive the loss of ${zone}: ${lowest} of ${desired} pods ready on the way, expected at least ${least}`,
          [
            `it has ${Object.entries(this.placement.zones)
              .map(([it, count]) => `${count} in ${it}`)
              .join(', ')}`,
          ],
        );
      if (ready < desired)
        return this.fail(
          `does not recover from the loss of ${zone}: ${ready} of ${desired} pods ready after ${within}`,
          [
            pending.length ? shortMessage(blocked?.message || pending[0]!.message) : undefined,
            blocked?.remedies.length ? `would fit with ${blocked.remedies.join(', or ')}` : undefined,
            troubled[0]?.reason,
          ],
        );
    }
    return this;
  }

  /**
   * A new version (or, when no image is said, a restart) loses no request: so many pods (one, when not said) are ready at every moment, it
   * comes to an end, none gets requests before it answers, and none stops while it still gets some. Lived through in a fork.
   */
  toRollOutWithoutLoss(
    options: {
      readonly image?: string;
      readonly container?: string;
      readonly ready?: number;
      readonly within?: string;
    } = {},
  ): this {
    const { kind, namespace, name } = this.placement;
    const { ready: least = 1, within = '30m' } = options;
    const resource = ROLLED[kind];
    if (!resource) return this.fail(`is a ${kind}, which has no rollouts`);
    const without = this.simulation.fork();
    const spec = without.get(kind, this.name)!['spec'].template.spec as { containers: readonly Rolled[] };
    const changed = options.container ?? spec.containers[0]!.name;
    if (!spec.containers.some((it) => it.name === changed))
      return this.fail(`has no container ${changed}`, [`it has ${spec.containers.map((it) => it.name).join(', ')}`]);
    const template = options.image
      ? { spec: { containers: [{ name: changed, image: options.image }] } }
      : { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': formatTime(without.now) } } };
    without.as().patch(resource, namespace, name, 'strategic', { spec: { template } });
    without.advance(within);
    const { desired, ready, pending, blocked, troubled } = without.placement(this.target);
    const lowest = without.history().find((it) => it.workload === `${kind} ${this.name}`)?.lowest ?? ready;
    if (lowest < least)
      return this.fail(
        `loses requests when it rolls out: ${lowest} of ${desired} pods ready on the way, expected at least ${least}`,
        ['a surge, or fewer unavailable at a time, or more replicas would keep them'],
      );
    const { replicas, updatedReplicas, updatedNumberScheduled } = without.get(kind, this.name)!['status'] as Record<
      string,
      number | undefined
    >;
    if (ready < desired || (updatedReplicas ?? updatedNumberScheduled ?? 0) < (replicas ?? desired))
      return this.fail(`does not finish to roll out within ${within}: ${ready} of ${desired} pods ready`, [
        pending.length ? shortMessage(blocked?.message || pending[0]!.message) : undefined,
        troubled[0] && `${troubled[0].reason}`,
      ]);
    // Who is behind no Service gets no requests to lose.
    if (!this.simulation.outcomes.routing.services.some((it) => it.workloads.includes(this.name))) return this;
    const asked = spec.containers.filter((it) => it.ports?.length);
    const unasked = asked.find((it) => !it.readinessProbe);
    if (unasked)
      return this.fail(`loses requests when it rolls out: its pods get some before they answer`, [
        `container ${unasked.name} has no readiness probe: ready: { … }`,
      ]);
    const abrupt = asked.find((it) => !it.lifecycle?.preStop);
    if (abrupt)
      return this.fail(`loses requests when it rolls out: its pods stop while others still send them some`, [
        `container ${abrupt.name} does not wait before it stops: beforeStop: { sleep: 5 }`,
      ]);
    return this;
  }

  /** Its pods are in at least so many zones (all there are, when not said), and no zone has two more than another. */
  toBeSpreadOverZones(count?: number): this {
    const { zones } = this.placement;
    const wanted = count ?? this.simulation.outcomes.placement.zones.length;
    const counts = Object.values(zones).filter((it) => it > 0);
    const even = Math.max(0, ...counts) - Math.min(...counts, Infinity) <= 1;
    if (counts.length >= wanted && even) return this;
    return this.fail(`is not spread over ${wanted} zones`, [
      `it has ${
        Object.entries(zones)
          .map(([zone, pods]) => `${pods} in ${zone}`)
          .join(', ') || 'no pod'
      }`,
    ]);
  }

  /** All its pods are on nodes of a pool. */
  toBeInPool(pool: string): this {
    const { pools } = this.placement;
    return pools.length === 1 && pools[0] === pool
      ? this
      : this.fail(`is in ${pools.join(', ') || 'no pool'}, not in ${pool} only`);
  }

  /** No more than so many of its pods were missing at any time since the simulation (or its fork) began. */
  toHaveStayedReady(least = 1): this {
    const line = this.simulation.history().find((it) => it.workload === `${this.placement.kind} ${this.name}`);
    if (line && line.lowest < least)
      return this.fail(`had only ${line.lowest} of ${line.began} pods ready at the worst, expected ${least}`);
    return this;
  }

  /** It gets a connection to `service:port`, a workload's port or a URL. */
  toReach(to: string): this {
    const told = this.simulation.trace(this.target, to);
    if (told.ok) return this;
    return this.fail(
      `does not reach ${to}`,
      told.steps.flatMap((it) => [`${it.ok ? '✔' : '✖'} ${it.what}`, ...it.more.map((more) => `    ${more}`)]),
    );
  }

  /** It gets no connection there. */
  notToReach(to: string): this {
    const told = this.simulation.trace(this.target, to);
    if (!told.ok) return this;
    return this.fail(
      `reaches ${to}`,
      told.steps.flatMap((it) => [`✔ ${it.what}`, ...it.more.map((more) => `    ${more}`)]),
    );
  }

  /** Nobody else may open a connection to it (to the port, when one is named), and each of those may. */
  toBeReachedOnlyBy(sources: readonly Target[], port?: number): this {
    for (const it of this.exposures(port)) {
      if (it.everyone)
        return this.fail(
          `is reached by every pod of the cluster on ${it.port}${it.isolated ? ` (${it.by.join(', ')})` : ': no policy selects its pods'}`,
        );
      const told = it.from.map((from) => ({ from, known: sources.some((source) => isNamed(source, from)) }));
      const more = told.filter((one) => !one.known).map((one) => one.from);
      if (more.length)
        return this.fail(`is reached by ${more.join(', ')}, too, on ${it.port}`, [`let in by ${it.by.join(', ')}`]);
      const missing = sources.filter((source) => !it.from.some((from) => isNamed(source, from)));
      if (missing.length) return this.fail(`is not reached by ${missing.map(nameOf).join(', ')} on ${it.port}`);
      if (it.outside) return this.fail(`is reached from outside the cluster on ${it.port}`);
    }
    return this;
  }

  /** Policies let no address outside the cluster in. */
  notToBeReachedFromOutside(port?: number): this {
    const open = this.exposures(port).find((it) => it.outside);
    return open
      ? this.fail(`is reached from outside the cluster on ${open.port}`, [
          open.isolated ? open.by.join(', ') : 'no policy selects its pods',
        ])
      : this;
  }

  private exposures(port: number | undefined): readonly Exposure[] {
    const { kind } = this.placement;
    const all = this.simulation.outcomes.security.exposures.filter(
      (it) => it.kind === kind && it.workload === this.name,
    );
    const found = port === undefined ? all : all.filter((it) => it.port === port);
    if (!found.length)
      this.fail(port === undefined ? 'declares no port' : `declares no port ${port}`, [
        all.length ? `it declares ${all.map((it) => it.port).join(', ')}` : undefined,
      ]);
    return found;
  }

  /** Its pods would pass a level of the Pod Security Standards. */
  toPassPodSecurity(level: 'baseline' | 'restricted'): this {
    const { kind } = this.placement;
    const found = this.simulation.outcomes.security.levels.find((it) => it.workload === `${kind} ${this.name}`);
    if (!found || found.level === 'restricted' || found.level === level) return this;
    return this.fail(`does not pass ${level}, only ${found.level}`, found.because);
  }
}
