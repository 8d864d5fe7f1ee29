// Replays recorded placement problems against the scheduler in process and says what differs, answer by answer.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { KubeObject } from '../../lib/api/object.ts';
import { chanceFrom } from '../../lib/engine/sim/chance.ts';
import { schedulerOver } from '../../lib/engine/scheduler/over.ts';
import type { Explanation } from '../../lib/engine/scheduler/explain.ts';
import { Setting } from './placement-setting.ts';

export interface Answer {
  readonly pod: string;
  readonly result: 'scheduled' | 'unschedulable' | 'gated';
  readonly message?: string;
  readonly preFilter?: { plugins: string[]; nodes: string[] };
  readonly filtered?: { plugin: string; code: string; reasons: string[]; nodes: string[] }[];
  readonly feasible?: string[];
  readonly scores?: { [node: string]: { [plugin: string]: number } };
  readonly unscored?: string;
  readonly best?: string[];
  readonly chosen?: string;
  readonly waits?: string;
  readonly claims?: { [claim: string]: string };
  readonly candidates?: { [node: string]: { violations: number; victims: string[] } };
  readonly nominatedAmong?: string[];
  readonly nominatedNode?: string;
  readonly victims?: string[];
  readonly sampled?: boolean;
  readonly full?: Partial<Answer>;
}

export interface Problem {
  readonly name: string;
  readonly family: string;
  readonly objects: KubeObject[];
  readonly pods: KubeObject[];
  readonly answers: Answer[];
}

/** What of one answer differs, by aspect; empty when all is the same. */
export interface Verdict {
  readonly id: string;
  readonly family: string;
  /** The aspects that were compared. */
  readonly compared: readonly string[];
  readonly differs: Readonly<Record<string, string>>;
}

export function problems(): Problem[] {
  const file = fileURLToPath(new URL('../data/fidelity/placement/problems.jsonl.gz', import.meta.url));
  return gunzipSync(readFileSync(file))
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Problem);
}

/** Asks about each pod of a problem, earlier pods being where they were recorded. */
export function replay(problem: Problem): Verdict[] {
  const setting = new Setting(problem.objects);
  return problem.answers.map((answer, i) => {
    const pod = setting.put(setting.admitted(problem.pods[i]!));
    const seen = schedulerOver(setting.store, chanceFrom('placement')).explain(pod);
    const verdict = compare(problem, answer, seen);
    settle(setting, pod, answer);
    return verdict;
  });
}

/** Leaves the cluster as the recorded answer left it. */
function settle(setting: Setting, pod: KubeObject, answer: Answer): void {
  if (answer.result === 'scheduled') {
    setting.put({ ...pod, spec: { ...pod.spec, nodeName: answer.chosen } });
    for (const [claim, what] of Object.entries(answer.claims ?? {})) {
      const key = `${pod.metadata.namespace}/${claim}`;
      const object = setting.store.get('persistentvolumeclaims', key)!;
      const [kind, name] = what.split(' ') as [string, string];
      if (kind === 'node')
        setting.put({
          ...object,
          metadata: {
            ...object.metadata,
            annotations: { ...object.metadata.annotations, 'volume.kubernetes.io/selected-node': name },
          },
        });
      else {
        const volume = setting.store.get('persistentvolumes', name)!;
        const { namespace, uid } = object.metadata;
        setting.put({ ...volume, spec: { ...volume.spec, claimRef: { namespace, name: claim, uid } } });
      }
    }
  } else if (answer.nominatedNode) {
    setting.put({ ...pod, status: { ...pod.status, nominatedNodeName: answer.nominatedNode } });
    for (const key of answer.victims ?? []) {
      const victim = setting.store.get('pods', key)!;
      if (victim.spec.terminationGracePeriodSeconds === 0) setting.store.remove('pods', key);
      else setting.put({ ...victim, metadata: { ...victim.metadata, deletionTimestamp: '2026-01-01T01:00:00Z' } });
    }
  }
}

function compare(problem: Problem, answer: Answer, seen: Explanation): Verdict {
  const differs: Record<string, string> = {};
  const compared: string[] = [];
  const check = (aspect: string, got: unknown, wanted: unknown): void => {
    compared.push(aspect);
    const [left, right] = [text(got), text(wanted)];
    if (left !== right) differs[aspect] = `${left}\n      not ${right}`;
  };
  const wanted: Partial<Answer> = answer.sampled ? { ...answer, ...answer.full } : answer;
  check('result', seen.gated ? 'gated' : seen.chosen ? 'scheduled' : 'unschedulable', answer.result);
  if (answer.message !== undefined) check('message', seen.message, answer.message);
  if (wanted.filtered || wanted.feasible) {
    // Of a sampled answer only the nodes that were looked at have their refusal recorded.
    const refused = filtersOfAnswer(wanted);
    const seenRefused = Object.entries(filtersOf(seen)).filter(([node]) => !answer.sampled || node in refused);
    check('filters', Object.fromEntries(seenRefused), refused);
    check('feasible', [...seen.feasible].sort(), [...(wanted.feasible ?? [])].sort());
  }
  if (wanted.preFilter) check('pre-filter', seen.only && sets(seen.only), sets(wanted.preFilter));
  if (wanted.scores) {
    const scores: Record<string, unknown> = {};
    for (const { node, scores: shares, total } of seen.nodes) if (shares) scores[node] = { ...shares, total };
    check('scores', scores, wanted.scores);
  }
  if (wanted.best) {
    check('best', [...seen.best].sort(), [...wanted.best].sort());
    if (seen.chosen !== undefined && !seen.best.includes(seen.chosen)) differs['best'] = `chose ${seen.chosen}`;
  }
  if (answer.claims && seen.chosen === answer.chosen) check('claims', seen.claims, answer.claims);
  if (answer.candidates || seen.candidates.length) {
    const candidates: Record<string, unknown> = {};
    for (const { node, victims, violations } of seen.candidates) candidates[node] = { violations, victims };
    check('candidates', candidates, answer.candidates);
    check('nominated', [...seen.nominatedAmong].sort(), [...(answer.nominatedAmong ?? [])].sort());
  }
  return { id: `${problem.name} ${answer.pod}`, family: problem.family, compared, differs };
}

function sets({ plugins, nodes }: { readonly plugins: readonly string[]; readonly nodes: readonly string[] }): object {
  return { plugins, nodes: [...nodes].sort() };
}

function filtersOf(seen: Explanation): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { node, refused } of seen.nodes)
    if (refused) found[node] = `${refused.plugin} ${refused.code} ${refused.reasons.join()}`;
  return found;
}

function filtersOfAnswer(answer: Partial<Answer>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { plugin, code, reasons, nodes } of answer.filtered ?? [])
    for (const node of nodes) found[node] = `${plugin} ${code} ${reasons.join()}`;
  return found;
}

function text(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? 'nothing';
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
