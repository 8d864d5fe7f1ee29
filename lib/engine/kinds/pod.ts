// Pods. Follows kubernetes/pkg/registry/core/pod/strategy.go.

import { forbidden, type FieldError } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { checkBody } from '../../api/rules/constraints.ts';
import { kindSchema } from '../../api/schema/schema.ts';
import { formatTime } from '../../api/time.ts';
import { ephemeralChanges } from './ephemeral-containers.ts';
import type { Draft, Kind } from './interface.ts';
import { resized, resizeErrors } from './pod-resize.ts';
import { podStatusErrors } from './pod-status.ts';
import { podResources, qosClass, type Resources } from './pod-resources.ts';

interface Container {
  readonly resources?: Resources;
  readonly ports?: readonly { readonly hostPort?: number; readonly containerPort?: number }[];
}

const NONE: FieldError[] = [];
const classes = new WeakMap<object, string>();

export const pod: Kind = {
  resource: 'pods',
  validateStatus: podStatusErrors,
  validatePart: (object, old, { subresource }) =>
    subresource === 'ephemeralcontainers'
      ? [...checkBody(object as never, kindSchema('v1', 'Pod')!), ...ephemeralChanges(object, old)]
      : subresource === 'resize'
        ? resizeErrors(object, old)
        : [],
  prepareForUpdate(draft, old, { subresource }) {
    if (subresource === 'resize') draft.spec = resized(draft.spec, old['spec']);
    else if (subresource === 'ephemeralcontainers') {
      const { resourceVersion, managedFields } = draft.metadata;
      draft.metadata = { ...old.metadata, resourceVersion, managedFields };
      draft.spec = { ...old['spec'], ephemeralContainers: draft.spec?.ephemeralContainers };
    } else if (subresource === 'status' && draft.status?.podIP && draft.status.podIPs?.[0]?.ip !== draft.status.podIP)
      // The address that older clients know is the first of all.
      draft.status = { ...draft.status, podIPs: [{ ip: draft.status.podIP }] };
  },
  validate: (object, _, old) =>
    !old && object['spec']?.ephemeralContainers?.length
      ? [forbidden('spec.ephemeralContainers', 'cannot be set on create')]
      : NONE,
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
    const onHost = (container: Container): Container =>
      container.ports?.some((it) => !it.hostPort)
        ? { ...container, ports: container.ports.map((it) => ({ ...it, hostPort: it.hostPort || it.containerPort! })) }
        : container;
    const spec = { ...draft.spec };
    spec.enableServiceLinks ??= true;
    for (const list of ['containers', 'initContainers'] as const)
      if (spec[list]) {
        spec[list] = (spec[list] as Container[]).map(withRequests);
        if (spec.hostNetwork) spec[list] = (spec[list] as Container[]).map(onHost);
      }
    if (spec.resources) spec.resources = podResources(spec);
    draft.spec = spec;
  },
  prepareForCreate(draft: Draft, { now }) {
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
          lastTransitionTime: formatTime(now),
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
    // Of clients of before.
    'spec.host': (it: KubeObject) => it['spec']?.nodeName ?? '',
    // It may be asked for, and nothing is found by it.
    'status.podIPs': () => '',
    'status.podIP': (it: KubeObject) => it['status']?.podIP ?? '',
    'status.nominatedNodeName': (it: KubeObject) => it['status']?.nominatedNodeName ?? '',
  },
};
