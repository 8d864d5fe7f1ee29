import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/api/object.ts';
import { without } from '../../lib/deploy/conflicts.ts';

const test = suite('fields taken out of a manifest');
const manifest: JsonObject = {
  metadata: {
    labels: { app: 'web', 'app.kubernetes.io/name': 'web', 'app.kubernetes.io': 'x' },
    finalizers: ['a/b', 'c'],
  },
  spec: {
    replicas: 3,
    ports: [{ port: 80 }, { port: 80, protocol: 'UDP', name: 'dns' }],
    containers: [
      { name: 'web', image: 'nginx', args: ['a', 'b'] },
      { name: 'a]="b', image: 'x' },
    ],
  },
};
const rows: [string, string, (it: any) => unknown, unknown][] = [
  ['a plain field', 'spec.replicas', (it) => it.spec.replicas, undefined],
  [
    'a label whose name holds dots',
    'metadata.labels.app.kubernetes.io/name',
    (it) => Object.keys(it.metadata.labels),
    ['app', 'app.kubernetes.io'],
  ],
  [
    'the shorter of two such',
    'metadata.labels.app.kubernetes.io',
    (it) => Object.keys(it.metadata.labels),
    ['app', 'app.kubernetes.io/name'],
  ],
  [
    'a field of an item found by its key',
    'spec.containers[name="web"].image',
    (it) => it.spec.containers[0],
    { name: 'web', args: ['a', 'b'] },
  ],
  ['a whole item', 'spec.containers[name="web"]', (it) => it.spec.containers.length, 1],
  [
    'a key with brackets and quotes in it',
    'spec.containers[name="a]=\\"b"].image',
    (it) => it.spec.containers[1],
    { name: 'a]="b' },
  ],
  [
    'an item by two keys',
    'spec.ports[port=80,protocol="UDP"].name',
    (it) => it.spec.ports[1],
    { port: 80, protocol: 'UDP' },
  ],
  [
    'an item whose second key is left to its default',
    'spec.ports[port=80,protocol="TCP"]',
    (it) => it.spec.ports,
    [{ port: 80, protocol: 'UDP', name: 'dns' }],
  ],
  ['a value of a set', 'metadata.finalizers[="a/b"]', (it) => it.metadata.finalizers, ['c']],
  ['an item by its place', 'spec.containers[0].args[1]', (it) => it.spec.containers[0].args, ['a']],
];
for (const [name, path, look, wanted] of rows)
  test(name, () => assert.equal(look(without(manifest, [{ path, owner: '' }])), wanted));

for (const path of ['spec.gone', 'spec.containers[name="gone"].image', 'spec.replicas.deeper', 'spec.containers[9]'])
  test(`${path}, which is not there, is not passed over`, () =>
    assert.is(without(manifest, [{ path, owner: '' }]), undefined));

test('the manifest itself is not touched', () => {
  without(manifest, [{ path: 'spec.replicas', owner: '' }]);
  assert.is((manifest['spec'] as JsonObject)['replicas'], 3);
});

test.run();
