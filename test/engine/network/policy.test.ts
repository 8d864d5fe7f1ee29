import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { Crowd } from '../../../lib/engine/network/crowd.ts';
import type { Endpoint } from '../../../lib/engine/network/endpoint.ts';
import { Policies } from '../../../lib/engine/network/policy.ts';

const pod = (namespace: string, app: string, ports: Endpoint['ports'] = []): Endpoint => ({
  namespace,
  labels: { app },
  namespaceLabels: { 'kubernetes.io/metadata.name': namespace, team: namespace },
  ports,
});
const web = pod('shop', 'web', [{ name: 'http', containerPort: 8080 }]);
const db = pod('shop', 'db', [
  { name: 'sql', containerPort: 5432 },
  { name: 'dns', containerPort: 53, protocol: 'UDP' },
]);
const probe = pod('monitoring', 'probe');
const OUTSIDE = '198.51.100.1';

const policy = (spec: object, namespace = 'shop', name = 'p'): KubeObject => ({
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});
const toDb = (rule: object | undefined, more: object = {}): KubeObject =>
  policy({ podSelector: { matchLabels: { app: 'db' } }, ingress: rule ? [rule] : [], ...more });

const space = (name: string): object => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
const app = (name: string): object => ({ matchLabels: { app: name } });

interface Row {
  readonly name: string;
  readonly policies: KubeObject[];
  readonly from?: Endpoint | string;
  readonly to?: Endpoint | string;
  readonly port?: number;
  readonly protocol?: string;
  readonly allowed: boolean;
  readonly why?: string;
}

const rows: Row[] = [
  { name: 'without a policy everything passes', policies: [], allowed: true },
  { name: 'a policy elsewhere says nothing here', policies: [policy({ podSelector: {} }, 'other')], allowed: true },
  {
    name: 'a policy without rules isolates what it selects',
    policies: [toDb(undefined)],
    allowed: false,
    why: 'no ingress rule of shop/p',
  },
  { name: 'and nothing else', policies: [toDb(undefined)], from: db, to: web, port: 8080, allowed: true },
  { name: 'an empty rule lets everybody in', policies: [toDb({})], from: OUTSIDE, allowed: true },
  {
    name: 'a pod selector alone means pods of the own namespace',
    policies: [toDb({ from: [{ podSelector: {} }] })],
    allowed: true,
    why: 'shop/p, ingress rule 1',
  },
  { name: 'and of no other', policies: [toDb({ from: [{ podSelector: {} }] })], from: probe, allowed: false },
  {
    name: 'an empty namespace selector means all',
    policies: [toDb({ from: [{ namespaceSelector: {} }] })],
    from: probe,
    allowed: true,
  },
  {
    name: 'but no address outside',
    policies: [toDb({ from: [{ namespaceSelector: {} }] })],
    from: OUTSIDE,
    allowed: false,
  },
  {
    name: 'namespace and pod in one peer must both fit',
    policies: [toDb({ from: [{ namespaceSelector: space('monitoring'), podSelector: app('web') }] })],
    from: probe,
    allowed: false,
  },
  {
    name: 'in two peers one is enough',
    policies: [toDb({ from: [{ namespaceSelector: space('monitoring') }, { podSelector: app('web') }] })],
    from: probe,
    allowed: true,
  },
  { name: 'ports: the right one', policies: [toDb({ ports: [{ port: 5432 }] })], allowed: true },
  { name: 'ports: another', policies: [toDb({ ports: [{ port: 5433 }] })], allowed: false },
  { name: 'ports: a range holds its end', policies: [toDb({ ports: [{ port: 5000, endPort: 5432 }] })], allowed: true },
  { name: 'ports: protocol alone means all of it', policies: [toDb({ ports: [{ protocol: 'TCP' }] })], allowed: true },
  {
    name: 'ports: without a protocol TCP is meant',
    policies: [toDb({ ports: [{ port: 53 }] })],
    port: 53,
    protocol: 'UDP',
    allowed: false,
  },
  {
    name: 'ports: a name is looked up at the destination',
    policies: [toDb({ ports: [{ port: 'sql' }] })],
    allowed: true,
  },
  {
    name: 'ports: a name of another protocol matches nothing',
    policies: [toDb({ ports: [{ port: 'dns' }] })],
    port: 53,
    allowed: false,
  },
  {
    name: 'ports: a name in egress is the destination’s, too',
    policies: [policy({ podSelector: app('web'), policyTypes: ['Egress'], egress: [{ ports: [{ port: 'sql' }] }] })],
    allowed: true,
  },
  {
    name: 'blocks: an address within',
    policies: [toDb({ from: [{ ipBlock: { cidr: '198.51.100.0/24' } }] })],
    from: OUTSIDE,
    allowed: true,
  },
  {
    name: 'blocks: an exception',
    policies: [toDb({ from: [{ ipBlock: { cidr: '198.51.100.0/24', except: ['198.51.100.0/30'] } }] })],
    from: OUTSIDE,
    allowed: false,
  },
  {
    name: 'blocks do not speak of pods',
    policies: [toDb({ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] })],
    allowed: false,
  },
  {
    name: 'egress rules without types restrict both ways',
    policies: [policy({ podSelector: app('web'), egress: [{}] })],
    from: db,
    to: web,
    port: 8080,
    allowed: false,
  },
  {
    name: 'types win over what is written',
    policies: [policy({ podSelector: app('web'), policyTypes: ['Ingress'], egress: [] })],
    to: OUTSIDE,
    allowed: true,
  },
  {
    name: 'both ends must agree: the source’s way out counts',
    policies: [toDb({}), policy({ podSelector: app('web'), policyTypes: ['Egress'] }, 'shop', 'quiet')],
    allowed: false,
    why: 'no egress rule of shop/quiet',
  },
  {
    name: 'policies add up',
    policies: [toDb(undefined), toDb({ from: [{ podSelector: app('web') }] }, {})],
    allowed: true,
  },
];

