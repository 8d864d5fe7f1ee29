// What other tools pass on without a word, and a cluster refuses, ignores or suffers later. Each is an error here, or an outcome told.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deploy } from '../../lib/deploy/walker.ts';
import { Cluster } from '../../lib/engine/cluster.ts';
import {
  ApiObject,
  App,
  Chart,
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  CronJob,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  Role,
  Service,
  ServiceAccount,
  StatefulSet,
  StorageClass,
  SynthError,
} from '../../lib/index.ts';
import { plan, type PlanResult } from '../../lib/plan/plan.ts';
import { planText } from '../../lib/report/text.ts';
import { findings } from '../../lib/report/verdict.ts';

const test = suite('failures that are silent elsewhere');

function problemsOf(build: (chart: Chart, app: App) => void): string[] {
  const app = new App();
  build(new Chart(app, 'c', { namespace: 'default' }), app);
  try {
    app.synth();
  } catch (error) {
    if (!(error instanceof SynthError)) throw error;
    return error.problems.map((it) => `${it.path} ${it.field ?? ''}: ${it.message}`);
  }
  return [];
}

const raw = (chart: Chart, containers: readonly object[], more: object = {}): ApiObject =>
  new ApiObject(chart, 'raw', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: { metadata: { labels: { a: 'b' } }, spec: { containers, ...more } },
    },
  });

