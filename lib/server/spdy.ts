// SPDY/3.1 as far as kubectl speaks it: streams that the client opens, each with headers, both ways until both sides are done. It goes
// over a connection of its own, or inside the messages of a WebSocket. Flow control is not: neither side of Kubernetes has it.
// Follows the SPDY protocol draft 3.1 and moby/spdystream.

import { createDeflate, createInflate, constants, type Deflate, type Inflate } from 'node:zlib';

/** Words that headers are packed with, each with its length before it, and a text of more. */
const WORDS =
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow authorization cache-control connection content-base content-encoding content-language content-length content-location content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get status 200\u00a0OK version HTTP/1.1 url public set-cookie keep-alive origin';
const TEXT =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.';

function counted(text: string): Buffer {
  const body = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

const DICTIONARY = Buffer.concat([
  ...WORDS.split(' ').map((it) => counted(it.replace('\u00a0', ' '))),
  Buffer.from(TEXT),
]);

const TYPE = { synStream: 1, synReply: 2, reset: 3, ping: 6, goAway: 7, headers: 8 };
const FIN = 1;
/** The longest frame taken, bytes. */
const LARGEST = 1024 * 1024;

/** One stream of a connection. */
export class SpdyStream {
  readonly id: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Told of what the client sends, and that it sends no more. */
  data: (bytes: Buffer) => void = () => undefined;
  ended: () => void = () => undefined;
  private readonly send: (frame: Buffer) => void;
  private isDone = false;

  constructor(id: number, headers: ReadonlyMap<string, string>, send: (frame: Buffer) => void) {
    this.id = id;
    this.headers = headers;
    this.send = send;
  }

  write(bytes: Buffer): void {
    if (!this.isDone && bytes.length) this.send(dataFrame(this.id, bytes, 0));
  }

  /** Nothing more comes from this side. */
  end(): void {
    if (this.isDone) return;
    this.isDone = true;
    this.send(dataFrame(this.id, Buffer.alloc(0), FIN));
  }
}

function dataFrame(id: number, bytes: Buffer, flags: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(id & 0x7fffffff, 0);
  head.writeUInt32BE(((flags << 24) | bytes.length) >>> 0, 4);
  return Buffer.concat([head, bytes]);
}

function controlFrame(type: number, flags: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x8003, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt32BE(((flags << 24) | body.length) >>> 0, 4);
  return Buffer.concat([head, body]);
}

export interface SpdyListener {
  /** The client has opened a stream. */
  opened(stream: SpdyStream): void;
  /** The client is done, or spoke something else. */
  over(): void;
}

export class SpdyConnection {
  private readonly send: (bytes: Buffer) => void;
  private readonly listener: SpdyListener;
  private readonly streams = new Map<number, SpdyStream>();
  private readonly unpacker: Inflate = createInflate({ dictionary: DICTIONARY });
  private readonly packer: Deflate = createDeflate({ dictionary: DICTIONARY });
  private waiting: Buffer = Buffer.alloc(0);
  private isOver = false;
  // Headers are unpacked one after the other, and frames behind them wait.
  private turn: Promise<void> = Promise.resolve();

  constructor(send: (bytes: Buffer) => void, listener: SpdyListener) {
    this.send = send;
    this.listener = listener;
    this.unpacker.on('error', () => this.close());
    this.packer.on('error', () => this.close());
  }

  /** Takes bytes as they come. */
  read(bytes: Buffer): void {
    this.waiting = this.waiting.length ? Buffer.concat([this.waiting, bytes]) : bytes;
    while (this.waiting.length >= 8 && !this.isOver) {
      const length = this.waiting.readUInt32BE(4) & 0xffffff;
      if (length > LARGEST) return this.close();
      if (this.waiting.length < 8 + length) return;
      const frame = this.waiting.subarray(0, 8 + length);
      this.waiting = this.waiting.subarray(8 + length);
      this.turn = this.turn.then(() => (this.isOver ? undefined : this.frame(frame))).catch(() => this.close());
    }
  }

  /** Says goodbye. */
  close(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.send(controlFrame(TYPE.goAway, 0, Buffer.alloc(8)));
    this.unpacker.close();
    this.packer.close();
    this.listener.over();
  }

  private async frame(frame: Buffer): Promise<void> {
    const flags = frame[4]!;
    const body = frame.subarray(8);
    if (!(frame[0]! & 0x80)) {
      const stream = this.streams.get(frame.readUInt32BE(0) & 0x7fffffff);
      if (!stream) return;
      if (body.length) stream.data(Buffer.from(body));
      if (flags & FIN) stream.ended();
      return;
    }
    switch (frame.readUInt16BE(2)) {
      case TYPE.synStream: {
        const id = body.readUInt32BE(0) & 0x7fffffff;
        const headers = headersFrom(await through(this.unpacker, body.subarray(10)));
        const stream = new SpdyStream(id, headers, (it) => !this.isOver && this.send(it));
        this.streams.set(id, stream);
        const reply = Buffer.alloc(4);
        reply.writeUInt32BE(id);
        // No headers of ours: their number, packed.
        this.send(controlFrame(TYPE.synReply, 0, Buffer.concat([reply, await through(this.packer, Buffer.alloc(4))])));
        this.listener.opened(stream);
        if (flags & FIN) stream.ended();
        return;
      }
      case TYPE.headers:
        // Nothing is read of them, but the packing goes on from them.
        await through(this.unpacker, body.subarray(4));
        return;
      case TYPE.reset: {
        const id = body.readUInt32BE(0) & 0x7fffffff;
        this.streams.get(id)?.ended();
        this.streams.delete(id);
        return;
      }
      case TYPE.ping:
        if (body.readUInt32BE(0) & 1) this.send(controlFrame(TYPE.ping, 0, Buffer.from(body)));
        return;
      case TYPE.goAway:
        this.close();
    }
  }
}

/** Packs or unpacks what goes on from what went before. */
function through(codec: Inflate | Deflate, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const take = (part: Buffer): void => void parts.push(part);
    codec.on('data', take);
    codec.once('error', reject);
    codec.write(bytes, () =>
      codec.flush(constants.Z_SYNC_FLUSH, () => {
        codec.off('data', take);
        codec.off('error', reject);
        resolve(Buffer.concat(parts));
      }),
    );
  });
}

function headersFrom(plain: Buffer): Map<string, string> {
  const found = new Map<string, string>();
  let at = 4;
  const next = (): string => {
    const length = plain.readUInt32BE(at);
    const text = plain.toString('utf8', at + 4, at + 4 + length);
    at += 4 + length;
    return text;
  };
  for (let left = plain.readUInt32BE(0); left > 0; left--) {
    const name = next();
    found.set(name.toLowerCase(), next());
  }
  return found;
}
