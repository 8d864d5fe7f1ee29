import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { printError } from '../../lib/api/field-errors.ts';
import type { KubeObject } from '../../lib/api/object.ts';
import { checkConstraints, checkFixed, checkName, isWell } from '../../lib/api/rules/constraints.ts';
import { kindSchema } from '../../lib/api/schema/schema.ts';
import { checkStructure } from '../../lib/sdk/manifest.ts';

const test = suite('api: constraints of fields');

type Cause = readonly [field: string, reason: string, message: string];
type Row = readonly [id: string, body: KubeObject, causes: readonly Cause[]];

const data = new URL('../data/api/', import.meta.url);
const rows = gunzipSync(readFileSync(new URL('validation.jsonl.gz', data)))
  .toString()
  .trim()
  .split('\n')
  // A record that hides some numbers says nothing of words that hold them.
  .filter((line) => !line.includes('<rv>'))
  .map((line) => JSON.parse(line) as Row);

/** Not a matter of fields alone, or of a name: the server's own checks add these. */
const elsewhere = (cause: Cause): boolean =>
  /^metadata\.(name|generateName|namespace|finalizers|ownerReferences)/.test(cause[0]);

interface Outcome {
  readonly missing: string[];
  readonly wrong: string[];
}

function outcomeOf([, body, causes]: Row): Outcome {
  const real = causes.filter((cause) => !elsewhere(cause)).map((cause) => cause.join(' | '));
  const mine = checkConstraints(body)
    .filter((it) => !elsewhere([it.field, it.type, it.body]))
    .map((error) => `${error.field} | ${error.type} | ${error.body}`);
  return {
    missing: real.filter((it) => !mine.includes(it)),
    wrong: mine.filter((it) => !real.includes(it)),
  };
}

test('nothing is refused that a real server takes, and nothing in other words', () => {
  const wrong = rows.flatMap((row) => outcomeOf(row).wrong.map((it) => `${row[0]}: ${it}`));
  assert.equal(wrong, []);
});

test('the one look that says an object is well agrees with the two that tell what is wrong', () => {
  const differing = rows.filter(([, body]) => {
    const schema = kindSchema(body.apiVersion!, body.kind!)!;
    const told: string[] = [];
    checkStructure(body, schema, (message, field) => told.push(`${field} ${message}`));
    return isWell(body, schema) !== (told.length === 0 && checkConstraints(body, schema).length === 0);
  });
  assert.equal(
    differing.map(([id]) => id),
    [],
  );
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
  const schema = kindSchema('v1', 'ConfigMap')!;
  const bad: readonly (readonly [why: string, fields: object])[] = [
    ['an unknown field', { dat: {} }],
    ['a value of another type', { data: { a: 1 } }],
    ['a key that is none', { data: { 'a b': '' } }],
    ['a field that is unknown further in', { metadata: { name: 'a', nam: 'b' } }],
  ];
  assert.ok(isWell(map, schema));
  for (const [why, fields] of bad) assert.not(isWell({ ...map, ...fields }, schema), why);
});

test('what a real server refuses is refused, but for the committed list', () => {
  const file = new URL('constraints-missing.json', data);
  const missing = rows.filter((row) => outcomeOf(row).missing.length > 0).map(([id]) => id);
  const refused = rows.filter(([, , causes]) => causes.some((cause) => !elsewhere(cause)));
  console.log(`score: constraints: ${refused.length - missing.length} of ${refused.length} refusals in full`);
  const listed = JSON.parse(readFileSync(file, 'utf8')) as string[];
  assert.equal(
    missing.filter((id) => !listed.includes(id)),
    [],
    'fail, and are not on the list',
  );
  assert.equal(
    listed.filter((id) => !missing.includes(id)),
    [],
    'are on the list, and succeed',
  );
});

test('neither more nor less than a real server says, blanks and defaults included', () => {
  const asked = JSON.parse(readFileSync(new URL('asked.json', data), 'utf8')) as readonly (readonly [
    what: string,
    object: KubeObject,
    errors: readonly string[],
  ])[];
  for (const [what, object, errors] of asked)
    assert.equal(checkConstraints(object).map(printError).sort(), [...errors].sort(), what);
});

const told = (object: KubeObject): string[] => checkConstraints(object).map(printError);

test('a deployment with several mistakes hears of all of them', () => {
  assert.equal(
    told({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: -1,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'other' } },
          spec: {
            containers: [
              {
                name: 'web',
                image: 'web:1',
                ports: [{ name: 'http', containerPort: 99999 }],
                resources: { requests: { cpu: '2' }, limits: { cpu: '1' } },
                volumeMounts: [{ name: 'nowhere', mountPath: '/x' }],
              },
            ],
          },
        },
      },
    }).sort(),
    [
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      'spec.template.metadata.labels: Invalid value: {"app":"other"}: `selector` does not match template `labels`',
      'spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive',
      'spec.template.spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
      'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "nowhere"',
    ],
  );
});

test('kinds that nothing is known of are taken as they are', () => {
  assert.equal(told({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'x' }, spec: {} }), []);
});

test('what may not change is held to in the words of a real server', () => {
  const recorded = JSON.parse(readFileSync(new URL('fixed.json', data), 'utf8')) as readonly (readonly [
    what: string,
    before: KubeObject,
    after: KubeObject,
    answer: string,
  ])[];
  assert.ok(recorded.length > 15);
  for (const [what, before, after, answer] of recorded) {
    assert.equal(checkFixed(before, before), [], what);
    const errors = checkFixed(after, before).map(printError);
    assert.is(errors.length, 1, what);
    for (const error of errors) assert.ok(answer.includes(error), `${what}: ${error}, but a server says ${answer}`);
  }
});

test('what is declared immutable only then may not change, and indexed jobs may be resized', () => {
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } };
  assert.equal(checkFixed({ ...map, data: { a: '2' } }, { ...map, data: { a: '1' } }), []);
  assert.equal(checkFixed({ ...map, immutable: true }, map), []);
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'x' } };
  assert.equal(
    checkFixed(
      { ...job, spec: { completions: 3, completionMode: 'Indexed' } },
      { ...job, spec: { completions: 2, completionMode: 'Indexed' } },
    ),
    [],
  );
});

test('names are held to the format of their kind', () => {
  assert.equal([...checkName('rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:node')], []);
  assert.is(checkName('v1', 'ConfigMap', 'a.b').length, 0);
  assert.equal([...checkName('v1', 'Namespace', 'a.b')], ['must not contain dots']);
});

test.run();
