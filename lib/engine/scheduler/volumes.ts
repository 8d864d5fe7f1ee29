// Claims and volumes as the scheduler reads them: which claims are bound, which volume would do, what can be provisioned where.
// Follows kubernetes/pkg/scheduler/framework/plugins/volumebinding (binder) and component-helpers/storage/volume.

import { compareQuantities, wholeValue } from '../../api/quantity.ts';
import type { KubeObject } from '../../api/object.ts';
import { selectorMatcher, type LabelSelector } from '../../api/selectors.ts';
import type { NodeSelectorTerm } from '../../api/schema/types/core-v1.ts';
import type { Reader } from '../interface.ts';
import type { NodeFacts } from './nodes.ts';
import { claimName, type PodFacts } from './pods.ts';
import { anyTermMatches } from './terms.ts';

export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

/** A pod's claims by what is still to be done about them. */
export interface PodClaims {
  readonly bound: readonly KubeObject[];
  /** Bound or provisioned once the pod has a node. */
  readonly waiting: readonly KubeObject[];
  /** Not bound, and the scheduler has no part in it. */
  readonly immediate: readonly KubeObject[];
}

/** Which volume a claim gets on a node, and which claims are provisioned for it. */
export interface VolumeChoice {
  readonly bindings: readonly { readonly claim: KubeObject; readonly volume: KubeObject }[];
  readonly provisions: readonly KubeObject[];
}

export function storageClassOf(claimOrVolume: KubeObject): string {
  return (
    claimOrVolume.metadata.annotations?.[CLASS_ANNOTATION] ?? (claimOrVolume.spec?.storageClassName as string) ?? ''
  );
}

/** The claims a pod uses, with the volume each is for. */
export function claimsOfPod(
  pod: PodFacts,
  read: Reader,
): { readonly name: string; readonly ephemeral: boolean; readonly claim: KubeObject | undefined }[] {
  const found = [];
  for (const volume of pod.shape.volumes) {
    const name = claimName(volume, pod.name);
    if (name === undefined) continue;
    const claim = read.get('persistentvolumeclaims', `${pod.namespace}/${name}`);
    found.push({ name, ephemeral: Boolean(volume.ephemeral), claim });
  }
  return found;
}

export function fullyBound(claim: KubeObject): boolean {
  return Boolean(claim.spec?.volumeName) && claim.metadata.annotations?.[BIND_COMPLETED] !== undefined;
}

/** Sorts a pod's claims; a text when they cannot be read. */
export function sortClaims(pod: PodFacts, read: Reader): PodClaims | string {
  const bound: KubeObject[] = [];
  const waiting: KubeObject[] = [];
  const immediate: KubeObject[] = [];
  for (const { claim } of claimsOfPod(pod, read)) {
    if (!claim) continue;
    if (fullyBound(claim)) {
      bound.push(claim);
      continue;
    }
    const className = storageClassOf(claim);
    let delayed = false;
    if (className) {
      const storageClass = read.get('storageclasses.storage.k8s.io', className);
      delayed = storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
    }
    if (delayed && !claim.spec?.volumeName) waiting.push(claim);
    else immediate.push(claim);
  }
  return { bound, waiting, immediate };
}

/** Whether a volume can be reached from a node. */
export function volumeReaches(volume: KubeObject, node: NodeFacts): boolean {
  const terms = volume.spec?.nodeAffinity?.required?.nodeSelectorTerms as NodeSelectorTerm[] | undefined;
  return terms ? anyTermMatches(terms, node) : true;
}

function isFor(volume: KubeObject, claim: KubeObject): boolean {
  const ref = volume.spec?.claimRef as { name?: string; namespace?: string; uid?: string } | undefined;
  if (!ref || ref.name !== claim.metadata.name || ref.namespace !== claim.metadata.namespace) return false;
  return !ref.uid || ref.uid === claim.metadata.uid;
}

function storage(of: KubeObject, what: 'capacity' | 'requests'): string | number {
  const amounts = what === 'capacity' ? of.spec?.capacity : of.spec?.resources?.requests;
  return (amounts?.storage as string | undefined) ?? 0;
}

/** The smallest free volume that a claim can use on a node. */
function matchingVolume(
  claim: KubeObject,
  volumes: readonly KubeObject[],
  node: NodeFacts,
  taken: ReadonlySet<KubeObject>,
): KubeObject | undefined {
  const selector = claim.spec?.selector ? selectorMatcher(claim.spec.selector as LabelSelector) : undefined;
  let best: KubeObject | undefined;
  for (const volume of volumes) {
    const mine = isFor(volume, claim);
    if (taken.has(volume) || (volume.spec?.claimRef && !mine)) continue;
    if (compareQuantities(storage(volume, 'capacity'), storage(claim, 'requests')) < 0) continue;
    if ((claim.spec?.volumeMode ?? 'Filesystem') !== (volume.spec?.volumeMode ?? 'Filesystem')) continue;
    if ((claim.spec?.volumeAttributesClassName ?? '') !== (volume.spec?.volumeAttributesClassName ?? '')) continue;
    if (volume.metadata.deletionTimestamp) continue;
    if (mine) return volumeReaches(volume, node) ? volume : undefined;
    if (volume.status?.phase !== 'Available') continue;
    if (selector && !selector(volume.metadata.labels)) continue;
    if (storageClassOf(volume) !== storageClassOf(claim) || !volumeReaches(volume, node)) continue;
    const modes = (volume.spec?.accessModes ?? []) as string[];
    if (!((claim.spec?.accessModes ?? []) as string[]).every((mode) => modes.includes(mode))) continue;
    if (!best || compareQuantities(storage(best, 'capacity'), storage(volume, 'capacity')) > 0) best = volume;
  }
  return best;
}

