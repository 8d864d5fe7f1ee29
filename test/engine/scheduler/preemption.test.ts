import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { container, Stage } from './stage.ts';

const test = suite('scheduler: preemption');

/** A full node with a less important pod, and a more important one that comes. */
function full(): Stage {
  const stage = new Stage();
  stage.node('n1', { cpu: '1' });
  stage.pod('low');
  stage.run(5);
  stage.pod('high', { priority: 100 });
  return stage.run();
}

const conditions = (stage: Stage, name: string): { type: string; reason: string; message: string; status: string }[] =>
  stage.get(name).status.conditions ?? [];

test('a more important pod has the less important one deleted, is nominated, and is bound when it has left', () => {
  const stage = full();
  assert.is(stage.get('high').status.nominatedNodeName, 'n1');
  assert.is(stage.messageOf('high'), '0/1 nodes are available: 1 Insufficient cpu.');
  assert.ok(stage.get('low').metadata.deletionTimestamp);
  const target = conditions(stage, 'low').find((it) => it.type === 'DisruptionTarget')!;
  assert.is(target.status, 'True');
  assert.is(target.reason, 'PreemptionByScheduler');
  assert.is(target.message, 'default-scheduler: preempting to accommodate a higher priority pod');
  assert.ok(stage.events('low').includes('Preempted: Preempted by pod uid-default/high on node n1'));
  stage.run(30);
  assert.is(stage.nodeOf('high'), undefined);
  stage.remove('pods', 'default/low');
  stage.run();
  assert.is(stage.nodeOf('high'), 'n1');
});

test('the place of a nominated pod is not given to a less important one that comes meanwhile', () => {
  const stage = full();
  stage.pod('sneaky', { priority: 50, containers: [container('500m')] });
  stage.run();
  stage.remove('pods', 'default/low');
  stage.run();
  assert.is(stage.nodeOf('high'), 'n1');
  assert.is(stage.nodeOf('sneaky'), undefined);
});

test('a second pod of the same importance is told what a real scheduler tells it', () => {
  const stage = full();
  stage.pod('high2', { priority: 100 });
  stage.run(2);
  const said = (why: string): string =>
    `0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 ${why}.`;
  assert.is(stage.messageOf('high2'), said('Insufficient cpu'));
  stage.remove('pods', 'default/low');
  stage.run(2);
  assert.is(stage.nodeOf('high'), 'n1');
  assert.equal(stage.events('high2'), [
    `FailedScheduling: ${said('Insufficient cpu')}`,
    `FailedScheduling: ${said('No preemption victims found for incoming pod')}`,
  ]);
  assert.equal(stage.events('high'), [
    'FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu.',
    'Scheduled: Successfully assigned default/high to n1',
  ]);
});

test('an even more important pod goes first when the place is free', () => {
  const stage = full();
  stage.pod('higher', { priority: 200 });
  stage.run();
  assert.is(stage.get('higher').status.nominatedNodeName, 'n1');
  assert.is(stage.get('high').status.nominatedNodeName, 'n1', 'kept, as no further pod had to go');
  stage.remove('pods', 'default/low');
  stage.run();
  assert.is(stage.nodeOf('higher'), 'n1');
  assert.is(stage.nodeOf('high'), undefined);
});

test('a nomination is taken back when a more important pod needs the node and more pods to leave it', () => {
  const stage = new Stage();
  stage.node('n1', { cpu: '2' });
  stage.pod('low');
  stage.pod('middle', { priority: 10 });
  stage.run();
  stage.pod('high', { priority: 100 });
  stage.run();
  assert.is(stage.get('high').status.nominatedNodeName, 'n1');
  stage.pod('higher', { priority: 200, containers: [container('2')] });
  stage.run();
  assert.is(stage.get('higher').status.nominatedNodeName, 'n1');
  assert.is(stage.get('high').status.nominatedNodeName, undefined);
  assert.ok(stage.get('middle').metadata.deletionTimestamp);
});

test('a pod whose victim is still leaving takes no other', () => {
  const stage = full();
  const node = stage.store.get('nodes', 'n1')!;
  const allocatable = { ...node.status.allocatable, cpu: '1100m' };
  stage.put('nodes', { ...node, status: { ...node.status, allocatable } });
  stage.run(10);
  assert.ok(
    stage.messageOf('high')!.endsWith('preemption: not eligible due to a terminating pod on the nominated node.'),
  );
  assert.is(stage.get('high').status.nominatedNodeName, 'n1');
});

test('a pod that must not preempt says so', () => {
  const stage = new Stage();
  stage.node('n1', { cpu: '1' });
  stage.pod('low');
  stage.run();
  stage.pod('polite', { priority: 100, preemptionPolicy: 'Never' });
  stage.run();
  assert.ok(stage.messageOf('polite')!.endsWith('preemption: not eligible due to preemptionPolicy=Never.'));
  assert.is(stage.get('low').metadata.deletionTimestamp, undefined);
});

test('equals are never victims', () => {
  const stage = new Stage();
  stage.node('n1', { cpu: '1' });
  stage.pod('low');
  stage.run();
  stage.pod('equal');
  stage.run();
  assert.ok(
    stage
      .messageOf('equal')!
      .endsWith('preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.'),
  );
});

test('the node where a budget is kept is preferred, and budgets give way when there is no other', () => {
  const play = (nodes: string[]): Stage => {
    const stage = new Stage();
    stage.put('poddisruptionbudgets.policy', {
      metadata: { name: 'keep', namespace: 'default' },
      spec: { selector: { matchLabels: { app: 'db' } } },
      status: { disruptionsAllowed: 0 },
    });
    for (const name of nodes) {
      stage.node(name, { cpu: '1' });
      stage.pod(`on-${name}`, { nodeName: name }, { labels: { app: name === 'kept' ? 'db' : 'web' } });
    }
    stage.pod('high', { priority: 100 });
    return stage.run();
  };
  assert.is(play(['kept', 'free']).get('high').status.nominatedNodeName, 'free');
  assert.is(play(['kept']).get('high').status.nominatedNodeName, 'kept');
});

test('no more pods leave than must', () => {
  const stage = new Stage();
  stage.node('n1', { cpu: '3' });
  for (const [name, priority] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const)
    stage.pod(name, { nodeName: 'n1', priority });
  stage.pod('high', { priority: 100 });
  stage.run();
  assert.ok(stage.get('a').metadata.deletionTimestamp);
  assert.is(stage.get('b').metadata.deletionTimestamp, undefined);
  assert.is(stage.get('c').metadata.deletionTimestamp, undefined);
});

test('a fork in the middle of it has the same future', () => {
  const original = full();
  original.pod('later', { priority: 50 });
  const fork = original.fork();
  const future = (stage: Stage): string => {
    stage.run(3);
    stage.remove('pods', 'default/low');
    stage.run(20);
    stage.node('n2', { cpu: '1' });
    stage.run(600);
    return stage.history();
  };
  const forked = future(fork);
  const own = future(original);
  assert.is(forked, own);
  assert.is(original.nodeOf('high'), 'n1');
  assert.is(original.nodeOf('later'), 'n2');
});

test.run();
