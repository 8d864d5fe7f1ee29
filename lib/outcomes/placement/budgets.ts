// Disruption budgets: whether they leave room for a node to be drained.

import type { Reader } from '../../engine/interface.ts';
import { selectorMatcher, type LabelSelector } from '../../api/selectors.ts';

export interface BudgetOutcome {
  /** `namespace/name`. */
  readonly budget: string;
  /** Pods it speaks for, how many of them are healthy, how many must be, and how many may be evicted now. */
  readonly pods: number;
  readonly healthy: number;
  readonly wanted: number;
  readonly allowed: number;
  readonly problem?: string;
}

export function budgets(read: Reader): BudgetOutcome[] {
  return read.list('poddisruptionbudgets.policy').map((object): BudgetOutcome => {
    const { namespace, name } = object.metadata;
    const status = (object['status'] ?? {}) as {
      expectedPods?: number;
      currentHealthy?: number;
      desiredHealthy?: number;
      disruptionsAllowed?: number;
    };
    const pods = status.expectedPods ?? 0;
    const healthy = status.currentHealthy ?? 0;
    const wanted = status.desiredHealthy ?? 0;
    const allowed = status.disruptionsAllowed ?? 0;
    const selects = selectorMatcher(object['spec'].selector as LabelSelector | undefined);
    const none = !read.list('pods', namespace).some((pod) => selects(pod.metadata.labels));
    const problem = none
      ? 'selects no pod'
      : allowed === 0 && healthy >= pods && pods > 0
        ? `allows no eviction although all ${pods} pods are healthy: no node of theirs can be drained`
        : undefined;
    return { budget: `${namespace}/${name}`, pods, healthy, wanted, allowed, ...(problem ? { problem } : {}) };
  });
}
