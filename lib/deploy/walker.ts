// Walks a tree into a cluster: apply what nothing stands before, wait until it is current, go on; then remove what left the tree.
// The same walk for an embedded cluster and a real one: only the client differs.

import type { Client } from '../api/client.ts';
import type { GroupResource, JsonObject, KubeObject } from '../api/object.ts';
import { groupResource, resourceOfKind } from '../api/schema/resources.ts';
import { isStatus } from '../api/status-errors.ts';
import { causeOf } from './causes.ts';
import type { DeployFailure, Deployment, DeployObject, DeployOptions, DeployResult } from './interface.ts';
import { extentOf, members, PART_OF, readExtent, removeParent, setId, writeExtent, type Extent } from './inventory.ts';
import { placed } from './placed.ts';
import { markWaiting, progressOf } from './status.ts';

const MANAGER = 'slipway';

/** What waits for others, and what waits for it: an object's step, or a group, which is there when all it stands for is. */
interface Waiting {
  missing: number;
  readonly dependents: Waiting[];
}

interface Step extends Waiting {
  readonly at: DeployObject;
  readonly resource: GroupResource;
  state: 'waiting' | 'applied' | 'current' | 'failed' | 'blocked';
  since: number;
  message: string;
}

const isStep = (it: Waiting): it is Step => 'at' in it;

