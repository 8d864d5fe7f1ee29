// `slipway plan`: what deploying would do, before it happens.

import { resolve } from 'node:path';
import { Cluster } from '../engine/cluster.ts';
import type { Event } from '../plan/what-if.ts';
import type { ObjectChange } from '../plan/changes.ts';
import { plan as planFor, type PlanResult } from '../plan/plan.ts';
import { planText } from '../report/text.ts';
import { findings } from '../report/verdict.ts';
import { loadEntry, type Entry } from './entry.ts';
import { UserError } from './failure.ts';
import { put, type OutputOptions } from './output.ts';
import { isExisting, openExisting, type ExistingOptions, type OpenedCluster } from './existing.ts';
import { clusterIdOf, savePlan, type PlanTarget } from './saved-plan.ts';
import { checkKept, openState, sameSimulation } from './state.ts';

const FAILURES = new Set([
  'deploy',
  'pending',
  'dangling',
  'exposed',
  'trouble',
  'blocked',
  'escalation',
  'undrainable',
  'unscaled',
]);

export interface PlanCommandOptions extends OutputOptions, ExistingOptions {
  readonly full?: boolean;
  readonly detailedExitcode?: boolean;
  readonly failOn?: readonly string[];
  readonly whatIf?: string;
  readonly baseline?: string;
  readonly dir: string;
  readonly save?: string;
  readonly pruneData?: boolean;
  readonly replace?: readonly string[];
  readonly forceConflicts?: boolean;
}

export async function plan(path: string, options: PlanCommandOptions): Promise<void> {
  const { failOn = [] } = options;
  for (const it of failOn)
    if (!FAILURES.has(it)) throw new UserError(`--fail-on: unknown ${it}; known are ${[...FAILURES].join(', ')}`);
  const whatIf = eventsAsked(options.whatIf);
  const format = options.open ? 'html' : options.format;
  const before = options.baseline
    ? await (await import('./baseline.ts')).loadBaseline(path, options.baseline)
    : undefined;
  if (before && isExisting(options))
    throw new UserError(
      '--baseline compares two revisions; --cluster and --context say what is there. Say one of them',
    );
  if (options.save && (before || options.cluster))
    throw new UserError(
      '--save keeps a plan to be deployed: into the cluster kept beside the program, or with --context into a real one',
    );
  const entry = await loadEntry(path);
  const existing = isExisting(options) ? await openExisting(options, entry.simulation, entry.deployment) : undefined;
  try {
    const state = before || existing ? undefined : openState(options.dir);
    if (state) checkKept(state, entry, options.dir);
    const cluster =
      existing?.cluster ??
      state?.cluster ??
      Cluster.create({ simulation: entry.simulation, seed: entry.deployment.name });
    if (before) await settle(cluster, before, entry);
    const { pruneData = false, forceConflicts = false, replace = [] } = options;
    const result = await planFor(cluster, entry.deployment, {
      explain: (options.full ?? false) || format === 'json' || format === 'html',
      pruneData,
      replace,
      conflicts: forceConflicts ? 'take' : 'leave',
      ...(existing ? { existing: true, namespace: existing.namespace } : {}),
      whatIf,
    });
    for (const { event } of whatIf)
      if (!result.whatIf.some((it) => it.name.startsWith(event)))
        throw new UserError(`--what-if ${options.whatIf}: there is no such ${NOTHING_OF[event]}`);
    const { sources } = entry;
    if (format === 'text') {
      let text = planText(result, { sources, ...(options.full ? { full: true } : {}) });
      for (const note of existing?.notes ?? []) text += `note: ${note}\n`;
      if (existing && simulationLeft(entry.simulation))
        text += `note: the program's node pools are left out: nodes are those of ${cluster.simulation.source}\n`;
      if (state && !sameSimulation(state.cluster.simulation, entry.simulation))
        text +=
          '\nnote: the deployed cluster keeps the nodes and programs it was made with; slipway destroy lets go of them\n';
      if (result.first) text += `\nnext: slipway deploy ${path} · all of it: plan --full · in a browser: plan --open\n`;
      put(text, options, result.name);
    } else {
      for (const note of existing?.notes ?? []) process.stderr.write(`note: ${note}\n`);
      put(await rendered(format, result, sources), options, result.name);
    }
    if (options.save) {
      const saved = await targetOf(existing, options, state?.cluster.store.revision, entry, result.changes);
      savePlan(options.save, {
        entry: path,
        options: { pruneData, forceConflicts, replace },
        deployment: entry.deployment,
        simulation: entry.simulation,
        ...saved,
      });
      process.stdout.write(
        `\nkept: slipway deploy ${options.save} does exactly this, or refuses where something has changed since\n`,
      );
    }
    finish(result, failOn, options);
  } finally {
    existing?.connection?.client.close();
  }
}

