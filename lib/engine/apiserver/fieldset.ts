// Sets of fields, as managedFields have them, and what two objects differ in. A path is its elements joined by a character that
// no name holds. Follows structured-merge-diff's fieldpath and typed packages.

import type { Json, JsonObject } from '../../api/object.ts';
import { goJson } from '../../api/field-errors.ts';
import { findTypeSchema, type FieldSchema, type TypeSchema, type ValueSchema } from '../../api/schema/schema.ts';
import { equal } from './equality.ts';

/** Joins the elements of a path. */
export const JOIN = '\u0001';

/** Paths such as `f:spec␁f:replicas`. */
export type FieldSet = ReadonlySet<string>;

type Fields = { readonly [key: string]: Json | undefined };

const ANY: ValueSchema = { kind: 'any' };

/** How a value merges: as a leaf, by its fields, or by its items. */
export type Shape = 'leaf' | 'fields' | 'items';

// The volume's claim is owned field by field, as the published types say and OpenAPI does not.
const isGranular = (schema: ValueSchema): boolean => (schema as Partial<FieldSchema>).name === 'claimRef';

/** The shape of a value by its type; untyped values of custom resources show it themselves. */
export function shapeOf(schema: ValueSchema, value: unknown): Shape {
  switch (schema.kind) {
    case 'object':
      if (schema.atomic || (schema.type?.atomic && !isGranular(schema))) return 'leaf';
      return isMap(value) ? 'fields' : 'leaf';
    case 'map':
      return schema.atomic || !isMap(value) ? 'leaf' : 'fields';
    case 'array':
      return schema.listType && schema.listType !== 'atomic' && Array.isArray(value) ? 'items' : 'leaf';
    case 'any':
      return schema.preserveUnknown && isMap(value) ? 'fields' : 'leaf';
    default:
      return 'leaf';
  }
}

