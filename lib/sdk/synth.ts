// From the tree to manifests and their graph, in one pass over it.

import { Graph } from 'graphlib';
import type { Construct, IConstruct } from 'constructs';
import type { KubeObject } from '../api/object.ts';
import { checkConstraints, checkName, isWell } from '../api/rules/constraints.ts';
import { podSpecPath, referencesOf, type Reference } from '../api/rules/references.ts';
import { printValue } from '../api/field-errors.ts';
import { kindSchema } from '../api/schema/schema.ts';
import type { JSONSchemaProps } from '../api/schema/types/apiextensions-v1.ts';
import type { SimulationSpec } from '../api/simulation/simulation.ts';
import { addressesIn, textsOf, type Address } from './addresses.ts';
import { ApiObject } from './api-object.ts';
import { visitAspects } from './aspects.ts';
import type { Chart } from './chart.ts';
import { checkSchema } from './custom-schema.ts';
import { isDeclared } from './existing.ts';
import { grant, sort } from './graph.ts';
import { checkKnown, checkTarget, type TargetVersion } from './target/target.ts';
import { checkStructure, type Told } from './manifest.ts';
import { checkOverlaps } from './overlaps.ts';
import { Patch } from './patch.ts';
import { nearest, SynthError, type Problem } from './problems.ts';

/** One manifest, and where it was written. */
export interface SynthObject {
  readonly object: KubeObject;
  /** Construct path. */
  readonly path: string;
  /** File, line and column of the program. */
  readonly source?: string;
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
  }

  get source(): string | undefined {
    return this.construct.source;
  }
}

