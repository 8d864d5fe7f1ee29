import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { builtInResources } from '../../lib/api/schema/resources.ts';
import { kindSchema } from '../../lib/api/schema/schema.ts';
import { wireMessage, wireMessageOf, type WireMessage } from '../../lib/api/schema/wire.ts';

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

test.run();
