// Defaults of what concerns a cluster as a whole: its network, storage, devices, roles, levels and webhooks.
// Facts from kubernetes/pkg/apis/{networking,discovery,storage,scheduling,resource,rbac,flowcontrol,admissionregistration}/v1/defaults.go.

import { formatTime } from '../../../api/time.ts';
import { fill, fillBlank, type Fill, type Fills, type Part } from './interface.ts';

const RBAC = 'rbac.authorization.k8s.io';

const deviceRequest: Fill = (request) => {
  fillBlank({ allocationMode: 'ExactCount' })(request);
  if (request.allocationMode === 'ExactCount') fillBlank({ count: 1 })(request);
};

const matching = fill({ matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} });
const webhook: Fill = (one) => {
  matching(one);
  fill({ failurePolicy: 'Fail', timeoutSeconds: 10 })(one);
};
const failing = fill({ failurePolicy: 'Fail' });
const scoped = fill({ scope: '*' });

export const CLUSTER: Fills = {
  'networking.v1.NetworkPolicySpec': (spec) => {
    spec.podSelector ??= {};
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
  },
  'networking.v1.NetworkPolicyPort': fill({ protocol: 'TCP' }),
  'networking.v1.IngressClassParametersReference': fill({ scope: 'Cluster' }),
  'discovery.v1.EndpointPort': fill({ name: '', protocol: 'TCP' }),

  'storage.v1.StorageClass': fill({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  'storage.v1.CSIDriver': (driver: Part) => {
    driver.spec ??= {};
    fill({
      attachRequired: true,
      podInfoOnMount: false,
      storageCapacity: false,
      fsGroupPolicy: 'ReadWriteOnceWithFSType',
      volumeLifecycleModes: ['Persistent'],
      requiresRepublish: false,
      seLinuxMount: false,
    })(driver.spec);
    // Behind a feature gate that is off.
    delete driver.spec.preventPodSchedulingIfMissing;
  },

  'scheduling.v1.PriorityClass': fill({ preemptionPolicy: 'PreemptLowerPriority' }),

  'resource.v1.ExactDeviceRequest': deviceRequest,
  'resource.v1.DeviceSubRequest': deviceRequest,
  'resource.v1.DeviceTaint': (taint, { now }) => {
    taint.timeAdded ??= formatTime(now);
  },

  'rbac.v1.RoleRef': fillBlank({ apiGroup: RBAC }),
  'rbac.v1.Subject': (subject) => {
    if (subject.kind === 'User' || subject.kind === 'Group') fillBlank({ apiGroup: RBAC })(subject);
  },

  'flowcontrol.v1.FlowSchemaSpec': fillBlank({ matchingPrecedence: 1000 }),
  'flowcontrol.v1.ExemptPriorityLevelConfiguration': (level) => {
    level.nominalConcurrencyShares ??= 0;
    level.lendablePercent ??= 0;
  },
  'flowcontrol.v1.LimitedPriorityLevelConfiguration': (level) => {
    level.nominalConcurrencyShares ??= 30;
    level.lendablePercent ??= 0;
  },
  'flowcontrol.v1.QueuingConfiguration': fillBlank({ handSize: 8, queues: 64, queueLengthLimit: 50 }),

  'admissionregistration.v1.ValidatingWebhook': webhook,
  'admissionregistration.v1.MutatingWebhook': (one, context) => {
    webhook(one, context);
    fill({ reinvocationPolicy: 'Never' })(one);
  },
  'admissionregistration.v1.RuleWithOperations': scoped,
  'admissionregistration.v1.NamedRuleWithOperations': scoped,
  'admissionregistration.v1.ServiceReference': fill({ port: 443 }),
  'admissionregistration.v1.ValidatingAdmissionPolicySpec': failing,
  'admissionregistration.v1.MutatingAdmissionPolicySpec': failing,
  'admissionregistration.v1.MatchResources': matching,
  'apiregistration.v1.ServiceReference': fill({ port: 443 }),
};
