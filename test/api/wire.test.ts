import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { builtInResources } from '../../lib/api/schema/resources.ts';
import { kindSchema } from '../../lib/api/schema/schema.ts';
import { wireMessage, wireMessageOf, type WireMessage } from '../../lib/api/schema/wire.ts';
import { decodeProtobuf } from '../../lib/engine/apiserver/protobuf.ts';
import { encodeProtobuf } from '../../lib/engine/apiserver/protobuf-encode.ts';

const test = suite('api: protobuf messages');

const told = (message: WireMessage | undefined, number: number): string => {
  const field = message?.fields.get(number);
  return field ? `${field.name} ${field.shape} ${field.type}${field.inline ? ' inline' : ''}` : 'none';
};

test('fields are found by number, with JSON names', () => {
  assert.is(told(wireMessage('core.v1.PodSpec'), 2), 'containers list core.v1.Container');
  assert.is(told(wireMessage('core.v1.ContainerPort'), 3), 'containerPort one int32');
  assert.is(told(wireMessage('meta.v1.ObjectMeta'), 11), 'labels map string');
  assert.is(told(wireMessage('networking.v1.IngressClassParametersReference'), 1), 'apiGroup one string');
  assert.is(wireMessage('core.v1.Nothing'), undefined);
});

test('what JSON does not name is inlined', () => {
  assert.is(told(wireMessage('core.v1.Volume'), 2), 'volumeSource one core.v1.VolumeSource inline');
  assert.is(
    told(wireMessage('core.v1.SecretKeySelector'), 1),
    'localObjectReference one core.v1.LocalObjectReference inline',
  );
  assert.is(told(wireMessage('core.v1.Probe'), 1), 'handler one core.v1.ProbeHandler inline');
  assert.is(
    told(wireMessage('extensions.v1beta1.IngressRule'), 2),
    'ingressRuleValue one extensions.v1beta1.IngressRuleValue inline',
  );
});

test('removed versions have their messages', () => {
  assert.is(told(wireMessageOf('apps/v1beta1', 'Deployment'), 2), 'spec one apps.v1beta1.DeploymentSpec');
  assert.is(told(wireMessageOf('extensions/v1beta1', 'Ingress'), 2), 'spec one extensions.v1beta1.IngressSpec');
});

test('every kind that is served in protobuf has a message, and each of its fields is named by one', () => {
  // Definitions and API services are JSON at heart, but have their messages too.
  for (const { group, version, kind } of builtInResources()) {
    const apiVersion = group ? `${group}/${version}` : version;
    const message = wireMessageOf(apiVersion, kind);
    assert.ok(message, `${apiVersion}/${kind}`);
    const names = new Set<string>(['apiVersion', 'kind']);
    const collect = (from: WireMessage): void => {
      for (const field of from.fields.values())
        if (field.inline) collect(wireMessage(field.type)!);
        else names.add(field.name);
    };
    collect(message);
    const unnamed = [...kindSchema(apiVersion, kind)!.fields.keys()].filter((it) => !names.has(it));
    assert.equal(unnamed, [], `${apiVersion}/${kind}`);
  }
});

test('fields of versions without a schema have their JSON names too', () => {
  assert.is(told(wireMessage('networking.v1beta1.IngressClassParametersReference'), 1), 'apiGroup one string');
  assert.is(told(wireMessage('apiextensions.v1beta1.JSONSchemaProps'), 3), '$ref one string');
});

const suiteFolder = fileURLToPath(new URL('../../../shared/suites/wire/', import.meta.url));
const cases = existsSync(suiteFolder) ? readdirSync(suiteFolder).filter((it) => it.endsWith('.pb')) : [];
if (!cases.length) console.log(`skipped: the published protobuf cases are not at ${suiteFolder}`);

test(`the ${cases.length} published objects: protobuf becomes the JSON, and the JSON the very same bytes`, () => {
  for (const file of cases) {
    // What goes over a watch says no kind of its own.
    const as = file === 'core.v1.WatchEvent.pb' ? 'meta.v1.WatchEvent' : undefined;
    const bytes = readFileSync(join(suiteFolder, file));
    const object = JSON.parse(readFileSync(join(suiteFolder, file.replace(/pb$/, 'json')), 'utf8')) as unknown;
    assert.equal(decodeProtobuf(bytes, as), object, file);
    assert.ok(Buffer.from(encodeProtobuf(object, as) ?? []).equals(bytes), `${file}: the bytes differ`);
  }
});

test('empty values of maps are kept, empty fields are not said', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { empty: '', full: 'x' } };
  assert.equal(decodeProtobuf(encodeProtobuf(object)!), object);
  const named = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: '' } };
  assert.equal(decodeProtobuf(encodeProtobuf(named)!), { ...named, metadata: { name: 'a' } });
});

test('every built-in kind goes there and back', () => {
  for (const { group, version, kind } of builtInResources()) {
    const object = {
      apiVersion: group ? `${group}/${version}` : version,
      kind,
      metadata: { name: 'a', labels: { b: 'c' } },
    };
    assert.equal(decodeProtobuf(encodeProtobuf(object)!), object, kind);
  }
});

test.run();
