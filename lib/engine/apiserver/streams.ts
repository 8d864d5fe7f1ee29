// What only a running container can answer: its output, a command in it, a port of it. No processes run here: a pod that has no node
// is answered as upstream answers it, one that has says nothing. Follows kubernetes/pkg/registry/core/pod/rest.

import { badRequest, notFound } from '../../api/status-errors.ts';
import type { Call } from './call.ts';
import { text, type ApiAnswer } from './http.ts';

const STREAMS = new Set(['log', 'exec', 'attach', 'portforward', 'proxy']);

/** Whether the subresource is a stream. */
export function isStream(call: Call): boolean {
  return call.endpoint.storage === 'pods' && STREAMS.has(call.subresource);
}

/** Answers for the pod of the call. Throws `StatusError`. */
export function answerStream(call: Call): ApiAnswer {
  const pod = call.stored();
  if (!pod) throw notFound('pods', call.name);
  if (!pod['spec']?.nodeName) {
    if (call.subresource === 'log') return { status: 204, headers: {}, body: '' };
    throw badRequest(`pod ${call.name} does not have a host assigned`);
  }
  if (call.subresource === 'log') return text(200, '');
  throw badRequest(`pod ${call.name} is simulated: nothing runs in it that could answer`);
}
