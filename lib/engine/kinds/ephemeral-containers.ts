// Containers put into a running pod to look around: they stay as they came. Follows ValidatePodEphemeralContainersUpdate of
// kubernetes/pkg/apis/core/validation.

import { forbidden, type FieldError } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { equal } from '../apiserver/equality.ts';
import { goForm } from './go-form.ts';
import type { Draft } from './interface.ts';
import { unifiedDiff } from './unified-diff.ts';

const PATH = 'spec.ephemeralContainers';
const MIRROR = 'kubernetes.io/config.mirror';
type Containers = readonly { readonly name: string }[];

const containersOf = (object: Draft | KubeObject): Containers =>
  ((object as Draft)['spec']?.ephemeralContainers ?? []) as Containers;

/** What may not be done to those that are there. */
export function ephemeralChanges(object: Draft, old: KubeObject): FieldError[] {
  if (old.metadata.annotations?.[MIRROR] !== undefined)
    return [forbidden('', 'static pods do not support ephemeral containers')];
  const now = new Map(containersOf(object).map((it) => [it.name, it]));
  return containersOf(old).flatMap((before) => {
    const what = `existing ephemeral containers "${before.name}" may not be`;
    const after = now.get(before.name);
    if (!after) return [forbidden(PATH, `${what} removed\n`)];
    if (equal(after, before)) return [];
    const shown = (it: unknown): unknown => goForm(it, 'core.EphemeralContainer');
    return [forbidden(PATH, `${what} changed\n${unifiedDiff(shown(before), shown(after))}`)];
  });
}
