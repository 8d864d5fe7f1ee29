import { Construct, RootConstruct, type IConstruct } from 'constructs';
import { ASSUMED, type SimulationSpec } from '../api/simulation/simulation.ts';
import { ApiObject } from './api-object.ts';
import { Chart } from './chart.ts';
import type { Profile } from './profile.ts';
import {
  isImage,
  isFailure,
  isLoad,
  isPool,
  isProgram,
  type Image,
  type Failure,
  type Load,
  type NodePool,
  type Program,
} from './simulation/simulation.ts';
import { TARGETS, type TargetVersion } from './target/target.ts';
import { synthesize, type Synth } from './synth.ts';
import type { KubeObject } from '../api/object.ts';
import { toYaml } from './yaml.ts';

export interface AppProps {
  /** The name deployments are kept under. Default: the id of the first chart. */
  readonly name?: string;
  /** The profile the tree is built for: its name becomes part of the deployment's. */
  readonly profile?: Profile<string, unknown>;
  /** The version of Kubernetes it is for: what that lacks, or has off by default, is an error. Everything of 1.36 when not said. */
  readonly target?: TargetVersion;
  /** What only an embedded cluster is told, beside what constructs say. */
  readonly cluster?: Partial<SimulationSpec>;
}

/** The root of a tree. A program makes one and exports it as its default. */
export class App extends RootConstruct {
  private readonly props: AppProps;

  constructor(props: AppProps = {}) {
    super('');
    this.props = props;
  }

  /** The name deployments are kept under. */
  get name(): string {
    const { profile } = this.props;
    const name = this.props.name ?? this.node.children.find((it) => Chart.isChart(it))?.node.id ?? 'app';
    return profile ? `${name}-${profile.name}` : name;
  }

  /** Manifests and their graph. Throws `SynthError` with all problems of the tree; writes nothing. */
  synth(): Synth {
    const { target } = this.props;
    if (target !== undefined && !TARGETS.includes(target))
      throw new Error(`target ${String(target)} is not known; there are ${TARGETS.join(', ')}`);
    return synthesize(this, this.name, (constructs) => this.simulated(constructs), target);
  }

  /** The manifests of the whole tree, each after what it needs. */
  toJson(): KubeObject[] {
    return this.synth().objects.map((it) => it.object);
  }

  /** The same as one YAML text. */
  toYaml(): string {
    return toYaml(this.toJson());
  }

  /** What the tree says of the machines and programs of an embedded cluster; the assumed one when it says no pools. */
  simulation(): SimulationSpec {
    return this.simulated(this.node.findAll());
  }

  private simulated(constructs: readonly IConstruct[]): SimulationSpec {
    const pools: NodePool[] = [];
    const programs: Program[] = [];
    const images: Image[] = [];
    const loads: Load[] = [];
    const failures: Failure[] = [];
    for (let i = 0; i < constructs.length; i++) {
      const construct = constructs[i]!;
      if (ApiObject.isApiObject(construct)) continue;
      if (isPool(construct)) pools.push(construct);
      else if (isProgram(construct)) programs.push(construct);
      else if (isImage(construct)) images.push(construct);
      else if (isLoad(construct)) loads.push(construct);
      else if (isFailure(construct)) failures.push(construct);
    }
    const given = this.props.cluster ?? {};
    const all = [...(given.pools ?? []), ...pools.map((it) => it.spec)];
    return {
      ...given,
      pools: all.length ? all : ASSUMED.pools,
      ...(all.length ? { source: pools[0]?.source ?? given.source ?? 'given' } : {}),
      programs: [...programs.map((it) => it.spec), ...(given.programs ?? [])],
      images: [...images.map((it) => it.spec), ...(given.images ?? [])],
      ...(loads.length || given.loads ? { loads: [...loads.map((it) => it.spec), ...(given.loads ?? [])] } : {}),
      ...(failures.length || given.failures
        ? { failures: [...failures.map((it) => it.spec), ...(given.failures ?? [])] }
        : {}),
    };
  }

  /** Whether a value is an app, of this copy of the package or another. */
  static isApp(value: unknown): value is App {
    return Construct.isConstruct(value) && typeof (value as Partial<App>).synth === 'function';
  }
}
