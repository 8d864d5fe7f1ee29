// Cells of the Tables that people look at most. Follows kubernetes/pkg/printers/internalversion; kinds without a row here show name and age.

import { humanDuration } from '../../api/durations.ts';
import type { GroupResource, Json, KubeObject } from '../../api/object.ts';
import { formatSelector } from '../../api/selectors.ts';

type Cells = (object: KubeObject, context: { readonly now: number }) => Json[];
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Part = any;

const age = (object: KubeObject, now: number): string => {
  const created = Date.parse(object.metadata.creationTimestamp ?? '');
  return Number.isNaN(created) ? '<unknown>' : humanDuration(now - created);
};
const containers = (spec: Part): [string, string] => [
  (spec?.containers ?? []).map((it: Part) => it.name).join(','),
  (spec?.containers ?? []).map((it: Part) => it.image).join(','),
];
const selector = (spec: Part): string => formatSelector(spec?.selector) || '<none>';

function podStatus(pod: KubeObject): { reason: string; ready: number; total: number; restarts: number } {
  const status = pod['status'] as Part;
  let reason = (status?.reason ?? status?.phase ?? '') as string;
  const gated = status?.conditions?.find((it: Part) => it.type === 'PodScheduled' && it.reason === 'SchedulingGated');
  if (gated) reason = 'SchedulingGated';
  let ready = 0;
  let restarts = 0;
  let initializing = false;
  const init = (status?.initContainerStatuses ?? []) as Part[];
  init.forEach((it, i) => {
    if (initializing || it.state?.terminated?.exitCode === 0 || (it.started && it.ready)) return;
    initializing = true;
    reason =
      it.state?.waiting?.reason && it.state.waiting.reason !== 'PodInitializing'
        ? `Init:${it.state.waiting.reason}`
        : `Init:${i}/${init.length}`;
  });
  if (!initializing)
    for (const it of [...((status?.containerStatuses ?? []) as Part[])].reverse()) {
      restarts += it.restartCount ?? 0;
      if (it.state?.waiting?.reason) reason = it.state.waiting.reason;
      else if (it.state?.terminated) reason = it.state.terminated.reason || `ExitCode:${it.state.terminated.exitCode}`;
      else if (it.ready && it.state?.running) ready++;
    }
  if (pod.metadata.deletionTimestamp) reason = 'Terminating';
  return { reason, ready, total: (pod['spec']?.containers ?? []).length, restarts };
}

