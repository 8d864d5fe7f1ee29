// The API machine over HTTPS, its time driven by the wall clock. Loopback only; a client certificate or a token says who asks.

import { createHash } from 'node:crypto';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { ApiRequest, LogAnswer, WatchAnswer } from '../engine/apiserver/server.ts';
import type { Cluster } from '../engine/cluster.ts';
import type { UserInfo } from '../engine/interface.ts';
import { authority as authorityFrom, type Certificate } from './certificates.ts';
import { Signer } from './signer.ts';
import { FOLLOWED, takeOver } from './upgrade.ts';

export interface ServeOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** How much faster than the wall clock cluster time runs. */
  readonly speed: number;
  /** Who signs certificates; a new authority unless one was kept. */
  readonly authority?: Certificate;
  /** Kept when everything that happened until now is on disk: no answer goes out before. */
  readonly durable?: () => Promise<void>;
}

export interface Served {
  readonly url: string;
  /** A kubeconfig with inline data, user `admin` in `system:masters`. */
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/** The largest body taken, bytes. */
const LARGEST = 3 * 1024 * 1024;
/** How often a quiet watch gets a bookmark, milliseconds. */
const BOOKMARK = 60_000;

export async function serve(cluster: Cluster, options: ServeOptions): Promise<Served> {
  const authority = authorityFrom(Date.now(), options.authority);
  const certificate = authority.issue(
    { name: 'kube-apiserver' },
    { dns: ['localhost', 'kubernetes', 'kubernetes.default.svc'], ip: ['127.0.0.1', '10.96.0.1'] },
  );
  const admin = authority.issue({ name: 'admin', organizations: ['system:masters'] });
  const signer = new Signer(cluster, authority);
  cluster.trust(authority.cert);
  const began = { wall: Date.now(), cluster: cluster.now };
  let timer: NodeJS.Timeout | undefined;
  const durable = async (): Promise<void> => {
    try {
      await options.durable?.();
    } catch (error) {
      // What cannot be kept must not be answered, and nothing that comes after it either.
      process.stderr.write(`the log cannot be written: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    }
  };

  // Cluster time follows the wall clock; between requests it sleeps until something is due.
  const turn = (): void => {
    const due = began.cluster + (Date.now() - began.wall) * options.speed;
    try {
      cluster.advance(Math.max(0, due - cluster.now));
      if (signer.work(Date.now())) cluster.settleInstant();
    } catch (error) {
      // A defect of one actor must not take the API from everybody; the actor's key is done with.
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    }
    void durable();
    clearTimeout(timer);
    const next = cluster.nextDue();
    if (next !== undefined)
      timer = setTimeout(turn, Math.min(2 ** 30, Math.max(1, (next - cluster.now) / options.speed)));
  };

  const server = createSecureServer({
    key: certificate.key,
    cert: certificate.cert,
    ca: authority.cert,
    requestCert: true,
    rejectUnauthorized: false,
    allowHTTP1: true,
  });
  server.on(
    'request',
    (request, response) => void answer(request, response).catch((error: unknown) => fail(response, error)),
  );

  async function answer(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of request) {
      size += (part as Buffer).length;
      if (size > LARGEST) {
        response.writeHead(413).end();
        return;
      }
      parts.push(part as Buffer);
    }
    turn();
    const reply = cluster.server.handle({
      ...requestOf(request),
      ...(parts.length ? { body: Buffer.concat(parts) } : {}),
      ...userOf(request),
    });
    turn();
    if (options.durable) await durable();
    response.statusCode = reply.status;
    for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value as string | string[]);
    if ('watch' in reply) stream(reply, request, response);
    else if ('log' in reply) follow(reply, request, response);
    else if ('session' in reply || 'forward' in reply) response.writeHead(400).end('a session needs a WebSocket\n');
    else response.end(reply.body);
  }

  // Sessions with containers leave HTTP behind.
  server.on('upgrade', (request: Http2ServerRequest, socket: Duplex, head: Buffer) => {
    try {
      turn();
      const reply = cluster.server.handle({ ...requestOf(request), ...userOf(request) });
      takeOver(reply, request, socket, head);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      socket.destroy();
    }
  });

  function stream({ watch, encode }: WatchAnswer, request: Http2ServerRequest, response: Http2ServerResponse): void {
    let told = false;
    const write = (): void => {
      told = false;
      if (!response.writableEnded) for (const event of watch.take()) response.write(encode(event));
    };
    // An event told is a write acknowledged; and one that is under way is not whole: who owns what of the object is noted behind it.
    const send = (): void => {
      if (told) return;
      told = true;
      if (options.durable) void durable().then(write);
      else queueMicrotask(write);
    };
    const bookmarks = setInterval(() => response.write(encode(watch.bookmark())), BOOKMARK);
    const end = (): void => {
      clearInterval(bookmarks);
      clearTimeout(limit);
      watch.stop();
      if (!response.writableEnded) response.end();
    };
    const limit = setTimeout(end, (watch.timeoutSeconds ?? 1800) * 1000);
    watch.ready(send);
    // Headers go out at once: clients wait for them before they believe that the watch stands.
    if ('flushHeaders' in response && typeof response.flushHeaders === 'function')
      (response as unknown as { flushHeaders(): void }).flushHeaders();
    send();
    request.on('close', end);
    response.on('close', end);
  }

  function follow({ log }: LogAnswer, request: Http2ServerRequest, response: Http2ServerResponse): void {
    const looking = setInterval(() => send(), FOLLOWED);
    const end = (): void => {
      clearInterval(looking);
      log.stop();
      if (!response.writableEnded) response.end();
    };
    const send = (): void => {
      const text = log.take();
      if (text) response.write(text);
      if (log.over) end();
    };
    log.ready(send);
    send();
    request.on('close', end);
    response.on('close', end);
  }

  // A connection's certificate is its user's for as long as it lasts.
  const users = new WeakMap<TLSSocket, { readonly user?: UserInfo }>();
  function userOf(request: Http2ServerRequest): { readonly user?: UserInfo } {
    const socket = (request.stream?.session?.socket ?? request.socket) as TLSSocket;
    let known = users.get(socket);
    if (!known) users.set(socket, (known = certified(socket)));
    return known;
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  turn();
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    kubeconfig: kubeconfig(url, authority.cert, admin),
    close: () =>
      new Promise((resolve) => {
        clearTimeout(timer);
        server.close(() => resolve());
        setTimeout(resolve, 200);
      }),
  };
}

/** A request as the API machine takes it, without its body. */
function requestOf(request: Http2ServerRequest): Pick<ApiRequest, 'method' | 'path' | 'query' | 'headers'> {
  const url = new URL(request.url, 'https://localhost');
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (!name.startsWith(':')) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return { method: request.method, path: url.pathname, query: url.searchParams, headers };
}

/** Whom a client certificate names; nobody without one that this authority signed. */
function certified(socket: TLSSocket): { readonly user?: UserInfo } {
  if (!socket.authorized) return {};
  const { subject, raw } = socket.getPeerCertificate();
  const name = subject?.CN as string | undefined;
  if (!name) return {};
  const organizations = subject.O === undefined ? [] : Array.isArray(subject.O) ? subject.O : [subject.O];
  const credential = `X509SHA256=${createHash('sha256').update(raw).digest('hex')}`;
  return {
    user: {
      name,
      groups: [...(organizations as string[]), 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [credential] },
    },
  };
}

function fail(response: Http2ServerResponse, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${error instanceof Error ? error.stack : message}\n`);
  if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
  if (!response.writableEnded)
    response.end(
      JSON.stringify({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: `Internal error occurred: ${message}`,
        reason: 'InternalError',
        code: 500,
      }),
    );
}

function kubeconfig(server: string, ca: string, user: { cert: string; key: string }): string {
  const data = (text: string): string => Buffer.from(text).toString('base64');
  return `apiVersion: v1
kind: Config
clusters:
- name: slipway
  cluster:
    server: ${server}
    certificate-authority-data: ${data(ca)}
users:
- name: admin
  user:
    client-certificate-data: ${data(user.cert)}
    client-key-data: ${data(user.key)}
contexts:
- name: slipway
  context:
    cluster: slipway
    user: admin
current-context: slipway
`;
}
