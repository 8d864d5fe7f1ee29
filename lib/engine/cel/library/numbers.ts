// Numbers as texts. Follows strconv of Go.

/** A double as Go prints it shortest: large and small ones with their power. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [digits, power] = value.toExponential().split('e') as [string, string];
  if (Number(power) >= -4 && Number(power) < 6) return String(value);
  return `${digits}e${power[0]}${power.slice(1).padStart(2, '0')}`;
}
