// One pod on every node that takes it. Follows kubernetes/pkg/controller/daemon.

import { scaledValue } from '../../api/int-or-string.ts';
import { keyOf, type KubeObject } from '../../api/object.ts';
import { matchesRequirement, type LabelSelectorRequirement } from '../../api/selectors.ts';
import type { Actor, ActorContext } from '../interface.ts';
import {
  controllerUser,
  isActive,
  isAvailable,
  isReady,
  managedBy,
  managedObjects,
  ownerKeys,
  writeStatus,
} from './controller.ts';
import { canonical, templateHash } from './template-hash.ts';

const RESOURCE = 'daemonsets.apps';
const REVISIONS = 'controllerrevisions.apps';
const HASH = 'controller-revision-hash';

/** Taints that daemon pods live with. */
const TOLERATED = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
] as const;

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

export function daemonSetController(): Actor {
  return {
    name: 'daemonset-controller',
    user: controllerUser('daemon-set-controller'),
    watches: [RESOURCE, 'pods', 'nodes'],
    changed(change, context) {
      if (change.resource === RESOURCE) context.enqueue(change.key);
      else if (change.resource === 'pods') for (const key of ownerKeys(change, 'DaemonSet')) context.enqueue(key);
      // Of a node only what decides placement counts.
      else if (
        !change.old ||
        change.type === 'DELETED' ||
        change.old['spec'] !== change.object['spec'] ||
        change.old.metadata.labels !== change.object.metadata.labels
      )
        for (const set of context.read.list(RESOURCE)) context.enqueue(keyOf(set));
    },
    sync,
  };
}

function sync(key: string, context: ActorContext): void {
  const set = context.read.get(RESOURCE, key);
  if (!set || set.metadata.deletionTimestamp) return;
  const { hash } = revise(context, set);
  const template = set['spec'].template as KubeObject;
  const owned = managedObjects(context, set, 'Pod');
  const byNode = new Map<string, KubeObject[]>();
  for (const pod of owned) {
    const node = nodeOf(pod);
    byNode.set(node, [...(byNode.get(node) ?? []), pod]);
  }
  const nodes = context.read.list('nodes');
  const tolerations = allTolerations(template);
  const wanted = nodes.filter((node) => shouldRun(node, template, tolerations));
  const names = new Set(wanted.map((node) => node.metadata.name!));

  for (const [node, pods] of byNode) {
    const active = pods.filter((pod) => !pod.metadata.deletionTimestamp);
    for (const pod of active) {
      const failed = pod['status']?.phase === 'Failed';
      if (failed)
        context.events.event(
          set,
          'Warning',
          'FailedDaemonPod',
          `Found failed daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${node}, will try to kill it`,
        );
      // A node that is gone keeps its pods until pod garbage collection acts.
      if (failed || (!names.has(node) && context.read.get('nodes', node))) remove(context, set, pod);
    }
  }
  for (const node of wanted) {
    const there = (byNode.get(node.metadata.name!) ?? []).filter((pod) => pod['status']?.phase !== 'Failed');
    if (there.length === 0) create(context, set, template, node.metadata.name!, hash);
  }
  roll(context, set, wanted, byNode, hash);
  status(context, set, wanted, nodes, hash);
}

function isFinished(pod: KubeObject): boolean {
  return pod['status']?.phase === 'Succeeded' || pod['status']?.phase === 'Failed';
}

function nodeOf(pod: KubeObject): string {
  const bound = pod['spec'].nodeName as string | undefined;
  if (bound) return bound;
  const terms = pod['spec'].affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    ?.nodeSelectorTerms as { matchFields?: { values?: string[] }[] }[] | undefined;
  return terms?.[0]?.matchFields?.[0]?.values?.[0] ?? '';
}

function allTolerations(template: KubeObject): readonly Toleration[] {
  const own = (template['spec'].tolerations ?? []) as Toleration[];
  const more = TOLERATED.map(([key, effect]): Toleration => ({ key, operator: 'Exists', effect }));
  if (template['spec'].hostNetwork)
    more.push({ key: 'node.kubernetes.io/network-unavailable', operator: 'Exists', effect: 'NoSchedule' });
  return [...own, ...more];
}

function shouldRun(node: KubeObject, template: KubeObject, tolerations: readonly Toleration[]): boolean {
  const spec = template['spec'];
  if (spec.nodeName && spec.nodeName !== node.metadata.name) return false;
  const labels = node.metadata.labels;
  for (const [key, value] of Object.entries((spec.nodeSelector ?? {}) as Record<string, string>))
    if (labels?.[key] !== value) return false;
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
    return false;
  const taints = (node['spec']?.taints ?? []) as { key: string; value?: string; effect: string }[];
  return taints.every(
    (taint) =>
      taint.effect === 'PreferNoSchedule' ||
      tolerations.some(
        (it) =>
          (!it.effect || it.effect === taint.effect) &&
          (!it.key || it.key === taint.key) &&
          (it.operator === 'Exists' || (it.value ?? '') === (taint.value ?? '')),
      ),
  );
}

