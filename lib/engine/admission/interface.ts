// What an admission plugin is: it changes what is about to be written, refuses it, or both.

import type { GroupResource, KubeObject } from '../../api/object.ts';
import type { Call } from '../apiserver/call.ts';
import type { Draft } from '../kinds/interface.ts';
import type { Form, Operation } from './policy/request.ts';

export interface AdmissionPlugin {
  /** Upstream's name. */
  readonly name: string;
  /** Resources it looks at; '*' for all. */
  readonly resources: readonly GroupResource[];
  readonly operations: readonly Operation[];
  /** Changes the draft or throws `StatusError`; `spec` says whether the spec still has to be looked at. */
  admit?(draft: Draft, old: KubeObject | undefined, call: Call, spec: boolean): void;
  /** Refuses by throwing `StatusError`; of a deletion `object` is what would go. */
  review?(object: KubeObject, old: KubeObject | undefined, call: Call): void;
  /** Instead of `review`, where a deletion is another matter. */
  reviewDeletion?(object: KubeObject, call: Call): void;
  /** Changes what is asked about where that is another thing than the resource: a Scale, a Binding. */
  admitOther?(
    operation: Operation,
    object: KubeObject,
    old: KubeObject | undefined,
    form: Form,
    call: Call,
  ): KubeObject;
  /** Refuses such a thing, or a stream, by throwing `StatusError`. */
  reviewOther?(operation: Operation, object: KubeObject, old: KubeObject | undefined, form: Form, call: Call): void;
  /** Runs although nothing of the spec is new. */
  readonly always?: boolean;
}

/** What an object is called by plugins that change it: a name is made up after them, and is told by its beginning until then. */
export function nameBefore({ metadata: { name, generateName } }: Draft): string {
  return (name || generateName || '') as string;
}
