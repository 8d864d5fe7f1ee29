// The way through a proxy: which one, and the tunnel it opens. A kubeconfig's `proxy-url` counts first, then HTTPS_PROXY, HTTP_PROXY and
// NO_PROXY as Go reads them. Follows client-go/tools/clientcmd and golang.org/x/net/http/httpproxy.

import { request as plainRequest } from 'node:http';
import { Agent, request, type AgentOptions } from 'node:https';
import { BlockList, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type ConnectionOptions } from 'node:tls';
import { ConnectionProblem } from './problem.ts';

/** A proxy, and who says it. */
export interface Proxy {
  readonly url: URL;
  /** `HTTPS_PROXY`, or the file and field of a kubeconfig. */
  readonly from: string;
}

type Environment = { readonly [name: string]: string | undefined };

const PROTOCOLS = ['http:', 'https:'];

/** A proxy's address as it is said: without a scheme, http is meant. Throws `ConnectionProblem` for one that is not spoken to. */
export function proxyOf(said: string, from: string): Proxy {
  let url: URL;
  try {
    url = new URL(said.includes('://') ? said : `http://${said}`);
  } catch {
    throw new ConnectionProblem(`${from}: ${said} is no URL`);
  }
  if (!PROTOCOLS.includes(url.protocol) || !url.hostname)
    throw new ConnectionProblem(
      `${from}: ${url.protocol.slice(0, -1)} is not spoken here, only http and https proxies`,
    );
  return { url, from };
}

/** The proxy that the environment says for a server; undefined where it is reached directly. */
export function proxyFromEnvironment(server: URL, environment: Environment): Proxy | undefined {
  const names = server.protocol === 'https:' ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy'];
  const name = names.find((it) => environment[it]);
  if (!name || !isProxied(server, environment['NO_PROXY'] || environment['no_proxy'] || '')) return undefined;
  return proxyOf(environment[name]!, name);
}

/** Whether a server is reached through a proxy; those of this machine never are. */
function isProxied(server: URL, exceptions: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  const family = isIP(host);
  if (host === 'localhost' || within(host, family, family === 4 ? '127.0.0.0' : '::1', family === 4 ? 8 : 128))
    return false;
  return !exceptions.split(',').some((it) => isMeant(it.trim().toLowerCase(), host, port, family));
}

/** Whether an entry of NO_PROXY means a host: `*`, an address, a block of them, `example.com` with all below it, `.example.com` those only. */
function isMeant(entry: string, host: string, port: string, family: number): boolean {
  if (entry === '' || entry === '*') return entry === '*';
  const block = /^(.+)\/(\d+)$/.exec(entry);
  if (block) return isIP(block[1]!) !== 0 && within(host, family, block[1]!, Number(block[2]));
  // A second colon, and no brackets: an IPv6 address without a port.
  const parts = /^\[(.+)\](?::(\d+))?$/.exec(entry) ?? /^([^:]+)(?::(\d+))?$/.exec(entry);
  const [, named = entry, only] = parts ?? [];
  if (only !== undefined && only !== port) return false;
  const name = named.replace(/^\*(?=\.)/, '');
  if (isIP(name)) return within(host, family, name, isIP(name) === 4 ? 32 : 128);
  return name.startsWith('.') ? host.endsWith(name) : host === name || host.endsWith(`.${name}`);
}

function within(host: string, family: number, network: string, prefix: number): boolean {
  if (family === 0 || isIP(network) !== family) return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  if (prefix > (family === 4 ? 32 : 128)) return false;
  const block = new BlockList();
  block.addSubnet(network, prefix, kind);
  return block.check(host, kind);
}

/** What a proxy is told of who asks, where its address names somebody. */
export function proxyHeaders({ url }: Proxy): { readonly [name: string]: string } {
  if (!url.username && !url.password) return {};
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** `http://proxy.example.com:3128 (HTTPS_PROXY)`: never with its password. */
export const proxyName = ({ url, from }: Proxy): string => `${url.protocol}//${url.host} (${from})`;

type Ready = (error: Error | null, socket?: Duplex) => void;

/** Connections to an HTTPS server through a tunnel that a proxy opens (CONNECT). */
export class TunnelAgent extends Agent {
  private readonly proxy: Proxy;

  constructor(proxy: Proxy, options: AgentOptions) {
    super(options);
    this.proxy = proxy;
  }

  override createConnection(options: ConnectionOptions, ready: Ready): undefined {
    const { proxy } = this;
    const { host = '', port = 443, servername } = options;
    const target = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
    const ask = proxy.url.protocol === 'https:' ? request : plainRequest;
    const asked = ask({
      host: proxy.url.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.url.port || (proxy.url.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyHeaders(proxy) },
      agent: false,
      timeout: 30_000,
    });
    const refused = (message: string): void => ready(new ConnectionProblem(`the proxy ${proxyName(proxy)} ${message}`));
    asked.on('timeout', () => asked.destroy(new Error('does not answer')));
    asked.on('error', (error: NodeJS.ErrnoException) =>
      refused(error.code === 'ECONNREFUSED' ? 'is not there (connection refused)' : `cannot be used: ${error.message}`),
    );
    asked.on('response', (response) => {
      response.resume();
      refused(`refused ${target}: ${response.statusCode} ${response.statusMessage}`);
    });
    asked.on('connect', (response, socket: Socket, head) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        refused(`refused ${target}: ${response.statusCode} ${response.statusMessage}`);
        return;
      }
      socket.setTimeout(0);
      if (head.length) socket.unshift(head);
      const secure = connect({
        ...options,
        path: undefined,
        socket,
        servername: servername || (isIP(host) ? '' : host),
      });
      ready(null, secure);
    });
    asked.end();
    return undefined;
  }
}
