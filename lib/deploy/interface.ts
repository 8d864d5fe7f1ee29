// What deploy takes and what it tells.

import type { KubeObject } from '../api/object.ts';
import type { ConflictPolicy } from './apply.ts';
import type { LeftField } from './conflicts.ts';

/** One object to be there, and where it was written. */
export interface DeployObject {
  readonly object: KubeObject;
  /** Construct path, such as `shop/web`. */
  readonly path?: string;
  /** File and line of the program that made it: `main.ts:31:5`. */
  readonly source?: string;
  /** Construct path of its chart. */
  readonly chart?: string;
  /** Construct path it had before it was moved, whose name it keeps. */
  readonly movedFrom?: string;
  /** Positions in the list of what must be current first. */
  readonly after: readonly number[];
  /** Positions in the deployment's groups of those all of which must be current first. */
  readonly afterGroups?: readonly number[];
}

/** Many objects behind one number, so that dependencies between parts of a tree stay as many as their members. */
export interface DeployGroup {
  readonly after: readonly number[];
  readonly afterGroups: readonly number[];
}

/** A tree to deploy: its objects with their dependencies, and the name its inventory is kept under. */
export interface Deployment {
  readonly name: string;
  readonly objects: readonly DeployObject[];
  readonly groups?: readonly DeployGroup[];
}

export interface DeployOptions {
  /** How long one object may take to become current, milliseconds of cluster time. Default ten minutes. */
  readonly timeout?: number;
  /** How often the cluster is asked, milliseconds of cluster time. Default one second. */
  readonly interval?: number;
  /** Remove objects of an earlier deployment that are no longer in the tree. Default true. */
  readonly prune?: boolean;
  /** Remove what left the tree even where it holds data: claims, volumes, namespaces with claims, definitions with objects. Default false. */
  readonly pruneData?: boolean;
  /**
   * What may be deleted and made anew where it cannot be changed in place: `Kind/name`, `Kind/namespace/name`, construct paths, or `all`.
   * Default nothing; a name that nothing in the tree has is thrown. What holds data is replaced only with `pruneData`.
   */
  readonly replace?: readonly string[];
  /** Fields that others own: left as they are (the default), or taken over. */
  readonly conflicts?: ConflictPolicy;
  /** Remember in the inventory where each object was written, for reports to tell. Default false: every line has to be found for it. */
  readonly origins?: boolean;
  /** Where objects go that name no namespace, and where the inventory is kept. Default `default`. */
  readonly namespace?: string;
  /** Nothing more is begun once it says so; what was applied stays, and a later deployment goes on. */
  readonly signal?: AbortSignal;
  /** Told as things happen; what a terminal shows. */
  readonly progress?: (event: DeployEvent) => void;
}

export type DeployEvent =
  | { readonly type: 'applied' | 'unchanged'; readonly at: DeployObject; readonly time: number }
  | { readonly type: 'waiting'; readonly at: DeployObject; readonly time: number; readonly message: string }
  | { readonly type: 'left'; readonly at: DeployObject; readonly time: number; readonly fields: readonly LeftField[] }
  | { readonly type: 'current'; readonly at: DeployObject; readonly time: number; readonly took: number }
  | {
      readonly type: 'failed';
      readonly at: DeployObject;
      readonly time: number;
      readonly took: number;
      readonly message: string;
      readonly detail?: string;
    }
  | { readonly type: 'replacing'; readonly at: DeployObject; readonly time: number }
  | { readonly type: 'pruned'; readonly id: string; readonly time: number }
  | { readonly type: 'kept'; readonly id: string; readonly why: string; readonly time: number };

/** Something that left the tree and was kept, for the data it holds. */
export interface KeptObject {
  /** `Kind namespace/name`. */
  readonly id: string;
  readonly why: string;
}

/** Fields of an object that others own and that were left as they are. */
export interface LeftAlone {
  readonly at: DeployObject;
  readonly fields: readonly LeftField[];
}

/** Something that did not become current, and why. */
export interface DeployFailure {
  readonly at: DeployObject;
  /** What the object itself says. */
  readonly message: string;
  /** What was found behind it: the pod and its reason. */
  readonly detail?: string;
  /** Cluster time it was given, milliseconds. */
  readonly took: number;
}

export interface DeployResult {
  readonly ok: boolean;
  readonly applied: number;
  readonly unchanged: number;
  readonly failures: readonly DeployFailure[];
  /** What was not started, because something it needs failed. */
  readonly notStarted: readonly DeployObject[];
  /** Objects that left the tree and were removed: `Kind namespace/name`. */
  readonly pruned: readonly string[];
  /** Objects that left the tree and were kept, as they hold data. */
  readonly kept: readonly KeptObject[];
  /** Fields that others own and that were left as they are. */
  readonly left: readonly LeftAlone[];
  /** Of `replace`, what needed no replacing: it was changed in place, or not at all. Empty where not everything went well. */
  readonly notReplaced: readonly string[];
  /** It was asked to stop before it was done. */
  readonly interrupted: boolean;
  /** Cluster time passed, milliseconds. */
  readonly elapsed: number;
}
