// What would become of the pods of a zone if it were gone: asked of the scheduler itself, pod by pod, on the nodes that are left.

import { findCondition, type Condition } from '../../api/conditions.ts';
import { controllerOf, type KubeObject } from '../../api/object.ts';
import type { Chance, Reader } from '../../engine/interface.ts';
import { schedulerOver } from '../../engine/scheduler/over.ts';
import { factsOf, isFinished } from '../../engine/scheduler/pods.ts';
import { workloadName, workloadOf } from '../workload.ts';
import { overlay } from './overlay.ts';
import { zoneOf } from './room.ts';

export interface ZoneLoss {
  readonly zone: string;
  /** Whether every pod of the zone finds another place. */
  readonly survives: boolean;
  /** Workloads with pods that would wait, and how many. */
  readonly waiting: readonly { readonly workload: string; readonly pods: number }[];
  /** Workloads that have all their ready pods there, and are away until these are back elsewhere. */
  readonly down: readonly string[];
}

/** One answer a zone; none where there is only one. */
export function zoneLosses(read: Reader, chance: Chance): ZoneLoss[] {
  const zones = [...new Set(read.list('nodes').map(zoneOf))].filter(Boolean).sort();
  return zones.length > 1 ? zones.map((zone) => zoneLoss(read, chance, zone)) : [];
}

function zoneLoss(read: Reader, chance: Chance, zone: string): ZoneLoss {
  const nodes = read.list('nodes');
  const gone = new Set(nodes.filter((it) => zoneOf(it) === zone).map((it) => it.metadata.name!));
  const stay: KubeObject[] = [];
  const homeless: KubeObject[] = [];
  const serving = new Map<string, { here: number; elsewhere: number }>();
  for (const pod of read.list('pods')) {
    const there = gone.has(pod['spec'].nodeName as string);
    const leaving = pod.metadata.deletionTimestamp !== undefined || isFinished(pod);
    const everywhere = controllerOf(pod)?.kind === 'DaemonSet';
    if (!there) stay.push(pod);
    else if (!leaving && !everywhere) homeless.push(pod);
    if (leaving || everywhere) continue;
    if (findCondition(pod['status']?.conditions as Condition[] | undefined, 'Ready')?.status !== 'True') continue;
    const name = workloadName(workloadOf(read, pod));
    const count = serving.get(name) ?? { here: 0, elsewhere: 0 };
    serving.set(name, there ? { ...count, here: count.here + 1 } : { ...count, elsewhere: count.elsewhere + 1 });
  }
  const left = overlay(
    read,
    new Map([
      ['nodes', nodes.filter((it) => !gone.has(it.metadata.name!))],
      ['pods', stay],
    ]),
  );
  const view = schedulerOver(left, chance);
  const waiting = new Map<string, number>();
  // Once one pod of a shape finds no place, those of the same shape behind it will not either.
  const hopeless = new Set<string>();
  homeless.sort((a, b) => ((b['spec'].priority as number) ?? 0) - ((a['spec'].priority as number) ?? 0));
  for (const pod of homeless) {
    const { nodeName: _, ...spec } = pod['spec'] as { nodeName: string };
    const { status: __, ...rest } = pod;
    const again: KubeObject = { ...rest, spec } as KubeObject;
    const workload = workloadName(workloadOf(read, pod));
    const facts = factsOf(again);
    const shape = `${workload} ${facts.shape.id}`;
    // Pods with claims of their own differ by their claims.
    const node = !facts.shape.hasClaims && hopeless.has(shape) ? undefined : view.fits(again);
    if (node === undefined) {
      hopeless.add(shape);
      waiting.set(workload, (waiting.get(workload) ?? 0) + 1);
      continue;
    }
    const object = { ...again, spec: { ...spec, nodeName: node } } as KubeObject;
    view.changed({ type: 'ADDED', revision: 0, resource: 'pods', key: factsOf(again).key, object, time: 0 });
  }
  return {
    zone,
    survives: waiting.size === 0,
    waiting: [...waiting].sort(([a], [b]) => (a < b ? -1 : 1)).map(([workload, pods]) => ({ workload, pods })),
    down: [...serving]
      .filter(([, { here, elsewhere }]) => here > 0 && elsewhere === 0)
      .map(([name]) => name)
      .sort(),
  };
}
