import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startServe, type Serving } from '../server/serving.ts';
import { realClients } from './clients.ts';

const test = suite('a real kubectl against serve');
const clients = realClients();
const folder = mkdtempSync(join(tmpdir(), 'slipway-kubectl-'));
const kubeconfig = join(folder, 'kubeconfig');
let serving: Serving | undefined;

test.before(async () => {
  if ('kubectl' in clients) serving = await startServe(kubeconfig, '--nodes', '3');
});
test.after(async () => {
  await serving?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function kubectl(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync((clients as { kubectl: string }).kubectl, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: kubeconfig },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: status, out: stdout, err: stderr };
}

/** What a command prints that has to go well. */
function good(...args: string[]): string {
  const { code, out, err } = kubectl(...args);
  assert.is(code, 0, `kubectl ${args.join(' ')}: ${err}${out}`);
  return out;
}

const WEB = `apiVersion: v1
kind: List
items:
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web, labels: {app: web}}
  spec:
    replicas: 2
    selector: {matchLabels: {app: web}}
    template:
      metadata: {labels: {app: web}}
      spec:
        containers:
        - name: web
          image: nginx:1.27
          ports: [{containerPort: 80, name: http}]
          resources: {requests: {cpu: 100m, memory: 64Mi}}
- apiVersion: v1
  kind: Service
  metadata: {name: web}
  spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
`;

if (!('kubectl' in clients)) {
  test('its absence is said', () => {
    console.log(`skipped: ${clients.reason}`);
  });
} else {
  test('versions, discovery, explain', () => {
    assert.match(good('version'), /Server Version: v1\.36/);
    const resources = good('api-resources');
    assert.match(resources, /^deployments +deploy +apps\/v1 +true +Deployment$/m);
    assert.match(resources, /^nodes +no +v1 +false +Node$/m);
    assert.match(good('api-versions'), /^networking\.k8s\.io\/v1$/m);
    assert.match(good('explain', 'deployment.spec.strategy'), /^FIELD: strategy <DeploymentStrategy>$/m);
    assert.match(good('cluster-info'), /is running at/);
  });

  test('apply, wait, get, describe', () => {
    writeFileSync(join(folder, 'web.yaml'), WEB);
    assert.is(good('apply', '-f', 'web.yaml'), 'deployment.apps/web created\nservice/web created\n');
    assert.match(good('rollout', 'status', 'deployment/web', '--timeout=50s'), /successfully rolled out/);
    assert.is(good('apply', '-f', 'web.yaml'), 'deployment.apps/web unchanged\nservice/web unchanged\n');
    assert.match(good('get', 'deployments'), /^web +2\/2 +2 +2 +\d+m?s$/m);
    const wide = good('get', 'pods', '-o', 'wide', '-l', 'app=web');
    assert.is(wide.match(/Running/g)?.length, 2);
    assert.match(wide, /node-/);
    const described = good('describe', 'deployment', 'web');
    assert.match(described, /^Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable$/m);
    assert.match(described, /ScalingReplicaSet .* Scaled up replica set web-\w+ from 0 to 2/);
    assert.match(good('describe', 'service', 'web'), /^Endpoints: +[\d.]+:80,[\d.]+:80$/m);
    assert.match(good('describe', 'node'), /^Allocated resources:$/m);
    assert.match(good('get', 'events'), /Scheduled/);
    assert.match(good('get', 'all'), /^service\/web /m);
  });

  test('scale, set image, history, undo, pause and resume', () => {
    assert.is(good('scale', 'deployment/web', '--replicas=4'), 'deployment.apps/web scaled\n');
    good('wait', 'deployment/web', '--for=jsonpath={.status.readyReplicas}=4', '--timeout=50s');
    assert.is(good('set', 'image', 'deployment/web', 'web=nginx:1.28'), 'deployment.apps/web image updated\n');
    good('rollout', 'status', 'deployment/web', '--timeout=50s');
    assert.match(good('rollout', 'history', 'deployment/web'), /^2 +<none>$/m);
    assert.is(good('rollout', 'undo', 'deployment/web'), 'deployment.apps/web rolled back\n');
    good('rollout', 'status', 'deployment/web', '--timeout=50s');
    assert.is(good('get', 'deploy', 'web', '-o', 'jsonpath={..containers[0].image}'), 'nginx:1.27');
    assert.is(good('rollout', 'pause', 'deployment/web'), 'deployment.apps/web paused\n');
    assert.is(good('rollout', 'resume', 'deployment/web'), 'deployment.apps/web resumed\n');
    assert.is(good('rollout', 'restart', 'deployment/web'), 'deployment.apps/web restarted\n');
    good('wait', '--for=condition=Available', 'deployment/web', '--timeout=50s');
  });

  test('create, label, annotate, patch, server-side apply, diff, delete', () => {
    good('create', 'configmap', 'settings', '--from-literal=a=1');
    assert.is(good('label', 'configmap', 'settings', 'tier=one'), 'configmap/settings labeled\n');
    assert.is(good('annotate', 'configmap', 'settings', 'note=x'), 'configmap/settings annotated\n');
    good('patch', 'configmap', 'settings', '-p', '{"data":{"a":"2"}}');
    assert.is(good('get', 'cm', 'settings', '-o', 'jsonpath={.data.a}'), '2');
    writeFileSync(
      join(folder, 'settings.yaml'),
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: "3"}\n',
    );
    const conflict = kubectl('apply', '--server-side', '-f', 'settings.yaml');
    assert.is(conflict.code, 1);
    assert.match(conflict.err, /conflict with "kubectl-patch"/);
    const differs = kubectl('diff', '-f', 'settings.yaml');
    assert.is(differs.code, 1, differs.err);
    assert.match(differs.out, /^\+ {2}a: "3"$/m);
    good('apply', '--server-side', '--force-conflicts', '-f', 'settings.yaml');
    assert.is(good('delete', 'configmap', 'settings'), 'configmap "settings" deleted from default namespace\n');
    assert.is(kubectl('get', 'configmap', 'settings').code, 1);
  });

  test("errors are the API server's own", () => {
    const wrong = kubectl('scale', 'deployment/nothing', '--replicas=1');
    assert.is(wrong.err, 'Error from server (NotFound): deployments.apps "nothing" not found\n');
    writeFileSync(join(folder, 'typo.yaml'), WEB.replace('replicas: 2', 'replica: 2'));
    const typo = kubectl('apply', '-f', 'typo.yaml');
    assert.is(typo.code, 1);
    assert.match(
      typo.err,
      /unknown field "(spec|items\[0\]\.spec|io\.k8s\.api\.apps\.v1\.DeploymentSpec)?\.?replica"|strict decoding error/,
    );
  });

  test('who may do what: can-i, whoami, impersonation, a token', () => {
    assert.is(good('auth', 'can-i', 'create', 'pods'), 'yes\n');
    assert.match(good('auth', 'whoami'), /^Username +admin$/m);
    good('create', 'serviceaccount', 'bot');
    good('create', 'rolebinding', 'bot', '--clusterrole=view', '--serviceaccount=default:bot');
    const as = '--as=system:serviceaccount:default:bot';
    assert.is(kubectl('auth', 'can-i', 'list', 'pods', as).out, 'yes\n');
    assert.is(kubectl('auth', 'can-i', 'list', 'secrets', as).out, 'no\n');
    assert.match(
      kubectl('get', 'secrets', as).err,
      /User "system:serviceaccount:default:bot" cannot list resource "secrets"/,
    );
    const token = good('create', 'token', 'bot').trim();
    writeFileSync(
      join(folder, 'bot'),
      good('config', 'view', '--raw', '--minify').replace(
        /client-certificate-data:.*\n.*client-key-data:.*/,
        `token: ${token}`,
      ),
    );
    assert.match(good('--kubeconfig', join(folder, 'bot'), 'auth', 'whoami'), /system:serviceaccount:default:bot/);
  });

  test('a watch tells what happens while it happens', async () => {
    const watching = spawn(clients.kubectl, ['get', 'configmaps', '--watch', '-o', 'name'], {
      env: { HOME: folder, KUBECONFIG: kubeconfig },
    });
    let seen = '';
    watching.stdout.on('data', (part: Buffer) => (seen += part.toString()));
    const told = async (text: string): Promise<void> => {
      for (let i = 0; !seen.includes(text); i++) {
        assert.ok(i < 100, `the watch never told of ${text}: ${seen}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    await told('configmap/kube-root-ca.crt');
    good('create', 'configmap', 'while-watching');
    await told('configmap/while-watching');
    watching.kill();
  });

  test('exec tells what the cluster knows, and refuses what would need a program', () => {
    good('create', 'configmap', 'conf', '--from-literal=colour=blue');
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'tool' },
      spec: {
        volumes: [{ name: 'conf', configMap: { name: 'conf' } }],
        containers: [
          {
            name: 'tool',
            image: 'tool:1',
            env: [{ name: 'GREETING', value: 'hello' }],
            volumeMounts: [{ name: 'conf', mountPath: '/conf' }],
          },
        ],
      },
    };
    writeFileSync(join(folder, 'tool.json'), JSON.stringify(pod));
    good('apply', '-f', 'tool.json');
    good('wait', '--for=condition=Ready', 'pod/tool', '--timeout=50s');
    assert.is(good('exec', 'tool', '--', 'cat', '/conf/colour'), 'blue');
    assert.is(good('exec', 'tool', '--', 'ls', '/conf'), 'colour\n');
    assert.is(good('exec', 'tool', '--', 'sh', '-c', 'echo $GREETING && hostname'), 'hello\ntool\n');
    const missing = kubectl('exec', 'tool', '--', 'nginx', '-v');
    assert.is(missing.code, 127);
    assert.match(missing.err, /nginx: not simulated: no programs run in this container/);
    const old = spawnSync(clients.kubectl, ['exec', '-i', 'tool', '--', 'cat'], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        KUBECONFIG: kubeconfig,
        KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false',
      },
      encoding: 'utf8',
      input: 'over SPDY, as clients of old do\n',
      timeout: 60_000,
    });
    assert.is(old.stdout, 'over SPDY, as clients of old do\n', old.stderr);
    good('delete', 'pod', 'tool', '--wait=false');
  });

  test('logs are what is known of a container’s life, followed to its end', async () => {
    const pod = (name: string, extra: object): object => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { containers: [{ name: 'main', image: 'tool:1' }], ...extra },
    });
    writeFileSync(join(folder, 'talker.json'), JSON.stringify(pod('talker', {})));
    good('apply', '-f', 'talker.json');
    const early = kubectl('logs', 'talker');
    if (early.code)
      assert.match(
        early.err,
        /container "main" in pod "talker" is (waiting to start: ContainerCreating|not available)/,
      );
    good('wait', '--for=condition=Ready', 'pod/talker', '--timeout=50s');
    assert.match(
      good('logs', 'talker'),
      /^slipway: tool:1 is simulated and prints nothing;.*\nslipway: started\nslipway: ready\n$/,
    );
    assert.is(good('logs', 'talker', '--tail=1'), 'slipway: ready\n');
    assert.match(
      good('logs', 'talker', '--timestamps', '--tail=1'),
      /^\d{4}-\d\d-\d\dT[\d:]+\.\d{9}Z slipway: ready\n$/,
    );
    assert.match(
      kubectl('logs', 'talker', '--previous').err,
      /previous terminated container "main" in pod "talker" not found/,
    );
    const following = spawn(clients.kubectl, ['logs', '-f', 'talker'], {
      env: { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: kubeconfig },
    });
    let seen = '';
    following.stdout.on('data', (it: Buffer) => (seen += it.toString()));
    const ended = new Promise<number | null>((resolve) => void following.on('close', resolve));
    for (let i = 0; i < 100 && !seen.includes('ready'); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    good('delete', 'pod', 'talker', '--wait=false');
    assert.is(await ended, 0);
    assert.match(seen, /started\nslipway: ready\n/);
  });

  test('ports are forwarded to what a manifest says is there; others are refused with the reason', async () => {
    for (const websockets of ['true', 'false']) {
      const forwarding = spawn(clients.kubectl, ['port-forward', 'service/web', ':80'], {
        env: {
          PATH: process.env['PATH'],
          HOME: folder,
          KUBECONFIG: kubeconfig,
          KUBECTL_PORT_FORWARD_WEBSOCKETS: websockets,
        },
      });
      let [out, err] = ['', ''];
      forwarding.stdout.on('data', (it: Buffer) => (out += it.toString()));
      forwarding.stderr.on('data', (it: Buffer) => (err += it.toString()));
      for (let i = 0; i < 200 && !/127\.0\.0\.1:\d+ ->/.test(out); i++)
        await new Promise((resolve) => setTimeout(resolve, 50));
      const port = /127\.0\.0\.1:(\d+) -> 80/.exec(out)?.[1];
      assert.ok(port, out + err);
      for (const path of ['/', '/again']) {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`);
        assert.is(answer.status, 200);
        assert.match(
          await answer.text(),
          new RegExp(
            `container web \\(nginx:1\\.27\\) of pod web-.* is simulated\\. It is ready, and would answer GET ${path} on 80`,
          ),
        );
      }
      forwarding.kill();
    }
    const refused = spawn(clients.kubectl, ['port-forward', 'deployment/web', ':81'], {
      env: { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: kubeconfig },
    });
    let told = '';
    for (const it of [refused.stdout, refused.stderr]) it.on('data', (part: Buffer) => (told += part.toString()));
    for (let i = 0; i < 200 && !/127\.0\.0\.1:\d+ ->/.test(told); i++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const port = /127\.0\.0\.1:(\d+) ->/.exec(told)![1];
    await fetch(`http://127.0.0.1:${port}/`).then(
      () => assert.unreachable('nothing listens there'),
      () => undefined,
    );
    for (let i = 0; i < 100 && !told.includes('simulated'); i++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    refused.kill();
    assert.match(told, /its manifest names nothing that listens on 81; it names 80/);
  });

  test('top tells what the simulation says is used', async () => {
    const served = join(folder, 'metrics');
    writeFileSync(
      join(folder, 'top.mts'),
      `export default { synth: () => ({ name: 'top', simulation: { pools: [{ name: 'n', nodes: 1, cpu: 2, memory: '4Gi' }], programs: [{ image: 'busy', cpu: '250m', memory: '128Mi' }] }, objects: [{ path: 'a', chart: 'a', after: [], object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'busy', namespace: 'default' }, spec: { containers: [{ name: 'busy', image: 'busy' }, { name: 'idle', image: 'unknown' }] } } }] }) };\n`,
    );
    const other = await startServe(served, join(folder, 'top.mts'));
    const top = (...args: string[]): string => {
      const { stdout, stderr, status } = spawnSync(clients.kubectl, ['top', ...args], {
        env: { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: served },
        encoding: 'utf8',
      });
      assert.is(status, 0, stderr);
      return stdout;
    };
    assert.match(other.output(), /1 objects of top deployed/);
    assert.match(top('pods'), /^busy +250m +128Mi *$/m);
    assert.match(top('pods', '--containers'), /^busy +busy +250m +128Mi *$/m);
    assert.match(top('nodes'), /^n-a-1 +250m +12% +128Mi +3% *$/m);
    await other.stop();
  });

  test('cordon, drain, uncordon; delete waits until it is gone', () => {
    const node = good('get', 'pods', '-l', 'app=web', '-o', 'jsonpath={.items[0].spec.nodeName}');
    assert.is(good('cordon', node), `node/${node} cordoned\n`);
    assert.match(good('get', 'node', node), /Ready,SchedulingDisabled/);
    assert.match(good('drain', node, '--ignore-daemonsets', '--timeout=50s'), new RegExp(`node/${node} drained`));
    good('uncordon', node);
    good('delete', '-f', 'web.yaml', '--timeout=50s');
    good('wait', '--for=delete', 'pod', '-l', 'app=web', '--timeout=50s');
    assert.is(good('get', 'pods', '-l', 'app=web', '-o', 'name'), '');
    good('create', 'namespace', 'short');
    good('delete', 'namespace', 'short', '--timeout=50s');
    assert.is(kubectl('get', 'namespace', 'short').code, 1);
  });
}

test.run();
