import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  milliValue,
  quantityError,
  quantityOfMilli,
  quantityOfWhole,
  resourceQuantity,
  subtractQuantities,
  wholeValue,
} from '../../lib/api/quantity.ts';

const test = suite('api: quantities');

const recorded = JSON.parse(
  readFileSync(new URL('../data/api/quantities.json', import.meta.url), 'utf8'),
) as readonly (readonly [text: string, stored: string | null, error?: string])[];

test('texts are written back, or refused, as a real server does', () => {
  for (const [text, stored, error] of recorded)
    if (stored === null) assert.is(quantityError(text), error, text);
    else {
      assert.is(quantityError(text), undefined, text);
      assert.is(canonicalQuantity(text), stored, text);
      assert.is(compareQuantities(text, stored) === 0 || text === '1000E', true, text);
    }
});

test('resource lists round away from zero to thousandths', () => {
  for (const [text, stored] of [
    ['0.0001', '1m'],
    ['1n', '1m'],
    ['1500u', '2m'],
    ['3.14159', '3142m'],
    ['5e-4', '1e-3'],
    ['-0.5m', '-1m'],
    ['1.5m', '2m'],
    ['0.1Gi', '107374182400m'],
    ['+1', '+1'],
    ['1.5', '1500m'],
  ] as const)
    assert.is(resourceQuantity(text), stored, text);
});

test('values in thousandths and in whole units are rounded up', () => {
  assert.is(milliValue('500m'), 500);
  assert.is(milliValue('0.0001'), 1);
  assert.is(milliValue(2), 2000);
  assert.is(milliValue(1.5), 1500);
  assert.is(milliValue(undefined), 0);
  assert.is(wholeValue('1500m'), 2);
  assert.is(wholeValue('1Gi'), 1073741824);
  assert.is(wholeValue('-1500m'), -1);
  assert.is(wholeValue('no'), 0);
});

test('sums and differences keep the format of the first', () => {
  assert.is(addQuantities('1Gi', '512Mi'), '1536Mi');
  assert.is(addQuantities('0', '1Ki'), '1Ki');
  assert.is(addQuantities('500m', '1500m'), '2');
  assert.is(subtractQuantities('1', '1500m'), '-500m');
  assert.is(subtractQuantities('2Gi', '1Gi'), '1Gi');
  assert.is(compareQuantities('1000m', '1'), 0);
  assert.is(compareQuantities('1Mi', '1M'), 1);
  assert.is(quantityOfMilli(1250), '1250m');
  assert.is(quantityOfMilli(3000), '3');
  assert.is(quantityOfWhole(2147483648, 'BinarySI'), '2Gi');
});

test.run();
