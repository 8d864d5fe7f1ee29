// A question before something is done to a cluster that others use.

import { createInterface } from 'node:readline/promises';
import { UserError } from './failure.ts';

/** Asks on the terminal; where there is none, `--yes` has to have been said. Whether the answer is yes. */
export async function confirmed(question: string, yes: boolean | undefined): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new UserError('nothing was done: there is no terminal to ask on. Say --yes to go ahead without a question');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
