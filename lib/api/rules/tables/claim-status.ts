// The status of a claim for devices: what it got, for whom, and how that is. Follows validateResourceClaimStatusUpdate of
// kubernetes/pkg/apis/resource/validation.

import { duplicate, forbidden, invalid, required, tooMany, type FieldError } from '../../field-errors.ts';
import { dns1123Label } from '../../labels.ts';
import type { JsonObject } from '../../object.ts';
import { held, list, said, text, wrong } from '../words.ts';
import { conditionErrors } from './conditions.ts';
import { driverName, poolName, reference, requestNames, several } from './devices.ts';
import type { Look } from './statuses.ts';

const MAX_CONSUMERS = 256;
const MAX_RESULTS = 32;
const MAX_CONDITIONS = 8;

/** A device as Go prints it. */
const deviceOf = (it: JsonObject): { [field: string]: string } => ({
  Driver: text(it['driver']),
  Pool: text(it['pool']),
  Device: text(it['device']),
  ShareID: text(it['shareID']),
});

const placeErrors = (it: JsonObject, path: string): FieldError[] => [
  ...driverName(text(it['driver']), `${path}.driver`),
  ...poolName(text(it['pool']), `${path}.pool`),
  ...wrong(`${path}.device`, it['device'] ?? '', dns1123Label(text(it['device']))),
];

/** None twice, by what it is known by. */
function repeated(keys: readonly unknown[], path: string): FieldError[] {
  const seen = new Set<string>();
  return keys.flatMap((key, i) => {
    const written = JSON.stringify(key);
    if (seen.has(written)) return [duplicate(`${path}[${i}]`, key)];
    seen.add(written);
    return [];
  });
}

function consumerErrors(status: JsonObject, object: JsonObject, old: JsonObject): FieldError[] {
  const path = 'status.reservedFor';
  const consumers = list(status['reservedFor']);
  if (!consumers.length) return [];
  if (!said(status['allocation'])) return [forbidden(path, 'may not be specified when `allocated` is not set')];
  const before = new Set(list(old['reservedFor']).map((it) => text(it['uid'])));
  return said(held(object['metadata'])['deletionTimestamp']) && consumers.some((it) => !before.has(text(it['uid'])))
    ? [forbidden(path, 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set')]
    : [];
}

function allocationErrors(status: JsonObject, object: JsonObject, old: JsonObject): FieldError[] {
  const path = 'status.allocation';
  const now = status['allocation'];
  if (!said(now)) return [];
  if (said(old['allocation']))
    return JSON.stringify(now) === JSON.stringify(old['allocation']) ? [] : [invalid(path, now, 'field is immutable')];
  const names = requestNames(list(held(held(object['spec'])['devices'])['requests']));
  return several(held(held(now)['devices'])['results'], `${path}.devices.results`, MAX_RESULTS, (it, at) => [
    ...reference(text(it['request']), names, `${at}.request`),
    ...placeErrors(it, at),
  ]);
}

export const claimErrors: Look = (status, object, old) => {
  const errors = several(status['reservedFor'], 'status.reservedFor', MAX_CONSUMERS, (it, path) =>
    ['resource', 'name', 'uid'].flatMap((name) => (text(it[name]) === '' ? [required(`${path}.${name}`)] : [])),
  );
  errors.push(
    ...repeated(
      list(status['reservedFor']).map((it) => text(it['uid'])),
      'status.reservedFor',
    ),
  );
  const results = list(held(held(status['allocation'])['devices'])['results']);
  const given = new Set(results.map((it) => JSON.stringify(deviceOf(it))));
  const devices = list(status['devices']);
  devices.forEach((it, i) => {
    const path = `status.devices[${i}]`;
    errors.push(...placeErrors(it, path));
    if (!given.has(JSON.stringify(deviceOf(it))))
      errors.push(invalid(path, deviceOf(it), 'must be an allocated device in the claim'));
    const conditions = list(it['conditions']);
    if (conditions.length > MAX_CONDITIONS)
      errors.push(tooMany(`${path}.conditions`, conditions.length, MAX_CONDITIONS));
    errors.push(...conditionErrors(conditions, `${path}.conditions`));
  });
  errors.push(...repeated(devices.map(deviceOf), 'status.devices'));
  errors.push(...consumerErrors(status, object, old), ...allocationErrors(status, object, old));
  return errors;
};
