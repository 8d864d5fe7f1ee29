import type { Construct } from 'constructs';
import type { Quantity } from '../../api/schema/types/scalars.ts';
import { ApiObject, type Metadata } from '../api-object.ts';
import { checkProps, limitRangeProps } from '../props.ts';

interface Amounts {
  readonly [resource: string]: Quantity;
}

export interface LimitRangeProps {
  readonly metadata?: Metadata;
  /** Of each container: what it gets when it says nothing, and what it may say. */
  readonly container?: {
    /** Limits of those that say none. */
    readonly limits?: Amounts;
    /** Requests of those that say none; the limits when not said. */
    readonly requests?: Amounts;
    readonly min?: Amounts;
    readonly max?: Amounts;
    /** How many times its request a limit may be. */
    readonly maxRatio?: Amounts;
  };
  /** Of each pod, all its containers together. */
  readonly pod?: { readonly min?: Amounts; readonly max?: Amounts; readonly maxRatio?: Amounts };
  /** Of each claim. */
  readonly claim?: { readonly min?: Quantity; readonly max?: Quantity };
}

/** What single pods, containers and claims of a namespace may ask for. */
export class LimitRange extends ApiObject {
  constructor(scope: Construct, id: string, props: LimitRangeProps) {
    const { metadata, container, pod, claim } = props;
    const limits = [
      container && {
        type: 'Container',
        default: container.limits,
        defaultRequest: container.requests,
        min: container.min,
        max: container.max,
        maxLimitRequestRatio: container.maxRatio,
      },
      pod && { type: 'Pod', min: pod.min, max: pod.max, maxLimitRequestRatio: pod.maxRatio },
      claim && {
        type: 'PersistentVolumeClaim',
        min: claim.min === undefined ? undefined : { storage: claim.min },
        max: claim.max === undefined ? undefined : { storage: claim.max },
      },
    ].filter((it) => it !== undefined);
    super(scope, id, { apiVersion: 'v1', kind: 'LimitRange', metadata, spec: { limits } });
    checkProps(this, limitRangeProps, props);
  }
}