/** `Kind namespace/name`. */
export function describe(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return `${object.kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** The resource an object belongs to; custom resources are looked up among the tree's own definitions and the cluster's. */
async function resourceFor(
  client: Client,
  object: KubeObject,
  definitions: Map<string, GroupResource>,
): Promise<GroupResource> {
  const known = resourceOfKind(object.apiVersion!, object.kind!);
  if (known) return groupResource(known);
  const group = object.apiVersion!.split('/')[0]!;
  const id = `${object.kind}.${group}`;
  if (!definitions.has(id))
    for (const it of (await client.list('customresourcedefinitions.apiextensions.k8s.io')).items)
      definitions.set(`${it['spec'].names.kind}.${it['spec'].group}`, `${it['spec'].names.plural}.${it['spec'].group}`);
  const resource = definitions.get(id);
  if (!resource) throw new Error(`no matches for kind "${object.kind}" in version "${object.apiVersion}"`);
  return resource;
}

/** Deploys a tree. Refusals and time-outs do not throw: they are in the result, with what was applied and what was not started. */
export async function deploy(client: Client, given: Deployment, options: DeployOptions = {}): Promise<DeployResult> {
  const deployment = placed(given);
  const timeout = options.timeout ?? 600_000;
  const interval = options.interval ?? 1_000;
  const began = client.now();
  const definitions = new Map<string, GroupResource>();
  for (const { object } of deployment.objects)
    if (object.kind === 'CustomResourceDefinition')
      definitions.set(
        `${object['spec'].names.kind}.${object['spec'].group}`,
        `${object['spec'].names.plural}.${object['spec'].group}`,
      );

  const before = await readExtent(client, deployment.name);
  const extent = extentOf(deployment.objects.map((it) => it.object));
  const both: Extent = {
    kinds: new Set([...before.kinds, ...extent.kinds]),
    namespaces: new Set([...before.namespaces, ...extent.namespaces]),
  };
  // The hint is widened first, so that a walk that breaks off leaves nothing behind that a later one cannot find.
  await writeExtent(client, deployment.name, both);

  const steps: Step[] = [];
  for (const at of deployment.objects) {
    const resource = await resourceFor(client, at.object, definitions).catch(() => '');
    steps.push({ at, resource, state: 'waiting', since: 0, message: '', missing: 0, dependents: [] });
  }
  connect(steps, deployment);

  const failures: DeployFailure[] = [];
  let applied = 0;
  let unchanged = 0;
  let ready = steps.filter((step) => step.missing === 0);
  let open: Step[] = [];
  const label = setId(deployment.name);

  const done = (step: Step): void => {
    step.state = 'current';
    options.progress?.({ type: 'current', at: step.at, time: client.now(), took: client.now() - step.since });
    for (const next of release(step)) if (next.state === 'waiting') ready.push(next);
  };
  const fail = (step: Step, message: string, detail?: string): void => {
    step.state = 'failed';
    const failure = { at: step.at, message, detail, took: client.now() - step.since };
    failures.push(failure);
    options.progress?.({ type: 'failed', ...failure, time: client.now() });
    block(step);
  };

  let early: Step[] = [];
  while (ready.length || open.length || early.length) {
    while (ready.length) {
      const now = ready;
      ready = [];
      for (const step of now) {
        step.since ||= client.now();
        try {
          const changed = await apply(client, step, label);
          if (changed) applied++;
          else unchanged++;
          step.state = 'applied';
          options.progress?.({ type: changed ? 'applied' : 'unchanged', at: step.at, time: client.now() });
          open.push(step);
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          if (isEarly(error) && client.now() - step.since < GRACE) early.push(step);
          else fail(step, error.message);
        }
      }
      open = await settle(client, open, timeout, done, fail);
    }
    if (open.length || early.length) {
      await client.wait(interval);
      ready = early;
      early = [];
      open = await settle(client, open, timeout, done, fail);
    }
  }

  const pruned =
    failures.length || options.prune === false ? [] : await prune(client, deployment.name, both, steps, options);
  if (!failures.length) await writeExtent(client, deployment.name, extent);
  return {
    ok: failures.length === 0,
    applied,
    unchanged,
    failures,
    notStarted: steps.filter((step) => step.state === 'blocked' || step.state === 'waiting').map((step) => step.at),
    pruned,
    elapsed: client.now() - began,
  };
}

/** How long a refusal that passes by itself is waited out, milliseconds. */
const GRACE = 30_000;

/** A namespace is current before a controller has put its default service account there, without which no pod is let in. */
function isEarly(error: Error): boolean {
  return isStatus(error, 'Forbidden') && error.message.includes('error looking up service account');
}

/** Says to each step and group who waits for it. Groups with nothing in them are there from the start. */
function connect(steps: readonly Step[], { groups }: Deployment): void {
  const gathered = (groups ?? []).map((): Waiting => ({ missing: 0, dependents: [] }));
  const wait = (it: Waiting, on: readonly number[], all: readonly Waiting[]): void => {
    for (const at of on) {
      const before = all[at];
      if (!before) throw new Error(`an object comes after number ${at}, and there are ${all.length}`);
      before.dependents.push(it);
      it.missing++;
    }
  };
  steps.forEach((step) => {
    wait(step, step.at.after, steps);
    // Objects that were taken out of their tree, and are given without its groups, wait for none.
    if (groups) wait(step, step.at.afterGroups ?? [], gathered);
  });
  gathered.forEach((group, i) => {
    wait(group, groups![i]!.after, steps);
    wait(group, groups![i]!.afterGroups, gathered);
  });
  for (const group of gathered.filter((it) => it.missing === 0)) release(group);
}

/** Something is there: the steps that waited for nothing else, through groups that are complete with it. */
function release(it: Waiting): Step[] {
  const free: Step[] = [];
  const there = [it];
  for (let next = there.pop(); next; next = there.pop())
    for (const behind of next.dependents)
      if (--behind.missing === 0) {
        if (isStep(behind)) free.push(behind);
        else there.push(behind);
      }
  return free;
}

/** Marks everything behind a failure as not to be started. */
function block(step: Step): void {
  const stack: Waiting[] = [...step.dependents];
  const seen = new Set<Waiting>();
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (isStep(next)) {
      if (next.state !== 'waiting') continue;
      next.state = 'blocked';
    }
    for (const behind of next.dependents) stack.push(behind);
  }
}

/** Whether the apply changed anything. */
async function apply(client: Client, step: Step, label: string): Promise<boolean> {
  const { object } = step.at;
  if (!step.resource) throw new Error(`no matches for kind "${object.kind}" in version "${object.apiVersion}"`);
  const { namespace = '', name } = object.metadata;
  const before = await client.get(step.resource, namespace, name!).catch((error: unknown) => {
    if (isStatus(error, 'NotFound')) return undefined;
    throw error;
  });
  const labelled = {
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, [PART_OF]: label } },
  };
  const after = await client.patch(step.resource, namespace, name!, 'apply', labelled as unknown as JsonObject, {
    fieldManager: MANAGER,
    force: true,
    fieldValidation: 'Strict',
  });
  return before?.metadata.resourceVersion !== after.metadata.resourceVersion;
}

/** Asks for everything not yet current; what is, or has failed, or took too long, leaves the list. */
async function settle(
  client: Client,
  open: readonly Step[],
  timeout: number,
  done: (step: Step) => void,
  fail: (step: Step, message: string, detail?: string) => void,
): Promise<Step[]> {
  const left: Step[] = [];
  for (const step of open) {
    const { namespace = '', name } = step.at.object.metadata;
    let object: KubeObject;
    try {
      object = await client.get(step.resource, namespace, name!);
      if (object.kind === 'PersistentVolumeClaim' && (await waitsForConsumer(client, object))) markWaiting(object);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      fail(step, error.message);
      continue;
    }
    const progress = progressOf(object);
    if (progress.state === 'current') done(step);
    else if (progress.state === 'failed' || client.now() - step.since >= timeout) {
      const cause = await causeOf(client, object);
      fail(step, progress.message, cause);
    } else {
      step.message = progress.message;
      left.push(step);
    }
  }
  return left;
}

async function waitsForConsumer(client: Client, claim: KubeObject): Promise<boolean> {
  const name = claim['spec']?.storageClassName as string | undefined;
  if (!name || claim['spec']?.volumeName) return false;
  const storageClass = await client.get('storageclasses.storage.k8s.io', '', name).catch(() => undefined);
  return storageClass?.['volumeBindingMode'] === 'WaitForFirstConsumer';
}

/** Removes members that the tree no longer holds; namespaces go last. */
async function prune(
  client: Client,
  name: string,
  extent: Extent,
  steps: readonly Step[],
  options: DeployOptions,
): Promise<string[]> {
  const kept = new Set(
    steps.map((step) => `${step.resource} ${step.at.object.metadata.namespace ?? ''}/${step.at.object.metadata.name}`),
  );
  const gone = (await members(client, name, extent)).filter(
    ({ resource, object }) => !kept.has(`${resource} ${object.metadata.namespace ?? ''}/${object.metadata.name}`),
  );
  return removeAll(client, gone, options);
}

async function removeAll(
  client: Client,
  gone: readonly { resource: GroupResource; object: KubeObject }[],
  options: DeployOptions,
): Promise<string[]> {
  const last = (resource: string): number =>
    resource === 'namespaces' ? 2 : resource.startsWith('customresourcedefinitions') ? 1 : 0;
  const removed: string[] = [];
  for (const { resource, object } of [...gone].sort((a, b) => last(a.resource) - last(b.resource))) {
    try {
      await client.delete(resource, object.metadata.namespace ?? '', object.metadata.name!, {
        propagation: 'Background',
      });
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
      continue;
    }
    removed.push(describe(object));
    options.progress?.({ type: 'pruned', id: describe(object), time: client.now() });
  }
  return removed;
}

/** Removes everything a deployment made, and its inventory. Returns what was removed. */
export async function destroy(client: Client, name: string, options: DeployOptions = {}): Promise<string[]> {
  const extent = await readExtent(client, name);
  const removed = await removeAll(client, await members(client, name, extent), options);
  await removeParent(client, name).catch((error: unknown) => {
    if (!isStatus(error, 'NotFound')) throw error;
  });
  return removed;
}
