// How fast and how far an autoscaler may go: stabilization, policies, limits. Follows the normalize… and convert… functions of
// kubernetes/pkg/controller/podautoscaler/horizontal.go.

export interface Rules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: string;
  readonly tolerance?: string;
  readonly policies?: readonly { readonly type: string; readonly value: number; readonly periodSeconds: number }[];
}

export interface Behavior {
  readonly scaleUp?: Rules;
  readonly scaleDown?: Rules;
}

/** What happened before, newest last; times are cluster time in milliseconds. */
export interface Past {
  readonly recommendations: readonly { readonly replicas: number; readonly at: number }[];
  readonly ups: readonly { readonly change: number; readonly at: number }[];
  readonly downs: readonly { readonly change: number; readonly at: number }[];
}

export const NO_PAST: Past = { recommendations: [], ups: [], downs: [] };

export interface Question {
  readonly current: number;
  readonly desired: number;
  readonly least: number;
  readonly most: number;
  readonly now: number;
}

export interface Verdict {
  readonly replicas: number;
  /** Of condition AbleToScale. */
  readonly able: readonly [reason: string, message: string];
  /** Of condition ScalingLimited, and whether it is. */
  readonly limited: readonly [reason: string, message: string, is: boolean];
}

/** Scaling down waits for this long by default, in seconds. */
const DOWN_WINDOW = 300;

const READY = ['ReadyForNewScale', 'recommended size matches current size'] as const;
const WITHIN = ['DesiredWithinRange', 'the desired count is within the acceptable range'] as const;
const TOO_FEW = ['TooFewReplicas', 'the desired replica count is less than the minimum replica count'] as const;
const TOO_MANY = ['TooManyReplicas', 'the desired replica count is more than the maximum replica count'] as const;
const TOO_FAST_UP = [
  'ScaleUpLimit',
  'the desired replica count is increasing faster than the maximum scale rate',
] as const;
const TOO_FAST_DOWN = [
  'ScaleDownLimit',
  'the desired replica count is decreasing faster than the maximum scale rate',
] as const;

/** The size to go to, and why not the desired one. */
export function normalize(question: Question, behavior: Behavior | undefined, past: Past): Verdict {
  const { desired } = question;
  const stable = behavior ? stableWithin(question, behavior, past) : stableDown(question, past);
  const isUp = behavior !== undefined && desired >= question.current;
  const able =
    stable === desired
      ? READY
      : isUp
        ? ([
            'ScaleUpStabilized',
            'recent recommendations were lower than current one, applying the lowest recent recommendation',
          ] as const)
        : ([
            'ScaleDownStabilized',
            'recent recommendations were higher than current one, applying the highest recent recommendation',
          ] as const);
  const [replicas, reason] = behavior
    ? limitByPolicies({ ...question, desired: stable }, behavior, past)
    : limitByFactor({ ...question, desired: stable });
  return { replicas, able, limited: [reason[0], reason[1], replicas !== stable] };
}

function stableDown({ desired, now }: Question, past: Past): number {
  const cutoff = now - DOWN_WINDOW * 1000;
  return past.recommendations.reduce((most, it) => (it.at >= cutoff ? Math.max(most, it.replicas) : most), desired);
}

function stableWithin({ desired, current, now }: Question, behavior: Behavior, past: Past): number {
  const since = (rules: Rules | undefined, window: number): number =>
    now - (rules?.stabilizationWindowSeconds ?? window) * 1000;
  const upCutoff = since(behavior.scaleUp, 0);
  const downCutoff = since(behavior.scaleDown, DOWN_WINDOW);
  let up = desired;
  let down = desired;
  for (const { replicas, at } of past.recommendations) {
    if (at > upCutoff) up = Math.min(up, replicas);
    if (at > downCutoff) down = Math.max(down, replicas);
  }
  return Math.min(Math.max(current, up), down);
}

type Limited = readonly [replicas: number, reason: readonly [string, string]];

/** Without a behavior: at most twice the size, or four. */
function limitByFactor({ current, desired, least, most }: Question): Limited {
  const fastest = Math.max(2 * current, 4);
  if (desired < least) return [least, TOO_FEW];
  if (desired > Math.min(most, fastest)) return most > fastest ? [fastest, TOO_FAST_UP] : [most, TOO_MANY];
  return [desired, WITHIN];
}

function limitByPolicies(question: Question, behavior: Behavior, past: Past): Limited {
  const { current, desired, least, most } = question;
  if (desired > current) {
    const fastest = Math.max(current, policyLimit(question, behavior.scaleUp, past, 1));
    if (desired > Math.min(most, fastest)) return most > fastest ? [fastest, TOO_FAST_UP] : [most, TOO_MANY];
  } else if (desired < current) {
    const fastest = Math.min(current, policyLimit(question, behavior.scaleDown, past, -1));
    if (desired < Math.max(least, fastest)) return least < fastest ? [fastest, TOO_FAST_DOWN] : [least, TOO_FEW];
  }
  return [desired, WITHIN];
}

/** How far the policies of a direction allow to go by now. */
function policyLimit({ current, now }: Question, rules: Rules | undefined, past: Past, direction: 1 | -1): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  const proposals = (rules?.policies ?? []).map(({ type, value, periodSeconds }) => {
    const changed = (events: Past['ups']): number =>
      events.reduce((sum, it) => (it.at > now - periodSeconds * 1000 ? sum + it.change : sum), 0);
    const before = current - changed(past.ups) + changed(past.downs);
    if (type === 'Pods') return before + direction * value;
    const scaled = before * (1 + (direction * value) / 100);
    return direction > 0 ? Math.ceil(scaled) : Math.trunc(scaled);
  });
  const far = direction > 0 ? Math.max : Math.min;
  const near = direction > 0 ? Math.min : Math.max;
  return (rules?.selectPolicy === 'Min' ? near : far)(...proposals);
}

/** The past with what was decided just now; what no rule asks for any more is forgotten. */
export function remember(past: Past, behavior: Behavior | undefined, question: Question, replicas: number): Past {
  const { current, desired, now } = question;
  const window = Math.max(
    behavior?.scaleUp?.stabilizationWindowSeconds ?? 0,
    behavior?.scaleDown?.stabilizationWindowSeconds ?? DOWN_WINDOW,
  );
  const longest = Math.max(
    0,
    ...[...(behavior?.scaleUp?.policies ?? []), ...(behavior?.scaleDown?.policies ?? [])].map((it) => it.periodSeconds),
  );
  const within = <T extends { at: number }>(events: readonly T[], seconds: number): T[] =>
    events.filter((it) => it.at > now - seconds * 1000);
  const change = replicas - current;
  return {
    recommendations: [...within(past.recommendations, window), { replicas: desired, at: now }],
    ups: [...within(past.ups, longest), ...(change > 0 && behavior ? [{ change, at: now }] : [])],
    downs: [...within(past.downs, longest), ...(change < 0 && behavior ? [{ change: -change, at: now }] : [])],
  };
}