/** Why a node will not do for a pod's claims. */
export type VolumeProblem = 'node' | 'match' | 'space' | 'missing';

/** Finds volumes for a pod's claims on one node. */
export function chooseVolumes(
  claims: PodClaims,
  volumesOf: (className: string) => readonly KubeObject[],
  node: NodeFacts,
  read: Reader,
): { readonly choice: VolumeChoice; readonly problems: readonly VolumeProblem[] } {
  const problems: VolumeProblem[] = [];
  const bindings: { claim: KubeObject; volume: KubeObject }[] = [];
  const provisions: KubeObject[] = [];
  const done = { choice: { bindings, provisions }, problems };
  for (const claim of claims.bound) {
    const volume = read.get('persistentvolumes', claim.spec.volumeName as string);
    if (!volume) problems.push('missing');
    else if (!volumeReaches(volume, node)) problems.push('node');
    if (problems.length) break;
  }
  const toMatch: KubeObject[] = [];
  const toProvision: KubeObject[] = [];
  for (const claim of claims.waiting) {
    const selected = claim.metadata.annotations?.[SELECTED_NODE];
    if (selected === undefined) toMatch.push(claim);
    else if (selected === node.name) toProvision.push(claim);
    else {
      problems.push('match');
      return done;
    }
  }
  toMatch.sort((a, b) => compareQuantities(storage(a, 'requests'), storage(b, 'requests')));
  const taken = new Set<KubeObject>();
  for (const claim of toMatch) {
    const volume = matchingVolume(claim, volumesOf(storageClassOf(claim)), node, taken);
    if (volume) {
      taken.add(volume);
      bindings.push({ claim, volume });
    } else toProvision.push(claim);
  }
  for (const claim of toProvision) {
    const problem = provisionProblem(claim, node, read);
    if (problem) {
      problems.push(problem);
      provisions.length = 0;
      break;
    }
    provisions.push(claim);
  }
  return done;
}

function provisionProblem(claim: KubeObject, node: NodeFacts, read: Reader): VolumeProblem | undefined {
  const storageClass = read.get('storageclasses.storage.k8s.io', storageClassOf(claim));
  const provisioner = storageClass?.provisioner as string | undefined;
  if (!storageClass || !provisioner || provisioner === NO_PROVISIONER) return 'match';
  const topologies = storageClass.allowedTopologies as
    { matchLabelExpressions?: { key: string; values: string[] }[] }[] | undefined;
  if (
    topologies?.length &&
    !topologies.some((term) =>
      (term.matchLabelExpressions ?? []).every(({ key, values }) => values.includes(node.labels[key] ?? '\u0000')),
    )
  )
    return 'match';
  const size = claim.spec?.resources?.requests?.storage as string | undefined;
  if (size === undefined) return undefined;
  if (!read.get('csidrivers.storage.k8s.io', provisioner)?.spec?.storageCapacity) return undefined;
  const wanted = wholeValue(size);
  let enough = false;
  read.walk('csistoragecapacities.storage.k8s.io', {}, (capacity) => {
    const limit = (capacity.maximumVolumeSize ?? capacity.capacity) as string | undefined;
    enough =
      capacity.storageClassName === storageClass.metadata.name &&
      limit !== undefined &&
      wholeValue(limit) >= wanted &&
      Boolean(capacity.nodeTopology) &&
      selectorMatcher(capacity.nodeTopology as LabelSelector)(node.labels);
    return !enough;
  });
  return enough ? undefined : 'space';
}

/** The volume with a claim written into it, so that the volume controller binds the two. */
export function withClaim(volume: KubeObject, claim: KubeObject): KubeObject {
  if (isFor(volume, claim) && volume.spec.claimRef.uid) return volume;
  const preBound = isFor(volume, claim);
  return {
    ...volume,
    metadata: preBound
      ? volume.metadata
      : { ...volume.metadata, annotations: { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' } },
    spec: {
      ...volume.spec,
      claimRef: {
        ...volume.spec.claimRef,
        kind: 'PersistentVolumeClaim',
        namespace: claim.metadata.namespace,
        name: claim.metadata.name,
        uid: claim.metadata.uid,
        apiVersion: 'v1',
        resourceVersion: claim.metadata.resourceVersion,
      },
    },
  };
}

/** The claim with the node its volume shall be provisioned for. */
export function withNode(claim: KubeObject, node: string): KubeObject {
  return {
    ...claim,
    metadata: { ...claim.metadata, annotations: { ...claim.metadata.annotations, [SELECTED_NODE]: node } },
  };
}
