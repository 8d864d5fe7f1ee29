// Sets of ports by protocol, as disjoint ranges: what policies open and close is computed with these.

/** Protocols a policy can name. */
export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'] as const;

/** First and last port of a range, both included. */
export type PortRange = readonly [first: number, last: number];

type Ranges = readonly PortRange[];

const FIRST = 1;
const LAST = 65_535;
const NONE: Ranges = [];
const WHOLE: Ranges = [[FIRST, LAST]];

/** An immutable set of (protocol, port). */
export class PortSet {
  private readonly ranges: readonly Ranges[];

  private constructor(ranges: readonly Ranges[]) {
    this.ranges = ranges;
  }

  static readonly ALL = new PortSet(PROTOCOLS.map(() => WHOLE));
  static readonly EMPTY = new PortSet(PROTOCOLS.map(() => NONE));

  /** The ports from `first` to `last` of a protocol; all of it without bounds. A protocol nobody knows gives nothing. */
  static of(protocol: string, first = FIRST, last = first === FIRST ? LAST : first): PortSet {
    const low = Math.max(FIRST, first);
    const high = Math.min(LAST, last);
    if (low > high) return PortSet.EMPTY;
    return new PortSet(PROTOCOLS.map((it) => (it === protocol ? [[low, high]] : NONE)));
  }

  static port(protocol: string, port: number): PortSet {
    return PortSet.of(protocol, port, port);
  }

  has(protocol: string, port: number): boolean {
    const ranges = this.ranges[PROTOCOLS.indexOf(protocol as 'TCP')] ?? NONE;
    return ranges.some(([first, last]) => port >= first && port <= last);
  }

  get empty(): boolean {
    return this.ranges.every((it) => it.length === 0);
  }

  get all(): boolean {
    return this === PortSet.ALL || this.minus(PortSet.ALL, true).empty;
  }

  and(other: PortSet): PortSet {
    if (this === other || other === PortSet.ALL) return this;
    if (this === PortSet.ALL) return other;
    return this.with(other, (a, b) => a && b);
  }

  or(other: PortSet): PortSet {
    if (this === other || other === PortSet.EMPTY || this === PortSet.ALL) return this;
    if (this === PortSet.EMPTY || other === PortSet.ALL) return other;
    return this.with(other, (a, b) => a || b);
  }

  /** What is in this and not in the other; with `turned`, what is in the other and not in this. */
  minus(other: PortSet, turned = false): PortSet {
    return this.with(other, (a, b) => (turned ? b && !a : a && !b));
  }

  /** Sweeps the bounds of both sets and keeps the stretches that the rule keeps. */
  private with(other: PortSet, keep: (here: boolean, there: boolean) => boolean): PortSet {
    return new PortSet(this.ranges.map((mine, i) => sweep(mine, other.ranges[i]!, keep)));
  }

  /** `TCP 80,443,UDP 53`, protocols in order; `All Connections` and `No Connections` at the ends. */
  toString(): string {
    if (this.all) return 'All Connections';
    if (this.empty) return 'No Connections';
    return PROTOCOLS.flatMap((protocol, i) => {
      const ranges = this.ranges[i]!;
      if (!ranges.length) return [];
      return [`${protocol} ${ranges.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(',')}`];
    }).join(',');
  }
}

function sweep(a: Ranges, b: Ranges, keep: (here: boolean, there: boolean) => boolean): Ranges {
  const bounds = new Set<number>([FIRST]);
  for (const [first, last] of [...a, ...b]) bounds.add(first).add(last + 1);
  const found: [number, number][] = [];
  const sorted = [...bounds].filter((it) => it <= LAST).sort((x, y) => x - y);
  const within = (ranges: Ranges, port: number): boolean =>
    ranges.some(([first, last]) => port >= first && port <= last);
  sorted.forEach((start, i) => {
    if (!keep(within(a, start), within(b, start))) return;
    const end = (sorted[i + 1] ?? LAST + 1) - 1;
    const before = found[found.length - 1];
    if (before && before[1] === start - 1) before[1] = end;
    else found.push([start, end]);
  });
  return found;
}
