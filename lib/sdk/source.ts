// Where in the user's program a construct was made.

import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `main.ts:31:5`, of the first frame of the stack that is neither this package's nor a dependency's; undefined when there is none. */
export function callSite(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 16;
  const { stack } = new Error();
  Error.stackTraceLimit = limit;
  for (const line of (stack ?? '').split('\n').slice(2)) {
    const match = /\(?((?:file:\/\/)?\/[^()]+|[A-Za-z]:\\[^()]+):(\d+):(\d+)\)?$/.exec(line);
    if (!match || line.includes('node_modules') || line.includes('node:')) continue;
    const file = match[1]!.startsWith('file:') ? fileURLToPath(match[1]!.replace(/\?.*$/, '')) : match[1]!;
    if (file.startsWith(HOME)) continue;
    return `${basename(file)}:${match[2]}:${match[3]}`;
  }
  return undefined;
}

/** This room's own folder. */
const HOME = fileURLToPath(new URL('.', import.meta.url));
