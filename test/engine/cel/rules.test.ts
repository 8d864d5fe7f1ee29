// Rules in CEL of custom resources: what they let pass, what is said of what they refuse, and which definitions are refused.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { StatusError } from '../../../lib/api/status-errors.ts';
import { bootstrap } from '../../../lib/engine/apiserver/bootstrap.ts';
import { ApiServer } from '../../../lib/engine/apiserver/server.ts';
import { ADMIN } from '../../../lib/engine/auth/users.ts';
import type { Verbs } from '../../../lib/engine/interface.ts';
import { chanceFrom } from '../../../lib/engine/sim/chance.ts';
import { Memories } from '../../../lib/engine/storage/memory.ts';
import { MemoryStore } from '../../../lib/engine/storage/store.ts';

const start = Date.parse('2026-06-01T12:00:00Z');
const now = (): number => start;
const chance = chanceFrom('rules');
const base = new MemoryStore(now);
bootstrap(base, start, chance);
const memories = new Memories();
const serve = (): Verbs =>
  new ApiServer({ store: base.fork(), now, chance, memory: memories.fork().of('apiserver') }).verbs(ADMIN);

const text = (more = {}): object => ({ type: 'string', maxLength: 32, ...more });
const spec = (rules: object[], properties: object = {}): object => ({
  type: 'object',
  properties: {
    a: text(),
    n: { type: 'integer' },
    when: { type: 'string', format: 'date-time' },
    wait: { type: 'string', format: 'duration' },
    'dash-ed': text(),
    namespace: text(),
    port: { 'x-kubernetes-int-or-string': true },
    m: { type: 'object', maxProperties: 8, additionalProperties: text() },
    l: { type: 'array', maxItems: 8, items: text() },
    ...properties,
  },
  'x-kubernetes-validations': rules,
});
const definition = (schema: object): KubeObject =>
  ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'cels.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Cluster',
      names: { plural: 'cels', kind: 'Cel' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: schema } } },
        },
      ],
    },
  }) as unknown as KubeObject;
const object = (body: object): KubeObject =>
  ({ apiVersion: 'example.com/v1', kind: 'Cel', metadata: { name: 'one' }, spec: body }) as unknown as KubeObject;
const said = (act: () => unknown): string => {
  try {
    act();
    return '';
  } catch (error) {
    if (error instanceof StatusError) return error.message.replace(/^.*? is invalid: /s, '');
    throw error;
  }
};
const make = (rules: object[], body: object, properties?: object): string => {
  const verbs = serve();
  verbs.create('customresourcedefinitions.apiextensions.k8s.io', definition(spec(rules, properties)));
  return said(() => verbs.create('cels.example.com', object(body)));
};

const objects: [string, object, object, string][] = [
  ['a rule that holds', { rule: 'self.n > 1' }, { n: 2 }, ''],
  [
    'one that does not, without a message',
    { rule: 'self.n > 1' },
    { n: 1 },
    'spec: Invalid value: failed rule: self.n > 1',
  ],
  ['a message', { rule: 'self.n > 1', message: 'too few' }, { n: 1 }, 'spec: Invalid value: too few'],
  [
    'a message expression',
    { rule: 'self.n > 1', messageExpression: "self.n > 0 ? 'not 1' : 'none'" },
    { n: 1 },
    'spec: Invalid value: not 1',
  ],
  [
    'a reason and a path',
    { rule: 'self.n > 1', message: 'no', reason: 'FieldValueForbidden', fieldPath: '.n' },
    { n: 1 },
    'spec.n: Forbidden: no',
  ],
  [
    'a rule that cannot be evaluated',
    { rule: "self.a == 'x'" },
    { n: 1 },
    'spec: Invalid value: "object": no such key: a evaluating rule: self.a == \'x\'',
  ],
  ['times are times', { rule: "self.when > timestamp('2020-01-01T00:00:00Z')" }, { when: '2021-01-01T00:00:00Z' }, ''],
  ['spans are spans', { rule: "self.wait < duration('2h')" }, { wait: '90m' }, ''],
  ['names that expressions cannot say are escaped', { rule: "self.dash__dash__ed == 'x'" }, { 'dash-ed': 'x' }, ''],
  ['reserved names too', { rule: "self.__namespace__ == 'x'" }, { namespace: 'x' }, ''],
  ['int or string: the number', { rule: 'type(self.port) == int && self.port > 1' }, { port: 80 }, ''],
  ['int or string: the text', { rule: 'type(self.port) == string' }, { port: 'http' }, ''],
  ['maps', { rule: 'self.m.all(k, self.m[k] == k)' }, { m: { a: 'a', b: 'b' } }, ''],
  ['transition rules are for updates alone', { rule: 'self.n == oldSelf.n' }, { n: 1 }, ''],
  [
    'an optional old self is for creations too',
    { rule: 'oldSelf.hasValue() || self.n == 0', optionalOldSelf: true },
    { n: 1 },
    'spec: Invalid value: failed rule: oldSelf.hasValue() || self.n == 0',
  ],
];
for (const [name, rule, body, wanted] of objects) test(`objects: ${name}`, () => assert.is(make([rule], body), wanted));

