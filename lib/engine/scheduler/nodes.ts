// A node as the scheduler sees it: what it offers, what its pods take, kept up to date pod by pod.
// Follows kubernetes/pkg/scheduler/framework (NodeInfo, HostPortInfo).

import type { KubeObject } from '../../api/object.ts';
import type { Node, Taint } from '../../api/schema/types/core-v1.ts';
import type { HostPort, PodFacts } from './pods.ts';
import { amountsOf, type Amounts } from './requests.ts';

const NO_LABELS: { readonly [key: string]: string } = {};
const NO_TAINTS: readonly Taint[] = [];
const NO_IMAGES: ReadonlyMap<string, number> = new Map();
const WILDCARD = '0.0.0.0';
// One counter for all nodes: a new node that takes over a slot can never be mistaken for the old one.
let generations = 0;

// Equal images lists come from equal status objects again and again.
const imagesOf = new WeakMap<object, ReadonlyMap<string, number>>();

/** One node with its pods. Changed in place, so that scheduling one pod costs what that pod changes. */
export class NodeFacts {
  readonly name: string;
  /** Its place in all arrays by node; stays the same as long as the node exists. */
  readonly slot: number;
  object!: KubeObject;
  labels: { readonly [key: string]: string } = NO_LABELS;
  taints: readonly Taint[] = NO_TAINTS;
  unschedulable = false;
  allocatable: Amounts = { cpu: 0, memory: 0, ephemeral: 0 };
  allowedPods = 0;
  /** Size in bytes by image name. */
  images: ReadonlyMap<string, number> = NO_IMAGES;
  readonly pods: PodFacts[] = [];
  cpu = 0;
  memory = 0;
  ephemeral = 0;
  nonZeroCpu = 0;
  nonZeroMemory = 0;
  scalars: Map<string, number> | undefined;
  private usedPorts: HostPort[] | undefined;
  private onTrial = false;
  /** Grows with every change; results worked out for an older generation no longer hold. */
  generation = ++generations;
  /** Its lot in draws among equal nodes; -1 until drawn. */
  draw = -1;
  private lowest = { generation: -1, priority: 0 };

  constructor(name: string, slot: number) {
    this.name = name;
    this.slot = slot;
  }

  /** Takes over the node's object; tells whether labels, taints or being schedulable changed. */
  update(object: KubeObject): boolean {
    const { metadata, spec, status } = object as unknown as Node;
    const labels = metadata?.labels ?? NO_LABELS;
    const taints = spec?.taints ?? NO_TAINTS;
    const moved = !sameText(labels, this.labels) || !sameText(taints, this.taints);
    this.object = object;
    this.labels = labels;
    this.taints = taints;
    this.unschedulable = spec?.unschedulable ?? false;
    this.allocatable = amountsOf(status?.allocatable);
    this.allowedPods = Number(amountsOf({ count: status?.allocatable?.['pods'] ?? 0 }).scalars!.get('count'));
    const images = status?.images;
    if (!images?.length) this.images = NO_IMAGES;
    else {
      let sizes = imagesOf.get(images);
      if (!sizes) {
        const made = new Map<string, number>();
        for (const image of images)
          for (const name of image.names ?? []) if (!made.has(name)) made.set(name, image.sizeBytes ?? 0);
        imagesOf.set(images, (sizes = made));
      }
      this.images = sizes;
    }
    this.generation = ++generations;
    return moved;
  }

  add(pod: PodFacts): void {
    this.pods.push(pod);
    this.count(pod, 1);
    if (pod.shape.ports.length) (this.usedPorts ??= []).push(...pod.shape.ports);
  }

  /** Takes a pod off by its key; the facts may be of an older state of the pod. */
  remove(pod: PodFacts): void {
    const at = this.pods.findIndex((one) => one.key === pod.key);
    if (at < 0) return;
    const [gone] = this.pods.splice(at, 1);
    this.count(gone!, -1);
    const { ports } = gone!.shape;
    if (!ports.length) return;
    // Upstream keeps a set: where two pods came to share a port, taking one off on trial frees it.
    this.usedPorts = this.onTrial
      ? this.usedPorts!.filter((used) => !ports.some((port) => samePort(used, port)))
      : this.pods.flatMap((one) => one.shape.ports);
  }

  /** Whether a host port is taken: an address of 0.0.0.0 stands for all. */
  portTaken({ ip, protocol, port }: HostPort): boolean {
    return (
      this.usedPorts?.some(
        (used) =>
          used.port === port &&
          used.protocol === protocol &&
          (used.ip === ip || used.ip === WILDCARD || ip === WILDCARD),
      ) ?? false
    );
  }

  /** The lowest priority among its pods; Infinity without pods. */
  lowestPriority(): number {
    if (this.lowest.generation !== this.generation) {
      let priority = Infinity;
      for (const pod of this.pods) if (pod.priority < priority) priority = pod.priority;
      this.lowest = { generation: this.generation, priority };
    }
    return this.lowest.priority;
  }

  /** A copy to try changes on. */
  copy(): NodeFacts {
    const copy = new NodeFacts(this.name, this.slot);
    copy.onTrial = true;
    copy.object = this.object;
    copy.labels = this.labels;
    copy.taints = this.taints;
    copy.unschedulable = this.unschedulable;
    copy.allocatable = this.allocatable;
    copy.allowedPods = this.allowedPods;
    copy.images = this.images;
    copy.pods.push(...this.pods);
    copy.cpu = this.cpu;
    copy.memory = this.memory;
    copy.ephemeral = this.ephemeral;
    copy.nonZeroCpu = this.nonZeroCpu;
    copy.nonZeroMemory = this.nonZeroMemory;
    copy.scalars = this.scalars && new Map(this.scalars);
    copy.usedPorts = this.usedPorts?.slice();
    copy.generation = this.generation;
    return copy;
  }

  private count(pod: PodFacts, sign: 1 | -1): void {
    const { requests, nonZero } = pod.shape;
    this.cpu += sign * requests.cpu;
    this.memory += sign * requests.memory;
    this.ephemeral += sign * requests.ephemeral;
    this.nonZeroCpu += sign * nonZero.cpu;
    this.nonZeroMemory += sign * nonZero.memory;
    if (requests.scalars) {
      this.scalars ??= new Map();
      for (const [name, amount] of requests.scalars)
        this.scalars.set(name, (this.scalars.get(name) ?? 0) + sign * amount);
    }
    this.generation = ++generations;
  }
}

function samePort(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && a.ip === b.ip;
}

function sameText(a: object, b: object): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
