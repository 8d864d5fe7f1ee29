import { Construct } from 'constructs';
import { mark } from './copies.ts';
import type { KubeObject } from '../api/object.ts';
import { checkMoves, type Move } from './moves.ts';
import { CallSite } from './source.ts';

const marked = mark<Chart>('Chart');

export interface ChartProps {
  /** The namespace of its objects that say none. */
  readonly namespace?: string;
  /** Labels of all its objects. */
  readonly labels?: { readonly [key: string]: string };
  /**
   * What was called otherwise before: its objects keep the names they had, and so are changed, not removed and made anew.
   * `moved: [{ from: 'cart/redis', to: 'cache' }]`
   */
  readonly moved?: readonly Move[];
}

/** A root whose tree can be synthesized. */
interface Root {
  synth(): { readonly objects: readonly { readonly object: KubeObject; readonly chart: string }[] };
}

/** A part of the tree that shares a namespace and labels; written to one file by synth. Names of objects are unique by their ids below it. */
export class Chart extends Construct {
  readonly namespace: string | undefined;
  readonly labels: { readonly [key: string]: string };
  readonly moved: readonly Move[];
  private readonly site: CallSite | undefined;

  constructor(scope: Construct, id: string, props: ChartProps = {}) {
    super(scope, id);
    const outer = Chart.tryOf(scope);
    this.namespace = props.namespace ?? outer?.namespace;
    this.labels = { ...outer?.labels, ...props.labels };
    this.moved = props.moved ?? [];
    if (this.moved.length === 0) return;
    this.site = new CallSite(new.target);
    this.node.addValidation({ validate: () => checkMoves(this) });
  }

  /** Where in the program its moves are said; undefined where it has none. */
  get source(): string | undefined {
    return this.site?.text;
  }

  /** Whether a construct is a chart, of this copy of the package or another. */
  static isChart(value: unknown): value is Chart {
    return marked.is(value);
  }

  /** The nearest chart around a construct, itself included; undefined when there is none. */
  static tryOf(construct: Construct): Chart | undefined {
    for (let at: Construct | undefined = construct; at; at = at.node.scope as Construct | undefined)
      if (marked.is(at)) return at;
    return undefined;
  }

  /** The nearest chart around a construct; throws when there is none. */
  static of(construct: Construct): Chart {
    const chart = Chart.tryOf(construct);
    if (!chart) throw new Error(`${construct.node.path} is in no chart`);
    return chart;
  }

  /** All of this chart comes after all of the others. */
  addDependency(...others: Construct[]): void {
    this.node.addDependency(...others);
  }

  /**
   * The manifests of the objects whose nearest chart this is, each after what it needs. The whole app is checked: throws `SynthError`
   * with everything that is wrong in it.
   */
  toJson(): KubeObject[] {
    const root = this.node.root as unknown as Partial<Root>;
    if (typeof root.synth !== 'function') throw new Error(`${this.node.path} is in no App`);
    const { path } = this.node;
    return root
      .synth()
      .objects.filter((it) => it.chart === path)
      .map((it) => it.object);
  }
}
marked.put(Chart);