export const CELLS: { readonly [resource: GroupResource]: Cells } = {
  pods: (pod, { now }) => {
    const { reason, ready, total, restarts } = podStatus(pod);
    const { podIP, nominatedNodeName } = (pod['status'] ?? {}) as Part;
    return [
      pod.metadata.name!,
      `${ready}/${total}`,
      reason,
      String(restarts),
      age(pod, now),
      podIP || '<none>',
      pod['spec']?.nodeName || '<none>',
      nominatedNodeName || '<none>',
      '<none>',
    ];
  },
  'deployments.apps': (it, { now }) => {
    const { readyReplicas = 0, updatedReplicas = 0, availableReplicas = 0 } = (it['status'] ?? {}) as Part;
    return [
      it.metadata.name!,
      `${readyReplicas}/${it['spec']?.replicas ?? 0}`,
      updatedReplicas,
      availableReplicas,
      age(it, now),
      ...containers(it['spec']?.template?.spec),
      selector(it['spec']),
    ];
  },
  'replicasets.apps': (it, { now }) => {
    const { replicas = 0, readyReplicas = 0 } = (it['status'] ?? {}) as Part;
    return [
      it.metadata.name!,
      it['spec']?.replicas ?? 0,
      replicas,
      readyReplicas,
      age(it, now),
      ...containers(it['spec']?.template?.spec),
      selector(it['spec']),
    ];
  },
  'statefulsets.apps': (it, { now }) => [
    it.metadata.name!,
    `${it['status']?.readyReplicas ?? 0}/${it['spec']?.replicas ?? 0}`,
    age(it, now),
    ...containers(it['spec']?.template?.spec),
  ],
  'daemonsets.apps': (it, { now }) => {
    const {
      desiredNumberScheduled = 0,
      currentNumberScheduled = 0,
      numberReady = 0,
      updatedNumberScheduled = 0,
      numberAvailable = 0,
    } = (it['status'] ?? {}) as Part;
    const nodes = formatSelector({ matchLabels: it['spec']?.template?.spec?.nodeSelector }) || '<none>';
    return [
      it.metadata.name!,
      desiredNumberScheduled,
      currentNumberScheduled,
      numberReady,
      updatedNumberScheduled,
      numberAvailable,
      nodes,
      age(it, now),
      ...containers(it['spec']?.template?.spec),
      selector(it['spec']),
    ];
  },
  services: (it, { now }) => {
    const spec = it['spec'] as Part;
    const ingress = ((it['status']?.loadBalancer?.ingress ?? []) as Part[])
      .map((one) => one.ip ?? one.hostname)
      .join(',');
    const external =
      spec.type === 'LoadBalancer'
        ? ingress || '<pending>'
        : spec.type === 'ExternalName'
          ? spec.externalName
          : (spec.externalIPs ?? []).join(',') || '<none>';
    const ports =
      ((spec.ports ?? []) as Part[])
        .map((port) => `${port.port}${port.nodePort ? `:${port.nodePort}` : ''}/${port.protocol}`)
        .join(',') || '<none>';
    return [
      it.metadata.name!,
      spec.type ?? '',
      spec.clusterIP || '<none>',
      external,
      ports,
      age(it, now),
      formatSelector({ matchLabels: spec.selector }) || '<none>',
    ];
  },
  nodes: (it, { now }) => {
    const ready = ((it['status']?.conditions ?? []) as Part[]).find((one) => one.type === 'Ready');
    const state = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
    const roles = Object.keys(it.metadata.labels ?? {})
      .filter((key) => key.startsWith('node-role.kubernetes.io/'))
      .map((key) => key.slice(24));
    const address = (type: string): string =>
      ((it['status']?.addresses ?? []) as Part[]).find((one) => one.type === type)?.address ?? '<none>';
    const info = (it['status']?.nodeInfo ?? {}) as Part;
    return [
      it.metadata.name!,
      it['spec']?.unschedulable ? `${state},SchedulingDisabled` : state,
      roles.sort().join(',') || '<none>',
      age(it, now),
      info.kubeletVersion ?? '',
      address('InternalIP'),
      address('ExternalIP'),
      info.osImage || '<unknown>',
      info.kernelVersion || '<unknown>',
      info.containerRuntimeVersion || '<unknown>',
    ];
  },
  namespaces: (it, { now }) => [it.metadata.name!, it['status']?.phase ?? '', age(it, now)],
  'jobs.batch': (it, { now }) => {
    const status = (it['status'] ?? {}) as Part;
    const done = ((status.conditions ?? []) as Part[])
      .filter((one) => one.status === 'True')
      .map((one) => one.type as string);
    const state = done.includes('Complete')
      ? 'Complete'
      : done.includes('Failed')
        ? 'Failed'
        : done.includes('Suspended')
          ? 'Suspended'
          : it.metadata.deletionTimestamp
            ? 'Terminating'
            : 'Running';
    const end = status.completionTime ? Date.parse(status.completionTime) : now;
    return [
      it.metadata.name!,
      state,
      `${status.succeeded ?? 0}/${it['spec']?.completions ?? 1}`,
      status.startTime ? humanDuration(end - Date.parse(status.startTime)) : '',
      age(it, now),
      ...containers(it['spec']?.template?.spec),
      selector(it['spec']),
    ];
  },
  configmaps: (it, { now }) => [
    it.metadata.name!,
    Object.keys(it['data'] ?? {}).length + Object.keys(it['binaryData'] ?? {}).length,
    age(it, now),
  ],
  secrets: (it, { now }) => [it.metadata.name!, it['type'] ?? '', Object.keys(it['data'] ?? {}).length, age(it, now)],
  events: (it, { now }) => {
    const ago = (time: string | undefined): string => (time ? humanDuration(now - Date.parse(time)) : '<unknown>');
    const about = (it['involvedObject'] ?? {}) as Part;
    return [
      ago(it['lastTimestamp'] ?? it['firstTimestamp'] ?? it['eventTime']),
      it['type'] ?? '',
      it['reason'] ?? '',
      `${String(about.kind ?? '').toLowerCase()}/${about.name}`,
      about.fieldPath ?? '',
      it['source']?.component ?? it['reportingComponent'] ?? '',
      String(it['message'] ?? '').trim(),
      ago(it['firstTimestamp'] ?? it['eventTime']),
      it['count'] ?? 1,
      it.metadata.name!,
    ];
  },
};
