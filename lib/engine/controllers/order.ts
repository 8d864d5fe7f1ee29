// The controllers of a cluster, in the order in which they are told of a change.

import type { ActorFactory } from '../interface.ts';
import { certificateCleaner, certificateSigner } from './certificates.ts';
import { clusterRoleAggregationController } from './clusterrole-aggregation.ts';
import { cronJobController } from './cronjob.ts';
import { daemonSetController } from './daemonset/daemonset.ts';
import { deploymentController } from './deployment/deployment.ts';
import { disruptionController } from './disruption.ts';
import { endpointsController } from './endpoints.ts';
import { endpointSliceMirroringController } from './endpointslicemirroring.ts';
import { endpointSliceController } from './endpointslice.ts';
import { garbageCollector } from './garbage-collector.ts';
import { horizontalController } from './horizontal/horizontal.ts';
import { jobController } from './job/job.ts';
import { namespaceController } from './namespace.ts';
import { nodeLifecycleController } from './node-lifecycle.ts';
import { attachDetachController } from './volume/attachdetach.ts';
import { ephemeralVolumeController } from './volume/ephemeral.ts';
import { expandController } from './volume/expand.ts';
import { persistentVolumeController } from './volume/persistentvolume.ts';
import { podGarbageCollector } from './pod-gc.ts';
import { attributesClassProtection, claimProtection, volumeProtection } from './volume/protection.ts';
import { replicaSetController, replicationController } from './replicaset.ts';
import { resourceQuotaController } from './resource-quota.ts';
import { rootCaPublisher, serviceAccountController } from './serviceaccount.ts';
import { statefulSetController } from './statefulset/statefulset.ts';
import { taintEvictionController } from './taint-eviction.ts';
import { tokensController } from './tokens.ts';
import { ttlAfterFinishedController } from './ttl-after-finished.ts';
import { validatingAdmissionPolicyStatusController } from './validatingadmissionpolicy-status.ts';

/** What the controller manager runs. */
export function controllers(): ActorFactory[] {
  return [
    serviceAccountController,
    rootCaPublisher,
    tokensController,
    clusterRoleAggregationController,
    validatingAdmissionPolicyStatusController,
    certificateSigner,
    certificateCleaner,
    resourceQuotaController,
    // Marks a pod before its DaemonSet takes it away.
    taintEvictionController,
    deploymentController,
    replicaSetController,
    replicationController,
    statefulSetController,
    daemonSetController,
    jobController,
    ttlAfterFinishedController,
    cronJobController,
    endpointSliceController,
    endpointsController,
    endpointSliceMirroringController,
    ephemeralVolumeController,
    persistentVolumeController,
    expandController,
    attachDetachController,
    claimProtection,
    volumeProtection,
    attributesClassProtection,
    disruptionController,
    horizontalController,
    namespaceController,
    nodeLifecycleController,
    podGarbageCollector,
    garbageCollector,
  ];
}
