// Futures in which something happens after the deployment: they are lived in a fork, not computed.

import type { Load, SimulationSpec } from '../api/simulation/simulation.ts';
import { milliValue, quantityOfMilli } from '../api/quantity.ts';
import type { Cluster, Settled } from '../engine/cluster.ts';
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

/** Something that may happen: to one zone or node, or to each in turn; or so many times the load. */
export type Event =
  | { readonly event: 'zone-loss'; readonly zone?: string }
  | { readonly event: 'node-loss'; readonly node?: string }
  | { readonly event: 'load'; readonly times: number };

/** Pods of nodes that are gone are cleaned up by periodic duties, which do not count as unrest: so much time passes in any case. */
const AT_LEAST = 120_000;
/** Autoscalers look every 15 seconds and grow step by step: what a load comes to is seen after this. */
const LOAD_SHOWS = 600_000;
/** Time a future is given to become quiet, milliseconds. */
const LIMIT = 1_800_000;

/** Takes the nodes of a zone out of a cluster, for good. How many there were. */
export function loseZone(cluster: Cluster, zone: string): number {
  const gone = cluster.store.list('nodes').filter((it) => zoneOf(it) === zone || zoneOf(it) === `zone-${zone}`);
  for (const node of gone) cluster.as().delete('nodes', '', node.metadata.name!);
  return gone.length;
}

/** A future for each thing an event may happen to; none where there is no such thing. */
export function futures(cluster: Cluster, event: Event): WhatIf[] {
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

function live(fork: Cluster, name: string, atLeast: number, happens: (fork: Cluster) => void): WhatIf {
  const timeline = record(fork.store, fork.now);
  happens(fork);
  const began = fork.now;
  fork.advance(atLeast);
  const { quiet } = fork.untilQuiet(LIMIT);
  const settled = { quiet, elapsed: fork.now - began };
  return { name, settled, after: outcomes(fork.store), timeline: timeline.end() };
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
