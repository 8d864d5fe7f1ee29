// Pods. Follows kubernetes/pkg/registry/core/pod/strategy.go.

import { compareQuantities } from '../../api/quantity.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Draft, Kind } from './interface.ts';

interface Container {
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
}

/** Guaranteed, Burstable or BestEffort, by the cpu and memory of all containers. */
export function qosClass(spec: { containers?: Container[]; initContainers?: Container[] }): string {
  let any = false;
  let equal = true;
  for (const { resources } of [...(spec.containers ?? []), ...(spec.initContainers ?? [])])
    for (const name of ['cpu', 'memory']) {
      const request = resources?.requests?.[name];
      const limit = resources?.limits?.[name];
      if (request || limit) any = true;
      if (!limit || !request || compareQuantities(limit, request) !== 0) equal = false;
    }
  return !any ? 'BestEffort' : equal ? 'Guaranteed' : 'Burstable';
}

const classes = new WeakMap<object, string>();

export const pod: Kind = {
  resource: 'pods',
  // What a spec becomes depends on the account and the class it names, and on nothing else.
  remember: (object, { read }) => [
    object.metadata.namespace,
    read.get(
      'serviceaccounts',
      `${object.metadata.namespace}/${(object['spec']?.serviceAccountName as string | undefined) || 'default'}`,
    )?.metadata.uid,
    read.get('priorityclasses.scheduling.k8s.io', (object['spec']?.priorityClassName as string | undefined) ?? '')
      ?.metadata.uid,
    read.get('runtimeclasses.node.k8s.io', (object['spec']?.runtimeClassName as string | undefined) ?? ''),
    ...(read.count('limitranges') ? read.list('limitranges', object.metadata.namespace) : []),
    // The claims of a set's pods are in their specs, which are their own.
    (object.metadata.annotations as object | undefined)?.['kubernetes.io/config.mirror' as keyof object],
  ],
  defaults(draft: Draft) {
    // The spec may be a template's own, which other pods share: what is changed is changed in a copy.
    const withRequests = <T extends Container>(container: T): T => {
      const { limits, requests } = container.resources ?? {};
      if (!limits || Object.keys(limits).every((name) => requests?.[name] !== undefined)) return container;
      return { ...container, resources: { ...container.resources, requests: { ...limits, ...requests } } };
    };
    const spec = { ...draft.spec };
    spec.enableServiceLinks ??= true;
    if (spec.containers) spec.containers = (spec.containers as Container[]).map(withRequests);
    if (spec.initContainers) spec.initContainers = (spec.initContainers as Container[]).map(withRequests);
    draft.spec = spec;
  },
  prepareForCreate(draft: Draft) {
    const containers = draft.spec?.containers as object | undefined;
    let qos = containers && classes.get(containers);
    if (!qos) {
      qos = qosClass(draft.spec ?? {});
      if (containers) classes.set(containers, qos);
    }
    draft.status = { phase: 'Pending', qosClass: qos };
    const gates = draft.spec?.schedulingGates as { name: string }[] | undefined;
    if (gates?.length)
      draft.status.conditions = [
        {
          type: 'PodScheduled',
          status: 'False',
          lastProbeTime: null,
          lastTransitionTime: null,
          reason: 'SchedulingGated',
          message: 'Scheduling is blocked due to non-empty scheduling gates',
        },
      ];
  },
  selectable: {
    'spec.nodeName': (it: KubeObject) => it['spec']?.nodeName ?? '',
    'spec.restartPolicy': (it: KubeObject) => it['spec']?.restartPolicy ?? '',
    'spec.schedulerName': (it: KubeObject) => it['spec']?.schedulerName ?? '',
    'spec.serviceAccountName': (it: KubeObject) => it['spec']?.serviceAccountName ?? '',
    'spec.hostNetwork': (it: KubeObject) => String(it['spec']?.hostNetwork ?? false),
    'status.phase': (it: KubeObject) => it['status']?.phase ?? '',
    'status.podIP': (it: KubeObject) => it['status']?.podIP ?? '',
    'status.nominatedNodeName': (it: KubeObject) => it['status']?.nominatedNodeName ?? '',
  },
};
