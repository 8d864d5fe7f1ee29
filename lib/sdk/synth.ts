// From the tree to manifests and their graph, in one pass over it.

import { Graph } from 'graphlib';
import type { Construct } from 'constructs';
import type { KubeObject } from '../api/object.ts';
import { checkConstraints, checkName } from '../api/rules/constraints.ts';
import { podSpecOf, referencesOf } from '../api/rules/references.ts';
import { printValue } from '../api/field-errors.ts';
import { kindSchema, type TypeSchema, type ValueSchema } from '../api/schema/schema.ts';
import type { SimulationSpec } from '../api/simulation/simulation.ts';
import { ApiObject } from './api-object.ts';
import { Chart } from './chart.ts';
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
}

export interface Synth {
  readonly name: string;
  /** In an order in which each comes after what it needs. */
  readonly objects: readonly SynthObject[];
  /** The dependency graph: an edge from each object to what it needs, by construct path. */
  readonly graph: Graph;
  readonly simulation: SimulationSpec;
}

/** Objects a fresh cluster has, by `Kind/name`. */
const BUILT_IN =
  /^(Namespace\/(default|kube-\w[\w-]*)|ServiceAccount\/default|PriorityClass\/system-(cluster|node)-critical|ConfigMap\/kube-root-ca\.crt|ClusterRole\/(admin|edit|view|cluster-admin|system:.*)|(User|Group)\/.*)$/;

const id = (kind: string, namespace: string | undefined, name: string): string => `${kind}/${namespace ?? ''}/${name}`;

/** What a construct stands for as a dependency: every object at or below it, behind one node, so that n on m makes n + m edges. */
interface GroupNode {
  readonly members: readonly number[];
}

