// What waits for a cluster over HTTPS is told of changes; where it may not watch, it asks.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Client } from '../../lib/api/client.ts';
import type { KubeObject } from '../../lib/api/object.ts';
import type { DeployObject } from '../../lib/deploy/interface.ts';
import { deploy } from '../../lib/deploy/walker.ts';
import { RemoteClient } from '../../lib/remote/client.ts';
import { accessOf } from '../../lib/remote/kubeconfig.ts';
import { serveHere, type ServedHere } from '../server/in-process.ts';

const test = suite('waiting for what is watched');
let served: ServedHere;
test.before(async () => {
  served = await serveHere(20);
});
test.after(() => served.close());

const web = (name: string, extra: object = {}): DeployObject => ({
  object: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image: 'nginx' }] } },
      ...extra,
    },
  } as KubeObject,
  after: [],
});

/** Counts what is asked for one by one. */
function counted(client: RemoteClient): { client: Client; gets: () => number } {
  let gets = 0;
  const get = client.get.bind(client);
  client.get = (...given) => {
    if (given[0] === 'deployments.apps') gets++;
    return get(...given);
  };
  return { client, gets: () => gets };
}

// Were it polled, the first look after the apply would come after a minute.
const rare = { interval: 60_000, prune: false };

test('a deployment is current as soon as it is, without being asked for again', async () => {
  const { client, gets } = counted(served.client());
  const began = Date.now();
  const result = await deploy(client, { name: 'told', objects: [web('a'), web('b'), web('c')] }, rare);
  assert.equal([result.ok, result.applied], [true, 3]);
  assert.ok(Date.now() - began < 30_000, `it took ${Date.now() - began} ms`);
  assert.is(gets(), 3, 'once each, before it is applied');
});

test('a change is not taken for done by what was told of the time before it', async () => {
  const client = served.client();
  const result = await deploy(client, { name: 'told', objects: [web('a', { replicas: 4 })] }, rare);
  assert.ok(result.ok);
  assert.is((await client.get('deployments.apps', 'default', 'a'))['status'].readyReplicas, 4);
});

test('what is deleted while it is waited for is told as gone', async () => {
  const client = served.client();
  const never = web('never', {
    template: {
      metadata: { labels: { app: 'never' } },
      spec: { nodeSelector: { no: 'node' }, containers: [{ name: 'never', image: 'nginx' }] },
    },
  });
  const running = deploy(client, { name: 'gone', objects: [never] }, rare);
  const pods = (): number =>
    served.cluster.store.list('pods').filter((it) => it.metadata.labels?.['app'] === 'never').length;
  while (!pods()) await new Promise((resolve) => setTimeout(resolve, 20));
  await new Promise((resolve) => setTimeout(resolve, 300));
  served.cluster.as().delete('deployments.apps', 'default', 'never');
  const result = await running;
  assert.is(result.failures[0]!.message, 'deployments.apps "never" not found');
});

test('who may not watch asks, and gets there too', async () => {
  const verbs = served.cluster.as();
  verbs.create('clusterroles.rbac.authorization.k8s.io', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'blind' },
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'create', 'patch', 'update'] }],
  } as never);
  verbs.create('clusterrolebindings.rbac.authorization.k8s.io', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'blind' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'blind' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }],
  } as never);
  const access = accessOf({ kubeconfig: served.kubeconfig });
  const jane = new RemoteClient({ ...access, impersonate: [['Impersonate-User', 'jane']] });
  const { client, gets } = counted(jane);
  const result = await deploy(client, { name: 'asked', objects: [web('d')] }, { interval: 200, prune: false });
  assert.ok(result.ok);
  assert.ok(gets() > 1);
  jane.close();
});

test('a connection that breaks is made again, and nothing told meanwhile is lost', async () => {
  const client = served.client();
  const seen = new Map<string, string>();
  const watch = client.watch('configmaps', { namespace: 'default', labelSelector: 'watched=yes' }, (it) =>
    it.type === 'DELETED' ? seen.delete(it.object.metadata.name!) : seen.set(it.object.metadata.name!, it.type),
  );
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const make = (name: string): unknown =>
    served.cluster.as().create('configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'default', labels: { watched: 'yes' } },
    } as never);
  await until(() => watch.live);
  make('one');
  await until(() => seen.has('one'));
  client.close();
  await until(() => !watch.live);
  make('two');
  await until(() => watch.live && seen.has('two'));
  watch.stop();
  assert.not(watch.live);
});

test.run();
