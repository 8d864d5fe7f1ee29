import type { Construct } from 'constructs';
import { Workload } from '../core/workload.ts';
import { checkProps, cronJobProps } from '../props.ts';
import { jobSpec, type JobProps } from './job.ts';

export interface CronJobProps extends JobProps {
  /** Five fields, as cron has them: `0 2 * * *`. */
  readonly schedule: string;
  readonly timeZone?: string;
  readonly concurrency?: 'Allow' | 'Forbid' | 'Replace';
}

/** A Job again and again. */
export class CronJob extends Workload {
  private readonly props: CronJobProps;

  constructor(scope: Construct, id: string, props: CronJobProps) {
    super(scope, id, { apiVersion: 'batch/v1', kind: 'CronJob' }, props);
    this.props = props;
    checkProps(this, cronJobProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    const { schedule, timeZone, concurrency } = this.props;
    return {
      spec: {
        schedule,
        timeZone,
        concurrencyPolicy: concurrency,
        jobTemplate: { spec: jobSpec(this.node.id, this.props, this.selector) },
      },
    };
  }
}
