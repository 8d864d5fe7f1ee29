// Whether an object has become what its manifest asks for. Follows kstatus (cli-utils pkg/kstatus), and goes on where that stops:
// a Service with a selector waits for nothing, a Job is current when it is complete.

import { findCondition, type Condition } from '../api/conditions.ts';
import type { KubeObject } from '../api/object.ts';

export interface Progress {
  readonly state: 'current' | 'inProgress' | 'failed' | 'terminating';
  readonly message: string;
}

const current: Progress = { state: 'current', message: '' };
const inProgress = (message: string): Progress => ({ state: 'inProgress', message });
const failed = (message: string): Progress => ({ state: 'failed', message });

/** Reads an object's state from its own status. */
export function progressOf(object: KubeObject): Progress {
  if (object.metadata.deletionTimestamp) return { state: 'terminating', message: 'being deleted' };
  const status = (object['status'] ?? {}) as Record<string, unknown> & {
    conditions?: Condition[];
    observedGeneration?: number;
  };
  const { generation } = object.metadata;
  if (status.observedGeneration !== undefined && generation !== undefined && status.observedGeneration < generation)
    return inProgress('not yet seen by its controller');
  const group = (object.apiVersion ?? '').includes('/') ? object.apiVersion!.split('/')[0]! : '';
  const rule = RULES[`${object.kind}.${group}`];
  if (rule) return rule(object, status, (object['spec'] ?? {}) as Record<string, number | undefined>);
  const { conditions } = status;
  if (findCondition(conditions, 'Stalled')?.status === 'True')
    return failed(findCondition(conditions, 'Stalled')!.message ?? 'stalled');
  if (findCondition(conditions, 'Reconciling')?.status === 'True') return inProgress('reconciling');
  const ready = findCondition(conditions, 'Ready');
  if (ready && ready.status !== 'True') return inProgress(ready.message ?? ready.reason ?? 'not ready');
  return current;
}

type Rule = (
  object: KubeObject,
  status: Record<string, any> & { conditions?: Condition[] },
  spec: Record<string, any>,
) => Progress; // eslint-disable-line @typescript-eslint/no-explicit-any

const unseen = inProgress('waiting for its controller');

const RULES: Record<string, Rule> = {
  'Deployment.apps': (_, status, spec) => {
    const progressing = findCondition(status.conditions, 'Progressing');
    if (progressing?.reason === 'ProgressDeadlineExceeded')
      return failed(progressing.message ?? 'progress deadline exceeded');
    if (status['observedGeneration'] === undefined) return unseen;
    const want = spec['replicas'] ?? 1;
    const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
    if (updatedReplicas < want) return inProgress(`${updatedReplicas}/${want} updated`);
    if (replicas > want) return inProgress(`${replicas - want} old pods are still there`);
    if (availableReplicas < want || readyReplicas < want) return inProgress(`${readyReplicas}/${want} ready`);
    return current;
  },
  'StatefulSet.apps': (_, status, spec) => {
    if (spec['updateStrategy']?.type === 'OnDelete') return current;
    if (status['observedGeneration'] === undefined) return unseen;
    const want = spec['replicas'] ?? 1;
    const { readyReplicas = 0, replicas = 0, updatedReplicas = 0 } = status;
    if (readyReplicas < want || replicas < want) return inProgress(`${readyReplicas}/${want} ready`);
    const partition = spec['updateStrategy']?.rollingUpdate?.partition ?? 0;
    if (status['currentRevision'] !== status['updateRevision'] && updatedReplicas < want - partition)
      return inProgress(`${updatedReplicas}/${want} updated`);
    return current;
  },
  'DaemonSet.apps': (_, status) => {
    if (status['observedGeneration'] === undefined) return unseen;
    const {
      desiredNumberScheduled: want = 0,
      updatedNumberScheduled = 0,
      numberReady = 0,
      numberAvailable = 0,
    } = status;
    if (updatedNumberScheduled < want) return inProgress(`${updatedNumberScheduled}/${want} updated`);
    if (numberReady < want || numberAvailable < want) return inProgress(`${numberReady}/${want} ready`);
    return current;
  },
  'ReplicaSet.apps': (_, status, spec) => {
    if (status['observedGeneration'] === undefined) return unseen;
    const want = spec['replicas'] ?? 1;
    return (status['readyReplicas'] ?? 0) < want
      ? inProgress(`${status['readyReplicas'] ?? 0}/${want} ready`)
      : current;
  },
  'Job.batch': (_, status, spec) => {
    const broken = findCondition(status.conditions, 'Failed');
    if (broken?.status === 'True') return failed(broken.message ?? broken.reason ?? 'failed');
    if (findCondition(status.conditions, 'Complete')?.status === 'True' || spec['suspend']) return current;
    return inProgress(`${status['succeeded'] ?? 0}/${spec['completions'] ?? 1} completed`);
  },
  'Pod.': (_, status) => {
    if (status['phase'] === 'Succeeded') return current;
    if (status['phase'] === 'Failed') return failed(status['message'] ?? 'failed');
    return findCondition(status.conditions, 'Ready')?.status === 'True'
      ? current
      : inProgress(status['phase'] ?? 'pending');
  },
  // A claim whose class waits for the first pod is what it should be until that pod is there.
  'PersistentVolumeClaim.': (object, status) =>
    status['phase'] === 'Bound' || waitsForConsumer(object) ? current : inProgress(status['phase'] ?? 'pending'),
  'Service.': (_, status, spec) =>
    spec['type'] === 'LoadBalancer' && !status['loadBalancer']?.ingress?.length
      ? inProgress('no address yet')
      : current,
  'Namespace.': (_, status) => (status['phase'] === 'Active' ? current : inProgress(status['phase'] ?? 'pending')),
  'PodDisruptionBudget.policy': () => current,
  'CustomResourceDefinition.apiextensions.k8s.io': (_, status) => {
    const names = findCondition(status.conditions, 'NamesAccepted');
    if (names?.status === 'False') return failed(names.message ?? 'names are taken');
    return findCondition(status.conditions, 'Established')?.status === 'True'
      ? current
      : inProgress('not established yet');
  },
};

// The claim does not say how its class binds; the walker asks for the class and marks the claims it may leave pending.
const waiting = new WeakSet<object>();

/** Marks a claim as one that waits for its first consumer. */
export function markWaiting(claim: KubeObject): KubeObject {
  waiting.add(claim);
  return claim;
}

function waitsForConsumer(claim: KubeObject): boolean {
  return waiting.has(claim);
}
