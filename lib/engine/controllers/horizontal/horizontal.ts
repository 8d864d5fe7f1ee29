// Scales workloads by what is measured of them. Follows kubernetes/pkg/controller/podautoscaler/horizontal.go.

import { setCondition, type Condition } from '../../../api/conditions.ts';
import { keyOf, type KubeObject } from '../../../api/object.ts';
import { mapMatcher, selectorMatcher } from '../../../api/selectors.ts';
import { isStatus } from '../../../api/status-errors.ts';
import { formatTime } from '../../../api/time.ts';
import type { Actor, ActorContext } from '../../interface.ts';
import { controllerUser, resourceOf, writeStatus } from '../controller.ts';
import { normalize, NO_PAST, remember, type Behavior, type Past } from './behavior.ts';
import { propose, Unmeasured, type Metric, type Proposal, type Scaled } from './metrics.ts';

const RESOURCE = 'horizontalpodautoscalers.autoscaling';
const PERIOD = 15_000;
const BEGAN = 'began';
const NO_METRIC = { type: '' };

interface Spec {
  readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
  readonly minReplicas?: number;
  readonly maxReplicas: number;
  readonly metrics?: readonly Metric[];
  readonly behavior?: Behavior;
}

interface Status {
  readonly conditions?: readonly Condition[];
  readonly lastScaleTime?: string;
  readonly desiredReplicas?: number;
  readonly currentMetrics?: readonly object[];
}

export function horizontalController(): Actor {
  return {
    name: 'horizontal-pod-autoscaler',
    user: controllerUser('horizontal-pod-autoscaler'),
    watches: [RESOURCE],
    start(context) {
      context.memory.set(BEGAN, context.now);
    },
    changed(change, context) {
      if (change.type === 'DELETED') context.memory.delete(change.key);
      // Its own status writes must not wake it.
      else if (change.object['spec'] !== change.old?.['spec'])
        context.enqueue(change.key, PERIOD, { background: true });
    },
    sync,
  };
}

/** One look at an autoscaler: its status as it will be written. */
interface Sync {
  readonly context: ActorContext;
  readonly scaler: KubeObject;
  readonly spec: Spec;
  readonly before: Status;
  conditions: readonly Condition[] | undefined;
}

function say(one: Sync, type: string, status: string, reason: string, message: string): void {
  one.conditions = setCondition(one.conditions, { type, status, reason, message }, formatTime(one.context.now));
}

function sync(key: string, context: ActorContext): void {
  const scaler = context.read.get(RESOURCE, key);
  if (!scaler) return;
  context.enqueue(key, PERIOD, { background: true });
  const before = (scaler['status'] ?? {}) as Status;
  const one: Sync = { context, scaler, spec: scaler['spec'] as Spec, before, conditions: before.conditions };
  const { name, kind } = one.spec.scaleTargetRef;
  const resource = resourceOf(one.spec.scaleTargetRef);
  const target = resource && context.read.get(resource, `${scaler.metadata.namespace}/${name}`);
  if (!resource || !target) {
    const problem = resource
      ? `${resource} "${name}" not found`
      : `no matches for kind "${kind}" in group "${groupOf(one.spec)}"`;
    context.events.event(scaler, 'Warning', 'FailedGetScale', problem);
    say(
      one,
      'AbleToScale',
      'False',
      'FailedGetScale',
      `the HPA controller was unable to get the target's current scale: ${problem}`,
    );
    const { conditions } = one;
    writeStatus(context, RESOURCE, scaler, { ...unset(before), conditions });
    return;
  }
  scale(one, key, resource, target);
}

const groupOf = ({ scaleTargetRef: { apiVersion = '' } }: Spec): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** The status of one that has not measured anything yet. */
function unset(before: Status): object {
  return {
    ...before,
    currentMetrics: before.currentMetrics ?? null,
    desiredReplicas: before.desiredReplicas ?? 0,
  };
}