export function synthesize(root: Construct, name: string, simulation: SimulationSpec): Synth {
  const problems: Problem[] = [];
  const constructs = root.node.findAll();
  const made: { construct: ApiObject; object: KubeObject }[] = [];
  const byId = new Map<string, number>();
  const namespaces = new Map<string, number>();
  const definitions = new Map<string, number>();
  for (const construct of constructs) {
    if (!isApiObject(construct)) {
      for (const message of construct.node.validate())
        problems.push({ path: construct.node.path, kind: construct.constructor.name, message });
      continue;
    }
    const object = prune(construct.toObject()) as KubeObject;
    const at = made.length;
    made.push({ construct, object });
    const told = (message: string, field?: string): void =>
      void problems.push({ path: construct.node.path, kind: construct.kind, source: construct.source, field, message });
    problems.push(...construct.problems);
    const group = object.apiVersion?.includes('/') ? object.apiVersion.split('/')[0]! : '';
    const key = id(`${object.kind}.${group}`, object.metadata.namespace, object.metadata.name!);
    const twin = byId.get(key);
    if (twin !== undefined)
      told(
        `there is already a ${object.kind} ${object.metadata.name}${object.metadata.namespace ? ` in namespace ${object.metadata.namespace}` : ''}: ${made[twin]!.construct.node.path}`,
      );
    byId.set(key, at);
    if (object.kind === 'Namespace' && group === '') namespaces.set(object.metadata.name!, at);
    if (object.kind === 'CustomResourceDefinition')
      definitions.set(`${object['spec']?.group}/${object['spec']?.names?.kind}`, at);
    const schema = kindSchema(object.apiVersion ?? '', object.kind ?? '');
    for (const error of checkName(object.apiVersion, object.kind, object.metadata.name!))
      told(`Invalid value: ${printValue(object.metadata.name)}: ${error}`, 'metadata.name');
    if (schema) {
      unknownFields(object, schema, told);
      for (const { field, body } of checkConstraints(object, schema)) told(body, field);
    }
  }

  const after: number[][] = made.map(() => []);
  const groups: GroupNode[] = [];
  made.forEach(({ construct, object }, at) => {
    const told = (message: string, field?: string): void =>
      void problems.push({ path: construct.node.path, kind: construct.kind, source: construct.source, field, message });
    const { namespace } = object.metadata;
    if (namespace !== undefined) {
      const scope = namespaces.get(namespace);
      if (scope !== undefined) after[at]!.push(scope);
      else if (!BUILT_IN.test(`Namespace/${namespace}`))
        told(
          `no Namespace ${namespace}, and nothing here makes one. new Namespace(…), or leave it to a cluster that has it: new Namespace(…, { existing: true })`,
          'metadata.namespace',
        );
    }
    const group = object.apiVersion?.includes('/') ? object.apiVersion.split('/')[0]! : '';
    const definition = definitions.get(`${group}/${object.kind}`);
    if (definition !== undefined) after[at]!.push(definition);
    for (const reference of referencesOf(object)) {
      const toGroup = reference.apiVersion.includes('/') ? reference.apiVersion.split('/')[0]! : '';
      const target = byId.get(id(`${reference.kind}.${toGroup}`, reference.namespace, reference.name));
      if (target !== undefined) {
        // A route to a service does not wait for it to be current, but is better applied after it; a thing never waits for itself.
        if (target !== at) after[at]!.push(target);
      } else if (
        NEEDED.has(reference.kind) &&
        !reference.optional &&
        !BUILT_IN.test(`${reference.kind}/${reference.name}`) &&
        !existing.has(`${reference.kind}/${reference.namespace ?? ''}/${reference.name}`)
      )
        told(
          `no ${reference.kind} ${reference.name}${reference.namespace ? ` in namespace ${reference.namespace}` : ''}, and nothing here makes one. new ${reference.kind}(…), or { existing: '${reference.name}' }`,
          reference.path,
        );
    }
  });

  // An address in an environment variable means that its owner is wanted first; where two want each other, neither waits.
  const positions = new Map<Construct, number>(made.map(({ construct }, at) => [construct, at]));
  const wishes: number[][] = made.map(({ object }, at) => {
    const found: number[] = [];
    for (const [, name, namespace] of addressesIn(object)) {
      const service = byId.get(id('Service.', namespace, name!));
      if (service === undefined) continue;
      const owner = positions.get(made[service]!.construct.node.scope as Construct) ?? -1;
      for (const target of [service, owner]) if (target >= 0 && target !== at) found.push(target);
    }
    return found;
  });

  // Explicit dependencies: of constructs on constructs, whatever stands below either.
  const below = new Map<Construct, number[]>();
  made.forEach(({ construct }, at) => {
    for (const scope of construct.node.scopes) {
      if (!below.has(scope as Construct)) below.set(scope as Construct, []);
      below.get(scope as Construct)!.push(at);
    }
  });
  const groupOf = new Map<Construct, number>();
  const gather = (construct: Construct): number | undefined => {
    const members = below.get(construct) ?? [];
    if (members.length === 1) return members[0];
    if (members.length === 0) return undefined;
    if (!groupOf.has(construct)) {
      groupOf.set(construct, made.length + groups.length);
      groups.push({ members });
    }
    return groupOf.get(construct);
  };
  for (const construct of constructs) {
    const { dependencies } = construct.node;
    if (!dependencies.length) continue;
    for (const target of dependencies) {
      const to = gather(target as Construct);
      if (to !== undefined) for (const at of below.get(construct) ?? []) after[at]!.push(to);
    }
  }

  const order = sort(
    made.length,
    (at) => (at < made.length ? after[at]! : groups[at - made.length]!.members),
    (at) => wishes[at] ?? [],
    made.length + groups.length,
  );
  for (const [at, to] of order.granted) after[at]!.push(to);
  if (order.cycle) {
    const names = order.cycle.filter((at) => at < made.length).map((at) => made[at]!.construct.node.path);
    const first = made[order.cycle.find((at) => at < made.length)!]!.construct;
    problems.push({
      path: first.node.path,
      kind: first.kind,
      source: first.source,
      message: `these need each other: ${[...names, names[0]].join(' → ')}`,
    });
  }
  if (problems.length) throw new SynthError(problems);

  const position = new Map<number, number>();
  for (const at of order.order) if (at < made.length) position.set(at, position.size);
  const graph = new Graph({ directed: true });
  for (const { construct } of made) graph.setNode(construct.node.path);
  const objects: SynthObject[] = [];
  for (const at of order.order) {
    if (at >= made.length) continue;
    const { construct, object } = made[at]!;
    const needs = new Set<number>();
    for (const to of after[at]!) {
      const targets = to < made.length ? [to] : groups[to - made.length]!.members;
      for (const target of targets) if (target !== at) needs.add(target);
    }
    for (const target of needs) graph.setEdge(construct.node.path, made[target]!.construct.node.path);
    objects.push({
      object,
      path: construct.node.path,
      source: construct.source,
      chart: Chart.tryOf(construct)?.node.path ?? '',
      after: [...needs].map((it) => position.get(it)!),
    });
  }
  return { name, objects, graph, simulation };
}

