// Commands in containers over WebSockets: each message begins with a byte that names its stream.
// Follows apimachinery/pkg/util/remotecommand (v4.channel.k8s.io and v5.channel.k8s.io).

import type { Duplex } from 'node:stream';
import type { Session } from '../engine/apiserver/server.ts';
import { WebSocketConnection } from './websocket.ts';

const STREAM = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 };
/** The protocols spoken here, best first. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** The protocol to speak of those a client offers; undefined when there is none in common. */
export function chosenProtocol(offered: string | undefined): string | undefined {
  const all = (offered ?? '').split(',').map((it) => it.trim());
  return PROTOCOLS.find((it) => all.includes(it));
}

/** Carries a session on over a socket whose handshake is still to be answered. */
export function carryOn(session: Session, socket: Duplex, key: string, protocol: string, head: Buffer): void {
  let typed = '';
  let over = false;
  const say = (stream: number, text: string): void => {
    if (text) connection.send(Buffer.concat([Buffer.from([stream]), Buffer.from(text)]));
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
    say(STREAM.error, JSON.stringify(statusOf(code)));
    connection.close();
  };
  const line = (text: string): void => {
    const result = session.run(text);
    print(result);
    const exit = /^\s*exit\b\s*(\d*)/.exec(text);
    if (exit) finish(Number(exit[1] || 0));
    else if (session.tty) say(STREAM.stdout, '# ');
  };
  const take = (text: string): void => {
    if (session.tty && session.reads === 'lines') say(STREAM.stdout, text.replace(/\r/g, '\r\n'));
    typed += text;
    if (session.reads !== 'lines') return;
    for (let end = typed.search(/[\r\n]/); end >= 0 && !over; end = typed.search(/[\r\n]/)) {
      const whole = typed.slice(0, end);
      typed = typed.slice(end + 1);
      line(whole);
    }
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
  socket.write(WebSocketConnection.accept(key, protocol));
  const connection = new WebSocketConnection(socket, {
    message(body) {
      const text = body.toString('utf8', 1);
      if (body[0] === STREAM.stdin) {
        if (session.tty && text.includes('\u0004')) close();
        else take(text);
      } else if (body[0] === STREAM.close && body[1] === STREAM.stdin) close();
    },
    end: () => {
      over = true;
    },
  });
  if (head.length) connection.read(head);
  if (session.reads === 'no') {
    const result = session.run('');
    print(result);
    finish(result.code);
  } else if (session.tty && session.reads === 'lines') say(STREAM.stdout, '# ');
}

function statusOf(code: number): object {
  if (code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}
