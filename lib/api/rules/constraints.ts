// Constraints of single fields (bounds, patterns, choices, what must be said, what may not change), told in the table of
// constraint-table.ts by type, and interpreted here. The SDK reads them to fail at the line that is wrong, the API server to answer
// as upstream does. What relates several objects, or needs the cluster, is not here.
//
// An object is taken as it is after defaulting; fields that defaults fill are checked when they are there.

import { forbidden, inGoOrder, invalid, type FieldError } from '../field-errors.ts';
import type { JsonObject, KubeObject } from '../object.ts';
import { kindId } from '../schema/kind-id.ts';
import { fits, kindSchema, type FieldSchema, type TypeSchema, type ValueSchema } from '../schema/schema.ts';
import { CONSTRAINTS, FIXED, NAMES, type Fixed } from './constraint-table.ts';
import { apply, below, ready, setPathless, within, type Apply } from './ready-rules.ts';
import { FORMATS, type Format, type Rule } from './rule.ts';
import { isObject } from './words.ts';

/** What is wrong with an object's fields; empty when nothing is. `schema` is for kinds that are not built in (nothing is known of them). */
export function checkConstraints(
  object: KubeObject,
  schema: TypeSchema | undefined = kindSchema(object.apiVersion ?? '', object.kind ?? ''),
): FieldError[] {
  return schema ? told(planOf(schema), object as unknown as JsonObject, '') : [];
}

/** The same without the object's metadata, for who checks that apart; rules about the whole object see it as it was, too. */
export function checkBody(object: KubeObject, schema: TypeSchema, before?: KubeObject): FieldError[] {
  let plan = bodies.get(schema);
  if (plan === undefined) bodies.set(schema, (plan = new Plan(schema, true)));
  return told(plan, object as unknown as JsonObject, '', before as unknown as JsonObject | undefined);
}

/**
 * Whether nothing at all is wrong with an object: every field known, every value of its field's type, and all constraints kept. Nearly
 * every object is well, and one walk says so; what is wrong with the others is for who tells it.
 */
export function isWell(object: KubeObject, schema: TypeSchema): boolean {
  return looksWell(planOf(schema), object as unknown as JsonObject, TYPES | RULES);
}

