// What a container's program printed, where its behaviour follows from the manifest; of all others nothing is said.

import type { KubeObject } from '../../api/object.ts';
import { containerOf } from '../kubelet/container-view.ts';
import { courseOf, startedBy } from '../kubelet/course.ts';
import type { Life } from '../kubelet/life.ts';
import { programOf } from '../kubelet/programs.ts';
import type { Printed } from '../kubelet/shell/around.ts';
import type { Call } from './call.ts';

/** A line, with the time it was printed at, milliseconds since the epoch. */
export interface Line {
  readonly at: number;
  readonly text: string;
  /** Its end was not printed. */
  readonly isOpen?: boolean;
}

/** The lines of the container that runs or ran last, or of the one before; undefined where they are not known. */
export function outputOf(
  call: Call,
  pod: KubeObject,
  container: string,
  previous: boolean,
): readonly Line[] | undefined {
  const { machine, read } = call;
  const life = machine.nodes?.get<Life>(`pod ${pod.metadata.namespace}/${pod.metadata.name}`)?.lives[container];
  const run = previous || life?.state === 'waiting' ? life?.last : life;
  const spec = containerOf(pod, container) as { name: string; image?: string } | undefined;
  if (run?.since === undefined || !spec || !startedBy(spec)) return undefined;
  const { exitSeconds, exitCode } = programOf(machine.simulation, pod, spec);
  if (exitSeconds !== undefined || exitCode !== undefined) return undefined;
  const { since, shared } = run;
  const until = (run.until ?? machine.now()) - since;
  const course = courseOf(read, pod, spec, { since, ...(shared ? { shared } : {}) }, until);
  if (!course) return undefined;
  const lines = linesFrom(course.printed, since);
  if (!course.isCut) return lines;
  return [...lines, { at: since + until, text: 'slipway: what it prints from here on is not followed' }];
}

function linesFrom(printed: readonly Printed[], since: number): Line[] {
  const lines: Line[] = [];
  for (const { at, text } of printed)
    for (const part of text.split(/(?<=\n)/)) {
      const open = lines.at(-1);
      const whole = part.replace(/\n$/, '');
      const isOpen = whole === part;
      if (open?.isOpen) lines[lines.length - 1] = { at: open.at, text: open.text + whole, isOpen };
      else lines.push({ at: since + at, text: whole, isOpen });
    }
  return lines;
}
