// What an update of a Pod may not change. Follows ValidatePodUpdate of kubernetes/pkg/apis/core/validation.

import { forbidden, invalid, required, type FieldError } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { equal } from '../apiserver/equality.ts';
import { goForm } from './go-form.ts';
import type { Draft } from './interface.ts';
import { unifiedDiff } from './unified-diff.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Spec = any;

const MIRROR = 'kubernetes.io/config.mirror';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const ONLY_ADDED = 'only additions are allowed (no mutations or deletions)';

export function podChanges(object: Draft, old: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  if (object.metadata.annotations !== old.metadata.annotations)
    errors.push(...annotations(object.metadata.annotations ?? {}, old.metadata.annotations ?? {}));
  const now: Spec = object.spec;
  const before: Spec = old['spec'];
  if (now === before) return errors;
  for (const list of ['containers', 'initContainers']) {
    const stop = containers(now[list] ?? [], before[list] ?? [], `spec.${list}`, errors);
    if (stop) return errors;
  }
  const deadline = now.activeDeadlineSeconds as number | undefined;
  const oldDeadline = before.activeDeadlineSeconds as number | undefined;
  if (deadline !== undefined) {
    if (deadline < 0 || deadline > 2147483647)
      return [
        ...errors,
        invalid('spec.activeDeadlineSeconds', deadline, 'must be between 0 and 2147483647, inclusive'),
      ];
    if (oldDeadline !== undefined && oldDeadline < deadline)
      return [
        ...errors,
        invalid('spec.activeDeadlineSeconds', deadline, 'must be less than or equal to previous value'),
      ];
  } else if (oldDeadline !== undefined)
    errors.push(invalid('spec.activeDeadlineSeconds', null, 'must not update from a positive integer to nil value'));
  if (lost(now.tolerations, before.tolerations))
    errors.push(forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'));
  const oldGates = new Set(((before.schedulingGates ?? []) as { name: string }[]).map((it) => it.name));
  ((now.schedulingGates ?? []) as { name: string }[]).forEach(({ name }, i) => {
    if (!oldGates.has(name))
      errors.push(
        forbidden(
          `spec.schedulingGates[${i}].name`,
          `only deletion is allowed, but found new scheduling gate '${name}'`,
        ),
      );
  });
  const compared = masked(now, before);
  if (oldGates.size) {
    placement(compared, before, errors);
    if (before.nodeSelector === undefined) delete compared.nodeSelector;
    else compared.nodeSelector = before.nodeSelector;
  }
  if (equal(compared, before)) return errors;
  const difference = unifiedDiff(goForm(before, 'core.PodSpec'), goForm(compared, 'core.PodSpec'));
  errors.push(
    forbidden(
      'spec',
      `pod updates may not change fields other than \`spec.containers[*].image\`,\`spec.initContainers[*].image\`,\`spec.activeDeadlineSeconds\`,\`spec.tolerations\` (only additions to existing tolerations),\`spec.terminationGracePeriodSeconds\` (allow it to be set to 1 if it was previously negative)\n${difference}`,
    ),
  );
  return errors;
}

function annotations(now: Record<string, string>, before: Record<string, string>): FieldError[] {
  const errors: FieldError[] = [];
  const say = (key: string, what: string): void => {
    if (key.startsWith(APP_ARMOR))
      errors.push(forbidden(`metadata.annotations[${key}]`, `${what} AppArmor annotations`));
    if (key === MIRROR) errors.push(forbidden(`metadata.annotations[${key}]`, `${what} mirror pod annotation`));
  };
  for (const key in before) if (now[key] !== before[key]) say(key, 'may not remove or update');
  for (const key in now) if (before[key] === undefined) say(key, 'may not add');
  return errors;
}

function containers(now: readonly Spec[], before: readonly Spec[], path: string, errors: FieldError[]): boolean {
  if (now.length !== before.length) {
    errors.push(forbidden(path, 'pod updates may not add or remove containers'));
    return true;
  }
  now.forEach(({ image = '' }, i) => {
    if (!image) errors.push(required(`${path}[${i}].image`));
    if (image.trim() !== image)
      errors.push(invalid(`${path}[${i}].image`, image, 'must not have leading or trailing whitespace'));
  });
  return false;
}

/** Whether a toleration is gone or another. */
function lost(now: readonly Spec[] = [], before: readonly Spec[] = []): boolean {
  const untimed = ({ tolerationSeconds: _, ...rest }: Spec): Spec => rest;
  return before.some((old) => !now.some((it) => equal(untimed(it), untimed(old))));
}

/** The new spec, with what may change as it was. */
function masked(now: Spec, before: Spec): Spec {
  const out = { ...now };
  const images = (list: readonly Spec[], old: readonly Spec[]): Spec[] =>
    list.map((it, i) => (it.image === old[i].image ? it : { ...it, image: old[i].image }));
  for (const list of ['containers', 'initContainers'])
    if (now[list] && before[list]) out[list] = images(now[list], before[list]);
  for (const field of ['activeDeadlineSeconds', 'schedulingGates', 'tolerations'])
    if (before[field] === undefined) delete out[field];
    else out[field] = before[field];
  if (before.terminationGracePeriodSeconds < 0 && now.terminationGracePeriodSeconds === 1)
    out.terminationGracePeriodSeconds = before.terminationGracePeriodSeconds;
  return out;
}

/** Where a pod that waits at a gate may run can be narrowed. */
function placement(compared: Spec, before: Spec, errors: FieldError[]): void {
  const selector = compared.nodeSelector ?? {};
  if (Object.entries(before.nodeSelector ?? {}).some(([key, value]) => selector[key] !== value))
    errors.push(
      invalid(
        'spec.nodeSelector',
        compared.nodeSelector ?? null,
        `only additions to spec.nodeSelector are allowed (no mutations or deletions)`,
      ),
    );
  const now = compared.affinity?.nodeAffinity;
  const old = before.affinity?.nodeAffinity;
  if (equal(now, old)) return;
  const path = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  const terms = (now?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []) as Spec[];
  const oldTerms = (old?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []) as Spec[];
  const printed = (term: Spec): unknown => goForm(term, 'core.NodeSelectorTerm');
  if (oldTerms.length && oldTerms.length !== terms.length)
    errors.push(
      invalid(
        path,
        terms.length ? terms.map(printed) : null,
        'no additions/deletions to non-empty NodeSelectorTerms list are allowed',
      ),
    );
  else
    oldTerms.forEach((term, i) => {
      if (!onlyAdds(terms[i], term)) errors.push(invalid(`${path}[${i}]`, printed(terms[i]), ONLY_ADDED));
    });
  const { nodeAffinity: _, ...rest } = compared.affinity ?? {};
  const affinity = old ? { ...rest, nodeAffinity: old } : rest;
  if (Object.keys(affinity).length || before.affinity) compared.affinity = affinity;
  else delete compared.affinity;
}

function onlyAdds(now: Spec, before: Spec): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  if (lists.every((it) => !before[it]?.length)) return lists.every((it) => !now[it]?.length);
  return lists.every((it) => {
    const old = before[it] ?? [];
    return !old.length || equal((now[it] ?? []).slice(0, old.length), old);
  });
}
