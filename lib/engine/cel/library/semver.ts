// Semantic versions. Follows apiserver/pkg/cel/library/semverlib.go and blang/semver.

import { CelError } from '../errors.ts';
import type { Library } from '../environment.ts';
import { MAX_UINT, Opaque } from '../values.ts';

const SHAPE = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

class Semver extends Opaque {
  readonly type = 'kubernetes.Semver';
  readonly numbers: readonly bigint[];
  readonly before: readonly string[];
  constructor(numbers: readonly bigint[], before: readonly string[]) {
    super();
    this.numbers = numbers;
    this.before = before;
  }
  equals(other: Opaque): boolean {
    return other instanceof Semver && compare(this, other) === 0n;
  }
}

const fault = (why: string): never => {
  throw new CelError(why);
};

function read(text: string): Semver {
  if (!text) fault('Version string empty');
  if (text.split('.').length < 3) fault('No Major.Minor.Patch elements found');
  const found = SHAPE.exec(text);
  if (!found) return fault(misshapen(text));
  const [, major, minor, patch, before, build] = found as unknown as [string, string, string, string, string?, string?];
  ['Major', 'Minor', 'Patch'].forEach((part, i) => {
    const number = [major, minor, patch][i]!;
    if (number.length > 1 && number.startsWith('0'))
      fault(`${part} number must not contain leading zeroes ${JSON.stringify(number)}`);
    if (BigInt(number) > MAX_UINT) fault(`strconv.ParseUint: parsing ${JSON.stringify(number)}: value out of range`);
  });
  const pre = before?.split('.') ?? [];
  for (const part of pre) {
    if (!part) fault('Prerelease is empty');
    if (/^0\d+$/.test(part))
      fault(`Numeric PreRelease version must not contain leading zeroes ${JSON.stringify(part)}`);
  }
  if (build?.split('.').some((part) => !part)) fault('Build meta data is empty');
  return new Semver([BigInt(major), BigInt(minor), BigInt(patch)], pre);
}

/** What is no version of three parts: the first part that is not as it must be. */
function misshapen(text: string): string {
  const [major = '', minor = '', ...rest] = text.split('.');
  const [patch = '', more = ''] = /^([^-+]*)(.*)$/s.exec(rest.join('.'))!.slice(1);
  for (const [name, part] of [
    ['major', major],
    ['minor', minor],
    ['patch', patch],
  ] as const)
    if (!/^\d+$/.test(part))
      return part
        ? `Invalid character(s) found in ${name} number ${JSON.stringify(part)}`
        : `strconv.ParseUint: parsing "": invalid syntax`;
  const [before = '', build = ''] = more.replace(/^-/, '').split('+');
  const odd = (list: string): string | undefined => list.split('.').find((it) => /[^0-9A-Za-z-]/.test(it));
  if (more.startsWith('-') && odd(before) !== undefined)
    return `Invalid character(s) found in prerelease ${JSON.stringify(odd(before))}`;
  if (more.startsWith('-') && before.split('.').includes('')) return 'Prerelease is empty';
  if (odd(build) !== undefined) return `Invalid character(s) found in build meta data ${JSON.stringify(odd(build))}`;
  return 'Build meta data is empty';
}

/** `v01.2` is `1.2.0`. */
function lenient(text: string): Semver {
  const plain = text.replace(/^v/, '');
  const [core, rest] = /^([^-+]*)([-+].*)?$/s.exec(plain)!.slice(1) as [string, string | undefined];
  const parts = core.split('.').map((it) => (it.length > 1 ? it.replace(/^0+(?=\d)/, '') : it));
  if (parts.length < 3 && rest) fault('short version cannot contain PreRelease/Build meta data');
  while (parts.length < 3) parts.push('0');
  return read(parts.join('.') + (rest ?? ''));
}

const sign = (less: boolean): bigint => (less ? -1n : 1n);

function compare(a: Semver, b: Semver): bigint {
  for (let i = 0; i < 3; i++) if (a.numbers[i] !== b.numbers[i]) return sign(a.numbers[i]! < b.numbers[i]!);
  if (!a.before.length || !b.before.length) return a.before.length === b.before.length ? 0n : sign(a.before.length > 0);
  for (let i = 0; i < a.before.length && i < b.before.length; i++) {
    const [left, right] = [a.before[i]!, b.before[i]!];
    if (left === right) continue;
    const [x, y] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (x && y) return sign(BigInt(left) < BigInt(right));
    return x === y ? sign(left < right) : sign(x);
  }
  return a.before.length === b.before.length ? 0n : sign(a.before.length < b.before.length);
}

const parse = (text: string, normalize = false): Semver => (normalize ? lenient(text) : read(text));

function isSemver(text: string, normalize = false): boolean {
  try {
    parse(text, normalize);
    return true;
  } catch (error) {
    if (error instanceof CelError) return false;
    throw error;
  }
}

export const semvers: Library = {
  types: ['kubernetes.Semver'],
  functions: [
    ['semver(string): kubernetes.Semver', (text: string) => parse(text)],
    ['semver(string, bool): kubernetes.Semver', parse],
    ['isSemver(string): bool', (text: string) => isSemver(text)],
    ['isSemver(string, bool): bool', isSemver],
    ['kubernetes.Semver.isGreaterThan(kubernetes.Semver): bool', (a: Semver, b: Semver) => compare(a, b) > 0n],
    ['kubernetes.Semver.isLessThan(kubernetes.Semver): bool', (a: Semver, b: Semver) => compare(a, b) < 0n],
    ['kubernetes.Semver.compareTo(kubernetes.Semver): int', compare],
    ['kubernetes.Semver.major(): int', (it: Semver) => it.numbers[0]!],
    ['kubernetes.Semver.minor(): int', (it: Semver) => it.numbers[1]!],
    ['kubernetes.Semver.patch(): int', (it: Semver) => it.numbers[2]!],
  ],
};
