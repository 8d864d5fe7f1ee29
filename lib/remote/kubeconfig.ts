// Kubeconfig files: one or several merged, a context chosen, relative paths resolved beside the file that says them.
// Follows client-go/tools/clientcmd.

import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { load, YAMLException } from 'js-yaml';
import { ConnectionProblem } from './problem.ts';
import { proxyFromEnvironment, proxyOf, type Proxy } from './proxy.ts';

/** A program that gives credentials. */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly installHint?: string;
  readonly provideClusterInfo: boolean;
  readonly interactive: 'Never' | 'IfAvailable' | 'Always';
}

/** Where a cluster is, and as whom it is spoken to. Certificates and keys are PEM. */
export interface Access {
  readonly context: string;
  readonly cluster: string;
  /** `https://host:port`, without a slash at the end. */
  readonly server: string;
  /** The context's namespace. */
  readonly namespace: string | undefined;
  readonly ca: string | undefined;
  readonly serverName: string | undefined;
  /** What it is reached through: `proxy-url`, or what the environment says. */
  readonly proxy: Proxy | undefined;
  readonly insecure: boolean;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly token: string | undefined;
  /** A file whose content is the token, read anew as it changes. */
  readonly tokenFile: string | undefined;
  readonly basic: { readonly username: string; readonly password: string } | undefined;
  readonly exec: ExecPlugin | undefined;
  /** Headers of impersonation, in order. */
  readonly impersonate: readonly (readonly [string, string])[];
}

type Fields = { readonly [name: string]: unknown };

/** An entry of one of the three lists, and where it was said. */
interface Said {
  readonly value: Fields;
  readonly file: string;
  /** `users[2].user`. */
  readonly field: string;
}

/** Files merged: of equal names the first counts. */
interface Merged {
  readonly files: readonly string[];
  readonly clusters: ReadonlyMap<string, Said>;
  readonly users: ReadonlyMap<string, Said>;
  readonly contexts: ReadonlyMap<string, Said>;
  readonly current: string | undefined;
}

/** Which files to read: the one named, those of `KUBECONFIG`, or the one at home. Of the latter two, what is not there is passed over. */
function filesOf(file: string | undefined, environment: { readonly [name: string]: string | undefined }): string[] {
  if (file !== undefined) {
    if (!existsSync(file)) throw new ConnectionProblem(`--kubeconfig ${file}: no such file`);
    return [file];
  }
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean);
  const wanted = listed.length ? [...new Set(listed)] : [join(environment['HOME'] ?? homedir(), '.kube', 'config')];
  const there = wanted.filter((it) => existsSync(it));
  if (!there.length)
    throw new ConnectionProblem(
      `no kubeconfig: ${wanted.join(', ')} ${wanted.length > 1 ? 'are' : 'is'} not there. Say one with --kubeconfig FILE`,
    );
  return there;
}

function parse(file: string): Fields {
  let content: unknown;
  try {
    content = load(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof YAMLException) throw new ConnectionProblem(`${file}: ${error.message}`);
    throw new ConnectionProblem(`${file} cannot be read: ${(error as Error).message}`);
  }
  if (content === null || content === undefined) return {};
  if (typeof content !== 'object' || Array.isArray(content))
    throw new ConnectionProblem(
      `${file} is no kubeconfig: it holds ${Array.isArray(content) ? 'a list' : `a ${typeof content}`}`,
    );
  const { kind } = content as Fields;
  if (kind !== undefined && kind !== 'Config')
    throw new ConnectionProblem(`${file} is no kubeconfig: its kind is ${String(kind)}`);
  return content as Fields;
}

function merge(files: readonly string[]): Merged {
  const clusters = new Map<string, Said>();
  const users = new Map<string, Said>();
  const contexts = new Map<string, Said>();
  let current: string | undefined;
  for (const file of files) {
    const content = parse(file);
    const take = (list: string, inner: string, into: Map<string, Said>): void => {
      const entries = content[list] ?? [];
      if (!Array.isArray(entries)) throw new ConnectionProblem(`${file}: ${list}: a list is wanted`);
      entries.forEach((entry: unknown, i) => {
        const { name, [inner]: value } = (entry ?? {}) as Fields;
        const field = `${list}[${i}]`;
        if (typeof name !== 'string' || !name) throw new ConnectionProblem(`${file}: ${field}.name: a name is wanted`);
        if (value !== undefined && value !== null && typeof value !== 'object')
          throw new ConnectionProblem(`${file}: ${field}.${inner}: an object is wanted`);
        if (!into.has(name)) into.set(name, { value: (value ?? {}) as Fields, file, field: `${field}.${inner}` });
      });
    };
    take('clusters', 'cluster', clusters);
    take('users', 'user', users);
    take('contexts', 'context', contexts);
    current ??= (content['current-context'] as string | undefined) || undefined;
  }
  return { files, clusters, users, contexts, current };
}

