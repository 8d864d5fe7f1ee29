// Points and spans of time: reading, writing, and their parts in a time zone. Follows cel-go/common/types/{timestamp,duration}.go.

import { CelError, reads } from '../errors.ts';
import type { Library } from '../environment.ts';
import { Duration, MAX_INT, MIN_INT, readTextsWith, Timestamp } from '../values.ts';

const SECOND = 1_000_000_000n;
const UNITS: { readonly [unit: string]: bigint } = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: SECOND,
  m: 60n * SECOND,
  h: 3600n * SECOND,
};

/** Reads `1h30m`; throws `CelError`. */
export function parseDuration(text: string): Duration {
  const fault = (): never => {
    throw new CelError(`type conversion error from 'string' to 'google.protobuf.Duration'`);
  };
  const [, sign, rest] = /^([+-]?)(.*)$/s.exec(text) as unknown as [string, string, string];
  if (rest === '0') return new Duration(0n);
  let nanos = 0n;
  let at = 0;
  const part = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
  while (at < rest.length) {
    part.lastIndex = at;
    const found = part.exec(rest);
    if (!found || (!found[1] && !found[2])) return fault();
    const unit = UNITS[found[3]!]!;
    const fraction = found[2] ?? '';
    nanos += BigInt(found[1] || '0') * unit;
    if (fraction) nanos += (BigInt(fraction) * unit) / 10n ** BigInt(fraction.length);
    at = part.lastIndex;
  }
  if (!rest) return fault();
  if (sign === '-') nanos = -nanos;
  // Fifteen thousand years are as far as a span reaches elsewhere; here nanoseconds must fit.
  if (nanos > MAX_INT || nanos < MIN_INT) return fault();
  return new Duration(nanos);
}

/** `5400s`. */
export function formatDuration({ nanos }: Duration): string {
  const size = nanos < 0n ? -nanos : nanos;
  const fraction = String(size % SECOND)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${nanos < 0n ? '-' : ''}${size / SECOND}${fraction ? `.${fraction}` : ''}s`;
}

const STAMP = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Reads RFC 3339; throws `CelError`. */
export function parseTimestamp(text: string): Timestamp {
  const fault = (): never => {
    throw new CelError(`type conversion error from 'string' to 'google.protobuf.Timestamp'`);
  };
  const found = STAMP.exec(text);
  if (!found) return fault();
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    return fault();
  date.setUTCHours(hour, minute, second);
  const zone = found[8] ? (found[8] === '-' ? 1 : -1) * (Number(found[9]) * 60 + Number(found[10])) : 0;
  const seconds = BigInt(date.getTime() / 1000 + zone * 60);
  const nanos = seconds * SECOND + BigInt((found[7] ?? '').slice(0, 9).padEnd(9, '0'));
  if (nanos < -62135596800n * SECOND || nanos > 253402300799999999999n) return fault();
  return new Timestamp(nanos, -zone);
}

const floor = (nanos: bigint, unit: bigint): bigint => {
  const whole = nanos / unit;
  return nanos < 0n && nanos % unit ? whole - 1n : whole;
};

/** RFC 3339 by the clock it was read from, with as many digits as needed. */
export function formatTimestamp({ nanos, offset }: Timestamp): string {
  const seconds = floor(nanos, SECOND);
  const fraction = String(nanos - seconds * SECOND)
    .padStart(9, '0')
    .replace(/0+$/, '');
  const shown = new Date((Number(seconds) + offset * 60) * 1000);
  const iso = shown.toISOString().replace(/^[+-]\d\d(\d{4})/, '$1');
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, '0');
  const size = Math.abs(offset);
  const zone = offset ? `${offset < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}` : 'Z';
  return `${iso.slice(0, 19)}${fraction ? `.${fraction}` : ''}${zone}`;
}

/** The parts of a time where the clock shows the zone's time. */
function inZone({ nanos }: Timestamp, zone: string): Date {
  const milliseconds = Number(floor(nanos, 1_000_000n));
  const offset = /^([+-]?)(\d\d?):(\d\d)$/.exec(zone);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return new Date(milliseconds + (offset[1] === '-' ? -1 : 1) * minutes * 60_000);
  }
  if (zone === '' || zone === 'UTC') return new Date(milliseconds);
  let parts: Intl.DateTimeFormatPart[];
  try {
    parts = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }).formatToParts(milliseconds);
  } catch {
    throw new CelError(`unknown time zone ${zone}`);
  }
  const get = (type: string): number => Number(parts.find((it) => it.type === type)!.value);
  const date = new Date(0);
  date.setUTCFullYear(get('year'), get('month') - 1, get('day'));
  date.setUTCHours(get('hour'), get('minute'), get('second'), ((milliseconds % 1000) + 1000) % 1000);
  return date;
}

function dayOfYear(date: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  start.setUTCHours(0, 0, 0, 0);
  return Math.floor((date.getTime() - start.getTime()) / 86_400_000);
}

const PARTS: { readonly [name: string]: (date: Date) => number } = {
  getFullYear: (it) => it.getUTCFullYear(),
  getMonth: (it) => it.getUTCMonth(),
  getDayOfYear: dayOfYear,
  getDayOfMonth: (it) => it.getUTCDate() - 1,
  getDate: (it) => it.getUTCDate(),
  getDayOfWeek: (it) => it.getUTCDay(),
  getHours: (it) => it.getUTCHours(),
  getMinutes: (it) => it.getUTCMinutes(),
  getSeconds: (it) => it.getUTCSeconds(),
  getMilliseconds: (it) => it.getUTCMilliseconds(),
};

export const times: Library = {
  functions: [
    ...Object.entries(PARTS).flatMap(([name, part]): Library['functions'] => [
      [`timestamp.${name}(): int`, (it: Timestamp) => BigInt(part(inZone(it, '')))],
      [`timestamp.${name}(string): int`, (it: Timestamp, zone: string) => BigInt(part(inZone(it, zone)))],
    ]),
    ['duration.getHours(): int', ({ nanos }: Duration) => nanos / (3600n * SECOND)],
    ['duration.getMinutes(): int', ({ nanos }: Duration) => nanos / (60n * SECOND)],
    ['duration.getSeconds(): int', ({ nanos }: Duration) => nanos / SECOND],
    ['duration.getMilliseconds(): int', ({ nanos }: Duration) => nanos / 1_000_000n],
  ],
};

readTextsWith({
  'google.protobuf.Timestamp': (text) =>
    STAMP.test(text) ? parseTimestamp(text) : parseTimestamp(`${text}T00:00:00Z`),
  'google.protobuf.Duration': parseDuration,
  bytes: (text) => Uint8Array.from(Buffer.from(text, 'base64')),
});

export const isDuration = reads(parseDuration);
export const isTimestamp = reads(parseTimestamp);
