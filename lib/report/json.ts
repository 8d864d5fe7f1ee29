// A plan or a report as data: everything the other formats show, in a shape that stays. docs/plan.schema.json says it in JSON Schema.
// Within a format's number fields are added, never renamed or removed.

import type { ObjectChange } from '../plan/changes.ts';
import { describe } from '../deploy/names.ts';
import type { KeptObject } from '../deploy/interface.ts';
import { needsReplacing } from '../deploy/replacement.ts';
import type { Outcomes } from '../outcomes/outcomes.ts';
import type { PlanResult } from '../plan/plan.ts';
import type { WorkloadTimeline } from '../plan/timeline.ts';
import { differences, type Difference } from './differences.ts';
import { findings, headline, verdictOf, type Finding, type Sources } from './verdict.ts';

/** A finding, with the line that made the object it is about. */
export interface FindingJson extends Finding {
  /** `examples/shop/main.ts:31:5  shop/web`: file, line, column and construct path. */
  readonly source?: string;
  /** It was there before the change. */
  readonly known?: boolean;
}

export interface VerdictJson {
  /** Whether everything comes up and stays up. */
  readonly ok: boolean;
  readonly lines: readonly string[];
  /** Things to look at; of a change, only what is new with it. */
  readonly eyes: number;
  /** Things to look at that were there before the change. */
  readonly known: number;
}

export interface Counts {
  /** Objects in the tree; absent in a report on a cluster. */
  readonly objects?: number;
  readonly pods: number;
  readonly nodes: number;
  readonly zones: number;
  readonly findings: number;
}

export interface FailureJson {
  /** `Kind namespace/name`. */
  readonly object: string;
  readonly message: string;
  /** What was found behind it: the pod and its reason. */
  readonly detail?: string;
  /** The object would have to be deleted and made anew for this change. */
  readonly replace?: boolean;
  /** Cluster time it was given, milliseconds. */
  readonly took: number;
  readonly source?: string;
}

export interface WhatIfJson {
  /** `zone-loss zone-a`. */
  readonly name: string;
  readonly quiet: boolean;
  /** Milliseconds until nothing more happened. */
  readonly elapsed: number;
  readonly findings: readonly Finding[];
  readonly timeline: readonly WorkloadTimeline[];
}

/** `slipway plan --format json`. */
export interface PlanJson {
  readonly format: 'slipway.plan/1';
  readonly name: string;
  /** Whether nothing was deployed before. */
  readonly first: boolean;
  readonly verdict: VerdictJson;
  readonly counts: Counts;
  readonly findings: readonly FindingJson[];
  readonly changes: readonly ObjectChange[];
  /** What the change does to the outcomes; empty for a first plan. */
  readonly differences: readonly Difference[];
  readonly deploy: {
    readonly ok: boolean;
    readonly applied: number;
    readonly unchanged: number;
    /** `Kind namespace/name` of what left the tree and was removed. */
    readonly pruned: readonly string[];
    /** What left the tree and is kept, as it holds data. */
    readonly kept: readonly KeptObject[];
    /** Fields that others own and that are left as they are. */
    readonly left: readonly { readonly object: string; readonly path: string; readonly owner: string }[];
    readonly failures: readonly FailureJson[];
    /** `Kind namespace/name` of what was not started, because something it needs failed. */
    readonly notStarted: readonly string[];
    /** Of what was asked to be replaced by name, what needs no replacing. */
    readonly notReplaced: readonly string[];
  };
  /** Whether everything came to rest within the time a plan gives it, and how long that took after the deployment, milliseconds. */
  readonly settled: { readonly quiet: boolean; readonly elapsed: number };
  /** Cluster time from the first apply until everything was quiet, milliseconds. */
  readonly took: number;
  /** Pods of each workload while it happened. */
  readonly timeline: readonly WorkloadTimeline[];
  readonly whatIf: readonly WhatIfJson[];
  /** Where the cluster is said; absent where one is assumed. */
  readonly cluster?: string;
  readonly before?: Outcomes;
  readonly after: Outcomes;
}

/** `slipway report --format json`. */
export interface ReportJson extends Outcomes {
  readonly format: 'slipway.report/1';
  readonly verdict: VerdictJson;
  readonly counts: Counts;
  readonly findings: readonly FindingJson[];
}

/** Findings with their lines; of a change, what is new with it comes first. */
function located(
  found: readonly Finding[],
  sources: Sources | undefined,
  fresh: ReadonlySet<Finding> | undefined,
): FindingJson[] {
  const all = found.map((it): FindingJson => {
    const source = it.object && sources?.get(it.object);
    const known = fresh !== undefined && !fresh.has(it);
    return source || known ? { ...it, ...(source ? { source } : {}), ...(known ? { known } : {}) } : it;
  });
  return fresh ? [...all.filter((it) => !it.known), ...all.filter((it) => it.known)] : all;
}

/** A plan as data. */
export function planJson(plan: PlanResult, sources?: Sources): PlanJson {
  const found = findings(plan.after);
  const verdict = verdictOf(plan, found);
  const { ok, applied, unchanged, pruned, failures, notStarted } = plan.deploy;
  return {
    format: 'slipway.plan/1',
    name: plan.name,
    first: plan.first,
    verdict: { ok: verdict.ok, lines: verdict.lines, eyes: verdict.findings.length, known: verdict.known },
    counts: { objects: plan.objects, ...countsOf(plan.after), findings: found.length },
    findings: located(found, sources, plan.first ? undefined : new Set(verdict.findings)),
    changes: plan.changes,
    differences: plan.before ? differences(plan.before, plan.after, plan.timeline) : [],
    deploy: {
      ok,
      applied,
      unchanged,
      pruned,
      kept: plan.deploy.kept,
      left: plan.deploy.left.flatMap(({ at, fields }) =>
        fields.map(({ path, owner }) => ({ object: describe(at.object), path, owner })),
      ),
      failures: failures.map(({ at, message, detail, took }) => ({
        object: describe(at.object),
        message,
        ...(detail ? { detail } : {}),
        ...(needsReplacing(message) ? { replace: true } : {}),
        took,
        ...(at.source ? { source: [at.source, at.path].filter(Boolean).join('  ') } : {}),
      })),
      notStarted: notStarted.map((it) => describe(it.object)),
      notReplaced: plan.deploy.notReplaced,
    },
    settled: { quiet: plan.settled.quiet, elapsed: plan.settled.elapsed },
    took: plan.took,
    timeline: plan.timeline,
    whatIf: plan.whatIf.map(({ name, settled, after, timeline }) => ({
      name,
      quiet: settled.quiet,
      elapsed: settled.elapsed,
      findings: findings(after),
      timeline,
    })),
    ...(plan.simulation.source ? { cluster: plan.simulation.source } : {}),
    ...(plan.before ? { before: plan.before } : {}),
    after: plan.after,
  };
}

/** A cluster as data. */
export function reportJson(outcomes: Outcomes, sources?: Sources): ReportJson {
  const found = findings(outcomes);
  const { ok, lines } = headline(outcomes, found);
  return {
    format: 'slipway.report/1',
    verdict: { ok, lines, eyes: found.length, known: 0 },
    counts: { ...countsOf(outcomes), findings: found.length },
    findings: located(found, sources, undefined),
    ...outcomes,
  };
}

function countsOf({ placement }: Outcomes): Pick<Counts, 'pods' | 'nodes' | 'zones'> {
  return { pods: placement.pods, nodes: placement.nodes.length, zones: placement.zones.length };
}
