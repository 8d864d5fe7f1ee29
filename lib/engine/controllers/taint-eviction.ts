// Pods leave nodes whose NoExecute taints they do not tolerate, at once or when their toleration runs out.
// Follows kubernetes/pkg/controller/tainteviction.

import { setCondition } from '../../api/conditions.ts';
import { keyOf, type KubeObject } from '../../api/object.ts';
import type { Taint } from '../../api/schema/types/core-v1.ts';
import { formatTime } from '../../api/time.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser } from './controller.ts';
import { taintsOf } from './taints.ts';

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

export function taintEvictionController(): Actor {
  return {
    name: 'taint-eviction-controller',
    user: controllerUser('node-controller'),
    watches: ['nodes', 'pods'],
    changed(change, context) {
      if (change.resource === 'nodes') {
        if (change.type === 'DELETED') return;
        const before = change.old ? evicting(change.old) : [];
        const now = evicting(change.object);
        if (before.length === 0 && now.length === 0) return;
        if (JSON.stringify(before) !== JSON.stringify(now)) context.enqueue(`node ${change.key}`);
        return;
      }
      const node = change.object['spec'].nodeName as string | undefined;
      if (!node || change.old?.['spec'] === change.object['spec']) return;
      if (change.type === 'DELETED') {
        if (context.memory.get(`since ${change.key}`) === undefined) return;
        context.memory.delete(`since ${change.key}`);
        context.forget(change.key);
        return;
      }
      const object = context.read.get('nodes', node);
      if (object && evicting(object).length) context.enqueue(change.key);
    },
    sync,
  };
}

const evicting = (node: KubeObject): readonly Taint[] => taintsOf(node).filter((it) => it.effect === 'NoExecute');

function sync(key: string, context: ActorContext): void {
  if (key.startsWith('node ')) {
    for (const pod of context.read.indexed('podsByNode', key.slice(5))) consider(context, pod);
    return;
  }
  const pod = context.read.get('pods', key);
  if (pod) consider(context, pod);
}

function consider(context: ActorContext, pod: KubeObject): void {
  const key = keyOf(pod);
  const node = context.read.get('nodes', (pod['spec'].nodeName as string | undefined) ?? '');
  if (!node || pod.metadata.deletionTimestamp) return;
  const taints = evicting(node);
  const since = context.memory.get<number>(`since ${key}`);
  if (taints.length === 0) {
    if (since === undefined) return;
    context.memory.delete(`since ${key}`);
    context.forget(key);
    context.events.event(
      pod,
      'Normal',
      'TaintManagerEviction',
      `Cancelling deletion of Pod ${pod.metadata.namespace}/${pod.metadata.name}`,
    );
    return;
  }
  const patience = patienceOf(pod, taints);
  if (patience === Infinity) return;
  const from = since ?? context.now;
  const left = from + patience * 1000 - context.now;
  if (left > 0) {
    if (since === undefined) context.memory.set(`since ${key}`, from);
    context.enqueue(key, left, { background: left > 60_000, replace: true });
    return;
  }
  context.memory.delete(`since ${key}`);
  context.events.event(
    pod,
    'Normal',
    'TaintManagerEviction',
    `Marking for deletion Pod ${pod.metadata.namespace}/${pod.metadata.name}`,
  );
  const now = formatTime(context.now);
  const conditions = setCondition(
    pod['status']?.conditions,
    {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    },
    now,
  );
  context.api.update('pods', { ...pod, status: { ...pod['status'], conditions } }, { subresource: 'status' });
  context.api.delete('pods', pod.metadata.namespace!, pod.metadata.name!);
}

/** How many seconds a pod bears these taints: the shortest of its tolerations; 0 when one taint is not tolerated. */
function patienceOf(pod: KubeObject, taints: readonly Taint[]): number {
  const tolerations = (pod['spec'].tolerations ?? []) as readonly Toleration[];
  let patience = Infinity;
  for (const taint of taints) {
    const fitting = tolerations.filter(
      (it) =>
        (!it.effect || it.effect === taint.effect) &&
        (!it.key || it.key === taint.key) &&
        (it.operator === 'Exists' || (it.value ?? '') === (taint.value ?? '')),
    );
    if (fitting.length === 0) return 0;
    for (const { tolerationSeconds } of fitting)
      if (tolerationSeconds !== undefined) patience = Math.min(patience, Math.max(0, tolerationSeconds));
  }
  return patience;
}
