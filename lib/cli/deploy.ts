// `slipway deploy`: into the cluster kept beside the program, whose time stands still between commands, or into a real one.

import type { DeployOptions, DeployResult } from '../deploy/interface.ts';
import { deploy as walk } from '../deploy/walker.ts';
import { Cluster } from '../engine/cluster.ts';
import { count, duration, notReplacedText } from '../report/verdict.ts';
import { isRemote, type ConnectOptions } from './connect.ts';
import { loadEntry, type Entry } from './entry.ts';
import { UserError } from './failure.ts';
import { Progress, standardScreen } from './progress.ts';
import { isSavedPlan, openPlan, type SavedPlan } from './saved-plan.ts';
import { alone, checkKept, keepState, openState } from './state.ts';

export interface DeployCommandOptions extends ConnectOptions {
  readonly timeout: string;
  readonly dir: string;
  readonly yes?: boolean;
  readonly prune?: boolean;
  readonly pruneData?: boolean;
  readonly replace?: readonly string[];
  readonly forceConflicts?: boolean;
}

export async function deploy(path: string, options: DeployCommandOptions): Promise<void> {
  const seconds = Number(options.timeout);
  if (!(seconds > 0)) throw new UserError('--timeout takes a number of seconds above 0');
  const saved = isSavedPlan(path) ? await openPlan(path, options) : undefined;
  const entry = saved?.entry ?? (await loadEntry(path));
  const how: DeployOptions = {
    timeout: seconds * 1000,
    origins: true,
    prune: options.prune ?? true,
    pruneData: saved?.plan.options.pruneData ?? options.pruneData ?? false,
    replace: saved?.plan.options.replace ?? options.replace ?? [],
    conflicts: (saved?.plan.options.forceConflicts ?? options.forceConflicts) ? 'take' : 'leave',
  };
  const target = saved?.plan.target;
  const remote = target ? target.kind === 'context' : isRemote(options);
  if (remote) await (await import('./deploy-remote.ts')).deployRemote(entry, how, options, saved?.plan);
  else {
    const dir = target?.kind === 'kept' ? target.dir : options.dir;
    await alone(dir, () => deployKept(entry, how, dir, saved?.plan));
  }
}

async function deployKept(entry: Entry, how: DeployOptions, dir: string, plan: SavedPlan | undefined): Promise<void> {
  const kept = openState(dir);
  if (kept) checkKept(kept, entry, dir);
  if (plan?.target.kind === 'kept' && plan.target.revision !== kept?.cluster.store.revision)
    throw new UserError(
      `nothing was done: the cluster in ${dir} has changed since the plan was made. Plan again: slipway plan ${plan.entry} --save FILE`,
    );
  const cluster = kept?.cluster ?? Cluster.create({ simulation: entry.simulation, seed: entry.deployment.name });
  const client = cluster.client();
  const progress = new Progress(standardScreen(), () => client.now());
  const result = await walk(client, entry.deployment, { ...how, progress: (event) => progress.tell(event) });
  progress.end();
  cluster.untilQuiet();
  keepState(dir, { cluster, deployment: entry.deployment.name });
  sayResult(result, entry.deployment.objects.length, ' of cluster time');
  process.stdout.write(notReplacedText(result.notReplaced));
}

/** The last lines, and the exit code. */
export function sayResult(result: DeployResult, objects: number, clock = ''): void {
  const say = (text: string): void => void process.stdout.write(text);
  const { applied, unchanged, pruned, left, elapsed } = result;
  if (result.ok) {
    const aside = left.length
      ? ` ${count(left.length, 'object')} with fields left as others have them (--force-conflicts takes them over).`
      : '';
    say(
      applied + pruned.length
        ? `\nApplied ${applied}, ${unchanged} unchanged, ${pruned.length} removed; ready after ${duration(elapsed)}${clock}.${aside}\n`
        : `\nNothing to do: ${count(unchanged, 'object')} as deployed.${aside}\n`,
    );
    return;
  }
  if (result.notStarted.length) {
    const names = result.notStarted.map((it) => it.object.metadata.name);
    say(
      `  · not started${result.interrupted ? '' : ', as they need what failed'}: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ` and ${names.length - 20} more` : ''}\n`,
    );
  }
  say(
    `\n${result.interrupted ? 'Interrupted. ' : ''}Applied ${applied + unchanged} of ${count(objects, 'object')}; ${result.notStarted.length} not started. ${result.interrupted ? 'Run' : 'Fix and run'} deploy again: it goes on from here.\n`,
  );
  process.exitCode = result.interrupted ? 130 : 1;
}
