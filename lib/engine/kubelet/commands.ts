// Commands in a simulated container. No program runs here: what can be told from the cluster alone is told (its environment, its
// files, its name, what its script wrote), anything else is refused by name, never guessed.

import type { KubeObject } from '../../api/object.ts';
import type { Reader } from '../interface.ts';
import { containerOf } from './container-view.ts';
import { insideOf, type Shared } from './course.ts';
import { isShell, runWords } from './shell/run.ts';
import { NotSimulated } from './shell/syntax.ts';

/** What a command printed, and how it ended. */
export interface CommandResult {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** Whether a command reads what is typed: it is answered line by line, or when the typing ends. */
export function readsInput(words: readonly string[]): 'lines' | 'whole' | 'no' {
  const program = words[0] ?? '';
  if (isShell(program) && words.length === 1) return 'lines';
  return program === 'cat' && words.length === 1 ? 'whole' : 'no';
}

/** Where and when a command is run. */
export interface CommandPlace {
  readonly read: Reader;
  readonly pod: KubeObject;
  readonly container: string;
  /** When the container started, and now; milliseconds since the epoch. */
  readonly since: number;
  readonly now: number;
  readonly shared?: Shared;
}

/** Runs a command in a container of a pod. `input` is what was typed. */
export function runCommand(place: CommandPlace, words: readonly string[], input = ''): CommandResult {
  const { read, pod, since, now } = place;
  const container = containerOf(pod, place.container) as object;
  const beginning = { since, ...(place.shared ? { shared: place.shared } : {}) };
  const around = insideOf(read, pod, container, beginning, now);
  try {
    const { printed, end } = runWords(words, Object.create(around, { input: { value: input } }) as typeof around, 0);
    const all = (isError: boolean): string =>
      printed
        .filter((it) => it.isError === isError)
        .map((it) => it.text)
        .join('');
    if (end) return { out: all(false), err: all(true), code: end.code };
    return { out: all(false), err: `${all(true)}${words[0]}: not simulated: it takes time\n`, code: 127 };
  } catch (error) {
    if (!(error instanceof NotSimulated)) throw error;
    return { out: '', err: `${error.message}: not simulated: no programs run in this container\n`, code: 127 };
  }
}
