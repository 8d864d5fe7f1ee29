// Pulling images: a node pulls one after the other, each once. Follows kubernetes/pkg/kubelet/images (image_manager.go, puller.go).

import { formatDuration } from '../../api/durations.ts';
import type { KubeObject } from '../../api/object.ts';
import { POOL } from '../../api/simulation/simulation.ts';
import type { ActorContext } from '../interface.ts';
import { isFinished } from '../scheduler/pods.ts';
import { tell } from './container-events.ts';
import { backoff, type Container, type ContainerLife } from './life.ts';
import { imageOf } from './programs.ts';

/** Asking a registry whether an image is still the same, in milliseconds. */
const ASKING = 100;

/** The image of a container is there from a time on. */
export interface Fetched {
  readonly at: number;
}

/** Where a node's image is remembered: when it is there, milliseconds of cluster time. */
export const IMAGES = 'image ';
/** `pulling NODE`: until when a node is busy with the pulls that have been asked for. */
const BUSY = 'pulling ';
export const placeOf = (node: string, image: string): string => `${IMAGES}${node} ${image}`;

/** When the image of a container is there, or how the container waits for it. */
export function fetch(
  context: ActorContext,
  pod: KubeObject,
  node: KubeObject,
  container: Container,
  before: ContainerLife | undefined,
): Fetched | ContainerLife {
  const rate = (context.simulation.pace?.pullMegabytesPerSecond ?? 100) * 1_000_000;
  const { image = '', imagePullPolicy = 'IfNotPresent' } = container;
  const place = placeOf(node.metadata.name!, image);
  const { bytes, entry } = imageOf(context.simulation, image);
  const isRefused = entry?.missing || (entry?.private && !hasSecrets(pod));
  const there = context.memory.get<number>(place) ?? (isPreloaded(context, node, image) ? 0 : undefined);
  // An image that somebody pulled with a secret is there for who has one, too; those a node came with are for everybody.
  const isTheirs = entry?.private && !hasSecrets(pod) && there !== 0;
  if (there !== undefined && (imagePullPolicy === 'Always' ? !isRefused : !isTheirs)) {
    if (imagePullPolicy === 'Always') {
      tell(context, pod, container, 'Normal', 'Pulling', `Pulling image "${image}"`);
      sayPulled(context, pod, container, ASKING, Math.max(ASKING, there - context.now), bytes);
    } else {
      const message = `Container image "${image}" already present on machine and can be accessed by the pod`;
      tell(context, pod, container, 'Normal', 'Pulled', message);
    }
    return { at: there };
  }
  if (imagePullPolicy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    if (before?.reason !== 'ErrImageNeverPull') tell(context, pod, container, 'Warning', 'ErrImageNeverPull', message);
    return still(before, image, 'ErrImageNeverPull', message);
  }
  if (isRefused) return refused(context, pod, container, before, entry?.missing === true);
  const takes = (bytes / rate) * 1000;
  const busy = BUSY + node.metadata.name;
  const waits = Math.max(0, (context.memory.get<number>(busy) ?? 0) - context.now);
  const at = Math.ceil(context.now + waits + takes);
  tell(context, pod, container, 'Normal', 'Pulling', `Pulling image "${image}"`);
  context.memory.set(place, at);
  context.memory.set(busy, at);
  sayPulled(context, pod, container, takes, waits + takes, bytes);
  return { at };
}

/** Waits on for the same reason, with what was there before. */
function still(before: ContainerLife | undefined, image: string, reason: string, message: string): ContainerLife {
  return {
    state: 'waiting',
    reason,
    message,
    image,
    restarts: before?.restarts ?? 0,
    ...(before?.resources ? { resources: before.resources } : {}),
    ...(before?.last ? { last: before.last } : {}),
    ready: false,
  };
}

/** What the images of a node take of its disk, bytes. Those its machine came with are part of the machine. */
export function imageRoom({ memory, simulation, now }: ActorContext, node: KubeObject): number {
  const prefix = `${IMAGES}${node.metadata.name} `;
  return memory
    .entries<number>(prefix)
    .reduce((sum, [place, at]) => (at <= now ? sum + imageOf(simulation, place.slice(prefix.length)).bytes : sum), 0);
}

/** Deletes the images that no pod of a node uses; whether there were any. */
export function collectImages({ memory, read, now }: ActorContext, node: KubeObject): boolean {
  const prefix = `${IMAGES}${node.metadata.name} `;
  const used = new Set<string>();
  for (const pod of read.indexed('podsByNode', node.metadata.name!))
    if (!isFinished(pod))
      for (const list of ['containers', 'initContainers', 'ephemeralContainers'])
        for (const { image = '' } of (pod['spec'][list] ?? []) as readonly Container[]) used.add(image);
  const idle = memory
    .entries<number>(prefix)
    .filter(([place, at]) => at <= now && !used.has(place.slice(prefix.length)));
  for (const [place] of idle) memory.delete(place);
  return idle.length > 0;
}

const hasSecrets = (pod: KubeObject): boolean =>
  Boolean((pod['spec'].imagePullSecrets as object[] | undefined)?.length);

/** Whether a node's pool has an image from the start. */
function isPreloaded(context: ActorContext, node: KubeObject, image: string): boolean {
  const pool = node.metadata.annotations?.[POOL];
  return context.simulation.pools.find((it) => it.name === pool)?.images?.includes(image) ?? false;
}

function sayPulled(
  context: ActorContext,
  pod: KubeObject,
  container: Container,
  takes: number,
  withWaiting: number,
  bytes: number,
): void {
  const [own, all] = [formatDuration(Math.round(takes)), formatDuration(Math.round(withWaiting))];
  const message = `Successfully pulled image "${container.image}" in ${own} (${all} including waiting). Image size: ${bytes} bytes.`;
  tell(context, pod, container, 'Normal', 'Pulled', message);
}

/** A registry that does not give the image: tried again, later each time. */
function refused(
  context: ActorContext,
  pod: KubeObject,
  container: Container,
  before: ContainerLife | undefined,
  isMissing: boolean,
): ContainerLife {
  const { image = '' } = container;
  const pulls = ((before?.image === image ? before.pulls : undefined) ?? 0) + 1;
  const why = isMissing
    ? `${image}: not found`
    : `${image}: pull access denied, repository does not exist or may require authorization`;
  const text = `failed to pull and unpack image "${image}": ${why}`;
  tell(context, pod, container, 'Normal', 'Pulling', `Pulling image "${image}"`);
  tell(context, pod, container, 'Warning', 'Failed', `Failed to pull image "${image}": ${text}`);
  tell(context, pod, container, 'Warning', 'Failed', 'Error: ErrImagePull');
  const until = context.now + backoff(pulls);
  if (pulls === 1) return { ...still(before, image, 'ErrImagePull', text), pulls, until };
  tell(context, pod, container, 'Normal', 'BackOff', `Back-off pulling image "${image}"`);
  tell(context, pod, container, 'Warning', 'Failed', 'Error: ImagePullBackOff');
  const message = `Back-off pulling image "${image}": ErrImagePull: ${text}`;
  return { ...still(before, image, 'ImagePullBackOff', message), pulls, until };
}
