// Facts about pods. What follows from a pod's template is worked out once and remembered by the identity of the spec's parts, which
// pods of one template share; parts that are equal without being the same are recognised by their content.

import type { KubeObject } from '../../api/object.ts';
import { controllerOf } from '../../api/object.ts';
import { createdAt, parseTime } from '../../api/time.ts';
import type {
  NodeSelectorTerm,
  Pod,
  PodSpec,
  PreferredSchedulingTerm,
  Toleration,
  TopologySpreadConstraint,
  Volume,
} from '../../api/schema/types/core-v1.ts';
import { requestsOf, type Amounts } from './requests.ts';
import { affinityTerms, anyTermMatches, type AffinityTerms, type NodeIdentity } from './terms.ts';

/** A port a pod takes on its node. */
export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

/** Everything the scheduler reads from a pod's spec, shared by all pods of equal spec in one namespace. */
export interface Shape {
  readonly id: number;
  readonly spec: PodSpec;
  readonly namespace: string;
  readonly requests: Amounts;
  /** Requests with small assumed amounts for containers that request nothing; what scores see of a pod on a node. */
  readonly nonZero: Amounts;
  /** The same of the pod that is being scored. */
  readonly scored: Amounts;
  readonly ports: readonly HostPort[];
  /** Image references with their tag, one a container (init containers first) and image volume. */
  readonly images: readonly string[];
  readonly containerCount: number;
  readonly tolerations: readonly Toleration[];
  readonly nodeSelector: { readonly [key: string]: string } | undefined;
  readonly nodeTerms: readonly NodeSelectorTerm[] | undefined;
  readonly preferredNodeTerms: readonly PreferredSchedulingTerm[];
  readonly affinity: AffinityTerms;
  /** Equal for equal affinity rules; '' for none. */
  readonly affinityId: string;
  readonly spread: readonly TopologySpreadConstraint[];
  /** Those that can keep a pod off a node. */
  readonly volumes: readonly Volume[];
  /** Whether a volume is a claim, given or made for the pod. */
  readonly hasClaims: boolean;
  readonly gated: boolean;
  readonly neverPreempts: boolean;
}

/** Facts about one pod. */
export interface PodFacts {
  readonly object: KubeObject;
  /** `namespace/name` */
  readonly key: string;
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
  readonly shape: Shape;
  readonly priority: number;
  readonly nodeName: string;
  readonly nominatedNode: string;
  readonly terminating: boolean;
}

const NO_LABELS = {};
const facts = new WeakMap<object, PodFacts>();

/** The facts about a pod; remembered by the object. */
export function factsOf(object: KubeObject): PodFacts {
  let found = facts.get(object);
  if (!found) facts.set(object, (found = read(object)));
  return found;
}

function read(object: KubeObject): PodFacts {
  const { metadata } = object;
  const { spec, status } = object as unknown as Pod;
  const namespace = metadata.namespace ?? 'default';
  return {
    object,
    key: `${namespace}/${metadata.name}`,
    uid: metadata.uid ?? '',
    name: metadata.name!,
    namespace,
    labels: metadata.labels ?? NO_LABELS,
    shape: shapeOf(spec!, namespace),
    priority: spec!.priority ?? 0,
    nodeName: spec!.nodeName ?? '',
    nominatedNode: status?.nominatedNodeName ?? '',
    terminating: metadata.deletionTimestamp !== undefined,
  };
}

/** Whether the pod has come to its end and takes nothing of its node any more. */
export function isFinished(object: KubeObject): boolean {
  const phase = object.status?.phase as string | undefined;
  return phase === 'Succeeded' || phase === 'Failed';
}

/** When the pod began to run, milliseconds since the epoch; Infinity before that. */
export function startOf(pod: PodFacts): number {
  const start = parseTime(pod.object.status?.startTime as string | undefined);
  return Number.isNaN(start) ? Infinity : start;
}

