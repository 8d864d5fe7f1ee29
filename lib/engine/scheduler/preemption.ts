// Preemption: which pods would have to leave which node so that a more important pod fits, and which node is the least pity.
// Follows kubernetes/pkg/scheduler/framework/preemption and plugins/defaultpreemption.

import type { KubeObject } from '../../api/object.ts';
import { selectorMatcher, type LabelSelector } from '../../api/selectors.ts';
import { trialStates, type Cycle, type Run } from './cycle.ts';
import { fitMessage, type Diagnosis } from './diagnosis.ts';
import { refusal, type Refusal } from './interface.ts';
import type { NodeFacts } from './nodes.ts';
import { moreImportant, startOf, type PodFacts } from './pods.ts';
import { NOTHING_TO_DEALLOCATE } from './plugins/dynamic-resources.ts';

const NAME = 'DefaultPreemption';
const NO_VICTIMS = refusal(NAME, 'UnschedulableAndUnresolvable', 'No preemption victims found for incoming pod');
const LEAST_CANDIDATES = 100;
const CANDIDATES_PERCENT = 10;
/** Makes priorities positive, so that fewer victims are better than many of negative priority. */
const SHIFT = 2 ** 31;

/** A node that would fit after its victims have left. */
export interface Candidate {
  readonly node: NodeFacts;
  /** From most to least important. */
  readonly victims: readonly PodFacts[];
  /** How many of them leave against a PodDisruptionBudget. */
  readonly violations: number;
}

/** What came of trying preemption. */
export interface Preemption {
  readonly candidates: readonly Candidate[];
  /** Candidates that no rule tells apart. */
  readonly equals: readonly Candidate[];
  readonly best?: Candidate;
  /** What the message about the pod ends with. */
  readonly tail: string;
}

// Pods of one kind that fail one after another share their diagnosis; where none can go, none of them can.
const hopeless = new WeakMap<Diagnosis, Preemption>();

/** Looks for a node for a pod that fits nowhere. */
export function preempt(cycle: Cycle, run: Run, diagnosis: Diagnosis): Preemption {
  const known = run.attempt.pod.nominatedNode ? undefined : hopeless.get(diagnosis);
  if (known) return known;
  const found = search(cycle, run, diagnosis);
  if (!found.candidates.length && !run.attempt.pod.nominatedNode) hopeless.set(diagnosis, found);
  return found;
}

function search(cycle: Cycle, run: Run, diagnosis: Diagnosis): Preemption {
  const none = (tail: string): Preemption => ({ candidates: [], equals: [], tail });
  if (diagnosis.nodeCount === 0) return none('');
  // Claims of devices were not read when another PreFilter refused before; upstream trips over that and says so.
  if (diagnosis.preFilter) return none('not found');
  const { pod } = run.attempt;
  const refused = (why: string): Preemption => none(`${NOTHING_TO_DEALLOCATE}, preemption: ${why}`);
  if (pod.shape.neverPreempts) return refused('not eligible due to preemptionPolicy=Never.');
  if (waitsForVictims(cycle, pod, diagnosis))
    return refused('not eligible due to a terminating pod on the nominated node.');

  const potential = cycle.cluster.list().filter((node) => diagnosis.nodes.get(node.name)?.code === 'Unschedulable');
  const statuses = new Map<string, Refusal>();
  const candidates = findCandidates(cycle, run, potential, statuses);
  if (!candidates.length) {
    const others = 'Preemption is not helpful for scheduling';
    return refused(fitMessage({ nodeCount: diagnosis.nodeCount, nodes: statuses, others, plugins: [] }));
  }
  const equals = leastPity(candidates);
  const ofPod = cycle.chance.draw(pod.key, 'node among equals');
  const best = equals.reduce((a, b) => (cycle.lot(ofPod, b.node) > cycle.lot(ofPod, a.node) ? b : a));
  return { candidates, equals, best, tail: '' };
}

/** Whether a victim of an earlier preemption still leaves the nominated node. */
function waitsForVictims(cycle: Cycle, pod: PodFacts, diagnosis: Diagnosis): boolean {
  if (!pod.nominatedNode) return false;
  if (diagnosis.nodes.get(pod.nominatedNode)?.code === 'UnschedulableAndUnresolvable') return false;
  const node = cycle.cluster.nodes.get(pod.nominatedNode);
  return Boolean(
    node?.pods.some(
      (other) =>
        other.priority < pod.priority &&
        other.terminating &&
        ((other.object.status?.conditions ?? []) as { type: string; status: string; reason?: string }[]).some(
          (it) => it.type === 'DisruptionTarget' && it.status === 'True' && it.reason === 'PreemptionByScheduler',
        ),
    ),
  );
}

