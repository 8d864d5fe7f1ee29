// Plays recorded cases against an API server in this process, each on a fork of one prepared control plane.

import { bootstrap } from '../../lib/engine/apiserver/bootstrap.ts';
import { ApiServer, type ApiResponse } from '../../lib/engine/apiserver/server.ts';
import { ADMIN, ANONYMOUS } from '../../lib/engine/auth/users.ts';
import { chanceFrom } from '../../lib/engine/sim/chance.ts';
import { Memories } from '../../lib/engine/storage/memory.ts';
import { MemoryStore } from '../../lib/engine/storage/store.ts';
import type { ApiCase, CaseAnswer, CaseRequest } from './api-case.ts';
import { canonical, markBody, markText, named, type Marking } from './api-marks.ts';

export type Verdict = 'same' | 'reason' | 'differ';

export interface Outcome {
  readonly id: string;
  readonly verdict: Verdict;
  readonly want: CaseAnswer;
  readonly got: CaseAnswer;
}

const TIME = Date.parse('2026-06-01T12:00:00Z');
const chance = chanceFrom('corpus');
const now = (): number => TIME;

// The certificate of the recording client shows in reviews of itself.
const CLIENT = {
  ...ADMIN,
  extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${'0'.repeat(64)}`] },
};

export class ApiReplay {
  private readonly base: MemoryStore;
  private readonly memories = new Memories();

  constructor(fixtures: readonly CaseRequest[]) {
    this.base = new MemoryStore(now);
    bootstrap(this.base, now(), chance);
    const server = this.serve(this.base, this.memories);
    for (const request of fixtures) send(server, request);
  }

  play(one: ApiCase): Outcome {
    const id = 'q7zk4wx9vb';
    const server = this.serve(this.base.fork(), this.memories.fork());
    const vars: Record<string, string> = { id, name: `n-${id}` };
    const text = JSON.stringify([one.setup ?? [], one.request, one.then ?? []]);
    const names: [string, string][] = [];
    if (text.includes('${ns}')) {
      vars.ns = `ns-${id}`;
      if (one.namespace !== false) makeNamespace(server, vars.ns, fill(one.namespace ?? {}, vars));
      names.push([vars.ns, '${ns}']);
    }
    names.push([vars.name!, '${name}'], [id, '${id}']);
    const marking: Marking = { names, sent: text, fields: one.fields === true };
    const ask = (template: CaseRequest): Reply => {
      const request = fill(template, vars);
      const reply = send(server, request);
      for (const [name, path] of Object.entries(request.capture ?? {})) {
        const value = path
          .split('.')
          .reduce<unknown>((at, part) => (at as { [key: string]: unknown } | undefined)?.[part], parsed(reply.text));
        vars[name] = value === undefined ? '' : String(value);
        if (vars[name]!.length >= 5 && !/^\d+$/.test(vars[name]!)) names.unshift([vars[name]!, `\${${name}}`]);
      }
      return reply;
    };
    const setup = (one.setup ?? []).map((step) => ask(step).status);
    const main = ask(one.request);
    const followed = (one.then ?? []).map((step) => [step, ask(step)] as const);
    const got: CaseAnswer = {
      ...(setup.length ? { setup } : {}),
      ...answerOf(one.request, main, marking),
      ...(followed.length ? { then: followed.map(([step, reply]) => answerOf(step, reply, marking)) } : {}),
    };
    const want = one.answer;
    return { id: one.id, verdict: compare(want, got), want, got };
  }

  private serve(store: MemoryStore, memories: Memories): ApiServer {
    return new ApiServer({ store, now, chance, memory: memories.of('apiserver') });
  }
}

interface Reply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | readonly string[] };
  readonly text: string;
}

function send(server: ApiServer, request: CaseRequest): Reply {
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'corpus/1.0' };
  const set = Object.fromEntries(
    Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const body =
    request.body === undefined
      ? undefined
      : typeof request.body === 'string'
        ? request.body
        : JSON.stringify(request.body);
  if (body !== undefined) headers['content-type'] = 'application/json';
  for (const [name, value] of Object.entries(set))
    if (value === null) delete headers[name];
    else headers[name] = value;
  const [path, inPath] = request.path.split('?');
  const query = new URLSearchParams(inPath ?? '');
  for (const [name, value] of Object.entries(request.query ?? {})) query.append(name, value);
  const response: ApiResponse = server.handle({
    method: request.method ?? 'GET',
    path: path!,
    query,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(headers.authorization ? {} : { user: request.anonymous ? ANONYMOUS : CLIENT }),
  });
  if ('watch' in response) {
    const events = response.watch.take();
    response.watch.stop();
    return {
      status: response.status,
      headers: response.headers,
      text: events.map((it) => `${JSON.stringify(it)}\n`).join(''),
    };
  }
  if ('log' in response) {
    const text = response.log.take();
    response.log.stop();
    return { status: response.status, headers: response.headers, text };
  }
  if ('session' in response || 'forward' in response)
    return { status: response.status, headers: response.headers, text: '' };
  const text = typeof response.body === 'string' ? response.body : Buffer.from(response.body).toString();
  return { status: response.status, headers: response.headers, text };
}

function makeNamespace(server: ApiServer, name: string, metadata: object): void {
  const post = (path: string, body: object): void => void send(server, { method: 'POST', path, body });
  post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { ...metadata, name } });
  post(`/api/v1/namespaces/${name}/serviceaccounts`, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default' },
  });
}

function fill<T>(value: T, vars: Record<string, string>): T {
  return JSON.parse(
    JSON.stringify(value).replace(/\$\{([A-Za-z][A-Za-z0-9]*)\}/g, (all, name: string) =>
      name in vars ? JSON.stringify(vars[name]).slice(1, -1) : all,
    ),
  ) as T;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return {};
  }
}

function answerOf(request: CaseRequest, reply: Reply, marking: Marking): CaseAnswer {
  const warnings = [reply.headers.warning ?? []].flat().map((it) => markText(named(it, marking.names), marking));
  const headers = Object.fromEntries(
    (request.keepHeaders ?? []).map((name) => {
      const value = reply.headers[name];
      return [name, value === undefined ? null : markText(named(String(value), marking.names), marking)];
    }),
  );
  return {
    status: reply.status,
    ...(warnings.length ? { warnings } : {}),
    ...(request.keepHeaders?.length ? { headers } : {}),
    body: markBody(reply.text, marking),
  };
}

/** same: all equal. reason: equal status, reason, and fields and reasons of causes, throughout. */
function compare(want: CaseAnswer, got: CaseAnswer): Verdict {
  if (canonical(want) === canonical(got)) return 'same';
  return canonical(reasons(want)) === canonical(reasons(got)) ? 'reason' : 'differ';
}

function reasons(answer: CaseAnswer): unknown {
  return [answer.setup ?? [], [answer, ...(answer.then ?? [])].map(reasonOf)];
}

function reasonOf({ status, body }: CaseAnswer): unknown {
  const it = body as {
    kind?: string;
    reason?: string;
    details?: { causes?: { field?: string; reason?: string }[] };
  } | null;
  if (it?.kind !== 'Status') return [status, '', []];
  const causes = (it.details?.causes ?? []).map(({ field = '', reason = '' }) => `${field}|${reason}`);
  return [status, it.reason ?? '', [...new Set(causes)].sort()];
}

/** The first differences of two answers, for reading. */
export function differences(want: unknown, got: unknown, path = '', found: string[] = []): string[] {
  if (found.length >= 8 || canonical(want) === canonical(got)) return found;
  if (
    want &&
    got &&
    typeof want === 'object' &&
    typeof got === 'object' &&
    Array.isArray(want) === Array.isArray(got)
  ) {
    for (const key of new Set([...Object.keys(want), ...Object.keys(got)]))
      differences(
        (want as Record<string, unknown>)[key],
        (got as Record<string, unknown>)[key],
        path ? `${path}.${key}` : key,
        found,
      );
    return found;
  }
  const shown = (value: unknown): string => (value === undefined ? '(absent)' : JSON.stringify(value).slice(0, 500));
  found.push(`${path}: - ${shown(want)} + ${shown(got)}`);
  return found;
}
