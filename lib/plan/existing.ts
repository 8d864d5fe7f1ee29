// A cluster that was read, made to go on here, and what has to be said about how far it is to be trusted.

import type { Holdings } from '../api/holdings.ts';
import { keyOf, type GroupResource, type KubeObject } from '../api/object.ts';
import { referencesOf } from '../api/rules/references.ts';
import { ASSUMED_POOLS, type SimulationSpec } from '../api/simulation/simulation.ts';
import type { Deployment } from '../deploy/interface.ts';
import { Cluster } from '../engine/cluster.ts';

export interface Existing {
  readonly cluster: Cluster;
  /** What was not read, and what is assumed for it. One line each. */
  readonly notes: readonly string[];
}

/** Time it is given to come to rest before anything is planned, milliseconds. */
const SETTLE = 300_000;
/** What most of an outcome rests on. */
const NEEDED: readonly (readonly [GroupResource, string])[] = [
  ['nodes', 'three nodes in three zones are assumed'],
  ['pods', 'room on nodes, and what answers behind Services, is not what it is there'],
  ['services', 'routes and names of what is there already are not known'],
  ['namespaces', 'those that objects are in are assumed'],
  ['secrets', 'those that are named are assumed to be there, with the keys that are named'],
  ['configmaps', 'those that are named are assumed to be there, with the keys that are named'],
  ['persistentvolumeclaims', 'claims that pods name are not known'],
  ['storageclasses.storage.k8s.io', 'new claims find no class'],
  ['networkpolicies.networking.k8s.io', 'who reaches whom is told as if there were none'],
];

/** A cluster in this process as the one that was read is. `deployment` is what is going to be planned, if anything is. */
export function existingCluster(holdings: Holdings, simulation: SimulationSpec, deployment?: Deployment): Existing {
  const notes: string[] = [];
  const have = new Map<GroupResource, Set<string>>();
  for (const [resource, object] of holdings.objects) {
    if (!have.has(resource)) have.set(resource, new Set());
    have.get(resource)!.add(keyOf(object));
  }
  const missing = (resource: GroupResource): boolean =>
    !holdings.complete.has(resource) && !(resource === 'nodes' && have.get('nodes')?.size);
  const essential = new Map(NEEDED);
  for (const { what, why } of holdings.notRead) {
    const resource = what.split(' ')[0]!;
    if (!essential.has(resource)) notes.push(`${what} were not read: ${why}`);
  }
  for (const [resource, consequence] of NEEDED)
    if (missing(resource)) {
      const said = holdings.notRead.find((it) => it.what.split(' ')[0] === resource);
      notes.push(
        `${said ? `${said.what} were not read: ${said.why}` : `${holdings.source} holds no ${resource}`}; ${consequence}`,
      );
    }

  const objects = [...holdings.objects];
  const known = (resource: GroupResource, key: string): boolean => have.get(resource)?.has(key) ?? false;
  const add = (resource: GroupResource, object: KubeObject): void => {
    const key = keyOf(object);
    if (known(resource, key)) return;
    if (!have.has(resource)) have.set(resource, new Set());
    have.get(resource)!.add(key);
    objects.push([resource, object]);
  };
  const own = new Set(deployment?.objects.map(({ object }) => `${object.kind} ${keyOf(object)}`));
  const all = [...holdings.objects.map(([, it]) => it), ...(deployment?.objects.map((it) => it.object) ?? [])];
  if (missing('namespaces'))
    for (const { metadata, kind } of all)
      if (metadata.namespace && kind !== 'Namespace' && !own.has(`Namespace ${metadata.namespace}`))
        add(
          'namespaces',
          placeholder('Namespace', undefined, metadata.namespace, holdings.at, {
            status: { phase: 'Active' },
            spec: { finalizers: ['kubernetes'] },
          }),
        );
  for (const [kind, resource] of [
    ['Secret', 'secrets'],
    ['ConfigMap', 'configmaps'],
  ] as const)
    if (missing(resource))
      assumed(all, kind, own).forEach(({ namespace, name, keys }) =>
        add(
          resource,
          placeholder(kind, namespace, name, holdings.at, {
            ...(kind === 'Secret' ? { type: 'Opaque' } : {}),
            data: Object.fromEntries([...keys].map((key) => [key, ''])),
          }),
        ),
      );

  const noNodes = !have.get('nodes')?.size;
  const pools = noNodes ? (simulation.pools.length ? simulation.pools : ASSUMED_POOLS) : [];
  const cluster = Cluster.adopt(
    {
      ...holdings,
      objects,
      complete: noNodes ? new Set([...holdings.complete].filter((it) => it !== 'nodes')) : holdings.complete,
    },
    { seed: holdings.source, simulation: { ...simulation, pools, source: holdings.source } },
  );
  const before = podsOf(cluster);
  const { quiet } = cluster.untilQuiet(SETTLE);
  notes.push(...moved(before, podsOf(cluster)));
  if (!quiet) notes.push(`it did not come to rest within ${SETTLE / 60_000} minutes of being read`);
  return { cluster, notes };
}

function placeholder(kind: string, namespace: string | undefined, name: string, at: number, rest: object): KubeObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      uid: `assumed-${kind}-${namespace ?? ''}-${name}`,
      creationTimestamp: new Date(at).toISOString().replace(/\.\d+/, ''),
    },
    ...rest,
  };
}

/** Objects of a kind that others name, with the keys they name. */
function assumed(
  all: readonly KubeObject[],
  kind: string,
  own: ReadonlySet<string>,
): { namespace: string; name: string; keys: Set<string> }[] {
  const found = new Map<string, { namespace: string; name: string; keys: Set<string> }>();
  for (const object of all)
    for (const it of referencesOf(object)) {
      const namespace = it.namespace ?? object.metadata.namespace;
      if (it.kind !== kind || it.optional || !namespace || own.has(`${kind} ${namespace}/${it.name}`)) continue;
      const id = `${namespace}/${it.name}`;
      if (!found.has(id)) found.set(id, { namespace, name: it.name, keys: new Set() });
      if (it.key !== undefined) found.get(id)!.keys.add(it.key);
    }
  return [...found.values()];
}

/** Pods by uid, with where they are and whether they are ready. */
function podsOf(cluster: Cluster): Map<string, string> {
  return new Map(
    cluster.store
      .list('pods')
      .map(({ metadata, spec, status }) => [
        metadata.uid ?? '',
        `${spec.nodeName ?? ''} ${status?.phase ?? ''} ${status?.containerStatuses?.every((it: { ready?: boolean }) => it.ready) ?? false}`,
      ]),
  );
}

/** The cluster was at rest where it was read, or on its way: what happens here at once, before any change, is told. */
function moved(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const gone = [...before.keys()].filter((it) => !after.has(it)).length;
  const made = [...after.keys()].filter((it) => !before.has(it)).length;
  const changed = [...after].filter(([uid, state]) => before.has(uid) && before.get(uid) !== state).length;
  if (!gone && !made && !changed) return [];
  const parts = [made && `${made} made`, gone && `${gone} gone`, changed && `${changed} changed`].filter(Boolean);
  return [`it was not at rest: without any change, pods of it go on (${parts.join(', ')})`];
}
