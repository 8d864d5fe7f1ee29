// What sets one kind apart from another. Everything else about a resource is the same for all.

import type { FieldError } from '../../api/field-errors.ts';
import type { GroupResource, Json, KubeObject } from '../../api/object.ts';
import type { Chance, Reader, UserInfo } from '../interface.ts';

/** What a kind's functions know beside the object. */
export interface KindContext {
  readonly read: Reader;
  readonly chance: Chance;
  /** Cluster time, milliseconds since the epoch. */
  readonly now: number;
  readonly user: UserInfo;
  readonly operation: 'CREATE' | 'UPDATE';
  /** '' for the object itself. */
  readonly subresource: string;
  /** The version the object was written in: `apps/v1`. */
  readonly apiVersion: string;
  readonly dryRun: boolean;
  /** Adds a warning to the answer. */
  warn(text: string): void;
}

/** An object while it is being prepared: a private copy that may be changed, but for the parts in `SETTLED`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Draft = { metadata: any; [field: string]: any };

/** One kind. */
export interface Kind {
  /** `deployments.apps`. */
  readonly resource: GroupResource;
  /** What is wrong with a name; a DNS subdomain without this. */
  readonly nameErrors?: (name: string, prefix: boolean) => readonly string[];
  /** The same for names that hang on what the object says. */
  readonly nameErrorsFor?: (object: Draft) => NonNullable<Kind['nameErrors']>;
  /**
   * Who looks at metadata: what core kinds do asks more of finalizers than their shape (`plain`: this kind does not), and of some kinds
   * nothing is asked but what is asked of all, once everything else is well (`last`).
   */
  readonly metadataRules?: 'plain' | 'last';
  /** The name follows from what the object says, and is looked at whenever that changes. */
  readonly namedBySpec?: true;
  /** The server counts changes of the spec in `metadata.generation`; with `updates` the creation is none. */
  readonly generation?: boolean | 'updates';
  /** The fields (of the whole object) whose change counts in the generation; all but metadata and status without this. */
  readonly generationOf?: (object: KubeObject) => readonly unknown[];
  /** What writes of the status leave as it is: all the metadata, or the labels. They may change all of it without this. */
  readonly statusKeeps?: 'metadata' | 'labels';
  /** What a creation says of the status counts. */
  readonly keepsStatus?: boolean;
  /** PUT of an absent object makes it. */
  readonly createOnUpdate?: boolean;
  /** PUT needs a resourceVersion. */
  readonly conditionalUpdate?: boolean;
  /** DELETE answers with the object. */
  readonly returnsDeleted?: boolean;
  /** What happens to dependents when a deletion says nothing. */
  readonly orphansByDefault?: boolean;
  /** What is said of it then. */
  readonly orphansAloud?: string;
  /** The fields that a write of the object itself leaves as they were; the status where it has a door of its own, without this. */
  readonly resets?: readonly string[];
  /** With given dependencies (compared by identity) the same spec always becomes the same: undefined where that is not so. */
  readonly remember?: (object: KubeObject, context: KindContext) => readonly unknown[] | undefined;

  defaults?(draft: Draft, context: KindContext): void;
  prepareForCreate?(draft: Draft, context: KindContext): void;
  prepareForUpdate?(draft: Draft, old: KubeObject, context: KindContext): void;
  /** `old` is there on updates. */
  validate?(object: Draft, context: KindContext, old?: KubeObject): FieldError[];
  /** Beside `validate`, which runs on updates too. */
  validateUpdate?(object: Draft, old: KubeObject, context: KindContext): FieldError[];
  /** Instead of both, for writes of the status. */
  validateStatus?(object: Draft, old: KubeObject, context: KindContext): FieldError[];
  /** For writes of a part that is neither the object nor its status; the context says which. */
  validatePart?(object: Draft, old: KubeObject, context: KindContext): FieldError[];
  /**
   * What is checked on updates of the object itself, in this order: `m` its metadata, `M` the change of its metadata,
   * `v` what `validate` looks at, `c` what `validateUpdate` does. `mvMc` without this.
   */
  readonly updateSteps?: string;
  warnings?(object: Draft, old: KubeObject | undefined, context: KindContext): string[];
  /** After the answer is certain, before it is stored: addresses and ports are taken here. */
  allocate?(draft: Draft, old: KubeObject | undefined, context: KindContext): void;
  /** Table cells, as many as the resource has columns. */
  cells?(object: KubeObject, context: { readonly now: number }): Json[];
  /** Field selectors beside metadata.name and metadata.namespace. */
  readonly selectable?: { readonly [field: string]: (object: KubeObject) => string };
  /** Of a kind with two views: which of these fields a version knows. */
  readonly selectableIn?: (field: string, apiVersion: string) => boolean;
  /** What is said of other fields, where it is not what most kinds say. */
  readonly unselectable?: (field: string) => string;
}
