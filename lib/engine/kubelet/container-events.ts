// Events about one container of a pod. Follows kubernetes/pkg/kubelet/container/ref.go for the field they name.

import type { KubeObject } from '../../api/object.ts';
import type { ActorContext } from '../interface.ts';

interface Named {
  readonly name: string;
}

const LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

// Pods of one template share their containers.
const fields = new WeakMap<Named, string>();

/** Says something about a container of a pod. */
export function tell(
  context: ActorContext,
  pod: KubeObject,
  container: Named,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
): void {
  let fieldPath = fields.get(container);
  if (fieldPath === undefined) {
    const list = LISTS.find((it) =>
      (pod['spec'][it] as readonly Named[] | undefined)?.some(({ name }) => name === container.name),
    );
    fields.set(container, (fieldPath = `spec.${list}{${container.name}}`));
  }
  context.events.event(pod, type, reason, message, { fieldPath });
}
