import { Construct, type IConstruct } from 'constructs';
import type { KubeObject } from '../api/object.ts';
import { applyChange, type Change } from './change.ts';
import { mark, shared } from './copies.ts';
import type { Told } from './manifest.ts';
import { CallSite } from './source.ts';

/** Which objects: all that is said must hold. A name may have `*` for any letters. */
export interface PatchTarget {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: { readonly [key: string]: string };
}

export interface PatchProps extends Change {
  /** The objects it is for, among those at or below its scope. */
  readonly of: PatchTarget;
}

const byScope = shared<IConstruct, Patch[]>('patches');
const marked = mark<Patch>('Patch');
const NONE: readonly Patch[] = [];

/**
 * A change to objects that something else makes: a chart of a library, a rendered Helm chart, imported YAML. It is applied last, to
 * every object below its scope that it is for, inner scopes first. One that is for no object, or changes none of them, is an error.
 */
export class Patch extends Construct {
  readonly of: PatchTarget;
  private readonly change: Change;
  private readonly site = new CallSite();
  private readonly name: RegExp | undefined;
  private changed = false;

  constructor(scope: Construct, id: string, props: PatchProps) {
    super(scope, id);
    const { of, ...change } = props;
    this.of = of;
    this.change = change;
    this.name =
      of.name === undefined
        ? undefined
        : new RegExp(`^${of.name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
    byScope.set(scope, [...(byScope.get(scope) ?? []), this]);
  }

  /** Whether a construct is a patch, of this copy of the package or another. */
  static isPatch(value: unknown): value is Patch {
    return marked.is(value);
  }

  /** Where in the program it was made. */
  get source(): string | undefined {
    return this.site.text;
  }

  /** Whether it changed anything so far. */
  get hadEffect(): boolean {
    return this.changed;
  }

  /** Whether it is for an object. */
  matches(object: KubeObject): boolean {
    const { kind, apiVersion, namespace, labels = {} } = this.of;
    return (
      (kind === undefined || kind === object.kind) &&
      (apiVersion === undefined || apiVersion === object.apiVersion) &&
      (namespace === undefined || namespace === object.metadata.namespace) &&
      (this.name === undefined || this.name.test(object.metadata.name ?? '')) &&
      Object.entries(labels).every(([key, value]) => object.metadata.labels?.[key] === value)
    );
  }

  /** The object with the change, when it is for it. */
  apply(object: KubeObject, told: Told): KubeObject {
    if (!this.matches(object)) return object;
    const after = applyChange(object, this.change, told);
    if (!this.changed && JSON.stringify(after) !== JSON.stringify(object)) this.changed = true;
    return after;
  }

  /** The patches whose scopes hold a construct, the innermost first. */
  static around(construct: IConstruct): readonly Patch[] {
    let found = NONE;
    for (let at = construct.node.scope; at; at = at.node.scope) {
      const own = byScope.get(at);
      if (own) found = [...found, ...own];
    }
    return found;
  }
}
marked.put(Patch);
