// What a default is: a function that fills in what a part of an object does not say.

import type { KindContext } from '../interface.ts';

/** A part of an object while it is being prepared: it may be changed. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Part = any;

export type Fill = (part: Part, context: KindContext) => void;

/** By type: `core.v1.PodSpec`. */
export type Fills = { readonly [type: string]: Fill };

/** Sets fields that are not there. */
export function fill(values: { readonly [field: string]: unknown }): (part: Part) => void {
  return (part) => {
    for (const name in values) if (part[name] === undefined) part[name] = values[name];
  };
}

/** Sets fields that are not there, are empty or are 0: for those that do not tell one from the other. */
export function fillBlank(values: { readonly [field: string]: unknown }): (part: Part) => void {
  return (part) => {
    for (const name in values) if (!part[name]) part[name] = values[name];
  };
}
