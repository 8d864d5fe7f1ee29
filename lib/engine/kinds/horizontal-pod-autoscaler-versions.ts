// Autoscalers as autoscaling/v1 shows them; they are kept as v2. Follows kubernetes/pkg/apis/autoscaling/v1/conversion.go.

import type { Json, KubeObject } from '../../api/object.ts';

const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const CURRENT = 'autoscaling.alpha.kubernetes.io/current-metrics';
const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';

type Fields = { [field: string]: Json | undefined };
interface Metric {
  readonly type: string;
  readonly resource?: { readonly name: string; readonly target?: Fields; readonly current?: Fields };
}

/** A metric of before has its figures beside its name. */
interface Told {
  readonly type: string;
  readonly resource?: Fields;
}

function told(metric: Metric): Json {
  if (!metric.resource?.current) return metric as unknown as Json;
  const { name, current } = metric.resource;
  return {
    type: metric.type,
    resource: {
      name,
      ...(current.averageUtilization === undefined ? {} : { currentAverageUtilization: current.averageUtilization }),
      currentAverageValue: current.averageValue ?? '0',
    },
  } as Json;
}

function untold(metric: Told): Json {
  const { currentAverageUtilization, currentAverageValue, ...resource } = metric.resource ?? {};
  if (currentAverageUtilization === undefined && currentAverageValue === undefined) return metric as unknown as Json;
  return {
    type: metric.type,
    resource: {
      ...resource,
      current: {
        ...(currentAverageUtilization === undefined ? {} : { averageUtilization: currentAverageUtilization }),
        ...(currentAverageValue === undefined ? {} : { averageValue: currentAverageValue }),
      },
    },
  } as Json;
}

function isCpu(metric: Metric): boolean {
  return (
    metric.type === 'Resource' &&
    metric.resource?.name === 'cpu' &&
    metric.resource.target?.averageUtilization !== undefined
  );
}

export function scalerFromStored(stored: KubeObject): KubeObject {
  const { metrics = [], behavior, ...spec } = (stored.spec ?? {}) as { metrics?: Metric[]; behavior?: Json } & Fields;
  const {
    currentMetrics = [],
    conditions,
    ...status
  } = (stored.status ?? {}) as {
    currentMetrics?: Metric[] | null;
    conditions?: Json;
  } & Fields;
  const annotations: { [key: string]: string } = { ...stored.metadata.annotations };
  const cpu = metrics.find(isCpu);
  const others = metrics.filter((metric) => metric !== cpu);
  if (others.length) annotations[METRICS] = JSON.stringify(others);
  if (behavior) annotations[BEHAVIOR] = JSON.stringify(behavior);
  if (conditions) annotations[CONDITIONS] = JSON.stringify(conditions);
  const current = (currentMetrics ?? []).find(
    (metric) =>
      metric.type === 'Resource' &&
      metric.resource?.name === 'cpu' &&
      metric.resource.current?.averageUtilization !== undefined,
  );
  // All of them are told, for what they say beside the percentage.
  if (currentMetrics?.length) annotations[CURRENT] = JSON.stringify(currentMetrics.map(told));
  return {
    ...stored,
    metadata: { ...stored.metadata, ...(Object.keys(annotations).length ? { annotations } : {}) },
    spec: {
      ...spec,
      ...(cpu ? { targetCPUUtilizationPercentage: cpu.resource!.target!.averageUtilization } : {}),
    },
    status: {
      currentReplicas: 0,
      ...status,
      ...(current ? { currentCPUUtilizationPercentage: current.resource!.current!.averageUtilization } : {}),
    },
  };
}

function parsed(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

export function scalerToStored(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage: cpu, ...spec } = (object.spec ?? {}) as Fields;
  const { currentCPUUtilizationPercentage: current, ...status } = (object.status ?? {}) as Fields;
  const {
    [METRICS]: metricsText,
    [BEHAVIOR]: behaviorText,
    [CURRENT]: currentText,
    [CONDITIONS]: conditionsText,
    ...annotations
  } = object.metadata.annotations ?? {};
  const metrics: Json[] = [...((parsed(metricsText) as Json[] | undefined) ?? [])];
  if (cpu !== undefined)
    metrics.push({
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpu } },
    });
  const behavior = parsed(behaviorText);
  const conditions = parsed(conditionsText);
  // What is told knows more than the percentage.
  const known = (parsed(currentText) as Told[] | undefined)?.map(untold);
  const currentMetrics: Json[] = [...(known ?? [])];
  if (!known && current !== undefined)
    currentMetrics.push({
      type: 'Resource',
      resource: { name: 'cpu', current: { averageUtilization: current, averageValue: '0' } },
    });
  const { annotations: _, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: { ...metadata, ...(Object.keys(annotations).length ? { annotations } : {}) },
    spec: { ...spec, ...(metrics.length ? { metrics } : {}), ...(behavior ? { behavior } : {}) },
    status: {
      ...status,
      currentMetrics: currentMetrics.length ? currentMetrics : null,
      ...(conditions ? { conditions } : {}),
    },
  };
}
