// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { PersistentVolumeClaim as CoreV1PersistentVolumeClaim, PodTemplateSpec as CoreV1PodTemplateSpec } from './core-v1.ts';
import type { LabelSelector as MetaV1LabelSelector, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';
import type { IntOrString } from './scalars.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/controller-revision-v1/#ControllerRevision */
export interface ControllerRevision {
  readonly apiVersion?: 'apps/v1';
  /** any JSON */
  readonly data?: any;
  readonly kind?: 'ControllerRevision';
  readonly metadata?: MetaV1ObjectMeta;
  /** 64-bit integer · required */
  readonly revision: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/controller-revision-v1/#ControllerRevisionList */
export interface ControllerRevisionList {
  readonly apiVersion?: 'apps/v1';
  /** required */
  readonly items: readonly ControllerRevision[];
  readonly kind?: 'ControllerRevisionList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/daemon-set-v1/#DaemonSet */
export interface DaemonSet {
  readonly apiVersion?: 'apps/v1';
  readonly kind?: 'DaemonSet';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: DaemonSetSpec;
  readonly status?: DaemonSetStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/daemon-set-v1/#DaemonSetCondition */
export interface DaemonSetCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/daemon-set-v1/#DaemonSetList */
export interface DaemonSetList {
  readonly apiVersion?: 'apps/v1';
  /** required */
  readonly items: readonly DaemonSet[];
  readonly kind?: 'DaemonSetList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/daemon-set-v1/#DaemonSetSpec */
export interface DaemonSetSpec {
  /** 32-bit integer · seconds */
  readonly minReadySeconds?: number;
  /** 32-bit integer */
  readonly revisionHistoryLimit?: number;
  /** required · immutable */
  readonly selector: MetaV1LabelSelector;
  /** required */
  readonly template: CoreV1PodTemplateSpec;
  readonly updateStrategy?: DaemonSetUpdateStrategy;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/daemon-set-v1/#DaemonSetStatus */
export interface DaemonSetStatus {
  /** 32-bit integer */
  readonly collisionCount?: number;
  /** list by type */
  readonly conditions?: readonly DaemonSetCondition[];
  /** 32-bit integer · required */
  readonly currentNumberScheduled: number;
  /** 32-bit integer · required */
  readonly desiredNumberScheduled: number;
  /** 32-bit integer */
  readonly numberAvailable?: number;
  /** 32-bit integer · required */
  readonly numberMisscheduled: number;
  /** 32-bit integer · required */
  readonly numberReady: number;
  /** 32-bit integer */
  readonly numberUnavailable?: number;
  /** 64-bit integer */
  readonly observedGeneration?: number;
  /** 32-bit integer */
  readonly updatedNumberScheduled?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/daemon-set-v1/#DaemonSetUpdateStrategy */
export interface DaemonSetUpdateStrategy {
  readonly rollingUpdate?: RollingUpdateDaemonSet;
  readonly type?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/deployment-v1/#Deployment */
export interface Deployment {
  readonly apiVersion?: 'apps/v1';
  readonly kind?: 'Deployment';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: DeploymentSpec;
  readonly status?: DeploymentStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/deployment-v1/#DeploymentCondition */
export interface DeploymentCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  /** time, RFC 3339 in UTC */
  readonly lastUpdateTime?: string;
  readonly message?: string;
  readonly reason?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/deployment-v1/#DeploymentList */
export interface DeploymentList {
  readonly apiVersion?: 'apps/v1';
  /** required */
  readonly items: readonly Deployment[];
  readonly kind?: 'DeploymentList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/deployment-v1/#DeploymentSpec */
export interface DeploymentSpec {
  /** 32-bit integer · seconds */
  readonly minReadySeconds?: number;
  readonly paused?: boolean;
  /** 32-bit integer · seconds */
  readonly progressDeadlineSeconds?: number;
  /** 32-bit integer */
  readonly replicas?: number;
  /** 32-bit integer */
  readonly revisionHistoryLimit?: number;
  /** required · immutable */
  readonly selector: MetaV1LabelSelector;
  readonly strategy?: DeploymentStrategy;
  /** required */
  readonly template: CoreV1PodTemplateSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/deployment-v1/#DeploymentStatus */
export interface DeploymentStatus {
  /** 32-bit integer */
  readonly availableReplicas?: number;
  /** 32-bit integer */
  readonly collisionCount?: number;
  /** list by type */
  readonly conditions?: readonly DeploymentCondition[];
  /** 64-bit integer */
  readonly observedGeneration?: number;
  /** 32-bit integer */
  readonly readyReplicas?: number;
  /** 32-bit integer */
  readonly replicas?: number;
  /** 32-bit integer */
  readonly terminatingReplicas?: number;
  /** 32-bit integer */
  readonly unavailableReplicas?: number;
  /** 32-bit integer */
  readonly updatedReplicas?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/deployment-v1/#DeploymentStrategy */
export interface DeploymentStrategy {
  readonly rollingUpdate?: RollingUpdateDeployment;
  readonly type?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/replica-set-v1/#ReplicaSet */
export interface ReplicaSet {
  readonly apiVersion?: 'apps/v1';
  readonly kind?: 'ReplicaSet';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: ReplicaSetSpec;
  readonly status?: ReplicaSetStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/replica-set-v1/#ReplicaSetCondition */
export interface ReplicaSetCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/replica-set-v1/#ReplicaSetList */
export interface ReplicaSetList {
  readonly apiVersion?: 'apps/v1';
  /** required */
  readonly items: readonly ReplicaSet[];
  readonly kind?: 'ReplicaSetList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/replica-set-v1/#ReplicaSetSpec */
export interface ReplicaSetSpec {
  /** 32-bit integer · seconds */
  readonly minReadySeconds?: number;
  /** 32-bit integer */
  readonly replicas?: number;
  /** required · immutable */
  readonly selector: MetaV1LabelSelector;
  readonly template?: CoreV1PodTemplateSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/replica-set-v1/#ReplicaSetStatus */
export interface ReplicaSetStatus {
  /** 32-bit integer */
  readonly availableReplicas?: number;
  /** list by type */
  readonly conditions?: readonly ReplicaSetCondition[];
  /** 32-bit integer */
  readonly fullyLabeledReplicas?: number;
  /** 64-bit integer */
  readonly observedGeneration?: number;
  /** 32-bit integer */
  readonly readyReplicas?: number;
  /** 32-bit integer · required */
  readonly replicas: number;
  /** 32-bit integer */
  readonly terminatingReplicas?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/daemon-set-v1/#RollingUpdateDaemonSet */
export interface RollingUpdateDaemonSet {
  /** number, or a percentage or name */
  readonly maxSurge?: IntOrString;
  /** number, or a percentage or name */
  readonly maxUnavailable?: IntOrString;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/deployment-v1/#RollingUpdateDeployment */
export interface RollingUpdateDeployment {
  /** number, or a percentage or name */
  readonly maxSurge?: IntOrString;
  /** number, or a percentage or name */
  readonly maxUnavailable?: IntOrString;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/stateful-set-v1/#RollingUpdateStatefulSetStrategy */
export interface RollingUpdateStatefulSetStrategy {
  /** number, or a percentage or name */
  readonly maxUnavailable?: IntOrString;
  /** 32-bit integer */
  readonly partition?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/stateful-set-v1/#StatefulSet */
export interface StatefulSet {
  readonly apiVersion?: 'apps/v1';
  readonly kind?: 'StatefulSet';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: StatefulSetSpec;
  readonly status?: StatefulSetStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/stateful-set-v1/#StatefulSetCondition */
export interface StatefulSetCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/stateful-set-v1/#StatefulSetList */
export interface StatefulSetList {
  readonly apiVersion?: 'apps/v1';
  /** required */
  readonly items: readonly StatefulSet[];
  readonly kind?: 'StatefulSetList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/stateful-set-v1/#StatefulSetOrdinals */
export interface StatefulSetOrdinals {
  /** 32-bit integer */
  readonly start?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/stateful-set-v1/#StatefulSetPersistentVolumeClaimRetentionPolicy */
export interface StatefulSetPersistentVolumeClaimRetentionPolicy {
  readonly whenDeleted?: string;
  readonly whenScaled?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/stateful-set-v1/#StatefulSetSpec */
export interface StatefulSetSpec {
  /** 32-bit integer · seconds */
  readonly minReadySeconds?: number;
  readonly ordinals?: StatefulSetOrdinals;
  readonly persistentVolumeClaimRetentionPolicy?: StatefulSetPersistentVolumeClaimRetentionPolicy;
  /** immutable */
  readonly podManagementPolicy?: string;
  /** 32-bit integer */
  readonly replicas?: number;
  /** 32-bit integer */
  readonly revisionHistoryLimit?: number;
  /** required · immutable */
  readonly selector: MetaV1LabelSelector;
  /** immutable */
  readonly serviceName?: string;
  /** required */
  readonly template: CoreV1PodTemplateSpec;
  readonly updateStrategy?: StatefulSetUpdateStrategy;
  /** immutable */
  readonly volumeClaimTemplates?: readonly CoreV1PersistentVolumeClaim[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/stateful-set-v1/#StatefulSetStatus */
export interface StatefulSetStatus {
  /** 32-bit integer */
  readonly availableReplicas?: number;
  /** 32-bit integer */
  readonly collisionCount?: number;
  /** list by type */
  readonly conditions?: readonly StatefulSetCondition[];
  /** 32-bit integer */
  readonly currentReplicas?: number;
  readonly currentRevision?: string;
  /** 64-bit integer */
  readonly observedGeneration?: number;
  /** 32-bit integer */
  readonly readyReplicas?: number;
  /** 32-bit integer · required */
  readonly replicas: number;
  readonly updateRevision?: string;
  /** 32-bit integer */
  readonly updatedReplicas?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apps/stateful-set-v1/#StatefulSetUpdateStrategy */
export interface StatefulSetUpdateStrategy {
  readonly rollingUpdate?: RollingUpdateStatefulSetStrategy;
  readonly type?: string;
}
