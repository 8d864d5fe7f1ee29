// What an autoscaler measures and how many replicas that asks for. Follows kubernetes/pkg/controller/podautoscaler/replica_calculator.go;
// the metrics come from the simulation's programs and loads.

import type { KubeObject } from '../../../api/object.ts';
import { milliValue, quantityOfMilli } from '../../../api/quantity.ts';
import { containerUsage, loadAt, milliOf } from '../../kubelet/usage.ts';
import type { ActorContext } from '../../interface.ts';
import { isReady } from '../controller.ts';
import type { Behavior } from './behavior.ts';

interface Target {
  readonly type?: string;
  readonly value?: string;
  readonly averageValue?: string;
  readonly averageUtilization?: number;
}

interface Identifier {
  readonly name: string;
  readonly selector?: object;
}

export interface Metric {
  readonly type: string;
  readonly resource?: { readonly name: string; readonly target: Target };
  readonly containerResource?: { readonly name: string; readonly container: string; readonly target: Target };
  readonly pods?: { readonly metric: Identifier; readonly target: Target };
  readonly object?: {
    readonly metric: Identifier;
    readonly target: Target;
    readonly describedObject: { readonly kind: string; readonly name: string };
  };
  readonly external?: { readonly metric: Identifier; readonly target: Target };
}

/** What is scaled, at one moment. */
export interface Scaled {
  readonly context: ActorContext;
  readonly namespace: string;
  /** `namespace/name` of the target. */
  readonly workload: string;
  readonly pods: readonly KubeObject[];
  /** The size asked for, and the one there is. */
  readonly specReplicas: number;
  readonly statusReplicas: number;
  readonly behavior: Behavior | undefined;
  /** Since the cluster began. */
  readonly seconds: number;
}

export interface Proposal {
  readonly replicas: number;
  readonly name: string;
  readonly status: object;
}

/** Why a metric gives no proposal: the reason of the condition, its text, and the text of the whole. */
export class Unmeasured extends Error {
  readonly reason: string;
  readonly whole: string;
  constructor(reason: string, message: string, whole: string) {
    super(message);
    this.reason = reason;
    this.whole = whole;
  }
}

/** A pod may be starting up for this long before its CPU counts, and its first readiness for this long, in milliseconds. */
const CPU_INITIALIZATION = 300_000;
const INITIAL_READINESS = 30_000;
const TOLERANCE = 0.1;
const NO_API = 'the server could not find the requested resource';

function isWithin(ratio: number, { behavior }: Scaled): boolean {
  const of = (text: string | undefined): number => (text === undefined ? TOLERANCE : milliOf(text) / 1000);
  return ratio >= 1 - of(behavior?.scaleDown?.tolerance) && ratio <= 1 + of(behavior?.scaleUp?.tolerance);
}

const total = (values: Iterable<number>): number => [...values].reduce((sum, it) => sum + it, 0);

/** The proposal of one metric; throws `Unmeasured`. */
export function propose(scaled: Scaled, metric: Metric): Proposal {
  switch (metric.type) {
    case 'Resource': {
      const { name, target } = metric.resource!;
      const fail = (text: string): never => {
        throw new Unmeasured('FailedGetResourceMetric', text, `failed to get ${name} resource metric value: ${text}`);
      };
      const { replicas, current } = resource(scaled, name, target, undefined, fail);
      const said =
        target.averageValue !== undefined ? `${name} resource` : `${name} resource utilization (percentage of request)`;
      return { replicas, name: said, status: { type: 'Resource', resource: { name, current } } };
    }
    case 'ContainerResource': {
      const { name, container, target } = metric.containerResource!;
      const fail = (text: string): never => {
        throw new Unmeasured(
          'FailedGetContainerResourceMetric',
          text,
          `failed to get ${container} container metric value: ${text}`,
        );
      };
      const { replicas, current } = resource(scaled, name, target, container, fail);
      const said =
        target.averageValue !== undefined
          ? `${name} resource`
          : `${name} container resource utilization (percentage of request)`;
      return {
        replicas,
        name: said,
        status: { type: 'ContainerResource', containerResource: { container, name, current } },
      };
    }
    case 'Pods':
      return podsMetric(scaled, metric.pods!);
    case 'Object':
      return objectMetric(scaled, metric.object!);
    case 'External':
      return externalMetric(scaled, metric.external!);
    default: {
      const text = `unknown metric source type "${metric.type}"`;
      throw new Unmeasured('InvalidMetricSourceType', text, text);
    }
  }
}

