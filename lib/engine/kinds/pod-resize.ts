// Other amounts of CPU and memory for a pod that is there: only they count of what is sent. Follows podResizeStrategy of
// kubernetes/pkg/registry/core/pod and ValidatePodResize of pkg/apis/core/validation.

import { forbidden, invalid, type FieldError } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { checkBody } from '../../api/rules/constraints.ts';
import { kindSchema } from '../../api/schema/schema.ts';
import { equal } from '../apiserver/equality.ts';
import type { Draft } from './interface.ts';
import { qosClass, type Amounts, type Resources } from './pod-resources.ts';

interface Container {
  readonly name: string;
  readonly restartPolicy?: string;
  readonly resources?: Resources;
  readonly resizePolicy?: readonly { readonly restartPolicy?: string }[];
}
interface Spec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly resources?: Resources;
  readonly os?: { readonly name?: string };
}

const MIRROR = 'kubernetes.io/config.mirror';
const LISTS = ['containers', 'initContainers'] as const;
const PARTS = ['requests', 'limits'] as const;

/** The old spec with the amounts of the new one. What adds, removes or renames containers is left for the check to refuse. */
export function resized(now: Spec, old: Spec): Spec {
  if (LISTS.some((it) => (now[it]?.length ?? 0) !== (old[it]?.length ?? 0))) return now;
  const taken = (list: readonly Container[] | undefined, before: readonly Container[] | undefined) => {
    if (!list || !before || list.some((it, i) => it.name !== before[i]!.name)) return list;
    return before.map((it, i) => {
      const { resources: _, resizePolicy: __, ...rest } = it;
      const { resources, resizePolicy } = list[i]!;
      if (equal(resources, it.resources) && equal(resizePolicy, it.resizePolicy)) return it;
      return { ...rest, ...(resources ? { resources } : {}), ...(resizePolicy ? { resizePolicy } : {}) };
    });
  };
  const { resources: _, ...kept } = old;
  const [containers, initContainers] = LISTS.map((it) => taken(now[it], old[it]));
  return {
    ...kept,
    ...(containers ? { containers } : {}),
    ...(initContainers ? { initContainers } : {}),
    ...(now.resources ? { resources: now.resources } : {}),
  };
}

/** What may not be asked of a pod that is there. */
export function resizeErrors(object: Draft, old: KubeObject): FieldError[] {
  if (old.metadata.annotations?.[MIRROR] !== undefined) return [forbidden('', 'static pods cannot be resized')];
  const now = object['spec'] as Spec;
  const before = old['spec'] as Spec;
  if (before.os?.name === 'windows') return [forbidden('', 'windows pods cannot be resized')];
  const errors = checkBody(object as never, kindSchema('v1', 'Pod')!);
  const qos = old['status']?.qosClass as string | undefined;
  if (qosClass(before) !== qosClass(now))
    errors.push(invalid('spec', qos ?? '', 'Pod QOS Class may not change as a result of resizing'));
  if (!isSupported(old)) errors.push(forbidden('spec', 'Pod running on node without support for resize'));
  if (says(before.resources) || says(now.resources)) errors.push(...podLevel(now.resources, before.resources));
  const order = orderErrors(now, before);
  if (order.length) return [...errors, ...order];
  for (const list of ['initContainers', 'containers'] as const)
    before[list]?.forEach((it, i) => {
      for (const part of PARTS)
        if (isRemoved(now[list]![i]!.resources?.[part], it.resources?.[part]))
          errors.push(forbidden(`spec.${list}[${i}].resources.${part}`, `resource ${part} cannot be removed`));
    });
  now.containers?.forEach((it, i) => {
    if (!onlyComputes(it, before.containers![i]!))
      errors.push(forbidden('spec', 'only cpu and memory resources are mutable'));
  });
  now.initContainers?.forEach((it, i) => {
    const was = before.initContainers![i]!;
    const path = `spec.initContainers[${i}]`;
    if (!onlyComputes(it, was))
      errors.push(forbidden(path, 'only cpu and memory resources for init or sidecar containers are mutable'));
    if (it.restartPolicy === 'Always' || equal(it, was)) return;
    for (const { restartPolicy } of it.resizePolicy ?? [])
      if (restartPolicy === 'RestartContainer')
        errors.push(
          forbidden(path, 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized'),
        );
  });
  return errors;
}

const says = (resources: Resources | undefined): boolean =>
  PARTS.some((it) => Object.keys(resources?.[it] ?? {}).length > 0);

const isRemoved = (now: Amounts = {}, before: Amounts = {}): boolean => Object.keys(before).some((it) => !(it in now));

/** A node that says what running containers have of it can give them something else. */
function isSupported(pod: KubeObject): boolean {
  const statuses = (pod['status']?.containerStatuses ?? []) as { state?: { running?: object }; resources?: object }[];
  const running = statuses.find((it) => it.state?.running);
  return !running || running.resources !== undefined;
}

function podLevel(now: Resources | undefined, before: Resources | undefined): FieldError[] {
  if (before && !now) return [forbidden('spec.resources', 'pod-level resources cannot be removed')];
  const errors = PARTS.filter((part) => before && isRemoved(now?.[part], before[part])).map((part) =>
    forbidden(`spec.resources.${part}`, `pod-level resource ${part} cannot be removed`),
  );
  if (!PARTS.every((part) => equal(others(now?.[part]), others(before?.[part]))))
    errors.push(forbidden('spec', 'only cpu and memory resources are mutable at pod-level'));
  return errors;
}

function orderErrors(now: Spec, before: Spec): FieldError[] {
  return LISTS.flatMap((list) => {
    const [after = [], old = []] = [now[list], before[list]];
    if (after.length !== old.length)
      return [forbidden(`spec.${list}`, `${list} may not be added or removed on resize`)];
    return after.flatMap((it, i) =>
      it.name === old[i]!.name
        ? []
        : [forbidden(`spec.${list}[${i}].name`, `${list} may not be renamed or reordered on resize`)],
    );
  });
}

function others(amounts: Amounts = {}): object {
  const { cpu: _, memory: __, ...rest } = amounts as { [name: string]: string };
  return rest;
}

function onlyComputes(now: Container, before: Container): boolean {
  const masked = ({ resources, ...rest }: Container): object => ({
    ...rest,
    resources: Object.fromEntries(PARTS.map((part) => [part, others(resources?.[part])])),
  });
  return equal(masked(now), masked(before));
}