for (const { name, policies, from = web, to = db, port = 5432, protocol = 'TCP', allowed, why } of rows)
  test(`policy: ${name}`, () => {
    const compiled = Policies.from(policies);
    const verdict = compiled.connection(from, to, port, protocol);
    assert.is(verdict.allowed, allowed);
    if (why) assert.equal(verdict.why, [why]);
    assert.is(compiled.ports(from, to).has(protocol, port), allowed, 'port sets say the same');
    if (typeof from === 'string' || typeof to === 'string') return;
    const { everyone, endpoints, except } = new Crowd(compiled, [web, db, probe]).reaching(to, port, protocol);
    assert.is(everyone ? !except.includes(from) : endpoints.includes(from), allowed, 'and so does the crowd');
  });

const admin = (priority: number, rules: object[], name = `admin-${priority}`): KubeObject => ({
  kind: 'AdminNetworkPolicy',
  metadata: { name },
  spec: { priority, subject: { namespaces: { matchLabels: { team: 'shop' } } }, ingress: rules },
});
const baseline = (rules: object[]): KubeObject => ({
  kind: 'BaselineAdminNetworkPolicy',
  metadata: { name: 'default' },
  spec: { subject: { namespaces: {} }, ingress: rules },
});
const everyone = { from: [{ namespaces: {} }] };

