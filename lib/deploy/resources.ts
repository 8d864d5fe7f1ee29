// Which resource an object of a tree belongs to: what the cluster serves, else what the tree itself defines.

import type { Client, ServedKind } from '../api/client.ts';
import type { GroupResource, KubeObject } from '../api/object.ts';
import type { DeployObject } from './interface.ts';

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

/** The resource of an object; undefined for a kind that neither the cluster nor the tree has. */
export async function resourceOf(served: Served, object: KubeObject): Promise<GroupResource | undefined> {
  return (await served.find(object))?.resource;
}
