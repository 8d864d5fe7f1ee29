// The volume claims of a StatefulSet's pods: made before the pod, kept or given to an owner as the retention policy says.
// Follows kubernetes/pkg/controller/statefulset/stateful_set_utils.go and stateful_pod_control.go.

import type { KubeObject, OwnerReference } from '../../../api/object.ts';
import { StatusError } from '../../../api/status-errors.ts';
import type { ActorContext } from '../../interface.ts';
import { managedBy } from '../controller.ts';
import { isInRange, ordinalOf, type Spec } from './identity.ts';

const CLAIMS = 'persistentvolumeclaims';

const nameOf = (set: KubeObject, template: KubeObject, ordinal: number): string =>
  `${template.metadata.name}-${set.metadata.name}-${ordinal}`;

function claimOf(
  context: ActorContext,
  set: KubeObject,
  template: KubeObject,
  ordinal: number,
): KubeObject | undefined {
  return context.read.get(CLAIMS, `${set.metadata.namespace}/${nameOf(set, template, ordinal)}`);
}

/** The volumes a pod has for its claims. */
export function claimVolumes(set: KubeObject, ordinal: number): { name: string }[] {
  return ((set['spec'] as Spec).volumeClaimTemplates ?? []).map((template) => ({
    name: template.metadata.name!,
    persistentVolumeClaim: { claimName: nameOf(set, template, ordinal) },
  }));
}

/** Makes the claims of a pod that are not there; throws when one is on its way out. */
export function makeClaims(context: ActorContext, set: KubeObject, pod: string, ordinal: number): void {
  const spec = set['spec'] as Spec;
  for (const template of spec.volumeClaimTemplates ?? []) {
    const name = nameOf(set, template, ordinal);
    const there = claimOf(context, set, template, ordinal);
    if (there?.metadata.deletionTimestamp) {
      const message = `pvc ${name} is being deleted`;
      throw new StatusError({ apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', message, code: 409 });
    }
    if (there) continue;
    context.api.create(CLAIMS, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name,
        namespace: set.metadata.namespace,
        labels: { ...template.metadata.labels, ...spec.selector.matchLabels },
        annotations: template.metadata.annotations,
      },
      spec: template['spec'],
    });
    const message = `Create Claim ${name} Pod ${pod} in StatefulSet ${set.metadata.name} success`;
    context.events.event(set, 'Normal', 'SuccessfulCreate', message);
  }
}

/** Gives a pod's claims the owners the retention policy asks for. */
export function retain(context: ActorContext, set: KubeObject, pod: KubeObject): void {
  for (const template of (set['spec'] as Spec).volumeClaimTemplates ?? []) {
    const claim = claimOf(context, set, template, ordinalOf(pod));
    if (!claim) continue;
    const owners = claim.metadata.ownerReferences ?? [];
    const next = ownersFor(context, set, pod, claim);
    const isSame =
      owners.length === next.length &&
      next.every((it, i) => it.uid === owners[i]!.uid && it.controller === owners[i]!.controller);
    if (isSame) continue;
    context.api.update(CLAIMS, {
      ...claim,
      metadata: { ...claim.metadata, ownerReferences: next.length ? next : undefined },
    });
  }
}

function ownersFor(context: ActorContext, set: KubeObject, pod: KubeObject, claim: KubeObject): OwnerReference[] {
  const owners = [...(claim.metadata.ownerReferences ?? [])];
  const { whenDeleted, whenScaled } = (set['spec'] as Spec).persistentVolumeClaimRetentionPolicy ?? {};
  const names = (it: OwnerReference, object: KubeObject, kind: string): boolean =>
    it.kind === kind && it.name === object.metadata.name;
  const isStale = owners.some(
    (it) =>
      (names(it, set, 'StatefulSet') && it.uid !== set.metadata.uid) ||
      (names(it, pod, 'Pod') && it.uid !== pod.metadata.uid),
  );
  // Of an earlier set or pod of the name: garbage collection has its say first.
  if (isStale) return owners;
  const others = owners.filter((it) => it.uid !== set.metadata.uid && it.uid !== pod.metadata.uid);
  if (whenDeleted !== 'Delete' && whenScaled !== 'Delete') return others;
  if (others.some((it) => it.controller)) {
    const message = `PersistentVolumeClaim ${claim.metadata.name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`;
    context.events.event(set, 'Warning', 'ConflictingController', message);
    return others;
  }
  const isScaledDown = !isInRange(set, ordinalOf(pod));
  if (whenScaled === 'Delete' && isScaledDown) {
    const of = { apiVersion: 'v1', kind: 'Pod', metadata: pod.metadata } as KubeObject;
    return [...others, managedBy(of)];
  }
  return whenDeleted === 'Delete' ? [...others, managedBy(set)] : others;
}

/** Whether a claim of the pod still belongs to an earlier pod of the name, and goes with it. */
export function hasStaleClaim(context: ActorContext, set: KubeObject, pod: string, ordinal: number): boolean {
  const spec = set['spec'] as Spec;
  if (spec.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete') return false;
  const uid = context.read.get('pods', `${set.metadata.namespace}/${pod}`)?.metadata.uid;
  return (spec.volumeClaimTemplates ?? []).some((template) =>
    claimOf(context, set, template, ordinal)?.metadata.ownerReferences?.some(
      (it) => it.kind === 'Pod' && it.name === pod && it.uid !== uid,
    ),
  );
}
