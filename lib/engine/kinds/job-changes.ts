// What an update of a Job may not change. Follows ValidateJobUpdate of kubernetes/pkg/apis/batch/validation and the options of
// pkg/registry/batch/job/strategy.go.

import { inGoOrder, invalid, required, type FieldError } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { equal } from '../apiserver/equality.ts';
import { goForm } from './go-form.ts';
import type { Draft } from './interface.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Spec = any;

const IMMUTABLE = 'field is immutable';

export function jobChanges(object: Draft, old: KubeObject): FieldError[] {
  const now: Spec = object.spec ?? {};
  const before: Spec = old['spec'] ?? {};
  if (now === before) return [];
  const still = (field: string, type?: string): FieldError[] =>
    equal(now[field], before[field])
      ? []
      : [invalid(`spec.${field}`, type ? goForm(now[field], type) : inGoOrder(now[field] ?? null), IMMUTABLE)];
  return [
    ...completions(now, before),
    ...still('selector'),
    ...template(now, before, old),
    ...still('completionMode'),
    ...still('podFailurePolicy', 'batch.PodFailurePolicy'),
    ...still('backoffLimitPerIndex'),
    ...still('managedBy'),
    ...still('successPolicy', 'batch.SuccessPolicy'),
  ];
}

/** A Job that is written anew without its selector. */
export function selectedErrors({ selector, template }: Spec): FieldError[] {
  if (selector !== undefined) return [];
  const labels = inGoOrder(template?.metadata?.labels ?? null);
  return [
    required('spec.selector'),
    invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'),
  ];
}

/** Indexed Jobs grow and shrink, as many pods at once as there are to complete. */
function completions(now: Spec, before: Spec): FieldError[] {
  if (equal(now.completions, before.completions)) return [];
  if (now.completionMode !== 'Indexed') return [invalid('spec.completions', now.completions ?? null, IMMUTABLE)];
  if (now.completions === undefined || now.completions === now.parallelism) return [];
  return [invalid('spec.completions', now.completions, 'can only be modified in tandem with spec.parallelism')];
}

// A suspended Job none of whose pods runs may still be told where to run and how much to take.
function template(now: Spec, before: Spec, old: KubeObject): FieldError[] {
  const suspended = before.suspend === true;
  const stopped = ((old['status']?.conditions ?? []) as { type: string; status: string }[]).some(
    (it) => it.type === 'Suspended' && it.status === 'True',
  );
  const free = suspended && (!old['status']?.startTime || stopped) && !old['status']?.active;
  if (free) {
    const { spec } = relaxed(now.template, before.template);
    return equal(now.template?.spec, spec)
      ? []
      : [invalid('spec.template.spec', goForm(now.template?.spec, 'core.PodSpec'), IMMUTABLE)];
  }
  if (equal(now.template, before.template)) return [];
  return [invalid('spec.template', goForm(now.template, 'core.PodTemplateSpec'), IMMUTABLE)];
}

/** The old template, with what may change as it is in the new one. */
function relaxed(now: Spec, before: Spec): { spec: Spec } {
  const sized = (list: Spec[] | undefined, from: Spec[] | undefined): Spec[] | undefined =>
    list?.map((it, i) => (from?.[i] ? { ...it, resources: from[i].resources } : it));
  const take = (holder: Spec, from: Spec, fields: readonly string[]): Spec => {
    const out = { ...holder };
    for (const field of fields)
      if (from?.[field] === undefined) delete out[field];
      else out[field] = from[field];
    return out;
  };
  const spec: Spec = take(before?.spec, now?.spec, ['nodeSelector', 'tolerations', 'schedulingGates']);
  const affinity = take(before?.spec?.affinity ?? {}, now?.spec?.affinity ?? {}, ['nodeAffinity']);
  if (Object.keys(affinity).length || now?.spec?.affinity) spec.affinity = affinity;
  else delete spec.affinity;
  for (const list of ['containers', 'initContainers'])
    if (spec[list]) spec[list] = sized(spec[list], now?.spec?.[list]);
  return { spec };
}
