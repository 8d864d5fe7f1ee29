// What becomes of certificate signing requests: usages their signer does not allow fail them, kubelets' own are approved, and old ones
// go. Follows kubernetes/pkg/controller/certificates. No certificate is signed here: a request that could be stays approved.

import { findCondition, type Condition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/object.ts';
import { formatTime } from '../../api/time.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser } from './controller.ts';

const RESOURCE = 'certificatesigningrequests.certificates.k8s.io';
const CLIENT = 'kubernetes.io/kube-apiserver-client';
const KUBELET_CLIENT = 'kubernetes.io/kube-apiserver-client-kubelet';
const KUBELET_SERVING = 'kubernetes.io/kubelet-serving';
const MINUTE = 60_000;
/** How long requests stay, by what became of them, in milliseconds. */
const KEPT = { pending: 24 * 60 * MINUTE, approved: 60 * MINUTE, denied: 60 * MINUTE };

/** Fails approved requests with usages their signer does not grant. */
export function certificateSigner(): Actor {
  return {
    name: 'certificate-controller',
    user: controllerUser('certificate-controller'),
    watches: [RESOURCE],
    changed(change, context) {
      if (change.type !== 'DELETED') context.enqueue(change.key);
    },
    sync(key, context) {
      const request = context.read.get(RESOURCE, key);
      const conditions = (request?.['status']?.conditions ?? []) as readonly Condition[];
      if (!request || !isTrue(conditions, 'Approved') || isTrue(conditions, 'Failed')) return;
      const problem = usageProblem(request);
      if (!problem) return;
      const now = formatTime(context.now);
      const failed = {
        type: 'Failed',
        status: 'True',
        reason: 'SignerValidationFailure',
        message: problem,
        lastUpdateTime: now,
        lastTransitionTime: now,
      };
      context.api.update(
        RESOURCE,
        { ...request, status: { ...request['status'], conditions: [...conditions, failed] } },
        { subresource: 'status' },
      );
    },
  };
}

const isTrue = (conditions: readonly Condition[], type: string): boolean =>
  findCondition(conditions, type)?.status === 'True';

/** Why the signer of a request refuses its usages; undefined when it does not. */
function usageProblem(request: KubeObject): string | undefined {
  const { signerName, usages = [] } = request['spec'] as { signerName: string; usages?: readonly string[] };
  if (signerName === CLIENT) {
    for (const usage of usages)
      if (!['digital signature', 'key encipherment', 'client auth'].includes(usage))
        return `invalid usage for client certificate: ${usage}`;
    return usages.includes('client auth') ? undefined : 'missing required usage for client certificate: client auth';
  }
  const needed = signerName === KUBELET_CLIENT ? 'client auth' : signerName === KUBELET_SERVING ? 'server auth' : '';
  if (!needed) return undefined;
  const allowed = ['digital signature', 'key encipherment', needed];
  const isFitting =
    usages.includes(needed) && usages.includes('digital signature') && usages.every((it) => allowed.includes(it));
  if (isFitting) return undefined;
  const [full, short] = [
    `[${[needed, 'digital signature', 'key encipherment'].join(' ')}]`,
    `[${[needed, 'digital signature'].join(' ')}]`,
  ];
  return `usages did not match ${full} or ${short}`;
}

/** Removes requests that nobody will look at any more. */
export function certificateCleaner(): Actor {
  return {
    name: 'csrcleaner',
    user: controllerUser('certificate-controller'),
    watches: [RESOURCE],
    changed({ type, key, object }, context) {
      if (type !== 'DELETED')
        context.enqueue(key, Math.max(1, leftOf(object, context)), { background: true, replace: true });
    },
    sync(key, context) {
      const request = context.read.get(RESOURCE, key);
      if (!request) return;
      const left = leftOf(request, context);
      if (left > 0) context.enqueue(key, left, { background: true });
      else context.api.delete(RESOURCE, '', request.metadata.name!);
    },
  };
}

/** For how many milliseconds more a request stays. */
function leftOf(request: KubeObject, context: ActorContext): number {
  const conditions = (request['status']?.conditions ?? []) as readonly (Condition & { lastUpdateTime?: string })[];
  const since = (time: string | undefined): number => Date.parse(time ?? request.metadata.creationTimestamp ?? '');
  const decided = conditions.find((it) => it.type === 'Denied' || it.type === 'Failed' || it.type === 'Approved');
  if (!decided) return since(undefined) + KEPT.pending - context.now;
  const kept = decided.type === 'Approved' ? KEPT.approved : KEPT.denied;
  return since(decided.lastUpdateTime) + kept - context.now;
}
