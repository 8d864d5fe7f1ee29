// The scheduler's picture of the cluster: nodes with their pods, nominated pods, images and counts. A cache: built from a reader,
// kept up to date by changes, and the same either way.
// Follows kubernetes/pkg/scheduler/backend/cache (cache, snapshot, node_tree).

import type { KubeObject } from '../../api/object.ts';
import { REGION, ZONE } from '../../api/well-known-labels.ts';
import type { Change, Reader } from '../interface.ts';
import { domainMap, type DomainMap } from './counts.ts';
import { NodeFacts } from './nodes.ts';
import { factsOf, isFinished, ownerKey, type PodFacts } from './pods.ts';
import { PodGroups } from './pod-groups.ts';

/** Pods for which all plugins that look beyond a node give equal answers: same shape, labels that matter and owner. */
export interface PodClass {
  /** What plugins remember about the class; gone when anything it rests on changes. */
  readonly memo: Map<string, unknown>;
}

const KEPT_CLASSES = 5_000;
const NO_PODS: readonly PodFacts[] = [];

export class Cluster {
  readonly read: Reader;
  readonly nodes = new Map<string, NodeFacts>();
  /** By slot; undefined where a node has gone. */
  readonly slots: (NodeFacts | undefined)[] = [];
  private readonly free: number[] = [];
  private ordered: readonly NodeFacts[] = [];
  /** The slots of the nodes in the order they are tried. */
  order = new Int32Array(0);
  /** By slot: the generation of each node. They are read in a row, where the nodes themselves lie scattered in memory. */
  generations = new Float64Array(64);
  private stale = true;
  /** Pods with a place, by key: those bound and those the scheduler waits to bind. */
  private readonly placed = new Map<string, { pod: PodFacts; node: string }>();
  private readonly nominees = new Map<string, PodFacts[]>();
  private readonly nominatedTo = new Map<string, string>();
  /** Pods on nodes that are not (or no longer) there, by node name. */
  private readonly homeless = new Map<string, Map<string, PodFacts>>();

  /** Pods with a place, grouped and counted for topology spread and pod affinity. */
  readonly groups = new PodGroups(
    () => this.settled(),
    () => this.forgetClasses(),
  );
  private domainMaps = new Map<string, DomainMap>();
  private readonly classes = new Map<string, PodClass>();
  private lastClass: { shape: number; labels: object; owners: unknown; found: PodClass } | undefined;
  private readonly imageNodes = new Map<string, number>();
  /** When an image last came to a node or left one, as a count of such changes; and when a node did. */
  private readonly imageChanges = new Map<string, number>();
  private nodesChange = 0;
  private changes = 0;
  /** Grows with everything that can change a pod's chances, other than its claims. */
  version = 0;

  constructor(read: Reader) {
    this.read = read;
    for (const node of read.list('nodes')) this.setNode(node);
    read.walk('pods', {}, (pod) => this.setPod(pod, undefined));
  }

  /** The nodes in the order they are tried: zone by zone in turn, by name within a zone. */
  list(): readonly NodeFacts[] {
    if (this.stale) this.refresh();
    return this.ordered;
  }

  /** Follows a commit. */
  changed(change: Change): void {
    switch (change.resource) {
      case 'nodes':
        if (change.type === 'DELETED') this.removeNode(change.object.metadata.name!);
        else this.setNode(change.object);
        break;
      case 'pods':
        if (change.type === 'DELETED') this.removePod(factsOf(change.old ?? change.object));
        else this.setPod(change.object, change.old);
        break;
      case 'namespaces':
        // Only selectors of namespaces look at these labels.
        if (JSON.stringify(change.object.metadata.labels) !== JSON.stringify(change.old?.metadata.labels))
          this.groups.forget();
        break;
      case 'services':
      case 'replicationcontrollers':
      case 'replicasets.apps':
      case 'statefulsets.apps':
        if (change.type !== 'MODIFIED' || !equal(change.object.spec?.selector, change.old?.spec?.selector))
          this.forgetClasses();
        break;
    }
  }

  /** Counts a pod to a node before it is bound there; `unplace` takes it back. */
  place(pod: PodFacts, node: string): void {
    this.nominate(pod, '');
    this.lift(pod);
    this.placed.set(pod.key, { pod, node });
    this.settle(pod, node, 1);
  }

  unplace(pod: PodFacts): void {
    this.lift(pod);
  }

  /** Whether the pod has a node, bound or about to be. */
  hasPlace(pod: PodFacts): boolean {
    return this.placed.has(pod.key);
  }

  /** Pods nominated to a node that wait for victims to leave it. */
  nominated(node: string): readonly PodFacts[] {
    return this.nominees.get(node) ?? NO_PODS;
  }

