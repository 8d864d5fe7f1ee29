import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { Cluster } from '../../../lib/engine/cluster.ts';
import { ask } from '../asking.ts';

const PODS = '/api/v1/namespaces/default/pods';

function begun(spec: object, name = 'web'): Cluster {
  const cluster = Cluster.create({ simulation: { pools: [{ name: 'n', nodes: 1 }] } });
  cluster.advance(1000);
  assert.is(ask(cluster, 'POST', PODS, { metadata: { name }, spec }).status, 201);
  return cluster;
}
const podOf = (cluster: Cluster, name = 'web'): KubeObject => ask(cluster, 'GET', `${PODS}/${name}`).body as KubeObject;
const logOf = (cluster: Cluster, query = ''): string => {
  const answer = cluster.server.handle({
    method: 'GET',
    path: `${PODS}/web/log`,
    query: new URLSearchParams(query),
    headers: {},
    user: { name: 'admin', groups: ['system:masters'] },
  });
  return 'body' in answer ? String(answer.body) : '';
};
const script = (text: string, more: object = {}): object => ({
  name: 'web',
  image: 'busybox:1.37',
  command: ['sh', '-c', text],
  ...more,
});

test('a container ends as its script says, and its message is what it left', () => {
  const cluster = begun({
    restartPolicy: 'Never',
    containers: [script('echo started; sleep 7; echo -n broken > /dev/termination-log; exit 3')],
  });
  cluster.advance(60_000);
  const { phase, containerStatuses } = podOf(cluster)['status'];
  const { exitCode, reason, message, startedAt, finishedAt } = containerStatuses[0].state.terminated;
  assert.equal([phase, exitCode, reason, message], ['Failed', 3, 'Error', 'broken']);
  assert.is(Date.parse(finishedAt) - Date.parse(startedAt), 7000);
  assert.is(logOf(cluster), 'started\n');
});

