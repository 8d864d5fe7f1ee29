// What the official conformance tests ask of a server, in rows of our own.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { ADMIN, Cluster } from '../../../lib/engine/cluster.ts';
import { ask, type Asked } from '../asking.ts';

const test = suite('what the official conformance tests ask');

const map = (name: string, labels: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default', labels },
});

test('events of a watch are told with who owns what, as the answers to the writes are', () => {
  const cluster = Cluster.create();
  const watch = cluster.server.handle({
    method: 'GET',
    path: '/api/v1/namespaces/default/configmaps',
    query: new URLSearchParams('watch=1&labelSelector=a%3Db'),
    headers: {},
    user: ADMIN,
  });
  assert.ok('watch' in watch);
  const path = '/api/v1/namespaces/default/configmaps';
  const told: Asked[] = [
    ask(cluster, 'POST', path, map('one', { a: 'b' })),
    ask(cluster, 'PUT', `${path}/one`, { ...map('one', { a: 'b' }), data: { x: 'y' } }),
  ];
  ask(cluster, 'PUT', `${path}/one`, map('one'));
  const events = watch.watch.take() as { type: string; object: KubeObject }[];
  assert.equal(
    events.map((it) => it.type),
    ['ADDED', 'MODIFIED', 'DELETED'],
  );
  assert.equal(
    events.slice(0, 2).map((it) => it.object),
    told.map((it) => it.body),
  );
  assert.equal(events[2]!.object.metadata.managedFields, told[1]!.body['metadata'].managedFields);
});

test('a container that a strategic merge adds comes before those it does not name', () => {
  const cluster = Cluster.create();
  const path = '/apis/apps/v1/namespaces/default/deployments';
  ask(cluster, 'POST', path, {
    metadata: { name: 'web' },
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: {
        metadata: { labels: { a: 'b' } },
        spec: { containers: ['one', 'two'].map((name) => ({ name, image: 'x' })) },
      },
    },
  });
  const patch = (names: readonly string[]): string[] => {
    const containers = names.map((name) => ({ name, image: 'y' }));
    const type = { 'content-type': 'application/strategic-merge-patch+json' };
    const { body } = ask(cluster, 'PATCH', `${path}/web`, { spec: { template: { spec: { containers } } } }, type);
    return body['spec'].template.spec.containers.map((it: { name: string }) => it.name);
  };
  assert.equal(patch(['new']), ['new', 'one', 'two']);
  assert.equal(patch(['two']), ['new', 'one', 'two']);
  assert.equal(patch(['two', 'one', 'last']), ['new', 'two', 'one', 'last']);
});

