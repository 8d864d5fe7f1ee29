import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { Compacted } from '../../../lib/engine/storage/history.ts';
import { MemoryStore } from '../../../lib/engine/storage/store.ts';
import { chanceFrom } from '../../../lib/engine/sim/chance.ts';

const test = suite('storage: the multi-version store');

const object = (name: string, namespace = 'ns', more: object = {}): KubeObject => ({
  metadata: { name, namespace },
  ...more,
});
const names = (objects: readonly KubeObject[]): string[] =>
  objects.map((it) => `${it.metadata.namespace}/${it.metadata.name}`);

test('one revision counter serves all resources, and each write carries its revision', () => {
  const store = new MemoryStore(() => 0);
  assert.is(store.put('pods', object('a')).metadata.resourceVersion, '1');
  assert.is(store.put('services', object('a')).metadata.resourceVersion, '2');
  assert.is(store.put('pods', object('a')).metadata.resourceVersion, '3');
  assert.is(store.remove('pods', 'ns/a')!.metadata.resourceVersion, '4');
  assert.is(store.remove('pods', 'ns/a'), undefined);
  assert.is(store.revision, 4);
});

test('lists are in key order and keep to their namespace', () => {
  const store = new MemoryStore(() => 0);
  for (const [namespace, name] of [
    ['b', 'x'],
    ['a', 'z'],
    ['a-b', 'y'],
    ['a', 'a'],
  ] as const)
    store.put('pods', object(name, namespace));
  assert.equal(names(store.list('pods')), ['a-b/y', 'a/a', 'a/z', 'b/x']);
  assert.equal(names(store.list('pods', 'a')), ['a/a', 'a/z']);
  assert.is(store.count('pods', 'a'), 2);
  assert.equal(names(store.list('pods', 'none')), []);
});

test('an old list is what stood there at its revision; compaction ends that', () => {
  const store = new MemoryStore(() => 0);
  store.put('pods', object('a', 'ns', { n: 1 }));
  store.put('pods', object('b'));
  store.put('pods', object('a', 'ns', { n: 2 }));
  store.remove('pods', 'ns/b');
  store.put('pods', object('c'));
  assert.equal(
    store.listAt('pods', 2).map(({ object: it }) => [it.metadata.name, it['n']]),
    [
      ['a', 1],
      ['b', undefined],
    ],
  );
  assert.equal(
    store.listAt('pods', 4).map(({ key }) => key),
    ['ns/a'],
  );
  store.compact(3);
  assert.throws(
    () => store.listAt('pods', 2),
    (error: unknown) => error instanceof Compacted,
  );
  assert.is(store.changesSince(3).length, 2);
  assert.throws(
    () => store.changesSince(2),
    (error: unknown) => error instanceof Compacted,
  );
});

test('indexes follow writes and deletions', () => {
  const store = new MemoryStore(() => 0);
  store.put('pods', object('a', 'ns', { spec: {} }));
  assert.equal(names(store.indexed('orphanPods', 'ns')), ['ns/a']);
  store.put('pods', object('a', 'ns', { spec: { nodeName: 'n1' } }));
  store.put('pods', object('b', 'ns', { spec: { nodeName: 'n1' } }));
  assert.equal(names(store.indexed('podsByNode', 'n1')), ['ns/a', 'ns/b']);
  store.remove('pods', 'ns/a');
  assert.equal(names(store.indexed('podsByNode', 'n1')), ['ns/b']);
  assert.equal(names(store.indexed('podsByNode', 'n')), []);
});

test('a fork and its original go separate ways', () => {
  const store = new MemoryStore(() => 0);
  for (let i = 0; i < 3000; i++) store.put('pods', object(`p${i}`));
  const heard: string[] = [];
  store.subscribe((change) => void heard.push(change.key));
  const fork = store.fork();
  fork.put('pods', object('only-here'));
  fork.remove('pods', 'ns/p1');
  store.put('pods', object('only-there'));
  assert.equal(heard, ['ns/only-there']);
  assert.ok(fork.get('pods', 'ns/only-here') && !fork.get('pods', 'ns/only-there') && !fork.get('pods', 'ns/p1'));
  assert.ok(store.get('pods', 'ns/p1') && !store.get('pods', 'ns/only-here'));
  assert.is(store.revision, 3001);
  assert.is(fork.revision, 3002);
  assert.equal(
    fork.changesSince(3000).map((change) => change.type),
    ['ADDED', 'DELETED'],
  );
  assert.equal(
    store.changesSince(2999).map((change) => change.key),
    ['ns/p2999', 'ns/only-there'],
  );
});

test('against a model: random writes, deletions, forks and compactions answer as plain maps do', () => {
  const chance = chanceFrom('model');
  type Model = { state: Map<string, number>; past: Map<number, Map<string, number>> };
  let pairs: { store: MemoryStore; model: Model }[] = [
    { store: new MemoryStore(() => 0), model: { state: new Map(), past: new Map([[0, new Map()]]) } },
  ];
  for (let step = 0; step < 4000; step++) {
    const draw = (what: string, below: number): number => chance.draw(String(step), what) % below;
    const { store, model } = pairs[draw('pair', pairs.length)]!;
    const name = `p${draw('name', 40)}`;
    const act = draw('act', 100);
    if (act < 60) {
      store.put('pods', object(name, 'ns', { step }));
      model.state.set(`ns/${name}`, step);
      model.past.set(store.revision, new Map(model.state));
    } else if (act < 90) {
      const removed = store.remove('pods', `ns/${name}`);
      assert.is(removed !== undefined, model.state.delete(`ns/${name}`));
      if (removed) model.past.set(store.revision, new Map(model.state));
    } else if (act < 92 && pairs.length < 4) {
      pairs = [...pairs, { store: store.fork(), model: { state: new Map(model.state), past: new Map(model.past) } }];
    } else if (act < 95) {
      const revision = draw('compact', store.revision + 1);
      store.compact(revision);
    } else {
      const revision = store.compacted + draw('at', store.revision - store.compacted + 1);
      const expected = [...model.past.get(revision)!].sort(([a], [b]) => (a < b ? -1 : 1));
      assert.equal(
        store.listAt('pods', revision).map(({ key, object: it }) => [key, it['step']]),
        expected,
      );
    }
  }
});

test.run();
