import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isStatus, StatusError } from '../../lib/api/status-errors.ts';
import { RemoteClient } from '../../lib/remote/client.ts';
import { accessOf, type Access } from '../../lib/remote/kubeconfig.ts';
import { serveHere, type ServedHere } from '../server/in-process.ts';

const test = suite('a cluster over HTTPS');
let served: ServedHere;
let client: RemoteClient;
let access: Access;
test.before(async () => {
  served = await serveHere();
  client = served.client();
  access = accessOf({ kubeconfig: served.kubeconfig });
});
test.after(() => served.close());

const map = (name: string, data = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data,
});

test('verbs answer as the embedded cluster does', async () => {
  const made = await client.create('configmaps', map('a', { x: '1' }));
  assert.is(made.metadata.name, 'a');
  assert.equal((await client.get('configmaps', 'default', 'a'))['data'], { x: '1' });
  const updated = await client.update('configmaps', { ...made, data: { x: '2' } } as never);
  assert.equal(updated['data'], { x: '2' });
  const merged = await client.patch('configmaps', 'default', 'a', 'merge', { data: { y: '3' } });
  assert.equal(merged['data'], { x: '2', y: '3' });
  const json = await client.patch('configmaps', 'default', 'a', 'json', [{ op: 'remove', path: '/data/x' }]);
  assert.equal(json['data'], { y: '3' });
  const dry = await client.patch('configmaps', 'default', 'a', 'merge', { data: { z: '1' } }, { dryRun: true });
  assert.is(dry['data'].z, '1');
  assert.is((await client.get('configmaps', 'default', 'a'))['data'].z, undefined);
  await client.delete('configmaps', 'default', 'a', { preconditions: { uid: made.metadata.uid! } });
  const gone = await client.get('configmaps', 'default', 'a').catch((error: unknown) => error);
  assert.ok(isStatus(gone, 'NotFound'));
  assert.is((gone as Error).message, 'configmaps "a" not found');
});

test('refusals are the server’s own Status', async () => {
  const error = await client.create('configmaps', map('Not A Name')).catch((it: unknown) => it);
  assert.ok(error instanceof StatusError);
  assert.equal([error.code, error.reason], [422, 'Invalid']);
  assert.match(error.message, /^ConfigMap "Not A Name" is invalid: metadata\.name: Invalid value/);
});

test('lists come whole, page after page, with kinds on their items', async () => {
  const names = Array.from({ length: 620 }, (_, i) => `many-${String(i).padStart(3, '0')}`);
  for (const name of names)
    served.cluster
      .as()
      .create('configmaps', { ...map(name), metadata: { name, namespace: 'default', labels: { many: 'y' } } });
  const { items, resourceVersion } = await client.list('configmaps', { namespace: 'default', labelSelector: 'many=y' });
  assert.equal(
    items.map((it) => it.metadata.name),
    names,
  );
  assert.equal([items[0]!.kind, items[0]!.apiVersion], ['ConfigMap', 'v1']);
  assert.ok(Number(resourceVersion) > 0);
});

test('kinds are found in any version, in one that is served, and not in one that is not', async () => {
  assert.equal(await client.kind('apps', 'Deployment'), { resource: 'deployments.apps', namespaced: true });
  assert.equal(await client.kind('', 'Node', 'v1'), { resource: 'nodes', namespaced: false });
  assert.is(await client.kind('apps', 'Deployment', 'v1beta9'), undefined);
  const served = await client
    .get('horizontalpodautoscalers.autoscaling', 'default', 'none')
    .catch((it: Error) => it.message);
  assert.is(served, 'horizontalpodautoscalers.autoscaling "none" not found');
});