test('a schema within the lists of a schema is kept as one: what means nothing is left out', () => {
  const cluster = Cluster.create();
  const inner = { type: 'object', nullable: false, 'x-kubernetes-int-or-string': false, unknown: 1 };
  const schema = {
    type: 'object',
    properties: {
      list: { type: 'array', items: inner },
      map: { type: 'object', additionalProperties: inner },
      open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { a: { type: 'string' } } },
    },
  };
  const crd = (plural: string, kind: string, openAPIV3Schema: object) => ({
    metadata: { name: `${plural}.lab.example.com` },
    spec: {
      group: 'lab.example.com',
      scope: 'Namespaced',
      names: { plural, kind, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  });
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  const { body } = ask(cluster, 'POST', path, crd('foos', 'Foo', schema));
  const { properties } = body['spec'].versions[0].schema.openAPIV3Schema;
  assert.equal([properties.list.items, properties.map.additionalProperties], [{ type: 'object' }, { type: 'object' }]);

  ask(cluster, 'POST', path, crd('anys', 'Any', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }));
  cluster.advance(1000);
  const { definitions } = ask(cluster, 'GET', '/openapi/v2').body;
  const kinds = (kind: string) => [{ group: 'lab.example.com', version: 'v1', kind }];
  assert.equal(definitions['com.example.lab.v1.Any'], {
    type: 'object',
    'x-kubernetes-group-version-kind': kinds('Any'),
  });
  const foo = definitions['com.example.lab.v1.Foo'];
  assert.equal(foo.properties.open, { 'x-kubernetes-preserve-unknown-fields': true });
  assert.is(foo.properties.metadata.$ref, '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
  // What every kind has is explained, whoever defined the rest.
  const { schemas } = ask(cluster, 'GET', '/openapi/v3/apis/lab.example.com/v1').body['components'];
  assert.match(schemas['com.example.lab.v1.Foo'].properties.apiVersion.description, /^APIVersion defines/);
  const meta = schemas['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'];
  assert.match(meta.properties.creationTimestamp.description, /^CreationTimestamp is a timestamp/);
  assert.equal(definitions['com.example.lab.v1.FooList']['x-kubernetes-group-version-kind'], kinds('FooList'));
});

const SELECTED: readonly (readonly [path: string, field: string])[] = [
  ['/apis/certificates.k8s.io/v1/certificatesigningrequests', 'spec.signerName=example.com/x'],
  ['/apis/events.k8s.io/v1/events', 'reportingController=x'],
  ['/apis/events.k8s.io/v1/events', 'regarding.name=x'],
];
for (const [path, field] of SELECTED)
  test(`${path} can be selected by ${field}`, () =>
    assert.is(ask(Cluster.create(), 'GET', `${path}?fieldSelector=${encodeURIComponent(field)}`).status, 200));

test('an answer that is not kept has no other form than its own; an address may be a name', () => {
  const cluster = Cluster.create();
  const accept = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  const review = { spec: { nonResourceAttributes: { path: '/', verb: 'get' } } };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  assert.is(ask(cluster, 'POST', path, review, accept).status, 406);
  assert.is(ask(cluster, 'POST', path, review).status, 201);
  const parentRef = { resource: 'services', name: 'x', namespace: 'default' };
  const address = (name: string): number =>
    ask(cluster, 'POST', '/apis/networking.k8s.io/v1/ipaddresses', { metadata: { name }, spec: { parentRef } }).status;
  assert.equal(['fe80::42', '10.0.0.9', 'fe80:0:0::42', 'web'].map(address), [201, 201, 422, 422]);
});

test('the node of a pool says that it has seen a change of a pod', () => {
  const cluster = Cluster.create({ simulation: { pools: [{ name: 'n', nodes: 1 }] } });
  const path = '/api/v1/namespaces/default/pods';
  cluster.advance(1000);
  ask(cluster, 'POST', path, { metadata: { name: 'web' }, spec: { containers: [{ name: 'web', image: 'a:1' }] } });
  cluster.advance(30_000);
  const { body } = ask(cluster, 'GET', `${path}/web`);
  body['spec'].containers[0].image = 'a:2';
  assert.is(ask(cluster, 'PUT', `${path}/web`, body).status, 200);
  cluster.advance(5_000);
  const after = ask(cluster, 'GET', `${path}/web`).body;
  assert.equal([after['metadata'].generation, after['status'].observedGeneration], [2, 2]);
});

test('a dependent of two owners stays with the one that stays', () => {
  const cluster = Cluster.create({ simulation: { pools: [{ name: 'n', nodes: 1 }] } });
  const path = '/api/v1/namespaces/default';
  const controller = (name: string, replicas: number): KubeObject =>
    ask(cluster, 'POST', `${path}/replicationcontrollers`, {
      metadata: { name },
      spec: {
        replicas,
        selector: { name },
        template: { metadata: { labels: { name } }, spec: { containers: [{ name: 'a', image: 'a' }] } },
      },
    }).body as KubeObject;
  controller('goes', 4);
  const { metadata } = controller('stays', 0);
  cluster.advance(10_000);
  const owner = { apiVersion: 'v1', kind: 'ReplicationController', name: 'stays', uid: metadata.uid };
  const pods = ask(cluster, 'GET', `${path}/pods`).body['items'] as KubeObject[];
  for (const pod of pods.slice(0, 2))
    ask(cluster, 'PUT', `${path}/pods/${pod.metadata.name}`, {
      ...pod,
      metadata: { ...pod.metadata, ownerReferences: [...pod.metadata.ownerReferences!, owner] },
    });
  ask(cluster, 'DELETE', `${path}/replicationcontrollers/goes`, { propagationPolicy: 'Foreground' });
  cluster.advance(120_000);
  const left = ask(cluster, 'GET', `${path}/pods`).body['items'] as KubeObject[];
  assert.equal(
    left.map((it) => it.metadata.ownerReferences!.map(({ name }) => name)),
    [['stays'], ['stays']],
  );
  assert.is(ask(cluster, 'GET', `${path}/replicationcontrollers/goes`).status, 404);
});

test('owners in a circle do not wait for each other for ever', () => {
  const cluster = Cluster.create({ simulation: { pools: [{ name: 'n', nodes: 1 }] } });
  const path = '/api/v1/namespaces/default/pods';
  const names = ['a', 'b', 'c'];
  const uids = names.map((name) => {
    const spec = { containers: [{ name, image: 'a' }] };
    return ask(cluster, 'POST', path, { metadata: { name }, spec }).body['metadata'].uid as string;
  });
  names.forEach((name, i) => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: names[(i + 1) % 3], uid: uids[(i + 1) % 3] };
    const metadata = { ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }] };
    const type = { 'content-type': 'application/strategic-merge-patch+json' };
    assert.is(ask(cluster, 'PATCH', `${path}/${name}`, { metadata }, type).status, 200);
  });
  cluster.advance(10_000);
  ask(cluster, 'DELETE', `${path}/a`, { propagationPolicy: 'Foreground' });
  cluster.advance(120_000);
  assert.equal(ask(cluster, 'GET', path).body['items'], []);
});

