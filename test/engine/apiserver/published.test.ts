// What the manifests of published applications showed, sent to a control plane v1.36.3 and to this one.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { ADMIN, Cluster } from '../../../lib/engine/cluster.ts';

const test = suite('what published applications showed');

type Body = Record<string, any>;

function ask(cluster: Cluster, method: string, path: string, body?: object, type = 'application/json'): Body {
  const url = new URL(path, 'https://x');
  const answer = cluster.server.handle({
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: { 'content-type': type },
    user: ADMIN,
    ...(body ? { body: Buffer.from(JSON.stringify(body)) } : {}),
  });
  assert.ok('body' in answer);
  return JSON.parse(answer.body.toString()) as Body;
}

const SERVICES = '/api/v1/namespaces/default/services';
const service = (name: string, spec: object): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec,
});
const owned = (object: Body, manager: string): Body | undefined =>
  (object['metadata'].managedFields as Body[]).find((it) => it['manager'] === manager);

test('a port that is served over two protocols has one node port', () => {
  const made = ask(
    Cluster.create(),
    'POST',
    SERVICES,
    service('dns', {
      type: 'NodePort',
      ports: [
        { name: 'udp', port: 53, protocol: 'UDP' },
        { name: 'tcp', port: 53, protocol: 'TCP' },
        { name: 'metrics', port: 9153 },
      ],
    }),
  );
  const [udp, tcp, metrics] = made['spec'].ports.map((it: Body) => it['nodePort']);
  assert.ok(udp >= 30_000);
  assert.is(udp, tcp);
  assert.is.not(metrics, udp);
});

test('an update that leaves node ports out keeps them, by the names of the ports', () => {
  const cluster = Cluster.create();
  const spec = (ports: object[]): object => ({ type: 'NodePort', selector: { app: 'web' }, ports });
  const made = ask(
    cluster,
    'POST',
    SERVICES,
    service(
      'web',
      spec([
        { name: 'http', port: 80 },
        { name: 'https', port: 443 },
      ]),
    ),
  );
  const after = ask(
    cluster,
    'PUT',
    `${SERVICES}/web`,
    service(
      'web',
      spec([
        { name: 'https', port: 8443 },
        { name: 'http', port: 8080 },
      ]),
    ),
  );
  const ports = (of: Body): [string, number][] => of['spec'].ports.map((it: Body) => [it['name'], it['nodePort']]);
  assert.equal(new Map(ports(after)), new Map(ports(made).reverse()));
});

test('a load balancer of local endpoints has a port that answers for its health, as long as it is one', () => {
  const cluster = Cluster.create();
  const balancer = { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports: [{ port: 80 }] };
  const made = ask(cluster, 'POST', SERVICES, service('web', balancer));
  const port = made['spec'].healthCheckNodePort as number;
  assert.ok(port >= 30_000);
  assert.is.not(port, made['spec'].ports[0].nodePort);
  const kept = ask(cluster, 'PUT', `${SERVICES}/web`, service('web', { ...balancer, selector: { a: 'b' } }));
  assert.is(kept['spec'].healthCheckNodePort, port);
  const patch = { spec: { healthCheckNodePort: port + 1 } };
  assert.is(
    ask(cluster, 'PATCH', `${SERVICES}/web`, patch, 'application/merge-patch+json')['message'],
    'Service "web" is invalid: spec.healthCheckNodePort: Forbidden: field is immutable',
  );
  const wide = ask(
    cluster,
    'PATCH',
    `${SERVICES}/web`,
    { spec: { externalTrafficPolicy: 'Cluster' } },
    'application/merge-patch+json',
  );
  assert.is(wide['spec'].healthCheckNodePort, undefined);
  const own = { ...balancer, healthCheckNodePort: 30_123 };
  assert.is(ask(cluster, 'POST', SERVICES, service('one', own))['spec'].healthCheckNodePort, 30_123);
  assert.is(
    ask(cluster, 'POST', SERVICES, service('two', own))['message'],
    'Internal error occurred: failed to allocate requested HealthCheck NodePort 30123: provided port is already allocated',
  );
});

test('who applies what is there already owns it, and no time is noted', () => {
  const cluster = Cluster.create();
  const path = '/api/v1/namespaces/default/configmaps';
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'it' }, data: { a: 'b' } };
  ask(cluster, 'POST', `${path}?fieldManager=maker`, map);
  const apply = (body: object): Body =>
    ask(cluster, 'PATCH', `${path}/it?fieldManager=owner&force=true`, body, 'application/apply-patch+yaml');
  assert.is(owned(apply(map), 'owner')!['time'], undefined);
  assert.ok(owned(apply({ ...map, data: { a: 'c' } }), 'owner')!['time']);
});

test('an item without its key is the one whose key is empty', () => {
  const apply = (container: object): string =>
    ask(
      Cluster.create(),
      'PATCH',
      '/api/v1/namespaces/default/pods/it?fieldManager=owner',
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'it' }, spec: { containers: [container] } },
      'application/apply-patch+yaml',
    )['message'] as string;
  assert.is(apply({ image: 'a' }), 'Pod "it" is invalid: spec.containers[0].name: Required value');
  assert.is(
    apply({ name: 'web', env: [{ value: 'a' }, { value: 'b' }] }),
    'failed to create typed patch object (/it; /v1, Kind=Pod): .spec.containers[name="web"].env: duplicate entries for key [name=""]',
  );
});

