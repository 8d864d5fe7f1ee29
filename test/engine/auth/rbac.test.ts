import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { isStatus } from '../../../lib/api/status-errors.ts';
import { authorize } from '../../../lib/engine/auth/rbac.ts';
import type { UserInfo } from '../../../lib/engine/interface.ts';
import { setting } from '../apiserver/setting.ts';

const GROUP = 'rbac.authorization.k8s.io';
const jane: UserInfo = { name: 'jane', groups: ['devs', 'system:authenticated'] };

const role = (rules: object[]): KubeObject => ({ metadata: { name: 'r', namespace: 'default' }, rules });
const binding = (subject: object): KubeObject => ({
  metadata: { name: 'b', namespace: 'default' },
  roleRef: { apiGroup: GROUP, kind: 'Role', name: 'r' },
  subjects: [subject],
});

function given(rules: object[], subject: object = { kind: 'Group', apiGroup: GROUP, name: 'devs' }) {
  const made = setting();
  made.admin.create(`roles.${GROUP}`, role(rules));
  made.admin.create(`rolebindings.${GROUP}`, binding(subject));
  return made;
}

const ASKED: [what: string, asked: { verb: string; resource: string; [more: string]: string }, allowed: boolean][] = [
  ['a verb of the rule', { verb: 'get', resource: 'pods', namespace: 'default' }, true],
  ['another verb', { verb: 'delete', resource: 'pods', namespace: 'default' }, false],
  ['another namespace', { verb: 'get', resource: 'pods', namespace: 'kube-system' }, false],
  ['every namespace', { verb: 'get', resource: 'pods', namespace: '' }, false],
  [
    'a subresource that is not named',
    { verb: 'get', resource: 'pods', subresource: 'log', namespace: 'default' },
    false,
  ],
  ['another group', { verb: 'get', group: 'apps', resource: 'pods', namespace: 'default' }, false],
];

for (const [what, asked, allowed] of ASKED)
  test(`a rule for pods ${allowed ? 'allows' : 'does not allow'} ${what}`, () => {
    const { store } = given([{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }]);
    const decision = authorize(store, jane, { group: '', ...asked });
    assert.is(decision.allowed, allowed);
    assert.is(decision.by, allowed ? 'RoleBinding default/b' : undefined);
  });

test('a rule with names allows those and no others', () => {
  const { store } = given([{ verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: ['mine'] }]);
  const ask = (name: string): boolean =>
    authorize(store, jane, { verb: 'get', group: '', resource: 'secrets', namespace: 'default', name }).allowed;
  assert.is(ask('mine'), true);
  assert.is(ask('yours'), false);
});

test('a binding that goes takes its rights with it at once', () => {
  const { server, admin } = given([{ verbs: ['list'], apiGroups: [''], resources: ['pods'] }]);
  const verbs = server.verbs(jane);
  assert.equal(verbs.list('pods', 'default'), []);
  admin.delete(`rolebindings.${GROUP}`, 'default', 'b');
  assert.throws(() => verbs.list('pods', 'default'), /cannot list resource "pods"/);
});

test('who may escalate makes a role bigger than their own, who may not does not', () => {
  const big = {
    ...role([{ verbs: ['delete'], apiGroups: [''], resources: ['nodes'] }]),
    metadata: { name: 'big', namespace: 'default' },
  };
  const free = given([{ verbs: ['*'], apiGroups: [GROUP], resources: ['roles'] }]);
  assert.is(free.server.verbs(jane).create(`roles.${GROUP}`, big).metadata.name, 'big');
  const strict = given([{ verbs: ['create'], apiGroups: [GROUP], resources: ['roles'] }]);
  try {
    strict.server.verbs(jane).create(`roles.${GROUP}`, big);
    assert.unreachable();
  } catch (error) {
    assert.ok(isStatus(error, 'Forbidden'));
    assert.match(error.message, /permissions not currently held:\n\{APIGroups:\[""\], Resources:\["nodes"\]/);
  }
});

test("an account's token says who it is, until it has expired", () => {
  const made = setting();
  made.admin.create('serviceaccounts', { metadata: { name: 'robot', namespace: 'default' } });
  const answer = made.admin.createSubresource('serviceaccounts', 'default', 'robot', 'token', {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: {},
    spec: { expirationSeconds: 600 },
  });
  const ask = (): number =>
    made.server.handle({
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      query: new URLSearchParams(),
      headers: { authorization: `Bearer ${answer['status'].token}` },
      body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }),
    }).status;
  assert.is(ask(), 201);
  made.time += 601_000;
  assert.is(ask(), 401);
});

test.run();
