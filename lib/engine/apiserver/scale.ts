// The scale subresource: a workload's size in one form for all kinds. Follows kubernetes/pkg/registry/apps/*/storage.

import { goJson, invalid as invalidField } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { formatSelector, type LabelSelector } from '../../api/selectors.ts';
import { badRequest, invalid, modified } from '../../api/status-errors.ts';
import { Call } from './call.ts';
import { update } from './update.ts';

/** The Scale of a workload. */
export function scaleOf(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { replicas = 0, selector } = (object['spec'] ?? {}) as { replicas?: number; selector?: LabelSelector };
  // A ReplicationController's selector is a plain map.
  const text = formatSelector(
    selector && !selector.matchLabels && !selector.matchExpressions
      ? { matchLabels: selector as Record<string, string> }
      : selector,
  );
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas ? { replicas } : {},
    status: { replicas: (object['status']?.replicas as number | undefined) ?? 0, ...(text ? { selector: text } : {}) },
  };
}

/** Gives a workload the size a Scale says; returns the new Scale. */
export function writeScale(call: Call, existing: KubeObject, scale: KubeObject): KubeObject {
  const { name, resourceVersion } = scale.metadata;
  if (name && name !== call.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${call.name})`);
  if (resourceVersion && resourceVersion !== existing.metadata.resourceVersion)
    throw modified(call.endpoint.id, call.name);
  const replicas = (scale['spec']?.replicas as number | undefined) ?? 0;
  if (replicas < 0)
    throw invalid('Scale.autoscaling', call.name, [
      invalidField('spec.replicas', Number(goJson(replicas)), 'must be greater than or equal to 0'),
    ]);
  const whole = new Call(call.machine, call.user, call.endpoint, call.namespace, call.name, '', call.options);
  return scaleOf(update(whole, existing, { ...existing, spec: { ...existing['spec'], replicas } }));
}
