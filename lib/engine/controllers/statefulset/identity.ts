// Who a StatefulSet's pods are: name, ordinal, labels, host name. Follows kubernetes/pkg/controller/statefulset/stateful_set_utils.go.

import type { KubeObject } from '../../../api/object.ts';

export interface Spec {
  readonly replicas?: number;
  readonly serviceName?: string;
  readonly template: KubeObject;
  readonly selector: { matchLabels?: Record<string, string> };
  readonly podManagementPolicy?: string;
  readonly persistentVolumeClaimRetentionPolicy?: { whenDeleted?: string; whenScaled?: string };
  readonly minReadySeconds?: number;
  readonly volumeClaimTemplates?: readonly KubeObject[];
  readonly updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
  readonly ordinals?: { start?: number };
}

const NAME = 'statefulset.kubernetes.io/pod-name';
const INDEX = 'apps.kubernetes.io/pod-index';

/** The number at the end of a pod's name; -1 when there is none. */
export const ordinalOf = (pod: KubeObject): number => Number(/-(\d+)$/.exec(pod.metadata.name!)?.[1] ?? -1);

export const startOf = (set: KubeObject): number => (set['spec'] as Spec).ordinals?.start ?? 0;

/** Whether an ordinal is among those the set wants. */
export function isInRange(set: KubeObject, ordinal: number): boolean {
  const start = startOf(set);
  return ordinal >= start && ordinal < start + ((set['spec'] as Spec).replicas ?? 1);
}

export const podName = (set: KubeObject, ordinal: number): string => `${set.metadata.name}-${ordinal}`;

/** Whether a pod has the set's name before its ordinal. */
export const isMember = (set: KubeObject, pod: KubeObject): boolean =>
  /^(.*)-\d+$/.exec(pod.metadata.name!)?.[1] === set.metadata.name;

/** The labels that say which pod it is. */
export function identityLabels(set: KubeObject, ordinal: number): Record<string, string> {
  return { [NAME]: podName(set, ordinal), [INDEX]: String(ordinal) };
}
