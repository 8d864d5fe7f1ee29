// What must be there before a pod's containers start: the ConfigMaps, Secrets and claims it names.

import type { KubeObject } from '../../api/object.ts';
import type { Reader } from '../interface.ts';

interface Need {
  readonly resource: 'configmaps' | 'secrets' | 'persistentvolumeclaims';
  readonly name: string;
  readonly key?: string;
  /** The volume it is mounted by. */
  readonly volume?: string;
  /** The container whose environment wants it. */
  readonly container?: string;
}

/** Something a pod waits for. */
export interface Missing {
  /** `FailedMount` of a volume, `CreateContainerConfigError` of an environment variable. */
  readonly reason: 'FailedMount' | 'CreateContainerConfigError';
  readonly message: string;
}

const known = new WeakMap<object, readonly Need[]>();

function needsOf(spec: KubeObject['spec']): readonly Need[] {
  // Pods of one template share their containers; the volumes are theirs too but for the token's.
  let needs = known.get(spec.containers);
  if (needs) return needs;
  const found: Need[] = [];
  for (const volume of spec.volumes ?? []) {
    if (volume.configMap && !volume.configMap.optional)
      found.push({ resource: 'configmaps', name: volume.configMap.name, volume: volume.name });
    if (volume.secret && !volume.secret.optional)
      found.push({ resource: 'secrets', name: volume.secret.secretName, volume: volume.name });
    for (const source of volume.projected?.sources ?? []) {
      if (source.configMap && !source.configMap.optional)
        found.push({ resource: 'configmaps', name: source.configMap.name, volume: volume.name });
      if (source.secret && !source.secret.optional)
        found.push({ resource: 'secrets', name: source.secret.name, volume: volume.name });
    }
  }
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    for (const { valueFrom } of container.env ?? []) {
      const map = valueFrom?.configMapKeyRef;
      const secret = valueFrom?.secretKeyRef;
      if (map && !map.optional)
        found.push({ resource: 'configmaps', name: map.name, key: map.key, container: container.name });
      if (secret && !secret.optional)
        found.push({ resource: 'secrets', name: secret.name, key: secret.key, container: container.name });
    }
    for (const { configMapRef, secretRef } of container.envFrom ?? []) {
      if (configMapRef && !configMapRef.optional)
        found.push({ resource: 'configmaps', name: configMapRef.name, container: container.name });
      if (secretRef && !secretRef.optional)
        found.push({ resource: 'secrets', name: secretRef.name, container: container.name });
    }
  }
  needs = found;
  known.set(spec.containers, needs);
  return needs;
}

/** The first thing that is not there of what a pod mounts, or of what the environment of one of its containers names. */
export function missingOf(read: Reader, pod: KubeObject, container?: string): Missing | undefined {
  const { namespace } = pod.metadata;
  for (const need of needsOf(pod['spec'])) {
    if (need.container !== container) continue;
    // The cluster's own certificate authority comes with the namespace, from a controller that may not run here.
    if (need.name === 'kube-root-ca.crt') continue;
    const object = read.get(need.resource, `${namespace}/${need.name}`);
    const singular = need.resource === 'configmaps' ? 'configmap' : 'secret';
    if (!object) {
      const what = `${singular} "${need.name}" not found`;
      return need.volume
        ? { reason: 'FailedMount', message: `MountVolume.SetUp failed for volume "${need.volume}" : ${what}` }
        : { reason: 'CreateContainerConfigError', message: what };
    }
    if (need.key && !(need.key in (object['data'] ?? {})) && !(need.key in (object['binaryData'] ?? {})))
      return {
        reason: 'CreateContainerConfigError',
        message: `couldn't find key ${need.key} in ${singular === 'configmap' ? 'ConfigMap' : 'Secret'} ${namespace}/${need.name}`,
      };
  }
  return undefined;
}
