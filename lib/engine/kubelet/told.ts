// How a container will end, worked out when it starts, and what it writes until then.

import type { KubeObject } from '../../api/object.ts';
import type { Program } from '../../api/simulation/simulation.ts';
import type { Reader } from '../interface.ts';
import { courseOf, lastWords, sharedAfter, type Beginning, type Shared } from './course.ts';
import type { Container } from './life.ts';

/** The end of a program; without a time it goes on. */
export interface Told {
  /** Milliseconds after the start. */
  readonly ends?: number;
  readonly exitCode?: number;
  readonly message?: string;
  /** It writes into volumes that outlast it. */
  readonly writes?: true;
}

/** What follows from the manifest; nothing where the simulation says how the program ends, or nothing follows. */
export function toldOf(
  read: Reader,
  pod: KubeObject,
  container: Container,
  program: Program,
  beginning: Beginning,
): Told | undefined {
  if (program.exitSeconds !== undefined || program.exitCode !== undefined) return undefined;
  const course = courseOf(read, pod, container, beginning);
  if (!course) return undefined;
  const message = lastWords(container, course);
  const isWriting = sharedAfter(read, pod, container, course, beginning.shared, Infinity) !== beginning.shared;
  return {
    ...(course.end ? { ends: course.end.at, exitCode: course.end.code } : {}),
    ...(message ? { message } : {}),
    ...(isWriting ? { writes: true } : {}),
  };
}

/** The pod's volumes after what a container wrote so far. */
export function sharedBy(
  read: Reader,
  pod: KubeObject,
  container: Container,
  beginning: Beginning,
  shared: Shared | undefined,
  now: number,
): Shared | undefined {
  const elapsed = now - beginning.since;
  const course = courseOf(read, pod, container, beginning, elapsed);
  return course ? sharedAfter(read, pod, container, course, shared, elapsed) : shared;
}
