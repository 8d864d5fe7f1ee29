// DefaultBinder: binds through the API server's binding subresource; actor.ts does so.
// Follows kubernetes/pkg/scheduler/framework/plugins/defaultbinder.

import type { KubeObject } from '../../../api/object.ts';
import type { Plugin } from '../interface.ts';
import type { PodFacts } from '../pods.ts';

export const defaultBinder: Plugin = { name: 'DefaultBinder' };

/** The Binding that puts a pod on a node. */
export function bindingOf(pod: PodFacts, node: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: pod.name, namespace: pod.namespace, ...(pod.uid ? { uid: pod.uid } : {}) },
    target: { kind: 'Node', name: node },
  };
}
