// The table of constraints.ts: what each field of the API may hold, by type, in the order upstream checks it.
// Follows kubernetes/pkg/apis/*/validation.

import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import { dns1123Subdomain, httpHeaderName, labelValue, portName, qualifiedName, wildcardSubdomain } from '../labels.ts';
import type { JsonObject } from '../object.ts';
import { compareQuantities } from '../quantity.ts';
import { selectorMatcher, type LabelSelector } from '../selectors.ts';
import type { Constraints, Format, Rule } from './rule.ts';
import { AFFINITY, namespaces } from './tables/affinity.ts';
import { containerAmounts, containerResource, podAmounts } from './tables/amounts.ts';
import { BATCH } from './tables/batch.ts';
import { CLUSTER } from './tables/cluster.ts';
import { secretErrors } from './tables/secrets.ts';
import { DEVICES } from './tables/devices.ts';
import { PODS } from './tables/pods.ts';
import { ENDPOINTS } from './tables/endpoints.ts';
import { FLOW } from './tables/flow.ts';
import { STORAGE } from './tables/storage.ts';
import { mounted, templateMounted } from './tables/mounts.ts';
import { NODES } from './tables/nodes.ts';
import { badSelector } from './tables/selectors.ts';
import {
  NONE,
  above,
  atLeast,
  check,
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
  never,
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

/** A workload's selector must be there, select something, and select its own template's pods. */
function selecting(kind: string): Constraints {
  return {
    selector: [
      ...(kind === 'daemonset' ? [] : [must()]),
      check((value, path) =>
        typeof value === 'object' && value !== null && isEmptySelector(held(value))
          ? [invalid(path, {}, `empty selector is invalid for ${kind}`)]
          : NONE,
      ),
    ],
    template: [templateSelected],
  };
}

function isEmptySelector(selector: JsonObject): boolean {
  return Object.keys(held(selector['matchLabels'])).length === 0 && list(selector['matchExpressions']).length === 0;
}

/** Nothing is selected by no selector at all. */
const templateSelected = check((value, path, spec) => {
  const selector = spec['selector'] as LabelSelector | undefined;
  if (selector && isEmptySelector(held(selector))) return NONE;
  const own = held(held(value)['metadata'])['labels'] as Record<string, string> | undefined;
  return selectorMatcher(selector)(own)
    ? NONE
    : [invalid(`${path}.metadata.labels`, own ?? null, '`selector` does not match template `labels`')];
});

/** The same for the selector of a ReplicationController, which is labels alone. */
const templateOfMap = check((value, path, spec) => {
  const selector = held(spec['selector']);
  const own = held(held(value)['metadata'])['labels'];
  return Object.entries(selector).every(([key, it]) => held(own)[key] === it)
    ? NONE
    : [invalid(`${path}.metadata.labels`, own ?? null, '`selector` does not match template `labels`')];
});

function onlyAlways(kind: string): Rule {
  return check((value, path) => {
    const spec = held(held(value)['spec']);
    const policy = spec['restartPolicy'];
    const errors: FieldError[] = [];
    if (policy === 'OnFailure' || policy === 'Never')
      errors.push(notSupported(`${path}.spec.restartPolicy`, policy, ['Always']));
    if (spec['activeDeadlineSeconds'] !== undefined && spec['activeDeadlineSeconds'] !== null)
      errors.push(forbidden(`${path}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`));
    return errors;
  });
}

/** A strategy as Go prints it: its type, and what it says of rolling updates. */
const printedStrategy = (value: unknown, ...of: readonly string[]): object => {
  const { type, rollingUpdate } = held(value);
  const go = (field: string): string => field[0]!.toUpperCase() + field.slice(1);
  return {
    Type: type ?? '',
    RollingUpdate: said(rollingUpdate)
      ? Object.fromEntries(of.map((it) => [go(it), held(rollingUpdate)[it] ?? null]))
      : null,
  };
};

const strategy: Rule = check((value, path) => {
  const type = held(value)['type'];
  return !type || type === 'Recreate' || type === 'RollingUpdate'
    ? NONE
    : [notSupported(path, printedStrategy(value, 'maxUnavailable', 'maxSurge'), ['Recreate', 'RollingUpdate'])];
});

const daemonStrategy: Rule = check((value, path) => {
  const type = held(value)['type'];
  return !type || type === 'OnDelete' || type === 'RollingUpdate'
    ? NONE
    : [notSupported(path, printedStrategy(value, 'maxUnavailable', 'maxSurge'), ['RollingUpdate', 'OnDelete'])];
});

const setStrategy: Rule = check((value, path) => {
  const type = held(value)['type'];
  return !type || type === 'OnDelete' || type === 'RollingUpdate'
    ? NONE
    : [invalid(path, printedStrategy(value, 'partition', 'maxUnavailable'), "must be 'RollingUpdate' or 'OnDelete'")];
});

const KEPT = ['Retain', 'Delete'];
const retention: Rule = check((value, path) =>
  !value || KEPT.includes(text(value)) ? NONE : [notSupported(path, value, KEPT)],
);

const counts: Rule = { rule: 'countOrPercent' };
const countsWhole: Rule = { rule: 'countOrPercent', whole: true };

const isNothing = (value: unknown): boolean => value === 0 || value === '0%';

/** A CIDR of IPv4 is checked to the last bit; of IPv6 only that it looks like one. */
const peers = check((value, path) =>
  list(value).flatMap((peer, i) => {
    const said = ['podSelector', 'namespaceSelector', 'ipBlock'].filter(
      (it) => peer[it] !== undefined && peer[it] !== null,
    );
    if (said.length === 0) return [required(`${path}[${i}]`, 'must specify a peer')];
    return said.includes('ipBlock') && said.length > 1
      ? [forbidden(`${path}[${i}]`, 'may not specify both ipBlock and another peer')]
      : [];
  }),
);

const IPV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;

/** The host of an ingress: a name, perhaps with a star for its first label, and no address. */
const host = check((value, path) => {
  if (typeof value !== 'string' || value === '') return NONE;
  if (IPV4.test(value)) return [invalid(path, value, 'must be a DNS name, not an IP address')];
  const errors = value.includes('*') ? wildcardSubdomain(value) : dns1123Subdomain(value);
  return errors.map((error) => invalid(path, value, error));
});

const tlsHost = check((value, path) => {
  if (typeof value !== 'string') return NONE;
  const errors = value.includes('*') ? wildcardSubdomain(value) : dns1123Subdomain(value);
  return errors.map((error) => invalid(path, value, error));
});

const urlPath = check((value, path, beside) => {
  const type = beside['pathType'];
  if (type !== 'Exact' && type !== 'Prefix') {
    if (type === 'ImplementationSpecific' && typeof value === 'string' && value !== '' && !value.startsWith('/'))
      return [invalid(path, value, 'must be an absolute path')];
    return NONE;
  }
  const text = typeof value === 'string' ? value : '';
  const errors: FieldError[] = [];
  if (!text.startsWith('/')) errors.push(invalid(path, text, 'must be an absolute path'));
  if (text === '') return errors;
  for (const part of ['//', '/./', '/../', '%2f', '%2F'])
    if (text.includes(part)) errors.push(invalid(path, text, `must not contain '${part}'`));
  for (const end of ['/..', '/.']) if (text.endsWith(end)) errors.push(invalid(path, text, `cannot end with '${end}'`));
  return errors;
});

/** Requests may not be above limits. */
const policyRules = (namespaced: boolean): Rule =>
  check((value, path) =>
    list(value).flatMap((rule, i) => {
      const at = `${path}[${i}]`;
      const urls = Array.isArray(rule['nonResourceURLs']) && rule['nonResourceURLs'].length > 0;
      const any = (field: string): boolean => Array.isArray(rule[field]) && rule[field].length > 0;
      const errors: FieldError[] = [];
      if (!any('verbs')) errors.push(required(`${at}.verbs`, 'verbs must contain at least one value'));
      if (urls) {
        if (namespaced)
          errors.push(
            invalid(
              `${at}.nonResourceURLs`,
              rule['nonResourceURLs'],
              'namespaced rules cannot apply to non-resource URLs',
            ),
          );
        if (any('apiGroups') || any('resources') || any('resourceNames'))
          errors.push(
            invalid(
              `${at}.nonResourceURLs`,
              rule['nonResourceURLs'],
              'rules cannot apply to both regular resources and non-resource URLs',
            ),
          );
        return errors;
      }
      if (!any('apiGroups'))
        errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
      if (!any('resources'))
        errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'));
      return errors;
    }),
  );

const RBAC = 'rbac.authorization.k8s.io';

const binding = (namespaced: boolean): Constraints => ({
  roleRef: [
    fields({
      apiGroup: [oneOfOrBlank(RBAC)],
      kind: [oneOfEvenAbsent(...(namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole']))],
      name: [must(), named('pathSegment')],
    }),
  ],
  subjects: [
    each(
      fields({
        name: [must(), where('kind', ['ServiceAccount'], named('dns1123Subdomain'))],
        namespace: namespaced ? [] : [where('kind', ['ServiceAccount'], must())],
        apiGroup: [where('kind', ['ServiceAccount'], oneOf('')), where('kind', ['User', 'Group'], oneOfOrBlank(RBAC))],
        kind: [
          check((value, path) =>
            value === 'ServiceAccount' || value === 'User' || value === 'Group'
              ? NONE
              : [notSupported(path, value ?? '', ['ServiceAccount', 'User', 'Group'])],
          ),
        ],
      }),
    ),
  ],
});

const scalingRules: Rule = fields({
  stabilizationWindowSeconds: [
    check((value, path) =>
      typeof value === 'number' && value < 0 ? [invalid(path, value, 'must be greater than or equal to zero')] : NONE,
    ),
    { rule: 'atMost', max: 3600 },
  ],
  selectPolicy: [oneOf('Disabled', 'Max', 'Min')],
  policies: [
    // Where none are said, defaults say them.
    check((value, path) =>
      Array.isArray(value) && value.length === 0 ? [required(path, 'must specify at least one Policy')] : NONE,
    ),
    each(
      fields({
        type: [oneOf('Percent', 'Pods')],
        value: [above('zero')],
        periodSeconds: [above('zero'), { rule: 'atMost', max: 1800 }],
      }),
    ),
  ],
});

const aggregation = check((value, path) => {
  if (value === undefined || value === null) return NONE;
  const selectors = list(held(value)['clusterRoleSelectors']);
  const at = `${path}.clusterRoleSelectors`;
  if (selectors.length === 0)
    return [required(at, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  return selectors.flatMap((it, i) =>
    badSelector(it) ? [invalid(`${at}[${i}]`, null, 'invalid label selector.')] : [],
  );
});

const ACCESS = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** What a Secret of a type must hold. */
const METRIC_FIELDS = ['containerResource', 'external', 'object', 'pods', 'resource'];
const METRIC_SOURCES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
/** A target is of a group; only the core one has a kind that scales and none. What did not change is let stand. */
const scaleTarget: Rule = check((value, _, __, before) => {
  const { kind, apiVersion } = held(held(held(value)['spec'])['scaleTargetRef']);
  const was = held(held(held(before)['spec'])['scaleTargetRef']);
  const path = 'spec.scaleTargetRef';
  if (before && was['kind'] === kind && was['apiVersion'] === apiVersion) return NONE;
  const version = text(apiVersion);
  if (version.split('/').length > 2)
    return [invalid(`${path}.apiVersion`, version, `unexpected GroupVersion string: ${version}`)];
  return version.includes('/') || kind === 'ReplicationController'
    ? NONE
    : [invalid(`${path}.apiVersion`, version, 'apiVersion must specify API group')];
});

const positive: Rule = check((value, path) =>
  (typeof value === 'string' || typeof value === 'number') && compareQuantities(value, 0) <= 0
    ? [invalid(path, String(value), 'must be positive')]
    : NONE,
);

/** A metric's target must say at least one of these; `tell` is the field the error names. */
const oneTarget = (tell: string, detail: string, ...of: string[]): Rule =>
  check((value, path) =>
    of.some((it) => held(value)[it] !== undefined && held(value)[it] !== null)
      ? NONE
      : [required(`${path}.${tell}`, detail)],
  );

const templateMeta: Rule = check((value, path) => {
  const at = path.replace(/\.?metadata$/, '');
  const errors: FieldError[] = [];
  const { labels: said, annotations } = held(value);
  for (const [key, it] of Object.entries(held(said))) {
    for (const error of qualifiedName(key)) errors.push(invalid(`${at}.labels`, key, error));
    for (const error of labelValue(text(it))) errors.push(invalid(`${at}.labels`, text(it), error));
  }
  for (const key in held(annotations))
    for (const error of qualifiedName(key.toLowerCase())) errors.push(invalid(`${at}.annotations`, key, error));
  return errors;
});

/** Rules by type. Types that are not here are not constrained, but what they hold may be. */
export const CONSTRAINTS: { readonly [type: string]: Constraints } = {
  ...AFFINITY,
  ...BATCH,
  ...CLUSTER,
  ...DEVICES,
  ...ENDPOINTS,
  ...FLOW,
  ...NODES,
  ...STORAGE,
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

  'apps.v1.DeploymentSpec': {
    replicas: [atLeast(0)],
    ...selecting('deployment'),
    strategy: [strategy],
    template: [templateSelected, templateMounted, onlyAlways('ReplicaSet')],
    minReadySeconds: [atLeast(0)],
    revisionHistoryLimit: [atLeast(0)],
    progressDeadlineSeconds: [
      atLeast(0),
      check((value, path, beside) =>
        typeof value === 'number' && value <= Number(beside['minReadySeconds'] ?? 0)
          ? [invalid(path, value, 'must be greater than minReadySeconds')]
          : NONE,
      ),
    ],
  },
  'apps.v1.RollingUpdateDeployment': {
    maxUnavailable: [counts],
    maxSurge: [counts],
    '': [
      check((value, path) => {
        const { maxUnavailable, maxSurge } = held(value);
        const errors: FieldError[] = [];
        if (isNothing(maxUnavailable) && isNothing(maxSurge))
          errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
        if (typeof maxUnavailable === 'string' && /^\d+%$/.test(maxUnavailable) && parseInt(maxUnavailable) > 100)
          errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%'));
        return errors;
      }),
    ],
  },
  'apps.v1.DeploymentStrategy': {
    rollingUpdate: [where('type', ['Recreate'], never("may not be specified when strategy `type` is 'Recreate'"))],
  },
  'core.v1.ReplicationControllerSpec': {
    minReadySeconds: [atLeast(0)],
    selector: [check((value, path) => (Object.keys(held(value)).length === 0 ? [required(path)] : NONE))],
    replicas: [atLeast(0)],
    template: [must(), templateOfMap, templateMounted, onlyAlways('ReplicationController')],
  },
  'apps.v1.ReplicaSetSpec': {
    replicas: [atLeast(0)],
    minReadySeconds: [atLeast(0)],
    ...selecting('replicaset'),
    template: [templateSelected, templateMounted, onlyAlways('ReplicaSet')],
  },
  'apps.v1.StatefulSetSpec': {
    podManagementPolicy: [
      check((value, path) =>
        value !== undefined && value !== '' && value !== 'OrderedReady' && value !== 'Parallel'
          ? [invalid(path, value, "must be 'OrderedReady' or 'Parallel'")]
          : NONE,
      ),
    ],
    replicas: [atLeast(0)],
    minReadySeconds: [atLeast(0)],
    revisionHistoryLimit: [atLeast(0)],
    ...selecting('statefulset'),
    serviceName: [named('dns1123Label')],
    updateStrategy: [setStrategy],
    persistentVolumeClaimRetentionPolicy: [fields({ whenDeleted: [retention], whenScaled: [retention] })],
    template: [templateSelected, templateMounted, onlyAlways('StatefulSet')],
  },
  'apps.v1.RollingUpdateStatefulSetStrategy': { partition: [atLeast(0)] },
  'apps.v1.StatefulSetOrdinals': { start: [atLeast(0)] },
  'apps.v1.DaemonSetSpec': {
    ...selecting('daemonset'),
    updateStrategy: [daemonStrategy],
    template: [templateSelected, templateMounted, onlyAlways('DaemonSet')],
    minReadySeconds: [atLeast(0)],
    revisionHistoryLimit: [atLeast(0)],
  },
  'apps.v1.RollingUpdateDaemonSet': {
    maxUnavailable: [countsWhole],
    maxSurge: [countsWhole],
    '': [
      check((value, path) => {
        const { maxUnavailable = 1, maxSurge = 0 } = held(value);
        const [fewer, more] = [parseInt(String(maxUnavailable), 10) || 0, parseInt(String(maxSurge), 10) || 0];
        if (fewer > 0 && more > 0)
          return [invalid(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero')];
        return fewer === 0 && more === 0
          ? [required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')]
          : NONE;
      }),
    ],
  },

  'batch.v1.CronJobSpec': {
    schedule: [must()],
    startingDeadlineSeconds: [atLeast(0)],
    successfulJobsHistoryLimit: [atLeast(0)],
    failedJobsHistoryLimit: [atLeast(0)],
    concurrencyPolicy: [oneOfOrBlank('Allow', 'Forbid', 'Replace')],
  },

  'core.v1.ServiceSpec': {
    selector: [labels],
    type: [oneOfOrBlank('ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort')],
    sessionAffinity: [oneOfOrBlank('ClientIP', 'None')],
    internalTrafficPolicy: [oneOf('Cluster', 'Local')],
    externalTrafficPolicy: [{ rule: 'oneOf', values: ['Cluster', 'Local'], blank: true }],
    ipFamilies: [each(oneOf('IPv4', 'IPv6')), unique()],
    ipFamilyPolicy: [oneOf('PreferDualStack', 'RequireDualStack', 'SingleStack')],
    ports: [
      check((value, path, beside) => {
        const all = list(value);
        const errors: FieldError[] = [];
        if (all.length === 0 && beside['type'] !== 'ExternalName' && beside['clusterIP'] !== 'None')
          errors.push(required(path));
        if (all.length > 1)
          all.forEach((it, i) => {
            if (!it['name']) errors.push(required(`${path}[${i}].name`));
          });
        return errors;
      }),
      unique('name'),
    ],
    externalName: [
      where('type', ['ExternalName'], must()),
      check((value, path, beside) =>
        beside['type'] === 'ExternalName' && typeof value === 'string'
          ? dns1123Subdomain(value.replace(/\.$/, '')).map((error) => invalid(path, value, error))
          : NONE,
      ),
    ],
  },
  'core.v1.ServicePort': {
    name: [named('dns1123Label')],
    port: [check((value, path) => outside(value ?? 0, path))],
    protocol: [oneOfOrBlank('SCTP', 'TCP', 'UDP')],
    targetPort: [
      // Not said it is the port, by default.
      check((value, path, beside) => (value ? NONE : outside(beside['port'] ?? 0, path))),
      check((value, path) => (typeof value === 'number' && value !== 0 ? outside(value, path) : NONE)),
      check((value, path) =>
        typeof value === 'string' && value !== '' ? portName(value).map((error) => invalid(path, value, error)) : NONE,
      ),
    ],
    appProtocol: [namedEvenBlank('qualifiedName')],
  },

  'networking.v1.IngressSpec': {
    ingressClassName: [namedEvenBlank('dns1123Subdomain')],
    '': [
      check((value, path) =>
        list(held(value)['rules']).length === 0 && !held(value)['defaultBackend']
          ? [invalid(path, null, 'either `defaultBackend` or `rules` must be specified')]
          : NONE,
      ),
    ],
  },
  'networking.v1.IngressRule': { host: [host] },
  'networking.v1.IngressTLS': { hosts: [each(tlsHost)], secretName: [named('dns1123Subdomain')] },
  'networking.v1.HTTPIngressRuleValue': { paths: [must()] },
  'networking.v1.HTTPIngressPath': {
    pathType: [must('pathType must be specified'), oneOf('Exact', 'ImplementationSpecific', 'Prefix')],
    path: [urlPath],
    backend: [where('pathType', [undefined, null, ''], unchecked)],
  },
  'networking.v1.IngressBackend': {
    resource: [
      fields({
        apiGroup: [named('dns1123Subdomain')],
        kind: [must(), named('pathSegment')],
        name: [must(), named('pathSegment')],
      }),
    ],
    '': [
      check((value, path) =>
        !held(value)['service'] && !held(value)['resource']
          ? [invalid(path, '', 'resource or service backend is required')]
          : NONE,
      ),
      check((value, path) => {
        const service = held(value)['service'];
        if (!service || held(value)['resource']) return NONE;
        const { name, number } = held(held(service)['port']);
        return !name && !number ? [required(path, 'port name or number is required')] : NONE;
      }),
    ],
  },
  'networking.v1.IngressServiceBackend': { name: [must(), named('dns1123Label')] },
  'networking.v1.ServiceBackendPort': {
    name: [named('portName')],
    number: [check((value, path) => (value === 0 ? NONE : outside(value, path)))],
  },
  'networking.v1.NetworkPolicySpec': {
    policyTypes: [
      check((value, path) =>
        Array.isArray(value) && value.length > 2
          ? [
              invalid(
                path,
                value.map((it: unknown) => it ?? ''),
                'may not specify more than two policyTypes',
              ),
            ]
          : NONE,
      ),
      check((value, path) =>
        Array.isArray(value) && value.length <= 2
          ? value.flatMap((it: unknown, i) =>
              it === 'Ingress' || it === 'Egress'
                ? []
                : [notSupported(`${path}[${i}]`, it ?? '', ['Ingress', 'Egress'])],
            )
          : NONE,
      ),
    ],
  },
  'networking.v1.NetworkPolicyIngressRule': { from: [peers] },
  'networking.v1.NetworkPolicyEgressRule': { to: [peers] },
  'networking.v1.NetworkPolicyPort': {
    protocol: [oneOf('TCP', 'UDP', 'SCTP')],
    port: [port],
    endPort: [
      check((value, path, beside) => {
        if (value === undefined || value === null) return NONE;
        const from = beside['port'];
        if (from === undefined || from === null)
          return [invalid(path, value, 'may not be specified when `port` is not specified')];
        if (typeof from === 'string') return [invalid(path, value, 'may not be specified when `port` is non-numeric')];
        const errors = [...outside(value, path)];
        if (Number(value) < Number(from))
          errors.unshift(invalid(path, from, 'must be greater than or equal to `port`'));
        return errors;
      }),
    ],
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

  'autoscaling.v2.HorizontalPodAutoscaler': { '': [scaleTarget] },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': {
    minReplicas: [atLeast(1)],
    maxReplicas: [
      check((value, path, beside) => {
        const most = typeof value === 'number' ? value : 0;
        const errors: FieldError[] = [];
        if (most === 0) errors.push(required(path, 'must be set and greater than 0'));
        else if (most < 0) errors.push(invalid(path, most, 'must be greater than or equal to 1'));
        // What is not said has been defaulted to 1 before.
        if (most < Number(beside['minReplicas'] ?? 1))
          errors.push(invalid(path, most, 'must be greater than or equal to `minReplicas`'));
        return errors;
      }),
    ],
    metrics: [
      check((value, path, beside) =>
        beside['minReplicas'] === 0 && !list(value).some((it) => it['type'] === 'Object' || it['type'] === 'External')
          ? [forbidden(path, 'must specify at least one Object or External metric to support scaling to zero replicas')]
          : NONE,
      ),
    ],
  },
  'autoscaling.v2.CrossVersionObjectReference': {
    kind: [must(), named('pathSegment')],
    name: [must(), named('pathSegment')],
  },
  'autoscaling.v2.MetricSpec': {
    type: [must('must specify a metric source type'), oneOf(...METRIC_SOURCES)],
    '': [
      check((value, path) => {
        const metric = held(value);
        const type = text(metric['type']);
        const own = type && type[0]!.toLowerCase() + type.slice(1);
        const errors: FieldError[] = [];
        if (METRIC_SOURCES.includes(type)) {
          if (!said(metric[own]))
            errors.push(required(`${path}.${own}`, 'must populate information for the given metric source'));
        } else {
          // Upstream says it twice.
          if (type === '') errors.push(notSupported(`${path}.type`, type, METRIC_SOURCES));
          errors.push(notSupported(`${path}.type`, type, METRIC_SOURCES));
        }
        const others = METRIC_FIELDS.filter((it) => said(metric[it]));
        if (others.length !== 1)
          for (const it of others)
            if (it !== own) errors.push(forbidden(`${path}.${it}`, 'must populate the given metric source only'));
        return errors;
      }),
    ],
  },
  'autoscaling.v2.MetricIdentifier': {
    name: [must('must specify a metric name'), named('pathSegment')],
    selector: [unchecked],
  },
  'autoscaling.v2.MetricTarget': {
    type: [
      must('must specify a metric target type'),
      check((value, path) =>
        ['Utilization', 'Value', 'AverageValue'].includes(value as string)
          ? NONE
          : [invalid(path, value ?? '', 'must be either Utilization, Value, or AverageValue')],
      ),
    ],
    value: [positive],
    averageValue: [positive],
    averageUtilization: [
      check((value, path) =>
        typeof value === 'number' && value < 1 ? [invalid(path, value, 'must be greater than 0')] : NONE,
      ),
    ],
    '': [
      check((value, path) =>
        held(value)['type']
          ? NONE
          : [invalid(`${path}.type`, '', 'must be either Utilization, Value, or AverageValue')],
      ),
    ],
  },
  'autoscaling.v2.ResourceMetricSource': {
    name: [must('must specify a resource name')],
    target: [
      oneTarget(
        'averageUtilization',
        'must set either a target raw value or a target utilization',
        'averageUtilization',
        'averageValue',
      ),
    ],
  },
  'autoscaling.v2.ContainerResourceMetricSource': {
    name: [must('must specify a resource name'), containerResource],
    container: [must('must specify a container'), named('dns1123Label')],
    target: [
      oneTarget(
        'averageUtilization',
        'must set either a target raw value or a target utilization',
        'averageUtilization',
        'averageValue',
      ),
    ],
  },
  'autoscaling.v2.PodsMetricSource': {
    target: [oneTarget('averageValue', 'must specify a positive target averageValue', 'averageValue')],
  },
  'autoscaling.v2.ObjectMetricSource': {
    target: [oneTarget('averageValue', 'must set either a target value or averageValue', 'averageValue', 'value')],
  },
  'autoscaling.v2.ExternalMetricSource': {
    target: [
      oneTarget(
        'averageValue',
        'must set either a target value for metric or a per-pod target',
        'averageValue',
        'value',
      ),
    ],
  },
  'autoscaling.v2.HorizontalPodAutoscalerBehavior': { scaleUp: [scalingRules], scaleDown: [scalingRules] },

  'core.v1.PersistentVolumeClaimSpec': {
    accessModes: [
      must('at least 1 access mode is required'),
      check((value, path) =>
        Array.isArray(value)
          ? value.flatMap((it: unknown) =>
              ACCESS.includes(it as string) ? [] : [notSupported(path, it ?? '', ACCESS)],
            )
          : NONE,
      ),
    ],
    resources: [
      check((value, path) => {
        const size = held(held(value)['requests'])['storage'];
        if (size === undefined) return [required(`${path}[storage]`)];
        return (typeof size === 'string' || typeof size === 'number') && compareQuantities(size, 0) <= 0
          ? [invalid(`${path}[storage]`, String(size), 'must be greater than zero')]
          : NONE;
      }),
    ],
    storageClassName: [named('dns1123Subdomain')],
    volumeMode: [oneOf('Block', 'Filesystem')],
    volumeAttributesClassName: [named('dns1123Subdomain')],
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
        return secretErrors(text(type), { ...held(data) }, held(stringData), path);
      }),
    ],
  },

  'rbac.v1.Role': { rules: [policyRules(true)] },
  'rbac.v1.ClusterRole': { rules: [policyRules(false)], aggregationRule: [aggregation] },
  'rbac.v1.RoleBinding': binding(true),
  'rbac.v1.ClusterRoleBinding': binding(false),
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