/** Order of importance, the most important first: priority, then who started earlier, then the name so that it is one order. */
export function moreImportant(a: PodFacts, b: PodFacts): number {
  return (
    b.priority - a.priority ||
    compare(startOf(a), startOf(b)) ||
    compare(createdAt(a.object), createdAt(b.object)) ||
    compare(a.key, b.key)
  );
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The name of the claim behind a volume; undefined for another kind of volume. */
export function claimName(volume: Volume, podName: string): string | undefined {
  if (volume.persistentVolumeClaim) return volume.persistentVolumeClaim.claimName;
  return volume.ephemeral ? `${podName}-${volume.name}` : undefined;
}

/** The image as images of nodes are named: with a tag. */
export function imageName(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}

/** Names the workload that made the pod, where default spreading asks for it. */
export function ownerKey(pod: PodFacts): string {
  const owner = controllerOf(pod.object);
  return owner ? `${owner.apiVersion}/${owner.kind}/${owner.name}` : '';
}

/** Whether the node meets the pod's node selector and required node affinity. */
export function nodeWanted(shape: Shape, node: NodeIdentity): boolean {
  if (shape.nodeSelector)
    for (const key in shape.nodeSelector) if (node.labels[key] !== shape.nodeSelector[key]) return false;
  return shape.nodeTerms ? anyTermMatches(shape.nodeTerms, node) : true;
}

// Remembering shapes. The first way is by identity: pods of one template share all parts that are objects.
const byContainers = new WeakMap<object, Shape>();
const byContent = new Map<string, Shape>();
const partIds = new WeakMap<object, number>();
const partContents = new Map<string, number>();
/** Bounds memory where every pod is different; forgetting costs only time. */
const REMEMBERED = 20_000;
let nextId = 1;

function partId(part: unknown): number | string {
  if (part === undefined || part === null) return '';
  if (typeof part !== 'object') return String(part);
  let id = partIds.get(part);
  if (id === undefined) {
    const content = JSON.stringify(part);
    id = partContents.get(content);
    if (id === undefined) {
      if (partContents.size > REMEMBERED) partContents.clear();
      partContents.set(content, (id = nextId++));
    }
    partIds.set(part, id);
  }
  return id;
}

function shapeOf(spec: PodSpec, namespace: string): Shape {
  const near = byContainers.get(spec.containers);
  if (near && near.namespace === namespace && sameParts(near.spec, spec)) return near;
  const key =
    `${namespace} ${containersId(spec.containers)} ${containersId(spec.initContainers)} ${partId(spec.affinity)} ` +
    `${partId(spec.tolerations)} ${partId(spec.topologySpreadConstraints)} ${partId(spec.nodeSelector)} ` +
    `${partId(volumesThatMatter(spec))} ${partId(spec.overhead)} ${partId(spec.resources)} ${partId(spec.schedulingGates)} ` +
    `${spec.preemptionPolicy ?? ''}`;
  let shape = byContent.get(key);
  if (!shape) {
    if (byContent.size > REMEMBERED) byContent.clear();
    byContent.set(key, (shape = make(spec, namespace)));
  }
  byContainers.set(spec.containers, shape.spec === spec || sameParts(shape.spec, spec) ? shape : { ...shape, spec });
  return shape;
}

/** The same for containers that ask for the same: what is mounted in them, the service account's token with its drawn name too, is not asked here. */
function containersId(containers: PodSpec['containers'] | undefined): number | string {
  if (!containers?.length) return '';
  return partId(
    containers.map(({ image, resources, ports, restartPolicy }) => ({ image, resources, ports, restartPolicy })),
  );
}

/** Volumes of these kinds are on every node. The service account's token has another name in every template. */
const EVERYWHERE: readonly (keyof Volume)[] = [
  'projected',
  'configMap',
  'secret',
  'emptyDir',
  'downwardAPI',
  'hostPath',
];

function volumesThatMatter({ volumes }: PodSpec): readonly Volume[] | undefined {
  const some = volumes?.filter((volume) => !EVERYWHERE.some((kind) => volume[kind]));
  return some?.length ? some : undefined;
}

function sameParts(a: PodSpec, b: PodSpec): boolean {
  return (
    a.containers === b.containers &&
    a.volumes === b.volumes &&
    a.tolerations === b.tolerations &&
    a.affinity === b.affinity &&
    a.topologySpreadConstraints === b.topologySpreadConstraints &&
    a.nodeSelector === b.nodeSelector &&
    a.initContainers === b.initContainers &&
    a.overhead === b.overhead &&
    a.resources === b.resources &&
    a.schedulingGates === b.schedulingGates &&
    a.preemptionPolicy === b.preemptionPolicy
  );
}

function make(spec: PodSpec, namespace: string): Shape {
  const node = spec.affinity?.nodeAffinity;
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const ports: HostPort[] = [];
  // Host ports of sidecars count too: they run beside the containers.
  for (const container of containers) {
    if (!spec.containers.includes(container) && container.restartPolicy !== 'Always') continue;
    for (const port of container.ports ?? [])
      if (port.hostPort)
        ports.push({ ip: port.hostIP || '0.0.0.0', protocol: port.protocol || 'TCP', port: port.hostPort });
  }
  const volumes = volumesThatMatter(spec) ?? [];
  const affinity = affinityTerms(spec.affinity, namespace);
  const hasTerms = Object.values(affinity).some((terms) => terms.length > 0);
  return {
    id: nextId++,
    spec,
    namespace,
    requests: requestsOf(spec),
    nonZero: requestsOf(spec, 'assumed'),
    scored: requestsOf(spec, 'assumed without pod level'),
    ports,
    images: [
      ...containers.map((container) => imageName(container.image ?? '')),
      ...volumes.filter((volume) => volume.image).map((volume) => imageName(volume.image!.reference ?? '')),
    ],
    containerCount: containers.length,
    tolerations: spec.tolerations ?? [],
    nodeSelector: spec.nodeSelector,
    nodeTerms: node?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms,
    preferredNodeTerms: node?.preferredDuringSchedulingIgnoredDuringExecution ?? [],
    affinity,
    affinityId: hasTerms ? `${namespace} ${partId(spec.affinity)}` : '',
    spread: spec.topologySpreadConstraints ?? [],
    volumes,
    hasClaims: volumes.some((volume) => volume.persistentVolumeClaim || volume.ephemeral),
    gated: (spec.schedulingGates?.length ?? 0) > 0,
    neverPreempts: spec.preemptionPolicy === 'Never',
  };
}
