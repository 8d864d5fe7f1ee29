// Two futures compared: the cluster as it is, and a fork of it with the tree deployed, both advanced by the same time.

import type { GroupResource, KubeObject } from '../api/object.ts';
import { groupResource, resourceOfKind } from '../api/schema/resources.ts';
import type { SimulationSpec } from '../api/simulation/simulation.ts';
import type { Deployment, DeployOptions, DeployResult } from '../deploy/interface.ts';
import { members, readInventory } from '../deploy/inventory.ts';
import { describe } from '../deploy/names.ts';
import { lostWith } from '../deploy/replacement.ts';
import { placedBy, servedBy } from '../deploy/resources.ts';
import { deploy } from '../deploy/walker.ts';
import type { Cluster, Settled } from '../engine/cluster.ts';
import type { Reader } from '../engine/interface.ts';
import { awaitsAutoscaler } from '../outcomes/placement/autoscalers.ts';
import { outcomes, type Outcomes } from '../outcomes/outcomes.ts';
import { fieldChanges, type ObjectChange } from './changes.ts';
import { nothingMoved, withRenames } from './renames.ts';
import { record, type WorkloadTimeline } from './timeline.ts';
import { futures, withoutImage, type Event, type WhatIf } from './what-if.ts';

/** Time both futures are given to become quiet, milliseconds. */
const LIMIT = 3_600_000;

export interface PlanResult {
  readonly name: string;
  /** Whether there was a deployment before. */
  readonly first: boolean;
  readonly objects: number;
  readonly changes: readonly ObjectChange[];
  readonly deploy: DeployResult;
  readonly settled: Settled;
  /** Cluster time from the first apply until everything was quiet, milliseconds. */
  readonly took: number;
  /** Without the change; absent when nothing was deployed before. */
  readonly before?: Outcomes;
  readonly after: Outcomes;
  /** Pods of each workload while it happened. */
  readonly timeline: readonly WorkloadTimeline[];
  /** Futures that were asked for. */
  readonly whatIf: readonly WhatIf[];
  readonly simulation: SimulationSpec;
}

export interface PlanOptions {
  /** Ask the scheduler about a placed pod of each workload. */
  readonly explain?: boolean;
  /** What happens afterwards, each in futures of its own. */
  readonly whatIf?: readonly Event[];
  /** Remove what left the tree even where it holds data. */
  readonly pruneData?: boolean;
  /** What may be deleted and made anew where it cannot be changed in place, as for `deploy`. */
  readonly replace?: readonly string[];
  /** Fields that others own: left as they are (the default), or taken over. */
  readonly conflicts?: DeployOptions['conflicts'];
  /** Where objects go that name no namespace, and where the inventory is. Default `default`. */
  readonly namespace?: string;
  /** The cluster was there before: even a first deployment is told as a change to it. */
  readonly existing?: boolean;
}

/** Plans a deployment against a cluster; the cluster itself does not move. */
export async function plan(cluster: Cluster, given: Deployment, options: PlanOptions = {}): Promise<PlanResult> {
  const { namespace, pruneData = false, conflicts = 'leave', replace = [] } = options;
  const without = cluster.fork();
  const fork = cluster.fork();
  const client = fork.client();
  const deployment = await placedBy(servedBy(client, given.objects), given, namespace);
  const inventory = await readInventory(client, deployment.name, namespace);
  const isNew = inventory.kinds.size === 0;
  const first = isNew && !options.existing;
  const began = fork.now;
  const earlier = isNew ? [] : await members(client, deployment.name, inventory, namespace);

  const timeline = record(fork.store, began);
  const how = { pruneData, conflicts, replace, ...(namespace ? { namespace } : {}) };
  const result = await deploy(client, deployment, how);
  const settled = untilSettled(fork);
  const took = fork.now - began;
  without.advance(took);
  const moved = timeline.end();

  const { explain = false } = options;
  const whatIf: WhatIf[] = [];
  for (const event of options.whatIf ?? [])
    whatIf.push(
      ...(event.event === 'image-pull-failure'
        ? await withoutImage(cluster, event.image, (it) => deploy(it.client(), deployment, how))
        : futures(fork, event)),
    );
  return {
    name: deployment.name,
    first,
    objects: deployment.objects.length,
    changes: withRenames(
      changesOf(deployment, withoutKept(earlier, result), cluster.store, fork.store, isNew, result.left),
      leftBehind(earlier, deployment, result),
      deployment,
      inventory,
    ),
    deploy: result,
    settled,
    took,
    ...(first ? {} : { before: outcomes(without.store) }),
    after: outcomes(fork.store, { explain }),
    timeline: moved,
    whatIf,
    simulation: cluster.simulation,
  };
}

/** Milliseconds in which every autoscaler has looked once. */
const LOOK = 16_000;

