import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { container, Stage } from './stage.ts';

const test = suite('scheduler: pods through the queue');

test('a pod that fits is bound and told so', () => {
  const stage = new Stage();
  stage.node('n1');
  stage.pod('web');
  stage.run();
  assert.is(stage.nodeOf('web'), 'n1');
  assert.equal(stage.events(), ['Scheduled: Successfully assigned default/web to n1']);
});

test('a pod of another scheduler, one with a node and a finished one are left alone', () => {
  const stage = new Stage();
  stage.node('n1');
  stage.pod('other', { schedulerName: 'mine' });
  stage.pod('done', {}, {}, { phase: 'Succeeded' });
  stage.run();
  assert.is(stage.nodeOf('other'), undefined);
  assert.is(stage.nodeOf('done'), undefined);
  assert.equal(stage.events(), []);
});

test('without nodes a pod waits for the first', () => {
  const stage = new Stage();
  stage.pod('web');
  stage.run(3600);
  assert.is(stage.messageOf('web'), 'no nodes available to schedule pods');
  assert.equal(stage.events(), ['FailedScheduling: no nodes available to schedule pods']);
  stage.node('n1');
  stage.run();
  assert.is(stage.nodeOf('web'), 'n1');
});

test('a pod that fits nowhere says why, once, and is tried when a node can take it', () => {
  const stage = new Stage();
  stage.node('small', { cpu: '500m' });
  stage.pod('web');
  stage.run();
  const why =
    '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
  assert.is(stage.messageOf('web'), why);
  stage.node('tiny', { cpu: '100m' });
  stage.run(10);
  assert.is(stage.messageOf('web'), why, 'a node that is too small is no reason to try again');
  stage.node('big', { cpu: '2' });
  stage.run(10);
  assert.is(stage.nodeOf('web'), 'big');
  assert.equal(stage.events(), [`FailedScheduling: ${why}`, 'Scheduled: Successfully assigned default/web to big']);
});

test('the condition has reason, generation and time', () => {
  const stage = new Stage();
  stage.pod('web', {}, { generation: 3 });
  stage.run();
  assert.equal(stage.get('web').status.conditions, [
    {
      type: 'PodScheduled',
      observedGeneration: 3,
      status: 'False',
      lastProbeTime: null,
      lastTransitionTime: '2026-01-01T00:00:00Z',
      reason: 'Unschedulable',
      message: 'no nodes available to schedule pods',
    },
  ]);
});

test('the important pod goes first, of equals the one that came first', () => {
  const stage = new Stage();
  stage.pod('second');
  stage.pod('third');
  stage.pod('first', { priority: 10 });
  stage.node('n1', { cpu: '2' });
  stage.run();
  assert.is(stage.nodeOf('first'), 'n1');
  assert.is(stage.nodeOf('second'), 'n1');
  assert.is(stage.nodeOf('third'), undefined);
});

test('a gated pod is tried when its last gate has gone', () => {
  const stage = new Stage();
  stage.node('n1');
  const pod = stage.pod('web', { schedulingGates: [{ name: 'a' }, { name: 'b' }] });
  stage.run(1000);
  assert.is(stage.nodeOf('web'), undefined);
  stage.put('pods', { ...pod, spec: { ...pod.spec, schedulingGates: [{ name: 'b' }] } });
  stage.run(1000);
  assert.is(stage.nodeOf('web'), undefined);
  const { schedulingGates: _, ...spec } = pod.spec;
  stage.put('pods', { ...pod, spec });
  stage.run();
  assert.is(stage.nodeOf('web'), 'n1');
});

test('a refused pod is tried when what refused it has changed, and only then', () => {
  const stage = new Stage();
  const tainted = stage.node('n1', { spec: { taints: [{ key: 'a', value: 'b', effect: 'NoSchedule' }] } });
  stage.pod('web');
  stage.run();
  const tries = (): number => stage.store.get('pods', 'default/web')!.metadata.resourceVersion as never;
  const before = tries();
  stage.put('configmaps', { metadata: { name: 'x', namespace: 'default' } });
  stage.put('nodes', { ...tainted, status: { ...tainted.status, conditions: [] } });
  stage.run(60);
  assert.is(tries(), before);
  stage.put('nodes', { ...tainted, spec: {} });
  stage.run();
  assert.is(stage.nodeOf('web'), 'n1');
});

