// Which nodes a DaemonSet's pods belong to. Follows NodeShouldRunDaemonPod of kubernetes/pkg/controller/daemon/daemon_controller.go.

import type { KubeObject } from '../../../api/object.ts';
import { matchesRequirement, type LabelSelectorRequirement } from '../../../api/selectors.ts';

/** Taints that daemon pods live with. */
const TOLERATED = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
] as const;

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

/** The node a daemon pod is on or made for; '' when it says none. */
export function nodeOf(pod: KubeObject): string {
  const bound = pod['spec'].nodeName as string | undefined;
  if (bound) return bound;
  const terms = pod['spec'].affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    ?.nodeSelectorTerms as { matchFields?: { values?: string[] }[] }[] | undefined;
  return terms?.[0]?.matchFields?.[0]?.values?.[0] ?? '';
}

/** The template's tolerations and those every daemon pod gets; one already there is not said twice. */
export function allTolerations(template: KubeObject): readonly Toleration[] {
  const all = [...((template['spec'].tolerations ?? []) as Toleration[])];
  const more = TOLERATED.map(([key, effect]): Toleration => ({ key, operator: 'Exists', effect }));
  if (template['spec'].hostNetwork)
    more.push({ key: 'node.kubernetes.io/network-unavailable', operator: 'Exists', effect: 'NoSchedule' });
  for (const it of more)
    if (!all.some((one) => one.key === it.key && one.effect === it.effect && one.operator === it.operator))
      all.push(it);
  return all;
}

/** Whether a daemon pod starts on a node, and whether one that is there stays. */
export interface Place {
  readonly starts: boolean;
  readonly stays: boolean;
}

const NEVER: Place = { starts: false, stays: false };

export function placeOn(node: KubeObject, template: KubeObject, tolerations: readonly Toleration[]): Place {
  const spec = template['spec'];
  if (spec.nodeName && spec.nodeName !== node.metadata.name) return NEVER;
  const labels = node.metadata.labels;
  for (const [key, value] of Object.entries((spec.nodeSelector ?? {}) as Record<string, string>))
    if (labels?.[key] !== value) return NEVER;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms as
    { matchExpressions?: LabelSelectorRequirement[]; matchFields?: LabelSelectorRequirement[] }[] | undefined;
  if (
    terms &&
    !terms.some(
      (term) =>
        (term.matchExpressions?.length || term.matchFields?.length) &&
        (term.matchExpressions ?? []).every((it) => matchesRequirement(it, labels)) &&
        (term.matchFields ?? []).every((it) => matchesRequirement(it, { 'metadata.name': node.metadata.name! })),
    )
  )
    return NEVER;
  const taints = (node['spec']?.taints ?? []) as { key: string; value?: string; effect: string }[];
  const isTolerated = (taint: { key: string; value?: string; effect: string }): boolean =>
    tolerations.some(
      (it) =>
        (!it.effect || it.effect === taint.effect) &&
        (!it.key || it.key === taint.key) &&
        (it.operator === 'Exists' || (it.value ?? '') === (taint.value ?? '')),
    );
  const against = taints.filter((taint) => taint.effect !== 'PreferNoSchedule' && !isTolerated(taint));
  return { starts: against.length === 0, stays: !against.some((taint) => taint.effect === 'NoExecute') };
}
