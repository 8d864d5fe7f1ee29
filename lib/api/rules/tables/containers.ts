// Containers: their ports, environment, mounts, probes, handlers and security. Follows validateContainers and what it calls of
// kubernetes/pkg/apis/core/validation.

import { forbidden, invalid, notSupported, required, type FieldError } from '../../field-errors.ts';
import { dns1123Subdomain, httpHeaderName } from '../../labels.ts';
import type { Constraints, Rule } from '../rule.ts';
import {
  above,
  atLeast,
  check,
  each,
  fields,
  held,
  id,
  list,
  must,
  mustNumber,
  named,
  namedEvenAbsent,
  NONE,
  oneOf,
  oneOfOrBlank,
  outside,
  port,
  portNumber,
  portSaid,
  said,
  text,
  unique,
  where,
  oneOfFields,
} from '../words.ts';
import { containerAmounts } from './amounts.ts';
import { PODS } from './pods.ts';
import { descending } from './volumes.ts';

/** Exactly one of these fields must be said. */
function handlers(names: readonly string[]): Constraints {
  const last = names[names.length - 1]!;
  const some = check((_, path, beside) =>
    names.some((it) => said(beside[it]))
      ? NONE
      : [required(path.slice(0, -last.length - 1), 'must specify a handler type')],
  );
  const each = oneOfFields(names, 'may not specify more than 1 handler type');
  return { ...each, [last]: [some, ...each[last]!] };
}

const probe: Constraints = {
  ...handlers(['exec', 'httpGet', 'tcpSocket', 'grpc']),
  initialDelaySeconds: [atLeast(0)],
  timeoutSeconds: [atLeast(0)],
  periodSeconds: [atLeast(0)],
  successThreshold: [atLeast(0)],
  failureThreshold: [atLeast(0)],
  terminationGracePeriodSeconds: [above('0')],
};

const onceOnly: Rule = fields({
  successThreshold: [
    check((value, path) => (typeof value === 'number' && value > 1 ? [invalid(path, value, 'must be 1')] : NONE)),
  ],
});

/** Errors of items are told of their list. */
const chosen = (path: string, value: unknown, of: readonly string[]): FieldError[] =>
  !value ? [required(path)] : of.includes(text(value)) ? [] : [notSupported(path, value, of)];

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];

/** How mounts are made; upstream names no item here. */
const mountForms: Rule = check((value, path, container) =>
  list(value).flatMap((mount, i) => {
    const { subPath, subPathExpr, mountPropagation, recursiveReadOnly } = mount;
    const errors: FieldError[] = [...descending(subPath, `${path}.subPath`)];
    if (subPathExpr) {
      if (subPath)
        errors.push(
          invalid(`${path}[${i}].subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'),
        );
      errors.push(...descending(subPathExpr, `${path}.subPathExpr`));
    }
    const privileged = held(container['securityContext'])['privileged'] === true;
    if (said(mountPropagation)) {
      const at = `${path}.mountPropagation`;
      if (!PROPAGATIONS.includes(text(mountPropagation))) errors.push(notSupported(at, mountPropagation, PROPAGATIONS));
      if (mountPropagation === 'Bidirectional' && !privileged)
        errors.push(forbidden(at, 'Bidirectional mount propagation is available only to privileged containers'));
    }
    if (!said(recursiveReadOnly) || recursiveReadOnly === 'Disabled') return errors;
    const at = `${path}.recursiveReadOnly`;
    if (!RECURSIVE.includes(text(recursiveReadOnly)))
      return [...errors, notSupported(at, recursiveReadOnly, RECURSIVE)];
    if (mount['readOnly'] !== true) errors.push(forbidden(at, 'may only be specified when readOnly is true'));
    if (said(mountPropagation) && mountPropagation !== 'None')
      errors.push(forbidden(at, 'may only be specified when mountPropagation is None or not specified'));
    return errors;
  }),
);

const usernameErrors = (name: string): readonly string[] => {
  if (!name) return ['runAsUserName cannot be an empty string'];
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.at(-1)!;
  const domain = parts.length === 2 ? parts[0]! : undefined;
  const errors: string[] = [];
  if (domain !== undefined && domain.length >= 256)
    errors.push("runAsUserName's Domain length must be under 256 characters");
  const net = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
  const dns = /^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?)*$/;
  if (domain !== undefined && !net.test(domain) && !dns.test(domain))
    errors.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  if (!user) errors.push("runAsUserName's User cannot be empty");
  else if (user.length > 104) errors.push("runAsUserName's User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user)) errors.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user))
    errors.push(`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`);
  return errors;
};

/** What is wrong with a text that is said, were it empty. */
const ofText = (errors: (value: string) => readonly string[]): Rule =>
  check((value, path) =>
    typeof value === 'string' ? errors(value).map((error) => invalid(path, value, error)) : NONE,
  );

const windowsOptions: Constraints = {
  gmsaCredentialSpecName: [ofText(dns1123Subdomain)],
  gmsaCredentialSpec: [
    ofText((it) =>
      !it
        ? ['gmsaCredentialSpec cannot be an empty string']
        : Buffer.byteLength(it) > 64 * 1024
          ? ['gmsaCredentialSpec size must be under 64 KiB']
          : [],
    ),
  ],
  runAsUserName: [ofText(usernameErrors)],
};

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
        const at = text(mount['mountPath']);
        const again = seen.has(at);
        seen.add(at);
        return again ? [invalid(`${path}[${i}].mountPath`, at, 'must be unique')] : [];
      });
    }),
    mountForms,
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

export const initContainer: Rule = each(
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

export const CONTAINERS: { readonly [type: string]: Constraints } = {
  'core.v1.EphemeralContainer': {
    name: container['name']!,
    image: container['image']!,
    imagePullPolicy: container['imagePullPolicy']!,
    terminationMessagePolicy: container['terminationMessagePolicy']!,
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
    seccompProfile: [],
    windowsOptions: [],
    appArmorProfile: [],
  },
  'core.v1.LifecycleHandler': handlers(['exec', 'httpGet', 'tcpSocket', 'sleep']),
  'core.v1.GRPCAction': { port: [portNumber, portSaid] },
  'core.v1.WindowsSecurityContextOptions': windowsOptions,
  'core.v1.SeccompProfile': seccomp,
  'core.v1.AppArmorProfile': appArmor,
};
