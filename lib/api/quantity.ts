// Resource quantities: `500m`, `2Gi`, `1e3`. Exact: a quantity is a whole number of nano-units. Follows apimachinery/pkg/api/resource.

/** A parsed quantity. */
export interface ParsedQuantity {
  /** The value in billionths, exact. */
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

const NANO = 1_000_000_000n;
const MILLI = 1_000_000n;
const BINARY: Record<string, bigint> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const DECIMAL: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const SUFFIX_OF: Record<number, string> = Object.fromEntries(
  Object.entries(DECIMAL).map(([suffix, exponent]) => [exponent, suffix]),
);
const BINARY_SUFFIXES = ['', ...Object.keys(BINARY)];
const LARGEST = (1n << 63n) - 1n;
/** Digits that surely fit into 63 bits; a longer number is taken digit by digit, and its text is not kept. */
const SHORT = 18;

const WRONG_FORMAT =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'" as const;
const WRONG_SUFFIX = "unable to parse quantity's suffix" as const;

// Laxer than the expression named in the message, as upstream is: digits may be missing altogether (`m` is 0).
const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;

interface Entry extends ParsedQuantity {
  /** As the server writes it back. */
  readonly text: string;
  readonly milli: number;
  readonly whole: number;
}

// Quantities repeat; a bound keeps a stream of distinct ones from filling memory.
const known = new Map<string | number, Entry | string>();

function entryOf(text: string | number): Entry | string {
  let found = known.get(text);
  if (found === undefined) {
    found = parse(typeof text === 'number' ? String(text) : text.trim());
    if (known.size > 10_000) known.clear();
    known.set(text, found);
  }
  return found;
}

/** Reads a quantity; undefined when it is none. Finer than nano is rounded away from zero, as upstream does. */
export function parseQuantity(text: string | number): ParsedQuantity | undefined {
  const entry = entryOf(text);
  return typeof entry === 'string' ? undefined : entry;
}

/** What is wrong with a quantity's text, in upstream's words; undefined when nothing is. */
export function quantityError(text: string | number): string | undefined {
  const entry = entryOf(text);
  return typeof entry === 'string' ? entry : undefined;
}

function parse(text: string): Entry | string {
  if (text === '') return WRONG_FORMAT;
  const match = SHAPE.exec(text);
  if (!match) return WRONG_FORMAT;
  const [, sign = '', leading = '', fraction = '', suffix = ''] = match;
  const whole = leading.replace(/^0+/, '') || '0';
  const digits = whole + fraction;
  const binary = BINARY[suffix];
  let exponent = 0;
  let format: QuantityFormat = 'DecimalSI';
  if (binary !== undefined) format = 'BinarySI';
  else if (suffix in DECIMAL) exponent = DECIMAL[suffix]!;
  else if (/^[eE][+-]?\d+$/.test(suffix)) {
    format = 'DecimalExponent';
    exponent = Number(suffix.slice(1));
    // A bound of our own: nobody means a number of a thousand digits, and computing with one is costly.
    if (Math.abs(exponent) > 1000) return WRONG_SUFFIX;
  } else return WRONG_SUFFIX;

  let numerator = BigInt(digits) * NANO;
  let denominator = 10n ** BigInt(fraction.length);
  if (binary !== undefined) numerator <<= binary;
  else if (exponent >= 0) numerator *= 10n ** BigInt(exponent);
  else denominator *= 10n ** BigInt(-exponent);
  let nano = numerator / denominator;
  if (nano * denominator !== numerator) nano += 1n;
  if (binary !== undefined && nano > LARGEST * NANO) nano = LARGEST * NANO;
  if (binary !== undefined && nano > 0n && nano < NANO) format = 'DecimalSI';
  if (sign === '-') nano = -nano;

  const kept =
    binary !== undefined
      ? fraction === '' &&
        whole.length + Math.floor((Number(binary) * 3) / 10) <= 14 &&
        nano < LARGEST * NANO &&
        Number(whole) % 8 !== 0
      : digits.length <= SHORT &&
        exponent - fraction.length >= -9 &&
        (exponent - fraction.length) % 3 === 0 &&
        !digits.endsWith('000') &&
        !digits.startsWith('0');
  return {
    nano,
    format,
    text: kept ? text : formatQuantity({ nano, format }),
    milli: Number(ceilDivide(nano, MILLI)),
    whole: Number(ceilDivide(nano, NANO)),
  };
}

/** The canonical text: no fraction, the largest suffix that fits. */
export function formatQuantity(quantity: ParsedQuantity): string {
  const { nano } = quantity;
  if (nano === 0n) return '0';
  const size = nano < 0n ? -nano : nano;
  const sign = nano < 0n ? '-' : '';
  // Binary quantities below 1024, and those with a fraction, are written in decimal.
  if (quantity.format === 'BinarySI' && size % NANO === 0n && size >= 1024n * NANO) {
    let value = size / NANO;
    let at = 0;
    while (at < 6 && value % 1024n === 0n) {
      value /= 1024n;
      at++;
    }
    return `${sign}${value}${BINARY_SUFFIXES[at]}`;
  }
  let value = size;
  let exponent = -9;
  while (value % 1000n === 0n) {
    value /= 1000n;
    exponent += 3;
  }
  if (quantity.format === 'DecimalExponent') return exponent === 0 ? `${sign}${value}` : `${sign}${value}e${exponent}`;
  // Beyond exa there is no suffix, and upstream writes none: 1000E reads back as 1.
  return `${sign}${value}${SUFFIX_OF[exponent] ?? ''}`;
}

/** A quantity's text as the server writes it back; the text itself when it is no quantity. */
export function canonicalQuantity(text: string | number): string {
  const entry = entryOf(text);
  return typeof entry === 'string' ? String(text) : entry.text;
}

/** The same in a core/v1 resource list (requests, limits, capacity, hard): finer than a thousandth is rounded away from zero. */
export function resourceQuantity(text: string | number): string {
  const entry = entryOf(text);
  if (typeof entry === 'string') return String(text);
  const rest = entry.nano % MILLI;
  if (rest === 0n) return entry.text;
  const nano = entry.nano - rest + (entry.nano < 0n ? -MILLI : MILLI);
  return formatQuantity({ nano, format: entry.format });
}

/** The value in thousandths, rounded up: what CPU is counted in. 0 when it is no quantity. */
export function milliValue(text: string | number | undefined): number {
  if (text === undefined) return 0;
  if (typeof text === 'number' && Number.isSafeInteger(text)) return text * 1000;
  const entry = entryOf(text);
  return typeof entry === 'string' ? 0 : entry.milli;
}

/** The value in whole units, rounded up: what memory, storage and counts are measured in. 0 when it is no quantity. */
export function wholeValue(text: string | number | undefined): number {
  if (text === undefined) return 0;
  if (typeof text === 'number' && Number.isSafeInteger(text)) return text;
  const entry = entryOf(text);
  return typeof entry === 'string' ? 0 : entry.whole;
}

function ceilDivide(value: bigint, by: bigint): bigint {
  const result = value / by;
  return result * by < value ? result + 1n : result;
}

/** -1, 0 or 1; what is no quantity counts as 0. */
export function compareQuantities(a: string | number, b: string | number): number {
  const left = parseQuantity(a)?.nano ?? 0n;
  const right = parseQuantity(b)?.nano ?? 0n;
  return left < right ? -1 : left > right ? 1 : 0;
}

const ZERO: ParsedQuantity = { nano: 0n, format: 'DecimalSI' };

/** The sum, in the first one's format (the second's when the first is zero). */
export function addQuantities(a: string | number, b: string | number): string {
  const left = parseQuantity(a) ?? ZERO;
  const right = parseQuantity(b) ?? ZERO;
  return formatQuantity({ nano: left.nano + right.nano, format: left.nano === 0n ? right.format : left.format });
}

/** The difference, in the first one's format (the second's when the first is zero). */
export function subtractQuantities(a: string | number, b: string | number): string {
  const left = parseQuantity(a) ?? ZERO;
  const right = parseQuantity(b) ?? ZERO;
  return formatQuantity({ nano: left.nano - right.nano, format: left.nano === 0n ? right.format : left.format });
}

/** A quantity of so many thousandths: 1500 is `1500m`, 2000 is `2`. */
export function quantityOfMilli(milli: number): string {
  return milli % 1000 === 0 ? formatQuantity({ nano: BigInt(milli) * MILLI, format: 'DecimalSI' }) : `${milli}m`;
}

/** A quantity of so many whole units, in a format: 2147483648 in `BinarySI` is `2Gi`. */
export function quantityOfWhole(value: number, format: QuantityFormat = 'DecimalSI'): string {
  return formatQuantity({ nano: BigInt(value) * NANO, format });
}
