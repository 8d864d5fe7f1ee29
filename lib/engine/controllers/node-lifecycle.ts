// Watches over nodes: taints that follow from their conditions, silence, and pods of nodes that are not ready.
// Follows kubernetes/pkg/controller/nodelifecycle and pkg/controller/node/{ipam,ttl}.

import type { KubeObject } from '../../api/object.ts';
import { DOWN, POOL } from '../../api/simulation/simulation.ts';
import { formatTime } from '../../api/time.ts';
import type { Taint } from '../../api/schema/types/core-v1.ts';
import { REGION, ZONE } from '../../api/well-known-labels.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser, isReady } from './controller.ts';
import { taintsOf } from './taints.ts';

/** A node that said nothing for this long is not known to be alive; one that never said anything gets longer. */
const GRACE = 50_000;
const STARTUP_GRACE = 60_000;
/** How often a node of a zone is driven empty at most, and from which share of silent nodes on that slows down, or in zones that are no
 * larger than this stops. */
const EVICTION_EVERY = 10_000;
const UNHEALTHY = 0.55;
const LARGE = 50;
/** From a node's being found silent to the next look at the zones. */
const PASS = 100;
const ZONES = 'all zones';
const SILENT = 'silent ';
const EXCLUDED = 'node.kubernetes.io/exclude-disruption';
const LEASES = 'leases.coordination.k8s.io';
const TTL = 'node.alpha.kubernetes.io/ttl';

/** Nodes with one of these have a kubelet in this process: their heartbeats follow from the time. */
const SELF_POSTING = [POOL, 'kwok.x-k8s.io/node'];

interface NodeCondition {
  readonly type: string;
  readonly status: string;
  readonly lastHeartbeatTime?: string;
}

/** Taints by condition: type, the status that counts, the taint's name. */
const BY_CONDITION = [
  ['MemoryPressure', 'True', 'memory-pressure'],
  ['DiskPressure', 'True', 'disk-pressure'],
  ['NetworkUnavailable', 'True', 'network-unavailable'],
  ['PIDPressure', 'True', 'pid-pressure'],
  ['Ready', 'False', 'not-ready'],
  ['Ready', 'Unknown', 'unreachable'],
] as const;
const OWN = new Set([...BY_CONDITION.map(([, , name]) => name as string), 'unschedulable']);

/** Keeps taints and the readiness of pods in line with what nodes say of themselves. */
export function nodeLifecycleController(): Actor {
  return {
    name: 'node-controller',
    user: controllerUser('node-controller'),
    watches: ['nodes', LEASES],
    changed(change, context) {
      if (change.resource === LEASES) {
        if (change.object.metadata.namespace !== 'kube-node-lease') return;
        const name = change.object.metadata.name!;
        if (context.read.get('nodes', name)) heard(context, name);
        return;
      }
      if (change.type === 'DELETED' || (change.old && readyOf(change.old) !== readyOf(change.object)))
        context.enqueue(ZONES, PASS, { background: true });
      if (change.type === 'DELETED') {
        for (const what of ['heard ', 'known ', SILENT]) context.memory.delete(what + change.key);
        context.forget(change.key);
        return;
      }
      const posted = newest(change.object);
      // Until it answers nobody any more it has been heard of all the time.
      const fellSilent = isDown(change.object) && change.old && !isDown(change.old);
      if (!change.old || posted !== newest(change.old) || fellSilent) heard(context, change.key);
      context.enqueue(change.key);
    },
    sync,
  };
}

const isDown = (node: KubeObject): boolean => node.metadata.annotations?.[DOWN] !== undefined;
const conditionsOf = (node: KubeObject): readonly NodeCondition[] => node['status']?.conditions ?? [];
const newest = (node: KubeObject): string =>
  conditionsOf(node).reduce((most, it) => ((it.lastHeartbeatTime ?? '') > most ? it.lastHeartbeatTime! : most), '');
const readyOf = (node: KubeObject): string | undefined => conditionsOf(node).find((it) => it.type === 'Ready')?.status;

function heard(context: ActorContext, name: string): void {
  context.memory.set(`heard ${name}`, context.now);
}

function sync(name: string, context: ActorContext): void {
  if (name === ZONES) {
    lookAtZones(context);
    return;
  }
  let node = context.read.get('nodes', name);
  if (!node) return;
  node = relabel(context, register(context, node));
  const wasReady = readyOf(node) === 'True';
  node = listen(context, node);
  // Only who fell silent: a kubelet that says of itself that it is not ready still speaks for its pods.
  if (wasReady && readyOf(node) !== 'True') {
    const message = `Node ${name} status is now: NodeNotReady`;
    context.events.event(node, 'Normal', 'NodeNotReady', message);
    markPods(context, node);
  }
  taint(context, node);
}

