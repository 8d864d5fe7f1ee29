// The pods of a Job: how many there should be, how one is made and how surplus ones go.
// Follows kubernetes/pkg/controller/job (job_controller, indexed_job_utils).

import { keyOf, type KubeObject } from '../../../api/object.ts';
import type { ActorContext } from '../../interface.ts';
import { inDeletionOrder } from '../active-pods.ts';
import {
  deleteIfThere,
  isActive,
  isEnded,
  isReady,
  isTerminatingNamespace,
  managedBy,
  patchMetadata,
} from '../controller.ts';
import { finishedAt, remaining } from './backoff.ts';
import { firstFree, INDEX, indexOf } from './indexes.ts';
import { BATCH, countOf, FAILURES, failuresOf, IGNORED_FAILURES, MOST_AT_ONCE, type Sync } from './look.ts';
import { judgeFailure } from './policies.ts';
import { isIndexed, isTracked, limitsEachIndex, replacesFailedOnly, TRACKING } from './spec.ts';

const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX';

/** The longest prefix a generated name may have. */
const LONGEST_PREFIX = 58;

/** Makes or deletes pods; gives back the refusal that stopped it. */
export function manage(one: Sync): unknown {
  const { spec, context, active, key } = one;
  const parallelism = spec.parallelism ?? 1;
  if (spec.suspend) {
    discard(one, forRemoval(one, active.length));
    return undefined;
  }
  const want =
    spec.completions === undefined
      ? one.succeeded > 0
        ? active.length
        : parallelism
      : Math.max(0, Math.min(parallelism, spec.completions - one.succeeded));
  const surplus = forRemoval(one, Math.max(0, active.length - want)).slice(0, MOST_AT_ONCE);
  if (surplus.length) {
    discard(one, surplus);
    return undefined;
  }
  const missing = want - active.length - (replacesFailedOnly(spec) ? one.terminating : 0);
  if (missing <= 0) return undefined;
  const wait = limitsEachIndex(spec) ? 0 : remaining(one.failures, context.now);
  if (wait > 0) {
    context.enqueue(key, Math.max(wait, BATCH));
    return undefined;
  }
  let indexes: (number | undefined)[] = Array.from<undefined>({ length: Math.min(missing, MOST_AT_ONCE) });
  if (isIndexed(spec)) {
    const free = firstFree(takenIndexes(one), indexes.length, spec.completions ?? 0);
    indexes = free;
    if (limitsEachIndex(spec)) {
      const waits = new Map(free.map((index) => [index, waitOfIndex(one, index)]));
      indexes = free.filter((index) => waits.get(index) === 0);
      if (indexes.length === 0) {
        if (waits.size) context.enqueue(key, Math.max(Math.min(...waits.values()), BATCH));
        return undefined;
      }
    }
  }
  for (const index of indexes)
    try {
      createPod(one, index);
      one.activeCount++;
    } catch (error) {
      // Nothing comes into a namespace that goes away, and no retry would change that.
      if (isTerminatingNamespace(error)) continue;
      context.events.event(one.job, 'Warning', 'FailedCreate', `Error creating: ${(error as Error).message}`);
      return error;
    }
  return undefined;
}

function takenIndexes(one: Sync): Set<number> {
  const taken = new Set([...one.succeededIndexes, ...(one.failedIndexes ?? [])]);
  for (const pod of one.pods)
    if (isActive(pod) || (replacesFailedOnly(one.spec) && pod.metadata.deletionTimestamp && !isEnded(pod)))
      taken.add(indexOf(pod) ?? -1);
  return taken;
}

function waitOfIndex({ lastFailed, context }: Sync, index: number): number {
  const pod = lastFailed.get(index);
  return pod ? remaining({ failures: failuresOf(pod) + 1, last: finishedAt(pod) }, context.now) : 0;
}

