// Mounts and the volumes they are of. Follows ValidateVolumeMounts of kubernetes/pkg/apis/core/validation.

import { notFound, required, type FieldError } from '../../field-errors.ts';
import type { JsonObject } from '../../object.ts';
import { check, held, list, text } from '../words.ts';

const KINDS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** Mounts must be of volumes the pod has, or that the set's claims (`claims` of the object beside) give it. */
function isNamed(items: readonly JsonObject[], name: string): boolean {
  for (let i = 0; i < items.length; i++) if (items[i]!['name'] === name) return true;
  return false;
}

function unmounted(spec: JsonObject, path: string, claims: unknown): readonly FieldError[] {
  const errors: FieldError[] = [];
  const volumes = list(spec['volumes']);
  for (const kind of KINDS) {
    const containers = list(spec[kind]);
    for (let c = 0; c < containers.length; c++) {
      const mounts = list(containers[c]!['volumeMounts']);
      for (let m = 0; m < mounts.length; m++) {
        const { name } = mounts[m]!;
        if (name && isNamed(volumes, text(name))) continue;
        if (name && list(claims).some((it) => held(it['metadata'])['name'] === name)) continue;
        errors.push(notFound(`${path}.${kind}[${c}].volumeMounts[${m}].name`, name ?? ''));
      }
    }
  }
  return errors;
}

/** Of pods. */
export const mounted = check((value, path) =>
  unmounted(held(held(value)['spec']), path ? `${path}.spec` : 'spec', undefined),
);

/** Of what makes pods: told of its spec. */
export const templateMounted = check((value, path) => {
  const { template, volumeClaimTemplates } = held(value);
  const at = `${path}.template.spec`;
  // The volume that a claim's template becomes has its name.
  const nameless = list(volumeClaimTemplates).flatMap((claim, i) =>
    held(claim['metadata'])['name']
      ? []
      : [required(`${at}.volumes[${i}].persistentVolumeClaim.claimName`), required(`${at}.volumes[${i}].name`)],
  );
  return [...nameless, ...unmounted(held(held(template)['spec']), at, volumeClaimTemplates)];
});
