import type { Construct } from 'constructs';
import type { HorizontalPodAutoscalerSpec } from '../../api/schema/types/autoscaling-v2.ts';
import { ApiObject, type Metadata } from '../api-object.ts';
import { overlay, type Overlay } from '../overlay.ts';
import type { Workload } from '../core/workload.ts';

export interface HorizontalPodAutoscalerProps {
  readonly metadata?: Metadata;
  readonly of: Workload;
  readonly min?: number;
  readonly max: number;
  /** Average use of requested CPU to keep to, percent. */
  readonly cpu?: number;
  /** Any field of its spec, laid over. */
  readonly spec?: Overlay<HorizontalPodAutoscalerSpec>;
}

/** Scales a workload with its load. */
export class HorizontalPodAutoscaler extends ApiObject {
  constructor(scope: Construct, id: string, { metadata, of, min, max, cpu, spec }: HorizontalPodAutoscalerProps) {
    const base = {
      scaleTargetRef: { apiVersion: of.apiVersion, kind: of.kind, name: of.name },
      minReplicas: min,
      maxReplicas: max,
      metrics:
        cpu === undefined
          ? undefined
          : [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpu } } }],
    };
    super(scope, id, {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { namespace: of.namespace, ...metadata },
      spec: overlay(base, spec),
    });
  }
}
