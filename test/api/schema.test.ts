import { readFileSync, readdirSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recordedBootstrap, recordedDiscovery } from '../../lib/api/recorded/read.ts';
import { generateTables } from '../../lib/api/schema/generate/tables.ts';
import { generateTypes } from '../../lib/api/schema/generate/types.ts';
import { builtInResources, findResource, resourceAt, resourceOfKind } from '../../lib/api/schema/resources.ts';
import { kindSchema, knownKinds, typeSchema, type TypeSchema, type ValueSchema } from '../../lib/api/schema/schema.ts';

const test = suite('api: schema and resources');
const folder = new URL('../../lib/api/schema/', import.meta.url);

test('what is committed is what the recordings generate, byte for byte', () => {
  const files = { ...generateTables(), ...generateTypes() };
  for (const [path, text] of Object.entries(files))
    assert.is(readFileSync(new URL(path, folder), 'utf8') === text, true, `${path}: run \`npm run generate\``);
  const committed = ['tables', 'types'].flatMap((it) =>
    readdirSync(new URL(it, folder)).map((file) => `${it}/${file}`),
  );
  assert.equal(committed.sort(), Object.keys(files).sort());
});

test('every type that a kind reaches can be walked', () => {
  const seen = new Set<TypeSchema>();
  const value = (schema: ValueSchema): void => {
    if (schema.kind === 'object') visit(schema.type!);
    if (schema.items) value(schema.items);
  };
  const visit = (type: TypeSchema): void => {
    if (seen.has(type)) return;
    seen.add(type);
    for (const field of type.fields.values()) value(field);
  };
  for (const kind of knownKinds()) {
    const slash = kind.lastIndexOf('/');
    visit(kindSchema(kind.slice(0, slash), kind.slice(slash + 1))!);
  }
  assert.ok(seen.size > 700, String(seen.size));
});

test('fields tell their type, default, list keys and merge keys', () => {
  const spec = typeSchema('core.v1.PodSpec').fields;
  const containers = spec.get('containers')!;
  assert.is(containers.required, true);
  assert.is(containers.kind, 'array');
  assert.is(containers.listType, 'map');
  assert.equal(containers.listKeys, ['name']);
  assert.is(containers.patchMergeKey, 'name');
  assert.equal(containers.patchStrategy, ['merge']);
  assert.is(containers.items!.type!.name, 'core.v1.Container');
  assert.equal(typeSchema('core.v1.Container').fields.get('ports')!.listKeys, ['containerPort', 'protocol']);
  assert.is(typeSchema('core.v1.ContainerPort').fields.get('protocol')!.default, 'TCP');
  assert.is(typeSchema('core.v1.ServicePort').fields.get('targetPort')!.kind, 'intOrString');
  assert.is(typeSchema('core.v1.ResourceRequirements').fields.get('limits')!.items!.kind, 'quantity');
  assert.is(typeSchema('meta.v1.LabelSelector').atomic, true);
  assert.equal(spec.get('volumes')!.patchStrategy, ['merge', 'retainKeys']);
  assert.is(kindSchema('apps/v1', 'Deployment')!.fields.get('spec')!.type!.name, 'apps.v1.DeploymentSpec');
  assert.is(kindSchema('example.com/v1', 'Widget'), undefined);
});

test('resources are found by path, by kind and by group', () => {
  assert.is(findResource('deployments.apps')!.version, 'v1');
  assert.is(findResource('horizontalpodautoscalers.autoscaling')!.version, 'v2');
  assert.is(resourceOfKind('networking.k8s.io/v1', 'NetworkPolicy')!.resource, 'networkpolicies');
  const pods = resourceAt('v1', 'pods')!;
  assert.is(pods.namespaced, true);
  assert.equal(pods.shortNames, ['po']);
  assert.equal(pods.categories, ['all']);
  assert.ok(pods.subresources.some((it) => it.name === 'eviction' && it.kind === 'Eviction' && it.group === 'policy'));
  assert.equal(
    pods.columns!.slice(0, 2).map(([name]) => name),
    ['Name', 'Ready'],
  );
  assert.is(findResource('widgets.example.com'), undefined);
});

test('every kind that is served has a type, and every group of the discovery is in the table', () => {
  const untyped = builtInResources()
    .map((it) => [it.group ? `${it.group}/${it.version}` : it.version, it.kind] as const)
    .filter(([apiVersion, kind]) => !kindSchema(apiVersion, kind));
  assert.equal(untyped, []);
  const groups = (recordedDiscovery()['apis'] as { groups: { name: string }[] }).groups.map((it) => it.name);
  const served = new Set(builtInResources().map((it) => it.group));
  assert.equal(
    groups.filter((it) => !served.has(it)),
    [],
  );
});

test('what a fresh cluster holds is at hand', () => {
  assert.equal(
    recordedBootstrap()['namespaces']!.items.map((it) => it.metadata.name),
    ['default', 'kube-node-lease', 'kube-public', 'kube-system'],
  );
  assert.ok(recordedBootstrap()['clusterroles']!.items.some((it) => it.metadata.name === 'cluster-admin'));
});

test.run();
