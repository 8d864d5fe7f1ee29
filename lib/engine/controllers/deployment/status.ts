// What a Deployment says of its rollout. Follows kubernetes/pkg/controller/deployment (sync, progress).

import { type Condition, findCondition } from '../../../api/conditions.ts';
import { keyOf, type KubeObject } from '../../../api/object.ts';
import { formatTime } from '../../../api/time.ts';
import type { ActorContext } from '../../interface.ts';
import { managedObjects, writeStatus } from '../controller.ts';
import { replicas, RESOURCE, size, type Spec, total, unavailable } from './sets.ts';

export function status(context: ActorContext, deployment: KubeObject, current: KubeObject | undefined): void {
  const spec = deployment['spec'] as Spec;
  const sets = managedObjects(context, deployment, 'ReplicaSet');
  const count = (field: string): number => total(sets, (set) => (set['status']?.[field] as number | undefined) ?? 0);
  const pods = count('replicas');
  const ready = count('availableReplicas');
  const updated = (current?.['status']?.replicas as number | undefined) ?? 0;
  const before = (deployment['status'] ?? {}) as { conditions?: readonly Condition[]; [field: string]: unknown };
  const now = formatTime(context.now);
  const want = replicas(deployment);
  let { conditions } = before;
  const set = (type: string, state: string, reason: string, message: string): void => {
    const known = findCondition(conditions, type);
    if (known?.status === state && known.reason === reason) return;
    const stamp = known?.status === state ? known.lastTransitionTime : now;
    const next = { type, status: state, lastUpdateTime: now, lastTransitionTime: stamp, reason, message };
    // What changed comes last.
    conditions = [...(conditions ?? []).filter((it) => it !== known), next];
  };
  if (ready >= want - unavailable(deployment))
    set('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.');
  else set('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.');

  const complete = updated === want && pods === want && ready === want;
  const progressing = findCondition(conditions, 'Progressing');
  const who = current ? `ReplicaSet "${current.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const deadline = spec.progressDeadlineSeconds ?? 600;
  const moved =
    updated !== (before['updatedReplicas'] ?? 0) ||
    pods - updated <
      ((before['replicas'] as number | undefined) ?? 0) - ((before['updatedReplicas'] as number | undefined) ?? 0) ||
    count('readyReplicas') > ((before['readyReplicas'] as number | undefined) ?? 0) ||
    ready > ((before['availableReplicas'] as number | undefined) ?? 0);
  if (spec.paused) {
    if (progressing?.reason !== 'DeploymentPaused')
      set('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused');
  } else if (progressing?.reason === 'DeploymentPaused')
    set('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed');
  else if (deadline < 2_147_483_647) {
    if (complete && (progressing?.reason !== 'NewReplicaSetAvailable' || moved))
      set('Progressing', 'True', 'NewReplicaSetAvailable', `${who} has successfully progressed.`);
    else if (!complete && moved && progressing) {
      const stamp = progressing.status === 'True' ? progressing.lastTransitionTime : now;
      const next = {
        type: 'Progressing',
        status: 'True',
        lastUpdateTime: now,
        lastTransitionTime: stamp,
        reason: 'ReplicaSetUpdated',
        message: `${who} is progressing.`,
      };
      conditions = [...conditions!.filter((it) => it !== progressing), next];
    } else if (
      !complete &&
      progressing &&
      progressing.reason !== 'NewReplicaSetAvailable' &&
      progressing.status === 'True'
    ) {
      const since = Date.parse(String(progressing['lastUpdateTime'] ?? now));
      if (context.now - since >= deadline * 1000)
        set('Progressing', 'False', 'ProgressDeadlineExceeded', `${who} has timed out progressing.`);
    }
    const open = findCondition(conditions, 'Progressing');
    if (!complete && open?.status === 'True' && open.reason !== 'NewReplicaSetAvailable') {
      const left = Date.parse(String(open['lastUpdateTime'])) + deadline * 1000 - context.now;
      // A rollout that stands still is not work in progress: the deadline passes when time does.
      if (left > 0) context.enqueue(keyOf(deployment), left + 1, { background: true, replace: true });
    }
  }
  const failing = sets
    .map((it) => findCondition(it['status']?.conditions, 'ReplicaFailure'))
    .find((it) => it?.status === 'True');
  if (failing) set('ReplicaFailure', 'True', failing.reason ?? '', failing.message ?? '');
  else conditions = conditions?.filter((it) => it.type !== 'ReplicaFailure');

  const some = (field: string, value: number): object => (value ? { [field]: value } : {});
  writeStatus(context, RESOURCE, deployment, {
    observedGeneration: deployment.metadata.generation,
    ...some('replicas', pods),
    ...some('updatedReplicas', updated),
    ...some('readyReplicas', count('readyReplicas')),
    ...some('availableReplicas', ready),
    ...some('unavailableReplicas', Math.max(0, total(sets, size) - ready)),
    terminatingReplicas: count('terminatingReplicas'),
    conditions,
    ...(before['collisionCount'] ? { collisionCount: before['collisionCount'] } : {}),
  });
}
