// Nodes annotated `kwok.x-k8s.io/node: fake`: every pod is ready at once, a Job's pod is done at once, a deleted pod is gone at once.
// Follows the "fast" stages of KWOK v0.8.0.

import { controllerOf, type KubeObject } from '../../api/object.ts';
import { formatTime } from '../../api/time.ts';
import type { ActorContext } from '../interface.ts';
import { hostAddress } from './host-address.ts';
import { addressFor } from './kubelet.ts';

export const FAKE = 'kwok.x-k8s.io/node';

/** What happens to a pod bound to such a node. */
export function playFake(context: ActorContext, pod: KubeObject, node: KubeObject): void {
  if (pod.metadata.deletionTimestamp) {
    if (!pod.metadata.finalizers?.length)
      context.api.delete('pods', pod.metadata.namespace!, pod.metadata.name!, { gracePeriodSeconds: 0 });
    return;
  }
  const phase = pod['status']?.phase as string | undefined;
  const isJob = controllerOf(pod)?.kind === 'Job';
  if (phase === 'Succeeded' || phase === 'Failed' || (phase === 'Running' && !isJob)) return;
  const now = formatTime(context.now);
  const kept = ((pod['status']?.conditions ?? []) as { type: string }[]).filter((it) => it.type === 'PodScheduled');
  const hostIP = hostAddress(node) ?? '10.0.0.1';
  const podIP = addressFor(context, pod, node);
  const containers = pod['spec'].containers as { name: string; image?: string }[];
  const state = isJob
    ? { terminated: { exitCode: 0, reason: 'Completed', startedAt: now, finishedAt: now } }
    : { running: { startedAt: now } };
  const ready = ['Initialized', 'Ready', 'ContainersReady'].map((type) => ({
    lastProbeTime: null,
    lastTransitionTime: now,
    status: isJob && type !== 'Initialized' ? 'False' : 'True',
    type,
    ...(isJob ? { reason: 'PodCompleted' } : {}),
  }));
  const status = {
    ...pod['status'],
    phase: isJob ? 'Succeeded' : 'Running',
    conditions: [...ready, ...kept],
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: now,
    containerStatuses: containers.map((it) => ({
      name: it.name,
      image: it.image,
      imageID: '',
      lastState: {},
      ready: !isJob,
      restartCount: 0,
      state,
    })),
  };
  context.api.update('pods', { ...pod, status }, { subresource: 'status', fieldManager: 'kwok' });
}
