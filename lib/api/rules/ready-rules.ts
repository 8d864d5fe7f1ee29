// Rules made ready once: each becomes a function that looks at a value. The first look at an object only asks whether there is anything
// wrong; paths are put together in a second one, for those that have something.

import { duplicate, forbidden, invalid, notSupported, required, tooMany, type FieldError } from '../field-errors.ts';
import { addLabelErrors, percent, portName, rangeError } from '../labels.ts';
import type { JsonObject } from '../object.ts';
import { FORMATS, type Rule } from './rule.ts';
import { isObject, said } from './words.ts';

let pathless = false;

/** Whether looks put paths together; what is found without them is told at no field. Returns how it was before. */
export function setPathless(on: boolean): boolean {
  const before = pathless;
  pathless = on;
  return before;
}

export const below = (path: string, field: string): string => (pathless ? path : path ? `${path}.${field}` : field);
export const within = (path: string, key: string | number): string => (pathless ? path : `${path}[${key}]`);

/** A rule ready to be applied; false when what the value holds is not to be looked at. */
export type Apply = (
  value: unknown,
  path: string,
  beside: JsonObject,
  found: FieldError[],
  before?: JsonObject,
) => boolean | void;

export const ready = (rules: readonly Rule[]): readonly Apply[] => rules.map(make);

function make(rule: Rule): Apply {
  switch (rule.rule) {
    case 'required':
      return (value, path, _, found) => {
        if (!isMissing(value, rule.zero)) return true;
        found.push(required(path, rule.detail));
        return false;
      };
    case 'check':
      return (value, path, beside, found, before) => {
        const errors = rule.check(value, path, beside, before, found);
        if (errors.length > 0) found.push(...errors);
      };
    case 'where': {
      const rules = ready(rule.rules);
      return (value, path, beside, found, before) =>
        !rule.is.includes(beside[rule.field]) || apply(rules, value, path, beside, found, before);
    }
    case 'unchecked':
      return () => false;
    case 'alone':
      return (value, path, beside, found) => {
        if (!said(value) || !rule.after.some((it) => said(beside[it]))) return true;
        if (rule.detail) found.push(forbidden(path, rule.detail));
        return false;
      };
    default: {
      const one = makeOne(rule);
      if ((rule.rule !== 'oneOf' && rule.rule !== 'format') || !rule.absent) return one;
      return (value, path, beside, found) => one(said(value) ? value : '', path, beside, found);
    }
  }
}

/** Applies rules to a value, in their order; false when what it holds is not to be looked at. */
export function apply(
  rules: readonly Apply[],
  value: unknown,
  path: string,
  beside: JsonObject,
  found: FieldError[],
  before?: JsonObject,
): boolean {
  for (let i = 0; i < rules.length; i++) if (rules[i]!(value, path, beside, found, before) === false) return false;
  return true;
}

function isMissing(value: unknown, zero: true | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (zero === true && value === 0) ||
    (Array.isArray(value) && value.length === 0)
  );
}

function makeOne(
  rule: Exclude<Rule, { rule: 'required' | 'check' | 'where' | 'unchecked' | 'alone' }>,
): (value: unknown, path: string, beside: JsonObject, found: FieldError[]) => void {
  switch (rule.rule) {
    case 'range':
      return (value, path, _, found) => {
        if (typeof value === 'number' && (value < rule.min || value > rule.max))
          found.push(invalid(path, value, rangeError(rule.min, rule.max)));
      };
    case 'atLeast':
      return (value, path, _, found) => {
        if (typeof value === 'number' && value < rule.min)
          found.push(invalid(path, value, `must be greater than or equal to ${rule.min}`));
      };
    case 'above':
      return (value, path, _, found) => {
        if (typeof value === 'number' && value <= rule.min)
          found.push(invalid(path, value, `must be greater than ${rule.word}`));
      };
    case 'atMost':
      return (value, path, _, found) => {
        if (typeof value === 'number' && value > rule.max)
          found.push(invalid(path, value, rule.detail ?? `must be less than or equal to ${rule.max}`));
      };
    case 'oneOf':
      return (value, path, _, found) => {
        if (typeof value === 'string' && !rule.values.includes(value) && !(rule.blank && value === ''))
          found.push(notSupported(path, value, rule.values));
      };
    case 'format': {
      const format = FORMATS[rule.format];
      return (value, path, _, found) => {
        if (typeof value !== 'string' || (value === '' && !rule.blank)) return;
        const errors = format(rule.lower ? value.toLowerCase() : value);
        for (let i = 0; i < errors.length; i++) found.push(invalid(path, value, errors[i]!));
      };
    }
    case 'port':
      return (value, path, _, found) => {
        if (typeof value === 'number') {
          if (value < 1 || value > 65535) found.push(invalid(path, value, rangeError(1, 65535)));
        } else if (typeof value === 'string')
          for (const error of portName(value)) found.push(invalid(path, value, error));
      };
    case 'countOrPercent':
      return (value, path, _, found) => {
        if (typeof value === 'number') {
          if (value < 0) found.push(invalid(path, value, 'must be greater than or equal to 0'));
        } else if (typeof value === 'string') {
          const errors = percent(value);
          for (const error of errors) found.push(invalid(path, value, error));
          if (rule.whole && errors.length === 0 && Number(value.slice(0, -1)) > 100)
            found.push(invalid(path, value, 'must not be greater than 100%'));
        }
      };
    case 'labels':
      return (value, path, _, found) => {
        if (isObject(value)) addLabelErrors(value, path, found);
      };
    case 'keys': {
      const format = FORMATS[rule.format];
      return (value, path, _, found) => {
        if (!isObject(value)) return;
        for (const key in value)
          for (const error of format(rule.lower ? key.toLowerCase() : key))
            found.push(invalid(rule.at === 'key' ? within(path, key) : path, key, error));
      };
    }
    case 'each': {
      const rules = ready(rule.rules);
      return (value, path, beside, found) => {
        if (Array.isArray(value))
          for (let i = 0; i < value.length; i++) apply(rules, value[i], within(path, i), beside, found);
        else if (isObject(value)) for (const key in value) apply(rules, value[key], within(path, key), beside, found);
      };
    }
    case 'unique':
      return (value, path, _, found) => {
        if (!Array.isArray(value) || value.length < 2) return;
        const seen = new Set<unknown>();
        for (let i = 0; i < value.length; i++) {
          const item = rule.by ? (isObject(value[i]) ? value[i][rule.by] : undefined) : value[i];
          if (item === undefined || item === '') continue;
          if (seen.has(item)) found.push(duplicate(`${path}[${i}]${rule.by ? `.${rule.by}` : ''}`, item));
          seen.add(item);
        }
      };
    case 'items':
      return (value, path, _, found) => {
        if (Array.isArray(value) && value.length > rule.max) found.push(tooMany(path, value.length, rule.max));
      };
    case 'forbidden':
      return (value, path, _, found) => {
        if (said(value)) found.push(forbidden(path, rule.detail));
      };
    case 'fields': {
      const steps = Object.entries(rule.of).map(([field, rules]) => ({ field, rules: ready(rules) }));
      return (value, path, _, found) => {
        if (!isObject(value)) return;
        for (const { field, rules } of steps)
          if (field === '') apply(rules, value, path, value, found);
          else apply(rules, value[field], below(path, field), value, found);
      };
    }
  }
}
