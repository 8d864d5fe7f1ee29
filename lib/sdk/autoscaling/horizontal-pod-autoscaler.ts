import type { Construct } from 'constructs';
import type {
  HorizontalPodAutoscalerSpec,
  HPAScalingPolicy,
  HPAScalingRules,
  MetricSpec,
} from '../../api/schema/types/autoscaling-v2.ts';
import type { Quantity } from '../../api/schema/types/scalars.ts';
import { ApiObject, type Metadata } from '../api-object.ts';
import type { Workload } from '../core/workload.ts';
import { overlay, type Overlay } from '../overlay.ts';
import { autoscalerProps, checkProps } from '../props.ts';

/** How fast it goes in one direction. */
export interface ScalingSpeed {
  /** Seconds it looks back before it follows; 300 down and 0 up when not said. */
  readonly wait?: number;
  /** At most so many percent of the pods, and so many pods, whichever is more, … */
  readonly percent?: number;
  readonly pods?: number;
  /** … every so many seconds; 15 when not said. */
  readonly every?: number;
}

export interface HorizontalPodAutoscalerProps {
  readonly metadata?: Metadata;
  readonly of: Workload;
  readonly min?: number;
  readonly max: number;
  /** Average use of requested CPU to keep to, percent. */
  readonly cpu?: number;
  /** Average use of requested memory to keep to, percent. */
  readonly memory?: number;
  /** Averages over the pods, of metrics that they have: `{ requests_per_second: 100 }`. */
  readonly perPod?: { readonly [metric: string]: Quantity };
  /** Metrics from outside the cluster: for each pod (`perPod`), or altogether (`total`). */
  readonly external?: {
    readonly [metric: string]: {
      readonly perPod?: Quantity;
      readonly total?: Quantity;
      readonly labels?: { readonly [key: string]: string };
    };
  };
  readonly up?: ScalingSpeed;
  readonly down?: ScalingSpeed;
  /** Any field of its spec, laid over. */
  readonly spec?: Overlay<HorizontalPodAutoscalerSpec>;
}

function metrics({ cpu, memory, perPod = {}, external = {} }: HorizontalPodAutoscalerProps): MetricSpec[] | undefined {
  const use = (name: string, percent: number | undefined): MetricSpec[] =>
    percent === undefined
      ? []
      : [{ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: percent } } }];
  const all: MetricSpec[] = [
    ...use('cpu', cpu),
    ...use('memory', memory),
    ...Object.entries(perPod).map(([name, averageValue]) => ({
      type: 'Pods',
      pods: { metric: { name }, target: { type: 'AverageValue', averageValue } },
    })),
    ...Object.entries(external).map(([name, { perPod: averageValue, total, labels }]) => ({
      type: 'External',
      external: {
        metric: { name, selector: labels && { matchLabels: labels } },
        target: total === undefined ? { type: 'AverageValue', averageValue } : { type: 'Value', value: total },
      },
    })),
  ];
  return all.length ? all : undefined;
}

function speed(given: ScalingSpeed | undefined): HPAScalingRules | undefined {
  if (!given) return undefined;
  const { wait, percent, pods, every = 15 } = given;
  const policies: HPAScalingPolicy[] = [];
  if (percent !== undefined) policies.push({ type: 'Percent', value: percent, periodSeconds: every });
  if (pods !== undefined) policies.push({ type: 'Pods', value: pods, periodSeconds: every });
  return { stabilizationWindowSeconds: wait, policies: policies.length ? policies : undefined };
}

/** Scales a workload with its load. */
export class HorizontalPodAutoscaler extends ApiObject {
  constructor(scope: Construct, id: string, props: HorizontalPodAutoscalerProps) {
    const { metadata, of, min, max, up, down, spec } = props;
    const base = {
      scaleTargetRef: { apiVersion: of.apiVersion, kind: of.kind, name: of.name },
      minReplicas: min,
      maxReplicas: max,
      metrics: metrics(props),
      behavior: up || down ? { scaleUp: speed(up), scaleDown: speed(down) } : undefined,
    };
    super(scope, id, {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { namespace: of.namespace, ...metadata },
      spec: overlay(base, spec),
    });
    checkProps(this, autoscalerProps, props);
  }
}
