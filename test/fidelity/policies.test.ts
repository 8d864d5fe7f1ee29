import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../lib/api/object.ts';
import { Cluster } from '../../lib/engine/cluster.ts';
import { PolicyReplay, recordedStories } from './policies-replay.ts';
import { holdToList } from './ratchet.ts';

const POLICIES = 'validatingadmissionpolicies.admissionregistration.k8s.io';
const test = suite('fidelity: policies decide, and are told, as in a real control plane');
/** The requests that are not answered the same yet; `SLIPWAY_RATCHET=write` writes it anew. */
const list = new URL('../data/fidelity/policies/failing.txt', import.meta.url);

/** In one order, and with names that were drawn hidden. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, it: unknown) =>
    it !== null && typeof it === 'object' && !Array.isArray(it)
      ? Object.fromEntries(Object.entries(it).sort(([a], [b]) => (a < b ? -1 : 1)))
      : it,
  ).replace(/gen-[a-z0-9]{5}/g, 'gen-*****');

test('every request of every story is answered the same, but for those on the list', () => {
  const replay = new PolicyReplay();
  const failing: string[] = [];
  let count = 0;
  for (const story of recordedStories()) {
    const found = replay.play(story);
    story.answers.forEach((wanted, i) => {
      count++;
      if (canonical(found[i]) === canonical(wanted)) return;
      failing.push(`${story.name} ${i + 1}`);
      if (process.env['SLIPWAY_WHY'])
        console.log(`${story.name} ${i + 1}: ${canonical(found[i])}\n  not ${canonical(wanted)}`);
    });
  }
  console.log(`\nscore: policies ${count - failing.length} of ${count} requests answered the same`);
  holdToList(
    list,
    failing,
    'requests answered otherwise that are not on the list',
    'requests on the list that are answered the same: take them off',
  );
});

test('the status of a policy says of its expressions what it says there', () => {
  const answers = JSON.parse(
    readFileSync(new URL('../data/fidelity/policies/type-checking.json', import.meta.url), 'utf8'),
  ) as { readonly answers: readonly (readonly [spec: object, status: object])[] };
  const cluster = Cluster.create({});
  answers.answers.forEach(([spec], i) =>
    cluster.as().create(POLICIES, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: `policy-${i}` },
      spec,
    } as unknown as KubeObject),
  );
  cluster.untilQuiet();
  answers.answers.forEach(([spec, wanted], i) =>
    assert.equal(cluster.store.get(POLICIES, `policy-${i}`)!['status'], wanted, JSON.stringify(spec)),
  );
});

test.run();
