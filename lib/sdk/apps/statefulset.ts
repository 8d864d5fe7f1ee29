import type { Construct } from 'constructs';
import type { StatefulSetSpec } from '../../api/schema/types/apps-v1.ts';
import type { Quantity } from '../../api/schema/types/scalars.ts';
import { nameOf, overlay, podTemplate, type Named, type PodProps } from '../core/pod.ts';
import type { Service } from '../core/service.ts';
import { Workload } from '../core/workload.ts';
import { checkProps, statefulSetProps } from '../props.ts';

export interface StatefulSetProps extends PodProps {
  readonly replicas?: number;
  /** A volume for each pod, by name. */
  readonly claims?: {
    readonly [name: string]: {
      readonly size: Quantity;
      readonly storageClass?: Named;
      readonly mount: string;
      readonly access?: readonly string[];
    };
  };
  /** Any field of its spec, laid over. */
  readonly spec?: Partial<StatefulSetSpec>;
}

/** Pods with names and volumes of their own, behind a headless Service that it makes. */
export class StatefulSet extends Workload {
  private readonly props: StatefulSetProps;
  /** The Service that names its pods. */
  readonly governing: Service;

  constructor(scope: Construct, id: string, props: StatefulSetProps) {
    super(scope, id, { apiVersion: 'apps/v1', kind: 'StatefulSet' }, props);
    this.props = props;
    checkProps(this, statefulSetProps, props);
    this.governing = this.expose({ headless: true });
  }

  protected override render(): { readonly [field: string]: unknown } {
    const { claims = {}, replicas } = this.props;
    const mounts = Object.entries(claims).map(([name, { mount }]) => ({ name, mountPath: mount }));
    const template = podTemplate(this.node.id, this.props, this.selector) as {
      spec: { containers: { volumeMounts?: object[] }[] };
    };
    if (mounts.length)
      template.spec.containers[0]!.volumeMounts = [...(template.spec.containers[0]!.volumeMounts ?? []), ...mounts];
    const spec = {
      replicas,
      serviceName: this.governing.name,
      selector: { matchLabels: this.selector },
      template,
      volumeClaimTemplates: mounts.length
        ? Object.entries(claims).map(([name, claim]) => ({
            metadata: { name },
            spec: {
              accessModes: claim.access ?? ['ReadWriteOnce'],
              storageClassName: claim.storageClass && nameOf(claim.storageClass),
              resources: { requests: { storage: claim.size } },
            },
          }))
        : undefined,
    };
    return { spec: overlay(spec, this.props.spec) };
  }
}
