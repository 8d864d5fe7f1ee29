import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../lib/api/object.ts';
import type { Cluster } from '../../lib/engine/cluster.ts';
import { lookup, resolve, resolverIn, resolverOf, type DnsRecord } from '../../lib/engine/network/dns.ts';
import { outcomes } from '../../lib/outcomes/outcomes.ts';
import type { Routing } from '../../lib/outcomes/routing/routing.ts';
import { trace, TraceError } from '../../lib/outcomes/routing/trace.ts';
import { deployment, object, service, settled } from './setting.ts';

const routed = (cluster: Cluster): Routing => outcomes(cluster.store).routing;

const ingress = (paths: object[], more: object = {}, name = 'front'): KubeObject =>
  object('networking.k8s.io/v1', 'Ingress', name, {
    spec: { rules: [{ host: 'shop.example.com', http: { paths } }], ...more },
  });
const path = (name: string, port: object = { number: 80 }, at = '/'): object => ({
  path: at,
  pathType: 'Prefix',
  backend: { service: { name, port } },
});
const guard = (from: object[]): KubeObject =>
  object('networking.k8s.io/v1', 'NetworkPolicy', 'guard', {
    spec: { podSelector: { matchLabels: { app: 'web' } }, ingress: [{ from }] },
  });

// Routes that end in something other than a ready pod: what is said, and about which object.
const problems: [string, KubeObject[], string | undefined, string?][] = [
  ['all is well', [deployment('web'), service('web'), ingress([path('web')])], undefined],
  ['no Service', [ingress([path('web')])], 'no Service web in namespace shop', 'Ingress shop/front'],
  [
    'no such port',
    [deployment('web'), service('web'), ingress([path('web', { number: 81 })])],
    'Service web has no port 81',
    'Ingress shop/front',
  ],
  [
    'no such port name',
    [deployment('web'), service('web'), ingress([path('web', { name: 'grpc' })])],
    'Service web has no port grpc',
    'Ingress shop/front',
  ],
  [
    'a selector that matches nothing',
    [deployment('web'), service('web', { selector: { app: 'wbe' } }), ingress([path('web')])],
    'selector app=wbe matches no pod',
    'Service shop/web',
  ],
  [
    'a port name no container has',
    [deployment('web'), service('web', { ports: [{ port: 80, targetPort: 'grpc' }] }), ingress([path('web')])],
    'port 80 goes to grpc, which no pod has',
    'Service shop/web',
  ],
  [
    'a number no container declares',
    [deployment('web'), service('web', { ports: [{ port: 80, targetPort: 9090 }] }), ingress([path('web')])],
    'port 80 goes to 9090, which no container declares',
    'Service shop/web',
  ],
  [
    'pods that are never ready',
    [
      deployment('web', { container: { readinessProbe: { httpGet: { path: '/', port: 8080 } } } }),
      service('web'),
      ingress([path('web')]),
    ],
    'no pod is ready',
    'Service shop/web',
  ],
  [
    'a missing certificate',
    [
      deployment('web'),
      service('web'),
      ingress([path('web')], { tls: [{ hosts: ['shop.example.com'], secretName: 'tls' }] }),
    ],
    'no Secret tls for its certificate',
    'Ingress shop/front',
  ],
  [
    'a policy that lets in the namespace only',
    [deployment('web'), service('web'), ingress([path('web')]), guard([{ podSelector: {} }])],
    'policies let in pods of namespace shop only, so no ingress controller: shop/guard',
    'Service shop/web',
  ],
  [
    'a policy that lets other namespaces in',
    [deployment('web'), service('web'), ingress([path('web')]), guard([{ namespaceSelector: {} }])],
    undefined,
  ],
  [
    'a class that is not there',
    [
      object('networking.k8s.io/v1', 'IngressClass', 'nginx', { spec: { controller: 'example.com/ingress' } }),
      deployment('web'),
      service('web'),
      ingress([path('web')], { ingressClassName: 'ghost' }),
    ],
    'no IngressClass ghost',
    'Ingress shop/front',
  ],
  [
    'a resource behind it',
    [ingress([{ path: '/', pathType: 'Prefix', backend: { resource: { kind: 'Bucket', name: 'static' } } }])],
    'resource backends are not evaluated here',
    'Ingress shop/front',
  ],
];
for (const [name, objects, problem, blame] of problems)
  test(`route: ${name}`, () => {
    const never = name.includes('never') ? [{ image: 'web:*', neverReady: true }] : [];
    const [route] = routed(settled(objects, undefined, { programs: never })).routes;
    assert.is(route!.problem, problem);
    if (blame) assert.is(route!.blame, blame);
    if (!problem) {
      assert.is(route!.ready, 1);
      assert.equal(route!.workloads, ['shop/web']);
    }
  });

