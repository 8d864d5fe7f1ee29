// One attempt to place one pod: PreFilter, Filter over a sample of the nodes, PreScore, Score, and a pick among the best.
// Follows kubernetes/pkg/scheduler (schedule_one) and framework/runtime.

import type { Chance } from '../interface.ts';
import type { Cluster } from './cluster.ts';
import type { Diagnosis } from './diagnosis.ts';
import { isRefusal, SKIP, type AnyPlugin, type Attempt, type Preparation, type Refusal } from './interface.ts';
import { LocalAnswers, type Remembered } from './local-answers.ts';
import type { NodeFacts } from './nodes.ts';
import { PLUGINS } from './order.ts';
import type { PodFacts } from './pods.ts';

/** Fewer nodes than this are all looked at, and at least as many are looked for. */
const SAMPLED_FROM = 100;
const LEAST_PERCENT = 5;
/** Answers for so few nodes are not worth remembering: the pods of a DaemonSet differ in the one node they want. */
const FEW = 8;
/** Where a failure is kept in the memory of a class of pods. */
const FAILURE = 'failure';

const PRE_FILTERS = PLUGINS.filter((plugin) => plugin.preFilter);
const FILTERS = PLUGINS.filter((plugin) => plugin.filter);
const SCORERS = PLUGINS.filter((plugin) => plugin.score);
const FAR_SCORERS = SCORERS.filter((plugin) => !plugin.local);

/** A plugin with what its PreFilter or PreScore gave it. */
export interface WithState {
  readonly plugin: AnyPlugin;
  readonly state: unknown;
}

/** An attempt after PreFilter. */
export interface Run {
  readonly attempt: Attempt;
  /** Filters that must be asked node by node. */
  readonly far: readonly WithState[];
  /** The only nodes worth a look, by name. */
  readonly only?: ReadonlySet<string>;
  /** The plugins that named them. */
  readonly onlyBy: readonly string[];
  readonly refused?: Refusal;
}

/** That a pod fitted nowhere, remembered for its equals. */
interface Failure {
  readonly version: number;
  readonly priority: number;
  readonly outcome: Outcome;
}

export type Outcome =
  | { readonly node: NodeFacts; readonly run: Run; readonly evaluated: number; readonly diagnosis?: undefined }
  | { readonly node?: undefined; readonly run: Run; readonly diagnosis: Diagnosis };

/** Scores of the feasible nodes. */
export interface Scores {
  /** By plugin: normalised and weighted, in the order of the nodes. Plugins that had nothing to say are missing. */
  readonly byPlugin: ReadonlyMap<string, readonly number[]>;
  readonly totals: readonly number[];
}

/** How many feasible nodes are enough among so many. */
export function nodesToFind(nodes: number): number {
  if (nodes < SAMPLED_FROM) return nodes;
  const percent = Math.max(50 - Math.floor(nodes / 125), LEAST_PERCENT);
  return Math.max(Math.floor((nodes * percent) / 100), SAMPLED_FROM);
}

/** Places pods in one cluster. Its answers depend on the cluster and the pod alone; what it remembers only saves work. */
export class Cycle {
  readonly cluster: Cluster;
  readonly chance: Chance;
  private readonly remember: boolean;
  private readonly local: LocalAnswers;
  private readonly feasible: NodeFacts[] = [];
  /** The slots of the feasible nodes. */
  private slots = new Int32Array(256);
  private readonly refusals: (Refusal | undefined)[] = [];
  private scratch = { raw: new Float64Array(256), totals: new Float64Array(256) };

  /** With `remember` false every answer is worked out anew, for tests of the memory. */
  constructor(cluster: Cluster, chance: Chance, remember = true) {
    this.cluster = cluster;
    this.chance = chance;
    this.remember = remember;
    this.local = new LocalAnswers(cluster, remember);
  }