/** Whether the program says machines that a real cluster has its own for. */
const simulationLeft = ({ source }: Entry['simulation']): boolean => source !== undefined;

/** What a kept plan is for, and what it would change there; of a real cluster, as its own dry run says. */
async function targetOf(
  existing: OpenedCluster | undefined,
  options: PlanCommandOptions,
  revision: number | undefined,
  entry: Entry,
  changes: readonly ObjectChange[],
): Promise<{ target: PlanTarget; changes: readonly ObjectChange[] }> {
  if (!existing?.connection)
    return { target: { kind: 'kept', dir: options.dir, ...(revision === undefined ? {} : { revision }) }, changes };
  const { client, namespace } = existing.connection;
  const { preview } = await import('../plan/preview.ts');
  const { pruneData = false, forceConflicts = false, replace = [] } = options;
  const found = await preview(client, entry.deployment, {
    namespace,
    pruneData,
    replace,
    conflicts: forceConflicts ? 'take' : 'leave',
  });
  if (found.refused.length)
    throw new UserError(
      `nothing was kept: the cluster refuses\n${found.refused.map(({ at, message }) => `  ${at.object.kind} ${at.object.metadata.name}: ${message}\n`).join('')}`,
    );
  const { kubeconfig } = options;
  return {
    target: {
      kind: 'context',
      context: client.access.context,
      namespace,
      cluster: await clusterIdOf(client),
      ...(kubeconfig ? { kubeconfig: resolve(kubeconfig) } : {}),
    },
    changes: found.changes,
  };
}

function finish(result: PlanResult, failOn: readonly string[], options: PlanCommandOptions): void {
  const found = findings(result.after);
  const failed = failOn.includes('deploy') && !result.deploy.ok;
  if (failed || found.some((it) => failOn.includes(it.kind))) process.exitCode = 3;
  else if (options.detailedExitcode && (result.changes.length || result.first)) process.exitCode = 2;
}

async function rendered(
  format: string,
  result: Awaited<ReturnType<typeof planFor>>,
  sources: Entry['sources'],
): Promise<string> {
  if (format === 'markdown') return (await import('../report/markdown.ts')).planMarkdown(result, sources);
  if (format === 'sarif') return (await import('../report/sarif.ts')).planSarif(result, sources);
  if (format === 'junit') return (await import('../report/junit.ts')).planJunit(result, sources);
  const data = (await import('../report/json.ts')).planJson(result, sources);
  return format === 'html' ? (await import('../report/html.ts')).planHtml(data) : `${JSON.stringify(data, null, 2)}\n`;
}

const NOTHING_OF = {
  'zone-loss': 'zone',
  'node-loss': 'node',
  load: 'load: the program says none (new Load)',
  'image-pull-failure': 'image: no pod wants it',
} as const;

/** `zone-loss`, `zone-loss=zone-a`, `node-loss=app-a-1`, `load=20`, `image-pull-failure=shop/web:2.0`; several with commas. */
function eventsAsked(text: string | undefined): Event[] {
  return (text ?? '')
    .split(',')
    .filter(Boolean)
    .map((one): Event => {
      const [event, which] = one.split('=') as [string, string | undefined];
      if (event === 'zone-loss') return { event, ...(which ? { zone: which } : {}) };
      if (event === 'node-loss') return { event, ...(which ? { node: which } : {}) };
      if (event === 'load' && Number(which) > 0) return { event, times: Number(which) };
      if (event === 'image-pull-failure' && which) return { event, image: which };
      throw new UserError(
        `--what-if: unknown ${one}; known are zone-loss, zone-loss=ZONE, node-loss, node-loss=NODE, load=TIMES and image-pull-failure=IMAGE, several with commas`,
      );
    });
}

/** Deploys what the baseline was, on the machines of today, under the name of today. */
async function settle(cluster: Cluster, before: Entry, entry: Entry): Promise<void> {
  const { deploy } = await import('../deploy/walker.ts');
  const result = await deploy(cluster.client(), { ...before.deployment, name: entry.deployment.name });
  const [failure] = result.failures;
  if (failure)
    process.stderr.write(
      `note: in the baseline ${failure.at.object.kind} ${failure.at.object.metadata.name} does not become ready: ${failure.message}\n`,
    );
  cluster.untilQuiet();
}
