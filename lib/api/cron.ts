// Cron schedules as robfig/cron reads them: five fields, names, steps, the @-words, and a time zone.

/** A schedule that can be asked for its next time. */
export interface Schedule {
  /** The next time after this one, milliseconds since the epoch; undefined when there is none within five years. */
  next(after: number): number | undefined;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const WORDS: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const MINUTE = 60_000;

interface Field {
  readonly values: ReadonlySet<number>;
  /** Written as `*` or `?`: day of month and day of week then do not restrict each other. */
  readonly any: boolean;
}

function field(text: string, low: number, high: number, names: readonly string[], offset: number): Field {
  const values = new Set<number>();
  let any = false;
  const number = (part: string): number => {
    const named = names.indexOf(part.toLowerCase());
    if (named >= 0) return named + offset;
    if (!/^\d+$/.test(part))
      throw new Error(`failed to parse int from ${part}: strconv.Atoi: parsing "${part}": invalid syntax`);
    return Number(part);
  };
  for (const part of text.split(',')) {
    const [range = '', step, ...rest] = part.split('/');
    if (rest.length) throw new Error(`too many slashes: ${part}`);
    let [from, to] = [low, high];
    if (range === '*' || range === '?') any ||= step === undefined;
    else {
      const ends = range.split('-');
      if (ends.length > 2) throw new Error(`too many hyphens: ${part}`);
      from = number(ends[0]!);
      to = ends[1] !== undefined ? number(ends[1]) : step !== undefined ? high : from;
    }
    const by = step === undefined ? 1 : number(step);
    if (by === 0) throw new Error(`step of range should be a positive number: ${part}`);
    if (from < low) throw new Error(`beginning of range (${from}) below minimum (${low}): ${part}`);
    if (to > high) throw new Error(`end of range (${to}) above maximum (${high}): ${part}`);
    if (from > to) throw new Error(`beginning of range (${from}) beyond end of range (${to}): ${part}`);
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return { values, any };
}

const offsets = new Map<string, Intl.DateTimeFormat>();

/** The wall-clock time of an instant in a zone, as if it were UTC. */
function wall(time: number, zone: string): number {
  if (zone === 'UTC') return time;
  let format = offsets.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    offsets.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(time).map((it) => [it.type, Number(it.value)]));
  return Date.UTC(parts['year']!, parts['month']! - 1, parts['day'], parts['hour'], parts['minute'], parts['second']);
}

/** An instant as the clocks of a zone show it, RFC 3339: `2026-03-01T02:00:00+01:00`. */
export function formatInZone(time: number, zone: string): string {
  const local = wall(Math.floor(time / 1000) * 1000, zone);
  const minutes = Math.round((local - time) / MINUTE);
  const two = (value: number): string => String(value).padStart(2, '0');
  const ahead = Math.abs(minutes);
  const offset = minutes === 0 ? 'Z' : `${minutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
  return new Date(local).toISOString().slice(0, 19) + offset;
}

/** Reads a schedule; throws with the reason when it is none, or the zone is unknown. */
export function parseSchedule(text: string, zone = 'UTC'): Schedule {
  const every = /^@every (.+)$/.exec(text);
  if (every) {
    const total = [...every[1]!.matchAll(/(\d+(?:\.\d+)?)(h|m|s|ms)/g)].reduce(
      (sum, [, n, unit]) => sum + Number(n) * { h: 3_600_000, m: MINUTE, s: 1000, ms: 1 }[unit as 'h']!,
      0,
    );
    const period = Math.max(1000, Math.floor(total / 1000) * 1000);
    return { next: (after) => Math.floor(after / 1000) * 1000 + period };
  }
  const parts = (WORDS[text] ?? text).trim().split(/\s+/);
  if (parts.length !== 5) throw new Error(`expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`);
  const [minutes, hours, days, months, weekdays] = [
    field(parts[0]!, 0, 59, [], 0),
    field(parts[1]!, 0, 23, [], 0),
    field(parts[2]!, 1, 31, [], 0),
    field(parts[3]!, 1, 12, MONTHS, 1),
    field(parts[4]!, 0, 6, DAYS, 0),
  ] as const;
  wall(0, zone);
  const dayFits = (date: Date): boolean => {
    const month = days.values.has(date.getUTCDate());
    const week = weekdays.values.has(date.getUTCDay());
    return days.any || weekdays.any ? month && week : month || week;
  };
  return {
    next(after) {
      let time = Math.floor(after / MINUTE) * MINUTE + MINUTE;
      const limit = after + 5 * 366 * 86_400_000;
      while (time < limit) {
        const local = new Date(wall(time, zone));
        if (!months.values.has(local.getUTCMonth() + 1) || !dayFits(local)) {
          // To the next local midnight; a clock change on the way is caught by looking again.
          const rest = 86_400_000 - (local.getTime() % 86_400_000);
          time += Math.max(MINUTE, rest - (rest > 7_200_000 ? 7_200_000 : 0));
          if (rest <= 7_200_000) time = Math.floor(time / MINUTE) * MINUTE;
          continue;
        }
        if (!hours.values.has(local.getUTCHours())) {
          time += 3_600_000 - (local.getTime() % 3_600_000);
          continue;
        }
        if (!minutes.values.has(local.getUTCMinutes())) {
          time += MINUTE;
          continue;
        }
        return time;
      }
      return undefined;
    },
  };
}
