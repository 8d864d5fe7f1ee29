import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  formatSelector,
  mapMatcher,
  parseFieldSelector,
  parseLabelSelector,
  parseRequirements,
  selectorMatcher,
  SelectorError,
} from '../../lib/api/selectors.ts';

const test = suite('api: selectors');

const recorded = JSON.parse(readFileSync(new URL('../data/api/selectors.json', import.meta.url), 'utf8')) as Record<
  'labels' | 'fields',
  Record<string, string | null>
>;

function refusal(parse: (text: string) => unknown, text: string): string | null {
  try {
    parse(text);
    return null;
  } catch (error) {
    if (error instanceof SelectorError) return error.message;
    throw error;
  }
}

test('texts of label selectors are taken and refused as a real server does', () => {
  for (const [text, answer] of Object.entries(recorded.labels))
    assert.is(refusal(parseLabelSelector, text), answer, text);
});

test('texts of field selectors are taken and refused as a real server does', () => {
  for (const [text, answer] of Object.entries(recorded.fields))
    assert.is(refusal(parseFieldSelector, text), answer, text);
});

test('a selector selects', () => {
  const labels = { app: 'web', tier: 'front', size: '5' };
  for (const [text, selects] of [
    ['', true],
    ['app=web', true],
    ['app==web,tier!=back', true],
    ['app in (web,api)', true],
    ['app notin (web)', false],
    ['other notin (web)', true],
    ['other!=x', true],
    ['app', true],
    ['!app', false],
    ['!other', true],
    ['size>4', true],
    ['size<5', false],
    ['app>1', false],
    ['app in ()', false],
  ] as const)
    assert.is(parseLabelSelector(text)(labels), selects, text);
  assert.is(parseLabelSelector('a in (,b)')({ a: '' }), true);
});

test('no selector selects nothing, an empty one everything', () => {
  assert.is(selectorMatcher(undefined)({}), false);
  assert.is(selectorMatcher({})(undefined), true);
  assert.is(selectorMatcher({ matchLabels: { a: 'b' } })({ a: 'b', c: 'd' }), true);
  assert.is(mapMatcher({})({ a: 'b' }), false);
  assert.is(mapMatcher({ a: 'b' })({ a: 'b' }), true);
  const exists = { matchExpressions: [{ key: 'a', operator: 'Exists' }] };
  assert.is(selectorMatcher(exists)({ a: '' }), true);
  assert.is(selectorMatcher(exists)(undefined), false);
});

test('selectors are read in order of their keys, and written as text', () => {
  assert.equal(
    parseRequirements('b,a=1').map((it) => it.key),
    ['a', 'b'],
  );
  assert.is(
    formatSelector({ matchLabels: { b: '1' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['y', 'x'] }] }),
    'a in (x,y),b=1',
  );
  assert.equal(parseFieldSelector('metadata.name=a\\,b,spec.nodeName!=n'), [
    { field: 'metadata.name', value: 'a,b', equal: true },
    { field: 'spec.nodeName', value: 'n', equal: false },
  ]);
});

test.run();
