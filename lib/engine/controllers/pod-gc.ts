// Collects pods nobody else would: of nodes that are gone, never scheduled and told to go, on nodes declared out of service, and
// ended ones beyond a number. Follows kubernetes/pkg/controller/podgc.

import { setCondition } from '../../api/conditions.ts';
import { keyOf, type JsonObject, type KubeObject } from '../../api/object.ts';
import { formatTime } from '../../api/time.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser, isReady } from './controller.ts';

/** How often it looks, and for how long a node may be missed before it counts as gone, in milliseconds. */
const PERIOD = 20_000;
const QUARANTINE = 40_000;
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';
const NODE = 'node ';
const POD = 'pod ';

export function podGarbageCollector(): Actor {
  return {
    name: 'pod-garbage-collector',
    user: controllerUser('pod-garbage-collector'),
    watches: ['nodes', 'pods'],
    changed({ resource, type, key, object, old }, context) {
      if (resource === 'nodes') {
        if (type === 'DELETED') context.enqueue(NODE + key, PERIOD + QUARANTINE);
        else if (isOutOfService(object) && (!old || !isOutOfService(old) || isReady(old) !== isReady(object)))
          context.enqueue(NODE + key, PERIOD);
      } else if (type !== 'DELETED' && object.metadata.deletionTimestamp && !old?.metadata.deletionTimestamp) {
        const node = object['spec'].nodeName as string | undefined;
        if (!node) context.enqueue(POD + key, PERIOD);
        else {
          const on = context.read.get('nodes', node);
          if (on && isOutOfService(on)) context.enqueue(NODE + node, PERIOD);
        }
      } else if (type === 'ADDED' && object['spec'].nodeName && !context.read.get('nodes', object['spec'].nodeName))
        context.enqueue(NODE + object['spec'].nodeName, PERIOD + QUARANTINE);
    },
    sync(id, context) {
      if (id.startsWith(NODE)) collectOf(id.slice(NODE.length), context);
      else {
        const pod = context.read.get('pods', id.slice(POD.length));
        if (pod?.metadata.deletionTimestamp && !pod['spec'].nodeName) collect(context, pod);
      }
    },
  };
}

function isOutOfService(node: KubeObject): boolean {
  return ((node['spec']?.taints ?? []) as { key: string }[]).some((it) => it.key === OUT_OF_SERVICE);
}

function collectOf(name: string, context: ActorContext): void {
  const node = context.read.get('nodes', name);
  if (node) {
    if (isReady(node) || !isOutOfService(node)) return;
    for (const pod of context.read.indexed('podsByNode', name))
      if (pod.metadata.deletionTimestamp) collect(context, pod);
    return;
  }
  for (const pod of context.read.indexed('podsByNode', name))
    collect(context, pod, {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByPodGC',
      message: 'PodGC: node no longer exists',
    });
}

/** Marks a pod as failed, unless it has ended, and removes it without waiting. */
function collect(
  context: ActorContext,
  pod: KubeObject,
  condition?: { type: string; status: string; reason: string; message: string },
): void {
  const phase = pod['status']?.phase as string | undefined;
  if (phase !== 'Succeeded' && phase !== 'Failed') {
    const { generation } = pod.metadata;
    const conditions = condition
      ? setCondition(
          pod['status']?.conditions,
          { ...condition, ...(generation ? { observedGeneration: generation } : {}) },
          formatTime(context.now),
        )
      : pod['status']?.conditions;
    const body = { status: { phase: 'Failed', ...(conditions ? { conditions } : {}) } } as unknown as JsonObject;
    context.api.patch('pods', pod.metadata.namespace!, pod.metadata.name!, 'merge', body, { subresource: 'status' });
  }
  if (context.read.get('pods', keyOf(pod)))
    context.api.delete('pods', pod.metadata.namespace!, pod.metadata.name!, { gracePeriodSeconds: 0 });
}