/** Names of the contexts there are, and which is current. */
export function contextsOf(
  file?: string,
  environment: { readonly [name: string]: string | undefined } = process.env,
): { readonly names: readonly string[]; readonly current: string | undefined } {
  const { contexts, current } = merge(filesOf(file, environment));
  return { names: [...contexts.keys()], current };
}

/**
 * How to reach the cluster of a context (of the current one, when none is named).
 * Throws `ConnectionProblem` with file and field where something is missing or not supported.
 */
export function accessOf(
  options: { readonly context?: string; readonly kubeconfig?: string },
  environment: { readonly [name: string]: string | undefined } = process.env,
  account = ACCOUNT,
): Access {
  if (options.context === IN_CLUSTER && options.kubeconfig === undefined) {
    const inside = insideCluster(environment, account);
    if (inside) return inside;
  }
  const merged = merge(filesOf(options.kubeconfig, environment));
  const name = options.context ?? merged.current;
  const known = [...merged.contexts.keys()];
  if (!name)
    throw new ConnectionProblem(
      `${merged.files.join(', ')}: no current-context. Say one with --context${known.length ? `: ${known.join(', ')}` : ''}`,
    );
  const context = merged.contexts.get(name);
  if (!context)
    throw new ConnectionProblem(
      `${merged.files.join(', ')}: no context ${name}${known.length ? `; there are ${known.join(', ')}` : ''}`,
    );
  const cluster = follow(merged.clusters, context, 'cluster', 'clusters');
  const user = follow(merged.users, context, 'user', 'users');
  return {
    context: name,
    cluster: text(context, 'cluster')!,
    namespace: text(context, 'namespace'),
    ...reach(cluster, environment),
    ...identity(user),
  };
}

/** Where a pod finds the account it runs as. */
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The context that is the cluster a pod runs in. */
const IN_CLUSTER = 'in-cluster';

/** The cluster this process runs in as a pod; undefined anywhere else. */
function insideCluster(
  environment: { readonly [name: string]: string | undefined },
  folder: string,
): Access | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = environment;
  if (!host || !port || !existsSync(join(folder, 'token'))) return undefined;
  const read = (name: string): string | undefined =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').trim() : undefined;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    context: IN_CLUSTER,
    cluster: IN_CLUSTER,
    server,
    proxy: proxyFromEnvironment(new URL(server), environment),
    namespace: read('namespace'),
    ca: read('ca.crt'),
    serverName: undefined,
    insecure: false,
    cert: undefined,
    key: undefined,
    token: undefined,
    tokenFile: join(folder, 'token'),
    basic: undefined,
    exec: undefined,
    impersonate: [],
  };
}

function follow(all: ReadonlyMap<string, Said>, context: Said, field: string, list: string): Said {
  const name = text(context, field);
  if (!name) throw new ConnectionProblem(`${context.file}: ${context.field}.${field}: a name of ${list} is wanted`);
  const found = all.get(name);
  if (!found) throw new ConnectionProblem(`${context.file}: ${context.field}.${field}: no ${field} ${name}`);
  return found;
}

