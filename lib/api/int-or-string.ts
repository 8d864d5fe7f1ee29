// Numbers that may be percentages. Follows apimachinery/pkg/util/intstr.

/** The number meant, of a total; percentages are rounded up or down. NaN when it is neither. */
export function scaledValue(value: string | number, total: number, roundUp: boolean): number {
  if (typeof value === 'number') return value;
  const match = /^(\d+)%$/.exec(value);
  if (!match) return NaN;
  const exact = (Number(match[1]) * total) / 100;
  return roundUp ? Math.ceil(exact) : Math.floor(exact);
}

/** The number of a percentage text, or undefined when it is none. */
export function percentOf(value: string | number): number | undefined {
  const match = typeof value === 'string' ? /^(\d+)%$/.exec(value) : null;
  return match ? Number(match[1]) : undefined;
}
