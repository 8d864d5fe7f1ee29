// Constraints of single fields (bounds, patterns, choices, what must be said, what may not change), told in the table of
// constraint-table.ts by type, and interpreted here. The SDK reads them to fail at the line that is wrong, the API server to answer
// as upstream does. What relates several objects, or needs the cluster, is not here.
//
// An object is taken as it is after defaulting; fields that defaults fill are checked when they are there.

import { duplicate, forbidden, invalid, notSupported, required, tooMany, type FieldError } from '../field-errors.ts';
import {
  configMapKey,
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  dns1123SubdomainWithUnderscore,
  envVarName,
  httpHeaderName,
  labelValue,
  pathSegment,
  percent,
  portName,
  qualifiedName,
  rangeError,
} from '../labels.ts';
import type { JsonObject, KubeObject } from '../object.ts';
import { compareQuantities, parseQuantity } from '../quantity.ts';
import { kindId } from '../schema/kind-id.ts';
import { kindSchema, type FieldSchema, type TypeSchema, type ValueSchema } from '../schema/schema.ts';
import { CONSTRAINTS, FIXED, NAMES, type Fixed } from './constraint-table.ts';

const FORMATS = {
  configMapKey,
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  dns1123SubdomainWithUnderscore,
  envVarName,
  httpHeaderName,
  labelValue,
  pathSegment,
  percent,
  portName,
  qualifiedName,
} as const;

export type Format = keyof typeof FORMATS;

/** One rule of a field. Rules of a field are taken in order; a `required` that fails ends them. */
export type Rule =
  /** Must be said: not absent, empty or (`zero`) 0. */
  | { readonly rule: 'required'; readonly detail?: string; readonly zero?: true }
  | { readonly rule: 'range'; readonly min: number; readonly max: number }
  | { readonly rule: 'atLeast'; readonly min: number }
  | { readonly rule: 'above'; readonly min: number; readonly word: string }
  | { readonly rule: 'atMost'; readonly max: number; readonly detail?: string }
  /** One of these; '' is refused too unless `blank`, and what is not said with `absent`. */
  | { readonly rule: 'oneOf'; readonly values: readonly string[]; readonly blank?: true; readonly absent?: true }
  /** Text of a format; '' is passed over unless `blank`. `lower`: compared in lower case. With `absent` what is not said is ''. */
  | {
      readonly rule: 'format';
      readonly format: Format;
      readonly blank?: true;
      readonly absent?: true;
      readonly lower?: true;
    }
  /** A number of a port, or the name of one. */
  | { readonly rule: 'port' }
  /** A number not below 0, or a percentage (of at most 100 with `whole`). */
  | { readonly rule: 'countOrPercent'; readonly whole?: true }
  /** A quantity not below 0. */
  | { readonly rule: 'quantity'; readonly above?: true }
  /** Keys and values of labels. */
  | { readonly rule: 'labels' }
  /** Keys of a map: errors name the key after the path (`at: 'key'`) or the field itself. */
  | { readonly rule: 'keys'; readonly format: Format; readonly at: 'key' | 'field'; readonly lower?: true }
  /** Values of a map, or items of a list. */
  | { readonly rule: 'each'; readonly rules: readonly Rule[] }
  /** No two items alike, or alike in this field. */
  | { readonly rule: 'unique'; readonly by?: string }
  | { readonly rule: 'items'; readonly max: number }
  | { readonly rule: 'forbidden'; readonly detail: string }
  /** The type's own rules do not count here. */
  | { readonly rule: 'unchecked' }
  /** An inner object's own rules, at this one place. */
  | { readonly rule: 'fields'; readonly of: Constraints }
  /** Only where a field beside it (or this object's own, for rules at '') has one of these values. */
  | { readonly rule: 'where'; readonly field: string; readonly is: readonly unknown[]; readonly rules: readonly Rule[] }
  /** What is truly particular. `beside` is the object that holds the field. */
  | {
      readonly rule: 'check';
      readonly check: (
        value: unknown,
        path: string,
        beside: JsonObject,
        /** On updates, of rules about a whole object: the object as it was. */
        before?: JsonObject,
      ) => readonly FieldError[];
    };

/** Rules by field, checked in this order; those at '' are about the object itself. */
export type Constraints = { readonly [field: string]: readonly Rule[] };

type Walk = (value: JsonObject, path: string, found: FieldError[], before?: JsonObject) => void;

