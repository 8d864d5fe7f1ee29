// Two futures compared: the cluster as it is, and a fork of it with the tree deployed, both advanced by the same time.

import type { KubeObject } from '../api/object.ts';
import { groupResource, resourceOfKind } from '../api/schema/resources.ts';
import type { SimulationSpec } from '../api/simulation/simulation.ts';
import type { Deployment, DeployResult } from '../deploy/interface.ts';
import { members, readExtent } from '../deploy/inventory.ts';
import { placed } from '../deploy/placed.ts';
import { deploy, describe } from '../deploy/walker.ts';
import type { Cluster, Settled } from '../engine/cluster.ts';
import { outcomes, type Outcomes } from '../outcomes/outcomes.ts';
import { fieldChanges, type ObjectChange } from './changes.ts';

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
  readonly simulation: SimulationSpec;
}

/** Plans a deployment against a cluster; the cluster itself does not move. */
export async function plan(cluster: Cluster, given: Deployment): Promise<PlanResult> {
  const deployment = placed(given);
  const without = cluster.fork();
  const fork = cluster.fork();
  const client = fork.client();
  const extent = await readExtent(client, deployment.name);
  const first = extent.kinds.size === 0;
  const began = fork.now;
  const earlier = first ? [] : await members(client, deployment.name, extent);
  const before = new Map(earlier.map(({ object }) => [describe(object), object]));

  const result = await deploy(client, deployment);
  const settled = fork.untilQuiet(LIMIT);
  const took = fork.now - began;
  without.advance(took);

  const changes: ObjectChange[] = [];
  for (const { object, path, source } of deployment.objects) {
    const info = resourceOfKind(object.apiVersion!, object.kind!);
    const { namespace, name } = object.metadata;
    const id = describe(object);
    const old =
      before.get(id) ??
      (info && cluster.store.get(groupResource(info), info.namespaced ? `${namespace}/${name}` : name!));
    const now = info
      ? fork.store.get(groupResource(info), info.namespaced ? `${namespace}/${name}` : name!)
      : undefined;
    before.delete(id);
    const where = { kind: object.kind!, namespace, name: name!, path, source };
    if (!old) changes.push({ action: 'create', ...where, fields: [] });
    else if (now) {
      const fields = fieldChanges(old, withManifestSize(object, old, now));
      if (fields.length) changes.push({ action: 'update', ...where, fields });
    }
  }
  for (const old of before.values())
    changes.push({
      action: 'delete',
      kind: old.kind!,
      namespace: old.metadata.namespace,
      name: old.metadata.name!,
      fields: [],
    });

  return {
    name: deployment.name,
    first,
    objects: deployment.objects.length,
    changes,
    deploy: result,
    settled,
    took,
    ...(first ? {} : { before: outcomes(without.store) }),
    after: outcomes(fork.store),
    simulation: cluster.simulation,
  };
}

/** A size that an autoscaler or time has moved since is no change of the deployment's. */
function withManifestSize(manifest: KubeObject, old: KubeObject, now: KubeObject): KubeObject {
  if (manifest['spec']?.replicas !== undefined || now['spec']?.replicas === undefined) return now;
  return { ...now, spec: { ...now['spec'], replicas: old['spec']?.replicas } };
}
