// What the scheduler writes into a pod that has no node yet: why, and which node it waits for.
// Follows kubernetes/pkg/scheduler (schedule_one: handleSchedulingFailure, updatePod).

import { setCondition, type Condition } from '../../api/conditions.ts';
import type { JsonObject } from '../../api/object.ts';
import { isStatus } from '../../api/status-errors.ts';
import { formatTime } from '../../api/time.ts';
import type { ActorContext } from '../interface.ts';
import type { PodFacts } from './pods.ts';

/** The scheduler's name, in pods and in events. */
export const SCHEDULER = 'default-scheduler';
/** The longest text of an event. */
const LONGEST_NOTE = 1024;

/** A condition before it has times. */
interface Told {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/**
 * Condition and event of a pod without a node, when they say something new; and the nominated node ('' for none, undefined to
 * leave it as it is).
 */
export function reportRefusal(
  pod: PodFacts,
  reason: string,
  message: string,
  nominate: string | undefined,
  context: ActorContext,
): void {
  const before = ((pod.object.status?.conditions ?? []) as Condition[]).find((it) => it.type === 'PodScheduled');
  if (before?.message !== message) {
    const note = message.length > LONGEST_NOTE ? `${message.slice(0, LONGEST_NOTE - 4)} ...` : message;
    context.events.event(pod.object, 'Warning', 'FailedScheduling', note, { action: 'Scheduling' });
  }
  try {
    patchStatus(pod, { type: 'PodScheduled', status: 'False', reason, message }, nominate, context);
  } catch (error) {
    // The pod went away meanwhile: there is nobody to tell.
    if (!isStatus(error)) throw error;
  }
}

/** Writes a condition and the nominated node ('' for none, undefined to leave it) if they differ. Throws `StatusError`. */
export function patchStatus(
  pod: PodFacts,
  condition: Told | undefined,
  nominate: string | undefined,
  context: ActorContext,
): void {
  const object = context.read.get('pods', pod.key);
  if (!object) return;
  const status: Record<string, unknown> = {};
  if (condition) {
    const before = object.status?.conditions as Condition[] | undefined;
    const { generation } = object.metadata;
    const { type, ...rest } = condition;
    const observed = generation ? { observedGeneration: generation } : {};
    const whole = { type, ...observed, lastProbeTime: null, ...rest };
    const after = setCondition(before, whole, formatTime(context.now));
    if (after !== before) status['conditions'] = after;
  }
  if (nominate !== undefined && nominate !== ((object.status?.nominatedNodeName as string | undefined) ?? ''))
    status['nominatedNodeName'] = nominate || null;
  if (!Object.keys(status).length) return;
  context.api.patch(
    'pods',
    pod.namespace,
    pod.name,
    'merge',
    { status: status as JsonObject },
    { subresource: 'status' },
  );
}
