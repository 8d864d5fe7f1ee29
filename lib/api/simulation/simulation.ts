// What only an embedded cluster is told: its machines and how programs behave. Data, never functions; it appears in no manifest.

import { duplicate, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import { dns1123Label } from '../labels.ts';
import type { JsonObject } from '../object.ts';
import { parseQuantity } from '../quantity.ts';

/** The label and annotation of a node that names its pool. */
export const POOL = 'slipway.dev/pool';

/** The annotation of a node that says what an hour of it costs. */
export const PRICE = 'slipway.dev/price';

/** The annotation of a node that answers nobody: until a time, or until it is taken off. */
export const DOWN = 'slipway.dev/down';

/** Nodes of one shape. `nodes` are per zone. */
export interface NodePool {
  readonly name: string;
  readonly zones?: readonly string[];
  readonly region?: string;
  /** Nodes in each zone. Default 1. */
  readonly nodes?: number;
  /** The pool grows for pods that fit nowhere, up to so many nodes in each zone. */
  readonly maxNodes?: number;
  /** … and shrinks again to so many; `nodes` when not said. */
  readonly minNodes?: number;
  /** Cores of a node, such as 4 or `3500m`. */
  readonly cpu?: string | number;
  readonly memory?: string | number;
  readonly storage?: string | number;
  /** The most pods a node takes. Default 110. */
  readonly pods?: number;
  readonly labels?: { readonly [key: string]: string };
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** Extended resources of a node, such as `nvidia.com/gpu: 1`. */
  readonly resources?: { readonly [name: string]: string | number };
  /** Images that its nodes have from the start. */
  readonly images?: readonly string[];
  /** What a node costs an hour, in whatever currency the reader thinks in. */
  readonly price?: number;
  /** From ordering a node to its being ready; a minute when not said. A pool's first nodes are there from the start. */
  readonly bootSeconds?: number;
}

/** A time in which a program does not answer as it should, from the start of its container on. */
export interface Outage {
  /** Seconds after the container's start. Default 0. */
  readonly atSeconds?: number;
  /** How long it takes; until the container ends when not said. */
  readonly forSeconds?: number;
  /** It lives and says that it is not ready: readiness probes alone fail. Otherwise it answers nobody, nor ends when it is asked to. */
  readonly alive?: boolean;
}

/** How the containers of an image (or of one workload) behave. The first that fits counts. */
export interface Program {
  /** The image without its tag, or with it; `*` stands for any run of characters. */
  readonly image?: string;
  /** `namespace/name` of the workload. */
  readonly workload?: string;
  readonly container?: string;
  /** From the start of the container to its running, when it starts slowly. */
  readonly startSeconds?: number;
  /** From start to running readiness checks successfully, seconds. Default 1. */
  readonly readySeconds?: number;
  /** The container ends by itself after so many seconds of running. A Job's container ends after 5 unless told otherwise. */
  readonly exitSeconds?: number;
  readonly exitCode?: number;
  /** Used memory; above its limit the container is killed (OOMKilled), and where its node has too little left, pods are evicted. */
  readonly memory?: string | number;
  /** Written to its own file system (ephemeral storage); above its limit the pod is evicted. */
  readonly storage?: string | number;
  /** Written to `emptyDir` volumes, by the name of the volume; above the volume's `sizeLimit` the pod is evicted. */
  readonly volumes?: { readonly [name: string]: string | number };
  /** Used CPU, for the autoscaler. */
  readonly cpu?: string | number;
  /** It starts but is never ready. */
  readonly neverReady?: boolean;
  /** When its probes fail although it has been ready. */
  readonly outages?: readonly Outage[];
}

/** An image in a registry. Without any entry for it an image exists and weighs 100 MB. */
export interface Image {
  /** Name with or without tag; `*` stands for any run of characters. */
  readonly name: string;
  readonly size?: string | number;
  /** Pulling it fails: it is not there. */
  readonly missing?: boolean;
  /** Pulling it needs a pull secret. */
  readonly private?: boolean;
}

/** How a storage class's provisioner makes volumes. */
export interface Provisioner {
  /** As in `provisioner` of a StorageClass. */
  readonly name: string;
  /** From asking for a volume to having it. `pace.provisionSeconds` when not said. */
  readonly seconds?: number;
  /** Where it can make volumes; everywhere when not said. */
  readonly zones?: readonly string[];
  /** Whether its volumes are attached to a node before they are mounted there. As its CSIDriver says, if it has one; otherwise as is known of
   * published ones, and so when nothing is. */
  readonly attaches?: boolean;
  /** How long it takes to attach a volume, and to detach it. Default 1. */
  readonly attachSeconds?: number;
  /** It makes none: claims of its classes stay pending. */
  readonly failing?: boolean;
}

/** How fast things happen. Seconds. */
export interface Pace {
  /** From binding to containers started, when the image is there. */
  readonly startSeconds?: number;
  readonly pullMegabytesPerSecond?: number;
  readonly provisionSeconds?: number;
  readonly loadBalancerSeconds?: number;
}

/** What comes in at a workload from a time on, until another entry of the same workload takes over. */
export interface Load {
  /** `namespace/name` of the workload, or of the object a metric is about. */
  readonly workload: string;
  /** The container that bears it; the first when not said. */
  readonly container?: string;
  /** From when on it counts, seconds after the cluster began. Default 0. */
  readonly atSeconds?: number;
  /** CPU and memory of the whole workload, shared by its ready pods. */
  readonly cpu?: string | number;
  readonly memory?: string | number;
  /** Values of the whole by the name of the metric, such as `queue_length: 4000`. */
  readonly metrics?: { readonly [name: string]: string | number };
}

/** Machines that fail at a time: those of a zone, of a pool of it, or one node. */
export interface Failure {
  readonly zone?: string;
  readonly pool?: string;
  readonly node?: string;
  /** Seconds after the cluster began. Default 0. */
  readonly atSeconds?: number;
  /** They answer nobody for so many seconds, and are back as they were; gone for good when not said. */
  readonly forSeconds?: number;
}

/** All of it. */
export interface SimulationSpec {
  readonly pools: readonly NodePool[];
  readonly programs?: readonly Program[];
  readonly images?: readonly Image[];
  readonly loads?: readonly Load[];
  readonly failures?: readonly Failure[];
  readonly provisioners?: readonly Provisioner[];
  readonly pace?: Pace;
  /** Where `pools` were said: `main.ts:71`; absent when they are assumed. */
  readonly source?: string;
}

/** The pools that are assumed when nothing is said: three nodes in three zones. */
export const ASSUMED_POOLS: readonly NodePool[] = [
  { name: 'assumed', zones: ['zone-a', 'zone-b', 'zone-c'], nodes: 1, cpu: 4, memory: '16Gi' },
];

/** What is assumed when nothing is said. */
export const ASSUMED: SimulationSpec = { pools: ASSUMED_POOLS };

/** A simulation as JSON, for saving and comparing. */
export function simulationJson(spec: SimulationSpec): JsonObject {
  return JSON.parse(JSON.stringify(spec)) as JsonObject;
}

/** What a field of the simulation takes: a kind of value, a list of one (`[]`), or the fields of an object. */
type Shape = 'text' | 'count' | 'seconds' | 'number' | 'yes' | 'quantity' | 'quantities' | 'texts' | 'text[]' | Shapes;
interface Shapes {
  readonly [field: string]: Shape | readonly [Shapes];
}

const SHAPES: Shapes = {
  pools: [
    {
      name: 'text',
      zones: 'text[]',
      region: 'text',
      nodes: 'count',
      maxNodes: 'count',
      minNodes: 'count',
      cpu: 'quantity',
      memory: 'quantity',
      storage: 'quantity',
      pods: 'count',
      labels: 'texts',
      taints: [{ key: 'text', value: 'text', effect: 'text' }],
      resources: 'quantities',
      images: 'text[]',
      price: 'number',
      bootSeconds: 'seconds',
    },
  ],
  programs: [
    {
      image: 'text',
      workload: 'text',
      container: 'text',
      startSeconds: 'seconds',
      readySeconds: 'seconds',
      exitSeconds: 'seconds',
      exitCode: 'count',
      memory: 'quantity',
      storage: 'quantity',
      volumes: 'quantities',
      cpu: 'quantity',
      neverReady: 'yes',
      outages: [{ atSeconds: 'seconds', forSeconds: 'seconds', alive: 'yes' }],
    },
  ],
  loads: [
    {
      workload: 'text',
      container: 'text',
      atSeconds: 'seconds',
      cpu: 'quantity',
      memory: 'quantity',
      metrics: 'quantities',
    },
  ],
  failures: [{ zone: 'text', pool: 'text', node: 'text', atSeconds: 'seconds', forSeconds: 'seconds' }],
  images: [{ name: 'text', size: 'quantity', missing: 'yes', private: 'yes' }],
  provisioners: [
    { name: 'text', seconds: 'seconds', zones: 'text[]', attaches: 'yes', attachSeconds: 'seconds', failing: 'yes' },
  ],
  pace: {
    startSeconds: 'seconds',
    pullMegabytesPerSecond: 'number',
    provisionSeconds: 'seconds',
    loadBalancerSeconds: 'seconds',
  },
  source: 'text',
};

/** What is wrong with a simulation, such as one read from a file; empty when nothing is. */
export function simulationErrors(spec: unknown): FieldError[] {
  const found: FieldError[] = [];
  checkFields(SHAPES, spec, '', found);
  if (found.length) return found;
  const { pools, images, loads, failures, provisioners } = spec as Partial<SimulationSpec>;
  if (!pools) return [required('pools')];
  const names = new Set<string>();
  pools.forEach((pool, i) => {
    const path = `pools[${i}]`;
    for (const error of pool.name ? dns1123Label(pool.name) : []) found.push(invalid(`${path}.name`, pool.name, error));
    if (!pool.name) found.push(required(`${path}.name`));
    else if (names.has(pool.name)) found.push(duplicate(`${path}.name`, pool.name));
    names.add(pool.name);
    pool.taints?.forEach((taint, t) => {
      if (!taint.key) found.push(required(`${path}.taints[${t}].key`));
      if (!EFFECTS.includes(taint.effect))
        found.push(notSupported(`${path}.taints[${t}].effect`, taint.effect ?? '', EFFECTS));
    });
  });
  images?.forEach((image, i) => {
    if (!image.name) found.push(required(`images[${i}].name`));
  });
  loads?.forEach((load, i) => {
    if (!load.workload) found.push(required(`loads[${i}].workload`));
  });
  failures?.forEach(({ zone, pool, node }, i) => {
    if (!zone && !pool && !node) found.push(required(`failures[${i}]`, 'a zone, a pool or a node'));
  });
  provisioners?.forEach((provisioner, i) => {
    if (!provisioner.name) found.push(required(`provisioners[${i}].name`));
  });
  return found;
}

const EFFECTS = ['NoExecute', 'NoSchedule', 'PreferNoSchedule'];

function checkFields(shapes: Shapes, value: unknown, path: string, found: FieldError[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    found.push(invalid(path || 'simulation', value, 'must be an object'));
    return;
  }
  for (const [field, held] of Object.entries(value)) {
    const at = path ? `${path}.${field}` : field;
    const shape = shapes[field];
    if (shape === undefined) found.push(invalid(at, held, `unknown field; known: ${Object.keys(shapes).join(', ')}`));
    else if (held !== undefined) checkShape(shape, held, at, found);
  }
}

function checkShape(shape: Shape | readonly [Shapes], value: unknown, path: string, found: FieldError[]): void {
  if (typeof shape === 'object') {
    if (!Array.isArray(shape)) checkFields(shape as Shapes, value, path, found);
    else if (!Array.isArray(value)) found.push(invalid(path, value, 'must be a list'));
    else value.forEach((item, i) => checkFields((shape as readonly [Shapes])[0], item, `${path}[${i}]`, found));
    return;
  }
  const wrong = (detail: string): void => void found.push(invalid(path, value, detail));
  const isQuantity = (it: unknown): boolean =>
    (typeof it === 'string' || typeof it === 'number') && (parseQuantity(it)?.nano ?? -1n) >= 0n;
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  switch (shape) {
    case 'text':
      if (typeof value !== 'string') wrong('must be a text');
      return;
    case 'yes':
      if (typeof value !== 'boolean') wrong('must be true or false');
      return;
    case 'count':
      if (!Number.isInteger(value) || (value as number) < 0) wrong('must be a whole number, not below 0');
      return;
    case 'seconds':
    case 'number':
      if (typeof value !== 'number' || !(value >= 0) || value === Infinity) wrong('must be a number, not below 0');
      return;
    case 'quantity':
      if (!isQuantity(value)) wrong('must be a quantity, such as 4, 500m or 16Gi');
      return;
    case 'quantities':
      if (!isMap || !Object.values(value).every(isQuantity)) wrong('must be quantities by name');
      return;
    case 'texts':
      if (!isMap || !Object.values(value).every((it) => typeof it === 'string')) wrong('must be texts by name');
      return;
    case 'text[]':
      if (!Array.isArray(value) || !value.every((it) => typeof it === 'string')) wrong('must be a list of texts');
  }
}
