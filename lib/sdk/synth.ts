// From the tree to manifests and their graph, in one pass over it.

import { Graph } from 'graphlib';
import type { Construct, IConstruct } from 'constructs';
import type { KubeObject } from '../api/object.ts';
import { readReferences, type Reference } from '../api/rules/references.ts';
import type { SimulationSpec } from '../api/simulation/simulation.ts';
import type { ApiObject } from './api-object.ts';
import { visitAspects } from './aspects.ts';
import type { Chart } from './chart.ts';
import { isDeclared } from './existing.ts';
import { grant, sort } from './graph.ts';
import { checkCustom } from './manifest-checks.ts';
import { checkOverlaps } from './overlaps.ts';
import { Patch } from './patch.ts';
import { nearest, SynthError, type Problem } from './problems.ts';
import type { TargetVersion } from './target/target.ts';
import { groupOf, walkTree, type Made, type Tree } from './tree.ts';
import { guards, wishes } from './wishes.ts';

/** One manifest, and where it was written. */
export interface SynthObject {
  readonly object: KubeObject;
  /** Construct path. */
  readonly path: string;
  /** File, line and column of the program. */
  readonly source?: string;
  /** Construct path it had before it was moved, as its chart says. */
  readonly movedFrom?: string;
  /** The chart it belongs to; '' outside any. */
  readonly chart: string;
  /** Positions of the objects that must be current first. */
  readonly after: readonly number[];
  /** Positions of the groups all of which must be current first. */
  readonly afterGroups: readonly number[];
}

/** Many objects behind one name, so that n objects that come after m others make n + m edges. */
export interface SynthGroup {
  /** `shop/*`: all of the construct `shop`; `shop/…`: what everything in it comes after. */
  readonly path: string;
  readonly after: readonly number[];
  readonly afterGroups: readonly number[];
}

export interface Synth {
  readonly name: string;
  /** In an order in which each comes after what it needs. */
  readonly objects: readonly SynthObject[];
  /** What stands for many objects in dependencies between constructs; empty where there are none. */
  readonly groups: readonly SynthGroup[];
  /** The dependency graph: an edge from each object or group to what it needs, by construct path. */
  readonly graph: Graph;
  readonly simulation: SimulationSpec;
}

/** Says its line when it is asked: most are not, and reading a stack costs more than all the rest of it. */
class Placed implements SynthObject {
  readonly object: KubeObject;
  readonly path: string;
  readonly chart: string;
  readonly after: readonly number[];
  readonly afterGroups: readonly number[];
  declare readonly movedFrom?: string;
  private readonly construct: ApiObject;

  constructor(
    { construct, object }: Made,
    chart: string,
    { after, afterGroups }: Pick<SynthGroup, 'after' | 'afterGroups'>,
  ) {
    this.object = object;
    this.path = construct.node.path;
    this.chart = chart;
    this.after = after;
    this.afterGroups = afterGroups;
    this.construct = construct;
    if (construct.isMoved) this.movedFrom = construct.movedFrom!;
  }

  get source(): string | undefined {
    return this.construct.source;
  }
}

const NOTHING = { after: [], afterGroups: [] };

/** Objects a fresh cluster has, by `Kind/name`. */
const BUILT_IN =
  /^(Namespace\/(default|kube-\w[\w-]*)|ServiceAccount\/default|PriorityClass\/system-(cluster|node)-critical|ConfigMap\/kube-root-ca\.crt|ClusterRole\/(admin|edit|view|cluster-admin|system:.*)|(User|Group)\/.*)$/;

/** Kinds a pod cannot run, or a request cannot be served, without. */
const NEEDED = new Set([
  'Secret',
  'ConfigMap',
  'ServiceAccount',
  'PersistentVolumeClaim',
  'Role',
  'ClusterRole',
  'PriorityClass',
  'RuntimeClass',
]);

