// Every kind that a 1.36 API server has (its recorded discovery) has a construct, or a reason why it has none; with one or without, it
// is typed to the last field.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { builtInResources } from '../../lib/api/schema/resources.ts';
import { kindSchema } from '../../lib/api/schema/schema.ts';
import { ApiObject, App, Chart, ClusterRole, SynthError } from '../../lib/index.ts';
import { everyConstruct } from './every-construct.ts';

const test = suite('the kinds of the API');

/** Kinds without a construct of their own, by why. `ApiObject.of` makes those that can be made at all. */
const WITHOUT: { readonly [why: string]: readonly string[] } = {
  'it is asked and answered, and never kept': [
    'Binding',
    'LocalSubjectAccessReview',
    'SelfSubjectAccessReview',
    'SelfSubjectReview',
    'SelfSubjectRulesReview',
    'SubjectAccessReview',
    'TokenReview',
  ],
  'the control plane, kubelets or drivers write it': [
    'CSINode',
    'CSIStorageCapacity',
    'ComponentStatus',
    'ControllerRevision',
    'Event',
    'IPAddress',
    'LeaseCandidate',
    'Node',
    'PodCertificateRequest',
    'ResourcePoolStatusRequest',
    'ResourceSlice',
    'StorageVersion',
    'VolumeAttachment',
  ],
  'something newer takes its place': ['Endpoints', 'ReplicationController'],
  'programs make it while they run, seldom people: ApiObject.of': [
    'APIService',
    'CertificateSigningRequest',
    'Lease',
    'PodTemplate',
    'ServiceCIDR',
    'StorageVersionMigration',
  ],
  'no version of it is served by default: ApiObject.of': [
    'ClusterTrustBundle',
    'DeviceTaintRule',
    'PodGroup',
    'Workload',
  ],
};

const kinds = new Set(builtInResources().map((it) => it.kind));
const made = new Set(
  everyConstruct('every')
    .toJson()
    .map((it) => it.kind!),
);
const reasons = new Map(Object.entries(WITHOUT).flatMap(([why, all]) => all.map((kind) => [kind, why] as const)));

test('each has a construct, or a reason why it has none', () => {
  const open = [...kinds].filter((it) => !made.has(it) && !reasons.has(it));
  assert.equal(open, []);
  for (const [why, all] of Object.entries(WITHOUT)) console.log(`without a construct, as ${why}: ${all.join(', ')}`);
});

test('no reason is given for a kind that has one, or that is none', () => {
  assert.equal(
    [...reasons.keys()].filter((it) => made.has(it) || !kinds.has(it)),
    [],
  );
});

test('each is typed, and a mistyped field of it is told', () => {
  for (const { group, version, kind, verbs } of builtInResources()) {
    if (!verbs.includes('create')) continue;
    const apiVersion = group ? `${group}/${version}` : version;
    assert.ok(kindSchema(apiVersion, kind), `${apiVersion} ${kind}`);
    const app = new App();
    new ApiObject(new Chart(app, 'c', { namespace: 'default' }), 'x', { apiVersion, kind, noSuchField: 1 });
    const problems: string[] = [];
    try {
      app.synth();
    } catch (error) {
      if (!(error instanceof SynthError)) throw error;
      problems.push(...error.problems.map((one) => `${one.field}: ${one.message}`));
    }
    assert.ok(
      problems.some((one) => one.startsWith('noSuchField: unknown field')),
      `${apiVersion} ${kind}: ${problems.join('; ')}`,
    );
  }
});

test('a role may name each resource and each subresource in its group', () => {
  const app = new App();
  const allow: Record<string, readonly string[]> = {};
  for (const { group, resource, subresources } of builtInResources())
    for (const name of [resource, ...subresources.map((it) => `${resource}/${it.name}`)]) {
      const [plural, part] = name.split('/');
      allow[`${plural}${group ? `.${group}` : ''}${part ? `/${part}` : ''}`] = ['get'];
    }
  new ClusterRole(new Chart(app, 'c'), 'all', { allow });
  app.synth();
  assert.ok(Object.keys(allow).length > 100, `${Object.keys(allow).length} names`);
});

test.run();