const errors: [string, (chart: Chart, app: App) => void, RegExp][] = [
  [
    'a name that is none',
    (c) => void new ConfigMap(c, 'x', { metadata: { name: 'Invalid_Name!' } }),
    /metadata\.name: Invalid value/,
  ],
  [
    'a label value with a space',
    (c) => void new ConfigMap(c, 'x', { metadata: { labels: { a: 'b c' } } }),
    /metadata\.labels: Invalid value: "b c"/,
  ],
  [
    'a label value with &',
    (c) => void new ConfigMap(c, 'x', { metadata: { labels: { a: 'b&c' } } }),
    /Invalid value: "b&c"/,
  ],
  [
    'a label value with !',
    (c) => void new ConfigMap(c, 'x', { metadata: { labels: { a: 'b!' } } }),
    /Invalid value: "b!"/,
  ],
  [
    'two objects of one kind and name',
    (c) => void ['a', 'b'].map((id) => new ConfigMap(c, id, { metadata: { name: 'x' } })),
    /there is already a ConfigMap x in namespace default: c\/a/,
  ],
  [
    'the same, with the namespace said once and meant twice',
    (c, app) => {
      new ConfigMap(c, 'a', { metadata: { name: 'x' } });
      new ConfigMap(new Chart(app, 'd'), 'b', { metadata: { name: 'x' } });
    },
    /there is already a ConfigMap x: c\/a/,
  ],
  [
    'a mistyped field of a raw object',
    (c) => void raw(c, [{ name: 'a', image: 'x', imagePulPolicy: 'Always' }]),
    /imagePulPolicy: unknown field\. Did you mean imagePullPolicy\?/,
  ],
  [
    'a mistyped prop, past the compiler',
    (c) => void new Deployment(c, 'x', { image: 'x', pullPolcy: 'Always' } as never),
    /pullPolcy: unknown field\. Did you mean pullPolicy\?/,
  ],
  [
    'an unknown field by a patch',
    (c) => void new Deployment(c, 'x', { image: 'x' }).patch({ json: [{ op: 'add', path: '/spec/nope', value: 1 }] }),
    /spec\.nope: unknown field/,
  ],
  [
    'rights for a service account of no namespace',
    (_, app) => {
      const chart = new Chart(app, 'd');
      const role = new ClusterRole(chart, 'role', { rules: [] });
      new ClusterRoleBinding(chart, 'b', { role, subjects: [new ServiceAccount(chart, 'sa')] });
    },
    /d\/b subjects\[0\]\.namespace: Required value/,
  ],
  [
    'containers without a name',
    (c) => void raw(c, [{ image: 'x' }, { image: 'y' }]),
    /containers\[0\]\.name: Required value/,
  ],
  [
    'two containers of one name',
    (c) =>
      void raw(c, [
        { name: 'main', image: 'x' },
        { name: 'main', image: 'y' },
      ]),
    /containers\[1\]\.name: Duplicate value: "main"/,
  ],
  [
    'two containers of one name, by a sidecar',
    (c) => void new Deployment(c, 'web', { image: 'x', sidecars: { web: { image: 'y' } } }),
    /containers\[1\]\.name: Duplicate value: "web"/,
  ],
  [
    'limits below requests',
    (c) => void new Deployment(c, 'x', { image: 'x', requests: { cpu: '2' }, limits: { cpu: '1' } }),
    /requests: Invalid value: "2": must be less than or equal to cpu limit of 1/,
  ],
  [
    'port 99999',
    (c) => void new Deployment(c, 'x', { image: 'x', ports: { http: 99999 } }),
    /containerPort: Invalid value: 99999: must be between/,
  ],
  [
    'replicas below 0',
    (c) => void new Deployment(c, 'x', { image: 'x', replicas: -3 }),
    /spec\.replicas: Invalid value: -3/,
  ],
  ['no image', (c) => void new Deployment(c, 'x', { image: '' }), /containers\[0\]\.image: Required value/],
  [
    'a path mounted twice',
    (c) =>
      void new Deployment(c, 'x', {
        image: 'x',
        volumes: { a: { mount: '/data', emptyDir: true }, b: { mount: '/data', emptyDir: true } },
      }),
    /volumeMounts\[1\]\.mountPath: Invalid value: "\/data": must be unique/,
  ],
  [
    'a volume of a ConfigMap that nobody makes',
    (c) => void new Deployment(c, 'x', { image: 'x', volumes: { v: { mount: '/v', configMap: 'ghost' } } }),
    /no ConfigMap ghost in namespace default/,
  ],
  [
    'a probe of a port that the container does not have',
    (c) => void new Deployment(c, 'x', { image: 'x', ports: { http: 80 }, ready: { get: '/', port: 'htpp' } }),
    /c\/x ready\.port: no port of the container is called htpp; it has http\. Did you mean http\?/,
  ],
  [
    'a connection tried on a port that the container does not have',
    (c) => void new Deployment(c, 'x', { image: 'x', ports: { db: 80 }, live: { tcp: 'web' } }),
    /c\/x live\.tcp: no port of the container is called web; it has db/,
  ],
  [
    'a route to what is no Service',
    (c) => void new Ingress(c, 'x').route('a.example.com', '/', { name: 'web' } as never),
    /c\/x route: a route leads to a Service, such as web\.expose\(\)/,
  ],
  [
    'a schedule that is none',
    (c) => void new CronJob(c, 'x', { image: 'x', schedule: '61 * * * *' }),
    /c\/x spec\.schedule: Invalid value: "61 \* \* \* \*": end of range \(61\) above maximum \(59\): 61/,
  ],
  [
    'a schedule in a time zone that is none',
    (c) => void new CronJob(c, 'x', { image: 'x', schedule: '@daily', timeZone: 'Europe/Berln' }),
    /c\/x spec\.timeZone: Invalid value: "Europe\/Berln": unknown time zone Europe\/Berln/,
  ],
  [
    'a CronJob whose Jobs could have no name',
    (c) => void new CronJob(c, 'x'.repeat(53), { image: 'x', schedule: '@daily' }),
    /metadata\.name: Invalid value: "x+": must be no more than 52 characters/,
  ],
  [
    'a budget for nothing, past the compiler',
    (c) => void new PodDisruptionBudget(c, 'x', { minAvailable: 1 } as never),
    /c\/x of: /,
  ],
  [
    'a ConfigMap of another namespace',
    (c, app) => {
      const far = new ConfigMap(new Chart(app, 'd', { namespace: 'kube-system' }), 'far', { data: { a: 'b' } });
      new Deployment(c, 'x', { image: 'x', env: { A: { configMap: far, key: 'a' } } });
    },
    /no ConfigMap far in namespace default, and nothing here makes one\. There is one in namespace kube-system \(d\/far\), which is out of reach/,
  ],
  [
    'a key that a ConfigMap does not have',
    (c) => {
      const map = new ConfigMap(c, 'map', { data: { a: 'b' } });
      new Deployment(c, 'x', { image: 'x', env: { A: { configMap: map, key: 'b' } } });
    },
    /env\[0\]\.valueFrom\.configMapKeyRef: ConfigMap map has no key b; it has a/,
  ],
  [
    'a mount of a volume that is none',
    (c) => void new Deployment(c, 'x', { image: 'x', container: { volumeMounts: [{ name: 'v', mountPath: '/v' }] } }),
    /volumeMounts\[0\]\.name: Not found: "v"/,
  ],
  [
    'a kind in a group where it is not',
    (c) => void new ApiObject(c, 'x', { apiVersion: 'v1', kind: 'Deployment' }),
    /kind: there is no Deployment in v1\. It is in apps\/v1/,
  ],
  [
    'a version that is gone',
    (c) => void new ApiObject(c, 'x', { apiVersion: 'apps/v1beta1', kind: 'Deployment' }),
    /apps\/v1beta1 Deployment is gone since 1\.16: use apps\/v1/,
  ],
  [
    'an amount with no such unit',
    (c) => void new Deployment(c, 'x', { image: 'x', requests: { memory: '1GB' } }),
    /requests\[memory\]: Invalid value: "1GB": quantities must match/,
  ],
  [
    'fewer replicas at most than at least',
    (c) => {
      const web = new Deployment(c, 'web', { image: 'x', requests: { cpu: '1' } });
      new HorizontalPodAutoscaler(c, 'x', { of: web, min: 5, max: 3, cpu: 80 });
    },
    /spec\.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`/,
  ],
  [
    'pods that two workloads take for theirs',
    (c, app) => {
      new Deployment(c, 'a', { image: 'x', metadata: { name: 'web' } });
      new StatefulSet(new Chart(app, 'd', { namespace: 'default' }), 'b', {
        image: 'x',
        ports: { p: 1 },
        metadata: { name: 'web' },
      });
    },
    /selects the pods of (StatefulSet|Deployment) web too \(\w\/\w\)/,
  ],
];
for (const [name, build, expected] of errors)
  test(`an error: ${name}`, () => {
    const problems = problemsOf(build);
    assert.ok(
      problems.some((it) => expected.test(it)),
      `${expected} in ${JSON.stringify(problems)}`,
    );
  });

test('a patch of a number keeps it', () => {
  const app = new App();
  const it = new Deployment(new Chart(app, 'c'), 'x', { image: 'x' });
  it.patch({ json: [{ op: 'add', path: '/spec/strategy', value: { rollingUpdate: { maxSurge: 1 } } }] });
  assert.is(it.toJson()['spec'].strategy.rollingUpdate.maxSurge, 1);
});

test('a chart’s namespace is given to what has one, and to nothing else; the Namespace comes first', () => {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'shop' });
  new ConfigMap(chart, 'settings');
  const role = new ClusterRole(chart, 'role');
  new ClusterRoleBinding(chart, 'binding', { role, subjects: [{ user: 'u' }] });
  new Role(chart, 'own');
  new Namespace(chart, 'shop');
  const all = app.toJson();
  assert.is(
    all.findIndex((it) => it.kind === 'Namespace'),
    0,
  );
  for (const { kind, metadata } of all)
    assert.is(metadata.namespace, ['ConfigMap', 'Role'].includes(kind!) ? 'shop' : undefined, kind);
});

async function planned(build: (chart: Chart) => void): Promise<PlanResult> {
  const app = new App({ name: 'x' });
  build(new Chart(app, 'c', { namespace: 'default' }));
  const synth = app.synth();
  return plan(Cluster.create({ simulation: synth.simulation, seed: 'silent' }), synth);
}

test('an outcome: a Service whose selector matches no pod', async () => {
  const { after } = await planned((c) => {
    const service = new Service(c, 'admin', { selector: { app: 'admin' }, ports: [{ port: 80 }] });
    new Ingress(c, 'front').route('admin.example.com', '/', service);
  });
  assert.ok(findings(after).some((it) => it.kind === 'dangling'));
  assert.ok(JSON.stringify(after.routing).includes('selector app=admin matches no pod'));
});

const outcomes: [string, string, (chart: Chart, web: Deployment) => void, string, RegExp][] = [
  [
    'a Service whose target port no pod has',
    'dangling',
    (c, web) => void new Service(c, 'x', { selector: web.selector, ports: [{ port: 80, targetPort: 'htttp' }] }),
    'default/x',
    /port 80 goes to htttp, which no pod has/,
  ],
  [
    'a route to a Service that is not there',
    'dangling',
    (c) => void ingressTo(c, { service: { name: 'svcc', port: { number: 80 } } }),
    'http://a.example.com/',
    /no Service svcc in namespace default/,
  ],
  [
    'a route to a port that the Service does not have',
    'dangling',
    (c, web) => ingressTo(c, { service: { name: web.expose({ port: 80 }).name, port: { number: 81 } } }),
    'http://a.example.com/',
    /Service web has no port 81/,
  ],
  [
    'a budget that selects nothing',
    'undrainable',
    (c) =>
      void new ApiObject(c, 'x', {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        spec: { minAvailable: 1, selector: { matchLabels: { app: 'wbe' } } },
      }),
    'default/x',
    /selects no pod/,
  ],
  [
    'an autoscaler of what is not there',
    'unscaled',
    (c) =>
      void new ApiObject(c, 'x', {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'wbe' } },
      }),
    'default/x',
    /scales Deployment wbe, which is not there/,
  ],
  [
    'an autoscaler that goes by a share of requests that are not said',
    'unscaled',
    (c, web) => void new HorizontalPodAutoscaler(c, 'x', { of: web, min: 1, max: 3, cpu: 80 }),
    'default/x',
    /goes by a share of requested cpu, and container web of Deployment web requests none/,
  ],
  [
    'a policy that selects nothing',
    'dangling',
    (c) => void new NetworkPolicy(c, 'x', { select: { app: 'wbe' } }),
    'NetworkPolicy default/x',
    /selects no workload/,
  ],
  [
    'an address of a namespace that is mistyped',
    'dangling',
    (c) => void new Deployment(c, 'x', { image: 'x', env: { API: 'http://web.defualt.svc.cluster.local:80' } }),
    'default/x → defualt/web:80',
    /API: no Service web in namespace defualt/,
  ],
];
function ingressTo(c: Chart, backend: object): void {
  new ApiObject(c, 'x', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    spec: { rules: [{ host: 'a.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  });
}
for (const [name, kind, build, about, message] of outcomes)
  test(`an outcome: ${name}, with the line that made it`, async () => {
    const result = await planned((c) => build(c, new Deployment(c, 'web', { image: 'x', ports: { http: 80 } })));
    const found = findings(result.after).find((it) => it.kind === kind && it.about === about);
    assert.ok(found, JSON.stringify(findings(result.after)));
    assert.match(found.message, message);
    const text = planText(result, { sources: new Map([[found.object!, 'main.ts:7:1  c/x']]) });
    assert.match(text, /main\.ts:7:1  c\/x/);
  });

test('an outcome: a manifest whose probe names no port of its container never becomes ready, and says so', async () => {
  const probe = (port: string): Promise<PlanResult> =>
    planned((c) => {
      const readinessProbe = { httpGet: { path: '/', port } };
      raw(c, [{ name: 'a', image: 'x', ports: [{ name: 'http', containerPort: 80 }], readinessProbe }]);
    });
  assert.ok((await probe('http')).deploy.ok);
  const { after, deploy: result } = await probe('htpp');
  assert.not(result.ok);
  assert.is(after.placement.workloads[0]!.ready, 0);
});

test('restricted egress leaves the way to DNS open', () => {
  const app = new App();
  new Deployment(new Chart(app, 'c', { namespace: 'default' }), 'x', { image: 'x' }).restrictEgress();
  const policy = app.toJson().find((it) => it.kind === 'NetworkPolicy')!;
  assert.equal(
    policy['spec'].egress[0].ports.map((it: { port: number; protocol: string }) => `${it.protocol} ${it.port}`),
    ['UDP 53', 'TCP 53'],
  );
});

test('an outcome: egress that leaves no way to DNS blocks every address by name', async () => {
  const blocked = async (dns: boolean): Promise<string[]> => {
    const { after } = await planned((c) => {
      const db = new Deployment(c, 'db', { image: 'x', ports: { db: 5432 } });
      const web = new Deployment(c, 'web', { image: 'x', env: { DB: db.address('db') } });
      const out = new NetworkPolicy(c, 'out', { select: web.selector, directions: ['Egress'] });
      out.allowEgress({ pods: db.selector }, [5432]);
      if (dns) out.allowEgress({ namespace: 'kube-system' }, [53], ['UDP', 'TCP']);
    });
    return findings(after).flatMap((it) => (it.kind === 'blocked' ? [JSON.stringify(it)] : []));
  };
  assert.match((await blocked(false)).join(), /no way to DNS/);
  assert.equal(await blocked(true), []);
});

test('an outcome: another id for a StatefulSet is another StatefulSet, the old one goes and its data is left with nobody', async () => {
  const synth = (id: string) => {
    const app = new App({ name: 'x' });
    const chart = new Chart(app, 'c', { namespace: 'default' });
    const storageClass = new StorageClass(chart, 'fast', { provisioner: 'csi.example.com' });
    new StatefulSet(chart, id, {
      image: 'x',
      ports: { db: 1 },
      claims: { data: { size: '1Gi', mount: '/data', storageClass } },
    });
    return app.synth();
  };
  const before = synth('old');
  const cluster = Cluster.create({ simulation: before.simulation, seed: 'silent' });
  await deploy(cluster.client(), before);
  cluster.untilQuiet();
  const planned = await plan(cluster, synth('new'));
  const { changes } = planned;
  const said = changes.map((it) => `${it.action} ${it.kind} ${it.name}`);
  assert.ok(said.includes('create StatefulSet new'), said.join());
  assert.ok(said.includes('delete StatefulSet old'), said.join());
  assert.match(
    planText(planned),
    /! default\/data-old-0  stays with its data, but nobody uses it: default\/old is gone/,
  );
});

test('an outcome: a claim of no class where none is the default waits, and says what it wants', async () => {
  const { after } = await planned(
    (c) =>
      void new StatefulSet(c, 'db', {
        image: 'x',
        ports: { db: 1 },
        claims: { data: { size: '1Gi', mount: '/data' } },
      }),
  );
  const pending = findings(after).find((it) => it.kind === 'pending');
  assert.match(JSON.stringify(pending), /a storage class for claim data-db-0: it names none, and none is the default/);
});

test('spread over zones is a wish: replicas beyond the zones run', async () => {
  const { after } = await planned((c) => void new Deployment(c, 'web', { image: 'x', replicas: 5, spread: 'zones' }));
  assert.is(after.placement.workloads.find((it) => it.name === 'web')!.ready, 5);
});

test('an outcome: spread that is required, or apart, leaves pods pending and says so', async () => {
  const { after } = await planned(
    (c) =>
      void new Deployment(c, 'web', {
        image: 'x',
        replicas: 5,
        apart: { to: { selector: { 'app.kubernetes.io/name': 'web' } }, over: 'zones', required: true },
      }),
  );
  assert.ok(findings(after).some((it) => it.kind === 'pending'));
});

test.run();