/** Labels that still have their old name beside the new one; the new one is right. */
const RENAMED = [
  ['kubernetes.io/os', 'beta.kubernetes.io/os'],
  ['kubernetes.io/arch', 'beta.kubernetes.io/arch'],
] as const;

/** Old names of labels say what the new ones do. */
function relabel(context: ActorContext, node: KubeObject): KubeObject {
  const { labels } = node.metadata;
  if (!labels) return node;
  const wrong = RENAMED.filter(([now, before]) => labels[now] !== undefined && labels[before] !== labels[now]);
  if (!wrong.length) return node;
  const right = { ...labels, ...Object.fromEntries(wrong.map(([now, before]) => [before, labels[now]!])) };
  return context.api.update('nodes', { ...node, metadata: { ...node.metadata, labels: right } });
}

/** What a new node is given: a TTL, an address range, a welcome. */
function register(context: ActorContext, node: KubeObject): KubeObject {
  const { name } = node.metadata;
  if (context.memory.get(`known ${name}`)) return node;
  context.memory.set(`known ${name}`, true);
  context.events.event(node, 'Normal', 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
  const annotations = { ...node.metadata.annotations, [TTL]: node.metadata.annotations?.[TTL] ?? '0' };
  const range = node['spec']?.podCIDR ? {} : rangeFor(context, node);
  return context.api.update('nodes', {
    ...node,
    metadata: { ...node.metadata, annotations },
    spec: { ...node['spec'], ...range },
  });
}

/** A /24 of 10.0.0.0/9 of the node's own draw, or the next free one. */
function rangeFor(context: ActorContext, node: KubeObject): object {
  const used = new Set(context.read.list('nodes').map((it) => it['spec']?.podCIDR as string | undefined));
  let number = context.chance.draw(node.metadata.name!, 'pod range') % 16_384;
  const text = (): string => `10.${number >> 8}.${number & 255}.0/24`;
  while (used.has(text())) number = (number + 1) % 16_384;
  return { podCIDR: text(), podCIDRs: [text()] };
}

/** A node from which nothing comes any more is unknown. */
function listen(context: ActorContext, node: KubeObject): KubeObject {
  const { name, annotations, creationTimestamp } = node.metadata;
  if (SELF_POSTING.some((it) => annotations?.[it] !== undefined) && annotations?.[DOWN] === undefined) return node;
  const conditions = conditionsOf(node);
  const spoke = conditions.some((it) => it.type === 'Ready');
  const since = spoke ? (context.memory.get<number>(`heard ${name}`) ?? context.now) : Date.parse(creationTimestamp!);
  const left = since + (spoke ? GRACE : STARTUP_GRACE) - context.now;
  if (readyOf(node) === 'Unknown') return node;
  if (left > 0) {
    context.enqueue(name!, left, { background: true, replace: true });
    return node;
  }
  const now = formatTime(context.now);
  const types = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];
  const unknown = (type: string): object => {
    const old = conditions.find((it) => it.type === type);
    return old
      ? {
          ...old,
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
          lastTransitionTime: now,
        }
      : {
          type,
          status: 'Unknown',
          reason: 'NodeStatusNeverUpdated',
          message: 'Kubelet never posted node status.',
          lastHeartbeatTime: creationTimestamp,
          lastTransitionTime: now,
        };
  };
  const next = [
    ...conditions.map((it) => (types.includes(it.type) ? unknown(it.type) : it)),
    ...types.filter((type) => !conditions.some((it) => it.type === type)).map(unknown),
  ];
  return context.api.update(
    'nodes',
    { ...node, status: { ...node['status'], conditions: next } },
    { subresource: 'status' },
  );
}

const isEvicting = (it: Taint): boolean =>
  it.effect === 'NoExecute' && /^node\.kubernetes\.io\/(not-ready|unreachable)$/.test(it.key);

