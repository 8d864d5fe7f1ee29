// Futures in which something goes wrong after the deployment: they are lived in a fork, not computed.

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

/** Pods of nodes that are gone are cleaned up by periodic duties, which do not count as unrest: so much time passes in any case. */
const AT_LEAST = 120_000;
/** Time a future is given to become quiet, milliseconds. */
const LIMIT = 1_800_000;

/** Takes the nodes of a zone out of a cluster, for good. How many there were. */
export function loseZone(cluster: Cluster, zone: string): number {
  const gone = cluster.store.list('nodes').filter((it) => zoneOf(it) === zone || zoneOf(it) === `zone-${zone}`);
  for (const node of gone) cluster.as().delete('nodes', '', node.metadata.name!);
  return gone.length;
}

/** Loses one zone, or each in turn. */
export function zoneLossFutures(cluster: Cluster, zone?: string): WhatIf[] {
  const zones = [...new Set(cluster.store.list('nodes').map(zoneOf))].filter(Boolean).sort();
  return zones
    .filter((it) => zone === undefined || it === zone || it === `zone-${zone}`)
    .map((it): WhatIf => {
      const fork = cluster.fork();
      const timeline = record(fork.store, fork.now);
      loseZone(fork, it);
      const began = fork.now;
      fork.advance(AT_LEAST);
      const { quiet } = fork.untilQuiet(LIMIT);
      const settled = { quiet, elapsed: fork.now - began };
      return { name: `zone-loss ${it}`, settled, after: outcomes(fork.store), timeline: timeline.end() };
    });
}
