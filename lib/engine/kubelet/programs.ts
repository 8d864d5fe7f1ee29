// How the containers of a pod behave, and what their images weigh: the simulation's tables, looked up.

import { wholeValue } from '../../api/quantity.ts';
import { controllerOf, type KubeObject } from '../../api/object.ts';
import type { Image, Program, SimulationSpec } from '../../api/simulation/simulation.ts';

const patterns = new Map<string, RegExp>();

/** Whether an image is meant by a name with or without tag, in which `*` stands for any run of characters. */
export function fits(pattern: string, image: string): boolean {
  let expression = patterns.get(pattern);
  if (!expression) {
    const text = pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*');
    patterns.set(pattern, (expression = new RegExp(`^${text}$`)));
  }
  return expression.test(image) || expression.test(image.replace(/(@sha256:[0-9a-f]+|:[\w.-]+)$/, ''));
}

const programs = new WeakMap<SimulationSpec, Map<string, Program>>();
const NOTHING: Program = {};

/** The program of a container; an empty one when nothing is said. */
export function programOf(
  simulation: SimulationSpec,
  pod: KubeObject,
  container: { name: string; image?: string },
): Program {
  if (!simulation.programs?.length) return NOTHING;
  let known = programs.get(simulation);
  if (!known) programs.set(simulation, (known = new Map()));
  const owner = controllerOf(pod)?.name ?? pod.metadata.name!;
  const id = `${pod.metadata.namespace}/${owner}/${container.name}/${container.image}`;
  let found = known.get(id);
  if (!found) {
    found =
      simulation.programs.find(
        (it) =>
          (it.image === undefined || fits(it.image, container.image ?? '')) &&
          (it.container === undefined || it.container === container.name) &&
          // A Deployment's pods are owned by a ReplicaSet named after it, a CronJob's by a Job.
          (it.workload === undefined ||
            it.workload === `${pod.metadata.namespace}/${owner}` ||
            it.workload === `${pod.metadata.namespace}/${owner.replace(/-[a-z0-9]+$/, '')}`),
      ) ?? NOTHING;
    known.set(id, found);
  }
  return found;
}

const WEIGHT = 100_000_000;

/** What a registry answers for an image. */
export function imageOf(simulation: SimulationSpec, image: string): { bytes: number; entry?: Image } {
  const entry = simulation.images?.find((it) => fits(it.name, image));
  return { bytes: entry?.size === undefined ? WEIGHT : wholeValue(entry.size), entry };
}