function isMap(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The type of a field of a value. */
export function childOf(schema: ValueSchema, name: string): ValueSchema | undefined {
  if (schema.kind === 'object' && schema.type) {
    const field = schema.type.fields.get(name);
    if (field) return field;
    return schema.preserveUnknown || schema.type.preserveUnknown ? UNKNOWN : undefined;
  }
  if (schema.kind === 'map') return schema.items ?? ANY;
  return UNKNOWN;
}

/** What is kept though no schema says it. */
export const UNKNOWN: ValueSchema = { kind: 'any', preserveUnknown: true };

/** The root of an object as a value. */
export function rootOf(type: TypeSchema): ValueSchema {
  return { kind: 'object', type };
}

/** An item of an associative list that names no key. */
export class KeyError extends Error {}

/** The path element of an item: `k:{…}` of a list by keys, `v:…` of a set. Throws `KeyError`. */
export function itemElement(schema: ValueSchema, item: Json): string {
  if (schema.listType === 'set') {
    if (item !== null && typeof item === 'object')
      throw new KeyError("associative list without keys has an element that's a map type");
    return `v:${goJson(item)}`;
  }
  if (!isMap(item)) throw new KeyError('associative list with keys may not have non-map elements');
  const keys: { [key: string]: Json } = {};
  for (const name of [...(schema.listKeys ?? [])].sort()) {
    const value = item[name] === undefined ? keyByDefault(schema.items?.type, name) : item[name];
    if (value === undefined) {
      if ((schema.listKeys ?? []).length === 1 || !(schema.listKeys ?? []).some((it) => item[it] !== undefined))
        throw new KeyError(
          `associative list with keys has an element that omits key field ${JSON.stringify(name)} (and doesn't have default value)`,
        );
      throw new KeyError(
        `associative list with keys has an element that omits key field ${JSON.stringify(name)} (and doesn't have default value)`,
      );
    }
    keys[name] = value;
  }
  return `k:${goJson(keys)}`;
}

/** What a key that is not said counts as: of a built-in type, what Go has for a field that is always there. */
function keyByDefault(type: TypeSchema | undefined, name: string): Json | undefined {
  const field = type?.fields.get(name);
  if (!field) return undefined;
  if (field.default !== undefined) return field.default as Json;
  const always = field.required || type!.name === 'core.v1.LocalObjectReference';
  if (!always || findTypeSchema(type!.name) !== type) return undefined;
  return field.kind === 'string' ? '' : field.kind === 'int32' ? 0 : undefined;
}

/** The members of a set in the form objects hold it. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const root: { [key: string]: unknown } = {};
  for (const path of [...set].sort()) {
    let at = root;
    const elements = path.split(JOIN);
    for (const element of elements) at = (at[element] ??= {}) as { [key: string]: unknown };
    at['.'] = {};
  }
  const tidy = (node: { [key: string]: unknown }): JsonObject => {
    const keys = Object.keys(node);
    if (keys.length === 1 && keys[0] === '.') return {};
    const out: { [key: string]: Json } = {};
    for (const key of keys.sort()) out[key] = key === '.' ? {} : tidy(node[key] as { [key: string]: unknown });
    return out;
  };
  return tidy(root);
}

/** The set in an object's form. */
export function fromFieldsV1(tree: JsonObject | undefined): Set<string> {
  const set = new Set<string>();
  const walk = (node: JsonObject, path: string): void => {
    const keys = Object.keys(node);
    if (!keys.length && path) set.add(path);
    for (const key of keys)
      if (key === '.') set.add(path);
      else walk((node[key] ?? {}) as JsonObject, path ? path + JOIN + key : key);
  };
  if (tree) walk(tree, '');
  return set;
}

/** All fields a value sets: what an applied configuration claims. */
export function fieldsOf(schema: ValueSchema, value: Json, path = '', set = new Set<string>()): Set<string> {
  const shape = shapeOf(schema, value);
  if (shape === 'leaf') {
    if (path) set.add(path);
  } else if (shape === 'fields') {
    for (const [name, child] of Object.entries(value as Fields)) {
      if (child === undefined) continue;
      const element = childOf(schema, name) ?? ANY;
      const inner = path ? `${path}${JOIN}f:${name}` : `f:${name}`;
      fieldsOf(element, child, inner, set);
      const known = schema.kind === 'object' && schema.type!.fields.has(name);
      if (child === null || !known || (isMap(child) && !Object.keys(child).length)) set.add(inner);
    }
  } else
    for (const item of value as readonly Json[]) {
      const inner = `${path}${JOIN}${itemElement(schema, item)}`;
      fieldsOf(schema.items!, item, inner, set);
      set.add(inner);
    }
  return set;
}

/** What two objects differ in. */
export interface Comparison {
  readonly added: Set<string>;
  readonly modified: Set<string>;
  readonly removed: Set<string>;
}

/** Compares two objects of a type. */
export function compare(type: TypeSchema, before: Json | undefined, after: Json | undefined): Comparison {
  const found: Comparison = { added: new Set(), modified: new Set(), removed: new Set() };
  compareValue(rootOf(type), before, after, '', found);
  found.added.delete('');
  found.removed.delete('');
  return found;
}

function compareValue(
  schema: ValueSchema,
  a: Json | undefined,
  b: Json | undefined,
  path: string,
  found: Comparison,
): void {
  // Shared parts are equal.
  if (a === b) return;
  const shape = shapeOf(schema, b ?? a);
  const other = a !== undefined && b !== undefined && a !== null && b !== null ? shapeOf(schema, a) : shape;
  const empty = (value: Json | undefined): boolean =>
    value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  if (shape === 'leaf' || other !== shape || (empty(a) && empty(b))) {
    if (a === undefined) found.added.add(path);
    else if (b === undefined) found.removed.add(path);
    else if (!sameValue(a, b)) found.modified.add(path);
    return;
  }
  if (shape === 'fields') {
    const left = (a ?? {}) as Fields;
    const right = (b ?? {}) as Fields;
    for (const name of Object.keys({ ...left, ...right })) {
      if (left[name] === undefined && right[name] === undefined) continue;
      compareValue(
        childOf(schema, name) ?? ANY,
        left[name],
        right[name],
        path ? `${path}${JOIN}f:${name}` : `f:${name}`,
        found,
      );
    }
  } else compareItems(schema, (a ?? []) as readonly Json[], (b ?? []) as readonly Json[], path, found);
  if (a === undefined) found.added.add(path);
  else if (b === undefined) found.removed.add(path);
}

function sameValue(a: Json, b: Json): boolean {
  return (a === null) === (b === null) && equal(a, b);
}

function compareItems(
  schema: ValueSchema,
  a: readonly Json[],
  b: readonly Json[],
  path: string,
  found: Comparison,
): void {
  const left = group(schema, a);
  const right = group(schema, b);
  for (const element of new Set([...left.keys(), ...right.keys()])) {
    const inner = `${path}${JOIN}${element}`;
    const before = left.get(element) ?? [];
    const after = right.get(element) ?? [];
    if (before.length <= 1 && after.length <= 1) compareValue(schema.items!, before[0], after[0], inner, found);
    else if (before.length > 1 && after.length > 1) {
      if (!equal(before, after)) found.modified.add(inner);
    } else if (before.length > 1) {
      if (after.length) compareValue(schema.items!, undefined, after[0], inner, found);
      found.removed.add(inner);
    } else {
      if (before.length) compareValue(schema.items!, before[0], undefined, inner, found);
      found.added.add(inner);
    }
  }
}

function group(schema: ValueSchema, items: readonly Json[]): Map<string, Json[]> {
  const groups = new Map<string, Json[]>();
  for (const item of items) {
    let element: string;
    try {
      element = itemElement(schema, item);
    } catch (error) {
      if (error instanceof KeyError) continue;
      throw error;
    }
    const list = groups.get(element);
    if (list) list.push(item);
    else groups.set(element, [item]);
  }
  return groups;
}

export function union(...sets: readonly FieldSet[]): Set<string> {
  const out = new Set<string>();
  for (const set of sets) for (const path of set) out.add(path);
  return out;
}

export function difference(a: FieldSet, b: FieldSet): Set<string> {
  const out = new Set<string>();
  for (const path of a) if (!b.has(path)) out.add(path);
  return out;
}

export function intersection(a: FieldSet, b: FieldSet): Set<string> {
  const out = new Set<string>();
  for (const path of a) if (b.has(path)) out.add(path);
  return out;
}

/** A path as conflicts show it: `.spec.containers[name="app"].image`. */
export function showPath(path: string): string {
  return path
    .split(JOIN)
    .map((element) => {
      const rest = element.slice(2);
      if (element.startsWith('f:')) return `.${rest}`;
      if (element.startsWith('k:')) {
        const keys = JSON.parse(rest) as { [key: string]: Json };
        return `[${Object.entries(keys)
          .map(([name, value]) => `${name}=${goJson(value)}`)
          .join(',')}]`;
      }
      if (element.startsWith('v:')) return `[=${rest}]`;
      return `[${rest}]`;
    })
    .join('');
}
