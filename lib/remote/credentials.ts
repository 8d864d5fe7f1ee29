// Who speaks: a token, a password, a certificate, or what a credential plugin gives, asked anew when it has run out.
// Follows client-go/plugin/pkg/client/auth/exec.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Access, ExecPlugin } from './kubeconfig.ts';
import { ConnectionProblem } from './problem.ts';

/** What goes with each request, and with the connection. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

interface ExecCredential {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly status?: {
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
    readonly expirationTimestamp?: string;
  };
}

/** A plugin that says nothing for this long is given up, milliseconds. */
const PATIENCE = 60_000;
/** Tokens in files are read again after this long, milliseconds. */
const FILE_AGE = 10_000;

/** Gives credentials, and remembers them while they last. */
export class CredentialSource {
  private readonly access: Access;
  private given: { readonly credentials: Credentials; readonly until: number } | undefined;
  private asking: Promise<Credentials> | undefined;

  constructor(access: Access) {
    this.access = access;
  }

  /** The credentials of now. Throws `ConnectionProblem` when a plugin fails. */
  async get(): Promise<Credentials> {
    if (this.given && Date.now() < this.given.until) return this.given.credentials;
    // Many requests at once ask the plugin once.
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return this.asking;
  }

  /** They were refused. Whether asking again may give others. */
  refused(): boolean {
    const again = this.access.exec !== undefined || this.access.tokenFile !== undefined;
    if (again) this.given = undefined;
    return again;
  }

  private async ask(): Promise<Credentials> {
    const { exec, tokenFile, token, basic, cert, key } = this.access;
    const keep = (credentials: Credentials, until: number): Credentials => {
      this.given = { credentials, until };
      return credentials;
    };
    if (tokenFile) {
      const content = readFileSync(tokenFile, 'utf8').trim();
      if (!content) throw new ConnectionProblem(`${tokenFile}: an empty token`);
      return keep({ authorization: `Bearer ${content}`, cert, key }, Date.now() + FILE_AGE);
    }
    if (token) return keep({ authorization: `Bearer ${token}`, cert, key }, Infinity);
    if (basic) {
      const pair = Buffer.from(`${basic.username}:${basic.password}`).toString('base64');
      return keep({ authorization: `Basic ${pair}`, cert, key }, Infinity);
    }
    if (!exec || cert) return keep({ authorization: undefined, cert, key }, Infinity);
    const status = await run(exec, this.access);
    const until = status.expirationTimestamp ? Date.parse(status.expirationTimestamp) : Infinity;
    return keep(
      {
        authorization: status.token ? `Bearer ${status.token}` : undefined,
        cert: status.clientCertificateData,
        key: status.clientKeyData,
      },
      Number.isNaN(until) ? Infinity : until,
    );
  }
}

async function run(exec: ExecPlugin, access: Access): Promise<NonNullable<ExecCredential['status']>> {
  const terminal = process.stdin.isTTY === true;
  const told = (message: string): ConnectionProblem =>
    new ConnectionProblem(`credential plugin ${exec.command}: ${message}`);
  if (exec.interactive === 'Always' && !terminal) throw told('it asks on a terminal, and there is none');
  const info = {
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: terminal && exec.interactive !== 'Never',
      ...(exec.provideClusterInfo
        ? {
            cluster: {
              server: access.server,
              ...(access.serverName ? { 'tls-server-name': access.serverName } : {}),
              ...(access.proxy ? { 'proxy-url': access.proxy.url.href } : {}),
              ...(access.insecure ? { 'insecure-skip-tls-verify': true } : {}),
              ...(access.ca ? { 'certificate-authority-data': Buffer.from(access.ca).toString('base64') } : {}),
            },
          }
        : {}),
    },
  };
  const env: NodeJS.ProcessEnv = { ...process.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
  for (const { name, value } of exec.env) env[name] = value;
  const child = spawn(exec.command, exec.args, {
    env,
    stdio: [info.spec.interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
  });
  const patience = setTimeout(() => child.kill(), PATIENCE);
  const parts: Buffer[] = [];
  child.stdout!.on('data', (part: Buffer) => parts.push(part));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        told(
          error.code === 'ENOENT'
            ? `no such program${exec.installHint ? `\n${exec.installHint.trim()}` : ''}`
            : error.message,
        ),
      ),
    );
    child.on('close', resolve);
  }).finally(() => clearTimeout(patience));
  if (code !== 0)
    throw told(code === null ? `ended after ${PATIENCE / 1000} s without an answer` : `ended with exit code ${code}`);
  let answer: ExecCredential;
  try {
    answer = JSON.parse(Buffer.concat(parts).toString()) as ExecCredential;
  } catch {
    throw told('what it printed is no JSON');
  }
  if (answer.kind !== 'ExecCredential' || answer.apiVersion !== exec.apiVersion)
    throw told(
      `it printed ${answer.kind ?? 'no kind'} of ${answer.apiVersion ?? 'no version'}, not ExecCredential of ${exec.apiVersion}`,
    );
  const { status } = answer;
  if (!status?.token && !(status?.clientCertificateData && status.clientKeyData))
    throw told('it gave neither a token nor a certificate with its key');
  return status;
}