/** At least so many active pods to delete: doubles of an index and those out of range first. */
function forRemoval({ spec, active, context }: Sync, count: number): KubeObject[] {
  if (!isIndexed(spec)) return count ? inDeletionOrder(active, context.now).slice(0, count) : [];
  const groups = new Map<number, KubeObject[]>();
  const surplus: KubeObject[] = [];
  for (const pod of active) {
    const index = indexOf(pod);
    if (index === undefined || index >= (spec.completions ?? 0)) surplus.push(pod);
    else groups.set(index, [...(groups.get(index) ?? []), pod]);
  }
  const left: KubeObject[] = [];
  for (const group of groups.values()) {
    const ordered = group.length > 1 ? inDeletionOrder(group, context.now) : group;
    surplus.push(...ordered.slice(0, -1));
    left.push(ordered.at(-1)!);
  }
  if (surplus.length < count) surplus.push(...inDeletionOrder(left, context.now).slice(0, count - surplus.length));
  return surplus;
}

/** Deletes active pods that are not failures: they are no longer counted. */
function discard(one: Sync, pods: readonly KubeObject[]): void {
  for (const pod of pods) {
    untrack(one.context, pod);
    deletePod(one, pod);
    one.activeCount--;
    one.terminating++;
    if (isReady(pod)) one.ready--;
  }
}

export function deletePod({ context, job }: Sync, pod: KubeObject): void {
  deleteIfThere(context, 'pods', pod);
  context.events.event(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
}

export function untrack(context: ActorContext, pod: KubeObject): void {
  const live = context.read.get('pods', keyOf(pod));
  if (!live || live.metadata.uid !== pod.metadata.uid || !isTracked(live)) return;
  const finalizers = live.metadata.finalizers!.filter((it) => it !== TRACKING);
  patchMetadata(context, 'pods', live, { finalizers: finalizers.length ? finalizers : null });
}

interface Container {
  readonly env?: readonly { readonly name: string }[];
}

/** The template's spec with the index in every container's environment; made once for a template, so that pods share it. */
function specWithIndex(template: KubeObject): Record<string, unknown> {
  const known = INDEXED_SPECS.get(template);
  if (known) return known;
  const withIndex = (container: Container): Container =>
    container.env?.some((it) => it.name === INDEX_VARIABLE)
      ? container
      : {
          ...container,
          env: [
            ...(container.env ?? []),
            {
              name: INDEX_VARIABLE,
              valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${INDEX}']` } },
            } as { name: string },
          ],
        };
  const spec = template['spec'] as { containers: Container[]; initContainers?: Container[] };
  const made: Record<string, unknown> = {
    ...spec,
    containers: spec.containers.map(withIndex),
    ...(spec.initContainers ? { initContainers: spec.initContainers.map(withIndex) } : {}),
  };
  INDEXED_SPECS.set(template, made);
  return made;
}

const INDEXED_SPECS = new WeakMap<KubeObject, Record<string, unknown>>();

function createPod(one: Sync, index: number | undefined): void {
  const { context, job, spec } = one;
  const { template } = spec;
  const { name, namespace } = job.metadata as { name: string; namespace: string };
  const suffix = index === undefined ? '-' : `-${index}-`;
  const finalizers = template.metadata?.finalizers ?? [];
  const pod = context.api.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: name.slice(0, LONGEST_PREFIX - suffix.length) + suffix,
      namespace,
      labels: { ...template.metadata?.labels, ...(index === undefined ? {} : { [INDEX]: String(index) }) },
      annotations: index === undefined ? template.metadata?.annotations : annotationsOf(one, index),
      finalizers: finalizers.includes(TRACKING) ? finalizers : [...finalizers, TRACKING],
      ownerReferences: [managedBy(job)],
    },
    spec: index === undefined ? template['spec'] : { ...specWithIndex(template), hostname: `${name}-${index}` },
  });
  context.events.event(job, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
}

/** The index, and with a limit for each one how often it failed before. */
function annotationsOf({ spec, lastFailed }: Sync, index: number): Record<string, string> {
  const annotations: Record<string, string> = { ...spec.template.metadata?.annotations, [INDEX]: String(index) };
  if (!limitsEachIndex(spec)) return annotations;
  const last = lastFailed.get(index);
  const counts = !last || judgeFailure(spec, last).counts;
  const failures = last ? countOf(last, FAILURES) + Number(counts) : 0;
  const ignored = last ? countOf(last, IGNORED_FAILURES) + Number(!counts) : 0;
  annotations[FAILURES] = String(failures);
  if (ignored) annotations[IGNORED_FAILURES] = String(ignored);
  return annotations;
}
