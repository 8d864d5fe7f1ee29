// Ports of pods, forwarded: for each connection the client opens a stream for bytes and one for what went wrong.
// Follows kubelet/pkg/cri/streaming/portforward.

import type { Forward } from '../engine/apiserver/server.ts';
import { SpdyConnection, type SpdyStream } from './spdy.ts';

/** What port-forwarding is called when it is agreed on; inside a WebSocket with the transport before it. */
export const PORT_FORWARD = 'portforward.k8s.io';
export const TUNNELLED = `SPDY/3.1+${PORT_FORWARD}`;

interface Pair {
  data?: SpdyStream;
  error?: SpdyStream;
}

/** Speaks SPDY over bytes that go elsewhere; what is given back takes what comes. */
export function forwarding(forward: Forward, send: (bytes: Buffer) => void, over: () => void): SpdyConnection {
  const pairs = new Map<string, Pair>();
  return new SpdyConnection(send, {
    over,
    opened(stream) {
      const id = stream.headers.get('requestid') ?? '';
      const pair = pairs.get(id) ?? {};
      pairs.set(id, pair);
      if (stream.headers.get('streamtype') === 'error') pair.error = stream;
      else pair.data = stream;
      if (pair.data && pair.error) {
        pairs.delete(id);
        carry(forward, pair.data, pair.error);
      }
    },
  });
}

function carry(forward: Forward, data: SpdyStream, error: SpdyStream): void {
  const opened = forward.open(Number(data.headers.get('port')));
  const refuse = (why: string): void => {
    error.write(Buffer.from(why));
    error.end();
    data.end();
  };
  if ('refused' in opened) {
    refuse(opened.refused);
    return;
  }
  let sent = '';
  data.data = (bytes) => {
    sent += bytes.toString('latin1');
    const answer = opened.answer(sent);
    if (answer === undefined) return;
    if ('refused' in answer) refuse(answer.refused);
    else {
      data.write(Buffer.from(answer.body));
      data.end();
      error.end();
    }
  };
  data.ended = () => {
    data.end();
    error.end();
  };
}
