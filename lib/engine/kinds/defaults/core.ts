// Defaults of what the core group has beside pods. Facts from kubernetes/pkg/apis/core/v1/defaults.go.

import { fill, fillBlank, type Fills, type Part } from './interface.ts';

export const CORE: Fills = {
  'core.v1.PersistentVolumeClaimSpec': fill({ volumeMode: 'Filesystem' }),
  'core.v1.PersistentVolumeSpec': (spec) => {
    fillBlank({ persistentVolumeReclaimPolicy: 'Retain' })(spec);
    fill({ volumeMode: 'Filesystem' })(spec);
  },
  'core.v1.ISCSIPersistentVolumeSource': fillBlank({ iscsiInterface: 'default' }),
  'core.v1.RBDPersistentVolumeSource': fillBlank({ pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  'core.v1.ScaleIOPersistentVolumeSource': fillBlank({ storageMode: 'ThinProvisioned', fsType: 'xfs' }),
  'core.v1.LimitRangeItem': (item) => {
    if (item.type !== 'Container') return;
    // The most is the usual limit, the limit the usual request, and the least is where nothing else is said.
    const limits = { ...item.max, ...item.default };
    const requests = { ...item.min, ...limits, ...item.defaultRequest };
    if (Object.keys(limits).length) item.default = limits;
    if (Object.keys(requests).length) item.defaultRequest = requests;
  },
  'core.v1.Secret': fillBlank({ type: 'Opaque' }),
  'core.v1.Node': (node: Part) => {
    const { status } = node;
    if (status?.capacity && !status.allocatable) node.status = { ...status, allocatable: status.capacity };
  },
  'core.v1.EndpointSubset': ({ ports }) => {
    for (const port of ports ?? []) fillBlank({ protocol: 'TCP' })(port);
  },
  'core.v1.ServiceSpec': (spec) => {
    fillBlank({ sessionAffinity: 'None', type: 'ClusterIP' })(spec);
    if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
    if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined)
      spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10800 } };
    const { type } = spec;
    const open = type === 'NodePort' || type === 'LoadBalancer';
    if (open || type === 'ClusterIP') fill({ internalTrafficPolicy: 'Cluster' })(spec);
    if (open || (type === 'ClusterIP' && spec.externalIPs?.length))
      fillBlank({ externalTrafficPolicy: 'Cluster' })(spec);
    if (type === 'LoadBalancer') fill({ allocateLoadBalancerNodePorts: true })(spec);
    for (const port of spec.ports ?? []) {
      fillBlank({ protocol: 'TCP' })(port);
      if (!port.targetPort) port.targetPort = port.port;
    }
  },
  'core.v1.Service': ({ spec, status }: Part) => {
    if (spec?.type !== 'LoadBalancer') return;
    for (const place of status?.loadBalancer?.ingress ?? []) if (place.ip) fill({ ipMode: 'VIP' })(place);
  },
  'core.v1.ReplicationController': (controller: Part) => {
    const { spec, metadata } = controller;
    if (!spec) return;
    fill({ replicas: 1 })(spec);
    const labels = spec.template?.metadata?.labels as object | undefined;
    if (!labels) return;
    if (!Object.keys(spec.selector ?? {}).length) spec.selector = labels;
    if (!Object.keys(metadata.labels ?? {}).length) controller.metadata = { ...metadata, labels };
  },
};
