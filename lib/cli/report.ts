// `slipway report`: the deployed cluster as it is.

import { outcomes } from '../outcomes/outcomes.ts';
import { outcomesText } from '../report/text.ts';
import { findings } from '../report/verdict.ts';
import { UserError } from './failure.ts';
import { openState } from './state.ts';

export async function report(options: { format: string; full?: boolean; dir: string }): Promise<void> {
  const state = openState(options.dir);
  if (!state) throw new UserError(`nothing is deployed in ${options.dir}; slipway deploy ENTRY does that`);
  const found = outcomes(state.cluster.store);
  if (options.format === 'json')
    process.stdout.write(`${JSON.stringify({ ...found, findings: findings(found) }, null, 2)}\n`);
  else process.stdout.write(outcomesText(found, undefined, { full: options.full }));
}
