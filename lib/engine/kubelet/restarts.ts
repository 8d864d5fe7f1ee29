// What becomes of a container that ended: its own rules by exit code, its own policy, its pod's, in this order.
// Follows kubernetes/pkg/api/v1/pod (ContainerShouldRestart) with the feature gates of 1.36.

import { isSidecar, type Container, type RestartRule, type Spec } from './life.ts';

/** It starts again, with the whole pod, or not any more. */
export type Outcome = 'again' | 'all' | 'over';

const ACTIONS: { readonly [action: string]: Outcome } = { Restart: 'again', RestartAllContainers: 'all' };

function fits({ exitCodes }: RestartRule, exitCode: number): boolean {
  const isListed = exitCodes?.values?.includes(exitCode) === true;
  return exitCodes?.operator === 'In' ? isListed : exitCodes?.operator === 'NotIn' && !isListed;
}

export function outcomeOf(container: Container, spec: Spec, exitCode: number, isInit: boolean): Outcome {
  const { restartPolicy, restartPolicyRules } = container;
  const isForWork = isInit && !isSidecar(container);
  // An init container that did its work is done, whatever is said of ends.
  if (isForWork && exitCode === 0 && !restartPolicyRules) return 'over';
  if (restartPolicy !== undefined) {
    const rule = restartPolicyRules?.find((it) => fits(it, exitCode));
    const action = rule && ACTIONS[rule.action];
    if (action === 'all' || (action && !(isForWork && exitCode === 0))) return action;
  }
  if (isForWork && exitCode === 0) return 'over';
  const policy = restartPolicy ?? spec.restartPolicy ?? 'Always';
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0) ? 'again' : 'over';
}

const known = new WeakMap<object, boolean>();

/** Whether some end of a container makes the whole pod begin anew. */
export function mayRestartAll(spec: Spec): boolean {
  let found = known.get(spec.containers);
  if (found === undefined) {
    const all = [...(spec.initContainers ?? []), ...spec.containers];
    found = all.some((it) => it.restartPolicyRules?.some((rule) => rule.action === 'RestartAllContainers') === true);
    known.set(spec.containers, found);
  }
  return found;
}
