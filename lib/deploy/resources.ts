// Which resource an object of a tree belongs to: what the cluster serves, else what the tree itself defines.

import type { Client, ServedKind } from '../api/client.ts';
import type { GroupResource, KubeObject } from '../api/object.ts';
import type { Deployment, DeployObject } from './interface.ts';
import { moved, placed } from './placed.ts';

/** Looks kinds up, each once. */
export interface Served {
  find(object: KubeObject): Promise<ServedKind | undefined>;
}

export function servedBy(client: Client, objects: readonly DeployObject[]): Served {
  const defined = new Map<string, ServedKind>();
  for (const { object } of objects)
    if (object.kind === 'CustomResourceDefinition') {
      const { group, names, scope } = object['spec'];
      defined.set(`${names.kind}.${group}`, {
        resource: `${names.plural}.${group}`,
        namespaced: scope === 'Namespaced',
      });
    }
  const known = new Map<string, ServedKind | undefined>();
  return {
    async find({ apiVersion = '', kind = '' }) {
      const id = `${apiVersion}/${kind}`;
      if (known.has(id)) return known.get(id);
      const slash = apiVersion.indexOf('/');
      const group = slash < 0 ? '' : apiVersion.slice(0, slash);
      const own = defined.get(`${kind}.${group}`);
      const found = own ?? (await client.kind(group, kind, apiVersion.slice(slash + 1)));
      known.set(id, found);
      return found;
    },
  };
}

/** The deployment with a namespace in every object whose kind has them: as is known, and else as the cluster says. Itself when none is wanting. */
export async function placedBy(served: Served, given: Deployment, namespace = 'default'): Promise<Deployment> {
  const deployment = placed(given, namespace);
  let objects: DeployObject[] | undefined;
  for (const [i, it] of deployment.objects.entries()) {
    const { object } = it;
    if (object.metadata.namespace || !(await served.find(object))?.namespaced) continue;
    objects ??= [...deployment.objects];
    objects[i] = moved(it, { ...object, metadata: { ...object.metadata, namespace } });
  }
  return objects ? { ...deployment, objects } : deployment;
}

/** The resource of an object; undefined for a kind that neither the cluster nor the tree has. */
export async function resourceOf(served: Served, object: KubeObject): Promise<GroupResource | undefined> {
  return (await served.find(object))?.resource;
}
