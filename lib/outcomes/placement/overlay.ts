// A view in which some resources hold other objects than in the cluster: a node more, a zone less. Nothing is written.

import type { GroupResource, KubeObject } from '../../api/object.ts';
import type { Reader } from '../../engine/interface.ts';

const keyOf = ({ metadata: { namespace, name } }: KubeObject): string => (namespace ? `${namespace}/${name}` : name!);

/** The cluster with the whole content of some resources replaced. Indexes stay the cluster's. */
export function overlay(read: Reader, replaced: ReadonlyMap<GroupResource, readonly KubeObject[]>): Reader {
  const byKey = new Map(
    [...replaced].map(([resource, objects]) => [resource, new Map(objects.map((it) => [keyOf(it), it]))]),
  );
  const list = (resource: GroupResource, namespace?: string): KubeObject[] => {
    const objects = replaced.get(resource);
    if (!objects) return read.list(resource, namespace);
    return objects.filter((it) => namespace === undefined || it.metadata.namespace === namespace);
  };
  return {
    revision: read.revision,
    get: (resource, key) => (replaced.has(resource) ? byKey.get(resource)!.get(key) : read.get(resource, key)),
    list,
    walk(resource, range, visit) {
      if (!replaced.has(resource)) return read.walk(resource, range, visit);
      for (const object of list(resource, range.namespace)) {
        const key = keyOf(object);
        if (range.after !== undefined && key <= range.after) continue;
        if (visit(object, key) === false) return;
      }
    },
    count: (resource, namespace) => list(resource, namespace).length,
    resources: () => read.resources(),
    indexed: (index, value) => read.indexed(index, value),
  };
}
