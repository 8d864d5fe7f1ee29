// `slipway report`: the deployed cluster as it is.

import { outcomes } from '../outcomes/outcomes.ts';
import { headlineText, outcomesText } from '../report/text.ts';
import type { Sources } from '../report/verdict.ts';
import { UserError } from './failure.ts';
import { put, type OutputOptions } from './output.ts';
import { isExisting, openExisting, type ExistingOptions } from './existing.ts';
import { sourcesIn } from './sources.ts';
import { openState } from './state.ts';

export async function report(
  options: OutputOptions & ExistingOptions & { full?: boolean; dir: string },
): Promise<void> {
  const format = options.open ? 'html' : options.format;
  const existing = isExisting(options) ? await openExisting(options, NOTHING_SAID) : undefined;
  const state = existing ? undefined : openState(options.dir);
  const cluster = existing?.cluster ?? state?.cluster;
  if (!cluster) throw new UserError(`nothing is deployed in ${options.dir}; slipway deploy ENTRY does that`);
  existing?.connection?.client.close();
  const name = state?.deployment ?? 'cluster';
  const title = state?.deployment ?? cluster.simulation.source ?? name;
  const sources = await sourcesIn(cluster.client());
  const found = outcomes(cluster.store, { explain: options.full || format === 'json' || format === 'html' });
  const notes = existing?.notes.map((it) => `note: ${it}\n`).join('') ?? '';
  if (format === 'text')
    put(
      `${existing ? `${title}\n\n` : ''}${headlineText(found)}\n${outcomesText(found, undefined, { full: options.full ?? false, sources })}${notes && `\n${notes}`}`,
      options,
      name,
    );
  else {
    process.stderr.write(notes);
    put(await rendered(format, title, found, sources), options, name);
  }
}

/** A cluster people have brings its own machines. */
const NOTHING_SAID = { pools: [] };

async function rendered(
  format: string,
  name: string,
  found: ReturnType<typeof outcomes>,
  sources: Sources,
): Promise<string> {
  if (format === 'markdown') return (await import('../report/markdown.ts')).reportMarkdown(found);
  if (format === 'sarif') return (await import('../report/sarif.ts')).reportSarif(found, sources);
  if (format === 'junit') return (await import('../report/junit.ts')).reportJunit(name, found, sources);
  const data = (await import('../report/json.ts')).reportJson(found, sources);
  return format === 'html'
    ? (await import('../report/html.ts')).reportHtml(data, name)
    : `${JSON.stringify(data, null, 2)}\n`;
}