  /** Whether a pod that has a place uses the claim (`namespace/name`). */
  claimInUse(claim: string): boolean {
    return this.read.indexed('podsByClaim', claim).some((pod) => this.placed.has(factsOf(pod).key));
  }

  get anyNominated(): boolean {
    return this.nominatedTo.size > 0;
  }

  /** On how many nodes an image is. */
  nodesWithImage(image: string): number {
    return this.imageNodes.get(image) ?? 0;
  }

  /** Changes whenever the share of nodes that have one of the images does; 0 while no node has any. */
  imageStamp(images: readonly string[]): number {
    let latest = 0;
    for (const image of images) {
      if (!this.imageNodes.has(image)) continue;
      const changed = this.imageChanges.get(image)!;
      if (changed > latest) latest = changed;
    }
    return latest && Math.max(latest, this.nodesChange);
  }

  /** The labels of a namespace. */
  namespaceLabels(namespace: string): { readonly [key: string]: string } | undefined {
    return this.read.get('namespaces', namespace)?.metadata.labels;
  }

  /** What is remembered about pods like this one. */
  classOf(pod: PodFacts): PodClass {
    const owners = pod.object.metadata.ownerReferences;
    const last = this.lastClass;
    // Pods of one controller share these, and come one after another.
    if (last?.shape === pod.shape.id && last.labels === pod.labels && last.owners === owners) return last.found;
    const key = `${pod.shape.id}|${this.groups.labelText(pod.labels)}|${ownerKey(pod)}`;
    let found = this.classes.get(key);
    if (!found) {
      if (this.classes.size >= KEPT_CLASSES) this.forgetClasses();
      this.classes.set(key, (found = { memo: new Map() }));
    }
    this.lastClass = { shape: pod.shape.id, labels: pod.labels, owners, found };
    return found;
  }

  private forgetClasses(): void {
    this.classes.clear();
    this.lastClass = undefined;
  }

  /** The domains of a topology key among the nodes that `counts` admits; `name` says which choice that is. */
  domains(name: string, key: string, counts: (node: NodeFacts) => boolean, keepMissing = false): DomainMap {
    if (this.stale) this.refresh();
    const id = `${key} ${name}`;
    let found = this.domainMaps.get(id);
    if (!found)
      this.domainMaps.set(id, (found = domainMap(key, this.ordered, this.groups.capacity, counts, keepMissing)));
    return found;
  }

  private setNode(object: KubeObject): void {
    this.version++;
    const name = object.metadata.name!;
    let node = this.nodes.get(name);
    if (!node) {
      node = new NodeFacts(name, this.free.pop() ?? this.slots.length);
      this.slots[node.slot] = node;
      this.nodes.set(name, node);
      node.update(object);
      this.note(node);
      this.countImages(node.images, 1);
      this.nodesChange = ++this.changes;
      this.stale = true;
      const waiting = this.homeless.get(name);
      if (waiting) {
        this.homeless.delete(name);
        for (const pod of waiting.values()) this.settle(pod, name, 1);
      }
      return;
    }
    const images = node.images;
    if (node.update(object)) this.stale = true;
    this.note(node);
    if (node.images !== images) {
      this.countImages(images, -1, node.images);
      this.countImages(node.images, 1, images);
    }
  }

  private removeNode(name: string): void {
    const node = this.nodes.get(name);
    if (!node) return;
    this.version++;
    for (const pod of node.pods.slice()) {
      this.settle(pod, name, -1);
      let waiting = this.homeless.get(name);
      if (!waiting) this.homeless.set(name, (waiting = new Map()));
      waiting.set(pod.key, pod);
    }
    this.countImages(node.images, -1);
    this.nodesChange = ++this.changes;
    this.nodes.delete(name);
    this.slots[node.slot] = undefined;
    this.free.push(node.slot);
    this.stale = true;
  }

  private setPod(object: KubeObject, old: KubeObject | undefined): void {
    const finished = isFinished(object);
    const nodeName = object.spec?.nodeName as string | undefined;
    const key = `${object.metadata.namespace ?? 'default'}/${object.metadata.name}`;
    if (nodeName && !finished) {
      const before = this.placed.get(key);
      if (before && before.node === nodeName && old && sameForScheduling(old, object)) {
        // Status reports of the kubelet change nothing here but which object the facts hold.
        const node = this.nodes.get(nodeName);
        const pod = { ...before.pod, object };
        // The node holds the same facts: they are found without a look into those of its other pods.
        const at = node?.pods.indexOf(before.pod) ?? -1;
        before.pod = pod;
        if (at >= 0) node!.pods[at] = pod;
        return;
      }
      this.place(factsOf(object), nodeName);
      return;
    }
    const pod = factsOf(object);
    if (finished || !nodeName) {
      const before = this.placed.get(key);
      // A pod that waits to be bound keeps its place until the scheduler gives it up.
      if (before && (finished || before.pod.nodeName !== '' || before.pod.uid !== pod.uid)) this.lift(pod);
    }
    // A pod that has its place needs none kept for it.
    this.nominate(pod, finished || pod.terminating || this.placed.has(key) ? '' : pod.nominatedNode);
  }

