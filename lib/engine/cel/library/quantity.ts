// Resource quantities in expressions. Follows apiserver/pkg/cel/library/quantity.go.

import { formatQuantity, parseQuantity, quantityError, type ParsedQuantity } from '../../../api/quantity.ts';
import { CelError } from '../errors.ts';
import type { Library } from '../environment.ts';
import { MAX_INT, MIN_INT, Opaque } from '../values.ts';

const NANO = 1_000_000_000n;

class Quantity extends Opaque {
  readonly type = 'kubernetes.Quantity';
  readonly parsed: ParsedQuantity;
  constructor(parsed: ParsedQuantity) {
    super();
    this.parsed = parsed;
  }
  get nano(): bigint {
    return this.parsed.nano;
  }
  equals(other: Opaque): boolean {
    return other instanceof Quantity && other.nano === this.nano;
  }
  override toString(): string {
    return formatQuantity(this.parsed);
  }
}

// The canonical text is not what is read: nothing is trimmed.
const readable = (text: string): boolean => quantityError(text) === undefined && text.trim() === text;

function read(text: string): Quantity {
  const found = readable(text) ? parseQuantity(text) : undefined;
  if (!found)
    throw new CelError(
      quantityError(text) ??
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  return new Quantity(found);
}

const plus = (a: Quantity, nano: bigint, format = a.parsed.format): Quantity =>
  new Quantity({ nano: a.nano + nano, format: a.nano === 0n ? format : a.parsed.format });

const whole = ({ nano }: Quantity): bigint | undefined => {
  const value = nano / NANO;
  return nano % NANO === 0n && value <= MAX_INT && value >= MIN_INT ? value : undefined;
};

const order = (a: bigint, b: bigint): bigint => (a < b ? -1n : a > b ? 1n : 0n);

export const quantities: Library = {
  types: ['kubernetes.Quantity'],
  functions: [
    ['quantity(string): kubernetes.Quantity', read],
    ['isQuantity(string): bool', readable],
    ['sign(kubernetes.Quantity): int', (it: Quantity) => order(it.nano, 0n)],
    ['kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool', (a: Quantity, b: Quantity) => a.nano > b.nano],
    ['kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool', (a: Quantity, b: Quantity) => a.nano < b.nano],
    ['kubernetes.Quantity.compareTo(kubernetes.Quantity): int', (a: Quantity, b: Quantity) => order(a.nano, b.nano)],
    ['kubernetes.Quantity.asApproximateFloat(): double', (it: Quantity) => Number(it.nano) / 1e9],
    [
      'kubernetes.Quantity.asInteger(): int',
      (it: Quantity) => {
        const value = whole(it);
        if (value === undefined) throw new CelError('cannot convert value to integer');
        return value;
      },
    ],
    ['kubernetes.Quantity.isInteger(): bool', (it: Quantity) => whole(it) !== undefined],
    [
      'kubernetes.Quantity.add(kubernetes.Quantity): kubernetes.Quantity',
      (a: Quantity, b: Quantity) => plus(a, b.nano, b.parsed.format),
    ],
    ['kubernetes.Quantity.add(int): kubernetes.Quantity', (a: Quantity, b: bigint) => plus(a, b * NANO)],
    [
      'kubernetes.Quantity.sub(kubernetes.Quantity): kubernetes.Quantity',
      (a: Quantity, b: Quantity) => plus(a, -b.nano, b.parsed.format),
    ],
    ['kubernetes.Quantity.sub(int): kubernetes.Quantity', (a: Quantity, b: bigint) => plus(a, -b * NANO)],
  ],
};
