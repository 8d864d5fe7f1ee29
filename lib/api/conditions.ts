// Conditions in a status: one a type, with the time of the last change of its status.

/** A condition as most kinds have it. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string | null;
  readonly [more: string]: unknown;
}

export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** Whether the condition stands at this status ("True" unless said otherwise). */
export function hasCondition(conditions: readonly Condition[] | undefined, type: string, status = 'True'): boolean {
  return findCondition(conditions, type)?.status === status;
}

/** The conditions with one set. The time of transition stays while the status does; equal content gives the very same array. */
export function setCondition(
  conditions: readonly Condition[] | undefined,
  condition: Condition,
  now: string,
): readonly Condition[] {
  const before = conditions ?? [];
  const at = before.findIndex((it) => it.type === condition.type);
  if (at < 0) return [...before, { ...condition, lastTransitionTime: condition.lastTransitionTime ?? now }];
  const old = before[at]!;
  const kept = old.status === condition.status ? old.lastTransitionTime : (condition.lastTransitionTime ?? now);
  const next: Condition = { ...condition, lastTransitionTime: kept };
  if (equal(old, next)) return before;
  return before.map((it, i) => (i === at ? next : it));
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  // A field that is undefined is not there.
  for (const key in left) if (!equal(left[key], right[key])) return false;
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}