  private removePod(pod: PodFacts): void {
    this.lift(pod);
    this.nominate(pod, '');
  }

  private lift(pod: PodFacts): void {
    const before = this.placed.get(pod.key);
    if (!before) return;
    this.placed.delete(pod.key);
    this.settle(before.pod, before.node, -1);
  }

  private nominate(pod: PodFacts, node: string): void {
    const before = this.nominatedTo.get(pod.key);
    if (!before && !node) return;
    this.version++;
    if (before) {
      const rest = (this.nominees.get(before) ?? []).filter((one) => one.key !== pod.key);
      if (rest.length) this.nominees.set(before, rest);
      else this.nominees.delete(before);
      this.nominatedTo.delete(pod.key);
    }
    if (node) {
      // On trial it counts like a pod that is there, so its rules must be known like theirs.
      if (pod.shape.affinityId) this.groups.noteRules(pod);
      this.nominees.set(
        node,
        [...(this.nominees.get(node) ?? []), pod].sort((a, b) => (a.key < b.key ? -1 : 1)),
      );
      this.nominatedTo.set(pod.key, node);
    }
  }

  /** Counts a pod in or out everywhere. */
  private settle(pod: PodFacts, nodeName: string, sign: 1 | -1): void {
    this.version++;
    const node = this.nodes.get(nodeName);
    if (!node) {
      let waiting = this.homeless.get(nodeName);
      if (sign > 0) {
        if (!waiting) this.homeless.set(nodeName, (waiting = new Map()));
        waiting.set(pod.key, pod);
      } else waiting?.delete(pod.key);
      return;
    }
    if (sign > 0) node.add(pod);
    else node.remove(pod);
    this.note(node);
    this.groups.count(pod, node.slot, sign);
  }

  /** Notes the generation of a node that changed. */
  private note({ slot, generation }: NodeFacts): void {
    if (slot >= this.generations.length) {
      const grown = new Float64Array(slot * 2);
      grown.set(this.generations);
      this.generations = grown;
    }
    this.generations[slot] = generation;
  }

  /** The pods that are on nodes, with their node's slot. */
  private *settled(): Iterable<readonly [PodFacts, number]> {
    for (const node of this.nodes.values()) for (const pod of node.pods) yield [pod, node.slot];
  }

  private refresh(): void {
    this.stale = false;
    const zones = new Map<string, NodeFacts[]>();
    for (const node of [...this.nodes.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const zone = `${node.labels[REGION] ?? ''} ${node.labels[ZONE] ?? ''}`;
      if (!zones.has(zone)) zones.set(zone, []);
      zones.get(zone)!.push(node);
    }
    const queues = [...zones.keys()].sort().map((zone) => zones.get(zone)!);
    const ordered: NodeFacts[] = [];
    for (let turn = 0; ordered.length < this.nodes.size; turn++)
      for (const queue of queues) if (turn < queue.length) ordered.push(queue[turn]!);
    this.ordered = ordered;
    this.order = Int32Array.from(ordered, (node) => node.slot);
    this.domainMaps.clear();
    // Counters hold arrays by slot and sums by domain: both may have moved.
    this.groups.forget(this.slots.length);
  }

  /** Counts a node's images in or out, but for those it had or keeps. */
  private countImages(
    images: ReadonlyMap<string, number>,
    sign: 1 | -1,
    except: ReadonlyMap<string, number> = new Map(),
  ): void {
    for (const name of images.keys()) {
      if (except.has(name)) continue;
      const nodes = (this.imageNodes.get(name) ?? 0) + sign;
      this.imageChanges.set(name, ++this.changes);
      if (nodes) this.imageNodes.set(name, nodes);
      else this.imageNodes.delete(name);
    }
  }
}

/** Whether an update of a bound pod leaves all that other pods' placement can depend on. */
function sameForScheduling(old: KubeObject, object: KubeObject): boolean {
  return (
    equal(old.spec, object.spec) &&
    old.metadata.deletionTimestamp === object.metadata.deletionTimestamp &&
    old.metadata.uid === object.metadata.uid &&
    equal(old.metadata.labels, object.metadata.labels)
  );
}

function equal(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
