import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { setting } from '../apiserver/setting.ts';

const spec = { containers: [{ name: 'app', image: 'a' }] };
const pod = (name: string, more: object = {}): KubeObject => ({
  metadata: { name, namespace: 'default' },
  spec: { ...spec, ...more },
});

function ready() {
  const made = setting();
  made.admin.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } });
  return made;
}

test('a pod acts as the default account and gets its token', () => {
  const made = ready().admin.create('pods', pod('p'));
  assert.is(made['spec'].serviceAccountName, 'default');
  assert.match(made['spec'].volumes[0].name, /^kube-api-access-[a-z0-9]{5}$/);
  assert.is(made['spec'].containers[0].volumeMounts[0].mountPath, '/var/run/secrets/kubernetes.io/serviceaccount');
});

test('a pod of an account that is not there is refused', () => {
  assert.throws(
    () => ready().admin.create('pods', pod('p', { serviceAccountName: 'nobody' })),
    /error looking up service account default\/nobody: serviceaccount "nobody" not found/,
  );
});

test('a class gives its priority, and one that is not there is refused', () => {
  const { admin } = ready();
  admin.create('priorityclasses.scheduling.k8s.io', { metadata: { name: 'high' }, value: 1000 });
  assert.is(admin.create('pods', pod('p', { priorityClassName: 'high' }))['spec'].priority, 1000);
  assert.throws(() => admin.create('pods', pod('q', { priorityClassName: 'none' })), /no PriorityClass with name none/);
});

// As a real server said it of a pod whose name it was to make up.
const REFUSED: readonly (readonly [what: string, more: object, said: RegExp])[] = [
  ['an account', { serviceAccountName: 'nope' }, /pods "web-" is forbidden: error looking up service account/],
  ['a class', { priorityClassName: 'nope' }, /pods "web-" is forbidden: no PriorityClass with name nope was found/],
  ['a runtime', { runtimeClassName: 'nope' }, /pods "web-" is forbidden: pod rejected: RuntimeClass "nope" not found/],
  [
    'room',
    { containers: [{ name: 'a', image: 'a', resources: { limits: { cpu: '1' } } }] },
    /pods "web-[a-z0-9]{5}" is/,
  ],
];
for (const [what, more, said] of REFUSED)
  test(`a pod without a name yet that is refused for ${what} is told by the name it has by then`, () => {
    const { admin } = ready();
    admin.create('limitranges', {
      metadata: { name: 'l', namespace: 'default' },
      spec: { limits: [{ type: 'Container', max: { cpu: '100m' }, default: { cpu: '50m' } }] },
    });
    const { spec: whole } = pod('', more);
    assert.throws(
      () => admin.create('pods', { metadata: { generateName: 'web-', namespace: 'default' }, spec: whole }),
      said,
    );
  });

test('nodes that fall silent are tolerated for five minutes', () => {
  const { tolerations } = ready().admin.create('pods', pod('p'))['spec'];
  assert.equal(
    tolerations.map((it: { key: string; tolerationSeconds: number }) => [it.key, it.tolerationSeconds]),
    [
      ['node.kubernetes.io/not-ready', 300],
      ['node.kubernetes.io/unreachable', 300],
    ],
  );
});

test('pods of one template share what admission made of it', () => {
  const { admin } = ready();
  const template = admin.create('podtemplates', {
    metadata: { name: 't', namespace: 'default' },
    template: { metadata: {}, spec },
  })['template'].spec;
  const make = (name: string): KubeObject =>
    admin.create('pods', { metadata: { name, namespace: 'default' }, spec: template });
  assert.is(make('a')['spec'], make('b')['spec']);
});

test('what admission adds is not owned by who made the pod', () => {
  const { server, admin } = ready();
  admin.create('pods', pod('p'), { fieldManager: 'me' });
  const response = server.handle({
    method: 'GET',
    path: '/api/v1/namespaces/default/pods/p',
    query: new URLSearchParams(),
    headers: {},
    user: { name: 'admin', groups: ['system:masters'] },
  });
  assert.ok('body' in response);
  const { managedFields } = (JSON.parse(String(response.body)) as KubeObject).metadata;
  assert.is(managedFields!.length, 1);
  assert.is(managedFields![0]!.manager, 'me');
  assert.not.ok('f:volumes' in (managedFields![0]!.fieldsV1!['f:spec'] as object));
});

test.run();
