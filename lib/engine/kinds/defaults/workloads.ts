// Defaults of workloads and their autoscaling. Facts from kubernetes/pkg/apis/{apps,batch,autoscaling}/*/defaults.go.

import { fill, fillBlank, type Fills, type Part } from './interface.ts';

export const WORKLOADS: Fills = {
  'apps.v1.DeploymentSpec': (spec) => {
    fill({ replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 })(spec);
    spec.strategy = { ...spec.strategy };
    fillBlank({ type: 'RollingUpdate' })(spec.strategy);
    if (spec.strategy.type === 'RollingUpdate')
      spec.strategy.rollingUpdate = { maxUnavailable: '25%', maxSurge: '25%', ...spec.strategy.rollingUpdate };
  },
  'apps.v1.ReplicaSetSpec': fill({ replicas: 1 }),
  'apps.v1.StatefulSetSpec': (spec) => {
    fillBlank({ podManagementPolicy: 'OrderedReady' })(spec);
    fill({ replicas: 1, revisionHistoryLimit: 10 })(spec);
    spec.persistentVolumeClaimRetentionPolicy = { ...spec.persistentVolumeClaimRetentionPolicy };
    fillBlank({ whenDeleted: 'Retain', whenScaled: 'Retain' })(spec.persistentVolumeClaimRetentionPolicy);
    const strategy = (spec.updateStrategy = { ...spec.updateStrategy });
    if (!strategy.type) {
      strategy.type = 'RollingUpdate';
      strategy.rollingUpdate ??= {};
    }
    if (strategy.rollingUpdate) {
      strategy.rollingUpdate = { ...strategy.rollingUpdate };
      // Behind a feature gate that is off.
      delete strategy.rollingUpdate.maxUnavailable;
      if (strategy.type === 'RollingUpdate') fill({ partition: 0 })(strategy.rollingUpdate);
    }
    for (const claim of spec.volumeClaimTemplates ?? []) {
      claim.apiVersion ||= 'v1';
      claim.kind ||= 'PersistentVolumeClaim';
      claim.status = { phase: 'Pending' };
    }
  },
  'apps.v1.DaemonSetSpec': (spec) => {
    fill({ revisionHistoryLimit: 10 })(spec);
    spec.updateStrategy = { ...spec.updateStrategy };
    fillBlank({ type: 'RollingUpdate' })(spec.updateStrategy);
    if (spec.updateStrategy.type === 'RollingUpdate')
      spec.updateStrategy.rollingUpdate = { maxSurge: 0, maxUnavailable: 1, ...spec.updateStrategy.rollingUpdate };
  },
  // Of the Job itself, not of the template a CronJob carries.
  'batch.v1.Job': (job: Part) => {
    const { spec, metadata } = job;
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
    const labels = spec.template?.metadata?.labels as object | undefined;
    if (labels && !Object.keys(metadata.labels ?? {}).length) job.metadata = { ...metadata, labels };
  },
  'batch.v1.PodFailurePolicyOnPodConditionsPattern': fillBlank({ status: 'True' }),
  'batch.v1.CronJobSpec': (spec) => {
    fillBlank({ concurrencyPolicy: 'Allow' })(spec);
    fill({ suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 })(spec);
  },
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
};
