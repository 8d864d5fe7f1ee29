// Which volume fits a claim. Follows component-helpers/storage/volume (FindMatchingVolume) and checkVolumeSatisfyClaim of
// kubernetes/pkg/controller/volume/persistentvolume/pv_controller.go.

import type { KubeObject } from '../../../api/object.ts';
import { compareQuantities } from '../../../api/quantity.ts';
import { selectorMatcher } from '../../../api/selectors.ts';
import type { Reader } from '../../interface.ts';

export interface ClaimReference {
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
}

interface ClaimSpec {
  readonly accessModes?: readonly string[];
  readonly volumeMode?: string;
  readonly volumeAttributesClassName?: string;
  readonly storageClassName?: string;
  readonly selector?: object;
  readonly resources?: { readonly requests?: { readonly storage?: string } };
}

interface VolumeSpec {
  readonly claimRef?: ClaimReference;
  readonly accessModes?: readonly string[];
  readonly volumeMode?: string;
  readonly volumeAttributesClassName?: string;
  readonly storageClassName?: string;
  readonly capacity: { readonly storage: string };
}

/** Whether a volume's reference means the claim; one without uid means any claim of the name. */
export function isFor(reference: ClaimReference | undefined, claim: KubeObject): boolean {
  const { namespace, name, uid } = claim.metadata;
  if (!reference || reference.name !== name || reference.namespace !== namespace) return false;
  return !reference.uid || reference.uid === uid;
}

const sizeOf = (claim: KubeObject): string => (claim['spec'] as ClaimSpec).resources?.requests?.storage ?? '0';
const modeOf = (object: KubeObject): string => (object['spec'].volumeMode as string | undefined) ?? 'Filesystem';

function offers(volume: KubeObject, claim: KubeObject): boolean {
  const offered = (volume['spec'] as VolumeSpec).accessModes ?? [];
  return ((claim['spec'] as ClaimSpec).accessModes ?? []).every((mode) => offered.includes(mode));
}

/** Why a volume that a claim asks for by name does not do; undefined when it does. */
export function mismatchOf(claim: KubeObject, volume: KubeObject): string | undefined {
  const spec = volume['spec'] as VolumeSpec;
  const wanted = claim['spec'] as ClaimSpec;
  if (compareQuantities(spec.capacity.storage, sizeOf(claim)) < 0) return 'requested PV is too small';
  if ((spec.storageClassName ?? '') !== (wanted.storageClassName ?? '')) return 'storageClassName does not match';
  if ((spec.volumeAttributesClassName ?? '') !== (wanted.volumeAttributesClassName ?? ''))
    return 'VolumeAttributesClassName does not match';
  if (modeOf(volume) !== modeOf(claim)) return 'incompatible volumeMode';
  return offers(volume, claim) ? undefined : 'incompatible accessMode';
}

/** The volume reserved for the claim, else the smallest that is free and fits; a delayed claim takes only a reserved one. */
export function bestMatch(
  read: Reader,
  claim: KubeObject,
  storageClassName: string,
  isDelayed: boolean,
): KubeObject | undefined {
  const wanted = claim['spec'] as ClaimSpec;
  const matches = wanted.selector && selectorMatcher(wanted.selector);
  let best: KubeObject | undefined;
  for (const volume of read.list('persistentvolumes')) {
    const spec = volume['spec'] as VolumeSpec;
    if (spec.claimRef ? !isFor(spec.claimRef, claim) : isDelayed) continue;
    if (volume.metadata.deletionTimestamp || compareQuantities(spec.capacity.storage, sizeOf(claim)) < 0) continue;
    if (modeOf(volume) !== modeOf(claim)) continue;
    if ((spec.volumeAttributesClassName ?? '') !== (wanted.volumeAttributesClassName ?? '')) continue;
    if (spec.claimRef) return volume;
    if (volume['status']?.phase !== 'Available' || (spec.storageClassName ?? '') !== storageClassName) continue;
    if (!offers(volume, claim) || (matches && !matches(volume.metadata.labels))) continue;
    if (!best || compareQuantities(spec.capacity.storage, (best['spec'] as VolumeSpec).capacity.storage) < 0)
      best = volume;
  }
  return best;
}
