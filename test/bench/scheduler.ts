// What it costs to place one pod: a plain pod of a Deployment, one with spread constraints, one with pod affinity; in clusters of
// several sizes, filled as the pods come. The scheduler alone: no API, no kubelet.

import type { KubeObject } from '../../lib/api/object.ts';
import { factsOf } from '../../lib/engine/scheduler/pods.ts';
import { Cluster } from '../../lib/engine/scheduler/cluster.ts';
import { Cycle } from '../../lib/engine/scheduler/cycle.ts';
import { chanceFrom } from '../../lib/engine/sim/chance.ts';
import { MemoryStore } from '../../lib/engine/storage/store.ts';
import { figure, type Figure } from './figure.ts';

const SPECS: Record<string, object> = {
  plain: {},
  spread: {
    topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
      maxSkew: 5,
      topologyKey,
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'web' } },
    })),
  },
  'anti-affinity': {
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } },
          },
        ],
      },
    },
  },
  affinity: {
    affinity: {
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'topology.kubernetes.io/zone', labelSelector: { matchLabels: { app: 'web' } } },
        ],
      },
    },
  },
};

/** Places `pods` pods of one Deployment on `nodes` nodes, one after the other. */
function placePods(kind: string, nodes: number, pods: number): Figure {
  const store = new MemoryStore(() => 0);
  const zones = ['a', 'b', 'c'];
  for (let i = 0; i < nodes; i++) {
    const name = `node-${i}`;
    store.put('nodes', {
      metadata: {
        name,
        labels: { 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': zones[i % 3]! },
      },
      spec: {},
      status: { allocatable: { cpu: '16', memory: '64Gi', pods: '110' } },
    });
  }
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'web', controller: true };
  store.put('replicasets.apps', {
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { matchLabels: { app: 'web' } } },
  });
  const labels = { app: 'web', 'pod-template-hash': 'x' };
  const spec = {
    schedulerName: 'default-scheduler',
    containers: [{ name: 'c', image: 'img', resources: { requests: { cpu: '100m', memory: '200Mi' } } }],
    tolerations: [],
    volumes: [],
    priority: 0,
    ...SPECS[kind],
  };
  const objects: KubeObject[] = Array.from({ length: pods }, (_, i) => ({
    metadata: { name: `web-x-${i}`, namespace: 'default', uid: `u${i}`, labels, ownerReferences: [owner] },
    spec: { ...spec },
  }));
  const cluster = new Cluster(store);
  const cycle = new Cycle(cluster, chanceFrom('bench'));
  // The first pod pays for everything that is made once.
  place(objects[0]!);
  const began = performance.now();
  for (let i = 1; i < pods; i++) place(objects[i]!);
  const value = ((performance.now() - began) * 1000) / (pods - 1);
  return { name: `place one ${kind} pod among ${nodes} nodes`, value, unit: 'us' };

  function place(object: KubeObject): void {
    const pod = factsOf(object);
    const { node } = cycle.schedule(pod);
    if (!node) throw new Error('the cluster is full');
    // As its binding is seen: a new object with the node in it.
    cluster.place(factsOf({ ...object, spec: { ...object.spec, nodeName: node.name } }), node.name);
  }
}

/** Places pods of many Deployments in turn, so that each finds many nodes changed since the last of its kind. */
function placeMixed(nodes: number, pods: number, kinds: number): Figure {
  const store = new MemoryStore(() => 0);
  for (let i = 0; i < nodes; i++)
    store.put('nodes', {
      metadata: { name: `node-${i}`, labels: { 'kubernetes.io/hostname': `node-${i}` } },
      spec: {},
      status: { allocatable: { cpu: '16', memory: '64Gi', pods: '110' } },
    });
  const templates = Array.from({ length: kinds }, (_, kind) => {
    store.put('replicasets.apps', {
      metadata: { name: `app-${kind}`, namespace: 'default' },
      spec: { selector: { matchLabels: { app: `app-${kind}` } } },
    });
    return {
      labels: { app: `app-${kind}` },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `app-${kind}`, uid: `${kind}`, controller: true },
      ],
      containers: [
        { name: 'c', image: `img-${kind}`, resources: { requests: { cpu: '100m', memory: `${100 + kind}Mi` } } },
      ],
    };
  });
  const cluster = new Cluster(store);
  const cycle = new Cycle(cluster, chanceFrom('bench'));
  const began = performance.now();
  for (let i = 0; i < pods; i++) {
    const { labels, ownerReferences, containers } = templates[i % kinds]!;
    const pod = factsOf({
      metadata: { name: `pod-${i}`, namespace: 'default', uid: `u${i}`, labels, ownerReferences },
      spec: { containers },
    });
    cluster.place(pod, cycle.schedule(pod).node!.name);
  }
  const value = ((performance.now() - began) * 1000) / pods;
  return { name: `place one pod of ${kinds} kinds in turn among ${nodes} nodes`, value, unit: 'us' };
}

/** Places one pod of a DaemonSet on each node: every pod wants a node of its own by name. */
function placeDaemons(nodes: number): Figure {
  const store = new MemoryStore(() => 0);
  for (let i = 0; i < nodes; i++)
    store.put('nodes', {
      metadata: { name: `node-${i}`, labels: { 'kubernetes.io/hostname': `node-${i}` } },
      spec: {},
      status: { allocatable: { cpu: '16', memory: '64Gi', pods: '110' } },
    });
  const cluster = new Cluster(store);
  const cycle = new Cycle(cluster, chanceFrom('bench'));
  const containers = [{ name: 'c', image: 'img', resources: { requests: { cpu: '100m' } } }];
  const began = performance.now();
  for (let i = 0; i < nodes; i++) {
    const matchFields = [{ key: 'metadata.name', operator: 'In', values: [`node-${i}`] }];
    const required = { nodeSelectorTerms: [{ matchFields }] };
    const pod = factsOf({
      metadata: { name: `agent-${i}`, namespace: 'default', uid: `u${i}`, labels: { app: 'agent' } },
      spec: { containers, affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } },
    });
    const { node } = cycle.schedule(pod);
    if (node?.name !== `node-${i}`) throw new Error('on another node than it wanted');
    cluster.place(pod, node.name);
  }
  const value = ((performance.now() - began) * 1000) / nodes;
  return { name: `place one daemon pod among ${nodes} nodes`, value, unit: 'us' };
}

const show = ({ name, value, unit }: Figure): void => figure(name, value, unit);
for (const kind of Object.keys(SPECS))
  for (const [nodes, pods] of [
    [500, 10_000],
    [5_000, 10_000],
  ] as const)
    show(placePods(kind, nodes, pods));
show(placeMixed(500, 10_000, 200));
show(placeMixed(5_000, 10_000, 200));
show(placeDaemons(5_000));
