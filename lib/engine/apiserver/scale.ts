// The scale subresource: a workload's size in one form for all kinds. Follows kubernetes/pkg/registry/apps/*/storage and
// apiextensions-apiserver/pkg/registry/customresource/etcd.go.

import { goJson, invalid as invalidField } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { formatSelector, type LabelSelector } from '../../api/selectors.ts';
import { badRequest, conflict, invalid, modified } from '../../api/status-errors.ts';
import { admitOther, reviewOther } from '../admission/chain.ts';
import { Call } from './call.ts';
import { valuesAt } from './json-path.ts';
import { update } from './update.ts';
import { preconditionFailed } from './preconditions.ts';

/** The Scale of a workload. */
export function scaleOf(call: Call, object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { replicas, current, selector } = call.endpoint.custom ? customSize(call, object) : builtInSize(object);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, ...(namespace ? { namespace } : {}), uid, resourceVersion, creationTimestamp },
    spec: replicas ? { replicas } : {},
    status: { replicas: current, ...(selector ? { selector } : {}) },
  };
}

interface Size {
  readonly replicas: number;
  readonly current: number;
  readonly selector: string;
}

function builtInSize(object: KubeObject): Size {
  const { replicas = 0, selector } = (object['spec'] ?? {}) as { replicas?: number; selector?: LabelSelector };
  // A ReplicationController's selector is a plain map.
  const structured = selector?.matchLabels !== undefined || selector?.matchExpressions !== undefined;
  return {
    replicas,
    current: (object['status']?.replicas as number | undefined) ?? 0,
    selector: formatSelector(
      structured || !selector ? selector : { matchLabels: selector as { readonly [key: string]: string } },
    ),
  };
}

function customSize(call: Call, object: KubeObject): Size {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } =
    call.endpoint.custom!.version.subresources!.scale!;
  const number = (path: string): number => {
    const [value] = valuesAt(object, path);
    return typeof value === 'number' ? value : 0;
  };
  const [selector] = labelSelectorPath ? valuesAt(object, labelSelectorPath) : [];
  return {
    replicas: number(specReplicasPath),
    current: number(statusReplicasPath),
    selector: typeof selector === 'string' ? selector : '',
  };
}

/** Gives a workload the size a Scale says; returns the new Scale. Throws `StatusError`. */
export function writeScale(call: Call, existing: KubeObject, given: KubeObject): KubeObject {
  const before = scaleOf(call, existing);
  const form = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
  const scale = admitOther(call, 'UPDATE', { ...before, ...given }, before, form);
  const { name, resourceVersion, uid } = scale.metadata;
  if (name && name !== call.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${call.name})`);
  if (uid && uid !== existing.metadata.uid)
    throw conflict(call.endpoint.id, call.name, preconditionFailed('UID', uid, existing.metadata.uid));
  if (resourceVersion && resourceVersion !== existing.metadata.resourceVersion)
    throw modified(call.endpoint.id, call.name);
  const replicas = (scale['spec']?.replicas as number | undefined) ?? 0;
  if (replicas < 0)
    throw invalid('Scale.autoscaling', call.name, [
      invalidField('spec.replicas', Number(goJson(replicas)), 'must be greater than or equal to 0'),
    ]);
  reviewOther(call, 'UPDATE', scale, before, form);
  const whole = new Call(call.machine, call.user, call.endpoint, call.namespace, call.name, '', call.options);
  whole.writesAs = 'scale';
  whole.applied = call.applied;
  return scaleOf(call, update(whole, existing, sized(call, existing, replicas)));
}

function sized(call: Call, existing: KubeObject, replicas: number): KubeObject {
  const path = call.endpoint.custom?.version.subresources?.scale?.specReplicasPath ?? '.spec.replicas';
  const write = (at: unknown, names: readonly string[]): unknown => {
    const [name, ...rest] = names;
    return name === undefined
      ? replicas
      : { ...(at as object), [name]: write((at as { [key: string]: unknown } | undefined)?.[name], rest) };
  };
  return write(existing, path.split('.').filter(Boolean)) as KubeObject;
}