/** What is wrong with an object's fields; empty when nothing is. `schema` is for kinds that are not built in (nothing is known of them). */
export function checkConstraints(
  object: KubeObject,
  schema: TypeSchema | undefined = kindSchema(object.apiVersion ?? '', object.kind ?? ''),
): FieldError[] {
  return schema ? told(planOf(schema), object as unknown as JsonObject, '') : [];
}

/** Most objects are well: paths are put together only for those in which a first look finds something. */
function told(plan: Walk | null, value: JsonObject, path: string, was?: JsonObject): FieldError[] {
  const found: FieldError[] = [];
  if (!plan) return found;
  const before = pathless;
  pathless = true;
  try {
    plan(value, path, found, was);
  } finally {
    pathless = before;
  }
  if (!found.length || before) return found;
  const errors: FieldError[] = [];
  plan(value, path, errors, was);
  return errors;
}
let pathless = false;

const below = (path: string, field: string): string => (pathless ? path : path ? `${path}.${field}` : field);
const within = (path: string, key: string | number): string => (pathless ? path : `${path}[${key}]`);

/** The same without the object's metadata, for who checks that apart; rules about the whole object see it as it was, too. */
export function checkBody(object: KubeObject, schema: TypeSchema, before?: KubeObject): FieldError[] {
  let plan = bodies.get(schema);
  if (plan === undefined) bodies.set(schema, (plan = makePlan(schema, true)));
  return told(plan, object as unknown as JsonObject, '', before as unknown as JsonObject | undefined);
}

/** The same for a part of an object, by its type's name (`core.v1.PodSpec`), for errors that start at `path`. */
export function checkPart(value: JsonObject, type: TypeSchema, path: string): FieldError[] {
  return told(planOf(type), value, path);
}

/** What an update may not change, and does. */
export function checkFixed(object: KubeObject, before: KubeObject): FieldError[] {
  const found: FieldError[] = [];
  for (const row of FIXED[kindId(object.apiVersion, object.kind)] ?? []) {
    const now = at(object, row.path);
    if (same(now, at(before, row.path)) || !counts(row, before)) continue;
    found.push(
      row.forbidden
        ? forbidden(row.path, row.detail)
        : invalid(row.path, printed(now ?? null, row.goNames), row.detail),
    );
  }
  return found;
}

function counts({ where }: Fixed, before: KubeObject): boolean {
  if (!where) return true;
  const value = at(before, where.path);
  return 'is' in where ? value === where.is : value !== where.not;
}

function printed(value: unknown, names: Fixed['goNames']): unknown {
  if (!names || !isObject(value)) return value;
  return Object.fromEntries(Object.entries(names).map(([field, name]) => [name, value[field] ?? '']));
}

/** The format an object's name must have. */
export function nameFormat(apiVersion: string | undefined, kind: string | undefined): Format {
  return NAMES[kindId(apiVersion, kind)] ?? 'dns1123Subdomain';
}

/** What is wrong with an object's name, in upstream's words. */
export function checkName(apiVersion: string | undefined, kind: string | undefined, name: string): readonly string[] {
  return FORMATS[nameFormat(apiVersion, kind)](name);
}

function at(object: KubeObject, path: string): unknown {
  let value: unknown = object;
  for (const field of path.split('.')) value = isObject(value) ? value[field] : undefined;
  return value;
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return (a ?? null) === (b ?? null);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key in left) if (!same(left[key], right[key])) return false;
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}

const NOTHING: JsonObject = {};

// A plan is made once a type: the fields with rules, and those below which there are some, in the order of the table.
const plans = new Map<TypeSchema, Walk | null>();
const bodies = new Map<TypeSchema, Walk | null>();

interface Step {
  readonly field: string;
  readonly rules: readonly Apply[];
  readonly inner: Walk | null;
  readonly schema: FieldSchema | undefined;
  /** Whether there is something to say when the field is not said: most fields of most objects are not. */
  readonly absent: boolean;
}

/** Whether a rule looks at what is not said. */
function minds(rule: Rule): boolean {
  switch (rule.rule) {
    case 'required':
    case 'check':
      return true;
    case 'oneOf':
    case 'format':
      return rule.absent === true;
    case 'where':
      return rule.rules.some(minds);
    default:
      return false;
  }
}

function planOf(type: TypeSchema): Walk | null {
  const known = plans.get(type);
  if (known !== undefined) return known;
  // While it is being made a type that holds itself finds this, which stands for the plan to come.
  let plan: Walk | null = null;
  plans.set(type, (value, path, found) => plan?.(value, path, found));
  plan = makePlan(type);
  plans.set(type, plan);
  return plan;
}

