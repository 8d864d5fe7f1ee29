// Mounts and the volumes they are of. Follows ValidateVolumeMounts of kubernetes/pkg/apis/core/validation.

import { invalid, notFound, required, type FieldError } from '../../field-errors.ts';
import type { JsonObject } from '../../object.ts';
import { dns1123Label } from '../../labels.ts';
import { check, held, list, said, text, wrong } from '../words.ts';

const KINDS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** Mounts must be of volumes the pod has, or that the set's claims (`claims` of the object beside) give it. */
function isNamed(items: readonly JsonObject[], name: string): boolean {
  for (let i = 0; i < items.length; i++) if (items[i]!['name'] === name) return true;
  return false;
}

/** Claims and what is made for a pod can be given as blocks. */
const isBlock = (volume: JsonObject): boolean => said(volume['persistentVolumeClaim']) || said(volume['ephemeral']);

/** Blocks of a container, which are of volumes too. */
function devices(container: JsonObject, volumes: readonly JsonObject[], claims: unknown, path: string): FieldError[] {
  const mounts = list(container['volumeMounts']);
  const names = new Set<unknown>();
  const paths = new Set<unknown>();
  return list(container['volumeDevices']).flatMap((device, i) => {
    const [name, at] = [text(device['name']), text(device['devicePath'])];
    const where = (field: string): string => `${path}[${i}].${field}`;
    const volume = volumes.find((it) => it['name'] === name);
    const isClaim = list(claims).some((it) => held(it['metadata'])['name'] === name);
    const errors: FieldError[] = name ? [] : [required(where('name'))];
    if (names.has(name)) errors.push(invalid(where('name'), name, 'must be unique'));
    if (volume && !isClaim && !isBlock(volume))
      errors.push(
        invalid(
          where('name'),
          name,
          'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
        ),
      );
    if (!volume && !isClaim) errors.push(notFound(where('name'), name));
    if (!at) errors.push(required(where('devicePath')));
    if (paths.has(at)) errors.push(invalid(where('devicePath'), at, 'must be unique'));
    if (at.split('/').includes('..')) errors.push(invalid(where('devicePath'), at, "can not contain backsteps ('..')"));
    else paths.add(at);
    if (mounts.some((it) => it['name'] === name))
      errors.push(invalid(where('name'), name, 'must not already exist in volumeMounts'));
    if (mounts.some((it) => it['mountPath'] === at))
      errors.push(invalid(where('devicePath'), at, 'must not already exist as a path in volumeMounts'));
    if (name) names.add(name);
    return errors;
  });
}

/** `found` is what is wrong with the spec otherwise: a volume with a fault is none. */
function unmounted(spec: JsonObject, path: string, claims: unknown, found: FieldError[]): readonly FieldError[] {
  const errors: FieldError[] = [];
  // What is wrong with a mount's name stands before what else is wrong with the mount, and with the mounts after it.
  const inPlace = (error: FieldError, mounts: string, m: number): void => {
    const next = found.findIndex(({ field }) => {
      if (!field.startsWith(mounts) || field === error.field) return false;
      const index = /^\[(\d+)\]/.exec(field.slice(mounts.length))?.[1];
      return index === undefined || Number(index) >= m;
    });
    if (next < 0) errors.push(error);
    else found.splice(next, 0, error);
  };
  const all = list(spec['volumes']);
  const isWell = (i: number): boolean => !found.some((it) => it.field.startsWith(`${path}.volumes[${i}]`));
  const volumes = found.length ? all.filter((_, i) => isWell(i)) : all;
  for (const kind of KINDS) {
    const containers = list(spec[kind]);
    for (let c = 0; c < containers.length; c++) {
      const container = containers[c]!;
      const mounts = list(container['volumeMounts']);
      const blocks = list(container['volumeDevices']);
      for (let m = 0; m < mounts.length; m++) {
        const { name, mountPath } = mounts[m]!;
        const of = `${path}.${kind}[${c}].volumeMounts`;
        const at = `${of}[${m}]`;
        const isClaim = list(claims).some((it) => name && held(it['metadata'])['name'] === name);
        if (!isClaim && !(name && isNamed(volumes, text(name)))) inPlace(notFound(`${at}.name`, name ?? ''), of, m);
        if (!blocks.length) continue;
        if (blocks.some((it) => it['name'] === name))
          errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeDevices'));
        if (blocks.some((it) => it['devicePath'] === mountPath))
          errors.push(invalid(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'));
      }
      if (blocks.length) errors.push(...devices(container, volumes, claims, `${path}.${kind}[${c}].volumeDevices`));
    }
  }
  return errors;
}

/** Of pods. */
export const mounted = check((value, path, _beside, _before, found = []) =>
  unmounted(held(held(value)['spec']), path ? `${path}.spec` : 'spec', undefined, found),
);

/** Of what makes pods: told of its spec. */
export const templateMounted = check((value, path, _beside, _before, found = []) => {
  const { template, volumeClaimTemplates } = held(value);
  const at = `${path}.template.spec`;
  // The volume that a claim's template becomes has its name.
  const nameless = list(volumeClaimTemplates).flatMap((claim, i) =>
    held(claim['metadata'])['name']
      ? wrong(
          `${at}.volumes[${i}].name`,
          held(claim['metadata'])['name'],
          dns1123Label(text(held(claim['metadata'])['name'])),
        )
      : [required(`${at}.volumes[${i}].persistentVolumeClaim.claimName`), required(`${at}.volumes[${i}].name`)],
  );
  return [...nameless, ...unmounted(held(held(template)['spec']), at, volumeClaimTemplates, found)];
});
