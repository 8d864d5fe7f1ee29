// What a benchmark says, and how.

/** One figure; with what it was compared to in the same run, and value over peer (or as the unit says). */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: number;
  readonly ratio?: number;
}

/** Prints a figure as a JSON line: each benchmark is a program of its own, and `run.ts` reads what it prints. */
export function figure(name: string, value: number, unit: string, peer?: number, ratio?: number): void {
  const round = (it: number): number => Number(it.toPrecision(5));
  const found: Figure = {
    name,
    value: round(value),
    unit,
    ...(peer === undefined ? {} : { peer: round(peer), ratio: round(ratio ?? value / peer) }),
  };
  console.log(JSON.stringify(found));
}

/** Milliseconds on a clock that only goes forward. */
export const clock = (): number => performance.now();

/** The value in the middle. */
export function median(values: readonly number[]): number {
  return values.slice().sort((a, b) => a - b)[values.length >> 1]!;
}
