import type { Construct } from 'constructs';
import type { DaemonSetSpec } from '../../api/schema/types/apps-v1.ts';
import type { IntOrString } from '../../api/schema/types/scalars.ts';
import { podTemplate, type PodProps } from '../core/pod.ts';
import { Workload } from '../core/workload.ts';
import { overlay, type Overlay } from '../overlay.ts';
import { checkProps, daemonSetProps } from '../props.ts';

export interface DaemonSetProps extends PodProps {
  /** How pods are replaced: some nodes at a time, or only when somebody deletes them. */
  readonly strategy?: 'OnDelete' | { readonly surge?: IntOrString; readonly unavailable?: IntOrString };
  /** Any field of its spec, laid over. */
  readonly spec?: Overlay<DaemonSetSpec>;
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
    const { strategy } = this.props;
    const spec = {
      selector: { matchLabels: this.selector },
      updateStrategy:
        strategy === 'OnDelete'
          ? { type: strategy }
          : strategy && {
              type: 'RollingUpdate',
              rollingUpdate: { maxSurge: strategy.surge, maxUnavailable: strategy.unavailable },
            },
      template: podTemplate(this, this.lastingId, this.props, this.selector),
    };
    return { spec: overlay(spec, this.props.spec) };
  }
}
