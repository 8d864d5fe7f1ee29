// IP addresses and CIDRs as Go reads and writes them: laxly, as old fields are read (leading zeros, IPv4 in IPv6), and strictly.
// Follows apimachinery/pkg/util/validation/ip.go, net/netip and k8s.io/utils/net.

import { invalid, type FieldError } from './field-errors.ts';

/** An address in 4 or 16 bytes. */
export interface Ip {
  readonly bytes: readonly number[];
  /** An IPv4 address written as IPv6. */
  readonly mapped: boolean;
  /** Numbers with zeros before them, which not every reader takes for decimal. */
  readonly zeros: boolean;
}

export interface Cidr {
  readonly ip: Ip;
  readonly length: number;
  readonly zeros: boolean;
}

function parseV4(text: string): { bytes: number[]; zeros: boolean } | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((it) => /^\d+$/.test(it))) return undefined;
  const bytes = parts.map(Number);
  if (bytes.some((it) => it > 255)) return undefined;
  return { bytes, zeros: parts.some((it) => it.length > 1 && it.startsWith('0')) };
}

/** Reads an address as laxly as upstream's oldest fields do; undefined when it is none. */
export function parseIp(text: string): Ip | undefined {
  if (!text.includes(':')) {
    const four = parseV4(text);
    return four && { ...four, mapped: false };
  }
  let rest = text;
  let zeros = false;
  let tail: number[] = [];
  const dot = rest.lastIndexOf(':');
  if (rest.slice(dot + 1).includes('.')) {
    const four = parseV4(rest.slice(dot + 1));
    if (!four) return undefined;
    zeros = four.zeros;
    tail = four.bytes;
    rest = rest.slice(0, dot);
    if (rest === '' || rest.endsWith(':')) rest += ':';
  }
  const halves = rest.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string): number[] | undefined => {
    if (half === '') return [];
    const parts = half.replace(/:$/, tail.length ? '' : ':').split(':');
    if (!parts.every((it) => /^[0-9a-fA-F]{1,4}$/.test(it))) return undefined;
    return parts.flatMap((it) => [parseInt(it, 16) >> 8, parseInt(it, 16) & 255]);
  };
  const before = groups(halves[0]!);
  const after = halves.length > 1 ? groups(halves[1]!) : [];
  if (!before || !after) return undefined;
  const known = before.length + after.length + tail.length;
  if (halves.length > 1 ? known > 14 : known !== 16) return undefined;
  const bytes = [...before, ...Array<number>(16 - known).fill(0), ...after, ...tail];
  const mapped = bytes.slice(0, 10).every((it) => it === 0) && bytes[10] === 255 && bytes[11] === 255;
  return mapped ? { bytes: bytes.slice(12), mapped, zeros } : { bytes, mapped, zeros };
}

/** Reads `address/length` laxly; undefined when it is none. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const length = text.slice(slash + 1);
  if (slash < 0 || !/^\d+$/.test(length)) return undefined;
  const ip = parseIp(text.slice(0, slash));
  if (!ip) return undefined;
  // What is written as IPv6 counts its bits as such.
  const bits = text.includes(':') ? 128 : 32;
  if (Number(length) > bits) return undefined;
  return { ip, length: Number(length), zeros: ip.zeros || (length.length > 1 && length.startsWith('0')) };
}

export const isIpv6 = (ip: Ip): boolean => ip.bytes.length === 16;
/** Whether there is an address of each family. */
export const isDualStack = (ips: readonly Ip[]): boolean => new Set(ips.map(isIpv6)).size === 2;

/** An address in its canonical form. */
export function formatIp({ bytes }: Ip): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => bytes[2 * i]! * 256 + bytes[2 * i + 1]!);
  let best = { at: -1, size: 1 };
  for (let i = 0; i < 8; i++) {
    let size = 0;
    while (i + size < 8 && groups[i + size] === 0) size++;
    if (size > best.size) best = { at: i, size };
  }
  const hex = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((it) => it.toString(16))
      .join(':');
  return best.at < 0 ? hex(0, 8) : `${hex(0, best.at)}::${hex(best.at + best.size, 8)}`;
}

