// The table of constraints.ts: what each field of the API may hold, by type, in the order upstream checks it.
// Follows kubernetes/pkg/apis/*/validation.

import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import { addLabelErrors, httpHeaderName, labelValue, qualifiedName } from '../labels.ts';
import { compareQuantities } from '../quantity.ts';
import type { Constraints, Format, Rule } from './rule.ts';
import { AFFINITY, namespaces } from './tables/affinity.ts';
import { containerAmounts, podAmounts } from './tables/amounts.ts';
import { AUTOSCALING } from './tables/autoscaling.ts';
import { BATCH } from './tables/batch.ts';
import { CLUSTER } from './tables/cluster.ts';
import { secretErrors } from './tables/secrets.ts';
import { DEVICES } from './tables/devices.ts';
import { PODS } from './tables/pods.ts';
import { ENDPOINTS } from './tables/endpoints.ts';
import { FLOW } from './tables/flow.ts';
import { RBAC_RULES } from './tables/rbac.ts';
import { STORAGE } from './tables/storage.ts';
import { mounted } from './tables/mounts.ts';
import { NETWORKING } from './tables/networking.ts';
import { NODES } from './tables/nodes.ts';
import { WORKLOADS } from './tables/workloads.ts';
import {
  NONE,
  above,
  atLeast,
  check,
  countsWhole,
  each,
  fields,
  held,
  id,
  labels,
  list,
  must,
  mustNumber,
  named,
  namedEvenAbsent,
  namedEvenBlank,
  oneOf,
  oneOfEvenAbsent,
  oneOfOrBlank,
  outside,
  port,
  portNumber,
  portSaid,
  range,
  said,
  unchecked,
  unique,
  where,
  text,
} from './words.ts';

/** Exactly one of these fields must be said. */
function handlers(names: readonly string[]): Rule {
  return check((value, path) => {
    const handler = held(value);
    let first: string | undefined;
    const errors: FieldError[] = [];
    for (const name of names) {
      if (!said(handler[name])) continue;
      if (first === undefined) first = name;
      else errors.push(forbidden(`${path}.${name}`, 'may not specify more than 1 handler type'));
    }
    return first === undefined ? [required(path, 'must specify a handler type')] : errors;
  });
}

const probe: Constraints = {
  initialDelaySeconds: [atLeast(0)],
  timeoutSeconds: [atLeast(0)],
  periodSeconds: [atLeast(0)],
  successThreshold: [atLeast(0)],
  failureThreshold: [atLeast(0)],
  terminationGracePeriodSeconds: [above('0')],
  '': [handlers(['exec', 'httpGet', 'tcpSocket', 'grpc'])],
};

const onceOnly: Rule = fields({
  successThreshold: [
    check((value, path) => (typeof value === 'number' && value > 1 ? [invalid(path, value, 'must be 1')] : NONE)),
  ],
});

/** Of pods alone: templates may have what a pod then may not. */
const imagesTrimmed = check((value, path) =>
  ['initContainers', 'containers'].flatMap((kind) =>
    list(held(value)[kind]).flatMap((container, c) => {
      const image = container['image'];
      return typeof image === 'string' && image.trim() !== image
        ? [invalid(`${path}.${kind}[${c}].image`, image, 'must not have leading or trailing whitespace')]
        : [];
    }),
  ),
);

/** Names are unique among init containers and containers together. */
const namesApart = check((value, path, spec) => {
  const inits = list(value);
  if (inits.length === 0) return NONE;
  const taken = new Set(list(spec['containers']).map((it) => it['name']));
  const errors: FieldError[] = [];
  inits.forEach((container, i) => {
    const name = container['name'];
    if (name !== undefined && name !== '' && taken.has(name)) errors.push(duplicate(`${path}[${i}].name`, name));
    taken.add(name);
  });
  return errors;
});

const chosenOs = (path: string, name: unknown): FieldError[] =>
  !name
    ? [required(`${path}.name`)]
    : name === 'linux' || name === 'windows'
      ? []
      : [notSupported(path, name, ['linux', 'windows'])];

/** Errors of items are told of their list. */
const chosen = (path: string, value: unknown, of: readonly string[]): FieldError[] =>
  !value ? [required(path)] : of.includes(text(value)) ? [] : [notSupported(path, value, of)];