/** Until nothing more happens, and sizes are such as their autoscalers allow. */
function untilSettled(fork: Cluster): { readonly quiet: boolean; readonly elapsed: number } {
  const first = fork.untilQuiet(LIMIT);
  if (!awaitsAutoscaler(fork.store)) return first;
  fork.advance(LOOK);
  const { quiet, elapsed } = fork.untilQuiet(LIMIT);
  return { quiet, elapsed: first.elapsed + LOOK + elapsed };
}

/** What left the tree and is kept for its data is no change, today or tomorrow. */
function withoutKept<T extends { object: KubeObject }>(earlier: readonly T[], { kept }: DeployResult): T[] {
  const ids = new Set(kept.map((it) => it.id));
  return earlier.filter(({ object }) => !ids.has(describe(object)));
}

/** What left the tree, and whether it is kept. */
function leftBehind(
  earlier: readonly { object: KubeObject }[],
  { objects }: Deployment,
  { kept }: DeployResult,
): { object: KubeObject; kept: boolean }[] {
  const here = new Set(objects.map(({ object }) => describe(object)));
  const stay = new Set(kept.map((it) => it.id));
  return earlier
    .filter(({ object }) => !here.has(describe(object)))
    .map(({ object }) => ({ object, kept: stay.has(describe(object)) }));
}

function changesOf(
  deployment: Deployment,
  earlier: readonly { object: KubeObject }[],
  was: Reader,
  is: Reader,
  isNew: boolean,
  left: DeployResult['left'],
): ObjectChange[] {
  const before = new Map(earlier.map(({ object }) => [describe(object), object]));
  const customs = definitions(is);
  const leftSizes = new Set(
    left.filter(({ fields }) => fields.some((it) => it.path === 'spec.replicas')).map(({ at }) => at),
  );
  const changes: ObjectChange[] = [];
  for (const it of deployment.objects) {
    const { object, path, source, movedFrom } = it;
    const at = placeOf(object, customs);
    const id = describe(object);
    const old = before.get(id) ?? (at && was.get(at.resource, at.key));
    const now = at && is.get(at.resource, at.key);
    before.delete(id);
    const { namespace, name } = object.metadata;
    const where = {
      kind: object.kind!,
      ...(namespace ? { namespace } : {}),
      name: name!,
      ...(path ? { path } : {}),
      ...(source ? { source } : {}),
    };
    if (!old) {
      const lost = movedFrom !== undefined && !isNew;
      changes.push({ action: 'create', ...where, fields: [], ...(lost ? { note: nothingMoved(it) } : {}) });
    } else if (now) {
      const said = withManifestSize(leftSizes.has(it) ? undefined : object, old, now);
      const fields = fieldChanges(old, said);
      const replaced = old.metadata.uid !== now.metadata.uid;
      const note = [replaced ? lostWith(old, now) : '', scaledSince(said, now)].filter(Boolean).join('; ');
      if (fields.length || replaced)
        changes.push({ action: replaced ? 'replace' : 'update', ...where, fields, ...(note ? { note } : {}) });
    }
  }
  for (const old of before.values())
    changes.push({
      action: 'delete',
      kind: old.kind!,
      ...(old.metadata.namespace ? { namespace: old.metadata.namespace } : {}),
      name: old.metadata.name!,
      fields: [],
    });
  return changes;
}

interface Place {
  readonly resource: GroupResource;
  readonly key: string;
}

/** Kind and group of custom resources that are defined, to their resource. */
function definitions(read: Reader): Map<string, { resource: GroupResource; namespaced: boolean }> {
  return new Map(
    read
      .list('customresourcedefinitions.apiextensions.k8s.io')
      .map(({ spec }) => [
        `${spec.names.kind}.${spec.group}`,
        { resource: `${spec.names.plural}.${spec.group}`, namespaced: spec.scope === 'Namespaced' },
      ]),
  );
}

function placeOf(object: KubeObject, customs: ReturnType<typeof definitions>): Place | undefined {
  const { namespace, name } = object.metadata;
  const info = resourceOfKind(object.apiVersion!, object.kind!);
  const found = info
    ? { resource: groupResource(info), namespaced: info.namespaced }
    : customs.get(`${object.kind}.${object.apiVersion!.split('/')[0]}`);
  return found && { resource: found.resource, key: found.namespaced ? `${namespace ?? 'default'}/${name}` : name! };
}

/** A size is what the manifest says, if it says any and is let; what an autoscaler has made of it since is told apart. */
function withManifestSize(manifest: KubeObject | undefined, old: KubeObject, now: KubeObject): KubeObject {
  const size = now['spec']?.replicas as number | undefined;
  if (typeof size !== 'number') return now;
  const replicas =
    (manifest?.['spec']?.replicas as number | undefined) ?? (old['spec']?.replicas as number | undefined);
  return replicas === size ? now : { ...now, spec: { ...now['spec'], replicas } };
}

/** What became of a size that the manifest says. */
function scaledSince(said: KubeObject, { spec: now }: KubeObject): string {
  const replicas = said['spec']?.replicas as number | undefined;
  return said['spec'] === now || replicas === now?.replicas ? '' : `then scaled to ${now.replicas}`;
}
