// The same stories for an embedded cluster and for one behind HTTPS: one walker serves both.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Client } from '../../lib/api/client.ts';
import type { KubeObject } from '../../lib/api/object.ts';
import type { DeployEvent, DeployObject, DeployOptions } from '../../lib/deploy/interface.ts';
import { readInventory } from '../../lib/deploy/inventory.ts';
import { destroy } from '../../lib/deploy/removal.ts';
import { deploy } from '../../lib/deploy/walker.ts';
import { Cluster } from '../../lib/engine/cluster.ts';
import { preview } from '../../lib/plan/preview.ts';
import { serveHere, type ServedHere } from '../server/in-process.ts';

const namespace = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const web = (space: string, extra: Record<string, unknown> = {}, name = 'web'): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: space },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image: 'nginx' }] } },
    ...extra,
  },
});
const map = (space: string, name: string, data: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: space },
  data,
});
const tree = (objects: readonly KubeObject[]): DeployObject[] =>
  objects.map((object, i) => ({
    object,
    path: `app/${object.metadata.name}`,
    source: `main.ts:${i + 1}:1`,
    after: i > 0 && objects[0]!.kind === 'Namespace' ? [0] : [],
  }));

for (const where of ['in process', 'over HTTPS'] as const) {
  const test = suite(`deploying ${where}`);
  let served: ServedHere | undefined;
  let client: Client;
  let cluster: Cluster;
  const fast: DeployOptions = { origins: true, ...(where === 'over HTTPS' ? { interval: 30 } : {}) };

  test.before(async () => {
    if (where === 'over HTTPS') {
      served = await serveHere();
      client = served.client();
      cluster = served.cluster;
    } else {
      cluster = Cluster.create({ simulation: { pools: [{ name: 'node', nodes: 3 }] } });
      client = cluster.client();
    }
  });
  test.after(() => served?.close());

  test('a tree is applied in order, waited for, and the second time there is nothing to do', async () => {
    const objects = tree([namespace('one'), web('one'), map('one', 'settings')]);
    const events: string[] = [];
    const progress = ({ type, ...it }: DeployEvent): void =>
      void events.push(`${type} ${'at' in it ? it.at.object.kind : ''}`);
    const first = await deploy(client, { name: 'one', objects }, { ...fast, progress });
    assert.equal([first.ok, first.applied, first.unchanged], [true, 3, 0]);
    assert.is(events[0], 'applied Namespace');
    assert.is(events.at(-1), 'current Deployment');
    assert.is((await client.get('deployments.apps', 'one', 'web'))['status'].readyReplicas, 2);
    const second = await deploy(client, { name: 'one', objects }, fast);
    assert.equal([second.ok, second.applied, second.unchanged], [true, 0, 3]);
    const found = await preview(client, { name: 'one', objects });
    assert.equal([found.first, found.changes, found.unchanged], [false, [], 3]);
  });

  test('the inventory remembers where objects were written', async () => {
    const { origins, kinds } = await readInventory(client, 'one');
    assert.equal(origins.get('Deployment one/web'), { path: 'app/web', source: 'main.ts:2:1' });
    assert.equal([...kinds].sort(), ['ConfigMap', 'Deployment.apps', 'Namespace']);
  });

  test('a preview tells fields, creations, removals, and what is refused, and changes nothing', async () => {
    const objects = tree([namespace('one'), web('one', { replicas: 4 }), map('one', 'more'), map('one', 'Bad Name')]);
    const found = await preview(client, { name: 'one', objects });
    assert.equal(
      found.changes.map((it) =>
        `${it.action} ${it.kind} ${it.name} ${it.fields.map((field) => field.path).join()}`.trim(),
      ),
      ['update Deployment web spec.replicas', 'create ConfigMap more', 'delete ConfigMap settings'],
    );
    assert.is(found.refused.length, 1);
    assert.match(found.refused[0]!.message, /Bad Name/);
    assert.is((await client.get('deployments.apps', 'one', 'web'))['spec'].replicas, 2);
    assert.ok(await client.get('configmaps', 'one', 'settings'));
  });

  test('a field that cannot be changed in place is a replacement in the preview and a failure in the walk', async () => {
    const other = web('one');
    const changed = {
      ...other,
      spec: {
        ...other['spec'],
        selector: { matchLabels: { app: 'x' } },
        template: { ...other['spec'].template, metadata: { labels: { app: 'x' } } },
      },
    };
    const objects = tree([namespace('one'), changed as KubeObject, map('one', 'settings')]);
    const found = await preview(client, { name: 'one', objects });
    assert.equal(
      found.changes.map((it) => [it.action, it.name, it.note]),
      [['replace', 'web', 'cannot be changed in place: its pods go before new ones come']],
    );
    const result = await deploy(client, { name: 'one', objects }, fast);
    assert.not(result.ok);
    assert.match(result.failures[0]!.message, /field is immutable/);
  });

  test('fields that others own are left alone and told, unless they are taken over', async () => {
    await client.patch(
      'deployments.apps',
      'one',
      'web',
      'merge',
      { spec: { replicas: 3 } },
      { fieldManager: 'somebody' },
    );
    const objects = tree([namespace('one'), web('one'), map('one', 'settings')]);
    const found = await preview(client, { name: 'one', objects });
    assert.equal(found.changes, []);
    assert.equal(
      found.left.map((it) => it.fields.map(({ path }) => path)),
      [['spec.replicas']],
    );
    assert.match(found.left[0]!.fields[0]!.owner, /somebody/);
    const left = await deploy(client, { name: 'one', objects }, fast);
    assert.ok(left.ok);
    assert.is(left.left.length, 1);
    assert.is((await client.get('deployments.apps', 'one', 'web'))['spec'].replicas, 3);
    const taken = await deploy(client, { name: 'one', objects }, { ...fast, conflicts: 'take' });
    assert.equal([taken.ok, taken.left], [true, []]);
    assert.is((await client.get('deployments.apps', 'one', 'web'))['spec'].replicas, 2);
  });

  test('what is there already is adopted, not replaced; what is part of another deployment is left to it', async () => {
    const made = await client.create('configmaps', map('one', 'found', { a: '1' }), { fieldManager: 'kubectl-create' });
    const objects = tree([map('one', 'found', { a: '1', b: '2' })]);
    const found = await preview(client, { name: 'two', objects });
    assert.equal(found.adopted, ['ConfigMap one/found']);
    assert.ok((await deploy(client, { name: 'two', objects }, fast)).ok);
    const adopted = await client.get('configmaps', 'one', 'found');
    assert.is(adopted.metadata.uid, made.metadata.uid);
    assert.equal(adopted['data'], { a: '1', b: '2' });
    const stolen = await deploy(client, { name: 'three', objects }, fast);
    assert.match(stolen.failures[0]!.message, /part of another deployment/);
  });

  test('a construct that moves in its tree keeps its object; one that makes another name is told as a rename', async () => {
    const moved = tree([map('one', 'found', { a: '1', b: '2' })]).map((it) => ({ ...it, path: 'app/deeper/found' }));
    assert.equal((await preview(client, { name: 'two', objects: moved })).changes, []);
    const { metadata } = await client.get('configmaps', 'one', 'found');
    assert.ok((await deploy(client, { name: 'two', objects: moved }, fast)).ok);
    assert.is((await client.get('configmaps', 'one', 'found')).metadata.uid, metadata.uid);
    const renamed = tree([map('one', 'other')]).map((it) => ({ ...it, path: 'app/deeper/found' }));
    const { changes } = await preview(client, { name: 'two', objects: renamed });
    assert.equal(
      changes.map((it) => [it.action, it.name]),
      [
        ['create', 'other'],
        ['delete', 'found'],
      ],
    );
    assert.match(changes[0]!.note!, /was found, which is removed; name: 'found' would keep it/);
  });

  test('what holds data stays when it leaves the tree, and is found again by a later deployment', async () => {
    const claim: KubeObject = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'four' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: '',
        volumeName: 'disk',
        resources: { requests: { storage: '1Gi' } },
      },
    };
    const volume: KubeObject = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'disk' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        hostPath: { path: '/x' },
        persistentVolumeReclaimPolicy: 'Retain',
      },
    };
    const widgets: KubeObject = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget', singular: 'widget', listKind: 'WidgetList' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    };
    const widget: KubeObject = {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'w', namespace: 'four' },
    };
    const all = tree([namespace('four'), volume, claim, widgets, map('four', 'settings')]);
    const four = [...all, { object: widget, after: [0, 3] }];
    assert.equal((await deploy(client, { name: 'four', objects: four }, fast)).failures, []);
    await client.create('widgets.example.com', { ...widget, metadata: { name: 'theirs', namespace: 'four' } });
    const gone = await deploy(client, { name: 'four', objects: [] }, fast);
    assert.equal([...gone.pruned].sort(), ['ConfigMap four/settings', 'Widget four/w']);
    assert.equal(gone.kept.map((it) => `${it.id}: ${it.why}`).sort(), [
      'CustomResourceDefinition widgets.example.com: 1 Widget object goes with it',
      'Namespace four: 1 claim goes with it',
      'PersistentVolume disk: it holds data',
      'PersistentVolumeClaim four/data: its volume goes with it',
    ]);
    assert.is((await deploy(client, { name: 'four', objects: [] }, fast)).kept.length, 4);
    const last = await destroy(client, 'four', { pruneData: true });
    assert.is(last.removed.length, 4);
    assert.equal((await readInventory(client, 'four')).kinds.size, 0);
  });

  test('a StatefulSet whose claims go with it stays', async () => {
    const set: KubeObject = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db', namespace: 'one' },
      spec: {
        replicas: 1,
        serviceName: 'db',
        selector: { matchLabels: { app: 'db' } },
        template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'db', image: 'x' }] } },
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
      },
    };
    // Its claims stay pending on machines without storage, and there they are all the same.
    await deploy(client, { name: 'five', objects: tree([set]) }, { ...fast, timeout: 400 });
    const gone = await deploy(client, { name: 'five', objects: [] }, fast);
    assert.equal(gone.kept, [{ id: 'StatefulSet one/db', why: 'its 1 claim goes with it' }]);
  });

  test('what is stopped goes on from there', async () => {
    const objects = tree([namespace('six'), map('six', 'a'), web('six'), map('six', 'b')]).map((it, i) => ({
      ...it,
      after: i ? [i - 1] : [],
    }));
    const stop = new AbortController();
    const progress = (event: DeployEvent): void =>
      void (event.type === 'applied' && event.at.object.kind === 'Deployment' && stop.abort());
    const half = await deploy(client, { name: 'six', objects }, { ...fast, signal: stop.signal, progress });
    assert.equal([half.ok, half.interrupted, half.applied, half.notStarted.length], [false, true, 3, 1]);
    const whole = await deploy(client, { name: 'six', objects }, fast);
    assert.equal([whole.ok, whole.applied, whole.unchanged], [true, 1, 3]);
  });

  test('what does not come up fails with its pod’s own reason, and what needs it is not started', async () => {
    const never = web('one', {}, 'never');
    never['spec'].template.spec.nodeSelector = { no: 'node' };
    const objects = tree([never, map('one', 'after')]).map((it, i) => ({ ...it, after: i ? [0] : [] }));
    const result = await deploy(
      client,
      { name: 'seven', objects },
      { ...fast, timeout: where === 'over HTTPS' ? 600 : 60_000 },
    );
    assert.equal([result.ok, result.notStarted.length], [false, 1]);
    assert.match(result.failures[0]!.detail!, /pod never-.*: 0\/3 nodes are available/);
  });

  test('a kind that the cluster does not have is told', async () => {
    const result = await deploy(
      client,
      { name: 'eight', objects: tree([{ apiVersion: 'x.example.com/v1', kind: 'Thing', metadata: { name: 'a' } }]) },
      fast,
    );
    assert.is(result.failures[0]!.message, 'no matches for kind "Thing" in version "x.example.com/v1"');
  });

  test('an inventory of another tool is not touched', async () => {
    await client.create('secrets', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'slipway-nine',
        namespace: 'default',
        annotations: { 'applyset.kubernetes.io/tooling': 'kubectl/v1.36' },
      },
    });
    const error = await deploy(client, { name: 'nine', objects: [] }).catch((it: Error) => it);
    assert.match((error as Error).message, /is the inventory of another tool, kubectl\/v1\.36/);
  });

  test('a custom resource whose definition the cluster has goes into the namespace that is meant', async () => {
    const definition: KubeObject = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'gadgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'gadgets', kind: 'Gadget', singular: 'gadget', listKind: 'GadgetList' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    };
    assert.ok((await deploy(client, { name: 'kinds', objects: tree([definition]) }, fast)).ok);
    const gadget = tree([{ apiVersion: 'example.com/v1', kind: 'Gadget', metadata: { name: 'g' } }]);
    const found = await preview(client, { name: 'eleven', objects: gadget }, { namespace: 'one' });
    assert.equal([found.refused, found.changes.map((it) => it.namespace)], [[], ['one']]);
    assert.equal(
      (await deploy(client, { name: 'eleven', objects: gadget }, { ...fast, namespace: 'one' })).failures,
      [],
    );
    assert.ok(await client.get('gadgets.example.com', 'one', 'g'));
  });

  test('another namespace keeps another inventory, and takes what names none', async () => {
    const plain = tree([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'plain' } }]);
    assert.ok((await deploy(client, { name: 'ten', objects: plain }, { ...fast, namespace: 'one' })).ok);
    assert.ok(await client.get('configmaps', 'one', 'plain'));
    assert.ok(await client.get('secrets', 'one', 'slipway-ten'));
    assert.equal((await destroy(client, 'ten', { namespace: 'one' })).removed, ['ConfigMap one/plain']);
  });

  const job = (image: string): KubeObject => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'migrate', namespace: 'seven' },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image }] } } },
  });
  const database = (serviceName: string, extra: Record<string, unknown> = {}): KubeObject => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'seven' },
    spec: {
      replicas: 1,
      serviceName,
      selector: { matchLabels: { app: 'db' } },
      template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'db', image: 'x' }] } },
      ...extra,
    },
  });
  const binding = (name: string): KubeObject => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'readers', namespace: 'seven' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'User', name: 'jo', apiGroup: 'rbac.authorization.k8s.io' }],
  });
  const other = (): KubeObject => {
    const it = web('seven', { selector: { matchLabels: { tier: 'web' } } });
    it['spec'].template.metadata.labels = { tier: 'web' };
    return it;
  };
  const storage = (type: string): KubeObject => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: `fast-${where === 'in process'}` },
    provisioner: 'pd.csi.example.com',
    parameters: { type },
  });
  const service = (clusterIP: string | undefined): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'front', namespace: 'seven' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...(clusterIP ? { clusterIP } : {}) },
  });
  const sealed = (kind: 'ConfigMap' | 'Secret', value: string): KubeObject => ({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'sealed', namespace: 'seven' },
    data: { key: kind === 'Secret' ? Buffer.from(value).toString('base64') : value },
    immutable: true,
  });
  const stored = (size: string, storageClassName: string): KubeObject => {
    const resources = { requests: { storage: size } };
    const set = database('a', {
      replicas: 0,
      volumeClaimTemplates: [
        { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources } },
      ],
    });
    return { ...set, metadata: { name: 'stored', namespace: 'seven' } };
  };
  const FIXED: readonly (readonly [what: string, before: KubeObject, after: KubeObject, told: RegExp, lost: RegExp])[] =
    [
      ['the template of a Job', job('a:1'), job('a:2'), /field is immutable/, /it runs again/],
      ['the selector of a Deployment', web('seven'), other(), /field is immutable/, /its pods go before new ones come/],
      ['the service of a StatefulSet', database('a'), database('b'), /for fields other than/, /its pods stay/],
      ['the role of a binding', binding('view'), binding('edit'), /cannot change roleRef/, /nobody has these rights/],
      ['the parameters of a storage class', storage('ssd'), storage('hdd'), /field is immutable/, /in place$/],
      ['the address of a Service', service(undefined), service('None'), /may not change once set/, /away for a moment/],
      [
        'a sealed ConfigMap',
        sealed('ConfigMap', 'a'),
        sealed('ConfigMap', 'b'),
        /field is immutable when/,
        /in place$/,
      ],
      ['a sealed Secret', sealed('Secret', 'a'), sealed('Secret', 'b'), /field is immutable when/, /in place$/],
      [
        'the claims of a StatefulSet',
        stored('1Gi', 'slow'),
        stored('2Gi', 'fast'),
        /for fields other than/,
        /claims data that are there stay at 1Gi \(not 2Gi\), class slow \(not fast\)/,
      ],
    ];
  for (const [what, before, after, told, lost] of FIXED)
    test(`${what} cannot be changed in place: refused, and replaced where that is asked for`, async () => {
      await client.create('namespaces', namespace('seven')).catch(() => undefined);
      const name = `seven-${after.kind!.toLowerCase()}-${after.metadata.name}`;
      const of = (object: KubeObject) => ({ name, objects: tree([object]) });
      const id = `${after.kind}/${after.metadata.name}`;
      assert.equal((await deploy(client, of(before), { ...fast, prune: false })).failures, []);
      const refused = await deploy(client, of(after), { ...fast, prune: false });
      assert.match(refused.failures[0]!.message, told);
      const asked = await preview(client, of(after), { prune: false });
      assert.match(asked.changes.map((it) => `${it.action} ${it.note}`).join(), lost);
      assert.is(asked.refused.length, 1);
      assert.equal((await preview(client, of(after), { prune: false, replace: [id] })).refused, []);
      const events: DeployEvent[] = [];
      const done = await deploy(client, of(after), {
        ...fast,
        prune: false,
        replace: [id],
        progress: (it) => events.push(it),
      });
      assert.equal(done.failures, []);
      assert.is(events.filter((it) => it.type === 'replacing').length, 1);
      assert.is((await deploy(client, of(after), { ...fast, prune: false, replace: ['all'] })).unchanged, 1);
    });

  test('a name that is nobody’s is told before anything is done; one that needs no replacing is told too', async () => {
    const of = { name: 'seven-names', objects: tree([map('seven', 'named', { a: '1' })]) };
    for (const ask of [
      () => preview(client, of, { replace: ['ConfigMap/namde'] }),
      () => deploy(client, of, { ...fast, replace: ['ConfigMap/seven/named', 'ConfigMap/namde'] }),
    ]) {
      const error = (await ask().catch((it: Error) => it)) as Error;
      assert.is(error.message, 'nothing in seven-names is called ConfigMap/namde. Did you mean ConfigMap/named?');
    }
    assert.is((await readInventory(client, 'seven-names')).kinds.size, 0);
    const asked = { ...fast, replace: ['ConfigMap/named', 'app/named', 'all'] };
    assert.equal((await preview(client, of, asked)).notReplaced, ['ConfigMap/named', 'app/named']);
    assert.equal((await deploy(client, of, asked)).notReplaced, ['ConfigMap/named', 'app/named']);
    const fixed = { name: 'seven-job-migrate', objects: tree([job('a:9')]) };
    const replaced = await deploy(client, fixed, { ...fast, prune: false, replace: ['Job/migrate'] });
    assert.equal([replaced.failures, replaced.notReplaced], [[], []]);
  });

  test('what somebody else made is not replaced, whatever is asked for', async () => {
    const theirs: KubeObject = { ...job('a:1'), metadata: { name: 'theirs', namespace: 'seven' } };
    const { metadata } = await client.create('jobs.batch', theirs);
    const ours = { ...theirs, spec: job('a:2')['spec'] };
    const of = { name: 'seven-theirs', objects: tree([ours]) };
    const asked = { ...fast, prune: false, replace: ['all'], conflicts: 'take' as const };
    assert.is((await preview(client, of, asked)).refused.length, 1);
    assert.match((await deploy(client, of, asked)).failures[0]!.message, /field is immutable/);
    assert.is((await client.get('jobs.batch', 'seven', 'theirs')).metadata.uid, metadata.uid);
  });

  test('a StatefulSet made anew takes over its pods', async () => {
    const pod = await client.get('pods', 'seven', 'db-0');
    const set = await client.get('statefulsets.apps', 'seven', 'db');
    assert.is(pod.metadata.ownerReferences?.[0]?.uid, set.metadata.uid);
  });

  test('a replacement that is wrong in itself, or would cost data, is not begun', async () => {
    const bad = job('a:3');
    bad['spec'].parallelism = -1;
    const wrong = await deploy(
      client,
      { name: 'seven-job-migrate', objects: tree([bad]) },
      {
        ...fast,
        prune: false,
        replace: ['all'],
      },
    );
    assert.match(wrong.failures[0]!.message, /must be greater than or equal to 0/);
    const claim = (storage: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'seven' },
      spec: {
        accessModes: [storage],
        storageClassName: '',
        volumeName: 'seven-disk',
        resources: { requests: { storage: '1Gi' } },
      },
    });
    const volume: KubeObject = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'seven-disk' },
      spec: {
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
        hostPath: { path: '/tmp/x' },
        // On a slow machine a claim of before that still waits would be faster.
        claimRef: { namespace: 'seven', name: 'data' },
      },
    };
    const of = (mode: string) => ({ name: 'seven-data', objects: tree([volume, claim(mode)]) });
    assert.equal((await deploy(client, of('ReadWriteOnce'), fast)).failures, []);
    const kept = await deploy(client, of('ReadOnlyMany'), { ...fast, prune: false, replace: ['all'] });
    assert.match(kept.failures[0]!.message, /is not replaced: its volume goes with it \(--prune-data replaces it\)/);
  });

  test.run();
}
