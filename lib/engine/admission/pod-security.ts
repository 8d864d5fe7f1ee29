// PodSecurity: pods keep to the level that their namespace enforces; what it warns of is said of workloads too.
// Follows pod-security-admission/admission.

import { invalid as invalidField, quote } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { evaluatePod, labelFaults, policyOf, type Evaluation, type Policy } from '../../api/pod-security/evaluate.ts';
import { forbidden, invalid } from '../../api/status-errors.ts';
import type { Call } from '../apiserver/call.ts';
import { equal } from '../apiserver/equality.ts';
import type { AdmissionPlugin } from './interface.ts';

interface Template {
  readonly metadata?: KubeObject['metadata'];
  readonly spec?: object;
}

/** Where a workload has its pods' template. */
const TEMPLATES: { readonly [resource: string]: (object: KubeObject) => Template | undefined } = {
  podtemplates: (it) => it.template as Template,
  replicationcontrollers: (it) => it.spec?.template as Template,
  'replicasets.apps': (it) => it.spec?.template as Template,
  'deployments.apps': (it) => it.spec?.template as Template,
  'daemonsets.apps': (it) => it.spec?.template as Template,
  'statefulsets.apps': (it) => it.spec?.template as Template,
  'jobs.batch': (it) => it.spec?.template as Template,
  'cronjobs.batch': (it) => it.spec?.jobTemplate?.spec?.template as Template,
};

export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  resources: ['pods', 'namespaces', ...Object.keys(TEMPLATES)],
  operations: ['CREATE', 'UPDATE'],
  always: true,
  review(object, old, call) {
    if (call.subresource && call.subresource !== 'ephemeralcontainers') return;
    if (call.endpoint.storage === 'namespaces') {
      checkLabels(object, old);
      if (old) warnOfPods(object, old, call);
      return;
    }
    const labels = call.read.get('namespaces', call.namespace)?.metadata.labels;
    const enforce = policyOf(labels, 'enforce');
    const warn = warnPolicy(labels, enforce);
    if (enforce.level === 'privileged' && warn.level === 'privileged') return;
    if (call.endpoint.storage === 'pods') checkPod(object, old, enforce, warn, call);
    else {
      const template = TEMPLATES[call.endpoint.storage]!(object);
      if (template) warnOf(warn, template.metadata, template.spec, call);
    }
  },
};

type Labels = KubeObject['metadata']['labels'];
const WARN = 'pod-security.kubernetes.io/warn';
const LEVELS = ['privileged', 'baseline', 'restricted'];

/** Where nothing is said of warnings, they are of what is enforced. */
function warnPolicy(labels: Labels, enforce: Policy): Policy {
  const warn = policyOf(labels, 'warn');
  if (enforce.level === 'privileged' || labels?.[WARN] !== undefined) return warn;
  return { level: enforce.level, version: labels?.[`${WARN}-version`] === undefined ? enforce.version : warn.version };
}

/** A namespace that asks for more is told of the pods that are there and have not got it. */
function warnOfPods(namespace: KubeObject, old: KubeObject, call: Call): void {
  const enforce = policyOf(namespace.metadata.labels, 'enforce');
  const before = policyOf(old.metadata.labels, 'enforce');
  const same = enforce.version === before.version;
  if (enforce.level === 'privileged') return;
  if (same && LEVELS.indexOf(enforce.level) <= LEVELS.indexOf(before.level)) return;
  const found = new Map<string, string[]>();
  for (const pod of call.read.list('pods', namespace.metadata.name!)) {
    const { allowed, violations } = evaluate(enforce, pod.metadata, pod.spec as object);
    if (allowed) continue;
    const why = violations.map((it) => it.reason).join(', ');
    found.set(why, [...(found.get(why) ?? []), pod.metadata.name!]);
  }
  if (!found.size) return;
  call.warn(
    `existing pods in namespace ${quote(namespace.metadata.name!)} violate the new PodSecurity enforce level ${quote(`${enforce.level}:${enforce.version}`)}`,
  );
  const texts = [...found].map(([why, names]) => {
    const others = names.length - 1;
    const first = names.reduce((a, b) => (b < a ? b : a));
    return `${first}${others ? ` (and ${others} other pod${others > 1 ? 's' : ''})` : ''}: ${why}`;
  });
  for (const text of texts.sort()) call.warn(text);
}

function checkPod(pod: KubeObject, old: KubeObject | undefined, enforce: Policy, warn: Policy, call: Call): void {
  if (old && !significant(pod, old)) return;
  const found = evaluate(enforce, pod.metadata, pod.spec as object);
  if (!found.allowed)
    throw forbidden(
      'pods',
      pod.metadata.name ?? '',
      `violates PodSecurity "${enforce.level}:${enforce.version}": ${found.text}`,
    );
  warnOf(warn, pod.metadata, pod.spec as object, call);
}

function warnOf(policy: Policy, metadata: Template['metadata'], spec: object | undefined, call: Call): void {
  const found = evaluate(policy, metadata, spec);
  if (!found.allowed) call.warn(`would violate PodSecurity "${policy.level}:${policy.version}": ${found.text}`);
}

// Pods of one template share their spec: asked once for each.
const evaluated = new WeakMap<object, Map<string, Evaluation>>();

function evaluate(policy: Policy, metadata: Template['metadata'], spec: object | undefined): Evaluation {
  const told = Object.keys(metadata?.annotations ?? {}).some(
    (key) => key.includes('seccomp') || key.includes('apparmor'),
  );
  if (!spec || told) return evaluatePod(policy.level, policy.version, metadata, spec);
  let known = evaluated.get(spec);
  if (!known) evaluated.set(spec, (known = new Map()));
  const key = `${policy.level}:${policy.version}`;
  let found = known.get(key);
  if (!found) known.set(key, (found = evaluatePod(policy.level, policy.version, metadata, spec)));
  return found;
}

/** Whether an update changes what a level is about: containers and their images. */
function significant(pod: KubeObject, old: KubeObject): boolean {
  if (pod.spec === old.spec) return false;
  return ['containers', 'initContainers', 'ephemeralContainers'].some((list) => {
    const now = (pod.spec?.[list] ?? []) as readonly { name: string; image?: string }[];
    const before = (old.spec?.[list] ?? []) as readonly { name: string; image?: string }[];
    return (
      now.length !== before.length || now.some((it, i) => it.image !== before[i]!.image || it.name !== before[i]!.name)
    );
  });
}

function checkLabels(namespace: KubeObject, old: KubeObject | undefined): void {
  if (old && equal(old.metadata.labels, namespace.metadata.labels)) return;
  const before = new Set(labelFaults(old?.metadata.labels).map((it) => `${it.label} ${it.value}`));
  const errors = labelFaults(namespace.metadata.labels)
    .filter((it) => !before.has(`${it.label} ${it.value}`))
    .map(({ label, value, kind }) =>
      invalidField(
        `metadata.labels[${label}]`,
        value,
        kind === 'level' ? 'must be one of privileged, baseline, restricted' : 'must be "latest" or "v1.x"',
      ),
    );
  if (errors.length) throw invalid('Namespace', namespace.metadata.name ?? '', errors);
}
