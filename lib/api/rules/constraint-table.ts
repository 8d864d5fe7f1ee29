// The table of constraints.ts: what each field of the API may hold, by type, in the order upstream checks it.
// Follows kubernetes/pkg/apis/*/validation.

import { forbidden, invalid } from '../field-errors.ts';
import { labelValue } from '../labels.ts';
import type { Constraints, Format } from './rule.ts';
import { AFFINITY } from './tables/affinity.ts';
import { AUTOSCALING } from './tables/autoscaling.ts';
import { BATCH } from './tables/batch.ts';
import { CLUSTER } from './tables/cluster.ts';
import { CONTAINERS } from './tables/containers.ts';
import { DEVICES } from './tables/devices.ts';
import { ENDPOINTS } from './tables/endpoints.ts';
import { FLOW } from './tables/flow.ts';
import { LIMITS } from './tables/limits.ts';
import { NETWORKING } from './tables/networking.ts';
import { NODES } from './tables/nodes.ts';
import { POD_SPEC } from './tables/pod-spec.ts';
import { RBAC_RULES } from './tables/rbac.ts';
import { STORAGE } from './tables/storage.ts';
import { VOLUMES } from './tables/volumes.ts';
import { WORKLOADS } from './tables/workloads.ts';
import { secretErrors } from './tables/secrets.ts';
import {
  NONE,
  atLeast,
  check,
  countsWhole,
  held,
  labels,
  must,
  namedEvenAbsent,
  oneOf,
  oneOfOrBlank,
  where,
  text,
} from './words.ts';