/** Most objects are well: paths are put together only for those in which a first look finds something. */
function told(plan: Plan, value: JsonObject, path: string, before?: JsonObject): FieldError[] {
  const found: FieldError[] = [];
  if (!looksWell(plan, value, RULES, before)) tell(plan, value, path, found, before);
  return found;
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
        : invalid(row.path, printed(now ?? (row.text ? '' : null), row.goNames), row.detail),
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
  if (!names || !isObject(value)) return inGoOrder(value);
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

// A plan is made once a type.
const plans = new Map<TypeSchema, Plan>();
const bodies = new Map<TypeSchema, Plan>();

function planOf(type: TypeSchema): Plan {
  let plan = plans.get(type);
  // Its fields are put together when they are first asked for: a type may hold itself.
  if (!plan) plans.set(type, (plan = new Plan(type, false)));
  return plan;
}

/** What is to be looked at in objects of a type. */
class Plan {
  private readonly type: TypeSchema;
  private readonly body: boolean;
  private made: Steps | undefined;
  private free: boolean | undefined;

  constructor(type: TypeSchema, body: boolean) {
    this.type = type;
    this.body = body;
    this.made = undefined;
    this.free = undefined;
  }

  get steps(): Steps {
    return (this.made ??= stepsOf(this.type, this.body));
  }

  /** Whether nothing at or below it has a constraint. */
  get bare(): boolean {
    return (this.free ??= isBare(this.type, new Set()));
  }
}

interface Steps {
  /** In the order of the table, which is that of upstream's errors. */
  readonly all: readonly Step[];
  readonly byField: ReadonlyMap<string, Step>;
  /** Those that have something to say when nothing is said: most fields of most objects are not. */
  readonly minding: readonly Step[];
  /** About the object itself. */
  readonly own: readonly Apply[];
}

class Step {
  readonly field: string;
  readonly rules: readonly Apply[];
  /** Undefined for what the type does not have, and a rule speaks of. */
  readonly schema: FieldSchema | undefined;
  /** Of the objects in it, however deep in lists and maps. */
  readonly inner: Plan | undefined;

  constructor(field: string, rules: readonly Apply[], schema: FieldSchema | undefined) {
    this.field = field;
    this.rules = rules;
    this.schema = schema;
    this.inner = schema && innerOf(schema);
  }

  /** Go's structures are there whether something is said of them or not. */
  get isAlways(): boolean {
    return this.schema?.always === true && this.schema.kind === 'object' && !this.inner!.bare;
  }
}

function leafOf(schema: ValueSchema): ValueSchema {
  let leaf = schema;
  while (leaf.items) leaf = leaf.items;
  return leaf;
}

function innerOf(schema: ValueSchema): Plan | undefined {
  const leaf = leafOf(schema);
  return leaf.kind === 'object' ? planOf(leaf.type!) : undefined;
}

function isBare(type: TypeSchema, asked: Set<TypeSchema>): boolean {
  if (CONSTRAINTS[type.name]) return false;
  asked.add(type);
  for (const field of type.fields.values()) {
    const leaf = leafOf(field);
    if (leaf.kind === 'object' && !asked.has(leaf.type!) && !isBare(leaf.type!, asked)) return false;
  }
  return true;
}

/** Whether a rule looks at what is not said. */
function minds(rule: Rule): boolean {
  switch (rule.rule) {
    case 'required':
      return true;
    case 'check':
      // One that sees the value alone can be asked once and for all.
      return rule.check.length > 2 || rule.check(undefined, '', NOTHING).length > 0;
    case 'oneOf':
    case 'format':
      return rule.absent === true;
    case 'where':
      return rule.rules.some(minds);
    default:
      return false;
  }
}

function stepsOf(type: TypeSchema, body: boolean): Steps {
  const rules = CONSTRAINTS[type.name] ?? {};
  const byField = new Map<string, Step>();
  const minding: Step[] = [];
  for (const field of new Set([...Object.keys(rules), ...type.fields.keys()])) {
    if (field === '' || (body && field === 'metadata')) continue;
    const own = rules[field] ?? [];
    const step = new Step(field, ready(own), type.fields.get(field));
    byField.set(field, step);
    if (own.some(minds) || step.isAlways) minding.push(step);
  }
  return { all: [...byField.values()], byField, minding, own: ready(rules[''] ?? []) };
}

/** What a look is for: types (no unknown field, no value of another type), rules, or both. */
const TYPES = 1;
const RULES = 2;

function looksWell(plan: Plan, value: JsonObject, at: number, before?: JsonObject): boolean {
  const was = setPathless(true);
  try {
    return isWellObject(plan, value, at, [], before);
  } finally {
    setPathless(was);
  }
}

/** `found` is what rules say; it stays empty as long as all is well. */
function isWellObject(plan: Plan, value: JsonObject, at: number, found: FieldError[], before?: JsonObject): boolean {
  const { byField, minding, own } = plan.steps;
  for (const key in value) {
    const held = value[key];
    if (held === undefined) continue;
    const step = byField.get(key);
    if (step === undefined || step.schema === undefined) {
      if (at & TYPES) return false;
      if (step === undefined) continue;
    }
    const { schema, rules, inner } = step;
    let within = at;
    if (at & RULES && rules.length > 0) {
      // Where the type's own rules do not count its structure still does.
      if (!apply(rules, held, '', value, found)) within &= TYPES;
      if (found.length > 0) return false;
    }
    if (held === null || schema === undefined) continue;
    if (within & TYPES || (within & RULES && inner !== undefined && !inner.bare))
      if (!isWellValue(schema, inner, held, within, found)) return false;
  }
  if (!(at & RULES)) return true;
  for (let i = 0; i < minding.length; i++) {
    const step = minding[i]!;
    const held = value[step.field];
    if (held !== undefined && held !== null) continue;
    const looked = apply(step.rules, held, '', value, found);
    if (found.length > 0) return false;
    if (looked && step.isAlways && !isWellObject(step.inner!, NOTHING, RULES, found)) return false;
  }
  if (own.length > 0) apply(own, value, '', value, found, before);
  return found.length === 0;
}

function isWellValue(
  schema: ValueSchema,
  inner: Plan | undefined,
  value: unknown,
  at: number,
  found: FieldError[],
): boolean {
  const { kind } = schema;
  if (kind === 'object') return isObject(value) ? isWellObject(inner!, value, at, found) : !(at & TYPES);
  if (kind === 'array') {
    if (!Array.isArray(value)) return !(at & TYPES);
    const items = schema.items!;
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      if (item === null || item === undefined) {
        if (at & RULES && items.kind === 'object' && !isWellObject(inner!, NOTHING, RULES, found)) return false;
      } else if (!isWellValue(items, inner, item, at, found)) return false;
    }
    return true;
  }
  if (kind === 'map') {
    if (!isObject(value)) return !(at & TYPES);
    const items = schema.items!;
    for (const key in value) {
      const item = value[key];
      if (item !== null && item !== undefined && !isWellValue(items, inner, item, at, found)) return false;
    }
    return true;
  }
  return !(at & TYPES) || fits(value, kind);
}

/** The second look, in the order of the table and with paths. */
function tell(plan: Plan, value: JsonObject, path: string, found: FieldError[], before?: JsonObject): void {
  const { all, own } = plan.steps;
  for (const { field, rules, schema, inner, isAlways } of all) {
    const held = value[field];
    const here = below(path, field);
    if (!apply(rules, held, here, value, found) || !inner) continue;
    if (held !== undefined && held !== null) descend(schema!, inner, held, here, found);
    else if (isAlways) descend(schema!, inner, NOTHING, here, found);
  }
  apply(own, value, path, value, found, before);
}

function descend(schema: ValueSchema, plan: Plan, value: unknown, path: string, found: FieldError[]): void {
  if (schema.kind === 'object') {
    if (isObject(value)) tell(plan, value, path, found);
  } else if (schema.kind === 'array') {
    if (Array.isArray(value))
      for (let i = 0; i < value.length; i++) descend(schema.items!, plan, value[i] ?? NOTHING, within(path, i), found);
  } else if (schema.kind === 'map' && isObject(value))
    for (const key in value) descend(schema.items!, plan, value[key], within(path, key), found);
}