/** The first address of a CIDR. */
export function networkOf({ ip, length }: Cidr): Ip {
  const kept = ip.mapped ? Math.max(0, length - 96) : length;
  return { ...ip, bytes: ip.bytes.map((it, i) => it & (0xff00 >> Math.min(8, Math.max(0, kept - 8 * i))) & 255) };
}

/** A CIDR in its canonical form. */
export function formatCidr(cidr: Cidr): string {
  return `${formatIp(networkOf(cidr))}/${cidr.ip.mapped ? Math.max(0, cidr.length - 96) : cidr.length}`;
}

const sameBytes = (a: Ip, b: Ip): boolean => a.bytes.every((it, i) => it === b.bytes[i]);

const IP_TEXT = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const CIDR_TEXT = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

/** What is wrong with a text as an address that was once read laxly. */
function laxProblems(value: string): string[] {
  const ip = parseIp(value);
  if (!ip) return [IP_TEXT];
  if (ip.zeros) return ['must not have leading 0s'];
  return ip.mapped ? ['must not be an IPv4-mapped IPv6 address'] : [];
}

/** What is wrong with a text as an address in its canonical form. */
export function ipProblems(value: string): string[] {
  const problems = laxProblems(value);
  if (problems.length) return problems;
  const canonical = formatIp(parseIp(value)!);
  return canonical === value ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`];
}

/** What is wrong with an address of a field that was once read laxly. */
export const ipErrors = (path: string, value: string): FieldError[] =>
  laxProblems(value).map((it) => invalid(path, value, it));

/** What is wrong with an address that must be in its canonical form. */
export const canonicalIpErrors = (path: string, value: string): FieldError[] =>
  ipProblems(value).map((it) => invalid(path, value, it));

/** What is wrong with a CIDR of a field that was once read laxly. */
export function cidrErrors(path: string, value: string): FieldError[] {
  const cidr = parseCidr(value);
  if (!cidr) return [invalid(path, value, CIDR_TEXT)];
  if (cidr.zeros) return [invalid(path, value, 'must not have leading 0s in IP or prefix length')];
  if (cidr.ip.mapped) return [invalid(path, value, 'must not have an IPv4-mapped IPv6 address')];
  return sameBytes(networkOf(cidr), cidr.ip)
    ? []
    : [invalid(path, value, 'must not have bits set beyond the prefix length')];
}

/** What is wrong with a CIDR that must be in its canonical form. */
export function canonicalCidrErrors(path: string, value: string): FieldError[] {
  const errors = cidrErrors(path, value);
  if (errors.length) return errors;
  const canonical = formatCidr(parseCidr(value)!);
  return canonical === value ? [] : [invalid(path, value, `must be in canonical form (${JSON.stringify(canonical)})`)];
}

/** What is said of an address that is let pass, though it is not written as it should be. */
export function ipWarnings(path: string, value: string): string[] {
  const ip = parseIp(value);
  if (!ip) return [];
  const canonical = formatIp(ip);
  if (ip.zeros || ip.mapped)
    return [`${path}: non-standard IP address ${JSON.stringify(value)} is invalid: use ${JSON.stringify(canonical)}`];
  return isIpv6(ip) && canonical !== value
    ? [
        `${path}: IPv6 address ${JSON.stringify(value)} should be in RFC 5952 canonical format (${JSON.stringify(canonical)})`,
      ]
    : [];
}

/** The same of a CIDR. */
export function cidrWarnings(path: string, value: string): string[] {
  const cidr = parseCidr(value);
  if (!cidr) return [];
  const canonical = formatCidr(cidr);
  const warnings: string[] = [];
  if (!sameBytes(networkOf(cidr), cidr.ip))
    warnings.push(
      `${path}: CIDR value ${JSON.stringify(value)} is ambiguous in this context (should be ${JSON.stringify(canonical)} or ${JSON.stringify(`${formatIp(cidr.ip)}/${cidr.ip.bytes.length * 8}`)}?)`,
    );
  if (cidr.zeros || cidr.ip.mapped)
    warnings.push(
      `${path}: non-standard CIDR value ${JSON.stringify(value)} is invalid: use ${JSON.stringify(canonical)}`,
    );
  if (!warnings.length && isIpv6(cidr.ip) && canonical !== value)
    warnings.push(
      `${path}: IPv6 CIDR value ${JSON.stringify(value)} should be in RFC 5952 canonical format (${JSON.stringify(canonical)})`,
    );
  return warnings;
}
