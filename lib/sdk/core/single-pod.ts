import type { Construct } from 'constructs';
import { checkProps, podProps } from '../props.ts';
import { podSpec, type PodProps as CommonProps } from './pod.ts';
import { Workload } from './workload.ts';

export interface SinglePodProps extends CommonProps {
  readonly restart?: 'Always' | 'OnFailure' | 'Never';
}

/** One pod that nothing replaces when it is gone: for a test, or a task by hand. */
export class Pod extends Workload {
  private readonly props: SinglePodProps;

  constructor(scope: Construct, id: string, props: SinglePodProps) {
    super(scope, id, { apiVersion: 'v1', kind: 'Pod' }, props);
    this.props = props;
    checkProps(this, podProps, props);
    for (const [key, value] of Object.entries({ ...props.labels, ...this.selector })) this.addLabel(key, value);
    for (const [key, value] of Object.entries(props.podAnnotations ?? {})) this.addAnnotation(key, value);
  }

  protected override render(): { readonly [field: string]: unknown } {
    const { restart } = this.props;
    return {
      spec: podSpec(this, this.lastingId, this.props, this.selector, restart ? { restartPolicy: restart } : {}),
    };
  }
}
