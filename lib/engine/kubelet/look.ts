// What one look at a pod works with, and the start of a container.

import type { KubeObject } from '../../api/object.ts';
import type { ActorContext } from '../interface.ts';
import { tell } from './container-events.ts';
import { RESTARTING_ALL } from './phase.ts';
import type { Shared } from './course.ts';
import type { Container, ContainerLife, Resources, Spec } from './life.ts';
import { toldAtStart } from './scripts.ts';

/** What a container is in its pod. */
export type Part = 'main' | 'init' | 'sidecar' | 'ephemeral';

/** One look at a pod's containers. */
export interface Look {
  readonly context: ActorContext;
  readonly pod: KubeObject;
  readonly node: KubeObject;
  readonly spec: Spec;
  readonly podIP: string;
  readonly lives: Record<string, ContainerLife>;
  /** What containers still have of their node that were given something else. */
  readonly had?: { readonly [container: string]: Resources | undefined };
  /** None of its containers has run yet. */
  isFirst: boolean;
  /** What is in the pod's own volumes. */
  shared: Shared | undefined;
  /** Something that its status tells is not as it was. */
  changed: boolean;
  /** Something else is not as it was. */
  moved: boolean;
  /** A rule asks for the whole pod to begin anew. */
  restartsAll: boolean;
  /** A container waits for something that somebody has to make. */
  isMissing: boolean;
  /** When something happens next, and whether that is nothing to wait for. */
  wake: number;
  background: boolean;
}

/** What has been restarted often, or failed so, is a state rather than progress. */
const isOften = ({ restarts, failures = 0, pulls = 0 }: ContainerLife): boolean =>
  restarts > 2 || failures > 2 || pulls > 2;

/** Something happens to a container at a later time; in the background if it is nothing to wait for. */
export function due(look: Look, time: number, life: ContainerLife, background = false): void {
  if (time <= look.context.now || time === Infinity) return;
  if (time < look.wake) look.wake = time;
  if (!background && !isOften(life)) look.background = false;
}

/** A container's life as its pod's status tells it. */
export function remember(look: Look, container: Container, life: ContainerLife): ContainerLife {
  const before = look.lives[container.name];
  look.lives[container.name] = life;
  if (before?.reason !== life.reason || before?.message !== life.message || before?.state !== life.state)
    look.changed = true;
  else look.moved = true;
  return life;
}

export function start(look: Look, container: Container, before: ContainerLife | undefined, part: Part): ContainerLife {
  const { context, pod } = look;
  tell(context, pod, container, 'Normal', 'Created', 'Container created');
  tell(context, pod, container, 'Normal', 'Started', 'Container started');
  look.changed = true;
  const isCounted = before?.last !== undefined && before.reason !== RESTARTING_ALL;
  const isWatched = container.startupProbe !== undefined && part !== 'init';
  // Field by field: see OWNED in the API server for why.
  const begun: { -readonly [field in keyof ContainerLife]: ContainerLife[field] } = {
    state: 'running',
    since: context.now,
    restarts: (before?.restarts ?? 0) + (isCounted ? 1 : 0),
    ready: false,
    image: container.image,
    resources: before?.resources ?? container.resources,
  };
  if (before?.last) begun.last = before.last;
  if (before?.failures) begun.failures = before.failures;
  if (isWatched) begun.starting = true;
  const { told, shared } = toldAtStart(look, container);
  if (told) begun.told = told;
  if (shared) begun.shared = shared;
  return (look.lives[container.name] = begun);
}