const container: Constraints = {
  name: [must(), named('dns1123Label')],
  image: [must()],
  terminationMessagePolicy: [oneOfOrBlank('File', 'FallbackToLogsOnError')],
  ports: [unique('name')],
  envFrom: [
    check((value, path) =>
      list(value).flatMap((it) =>
        said(it['configMapRef']) || said(it['secretRef'])
          ? []
          : [invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`')],
      ),
    ),
  ],
  resizePolicy: [
    check((value, path) =>
      list(value).flatMap((it) => [
        ...chosen(path, it['resourceName'], ['cpu', 'memory']),
        ...chosen(path, it['restartPolicy'], ['NotRequired', 'RestartContainer']),
      ]),
    ),
  ],
  volumeMounts: [
    check((value, path) => {
      const mounts = list(value);
      if (mounts.length < 2) return NONE;
      const seen = new Set<unknown>();
      return mounts.flatMap((mount, i) => {
        const at = mount['mountPath'];
        const again = at !== undefined && at !== '' && seen.has(at);
        seen.add(at);
        return again ? [invalid(`${path}[${i}].mountPath`, at, 'must be unique')] : [];
      });
    }),
    // Upstream names no item here.
    check((value, path) => list(value).flatMap((mount) => descending(mount['subPath'], `${path}.subPath`))),
  ],
  imagePullPolicy: [oneOfOrBlank('Always', 'IfNotPresent', 'Never')],
  livenessProbe: [onceOnly],
  startupProbe: [onceOnly],
};

const plainInit: Rule = check((value, path, beside) =>
  value !== undefined && value !== null && beside['restartPolicy'] !== 'Always'
    ? [forbidden(path, 'may not be set for init containers without restartPolicy=Always')]
    : NONE,
);

const initContainer: Rule = each(
  fields({
    lifecycle: [plainInit],
    livenessProbe: [plainInit],
    readinessProbe: [plainInit],
    startupProbe: [plainInit],
  }),
);

const seccomp: Constraints = {
  type: [must('type is required when seccompProfile is set'), oneOf('Localhost', 'RuntimeDefault', 'Unconfined')],
  localhostProfile: [where('type', ['Localhost'], must('must be set when seccomp type is Localhost'))],
};
const appArmor: Constraints = {
  type: [must('type is required when appArmorProfile is set'), oneOf('Localhost', 'RuntimeDefault', 'Unconfined')],
  localhostProfile: [where('type', ['Localhost'], must('must be set when AppArmor type is Localhost'))],
};

const templateMeta: Rule = check((value, path) => {
  const at = path.replace(/\.?metadata$/, '');
  const errors: FieldError[] = [];
  const { labels: said, annotations } = held(value);
  addLabelErrors(held(said), `${at}.labels`, errors);
  for (const key in held(annotations))
    for (const error of qualifiedName(key.toLowerCase())) errors.push(invalid(`${at}.annotations`, key, error));
  return errors;
});

/** Rules by type. Types that are not here are not constrained, but what they hold may be. */
export const CONSTRAINTS: { readonly [type: string]: Constraints } = {
  ...AFFINITY,
  ...AUTOSCALING,
  ...BATCH,
  ...CLUSTER,
  ...DEVICES,
  ...ENDPOINTS,
  ...FLOW,
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

  'core.v1.Pod': { spec: [mounted, imagesTrimmed] },
  // Upstream tells the labels of a template as if they were its own.
  'core.v1.PodTemplateSpec': { metadata: [templateMeta, unchecked] },
  'core.v1.EphemeralContainer': {
    name: container['name']!,
    image: container['image']!,
    imagePullPolicy: container['imagePullPolicy']!,
    terminationMessagePolicy: container['terminationMessagePolicy']!,
  },
  'core.v1.PodSpec': {
    volumes: [unique('name')],
    resources: [podAmounts, unchecked],
    resourceClaims: [PODS.claims],
    containers: [must(), unique('name'), PODS.restarts, PODS.usesClaims],
    initContainers: [namesApart, PODS.restarts, initContainer, PODS.usesClaims],
    ephemeralContainers: [PODS.ephemeral],
    os: [check((value, path) => (said(value) ? chosenOs(path, held(value)['name']) : NONE))],
    restartPolicy: [oneOfOrBlank('Always', 'OnFailure', 'Never')],
    dnsPolicy: [oneOfOrBlank('ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None')],
    nodeSelector: [labels],
    dnsConfig: [
      fields({
        nameservers: [{ rule: 'items', max: 3 }, PODS.addresses],
        searches: [{ rule: 'items', max: 32 }, each(namedEvenBlank('dns1123SubdomainWithUnderscore'))],
        options: [
          check((value, path) =>
            list(value).flatMap((it, i) => (it['name'] ? [] : [required(`${path}[${i}]`, 'must not be empty')])),
          ),
        ],
      }),
      PODS.nameserver,
      where('dnsPolicy', ['None'], must('must provide `dnsConfig` when `dnsPolicy` is None')),
    ],
    schedulingGates: [PODS.gates],
    topologySpreadConstraints: [PODS.pairs],
    hostAliases: [PODS.aliases],
    readinessGates: [each(fields({ conditionType: [namedEvenAbsent('qualifiedName')] }))],
    serviceAccountName: [named('dns1123Subdomain')],
    nodeName: [named('dns1123Subdomain')],
    activeDeadlineSeconds: [range(1, 2147483647)],
    hostname: [named('dns1123Label')],
    subdomain: [named('dns1123Label')],
    priorityClassName: [named('dns1123Subdomain')],
    runtimeClassName: [named('dns1123Subdomain')],
    preemptionPolicy: [oneOfOrBlank('Never', 'PreemptLowerPriority')],
  },
  'core.v1.Container': container,
  'core.v1.ContainerPort': {
    name: [named('portName')],
    containerPort: [mustNumber, portNumber],
    hostPort: [check((value, path) => (value === 0 ? NONE : outside(value, path)))],
    protocol: [oneOfOrBlank('SCTP', 'TCP', 'UDP')],
  },
  'core.v1.EnvVar': {
    name: [must(), named('envVarName')],
    '': [
      check((value, path) => {
        const env = held(value);
        const from = env['valueFrom'];
        if (from === undefined || from === null) return NONE;
        const errors: FieldError[] = [];
        const said = Object.values(held(from)).filter((it) => it !== undefined && it !== null).length;
        if (said === 0)
          errors.push(
            invalid(
              `${path}.valueFrom`,
              '',
              'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
            ),
          );
        else if (typeof env['value'] === 'string' && env['value'] !== '')
          errors.push(invalid(`${path}.valueFrom`, '', 'may not be specified when `value` is not empty'));
        else if (said > 1)
          errors.push(invalid(`${path}.valueFrom`, '', 'may not have more than one field specified at a time'));
        return errors;
      }),
    ],
  },
  'core.v1.EnvVarSource': { fieldRef: [PODS.fieldOf], resourceFieldRef: [PODS.resourceOf] },
  'core.v1.ConfigMapKeySelector': {
    name: [namedEvenAbsent('dns1123Subdomain')],
    key: [must(), named('configMapKey')],
  },
  'core.v1.SecretKeySelector': {
    name: [namedEvenAbsent('dns1123Subdomain')],
    key: [must(), named('configMapKey')],
  },
  'core.v1.ConfigMapEnvSource': { name: [must(), named('dns1123Subdomain')] },
  'core.v1.SecretEnvSource': { name: [must(), named('dns1123Subdomain')] },
  'core.v1.VolumeMount': {
    name: [must()],
    mountPath: [must()],
  },
  'core.v1.Volume': {
    name: [must(), named('dns1123Label')],
    '': [
      check((value, path) => {
        const said = Object.keys(held(value)).filter((it) => it !== 'name' && held(value)[it] !== null);
        return said.slice(1).map((it) => forbidden(`${path}.${it}`, 'may not specify more than 1 volume type'));
      }),
    ],
  },
  'core.v1.SecretVolumeSource': { secretName: [must()], defaultMode: [fileMode()] },
  'core.v1.ConfigMapVolumeSource': { name: [must()], defaultMode: [fileMode()] },
  'core.v1.KeyToPath': {
    key: [must()],
    path: [must(), check((value, path) => descending(value, path))],
    mode: [fileMode()],
  },
  'core.v1.PersistentVolumeClaimVolumeSource': { claimName: [must()] },
  'core.v1.EmptyDirVolumeSource': {
    sizeLimit: [
      check((value, path) =>
        (typeof value === 'string' || typeof value === 'number') && compareQuantities(value, 0) < 0
          ? [forbidden(path, 'SizeLimit field must be a valid resource quantity')]
          : NONE,
      ),
    ],
  },
  'core.v1.Probe': probe,
  'core.v1.ExecAction': { command: [must()] },
  'core.v1.HTTPGetAction': {
    port: [port, portSaid],
    scheme: [oneOfOrBlank('HTTP', 'HTTPS')],
    httpHeaders: [
      check((value, path) =>
        list(value).flatMap(({ name }) =>
          httpHeaderName(typeof name === 'string' ? name : '').map((error) => invalid(path, name ?? '', error)),
        ),
      ),
    ],
  },
  'core.v1.TCPSocketAction': { port: [port, portSaid] },
  'core.v1.ResourceRequirements': { '': [containerAmounts] },
  'core.v1.SecurityContext': {
    runAsUser: [id],
    runAsGroup: [id],
    procMount: [oneOf('Default', 'Unmasked')],
  },
  'core.v1.PodSecurityContext': {
    fsGroup: [id],
    runAsUser: [id],
    runAsGroup: [id],
    supplementalGroups: [each(id)],
    sysctls: [PODS.sysctls],
    fsGroupChangePolicy: [oneOf('Always', 'OnRootMismatch')],
    supplementalGroupsPolicy: [oneOf('Merge', 'Strict')],
  },
  'core.v1.SeccompProfile': seccomp,
  'core.v1.AppArmorProfile': appArmor,
  'core.v1.Toleration': {
    key: [named('qualifiedName')],
    operator: [
      check((value, path, beside) =>
        (beside['key'] === undefined || beside['key'] === '') && value !== 'Exists'
          ? [
              invalid(
                path,
                value ?? '',
                'operator must be Exists when `key` is empty, which means "match all values and all keys"',
              ),
            ]
          : NONE,
      ),
    ],
    effect: [
      check((value, path, beside) =>
        beside['tolerationSeconds'] !== undefined && beside['tolerationSeconds'] !== null && value !== 'NoExecute'
          ? [invalid(path, value ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set")]
          : NONE,
      ),
      { rule: 'oneOf', values: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'], blank: true },
    ],
    '': [
      check((value, path) => {
        const { operator, value: wanted } = held(value);
        const errors: FieldError[] = [];
        switch (operator) {
          case 'Equal':
          case '':
          case undefined:
            if (typeof wanted === 'string')
              for (const error of labelValue(wanted)) errors.push(invalid(`${path}.operator`, wanted, error));
            break;
          case 'Exists':
            if (wanted)
              errors.push(invalid(`${path}.operator`, wanted, "value must be empty when `operator` is 'Exists'"));
            break;
          case 'Lt':
          case 'Gt':
            errors.push(notSupported(`${path}.operator`, operator, ['Equal', 'Exists', 'Lt', 'Gt']));
            break;
          default:
            errors.push(notSupported(`${path}.operator`, operator, ['Equal', 'Exists']));
        }
        return errors;
      }),
    ],
  },
  'core.v1.TopologySpreadConstraint': {
    maxSkew: [above('zero')],
    topologyKey: [must('can not be empty')],
    whenUnsatisfiable: [oneOfEvenAbsent('DoNotSchedule', 'ScheduleAnyway')],
    matchLabelKeys: [PODS.matchLabelKeys],
    minDomains: [
      above('zero'),
      check((value, path, beside) =>
        value !== undefined && value !== null && beside['whenUnsatisfiable'] !== 'DoNotSchedule'
          ? [
              invalid(
                path,
                value,
                `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${String(beside['whenUnsatisfiable'] ?? '')}`,
              ),
            ]
          : NONE,
      ),
    ],
    nodeAffinityPolicy: [oneOf('Honor', 'Ignore')],
    nodeTaintsPolicy: [oneOf('Honor', 'Ignore')],
  },
  'core.v1.WeightedPodAffinityTerm': { weight: [weight()] },
  'core.v1.PreferredSchedulingTerm': { weight: [weight()] },
  'core.v1.PodAffinityTerm': {
    namespaces: [namespaces],
    topologyKey: [
      check((value, path) => (value ? NONE : [required(path, 'can not be empty')])),
      namedEvenAbsent('qualifiedName'),
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

function fileMode(): Rule {
  return check((value, path) =>
    typeof value === 'number' && (value < 0 || value > 0o777)
      ? [invalid(path, value, 'must be a number between 0 and 0777 (octal), both inclusive')]
      : NONE,
  );
}

function weight(): Rule {
  return check((value, path) =>
    typeof value === 'number' && (value < 1 || value > 100)
      ? [invalid(path, value, 'must be in the range 1-100')]
      : NONE,
  );
}

/** A path inside a volume: relative, and never upwards. */
function descending(value: unknown, path: string): readonly FieldError[] {
  if (typeof value !== 'string' || value === '') return NONE;
  const errors: FieldError[] = [];
  if (value.startsWith('/')) errors.push(invalid(path, value, 'must be a relative path'));
  if (value.split('/').includes('..')) errors.push(invalid(path, value, "must not contain '..'"));
  return errors;
}

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
  /** Refused as forbidden, which tells no value. */
  readonly forbidden?: true;
  /** Only while a field of the object as it was has this value (`not`: another one). */
  readonly where?: { readonly path: string; readonly is?: unknown; readonly not?: unknown };
  /** Names of the value's fields where upstream prints Go's. */
  readonly goNames?: { readonly [field: string]: string };
}

const still = (path: string): Fixed => ({ path, detail: 'field is immutable' });
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
  'v1/Secret': [still('type'), sealed('immutable'), sealed('data')],
  'v1/ConfigMap': [sealed('immutable'), sealed('data'), sealed('binaryData')],
  'rbac.authorization.k8s.io/v1/RoleBinding': [roleRef],
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': [roleRef],
  'networking.k8s.io/v1/IngressClass': [still('spec.controller')],
  'storage.k8s.io/v1/StorageClass': [
    still('parameters'),
    still('provisioner'),
    still('reclaimPolicy'),
    still('volumeBindingMode'),
  ],
  'scheduling.k8s.io/v1/PriorityClass': [
    { path: 'value', detail: 'may not be changed in an update.', forbidden: true },
    still('preemptionPolicy'),
  ],
};
