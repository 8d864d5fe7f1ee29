import type { Construct } from 'constructs';
import type { ReplicaSetSpec } from '../../api/schema/types/apps-v1.ts';
import { podTemplate, type PodProps } from '../core/pod.ts';
import { Workload } from '../core/workload.ts';
import { overlay, type Overlay } from '../overlay.ts';
import { checkProps, replicaSetProps } from '../props.ts';

export interface ReplicaSetProps extends PodProps {
  /** How many pods; 1 when not said. */
  readonly replicas?: number;
  /** Any field of its spec, laid over. */
  readonly spec?: Overlay<ReplicaSetSpec>;
}

/** Equal pods, and no way of replacing them: nearly always a Deployment is meant. */
export class ReplicaSet extends Workload {
  private readonly props: ReplicaSetProps;

  constructor(scope: Construct, id: string, props: ReplicaSetProps) {
    super(scope, id, { apiVersion: 'apps/v1', kind: 'ReplicaSet' }, props);
    this.props = props;
    checkProps(this, replicaSetProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    const spec = {
      replicas: this.props.replicas,
      selector: { matchLabels: this.selector },
      template: podTemplate(this, this.lastingId, this.props, this.selector),
    };
    return { spec: overlay(spec, this.props.spec) };
  }
}
