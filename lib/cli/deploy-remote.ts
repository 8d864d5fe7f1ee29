// `slipway deploy --context`: the same walk over HTTPS. It shows what it would change, and asks before it does.

import type { DeployOptions } from '../deploy/interface.ts';
import { deploy as walk } from '../deploy/walker.ts';
import { needsReplacing, wayOut } from '../deploy/replacement.ts';
import { preview, type Preview } from '../plan/preview.ts';
import { changeRows } from '../report/text.ts';
import { count, notReplacedText } from '../report/verdict.ts';
import { confirmed } from './ask.ts';
import { connect, type ConnectOptions } from './connect.ts';
import { sayResult } from './deploy.ts';
import type { Entry } from './entry.ts';
import { UserError } from './failure.ts';
import { Progress, standardScreen } from './progress.ts';
import { clusterIdOf, differencesFrom, type SavedPlan } from './saved-plan.ts';

export async function deployRemote(
  entry: Entry,
  how: DeployOptions,
  options: ConnectOptions & { readonly yes?: boolean },
  plan: SavedPlan | undefined,
): Promise<void> {
  const target = plan?.target.kind === 'context' ? plan.target : undefined;
  const { client, namespace, title } = await connect(target ?? options);
  try {
    if (target && (await clusterIdOf(client)) !== target.cluster)
      throw new UserError(`nothing was done: the plan was made for another cluster than ${title} is now`);
    const all = { ...how, namespace };
    const found = await preview(client, entry.deployment, all);
    if (plan) {
      const different = differencesFrom(plan, found);
      if (different.length)
        throw new UserError(
          `nothing was done: the cluster has changed since the plan was made.\n${different.map((it) => `  ${it}\n`).join('')}Plan again: slipway plan ${plan.entry} --save FILE`,
        );
    }
    process.stdout.write(previewText(found, entry, title, namespace));
    if (found.refused.length)
      throw new UserError('nothing was done: fix what the cluster refuses, and run deploy again');
    if (!found.changes.length) {
      // What an interrupted deployment has left waiting is waited for.
      process.stdout.write(`No changes. ${count(found.objects, 'object')} as deployed.\n`);
    } else if (!plan && !(await confirmed(`Deploy ${entry.deployment.name} to ${title}?`, options.yes))) {
      process.stdout.write('Nothing was done.\n');
      return;
    }
    await go(client, entry, all);
  } finally {
    client.close();
  }
}

async function go(
  client: Awaited<ReturnType<typeof connect>>['client'],
  entry: Entry,
  how: DeployOptions,
): Promise<void> {
  const progress = new Progress(standardScreen(), () => client.now());
  const stop = new AbortController();
  const interrupt = (): void => {
    // The second time it is meant at once.
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
    process.stderr.write('\nstopping after what is under way; once more stops at once\n');
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const ticks = setInterval(() => progress.draw(), 1000);
  try {
    const result = await walk(client, entry.deployment, {
      ...how,
      signal: stop.signal,
      progress: (event) => progress.tell(event),
    });
    progress.end();
    sayResult(result, entry.deployment.objects.length);
  } finally {
    clearInterval(ticks);
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** What would be done, for a person to say yes to. */
export function previewText(found: Preview, entry: Entry, title: string, namespace: string): string {
  let text = `${entry.deployment.name} → ${title}, inventory in namespace ${namespace}\n`;
  const { simulation } = entry;
  const simulated = [
    simulation.source ? count(simulation.pools.length, 'node pool') : '',
    simulation.programs?.length ? count(simulation.programs.length, 'program') : '',
    simulation.loads?.length ? count(simulation.loads.length, 'load') : '',
  ].filter(Boolean);
  if (simulated.length) text += `left out, as a real cluster has its own: ${simulated.join(', ')}\n`;
  if (found.changes.length) text += `\n${changeRows(found.changes, false)}`;
  for (const { at, message } of found.refused) {
    const where = [at.source, at.path].filter(Boolean).join('  ');
    text += `  ✖ ${at.object.kind} ${at.object.metadata.name}: ${message.trimEnd().replaceAll('\n', '\n    ')}\n${needsReplacing(message) ? `      ${wayOut(at.object)}\n` : ''}${where ? `      ${where}\n` : ''}`;
  }
  for (const { at, fields } of found.left)
    for (const { path, owner } of fields)
      text += `  = ${at.object.kind} ${at.object.metadata.name}: ${path} is left as ${owner} has it (--force-conflicts takes it over)\n`;
  for (const { id, why } of found.kept)
    text += `  = ${id} left the tree and is kept: ${why} (--prune-data removes it)\n`;
  text += notReplacedText(found.notReplaced);
  const of = (action: string): number => found.changes.filter((it) => it.action === action).length;
  if (found.changes.length)
    text += `\n${of('create')} to create, ${of('update')} to change, ${of('replace') ? `${of('replace')} to replace, ` : ''}${of('delete')} to remove, ${found.unchanged} unchanged\n`;
  return text;
}
