// Requests to an API server over HTTPS: connections kept, credentials put on, what passes by itself tried again.

import { Agent as PlainAgent, request as plainRequest, type ClientRequest } from 'node:http';
import { Agent, request, type AgentOptions } from 'node:https';
import { gunzip } from 'node:zlib';
import { StringDecoder } from 'node:string_decoder';
import { promisify } from 'node:util';
import { StatusError, type Status } from '../api/status-errors.ts';
import { VERSION } from '../version.ts';
import { CredentialSource, type Credentials } from './credentials.ts';
import type { Access } from './kubeconfig.ts';
import { ConnectionProblem } from './problem.ts';
import { proxyHeaders, TunnelAgent } from './proxy.ts';

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: string;
  /** Whether doing it twice is as good as once. */
  readonly repeatable: boolean;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Requests under way at once. */
export const PARALLEL = 8;
/** How often what may pass by itself is tried again. */
const TRIES = 4;
/** How long an answer may take, milliseconds. */
const PATIENCE = 60_000;
/** How long something watched may say nothing before it is asked for anew: a connection may be dead without a word. */
const SILENCE = 120_000;
/** Answers that pass by themselves: too many requests, a server that starts or is overloaded. */
const PASSING = new Set([429, 502, 503, 504]);
/** Broken connections: nothing was answered. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNREFUSED', 'EAI_AGAIN', 'UND_ERR_SOCKET']);

const inflate = promisify(gunzip);
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The way to one API server. */
export class Transport {
  readonly access: Access;
  private readonly credentials: CredentialSource;
  private readonly onWarning: ((text: string) => void) | undefined;
  private agents: { readonly asking: Agent | PlainAgent; readonly watching: Agent | PlainAgent } | undefined;
  private agentsOf: Credentials | undefined;
  private readonly warned = new Set<string>();

  constructor(access: Access, options: { readonly onWarning?: (text: string) => void } = {}) {
    this.access = access;
    this.credentials = new CredentialSource(access);
    this.onWarning = options.onWarning;
  }

