// WebSockets as far as kubectl speaks them: the handshake, and messages of bytes both ways. Follows RFC 6455.

import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** The largest message taken, bytes. */
const LARGEST = 1024 * 1024;
const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

/** What came over the socket. */
export interface SocketListener {
  message(body: Buffer): void;
  /** The client is done, or gone. */
  end(): void;
}

export class WebSocketConnection {
  private readonly socket: Duplex;
  private readonly listener: SocketListener;
  private waiting: Buffer = Buffer.alloc(0);
  private parts: Buffer[] = [];
  private ended = false;

  constructor(socket: Duplex, listener: SocketListener) {
    this.socket = socket;
    this.listener = listener;
    socket.on('data', (bytes: Buffer) => this.read(bytes));
    socket.on('close', () => this.finish());
    socket.on('error', () => this.finish());
  }

  /** The head of the answer that makes a request a WebSocket. */
  static accept(key: string, protocol: string): string {
    const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
    return [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      ...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : []),
      '\r\n',
    ].join('\r\n');
  }

  /** Sends one message. */
  send(body: Buffer): void {
    this.write(OPCODE.binary, body);
  }

  /** Says goodbye, and hangs up. */
  close(): void {
    if (this.ended) return;
    const code = Buffer.alloc(2);
    code.writeUInt16BE(1000);
    this.write(OPCODE.close, code);
    this.socket.end();
    this.finish();
  }

  /** Takes bytes; those that came with the handshake too. */
  read(bytes: Buffer): void {
    this.waiting = this.waiting.length ? Buffer.concat([this.waiting, bytes]) : bytes;
    for (let frame = this.next(); frame && !this.ended; frame = this.next()) {
      const { opcode, final, body } = frame;
      if (opcode === OPCODE.ping) this.write(OPCODE.pong, body);
      else if (opcode === OPCODE.close) this.close();
      else if (opcode !== OPCODE.pong) {
        this.parts.push(body);
        if (!final) continue;
        const message = Buffer.concat(this.parts);
        this.parts = [];
        this.listener.message(message);
      }
    }
  }

  private next(): { opcode: number; final: boolean; body: Buffer } | undefined {
    const { waiting } = this;
    if (waiting.length < 2) return undefined;
    const masked = (waiting[1]! & 0x80) !== 0;
    let length = waiting[1]! & 0x7f;
    let at = 2;
    if (length === 126) {
      if (waiting.length < 4) return undefined;
      length = waiting.readUInt16BE(2);
      at = 4;
    } else if (length === 127) {
      if (waiting.length < 10) return undefined;
      length = Number(waiting.readBigUInt64BE(2));
      at = 10;
    }
    if (length > LARGEST) {
      this.close();
      return undefined;
    }
    const mask = masked ? waiting.subarray(at, at + 4) : undefined;
    if (masked) at += 4;
    if (waiting.length < at + length) return undefined;
    const body = Buffer.from(waiting.subarray(at, at + length));
    if (mask) for (let i = 0; i < body.length; i++) body[i]! ^= mask[i & 3]!;
    this.waiting = waiting.subarray(at + length);
    return { opcode: waiting[0]! & 0x0f, final: (waiting[0]! & 0x80) !== 0, body };
  }

  private write(opcode: number, body: Buffer): void {
    if (this.ended || !this.socket.writable) return;
    const { length } = body;
    const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
    head[0] = 0x80 | opcode;
    if (length < 126) head[1] = length;
    else if (length < 65_536) {
      head[1] = 126;
      head.writeUInt16BE(length, 2);
    } else {
      head[1] = 127;
      head.writeBigUInt64BE(BigInt(length), 2);
    }
    this.socket.write(Buffer.concat([head, body]));
  }

  private finish(): void {
    if (this.ended) return;
    this.ended = true;
    this.listener.end();
  }
}
