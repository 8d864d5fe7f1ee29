// Autoscalers: whether they find what they are to scale, and whether what they go by is said.

import type { KubeObject } from '../../api/object.ts';
import { groupResource, resourceOfKind } from '../../api/schema/resources.ts';
import { selectorMatcher, type LabelSelector } from '../../api/selectors.ts';
import type { Reader } from '../../engine/interface.ts';

export interface AutoscalerOutcome {
  /** `namespace/name`. */
  readonly autoscaler: string;
  /** `Kind name` of what it scales. */
  readonly target: string;
  readonly min: number;
  readonly max: number;
  /** Replicas it wants now; absent before it has looked. */
  readonly desired?: number;
  readonly problem?: string;
}

interface Metric {
  readonly type: string;
  readonly resource?: { readonly name: string; readonly target: { readonly type: string } };
  readonly containerResource?: {
    readonly name: string;
    readonly container: string;
    readonly target: { readonly type: string };
  };
}

interface Amounts {
  readonly resources?: { readonly requests?: Readonly<Record<string, unknown>> };
}

export function autoscalers(read: Reader): AutoscalerOutcome[] {
  return read.list('horizontalpodautoscalers.autoscaling').map((object): AutoscalerOutcome => {
    const { namespace = '', name } = object.metadata;
    const spec = object['spec'] as {
      scaleTargetRef: { apiVersion?: string; kind: string; name: string };
      minReplicas?: number;
      maxReplicas: number;
      metrics?: readonly Metric[];
    };
    const { apiVersion = '', kind, name: to } = spec.scaleTargetRef;
    const desired = object['status']?.desiredReplicas as number | undefined;
    const resource = resourceOfKind(apiVersion, kind);
    const target = resource && read.get(groupResource(resource), `${namespace}/${to}`);
    // What a custom resource is, nobody here can say.
    const problem = !resource
      ? undefined
      : target
        ? unsaid(read, target, namespace, spec.metrics ?? [])
        : `scales ${kind} ${to}, which is not there`;
    return {
      autoscaler: `${namespace}/${name}`,
      target: `${kind} ${to}`,
      min: spec.minReplicas ?? 1,
      max: spec.maxReplicas,
      ...(desired === undefined ? {} : { desired }),
      ...(problem ? { problem } : {}),
    };
  });
}

/** Whether some size is not what its autoscaler allows: it looks only now and then, and has not yet. */
export function awaitsAutoscaler(read: Reader): boolean {
  return read.list('horizontalpodautoscalers.autoscaling').some(({ metadata, spec }) => {
    const { apiVersion = '', kind, name } = spec.scaleTargetRef as { apiVersion?: string; kind: string; name: string };
    const resource = resourceOfKind(apiVersion, kind);
    const size = resource && read.get(groupResource(resource), `${metadata.namespace}/${name}`)?.['spec']?.replicas;
    // Who has none at all is left alone.
    return typeof size === 'number' && size > 0 && (size > spec.maxReplicas || size < (spec.minReplicas ?? 1));
  });
}

/** A share of a request can be computed only where there is one. Looks at a pod, as limit ranges may have filled it in. */
function unsaid(read: Reader, target: KubeObject, namespace: string, metrics: readonly Metric[]): string | undefined {
  const selects = selectorMatcher(target['spec']?.selector as LabelSelector | undefined);
  const pod = read.list('pods', namespace).find((it) => selects(it.metadata.labels));
  if (!pod) return undefined;
  const { containers, resources } = pod['spec'] as Amounts & { containers: (Amounts & { name: string })[] };
  for (const { resource, containerResource } of metrics) {
    const asked = resource ?? containerResource;
    if (!asked || asked.target.type !== 'Utilization' || resources?.requests?.[asked.name] !== undefined) continue;
    const only = containerResource?.container;
    const without = containers.find(
      (it) => (only === undefined || it.name === only) && it.resources?.requests?.[asked.name] === undefined,
    );
    if (without)
      return `goes by a share of requested ${asked.name}, and container ${without.name} of ${target.kind} ${target.metadata.name} requests none`;
  }
  return undefined;
}