  /** Asks, and gives the answer if it is one of success. Refusals are `StatusError`s, broken connections `ConnectionProblem`s. */
  async send(asked: Request): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      let answer: Answer & { readonly retryAfter: number };
      try {
        answer = await this.once(asked);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? '';
        if (asked.repeatable && BROKEN.has(code) && tries < TRIES) {
          await pause(100 * 2 ** tries);
          continue;
        }
        if (error instanceof ConnectionProblem) throw error;
        throw new ConnectionProblem(`${this.access.server}: ${reasonOf(error as NodeJS.ErrnoException)}`);
      }
      const { status, body, retryAfter } = answer;
      if (status < 400) return answer;
      if (status === 401 && tries === 1 && this.credentials.refused()) continue;
      // A server that says when to come again has not done it.
      if (PASSING.has(status) && (asked.repeatable || retryAfter > 0) && tries < TRIES) {
        await pause(Math.min(10_000, retryAfter * 1000 || 200 * 2 ** tries));
        continue;
      }
      throw new StatusError(statusOf(status, body, asked));
    }
  }

  /**
   * Asks for an answer that goes on, and tells its lines as they come. Ends when the server ends it, or when it is asked to. Throws as
   * `send` does, but tries nothing again.
   */
  async stream(
    path: string,
    told: { readonly opened: () => void; readonly line: (text: string) => void },
    signal: AbortSignal,
  ): Promise<void> {
    const credentials = await this.credentials.get();
    if (signal.aborted) return;
    const asked: Request = { method: 'GET', path, repeatable: true };
    await new Promise<void>((resolve, reject) => {
      const sent = this.ask(asked, credentials, 'watching');
      const stop = (): void => void sent.destroy();
      signal.addEventListener('abort', stop, { once: true });
      const ended = (error?: unknown): void => {
        signal.removeEventListener('abort', stop);
        if (error && !signal.aborted) reject(error as Error);
        else resolve();
      };
      sent.on('response', (response) => {
        const status = response.statusCode ?? 0;
        const decoder = new StringDecoder('utf8');
        let rest = '';
        if (status < 400) told.opened();
        else if (status === 401) this.credentials.refused();
        response.on('data', (part: Buffer) => {
          rest += decoder.write(part);
          if (status >= 400) return;
          const lines = rest.split('\n');
          rest = lines.pop()!;
          for (const line of lines) if (line) told.line(line);
        });
        response.on('error', ended);
        response.on('end', () => ended(status < 400 ? undefined : new StatusError(statusOf(status, rest, asked))));
        response.on('close', () => ended());
      });
      sent.on('timeout', stop);
      sent.on('error', ended);
      sent.on('close', () => ended());
      sent.end();
    });
  }

  close(): void {
    this.agents?.asking.destroy();
    this.agents?.watching.destroy();
  }

  /** Connections kept for requests, and others for what is watched: those are not given back. */
  private agentsFor(credentials: Credentials): NonNullable<Transport['agents']> {
    const { agents, agentsOf } = this;
    if (agents && agentsOf?.cert === credentials.cert && agentsOf?.key === credentials.key) return agents;
    this.close();
    this.agentsOf = credentials;
    this.agents = {
      asking: this.agentWith(credentials, { keepAlive: true, maxSockets: PARALLEL }),
      watching: this.agentWith(credentials, { keepAlive: true }),
    };
    return this.agents;
  }

  private agentWith(credentials: Credentials, kept: AgentOptions): Agent | PlainAgent {
    const { server, ca, serverName, insecure, proxy } = this.access;
    if (server.startsWith('http:')) return new PlainAgent(kept);
    const options = {
      ...kept,
      ...(ca ? { ca } : {}),
      ...(credentials.cert ? { cert: credentials.cert, key: credentials.key } : {}),
      ...(serverName ? { servername: serverName } : {}),
      rejectUnauthorized: !insecure,
    };
    return proxy ? new TunnelAgent(proxy, options) : new Agent(options);
  }

  /** A request with all its headers, not sent yet. */
  private ask(asked: Request, credentials: Credentials, use: 'asking' | 'watching'): ClientRequest {
    const { server, impersonate, proxy } = this.access;
    const headers: { [name: string]: string | string[] | number } = {
      accept: asked.accept ?? 'application/json',
      ...(use === 'asking' ? { 'accept-encoding': 'gzip' } : {}),
      'user-agent': `slipway/${VERSION} (${process.platform}/${process.arch})`,
    };
    if (credentials.authorization) headers['authorization'] = credentials.authorization;
    for (const [name, value] of impersonate) {
      const before = headers[name] as string | string[] | undefined;
      headers[name] = before === undefined ? value : [...[before].flat(), value];
    }
    if (asked.body !== undefined) {
      headers['content-type'] = asked.contentType ?? 'application/json';
      headers['content-length'] = Buffer.byteLength(asked.body);
    }
    const url = `${server}${asked.path}`;
    const how = {
      method: asked.method,
      agent: this.agentsFor(credentials)[use],
      headers,
      timeout: use === 'asking' ? PATIENCE : SILENCE,
    };
    if (!server.startsWith('http:')) return request(url, how);
    // What is not secret is asked of the proxy itself, by its whole address.
    if (proxy)
      return plainRequest(proxy.url.origin, {
        ...how,
        path: url,
        headers: { ...headers, host: new URL(server).host, ...proxyHeaders(proxy) },
      });
    return plainRequest(url, how);
  }

  private async once(asked: Request): Promise<Answer & { readonly retryAfter: number }> {
    const credentials = await this.credentials.get();
    const { server } = this.access;
    return new Promise((resolve, reject) => {
      const sent = this.ask(asked, credentials, 'asking');
      sent.on('response', (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const whole = Buffer.concat(parts);
          const packed = response.headers['content-encoding'] === 'gzip';
          // Of what is only read, it is no concern of the reader's that it will go one day.
          if (asked.method !== 'GET' || asked.path === '/version') this.warn(response.headers['warning']);
          (packed ? inflate(whole) : Promise.resolve(whole)).then(
            (body) =>
              resolve({
                status: response.statusCode ?? 0,
                contentType: response.headers['content-type'] ?? '',
                body: body.toString('utf8'),
                retryAfter: Number(response.headers['retry-after'] ?? 0) || 0,
              }),
            reject,
          );
        });
      });
      sent.on('timeout', () => sent.destroy(new ConnectionProblem(`${server}: no answer within ${PATIENCE / 1000} s`)));
      sent.on('error', reject);
      sent.end(asked.body);
    });
  }

  /** Each of the server's warnings is told once. */
  private warn(header: string | undefined): void {
    if (!header || !this.onWarning) return;
    for (const [, quoted] of header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)) {
      const text = quoted!.replace(/\\(.)/g, '$1');
      if (this.warned.has(text)) continue;
      this.warned.add(text);
      this.onWarning(text);
    }
  }
}

/** What a broken connection means for who reads it. */
function reasonOf(error: NodeJS.ErrnoException): string {
  const code = error.code ?? '';
  if (code === 'ECONNREFUSED') return 'nobody listens there (connection refused)';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `${code === 'ENOTFOUND' ? 'no such host' : 'the name cannot be looked up'}`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `its certificate is for another name (${error.message})`;
  if (/CERT|SELF_SIGNED|UNABLE_TO|ISSUER/.test(code))
    return `its certificate is not trusted (${error.message}). Is certificate-authority the right one?`;
  return error.message || code;
}

/** The Status of a refusal; where a proxy answered instead of an API server, one that says so. */
function statusOf(code: number, body: string, { method, path }: Request): Status {
  try {
    const status = JSON.parse(body) as Status;
    if (status.kind === 'Status') return { ...status, code: status.code ?? code };
  } catch {
    // Not from an API server.
  }
  const said = body.trim().split('\n')[0]?.slice(0, 200);
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `${method} ${path.split('?')[0]} was answered with ${code}${said ? `: ${said}` : ''}`,
    reason: code === 401 ? 'Unauthorized' : code === 403 ? 'Forbidden' : code === 404 ? 'NotFound' : '',
    code,
  };
}