function scale(one: Sync, key: string, resource: string, target: KubeObject): void {
  const { context, scaler, spec } = one;
  const current = (target['spec'].replicas as number | undefined) ?? 1;
  const least = spec.minReplicas ?? 1;
  say(one, 'AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale");
  const past = context.memory.get<Past>(key) ?? {
    ...NO_PAST,
    recommendations: [{ replicas: current, at: context.now }],
  };
  let desired = current;
  let reason = '';
  let metrics: readonly object[] | undefined;
  if (current === 0) {
    const message = 'scaling is disabled since the replica count of the target is zero';
    say(one, 'ScalingActive', 'False', 'ScalingDisabled', message);
  } else if (current > spec.maxReplicas)
    [desired, reason] = [spec.maxReplicas, 'Current number of replicas above Spec.MaxReplicas'];
  else if (current < least) [desired, reason] = [least, 'Current number of replicas below Spec.MinReplicas'];
  else {
    const found = measure(one, target, current);
    metrics = found.statuses;
    if (!found.best) {
      const { conditions, before } = one;
      writeStatus(context, RESOURCE, scaler, {
        observedGeneration: scaler.metadata.generation,
        ...(before.lastScaleTime ? { lastScaleTime: before.lastScaleTime } : {}),
        currentReplicas: current,
        desiredReplicas: before.desiredReplicas ?? 0,
        currentMetrics: metrics,
        conditions,
      });
      context.events.event(scaler, 'Warning', 'FailedComputeMetricsReplicas', found.problem!);
      return;
    }
    desired = found.best.replicas;
    if (desired > current) reason = `${found.best.name} above target`;
    else if (desired < current) reason = 'All metrics below target';
    const question = { current, desired, least, most: spec.maxReplicas, now: context.now };
    const verdict = normalize(question, spec.behavior, past);
    say(one, 'AbleToScale', 'True', ...verdict.able);
    const [why, message, isLimited] = verdict.limited;
    say(one, 'ScalingLimited', isLimited ? 'True' : 'False', why, message);
    desired = verdict.replicas;
    context.memory.set(key, remember(past, spec.behavior, question, desired));
  }
  let { lastScaleTime } = one.before;
  if (desired !== current) {
    if (!resize(one, resource, target, desired, reason)) return;
    lastScaleTime = formatTime(context.now);
  }
  writeStatus(context, RESOURCE, context.read.get(RESOURCE, keyOf(scaler))!, {
    observedGeneration: scaler.metadata.generation,
    ...(lastScaleTime ? { lastScaleTime } : {}),
    currentReplicas: current,
    desiredReplicas: desired,
    currentMetrics: metrics ?? null,
    conditions: one.conditions,
  });
}

function resize(one: Sync, resource: string, target: KubeObject, desired: number, reason: string): boolean {
  const { context, scaler } = one;
  const { namespace, name, resourceVersion } = target.metadata;
  try {
    context.api.update(
      resource,
      {
        apiVersion: 'autoscaling/v1',
        kind: 'Scale',
        metadata: { name, namespace, resourceVersion },
        spec: { replicas: desired },
      },
      { subresource: 'scale' },
    );
  } catch (error) {
    if (!isStatus(error)) throw error;
    const message = `New size: ${desired}; reason: ${reason}; error: ${error.message}`;
    context.events.event(scaler, 'Warning', 'FailedRescale', message);
    say(
      one,
      'AbleToScale',
      'False',
      'FailedUpdateScale',
      `the HPA controller was unable to update the target scale: ${error.message}`,
    );
    writeStatus(context, RESOURCE, scaler, { ...unset(one.before), conditions: one.conditions });
    return false;
  }
  context.events.event(scaler, 'Normal', 'SuccessfulRescale', `New size: ${desired}; reason: ${reason}`);
  say(
    one,
    'AbleToScale',
    'True',
    'SucceededRescale',
    `the HPA controller was able to update the target scale to ${desired}`,
  );
  return true;
}

/** The highest proposal of all metrics; none when none could be measured, or when one that could not might ask for more. */
function measure(
  one: Sync,
  target: KubeObject,
  current: number,
): { best?: Proposal; statuses: object[]; problem?: string } {
  const { context, scaler, spec } = one;
  const namespace = scaler.metadata.namespace!;
  const isPlain = target.kind === 'ReplicationController';
  const matches = isPlain ? mapMatcher(target['spec'].selector) : selectorMatcher(target['spec'].selector);
  const scaled: Scaled = {
    context,
    namespace,
    workload: keyOf(target),
    pods: context.read.list('pods', namespace).filter((pod) => matches(pod.metadata.labels)),
    specReplicas: current,
    statusReplicas: (target['status']?.replicas as number | undefined) ?? 0,
    behavior: spec.behavior,
    seconds: (context.now - (context.memory.get<number>(BEGAN) ?? context.now)) / 1000,
  };
  const all = spec.metrics ?? [];
  const statuses: object[] = [];
  const failures: Unmeasured[] = [];
  let best: Proposal | undefined;
  for (const metric of all)
    try {
      const proposal = propose(scaled, metric);
      statuses.push(proposal.status);
      if (!best || proposal.replicas > best.replicas) best = proposal;
    } catch (error) {
      if (!(error instanceof Unmeasured)) throw error;
      statuses.push(NO_METRIC);
      failures.push(error);
      context.events.event(scaler, 'Warning', error.reason, error.message);
    }
  const [first] = failures;
  if (first && (failures.length >= all.length || best!.replicas < current)) {
    say(
      one,
      'ScalingActive',
      'False',
      first.reason,
      `the HPA was unable to compute the replica count: ${first.message}`,
    );
    const problem = `invalid metrics (${failures.length} invalid out of ${all.length}), first error is: ${first.whole}`;
    return { statuses, problem };
  }
  if (best) {
    const message = `the HPA was able to successfully calculate a replica count from ${best.name}`;
    say(one, 'ScalingActive', 'True', 'ValidMetricFound', message);
  }
  return { ...(best ? { best } : {}), statuses };
}