/** `simulated` reads from the whole tree what only a simulation knows. */
export function synthesize(
  root: Construct,
  name: string,
  simulated: (constructs: readonly IConstruct[]) => SimulationSpec,
  target?: TargetVersion,
): Synth {
  const problems: Problem[] = [];
  visitAspects(root);
  const tree = walkTree(root, problems, target);
  checkPatches(tree, problems);
  checkOverlaps(tree.made);
  const { made, index } = tree;
  const needs: number[][] = made.map(() => []);
  const namespaces = new Map<string, number>();
  const definitions = new Map<string, number>();
  made.forEach(({ object }, at) => {
    if (object.kind === 'Namespace' && object.apiVersion === 'v1') namespaces.set(object.metadata.name!, at);
    if (object.kind === 'CustomResourceDefinition')
      definitions.set(`${object['spec']?.group}/${object['spec']?.names?.kind}`, at);
  });

  const known = new Map<string, boolean>();
  /** Whether a cluster has a namespace that the tree does not make. */
  const there = (namespace: string): boolean => {
    let found = known.get(namespace);
    if (found === undefined) {
      found = BUILT_IN.test(`Namespace/${namespace}`) || isDeclared(root.node.root, 'Namespace', undefined, namespace);
      known.set(namespace, found);
    }
    return found;
  };
  const references: (readonly Reference[])[] = [];
  made.forEach((it, at) => {
    const { construct, object } = it;
    const { namespace } = object.metadata;
    if (namespace !== undefined) {
      const scope = namespaces.get(namespace);
      if (scope !== undefined) needs[at]!.push(scope);
      else if (!there(namespace))
        it.told(
          `no Namespace ${namespace}, and nothing here makes one. new Namespace(…), or leave it to a cluster that has it: new Namespace(…, { existing: true })`,
          'metadata.namespace',
        );
    }
    const definition =
      definitions.size > 0 ? definitions.get(`${groupOf(object.apiVersion)}/${object.kind}`) : undefined;
    if (definition !== undefined) needs[at]!.push(definition);
    if (definition !== undefined || construct.ownSchema)
      checkCustom(construct, object, definition === undefined ? undefined : made[definition]!.object, it.told);
    const named = readReferences(object);
    references.push(named);
    for (let i = 0; i < named.length; i++) {
      const reference = named[i]!;
      const target = index.find(reference.apiVersion, reference.kind, reference.namespace, reference.name);
      if (target === undefined) missing(tree, reference, it);
      else {
        // A route to a service does not wait for it to be current, but is better applied after it; a thing never waits for itself.
        if (target !== at) needs[at]!.push(target);
        missingKey(made[target]!.object, reference, it);
      }
    }
  });

  const groups = dependencies(tree, needs);
  const { order, cycles } = sort(needs);
  for (const cycle of cycles) {
    const names = cycle.map((at) => made[at]?.construct.node.path ?? groups[at - made.length]!);
    // A group that may begin says nothing that the objects beside it do not.
    const said = names.filter((it) => !it.endsWith('…'));
    const first = made[cycle.find((at) => at < made.length)!]?.construct;
    problems.push({
      path: first?.node.path ?? said[0]!,
      kind: first?.kind ?? 'Chart',
      source: first?.source,
      message: `these need each other: ${[...said, said[0]].join(' → ')}`,
    });
  }
  if (problems.length) throw new SynthError(problems);

  // An address in what a pod is given means that its owner is wanted first; where some want each other, none of them waits.
  const wanted = wishes(tree, references);
  guards(tree, needs, groups, wanted);
  const granted = grant(needs, wanted);
  const whole = granted.size ? needs.map((it, at) => [...it, ...(granted.get(at) ?? [])]) : needs;
  return assemble(name, simulated(tree.constructs), tree, groups, whole, granted.size ? sort(whole).order : order);
}

/** Tells of patches that are for nothing, or do nothing. */
function checkPatches({ constructs, made, from, to, numberOf }: Tree, problems: Problem[]): void {
  for (const patch of constructs) {
    if (!Patch.isPatch(patch)) continue;
    const scope = numberOf(patch.node.scope!)!;
    const within = made.slice(from[scope], to[scope]).map((it) => it.object);
    const told = (message: string): void =>
      void problems.push({ path: patch.node.path, kind: 'Patch', source: patch.source, message });
    if (!within.some((it) => patch.matches(it))) {
      const { kind, name } = patch.of;
      const alike = within.filter((it) => kind === undefined || it.kind === kind).map((it) => it.metadata.name!);
      const near = name && nearest(name, alike);
      const hint = near ? ` Did you mean ${near}?` : alike.length ? ` There are ${alike.slice(0, 10).join(', ')}` : '';
      told(`matches nothing in ${patch.node.scope!.node.path || 'the app'}: ${JSON.stringify(patch.of)}.${hint}`);
    } else if (!patch.hadEffect && !problems.some((it) => it.source === patch.source)) told('changes nothing');
  }
}

/** Tells of an object that is named and not there. */
function missing({ made }: Tree, reference: Reference, by: Made): void {
  const { kind, namespace, name } = reference;
  if (!NEEDED.has(kind) || reference.optional || BUILT_IN.test(`${kind}/${name}`)) return;
  if (isDeclared(by.construct.node.root, kind, namespace, name)) return;
  const elsewhere = made.find(({ object }) => object.kind === kind && object.metadata.name === name);
  const there = elsewhere
    ? `There is one in namespace ${elsewhere.object.metadata.namespace ?? 'default'} (${elsewhere.construct.node.path}), which is out of reach.`
    : `new ${kind}(…), or { existing: '${name}' }`;
  by.told(
    `no ${kind} ${name}${namespace ? ` in namespace ${namespace}` : ''}, and nothing here makes one. ${there}`,
    reference.path,
  );
}

