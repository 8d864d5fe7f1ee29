import type { Construct } from 'constructs';
import type { DeploymentSpec } from '../../api/schema/types/apps-v1.ts';
import { overlay, podTemplate, type PodProps } from '../core/pod.ts';
import { Workload } from '../core/workload.ts';
import { checkProps, deploymentProps } from '../props.ts';

export interface DeploymentProps extends PodProps {
  /** How many pods; 1 when not said. */
  readonly replicas?: number;
  /** Any field of its spec, laid over. */
  readonly spec?: Partial<DeploymentSpec>;
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
    const spec = {
      replicas: this.props.replicas,
      selector: { matchLabels: this.selector },
      template: podTemplate(this.node.id, this.props, this.selector),
    };
    return { spec: overlay(spec, this.props.spec) };
  }
}
