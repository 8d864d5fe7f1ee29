// IP addresses and ranges of them. Follows apiserver/pkg/cel/library/{ip,cidr}.go and net/netip.

import { parseAddress } from '../../network/addresses.ts';
import { quote } from '../../../api/field-errors.ts';
import { addressFault } from './address-faults.ts';
import { CelError, reads } from '../errors.ts';
import type { Library } from '../environment.ts';
import { Opaque } from '../values.ts';

class Address extends Opaque {
  readonly type = 'net.IP';
  readonly family: 4 | 6;
  readonly value: bigint;
  constructor(family: 4 | 6, value: bigint) {
    super();
    this.family = family;
    this.value = value;
  }
  equals(other: Opaque): boolean {
    return other instanceof Address && other.family === this.family && other.value === this.value;
  }
  override get size(): number {
    return this.family === 4 ? 4 : 16;
  }
  override toString(): string {
    return this.family === 4 ? dotted(this.value) : colons(this.value);
  }
}

class Range extends Opaque {
  readonly type = 'net.CIDR';
  readonly address: Address;
  readonly bits: number;
  constructor(address: Address, bits: number) {
    super();
    this.address = address;
    this.bits = bits;
  }
  equals(other: Opaque): boolean {
    return other instanceof Range && other.bits === this.bits && other.address.equals(this.address);
  }
  get first(): bigint {
    const free = BigInt(widthOf(this.address) - this.bits);
    return (this.address.value >> free) << free;
  }
  has(address: Address): boolean {
    const free = BigInt(widthOf(this.address) - this.bits);
    return address.family === this.address.family && address.value >> free === this.address.value >> free;
  }
  override get size(): number {
    return Math.ceil(this.bits / 8);
  }
  override toString(): string {
    return `${this.address.toString()}/${this.bits}`;
  }
}

const widthOf = ({ family }: Address): number => (family === 4 ? 32 : 128);

const dotted = (value: bigint): string => [24n, 16n, 8n, 0n].map((at) => (value >> at) & 255n).join('.');

// The longest run of zeros is left out, the first of equally long ones; one zero alone is none.
function colons(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (groups[at + length] === '0') length++;
    if (length > best.length) best = { at, length };
  }
  if (best.at < 0) return groups.join(':');
  return `${groups.slice(0, best.at).join(':')}::${groups.slice(best.at + best.length).join(':')}`;
}

const MAPPED = 0xffffn;

function readAddress(text: string): Address {
  const found = parseAddress(text);
  if (!found)
    throw new CelError(`IP Address ${quote(text)} parse error during conversion from string: ${addressFault(text)}`);
  if (text.includes('%')) throw new CelError(`IP address ${quote(text)} with zone value is not allowed`);
  if (found.family === 6 && found.value >> 32n === MAPPED)
    throw new CelError(`IPv4-mapped IPv6 address ${quote(text)} is not allowed`);
  return new Address(found.family, found.value);
}

function readRange(text: string): Range {
  const what = 'network address parse error during conversion from string: ';
  const fault = (why: string): never => {
    throw new CelError(`${what}${what}netip.ParsePrefix(${quote(text)}): ${why}`);
  };
  const slash = text.lastIndexOf('/');
  if (slash < 0) return fault("no '/'");
  const head = text.slice(0, slash);
  const found = parseAddress(head);
  if (!found || head.includes('%')) return fault(addressFault(head));
  const bits = text.slice(slash + 1);
  if (!/^(0|[1-9]\d*)$/.test(bits)) return fault(`bad bits after slash: ${quote(bits)}`);
  if (Number(bits) > (found.family === 4 ? 32 : 128)) return fault('prefix length out of range');
  if (found.family === 6 && found.value >> 32n === MAPPED)
    throw new CelError(`${what}IPv4-mapped IPv6 address ${quote(text)} is not allowed`);
  return new Range(new Address(found.family, found.value), Number(bits));
}

const within = (text: string): ((address: Address) => boolean)[] =>
  text.split(' ').map((range) => {
    const found = readRange(range);
    return (address) => found.has(address);
  });
const any =
  (text: string) =>
  (address: Address): boolean =>
    within(text).some((it) => it(address));

const loopback = any('127.0.0.0/8 ::1/128');
const linkLocal = any('169.254.0.0/16 fe80::/10');
const linkLocalMulticast = any('224.0.0.0/24 ff02::/16');
const multicast = any('224.0.0.0/4 ff00::/8');
const unspecified = (it: Address): boolean => it.value === 0n;
const broadcast = (it: Address): boolean => it.family === 4 && it.value === 0xffffffffn;
const global = (it: Address): boolean =>
  !unspecified(it) && !broadcast(it) && !loopback(it) && !multicast(it) && !linkLocal(it);

const covers = (a: Range, b: Range): boolean =>
  a.address.family === b.address.family && a.bits <= b.bits && a.has(new Address(b.address.family, b.first));

const isAddress = reads(readAddress);

export const addresses: Library = {
  types: ['net.IP', 'net.CIDR'],
  functions: [
    ['ip(string): net.IP', readAddress],
    ['isIP(string): bool', isAddress],
    ['@ip.isCanonical(string): bool', (text: string) => readAddress(text).toString() === text],
    ['string(net.IP): string', (it: Address) => it.toString()],
    ['net.IP.family(): int', (it: Address) => BigInt(it.family)],
    ['net.IP.isUnspecified(): bool', unspecified],
    ['net.IP.isLoopback(): bool', loopback],
    ['net.IP.isLinkLocalMulticast(): bool', linkLocalMulticast],
    ['net.IP.isLinkLocalUnicast(): bool', linkLocal],
    ['net.IP.isGlobalUnicast(): bool', global],
    ['cidr(string): net.CIDR', readRange],
    ['isCIDR(string): bool', reads(readRange)],
    ['string(net.CIDR): string', (it: Range) => it.toString()],
    [
      'net.CIDR.containsIP(string): bool',
      (range: Range, text: string) => {
        if (!isAddress(text)) throw new CelError('no such overload');
        return range.has(readAddress(text));
      },
    ],
    ['net.CIDR.containsIP(net.IP): bool', (range: Range, address: Address) => range.has(address)],
    ['net.CIDR.containsCIDR(string): bool', (range: Range, text: string) => covers(range, readRange(text))],
    ['net.CIDR.containsCIDR(net.CIDR): bool', covers],
    ['net.CIDR.ip(): net.IP', (it: Range) => it.address],
    ['net.CIDR.prefixLength(): int', (it: Range) => BigInt(it.bits)],
    ['net.CIDR.masked(): net.CIDR', (it: Range) => new Range(new Address(it.address.family, it.first), it.bits)],
  ],
};
