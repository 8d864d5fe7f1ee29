// What a Job says of failed pods and of being done early: podFailurePolicy and successPolicy. Follows
// kubernetes/pkg/controller/job/{pod_failure_policy,success_policy}.go.

import type { KubeObject } from '../../../api/object.ts';
import type { Spec } from './spec.ts';
import { parseIndexes } from './indexes.ts';

interface ContainerStatus {
  readonly name: string;
  readonly state?: { readonly terminated?: { readonly exitCode: number } };
}

/** What the first matching rule says of a failed pod; no rule: it counts. */
export interface Verdict {
  readonly counts: boolean;
  readonly action?: 'Ignore' | 'FailIndex' | 'Count' | 'FailJob';
  /** Why the whole Job fails. */
  readonly failsJob?: string;
}

export function judgeFailure(spec: Spec, pod: KubeObject): Verdict {
  const { namespace, name } = pod.metadata;
  for (const [at, rule] of (spec.podFailurePolicy?.rules ?? []).entries()) {
    let cause: string | undefined;
    if (rule.onExitCodes) {
      const { containerName, operator, values } = rule.onExitCodes;
      const status = (pod['status'] ?? {}) as Record<string, readonly ContainerStatus[] | undefined>;
      const ended = [...(status['containerStatuses'] ?? []), ...(status['initContainerStatuses'] ?? [])].find((it) => {
        const code = it.state?.terminated?.exitCode;
        if (!code || (containerName !== undefined && containerName !== it.name)) return false;
        return values.includes(code) === (operator === 'In');
      });
      if (ended)
        cause = `Container ${ended.name} for pod ${namespace}/${name} failed with exit code ${ended.state!.terminated!.exitCode}`;
    } else if (rule.onPodConditions) {
      const wanted = rule.onPodConditions;
      const condition = ((pod['status']?.conditions ?? []) as { type: string; status: string }[]).find((it) =>
        wanted.some((one) => one.type === it.type && one.status === it.status),
      );
      if (condition) cause = `Pod ${namespace}/${name} has condition ${condition.type}`;
    }
    if (!cause) continue;
    const failsJob = `${cause} matching FailJob rule at index ${at}`;
    return {
      counts: rule.action !== 'Ignore',
      action: rule.action,
      ...(rule.action === 'FailJob' ? { failsJob } : {}),
    };
  }
  return { counts: true };
}

/** The message of the success rule that the succeeded indexes meet, if one does. */
export function metSuccessRule(spec: Spec, succeeded: ReadonlySet<number>): string | undefined {
  if (succeeded.size === 0) return undefined;
  for (const [at, rule] of (spec.successPolicy?.rules ?? []).entries()) {
    let met: boolean;
    if (rule.succeededIndexes !== undefined) {
      const named = parseIndexes(rule.succeededIndexes, spec.completions ?? 0);
      const hits = [...named].filter((it) => succeeded.has(it)).length;
      met =
        named.size > 0 && (hits === named.size || (rule.succeededCount !== undefined && hits >= rule.succeededCount));
    } else met = rule.succeededCount !== undefined && succeeded.size >= rule.succeededCount;
    if (met) return `Matched rules at index ${at}`;
  }
  return undefined;
}