function findCandidates(
  cycle: Cycle,
  run: Run,
  potential: readonly NodeFacts[],
  statuses: Map<string, Refusal>,
): Candidate[] {
  const { pod } = run.attempt;
  const { cluster } = cycle;
  const count = potential.length;
  if (!count) return [];
  const enough = Math.min(Math.max(Math.floor((count * CANDIDATES_PERCENT) / 100), LEAST_CANDIDATES), count);
  const start = cycle.chance.draw(pod.key, 'first node to preempt on') % count;
  const budgets = cluster.read.list('poddisruptionbudgets.policy');
  const clean: Candidate[] = [];
  const violating: Candidate[] = [];
  for (let i = 0; i < count; i++) {
    const node = potential[(start + i) % count]!;
    const found = victimsOn(cycle, run, node, budgets);
    if ('code' in found) {
      statuses.set(node.name, found);
      continue;
    }
    (found.violations ? violating : clean).push(found);
    if (clean.length && clean.length + violating.length >= enough) break;
  }
  return [...clean, ...violating];
}

function victimsOn(cycle: Cycle, run: Run, node: NodeFacts, budgets: readonly KubeObject[]): Candidate | Refusal {
  const { attempt } = run;
  const { pod } = attempt;
  if (node.lowestPriority() >= pod.priority) return NO_VICTIMS;
  const trial = node.copy();
  const far = trialStates(run.far);
  const take = (other: PodFacts): void => {
    trial.remove(other);
    for (const { plugin, state } of far) plugin.removePod?.(state, other, trial, attempt);
  };
  const give = (other: PodFacts): void => {
    trial.add(other);
    for (const { plugin, state } of far) plugin.addPod?.(state, other, trial, attempt);
  };
  const nominated = cycle.cluster
    .nominated(node.name)
    .filter((other) => other.priority >= pod.priority && other.uid !== pod.uid);
  const fits = (): Refusal | undefined => {
    if (nominated.length) {
      const fuller = trial.copy();
      const states = trialStates(far);
      for (const other of nominated) {
        fuller.add(other);
        for (const { plugin, state } of states) plugin.addPod?.(state, other, fuller, attempt);
      }
      const no = cycle.filterTrial(attempt, states, fuller);
      if (no) return no;
    }
    return cycle.filterTrial(attempt, far, trial);
  };

  const lesser = node.pods.filter((other) => other.priority < pod.priority);
  for (const other of lesser) take(other);
  const no = fits();
  if (no) return no;
  lesser.sort(moreImportant);
  const { violating, others } = splitByBudget(lesser, budgets);
  const victims: PodFacts[] = [];
  let violations = 0;
  // The more important ones may stay if the pod fits all the same; those a budget protects are asked first.
  for (const group of [violating, others])
    for (const other of group) {
      give(other);
      if (!fits()) continue;
      take(other);
      victims.push(other);
      if (group === violating) violations++;
    }
  victims.sort(moreImportant);
  return { node, victims, violations };
}

function splitByBudget(
  pods: readonly PodFacts[],
  budgets: readonly KubeObject[],
): { violating: PodFacts[]; others: PodFacts[] } {
  const left = budgets.map((budget) => (budget.status?.disruptionsAllowed as number | undefined) ?? 0);
  const violating: PodFacts[] = [];
  const others: PodFacts[] = [];
  for (const pod of pods) {
    let violates = false;
    if (Object.keys(pod.labels).length)
      budgets.forEach((budget, i) => {
        if (budget.metadata.namespace !== pod.namespace) return;
        const selector = budget.spec?.selector as LabelSelector | undefined;
        const empty = !Object.keys(selector?.matchLabels ?? {}).length && !selector?.matchExpressions?.length;
        if (!selector || empty || !selectorMatcher(selector)(pod.labels)) return;
        if (budget.status?.disruptedPods?.[pod.name] !== undefined) return;
        if (--left[i]! < 0) violates = true;
      });
    (violates ? violating : others).push(pod);
  }
  return { violating, others };
}

/** Keeps the candidates that are best by one rule after the other. */
function leastPity(candidates: readonly Candidate[]): readonly Candidate[] {
  const rules: ((candidate: Candidate) => number)[] = [
    ({ violations }) => -violations,
    ({ victims }) => -victims[0]!.priority,
    ({ victims }) => -victims.reduce((sum, victim) => sum + victim.priority + SHIFT, 0),
    ({ victims }) => -victims.length,
    ({ victims }) =>
      Math.min(
        ...victims.filter((victim) => victim.priority === victims[0]!.priority).map((victim) => startOf(victim)),
      ),
  ];
  let left = candidates;
  for (const rule of rules) {
    if (left.length === 1) break;
    const highest = Math.max(...left.map(rule));
    left = left.filter((candidate) => rule(candidate) === highest);
  }
  return left;
}
