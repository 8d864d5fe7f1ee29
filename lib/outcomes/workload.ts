// What a pod belongs to, as people name it.

import { controllerOf, type KubeObject } from '../api/object.ts';
import { groupResource, resourceOfKind } from '../api/schema/resources.ts';
import type { Reader } from '../engine/interface.ts';

/** A workload: the topmost owner of a pod, or the pod itself. */
export interface WorkloadId {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Follows managing owners upward: ReplicaSet to Deployment, Job to CronJob. */
export function workloadOf(read: Reader, pod: KubeObject): WorkloadId {
  let at = pod;
  for (;;) {
    const owner = controllerOf(at);
    const info = owner && resourceOfKind(owner.apiVersion, owner.kind);
    const next = info && read.get(groupResource(info), `${pod.metadata.namespace}/${owner.name}`);
    if (!next) break;
    at = next;
  }
  return { kind: at.kind!, namespace: at.metadata.namespace ?? '', name: at.metadata.name! };
}

/** `namespace/name`. */
export function workloadName({ namespace, name }: WorkloadId): string {
  return `${namespace}/${name}`;
}
