// Eviction: a deletion that asks the disruption budgets first. Follows kubernetes/pkg/registry/core/pod/storage/eviction.go.

import { hasCondition, setCondition, type Condition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/object.ts';
import { selectorMatcher } from '../../api/selectors.ts';
import { badRequest, generic, notFound, tooManyRequests } from '../../api/status-errors.ts';
import { formatTime } from '../../api/time.ts';
import { CONTROL_PLANE } from '../auth/users.ts';
import { equal } from './equality.ts';
import { checkDeleteOptions } from './options.ts';
import { checkPreconditions } from './preconditions.ts';
import { UserVerbs } from './verbs.ts';
import type { Call } from './call.ts';

const BUDGETS = 'poddisruptionbudgets.policy';

/** Evicts the pod of the call; the answer is a Status. Throws 429 when its budget is spent. */
export function evictPod(asked: Call, body: KubeObject): KubeObject {
  if (body.metadata.name !== asked.name) throw badRequest('name in URL does not match name in Eviction object');
  const options = (body['deleteOptions'] ?? {}) as EvictionOptions;
  const dryRun = askedDry(asked, options);
  const call = asked.withOptions({ ...asked.options, dryRun });
  const pod = call.stored();
  if (!pod) throw notFound('pods', call.name);
  const { store } = call.machine;
  const api = new UserVerbs(call.machine, CONTROL_PLANE);
  const phase = pod['status']?.phase as string | undefined;
  const free =
    phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending' || Boolean(pod.metadata.deletionTimestamp);
  const budgets = store
    .list(BUDGETS, call.namespace)
    .filter((it) => selectorMatcher(it['spec'].selector)(pod.metadata.labels));
  if (!free && budgets.length > 1)
    throw generic(
      500,
      'InternalError',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  const [budget] = budgets;
  if (!free && budget && !sparesUnhealthy(budget, pod)) {
    const status = (budget['status'] ?? {}) as {
      observedGeneration?: number;
      disruptionsAllowed?: number;
      currentHealthy?: number;
      desiredHealthy?: number;
      disruptedPods?: object;
    };
    const refused = "Cannot evict pod as it would violate the pod's disruption budget.";
    if ((status.observedGeneration ?? 0) < (budget.metadata.generation ?? 1))
      throw tooManyRequests(
        refused,
        [
          {
            reason: 'DisruptionBudget',
            message: `The disruption budget ${budget.metadata.name} is still being processed by the server.`,
          },
        ],
        10,
      );
    if (!status.disruptionsAllowed)
      throw tooManyRequests(refused, [
        {
          reason: 'DisruptionBudget',
          message: `The disruption budget ${budget.metadata.name} needs ${status.desiredHealthy ?? 0} healthy pods and has ${status.currentHealthy ?? 0} currently`,
        },
      ]);
    if (!dryRun)
      api.update(
        BUDGETS,
        {
          ...budget,
          status: {
            ...budget['status'],
            disruptionsAllowed: status.disruptionsAllowed - 1,
            disruptedPods: { ...status.disruptedPods, [call.name]: formatTime(call.now) },
          },
        },
        { subresource: 'status' },
      );
  }
  // One that is empty asks for nothing here.
  const { uid, resourceVersion } = options.preconditions ?? {};
  checkPreconditions('Pod', pod, { ...(uid ? { uid } : {}), ...(resourceVersion ? { resourceVersion } : {}) });
  if (!dryRun) mark(call, pod);
  checkDeleteOptions(options as { [name: string]: unknown });
  const { gracePeriodSeconds: grace, propagationPolicy } = options;
  new UserVerbs(call.machine, CONTROL_PLANE).delete('pods', call.namespace, call.name, {
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(propagationPolicy ? { propagation: propagationPolicy } : {}),
    dryRun,
  });
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
}

/** What an eviction says of the deletion. */
interface EvictionOptions {
  readonly dryRun?: readonly string[];
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Whether nothing is to be changed, which the request and its options say alike or one of them alone. */
function askedDry(call: Call, options: EvictionOptions): boolean {
  const { dryRun = [] } = options;
  if (call.dryRun && dryRun.length && !equal(dryRun, ['All']))
    throw badRequest(`Non-matching dry-run options in request and content: [All] and [${dryRun.join(' ')}]`);
  return call.dryRun || dryRun.length > 0;
}

/** Whether a pod that is not ready may go whatever the budget allows. */
function sparesUnhealthy(budget: KubeObject, pod: KubeObject): boolean {
  if (isReady(pod)) return false;
  const { currentHealthy = 0, desiredHealthy = 0 } = (budget['status'] ?? {}) as Record<string, number | undefined>;
  if (budget['spec'].unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

function isReady(pod: KubeObject): boolean {
  const conditions = (pod['status']?.conditions ?? []) as readonly Condition[];
  return hasCondition(conditions, 'Ready');
}

/** Says on the pod why it goes. */
function mark(call: Call, pod: KubeObject): void {
  const { generation } = pod.metadata;
  const conditions = setCondition(
    pod['status']?.conditions as readonly Condition[] | undefined,
    {
      type: 'DisruptionTarget',
      // Of a pod that a kubelet counts the generations of.
      ...(pod['status']?.observedGeneration ? { observedGeneration: generation } : {}),
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
    },
    formatTime(call.now),
  );
  new UserVerbs(call.machine, CONTROL_PLANE).update(
    'pods',
    { ...pod, status: { ...pod['status'], conditions } },
    { subresource: 'status' },
  );
}
