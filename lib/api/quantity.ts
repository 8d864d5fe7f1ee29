// Resource quantities: `500m`, `2Gi`, `1e3`. Exact: a quantity is a whole number of nano-units. Follows apimachinery/pkg/api/resource.

/** A parsed quantity. */
export interface ParsedQuantity {
  /** The value in billionths, exact. */
  readonly nano: bigint;
  readonly format: 'DecimalSI' | 'BinarySI' | 'DecimalExponent';
}

const NANO = 1_000_000_000n;
const BINARY: Record<string, bigint> = {
  Ki: 1n << 10n,
  Mi: 1n << 20n,
  Gi: 1n << 30n,
  Ti: 1n << 40n,
  Pi: 1n << 50n,
  Ei: 1n << 60n,
};
const DECIMAL: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?$/;
const LARGEST = (1n << 63n) - 1n;

const parsed = new Map<string, ParsedQuantity | null>();

/** Reads a quantity; undefined when it is none. Finer than nano is rounded up, as upstream does. */
export function parseQuantity(text: string | number): ParsedQuantity | undefined {
  const key = String(text);
  let found = parsed.get(key);
  if (found === undefined) {
    found = parse(key) ?? null;
    // Quantities repeat; a bound keeps a stream of distinct ones from filling memory.
    if (parsed.size > 10_000) parsed.clear();
    parsed.set(key, found);
  }
  return found ?? undefined;
}

function parse(text: string): ParsedQuantity | undefined {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  if (!whole && !fraction) return undefined;
  const digits = BigInt((whole || '0') + fraction);
  let format: ParsedQuantity['format'] = 'DecimalSI';
  let numerator = digits * NANO;
  let denominator = 10n ** BigInt(fraction.length);
  if (suffix in BINARY) {
    format = 'BinarySI';
    numerator *= BINARY[suffix]!;
  } else {
    let exponent = DECIMAL[suffix];
    if (exponent === undefined) {
      format = 'DecimalExponent';
      exponent = Number(suffix.slice(1));
      if (Math.abs(exponent) > 1000) return undefined;
    }
    if (exponent >= 0) numerator *= 10n ** BigInt(exponent);
    else denominator *= 10n ** BigInt(-exponent);
  }
  let nano = numerator / denominator;
  if (nano * denominator !== numerator) nano += 1n;
  // Upstream caps what it cannot hold in 63 bits.
  if (nano > LARGEST * NANO) nano = LARGEST * NANO;
  return { nano: sign === '-' ? -nano : nano, format };
}

/** The canonical text, as the server stores it: no fraction, the largest fitting suffix. */
export function formatQuantity(quantity: ParsedQuantity): string {
  const { nano } = quantity;
  if (nano === 0n) return '0';
  const negative = nano < 0n;
  const size = negative ? -nano : nano;
  const sign = negative ? '-' : '';
  if (quantity.format === 'BinarySI' && size % NANO === 0n) {
    let value = size / NANO;
    // Below 1024 binary quantities are written in decimal.
    if (value >= 1024n) {
      let at = 0;
      const suffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
      while (at < 6 && value % 1024n === 0n) {
        value /= 1024n;
        at++;
      }
      return `${sign}${value}${suffixes[at]}`;
    }
    return `${sign}${value}`;
  }
  let value = size;
  let exponent = -9;
  while (exponent < 18 && value % 1000n === 0n) {
    value /= 1000n;
    exponent += 3;
  }
  if (quantity.format === 'DecimalExponent') return exponent === 0 ? `${sign}${value}` : `${sign}${value}e${exponent}`;
  const suffix = Object.keys(DECIMAL).find((it) => DECIMAL[it] === exponent)!;
  return `${sign}${value}${suffix}`;
}

const canonical = new Map<string, string>();

/** The canonical form of a quantity's text; the text itself when it is no quantity. */
export function canonicalQuantity(text: string | number): string {
  const key = String(text);
  let found = canonical.get(key);
  if (found === undefined) {
    const quantity = parseQuantity(key);
    found = quantity ? formatQuantity(quantity) : key;
    if (canonical.size > 10_000) canonical.clear();
    canonical.set(key, found);
  }
  return found;
}

const milli = new Map<string, number>();

/** The value in thousandths, rounded up: what CPU is counted in. 0 when it is no quantity. */
export function milliValue(text: string | number | undefined): number {
  if (text === undefined) return 0;
  const key = String(text);
  let found = milli.get(key);
  if (found === undefined) {
    found = Number(ceilDivide(parseQuantity(key)?.nano ?? 0n, 1_000_000n));
    if (milli.size > 10_000) milli.clear();
    milli.set(key, found);
  }
  return found;
}

const units = new Map<string, number>();

/** The value in whole units, rounded up: what memory, storage and counts are measured in. 0 when it is no quantity. */
export function wholeValue(text: string | number | undefined): number {
  if (text === undefined) return 0;
  const key = String(text);
  let found = units.get(key);
  if (found === undefined) {
    found = Number(ceilDivide(parseQuantity(key)?.nano ?? 0n, NANO));
    if (units.size > 10_000) units.clear();
    units.set(key, found);
  }
  return found;
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

/** The sum, in the first one's format. */
export function addQuantities(a: string | number, b: string | number): string {
  const left = parseQuantity(a) ?? { nano: 0n, format: 'DecimalSI' as const };
  const right = parseQuantity(b) ?? { nano: 0n, format: 'DecimalSI' as const };
  return formatQuantity({ nano: left.nano + right.nano, format: left.nano === 0n ? right.format : left.format });
}
