// Defaults by type: what the server fills in wherever a type stands, so that a pod template means the same in every kind.
// Facts from kubernetes/pkg/apis/*/v1/defaults.go.

import type { TypeSchema, ValueSchema } from '../../api/schema/schema.ts';
import { SETTLED } from '../apiserver/structure.ts';
import type { Draft } from './interface.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Part = any;
type Fill = (part: Part) => void;

/** Sets fields that are not there. */
function fill(values: { readonly [field: string]: unknown }): Fill {
  return (part) => {
    for (const name in values) if (part[name] === undefined) part[name] = values[name];
  };
}

function imagePullPolicy(container: Part): void {
  if (container.imagePullPolicy) return;
  const image = String(container.image ?? '');
  const tag = image.includes('@') ? 'digest' : (/:([^:/]+)$/.exec(image)?.[1] ?? 'latest');
  container.imagePullPolicy = tag === 'latest' ? 'Always' : 'IfNotPresent';
}

const container: Fill = (part) => {
  fill({ resources: {}, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' })(part);
  imagePullPolicy(part);
};

const SOURCES = /^(name)$/;

const FILLS: { readonly [type: string]: Fill } = {
  'core.v1.PodSpec': (spec) => {
    fill({
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      securityContext: {},
      schedulerName: 'default-scheduler',
    })(spec);
    if (spec.serviceAccountName && !spec.serviceAccount) spec.serviceAccount = spec.serviceAccountName;
    else if (spec.serviceAccount && !spec.serviceAccountName) spec.serviceAccountName = spec.serviceAccount;
    if (spec.hostNetwork)
      for (const one of spec.containers ?? []) for (const port of one.ports ?? []) port.hostPort ||= port.containerPort;
  },
  'core.v1.Container': container,
  'core.v1.EphemeralContainer': container,
  'core.v1.ContainerPort': fill({ protocol: 'TCP' }),
  'core.v1.Probe': fill({ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }),
  'core.v1.HTTPGetAction': fill({ path: '/', scheme: 'HTTP' }),
  'core.v1.GRPCAction': fill({ service: '' }),
  'core.v1.Volume': (volume) => {
    if (Object.keys(volume).every((name) => SOURCES.test(name))) volume.emptyDir = {};
  },
  'core.v1.SecretVolumeSource': fill({ defaultMode: 420 }),
  'core.v1.ConfigMapVolumeSource': fill({ defaultMode: 420 }),
  'core.v1.DownwardAPIVolumeSource': fill({ defaultMode: 420 }),
  'core.v1.ProjectedVolumeSource': fill({ defaultMode: 420 }),
  'core.v1.ServiceAccountTokenProjection': fill({ expirationSeconds: 3600 }),
  'core.v1.HostPathVolumeSource': fill({ type: '' }),
  'core.v1.ObjectFieldSelector': fill({ apiVersion: 'v1' }),
  'core.v1.PersistentVolumeClaimSpec': fill({ volumeMode: 'Filesystem' }),
  'core.v1.PersistentVolumeSpec': fill({ persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }),
  'core.v1.LimitRangeItem': (item) => {
    if (item.type !== 'Container') return;
    // The most is the usual limit, the limit the usual request, and the least is where nothing else is said.
    const limits = { ...item.max, ...item.default };
    const requests = { ...item.min, ...limits, ...item.defaultRequest };
    if (Object.keys(limits).length) item.default = limits;
    if (Object.keys(requests).length) item.defaultRequest = requests;
  },
  'core.v1.Secret': fill({ type: 'Opaque' }),
  'core.v1.ServiceSpec': (spec) => {
    fill({ sessionAffinity: 'None', type: 'ClusterIP' })(spec);
    if (spec.type !== 'ExternalName') fill({ internalTrafficPolicy: 'Cluster' })(spec);
    if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') fill({ externalTrafficPolicy: 'Cluster' })(spec);
    if (spec.type === 'LoadBalancer') fill({ allocateLoadBalancerNodePorts: true })(spec);
    if (spec.sessionAffinity === 'ClientIP')
      fill({ sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } })(spec);
    for (const port of spec.ports ?? []) {
      fill({ protocol: 'TCP' })(port);
      if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port;
    }
  },
  'apps.v1.DeploymentSpec': (spec) => {
    fill({ replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 })(spec);
    spec.strategy = { ...spec.strategy };
    fill({ type: 'RollingUpdate' })(spec.strategy);
    if (spec.strategy.type === 'RollingUpdate')
      spec.strategy.rollingUpdate = { maxUnavailable: '25%', maxSurge: '25%', ...spec.strategy.rollingUpdate };
  },
  'apps.v1.ReplicaSetSpec': fill({ replicas: 1 }),
  'apps.v1.StatefulSetSpec': (spec) => {
    fill({
      replicas: 1,
      podManagementPolicy: 'OrderedReady',
      revisionHistoryLimit: 10,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    })(spec);
    spec.updateStrategy = { ...spec.updateStrategy };
    fill({ type: 'RollingUpdate' })(spec.updateStrategy);
    if (spec.updateStrategy.type === 'RollingUpdate')
      spec.updateStrategy.rollingUpdate = { partition: 0, ...spec.updateStrategy.rollingUpdate };
    // Behind a feature gate that is off.
    if (spec.updateStrategy.rollingUpdate) delete spec.updateStrategy.rollingUpdate.maxUnavailable;
    for (const claim of spec.volumeClaimTemplates ?? []) {
      claim.apiVersion ??= 'v1';
      claim.kind ??= 'PersistentVolumeClaim';
      claim.status = { phase: 'Pending' };
    }
  },
  'apps.v1.DaemonSetSpec': (spec) => {
    fill({ revisionHistoryLimit: 10 })(spec);
    spec.updateStrategy = { ...spec.updateStrategy };
    fill({ type: 'RollingUpdate' })(spec.updateStrategy);
    if (spec.updateStrategy.type === 'RollingUpdate')
      spec.updateStrategy.rollingUpdate = { maxSurge: 0, maxUnavailable: 1, ...spec.updateStrategy.rollingUpdate };
  },
  // Of the Job itself, not of the template a CronJob carries.
  'batch.v1.Job': ({ spec }) => {
    if (!spec) return;
    if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
    if (spec.backoffLimitPerIndex !== undefined) fill({ backoffLimit: 2_147_483_647 })(spec);
    if (spec.podFailurePolicy) fill({ podReplacementPolicy: 'Failed' })(spec);
    fill({
      parallelism: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      suspend: false,
      manualSelector: false,
      podReplacementPolicy: 'TerminatingOrFailed',
    })(spec);
  },
  'batch.v1.CronJobSpec': fill({
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  }),
  'networking.v1.NetworkPolicySpec': (spec) => {
    spec.podSelector ??= {};
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
  },
  'networking.v1.NetworkPolicyPort': fill({ protocol: 'TCP' }),
  'storage.v1.StorageClass': fill({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  'scheduling.v1.PriorityClass': fill({ preemptionPolicy: 'PreemptLowerPriority' }),
  'discovery.v1.EndpointPort': fill({ name: '', protocol: 'TCP' }),
  'autoscaling.v2.HorizontalPodAutoscalerSpec': (spec) => {
    fill({ minReplicas: 1 })(spec);
    if (!spec.metrics?.length)
      spec.metrics = [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ];
    if (!spec.behavior) return;
    // Said for one direction, it is said for both.
    const percent = { type: 'Percent', value: 100, periodSeconds: 15 };
    const pods = { type: 'Pods', value: 4, periodSeconds: 15 };
    const { scaleUp, scaleDown } = spec.behavior;
    spec.behavior = {
      ...spec.behavior,
      scaleUp: { selectPolicy: 'Max', stabilizationWindowSeconds: 0, policies: [pods, percent], ...scaleUp },
      scaleDown: { selectPolicy: 'Max', policies: [percent], ...scaleDown },
    };
  },
  'rbac.v1.RoleRef': fill({ apiGroup: 'rbac.authorization.k8s.io' }),
  'rbac.v1.Subject': (subject) => {
    if (subject.kind === 'User' || subject.kind === 'Group') fill({ apiGroup: 'rbac.authorization.k8s.io' })(subject);
  },
};

/** Fills in an object's defaults; parts that are settled were filled before. */
export function applyDefaults(draft: Draft, type: TypeSchema): void {
  FILLS[type.name]?.(draft);
  for (const [name, field] of type.fields) {
    if (name === 'metadata' || name === 'status') continue;
    const value = draft[name] as unknown;
    if (value !== undefined) descend(value, field);
  }
}

function descend(value: unknown, schema: ValueSchema): void {
  if (typeof value !== 'object' || value === null || SETTLED.has(value)) return;
  if (schema.kind === 'object') applyDefaults(value as Draft, schema.type!);
  else if (schema.kind === 'array' && Array.isArray(value)) for (const item of value) descend(item, schema.items!);
  else if (schema.kind === 'map' && schema.items!.kind === 'object')
    for (const item of Object.values(value)) descend(item, schema.items!);
}
