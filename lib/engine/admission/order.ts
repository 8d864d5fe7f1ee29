// The plugins in the order they run. Follows kubernetes/pkg/kubeapiserver/options/plugins.go.

import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import type { AdmissionPlugin } from './interface.ts';
import { claimResize } from './claim-resize.ts';
import { limitRanger } from './limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { podSecurity } from './pod-security.ts';
import { podTopologyLabels } from './pod-topology-labels.ts';
import { priority } from './priority.ts';
import { resourceQuota } from './resource-quota.ts';
import { roleEscalation } from './role-escalation.ts';
import { runtimeClass } from './runtime-class.ts';
import { serviceAccount } from './service-account.ts';
import { taintNodes } from './taint-nodes.ts';
import { mutatingAdmissionPolicy } from './policy/mutating.ts';
import { validatingAdmissionPolicy } from './policy/validating.ts';
import { defaultStorageClass, inUseProtection } from './storage.ts';

export const ORDER: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  taintNodes,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  inUseProtection,
  runtimeClass,
  claimResize,
  podTopologyLabels,
  mutatingAdmissionPolicy,
  podSecurity,
  roleEscalation,
  validatingAdmissionPolicy,
  // Last: what is refused for another reason is not charged.
  resourceQuota,
];
