// The published cases of np-guard's analyzer: manifests in, all allowed connections between workloads out.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../lib/api/object.ts';
import { mapMatcher } from '../../lib/api/selectors.ts';
import { AddressSet, atoms } from '../../lib/engine/network/addresses.ts';
import { endpointIn, type Endpoint } from '../../lib/engine/network/endpoint.ts';
import { ingressRoutes, servicePort, targetPort } from '../../lib/engine/network/ingress.ts';
import { Policies } from '../../lib/engine/network/policy.ts';
import { PortSet } from '../../lib/engine/network/ports.ts';

const folder = new URL('../../../shared/suites/network-policy/', import.meta.url);

interface Workload {
  readonly name: string;
  readonly endpoint: Endpoint;
}

function objectsIn(directory: URL): KubeObject[] {
  const files = (readdirSync(directory, { recursive: true }) as string[]).filter((it) => /\.(ya?ml|json)$/.test(it));
  const flat = (it: unknown): KubeObject[] => {
    const object = it as KubeObject | null;
    if (!object?.kind) return [];
    if (!object.kind.endsWith('List')) return [object];
    // Items of a typed list need not repeat their kind.
    const kind = object.kind.slice(0, -'List'.length);
    return ((object['items'] ?? []) as KubeObject[]).flatMap((item) => flat(kind ? { kind, ...item } : item));
  };
  return files.sort().flatMap((file) => documents(readFileSync(new URL(file, directory), 'utf8')).flatMap(flat));
}

/** The documents of a file; of one that is no YAML as a whole, those that are. */
function documents(text: string): unknown[] {
  try {
    return loadAll(text) as unknown[];
  } catch {
    return text.split(/^---.*$/m).flatMap((part) => {
      try {
        return loadAll(part) as unknown[];
      } catch {
        return [];
      }
    });
  }
}

const space = (object: KubeObject): string => object.metadata.namespace || 'default';

/** Workloads as the suite names them: by the pod's controller where there is one, one line for pods of the same owner. */
function workloadsOf(objects: readonly KubeObject[]): Workload[] {
  const namespaces = new Map<string, KubeObject>();
  const named = (name: string, more?: KubeObject): KubeObject => ({
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...more?.metadata.labels } },
  });
  for (const it of objects)
    if (it.kind === 'Namespace') namespaces.set(it.metadata.name!, named(it.metadata.name!, it));
  const found = new Map<string, Workload>();
  const add = (name: string, pod: KubeObject): void => {
    const namespace = space(pod);
    const key = `${namespace}/${name}`;
    if (found.has(key)) return;
    const owned = { ...pod, metadata: { ...pod.metadata, namespace } };
    found.set(key, { name: key, endpoint: endpointIn(namespaces.get(namespace) ?? named(namespace), owned) });
  };
  for (const object of objects) {
    const spec = object['spec'] ?? {};
    if (object.kind === 'Pod') {
      const owner = object.metadata.ownerReferences?.find((it) => it.controller);
      if (owner && owner.kind !== 'Node') add(`${owner.name}[${owner.kind ?? 'Pod'}]`, object);
      else add(`${object.metadata.name}[Pod]`, object);
      continue;
    }
    const template = spec.jobTemplate?.spec?.template ?? spec.template;
    if (!WORKLOADS.has(object.kind!) || !template) continue;
    add(`${object.metadata.name}[${object.kind}]`, {
      metadata: { ...template.metadata, namespace: space(object) },
      spec: template.spec,
    });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const WORKLOADS = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'CronJob',
]);
const POLICIES = new Set(['NetworkPolicy', 'AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy']);

/** An OpenShift Route as the Ingress it amounts to. A Route without a port takes all of its Services' ports. */
function asIngress(route: KubeObject, services: readonly KubeObject[]): KubeObject {
  const { to, alternateBackends = [], port } = route['spec'];
  const paths = [to, ...alternateBackends]
    .filter((it: { kind?: string }) => !it.kind || it.kind === 'Service')
    .flatMap(({ name }: { name: string }) => {
      const service = services.find((it) => space(it) === space(route) && it.metadata.name === name);
      const ports = (service?.['spec'].ports ?? []) as { name?: string; port: number; targetPort?: string | number }[];
      const wanted = port?.targetPort as string | number | undefined;
      const chosen =
        wanted === undefined
          ? ports
          : ports.filter((it) => [it.name, it.port, it.targetPort].includes(wanted as never)).slice(0, 1);
      return chosen.map((it) => ({
        path: '/',
        pathType: 'Prefix',
        backend: { service: { name, port: { number: it.port } } },
      }));
    });
  return { ...route, spec: { rules: [{ http: { paths } }] } };
}

