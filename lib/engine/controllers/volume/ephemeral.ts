// Makes the claims of pods' generic ephemeral volumes. Follows kubernetes/pkg/controller/volume/ephemeral.

import type { KubeObject } from '../../../api/object.ts';
import { StatusError } from '../../../api/status-errors.ts';
import type { Actor, ActorContext } from '../../interface.ts';
import { controllerUser, managedBy } from '../controller.ts';

const CLAIMS = 'persistentvolumeclaims';

interface Volume {
  readonly name: string;
  readonly ephemeral?: { readonly volumeClaimTemplate: KubeObject };
}

const volumesOf = (pod: KubeObject): readonly Volume[] =>
  ((pod['spec'].volumes ?? []) as readonly Volume[]).filter((it) => it.ephemeral);

export function ephemeralVolumeController(): Actor {
  return {
    name: 'ephemeral_volume',
    user: controllerUser('ephemeral-volume-controller'),
    watches: ['pods', CLAIMS],
    changed(change, context) {
      if (change.resource === 'pods') {
        if (change.type === 'ADDED' && volumesOf(change.object).length) context.enqueue(change.key);
      } else if (change.type === 'DELETED')
        for (const pod of context.read.indexed('podsByClaim', change.key))
          if (volumesOf(pod).length) context.enqueue(`${pod.metadata.namespace}/${pod.metadata.name}`);
    },
    sync,
  };
}

function sync(key: string, context: ActorContext): void {
  const pod = context.read.get('pods', key);
  if (!pod || pod.metadata.deletionTimestamp) return;
  for (const volume of volumesOf(pod)) {
    const name = `${pod.metadata.name}-${volume.name}`;
    const claim = context.read.get(CLAIMS, `${pod.metadata.namespace}/${name}`);
    if (!claim) {
      const { metadata, ...template } = volume.ephemeral!.volumeClaimTemplate;
      context.api.create(CLAIMS, {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name,
          namespace: pod.metadata.namespace,
          annotations: metadata?.annotations,
          labels: metadata?.labels,
          ownerReferences: [managedBy({ apiVersion: 'v1', kind: 'Pod', metadata: pod.metadata } as KubeObject)],
        },
        spec: template['spec'],
      });
      continue;
    }
    if (claim.metadata.ownerReferences?.some((it) => it.controller && it.uid === pod.metadata.uid)) continue;
    const claimKey = `${claim.metadata.namespace}/${name}`;
    const problem = `PVC ${claimKey} was not created for pod ${key} (pod is not owner)`;
    context.events.event(pod, 'Warning', 'FailedBinding', `ephemeral volume ${volume.name}: ${problem}`);
    throw new StatusError({
      apiVersion: 'v1',
      kind: 'Status',
      metadata: {},
      status: 'Failure',
      message: `pod ${key}, ephemeral volume ${volume.name}: ${problem}`,
      code: 409,
    });
  }
}