test('a namespace that waits for its pods says how far its end has come', () => {
  const cluster = Cluster.create({ simulation: { pools: [{ name: 'n', nodes: 1 }] } });
  ask(cluster, 'POST', '/api/v1/namespaces', { metadata: { name: 'shop' } });
  cluster.advance(1000);
  const pods = '/api/v1/namespaces/shop/pods';
  const spec = { containers: [{ name: 'a', image: 'a' }] };
  ask(cluster, 'POST', pods, { metadata: { name: 'web', finalizers: ['example.com/hold'] }, spec });
  cluster.advance(10_000);
  ask(cluster, 'DELETE', '/api/v1/namespaces/shop');
  cluster.advance(60_000);
  const { conditions } = ask(cluster, 'GET', '/api/v1/namespaces/shop').body['status'];
  const failure = conditions.find((it: { type: string }) => it.type === 'NamespaceDeletionContentFailure');
  assert.is(failure.status, 'False');
  assert.is(ask(cluster, 'GET', '/api/v1/namespaces/shop/configmaps/kube-root-ca.crt').status, 200);
});

test('what others write into the status of a quota stays until all quotas are counted anew', () => {
  const cluster = Cluster.create();
  const path = '/api/v1/namespaces/default/resourcequotas';
  ask(cluster, 'POST', path, { metadata: { name: 'q' }, spec: { hard: { cpu: '1' } } });
  cluster.advance(1000);
  const type = { 'content-type': 'application/merge-patch+json' };
  ask(cluster, 'PATCH', `${path}/q/status`, { status: { hard: { cpu: '2' } } }, type);
  const hard = (): unknown => ask(cluster, 'GET', `${path}/q`).body['status'].hard;
  cluster.advance(60_000);
  assert.equal(hard(), { cpu: '2' });
  cluster.advance(300_000);
  assert.equal(hard(), { cpu: '1' });
});

test('revisions of a Deployment go on from the newest, however large that is', () => {
  const cluster = Cluster.create();
  const path = '/apis/apps/v1/namespaces/default';
  const spec = (image: string): object => ({
    replicas: 1,
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image }] } },
  });
  const annotations = { 'deployment.kubernetes.io/revision': '3546343826724305832' };
  ask(cluster, 'POST', `${path}/replicasets`, {
    metadata: { name: 'old', labels: { a: 'b' }, annotations },
    spec: spec('a:1'),
  });
  ask(cluster, 'POST', `${path}/deployments`, { metadata: { name: 'web' }, spec: spec('a:2') });
  cluster.advance(10_000);
  const { metadata } = ask(cluster, 'GET', `${path}/deployments/web`).body;
  assert.is(metadata.annotations['deployment.kubernetes.io/revision'], '3546343826724305833');
});

test('endpoints that somebody takes away are made again', () => {
  const cluster = Cluster.create();
  const spec = { selector: { a: 'b' }, ports: [{ port: 80 }] };
  ask(cluster, 'POST', '/api/v1/namespaces/default/services', { metadata: { name: 'web' }, spec });
  cluster.advance(5_000);
  const paths = ['/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', '/api/v1/namespaces/default/endpoints'];
  const names = (): string[][] =>
    paths.map((path) =>
      (ask(cluster, 'GET', path).body['items'] as KubeObject[])
        .map((it) => it.metadata.name!)
        .filter((it) => it.startsWith('web')),
    );
  names().forEach((all, i) => all.forEach((name) => ask(cluster, 'DELETE', `${paths[i]}/${name}`)));
  assert.equal(names(), [[], []]);
  cluster.advance(5_000);
  assert.equal(
    names().map((it) => it.length),
    [1, 1],
  );
});

test('a page that is too old to go on with can be gone on with from where it ended', () => {
  const cluster = Cluster.create();
  const path = '/api/v1/namespaces/default/configmaps';
  cluster.advance(1000);
  const names = ['a', 'b', 'c', 'd'];
  for (const name of names) ask(cluster, 'POST', path, map(name));
  const token = (answer: Asked): string => encodeURIComponent(answer.body['metadata'].continue as string);
  const first = ask(cluster, 'GET', `${path}?limit=2`);
  ask(cluster, 'POST', path, map('z'));
  cluster.advance(700_000);
  const old = ask(cluster, 'GET', `${path}?limit=2&continue=${token(first)}`);
  assert.is(old.status, 410);
  const rest = ask(cluster, 'GET', `${path}?continue=${token(old)}`);
  const listed = (answer: Asked): string[] =>
    (answer.body['items'] as KubeObject[]).map((it) => it.metadata.name!).filter((it) => it.length === 1);
  assert.equal([...listed(first), ...listed(rest)], [...names, 'z']);
});

