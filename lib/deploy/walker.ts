// Walks a tree into a cluster: apply what nothing stands before, wait until it is current, go on; then remove what left the tree.
// The same walk for an embedded cluster and a real one: only the client differs.

import type { Client } from '../api/client.ts';
import type { GroupResource, KubeObject } from '../api/object.ts';
import { isStatus } from '../api/status-errors.ts';
import { applyObject, type Applied } from './apply.ts';
import { causeOf } from './causes.ts';
import type { DeployFailure, Deployment, DeployObject, DeployOptions, DeployResult, LeftAlone } from './interface.ts';
import { inventoryOf, members, readInventory, setId, union, writeInventory, type Inventory } from './inventory.ts';
import { sideBySide } from './lanes.ts';
import { removeAll, type Member, type Removal } from './removal.ts';
import { checkReplacements, makeRoom, mayReplace, needsReplacing, notReplaced } from './replacement.ts';
import { placedBy, resourceOf, servedBy } from './resources.ts';
import { markWaiting, progressOf } from './status.ts';
import { Watcher } from './watching.ts';

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
  /** As the server answered the apply; looked at once, and asked for anew from then on. */
  seen: KubeObject | undefined;
  /** As it was last seen. */
  last: KubeObject | undefined;
}

const isStep = (it: Waiting): it is Step => 'at' in it;

/** Deploys a tree. Refusals and time-outs do not throw: they are in the result, with what was applied and what was not started. */
export async function deploy(client: Client, given: Deployment, options: DeployOptions = {}): Promise<DeployResult> {
  const { namespace, signal } = options;
  const served = servedBy(client, given.objects);
  const deployment = await placedBy(served, given, namespace);
  checkReplacements(options.replace, deployment.name, deployment.objects);
  const timeout = options.timeout ?? 600_000;
  const interval = options.interval ?? 1_000;
  const { conflicts = 'leave', pruneData = false } = options;
  const began = client.now();

  const before = await readInventory(client, deployment.name, namespace);
  const inventory = inventoryOf(deployment.objects, options.origins ?? false);
  const both = union(before, inventory);
  // The hint is widened first, so that a walk that breaks off leaves nothing behind that a later one cannot find.
  await writeInventory(client, deployment.name, both, namespace);

  const steps: Step[] = [];
  for (const at of deployment.objects)
    steps.push({
      at,
      resource: (await resourceOf(served, at.object)) ?? '',
      state: 'waiting',
      since: 0,
      message: '',
      seen: undefined,
      last: undefined,
      missing: 0,
      dependents: [],
    });
  connect(steps, deployment);

  const failures: DeployFailure[] = [];
  const left: LeftAlone[] = [];
  const replaced: DeployObject[] = [];
  let applied = 0;
  let unchanged = 0;
  let ready = steps.filter((step) => step.missing === 0);
  let open: Step[] = [];
  const label = setId(deployment.name, namespace);

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

  const applyOne = async (step: Step): Promise<Applied | Error> => {
    step.since ||= client.now();
    const { resource, at } = step;
    if (!resource) return noMatch(at.object);
    const apply = (): Promise<Applied> => applyObject(client, resource, at.object, label, { conflicts });
    const replace = async (refusal: unknown): Promise<Applied> => {
      const fixed = refusal instanceof Error && needsReplacing(refusal.message);
      if (!fixed || !mayReplace(options.replace, at.object, at.path)) throw refusal;
      options.progress?.({ type: 'replacing', at, time: client.now() });
      const how = { pruneData, timeout, interval, ...(signal ? { signal } : {}) };
      await makeRoom(client, resource, at.object, refusal, how);
      replaced.push(at);
      return apply();
    };
    try {
      return await apply().catch(replace);
    } catch (error) {
      if (error instanceof Error) return error;
      throw error;
    }
  };
  const stopped = (): boolean => signal?.aborted ?? false;
  const watcher = new Watcher(client, label, interval);

  let early: Step[] = [];
  try {
    while ((ready.length || open.length || early.length) && !stopped()) {
      while (ready.length && !stopped()) {
        const now = ready;
        ready = [];
        await sideBySide(
          client,
          now,
          applyOne,
          (step, result) => {
            if (result instanceof Error) {
              if (isEarly(result, step, deployment) && client.now() - step.since < GRACE) early.push(step);
              else fail(step, result.message);
              return;
            }
            if (result.changed) applied++;
            else unchanged++;
            step.state = 'applied';
            step.seen = result.after;
            options.progress?.({ type: result.changed ? 'applied' : 'unchanged', at: step.at, time: client.now() });
            if (result.left.length) {
              left.push({ at: step.at, fields: result.left });
              options.progress?.({ type: 'left', at: step.at, time: client.now(), fields: result.left });
            }
            open.push(step);
          },
          stopped,
        );
        open = await settle(client, watcher, open, timeout, done, fail, options);
      }
      if ((open.length || early.length) && !stopped()) {
        // What was refused for the moment is tried again when time has passed, whatever happens meanwhile.
        await (early.length ? client.wait(interval) : watcher.pause(interval));
        ready = early;
        early = [];
        open = await settle(client, watcher, open, timeout, done, fail, options);
      }
    }
  } finally {
    watcher.stop();
  }

  const interrupted = stopped();
  const removal: Removal =
    failures.length || interrupted || options.prune === false
      ? { removed: [], kept: [] }
      : await prune(client, deployment.name, both, steps, options);
  if (!failures.length && !interrupted) {
    const after =
      removal.kept.length || options.prune === false ? union(keptOf(before, removal, options), inventory) : inventory;
    await writeInventory(client, deployment.name, after, namespace);
  }
  return {
    ok: failures.length === 0 && !interrupted,
    applied,
    unchanged,
    failures,
    notStarted: steps.filter((step) => step.state === 'blocked' || step.state === 'waiting').map((step) => step.at),
    pruned: removal.removed,
    kept: removal.kept,
    left,
    notReplaced: failures.length || interrupted ? [] : notReplaced(options.replace, replaced),
    interrupted,
    elapsed: client.now() - began,
  };
}