test('a server of before the aggregated discovery is asked group by group', async () => {
  const answers: Record<string, unknown> = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/apis': {
      kind: 'APIGroupList',
      groups: [
        { name: 'apps', versions: [{ version: 'v1beta1' }, { version: 'v1' }], preferredVersion: { version: 'v1' } },
        { name: 'down', versions: [{ version: 'v1' }] },
      ],
    },
    '/api/v1': {
      resources: [
        { name: 'pods', kind: 'Pod', namespaced: true, verbs: ['get'] },
        { name: 'pods/log', kind: 'Pod', namespaced: true, verbs: ['get'] },
      ],
    },
    '/apis/apps/v1': { resources: [{ name: 'deployments', kind: 'Deployment', namespaced: true, verbs: [] }] },
    '/apis/apps/v1beta1': { resources: [{ name: 'deployments', kind: 'Deployment', namespaced: true, verbs: [] }] },
  };
  const asked = await answering((path) => (answers[path] ? [200, answers[path]] : [503, 'down']));
  const { all, unreachable } = await asked.client.served();
  assert.equal(
    all.map((it) => `${it.group}/${it.version}/${it.resource}`),
    ['/v1/pods', 'apps/v1/deployments', 'apps/v1beta1/deployments'],
  );
  assert.equal(unreachable, ['down/v1']);
  asked.close();
});

/** A server that answers as it is told, without TLS. */
async function answering(
  answer: (
    path: string,
    tries: number,
    headers: NodeJS.Dict<string | string[]>,
  ) => [number, unknown, Record<string, string>?],
): Promise<{ client: RemoteClient; warnings: string[]; close(): void }> {
  const tries = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url!.split('?')[0]!;
    tries.set(path, (tries.get(path) ?? 0) + 1);
    const [status, body, headers = {}] = answer(path, tries.get(path)!, request.headers);
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const warnings: string[] = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new RemoteClient({ ...access, server: url }, { onWarning: (it) => void warnings.push(it) });
  return {
    client,
    warnings,
    close: () => {
      client.close();
      server.close();
    },
  };
}

test('a server that is busy is asked again, and warnings are told once', async () => {
  const busy = await answering((_, tries) =>
    tries < 3
      ? [429, 'later', { 'retry-after': '0' }]
      : [200, { gitVersion: 'v1.30.0' }, { warning: '299 - "old \\"thing\\"", 299 - "other"' }],
  );
  assert.is((await busy.client.version()).gitVersion, 'v1.30.0');
  await busy.client.version();
  assert.equal(busy.warnings, ['old "thing"', 'other']);
  busy.close();
});

test('what answers and is no API server is told with what it said', async () => {
  const proxy = await answering(() => [404, '<html>nothing here</html>']);
  const error = (await proxy.client.version().catch((it: unknown) => it)) as Error;
  assert.is(error.message, 'GET /version was answered with 404: <html>nothing here</html>');
  proxy.close();
});

const troubles: [string, Partial<Access>, RegExp][] = [
  ['nobody listens', { server: 'https://127.0.0.1:1' }, /127\.0\.0\.1:1: nobody listens there/],
  ['the authority is another', { ca: undefined }, /its certificate is not trusted .*certificate-authority/],
  ['the certificate is for another name', { serverName: 'elsewhere' }, /its certificate is for another name/],
];
for (const [name, changed, message] of troubles)
  test(`${name}: that is told`, async () => {
    const other = new RemoteClient({ ...access, ...changed });
    const error = (await other.version().catch((it: unknown) => it)) as Error & { describe(): string };
    assert.match(error.message, message);
    assert.match(error.describe(), /^✖ /);
    other.close();
  });

test('a user that is impersonated is who asks', async () => {
  const jane = new RemoteClient({ ...access, impersonate: [['Impersonate-User', 'jane']] });
  const error = (await jane.list('secrets').catch((it: unknown) => it)) as Error;
  assert.match(error.message, /secrets is forbidden: User "jane" cannot list resource "secrets"/);
  jane.close();
});

