import type { Construct } from 'constructs';
import type { DaemonSetSpec } from '../../api/schema/types/apps-v1.ts';
import { overlay, podTemplate, type PodProps } from '../core/pod.ts';
import { Workload } from '../core/workload.ts';
import { checkProps, daemonSetProps } from '../props.ts';

export interface DaemonSetProps extends PodProps {
  /** Any field of its spec, laid over. */
  readonly spec?: Partial<DaemonSetSpec>;
}

/** A pod on every node that takes it. */
export class DaemonSet extends Workload {
  private readonly props: DaemonSetProps;

  constructor(scope: Construct, id: string, props: DaemonSetProps) {
    super(scope, id, { apiVersion: 'apps/v1', kind: 'DaemonSet' }, props);
    this.props = props;
    checkProps(this, daemonSetProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    return {
      spec: overlay(
        { selector: { matchLabels: this.selector }, template: podTemplate(this.node.id, this.props, this.selector) },
        this.props.spec,
      ),
    };
  }
}
