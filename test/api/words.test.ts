import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { setCondition, type Condition } from '../../lib/api/conditions.ts';
import { formatDuration, humanDuration, parseDuration } from '../../lib/api/durations.ts';
import * as field from '../../lib/api/field-errors.ts';
import { contentHash, fnv32a, safeEncode } from '../../lib/api/hash.ts';
import { percentOf, scaledValue } from '../../lib/api/int-or-string.ts';
import {
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  labelValue,
  portName,
  qualifiedName,
} from '../../lib/api/labels.ts';
import * as status from '../../lib/api/status-errors.ts';
import { formatMicroTime, formatTime, isTime, parseTime } from '../../lib/api/time.ts';

const test = suite('api: names, errors, times and other words');

test('names are refused in upstream’s words', () => {
  for (const [check, text, ...errors] of [
    [dns1123Label, 'web-1'],
    [dns1123Label, 'a.b', 'must not contain dots'],
    [
      dns1123Label,
      'Web',
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    ],
    [dns1123Label, 'x'.repeat(64), 'must be no more than 63 characters'],
    [dns1123Subdomain, 'a.b-c'],
    [
      dns1035Label,
      '1a',
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ],
    [labelValue, ''],
    [labelValue, 'x'.repeat(64), 'must be no more than 63 bytes'],
    [qualifiedName, 'example.com/x'],
    [qualifiedName, '/x', 'prefix part must be non-empty'],
    [portName, 'http'],
    [portName, 'a--b', 'must not contain consecutive hyphens'],
    [portName, '80', 'must contain at least one letter (a-z)'],
  ] as const)
    assert.equal([...check(text)], errors, text);
});

test('field errors read as upstream prints them', () => {
  for (const [error, text] of [
    [field.required('spec.a'), 'spec.a: Required value'],
    [field.required('spec.a', 'say it'), 'spec.a: Required value: say it'],
    [field.invalid('a', 'x"y', 'no'), 'a: Invalid value: "x\\"y": no'],
    [field.invalid('a', -1, 'no'), 'a: Invalid value: -1: no'],
    [field.invalid('a', true, 'no'), 'a: Invalid value: true: no'],
    [field.invalid('a', { b: ['<'] }, 'no'), 'a: Invalid value: {"b":["\\u003c"]}: no'],
    [field.invalid('a', null, 'no'), 'a: Invalid value: null: no'],
    [field.invalid('a', 'é\u200b\u0001', 'no'), 'a: Invalid value: "é\\u200b\\x01": no'],
    [field.notFound('a', 'x'), 'a: Not found: "x"'],
    [field.duplicate('a[1]', 'x'), 'a[1]: Duplicate value: "x"'],
    [field.notSupported('a', 'x', ['p', 'q']), 'a: Unsupported value: "x": supported values: "p", "q"'],
    [field.forbidden('a', 'no'), 'a: Forbidden: no'],
    [field.tooLong('a', 63), 'a: Too long: may not be more than 63 bytes'],
    [field.tooLong('a', 1), 'a: Too long: may not be more than 1 byte'],
    [field.tooMany('a', 3, 2), 'a: Too many: 3: must have at most 2 items'],
    [field.internal('a', 'oh'), 'a: Internal error: oh'],
  ] as const)
    assert.is(field.printError(error), text);
});

test('an invalid object is refused with all its errors, equal ones told once', () => {
  const errors = [field.required('a'), field.required('a'), field.invalid('b', 1, 'no')];
  const error = status.invalid('Deployment.apps', 'web', errors);
  assert.is(error.message, 'Deployment.apps "web" is invalid: [a: Required value, b: Invalid value: 1: no]');
  assert.equal(error.status.details, {
    name: 'web',
    group: 'apps',
    kind: 'Deployment',
    causes: [
      { reason: 'FieldValueRequired', message: 'Required value', field: 'a' },
      { reason: 'FieldValueRequired', message: 'Required value', field: 'a' },
      { reason: 'FieldValueInvalid', message: 'Invalid value: 1: no', field: 'b' },
    ],
  });
  assert.is(error.code, 422);
});

