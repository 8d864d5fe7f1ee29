// The time of the change that endpoints were last written for, by which it is measured how long the news takes to arrive.
// Follows kubernetes/pkg/controller/util/endpoint; what upstream remembers of pods is read from the endpoints that are there.

import type { Condition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/object.ts';

const ANNOTATION = 'endpoints.kubernetes.io/last-change-trigger-time';

/** Pods that are endpoints, by uid, and whether they are known to be ready. */
export type Known = ReadonlyMap<string, boolean>;

/** When readiness last changed. */
function turned(pod: KubeObject): { readonly ready: boolean; readonly at: string } {
  const condition = (pod['status']?.conditions as readonly Condition[] | undefined)?.find((it) => it.type === 'Ready');
  return {
    ready: condition?.status === 'True',
    at: String(condition?.lastTransitionTime ?? pod.metadata.creationTimestamp),
  };
}

/** The earliest change that is news to `known`, which is undefined where nothing was written yet; undefined when none is. */
export function triggerTime(
  service: KubeObject,
  pods: readonly KubeObject[],
  known: Known | undefined,
): string | undefined {
  let first = known ? undefined : service.metadata.creationTimestamp!;
  for (const pod of pods) {
    const { ready, at } = turned(pod);
    const isNews = known === undefined || (known.get(pod.metadata.uid!) ?? false) !== ready;
    if (isNews && (first === undefined || at < first)) first = at;
  }
  return first;
}

/** Annotations that tell it, or that nothing new was the reason. */
export function withTriggerTime(
  annotations: Readonly<Record<string, string>> | undefined,
  at: string | undefined,
): Record<string, string> | undefined {
  const { [ANNOTATION]: _, ...others } = annotations ?? {};
  if (at) return { ...others, [ANNOTATION]: at };
  return Object.keys(others).length ? others : undefined;
}