test('a route behind an equal one is never asked', () => {
  const { routes } = routed(
    settled([deployment('web'), service('web'), ingress([path('web')]), ingress([path('web')], {}, 'later')]),
  );
  assert.equal(
    routes.map((it) => it.problem),
    [undefined, 'never asked: shop/front has the same host and path'],
  );
});

const mongo = object('apps/v1', 'StatefulSet', 'mongo', {
  spec: {
    replicas: 2,
    serviceName: 'mongo',
    selector: { matchLabels: { app: 'mongo' } },
    template: {
      metadata: { labels: { app: 'mongo' } },
      spec: { containers: [{ name: 'mongo', image: 'mongo:8', ports: [{ name: 'http', containerPort: 27017 }] }] },
    },
  },
});
const names = settled([
  deployment('web'),
  service('web', { ports: [{ name: 'http', port: 80, targetPort: 'http' }] }),
  mongo,
  service('mongo', { clusterIP: 'None', ports: [{ name: 'db', port: 27017, targetPort: 'http' }] }),
  service('empty', { clusterIP: 'None' }),
  object('v1', 'Service', 'far', { spec: { type: 'ExternalName', externalName: 'db.example.com' } }),
]);
const ipOf = (key: string): string => names.store.get('services', key)!['spec'].clusterIP as string;
const podIp = (name: string): string => names.store.get('pods', `shop/${name}`)!['status'].podIP as string;

const questions: [string, DnsRecord['type'], string, (() => string[])?][] = [
  ['web.shop.svc.cluster.local', 'A', 'NOERROR', () => [ipOf('shop/web')]],
  ['web.shop.svc.cluster.local', 'AAAA', 'NOERROR', () => []],
  ['ghost.shop.svc.cluster.local', 'A', 'NXDOMAIN'],
  ['web.ghost.svc.cluster.local', 'A', 'NXDOMAIN'],
  ['shop.svc.cluster.local', 'A', 'NOERROR', () => []],
  ['_http._tcp.web.shop.svc.cluster.local', 'SRV', 'NOERROR', () => ['0 100 80 web.shop.svc.cluster.local']],
  ['_http._udp.web.shop.svc.cluster.local', 'SRV', 'NXDOMAIN'],
  ['mongo.shop.svc.cluster.local', 'A', 'NOERROR', () => [podIp('mongo-0'), podIp('mongo-1')]],
  ['mongo-0.mongo.shop.svc.cluster.local', 'A', 'NOERROR', () => [podIp('mongo-0')]],
  ['mongo-9.mongo.shop.svc.cluster.local', 'A', 'NXDOMAIN'],
  [
    '_db._tcp.mongo.shop.svc.cluster.local',
    'SRV',
    'NOERROR',
    () => ['mongo-0', 'mongo-1'].map((it) => `0 100 27017 ${it}.mongo.shop.svc.cluster.local`),
  ],
  ['empty.shop.svc.cluster.local', 'A', 'NXDOMAIN'],
  ['far.shop.svc.cluster.local', 'A', 'NOERROR', () => ['db.example.com']],
  ['10-1-2-3.shop.pod.cluster.local', 'A', 'NOERROR', () => ['10.1.2.3']],
  ['example.com', 'A', 'FORWARDED'],
];
for (const [name, type, code, data] of questions)
  test(`dns: ${type} ${name} is ${code}`, () => {
    const answer = lookup(names.store, name, type);
    assert.is(answer.code, code);
    if (data) assert.equal(answer.records.map((it) => it.data).sort(), data().sort());
  });

test('dns: an address leads back to its name', () => {
  const turned = (ip: string): string => `${ip.split('.').reverse().join('.')}.in-addr.arpa`;
  assert.is(lookup(names.store, turned(ipOf('shop/web')), 'PTR').records[0]!.data, 'web.shop.svc.cluster.local');
  assert.is(
    lookup(names.store, turned(podIp('mongo-0')), 'PTR').records[0]!.data,
    'mongo-0.mongo.shop.svc.cluster.local',
  );
});

test('dns: names are tried along the search list, those with many dots as they stand first', () => {
  const shop = resolverIn('shop');
  assert.equal(resolve(names.store, shop, 'web').asked, ['web.shop.svc.cluster.local']);
  assert.equal(resolve(names.store, resolverIn('default'), 'web.shop').asked, [
    'web.shop.default.svc.cluster.local',
    'web.shop.svc.cluster.local',
  ]);
  assert.is(
    resolve(names.store, resolverIn('default'), 'web').code,
    'FORWARDED',
    'not of this namespace: asked outside at last',
  );
  assert.equal(resolve(names.store, shop, 'example.com.').asked, ['example.com']);
  assert.is(resolve(names.store, shop, 'api.example.com').asked.length, 4, 'a name outside costs three questions more');
});

