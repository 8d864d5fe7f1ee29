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

/** A pod template of a workload, and what makes pods of it. */
export interface TemplateOf {
  /** `Kind namespace/name`. */
  readonly id: string;
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly spec: { readonly [field: string]: any };
}

const TEMPLATES = [
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'replicasets.apps',
  'replicationcontrollers',
  'jobs.batch',
  'cronjobs.batch',
];

/** The templates of all workloads that no other workload made, and pods that stand alone. */
export function podTemplates(read: Reader): TemplateOf[] {
  const found: TemplateOf[] = [];
  const add = (object: KubeObject, kind: string, template: KubeObject | undefined): void => {
    if (controllerOf(object) || !template?.['spec']) return;
    found.push({
      id: `${kind} ${object.metadata.namespace}/${object.metadata.name}`,
      namespace: object.metadata.namespace!,
      labels: template.metadata?.labels ?? {},
      spec: template['spec'] as TemplateOf['spec'],
    });
  };
  for (const resource of TEMPLATES)
    for (const object of read.list(resource))
      add(object, object.kind!, (object['spec'].jobTemplate?.spec.template ?? object['spec'].template) as KubeObject);
  read.walk('pods', {}, (pod) => add(pod, 'Pod', pod));
  return found;
}

/** `namespace/name`. */
export function workloadName({ namespace, name }: WorkloadId): string {
  return `${namespace}/${name}`;
}
