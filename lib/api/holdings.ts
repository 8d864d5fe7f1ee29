// What was read of a cluster, from its API or from a file: what an embedded one can be made of.

import type { GroupResource, KubeObject } from './object.ts';

/** Something that was not read. */
export interface NotRead {
  /** A resource, where in it, or a file: `secrets`, `pods outside namespace shop`. */
  readonly what: string;
  readonly why: string;
}

export interface Holdings {
  readonly objects: readonly (readonly [GroupResource, KubeObject])[];
  /** Resources of which all objects were read. */
  readonly complete: ReadonlySet<GroupResource>;
  readonly notRead: readonly NotRead[];
  /** When it was read, milliseconds since the epoch. */
  readonly at: number;
  /** Where from: `context prod (https://…, v1.36.3)`, or a file. */
  readonly source: string;
}