test('updates: transition rules hold the new against the old, item by item where lists have keys', () => {
  const verbs = serve();
  const parts = {
    type: 'array',
    maxItems: 8,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['id'],
    items: {
      type: 'object',
      required: ['id'],
      properties: {
        id: text(),
        v: text({ 'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'stays' }] }),
      },
    },
  };
  verbs.create('customresourcedefinitions.apiextensions.k8s.io', definition(spec([], { parts })));
  verbs.create(
    'cels.example.com',
    object({
      parts: [
        { id: 'x', v: '1' },
        { id: 'y', v: '2' },
      ],
    }),
  );
  const put = (list: object[]): string => said(() => verbs.update('cels.example.com', object({ parts: list })));
  const version = (): KubeObject => verbs.get('cels.example.com', '', 'one');
  const change = (list: object[]): string =>
    said(() => verbs.update('cels.example.com', { ...version(), spec: { parts: list } } as unknown as KubeObject));
  assert.match(put([]), /must be specified for an update/);
  assert.is(
    change([
      { id: 'y', v: '2' },
      { id: 'x', v: '1' },
      { id: 'z', v: '3' },
    ]),
    '',
  );
  assert.is(change([{ id: 'y', v: '3' }]), 'spec.parts[0].v: Invalid value: "3": stays');
});

test('updates: what a rule that came later says of parts that stay is a warning', () => {
  const verbs = serve();
  verbs.create('customresourcedefinitions.apiextensions.k8s.io', definition(spec([])));
  const created = verbs.get('customresourcedefinitions.apiextensions.k8s.io', '', 'cels.example.com');
  const before = verbs.create('cels.example.com', object({ n: 1 }));
  const later = definition(spec([{ rule: 'self.n > 1' }]));
  verbs.update('customresourcedefinitions.apiextensions.k8s.io', {
    ...later,
    metadata: created.metadata,
  } as unknown as KubeObject);
  const labelled = { ...before, metadata: { ...before.metadata, labels: { a: 'b' } } };
  assert.is(
    said(() => verbs.update('cels.example.com', labelled)),
    '',
  );
  const now = verbs.get('cels.example.com', '', 'one');
  const changed = { ...now, spec: { n: 0 } } as unknown as KubeObject;
  assert.is(
    said(() => verbs.update('cels.example.com', changed)),
    'spec: Invalid value: failed rule: self.n > 1',
  );
});

const at = 'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0]';
const shown = (rule: string, message = ''): string =>
  `{"Rule":${JSON.stringify(rule)},"Message":"","MessageExpression":${JSON.stringify(message)},"Reason":null,"FieldPath":"","OptionalOldSelf":null}`;
// As a control plane of v1.36.3 answers.
const definitions: [string, object, string][] = [
  [
    'an unknown field',
    { rule: 'self.zz == 1' },
    `${at}.rule: Invalid value: ${shown('self.zz == 1')}: compilation failed: ERROR: <input>:1:5: undefined field 'zz'\n | self.zz == 1\n | ....^`,
  ],
  [
    'no boolean',
    { rule: 'self.a' },
    `${at}.rule: Invalid value: ${shown('self.a')}: cel expression must evaluate to a bool`,
  ],
  [
    'a message that is none',
    { rule: 'has(self.a)', messageExpression: '1' },
    `${at}.messageExpression: Invalid value: ${shown('has(self.a)', '1')}: messageExpression must evaluate to a string`,
  ],
  [
    'a path that leads nowhere',
    { rule: 'has(self.a)', fieldPath: '.q' },
    `${at}.fieldPath: Invalid value: ".q": must be a valid path`,
  ],
  [
    'an optional old self that is not used',
    { rule: 'has(self.a)', optionalOldSelf: true },
    `${at}.optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule`,
  ],
  ['an empty rule', { rule: ' ' }, `${at}.rule: Required value: rule is not specified`],
  [
    'an unknown reason',
    { rule: 'has(self.a)', reason: 'Bogus' },
    `${at}.reason: Unsupported value: "Bogus": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"`,
  ],
];
for (const [name, rule, wanted] of definitions)
  test(`definitions: ${name}`, () =>
    assert.is(
      said(() => serve().create('customresourcedefinitions.apiextensions.k8s.io', definition(spec([rule])))),
      wanted,
    ));

test.run();
