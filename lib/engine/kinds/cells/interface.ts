// How a kind's cells are written down: a function a column, by its title.

import { humanDuration } from '../../../api/durations.ts';
import type { Json, KubeObject } from '../../../api/object.ts';
import { formatSelector, type LabelSelector } from '../../../api/selectors.ts';
import { parseTime } from '../../../api/time.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Part = any;

/** A cell of an object at a time. */
export type Cell = (object: Part, now: number) => Json;

/** The cells of a kind by the titles of their columns. `Name` and `Age` go without saying. */
export interface Row {
  readonly [title: string]: Cell;
}

/** How long ago a time was; `<unknown>` where there is none. */
export function since(time: string | null | undefined, now: number): string {
  const at = parseTime(time);
  return Number.isNaN(at) ? '<unknown>' : humanDuration(now - at);
}

export const orNone = (text: string | undefined): string => text || '<none>';
export const orUnset = (text: string | undefined): string => text ?? '<unset>';

/** Labels as `a=1,b=2`. */
export const labels = (map: { readonly [key: string]: string } | undefined): string =>
  orNone(formatSelector({ matchLabels: map ?? {} }));
export const selector = (it: LabelSelector | undefined): string => orNone(formatSelector(it));

/** The first of many, and how many more there are. */
export function some(all: readonly string[], most: number, separator = ','): string {
  const shown = all.slice(0, most).join(separator);
  return all.length > most ? `${shown} + ${all.length - most} more...` : shown;
}

/** Containers and images of a pod spec; `at` leads to it. */
export const containers = (at: (object: Part) => Part): Row => ({
  Containers: (it) => ((at(it)?.containers ?? []) as Part[]).map((one) => one.name).join(','),
  Images: (it) => ((at(it)?.containers ?? []) as Part[]).map((one) => one.image).join(','),
});

/** Whether an annotation makes the object the default of its kind. */
export const isDefault = (object: KubeObject, ...annotations: readonly string[]): boolean =>
  annotations.some((name) => object.metadata.annotations?.[name] === 'true');
