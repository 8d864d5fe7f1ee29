import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clientOf, startServe, type Client } from './serving.ts';

const test = suite('serve --data: what was answered is on disk');
const folder = mkdtempSync(join(tmpdir(), 'slipway-kept-'));
const data = join(folder, 'data');
const kubeconfig = join(folder, 'kubeconfig');
test.after(() => rmSync(folder, { recursive: true, force: true }));

const configMaps = '/api/v1/namespaces/default/configmaps';

/** What a name holds; undefined when it is gone. */
type Values = Map<string, string | undefined>;

/** Writes without end; notes what it asks for and what was acknowledged. */
async function writer(client: Client, name: string, asked: Values, acknowledged: Values): Promise<void> {
  const write = async (method: string, key: string, value: string | undefined): Promise<void> => {
    asked.set(key, value);
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: key }, data: { value } };
    const path = method === 'POST' ? configMaps : `${configMaps}/${key}`;
    const answer = await client.ask(method, path, method === 'DELETE' ? undefined : body);
    assert.ok(answer.status < 300, answer.body.toString());
    acknowledged.set(key, value);
  };
  for (let i = 0; ; i++) {
    const key = `${name}-${i}`;
    await write('POST', key, String(i));
    if (i % 3 === 1) await write('PUT', key, 'changed');
    if (i % 5 === 4) await write('DELETE', key, undefined);
  }
}

test('killed with -9 in mid-load, three times: every acknowledged write is there, and no other', async () => {
  const [asked, acknowledged]: [Values, Values] = [new Map(), new Map()];
  for (let round = 0; round < 3; round++) {
    const serving = await startServe(kubeconfig, '--data', data, '--nodes', '3');
    const client = clientOf(kubeconfig);
    const done = Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => writer(client, `w${round}-${n}`, asked, acknowledged)),
    );
    // As many as a round is worth, however long that takes here.
    const enough = acknowledged.size + 110;
    let isOver = false;
    void done.then(() => (isOver = true));
    while (!isOver && acknowledged.size < enough) await new Promise((resolve) => setTimeout(resolve, 5));
    await serving.stop('SIGKILL');
    for (const end of await done)
      assert.not.match(String((end as PromiseRejectedResult).reason), /Assertion/, 'a writer failed by itself');
    client.close();
  }
  assert.ok(acknowledged.size > 300, `only ${acknowledged.size} writes before the kills`);
  const serving = await startServe(kubeconfig, '--data', data);
  const client = clientOf(kubeconfig);
  const items = (await client.ask('GET', configMaps)).json()['items'] as {
    metadata: { name: string };
    data: { value: string };
  }[];
  const kept = new Map(items.map((it) => [it.metadata.name, it.data['value']]));
  kept.delete('kube-root-ca.crt');
  for (const [name, value] of acknowledged) {
    const now = kept.get(name);
    // What was under way when the process was killed may have happened or not.
    assert.ok(now === value || now === asked.get(name), `${name}: acknowledged ${value}, kept ${now}`);
  }
  for (const name of kept.keys()) assert.ok(asked.has(name), `${name} was never asked for`);
  const nodes = (await client.ask('GET', '/api/v1/nodes')).json()['items'] as object[];
  assert.is(nodes.length, 3, 'the nodes of the first time');
  await serving.stop();
  client.close();
});

test('it goes on after a stop: the same credentials, revisions that only grow, controllers that know what they did', async () => {
  const first = await startServe(kubeconfig, '--data', data);
  const port = new URL(clientOf(kubeconfig).url).port;
  const client = clientOf(kubeconfig);
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    },
  };
  const made = await client.ask('POST', '/apis/apps/v1/namespaces/default/deployments', deployment);
  assert.is(made.status, 201, made.body.toString());
  const before = Number((made.json()['metadata'] as { resourceVersion: string }).resourceVersion);
  const owners = (answer: { json(): object }): unknown =>
    (answer.json() as { metadata: { managedFields: { manager: string }[] } }).metadata.managedFields.map(
      (it) => it.manager,
    );
  const path = '/apis/apps/v1/namespaces/default/deployments/web';
  const ready = async (wanted: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const status = (await client.ask('GET', path)).json()['status'] as { readyReplicas?: number };
      if (status.readyReplicas === wanted) return;
      assert.ok(i < 100, `never ${wanted} ready: ${JSON.stringify(status)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  await ready(2);
  const known = owners(await client.ask('GET', path));
  await first.stop();
  const second = await startServe(join(folder, 'other'), '--data', data, '--port', port);
  const again = await client.ask('GET', path);
  assert.is(again.status, 200, 'the kubeconfig of the first time is still good');
  assert.equal(owners(again), known);
  const scaled = await client.ask(
    'PATCH',
    path,
    { spec: { replicas: 4 } },
    { 'content-type': 'application/merge-patch+json' },
  );
  assert.ok(Number((scaled.json()['metadata'] as { resourceVersion: string }).resourceVersion) > before);
  await ready(4);
  await second.stop();
  client.close();
});

test('a folder in use is refused; a torn last record is dropped; only the owner can read', async () => {
  const first = await startServe(kubeconfig, '--data', data);
  const message = await startServe(join(folder, 'other'), '--data', data).then(
    () => 'it started',
    (error: Error) => error.message,
  );
  assert.match(message, /is in use by process \d+/);
  const client = clientOf(kubeconfig);
  for (const name of ['one', 'two'])
    assert.is(
      (await client.ask('POST', configMaps, { metadata: { name }, kind: 'ConfigMap', apiVersion: 'v1' })).status,
      201,
    );
  await first.stop('SIGKILL');
  client.close();
  const log = join(
    data,
    readdirSync(data).find((name) => name.startsWith('log-'))!,
  );
  assert.is(statSync(log).mode & 0o777, 0o600);
  assert.is(statSync(data).mode & 0o777, 0o700);
  truncateSync(log, statSync(log).size - 3);
  const second = await startServe(kubeconfig, '--data', data);
  const next = clientOf(kubeconfig);
  assert.is((await next.ask('GET', `${configMaps}/one`)).status, 200);
  await second.stop();
  next.close();
});

test.run();