const tiers: [string, KubeObject[], boolean, string?][] = [
  [
    'an admin denial beats a NetworkPolicy',
    [admin(1, [{ action: 'Deny', ...everyone }]), toDb({})],
    false,
    'admin-1, ingress rule 1',
  ],
  [
    'an admin allowance, too',
    [admin(1, [{ action: 'Allow', ...everyone }]), toDb(undefined)],
    true,
    'admin-1, ingress rule 1',
  ],
  [
    'lower numbers come first',
    [admin(9, [{ action: 'Deny', ...everyone }]), admin(3, [{ action: 'Allow', ...everyone }])],
    true,
  ],
  [
    'the first rule that fits decides',
    [
      admin(1, [
        { name: 'open', action: 'Allow', ...everyone },
        { action: 'Deny', ...everyone },
      ]),
    ],
    true,
    'admin-1, ingress rule open',
  ],
  [
    'a pass hands over to NetworkPolicies',
    [
      admin(1, [
        { action: 'Pass', ...everyone },
        { action: 'Allow', ...everyone },
      ]),
      toDb(undefined),
    ],
    false,
  ],
  [
    'and without those to the baseline',
    [admin(1, [{ action: 'Pass', ...everyone }]), baseline([{ action: 'Deny', ...everyone }])],
    false,
    'default, ingress rule 1',
  ],
  ['a NetworkPolicy hides the baseline', [baseline([{ action: 'Deny', ...everyone }]), toDb({})], true],
  [
    'the baseline is asked last',
    [baseline([{ action: 'Deny', ...everyone, ports: [{ portNumber: { port: 80 } }] }])],
    true,
  ],
  [
    'ports of a rule bound it',
    [admin(1, [{ action: 'Deny', ...everyone, ports: [{ portRange: { start: 5000, end: 6000 } }] }])],
    false,
  ],
  [
    'a named port has the protocol the pod gives it',
    [admin(1, [{ action: 'Deny', ...everyone, ports: [{ namedPort: 'sql' }] }])],
    false,
  ],
  [
    'a pod subject needs both selectors',
    [
      {
        ...admin(1, [{ action: 'Deny', ...everyone }]),
        spec: {
          priority: 1,
          subject: { pods: { namespaceSelector: {}, podSelector: app('web') } },
          ingress: [{ action: 'Deny', ...everyone }],
        },
      },
    ],
    true,
  ],
  [
    'the later kind says Accept, and has its tier in a field',
    [
      {
        kind: 'ClusterNetworkPolicy',
        metadata: { name: 'later' },
        spec: {
          tier: 'Admin',
          priority: 5,
          subject: { namespaces: {} },
          ingress: [{ action: 'Accept', ...everyone, protocols: [{ tcp: { destinationPort: { number: 5432 } } }] }],
        },
      },
      toDb(undefined),
    ],
    true,
    'later, ingress rule 1',
  ],
];
for (const [name, policies, allowed, why] of tiers)
  test(`tiers: ${name}`, () => {
    const compiled = Policies.from(policies);
    const verdict = compiled.connection(web, db, 5432);
    assert.is(verdict.allowed, allowed);
    if (why) assert.equal(verdict.why, [why]);
    assert.is(compiled.ports(web, db).has('TCP', 5432), allowed);
    const reach = new Crowd(compiled, [web, db, probe]).reaching(db, 5432);
    assert.is(reach.everyone ? !reach.except.includes(web) : reach.endpoints.includes(web), allowed);
  });

/** How often a label is read to tell who reaches each of so many workloads, guarded by a policy each. */
function readsOf(count: number): number {
  let reads = 0;
  const all = Array.from({ length: count }, (_, i) => pod(`space-${i % 20}`, `app-${i}`, [{ containerPort: 80 }])).map(
    (it) => ({
      ...it,
      labels: new Proxy(it.labels, {
        get: (labels, name) => {
          reads++;
          return Reflect.get(labels, name) as unknown;
        },
      }),
    }),
  );
  const policies = all.map((it, i) =>
    policy(
      { podSelector: app(`app-${i}`), ingress: [{ from: [{ podSelector: app(`app-${(i + 20) % count}`) }] }] },
      it.namespace,
      `p-${i}`,
    ),
  );
  const crowd = new Crowd(Policies.from(policies), all);
  assert.ok(all.every((it) => crowd.reaching(it, 80).endpoints.length === 1));
  return reads;
}

test('ten times as many workloads, each guarded by a policy of its own, are looked at little more than ten times as often', () => {
  const [few, many] = [readsOf(200), readsOf(2_000)];
  assert.ok(few > 0 && many < 15 * few, `${many} reads against ${few}`);
});

test.run();
