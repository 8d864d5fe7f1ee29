// What holds data is not removed because it left a tree: a mistyped name must not cost a database.

import type { Client } from '../api/client.ts';
import type { GroupResource, KubeObject } from '../api/object.ts';
import { isStatus } from '../api/status-errors.ts';

/**
 * Why an object is to be kept; undefined when nothing is lost with it. What goes by its own name anyway (`going`: resource to how many)
 * is not lost with it.
 */
export async function heldData(
  client: Client,
  object: KubeObject,
  going: ReadonlyMap<GroupResource, number> = new Map(),
): Promise<string | undefined> {
  const { kind, metadata } = object;
  const group = (object.apiVersion ?? '').includes('/') ? object.apiVersion!.split('/')[0]! : '';
  switch (`${kind}.${group}`) {
    case 'PersistentVolumeClaim.':
      return object['status']?.phase === 'Pending' ? undefined : 'its volume goes with it';
    case 'PersistentVolume.':
      return 'it holds data';
    case 'Namespace.': {
      const claims = await count(client, 'persistentvolumeclaims', metadata.name!);
      return claims ? `${claims} ${claims === 1 ? 'claim goes' : 'claims go'} with it` : undefined;
    }
    case 'StatefulSet.apps': {
      const templates = (object['spec']?.volumeClaimTemplates ?? []) as { metadata: { name: string } }[];
      if (object['spec']?.persistentVolumeClaimRetentionPolicy?.whenDeleted !== 'Delete' || !templates.length)
        return undefined;
      const { items } = await client.list('persistentvolumeclaims', { namespace: metadata.namespace });
      const own = items.filter((it) =>
        templates.some((of) => isOf(it.metadata.name!, `${of.metadata.name}-${metadata.name}-`)),
      );
      return own.length ? `its ${own.length} ${own.length === 1 ? 'claim goes' : 'claims go'} with it` : undefined;
    }
    case 'CustomResourceDefinition.apiextensions.k8s.io': {
      const { names, group: of } = object['spec'] as { names: { plural: string; kind: string }; group: string };
      const resource = `${names.plural}.${of}`;
      const resources = (await count(client, resource)) - (going.get(resource) ?? 0);
      return resources > 0
        ? `${resources} ${names.kind} ${resources === 1 ? 'object goes' : 'objects go'} with it`
        : undefined;
    }
    default:
      return undefined;
  }
}

const isOf = (name: string, prefix: string): boolean =>
  name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length));

async function count(client: Client, resource: GroupResource, namespace?: string): Promise<number> {
  try {
    return (await client.list(resource, namespace === undefined ? {} : { namespace })).items.length;
  } catch (error) {
    if (isStatus(error, 'NotFound')) return 0;
    throw error;
  }
}
