// Why an object is not current: the pod behind it that says so most plainly.

import type { Client } from '../api/client.ts';
import { findCondition, type Condition } from '../api/conditions.ts';
import type { KubeObject } from '../api/object.ts';
import { formatSelector, type LabelSelector } from '../api/selectors.ts';

interface ContainerStatus {
  readonly name: string;
  readonly state?: {
    waiting?: { reason?: string; message?: string };
    terminated?: { reason?: string; exitCode?: number };
  };
  readonly lastState?: { terminated?: { reason?: string; exitCode?: number } };
}

/** `pod web-1: ImagePullBackOff: …`; undefined when no pod says anything. */
export async function causeOf(client: Client, object: KubeObject): Promise<string | undefined> {
  const selector = object['spec']?.selector as LabelSelector | undefined;
  if (object.kind === 'Pod') return podCause(object);
  if (!selector || (!selector.matchLabels && !selector.matchExpressions)) return undefined;
  const { items } = await client.list('pods', {
    namespace: object.metadata.namespace,
    labelSelector: formatSelector(selector),
  });
  for (const pod of items) {
    const cause = podCause(pod);
    if (cause) return cause;
  }
  return undefined;
}

function podCause(pod: KubeObject): string | undefined {
  const status = (pod['status'] ?? {}) as {
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
  const scheduled = findCondition(status.conditions, 'PodScheduled');
  if (scheduled?.status === 'False') return `pod ${pod.metadata.name}: ${scheduled.message ?? scheduled.reason}`;
  for (const container of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) {
    const { waiting, terminated } = container.state ?? {};
    if (
      waiting?.reason &&
      waiting.reason !== 'PodInitializing' &&
      !(waiting.reason === 'ContainerCreating' && !waiting.message)
    )
      return `pod ${pod.metadata.name}: ${waiting.reason}${waiting.message ? `: ${waiting.message}` : ''}`;
    const ended = terminated ?? container.lastState?.terminated;
    if (ended?.exitCode)
      return `pod ${pod.metadata.name}: container ${container.name} ended with ${ended.exitCode} (${ended.reason})`;
  }
  const ready = findCondition(status.conditions, 'Ready');
  return ready?.status === 'False' && ready.message ? `pod ${pod.metadata.name}: ${ready.message}` : undefined;
}