  /** Runs PreFilter. */
  begin(pod: PodFacts): Run {
    const { cluster, chance } = this;
    // Domains and counts are made for the nodes as they are now.
    cluster.list();
    const attempt: Attempt = { pod, cluster, chance, podClass: cluster.classOf(pod) };
    const far: WithState[] = [];
    let only: ReadonlySet<string> | undefined;
    const onlyBy: string[] = [];
    for (const plugin of PRE_FILTERS) {
      const answer = plugin.preFilter!(attempt);
      if (answer === SKIP) continue;
      if (isRefusal(answer)) return { attempt, far: [], onlyBy, refused: answer };
      if (answer.nodes) {
        only = only ? new Set([...only].filter((node) => answer.nodes!.has(node))) : answer.nodes;
        onlyBy.push(plugin.name);
      }
      if (plugin.filter && !plugin.local) far.push({ plugin, state: answer.state });
    }
    return { attempt, far, only, onlyBy };
  }

  /** Finds a node for a pod. `everywhere` looks at all nodes however many there are. */
  schedule(pod: PodFacts, everywhere = false): Outcome {
    const run = this.begin(pod);
    const all = this.cluster.list();
    if (!all.length) return { run, diagnosis: { nodeCount: 0, nodes: new Map(), plugins: [] } };
    const failed = this.remembered(run);
    if (failed) return { ...failed, run } as Outcome;
    if (run.refused) {
      const { refused } = run;
      return {
        run,
        diagnosis: { nodeCount: all.length, nodes: new Map(), plugins: [refused.plugin], preFilter: refused },
      };
    }
    if (pod.nominatedNode) {
      const node = this.cluster.nodes.get(pod.nominatedNode);
      if (node && (!run.only || run.only.has(node.name)) && !this.filter(run, node)) return { run, node, evaluated: 1 };
    }
    const nodes = run.only ? this.named(run.only) : all;
    const { feasible, refusals } = this;
    const evaluated = this.findFeasible(run, nodes, everywhere);
    if (!feasible.length) {
      const statuses = new Map<string, Refusal>();
      const plugins = new Set(run.onlyBy);
      for (let i = 0; i < nodes.length; i++) {
        statuses.set(nodes[i]!.name, refusals[i]!);
        plugins.add(refusals[i]!.plugin);
      }
      const others = run.only ? `node(s) didn't satisfy plugin(s) [${run.onlyBy.join(' ')}]` : undefined;
      const diagnosis: Diagnosis = { nodeCount: all.length, nodes: statuses, plugins: [...plugins], others };
      const outcome: Outcome = { run, diagnosis };
      const failure: Failure = { version: this.cluster.version, priority: pod.priority, outcome };
      run.attempt.podClass.memo.set(FAILURE, failure);
      return outcome;
    }
    if (feasible.length === 1) return { run, node: feasible[0]!, evaluated };
    return { run, node: this.pick(pod, feasible, this.totals(run, feasible)), evaluated };
  }

  private named(names: ReadonlySet<string>): readonly NodeFacts[] {
    return [...names].flatMap((name) => this.cluster.nodes.get(name) ?? []);
  }

  /** What came of an equal pod, when nothing has changed since. */
  private remembered({ attempt }: Run): Outcome | undefined {
    const { pod, podClass } = attempt;
    // Claims are looked up anew each time, and a nominated pod is not asked about itself.
    if (!this.remember || pod.shape.hasClaims || pod.nominatedNode) return undefined;
    const failure = podClass.memo.get(FAILURE) as Failure | undefined;
    if (failure?.version !== this.cluster.version || failure.priority !== pod.priority) return undefined;
    return failure.outcome;
  }

  /** The feasible nodes among some, in the order they were found. */
  feasibleNodes(run: Run, nodes: readonly NodeFacts[], everywhere: boolean): readonly NodeFacts[] {
    this.findFeasible(run, nodes, everywhere);
    return this.feasible.slice();
  }