interface Made {
  readonly construct: ApiObject;
  readonly object: KubeObject;
  readonly told: Told;
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

const groupOf = (apiVersion: string | undefined): string =>
  apiVersion?.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** One name in one place, whatever its version. Without a namespace it is the one that is called default. */
const idOf = (apiVersion: string | undefined, kind: string, namespace: string | undefined, name: string): string =>
  `${kind}.${groupOf(apiVersion)}/${namespace ?? 'default'}/${name}`;

/** `simulated` reads from the whole tree what only a simulation knows. */
export function synthesize(
  root: Construct,
  name: string,
  simulated: (constructs: readonly IConstruct[]) => SimulationSpec,
  target?: TargetVersion,
): Synth {
  const problems: Problem[] = [];
  visitAspects(root);
  const tree = walk(root, problems, target);
  checkPatches(tree, problems);
  checkOverlaps(tree.made);
  const { made, byId } = tree;
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
  made.forEach(({ construct, object, told }, at) => {
    const { namespace } = object.metadata;
    if (namespace !== undefined) {
      const scope = namespaces.get(namespace);
      if (scope !== undefined) needs[at]!.push(scope);
      else if (!there(namespace))
        told(
          `no Namespace ${namespace}, and nothing here makes one. new Namespace(…), or leave it to a cluster that has it: new Namespace(…, { existing: true })`,
          'metadata.namespace',
        );
    }
    const definition =
      definitions.size > 0 ? definitions.get(`${groupOf(object.apiVersion)}/${object.kind}`) : undefined;
    if (definition !== undefined) needs[at]!.push(definition);
    if (definition !== undefined || construct.ownSchema)
      checkCustom(construct, object, definition === undefined ? undefined : made[definition]!.object, told);
    for (const reference of referencesOf(object)) {
      const target = byId.get(idOf(reference.apiVersion, reference.kind, reference.namespace, reference.name));
      if (target === undefined) missing(tree, construct, reference, told);
      else {
        // A route to a service does not wait for it to be current, but is better applied after it; a thing never waits for itself.
        if (target !== at) needs[at]!.push(target);
        missingKey(made[target]!.object, reference, told);
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
  const wanted = wishes(tree);
  guards(tree, needs, groups, wanted);
  const granted = grant(needs, wanted);
  const whole = granted.size ? needs.map((it, at) => [...it, ...(granted.get(at) ?? [])]) : needs;
  return assemble(name, simulated(tree.constructs), tree, groups, whole, granted.size ? sort(whole).order : order);
}

interface Tree {
  readonly constructs: readonly IConstruct[];
  readonly made: readonly Made[];
  readonly byId: ReadonlyMap<string, number>;
  /** For each construct, in their order, its own number in the tree and the objects at or below it. */
  readonly places: readonly Place[];
  /** The place of a construct; undefined for one of another tree. */
  placeOf(construct: IConstruct): Place | undefined;
}

interface Place {
  readonly at: number;
  last: number;
  readonly from: number;
  to: number;
}

/** Visits every construct once, scopes first, and renders and checks the objects. */
function walk(root: Construct, problems: Problem[], target: TargetVersion | undefined): Tree {
  const constructs: IConstruct[] = [];
  const made: Made[] = [];
  const byId = new Map<string, number>();
  const places: Place[] = [];
  const render = (construct: ApiObject): void => {
    const object = construct.toJson();
    const told: Told = (message, field) =>
      void problems.push({
        path: construct.node.path,
        kind: construct.kind,
        source: construct.source,
        field,
        message,
      });
    for (const problem of construct.problems) problems.push(problem);
    check(object, target, told);
    const { namespace, name } = object.metadata;
    const id = idOf(object.apiVersion, object.kind!, namespace, name!);
    const twin = byId.get(id);
    if (twin === undefined) byId.set(id, made.length);
    else
      told(
        `there is already a ${object.kind} ${name}${namespace ? ` in namespace ${namespace}` : ''}: ${made[twin]!.construct.node.path}`,
      );
    made.push({ construct, object, told });
  };
  const visit = (construct: IConstruct): void => {
    const place: Place = { at: constructs.length, last: 0, from: made.length, to: 0 };
    places.push(place);
    constructs.push(construct);
    const { node } = construct;
    const isObject = ApiObject.isApiObject(construct);
    for (const message of node.validate())
      problems.push({
        path: node.path,
        kind: isObject ? construct.kind : construct.constructor.name,
        source: (construct as { readonly source?: string }).source,
        message,
      });
    if (isObject && !construct.existing) render(construct);
    for (const child of node.children) visit(child);
    place.to = made.length;
    place.last = constructs.length - 1;
  };
  visit(root);
  let known: Map<IConstruct, Place> | undefined;
  const placeOf = (construct: IConstruct): Place | undefined => {
    // Few trees ask for any; looking constructs up marks each of them.
    known ??= new Map(constructs.map((it, at) => [it, places[at]!]));
    return known.get(construct);
  };
  return { constructs, made, byId, places, placeOf };
}

/** What is wrong with a manifest by itself. */
function check(object: KubeObject, target: TargetVersion | undefined, told: Told): void {
  for (const error of checkName(object.apiVersion, object.kind, object.metadata.name!))
    told(`Invalid value: ${printValue(object.metadata.name)}: ${error}`, 'metadata.name');
  const schema = kindSchema(object.apiVersion ?? '', object.kind ?? '');
  if (!schema) {
    checkKnown(object, target ?? '1.36', told);
    return;
  }
  if (target) checkTarget(object, schema, target, told);
  if (isWell(object, schema)) return;
  // Rules are about values of the right type; where some are not, an error of theirs would only repeat what is said already.
  const said = new Set<string>();
  checkStructure(object, schema, (message, field) => {
    said.add(field ?? '');
    told(message, field);
  });
  for (const { field, body } of checkConstraints(object, schema)) if (!said.has(field)) told(body, field);
}

/** Holds a custom resource to the schema that its construct brings, or that its definition in the tree has. */
function checkCustom(construct: ApiObject, object: KubeObject, definition: KubeObject | undefined, told: Told): void {
  let schema = construct.ownSchema;
  if (!schema && definition) {
    const versions = definition['spec']?.versions as { name: string; schema?: { openAPIV3Schema?: JSONSchemaProps } }[];
    const name = object.apiVersion!.slice(object.apiVersion!.indexOf('/') + 1);
    const version = versions?.find((it) => it.name === name);
    if (!version)
      told(
        `${definition.metadata.name} has no version ${name}; it has ${versions?.map((it) => it.name).join(', ')}`,
        'apiVersion',
      );
    schema = version?.schema?.openAPIV3Schema;
  }
  if (!schema) return;
  const { apiVersion: _, kind: __, metadata: ___, ...fields } = object;
  const { apiVersion: _a, kind: _k, metadata: _m, ...properties } = schema.properties ?? {};
  checkSchema(fields, { ...schema, properties, required: schema.required?.filter((it) => it in properties) }, told);
}

/** Tells of patches that are for nothing, or do nothing. */
function checkPatches({ constructs, made, placeOf }: Tree, problems: Problem[]): void {
  for (const patch of constructs) {
    if (!Patch.isPatch(patch)) continue;
    const { from, to } = placeOf(patch.node.scope!)!;
    const within = made.slice(from, to).map((it) => it.object);
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
function missing({ made }: Tree, construct: ApiObject, reference: Reference, told: Told): void {
  const { kind, namespace, name } = reference;
  if (!NEEDED.has(kind) || reference.optional || BUILT_IN.test(`${kind}/${name}`)) return;
  if (isDeclared(construct.node.root, kind, namespace, name)) return;
  const elsewhere = made.find(({ object }) => object.kind === kind && object.metadata.name === name);
  const there = elsewhere
    ? `There is one in namespace ${elsewhere.object.metadata.namespace ?? 'default'} (${elsewhere.construct.node.path}), which is out of reach.`
    : `new ${kind}(…), or { existing: '${name}' }`;
  told(
    `no ${kind} ${name}${namespace ? ` in namespace ${namespace}` : ''}, and nothing here makes one. ${there}`,
    reference.path,
  );
}

/** Tells of a key that a ConfigMap or Secret of the tree does not have. */
function missingKey(target: KubeObject, { kind, key, name, optional, path }: Reference, told: Told): void {
  if (key === undefined || optional || (kind !== 'ConfigMap' && kind !== 'Secret')) return;
  const keys = Object.keys({ ...target['data'], ...target['binaryData'], ...target['stringData'] });
  // Some are filled in later by a controller, and come empty.
  if (keys.length === 0 || keys.includes(key)) return;
  told(`${kind} ${name} has no key ${key}; it has ${keys.join(', ')}`, path);
}

/** Explicit dependencies, of constructs on constructs, whatever stands below either. Adds to `needs` and gives the groups' paths. */
function dependencies({ constructs, made, places, placeOf }: Tree, needs: number[][]): string[] {
  const paths: string[] = [];
  const group = (path: string, members: number[]): number => {
    paths.push(path);
    needs.push(members);
    return needs.length - 1;
  };
  const whole = new Map<IConstruct, number>();
  /** The node that stands for everything at or below a construct. */
  const allOf = (construct: IConstruct, { from, to }: Place): number => {
    if (to - from === 1) return from;
    let node = whole.get(construct);
    if (node === undefined)
      whole.set(
        construct,
        (node = group(
          `${construct.node.path}/*`,
          Array.from({ length: to - from }, (_, i) => from + i),
        )),
      );
    return node;
  };
  for (let at = 0; at < constructs.length; at++) {
    const construct = constructs[at]!;
    const targets = construct.node.dependencies;
    if (targets.length === 0) continue;
    const mine = places[at]!;
    const outside: number[] = [];
    for (const target of targets) {
      const place = placeOf(target);
      if (!place || place.to === place.from || mine.to === mine.from) continue;
      if (place.at <= mine.at && mine.at <= place.last) {
        const { told } = made[mine.from]!;
        told(`${construct.node.path} depends on ${target.node.path || 'the app'}, which holds it`);
      } else if (mine.at < place.at && place.at <= mine.last) {
        // On a part of itself: the others come after that part.
        const node = allOf(target, place);
        for (let at = mine.from; at < mine.to; at++) if (at < place.from || at >= place.to) needs[at]!.push(node);
      } else outside.push(allOf(target, place));
    }
    if (outside.length === 0) continue;
    const many = mine.to - mine.from > 1 && outside.length > 1;
    const gate = many ? [group(`${construct.node.path}/…`, outside)] : outside;
    for (let at = mine.from; at < mine.to; at++) needs[at]!.push(...gate);
  }
  return paths;
}

/** For each object the Services its pods speak to, and the workloads behind these. */
function wishes({ made, byId }: Tree): Map<number, readonly number[]> {
  const services = new Set<string>();
  for (const { object } of made) if (object.kind === 'Service') services.add(object.metadata.name!);
  const found = new Map<number, readonly number[]>();
  if (services.size === 0) return found;
  let positions: Map<unknown, number> | undefined;
  const find = ({ name, namespace, port }: Address, own: string | undefined): number | undefined => {
    const at = byId.get(idOf('v1', 'Service', namespace ?? own, name));
    if (at === undefined || port === undefined) return at;
    const ports = made[at]!.object['spec']?.ports as { port?: number }[] | undefined;
    return ports?.some((it) => it.port === port) ? at : undefined;
  };
  const spoken = (at: number): Address[] =>
    textsOf(made[at]!.object)
      .flatMap(addressesIn)
      .filter(({ name }) => services.has(name));
  // A ConfigMap may be read by many; its text is looked through once.
  const settings = new Map<number, Address[]>();
  made.forEach(({ object }, at) => {
    // Only pods speak, and what they are given to read.
    if (podSpecPath(object.apiVersion, object.kind) === undefined) return;
    const addresses = spoken(at);
    for (const { apiVersion, kind, name, namespace, use } of referencesOf(object)) {
      if (use !== 'run' || (kind !== 'ConfigMap' && kind !== 'Secret')) continue;
      const data = byId.get(idOf(apiVersion, kind, namespace, name));
      if (data === undefined) continue;
      if (!settings.has(data)) settings.set(data, spoken(data));
      addresses.push(...settings.get(data)!);
    }
    const targets = new Set<number>();
    for (const address of addresses) {
      const service = find(address, object.metadata.namespace);
      if (service === undefined) continue;
      positions ??= new Map(made.map(({ construct }, at) => [construct, at]));
      const owner = positions.get(made[service]!.construct.node.scope);
      // A workload that names its own Service waits for neither.
      if (service === at || owner === at) continue;
      targets.add(service);
      if (owner !== undefined) targets.add(owner);
    }
    if (targets.size) found.set(at, [...targets]);
  });
  return found;
}

/** What says what pods of its namespace may do: there before them where nothing speaks against it, so that none slips through. */
const GUARDS = new Set(['LimitRange', 'ResourceQuota', 'NetworkPolicy']);

/** Adds to the wishes of everything that makes pods the guards of its namespace; behind a group where there are several. */
function guards({ made }: Tree, needs: number[][], groups: string[], wanted: Map<number, readonly number[]>): void {
  const byNamespace = new Map<string, number[]>();
  made.forEach(({ object }, at) => {
    if (!GUARDS.has(object.kind!)) return;
    const namespace = object.metadata.namespace ?? 'default';
    const known = byNamespace.get(namespace);
    if (known) known.push(at);
    else byNamespace.set(namespace, [at]);
  });
  if (byNamespace.size === 0) return;
  const nodes = new Map<string, number>();
  for (const [namespace, members] of byNamespace) {
    if (members.length > 1) {
      groups.push(`guards of ${namespace}/*`);
      needs.push(members);
    }
    nodes.set(namespace, members.length > 1 ? needs.length - 1 : members[0]!);
  }
  made.forEach(({ object }, at) => {
    const node = nodes.get(object.metadata.namespace ?? 'default');
    if (node === undefined || podSpecPath(object.apiVersion, object.kind) === undefined) return;
    wanted.set(at, [...(wanted.get(at) ?? []), node]);
  });
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
    const after: number[] = [];
    const afterGroups: number[] = [];
    const all = needs[at]!;
    if (all.length === 0) return NOTHING;
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
