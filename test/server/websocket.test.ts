// Output and commands over WebSockets, in the protocols of clients from before kubectl spoke v4.

import { request } from 'node:https';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ADMIN } from '../../lib/engine/cluster.ts';
import { accessOf } from '../../lib/remote/kubeconfig.ts';
import { serveHere, type ServedHere } from './in-process.ts';

const test = suite('websockets');
let served: ServedHere;
test.before(async () => {
  served = await serveHere();
  served.cluster.as(ADMIN).create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      containers: [{ name: 'web', image: 'busybox', command: ['sh', '-c', 'echo container is alive; sleep 10000'] }],
    },
  });
  served.cluster.advance(30_000);
});
test.after(() => served.close());

/** The messages of a WebSocket until the server closes it. */
function messages(path: string, protocol: string): Promise<{ protocol: string | undefined; all: Buffer[] }> {
  const { server, cert, key } = accessOf({ kubeconfig: served.kubeconfig });
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, server), {
      cert,
      key,
      rejectUnauthorized: false,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...(protocol ? { 'sec-websocket-protocol': protocol } : {}),
      },
    });
    asked.on('response', (answer) => reject(new Error(String(answer.statusCode))));
    asked.on('error', reject);
    asked.on('upgrade', (answer, socket, head) => {
      let bytes = head;
      socket.on('data', (some: Buffer) => (bytes = Buffer.concat([bytes, some])));
      socket.on('end', () => socket.end());
      socket.on('close', () => {
        const all: Buffer[] = [];
        // All of them are short, and from the server: no mask, one byte of length.
        for (let at = 0; at < bytes.length; at += 2 + bytes[at + 1]!)
          if ((bytes[at]! & 15) === 2) all.push(bytes.subarray(at + 2, at + 2 + bytes[at + 1]!));
        resolve({ protocol: answer.headers['sec-websocket-protocol'], all });
      });
    });
    asked.end();
  });
}

const POD = '/api/v1/namespaces/default/pods/web';

test('a log comes as messages of its own, in the protocol that was offered or in none', async () => {
  for (const protocol of ['binary.k8s.io', '']) {
    const { protocol: agreed, all } = await messages(`${POD}/log?container=web`, protocol);
    assert.equal([agreed ?? '', Buffer.concat(all).toString()], [protocol, 'container is alive\n']);
  }
});

test('the first protocol of commands tells an end in words, and only a bad one', async () => {
  const good = await messages(`${POD}/exec?stdout=1&stderr=1&command=echo&command=hello`, 'channel.k8s.io');
  assert.equal([good.protocol, good.all.map(String)], ['channel.k8s.io', ['\u0001hello\n']]);
  const bad = await messages(`${POD}/exec?stdout=1&stderr=1&command=false`, 'channel.k8s.io');
  assert.equal(bad.all.map(String), ['\u0003command terminated with non-zero exit code: exit status 1']);
});

test.run();
