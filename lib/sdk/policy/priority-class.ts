import type { Construct } from 'constructs';
import { checkProps, priorityClassProps } from '../props.ts';
import { ApiObject, type Metadata } from '../api-object.ts';

export interface PriorityClassProps {
  readonly metadata?: Metadata;
  readonly value: number;
  readonly globalDefault?: boolean;
  readonly description?: string;
  readonly preemptionPolicy?: 'PreemptLowerPriority' | 'Never';
}

/** How important pods are. */
export class PriorityClass extends ApiObject {
  constructor(scope: Construct, id: string, props: PriorityClassProps) {
    const { metadata, ...fields } = props;
    super(scope, id, { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata, ...fields });
    checkProps(this, priorityClassProps, props);
  }
}
