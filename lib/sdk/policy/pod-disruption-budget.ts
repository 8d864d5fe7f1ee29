import type { Construct } from 'constructs';
import type { IntOrString } from '../../api/schema/types/scalars.ts';
import { ApiObject, type Metadata } from '../api-object.ts';
import { checkProps, disruptionBudgetProps } from '../props.ts';
import type { Workload } from '../core/workload.ts';

export interface PodDisruptionBudgetProps {
  readonly metadata?: Metadata;
  readonly of: Workload;
  readonly minAvailable?: IntOrString;
  readonly maxUnavailable?: IntOrString;
}

/** How many pods of a workload may be taken away at once on purpose. */
export class PodDisruptionBudget extends ApiObject {
  constructor(scope: Construct, id: string, props: PodDisruptionBudgetProps) {
    const { metadata, of, minAvailable, maxUnavailable } = props;
    super(scope, id, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      // Programs without types may leave it out: that is told, not stumbled over.
      metadata: { namespace: of?.namespace, ...metadata },
      spec: { minAvailable, maxUnavailable, selector: { matchLabels: of?.selector } },
    });
    checkProps(this, disruptionBudgetProps, props);
  }
}