interface Groups {
  /** Measured values of pods that count, in thousandths. */
  readonly values: Map<string, number>;
  readonly ready: number;
  readonly unready: Set<string>;
  readonly missing: Set<string>;
}

/** Sorts pods by whether their measured values count. */
function group({ pods, context }: Scaled, measured: ReadonlyMap<string, number>, resourceName: string): Groups {
  const values = new Map(measured);
  const unready = new Set<string>();
  const missing = new Set<string>();
  let ready = 0;
  for (const pod of pods) {
    const name = pod.metadata.name!;
    const status = (pod['status'] ?? {}) as { phase?: string; startTime?: string };
    if (pod.metadata.deletionTimestamp || status.phase === 'Failed') values.delete(name);
    else if (status.phase === 'Pending' || (resourceName === 'cpu' && isStarting(pod, status.startTime, context.now))) {
      unready.add(name);
      values.delete(name);
    } else if (!values.has(name)) missing.add(name);
    else ready++;
  }
  return { values, ready, unready, missing };
}

function isStarting(pod: KubeObject, startTime: string | undefined, now: number): boolean {
  const condition = (
    (pod['status']?.conditions ?? []) as { type: string; status: string; lastTransitionTime?: string }[]
  ).find((it) => it.type === 'Ready');
  if (!condition || !startTime) return true;
  const start = Date.parse(startTime);
  if (start + CPU_INITIALIZATION > now) return condition.status === 'False';
  return condition.status === 'False' && start + INITIAL_READINESS > Date.parse(condition.lastTransitionTime ?? '');
}

/** Replicas from values of pods: what pods without a value, or not ready, use is taken so that nothing is scaled on a guess. */
function fromValues(
  scaled: Scaled,
  groups: Groups,
  ratioOf: (values: ReadonlyMap<string, number>) => number,
  fallback: (pod: string) => number,
): number {
  const { values, ready, unready, missing } = groups;
  const ratio = ratioOf(values);
  const scalesUpUnready = unready.size > 0 && ratio > 1;
  if (!scalesUpUnready && missing.size === 0)
    return isWithin(ratio, scaled) ? scaled.specReplicas : Math.ceil(ratio * ready);
  const filled = new Map(values);
  if (ratio < 1) for (const pod of missing) filled.set(pod, fallback(pod));
  else if (ratio > 1) for (const pod of missing) filled.set(pod, 0);
  if (scalesUpUnready) for (const pod of unready) filled.set(pod, 0);
  const next = ratioOf(filled);
  if (isWithin(next, scaled) || (ratio < 1 && next > 1) || (ratio > 1 && next < 1)) return scaled.specReplicas;
  const replicas = Math.ceil(next * filled.size);
  if ((next < 1 && replicas > scaled.specReplicas) || (next > 1 && replicas < scaled.specReplicas))
    return scaled.specReplicas;
  return replicas;
}

function resource(
  scaled: Scaled,
  name: string,
  target: Target,
  container: string | undefined,
  fail: (text: string) => never,
): { replicas: number; current: object } {
  const kind = target.averageValue !== undefined ? 'usage' : 'utilization';
  const lead = `failed to get ${name} ${kind}: `;
  const measured = measure(scaled, name, container);
  if (typeof measured === 'string') return fail(`${lead}unable to get metrics for resource ${name}: ${measured}`);
  if (scaled.pods.length === 0) return fail(`${lead}no pods returned by selector while calculating replica count`);
  const groups = group(scaled, measured, name);
  if (groups.values.size === 0) return fail(`${lead}did not receive metrics for targeted pods (pods might be unready)`);
  const shown = (milli: number): string => quantityOfMilli(Math.floor(milli));
  if (target.averageValue !== undefined) {
    const wanted = milliOf(target.averageValue);
    const average = (values: ReadonlyMap<string, number>): number => Math.floor(total(values.values()) / values.size);
    const replicas = fromValues(
      scaled,
      groups,
      (values) => average(values) / wanted,
      () => wanted,
    );
    return { replicas, current: { averageValue: shown(average(groups.values)) } };
  }
  const wanted = target.averageUtilization!;
  const requests = new Map<string, number>();
  for (const pod of scaled.pods) {
    const request = requestOf(pod, name, container);
    if (typeof request === 'string') return fail(`${lead}${request}`);
    requests.set(pod.metadata.name!, request);
  }
  const utilization = (values: ReadonlyMap<string, number>): number => {
    const asked = total([...values.keys()].map((pod) => requests.get(pod) ?? 0));
    return Math.floor((total(values.values()) * 100) / asked);
  };
  const replicas = fromValues(
    scaled,
    groups,
    (values) => utilization(values) / wanted,
    (pod) => Math.floor((requests.get(pod)! * Math.max(100, wanted)) / 100),
  );
  const averageValue = shown(total(groups.values.values()) / groups.values.size);
  return { replicas, current: { averageUtilization: utilization(groups.values), averageValue } };
}