test('dns: a pod on its host’s network asks its host, unless told otherwise', () => {
  const pod = (spec: object): KubeObject => ({ metadata: { name: 'p', namespace: 'shop' }, spec });
  assert.is(resolverOf(pod({})).cluster, true);
  assert.is(resolverOf(pod({ hostNetwork: true })).cluster, false);
  assert.is(resolverOf(pod({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' })).cluster, true);
  const own = resolverOf(pod({ dnsConfig: { searches: ['corp'], options: [{ name: 'ndots', value: '2' }] } }));
  assert.is(own.dots, 2);
  assert.ok(own.search.includes('corp'));
});

const caller = (value: string): KubeObject => deployment('caller', { container: { env: [{ name: 'TARGET', value }] } });
const calls: [string, string, KubeObject[], string | undefined, boolean][] = [
  ['a Service by its name', 'http://web', [deployment('web'), service('web')], undefined, false],
  ['its full name', 'web.shop.svc.cluster.local:80', [deployment('web'), service('web')], undefined, false],
  ['a port it has not', 'http://web:81', [deployment('web'), service('web')], 'Service web has no port 81', false],
  ['a Service that is not there', 'http://ghost.shop.svc:80', [], 'no Service ghost in namespace shop', false],
  ['one of another namespace that is not there', 'ghost.shop:80', [], 'no Service ghost in namespace shop', false],
  [
    'a policy in between',
    'http://web',
    [deployment('web'), service('web'), guard([{ podSelector: { matchLabels: { app: 'other' } } }])],
    'no ingress rule of shop/guard',
    true,
  ],
  [
    'a policy that lets it through',
    'http://web',
    [deployment('web'), service('web'), guard([{ podSelector: {} }])],
    undefined,
    false,
  ],
];
for (const [name, value, objects, problem, blocked] of calls)
  test(`calls: ${name}`, () => {
    const [call] = routed(settled([caller(value), ...objects])).calls;
    assert.is(call!.problem, problem);
    assert.is(call!.blocked, blocked);
    assert.is(call!.variable, 'TARGET');
  });

for (const value of ['EUR', 'redis:8', 'https://api.example.com/v1', 'info', 'localhost:8080', 'a,b:80'])
  test(`calls: ${value} is no address of the cluster`, () => assert.equal(routed(settled([caller(value)])).calls, []));

test('trace: each step of a connection, and where it ends', () => {
  const cluster = settled([
    deployment('web'),
    service('web'),
    deployment('api'),
    deployment('other'),
    ingress([path('web')]),
    guard([
      { podSelector: { matchLabels: { app: 'api' } } },
      { namespaceSelector: {}, podSelector: { matchLabels: { app: 'none' } } },
    ]),
  ]);
  const told = trace(cluster.store, 'api', 'web:80');
  assert.ok(told.ok);
  assert.equal(told.from, 'shop/api');
  assert.match(told.steps[0]!.what, /^web is web\.shop\.svc\.cluster\.local: 10\./);
  assert.match(told.steps[1]!.what, /^Service shop\/web port 80 → http: 1 of 1 pods ready/);
  assert.equal(told.steps[2]!.more, ['out: no policy speaks for it', 'in: allowed by shop/guard, ingress rule 1']);
  const refused = trace(cluster.store, 'shop/other', 'web:80');
  assert.not(refused.ok);
  assert.equal(refused.steps[2]!.more[1], 'in: no ingress rule of shop/guard allows it');
  assert.not(trace(cluster.store, 'outside', 'http://shop.example.com/').ok);
  assert.match(trace(cluster.store, 'outside', 'http://other.example.com/').steps[0]!.what, /^no Ingress has a rule/);
  assert.not(trace(cluster.store, 'api', 'web:81').ok);
  assert.match(trace(cluster.store, 'outside', 'shop/web:80').steps[0]!.what, /inside the cluster only/);
  assert.match(trace(cluster.store, 'outside', 'web.shop:80').steps[0]!.what, /nobody outside can look it up/);
  assert.ok(trace(cluster.store, 'api', 'shop/other:8080').ok, 'a workload directly');
  assert.throws(
    () => trace(cluster.store, 'nobody', 'web:80'),
    (error: unknown) => error instanceof TraceError,
  );
  assert.throws(() => trace(cluster.store, 'api', 'nothing:80'), /nothing is called nothing:80/);
});

test.run();