function reach(
  said: Said,
  environment: { readonly [name: string]: string | undefined },
): Pick<Access, 'server' | 'ca' | 'serverName' | 'insecure' | 'proxy'> {
  const told = (field: string, message: string): ConnectionProblem =>
    new ConnectionProblem(`${said.file}: ${said.field}.${field}: ${message}`);
  const server = text(said, 'server');
  if (!server) throw told('server', 'an address is wanted, such as https://host:6443');
  let url: URL;
  try {
    url = new URL(server.includes('://') ? server : `https://${server}`);
  } catch {
    throw told('server', `${server} is no URL`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw told('server', `${url.protocol.slice(0, -1)} is not spoken here, only https and http`);
  const through = text(said, 'proxy-url');
  const proxy = through
    ? proxyOf(through, `${said.file}: ${said.field}.proxy-url`)
    : proxyFromEnvironment(url, environment);
  const ca = material(said, 'certificate-authority');
  const insecure = flag(said, 'insecure-skip-tls-verify');
  if (ca && insecure) throw told('insecure-skip-tls-verify', 'not together with a certificate-authority');
  return { server: url.href.replace(/\/+$/, ''), ca, serverName: text(said, 'tls-server-name'), insecure, proxy };
}

type Identity = Pick<Access, 'cert' | 'key' | 'token' | 'tokenFile' | 'basic' | 'exec' | 'impersonate'>;

function identity(said: Said): Identity {
  const told = (field: string, message: string): ConnectionProblem =>
    new ConnectionProblem(`${said.file}: ${said.field}.${field}: ${message}`);
  const cert = material(said, 'client-certificate');
  const key = material(said, 'client-key');
  if (cert && !key) throw told('client-key', 'a key is wanted beside the client-certificate');
  if (key && !cert) throw told('client-certificate', 'a certificate is wanted beside the client-key');
  if (said.value['auth-provider'])
    throw told('auth-provider', 'auth providers left Kubernetes in 1.26; use an exec plugin instead');
  const username = text(said, 'username');
  const impersonate: [string, string][] = [];
  const as = text(said, 'as');
  if (as) impersonate.push(['Impersonate-User', as]);
  const uid = text(said, 'as-uid');
  if (uid) impersonate.push(['Impersonate-Uid', uid]);
  for (const group of texts(said, 'as-groups')) impersonate.push(['Impersonate-Group', group]);
  for (const [name, values] of Object.entries((said.value['as-user-extra'] ?? {}) as Fields))
    for (const value of Array.isArray(values) ? values : [values])
      impersonate.push([`Impersonate-Extra-${encodeURIComponent(name)}`, String(value)]);
  if (impersonate.length && !as) throw told('as', 'a user is wanted where groups or a uid are impersonated');
  const token = text(said, 'token');
  return {
    cert,
    key,
    token,
    // As clientcmd has it: of both, the file counts.
    tokenFile: pathOf(said, 'tokenFile'),
    basic: username ? { username, password: text(said, 'password') ?? '' } : undefined,
    exec: plugin(said),
    impersonate,
  };
}

const VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

function plugin(said: Said): ExecPlugin | undefined {
  const value = said.value['exec'] as Fields | undefined;
  if (!value) return undefined;
  const exec: Said = { value, file: said.file, field: `${said.field}.exec` };
  const told = (field: string, message: string): ConnectionProblem =>
    new ConnectionProblem(`${said.file}: ${exec.field}.${field}: ${message}`);
  const command = text(exec, 'command');
  if (!command) throw told('command', 'a command is wanted');
  const apiVersion = text(exec, 'apiVersion') ?? '';
  if (!VERSIONS.includes(apiVersion))
    throw told('apiVersion', `${apiVersion || 'nothing'} is not spoken here, only ${VERSIONS.join(' and ')}`);
  const mode = text(exec, 'interactiveMode');
  if (mode !== undefined && mode !== 'Never' && mode !== 'IfAvailable' && mode !== 'Always')
    throw told('interactiveMode', `${mode} is none of Never, IfAvailable, Always`);
  if (mode === undefined && apiVersion === VERSIONS[0])
    throw told('interactiveMode', 'one of Never, IfAvailable, Always is wanted');
  const env = (value['env'] ?? []) as { name: string; value: string }[];
  return {
    apiVersion,
    // A path is meant from the file; a bare name is looked for on the PATH.
    command: /[/\\]/.test(command) ? besides(said.file, command) : command,
    args: texts(exec, 'args'),
    env: env.map(({ name, value }) => ({ name, value })),
    ...(text(exec, 'installHint') ? { installHint: text(exec, 'installHint')! } : {}),
    provideClusterInfo: flag(exec, 'provideClusterInfo'),
    interactive: mode ?? 'IfAvailable',
  };
}

function text({ value, file, field }: Said, name: string): string | undefined {
  const found = value[name];
  if (found === undefined || found === null || found === '') return undefined;
  if (typeof found === 'number') return String(found);
  if (typeof found !== 'string') throw new ConnectionProblem(`${file}: ${field}.${name}: a text is wanted`);
  return found;
}

function texts({ value, file, field }: Said, name: string): string[] {
  const found = value[name] ?? [];
  if (!Array.isArray(found) || found.some((it) => typeof it !== 'string' && typeof it !== 'number'))
    throw new ConnectionProblem(`${file}: ${field}.${name}: a list of texts is wanted`);
  return found.map(String);
}

function flag({ value, file, field }: Said, name: string): boolean {
  const found = value[name] ?? false;
  if (typeof found !== 'boolean') throw new ConnectionProblem(`${file}: ${field}.${name}: true or false is wanted`);
  return found;
}

const besides = (file: string, path: string): string => (isAbsolute(path) ? path : join(dirname(file), path));

function pathOf(said: Said, name: string): string | undefined {
  const path = text(said, name);
  if (path === undefined) return undefined;
  const full = besides(said.file, path);
  if (!existsSync(full)) throw new ConnectionProblem(`${said.file}: ${said.field}.${name}: no such file: ${full}`);
  return full;
}

/** PEM that is said inline (base64, which counts first) or in a file of its own. */
function material(said: Said, name: string): string | undefined {
  const inline = text(said, `${name}-data`);
  if (inline !== undefined) {
    const plain = Buffer.from(inline, 'base64').toString();
    if (!plain.includes('-----BEGIN '))
      throw new ConnectionProblem(`${said.file}: ${said.field}.${name}-data: no PEM in base64`);
    return plain;
  }
  const path = pathOf(said, name);
  return path === undefined ? undefined : readFileSync(path, 'utf8');
}
