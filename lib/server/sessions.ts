// Commands in containers: over WebSockets, where each message begins with a byte that names its stream, or over streams of SPDY.
// Follows apimachinery/pkg/util/remotecommand (v4.channel.k8s.io and v5.channel.k8s.io).

import type { Duplex } from 'node:stream';
import type { Session } from '../engine/apiserver/server.ts';
import { SpdyConnection, type SpdyStream } from './spdy.ts';
import { WebSocketConnection } from './websocket.ts';

const STREAM = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 };
/** The protocols spoken here, best first. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'channel.k8s.io'];
/** The first one: how a command ended is said in words, and only when it failed. */
const WORDED = 'channel.k8s.io';

/** The protocol to speak of those a client offers; undefined when there is none in common. */
export function chosenProtocol(offered: string | undefined): string | undefined {
  const all = (offered ?? '').split(',').map((it) => it.trim());
  return PROTOCOLS.find((it) => all.includes(it));
}

/** Where a conversation goes: to the client's streams by their numbers, until it is over. */
interface Line {
  /** Whether an end is told in words. */
  readonly worded: boolean;
  say(stream: number, bytes: Buffer): void;
  hangUp(): void;
}

/** What comes from the client. */
interface Conversation {
  typed(text: string): void;
  /** The client types no more. */
  close(): void;
  /** The client is gone. */
  gone(): void;
}

/** A session by itself, whatever carries it. */
function converse(session: Session, line: Line): Conversation {
  let typed = '';
  let over = false;
  const say = (stream: number, text: string): void => {
    if (text) line.say(stream, Buffer.from(text));
  };
  const print = ({ out, err }: { out: string; err: string }): void => {
    // A terminal has one stream, and its lines begin at the left.
    const shown = (text: string): string => (session.tty ? text.replace(/\n/g, '\r\n') : text);
    if (session.stdout) say(STREAM.stdout, shown(out));
    if (session.stderr) say(STREAM.stderr, shown(err));
    else if (session.tty) say(STREAM.stdout, shown(err));
  };
  const finish = (code: number): void => {
    if (over) return;
    over = true;
    if (!line.worded) say(STREAM.error, JSON.stringify(statusOf(code)));
    else if (code !== 0) say(STREAM.error, statusOf(code).message ?? '');
    line.hangUp();
  };
  const run = (text: string): void => {
    const result = session.run(text);
    print(result);
    const exit = /^\s*exit\b\s*(\d*)/.exec(text);
    if (exit) finish(Number(exit[1] || 0));
    else if (session.tty) say(STREAM.stdout, '# ');
  };
  const close = (): void => {
    if (over) return;
    if (session.reads === 'whole') {
      const result = session.run(typed);
      print(result);
      finish(result.code);
    } else if (session.reads === 'lines') {
      if (typed.trim()) print(session.run(typed));
      finish(0);
    }
  };
  if (session.reads === 'no') {
    const result = session.run('');
    print(result);
    finish(result.code);
  } else if (session.tty && session.reads === 'lines') say(STREAM.stdout, '# ');
  return {
    typed(text) {
      if (session.tty && text.includes('\u0004')) {
        close();
        return;
      }
      if (session.tty && session.reads === 'lines') say(STREAM.stdout, text.replace(/\r/g, '\r\n'));
      typed += text;
      if (session.reads !== 'lines') return;
      for (let end = typed.search(/[\r\n]/); end >= 0 && !over; end = typed.search(/[\r\n]/)) {
        const whole = typed.slice(0, end);
        typed = typed.slice(end + 1);
        run(whole);
      }
    },
    close,
    gone: () => {
      over = true;
    },
  };
}

/** Carries a session on over a WebSocket whose handshake is still to be answered. */
export function carryOn(session: Session, socket: Duplex, key: string, protocol: string, head: Buffer): void {
  socket.write(WebSocketConnection.accept(key, protocol));
  let conversation: Conversation | undefined;
  const connection = new WebSocketConnection(socket, {
    message(body) {
      if (body[0] === STREAM.stdin) conversation?.typed(body.toString('utf8', 1));
      else if (body[0] === STREAM.close && body[1] === STREAM.stdin) conversation?.close();
    },
    end: () => conversation?.gone(),
  });
  conversation = converse(session, {
    worded: protocol === WORDED,
    say: (stream, bytes) => connection.send(Buffer.concat([Buffer.from([stream]), bytes])),
    hangUp: () => connection.close(),
  });
  if (head.length) connection.read(head);
}

/** The protocol of the fallback: streams of SPDY by name, as clients from before 1.31 have them. */
export const OVER_SPDY = 'v4.channel.k8s.io';
const NAMES: { readonly [name: string]: number } = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4 };

/** The same over SPDY: it begins when the client has opened every stream that it asked for. */
export function carryOnSpdy(session: Session, send: (bytes: Buffer) => void, hangUp: () => void): SpdyConnection {
  const streams = new Map<number, SpdyStream>();
  const wanted = 1 + [session.stdin, session.stdout, session.stderr, session.tty].filter(Boolean).length;
  let conversation: Conversation | undefined;
  const connection: SpdyConnection = new SpdyConnection(send, {
    over: () => {
      conversation?.gone();
      hangUp();
    },
    opened(stream) {
      const number = NAMES[stream.headers.get('streamtype') ?? ''];
      if (number === undefined) return;
      streams.set(number, stream);
      const early: string[] = [];
      if (number === STREAM.stdin) {
        stream.data = (bytes) =>
          conversation ? conversation.typed(bytes.toString()) : void early.push(bytes.toString());
        stream.ended = () => (conversation ? conversation.close() : void early.push(''));
      }
      if (streams.size < wanted) return;
      conversation = converse(session, {
        worded: false,
        say: (to, bytes) => streams.get(to)?.write(bytes),
        hangUp: () => {
          for (const it of streams.values()) it.end();
        },
      });
      for (const text of early) {
        if (text) conversation.typed(text);
        else conversation.close();
      }
    },
  });
  return connection;
}

function statusOf(code: number): { readonly message?: string; readonly [field: string]: unknown } {
  if (code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}