/** Rules by type. Types that are not here are not constrained, but what they hold may be. */
export const CONSTRAINTS: { readonly [type: string]: Constraints } = {
  ...AFFINITY,
  ...CONTAINERS,
  ...POD_SPEC,
  ...VOLUMES,
  ...AUTOSCALING,
  ...BATCH,
  ...CLUSTER,
  ...DEVICES,
  ...ENDPOINTS,
  ...FLOW,
  ...LIMITS,
  ...NETWORKING,
  ...NODES,
  ...RBAC_RULES,
  ...STORAGE,
  ...WORKLOADS,
  'meta.v1.ObjectMeta': {
    labels: [labels],
    annotations: [{ rule: 'keys', format: 'qualifiedName', at: 'field', lower: true }],
  },
  'meta.v1.LabelSelector': { matchLabels: [labels] },
  'meta.v1.LabelSelectorRequirement': {
    values: [
      where('operator', ['In', 'NotIn'], must("must be specified when `operator` is 'In' or 'NotIn'")),
      check((value, path, beside) =>
        (beside['operator'] === 'Exists' || beside['operator'] === 'DoesNotExist') &&
        Array.isArray(value) &&
        value.length
          ? [forbidden(path, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
          : NONE,
      ),
    ],
    operator: [
      check((value, path) =>
        ['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(value as string)
          ? NONE
          : [invalid(path, value ?? '', 'not a valid selector operator')],
      ),
    ],
    key: [namedEvenAbsent('qualifiedName')],
    '': [
      check((value, path) =>
        ((held(value)['values'] ?? []) as readonly unknown[]).flatMap((it, i) =>
          typeof it === 'string' ? labelValue(it).map((error) => invalid(`${path}.values[${i}]`, it, error)) : [],
        ),
      ),
    ],
  },

  'batch.v1.CronJobSpec': {
    schedule: [must()],
    startingDeadlineSeconds: [atLeast(0)],
    successfulJobsHistoryLimit: [atLeast(0)],
    failedJobsHistoryLimit: [atLeast(0)],
    concurrencyPolicy: [oneOfOrBlank('Allow', 'Forbid', 'Replace')],
  },

  'policy.v1.PodDisruptionBudgetSpec': {
    minAvailable: [countsWhole],
    maxUnavailable: [countsWhole],
    unhealthyPodEvictionPolicy: [oneOf('AlwaysAllow', 'IfHealthyBudget')],
    '': [
      check((value, path) =>
        held(value)['minAvailable'] !== undefined && held(value)['maxUnavailable'] !== undefined
          ? [
              invalid(
                path,
                // As Go prints it.
                {
                  MinAvailable: held(value)['minAvailable'],
                  Selector: held(value)['selector'] ?? null,
                  MaxUnavailable: held(value)['maxUnavailable'],
                  UnhealthyPodEvictionPolicy: held(value)['unhealthyPodEvictionPolicy'] ?? null,
                },
                'minAvailable and maxUnavailable cannot be both set',
              ),
            ]
          : NONE,
      ),
    ],
  },

  'core.v1.ConfigMap': {
    data: [{ rule: 'keys', format: 'configMapKey', at: 'key' }],
    binaryData: [{ rule: 'keys', format: 'configMapKey', at: 'key' }],
  },
  'core.v1.Secret': {
    data: [{ rule: 'keys', format: 'configMapKey', at: 'key' }],
    '': [
      check((value, path) => {
        const { type, data, stringData } = held(value);
        return secretErrors(text(type), held(data), held(stringData), path);
      }),
    ],
  },
};

/** Formats of names, where they are not a subdomain. */
export const NAMES: { readonly [kind: string]: Format } = {
  'v1/Namespace': 'dns1123Label',
  'v1/Service': 'dns1123Label',
  'apps/v1/StatefulSet': 'dns1123Label',
  'rbac.authorization.k8s.io/v1/Role': 'pathSegment',
  'rbac.authorization.k8s.io/v1/ClusterRole': 'pathSegment',
  'rbac.authorization.k8s.io/v1/RoleBinding': 'pathSegment',
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': 'pathSegment',
};

/** A field that an update may not change. */
export interface Fixed {
  readonly path: string;
  readonly detail: string;
  readonly text?: true;
  /** Refused as forbidden, which tells no value. */
  readonly forbidden?: true;
  /** Only while a field of the object as it was has this value (`not`: another one). */
  readonly where?: { readonly path: string; readonly is?: unknown; readonly not?: unknown };
  /** Names of the value's fields where upstream prints Go's. */
  readonly goNames?: { readonly [field: string]: string };
}

const still = (path: string): Fixed => ({ path, detail: 'field is immutable' });
/** Of a text that is no pointer: what is not said is ''. */
const stillText = (path: string): Fixed => ({ ...still(path), text: true });
/** Of ConfigMaps and Secrets that were declared immutable. */
const sealed = (path: string): Fixed => ({
  path,
  detail: 'field is immutable when `immutable` is set',
  forbidden: true,
  where: { path: 'immutable', is: true },
});
const roleRef: Fixed = {
  path: 'roleRef',
  detail: 'cannot change roleRef',
  goNames: { apiGroup: 'APIGroup', kind: 'Kind', name: 'Name' },
};

/** What updates may not change, by kind. */
export const FIXED: { readonly [kind: string]: readonly Fixed[] } = {
  'apps/v1/Deployment': [still('spec.selector')],
  'apps/v1/ReplicaSet': [still('spec.selector')],
  'apps/v1/DaemonSet': [still('spec.selector')],
  'v1/Secret': [stillText('type'), sealed('immutable'), sealed('data')],
  'v1/ConfigMap': [sealed('immutable'), sealed('data'), sealed('binaryData')],
  'rbac.authorization.k8s.io/v1/RoleBinding': [roleRef],
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': [roleRef],
  'networking.k8s.io/v1/IngressClass': [stillText('spec.controller')],
  'storage.k8s.io/v1/StorageClass': [
    still('parameters'),
    stillText('provisioner'),
    still('reclaimPolicy'),
    still('volumeBindingMode'),
  ],
  'scheduling.k8s.io/v1/PriorityClass': [
    { path: 'value', detail: 'may not be changed in an update.', forbidden: true },
    still('preemptionPolicy'),
  ],
};
