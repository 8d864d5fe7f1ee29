// Binding a pod to a node. Follows kubernetes/pkg/registry/core/pod/storage.

import type { KubeObject } from '../../api/object.ts';
import { notSupported, printErrors, required } from '../../api/field-errors.ts';
import { badRequest, conflict, generic, notFound } from '../../api/status-errors.ts';
import { formatTime } from '../../api/time.ts';
import { withTopology } from '../kinds/topology-labels.ts';
import type { Call } from './call.ts';
import { commit } from './create.ts';
import { storageFault } from './preconditions.ts';

/** Binds the pod of the call; answers with a Status. */
export function bindPod(call: Call, binding: KubeObject): KubeObject {
  if (binding.metadata.name !== call.name) throw badRequest('name in URL does not match name in Binding object');
  const { kind = '', name: node = '' } = (binding.target ?? {}) as { kind?: string; name?: string };
  // Told as a fault of the server, as nobody says it is the client's.
  const faults = [
    ...(kind === '' || kind === 'Node' ? [] : [notSupported('target.kind', kind, ['Node', '<empty>'])]),
    ...(node === '' ? [required('target.name')] : []),
  ];
  if (faults.length) throw generic(500, '', printErrors(faults));
  const pod = call.stored();
  if (!pod) throw notFound('pods', call.name);
  if (binding.metadata.uid && binding.metadata.uid !== pod.metadata.uid)
    throw conflict('pods', call.name, storageFault(call, 'UID', binding.metadata.uid, pod.metadata.uid));
  const version = binding.metadata.resourceVersion;
  if (version && version !== pod.metadata.resourceVersion)
    throw conflict('pods', call.name, storageFault(call, 'ResourceVersion', version, pod.metadata.resourceVersion));
  if (pod.metadata.deletionTimestamp)
    throw conflict('pods/binding', call.name, `pod ${call.name} is being deleted, cannot be assigned to a host`);
  if (pod.spec.nodeName)
    throw conflict(
      'pods/binding',
      call.name,
      `pod ${call.name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`,
    );
  if (pod.spec.schedulingGates?.length)
    throw conflict('pods/binding', call.name, `pod ${call.name} has non-empty .spec.schedulingGates`);
  const spec = { ...pod.spec, nodeName: node };
  let metadata = pod.metadata;
  const given = binding.metadata.labels ? { ...metadata.labels, ...binding.metadata.labels } : metadata.labels;
  const labels = withTopology(given, call.read.get('nodes', node)?.metadata.labels);
  if (labels !== metadata.labels) metadata = { ...metadata, labels };
  if (binding.metadata.annotations)
    metadata = { ...metadata, annotations: { ...metadata.annotations, ...binding.metadata.annotations } };
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: formatTime(call.now),
    // Of a pod that a kubelet counts the generations of.
    ...(pod.status?.observedGeneration ? { observedGeneration: metadata.generation } : {}),
  };
  const before = (pod.status?.conditions ?? []) as { type: string }[];
  const at = before.findIndex((it) => it.type === 'PodScheduled');
  const conditions = at < 0 ? [...before, scheduled] : before.map((it, i) => (i === at ? scheduled : it));
  const status: Record<string, unknown> = {};
  // Bound, it waits for no node any more.
  for (const name in pod.status) if (name !== 'nominatedNodeName') status[name] = pod.status[name];
  status['conditions'] = conditions;
  commit(call, { ...pod, metadata, spec, status }, pod);
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as KubeObject;
}
