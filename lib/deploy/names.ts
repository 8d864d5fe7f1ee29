// What objects are called in lines for people.

import type { KubeObject } from '../api/object.ts';

/** `Kind namespace/name`. */
export function describe(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return `${object.kind} ${namespace ? `${namespace}/` : ''}${name}`;
}
