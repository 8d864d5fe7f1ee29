// `slipway report`: the deployed cluster as it is.

import { outcomes } from '../outcomes/outcomes.ts';
import { outcomesText } from '../report/text.ts';
import { UserError } from './failure.ts';
import { put, type OutputOptions } from './output.ts';
import { openState } from './state.ts';

export async function report(options: OutputOptions & { full?: boolean; dir: string }): Promise<void> {
  const state = openState(options.dir);
  if (!state) throw new UserError(`nothing is deployed in ${options.dir}; slipway deploy ENTRY does that`);
  const format = options.open ? 'html' : options.format;
  const found = outcomes(state.cluster.store, { explain: options.full || format === 'json' || format === 'html' });
  put(await rendered(format, state.deployment, found, options.full ?? false), options, state.deployment);
}

async function rendered(
  format: string,
  name: string,
  found: ReturnType<typeof outcomes>,
  full: boolean,
): Promise<string> {
  if (format === 'text') return outcomesText(found, undefined, { full });
  if (format === 'markdown') return (await import('../report/markdown.ts')).reportMarkdown(found);
  const data = (await import('../report/json.ts')).reportJson(found);
  return format === 'html'
    ? (await import('../report/html.ts')).reportHtml(data, name)
    : `${JSON.stringify(data, null, 2)}\n`;
}
