import type { Construct } from 'constructs';
import type { Quantity } from '../../api/schema/types/scalars.ts';
import { ApiObject, type Metadata } from '../api-object.ts';
import { refer, type Named } from '../names.ts';
import { checkProps, resourceQuotaProps } from '../props.ts';

interface Amounts {
  readonly [resource: string]: Quantity;
}

export interface ResourceQuotaProps {
  readonly metadata?: Metadata;
  /** What all pods together may request: `{ cpu: 20, memory: '64Gi' }`. */
  readonly requests?: Amounts;
  /** What all limits together may be. */
  readonly limits?: Amounts;
  /** How many objects there may be: `{ pods: 50, 'deployments.apps': 20 }`. */
  readonly count?: { readonly [resource: string]: number };
  /** What all claims together may ask for. */
  readonly storage?: Quantity;
  /** Anything else, as the API has it. */
  readonly hard?: Amounts;
  /** Only pods of these priority classes count. */
  readonly priorityClasses?: readonly Named[];
  /** Only pods of these kinds count: `BestEffort`, `NotTerminating`, … */
  readonly scopes?: readonly string[];
}

/** Objects with a name of their own in a quota; all others are counted as `count/…`. */
const PLAIN = new Set([
  'pods',
  'services',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'resourcequotas',
  'services.loadbalancers',
  'services.nodeports',
]);

/** What a namespace may use altogether. */
export class ResourceQuota extends ApiObject {
  private readonly props: ResourceQuotaProps;

  constructor(scope: Construct, id: string, props: ResourceQuotaProps) {
    super(scope, id, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: props.metadata });
    this.props = props;
    checkProps(this, resourceQuotaProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    const { requests = {}, limits = {}, count = {}, storage, hard, priorityClasses, scopes } = this.props;
    const prefixed = (prefix: string, amounts: Amounts): [string, Quantity][] =>
      Object.entries(amounts).map(([resource, amount]) => [`${prefix}.${resource}`, amount]);
    const all = [
      ...prefixed('requests', requests),
      ...prefixed('limits', limits),
      ...(storage === undefined ? [] : [['requests.storage', storage] as const]),
      ...Object.entries(count).map(
        ([resource, most]) => [PLAIN.has(resource) ? resource : `count/${resource}`, most] as const,
      ),
    ];
    const names = priorityClasses?.map((it) => refer(this, 'PriorityClass', it));
    return {
      spec: {
        hard: { ...Object.fromEntries(all), ...hard },
        scopes,
        scopeSelector: names && {
          matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: names }],
        },
      },
    };
  }
}