/** Of the inventory before, what stays in the cluster. */
function keptOf(before: Inventory, { kept }: Removal, { prune: asked }: DeployOptions): Inventory {
  if (asked === false) return before;
  const ids = new Set(kept.map((it) => it.id));
  return { ...before, origins: new Map([...before.origins].filter(([id]) => ids.has(id))) };
}

function noMatch({ apiVersion, kind }: KubeObject): Error {
  return new Error(`no matches for kind "${kind}" in version "${apiVersion}"`);
}

/** How long a refusal that passes by itself is waited out, milliseconds. */
const GRACE = 30_000;

/**
 * A namespace is current before a controller has put its default service account there, without which no pod is let in; and a
 * definition before its resources are served everywhere.
 */
function isEarly(error: Error, { at }: Step, { objects }: Deployment): boolean {
  if (isStatus(error, 'Forbidden')) return error.message.includes('error looking up service account');
  if (!isStatus(error, 'NotFound') || !error.message.includes('could not find the requested resource')) return false;
  return objects.some(
    ({ object }) =>
      object.kind === 'CustomResourceDefinition' &&
      object['spec']?.names?.kind === at.object.kind &&
      object['spec']?.group === at.object.apiVersion?.split('/')[0],
  );
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

/** Asks for everything not yet current; what is, or has failed, or took too long, leaves the list. */
async function settle(
  client: Client,
  watcher: Watcher,
  open: readonly Step[],
  timeout: number,
  done: (step: Step) => void,
  fail: (step: Step, message: string, detail?: string) => void,
  { progress, signal }: DeployOptions,
): Promise<Step[]> {
  const look = async (step: Step): Promise<KubeObject | Error> => {
    const { namespace = '', name } = step.at.object.metadata;
    try {
      const { last } = step;
      const told = step.seen ?? (last && watcher.told(step.resource, last));
      const object = told ?? (await client.get(step.resource, namespace, name!));
      step.seen = undefined;
      step.last = object;
      if (object !== last && object.kind === 'PersistentVolumeClaim' && (await waitsForConsumer(client, object)))
        markWaiting(object);
      return object;
    } catch (error) {
      if (error instanceof Error) return error;
      throw error;
    }
  };
  const seen: [Step, KubeObject | Error][] = [];
  await sideBySide(
    client,
    open,
    look,
    (step, found) => void seen.push([step, found]),
    () => signal?.aborted ?? false,
  );
  const left: Step[] = [];
  for (const [step, object] of seen) {
    if (object instanceof Error) {
      fail(step, object.message);
      continue;
    }
    const { state, message } = progressOf(object);
    if (state === 'current') done(step);
    else if (state === 'failed' || client.now() - step.since >= timeout)
      fail(step, message, await causeOf(client, object));
    else {
      if (step.message !== message) progress?.({ type: 'waiting', at: step.at, time: client.now(), message });
      step.message = message;
      watcher.follow(step.resource, object);
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

/** Removes members that the tree no longer holds. */
async function prune(
  client: Client,
  name: string,
  inventory: Inventory,
  steps: readonly Step[],
  options: DeployOptions,
): Promise<Removal> {
  const all = await members(client, name, inventory, options.namespace);
  return removeAll(
    client,
    leftTree(
      all,
      steps.map(({ resource, at }) => ({ resource, object: at.object })),
    ),
    options,
  );
}

const idOf = ({ resource, object }: Member): string =>
  `${resource} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;

/** Of the members of a deployment those that are not in its tree. */
export function leftTree(all: readonly Member[], tree: readonly Member[]): Member[] {
  const kept = new Set(tree.map(idOf));
  return all.filter((it) => !kept.has(idOf(it)));
}