/** What each pod uses, in thousandths; a text when nobody can say. */
function measure(scaled: Scaled, name: string, container: string | undefined): Map<string, number> | string {
  const { context, pods, seconds } = scaled;
  const { simulation } = context;
  if (simulation.pools.length === 0)
    return `unable to fetch metrics from resource metrics API: ${NO_API} (get pods.metrics.k8s.io)`;
  const sharing = pods.filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp).length;
  const values = new Map<string, number>();
  let isSaid = false;
  for (const pod of pods) {
    if (pod['status']?.phase !== 'Running') continue;
    let sum: number | undefined;
    for (const it of pod['spec'].containers as { name: string; image?: string }[]) {
      if (container !== undefined && it.name !== container) continue;
      const used =
        name === 'cpu' || name === 'memory' ? containerUsage(simulation, pod, it, name, seconds, sharing) : undefined;
      if (used !== undefined) {
        isSaid = true;
        sum = (sum ?? 0) + used;
      }
    }
    if (sum !== undefined) values.set(pod.metadata.name!, sum);
  }
  return isSaid || pods.length === 0 ? values : 'the simulation says nothing of what these pods use';
}

function requestOf(pod: KubeObject, name: string, container: string | undefined): number | string {
  const { containers, resources } = pod['spec'] as {
    containers: { name: string; resources?: { requests?: Record<string, string> } }[];
    resources?: { requests?: Record<string, string> };
  };
  const podLevel = resources?.requests?.[name];
  if (container === undefined && podLevel !== undefined) return milliValue(podLevel);
  let sum = 0;
  for (const it of containers) {
    if (container !== undefined && it.name !== container) continue;
    const request = it.resources?.requests?.[name];
    if (request === undefined) return `missing request for ${name} in container ${it.name} of Pod ${pod.metadata.name}`;
    sum += milliOf(request);
  }
  return sum;
}

/** A measured value of the workload's own, in thousandths; undefined when the simulation has none of that name. */
function loadMetric({ context, seconds }: Scaled, workload: string, name: string): number | undefined {
  const value = loadAt(context.simulation, workload, seconds)?.metrics?.[name];
  return value === undefined ? undefined : milliOf(value);
}

function podsMetric(scaled: Scaled, { metric, target }: NonNullable<Metric['pods']>): Proposal {
  const fail = (text: string): never => {
    throw new Unmeasured('FailedGetPodsMetric', text, `failed to get pods metric value: ${text}`);
  };
  const sum = loadMetric(scaled, scaled.workload, metric.name);
  if (sum === undefined)
    return fail(`unable to get metric ${metric.name}: no custom metrics API (custom.metrics.k8s.io) registered`);
  if (scaled.pods.length === 0) return fail('no pods returned by selector while calculating replica count');
  const ready = scaled.pods.filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp);
  const each = ready.length ? Math.floor(sum / ready.length) : 0;
  const groups = group(scaled, new Map(ready.map((pod) => [pod.metadata.name!, each])), '');
  if (groups.values.size === 0) return fail('did not receive metrics for targeted pods (pods might be unready)');
  const wanted = milliOf(target.averageValue!);
  const average = (values: ReadonlyMap<string, number>): number => Math.floor(total(values.values()) / values.size);
  return {
    replicas: fromValues(
      scaled,
      groups,
      (values) => average(values) / wanted,
      () => wanted,
    ),
    name: `pods metric ${metric.name}`,
    status: { type: 'Pods', pods: { metric, current: { averageValue: quantityOfMilli(average(groups.values)) } } },
  };
}

