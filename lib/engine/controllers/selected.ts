// Which pods a Service selects, and which Services select a pod, without asking each one.

import type { KubeObject } from '../../api/object.ts';
import { mapMatcher } from '../../api/selectors.ts';
import type { Change, Reader } from '../interface.ts';
import { labelPairs } from '../storage/indexes.ts';

type Selector = Readonly<Record<string, string>>;

/** The pods of a namespace with these labels, in key order. */
export function podsSelected(read: Reader, namespace: string, selector: Selector): KubeObject[] {
  const matches = mapMatcher(selector);
  const [pair] = labelPairs(namespace, selector);
  const found = pair === undefined ? read.list('pods', namespace) : read.indexed('podsByLabel', pair);
  return found.filter((pod) => matches(pod.metadata.labels));
}

/** The keys of the Services that select a pod as it is, or as it was. */
export function servicesSelecting(read: Reader, { object, old }: Change): Set<string> {
  const keys = new Set<string>();
  for (const pod of old && old.metadata.labels !== object.metadata.labels ? [object, old] : [object]) {
    const { namespace, labels } = pod.metadata;
    for (const pair of labelPairs(namespace!, labels))
      for (const service of read.indexed('servicesByLabel', pair))
        if (mapMatcher(service['spec'].selector)(labels)) keys.add(`${namespace}/${service.metadata.name}`);
  }
  return keys;
}

/** Whether a pod's change can change an endpoint: before it has an address it is none, and most writes change nothing of it. */
export function changesEndpoint({ object, old, type }: Change): boolean {
  if (!object['status']?.podIP && !old?.['status']?.podIP) return false;
  return (
    !old ||
    type === 'DELETED' ||
    object['status'] !== old['status'] ||
    object.metadata.labels !== old.metadata.labels ||
    object.metadata.deletionTimestamp !== old.metadata.deletionTimestamp
  );
}
