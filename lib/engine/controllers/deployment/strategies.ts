// How a Deployment gets from its old ReplicaSets to the new one, and how it grows on the way.
// Follows kubernetes/pkg/controller/deployment (rolling, recreate, sync).

import { keyOf, type KubeObject } from '../../../api/object.ts';
import type { ActorContext } from '../../interface.ts';
import { isActive, managedObjects } from '../controller.ts';
import { available, byRevision, MAX, replicas, roomFor, scale, SETS, size, surge, total, unavailable } from './sets.ts';

/** New pods first as far as surge allows, then old ones as far as availability allows. */
export function roll(
  context: ActorContext,
  deployment: KubeObject,
  current: KubeObject,
  sets: readonly KubeObject[],
): void {
  const old = sets.filter((set) => set.metadata.uid !== current.metadata.uid);
  const live = context.read.get(SETS, keyOf(current)) ?? current;
  const want =
    size(live) > replicas(deployment) ? replicas(deployment) : roomFor(deployment, size(live), [live, ...old]);
  if (want !== size(live)) {
    scale(context, deployment, live, want);
    return;
  }
  scale(context, deployment, live, want);
  const oldPods = total(old, size);
  if (oldPods === 0) return;
  const least = replicas(deployment) - unavailable(deployment);
  const newUnavailable = size(live) - available(live);
  let most = oldPods + size(live) - least - newUnavailable;
  if (most <= 0) return;
  // Unhealthy old pods go first: nobody misses them.
  const sorted = [...old]
    .filter((set) => size(set) > 0)
    .sort((a, b) => (a.metadata.creationTimestamp! < b.metadata.creationTimestamp! ? -1 : 1));
  let cleaned = 0;
  for (const set of sorted) {
    if (cleaned >= most) break;
    const broken = size(set) - available(set);
    if (broken <= 0) continue;
    const by = Math.min(most - cleaned, broken);
    scale(context, deployment, set, size(set) - by);
    cleaned += by;
  }
  const left = [live, ...sorted.map((set) => context.read.get(SETS, keyOf(set))!)];
  most = total(left, available) - least;
  for (const set of left.slice(1)) {
    if (most <= 0) break;
    const by = Math.min(size(set), most);
    if (by > 0) scale(context, deployment, set, size(set) - by);
    most -= by;
  }
}

export function recreate(
  context: ActorContext,
  deployment: KubeObject,
  current: KubeObject,
  sets: readonly KubeObject[],
): void {
  const old = sets.filter((set) => set.metadata.uid !== current.metadata.uid);
  const running = old.filter((set) => size(set) > 0);
  if (running.length) {
    for (const set of running) scale(context, deployment, set, 0);
    return;
  }
  // Not one old pod may be left, terminating ones included.
  if (
    old.some((set) =>
      managedObjects(context, set, 'Pod').some((pod) => isActive(pod) || pod.metadata.deletionTimestamp),
    )
  )
    return;
  scale(context, deployment, current, replicas(deployment));
}

/** Another size in mid-rollout: shared out in proportion to what each ReplicaSet has. */
export function scaleAll(
  context: ActorContext,
  deployment: KubeObject,
  current: KubeObject | undefined,
  sets: readonly KubeObject[],
): void {
  const active = sets.filter((set) => size(set) > 0);
  if (active.length <= 1) {
    const only = active[0] ?? current ?? [...sets].sort((a, b) => byRevision(b, a))[0];
    if (only) scale(context, deployment, only, replicas(deployment));
    return;
  }
  if (current && available(current) >= replicas(deployment) && size(current) === replicas(deployment)) {
    for (const set of active) if (set.metadata.uid !== current.metadata.uid) scale(context, deployment, set, 0);
    return;
  }
  const pods = total(active, size);
  const allowed = replicas(deployment) > 0 ? replicas(deployment) + surge(deployment) : 0;
  const toAdd = allowed - pods;
  const sorted = [...active].sort((a, b) => size(b) - size(a) || (toAdd > 0 ? newest(b, a) : newest(a, b)));
  let added = 0;
  const sizes = sorted.map((set) => {
    if (toAdd === 0) return size(set);
    const before = Number(set.metadata.annotations?.[MAX] ?? 0) || replicas(deployment);
    const share = Math.round((size(set) * allowed) / before) - size(set);
    const left = toAdd - added;
    const by = toAdd > 0 ? Math.min(Math.max(share, 0), left) : Math.max(Math.min(share, 0), left);
    added += by;
    return size(set) + by;
  });
  sorted.forEach((set, i) => {
    const to = i === 0 ? Math.max(0, sizes[0]! + (toAdd - added)) : sizes[i]!;
    scale(context, deployment, set, to);
  });
}

const newest = (a: KubeObject, b: KubeObject): number =>
  a.metadata.creationTimestamp! < b.metadata.creationTimestamp! ? -1 : 1;