/** Kinds a pod cannot run, or a request cannot be served, without. */
const NEEDED = new Set([
  'Secret',
  'ConfigMap',
  'ServiceAccount',
  'PersistentVolumeClaim',
  'Role',
  'ClusterRole',
  'PriorityClass',
]);

/** What the program says is there already: `Kind/namespace/name`. */
const existing = new Set<string>();

/** Tells that an object is there without the tree making it. */
export function declareExisting(kind: string, namespace: string | undefined, name: string): void {
  existing.add(`${kind}/${namespace ?? ''}/${name}`);
}

function isApiObject(construct: unknown): construct is ApiObject {
  return construct instanceof ApiObject;
}

/** Without what is undefined; nothing else changes. */
function prune(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(prune);
  if (value && typeof value === 'object') {
    const out: Record<string, unknown> = {};
    for (const [key, it] of Object.entries(value)) if (it !== undefined) out[key] = prune(it);
    return out;
  }
  return value;
}

function unknownFields(
  value: unknown,
  type: TypeSchema,
  told: (message: string, field?: string) => void,
  path = '',
): void {
  if (!value || typeof value !== 'object') return;
  for (const [key, it] of Object.entries(value)) {
    const field = type.fields.get(key);
    const at = path ? `${path}.${key}` : key;
    if (!field) {
      const near = nearest(key, type.fields.keys());
      told(`unknown field.${near ? ` Did you mean ${near}?` : ''}`, at);
    } else descend(it, field, told, at);
  }
}

function descend(
  value: unknown,
  schema: ValueSchema,
  told: (message: string, field?: string) => void,
  path: string,
): void {
  if (schema.kind === 'object') unknownFields(value, schema.type!, told, path);
  else if (schema.kind === 'array' && Array.isArray(value))
    value.forEach((item, i) => descend(item, schema.items!, told, `${path}[${i}]`));
  else if (schema.kind === 'map' && schema.items!.kind !== 'string' && value && typeof value === 'object')
    for (const [key, item] of Object.entries(value)) descend(item, schema.items!, told, `${path}[${key}]`);
}

/** `name.namespace.svc` in the environment of an object's pods. */
function addressesIn(object: KubeObject): RegExpMatchArray[] {
  const spec = podSpecOf(object) as { containers?: { env?: { value?: unknown }[] }[] } | undefined;
  return (spec?.containers ?? []).flatMap((container) =>
    (container.env ?? []).flatMap(({ value }) =>
      typeof value === 'string' ? [...value.matchAll(/([a-z0-9-]+)\.([a-z0-9-]+)\.svc\b/g)] : [],
    ),
  );
}

/** Depth first without recursion: each node after what it needs, and after what it wishes unless that made a cycle; the first cycle of needs is given back. */
function sort(
  objects: number,
  needs: (at: number) => readonly number[],
  wishes: (at: number) => readonly number[],
  size: number,
): { order: number[]; granted: [number, number][]; cycle?: number[] } {
  const state = new Uint8Array(size);
  const order: number[] = [];
  const granted: [number, number][] = [];
  for (let start = 0; start < objects; start++) {
    if (state[start]) continue;
    const stack: { at: number; next: number }[] = [{ at: start, next: 0 }];
    state[start] = 1;
    while (stack.length) {
      const top = stack[stack.length - 1]!;
      const must = needs(top.at);
      const wanted = wishes(top.at);
      if (top.next < must.length + wanted.length) {
        const wish = top.next >= must.length;
        const to = wish ? wanted[top.next - must.length]! : must[top.next]!;
        top.next++;
        if (state[to] === 1) {
          if (wish) continue;
          const cycle = stack.slice(stack.findIndex((it) => it.at === to)).map((it) => it.at);
          if (!cycle.some((at, i) => !needs(at).includes(cycle[(i + 1) % cycle.length]!)))
            return { order, granted, cycle };
          // A wish led here: the need stands, and the wish is taken back by starting over without it.
          return sort(objects, needs, () => [], size);
        }
        if (wish) granted.push([top.at, to]);
        if (!state[to]) {
          state[to] = 1;
          stack.push({ at: to, next: 0 });
        }
      } else {
        state[top.at] = 2;
        order.push(top.at);
        stack.pop();
      }
    }
  }
  return { order, granted };
}
