// How many pods a budget can spare. Follows kubernetes/pkg/controller/disruption.

import { scaledValue } from '../../api/int-or-string.ts';
import { controllerOf, keyOf, type KubeObject } from '../../api/object.ts';
import { selectorMatcher, type LabelSelector } from '../../api/selectors.ts';
import { formatTime } from '../../api/time.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser, isReady, resourceOf, writeStatus } from './controller.ts';

const RESOURCE = 'poddisruptionbudgets.policy';

export function disruptionController(): Actor {
  return {
    name: 'disruption-controller',
    component: 'controllermanager',
    user: controllerUser('disruption-controller'),
    watches: [RESOURCE, 'pods', 'deployments.apps', 'statefulsets.apps', 'replicasets.apps'],
    changed(change, context) {
      if (change.resource === RESOURCE) {
        if (change.type !== 'DELETED') context.enqueue(change.key);
        return;
      }
      const { namespace } = change.object.metadata;
      if (context.read.count(RESOURCE, namespace) === 0) return;
      for (const budget of context.read.list(RESOURCE, namespace))
        if (change.resource !== 'pods' || selectorMatcher(budget['spec'].selector)(change.object.metadata.labels))
          context.enqueue(keyOf(budget));
    },
    sync,
  };
}

/** The size the pod's workload is meant to have. */
function scaleOf(context: ActorContext, pod: KubeObject): { uid: string; replicas: number } | undefined {
  let owner = controllerOf(pod);
  let object = owner && context.read.get(resourceOf(owner) ?? '', `${pod.metadata.namespace}/${owner.name}`);
  const above = object && controllerOf(object);
  if (above) {
    const parent = context.read.get(resourceOf(above) ?? '', `${pod.metadata.namespace}/${above.name}`);
    if (parent) {
      owner = above;
      object = parent;
    }
  }
  const replicas = object?.['spec']?.replicas as number | undefined;
  return object && owner && replicas !== undefined ? { uid: object.metadata.uid!, replicas } : undefined;
}

function sync(key: string, context: ActorContext): void {
  const budget = context.read.get(RESOURCE, key);
  if (!budget) return;
  const spec = budget['spec'] as {
    selector?: LabelSelector;
    minAvailable?: string | number;
    maxUnavailable?: string | number;
  };
  const matches = selectorMatcher(spec.selector);
  const pods: KubeObject[] = [];
  context.read.walk('pods', { namespace: budget.metadata.namespace }, (pod) => {
    const phase = pod['status']?.phase as string | undefined;
    if (matches(pod.metadata.labels) && phase !== 'Succeeded' && phase !== 'Failed') pods.push(pod);
  });
  if (pods.length === 0) context.events.event(budget, 'Normal', 'NoPods', 'No matching pods found');
  let expected: number;
  let desired: number;
  if (spec.maxUnavailable !== undefined || typeof spec.minAvailable === 'string') {
    const scales = new Map<string, number>();
    const unmanaged: string[] = [];
    for (const pod of pods) {
      const scale = scaleOf(context, pod);
      if (scale) scales.set(scale.uid, scale.replicas);
      else unmanaged.push(pod.metadata.name!);
    }
    if (unmanaged.length)
      context.events.event(
        budget,
        'Warning',
        'UnmanagedPods',
        `Pods selected by this PodDisruptionBudget (selector: ${JSON.stringify(spec.selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`,
      );
    expected = [...scales.values()].reduce((sum, it) => sum + it, 0);
    desired =
      spec.maxUnavailable !== undefined
        ? Math.max(0, expected - scaledValue(spec.maxUnavailable, expected, true))
        : scaledValue(spec.minAvailable!, expected, true);
  } else {
    expected = pods.length;
    desired = Number(spec.minAvailable ?? 0);
  }
  const disrupted = (budget['status']?.disruptedPods ?? {}) as Record<string, string>;
  const still = Object.fromEntries(
    Object.entries(disrupted).filter(([name]) =>
      pods.some((pod) => pod.metadata.name === name && !pod.metadata.deletionTimestamp),
    ),
  );
  const healthy = pods.filter(
    (pod) => isReady(pod) && !pod.metadata.deletionTimestamp && !Object.hasOwn(still, pod.metadata.name!),
  ).length;
  const allowed = expected > 0 ? Math.max(0, healthy - desired) : 0;
  const old = (
    budget['status']?.conditions as { type: string; status: string; lastTransitionTime: string }[] | undefined
  )?.find((it) => it.type === 'DisruptionAllowed');
  const status = allowed > 0 ? 'True' : 'False';
  writeStatus(context, RESOURCE, budget, {
    ...(Object.keys(still).length ? { disruptedPods: still } : {}),
    conditions: [
      {
        type: 'DisruptionAllowed',
        status,
        observedGeneration: budget.metadata.generation,
        lastTransitionTime: old?.status === status ? old.lastTransitionTime : formatTime(context.now),
        reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
        message: '',
      },
    ],
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: allowed,
    expectedPods: expected,
    observedGeneration: budget.metadata.generation,
  });
}