/** Where Ingresses and Routes let a controller in that nothing is known of: pods without labels in a namespace without. */
function controllerLines(objects: readonly KubeObject[], workloads: readonly Workload[], policies: Policies): string[] {
  const services = objects.filter((it) => it.kind === 'Service');
  const ingresses = [
    ...objects.filter((it) => it.kind === 'Ingress'),
    ...objects.filter((it) => it.kind === 'Route').map((it) => asIngress(it, services)),
  ];
  const controller: Endpoint = { namespace: 'ingress-controller-ns', labels: {}, namespaceLabels: {}, ports: [] };
  const reached = new Map<string, PortSet>();
  for (const { namespace, backend } of ingressRoutes(ingresses)) {
    const service = services.find((it) => space(it) === namespace && it.metadata.name === backend.service?.name);
    // The suite takes the number of a target port for its port, too.
    const port =
      service &&
      (servicePort(service, backend.service?.port) ??
        (service['spec'].ports as { port: number; targetPort?: string | number }[] | undefined)?.find(
          (it) =>
            it.targetPort !== undefined &&
            it.targetPort === (backend.service?.port?.number ?? backend.service?.port?.name),
        ));
    if (!port) continue;
    const matches = mapMatcher(service['spec'].selector);
    for (const { name, endpoint } of workloads) {
      if (endpoint.namespace !== namespace || !matches(endpoint.labels)) continue;
      const number = targetPort(port, endpoint);
      const declared = endpoint.ports.some((it) => it.containerPort === number && (it.protocol || 'TCP') === 'TCP');
      if (number === undefined || !declared || !policies.connection(controller, endpoint, number).allowed) continue;
      reached.set(name, (reached.get(name) ?? PortSet.EMPTY).or(PortSet.port('TCP', number)));
    }
  }
  return [...reached].map(([name, ports]) => `{ingress-controller} => ${name} : ${ports}`);
}

function connections(objects: readonly KubeObject[]): string[] {
  const workloads = workloadsOf(objects);
  const policies = Policies.from(
    objects
      .filter((it) => POLICIES.has(it.kind!))
      .map((it) => (it.kind === 'NetworkPolicy' ? { ...it, metadata: { ...it.metadata, namespace: space(it) } } : it)),
  );
  const blocks = (direction: 'Ingress' | 'Egress'): AddressSet[] =>
    policies.all.flatMap((it) => (it.rules[direction] ?? []).flatMap((rule) => [...rule.blocks]));
  const lines: string[] = [];
  const add = (from: string, to: string, ports: PortSet): void => {
    if (!ports.empty) lines.push(`${from} => ${to} : ${ports}`);
  };
  for (const { first, last } of atoms(blocks('Ingress')))
    for (const to of workloads) add(`${first}-${last}[External]`, to.name, policies.ports(first, to.endpoint));
  const outside = atoms(blocks('Egress'));
  for (const from of workloads) {
    for (const { first, last } of outside)
      add(from.name, `${first}-${last}[External]`, policies.ports(from.endpoint, first));
    for (const to of workloads) if (from !== to) add(from.name, to.name, policies.ports(from.endpoint, to.endpoint));
  }
  return [...lines, ...controllerLines(objects, workloads, policies)].sort();
}

if (!existsSync(folder)) {
  console.log('skipped: the published network policy cases are not beside this repository');
  test('the published cases are read in place', () => assert.ok(true));
} else {
  const cases = readdirSync(folder).filter((it) => existsSync(new URL(`${it}/connections.txt`, folder)));
  for (const name of cases)
    test(name, () => {
      const wanted = readFileSync(new URL(`${name}/connections.txt`, folder), 'utf8')
        .trim()
        .split('\n')
        .sort();
      const found = connections(objectsIn(new URL(`${name}/manifests/`, folder)));
      const there = new Set(found);
      const missing = wanted.filter((it) => !there.has(it));
      const known = new Set(wanted);
      const more = found.filter((it) => !known.has(it));
      assert.equal({ missing: missing.slice(0, 5), more: more.slice(0, 5) }, { missing: [], more: [] });
    });
  test('there are cases', () => assert.ok(cases.length > 0));
}

test.run();
