import type { Construct } from 'constructs';
import type { JobSpec } from '../../api/schema/types/batch-v1.ts';
import type { ApiObject } from '../api-object.ts';
import { podTemplate, type PodProps } from '../core/pod.ts';
import { Workload } from '../core/workload.ts';
import { overlay, type Overlay } from '../overlay.ts';
import { checkProps, jobProps } from '../props.ts';

export interface JobProps extends PodProps {
  readonly completions?: number;
  readonly parallelism?: number;
  /** How many pods may fail before the Job does; 6 when not said. */
  readonly retries?: number;
  readonly restart?: 'Never' | 'OnFailure';
  /** Each pod has a number of its own, from 0 to `completions` − 1. */
  readonly indexed?: boolean;
  /** Seconds after which it fails. */
  readonly deadline?: number;
  /** Seconds it is kept after its end; for good when not said. */
  readonly keep?: number;
  readonly suspend?: boolean;
  /** Any field of its spec, laid over. */
  readonly spec?: Overlay<JobSpec>;
}

/** The spec of a Job, also within a CronJob. A Job picks its own selector. */
export function jobSpec(
  of: ApiObject,
  main: string,
  props: JobProps,
  selector: { readonly [key: string]: string },
): object {
  const spec = {
    completions: props.completions,
    parallelism: props.parallelism,
    completionMode: props.indexed ? 'Indexed' : undefined,
    backoffLimit: props.retries,
    activeDeadlineSeconds: props.deadline,
    ttlSecondsAfterFinished: props.keep,
    suspend: props.suspend,
    template: podTemplate(of, main, props, selector, { restartPolicy: props.restart ?? 'Never' }),
  };
  return overlay(spec, props.spec) as object;
}

/** Pods that run to completion. */
export class Job extends Workload {
  private readonly props: JobProps;

  constructor(scope: Construct, id: string, props: JobProps) {
    super(scope, id, { apiVersion: 'batch/v1', kind: 'Job' }, props);
    this.props = props;
    checkProps(this, jobProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    return { spec: jobSpec(this, this.lastingId, this.props, this.selector) };
  }
}
