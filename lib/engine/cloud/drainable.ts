// Which pods stand in the way of taking their node down, and which are moved. Follows the drainability rules of the cluster
// autoscaler (kubernetes/autoscaler, cluster-autoscaler/simulator/drainability/rules) with its default flags.

import { controllerOf, type KubeObject } from '../../api/object.ts';
import { selectorMatcher, type LabelSelector } from '../../api/selectors.ts';
import { isFinished } from '../scheduler/pods.ts';

const SAFE = 'cluster-autoscaler.kubernetes.io/safe-to-evict';
const SAFE_VOLUMES = 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes';
/** Controllers of whose pods it knows that they are made anew. */
const REPLICATED = new Set(['ReplicationController', 'ReplicaSet', 'Job', 'StatefulSet']);
/** Pods of the system that have no budget are moved when they are older than this, milliseconds. */
const SYSTEM_FOR = 3_600_000;

/** What is to become of a pod: it is moved, it goes with its node, or it stays and so does its node. */
export type Standing = 'moves' | 'goes' | 'blocks';

interface Volume {
  readonly name: string;
  readonly hostPath?: object;
  readonly emptyDir?: { readonly medium?: string };
}

export function standingOf(pod: KubeObject, budgets: readonly KubeObject[], now: number): Standing {
  const { annotations, namespace, creationTimestamp } = pod.metadata;
  const owner = controllerOf(pod)?.kind;
  if (annotations?.['kubernetes.io/config.mirror'] !== undefined || owner === 'DaemonSet') return 'goes';
  if (isFinished(pod)) return 'goes';
  if (pod.metadata.deletionTimestamp || annotations?.[SAFE] === 'true') return 'moves';
  if (!owner || !REPLICATED.has(owner)) return 'blocks';
  const own = budgetsOf(pod, budgets);
  const isYoung = now <= Date.parse(creationTimestamp!) + SYSTEM_FOR;
  if (namespace === 'kube-system' && !own.length && isYoung) return 'blocks';
  if (annotations?.[SAFE] === 'false') return 'blocks';
  const safe = new Set((annotations?.[SAFE_VOLUMES] ?? '').split(',').map((it) => it.trim()));
  const isLocal = ({ name, hostPath, emptyDir }: Volume): boolean =>
    !safe.has(name) && (hostPath !== undefined || (emptyDir !== undefined && emptyDir.medium !== 'Memory'));
  if (((pod['spec'].volumes ?? []) as Volume[]).some(isLocal)) return 'blocks';
  const isHeld = own.some((it) => ((it['status']?.disruptionsAllowed as number | undefined) ?? 0) < 1);
  return isHeld ? 'blocks' : 'moves';
}

/** When a pod of the system stops to stand in the way; undefined when that is not a matter of time. */
export function blocksUntil(pod: KubeObject, now: number): number | undefined {
  const until = Date.parse(pod.metadata.creationTimestamp!) + SYSTEM_FOR;
  return pod.metadata.namespace === 'kube-system' && until >= now ? until : undefined;
}

function budgetsOf(pod: KubeObject, budgets: readonly KubeObject[]): KubeObject[] {
  return budgets.filter(
    (it) =>
      it.metadata.namespace === pod.metadata.namespace &&
      selectorMatcher(it['spec']?.selector as LabelSelector | undefined)(pod.metadata.labels),
  );
}
