// Memory that runs out: a container that outgrows its own limit is killed by the kernel, and where a node has none left, the one that the
// kernel thinks it can do best without. Follows kubernetes/pkg/kubelet/qos/policy.go (oom_score_adj), pkg/kubelet/oom and the kernel's
// choice (oom_badness): what a process uses, plus its adjustment in thousandths of all memory.

import { keyOf, type KubeObject } from '../../api/object.ts';
import { wholeValue } from '../../api/quantity.ts';
import type { ActorContext } from '../interface.ts';
import { isSidecar, type Container, type Life, type Spec } from './life.ts';
import type { PodUse } from './pressure.ts';

const GUARANTEED = -997;
const BEST_EFFORT = 1000;

/** How readily a container is killed, -1000 to 1000. */
export function oomScoreAdj(pod: KubeObject, container: Container, capacity: number): number {
  if (pod['spec'].priorityClassName === 'system-node-critical') return GUARANTEED;
  const qos = pod['status']?.qosClass as string | undefined;
  if (qos === 'Guaranteed') return GUARANTEED;
  if (qos === 'BestEffort') return BEST_EFFORT;
  const { containers, initContainers } = pod['spec'] as Spec;
  const scoreOf = (request: number): number => 1000 - Math.floor((1000 * request) / capacity);
  const asked = (it: Container): number => wholeValue(it.resources?.requests?.['memory']);
  let score = scoreOf(asked(container));
  // A sidecar goes no sooner than what it goes on beside.
  if (isSidecar(container) && initContainers?.some((it) => it.name === container.name))
    score = Math.min(score, scoreOf(Math.min(...containers.map(asked))));
  return Math.min(Math.max(score, 1000 + GUARANTEED), BEST_EFFORT - 1);
}

interface Victim {
  readonly pod: KubeObject;
  readonly container: Container;
  readonly used: number;
  readonly badness: number;
}

const capacityOf = (node: KubeObject): number => wholeValue(node['status']?.capacity?.memory as string | undefined);

function* runningOf(
  { memory }: ActorContext,
  capacity: number,
  uses: readonly PodUse[],
): Generator<Victim & { limit: number }> {
  for (const { pod, of } of uses) {
    const life = memory.get<Life>(`pod ${keyOf(pod)}`);
    for (const { name, used } of of.memory.containers) {
      const container = (pod['spec'] as Spec).containers.find((it) => it.name === name);
      const now = life?.lives[name];
      if (!container || now?.state !== 'running') continue;
      const limit =
        wholeValue((life?.resize?.before?.[name] ?? now.resources ?? container.resources)?.limits?.['memory']) ||
        Infinity;
      yield { pod, container, used, limit, badness: used + (oomScoreAdj(pod, container, capacity) * capacity) / 1000 };
    }
  }
}

/** Whether more memory is used than there is, on the node or within a container's limit. */
export function isOverused(context: ActorContext, node: KubeObject, uses: readonly PodUse[]): boolean {
  const capacity = capacityOf(node);
  let left = capacity;
  for (const { used, limit } of runningOf(context, capacity, uses)) {
    if (used > limit) return true;
    left -= used;
  }
  return left < 0;
}

/** Kills what outgrew its limit, and then, while the node has no memory left, the worst. */
export function killOverused(context: ActorContext, node: KubeObject, uses: readonly PodUse[]): void {
  const capacity = capacityOf(node);
  const left: Victim[] = [];
  for (const it of runningOf(context, capacity, uses))
    if (it.used > it.limit) kill(context, it);
    else left.push(it);
  left.sort((a, b) => b.badness - a.badness);
  let used = left.reduce((sum, it) => sum + it.used, 0);
  for (const it of left) {
    if (used <= capacity) return;
    if (!it.used) continue;
    used -= it.used;
    kill(context, it);
    const { image = '', name } = it.container;
    const process =
      image
        .replace(/^.*\//, '')
        .replace(/[:@].*$/, '')
        .slice(0, 15) || name;
    const pid = 1000 + (context.chance.draw(`${keyOf(it.pod)} ${name}`, 'process id') % 30_000);
    const message = `System OOM encountered, victim process: ${process}, pid: ${pid}`;
    context.events.event(node, 'Warning', 'SystemOOM', message);
  }
}

function kill({ memory, now, enqueue }: ActorContext, { pod, container }: Victim): void {
  const id = `pod ${keyOf(pod)}`;
  const life = memory.get<Life>(id)!;
  const killed = { at: now, exitCode: 137, reason: 'OOMKilled', then: 'policy' } as const;
  const lives = { ...life.lives, [container.name]: { ...life.lives[container.name]!, kill: killed } };
  memory.set(id, { ...life, lives });
  enqueue(keyOf(pod));
}
