// What one evaluation goes through with.

import type { Value } from './values.ts';

export interface Frame {
  /** The value of a variable; undefined where it is not set. */
  readonly variable: (name: string) => Value | undefined;
  /** Variables of folds. */
  readonly slots: Value[];
  cost: number;
  readonly limit: number;
}

export type Step = (frame: Frame) => Value;

/** An evaluation that took more than it may. No operator looks past it. */
export class CostExceeded extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}
