// SPDY frames, spoken to by a client that is written here from the protocol alone.

import { constants, createDeflate } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { forwarding } from '../../lib/server/forwarding.ts';
import { SpdyConnection } from '../../lib/server/spdy.ts';

const test = suite('SPDY');

/** The checksum of the protocol's dictionary, as zlib names it in what is packed with it. */
const ADLER = 0xe3c6a7c2;

function control(type: number, flags: number, body: Buffer): Buffer {
  const head = Buffer.from([0x80, 3, 0, type, flags, 0, 0, 0]);
  head.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([head, body]);
}
function data(id: number, text: string, flags = 0): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(id, 0);
  head[4] = flags;
  head.writeUIntBE(Buffer.byteLength(text), 5, 3);
  return Buffer.concat([head, Buffer.from(text)]);
}

/** Packs headers as a client does, one stream after the other. */
class Packer {
  private readonly deflate = createDeflate({ level: 0 });
  private out: Buffer = Buffer.alloc(0);
  constructor() {
    this.deflate.on('data', (it: Buffer) => (this.out = Buffer.concat([this.out, it])));
  }
  async open(id: number, headers: { [name: string]: string }, flags = 0): Promise<Buffer> {
    const rows = Object.entries(headers);
    const parts = [Buffer.alloc(4)];
    parts[0]!.writeUInt32BE(rows.length);
    for (const text of rows.flat()) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.byteLength(text));
      parts.push(length, Buffer.from(text));
    }
    this.out = Buffer.alloc(0);
    this.deflate.write(Buffer.concat(parts));
    await new Promise<void>((resolve) => this.deflate.flush(constants.Z_SYNC_FLUSH, () => resolve()));
    const head = Buffer.alloc(10);
    head.writeUInt32BE(id);
    return control(1, flags, Buffer.concat([head, this.out]));
  }
}

interface Frame {
  readonly control: boolean;
  readonly type: number;
  readonly id: number;
  readonly flags: number;
  readonly body: Buffer;
}
function frames(bytes: Buffer): Frame[] {
  const found: Frame[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const length = bytes.readUIntBE(at + 5, 3);
    const isControl = (bytes[at]! & 0x80) !== 0;
    const body = bytes.subarray(at + 8, at + 8 + length);
    found.push({
      control: isControl,
      type: isControl ? bytes.readUInt16BE(at + 2) : 0,
      id: isControl ? (body.length >= 4 ? body.readUInt32BE(0) : 0) : bytes.readUInt32BE(at),
      flags: bytes[at + 4]!,
      body,
    });
    at += 8 + length;
  }
  return found;
}
/** Waits for what comes of packed headers, which are unpacked beside this thread: a busy machine takes its time. */
async function until(isThere: () => boolean): Promise<void> {
  for (let waited = 0; !isThere() && waited < 500; waited++) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('streams open, speak both ways and end; headers are packed with the dictionary of the protocol', async () => {
  let out = Buffer.alloc(0);
  const heard: string[] = [];
  const connection = new SpdyConnection((it) => void (out = Buffer.concat([out, it])), {
    opened(stream) {
      heard.push(`${stream.id} ${stream.headers.get('streamtype')}`);
      stream.data = (bytes) => {
        heard.push(bytes.toString());
        stream.write(Buffer.from('pong'));
      };
      stream.ended = () => {
        heard.push('end');
        stream.end();
      };
    },
    over: () => void heard.push('over'),
  });
  const packer = new Packer();
  const all = Buffer.concat([
    await packer.open(1, { StreamType: 'data' }),
    data(1, 'ping'),
    await packer.open(3, { streamType: 'error' }, 1),
    data(1, '', 1),
    control(6, 0, Buffer.from([0, 0, 0, 9])),
  ]);
  // In pieces, as they come from a socket.
  for (let at = 0; at < all.length; at += 7) connection.read(all.subarray(at, at + 7));
  await until(() => heard.length >= 5 && frames(out).length >= 6);
  assert.equal(heard, ['1 data', 'ping', '3 error', 'end', 'end']);
  const told = frames(out);
  assert.equal(
    told.map((it) => (it.control ? `control ${it.type}` : `data ${it.id} ${it.body.toString()} ${it.flags}`)),
    ['control 2', 'data 1 pong 0', 'control 2', 'data 3  1', 'data 1  1', 'control 6'],
  );
  const reply = told[0]!.body.subarray(4);
  assert.is(reply[1]! & 0x20, 0x20, 'a dictionary is asked for');
  assert.is(reply.readUInt32BE(2), ADLER);
  connection.close();
  assert.is(heard.at(-1), 'over');
  assert.is(frames(out).at(-1)!.type, 7);
});

test('what is no SPDY ends it', async () => {
  const heard: string[] = [];
  const connection = new SpdyConnection(() => undefined, {
    opened: () => undefined,
    over: () => void heard.push('over'),
  });
  connection.read(control(1, 0, Buffer.from('this is packed by nobody')));
  await until(() => heard.length > 0);
  assert.equal(heard, ['over']);
});

test('a pair of streams is a connection; why one is refused goes over the stream of errors', async () => {
  let out = Buffer.alloc(0);
  const connection = forwarding(
    {
      open: (port) =>
        port === 80
          ? { answer: (sent) => (sent.endsWith('.') ? { body: `got ${sent}` } : undefined) }
          : { refused: `nobody on ${port}` },
    },
    (it) => void (out = Buffer.concat([out, it])),
    () => undefined,
  );
  const packer = new Packer();
  const pair = async (id: number, port: string): Promise<Buffer> =>
    Buffer.concat([
      await packer.open(id, { streamtype: 'error', port, requestid: port }, 1),
      await packer.open(id + 2, { streamtype: 'data', port, requestid: port }),
    ]);
  connection.read(Buffer.concat([await pair(1, '80'), data(3, 'half'), data(3, ' whole.'), await pair(5, '81')]));
  const ends = (): number => frames(out).filter((it) => !it.control && it.flags === 1).length;
  await until(() => ends() >= 4);
  const told = frames(out)
    .filter((it) => !it.control && it.body.length)
    .map((it) => `${it.id} ${it.body.toString()}`);
  assert.equal(told, ['3 got half whole.', '5 nobody on 81']);
  assert.equal(
    frames(out)
      .filter((it) => !it.control && it.flags === 1)
      .map((it) => it.id)
      .sort(),
    [1, 3, 5, 7],
  );
});

test.run();
