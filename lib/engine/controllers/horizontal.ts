// Scales a workload by the CPU its pods use, as the simulation says they do. Follows kubernetes/pkg/controller/podautoscaler.
// Other metrics are not evaluated here; the status says so.

import { setCondition, type Condition } from '../../api/conditions.ts';
import { keyOf, type KubeObject } from '../../api/object.ts';
import { milliValue } from '../../api/quantity.ts';
import { selectorMatcher } from '../../api/selectors.ts';
import { formatTime } from '../../api/time.ts';
import type { Program, SimulationSpec } from '../../api/simulation/simulation.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser, isReady, resourceOf, writeStatus } from './controller.ts';

const RESOURCE = 'horizontalpodautoscalers.autoscaling';
const PERIOD = 15_000;
/** A ratio this near to one changes nothing. */
const TOLERANCE = 0.1;

export function horizontalController(): Actor {
  return {
    name: 'horizontal-pod-autoscaler',
    user: controllerUser('horizontal-pod-autoscaler'),
    watches: [RESOURCE],
    changed(change, context) {
      // Its own status writes must not wake it.
      if (change.type !== 'DELETED' && change.object['spec'] !== change.old?.['spec'])
        context.enqueue(change.key, PERIOD, { background: true });
    },
    sync,
  };
}

/** What a container uses, in thousandths of a core; undefined when the simulation does not say. */
function usage(simulation: SimulationSpec, container: { name: string; image?: string }): number | undefined {
  const program: Program | undefined = simulation.programs?.find(
    (it) =>
      it.cpu !== undefined &&
      (it.container === undefined || it.container === container.name) &&
      (it.image === undefined || (container.image ?? '').startsWith(it.image.replace(/\*.*$/, ''))),
  );
  return program && milliValue(program.cpu);
}

function sync(key: string, context: ActorContext): void {
  const scaler = context.read.get(RESOURCE, key);
  if (!scaler) return;
  context.enqueue(key, PERIOD, { background: true });
  const spec = scaler['spec'] as {
    scaleTargetRef: { apiVersion?: string; kind: string; name: string };
    minReplicas?: number;
    maxReplicas: number;
    metrics?: { type: string; resource?: { name: string; target: { averageUtilization?: number } } }[];
  };
  const before = (scaler['status'] ?? {}) as { conditions?: readonly Condition[]; lastScaleTime?: string };
  const now = formatTime(context.now);
  let { conditions } = before;
  const say = (type: string, status: string, reason: string, message: string): void =>
    void (conditions = setCondition(conditions, { type, status, reason, message }, now));
  const resource = resourceOf(spec.scaleTargetRef);
  const target = resource && context.read.get(resource, `${scaler.metadata.namespace}/${spec.scaleTargetRef.name}`);
  if (!resource || !target) {
    say(
      'AbleToScale',
      'False',
      'FailedGetScale',
      `the HPA controller was unable to get the target's current scale: ${resource ?? spec.scaleTargetRef.kind} "${spec.scaleTargetRef.name}" not found`,
    );
    writeStatus(context, RESOURCE, scaler, {
      ...before,
      currentMetrics: [{ type: '' }],
      desiredReplicas: 0,
      conditions,
    });
    return;
  }
  const current = (target['spec'].replicas as number | undefined) ?? 1;
  const least = spec.minReplicas ?? 1;
  say('AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale");
  let desired = current;
  let metrics: object[] = [{ type: '' }];
  let reason = 'All metrics below target';
  if (current === 0)
    say(
      'ScalingActive',
      'False',
      'ScalingDisabled',
      'scaling is disabled since the replica count of the target is zero',
    );
  else if (current > spec.maxReplicas)
    [desired, reason] = [spec.maxReplicas, 'Current number of replicas above Spec.MaxReplicas'];
  else if (current < least) [desired, reason] = [least, 'Current number of replicas below Spec.MinReplicas'];
  else {
    const cpu = spec.metrics?.find(
      (it) =>
        it.type === 'Resource' && it.resource?.name === 'cpu' && it.resource.target.averageUtilization !== undefined,
    );
    const measured = cpu && utilization(context, target);
    if (!measured) {
      say(
        'ScalingActive',
        'False',
        'FailedGetResourceMetric',
        'the HPA was unable to compute the replica count: the simulation says nothing of what these pods use',
      );
      writeStatus(context, RESOURCE, scaler, {
        ...before,
        currentMetrics: metrics,
        currentReplicas: current,
        desiredReplicas: 0,
        conditions,
      });
      return;
    }
    const wanted = cpu.resource!.target.averageUtilization!;
    const ratio = measured.percent / wanted;
    if (Math.abs(ratio - 1) > TOLERANCE) desired = Math.ceil(ratio * measured.pods);
    if (desired > current) reason = `cpu resource utilization (percentage of request) above target`;
    metrics = [
      {
        type: 'Resource',
        resource: {
          name: 'cpu',
          current: { averageUtilization: measured.percent, averageValue: `${measured.average}m` },
        },
      },
    ];
    say(
      'ScalingActive',
      'True',
      'ValidMetricFound',
      'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
    );
    const bounded = Math.max(least, Math.min(spec.maxReplicas, desired));
    if (bounded < desired)
      say(
        'ScalingLimited',
        'True',
        'TooManyReplicas',
        'the desired replica count is more than the maximum replica count',
      );
    else if (bounded > desired)
      say(
        'ScalingLimited',
        'True',
        'TooFewReplicas',
        'the desired replica count is less than the minimum replica count',
      );
    else say('ScalingLimited', 'False', 'DesiredWithinRange', 'the desired count is within the acceptable range');
    desired = bounded;
  }
  let { lastScaleTime } = before;
  if (desired !== current) {
    context.api.update(resource, { ...target, spec: { ...target['spec'], replicas: desired } });
    context.events.event(scaler, 'Normal', 'SuccessfulRescale', `New size: ${desired}; reason: ${reason}`);
    say(
      'AbleToScale',
      'True',
      'SucceededRescale',
      `the HPA controller was able to update the target scale to ${desired}`,
    );
    lastScaleTime = now;
  }
  writeStatus(context, RESOURCE, context.read.get(RESOURCE, keyOf(scaler))!, {
    observedGeneration: scaler.metadata.generation,
    ...(lastScaleTime ? { lastScaleTime } : {}),
    currentReplicas: current,
    desiredReplicas: desired,
    currentMetrics: metrics,
    conditions,
  });
}

function utilization(
  context: ActorContext,
  target: KubeObject,
): { percent: number; average: number; pods: number } | undefined {
  const matches = selectorMatcher(target['spec'].selector);
  let used = 0;
  let asked = 0;
  let pods = 0;
  for (const pod of context.read.list('pods', target.metadata.namespace)) {
    if (!matches(pod.metadata.labels) || !isReady(pod) || pod.metadata.deletionTimestamp) continue;
    pods++;
    for (const container of pod['spec'].containers as {
      name: string;
      image?: string;
      resources?: { requests?: { cpu?: string } };
    }[]) {
      const takes = usage(context.simulation, container);
      const request = milliValue(container.resources?.requests?.cpu);
      if (takes === undefined || !request) return undefined;
      used += takes;
      asked += request;
    }
  }
  if (!pods || !asked) return undefined;
  return { percent: Math.floor((used * 100) / asked), average: Math.floor(used / pods), pods };
}
