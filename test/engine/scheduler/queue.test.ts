import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { factsOf, type PodFacts } from '../../../lib/engine/scheduler/pods.ts';
import { backoffEnd, flushTime, Queue, type Waiting } from '../../../lib/engine/scheduler/queue.ts';
import { Memories } from '../../../lib/engine/storage/memory.ts';

const test = suite('scheduler: the queue');

const pod = (name: string, priority = 0, revision = 1): PodFacts =>
  factsOf({
    metadata: { name, namespace: 'ns', uid: name, resourceVersion: String(revision) },
    spec: { containers: [], priority },
  } as KubeObject);
const refused = (plugins: string[], since = 0, refusals = 1): Omit<Waiting, 'order' | 'uid'> => ({
  where: 'refused',
  refusals,
  errors: 0,
  since,
  plugins,
});
const names = (pods: readonly { key: string }[]): string => pods.map(({ key }) => key.slice(3)).join(' ');

test('priority comes first, then the time of arrival, then the revision', () => {
  const queue = new Queue(new Memories().of('scheduler'));
  queue.activate(pod('late', 0, 1), 2000);
  queue.activate(pod('second', 0, 12), 1000);
  queue.activate(pod('first', 0, 9), 1000);
  queue.activate(pod('important', 1000, 99), 5000);
  queue.activate(pod('least', -10, 1), 0);
  queue.activate(pod('system', 2_000_001_000, 100), 9000);
  assert.is(names(queue.take()), 'system important first second late least');
  assert.is(names(queue.take()), '');
  assert.ok(queue.idle);
});

test('the back-off doubles from one second to ten, and ends at whole seconds', () => {
  const end = (refusals: number, since: number): number =>
    backoffEnd({ refusals, errors: 0, since } as Waiting) - since;
  assert.equal(
    [1, 2, 3, 4, 5, 50].map((refusals) => end(refusals, 0)),
    [1000, 2000, 4000, 8000, 10_000, 10_000],
  );
  assert.is(end(1, 700), 300);
  assert.is(backoffEnd({ refusals: 5, errors: 1, since: 0 } as Waiting), 1000, 'errors in a row count for themselves');
});

test('a refused pod is tried again after five minutes, at a multiple of thirty seconds', () => {
  assert.is(flushTime({ since: 0 } as Waiting), 330_000);
  assert.is(flushTime({ since: 29_000 } as Waiting), 330_000);
  assert.is(flushTime({ since: 31_000 } as Waiting), 360_000);
});

test('a pod that something may have helped backs off first, unless its back-off is over', () => {
  const queue = new Queue(new Memories().of('scheduler'));
  const [soon, long] = [pod('soon'), pod('long')];
  queue.wait(soon, refused(['A']));
  queue.wait(long, refused(['A'], 0, 5));
  queue.move(soon, queue.get('ns/soon')!, 5000);
  queue.move(long, queue.get('ns/long')!, 5000);
  assert.is(names(queue.take()), 'soon');
  assert.equal(queue.backingOff(), ['ns/long']);
  assert.is(queue.pop('ns/long')!.refusals, 5);
  assert.is(queue.pop('ns/long'), undefined);
});

test('back-offs that end in one second are over in order of priority', () => {
  const queue = new Queue(new Memories().of('scheduler'));
  for (const [name, priority, since] of [
    ['a', 0, 100],
    ['b', 10, 300],
    ['c', 0, 1200],
  ] as const) {
    queue.wait(pod(name, priority), refused(['A'], since));
    queue.move(pod(name, priority), queue.get(`ns/${name}`)!, since + 100);
  }
  assert.is(queue.backingOff().join(' '), 'ns/b ns/a ns/c');
});

test('refused pods are found by the plugins that refused them, also after a fork', () => {
  const memories = new Memories();
  const queue = new Queue(memories.of('scheduler'));
  queue.wait(pod('x'), refused(['A', 'B']));
  queue.wait(pod('y'), refused(['B']));
  const fork = new Queue(memories.fork().of('scheduler'));
  queue.drop('ns/x');
  assert.equal([queue.refused('A'), queue.refused('B')], [[], ['ns/y']]);
  assert.equal([fork.refused('A'), fork.refused('B')], [['ns/x'], ['ns/x', 'ns/y']]);
});

test('nothing is left of pods that are gone', () => {
  const memories = new Memories();
  const queue = new Queue(memories.of('scheduler'));
  queue.wait(pod('r'), refused(['A']));
  queue.wait(pod('e'), { ...refused([]), where: 'error', errors: 1 });
  queue.wait(pod('b'), refused(['A']));
  queue.move(pod('b'), queue.get('ns/b')!, 0);
  for (const name of ['r', 'e', 'b']) queue.drop(`ns/${name}`);
  assert.equal(memories.dump(), []);
});

test.run();
