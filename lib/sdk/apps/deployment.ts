import type { Construct } from 'constructs';
import type { DeploymentSpec } from '../../api/schema/types/apps-v1.ts';
import type { IntOrString } from '../../api/schema/types/scalars.ts';
import { podTemplate, type PodProps } from '../core/pod.ts';
import { Workload } from '../core/workload.ts';
import { overlay, type Overlay } from '../overlay.ts';
import { checkProps, deploymentProps } from '../props.ts';

export interface DeploymentProps extends PodProps {
  /** How many pods; 1 when not said. */
  readonly replicas?: number;
  /** How pods are replaced: some at a time (how many more than `replicas`, how many fewer), or all at once. */
  readonly strategy?: 'Recreate' | { readonly surge?: IntOrString; readonly unavailable?: IntOrString };
  /** How many old versions are kept to go back to; 10 when not said. */
  readonly history?: number;
  /** Any field of its spec, laid over. */
  readonly spec?: Overlay<DeploymentSpec>;
}

/** Equal pods that can be replaced one by one. */
export class Deployment extends Workload {
  private readonly props: DeploymentProps;

  constructor(scope: Construct, id: string, props: DeploymentProps) {
    super(scope, id, { apiVersion: 'apps/v1', kind: 'Deployment' }, props);
    this.props = props;
    checkProps(this, deploymentProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    const { replicas, strategy, history } = this.props;
    const spec = {
      replicas,
      revisionHistoryLimit: history,
      selector: { matchLabels: this.selector },
      strategy:
        strategy === 'Recreate'
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
