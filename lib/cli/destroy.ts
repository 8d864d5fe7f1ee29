// `slipway destroy`: removes what was deployed, and lets go of the cluster kept for it.

import { destroy as remove } from '../deploy/removal.ts';
import { UserError } from './failure.ts';
import { dropState, openState } from './state.ts';

export async function destroy(options: { dir: string }): Promise<void> {
  const state = openState(options.dir);
  if (!state) throw new UserError(`nothing is deployed in ${options.dir}`);
  // The cluster goes with it, and all that it holds.
  const { removed } = await remove(state.cluster.client(), state.deployment, { pruneData: true });
  state.cluster.untilQuiet();
  dropState(options.dir);
  process.stdout.write(
    `Removed ${removed.length} objects of ${state.deployment}, and the cluster in ${options.dir}.\n`,
  );
}
