import { Construct } from 'constructs';
import type { KubeObject } from '../api/object.ts';
import type { KindTypes } from '../api/schema/types/kinds.ts';
import { resourceOfKind } from '../api/schema/resources.ts';
import { Chart } from './chart.ts';
import { declareExisting } from './existing.ts';
import { plain } from './manifest.ts';
import type { Problem } from './problems.ts';
import { CallSite } from './source.ts';

/** Metadata as a program says it; the name is made from the construct's path unless given. */
export interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
  readonly finalizers?: readonly string[];
}

/** A whole object: `apiVersion` and `kind`, and whatever its kind has. */
export interface ApiObjectProps {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: Metadata;
  /** It is in the cluster already: no manifest is written, and what names it is content. */
  readonly existing?: boolean;
  readonly [field: string]: unknown;
}

/** The props of a built-in kind, typed to the last field: `ObjectOf<'apps/v1/Deployment'>`. */
export type ObjectOf<K extends keyof KindTypes> = Omit<KindTypes[K], 'apiVersion' | 'kind' | 'metadata'> & {
  readonly metadata?: Metadata;
};

/** A Kubernetes object of any kind in the tree. Every other construct that makes an object is one of these. */
export class ApiObject extends Construct {
  readonly apiVersion: string;
  readonly kind: string;
  /** The object's name. */
  readonly name: string;
  /** Its namespace; undefined for kinds that have none, and where neither it nor its chart says one. */
  readonly namespace: string | undefined;
  /** It is in the cluster already and has no manifest. */
  readonly existing: boolean;
  protected readonly given: Metadata;
  private readonly fields: { readonly [field: string]: unknown };
  private readonly noted = new Map<string, Problem>();
  private readonly site = new CallSite();

  constructor(scope: Construct, id: string, props: ApiObjectProps) {
    super(scope, id);
    const { apiVersion, kind, metadata, existing, ...fields } = props;
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.given = metadata ?? {};
    this.fields = fields;
    this.existing = existing ?? false;
    const chart = Chart.tryOf(this);
    const namespaced = resourceOfKind(apiVersion, kind)?.namespaced ?? true;
    this.name = metadata?.name ?? nameOf(this, chart);
    this.namespace = namespaced ? (metadata?.namespace ?? chart?.namespace) : undefined;
    if (existing) declareExisting(this, kind, this.namespace, this.name);
  }

  /** An object of a built-in kind, checked by the compiler. */
  static of<K extends keyof KindTypes & string>(scope: Construct, id: string, type: K, props: ObjectOf<K>): ApiObject {
    const slash = type.lastIndexOf('/');
    return new ApiObject(scope, id, {
      apiVersion: type.slice(0, slash),
      kind: type.slice(slash + 1),
      ...(props as object),
    });
  }

  /** Where in the program it was made: `examples/shop/main.ts:31:5`. */
  get source(): string | undefined {
    return this.site.text;
  }

  /** This object must be there, and current, only after the others are. */
  addDependency(...others: Construct[]): void {
    this.node.addDependency(...others);
  }

  /** Notes a problem; synth reports those of the whole tree at once. */
  problem(message: string, field?: string): void {
    // What is found while rendering is found again with every rendering.
    this.noted.set(`${field} ${message}`, {
      path: this.node.path,
      kind: this.kind,
      source: this.source,
      field,
      message,
    });
  }

  /** The problems noted so far. */
  get problems(): readonly Problem[] {
    return [...this.noted.values()];
  }

  /** The manifest, as it is now: plain data, checked by nothing but its types. `synth` checks whole trees. */
  toJson(): KubeObject {
    return plain(this.toObject(), (message, field) => this.problem(message, field)) as KubeObject;
  }

  /** The manifest before it is made plain. Constructs with a shape of their own say its fields in `render`. */
  protected toObject(): KubeObject {
    const labels = { ...Chart.tryOf(this)?.labels, ...this.given.labels };
    const metadata = {
      name: this.name,
      namespace: this.namespace,
      labels: Object.keys(labels).length ? labels : undefined,
      annotations: this.given.annotations,
      finalizers: this.given.finalizers,
    };
    return { apiVersion: this.apiVersion, kind: this.kind, metadata, ...this.fields, ...this.render() };
  }

  /** The fields beside metadata, as they are when the tree is complete. */
  protected render(): { readonly [field: string]: unknown } {
    return {};
  }
}

/** The ids below the chart, joined: `web`, `web-service`. */
function nameOf(object: Construct, chart: Chart | undefined): string {
  const scopes = object.node.scopes;
  const from = chart ? scopes.indexOf(chart) + 1 : 1;
  return scopes
    .slice(from)
    .map((scope) => scope.node.id)
    .filter((id) => id !== 'Default')
    .join('-')
    .toLowerCase();
}
