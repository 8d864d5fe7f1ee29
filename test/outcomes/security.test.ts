import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../lib/api/object.ts';
import { outcomes, type Security } from '../../lib/outcomes/outcomes.ts';
import { deployment, object, settled } from './setting.ts';

const security = (...objects: KubeObject[]): Security => outcomes(settled(objects).store).security;

const rule = (verbs: string[], resources: string[], apiGroups = [''], resourceNames?: string[]): object => ({
  verbs,
  resources,
  apiGroups,
  ...(resourceNames ? { resourceNames } : {}),
});
function grant(subject: object, rules: object[], everywhere = false, name = 'r'): KubeObject[] {
  const kind = everywhere ? 'ClusterRole' : 'Role';
  const rbac = 'rbac.authorization.k8s.io';
  return [
    object(`${rbac}/v1`, kind, name, { rules }),
    object(`${rbac}/v1`, `${kind}Binding`, name, {
      roleRef: { apiGroup: rbac, kind, name },
      subjects: [{ ...('namespace' in subject ? {} : { apiGroup: rbac }), ...subject }],
    }),
  ];
}
const dev = { kind: 'Group', name: 'dev' };
const robot = { kind: 'ServiceAccount', name: 'robot', namespace: 'shop' };
const account = object('v1', 'ServiceAccount', 'robot');
const secret = object('v1', 'Secret', 'password', { stringData: { password: 'x' } });

// Rights: what is given, whether Secrets are read, whether pods may mount them.
const rights: [string, object[], boolean, string, string[], string[]][] = [
  ['reading pods', [rule(['get', 'list'], ['pods'])], false, 'reads pods', [], []],
  [
    'changing deployments: their pods may mount Secrets',
    [rule(['create'], ['deployments'], ['apps'])],
    false,
    'changes deployments',
    [],
    ['shop'],
  ],
  ['reading Secrets of a namespace', [rule(['get'], ['secrets'])], false, 'reads secrets', ['shop'], []],
  [
    'reading one Secret by name is not reading all',
    [rule(['get'], ['secrets'], [''], ['other'])],
    false,
    'reads secrets',
    [],
    [],
  ],
  ['listing Secrets everywhere', [rule(['list'], ['secrets'])], true, 'reads secrets', ['everywhere'], []],
  ['stars', [rule(['*'], ['*'], ['*'])], false, 'does everything', ['shop'], ['shop']],
  ['nothing', [], false, 'nothing', [], []],
];
for (const [name, rules, everywhere, summary, reads, mounts] of rights)
  test(`rights: ${name}`, () => {
    const [found] = security(...grant(dev, rules, everywhere), secret).rights.filter(
      (it) => it.subject === 'group dev',
    );
    assert.is(found!.grants[0]!.summary, summary);
    assert.equal(found!.readsSecrets, reads);
    assert.equal(found!.mountsSecrets, mounts);
  });

const admin = grant(robot, [rule(['*'], ['*'], ['*'])], true, 'robot');
const ways: [string, KubeObject[], string | undefined][] = [
  [
    'making pods lends the accounts of the namespace',
    [...grant(dev, [rule(['create'], ['pods'])]), ...admin],
    'in shop: runs pods as serviceaccount shop/robot, which does everything everywhere',
  ],
  [
    'so does changing workloads',
    [...grant(dev, [rule(['patch'], ['deployments'], ['apps'])]), ...admin],
    'in shop: runs pods as serviceaccount shop/robot, which does everything everywhere',
  ],
  [
    'changing pods does not: their account cannot be changed',
    [...grant(dev, [rule(['patch'], ['pods'])]), ...admin],
    undefined,
  ],
  [
    'a token by name',
    [...grant(dev, [rule(['create'], ['serviceaccounts/token'], [''], ['robot'])]), ...admin],
    'in shop: takes a token of serviceaccount shop/robot, which does everything everywhere',
  ],
  [
    'a token of another account',
    [...grant(dev, [rule(['create'], ['serviceaccounts/token'], [''], ['other'])]), ...admin],
    undefined,
  ],
  [
    'entering pods',
    [...grant(dev, [rule(['create'], ['pods/exec'])]), ...admin],
    'in shop: enters pods of serviceaccount shop/robot, which does everything everywhere',
  ],
  [
    'handing out rights',
    grant(dev, [rule(['escalate'], ['clusterroles'], ['rbac.authorization.k8s.io'])], true),
    'everywhere: may put any right into cluster roles',
  ],
  [
    'being somebody else',
    grant(dev, [rule(['impersonate'], ['groups'])], true),
    'everywhere: may act as any group, system:masters among them',
  ],
  ['reading is no way to anything', [...grant(dev, [rule(['get', 'list'], ['pods'])]), ...admin], undefined],
  [
    'an account that may do no more is none',
    [...grant(dev, [rule(['create', 'get'], ['pods'])]), ...grant(robot, [rule(['get'], ['pods'])], false, 'robot')],
    undefined,
  ],
  ['who may do all already needs no way', [...grant(dev, [rule(['*'], ['*'], ['*'])], true), ...admin], undefined],
];
for (const [name, objects, way] of ways)
  test(`escalation: ${name}`, () => {
    const found = security(account, ...objects).rights.find((it) => it.subject === 'group dev')!;
    assert.equal(found.escalations, way ? [way] : []);
    assert.equal(
      found.through.map((it) => found.grants.some(({ binding }) => binding === it)),
      way ? [true] : [],
      'each begins with a binding',
    );
  });

