import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../lib/api/object.ts';
import { podReferences, podSpecOf, podSpecPath, referencesOf } from '../../lib/api/rules/references.ts';

const test = suite('api: fields that name other objects');

const told = (object: KubeObject): string[] =>
  referencesOf(object).map(
    (it) =>
      `${it.path} → ${it.apiVersion}/${it.kind} ${it.namespace ? `${it.namespace}/` : ''}${it.name}${it.key ? `#${it.key}` : ''}${it.optional ? ' optional' : ''} ${it.use}`,
  );

const pod = {
  serviceAccountName: 'robot',
  priorityClassName: 'high',
  imagePullSecrets: [{ name: 'registry' }],
  initContainers: [{ name: 'i', envFrom: [{ secretRef: { name: 'init', optional: true } }] }],
  containers: [
    {
      name: 'c',
      env: [
        { name: 'A', value: 'plain' },
        { name: 'B', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
        { name: 'C', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ],
      envFrom: [{ configMapRef: { name: 'settings' } }],
    },
  ],
  volumes: [
    { name: 'a', configMap: { name: 'files' } },
    { name: 'b', secret: { secretName: 'tls', optional: true } },
    { name: 'c', persistentVolumeClaim: { claimName: 'data' } },
    { name: 'd', projected: { sources: [{ serviceAccountToken: { path: 'token' } }, { configMap: { name: 'ca' } }] } },
    { name: 'e', ephemeral: { volumeClaimTemplate: { spec: { storageClassName: 'fast' } } } },
    { name: 'f', emptyDir: {} },
  ],
};
const inPod = [
  'serviceAccountName → v1/ServiceAccount ns/robot admit',
  'priorityClassName → scheduling.k8s.io/v1/PriorityClass high admit',
  'imagePullSecrets[0] → v1/Secret ns/registry pull',
  'initContainers[0].envFrom[0].secretRef → v1/Secret ns/init optional run',
  'containers[0].env[1].valueFrom.secretKeyRef → v1/Secret ns/db#password run',
  'containers[0].envFrom[0].configMapRef → v1/ConfigMap ns/settings run',
  'volumes[0].configMap → v1/ConfigMap ns/files run',
  'volumes[1].secret → v1/Secret ns/tls optional run',
  'volumes[2].persistentVolumeClaim → v1/PersistentVolumeClaim ns/data place',
  'volumes[3].projected.sources[1].configMap → v1/ConfigMap ns/ca run',
  'volumes[4].ephemeral.volumeClaimTemplate.spec.storageClassName → storage.k8s.io/v1/StorageClass fast place',
].sort();

test('every kind that holds a pod names what the pod names', () => {
  for (const [apiVersion, kind, wrap] of [
    ['v1', 'Pod', (spec: object) => ({ spec })],
    ['apps/v1', 'Deployment', (spec: object) => ({ spec: { template: { spec } } })],
    ['apps/v1', 'DaemonSet', (spec: object) => ({ spec: { template: { spec } } })],
    ['apps/v1', 'ReplicaSet', (spec: object) => ({ spec: { template: { spec } } })],
    ['batch/v1', 'Job', (spec: object) => ({ spec: { template: { spec } } })],
    ['batch/v1', 'CronJob', (spec: object) => ({ spec: { jobTemplate: { spec: { template: { spec } } } } })],
  ] as const) {
    const object = { apiVersion, kind, metadata: { name: 'x', namespace: 'ns' }, ...wrap(pod) } as KubeObject;
    const path = podSpecPath(apiVersion, kind)!;
    assert.equal(told(object).sort(), inPod.map((it) => `${path}.${it}`).sort(), kind);
    assert.is(podSpecOf(object), pod);
  }
  assert.is(podReferences(pod, 'ns').length, inPod.length);
});

test('an ingress names its services and certificates', () => {
  assert.equal(
    told({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'x', namespace: 'ns' },
      spec: {
        ingressClassName: 'nginx',
        tls: [{ secretName: 'cert' }, {}],
        rules: [{ host: 'a', http: { paths: [{ backend: { service: { name: 'web', port: { number: 80 } } } }] } }, {}],
      },
    }),
    [
      'spec.ingressClassName → networking.k8s.io/v1/IngressClass nginx route',
      'spec.tls[0].secretName → v1/Secret ns/cert route',
      'spec.rules[0].http.paths[0].backend.service → v1/Service ns/web route',
    ],
  );
});

test('bindings name their role and their accounts, not users', () => {
  assert.equal(
    told({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'x', namespace: 'ns' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [
        { kind: 'User', name: 'ann', apiGroup: 'rbac.authorization.k8s.io' },
        { kind: 'ServiceAccount', name: 'robot', namespace: 'other' },
      ],
    }),
    [
      'roleRef → rbac.authorization.k8s.io/v1/ClusterRole view grant',
      'subjects[1] → v1/ServiceAccount other/robot optional grant',
    ],
  );
});

test('autoscalers, sets and claims name theirs', () => {
  const metadata = { name: 'x', namespace: 'ns' };
  assert.equal(
    told({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata,
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
    }),
    ['spec.scaleTargetRef → apps/v1/Deployment ns/web target'],
  );
  assert.equal(
    told({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata,
      spec: { serviceName: 'db', volumeClaimTemplates: [{ spec: { storageClassName: 'fast' } }] },
    }),
    [
      'spec.serviceName → v1/Service ns/db optional route',
      'spec.volumeClaimTemplates[0].spec.storageClassName → storage.k8s.io/v1/StorageClass fast place',
    ],
  );
  assert.equal(told({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: { storageClassName: '' } }), []);
});

test('what names nothing costs nothing, and odd shapes are passed over', () => {
  assert.equal(told({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } }), []);
  assert.equal(
    told({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'x' },
      spec: { containers: { not: 'a list' }, volumes: [null] },
    }),
    [],
  );
  const built = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec: pod };
  assert.is(referencesOf(built), referencesOf(built));
});

test.run();
