// Futures in which something happens after the deployment: they are lived in a fork, not computed.

import type { Load, SimulationSpec } from '../api/simulation/simulation.ts';
import { milliValue, quantityOfMilli } from '../api/quantity.ts';
import { fail, nodesHit } from '../engine/cloud/failures.ts';
import type { Cluster, Settled } from '../engine/cluster.ts';
import { fits } from '../engine/kubelet/programs.ts';
import { outcomes, type Outcomes } from '../outcomes/outcomes.ts';
import { zoneOf } from '../outcomes/placement/room.ts';
import { record, type WorkloadTimeline } from './timeline.ts';

export interface WhatIf {
  /** What happened: `zone-loss zone-a`. */
  readonly name: string;
  /** How long it took until nothing more happened, milliseconds. */
  readonly settled: Settled;
  readonly after: Outcomes;
  readonly timeline: readonly WorkloadTimeline[];
}

/** Something that may happen: to one zone or node, or to each in turn; so many times the load; an image that cannot be pulled. */
export type Event =
  | { readonly event: 'zone-loss'; readonly zone?: string }
  | { readonly event: 'node-loss'; readonly node?: string }
  | { readonly event: 'load'; readonly times: number }
  | { readonly event: 'image-pull-failure'; readonly image: string };

/** Pods of nodes that are gone are cleaned up by periodic duties, which do not count as unrest: so much time passes in any case. */
const AT_LEAST = 120_000;
/** Autoscalers look every 15 seconds and grow step by step: what a load comes to is seen after this. */
const LOAD_SHOWS = 600_000;
/** Time a future is given to become quiet, milliseconds. */
const LIMIT = 1_800_000;

/** Takes the nodes of a zone out of a cluster, for good. How many there were. */
export function loseZone(cluster: Cluster, zone: string): number {
  const gone = nodesHit(cluster.store.list('nodes'), { zone });
  fail(cluster.as(), gone, { now: cluster.now });
  return gone.length;
}

/** A future for each thing an event may happen to; none where there is no such thing. */
export function futures(cluster: Cluster, event: Exclude<Event, { event: 'image-pull-failure' }>): WhatIf[] {
  switch (event.event) {
    case 'zone-loss': {
      const zones = [...new Set(cluster.store.list('nodes').map(zoneOf))].filter(Boolean).sort();
      const { zone } = event;
      return zones
        .filter((it) => zone === undefined || it === zone || it === `zone-${zone}`)
        .map((it) => live(cluster.fork(), `zone-loss ${it}`, AT_LEAST, (fork) => void loseZone(fork, it)));
    }
    case 'node-loss':
      return cluster.store
        .list('nodes')
        .map((it) => it.metadata.name!)
        .filter((it) => event.node === undefined || it === event.node)
        .map((it) => live(cluster.fork(), `node-loss ${it}`, AT_LEAST, (fork) => fork.as().delete('nodes', '', it)));
    case 'load': {
      const { simulation } = cluster;
      if (!simulation.loads?.length) return [];
      const fork = cluster.fork(underLoad(simulation, event.times));
      return [live(fork, `load ×${event.times}`, LOAD_SHOWS, () => undefined)];
    }
  }
}

/** The deployment itself, while its registry does not give an image out: what has it already goes on. None where nothing wants the image. */
export async function withoutImage(
  cluster: Cluster,
  image: string,
  deploy: (fork: Cluster) => Promise<unknown>,
): Promise<WhatIf[]> {
  const { simulation } = cluster;
  const fork = cluster.fork({ ...simulation, images: [{ name: image, missing: true }, ...(simulation.images ?? [])] });
  const ended = begun(fork, `image-pull-failure ${image}`);
  await deploy(fork);
  const future = ended();
  const isWanted = fork.store.list('pods').some((pod) => {
    const { containers, initContainers = [] } = pod['spec'] as Record<string, readonly { image?: string }[]>;
    return [...containers!, ...initContainers].some((it) => fits(image, it.image ?? ''));
  });
  return isWanted ? [future] : [];
}

function live(fork: Cluster, name: string, atLeast: number, happens: (fork: Cluster) => void): WhatIf {
  const ended = begun(fork, name);
  happens(fork);
  fork.advance(atLeast);
  return ended();
}

/** A future from now on; what it gives lets it become quiet, and tells what came of it. */
function begun(fork: Cluster, name: string): () => WhatIf {
  const timeline = record(fork.store, fork.now);
  const began = fork.now;
  return () => {
    const { quiet } = fork.untilQuiet(LIMIT);
    const settled = { quiet, elapsed: fork.now - began };
    return { name, settled, after: outcomes(fork.store), timeline: timeline.end() };
  };
}

const multiplied = (amount: string | number, times: number): string =>
  quantityOfMilli(Math.round(milliValue(amount) * times));

/** Every load so many times as high. */
function underLoad(simulation: SimulationSpec, times: number): SimulationSpec {
  const loads = simulation.loads!.map(({ cpu, memory, metrics, ...load }): Load => ({
    ...load,
    ...(cpu === undefined ? {} : { cpu: multiplied(cpu, times) }),
    ...(memory === undefined ? {} : { memory: multiplied(memory, times) }),
    ...(metrics
      ? { metrics: Object.fromEntries(Object.entries(metrics).map(([name, it]) => [name, multiplied(it, times)])) }
      : {}),
  }));
  return { ...simulation, loads };
}
