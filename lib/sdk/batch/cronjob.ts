import type { Construct } from 'constructs';
import { Workload } from '../core/workload.ts';
import { checkProps, cronJobProps } from '../props.ts';
import { jobSpec, type JobProps } from './job.ts';

export interface CronJobProps extends Omit<JobProps, 'suspend'> {
  /** Five fields, as cron has them: `0 2 * * *`. */
  readonly schedule: string;
  readonly timeZone?: string;
  readonly concurrency?: 'Allow' | 'Forbid' | 'Replace';
  /** No Job is made as long as this is so. */
  readonly suspend?: boolean;
  /** How many ended Jobs are kept; 3 and 1 when not said. */
  readonly history?: { readonly successful?: number; readonly failed?: number };
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
    const { schedule, timeZone, concurrency, suspend, history, ...job } = this.props;
    return {
      spec: {
        schedule,
        timeZone,
        concurrencyPolicy: concurrency,
        suspend,
        successfulJobsHistoryLimit: history?.successful,
        failedJobsHistoryLimit: history?.failed,
        jobTemplate: { spec: jobSpec(this, this.lastingId, job, this.selector) },
      },
    };
  }
}
