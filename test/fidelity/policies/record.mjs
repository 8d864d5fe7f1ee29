// Plays the stories of policies against the cluster of a kubeconfig, and writes what it answers:
//   node record.mjs KUBECONFIG
// Everything is set up first, and the policies given time to be in force; the cluster is no good for anything else afterwards.

import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { gzipSync } from 'node:zlib';
import { answerOf, pathOf } from './answers.mjs';
import { STORIES } from './stories.mjs';

const config = readFileSync(process.argv[2], 'utf8');
const data = (name) => Buffer.from(new RegExp(`${name}-data: *"?([^"\\s]+)`).exec(config)[1], 'base64');
const server = new URL(/server: *"?([^"\s]+)/.exec(config)[1]);
const tls = { ca: data('certificate-authority'), cert: data('client-certificate'), key: data('client-key') };

const send = ({ method, path, query, body, type }) =>
  new Promise((resolve, reject) => {
    const at = query ? `${path}${path.includes('?') ? '&' : '?'}${query}` : path;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      accept: 'application/json',
      'user-agent': 'corpus/1.0',
      ...(text === undefined
        ? {}
        : { 'content-type': type ?? 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    const asked = request({ ...tls, host: server.hostname, port: server.port, method, path: at, headers }, (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part));
      reply.on('end', () =>
        resolve({
          status: reply.statusCode,
          warnings: reply.headersDistinct.warning ?? [],
          text: Buffer.concat(parts).toString(),
        }),
      );
    });
    asked.on('upgrade', (reply, socket) => {
      socket.destroy();
      resolve({ status: reply.statusCode, warnings: reply.headersDistinct.warning ?? [], text: '' });
    });
    asked.on('error', reject);
    asked.end(text);
  });

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

for (const story of STORIES.slice(1).concat(STORIES[0]))
  for (const object of story.setup) {
    if (object.kind === 'Deployment') throw new Error('no');
    const reply = await send({ method: 'POST', path: pathOf(object), body: object });
    if (reply.status >= 400 && reply.status !== 409)
      console.log(story.name, object.kind, object.metadata.name, reply.text);
    if (object.kind === 'CustomResourceDefinition') await wait(2000);
    if (story.name === 'witness' && object.kind === 'ValidatingAdmissionPolicy') await wait(4000);
  }
// The witness speaks to everybody: it is heard first and taken away at its end.
await wait(4000);
const answers = [];
for (const story of STORIES) {
  if (answers.length === 1) await wait(4000);
  const found = [];
  for (const one of story.requests) found.push(answerOf(one, await send(one)));
  answers.push({ ...story, answers: found });
}
writeFileSync(
  new URL('../../data/fidelity/policies/policies.json.gz', import.meta.url),
  gzipSync(JSON.stringify({ version: 'v1.36.3', stories: answers }), { level: 9 }),
);
