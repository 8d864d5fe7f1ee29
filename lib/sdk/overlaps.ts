// Workloads that take each other's pods for their own.

import { podMetadataOf } from '../api/rules/references.ts';
import type { KubeObject } from '../api/object.ts';
import type { Made } from './tree.ts';

type Labels = Readonly<Record<string, string>>;

/** Kinds that own the pods their selector finds; the others (Jobs, bare pods) only make some. */
const OWNERS = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController']);

/** Tells of selectors that are equal, and of jobs and pods that a workload's selector (and so its Services) finds. */
export function checkOverlaps(items: readonly Made[]): void {
  // By namespace and one label of the selector: pods are looked up by each of theirs.
  const selectors = new Map<string, { readonly item: Made; readonly labels: Labels }[]>();
  const keyOf = (object: KubeObject, label: string, value: string): string =>
    `${object.metadata.namespace ?? 'default'} ${label}=${value}`;
  for (const item of items) {
    const { object } = item;
    if (!OWNERS.has(object.kind!)) continue;
    const selector = object['spec']?.selector as { matchLabels?: Labels; matchExpressions?: unknown } | undefined;
    const labels = object.kind === 'ReplicationController' ? (selector as Labels | undefined) : selector?.matchLabels;
    const first = Object.keys(labels ?? {}).sort()[0];
    if (!labels || first === undefined || selector?.matchExpressions) continue;
    const key = keyOf(object, first, labels[first]!);
    const known = selectors.get(key);
    const twin = known?.find((it) => same(it.labels, labels));
    if (twin) tell(item, twin.item);
    if (known) known.push({ item, labels });
    else selectors.set(key, [{ item, labels }]);
  }
  for (const item of items) {
    const { object } = item;
    if (OWNERS.has(object.kind!)) continue;
    const labels = podMetadataOf(object)?.['labels'] as Labels | undefined;
    if (!labels) continue;
    for (const [label, value] of Object.entries(labels))
      for (const owner of selectors.get(keyOf(object, label, value)) ?? [])
        if (Object.entries(owner.labels).every(([key, it]) => labels[key] === it)) tell(owner.item, item);
  }
}

function tell(item: Made, other: Made): void {
  const { kind, metadata } = other.object;
  item.told(
    `selects the pods of ${kind} ${metadata.name} too (${other.construct.node.path}): give one another name`,
    'spec.selector',
  );
}

function same(a: Labels, b: Labels): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