/** A program that prints something, and counts how often it is called. */
function plugin(name: string, script: string): Access['exec'] {
  const file = join(served.folder, name);
  writeFileSync(file, `#!${process.execPath}\n${script}`);
  chmodSync(file, 0o755);
  return {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: file,
    args: [],
    env: [{ name: 'EXTRA', value: 'e' }],
    provideClusterInfo: true,
    interactive: 'Never',
  };
}

test('a credential plugin is asked once while what it gives lasts, and is told of the cluster', async () => {
  const calls = join(served.folder, 'calls');
  writeFileSync(calls, '');
  const given = JSON.stringify({ clientCertificateData: access.cert, clientKeyData: access.key });
  const exec = plugin(
    'login',
    `const fs=require('fs');fs.appendFileSync(${JSON.stringify(calls)},JSON.stringify([process.env.EXTRA,JSON.parse(process.env.KUBERNETES_EXEC_INFO).spec])+'\\n');console.log(JSON.stringify({apiVersion:'client.authentication.k8s.io/v1',kind:'ExecCredential',status:${given}}))`,
  );
  const other = new RemoteClient({ ...access, cert: undefined, key: undefined, exec });
  await Promise.all([other.list('secrets'), other.list('nodes')]);
  await other.list('secrets');
  const { readFileSync } = await import('node:fs');
  const lines = readFileSync(calls, 'utf8').trim().split('\n');
  assert.is(lines.length, 1);
  const [extra, spec] = JSON.parse(lines[0]!) as [string, { interactive: boolean; cluster: { server: string } }];
  assert.equal([extra, spec.interactive, spec.cluster.server], ['e', false, access.server]);
  other.close();
});

test('a token that is refused is asked for anew, once', async () => {
  let handed = 0;
  const exec = plugin(
    'tokens',
    `const fs=require('fs');const f=${JSON.stringify(join(served.folder, 'count'))};const n=(fs.existsSync(f)?+fs.readFileSync(f,'utf8'):0)+1;fs.writeFileSync(f,String(n));console.log(JSON.stringify({apiVersion:'client.authentication.k8s.io/v1',kind:'ExecCredential',status:{token:'t'+n}}))`,
  );
  const picky = await answering((_, __, headers) => {
    handed++;
    return headers['authorization'] === 'Bearer t2'
      ? [200, { gitVersion: 'v1' }]
      : [401, { kind: 'Status', reason: 'Unauthorized', message: 'Unauthorized', code: 401 }];
  });
  const other = new RemoteClient({ ...picky.client.access, cert: undefined, key: undefined, exec });
  assert.is((await other.version()).gitVersion, 'v1');
  assert.is(handed, 2);
  other.close();
  picky.close();
});

const failing: [string, string, RegExp][] = [
  ['ends badly', 'process.exit(3)', /credential plugin .*: ended with exit code 3/],
  ['prints no JSON', "console.log('hello')", /what it printed is no JSON/],
  ['prints something else', 'console.log(\'{"kind":"Pod"}\')', /it printed Pod of no version, not ExecCredential/],
  [
    'gives nothing',
    'console.log(\'{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{}}\')',
    /it gave neither a token nor a certificate/,
  ],
];
for (const [name, script, message] of failing)
  test(`a plugin that ${name} is told by its name`, async () => {
    const other = new RemoteClient({
      ...access,
      cert: undefined,
      key: undefined,
      exec: plugin(name.replaceAll(' ', '-'), script),
    });
    const error = (await other.version().catch((it: unknown) => it)) as Error;
    assert.match(error.message, message);
    other.close();
  });

test('a plugin that is not installed says how to install it', async () => {
  const exec = { ...plugin('x', '')!, command: 'no-such-login', installHint: 'get it from example.com' };
  const other = new RemoteClient({ ...access, cert: undefined, key: undefined, exec });
  const error = (await other.version().catch((it: unknown) => it)) as Error;
  assert.is(error.message, 'credential plugin no-such-login: no such program\nget it from example.com');
  other.close();
});

test.run();
