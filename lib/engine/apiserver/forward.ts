// A port of a pod. Nobody listens there: what a manifest says that a container listens on is answered over HTTP by what the simulation
// knows, which is whether the pod is ready; everything else is refused with its reason.

import type { KubeObject } from '../../api/object.ts';
import type { Reader } from '../interface.ts';

/** A connection that is open, or why it is not. */
export type Opened =
  | { readonly refused: string }
  | {
      /** What is answered to what was sent so far; undefined while more is to come. */
      answer(sent: string): { readonly body: string } | { readonly refused: string } | undefined;
    };

export interface Forward {
  open(port: number): Opened;
}

export interface ForwardAnswer {
  readonly status: 101;
  readonly headers: { readonly [name: string]: string | readonly string[] };
  readonly forward: Forward;
}

type Probe = {
  readonly httpGet?: { readonly port?: string | number };
  readonly tcpSocket?: { readonly port?: string | number };
};
interface Container {
  readonly name: string;
  readonly image?: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly startupProbe?: Probe;
}

/** The containers of a pod by the ports that its manifest says they listen on. */
function listeners(pod: KubeObject): Map<number, Container> {
  const found = new Map<number, Container>();
  for (const container of pod['spec'].containers as readonly Container[]) {
    const { ports = [], readinessProbe, livenessProbe, startupProbe } = container;
    for (const { containerPort } of ports) found.set(containerPort, container);
    for (const probe of [readinessProbe, livenessProbe, startupProbe]) {
      const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
      const number = typeof port === 'string' ? ports.find((it) => it.name === port)?.containerPort : port;
      if (number !== undefined && !found.has(number)) found.set(number, container);
    }
  }
  return found;
}

const REQUEST = /^([A-Z]+) (\S+) HTTP\/1\.[01]\r\n/;

/** Forwards to a pod as it is when it is asked. */
export function forwardTo(read: Reader, key: string): Forward {
  return {
    open(port) {
      const pod = read.get('pods', key);
      if (!pod) return { refused: `pod ${key} is gone` };
      const known = listeners(pod);
      const container = known.get(port);
      if (!container) {
        const others = [...known.keys()].sort((a, b) => a - b).join(', ');
        return {
          refused: `pod ${key} is simulated, and its manifest names nothing that listens on ${port}${others ? `; it names ${others}` : ''}`,
        };
      }
      return {
        answer(sent) {
          const request = REQUEST.exec(sent);
          if (!request)
            return sent.length > 0 && !/^[A-Z]{1,10}( |$)/.test(sent)
              ? { refused: `pod ${key} is simulated, and answers nothing but HTTP on ${port}` }
              : undefined;
          if (!sent.includes('\r\n\r\n')) return undefined;
          return { body: reply(read.get('pods', key), container, port, request[1]!, request[2]!) };
        },
      };
    },
  };
}

function reply(pod: KubeObject | undefined, container: Container, port: number, method: string, path: string): string {
  const statuses = (pod?.['status']?.containerStatuses ?? []) as { name: string; ready?: boolean }[];
  const ready = statuses.some((it) => it.name === container.name && it.ready);
  const text = `slipway: container ${container.name} (${container.image ?? ''}) of pod ${pod?.metadata.name ?? '(gone)'} is simulated. It ${ready ? 'is ready, and would answer' : 'is not ready to answer'} ${method} ${path} on ${port}.\n`;
  const head = ready ? '200 OK' : '503 Service Unavailable';
  return `HTTP/1.1 ${head}\r\nServer: slipway\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${method === 'HEAD' ? '' : text}`;
}
