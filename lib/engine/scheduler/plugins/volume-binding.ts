// VolumeBinding: a pod goes where its volumes are or can be; claims that wait for their first consumer are bound for the node chosen.
// Follows kubernetes/pkg/scheduler/framework/plugins/volumebinding.

import type { KubeObject } from '../../../api/object.ts';
import type { Change } from '../../interface.ts';
import { refusal, SKIP, type Attempt, type Plugin, type Refusal } from '../interface.ts';
import { claimName, type PodFacts } from '../pods.ts';
import {
  chooseVolumes,
  claimsOfPod,
  sortClaims,
  storageClassOf,
  withClaim,
  withNode,
  type PodClaims,
  type VolumeProblem,
} from '../volumes.ts';

const name = 'VolumeBinding';
const WORDS: Readonly<Record<VolumeProblem, string>> = {
  node: "node(s) didn't match PersistentVolume's node affinity",
  match: "node(s) didn't find available persistent volumes to bind",
  space: 'node(s) did not have enough free storage',
  missing: 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)',
};
/** The order upstream lists them in. */
const ORDER: readonly VolumeProblem[] = ['node', 'match', 'space', 'missing'];

interface Filtering {
  readonly claims: PodClaims;
  readonly volumesOf: (className: string) => readonly KubeObject[];
}

function no(reason: string): Refusal {
  return refusal(name, 'UnschedulableAndUnresolvable', reason);
}

/** What is wrong with a pod's claims wherever it goes. */
function claimTrouble({ pod, cluster }: Attempt): Refusal | undefined {
  for (const { name: claimed, ephemeral, claim } of claimsOfPod(pod, cluster.read)) {
    if (!claim)
      return no(
        ephemeral
          ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${claimed}"`
          : `persistentvolumeclaim "${claimed}" not found`,
      );
    if (claim.status?.phase === 'Lost')
      return no(
        `persistentvolumeclaim "${claimed}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`,
      );
    if (claim.metadata.deletionTimestamp) return no(`persistentvolumeclaim "${claimed}" is being deleted`);
    if (ephemeral && !claim.metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === pod.uid))
      return no(`PVC ${pod.namespace}/${claimed} was not created for pod ${pod.key} (pod is not owner)`);
  }
  return undefined;
}

export const volumeBinding: Plugin<Filtering, undefined> = {
  name,
  preFilter(attempt) {
    const { pod, cluster } = attempt;
    if (!pod.shape.hasClaims) return SKIP;
    const trouble = claimTrouble(attempt);
    if (trouble) return trouble;
    const claims = sortClaims(pod, cluster.read) as PodClaims;
    if (claims.immediate.length) return no('pod has unbound immediate PersistentVolumeClaims');
    const byClass = new Map<string, KubeObject[]>();
    if (claims.waiting.length)
      cluster.read.walk('persistentvolumes', {}, (volume) => {
        const className = storageClassOf(volume);
        if (!byClass.has(className)) byClass.set(className, []);
        byClass.get(className)!.push(volume);
      });
    return { state: { claims, volumesOf: (className) => byClass.get(className) ?? [] } };
  },
  filter({ claims, volumesOf }, node, { cluster }) {
    const { problems } = chooseVolumes(claims, volumesOf, node, cluster.read);
    if (!problems.length) return undefined;
    const reasons = ORDER.filter((problem) => problems.includes(problem)).map((problem) => WORDS[problem]);
    return refusal(name, 'UnschedulableAndUnresolvable', ...reasons);
  },
  prepare({ claims, volumesOf }, node, { cluster }) {
    if (!claims.waiting.length) return undefined;
    const { choice } = chooseVolumes(claims, volumesOf, node, cluster.read);
    const volumes = choice.bindings
      .map(({ volume, claim }) => ({ before: volume, object: withClaim(volume, claim) }))
      .filter(({ before, object }) => before !== object);
    return {
      writes: [
        ...volumes.map(({ object }) => ({ resource: 'persistentvolumes', object })),
        ...choice.provisions.map((claim) => ({
          resource: 'persistentvolumeclaims',
          object: withNode(claim, node.name),
        })),
      ],
      claims: claims.waiting.map((claim) => `${claim.metadata.namespace}/${claim.metadata.name}`),
    };
  },
  hints: [
    {
      resource: 'storageclasses.storage.k8s.io',
      on: ['ADDED', 'MODIFIED'],
      helps: (_, { object, old }) =>
        !old || JSON.stringify(old.allowedTopologies) !== JSON.stringify(object.allowedTopologies),
    },
    { resource: 'persistentvolumeclaims', on: ['ADDED', 'MODIFIED'], helps: isOwnClaim },
    { resource: 'persistentvolumes', on: ['ADDED', 'MODIFIED'] },
    { resource: 'nodes', on: ['ADDED', 'MODIFIED'], helps: labelsMoved },
    { resource: 'csinodes.storage.k8s.io', on: ['ADDED'] },
    { resource: 'csidrivers.storage.k8s.io', on: ['MODIFIED'] },
    { resource: 'csistoragecapacities.storage.k8s.io', on: ['ADDED', 'MODIFIED'] },
  ],
};

/** Whether a change is about a claim the pod uses. */
export function isOwnClaim(pod: PodFacts, { object }: Change): boolean {
  return (
    object.metadata.namespace === pod.namespace &&
    pod.shape.volumes.some((volume) => claimName(volume, pod.name) === object.metadata.name)
  );
}

/** Whether a node is new or has other labels than before. */
export function labelsMoved(_: PodFacts, { object, old }: Change): boolean {
  return !old || JSON.stringify(old.metadata.labels) !== JSON.stringify(object.metadata.labels);
}
