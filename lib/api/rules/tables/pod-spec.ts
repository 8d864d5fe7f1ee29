// Specs of pods and of their templates. Follows ValidatePodSpec and what it calls of kubernetes/pkg/apis/core/validation.

import { duplicate, forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../../field-errors.ts';
import { addLabelErrors, dns1123Subdomain, labelValue, qualifiedName } from '../../labels.ts';
import type { Constraints, Rule } from '../rule.ts';
import {
  above,
  blankRequired,
  check,
  each,
  fields,
  held,
  id,
  labels,
  list,
  must,
  named,
  namedEvenAbsent,
  namedEvenBlank,
  NONE,
  oneOf,
  oneOfEvenAbsent,
  oneOfOrBlank,
  range,
  said,
  unchecked,
  unique,
  where,
  wrong,
} from '../words.ts';
import { namespaces } from './affinity.ts';
import { podAmounts } from './amounts.ts';
import { initContainer } from './containers.ts';
import { mounted } from './mounts.ts';
import { PODS } from './pods.ts';

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

/** On the host's network a container's port is the host's; no two containers have the same. */
const hostPorts: Rule = check((value, path, spec) => {
  const errors: FieldError[] = [];
  const taken = new Set<string>();
  const containers = list(value);
  for (let c = 0; c < containers.length; c++) {
    const ports = list(containers[c]!['ports']);
    for (let p = 0; p < ports.length; p++) {
      const { hostPort, containerPort, protocol, hostIP } = ports[p]!;
      if (!hostPort) continue;
      const at = `${path}[${c}].ports[${p}].hostPort`;
      const id = `${String(protocol ?? 'TCP')}/${String(hostIP ?? '')}/${String(hostPort)}`;
      if (taken.has(id)) errors.push(duplicate(at, id));
      taken.add(id);
      if (spec['hostNetwork'] === true && hostPort !== containerPort)
        errors.push(invalid(at, hostPort, 'must match `containerPort` when `hostNetwork` is true'));
    }
  }
  return errors;
});

/** A container sleeps no longer than its pod has time to end. */
const sleeps: Rule = check((value, path, spec) => {
  const grace = spec['terminationGracePeriodSeconds'];
  if (typeof grace !== 'number') return NONE;
  const errors: FieldError[] = [];
  list(value).forEach((container, i) => {
    if (!said(container['lifecycle'])) return;
    for (const hook of ['postStart', 'preStop']) {
      const sleep = held(held(container['lifecycle'])[hook])['sleep'];
      if (!said(sleep)) continue;
      const seconds = Number(held(sleep)['seconds'] ?? 0);
      if (seconds < 0 || seconds > grace)
        errors.push(
          invalid(
            `${path}[${i}].lifecycle.${hook}.sleep`,
            seconds,
            `must be non-negative and less than terminationGracePeriodSeconds (${grace})`,
          ),
        );
    }
  });
  return errors;
});

/** Images in volumes are named, in pods. */
const imagesNamed: Rule = check((value, path) =>
  list(held(value)['volumes']).flatMap((volume, i) =>
    said(volume['image']) && !held(volume['image'])['reference']
      ? [required(`${path}.volumes[${i}].image.reference`)]
      : [],
  ),
);

const chosenOs = (path: string, name: unknown): FieldError[] =>
  !name
    ? [required(`${path}.name`)]
    : name === 'linux' || name === 'windows'
      ? []
      : [notSupported(path, name, ['linux', 'windows'])];

const templateMeta: Rule = check((value, path) => {
  const at = path.replace(/\.?metadata$/, '');
  const errors: FieldError[] = [];
  const { labels: said, annotations } = held(value);
  addLabelErrors(held(said), `${at}.labels`, errors);
  let size = 0;
  const notes = held(annotations);
  for (const key in notes) {
    for (const error of qualifiedName(key.toLowerCase())) errors.push(invalid(`${at}.annotations`, key, error));
    size += key.length + String(notes[key]).length;
  }
  if (size > 256 * 1024) errors.push(tooLong(`${at}.annotations`, 256 * 1024));
  return errors;
});

const hostnameOverride: Rule = check((value, path, beside) => {
  if (typeof value !== 'string') return NONE;
  const errors: FieldError[] = [];
  if (beside['setHostnameAsFQDN'] === true)
    errors.push(forbidden(path, 'may not be specified when setHostnameAsFQDN is true'));
  if (beside['hostNetwork'] === true) errors.push(forbidden(path, 'may not be specified when hostNetwork is true'));
  if (value.length > 64) errors.push(tooLong(path, 64));
  return [...errors, ...wrong(path, value, dns1123Subdomain(value))];
});

function pairsOf(value: unknown, path: string): readonly FieldError[] {
  return PODS.pairs(value, path ? `${path}.topologySpreadConstraints` : 'topologySpreadConstraints');
}

export const POD_SPEC: { readonly [type: string]: Constraints } = {
  'core.v1.Pod': { spec: [imagesTrimmed, imagesNamed], '': [mounted] },
  // Upstream tells the labels of a template as if they were its own.
  'core.v1.PodTemplateSpec': {
    metadata: [templateMeta, unchecked],
    '': [
      check((value, path) =>
        list(held(held(value)['spec'])['ephemeralContainers']).length
          ? [forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]
          : NONE,
      ),
    ],
  },
  'core.v1.PodSpec': {
    volumes: [unique('name')],
    resources: [
      podAmounts,
      check((value, path) =>
        said(held(value)['claims'])
          ? [forbidden(`${path}.claims`, 'claims may not be set for Resources at pod-level')]
          : NONE,
      ),
      unchecked,
    ],
    resourceClaims: [PODS.claims],
    containers: [must(), unique('name'), PODS.restarts, PODS.usesClaims, hostPorts, sleeps],
    initContainers: [namesApart, PODS.restarts, initContainer, PODS.usesClaims, hostPorts, sleeps],
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
    topologySpreadConstraints: [],
    // After what is wrong with each of them.
    '': [check((value, path) => pairsOf(held(value)['topologySpreadConstraints'], path))],
    hostAliases: [PODS.aliases],
    readinessGates: [each(fields({ conditionType: [namedEvenAbsent('qualifiedName')] }))],
    serviceAccountName: [named('dns1123Subdomain')],
    nodeName: [named('dns1123Subdomain')],
    activeDeadlineSeconds: [range(1, 2147483647)],
    hostname: [named('dns1123Label')],
    subdomain: [named('dns1123Label')],
    priorityClassName: [named('dns1123Subdomain')],
    runtimeClassName: [namedEvenBlank('dns1123Subdomain')],
    preemptionPolicy: [blankRequired, oneOfOrBlank('PreemptLowerPriority', 'Never')],
    hostnameOverride: [hostnameOverride],
  },
  'core.v1.PodSecurityContext': {
    fsGroup: [id],
    runAsUser: [id],
    runAsGroup: [id],
    supplementalGroups: [each(id)],
    sysctls: [PODS.sysctls],
    fsGroupChangePolicy: [oneOf('Always', 'OnRootMismatch')],
    seccompProfile: [],
    windowsOptions: [],
    appArmorProfile: [],
    seLinuxChangePolicy: [oneOf('Recursive')],
    supplementalGroupsPolicy: [oneOf('Merge', 'Strict')],
  },
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
};

function weight(): Rule {
  return check((value, path) =>
    typeof value === 'number' && (value < 1 || value > 100)
      ? [invalid(path, value, 'must be in the range 1-100')]
      : NONE,
  );
}