/** Keeps a node's taints in line with its conditions. The one that drives pods away comes when its zone's turn has come. */
function taint(context: ActorContext, node: KubeObject, mayEvict = false): void {
  const conditions = conditionsOf(node);
  const taints = taintsOf(node);
  // A node that has not said anything yet keeps what admission gave it.
  if (readyOf(node) === undefined && !node['spec']?.unschedulable) return;
  const names = BY_CONDITION.filter(([type, status]) =>
    conditions.some((it) => it.type === type && it.status === status),
  ).map(([, , name]) => name as string);
  if (node['spec']?.unschedulable) names.push('unschedulable');
  const wanted: Taint[] = names.map((name) => ({ key: `node.kubernetes.io/${name}`, effect: 'NoSchedule' }));
  const silence = ['not-ready', 'unreachable'].find((it) => names.includes(it));
  const { name: id } = node.metadata;
  if (silence === undefined) {
    if (context.memory.get(SILENT + id) !== undefined) context.memory.delete(SILENT + id);
  } else if (mayEvict || taints.some(isEvicting)) {
    // One reason takes the place of the other at once.
    wanted.push({ key: `node.kubernetes.io/${silence}`, effect: 'NoExecute' });
    context.memory.delete(SILENT + id);
  } else if (context.memory.get(SILENT + id) === undefined) {
    context.memory.set(SILENT + id, true);
    context.enqueue(ZONES, PASS, { background: true });
  }
  const isOwn = (it: Taint): boolean =>
    it.key.startsWith('node.kubernetes.io/') &&
    OWN.has(it.key.slice(19)) &&
    (it.effect === 'NoSchedule' || isEvicting(it));
  const same = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect;
  const kept = taints.filter((it) => !isOwn(it) || wanted.some((one) => same(one, it)));
  const added = wanted.filter((it) => !taints.some((one) => same(one, it)));
  if (kept.length === taints.length && added.length === 0) return;
  const next = [...kept, ...added.map((it) => ({ ...it, timeAdded: formatTime(context.now) }))];
  const { taints: _, ...spec } = node['spec'] ?? {};
  context.api.update('nodes', { ...node, spec: next.length ? { ...spec, taints: next } : spec });
}

/** How nodes of a zone are driven empty: how long after one another; never where too many of few are silent. */
function paceOf({ ready, silent }: { readonly ready: number; readonly silent: number }): number {
  const size = ready + silent;
  const isPartial = ready > 0 && silent > 2 && silent / size >= UNHEALTHY;
  if (!isPartial) return EVICTION_EVERY;
  return size > LARGE ? EVICTION_EVERY * 10 : Infinity;
}

/**
 * Pods are driven away from silent nodes one node after the other in each zone. Where no node of any zone answers it is the controller
 * that is cut off: nobody is.
 */
function lookAtZones(context: ActorContext): void {
  const { read, memory, now } = context;
  const waiting = memory.entries(SILENT).map(([key]) => key.slice(SILENT.length));
  const nodes = read.list('nodes');
  const isSilent = (node: KubeObject): boolean => readyOf(node) !== 'True';
  if (!waiting.length && !nodes.some((it) => taintsOf(it).some(isEvicting))) return;
  const zones = new Map<string, { ready: number; silent: number }>();
  for (const node of nodes) {
    if (node.metadata.labels?.[EXCLUDED] !== undefined) continue;
    const zone = zoneKey(node);
    let sums = zones.get(zone);
    if (!sums) zones.set(zone, (sums = { ready: 0, silent: 0 }));
    if (isSilent(node)) sums.silent++;
    else sums.ready++;
  }
  if ([...zones.values()].every((it) => it.ready === 0)) {
    for (const node of nodes) {
      const taints = taintsOf(node).filter((it) => !isEvicting(it));
      if (taints.length === taintsOf(node).length) continue;
      memory.set(SILENT + node.metadata.name, true);
      const { taints: _, ...spec } = node['spec'];
      context.api.update('nodes', { ...node, spec: taints.length ? { ...spec, taints } : spec });
    }
    return;
  }
  for (const name of waiting) {
    const node = read.get('nodes', name);
    if (!node) continue;
    const zone = zoneKey(node);
    const pace = paceOf(zones.get(zone) ?? { ready: 1, silent: 0 });
    if (pace === Infinity) continue;
    const next = memory.get<number>(`eviction ${zone}`) ?? now;
    if (next > now) context.enqueue(ZONES, next - now, { background: true });
    else {
      memory.set(`eviction ${zone}`, now + pace);
      taint(context, node, true);
    }
  }
}

const zoneKey = ({ metadata: { labels } }: KubeObject): string => `${labels?.[REGION] ?? ''} ${labels?.[ZONE] ?? ''}`;

/** Nobody can say that a pod is ready whose node is not. */
function markPods(context: ActorContext, node: KubeObject): void {
  const { name } = node.metadata;
  const pods = context.read.indexed('podsByNode', name!).filter(isReady);
  if (pods.length === 0) return;
  const now = formatTime(context.now);
  for (const pod of pods) {
    const conditions = (pod['status'].conditions as { type: string }[]).map((it) =>
      it.type === 'Ready' ? { ...it, status: 'False', lastTransitionTime: now } : it,
    );
    context.events.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
    context.api.update('pods', { ...pod, status: { ...pod['status'], conditions } }, { subresource: 'status' });
  }
}
