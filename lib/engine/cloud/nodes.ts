// Node pools become nodes when a cluster starts. Heartbeats are derived from time: a pool's node is healthy until something is done to it.

import type { KubeObject } from '../../api/object.ts';
import { POOL, PRICE, type NodePool, type SimulationSpec } from '../../api/simulation/simulation.ts';
import { formatTime } from '../../api/time.ts';
import { canonicalQuantity } from '../../api/quantity.ts';
import { REGION, ZONE } from '../../api/well-known-labels.ts';
import type { Actor, ActorContext, Verbs } from '../interface.ts';
import { HEALTHY } from '../kubelet/node-conditions.ts';

const FAKE = 'kwok.x-k8s.io/node';

/** The nodes of a simulation, as they register. */
export function nodesOf(simulation: SimulationSpec, now: number): KubeObject[] {
  const nodes: KubeObject[] = [];
  for (const pool of simulation.pools)
    for (const zone of pool.zones ?? ['zone-a'])
      for (let i = 0; i < (pool.nodes ?? 1); i++) nodes.push(node(pool, zone, i + 1, nodes.length, now));
  return nodes;
}

/** One more node of a pool, in one of its zones, as it registers: with the next free name and address range. */
export function anotherNode(pool: NodePool, zone: string, nodes: readonly KubeObject[], now: number): KubeObject {
  const names = new Set(nodes.map((it) => it.metadata.name));
  const ranges = new Set(nodes.map((it) => it['spec']?.podCIDR as string));
  for (let number = 1, index = nodes.length; ;) {
    const made = node(pool, zone, number, index, now);
    if (names.has(made.metadata.name)) number++;
    else if (ranges.has(made['spec'].podCIDR as string)) index++;
    else return made;
  }
}

/** Registers a node with its status. */
export function register(api: Verbs, made: KubeObject): void {
  const { status, ...rest } = made as KubeObject & { status: object };
  const created = api.create('nodes', rest as KubeObject);
  api.update('nodes', { ...created, status }, { subresource: 'status' });
}

function node(pool: NodePool, zone: string, number: number, index: number, now: number): KubeObject {
  const name = `${pool.name}-${zone.replace(/^zone-/, '')}-${number}`;
  const resources = {
    cpu: canonicalQuantity(pool.cpu ?? 4),
    'ephemeral-storage': canonicalQuantity(pool.storage ?? '100Gi'),
    memory: canonicalQuantity(pool.memory ?? '16Gi'),
    pods: String(pool.pods ?? 110),
    ...Object.fromEntries(Object.entries(pool.resources ?? {}).map(([key, value]) => [key, canonicalQuantity(value)])),
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        [REGION]: pool.region ?? 'region',
        [ZONE]: zone,
        [POOL]: pool.name,
        ...pool.labels,
      },
      annotations: { [POOL]: pool.name, ...(pool.price === undefined ? {} : { [PRICE]: String(pool.price) }) },
    },
    spec: {
      podCIDR: `10.${128 + (index >> 8)}.${index & 255}.0/24`,
      podCIDRs: [`10.${128 + (index >> 8)}.${index & 255}.0/24`],
      ...(pool.taints?.length ? { taints: pool.taints } : {}),
    },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: conditions(now),
      addresses: [
        { type: 'InternalIP', address: `192.168.${index >> 8}.${index & 255}` },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: {
        machineID: name,
        systemUUID: name,
        bootID: name,
        kernelVersion: '6.6',
        osImage: 'slipway',
        containerRuntimeVersion: 'containerd://2.1',
        kubeletVersion: 'v1.36.3',
        kubeProxyVersion: '',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  };
}

function conditions(now: number): object[] {
  const time = formatTime(now);
  return Object.entries(HEALTHY).map(([type, [status, reason, message]]) => ({
    type,
    status,
    lastHeartbeatTime: time,
    lastTransitionTime: time,
    reason,
    message,
  }));
}

/** Registers the pools' nodes, keeps nodes with a kubelet ready, and takes the not-ready taint off those that are. */
export function nodeActor(): Actor {
  return {
    name: 'cloud-nodes',
    user: { name: 'system:cloud-controller-manager', groups: ['system:masters', 'system:authenticated'] },
    watches: ['nodes'],
    start(context) {
      for (const made of nodesOf(context.simulation, context.now)) register(context.api, made);
    },
    changed(change, context) {
      if (change.type !== 'DELETED') context.enqueue(change.key);
    },
    sync,
  };
}

const NOT_READY = 'node.kubernetes.io/not-ready';

function sync(key: string, context: ActorContext): void {
  let object = context.read.get('nodes', key);
  if (!object) return;
  const isReady = (): boolean =>
    ((object!['status']?.conditions ?? []) as { type: string; status: string }[]).some(
      (it) => it.type === 'Ready' && it.status === 'True',
    );
  if (object.metadata.annotations?.[FAKE] === 'fake' && !isReady()) {
    const given = object['status'] ?? {};
    const room = given.allocatable ?? given.capacity ?? { cpu: '1k', memory: '1Ti', pods: '1M' };
    const address = [
      { address: '10.0.0.1', type: 'InternalIP' },
      { address: object.metadata.name, type: 'Hostname' },
    ];
    const status = {
      ...given,
      allocatable: room,
      capacity: given.capacity ?? room,
      conditions: conditions(context.now),
      addresses: given.addresses ?? address,
      phase: 'Running',
    };
    object = context.api.update('nodes', { ...object, status }, { subresource: 'status' });
  }
  const taints = (object['spec']?.taints ?? []) as { key: string }[];
  if (isReady() && taints.some((it) => it.key === NOT_READY)) {
    const left = taints.filter((it) => it.key !== NOT_READY);
    context.api.update('nodes', { ...object, spec: { ...object['spec'], taints: left.length ? left : undefined } });
  }
}
