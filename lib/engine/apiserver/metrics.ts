// What pods and nodes use, as a metrics server would say it: metrics.k8s.io. It is there where kubelets of this process measure, which
// is on nodes of pools, and knows what the simulation says of programs and loads. Of a pod of which nothing is said it knows nothing.
// Follows k8s.io/metrics/pkg/apis/metrics/v1beta1.

import type { KubeObject } from '../../api/object.ts';
import type { ResourceInfo } from '../../api/schema/resources.ts';
import { parseLabelSelector } from '../../api/selectors.ts';
import { badRequest, notFound } from '../../api/status-errors.ts';
import { formatTime } from '../../api/time.ts';
import { containerUsage, workloadOf } from '../kubelet/usage.ts';
import type { Machine } from './call.ts';
import { json, notAllowed, pageMissing, type ApiAnswer, type ApiRequest } from './http.ts';
import type { Route } from './route.ts';

export const METRICS = 'metrics.k8s.io';
const VERSION = 'v1beta1';
/** How often a metrics server looks, milliseconds. */
const WINDOW = 15_000;

const info = (
  resource: string,
  kind: string,
  singular: string,
  namespaced: boolean,
): { readonly info: ResourceInfo } => ({
  info: {
    group: METRICS,
    version: VERSION,
    resource,
    kind,
    singular,
    namespaced,
    verbs: ['get', 'list'],
    subresources: [],
  },
});
const RESOURCES = [info('nodes', 'NodeMetrics', '', false), info('pods', 'PodMetrics', '', true)];

/** What discovery says of it; nothing where nobody measures. */
export function metricsResources({ simulation }: Machine): readonly { readonly info: ResourceInfo }[] {
  return simulation.pools.length ? RESOURCES : [];
}

/** Answers a request for metrics. Throws `StatusError`. */
export function answerMetrics(machine: Machine, request: ApiRequest, target: Route, verb: string): ApiAnswer {
  if (!metricsResources(machine).length || target.version !== VERSION || target.subresource) return pageMissing();
  if (verb !== 'get' && verb !== 'list') throw notAllowed();
  const { resource, namespace, name } = target;
  if (resource !== 'pods' && resource !== 'nodes') return pageMissing();
  const usage = new Usage(machine);
  const of = (object: KubeObject): object | undefined => (resource === 'pods' ? usage.pod(object) : usage.node(object));
  if (name) {
    const object = machine.store.get(resource, resource === 'pods' ? `${namespace}/${name}` : name);
    const found = object && of(object);
    if (!found) throw notFound(`${resource}.${METRICS}`, resource === 'pods' ? `${namespace}/${name}` : name);
    return json(200, found);
  }
  const selector = request.query.get('labelSelector');
  let fits: (object: KubeObject) => boolean = () => true;
  if (selector) {
    try {
      const matches = parseLabelSelector(selector);
      fits = (object) => matches(object.metadata.labels);
    } catch (error) {
      throw badRequest((error as Error).message);
    }
  }
  const items = machine.store
    .list(resource, namespace || undefined)
    .filter(fits)
    .flatMap((it) => of(it) ?? []);
  const kind = resource === 'pods' ? 'PodMetricsList' : 'NodeMetricsList';
  return json(200, { kind, apiVersion: `${METRICS}/${VERSION}`, metadata: {}, items });
}

type Used = { cpu?: number; memory?: number };

/** What is used at this instant, in thousandths. */
class Usage {
  private readonly machine: Machine;
  private readonly seconds: number;
  private readonly sharing = new Map<string, number>();

  constructor(machine: Machine) {
    this.machine = machine;
    this.seconds = (machine.now() - machine.began()) / 1000;
    for (const pod of machine.store.list('pods'))
      if (isReady(pod)) this.sharing.set(workloadOf(pod), (this.sharing.get(workloadOf(pod)) ?? 0) + 1);
  }

  pod(pod: KubeObject): object | undefined {
    const used = this.containers(pod);
    if (!used.length) return undefined;
    const { name, namespace, labels } = pod.metadata;
    return {
      kind: 'PodMetrics',
      apiVersion: `${METRICS}/${VERSION}`,
      metadata: { name, namespace, ...this.stamp(labels) },
      ...this.time(),
      containers: used.map(([container, it]) => ({ name: container, usage: quantities(it) })),
    };
  }

  /** A node uses what its pods do; what its own processes use is not simulated. */
  node(node: KubeObject): object {
    const sum: Used = { cpu: 0, memory: 0 };
    for (const pod of this.machine.store.indexed('podsByNode', node.metadata.name!))
      for (const [, { cpu = 0, memory = 0 }] of this.containers(pod)) {
        sum.cpu! += cpu;
        sum.memory! += memory;
      }
    const { name, labels } = node.metadata;
    return {
      kind: 'NodeMetrics',
      apiVersion: `${METRICS}/${VERSION}`,
      metadata: { name, ...this.stamp(labels) },
      ...this.time(),
      usage: quantities(sum),
    };
  }

  private containers(pod: KubeObject): [string, Used][] {
    if (pod['status']?.phase !== 'Running') return [];
    const found: [string, Used][] = [];
    const { simulation } = this.machine;
    const sharing = this.sharing.get(workloadOf(pod)) ?? 0;
    for (const container of pod['spec'].containers as { name: string; image?: string }[]) {
      const cpu = containerUsage(simulation, pod, container, 'cpu', this.seconds, sharing);
      const memory = containerUsage(simulation, pod, container, 'memory', this.seconds, sharing);
      if (cpu !== undefined || memory !== undefined)
        found.push([container.name, { cpu: cpu ?? 0, memory: memory ?? 0 }]);
    }
    return found;
  }

  private stamp(labels: KubeObject['metadata']['labels']): object {
    return { creationTimestamp: formatTime(this.machine.now()), ...(labels ? { labels } : {}) };
  }

  private time(): { timestamp: string; window: string } {
    const now = this.machine.now();
    return { timestamp: formatTime(now - (now % WINDOW)), window: `${WINDOW / 1000}s` };
  }
}

function isReady(pod: KubeObject): boolean {
  const conditions = (pod['status']?.conditions ?? []) as { type: string; status: string }[];
  return !pod.metadata.deletionTimestamp && conditions.some((it) => it.type === 'Ready' && it.status === 'True');
}

/** As a metrics server writes them: billionths of a core, kibibytes. */
function quantities({ cpu = 0, memory = 0 }: Used): object {
  return { cpu: cpu === 0 ? '0' : `${cpu * 1_000_000}n`, memory: `${Math.round(memory / 1000 / 1024)}Ki` };
}

/** The key under which the beginning of a cluster is remembered. */
export const BEGAN = 'began';