test('a pod that leaves makes room for one that waits', () => {
  const stage = new Stage();
  stage.node('n1', { cpu: '1' });
  stage.pod('a');
  stage.run();
  stage.pod('b');
  stage.run(2);
  assert.is(stage.nodeOf('b'), undefined);
  stage.remove('pods', 'default/a');
  stage.run();
  assert.is(stage.nodeOf('b'), 'n1');
});

test('a pod that ends makes room too', () => {
  const stage = new Stage();
  stage.node('n1', { cpu: '1' });
  stage.pod('a');
  stage.run();
  stage.pod('b');
  stage.run(2);
  stage.put('pods', { ...stage.get('a'), status: { phase: 'Succeeded' } });
  stage.run();
  assert.is(stage.nodeOf('b'), 'n1');
});

test('tolerations added to a waiting pod let it in', () => {
  const stage = new Stage();
  stage.node('n1', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } });
  stage.pod('web');
  stage.run(30);
  const pod = stage.get('web');
  stage.put('pods', { ...pod, spec: { ...pod.spec, tolerations: [{ operator: 'Exists' }] } });
  stage.run();
  assert.is(stage.nodeOf('web'), 'n1');
});

test('a binding that is refused is repeated after one second, then two, …, at most ten', () => {
  const stage = new Stage();
  stage.node('n1');
  stage.refuseBinding = true;
  stage.pod('web');
  stage.run();
  assert.ok(stage.messageOf('web')!.includes('not now'));
  stage.run(6);
  stage.refuseBinding = false;
  stage.run(0.5);
  assert.is(stage.nodeOf('web'), undefined, 'the next attempt is due 7 seconds after the first');
  stage.run(1);
  assert.is(stage.nodeOf('web'), 'n1');
});

test('a pod with a topology spread constraint waits for a place that keeps the balance', () => {
  const stage = new Stage();
  for (const zone of ['a', 'b']) stage.node(`n-${zone}`, { labels: { zone }, cpu: zone === 'a' ? '8' : '1' });
  const spec = {
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'x' } },
      },
    ],
  };
  for (const name of ['p1', 'p2', 'p3', 'p4']) {
    stage.pod(name, spec, { labels: { app: 'x' } });
    stage.run();
  }
  const placed = ['p1', 'p2', 'p3', 'p4'].map((name) => stage.nodeOf(name));
  assert.equal(placed.slice(0, 2).sort(), ['n-a', 'n-b']);
  assert.is(placed[2], 'n-a');
  assert.is(placed[3], undefined);
  assert.ok(stage.messageOf('p4')!.includes("didn't match pod topology spread constraints"));
});

test('unrelated objects move nothing', () => {
  const play = (noise: boolean): (string | undefined)[] => {
    const stage = new Stage();
    for (let i = 0; i < 150; i++) stage.node(`n${i}`);
    for (let i = 0; i < 20; i++) {
      if (noise) stage.put('configmaps', { metadata: { name: `noise-${i}`, namespace: 'default' } });
      stage.pod(`p${i}`);
      stage.run();
    }
    return Array.from({ length: 20 }, (_, i) => stage.nodeOf(`p${i}`));
  };
  assert.equal(play(true), play(false));
});

test('a refused pod is tried again after five minutes whatever happens', () => {
  const stage = new Stage();
  stage.node('n1', { cpu: '1' });
  stage.pod('web', { containers: [container('2')] });
  stage.run();
  // A change that nobody is told of: the scheduler missed it.
  (stage.store as unknown as { listeners: unknown[] }).listeners.length = 0;
  const node = stage.store.get('nodes', 'n1')!;
  stage.put('nodes', { ...node, metadata: { ...node.metadata, labels: {} } });
  stage.run(200);
  const before = stage.loop.nextDue();
  assert.ok(before !== undefined && before <= Date.parse('2026-01-01T00:05:30Z'));
});

test.run();