function revise(context: ActorContext, set: KubeObject): { hash: string } {
  const template = set['spec'].template as KubeObject;
  const data = { spec: { template: { ...template, $patch: 'replace' } } };
  const text = canonical(data);
  const known = managedObjects(context, set, 'ControllerRevision');
  const newest = known.reduce((most, it) => Math.max(most, it['revision'] as number), 0);
  const same = known.find((it) => canonical(it['data']) === text);
  const hash = templateHash(template);
  if (same) {
    if (same['revision'] !== newest) context.api.update(REVISIONS, { ...same, revision: newest + 1 });
    return { hash: same.metadata.labels![HASH]! };
  }
  context.api.create(REVISIONS, {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${set.metadata.name}-${hash}`,
      namespace: set.metadata.namespace,
      labels: { ...template.metadata?.labels, [HASH]: hash },
      annotations: { 'deprecated.daemonset.template.generation': String(set.metadata.generation) },
      ownerReferences: [managedBy(set)],
    },
    data,
    revision: newest + 1,
  });
  return { hash };
}

function create(context: ActorContext, set: KubeObject, template: KubeObject, node: string, hash: string): void {
  const field = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const affinity = template['spec'].affinity ?? {};
  const terms = affinity.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms as
    object[] | undefined;
  const pod = context.api.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace,
      labels: {
        ...template.metadata?.labels,
        [HASH]: hash,
        'pod-template-generation': String(set.metadata.annotations?.['deprecated.daemonset.template.generation'] ?? 1),
      },
      annotations: template.metadata?.annotations,
      ownerReferences: [managedBy(set)],
    },
    spec: {
      ...template['spec'],
      affinity: {
        ...affinity,
        nodeAffinity: {
          ...affinity.nodeAffinity,
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: terms
              ? terms.map((term) => ({ ...term, matchFields: field }))
              : [{ matchFields: field }],
          },
        },
      },
      tolerations: allTolerations(template),
    },
  });
  context.events.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
}

function remove(context: ActorContext, set: KubeObject, pod: KubeObject): void {
  context.api.delete('pods', pod.metadata.namespace!, pod.metadata.name!);
  context.events.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
}

/** Old pods go as far as availability allows (surge is not played). */
function roll(
  context: ActorContext,
  set: KubeObject,
  wanted: readonly KubeObject[],
  byNode: ReadonlyMap<string, KubeObject[]>,
  hash: string,
): void {
  if (set['spec'].updateStrategy?.type === 'OnDelete') return;
  const most = Math.max(
    1,
    scaledValue(
      (set['spec'].updateStrategy?.rollingUpdate?.maxUnavailable as string | number | undefined) ?? 1,
      wanted.length,
      true,
    ),
  );
  const minReady = (set['spec'].minReadySeconds as number | undefined) ?? 0;
  let unavailable = 0;
  const old: KubeObject[] = [];
  for (const node of wanted) {
    const pods = (byNode.get(node.metadata.name!) ?? []).filter((pod) => pod['status']?.phase !== 'Failed');
    const good = pods.some((pod) => !pod.metadata.deletionTimestamp && isAvailable(pod, minReady, context.now));
    if (!good) unavailable++;
    for (const pod of pods)
      if (!pod.metadata.deletionTimestamp && pod.metadata.labels?.[HASH] !== hash) {
        if (good) old.push(pod);
        else remove(context, set, pod);
      }
  }
  for (const pod of old.slice(0, Math.max(0, most - unavailable))) remove(context, set, pod);
}

function status(
  context: ActorContext,
  set: KubeObject,
  wanted: readonly KubeObject[],
  nodes: readonly KubeObject[],
  hash: string,
): void {
  const names = new Set(wanted.map((node) => node.metadata.name!));
  // A pod on its way out still counts; of several on a node the oldest.
  const pods = managedObjects(context, set, 'Pod')
    .filter((pod) => isActive(pod) || (pod.metadata.deletionTimestamp && !isFinished(pod)))
    .sort((a, b) => (a.metadata.creationTimestamp! > b.metadata.creationTimestamp! ? -1 : 1));
  const running = (on: boolean): KubeObject[] => [
    ...new Map(
      pods
        .filter((pod) => names.has(nodeOf(pod)) === on && nodes.some((node) => node.metadata.name === nodeOf(pod)))
        .map((pod) => [nodeOf(pod), pod]),
    ).values(),
  ];
  const good = running(true);
  const ready = good.filter(isReady);
  const minReady = (set['spec'].minReadySeconds as number | undefined) ?? 0;
  const available = ready.filter((pod) => isAvailable(pod, minReady, context.now)).length;
  const some = (field: string, value: number): object => (value ? { [field]: value } : {});
  writeStatus(context, RESOURCE, context.read.get(RESOURCE, keyOf(set))!, {
    currentNumberScheduled: good.length,
    numberMisscheduled: running(false).length,
    desiredNumberScheduled: wanted.length,
    numberReady: ready.length,
    observedGeneration: set.metadata.generation,
    ...some('updatedNumberScheduled', good.filter((pod) => pod.metadata.labels?.[HASH] === hash).length),
    ...some('numberAvailable', available),
    ...some('numberUnavailable', wanted.length - available),
  });
}
