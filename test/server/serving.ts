// Starts `slipway serve` as its users do, in a process of its own, and speaks HTTPS to it.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** An answer over HTTPS. */
export interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly body: Buffer;
  json(): { [field: string]: unknown };
}

export interface Client {
  readonly url: string;
  ask(method: string, path: string, body?: unknown, headers?: { [name: string]: string }): Promise<Answer>;
  close(): void;
}

/** A client by the credentials in a kubeconfig. */
export function clientOf(kubeconfig: string): Client {
  const { clusters, users } = load(readFileSync(kubeconfig, 'utf8')) as {
    clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
    users: { user: { 'client-certificate-data': string; 'client-key-data': string } }[];
  };
  const { cluster } = clusters[0]!;
  const { user } = users[0]!;
  const plain = (data: string): Buffer => Buffer.from(data, 'base64');
  const agent = new Agent({
    keepAlive: true,
    ca: plain(cluster['certificate-authority-data']),
    cert: plain(user['client-certificate-data']),
    key: plain(user['client-key-data']),
  });
  return {
    url: cluster.server,
    ask: (method, path, body, headers = {}) =>
      new Promise((resolve, reject) => {
        const text = body === undefined ? undefined : Buffer.isBuffer(body) ? body : JSON.stringify(body);
        const sent = request(
          `${cluster.server}${path}`,
          {
            method,
            agent,
            headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          },
          (response) => {
            const parts: Buffer[] = [];
            response.on('data', (part: Buffer) => parts.push(part));
            response.on('error', reject);
            response.on('end', () => {
              const whole = Buffer.concat(parts);
              resolve({
                status: response.statusCode!,
                headers: response.headers,
                body: whole,
                json: () => JSON.parse(whole.toString()) as { [field: string]: unknown },
              });
            });
          },
        );
        sent.on('error', reject);
        sent.end(text);
      }),
    close: () => agent.destroy(),
  };
}

export interface Serving {
  readonly process: ChildProcess;
  readonly kubeconfig: string;
  readonly output: () => string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts the command; kept when it is ready, broken with what it printed when it ends before. */
export function startServe(kubeconfig: string, ...args: string[]): Promise<Serving> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=slipway-source',
      '--import',
      import.meta.resolve('tsx'),
      'lib/cli/main.ts',
      'serve',
      '--kubeconfig',
      kubeconfig,
      ...args,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  const ended = new Promise<void>((resolve) => void child.on('close', () => resolve()));
  return new Promise((resolve, reject) => {
    const hear = (part: Buffer): void => {
      output += part.toString();
      if (/^export KUBECONFIG=/m.test(output) && existsSync(kubeconfig))
        resolve({
          process: child,
          kubeconfig,
          output: () => output,
          stop: async (signal = 'SIGTERM') => {
            child.kill(signal);
            await ended;
          },
        });
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then(() => reject(new Error(output)));
  });
}
