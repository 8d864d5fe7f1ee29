// Connections that leave HTTP behind: sessions with containers and forwarded ports, over WebSockets or SPDY.

import { STATUS_CODES } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { ApiResponse } from '../engine/apiserver/server.ts';
import { PORT_FORWARD, TUNNELLED, forwarding } from './forwarding.ts';
import { OVER_SPDY, carryOn, carryOnSpdy, chosenProtocol } from './sessions.ts';
import type { SpdyConnection } from './spdy.ts';
import { WebSocketConnection } from './websocket.ts';

/** Output by itself: messages without the byte that names a stream. Follows apimachinery's wsstream. */
const PLAIN = 'binary.k8s.io';
/** How often a log that is followed is looked at for what was printed since, milliseconds. */
export const FOLLOWED = 1_000;

function print(reply: ApiResponse, socket: Duplex, key: string, protocol: string): void {
  socket.write(WebSocketConnection.accept(key, protocol));
  let looking: NodeJS.Timeout | undefined;
  const over = (): void => {
    clearInterval(looking);
    if ('log' in reply) reply.log.stop();
  };
  const connection = new WebSocketConnection(socket, { message: () => undefined, end: over });
  const send = (text: string | Uint8Array): void => {
    if (text.length) connection.send(Buffer.from(text));
  };
  if (!('log' in reply)) {
    if ('body' in reply) send(reply.body);
    connection.close();
    return;
  }
  const { log } = reply;
  const look = (): void => {
    send(log.take());
    if (!log.over) return;
    over();
    connection.close();
  };
  looking = setInterval(look, FOLLOWED);
  log.ready(look);
  look();
}

/** Goes on with what was answered to a request for an upgrade; a refusal is answered as HTTP has it. */
export function takeOver(reply: ApiResponse, request: Http2ServerRequest, socket: Duplex, head: Buffer): void {
  const key = request.headers['sec-websocket-key'] as string | undefined;
  const protocol = chosenProtocol(request.headers['sec-websocket-protocol'] as string | undefined);
  const upgrade = String(request.headers.upgrade ?? '').toLowerCase();
  const offered = String(request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
  if ('session' in reply && key && protocol) carryOn(reply.session, socket, key, protocol, head);
  else if ('forward' in reply && key && offered.includes(TUNNELLED)) {
    socket.write(WebSocketConnection.accept(key, TUNNELLED));
    let tunnel: SpdyConnection | undefined;
    const connection = new WebSocketConnection(socket, {
      message: (body) => tunnel?.read(body),
      end: () => tunnel?.close(),
    });
    tunnel = forwarding(
      reply.forward,
      (bytes) => connection.send(bytes),
      () => connection.close(),
    );
    if (head.length) connection.read(head);
  } else if (key && reply.status === 200 && ('log' in reply || 'body' in reply)) {
    print(reply, socket, key, offered.includes(PLAIN) ? PLAIN : '');
  } else if (('session' in reply || 'forward' in reply) && upgrade === 'spdy/3.1') {
    const agreed = 'session' in reply ? OVER_SPDY : PORT_FORWARD;
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${agreed}\r\n\r\n`,
    );
    const send = (bytes: Buffer): void => void (socket.writable && socket.write(bytes));
    const hangUp = (): void => void socket.end();
    const connection =
      'session' in reply ? carryOnSpdy(reply.session, send, hangUp) : forwarding(reply.forward, send, hangUp);
    socket.on('data', (bytes: Buffer) => connection.read(bytes));
    socket.on('close', () => connection.close());
    socket.on('error', () => connection.close());
    if (head.length) connection.read(head);
  } else {
    const body =
      'body' in reply ? Buffer.from(reply.body) : Buffer.from('neither a WebSocket nor SPDY/3.1 was offered\n');
    const status = 'body' in reply ? reply.status : 400;
    const type = String(reply.headers['content-type'] ?? 'text/plain');
    socket.end(
      Buffer.concat([
        Buffer.from(
          `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`,
        ),
        body,
      ]),
    );
  }
}
