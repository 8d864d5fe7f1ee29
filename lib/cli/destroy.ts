// `slipway destroy`: removes what was deployed, and lets go of the cluster kept for it.

import { deploymentsIn, members, readInventory } from '../deploy/inventory.ts';
import { describe } from '../deploy/names.ts';
import { destroy as remove, sorted } from '../deploy/removal.ts';
import { count } from '../report/verdict.ts';
import { confirmed } from './ask.ts';
import { connect, isRemote, type ConnectOptions } from './connect.ts';
import { UserError } from './failure.ts';
import { alone, dropState, isKept, openState, type State } from './state.ts';

export async function destroy(
  name: string | undefined,
  options: ConnectOptions & { readonly dir: string; readonly yes?: boolean; readonly pruneData?: boolean },
): Promise<void> {
  if (isRemote(options)) return destroyRemote(name, options);
  if (!isKept(options.dir)) throw new UserError(`nothing is deployed in ${options.dir}`);
  await alone(options.dir, () => destroyKept(name, options.dir));
}

async function destroyKept(name: string | undefined, dir: string): Promise<void> {
  let state: State | undefined;
  try {
    state = openState(dir);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // What cannot be read can still be let go of.
    dropState(dir);
    process.stdout.write(`Removed the cluster in ${dir}, which could not be read.\n`);
    return;
  }
  if (!state) throw new UserError(`nothing is deployed in ${dir}`);
  if (name !== undefined && name !== state.deployment)
    throw new UserError(`${dir} holds ${state.deployment}, not ${name}`);
  // The cluster goes with it, and all that it holds.
  const { removed } = await remove(state.cluster.client(), state.deployment, { pruneData: true });
  state.cluster.untilQuiet();
  dropState(dir);
  process.stdout.write(
    `Removed ${count(removed.length, 'object')} of ${state.deployment}, and the cluster in ${dir}.\n`,
  );
}

async function destroyRemote(
  name: string | undefined,
  options: ConnectOptions & { readonly yes?: boolean; readonly pruneData?: boolean },
): Promise<void> {
  const { client, namespace, title } = await connect(options);
  try {
    const known = (await deploymentsIn(client, namespace)).map((it) => it.name);
    if (name === undefined || !known.includes(name))
      throw new UserError(
        `${name === undefined ? 'which deployment?' : `no deployment ${name}.`} Namespace ${namespace} of ${title} has ${known.join(', ') || 'none'}`,
      );
    const inventory = await readInventory(client, name, namespace);
    const all = await members(client, name, inventory, namespace);
    const { go, stay } = await sorted(client, all, options.pruneData ?? false);
    for (const { object } of go) process.stdout.write(`  - ${describe(object)}\n`);
    for (const { object, why } of stay)
      process.stdout.write(`  = ${describe(object)} is kept: ${why} (--prune-data removes it)\n`);
    if (!(await confirmed(`Remove ${count(go.length, 'object')} of ${name} from ${title}?`, options.yes))) {
      process.stdout.write('Nothing was done.\n');
      return;
    }
    const pruneData = options.pruneData ?? false;
    const { removed, kept } = await remove(client, name, { namespace, pruneData });
    process.stdout.write(
      `\nRemoved ${count(removed.length, 'object')} of ${name}${kept.length ? `; ${kept.length} kept` : ''}.\n`,
    );
  } finally {
    client.close();
  }
}
