// Mounts and the volumes they are of. Follows ValidateVolumeMounts of kubernetes/pkg/apis/core/validation.

import { notFound, type FieldError } from '../../field-errors.ts';
import type { JsonObject } from '../../object.ts';
import { check, held, list } from '../words.ts';

/** Mounts must be of volumes the pod has, or that the set's claims (`claims` of the object beside) give it. */
function unmounted(spec: JsonObject, path: string, claims: unknown): FieldError[] {
  const volumes = new Set(list(spec['volumes']).map((it) => it['name']));
  for (const claim of list(claims)) volumes.add(held(claim['metadata'])['name']);
  return ['initContainers', 'containers'].flatMap((kind) =>
    list(spec[kind]).flatMap((container, c) =>
      list(container['volumeMounts']).flatMap((mount, m) =>
        typeof mount['name'] === 'string' && mount['name'] !== '' && !volumes.has(mount['name'])
          ? [notFound(`${path}.${kind}[${c}].volumeMounts[${m}].name`, mount['name'])]
          : [],
      ),
    ),
  );
}

export const mounted = check((value, path) => unmounted(held(value), path, undefined));
export const templateMounted = check((value, path, beside) =>
  unmounted(held(held(value)['spec']), `${path}.spec`, beside['volumeClaimTemplates']),
);
