import { Construct } from 'constructs';
import type { KubeObject } from '../api/object.ts';
import type { JSONSchemaProps } from '../api/schema/types/apiextensions-v1.ts';
import type { KindTypes } from '../api/schema/types/kinds.ts';
import { resourceOfKind } from '../api/schema/resources.ts';
import { Chart } from './chart.ts';
import { mark } from './copies.ts';
import { declareExisting } from './existing.ts';
import { applyChange, type Change } from './change.ts';
import { plain, type Told } from './manifest.ts';
import { formerIds } from './moves.ts';
import { Patch } from './patch.ts';
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
export type ObjectOf<K extends keyof KindTypes> = Omit<KindTypes[K], 'apiVersion' | 'kind' | 'status'>;

const marked = mark<ApiObject>('ApiObject');

type Labels = { readonly [key: string]: string };
const NONE: readonly never[] = [];

/** Props that are no fields of the manifest, or are said apart. */
const OWN = new Set(['apiVersion', 'kind', 'metadata', 'existing']);

type Edit = (object: KubeObject, told: Told) => KubeObject;

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
  /** The nearest chart around it. */
  readonly chart: Chart | undefined;
  protected readonly given: Metadata;
  private readonly fields: { readonly [field: string]: unknown };
  private readonly site: CallSite;
  // Few objects have any of these.
  declare private noted: Map<string, Problem> | undefined;
  declare private schema: JSONSchemaProps | undefined;
  declare private edits: readonly { readonly edit: Edit; readonly site: CallSite }[] | undefined;
  declare private former: readonly string[] | undefined;
  declare private added: { readonly labels?: Labels; readonly annotations?: Labels } | undefined;

  constructor(scope: Construct, id: string, props: ApiObjectProps) {
    super(scope, id);
    this.site = new CallSite(new.target);
    const { apiVersion, kind, metadata, existing } = props;
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.given = metadata ?? {};
    this.fields = props;
    this.existing = existing ?? false;
    const chart = Chart.tryOf(this);
    this.chart = chart;
    const namespaced = resourceOfKind(apiVersion, kind)?.namespaced ?? true;
    const ids = idsOf(this, chart);
    const former = chart?.moved.length ? formerIds(ids, chart.moved) : undefined;
    if (former) this.former = former;
    this.name = metadata?.name ?? nameOf(former ?? ids);
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

  /** Whether a construct makes an object, of this copy of the package or another. */
  static isApiObject(value: unknown): value is ApiObject {
    return marked.is(value);
  }

  /** Where in the program it was made: `examples/shop/main.ts:31:5`. */
  get source(): string | undefined {
    return this.site.text;
  }

  /** Whether it has its name from where it was before. */
  get isMoved(): boolean {
    return this.former !== undefined && this.given.name === undefined;
  }

  /** Where it was before it was moved, as its chart says: `shop/cart/redis`. */
  get movedFrom(): string | undefined {
    if (!this.isMoved) return undefined;
    return [this.chart!.node.path, ...this.former!].filter(Boolean).join('/');
  }

  /** Its id, the one from before where it was moved: what lasting parts of it are called. */
  protected get lastingId(): string {
    return this.former?.at(-1) ?? this.node.id;
  }

  /** This object must be there, and current, only after the others are. */
  addDependency(...others: Construct[]): void {
    this.node.addDependency(...others);
  }

  /** Notes a problem; synth reports those of the whole tree at once. */
  problem(message: string, field?: string): void {
    this.note(message, field, this.source);
  }

  private note(message: string, field: string | undefined, source: string | undefined): void {
    // What is found while rendering is found again with every rendering.
    this.noted ??= new Map();
    this.noted.set(`${field} ${message}`, { path: this.node.path, kind: this.kind, source, field, message });
  }

  /** The problems noted so far. */
  get problems(): readonly Problem[] {
    return this.noted ? [...this.noted.values()] : NONE;
  }

  /** Another label of the object (of its pods: the `labels` of a workload). */
  addLabel(key: string, value: string): this {
    this.added = { ...this.added, labels: { ...this.added?.labels, [key]: value } };
    return this;
  }

  /** Another annotation of the object. */
  addAnnotation(key: string, value: string): this {
    this.added = { ...this.added, annotations: { ...this.added?.annotations, [key]: value } };
    return this;
  }

  /**
   * Changes the manifest after everything else is in it: the way to what no prop says. Checked like all the rest. A change that finds
   * nothing to work on, or changes nothing, is an error.
   */
  patch(change: Change): this {
    return this.lastly((object, told) => {
      const after = applyChange(object, change, told);
      if (JSON.stringify(after) === JSON.stringify(object)) told('the patch changes nothing');
      return after;
    });
  }

  /** Changes the manifest by a function, after everything else is in it. */
  edit(by: (manifest: KubeObject) => KubeObject): this {
    return this.lastly(by);
  }

  /** Holds the manifest to a schema, as the definition of a custom resource has it. */
  conformsTo(schema: object): this {
    this.schema = schema as JSONSchemaProps;
    return this;
  }

  /** What the manifest is held to besides its kind's own fields. */
  get ownSchema(): JSONSchemaProps | undefined {
    return this.schema;
  }

  private lastly(edit: Edit): this {
    this.edits = [...(this.edits ?? []), { edit, site: new CallSite() }];
    return this;
  }

  /** The manifest, as it is now: plain data, checked by nothing but its types. `synth` checks whole trees. */
  toJson(): KubeObject {
    const told: Told = (message, field) => this.problem(message, field);
    let object = plain(this.toObject(), told) as KubeObject;
    for (const { edit, site } of this.edits ?? NONE) {
      const before = object;
      object = edit(object, (message, field) => this.note(message, field, site.text));
      if (object !== before) object = plain(object, told) as KubeObject;
    }
    for (const patch of Patch.around(this))
      object = patch.apply(object, (message, field) =>
        this.note(`${message} (patch ${patch.node.path})`, field, patch.source),
      );
    return object;
  }

  /** The manifest before it is made plain. Constructs with a shape of their own say its fields in `render`. */
  protected toObject(): KubeObject {
    const { given, added } = this;
    const metadata: Record<string, unknown> = { name: this.name, namespace: this.namespace };
    for (const field in given)
      if (field !== 'name' && field !== 'namespace') metadata[field] = given[field as keyof Metadata];
    metadata['labels'] = merged(this.chart?.labels, given.labels, added?.labels);
    metadata['annotations'] = merged(undefined, given.annotations, added?.annotations);
    const object: Record<string, unknown> = { apiVersion: this.apiVersion, kind: this.kind, metadata };
    for (const field in this.fields) if (!OWN.has(field)) object[field] = this.fields[field];
    const rendered = this.render();
    for (const field in rendered) object[field] = rendered[field];
    return object as unknown as KubeObject;
  }

  /** The fields beside metadata, as they are when the tree is complete. */
  protected render(): { readonly [field: string]: unknown } {
    return {};
  }
}
marked.put(ApiObject);

/** Later ones win; undefined when there is none at all. */
function merged(outer: Labels | undefined, given: Labels | undefined, added: Labels | undefined): Labels | undefined {
  let labels: Record<string, string> | undefined;
  for (const key in outer) (labels ??= {})[key] = outer[key]!;
  for (const key in given) (labels ??= {})[key] = given[key]!;
  for (const key in added) (labels ??= {})[key] = added[key]!;
  return labels;
}

/** The ids below the chart. */
function idsOf(object: Construct, chart: Chart | undefined): readonly string[] {
  const scopes = object.node.scopes;
  return scopes.slice(chart ? scopes.indexOf(chart) + 1 : 1).map((scope) => scope.node.id);
}

/** Ids joined: `web`, `web-service`. */
function nameOf(ids: readonly string[]): string {
  return ids
    .filter((id) => id !== 'Default')
    .join('-')
    .toLowerCase();
}
