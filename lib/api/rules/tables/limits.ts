// Limit ranges: of what, and no bound beyond another. Follows ValidateLimitRange of kubernetes/pkg/apis/core/validation.

import { duplicate, forbidden, invalid, required, type FieldError } from '../../field-errors.ts';
import { qualifiedName } from '../../labels.ts';
import type { JsonObject } from '../../object.ts';
import { compareQuantities, milliValue } from '../../quantity.ts';
import type { Constraints } from '../rule.ts';
import { check, held, list, text, wrong } from '../words.ts';
import { anyName, containerName, isAmount, isOvercommitted } from './amounts.ts';

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];
const MAPS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

function typeErrors(type: string, path: string): FieldError[] {
  const errors = wrong(path, type, qualifiedName(type));
  if (errors.length || type.includes('/') || TYPES.includes(type)) return errors;
  return [invalid(path, type, 'must be a standard limit type or fully qualified')];
}

/** A bound that lies beyond another one. */
type Pair = readonly [
  over: string,
  under: string,
  told: string,
  shows: string,
  words: (over: string, under: string) => string,
];
const PAIRS: readonly Pair[] = [
  ['min', 'max', 'min', 'min', (a, b) => `min value ${a} is greater than max value ${b}`],
  [
    'min',
    'defaultRequest',
    'defaultRequest',
    'defaultRequest',
    (a, b) => `min value ${a} is greater than default request value ${b}`,
  ],
  [
    'defaultRequest',
    'max',
    'defaultRequest',
    'defaultRequest',
    (a, b) => `default request value ${a} is greater than max value ${b}`,
  ],
  [
    'defaultRequest',
    'default',
    'defaultRequest',
    'defaultRequest',
    (a, b) => `default request value ${a} is greater than default limit value ${b}`,
  ],
  // What these show is upstream's.
  ['min', 'default', 'default', 'min', (a, b) => `min value ${a} is greater than default value ${b}`],
  ['default', 'max', 'default', 'max', (a, b) => `default value ${a} is greater than max value ${b}`],
];

function boundErrors(of: (map: string) => string | undefined, name: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [over, under, told, shows, words] of PAIRS) {
    const [a, b] = [of(over), of(under)];
    if (a !== undefined && b !== undefined && compareQuantities(a, b) > 0)
      errors.push(invalid(`${path}.${told}[${name}]`, of(shows), words(a, b)));
  }
  const [ratio, min, max] = [of('maxLimitRequestRatio'), of('min'), of('max')];
  const at = `${path}.maxLimitRequestRatio[${name}]`;
  if (ratio !== undefined && compareQuantities(ratio, 1) < 0)
    errors.push(invalid(at, ratio, `ratio ${ratio} is less than 1`));
  if (ratio !== undefined && min !== undefined && max !== undefined) {
    const most = milliValue(max) / milliValue(min);
    if (milliValue(ratio) / 1000 > most)
      errors.push(invalid(at, ratio, `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`));
  }
  const [given, asked] = [of('default'), of('defaultRequest')];
  if (!isOvercommitted(name) && given !== undefined && asked !== undefined && compareQuantities(given, asked) !== 0)
    errors.push(
      invalid(
        `${path}.defaultRequest[${name}]`,
        asked,
        `default value ${given} must equal to defaultRequest value ${asked} in ${name}`,
      ),
    );
  return errors;
}

function limitErrors(limit: JsonObject, path: string): FieldError[] {
  const type = text(limit['type']);
  const names = type === 'Pod' || type === 'Container' ? containerName : anyName;
  const errors: FieldError[] = [];
  const keys = new Set<string>();
  const isPod = type === 'Pod';
  for (const map of MAPS) {
    const amounts = held(limit[map]);
    if (map === 'maxLimitRequestRatio' && type === 'PersistentVolumeClaim')
      if (held(limit['min'])['storage'] === undefined && held(limit['max'])['storage'] === undefined)
        errors.push(
          required(`${path}.limits`, 'either minimum or maximum storage value is required, but neither was provided'),
        );
    if (isPod && (map === 'default' || map === 'defaultRequest')) {
      if (Object.keys(amounts).length)
        errors.push(forbidden(`${path}.${map}`, "may not be specified when `type` is 'Pod'"));
      continue;
    }
    for (const name of Object.keys(amounts)) {
      errors.push(...names(name, `${path}.${map}[${name}]`));
      keys.add(name);
    }
  }
  for (const name of [...keys].sort()) {
    const of = (map: string): string | undefined => {
      if (isPod && map.startsWith('default')) return undefined;
      const amount = held(limit[map])[name];
      return isAmount(amount) ? String(amount) : undefined;
    };
    errors.push(...boundErrors(of, name, path));
  }
  return errors;
}

export const LIMITS: { readonly [type: string]: Constraints } = {
  'core.v1.LimitRangeSpec': {
    limits: [
      check((value, path) => {
        const seen = new Set<string>();
        return list(value).flatMap((limit, i) => {
          const at = `${path}[${i}]`;
          const type = text(limit['type']);
          const errors = typeErrors(type, `${at}.type`);
          if (seen.has(type)) errors.push(duplicate(`${at}.type`, type));
          seen.add(type);
          return [...errors, ...limitErrors(limit, at)];
        });
      }),
    ],
  },
};
