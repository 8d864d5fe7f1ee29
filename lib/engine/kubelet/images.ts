// Pulling images: one after the other, each once a node. Follows kubernetes/pkg/kubelet/images/image_manager.go.

import { formatDuration } from '../../api/durations.ts';
import { keyOf, type KubeObject } from '../../api/object.ts';
import { POOL } from '../../api/simulation/simulation.ts';
import type { ActorContext } from '../interface.ts';
import { tell } from './container-events.ts';
import { backoff, waiting, type Container, type Life, type Pulled } from './life.ts';
import { imageOf } from './programs.ts';

/** Asking a registry whether an image is still the same, in milliseconds. */
const ASKING = 100;

/** When the images are there, or a life that waits. */
export function pull(
  context: ActorContext,
  pod: KubeObject,
  node: KubeObject,
  life: Life,
  all: readonly Container[],
): Life | Pulled {
  const rate = (context.simulation.pace?.pullMegabytesPerSecond ?? 100) * 1_000_000;
  const isFirst = Object.keys(life.lives).length === 0 || life.pull !== undefined;
  let time = 0;
  let at = 0;
  for (const container of all) {
    const { image = '', imagePullPolicy = 'IfNotPresent' } = container;
    const place = `image ${node.metadata.name} ${image}`;
    const { bytes, entry } = imageOf(context.simulation, image);
    const isRefused = entry?.missing || (entry?.private && !hasSecrets(pod));
    const there = context.memory.get<number>(place) ?? (isPreloaded(context, node, image) ? 0 : undefined);
    // An image that somebody pulled with a secret is there for who has one, too; those a node came with are for everybody.
    const isTheirs = entry?.private && !hasSecrets(pod) && there !== 0;
    if (there !== undefined && (imagePullPolicy === 'Always' ? !isRefused : !isTheirs)) {
      at = Math.max(at, there);
      if (!isFirst) continue;
      if (imagePullPolicy === 'Always') {
        tell(context, pod, container, 'Normal', 'Pulling', `Pulling image "${image}"`);
        sayPulled(context, pod, container, ASKING, Math.max(ASKING, there - context.now), bytes);
      } else {
        const message = `Container image "${image}" already present on machine and can be accessed by the pod`;
        tell(context, pod, container, 'Normal', 'Pulled', message);
      }
      continue;
    }
    if (imagePullPolicy === 'Never') {
      const message = `Container image "${image}" is not present with pull policy of Never`;
      tell(context, pod, container, 'Warning', 'ErrImageNeverPull', message);
      return waiting(life, all, 'ErrImageNeverPull', message);
    }
    if (isRefused) return refused(context, pod, life, all, container, entry?.missing === true);
    const takes = (bytes / rate) * 1000;
    time += takes;
    const ready = Math.ceil(life.started + time);
    tell(context, pod, container, 'Normal', 'Pulling', `Pulling image "${image}"`);
    context.memory.set(place, ready);
    sayPulled(context, pod, container, takes, time, bytes);
    at = Math.max(at, ready);
  }
  return { ready: time, at };
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
  life: Life,
  all: readonly Container[],
  container: Container,
  isMissing: boolean,
): Life {
  const { image = '' } = container;
  if (life.pull && life.pull.retry > context.now) return life;
  const failures = (life.pull?.failures ?? 0) + 1;
  const why = isMissing
    ? `${image}: not found`
    : `${image}: pull access denied, repository does not exist or may require authorization`;
  const text = `failed to pull and unpack image "${image}": ${why}`;
  tell(context, pod, container, 'Normal', 'Pulling', `Pulling image "${image}"`);
  tell(context, pod, container, 'Warning', 'Failed', `Failed to pull image "${image}": ${text}`);
  tell(context, pod, container, 'Warning', 'Failed', 'Error: ErrImagePull');
  const delay = backoff(failures);
  // After the first retries it is a state, not progress.
  context.enqueue(keyOf(pod), delay, { background: failures > 2 });
  const pulling = { failures, retry: context.now + delay };
  if (failures === 1) return { ...waiting(life, all, 'ErrImagePull', text), pull: pulling };
  tell(context, pod, container, 'Normal', 'BackOff', `Back-off pulling image "${image}"`);
  tell(context, pod, container, 'Warning', 'Failed', 'Error: ImagePullBackOff');
  const message = `Back-off pulling image "${image}": ErrImagePull: ${text}`;
  return { ...waiting(life, all, 'ImagePullBackOff', message), pull: pulling };
}