test('the server says where it is, in the versions it serves', () => {
  const cluster = Cluster.create();
  const endpoints = ask(cluster, 'GET', '/api/v1/namespaces/default/endpoints/kubernetes').body;
  const slice = ask(cluster, 'GET', '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes').body;
  assert.is(endpoints['subsets'][0].addresses[0].ip, slice['endpoints'][0].addresses[0]);
  const cidr = ask(cluster, 'GET', '/apis/networking.k8s.io/v1/servicecidrs/kubernetes').body;
  assert.is(cidr['apiVersion'], 'networking.k8s.io/v1');
});

test('what somebody writes into the ConfigMap of the root certificate does not stay', () => {
  const cluster = Cluster.create();
  cluster.advance(1000);
  const path = '/api/v1/namespaces/default/configmaps/kube-root-ca.crt';
  const { body } = ask(cluster, 'GET', path);
  ask(cluster, 'PUT', path, { ...body, data: { 'ca.crt': 'other', more: 'x' } });
  cluster.advance(1000);
  assert.equal(ask(cluster, 'GET', path).body['data'], body['data']);
});

test('the certificate that a cluster is served with is published in every namespace', () => {
  const cluster = Cluster.create();
  cluster.advance(1000);
  cluster.trust('PEM');
  ask(cluster, 'POST', '/api/v1/namespaces', { metadata: { name: 'later' } });
  cluster.advance(1000);
  const published = (namespace: string): unknown =>
    ask(cluster, 'GET', `/api/v1/namespaces/${namespace}/configmaps/kube-root-ca.crt`).body['data'];
  assert.equal([published('default'), published('later')], [{ 'ca.crt': 'PEM' }, { 'ca.crt': 'PEM' }]);
});

test('tolerations that an update leaves out are given again, and its own count as a change', () => {
  const cluster = Cluster.create();
  const path = '/api/v1/namespaces/default/pods';
  const spec = { containers: [{ name: 'a', image: 'a' }] };
  const { body } = ask(cluster, 'POST', path, { metadata: { name: 'web' }, spec });
  const own = { key: 'k', operator: 'Equal', value: 'v', effect: 'NoSchedule' };
  const answer = ask(cluster, 'PUT', `${path}/web`, { ...body, spec: { ...body['spec'], tolerations: [own] } });
  assert.equal([answer.status, answer.body['metadata'].generation], [200, 2]);
  assert.equal(answer.body['spec'].tolerations, [own, ...body['spec'].tolerations]);
});

test('a class of volume attributes goes when no claim has it any more', () => {
  const cluster = Cluster.create();
  const path = '/apis/storage.k8s.io/v1/volumeattributesclasses';
  ask(cluster, 'POST', path, { metadata: { name: 'gold' }, driverName: 'd.example.com', parameters: { iops: '1' } });
  const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
  ask(cluster, 'POST', claims, {
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: '',
      volumeAttributesClassName: 'gold',
      resources: { requests: { storage: '1Gi' } },
    },
  });
  ask(cluster, 'DELETE', `${path}/gold`);
  cluster.advance(1000);
  assert.is(ask(cluster, 'GET', `${path}/gold`).status, 200);
  ask(cluster, 'DELETE', `${claims}/data`);
  cluster.advance(1000);
  assert.is(ask(cluster, 'GET', `${path}/gold`).status, 404);
});

// How a status that somebody outside gives is written: its addresses are of the usual sort unless it says so.
const GIVEN: readonly [string, object, unknown][] = [
  ['an address', { ip: '203.0.113.1' }, [{ ip: '203.0.113.1', ipMode: 'VIP' }]],
  ['an address of a proxy', { ip: '203.0.113.1', ipMode: 'Proxy' }, [{ ip: '203.0.113.1', ipMode: 'Proxy' }]],
  ['a name', { hostname: 'lb.example.com' }, [{ hostname: 'lb.example.com' }]],
];
for (const [what, place, expected] of GIVEN)
  test(`a service is given ${what} by a patch of its status`, () => {
    const cluster = Cluster.create();
    const path = '/api/v1/namespaces/default/services';
    const spec = { type: 'LoadBalancer', loadBalancerClass: 'example.com/lb', ports: [{ port: 80 }] };
    ask(cluster, 'POST', path, { metadata: { name: 'web' }, spec });
    const type = { 'content-type': 'application/merge-patch+json' };
    const patch = { status: { loadBalancer: { ingress: [place] } } };
    const { status, body } = ask(cluster, 'PATCH', `${path}/web/status`, patch, type);
    assert.equal([status, body['status'].loadBalancer.ingress], [200, expected]);
  });

test.run();
