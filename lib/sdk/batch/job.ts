import type { Construct } from 'constructs';
import type { JobSpec } from '../../api/schema/types/batch-v1.ts';
import { overlay, podTemplate, type PodProps } from '../core/pod.ts';
import { Workload } from '../core/workload.ts';
import { checkProps, jobProps } from '../props.ts';

export interface JobProps extends PodProps {
  readonly completions?: number;
  readonly parallelism?: number;
  /** How many pods may fail before the Job does. */
  readonly retries?: number;
  readonly restart?: 'Never' | 'OnFailure';
  /** Any field of its spec, laid over. */
  readonly spec?: Partial<JobSpec>;
}

/** The spec of a Job, also within a CronJob. A Job picks its own selector. */
export function jobSpec(main: string, props: JobProps, selector: { readonly [key: string]: string }): object {
  const spec = {
    completions: props.completions,
    parallelism: props.parallelism,
    backoffLimit: props.retries,
    template: podTemplate(main, props, selector, { restartPolicy: props.restart ?? 'Never' }),
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
    return { spec: jobSpec(this.node.id, this.props, this.selector) };
  }
}
