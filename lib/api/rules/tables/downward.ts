// What a container may be told of its pod and of itself, in its environment or in a file. Follows validateObjectFieldSelector and
// validateContainerResourceFieldSelector of kubernetes/pkg/apis/core/validation.

import { invalid, notSupported, required, type FieldError } from '../../field-errors.ts';
import { qualifiedName } from '../../labels.ts';
import { compareQuantities } from '../../quantity.ts';
import { held, NONE, said, text, wrong } from '../words.ts';

/** What a pod's environment may be told of the pod. */
export const TOLD = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
/** Fields of a pod that have a name of this kind at all. */
const KNOWN = new Set([
  ...TOLD,
  'metadata.annotations',
  'metadata.labels',
  'spec.host',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);
const RESOURCES = ['cpu', 'ephemeral-storage', 'memory'].flatMap((it) => [`limits.${it}`, `requests.${it}`]).sort();
const SIZES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];
/** A field of the pod itself, which is one of those that may be `told`. */
export function fieldErrors(value: unknown, path: string, told: readonly string[]): readonly FieldError[] {
  const asked = text(held(value)['fieldPath']);
  const at = `${path}.fieldPath`;
  if (!asked) return [required(at)];
  const subscript = /^(.*)\['(.*)'\]$/s.exec(asked);
  const base = subscript ? subscript[1]! : asked;
  const isMap = base === 'metadata.annotations' || base === 'metadata.labels';
  if (!KNOWN.has(base) || (subscript && !isMap))
    return [invalid(at, asked, `error converting fieldPath: field label not supported: ${asked}`)];
  if (subscript) {
    const key = subscript[2]!;
    return wrong(path, key, qualifiedName(base === 'metadata.annotations' ? key.toLowerCase() : key));
  }
  const name = base === 'spec.host' ? 'spec.nodeName' : base;
  return told.includes(name) ? NONE : [notSupported(at, name, told)];
}

/** What a container asks for or may take; in a volume the container is named. */
export function resourceErrors(value: unknown, path: string, inVolume: boolean): readonly FieldError[] {
  const { resource, divisor, containerName } = held(value);
  const name = text(resource);
  if (inVolume && !containerName) return [required(`${path}.containerName`)];
  if (!name) return [required(`${path}.resource`)];
  const kind = name.replace(/^(limits|requests)\./, '');
  if (!RESOURCES.includes(name) && !/^(limits|requests)\.hugepages-/.test(name))
    return [notSupported(`${path}.resource`, name, RESOURCES)];
  if (!said(divisor) || compareQuantities(divisor as string, 0) === 0) return NONE;
  const allowed = kind === 'cpu' ? ['1m', '1'] : SIZES;
  if (allowed.some((it) => compareQuantities(divisor as string, it) === 0)) return NONE;
  const [what, shown] =
    kind === 'cpu'
      ? ['cpu', '1m and 1']
      : [
          kind === 'memory' ? 'memory' : kind === 'ephemeral-storage' ? 'local ephemeral storage' : 'hugepages',
          SIZES.join(', '),
        ];
  return [invalid(`${path}.divisor`, name, `only divisor's values ${shown} are supported with the ${what} resource`)];
}