  private findFeasible(run: Run, nodes: readonly NodeFacts[], everywhere: boolean): number {
    const { feasible, refusals } = this;
    const { pod } = run.attempt;
    const count = nodes.length;
    const enough = everywhere ? count : nodesToFind(count);
    // Where the search begins follows from the pod, so that no other pod's coming or going moves it.
    const start = enough < count ? this.chance.draw(pod.key, 'first node') % count : 0;
    const few = isFew(run);
    const known = few ? undefined : this.local.of(run.attempt);
    if (this.slots.length < count) this.slots = new Int32Array(count * 2);
    const { slots } = this;
    const { attempt, far } = run;
    const nominated = this.cluster.anyNominated;
    const order = nodes === this.cluster.list() ? this.cluster.order : Int32Array.from(nodes, (node) => node.slot);
    let found = 0;
    let looked = 0;
    for (let at = start; looked < count && found < enough; looked++) {
      const slot = order[at]!;
      // Most nodes are as they were when an equal pod was placed: they are not even looked at.
      const no =
        nominated || !known
          ? this.filter(run, nodes[at]!)
          : !far.length && this.local.holds(known, slot)
            ? known.refusals[slot]
            : this.filterPlain(known, attempt, far, nodes[at]!);
      if (no) refusals[at] = no;
      else {
        slots[found] = slot;
        feasible[found++] = nodes[at]!;
      }
      if (++at === count) at = 0;
    }
    feasible.length = found;
    return looked;
  }

  /** The first refusal of a node, with pods nominated to it and, when they change the answer to yes, without. */
  filter(run: Run, node: NodeFacts): Refusal | undefined {
    const { attempt } = run;
    const { pod } = attempt;
    const nominated = this.cluster.nominated(node.name);
    if (nominated.length) {
      const others = nominated.filter((other) => other.priority >= pod.priority && other.uid !== pod.uid);
      if (others.length) {
        const trial = node.copy();
        const far = trialStates(run.far);
        for (const other of others) {
          trial.add(other);
          for (const { plugin, state } of far) plugin.addPod?.(state, other, trial, attempt);
        }
        const no = this.filterTrial(attempt, far, trial);
        if (no) return no;
      }
    }
    if (isFew(run)) return this.filterTrial(attempt, run.far, node);
    return this.filterPlain(this.local.of(attempt), attempt, run.far, node);
  }

  private filterPlain(
    known: Remembered,
    attempt: Attempt,
    far: readonly WithState[],
    node: NodeFacts,
  ): Refusal | undefined {
    const no = this.local.refusal(known, attempt, node);
    if (no) return no;
    for (let i = 0; i < far.length; i++) {
      const { plugin, state } = far[i]!;
      const no = plugin.filter!(state, node, attempt);
      if (no) return no;
    }
    return undefined;
  }

  /** The first refusal of a node that something was tried on; with nothing remembered. */
  filterTrial(attempt: Attempt, far: readonly WithState[], node: NodeFacts): Refusal | undefined {
    for (const plugin of FILTERS) {
      if (!plugin.local) continue;
      const no = plugin.filter!(undefined, node, attempt);
      if (no) return no;
    }
    for (const { plugin, state } of far) {
      const no = plugin.filter!(state, node, attempt);
      if (no) return no;
    }
    return undefined;
  }

  /** Every plugin's refusal of a node. */
  allRefusals(run: Run, node: NodeFacts): Refusal[] {
    const found: Refusal[] = [];
    for (const plugin of FILTERS) {
      const state = plugin.local ? undefined : run.far.find((one) => one.plugin === plugin);
      if (!plugin.local && !state) continue;
      const no = plugin.filter!((state as WithState | undefined)?.state, node, run.attempt);
      if (no) found.push(no);
    }
    return found;
  }

