import type { Construct } from 'constructs';
import type { LimitResponse } from '../../api/schema/types/flowcontrol-v1.ts';
import { ApiObject, type Metadata } from '../api-object.ts';
import { checkProps, priorityLevelProps } from '../props.ts';

export interface PriorityLevelProps {
  readonly metadata?: Metadata;
  /** Its part of the server's requests at once, as against the shares of others. */
  readonly shares: number;
  /** Percent of its part that others may have while it needs less. */
  readonly lends?: number;
  /** Percent of its part that it may have more while others need less; as much as there is when not said. */
  readonly borrows?: number;
  /** What becomes of requests beyond it: refused, or queued; queued when not said. */
  readonly beyond?: 'Reject' | { readonly queues?: number; readonly hands?: number; readonly length?: number };
}

/** A part of the API server's attention. */
export class PriorityLevel extends ApiObject {
  constructor(scope: Construct, id: string, props: PriorityLevelProps) {
    const { metadata, shares, lends, borrows, beyond = {} } = props;
    const limitResponse: LimitResponse =
      beyond === 'Reject'
        ? { type: 'Reject' }
        : {
            type: 'Queue',
            queuing: {
              queues: beyond.queues ?? 64,
              handSize: beyond.hands ?? 8,
              queueLengthLimit: beyond.length ?? 50,
            },
          };
    super(scope, id, {
      apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
      kind: 'PriorityLevelConfiguration',
      metadata,
      spec: {
        type: 'Limited',
        limited: {
          nominalConcurrencyShares: shares,
          lendablePercent: lends,
          borrowingLimitPercent: borrows,
          limitResponse,
        },
      },
    });
    checkProps(this, priorityLevelProps, props);
  }
}