test('containers that wait for others to prepare the pod say so from the first moment', () => {
  const init = { ...script('exit 1'), name: 'init' };
  const volumes = [{ name: 'v', configMap: { name: 'missing' } }];
  const cluster = begun({ initContainers: [init], containers: [script('sleep 9')], volumes });
  cluster.advance(5_000);
  const reason = (): string => podOf(cluster)['status'].containerStatuses[0].state.waiting.reason as string;
  assert.is(reason(), 'PodInitializing');
  ask(cluster, 'POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'missing' } });
  cluster.advance(60_000);
  const [status] = podOf(cluster)['status'].initContainerStatuses;
  assert.equal(
    [reason(), status.restartCount > 1, podOf(cluster)['status'].phase],
    ['PodInitializing', true, 'Pending'],
  );
});

test('a deleted pod that a finalizer holds has ended, and says how', () => {
  const cluster = Cluster.create({ simulation: { pools: [{ name: 'n', nodes: 1 }] } });
  cluster.advance(1000);
  const metadata = { name: 'web', finalizers: ['example.com/hold'] };
  const spec = { restartPolicy: 'Never', terminationGracePeriodSeconds: 1, containers: [script('sleep 1000')] };
  ask(cluster, 'POST', PODS, { metadata, spec });
  cluster.advance(30_000);
  ask(cluster, 'DELETE', `${PODS}/web`);
  cluster.advance(30_000);
  const { phase, containerStatuses } = podOf(cluster)['status'];
  const { exitCode, reason } = containerStatuses[0].state.terminated;
  assert.equal([phase, exitCode, reason], ['Failed', 137, 'Error']);
});

test('init containers that are done are ready; those that are not are named', () => {
  const inits = ['one', 'two'].map((name, i) => ({ ...script(`exit ${i}`), name }));
  const cluster = begun({ restartPolicy: 'Never', initContainers: inits, containers: [script('sleep 9')] });
  cluster.advance(60_000);
  const { phase, conditions, initContainerStatuses } = podOf(cluster)['status'];
  const initialized = conditions.find((it: { type: string }) => it.type === 'Initialized');
  assert.equal(
    [phase, initialized.message, initContainerStatuses.map((it: { ready: boolean }) => it.ready)],
    ['Failed', 'containers with incomplete status: [two]', [true, false]],
  );
});

const NAMES = [
  ['FOLDER', '/tmp', 'error SubPath `/tmp` must not be an absolute path'],
  ['FOLDER', 'a/../b', "unable to provision SubPath `a/../b`: must not contain '..'"],
  ['OTHER', 'a', 'missing value for FOLDER'],
  ['FOLDER', '', 'missing value for FOLDER'],
] as const;
for (const [name, value, expected] of NAMES)
  test(`a folder of a volume that follows from ${name}="${value}" cannot be mounted`, () => {
    const volumeMounts = [{ name: 'data', mountPath: '/data', subPathExpr: '$(FOLDER)' }];
    const cluster = begun({
      containers: [script('sleep 9', { env: [{ name, value }], volumeMounts })],
      volumes: [{ name: 'data', emptyDir: {} }],
    });
    cluster.advance(60_000);
    const { phase, containerStatuses } = podOf(cluster)['status'];
    const { reason, message } = containerStatuses[0].state.waiting;
    assert.equal([phase, reason, message], ['Pending', 'CreateContainerConfigError', expected]);
    const events = ask(cluster, 'GET', '/api/v1/namespaces/default/events').body['items'] as KubeObject[];
    assert.ok(events.some((it) => it['reason'] === 'Failed' && it['message'] === `Error: ${expected}`));
  });

test('a folder may follow from an annotation, once it is there; what is written lands in it', () => {
  const env = [{ name: 'FOLDER', valueFrom: { fieldRef: { fieldPath: "metadata.annotations['folder']" } } }];
  const at = (mountPath: string, more = {}): object => ({ name: 'data', mountPath, ...more });
  const own = { env, volumeMounts: [at('/own', { subPathExpr: 'logs/$(FOLDER)' })] };
  const cluster = begun({
    initContainers: [{ ...script('echo hello > /own/file', own), name: 'init' }],
    containers: [script('cat /all/logs/web/file; sleep 900', { volumeMounts: [at('/all')] })],
    volumes: [{ name: 'data', emptyDir: {} }],
  });
  cluster.advance(60_000);
  assert.is(podOf(cluster)['status'].initContainerStatuses[0].state.waiting.message, 'missing value for FOLDER');
  const body = { metadata: { annotations: { folder: 'web' } } };
  ask(cluster, 'PATCH', `${PODS}/web`, body, { 'content-type': 'application/merge-patch+json' });
  cluster.advance(5_000);
  assert.equal([podOf(cluster)['status'].phase, logOf(cluster)], ['Running', 'hello\n']);
});

test('an unknown program is said to be simulated, and runs on', () => {
  const cluster = begun({ containers: [{ name: 'web', image: 'shop/web:1' }] });
  cluster.advance(60_000);
  assert.is(podOf(cluster)['status'].phase, 'Running');
  assert.match(logOf(cluster), /is simulated and prints nothing/);
});

test('what the simulation says of a program goes before what its script says', () => {
  const cluster = Cluster.create({
    simulation: { pools: [{ name: 'n', nodes: 1 }], programs: [{ image: 'busybox', exitSeconds: 3, exitCode: 4 }] },
  });
  ask(cluster, 'POST', PODS, {
    metadata: { name: 'web' },
    spec: { restartPolicy: 'Never', containers: [script('exit 1')] },
  });
  cluster.advance(60_000);
  assert.is(podOf(cluster)['status'].containerStatuses[0].state.terminated.exitCode, 4);
});

test('what a container leaves in a volume of its pod is there when it starts again', () => {
  const text =
    "n=$(echo x >> /data/n; wc -l /data/n | awk {'print $1'}); echo run $n; if [ $n -eq 1 ]; then exit 1; fi; sleep 3600";
  const cluster = begun({
    containers: [script(text, { volumeMounts: [{ name: 'data', mountPath: '/data' }] })],
    volumes: [{ name: 'data', emptyDir: {} }],
  });
  cluster.advance(120_000);
  const [status] = podOf(cluster)['status'].containerStatuses;
  assert.equal([status.restartCount, status.lastState.terminated.exitCode, status.ready], [1, 1, true]);
  assert.equal([logOf(cluster), logOf(cluster, 'previous=true')], ['run 2\n', 'run 1\n']);
});

test('what a pod leaves on its node is there for the next one', () => {
  const text = 'if [ -r /data/foo ]; then exit 0; else touch /data/foo; exit 42; fi';
  const spec = {
    restartPolicy: 'Never',
    containers: [script(text, { volumeMounts: [{ name: 'data', mountPath: '/data' }] })],
    volumes: [{ name: 'data', hostPath: { path: '/srv/data' } }],
  };
  const cluster = begun(spec);
  cluster.advance(30_000);
  ask(cluster, 'POST', PODS, { metadata: { name: 'next' }, spec });
  cluster.advance(30_000);
  const codes = ['web', 'next'].map(
    (it) => podOf(cluster, it)['status'].containerStatuses[0].state.terminated.exitCode,
  );
  assert.equal(codes, [42, 0]);
});

test('a command that probes is run where its container is by then', () => {
  const livenessProbe = { exec: { command: ['cat', '/tmp/health'] }, initialDelaySeconds: 15, failureThreshold: 1 };
  const cluster = begun({
    containers: [script('echo ok >/tmp/health; sleep 30; rm -rf /tmp/health; sleep 600', { livenessProbe })],
  });
  cluster.advance(30_000);
  assert.is(podOf(cluster)['status'].containerStatuses[0].restartCount, 0);
  cluster.advance(15_000);
  assert.is(podOf(cluster)['status'].containerStatuses[0].restartCount, 1);
  const events = ask(cluster, 'GET', '/api/v1/namespaces/default/events').body['items'] as KubeObject[];
  const text = "Liveness probe failed: cat: can't open '/tmp/health': No such file or directory\n";
  assert.ok(events.some((it) => it['message'] === text));
});

test('nothing that a script starts listens: probes of ports are refused', () => {
  const readinessProbe = { httpGet: { port: 80 } };
  const cluster = begun({ containers: [script('sleep 3600', { readinessProbe })] });
  cluster.advance(120_000);
  assert.is(podOf(cluster)['status'].containerStatuses[0].ready, false);
});

test('a script is given what its pod is told: services, its address, its share of the node', () => {
  const cluster = Cluster.create({ simulation: { pools: [{ name: 'n', nodes: 1, cpu: 4 }] } });
  const services = '/api/v1/namespaces/default/services';
  ask(cluster, 'POST', services, {
    metadata: { name: 'a-b' },
    spec: { clusterIP: '10.96.7.7', ports: [{ port: 8765 }] },
  });
  cluster.advance(1000);
  const env = [
    { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    { name: 'HALF', valueFrom: { resourceFieldRef: { resource: 'requests.cpu', divisor: '1m' } } },
    { name: 'CPUS', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
    { name: 'WHO', value: '$(IP)!' },
  ];
  const resources = { requests: { cpu: '500m' } };
  ask(cluster, 'POST', PODS, {
    metadata: { name: 'web' },
    spec: { containers: [script('env', { env, resources })], restartPolicy: 'Never' },
  });
  cluster.advance(60_000);
  const said = new Map(
    logOf(cluster)
      .split('\n')
      .map((it) => it.split(/=(.*)/) as [string, string]),
  );
  const ip = podOf(cluster)['status'].podIP as string;
  assert.equal(
    ['IP', 'WHO', 'HALF', 'CPUS', 'A_B_SERVICE_HOST', 'A_B_SERVICE_PORT', 'A_B_PORT_8765_TCP'].map((it) =>
      said.get(it),
    ),
    [ip, `${ip}!`, '500', '4', '10.96.7.7', '8765', 'tcp://10.96.7.7:8765'],
  );
});

test.run();
