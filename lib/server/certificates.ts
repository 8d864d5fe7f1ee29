// The certificates of a served cluster: an authority, the server's, the admin's. Written as DER by hand because that takes a few
// milliseconds, where a certificate library takes longer to load than the whole command.

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto';

/** A certificate with its key, both as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends Certificate {
  /** Signs a certificate request (PEM) as it is; undefined for a text that is none. Usages by the API's names. */
  sign(request: string, terms: { usages: readonly string[]; until: number }): string | undefined;
  /** Issues a certificate for a user (organizations are its groups) or, with addresses, for a server. */
  issue(
    subject: { name: string; organizations?: readonly string[] },
    addresses?: { dns: readonly string[]; ip: readonly string[] },
  ): Certificate;
}

const DAY = 86_400_000;

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), body]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const octets = (body: Buffer): Buffer => der(0x04, body);
const bits = (body: Buffer): Buffer => der(0x03, Buffer.from([0]), body);

function oid(text: string): Buffer {
  const [first, second, ...rest] = text.split('.').map(Number) as [number, number, ...number[]];
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const chunk = [part & 127];
    for (let left = part >> 7; left > 0; left >>= 7) chunk.unshift((left & 127) | 128);
    bytes.push(...chunk);
  }
  return der(0x06, Buffer.from(bytes));
}

function name(commonName: string, organizations: readonly string[] = []): Buffer {
  const attribute = (id: string, value: string): Buffer => der(0x31, sequence(oid(id), der(0x0c, Buffer.from(value))));
  return sequence(...organizations.map((it) => attribute('2.5.4.10', it)), attribute('2.5.4.3', commonName));
}

function time(milliseconds: number): Buffer {
  const text = new Date(milliseconds).toISOString().replace(/[-:T]|\.\d+/g, '');
  return der(0x18, Buffer.from(text));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return critical ? sequence(oid(id), der(0x01, Buffer.from([255])), octets(value)) : sequence(oid(id), octets(value));
}

function pem(label: string, body: Buffer): string {
  return `-----BEGIN ${label}-----\n${body
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd()}\n-----END ${label}-----\n`;
}

const ALGORITHM = sequence(oid('1.2.840.10045.4.3.2'));

function build(
  issuer: Buffer,
  subject: Buffer,
  publicKey: Buffer,
  signer: KeyObject,
  now: number,
  extensions: readonly Buffer[],
  until = now + 3650 * DAY,
): string {
  const serial = randomBytes(16);
  serial[0]! &= 0x7f;
  serial[0]! |= 0x40;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ALGORITHM,
    issuer,
    sequence(time(now - DAY), time(until)),
    subject,
    publicKey,
    der(0xa3, sequence(...extensions)),
  );
  return pem('CERTIFICATE', sequence(body, ALGORITHM, bits(sign('sha256', body, signer))));
}

function newKey(): { key: KeyObject; publicKey: Buffer; text: string } {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    key: pair.privateKey,
    publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }),
    text: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

/** One element of DER: its tag, where its content begins and ends. */
function element(bytes: Buffer, at: number): { tag: number; from: number; to: number } {
  const tag = bytes[at]!;
  let length = bytes[at + 1]!;
  let from = at + 2;
  if (length & 0x80) {
    const size = length & 0x7f;
    length = bytes.readUIntBE(from, size);
    from += size;
  }
  return { tag, from, to: from + length };
}

/** Who asks for a certificate, for which key, and for which names: the parts of a request, as they lie there. */
function partsOf(request: string): { subject: Buffer; publicKey: Buffer; names: Buffer | undefined } | undefined {
  const match = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([^-]+)-----END/.exec(request);
  if (!match) return undefined;
  const bytes = Buffer.from(match[1]!, 'base64');
  try {
    const info = element(bytes, element(bytes, 0).from);
    const version = element(bytes, info.from);
    const subject = element(bytes, version.to);
    const key = element(bytes, subject.to);
    return {
      subject: bytes.subarray(version.to, subject.to),
      publicKey: bytes.subarray(subject.to, key.to),
      names: key.to < info.to ? alternativeNames(bytes.subarray(key.to, info.to)) : undefined,
    };
  } catch {
    return undefined;
  }
}