test('secrets: read through the API, and by the workloads that use them', () => {
  const user = deployment('web', {
    container: { env: [{ name: 'P', valueFrom: { secretKeyRef: { name: 'password', key: 'password' } } }] },
  });
  const { secrets } = security(secret, user, ...grant(dev, [rule(['get'], ['secrets'], [''], ['password'])]));
  assert.equal(secrets, [{ secret: 'shop/password', subjects: ['group dev'], workloads: ['shop/web'], ingresses: [] }]);
});

test('secrets: the controller of an Ingress reads the certificates it serves with, and no others', () => {
  const front = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'front', namespace: 'shop' },
    spec: {
      tls: [{ hosts: ['shop.example.com'], secretName: 'password' }, { hosts: ['other.example.com'] }],
      defaultBackend: { service: { name: 'web', port: { number: 80 } } },
    },
  };
  const readers = (...objects: Parameters<typeof security>): (readonly string[])[] =>
    security(...objects).secrets.map((it) => it.ingresses);
  assert.equal(readers(secret, front), [['shop/front']]);
  assert.equal(readers(secret, { ...front, spec: { ...front.spec, tls: [{ secretName: 'ghost' }] } }), [[]]);
});

const strict = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
const levels: [string, object, object, string, RegExp?][] = [
  ['nothing said', {}, {}, 'baseline', /allowPrivilegeEscalation/],
  ['all that restricted asks', { securityContext: strict }, {}, 'restricted'],
  [
    'the host’s files',
    {},
    { volumes: [{ name: 'log', hostPath: { path: '/var/log' } }] },
    'privileged',
    /hostPath volumes/,
  ],
];
for (const [name, container, pod, level, because] of levels)
  test(`pod security: ${name} is ${level}`, () => {
    const [found] = security(deployment('web', { container, pod })).levels;
    assert.is(found!.level, level);
    if (because) assert.match(found!.because.join('; '), because);
    else assert.equal(found!.because, []);
  });

test('reach: who gets in, by which rule, and who is kept in by a policy of their own', () => {
  const policy = (name: string, spec: object): KubeObject =>
    object('networking.k8s.io/v1', 'NetworkPolicy', name, { spec });
  const { exposures } = security(
    deployment('web'),
    deployment('db'),
    deployment('jailed'),
    policy('db', {
      podSelector: { matchLabels: { app: 'db' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }],
    }),
    policy('jail', { podSelector: { matchLabels: { app: 'jailed' } }, policyTypes: ['Egress'] }),
  );
  const of = (name: string) => exposures.find((it) => it.workload === `shop/${name}`)!;
  assert.equal(of('db').from, ['shop/web']);
  assert.equal(of('db').by, ['shop/db, ingress rule 1']);
  assert.not(of('db').outside);
  assert.ok(of('web').everyone);
  assert.not(of('web').isolated);
  assert.equal(of('web').except, ['shop/jailed']);
  assert.ok(of('web').outside);
});

test('policies: whom they speak for, and those that speak for nobody', () => {
  const policy = (name: string, app: string): KubeObject =>
    object('networking.k8s.io/v1', 'NetworkPolicy', name, { spec: { podSelector: { matchLabels: { app } } } });
  const { policies } = security(deployment('web'), policy('fine', 'web'), policy('typo', 'wbe'));
  assert.equal(policies, [
    { policy: 'NetworkPolicy shop/fine', selects: ['shop/web'] },
    { policy: 'NetworkPolicy shop/typo', selects: [], problem: 'selects no workload' },
  ]);
});

test('reach: policies for the whole cluster, where their kinds are defined', () => {
  const cluster = settled([
    deployment('web'),
    deployment('db'),
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'adminnetworkpolicies.policy.networking.k8s.io', {
      // Groups of Kubernetes itself are protected.
      metadata: {
        name: 'adminnetworkpolicies.policy.networking.k8s.io',
        annotations: { 'api-approved.kubernetes.io': 'https://github.com/kubernetes-sigs/network-policy-api/pull/30' },
      },
      spec: {
        group: 'policy.networking.k8s.io',
        scope: 'Cluster',
        names: { kind: 'AdminNetworkPolicy', plural: 'adminnetworkpolicies', singular: 'adminnetworkpolicy' },
        versions: [
          {
            name: 'v1alpha1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    }),
  ]);
  for (const name of ['first', 'second'])
    cluster.as().create('adminnetworkpolicies.policy.networking.k8s.io', {
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name },
      spec: {
        priority: 5,
        subject: { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'db' } } } },
        ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
        egress: [{ action: 'Deny', to: [{ nodes: {} }] }],
      },
    });
  const { security: found, notEvaluated } = outcomes(cluster.store);
  const db = found.exposures.find((it) => it.workload === 'shop/db')!;
  assert.ok(db.isolated);
  assert.equal(db.from, []);
  assert.match(found.policies[0]!.problem!, /^has the priority of second \(5\): which comes first is undefined$/);
  assert.equal(notEvaluated, [
    'AdminNetworkPolicy first: egress rule 1: nodes',
    'AdminNetworkPolicy second: egress rule 1: nodes',
  ]);
});

test('reach: workloads without a pod, and pods on their host’s network', () => {
  const cron = object('batch/v1', 'CronJob', 'nightly', {
    spec: {
      schedule: '0 2 * * *',
      jobTemplate: {
        spec: {
          template: {
            spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'c', ports: [{ containerPort: 9000 }] }] },
          },
        },
      },
    },
  });
  const { exposures } = security(cron, deployment('host', { pod: { hostNetwork: true } }));
  assert.equal(
    exposures.map((it) => `${it.kind} ${it.workload}:${it.port}`),
    ['CronJob shop/nightly:9000'],
  );
});

test.run();
