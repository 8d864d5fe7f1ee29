// Durations as Go writes and reads them: `1h30m`, `250ms`. Follows apimachinery/pkg/apis/meta/v1 Duration.

const UNITS: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** Milliseconds of a Go duration (fractions for what is finer); undefined when the text is none. */
export function parseDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const start = text.startsWith('-') || text.startsWith('+') ? 1 : 0;
  if (text.slice(start) === '0') return 0;
  let total = 0;
  let at = start;
  while (at < text.length) {
    PART.lastIndex = at;
    const part = PART.exec(text);
    if (!part) return undefined;
    total += Number(part[1]) * UNITS[part[2]!]!;
    at = PART.lastIndex;
  }
  return at === start ? undefined : sign * total;
}

/** A Go duration of milliseconds: `1h0m0s`, `1.5s`, `20ms`, `0s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s';
  const sign = milliseconds < 0 ? '-' : '';
  const size = Math.abs(milliseconds);
  if (size < 1) return size < 1e-3 ? `${sign}${Math.round(size * 1e6)}ns` : `${sign}${trimmed(size * 1e3, 3)}µs`;
  if (size < 1_000) return `${sign}${trimmed(size, 6)}ms`;
  const hours = Math.floor(size / 3_600_000);
  const minutes = Math.floor((size % 3_600_000) / 60_000);
  const seconds = `${trimmed((size % 60_000) / 1_000, 9)}s`;
  return `${sign}${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${seconds}`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Below so many seconds an age is told in this unit, some with a rest in the next smaller one. */
const AGES: readonly (readonly [below: number, size: number, unit: string, restSize?: number, rest?: string])[] = [
  [2 * MINUTE, 1, 's'],
  [10 * MINUTE, MINUTE, 'm', 1, 's'],
  [3 * HOUR, MINUTE, 'm'],
  [8 * HOUR, HOUR, 'h', MINUTE, 'm'],
  [2 * DAY, HOUR, 'h'],
  [8 * DAY, DAY, 'd', HOUR, 'h'],
  [2 * YEAR, DAY, 'd'],
  [8 * YEAR, YEAR, 'y', DAY, 'd'],
  [Infinity, YEAR, 'y'],
];

/** An age as kubectl's tables show it: `5s`, `3m20s`, `4h`, `2d3h`, `2y20d`. A second of clock skew is no error. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1_000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  const [, size, unit, restSize, rest] = AGES.find(([below]) => seconds < below)!;
  const left = restSize ? Math.floor((seconds % size) / restSize) : 0;
  return `${Math.floor(seconds / size)}${unit}${left ? `${left}${rest}` : ''}`;
}