test('what an apply says wrong is told by the keys of its items, of unknown fields the first', () => {
  const cluster = Cluster.create();
  const path = '/api/v1/namespaces/default/pods/it?fieldManager=owner';
  const apply = (container: object): string =>
    ask(
      cluster,
      'PATCH',
      path,
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'it' }, spec: { containers: [container] } },
      'application/apply-patch+yaml',
    )['message'] as string;
  const at = 'failed to create typed patch object (/it; /v1, Kind=Pod): .spec.containers[name="web"]';
  const port = { containerPort: 80 };
  assert.is(apply({ name: 'web', first: 1, second: 2 }), `${at}.first: field not declared in schema`);
  assert.is(
    apply({ name: 'web', ports: [port, port] }),
    `${at}.ports: duplicate entries for key [containerPort=80,protocol="TCP"]`,
  );
});

test('what a type says of itself belongs to who made the object; what admission and deletion add to nobody', () => {
  const cluster = Cluster.create();
  const rc = ask(cluster, 'POST', '/api/v1/namespaces/default/replicationcontrollers?fieldManager=me', {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'it' },
    spec: {
      selector: { a: 'b' },
      template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image: 'a' }] } },
    },
  });
  assert.equal(owned(rc, 'me')!['fieldsV1']['f:spec']['f:replicas'], {});
  const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
  const claim = ask(cluster, 'POST', `${claims}?fieldManager=me`, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'it' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
  assert.equal(claim['metadata'].finalizers, ['kubernetes.io/pvc-protection']);
  assert.is(owned(claim, 'me')!['fieldsV1']['f:metadata'], undefined);
  ask(cluster, 'DELETE', `${claims}/it`);
  const ending = ask(cluster, 'GET', `${claims}/it`);
  assert.ok(ending['metadata'].deletionTimestamp);
  assert.equal(ending['metadata'].managedFields, claim['metadata'].managedFields);
});

test('what is on its way out is told when another of its name is to be made', () => {
  const cluster = Cluster.create();
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'it', finalizers: ['example.com/wait'] } };
  const path = '/api/v1/namespaces/default/configmaps';
  ask(cluster, 'POST', path, map);
  assert.is(ask(cluster, 'POST', path, map)['message'], 'configmaps "it" already exists');
  ask(cluster, 'DELETE', `${path}/it`);
  assert.is(ask(cluster, 'POST', path, map)['message'], 'object is being deleted: configmaps "it" already exists');
});

test('who is refused before a name is made up is told by its beginning, and who has a name by that', () => {
  const cluster = Cluster.create();
  const pod = (metadata: object): Body =>
    ask(cluster, 'POST', '/api/v1/namespaces/default/pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: { serviceAccountName: 'ghost', containers: [{ name: 'a', image: 'a' }] },
    });
  const why = 'is forbidden: error looking up service account default/ghost: serviceaccount "ghost" not found';
  for (const [metadata, name] of [
    [{ generateName: 'web-' }, 'web-'],
    [{ generateName: 'web-', name: 'web-0' }, 'web-0'],
  ] as const)
    assert.is(pod(metadata)['message'], `pods "${name}" ${why}`);
  const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { generateName: 'team-' } };
  const { metadata } = ask(cluster, 'POST', '/api/v1/namespaces?fieldManager=me', space);
  assert.is(metadata.labels['kubernetes.io/metadata.name'], metadata.name);
  assert.equal(metadata.managedFields[0].fieldsV1, { 'f:metadata': { 'f:generateName': {} } });
});

test('a Deployment that recreates its pods is not available while it has none; what changed of it comes last', () => {
  const cluster = Cluster.create({
    simulation: { pools: [{ name: 'pool', zones: ['a'], nodes: 1, cpu: 4, memory: '8Gi' }] },
  });
  const deployment = (name: string, more: object): KubeObject =>
    cluster.as().create('deployments.apps', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'default' },
      spec: {
        strategy: { type: 'Recreate' },
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: { containers: [{ name: 'a', image: 'a' }], ...more },
        },
      },
    });
  deployment('stuck', { serviceAccountName: 'ghost' });
  deployment('well', {});
  cluster.untilQuiet();
  const said = (name: string): string[] =>
    (cluster.store.get('deployments.apps', `default/${name}`)!['status'].conditions as Body[]).map(
      (it) => `${it['type']} ${it['status']} ${it['reason']}`,
    );
  assert.equal(said('stuck'), [
    'Progressing True NewReplicaSetCreated',
    'Available False MinimumReplicasUnavailable',
    'ReplicaFailure True FailedCreate',
  ]);
  assert.equal(said('well'), ['Available True MinimumReplicasAvailable', 'Progressing True NewReplicaSetAvailable']);
});

test.run();