  /** The totals of feasible nodes, from what filtering them left in memory. */
  private totals(run: Run, feasible: readonly NodeFacts[]): Float64Array {
    if (isFew(run)) return Float64Array.from(this.scores(run, feasible).totals);
    const { attempt } = run;
    const count = feasible.length;
    if (this.scratch.raw.length < count)
      this.scratch = { raw: new Float64Array(count * 2), totals: new Float64Array(count * 2) };
    const raw = this.scratch.raw.subarray(0, count);
    const totals = this.scratch.totals.subarray(0, count);
    const { sums, relative } = this.local.of(attempt);
    const { slots } = this;
    for (let i = 0; i < count; i++) totals[i] = sums[slots[i]!]!;
    for (const { plugin, scores } of relative) {
      for (let i = 0; i < count; i++) raw[i] = scores[slots[i]!]!;
      addScores(plugin, undefined, feasible, raw, totals);
    }
    for (const plugin of FAR_SCORERS) {
      const before = plugin.preScore?.(attempt, feasible);
      if (before === SKIP) continue;
      const state = before?.state;
      if (plugin.scoreAll) plugin.scoreAll(state, feasible, slots, raw);
      else for (let i = 0; i < count; i++) raw[i] = plugin.score!(state, feasible[i]!, attempt);
      addScores(plugin, state, feasible, raw, totals);
    }
    return totals;
  }

  /** The scores of nodes as if these were the feasible ones, each plugin by itself. */
  scores(run: Run, feasible: readonly NodeFacts[]): Scores {
    const { attempt } = run;
    const byPlugin = new Map<string, number[]>();
    const totals = feasible.map(() => 0);
    for (const plugin of SCORERS) {
      const before = plugin.preScore?.(attempt, feasible);
      if (before === SKIP) continue;
      const raw = Float64Array.from(feasible, (node) => plugin.score!(before?.state, node, attempt));
      plugin.normalise?.(raw, before?.state, feasible);
      const weighted = Array.from(raw, (score) => score * plugin.weight!);
      weighted.forEach((score, i) => (totals[i]! += score));
      byPlugin.set(plugin.name, weighted);
    }
    return { byPlugin, totals };
  }

  /** One of the nodes with the highest total; which one follows from the pod and the nodes' names. */
  pick(pod: PodFacts, nodes: readonly NodeFacts[], totals: Float64Array): NodeFacts {
    let best = nodes[0]!;
    let highest = totals[0]!;
    let bestLot = -1;
    const ofPod = this.chance.draw(pod.key, 'node among equals');
    for (let i = 0; i < nodes.length; i++) {
      const total = totals[i]!;
      if (total < highest) continue;
      if (total > highest) {
        highest = total;
        bestLot = -1;
      }
      const node = nodes[i]!;
      const lot = this.lot(ofPod, node);
      if (lot > bestLot || (lot === bestLot && node.name < best.name)) {
        best = node;
        bestLot = lot;
      }
    }
    return best;
  }

  /** The lot a node draws for a pod: one draw for each of the two, mixed, as drawing for every pair would cost too much. */
  lot(ofPod: number, node: NodeFacts): number {
    if (node.draw < 0) node.draw = this.chance.draw(node.name, 'node among equals');
    let mixed = Math.imul(ofPod ^ node.draw, 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  }

  /** What must be written and waited for before the pod is bound. */
  preparation(run: Run, node: NodeFacts): Preparation | undefined {
    for (const { plugin, state } of run.far) {
      const found = plugin.prepare?.(state, node, run.attempt);
      if (found) return found;
    }
    return undefined;
  }
}

function isFew({ only }: Run): boolean {
  return only !== undefined && only.size <= FEW;
}

/** Normalises a plugin's scores and adds them to the totals. */
function addScores(
  plugin: AnyPlugin,
  state: unknown,
  feasible: readonly NodeFacts[],
  raw: Float64Array,
  totals: Float64Array,
): void {
  plugin.normalise?.(raw, state, feasible);
  const weight = plugin.weight!;
  for (let i = 0; i < raw.length; i++) totals[i]! += weight * raw[i]!;
}

/** States that pods may be added to and taken from. */
export function trialStates(far: readonly WithState[]): WithState[] {
  return far.map(({ plugin, state }) => ({ plugin, state: plugin.clone ? plugin.clone(state) : state }));
}
