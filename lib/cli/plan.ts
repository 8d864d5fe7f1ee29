// `slipway plan`: what deploying would do, before it happens.

import { Cluster } from '../engine/cluster.ts';
import { plan as planFor } from '../plan/plan.ts';
import { planText } from '../report/text.ts';
import { findings } from '../report/verdict.ts';
import { loadEntry, type Entry } from './entry.ts';
import { UserError } from './failure.ts';
import { put, type OutputOptions } from './output.ts';
import { openState, sameSimulation } from './state.ts';

const FAILURES = new Set(['pending', 'dangling', 'exposed', 'trouble', 'blocked', 'escalation', 'undrainable']);

export interface PlanCommandOptions extends OutputOptions {
  readonly full?: boolean;
  readonly detailedExitcode?: boolean;
  readonly failOn?: string;
  readonly whatIf?: string;
  readonly baseline?: string;
  readonly dir: string;
}

export async function plan(path: string, options: PlanCommandOptions): Promise<void> {
  const failOn = (options.failOn ?? '').split(',').filter(Boolean);
  for (const it of failOn)
    if (!FAILURES.has(it)) throw new UserError(`--fail-on: unknown ${it}; known are ${[...FAILURES].join(', ')}`);
  const zoneLoss = zoneAsked(options.whatIf);
  const format = options.open ? 'html' : options.format;
  const before = options.baseline
    ? await (await import('./baseline.ts')).loadBaseline(path, options.baseline)
    : undefined;
  const entry = await loadEntry(path);
  const state = before ? undefined : openState(options.dir);
  const cluster = state?.cluster ?? Cluster.create({ simulation: entry.simulation, seed: entry.deployment.name });
  if (before) await settle(cluster, before, entry);
  const explain = options.full || format === 'json' || format === 'html';
  const result = await planFor(cluster, entry.deployment, { explain, ...(zoneLoss ? { zoneLoss } : {}) });
  if (zoneLoss && !result.whatIf.length) throw new UserError(`--what-if ${options.whatIf}: there is no such zone`);
  const { sources } = entry;
  if (format === 'text') {
    let text = planText(result, { sources, ...(options.full ? { full: true } : {}) });
    if (state && !sameSimulation(state.cluster.simulation, entry.simulation))
      text +=
        '\nnote: the deployed cluster keeps the nodes and programs it was made with; slipway destroy lets go of them\n';
    if (result.first) text += `\nnext: slipway deploy ${path} · all of it: plan --full · in a browser: plan --open\n`;
    put(text, options, result.name);
  } else put(await rendered(format, result, sources), options, result.name);
  const found = findings(result.after);
  if (found.some((it) => failOn.includes(it.kind))) process.exitCode = 3;
  else if (options.detailedExitcode && (result.changes.length || result.first)) process.exitCode = 2;
}

async function rendered(
  format: string,
  result: Awaited<ReturnType<typeof planFor>>,
  sources: Entry['sources'],
): Promise<string> {
  if (format === 'markdown') return (await import('../report/markdown.ts')).planMarkdown(result, sources);
  const data = (await import('../report/json.ts')).planJson(result, sources);
  return format === 'html' ? (await import('../report/html.ts')).planHtml(data) : `${JSON.stringify(data, null, 2)}\n`;
}

/** `zone-loss`, or `zone-loss=zone-a`. */
function zoneAsked(text: string | undefined): string | boolean {
  if (text === undefined) return false;
  const [what, zone] = text.split('=');
  if (what !== 'zone-loss') throw new UserError(`--what-if: unknown ${text}; known are zone-loss and zone-loss=ZONE`);
  return zone || true;
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
