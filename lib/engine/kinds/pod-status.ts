// What may be written into a pod's status. Follows ValidatePodStatusUpdate of kubernetes/pkg/apis/core/validation.

import { duplicate, forbidden, invalid, required, type FieldError } from '../../api/field-errors.ts';
import { ipErrors, isDualStack, parseIp } from '../../api/ip.ts';
import { dns1123Subdomain } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import { equal } from '../apiserver/equality.ts';
import type { Draft } from './interface.ts';

interface Status {
  readonly nominatedNodeName?: string;
  readonly observedGeneration?: number;
  readonly qosClass?: string;
  readonly podIPs?: readonly { readonly ip: string }[];
  readonly hostIPs?: readonly { readonly ip: string }[];
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly resourceClaimStatuses?: readonly { readonly name?: string }[];
  readonly extendedResourceClaimStatus?: { readonly requestMappings?: readonly object[] };
}

interface ContainerStatus {
  readonly name: string;
  readonly state?: { readonly terminated?: { readonly exitCode: number } };
}

/** Addresses that were there already are let stand. */
function ipListErrors(now: Status['podIPs'], before: Status['podIPs'], path: string): FieldError[] {
  if (!now || now === before) return [];
  const known = new Set(before?.map((it) => it.ip));
  const errors = now.flatMap((it, i) => (known.has(it.ip) ? [] : ipErrors(`${path}[${i}]`, it.ip ?? '')));
  const parsed = now.map((it) => parseIp(it.ip ?? ''));
  if (now.length > 1 && parsed.every((it) => it !== undefined) && (now.length > 2 || !isDualStack(parsed)))
    errors.push(
      invalid(
        path,
        now.map((it) => ({ IP: it.ip })),
        'may specify no more than one IP for each IP family',
      ),
    );
  return errors;
}

/** A container that ended for good does not run again. */
function revived(
  now: readonly ContainerStatus[] | undefined,
  before: readonly ContainerStatus[] | undefined,
  path: string,
  policy: string,
): FieldError[] {
  if (!now || now === before || policy === 'Always') return [];
  return (before ?? []).flatMap((was) => {
    const ended = was.state?.terminated;
    if (!ended || (ended.exitCode !== 0 && policy === 'OnFailure')) return [];
    return now.flatMap((it, i) =>
      it.name === was.name && !it.state?.terminated
        ? [forbidden(`${path}[${i}].state`, 'may not be transitioned to non-terminated state')]
        : [],
    );
  });
}

interface Spec {
  readonly resourceClaims?: readonly { readonly name?: string }[];
  readonly containers?: readonly { readonly name?: string }[];
  readonly initContainers?: readonly { readonly name?: string }[];
}

/** Claims that a status tells of are those of the spec. */
function claimErrors(
  { resourceClaimStatuses = [], extendedResourceClaimStatus: extended }: Status,
  spec?: Spec,
): FieldError[] {
  const errors: FieldError[] = [];
  const claims = new Set(spec?.resourceClaims?.map((it) => it.name));
  resourceClaimStatuses.forEach(({ name = '' }, i) => {
    if (!claims.has(name))
      errors.push(
        invalid(
          `status.resourceClaimStatuses[${i}].name`,
          name,
          'must match the name of an entry in `spec.resourceClaims`',
        ),
      );
    if (resourceClaimStatuses.findIndex((it) => (it.name ?? '') === name) < i)
      errors.push(duplicate(`status.resourceClaimStatuses[${i}].name`, name));
  });
  if (extended && !extended.requestMappings?.length)
    errors.push(
      required('status.extendedResourceClaimStatus.requestMappings', 'at least one request mapping is required'),
    );
  return errors;
}

export function podStatusErrors(object: Draft, old: KubeObject): FieldError[] {
  const now = (object['status'] ?? {}) as Status;
  const before = ((old as Draft)['status'] ?? {}) as Status;
  if (now === before) return [];
  const errors: FieldError[] = [];
  const node = now.nominatedNodeName;
  if (node && node !== before.nominatedNodeName) {
    for (const error of dns1123Subdomain(node)) errors.push(invalid('status.nominatedNodeName', node, error));
    if ((old as Draft)['spec']?.nodeName)
      errors.push(forbidden('status.nominatedNodeName', 'may not be set on pods that are already bound to a node'));
  }
  if ((now.observedGeneration ?? 0) < 0)
    errors.push(invalid('status.observedGeneration', now.observedGeneration, 'must be a non-negative integer'));
  if (!equal(now.qosClass, before.qosClass))
    errors.push(invalid('status.qosClass', now.qosClass ?? '', 'field is immutable'));
  const policy = ((old as Draft)['spec']?.restartPolicy ?? 'Always') as string;
  errors.push(...revived(now.containerStatuses, before.containerStatuses, 'status.containerStatuses', policy));
  errors.push(...claimErrors(now, object['spec'] as Spec | undefined));
  errors.push(...ipListErrors(now.podIPs, before.podIPs, 'status.podIPs'));
  errors.push(...ipListErrors(now.hostIPs, before.hostIPs, 'status.hostIPs'));
  return errors;
}
