// What only a running container can answer: its output, a command in it, a port of it. No processes run here: a pod that has no node
// is answered as upstream answers it, one that runs is simulated as far as the cluster alone can tell.
// Follows kubernetes/pkg/registry/core/pod/rest and strategy.go.

import type { KubeObject } from '../../api/object.ts';
import { badRequest, internalError, notFound } from '../../api/status-errors.ts';
import { containerOf, isRunning } from '../kubelet/container-view.ts';
import { readsInput, runCommand, type CommandResult } from '../kubelet/commands.ts';
import type { Life } from '../kubelet/life.ts';
import { reviewOther } from '../admission/chain.ts';
import type { Form } from '../admission/policy/request.ts';
import { formOf, type Call } from './call.ts';
import { forwardTo, type ForwardAnswer } from './forward.ts';
import { answerLog, logOptions, type LogAnswer } from './logs.ts';
import { text, type ApiAnswer } from './http.ts';

const STREAMS = new Set(['log', 'exec', 'attach', 'portforward', 'proxy']);

/** A conversation with a container, for the transport to carry on. */
export interface Session {
  readonly kind: 'exec' | 'attach';
  /** Which of its streams the client wants. */
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
  /** How the command takes what is typed. */
  readonly reads: 'lines' | 'whole' | 'no';
  /** Runs the command; of a shell that reads lines, one line. */
  run(input: string): CommandResult;
}

export interface SessionAnswer {
  readonly status: 101;
  readonly headers: { readonly [name: string]: string | readonly string[] };
  readonly session: Session;
}

/** Whether the subresource is a stream. */
export function isStream(call: Call): boolean {
  return call.endpoint.storage === 'pods' && STREAMS.has(call.subresource);
}

/** Answers for the pod of the call. Throws `StatusError`. */
export function answerStream(
  call: Call,
  query: URLSearchParams,
): ApiAnswer | SessionAnswer | LogAnswer | ForwardAnswer {
  const asked = call.subresource === 'log' ? logOptions(query, call.name, call.machine.now()) : undefined;
  const form = formOf(call);
  if (!asked && form) reviewOther(call, 'CONNECT', optionsOf(form, query), undefined, form);
  const pod = call.stored();
  if (!pod) throw notFound('pods', call.name);
  const { subresource } = call;
  const container = subresource === 'portforward' || subresource === 'proxy' ? '' : chosen(pod, query.get('container'));
  if (!pod['spec']?.nodeName) {
    if (subresource === 'log') return { status: 204, headers: {}, body: '' };
    throw badRequest(`pod ${call.name} does not have a host assigned`);
  }
  const node = call.read.get('nodes', pod['spec'].nodeName as string);
  if (asked) {
    const isFake = node?.metadata.annotations?.['kwok.x-k8s.io/node'] === 'fake';
    return isFake ? text(200, '') : answerLog(call, pod, container, asked);
  }
  if (subresource === 'proxy' || node?.metadata.annotations?.['kwok.x-k8s.io/node'] === 'fake')
    throw badRequest(`pod ${call.name} is simulated: nothing runs in it that could answer`);
  if (subresource === 'portforward')
    return { status: 101, headers: {}, forward: forwardTo(call.read, `${call.namespace}/${call.name}`) };
  if (container && !isRunning(pod, container))
    throw internalError(`unable to upgrade connection: container not found (${JSON.stringify(container)})`);
  return { status: 101, headers: {}, session: sessionOf(call, pod, container, query) };
}

/** The options of a stream as an object, as policies see them. */
function optionsOf({ version, kind }: Form, query: URLSearchParams): KubeObject {
  const options: { [name: string]: unknown } = { kind, apiVersion: version };
  for (const name of kind === 'PodPortForwardOptions' ? [] : ['stdin', 'stdout', 'stderr', 'tty'])
    if (isOn(query.get(name))) options[name] = true;
  const container = query.get('container');
  if (container && kind !== 'PodPortForwardOptions') options['container'] = container;
  if (kind === 'PodExecOptions' && query.has('command')) options['command'] = query.getAll('command');
  if (query.has('ports')) options['ports'] = query.getAll('ports').flatMap((it) => it.split(',').map(Number));
  if (query.get('path')) options['path'] = query.get('path');
  return options as unknown as KubeObject;
}

const isOn = (flag: string | null): boolean => /^(1|t|true)$/i.test(flag ?? '');

/** The container that is meant. Throws `StatusError`. */
function chosen(pod: KubeObject, asked: string | null): string {
  const name = pod.metadata.name!;
  const { containers = [], initContainers = [] } = pod['spec'] as {
    containers?: { name: string }[];
    initContainers?: { name: string }[];
  };
  if (asked) {
    if (!containerOf(pod, asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`);
    return asked;
  }
  if (containers.length === 1) return containers[0]!.name;
  const names = (all: { name: string }[]): string => `[${all.map((it) => it.name).join(' ')}]`;
  const init = initContainers.length ? ` or one of the init containers: ${names(initContainers)}` : '';
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: ${names(containers)}${init}`);
}

function sessionOf(call: Call, pod: KubeObject, container: string, query: URLSearchParams): Session {
  const flag = (name: string): boolean => isOn(query.get(name));
  const kind = call.subresource as Session['kind'];
  const words = query.getAll('command');
  if (kind === 'exec' && !words.length) throw badRequest('you must specify at least one command for the container');
  const { read, machine } = call;
  const life = machine.nodes?.get<Life>(`pod ${call.key}`)?.lives[container];
  return {
    kind,
    stdin: flag('stdin'),
    stdout: flag('stdout'),
    stderr: flag('stderr') && !flag('tty'),
    tty: flag('tty'),
    reads: kind === 'exec' && flag('stdin') ? readsInput(words) : kind === 'attach' && flag('stdin') ? 'whole' : 'no',
    // What is typed into a program nobody runs goes nowhere, and it prints nothing.
    run: (input) => {
      if (kind !== 'exec') return { out: '', err: '', code: 0 };
      const now = machine.now();
      const shared = life?.shared ? { shared: life.shared } : {};
      return runCommand({ read, pod, container, since: life?.since ?? now, now, ...shared }, words, input);
    },
  };
}