/** Tells of a key that a ConfigMap or Secret of the tree does not have. */
function missingKey(target: KubeObject, { kind, key, name, optional, path }: Reference, by: Made): void {
  if (key === undefined || optional || (kind !== 'ConfigMap' && kind !== 'Secret')) return;
  if (target['data']?.[key] !== undefined) return;
  const keys = Object.keys({ ...target['data'], ...target['binaryData'], ...target['stringData'] });
  // Some are filled in later by a controller, and come empty.
  if (keys.length === 0 || keys.includes(key)) return;
  by.told(`${kind} ${name} has no key ${key}; it has ${keys.join(', ')}`, path);
}

/** Explicit dependencies, of constructs on constructs, whatever stands below either. Adds to `needs` and gives the groups' paths. */
function dependencies({ constructs, made, from, to, last, numberOf }: Tree, needs: number[][]): string[] {
  const paths: string[] = [];
  const group = (path: string, members: number[]): number => {
    paths.push(path);
    needs.push(members);
    return needs.length - 1;
  };
  const whole = new Map<number, number>();
  /** The node that stands for everything at or below a construct. */
  const allOf = (at: number): number => {
    const first = from[at]!;
    const count = to[at]! - first;
    if (count === 1) return first;
    let node = whole.get(at);
    if (node === undefined)
      whole.set(
        at,
        (node = group(
          `${constructs[at]!.node.path}/*`,
          Array.from({ length: count }, (_, i) => first + i),
        )),
      );
    return node;
  };
  for (let mine = 0; mine < constructs.length; mine++) {
    const construct = constructs[mine]!;
    const targets = construct.node.dependencies;
    if (targets.length === 0) continue;
    const [first, end] = [from[mine]!, to[mine]!];
    const outside: number[] = [];
    for (const target of targets) {
      const its = numberOf(target);
      if (its === undefined || from[its] === to[its] || first === end) continue;
      if (its <= mine && mine <= last[its]!)
        made[first]!.told(`${construct.node.path} depends on ${target.node.path || 'the app'}, which holds it`);
      else if (mine < its && its <= last[mine]!) {
        // On a part of itself: the others come after that part.
        const node = allOf(its);
        for (let at = first; at < end; at++) if (at < from[its]! || at >= to[its]!) needs[at]!.push(node);
      } else outside.push(allOf(its));
    }
    if (outside.length === 0) continue;
    const many = end - first > 1 && outside.length > 1;
    const gate = many ? [group(`${construct.node.path}/…`, outside)] : outside;
    for (let at = first; at < end; at++) needs[at]!.push(...gate);
  }
  return paths;
}

function assemble(
  name: string,
  simulation: SimulationSpec,
  { made }: Tree,
  groups: readonly string[],
  needs: readonly (readonly number[])[],
  order: readonly number[],
): Synth {
  const position = new Int32Array(needs.length);
  let count = 0;
  for (const at of order) if (at < made.length) position[at] = count++;
  for (let at = made.length; at < needs.length; at++) position[at] = at - made.length;
  const split = (at: number): Pick<SynthGroup, 'after' | 'afterGroups'> => {
    const all = needs[at]!;
    if (all.length === 0) return NOTHING;
    const after: number[] = [];
    const afterGroups: number[] = [];
    // Few things need many others; those that do are the groups, whose members are apart from each other.
    const few = all.length < 20 || at >= made.length ? all : [...new Set(all)];
    for (const to of few) {
      const list = to >= made.length ? afterGroups : after;
      const place = position[to]!;
      if (to !== at && (few.length >= 20 || !list.includes(place))) list.push(place);
    }
    return { after, afterGroups };
  };
  const charts = new Map<Chart, string>();
  const chartPath = (chart: Chart | undefined): string => {
    if (!chart) return '';
    let path = charts.get(chart);
    if (path === undefined) charts.set(chart, (path = chart.node.path));
    return path;
  };
  const objects: SynthObject[] = [];
  for (const at of order) {
    if (at >= made.length) continue;
    objects.push(new Placed(made[at]!, chartPath(made[at]!.construct.chart), split(at)));
  }
  const gathered = groups.map((path, i): SynthGroup => ({ path, ...split(made.length + i) }));
  let graph: Graph | undefined;
  return {
    name,
    objects,
    groups: gathered,
    get graph() {
      return (graph ??= graphOf(objects, gathered));
    },
    simulation,
  };
}

function graphOf(objects: readonly SynthObject[], groups: readonly SynthGroup[]): Graph {
  const graph = new Graph({ directed: true });
  for (const it of [...objects, ...groups]) graph.setNode(it.path);
  for (const it of [...objects, ...groups]) {
    for (const to of it.after) graph.setEdge(it.path, objects[to]!.path);
    for (const to of it.afterGroups) graph.setEdge(it.path, groups[to]!.path);
  }
  return graph;
}