const NAMES = '2.5.29.17';

// The extension with the alternative names is taken over as a whole, wherever in the attributes it lies.
function alternativeNames(attributes: Buffer): Buffer | undefined {
  const mark = oid(NAMES);
  for (let at = attributes.indexOf(mark); at >= 0; at = attributes.indexOf(mark, at + 1)) {
    const value = element(attributes, at + mark.length);
    const critical = value.tag === 0x01 ? element(attributes, value.to) : value;
    if (critical.tag === 0x04) return extension(NAMES, false, attributes.subarray(critical.from, critical.to));
  }
  return undefined;
}

/** The bit of the key usage, or the extended usage, that a usage of the API stands for. */
const USAGES: { readonly [usage: string]: number | string } = {
  'digital signature': 0,
  'key encipherment': 2,
  'data encipherment': 3,
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
};

const keyId = (publicKey: Buffer): Buffer => createHash('sha1').update(publicKey).digest();

function keyFrom(text: string): ReturnType<typeof newKey> {
  const key = createPrivateKey(text);
  return { key, publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }), text };
}

/** An authority: a new one, or the one whose certificate and key were kept. `now` is the machine's time, milliseconds since the epoch. */
export function authority(now: number, kept?: Certificate): Authority {
  const own = kept ? keyFrom(kept.key) : newKey();
  const issuer = name('slipway-ca');
  const subjectKey = extension('2.5.29.14', false, octets(keyId(own.publicKey)));
  const authorityKey = extension('2.5.29.35', false, sequence(der(0x80, keyId(own.publicKey))));
  const cert =
    kept?.cert ??
    build(issuer, issuer, own.publicKey, own.key, now, [
      extension('2.5.29.19', true, sequence(der(0x01, Buffer.from([255])))),
      extension('2.5.29.15', true, der(0x03, Buffer.from([1, 0x06]))),
      subjectKey,
    ]);
  return {
    cert,
    key: own.text,
    sign(request, { usages, until }) {
      const parts = partsOf(request);
      if (!parts) return undefined;
      const known = usages.map((it) => USAGES[it]);
      const bit = known.reduce<number>((sum, it) => (typeof it === 'number' ? sum | (0x80 >> it) : sum), 0);
      const extended = known.filter((it) => typeof it === 'string').map(oid);
      const extensions = [
        extension('2.5.29.15', true, der(0x03, Buffer.from([0, bit]))),
        ...(extended.length ? [extension('2.5.29.37', false, sequence(...extended))] : []),
        extension('2.5.29.19', true, sequence()),
        authorityKey,
        ...(parts.names ? [parts.names] : []),
      ];
      return build(issuer, parts.subject, parts.publicKey, own.key, now, extensions, until);
    },
    issue(subject, addresses) {
      const key = newKey();
      const usage = oid(addresses ? '1.3.6.1.5.5.7.3.1' : '1.3.6.1.5.5.7.3.2');
      const names = addresses
        ? [
            extension(
              '2.5.29.17',
              false,
              sequence(
                ...addresses.dns.map((it) => der(0x82, Buffer.from(it))),
                ...addresses.ip.map((it) => der(0x87, Buffer.from(it.split('.').map(Number)))),
              ),
            ),
          ]
        : [];
      const text = build(issuer, name(subject.name, subject.organizations), key.publicKey, own.key, now, [
        extension('2.5.29.19', true, sequence()),
        extension('2.5.29.15', true, der(0x03, Buffer.from([7, 0x80]))),
        extension('2.5.29.37', false, sequence(usage)),
        extension('2.5.29.14', false, octets(keyId(key.publicKey))),
        authorityKey,
        ...names,
      ]);
      return { cert: text, key: key.text };
    },
  };
}