/** Replicas so that a value of the whole comes to its target. */
function fromWhole(scaled: Scaled, ratio: number): number {
  if (scaled.specReplicas === 0) return Math.ceil(ratio);
  if (isWithin(ratio, scaled)) return scaled.specReplicas;
  const ready = scaled.pods.filter((pod) => pod['status']?.phase === 'Running' && isReady(pod)).length;
  return Math.ceil(ratio * ready);
}

/** Replicas so that each has its share of a value of the whole. */
function fromShare(scaled: Scaled, value: number, each: number): number {
  const ratio = value / (each * scaled.statusReplicas);
  return isWithin(ratio, scaled) ? scaled.statusReplicas : Math.ceil(value / each);
}

function objectMetric(scaled: Scaled, { metric, target, describedObject }: NonNullable<Metric['object']>): Proposal {
  const { kind, name } = describedObject;
  const value = loadMetric(scaled, `${scaled.namespace}/${name}`, metric.name);
  const isShare = target.type === 'AverageValue';
  if (value === undefined) {
    const api = 'no custom metrics API (custom.metrics.k8s.io) registered';
    const inner = `unable to get metric ${metric.name}: ${kind} on ${scaled.namespace} ${name}/${api}`;
    const text = isShare ? `failed to get ${metric.name} object metric: ${inner}` : inner;
    throw new Unmeasured('FailedGetObjectMetric', inner, `failed to get object metric value: ${text}`);
  }
  const each = isShare ? quantityOfMilli(Math.ceil(value / scaled.statusReplicas)) : undefined;
  return {
    replicas: isShare
      ? fromShare(scaled, value, milliOf(target.averageValue!))
      : fromWhole(scaled, value / milliOf(target.value!)),
    name: isShare
      ? `external metric ${metric.name}(${selectorText(metric.selector)})`
      : `${kind} metric ${metric.name}`,
    status: {
      type: 'Object',
      object: { metric, current: each ? { averageValue: each } : { value: quantityOfMilli(value) }, describedObject },
    },
  };
}

function externalMetric(scaled: Scaled, { metric, target }: NonNullable<Metric['external']>): Proposal {
  const { name, selector } = metric;
  // An external value belongs to no workload: any load of the namespace may carry it.
  const value =
    loadMetric(scaled, scaled.workload, name) ??
    (scaled.context.simulation.loads ?? [])
      .filter((it) => it.workload?.startsWith(`${scaled.namespace}/`))
      .map((it) => loadMetric(scaled, it.workload, name))
      .find((it) => it !== undefined);
  const isShare = target.averageValue !== undefined;
  if (value === undefined) {
    const api = `unable to fetch metrics from external metrics API: ${NO_API} (get ${name}.external.metrics.k8s.io)`;
    const inner = `unable to get external metric ${scaled.namespace}/${name}/${selectorText(selector)}: ${api}`;
    const text = isShare
      ? `failed to get ${name} external metric: ${inner}`
      : `failed to get external metric ${name}: ${inner}`;
    throw new Unmeasured('FailedGetExternalMetric', inner, `failed to get ${name} external metric value: ${text}`);
  }
  const current = isShare
    ? { averageValue: quantityOfMilli(Math.ceil(value / scaled.statusReplicas)) }
    : { value: quantityOfMilli(value) };
  return {
    replicas: isShare
      ? fromShare(scaled, value, milliOf(target.averageValue!))
      : fromWhole(scaled, value / milliOf(target.value!)),
    name: `external metric ${name}(${selectorText(selector)})`,
    status: { type: 'External', external: { metric, current } },
  };
}

/** A selector as Go prints it. */
function selectorText(selector: object | undefined): string {
  if (!selector) return 'nil';
  const { matchLabels = {}, matchExpressions = [] } = selector as {
    matchLabels?: Record<string, string>;
    matchExpressions?: { key: string; operator: string; values?: string[] }[];
  };
  const labels = Object.entries(matchLabels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`)
    .join('');
  const expressions = matchExpressions
    .map((it) => `{${it.key} ${it.operator} [${(it.values ?? []).join(' ')}]}`)
    .map((text) => `LabelSelectorRequirement${text},`)
    .join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
}
