import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { isStatus } from '../../../lib/api/status-errors.ts';
import { setting } from './setting.ts';

const config = (name: string, data = {}): KubeObject => ({ metadata: { name, namespace: 'default' }, data });

function reason(act: () => unknown): string {
  try {
    act();
    return '';
  } catch (error) {
    if (isStatus(error)) return error.reason;
    throw error;
  }
}

test('an object that was created is read back with what the server added', () => {
  const { admin } = setting();
  const made = admin.create('configmaps', config('a', { k: 'v' }));
  assert.is(admin.get('configmaps', 'default', 'a'), made);
  assert.is(made.kind, 'ConfigMap');
  assert.is(made.apiVersion, 'v1');
  assert.match(made.metadata.uid!, /^[0-9a-f-]{36}$/);
  assert.is(made.metadata.creationTimestamp, '2026-01-01T00:00:00Z');
});

test('the same name twice is refused', () => {
  const { admin } = setting();
  admin.create('configmaps', config('a'));
  assert.is(
    reason(() => admin.create('configmaps', config('a'))),
    'AlreadyExists',
  );
});

test('a namespace that is not there is refused', () => {
  const { admin } = setting();
  assert.is(
    reason(() => admin.create('configmaps', { metadata: { name: 'a', namespace: 'nope' } })),
    'NotFound',
  );
});

test('an update that changes nothing makes no revision', () => {
  const { admin, store } = setting();
  const made = admin.create('configmaps', config('a', { k: 'v' }));
  const before = store.revision;
  assert.is(admin.update('configmaps', { ...made, data: { k: 'v' } }), made);
  assert.is(store.revision, before);
});

test('an update from an old version is refused, one without a version is not', () => {
  const { admin } = setting();
  const made = admin.create('configmaps', config('a', { k: 'v' }));
  admin.update('configmaps', { ...made, data: { k: 'w' } });
  assert.is(
    reason(() => admin.update('configmaps', { ...made, data: { k: 'x' } })),
    'Conflict',
  );
  assert.equal(admin.update('configmaps', config('a', { k: 'x' })).data, { k: 'x' });
});

test('a change of the spec counts in the generation, one of the status does not', () => {
  const { admin } = setting();
  const made = admin.create('cronjobs.batch', {
    metadata: { name: 'a', namespace: 'default' },
    spec: {
      schedule: '* * * * *',
      jobTemplate: {
        spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'b' }] } } },
      },
    },
  });
  assert.is(made.metadata.generation, 1);
  const paused = admin.update('cronjobs.batch', { ...made, spec: { ...made.spec, suspend: true } });
  assert.is(paused.metadata.generation, 2);
  const ran = admin.update(
    'cronjobs.batch',
    { ...paused, status: { lastScheduleTime: '2026-01-01T00:00:00Z' } },
    { subresource: 'status' },
  );
  assert.is(ran.metadata.generation, 2);
  assert.is(ran.spec, paused.spec);
});

test('an object with a finalizer waits for it', () => {
  const { admin, store } = setting();
  admin.create('configmaps', {
    metadata: { name: 'a', namespace: 'default', finalizers: ['example.com/hold'] },
  });
  const marked = admin.delete('configmaps', 'default', 'a');
  assert.ok(marked.metadata.deletionTimestamp);
  admin.update('configmaps', { ...marked, metadata: { ...marked.metadata, finalizers: [] } });
  assert.is(store.get('configmaps', 'default/a'), undefined);
});

test('a pod made again in the same instant is another', () => {
  const { admin } = setting();
  const pod: KubeObject = {
    metadata: { name: 'p', namespace: 'default' },
    spec: { containers: [{ name: 'a', image: 'b' }] },
  };
  admin.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } });
  const first = admin.create('pods', pod);
  admin.delete('pods', 'default', 'p');
  assert.is.not(admin.create('pods', pod).metadata.uid, first.metadata.uid);
});

test('a stranger may do nothing', () => {
  const { server } = setting();
  const jane = server.verbs({ name: 'jane', groups: ['system:authenticated'] });
  assert.is(
    reason(() => jane.list('pods', 'default')),
    'Forbidden',
  );
});

test.run();
