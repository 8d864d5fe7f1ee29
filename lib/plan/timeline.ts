// What readers of a rollout ask: how many pods of each workload were ready at each moment, and how few at the worst.

import { findCondition, type Condition } from '../api/conditions.ts';
import { DOWN } from '../api/simulation/simulation.ts';
import { controllerOf, type KubeObject } from '../api/object.ts';
import type { Change, Reader } from '../engine/interface.ts';
import { isFinished } from '../engine/scheduler/pods.ts';
import { workloadOf } from '../outcomes/workload.ts';

/** Milliseconds from the beginning, pods ready, pods there, and of those without a node. */
export type Moment = readonly [time: number, ready: number, pods: number, pending: number];

export interface WorkloadTimeline {
  /** `Kind namespace/name`. */
  readonly workload: string;
  readonly moments: readonly Moment[];
  /** Fewest pods ready at any moment. */
  readonly lowest: number;
  /** Pods ready at the beginning. */
  readonly began: number;
  /** Most pods at once, with those that are ending: the room they took. */
  readonly most: number;
}

interface State {
  readonly workload: string;
  readonly ready: boolean;
  readonly pending: boolean;
}

/** Listens to a store's commits from now on. */
export interface Timeline {
  /** Everything that moved so far, in order of names. */
  now(): WorkloadTimeline[];
  /** The same, and no more is recorded. */
  end(): WorkloadTimeline[];
}

/** Starts to record. `subscribe` is the store's. */
export function record(
  read: Reader & { subscribe(listener: (change: Change) => void): () => void },
  began: number,
): Timeline {
  const pods = new Map<string, State>();
  const sums = new Map<string, { ready: number; pods: number; pending: number; moments: Moment[] }>();
  const owners = new Map<string, string>();
  let begun = false;
  const named = (pod: KubeObject): string => {
    const owner = controllerOf(pod)?.uid ?? pod.metadata.uid ?? '';
    let name = owners.get(owner);
    if (name === undefined) {
      const { kind, namespace, name: own } = workloadOf(read, pod);
      owners.set(owner, (name = `${kind} ${namespace}/${own}`));
    }
    return name;
  };
  const answers = (name: string): boolean => {
    const node = read.get('nodes', name);
    return node !== undefined && node.metadata.annotations?.[DOWN] === undefined;
  };
  const count = (state: State, by: 1 | -1): void => {
    let sum = sums.get(state.workload);
    if (!sum) sums.set(state.workload, (sum = { ready: 0, pods: 0, pending: 0, moments: begun ? [[0, 0, 0, 0]] : [] }));
    sum.pods += by;
    if (state.ready) sum.ready += by;
    if (state.pending) sum.pending += by;
  };
  const see = (key: string, pod: KubeObject | undefined): string | undefined => {
    const was = pods.get(key);
    let now: State | undefined;
    if (pod && !isFinished(pod)) {
      const ready = findCondition(pod['status']?.conditions as Condition[] | undefined, 'Ready')?.status === 'True';
      now = {
        workload: was?.workload ?? named(pod),
        // What is on a node that is gone or answers nobody serves nobody, whatever its status still says.
        ready: ready && !pod.metadata.deletionTimestamp && answers(pod['spec'].nodeName as string),
        pending: !pod['spec'].nodeName,
      };
    }
    if (was?.ready === now?.ready && was?.pending === now?.pending && !was === !now) return undefined;
    if (was) count(was, -1);
    if (now) {
      pods.set(key, now);
      count(now, 1);
    } else pods.delete(key);
    return (now ?? was)!.workload;
  };
  const note = (workload: string, time: number): void => {
    const sum = sums.get(workload)!;
    const moment: Moment = [time, sum.ready, sum.pods, sum.pending];
    // Of one instant only the last state was ever seen by anybody; but the first moment is how it was before.
    if (sum.moments.length > 1 && sum.moments[sum.moments.length - 1]![0] === time) sum.moments.pop();
    sum.moments.push(moment);
  };
  for (const pod of read.list('pods')) see(`${pod.metadata.namespace}/${pod.metadata.name}`, pod);
  for (const workload of sums.keys()) note(workload, 0);
  begun = true;
  const stop = read.subscribe((change) => {
    if (
      change.resource === 'nodes' &&
      (change.type === 'DELETED' ||
        change.object.metadata.annotations?.[DOWN] !== change.old?.metadata.annotations?.[DOWN])
    )
      for (const pod of read.indexed('podsByNode', change.key)) {
        const workload = see(`${pod.metadata.namespace}/${pod.metadata.name}`, pod);
        if (workload !== undefined) note(workload, change.time - began);
      }
    if (change.resource !== 'pods') return;
    const workload = see(change.key, change.type === 'DELETED' ? undefined : change.object);
    if (workload !== undefined) note(workload, change.time - began);
  });
  const now = (): WorkloadTimeline[] =>
    [...sums]
      .filter(([, { moments }]) => moments.length > 1)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([workload, { moments }]) => ({
        workload,
        moments: [...moments],
        lowest: Math.min(...moments.map(([, ready]) => ready)),
        began: moments[0]![1],
        most: Math.max(...moments.map(([, , pods]) => pods)),
      }));
  return {
    now,
    end() {
      stop();
      return now();
    },
  };
}