test('refusals carry upstream’s message, reason and code', () => {
  for (const [error, code, reason, message] of [
    [status.notFound('pods', 'a'), 404, 'NotFound', 'pods "a" not found'],
    [status.alreadyExists('deployments.apps', 'a'), 409, 'AlreadyExists', 'deployments.apps "a" already exists'],
    [
      status.modified('pods', 'a'),
      409,
      'Conflict',
      'Operation cannot be fulfilled on pods "a": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [status.forbidden('pods', 'a', 'no'), 403, 'Forbidden', 'pods "a" is forbidden: no'],
    [status.forbidden('pods', '', 'no'), 403, 'Forbidden', 'pods is forbidden: no'],
    [status.unauthorized(), 401, 'Unauthorized', 'Unauthorized'],
    [status.tooLargeResourceVersion(9, 3), 504, 'Timeout', 'Timeout: Too large resource version: 9, current: 3'],
  ] as const) {
    assert.is(error.code, code);
    assert.is(error.reason, reason);
    assert.is(error.message, message);
    assert.ok(status.isStatus(error, reason));
  }
});

test('durations are read and written as Go does', () => {
  for (const [text, milliseconds, written] of [
    ['1h30m', 5_400_000, '1h30m0s'],
    ['1.5s', 1_500, '1.5s'],
    ['250ms', 250, '250ms'],
    ['0', 0, '0s'],
    ['-1m', -60_000, '-1m0s'],
    ['100us', 0.1, '100µs'],
    ['15m0s', 900_000, '15m0s'],
  ] as const) {
    assert.is(parseDuration(text), milliseconds, text);
    assert.is(formatDuration(milliseconds), written, text);
  }
  for (const text of ['', '5', 'm', '1d', '1h-1m', '1 h', '--1s', '.s'])
    assert.is(parseDuration(text), undefined, text);
});

test('ages are told as kubectl does', () => {
  const second = 1_000;
  const hour = 3_600 * second;
  const day = 24 * hour;
  for (const [age, text] of [
    [0, '0s'],
    [-1 * second, '0s'],
    [-5 * second, '<invalid>'],
    [119 * second, '119s'],
    [120 * second, '2m'],
    [130 * second, '2m10s'],
    [11 * 60 * second, '11m'],
    [3 * hour + 60 * second, '3h1m'],
    [9 * hour, '9h'],
    [50 * hour, '2d2h'],
    [10 * day, '10d'],
    [3 * 365 * day + 5 * day, '3y5d'],
    [9 * 365 * day, '9y'],
  ] as const)
    assert.is(humanDuration(age), text);
});

test('times are RFC 3339 in UTC', () => {
  const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  assert.is(formatTime(at), '2026-01-02T03:04:05Z');
  assert.is(formatMicroTime(at), '2026-01-02T03:04:05.678000Z');
  assert.is(parseTime('2026-01-02T03:04:05Z'), Date.UTC(2026, 0, 2, 3, 4, 5));
  assert.is(isTime('2026-01-02T03:04:05+02:00'), true);
  assert.is(isTime('2026-01-02 03:04:05Z'), false);
  assert.is(isTime('2026-02-30T03:04:05Z'), false);
});

test('a condition keeps its time while its status stays', () => {
  const one = setCondition(undefined, { type: 'Ready', status: 'True', reason: 'A' }, 't1');
  const same = setCondition(one, { type: 'Ready', status: 'True', reason: 'A' }, 't2');
  assert.is(same, one);
  const reworded = setCondition(one, { type: 'Ready', status: 'True', reason: 'B' }, 't2');
  assert.is(reworded[0]!.lastTransitionTime, 't1');
  assert.is(reworded[0]!.reason, 'B');
  const turned = setCondition(one, { type: 'Ready', status: 'False', reason: 'A' }, 't2');
  assert.is(turned[0]!.lastTransitionTime, 't2');
  const nested: readonly Condition[] = setCondition(undefined, { type: 'X', status: 'True', more: { deep: 1 } }, 't1');
  assert.equal(setCondition(nested, { type: 'X', status: 'True', more: { deep: 2 } }, 't1')[0]!['more'], { deep: 2 });
  const shorter = setCondition(one, { type: 'Ready', status: 'True' }, 't2');
  assert.is(shorter[0]!.reason, undefined);
});

test('percentages are of a total, rounded as asked', () => {
  assert.is(scaledValue('25%', 10, true), 3);
  assert.is(scaledValue('25%', 10, false), 2);
  assert.is(scaledValue(4, 10, true), 4);
  assert.is(Number.isNaN(scaledValue('x', 10, true)), true);
  assert.is(percentOf('70%'), 70);
});

test('hashes are FNV-1a, written in letters that spell no words', () => {
  assert.is(fnv32a(''), 0x811c9dc5);
  assert.is(fnv32a('a'), 0xe40c292c);
  assert.is(fnv32a('foobar'), 0xbf9cf968);
  assert.is(fnv32a('é'), fnv32a('é'));
  assert.match(safeEncode('0123456789'), /^[bcdfghjklmnpqrstvwxz2456789]{10}$/);
  assert.is(contentHash({ a: 1 }), contentHash({ a: 1 }));
  assert.is.not(contentHash({ a: 1 }), contentHash({ a: 1 }, 1));
});

test.run();