function makePlan(type: TypeSchema, body = false): Walk | null {
  const rules = CONSTRAINTS[type.name];
  const steps: Step[] = [];
  const names = new Set([...Object.keys(rules ?? {}).filter((it) => it !== ''), ...type.fields.keys()]);
  for (const field of names) {
    if (body && field === 'metadata') continue;
    const schema = type.fields.get(field);
    const inner = schema ? planOfValue(schema) : null;
    const own = rules?.[field] ?? [];
    if (own.length || inner)
      steps.push({ field, rules: ready(own), inner, schema, absent: own.some(minds) || (schema?.always ?? false) });
  }
  const own = rules?.[''] && ready(rules['']);
  if (!steps.length && !own) return null;
  return (value, path, found, before) => {
    for (const { field, rules: mine, inner, schema, absent } of steps) {
      const held = value[field];
      if (held === undefined && !absent) continue;
      const here = below(path, field);
      if (mine.length && !apply(mine, held, here, value, found)) continue;
      if (!inner) continue;
      if (held !== undefined && held !== null) descend(schema!, inner, held, here, found);
      // Go's structures are there whether something is said of them or not.
      else if (schema!.kind === 'object' && schema!.always) descend(schema!, inner, NOTHING, here, found);
    }
    if (own) apply(own, value, path, value, found, before);
  };
}

function planOfValue(schema: ValueSchema): Walk | null {
  return schema.kind === 'object' ? planOf(schema.type!) : schema.items ? planOfValue(schema.items) : null;
}

function descend(schema: ValueSchema, plan: Walk, value: unknown, path: string, found: FieldError[]): void {
  if (schema.kind === 'object') {
    if (isObject(value)) plan(value, path, found);
  } else if (schema.kind === 'array') {
    if (Array.isArray(value))
      for (let i = 0; i < value.length; i++) descend(schema.items!, plan, value[i] ?? NOTHING, within(path, i), found);
  } else if (schema.kind === 'map' && isObject(value))
    for (const key in value) descend(schema.items!, plan, value[key], within(path, key), found);
}

/** A rule ready to be applied; false when what the value holds is not to be looked at. */
type Apply = (value: unknown, path: string, beside: JsonObject, found: FieldError[], before?: JsonObject) => boolean;

const ready = (rules: readonly Rule[]): readonly Apply[] => rules.map(make);

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
        for (const error of rule.check(value, path, beside, before)) found.push(error);
        return true;
      };
    case 'where': {
      const rules = ready(rule.rules);
      return (value, path, beside, found, before) =>
        !rule.is.includes(beside[rule.field]) || apply(rules, value, path, beside, found, before);
    }
    case 'unchecked':
      return () => false;
    default: {
      const asBlank = (rule.rule === 'oneOf' || rule.rule === 'format') && rule.absent === true;
      const one = makeOne(rule);
      return (value, path, beside, found) => {
        if (value !== undefined && value !== null) one(value, path, beside, found);
        else if (asBlank) one('', path, beside, found);
        return true;
      };
    }
  }
}

/** Applies rules to a value, in their order; false when what it holds is not to be looked at. */
function apply(
  rules: readonly Apply[],
  value: unknown,
  path: string,
  beside: JsonObject,
  found: FieldError[],
  before?: JsonObject,
): boolean {
  for (let i = 0; i < rules.length; i++) if (!rules[i]!(value, path, beside, found, before)) return false;
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
  rule: Exclude<Rule, { rule: 'required' | 'check' | 'where' | 'unchecked' }>,
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
        for (const error of format(rule.lower ? value.toLowerCase() : value)) found.push(invalid(path, value, error));
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
    case 'quantity':
      return (value, path, _, found) => {
        if ((typeof value !== 'string' && typeof value !== 'number') || !parseQuantity(value)) return;
        const sign = compareQuantities(value, 0);
        if (rule.above ? sign <= 0 : sign < 0)
          found.push(invalid(path, String(value), `must be greater than ${rule.above ? '' : 'or equal to '}0`.trim()));
      };
    case 'labels':
      return (value, path, _, found) => {
        if (!isObject(value)) return;
        for (const key in value) {
          for (const error of qualifiedName(key)) found.push(invalid(path, key, error));
          const text = value[key];
          if (typeof text === 'string') for (const error of labelValue(text)) found.push(invalid(path, text, error));
        }
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
        if (!Array.isArray(value) || value.length === 0) return;
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
      return (_, path, __, found) => void found.push(forbidden(path, rule.detail));
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

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
