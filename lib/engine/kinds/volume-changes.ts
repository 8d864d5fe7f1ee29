// What updates of volumes and claims may not change. Follows ValidatePersistentVolumeUpdate and ValidatePersistentVolumeClaimUpdate of
// kubernetes/pkg/apis/core/validation.

import { forbidden, invalid, type FieldError } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { compareQuantities } from '../../api/quantity.ts';
import { equal } from '../apiserver/equality.ts';
import { goForm } from './go-form.ts';
import type { Draft } from './interface.ts';
import { unifiedDiff } from './unified-diff.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Spec = any;

const IMMUTABLE = 'field is immutable';
const CLASS = 'volume.beta.kubernetes.io/storage-class';

/** What of a volume is not its source. */
const NOT_SOURCE = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]);

const sourceOf = (spec: Spec): Spec =>
  Object.fromEntries(Object.entries(spec ?? {}).filter(([name]) => !NOT_SOURCE.has(name)));

/** Old names of labels, and those they became. */
const RENAMED: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
};

/** Whether one affinity is the other, but for labels that go by a newer name. */
function sameAffinity(now: Spec, before: Spec): boolean {
  const renamed = (value: Spec, to: Spec): Spec => {
    if (Array.isArray(value)) return value.map((it, i) => renamed(it, to?.[i]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, it]) => [
        name,
        name === 'key' && RENAMED[it as string] !== undefined && RENAMED[it as string] === to?.key
          ? to.key
          : renamed(it, to?.[name]),
      ]),
    );
  };
  return equal(now, renamed(before, now));
}

export function volumeChanges(object: Draft, old: KubeObject): FieldError[] {
  const now: Spec = object.spec;
  const before: Spec = old['spec'];
  if (now === before) return [];
  const errors: FieldError[] = [];
  let source = sourceOf(now);
  const oldSource = sourceOf(before);
  if (source.csi?.controllerExpandSecretRef && oldSource.csi && !oldSource.csi.controllerExpandSecretRef) {
    const { controllerExpandSecretRef: _, ...csi } = source.csi;
    source = { ...source, csi };
  }
  if (!equal(source, oldSource))
    errors.push(
      forbidden(
        'spec.persistentvolumesource',
        `spec.persistentvolumesource is immutable after creation\n${unifiedDiff(goForm(oldSource, 'core.PersistentVolumeSource'), goForm(source, 'core.PersistentVolumeSource'))}`,
      ),
    );
  if (!equal(now?.volumeMode, before?.volumeMode))
    errors.push(invalid('volumeMode', now?.volumeMode ?? null, IMMUTABLE));
  if (before?.nodeAffinity && !sameAffinity(now?.nodeAffinity, before.nodeAffinity))
    errors.push(
      invalid(
        'nodeAffinity',
        goForm(now?.nodeAffinity, 'core.VolumeNodeAffinity'),
        `${IMMUTABLE}, except for updating from beta label to GA`,
      ),
    );
  if (before?.volumeAttributesClassName !== undefined && now?.volumeAttributesClassName === undefined)
    errors.push(forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
  return errors;
}

export function claimChanges(object: Draft, old: KubeObject): FieldError[] {
  const now: Spec = object.spec;
  const before: Spec = old['spec'];
  const errors: FieldError[] = [];
  const classes = [object.metadata.annotations?.[CLASS], old.metadata.annotations?.[CLASS]];
  if (now === before && classes[0] === classes[1]) return errors;
  const bound = object['status']?.phase === 'Bound';
  const compared = { ...now };
  const oldCompared = { ...before };
  if (!before?.volumeName) oldCompared.volumeName = compared.volumeName;
  if (
    before?.storageClassName === undefined &&
    classes[1] !== undefined &&
    classes[0] === undefined &&
    now?.storageClassName === classes[1]
  )
    delete compared.storageClassName;
  else {
    if ((classes[0] ?? '') !== (classes[1] ?? ''))
      errors.push(invalid('metadata.annotations', classes[0] ?? '', `${IMMUTABLE}`));
    // A default class that came later may be filled in.
    if (before?.storageClassName === undefined && classes[1] === undefined && now?.storageClassName !== undefined)
      delete compared.storageClassName;
  }
  if (bound && compared.resources?.requests)
    compared.resources = {
      ...compared.resources,
      requests: { ...compared.resources.requests, storage: before?.resources?.requests?.storage ?? '0' },
    };
  if (bound) compared.volumeAttributesClassName = before?.volumeAttributesClassName;
  if (!equal(clean(compared), clean(oldCompared)))
    errors.push(
      forbidden(
        'spec',
        `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${unifiedDiff(goForm(oldCompared, 'core.PersistentVolumeClaimSpec'), goForm(compared, 'core.PersistentVolumeClaimSpec'))}`,
      ),
    );
  const size = (now?.resources?.requests?.storage ?? '0') as string;
  const oldSize = (before?.resources?.requests?.storage ?? '0') as string;
  const capacity = (old['status']?.capacity?.storage ?? '0') as string;
  if (compareQuantities(size, oldSize) < 0 && compareQuantities(size, capacity) <= 0)
    errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  if (!equal(now?.volumeMode, before?.volumeMode))
    errors.push(invalid('volumeMode', now?.volumeMode ?? null, IMMUTABLE));
  if (
    !equal(now?.volumeAttributesClassName, before?.volumeAttributesClassName) &&
    old['status']?.currentVolumeAttributesClassName !== undefined
  ) {
    const when = 'is forbidden when status.currentVolumeAttributesClassName is not nil';
    if (now?.volumeAttributesClassName === undefined)
      errors.push(forbidden('spec.volumeAttributesClassName', `update to nil ${when}`));
    else if (now.volumeAttributesClassName === '')
      errors.push(forbidden('spec.volumeAttributesClassName', `update to empty string ${when}`));
  }
  return errors;
}

const clean = (spec: Spec): Spec =>
  Object.fromEntries(Object.entries(spec ?? {}).filter(([, value]) => value !== undefined));
