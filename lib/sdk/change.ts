// Changes to a manifest as data: JSON patch (RFC 6902), merge patch (RFC 7386) and strategic merge by the keys of the API's lists.
// Loud: whatever finds nothing to work on is told, where a server would pass it over.

import type { KubeObject } from '../api/object.ts';
import { kindSchema, type TypeSchema, type ValueSchema } from '../api/schema/schema.ts';
import type { Told } from './manifest.ts';

export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  /** `/spec/template/spec/containers/0/image`; `~1` stands for a slash, `~0` for a tilde, a last `-` for the end of a list. */
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** A change: exactly one of these. */
export interface Change {
  /** Fields laid over; `null` removes one; lists with a key (containers by name, ports by number) are merged by it, `{ $patch: 'delete' }` in an item removes it. */
  readonly strategic?: object;
  /** Fields laid over; `null` removes one; lists are replaced. */
  readonly merge?: object;
  /** Operations, one after the other. */
  readonly json?: readonly JsonPatchOperation[];
}

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const join = (path: string, key: string): string => (path ? `${path}.${key}` : key);

/** The object with a change applied; what could not be applied is told. */
export function applyChange(object: KubeObject, change: Change, told: Told): KubeObject {
  if (change.json) return applyJson(object, change.json, told) as KubeObject;
  const schema = change.strategic ? kindSchema(object.apiVersion ?? '', object.kind ?? '') : undefined;
  const over = change.strategic ?? change.merge;
  if (!isObject(over)) {
    told('says no change: strategic, merge or json');
    return object;
  }
  return laid(object, over, schema, change.strategic !== undefined, '', told) as unknown as KubeObject;
}

function laid(
  base: Readonly<Fields>,
  over: Readonly<Fields>,
  type: TypeSchema | undefined,
  strategic: boolean,
  path: string,
  told: Told,
): Fields {
  const { $patch: directive, ...fields } = over;
  const out: Fields = strategic && directive === 'replace' ? {} : { ...base };
  for (const [key, value] of Object.entries(strategic ? fields : over)) {
    const here = join(path, key);
    if (value === undefined) continue;
    if (value === null || (strategic && isObject(value) && value['$patch'] === 'delete')) {
      if (out[key] === undefined) told('nothing here to remove', here);
      delete out[key];
      continue;
    }
    const schema = type?.fields.get(key);
    out[key] = strategic ? merged(out[key], value, schema, here, told) : replaced(out[key], value, here, told);
  }
  return out;
}

/** By RFC 7386: objects are laid over each other, everything else is replaced. */
function replaced(base: unknown, over: unknown, path: string, told: Told): unknown {
  return isObject(over) ? laid(isObject(base) ? base : {}, over, undefined, false, path, told) : over;
}

function merged(base: unknown, over: unknown, schema: ValueSchema | undefined, path: string, told: Told): unknown {
  if (Array.isArray(over)) return mergedList(Array.isArray(base) ? base : [], over, schema, path, told);
  if (!isObject(over)) return over;
  const type = schema?.kind === 'object' ? schema.type : undefined;
  return laid(isObject(base) ? base : {}, over, type, true, path, told);
}

function mergedList(
  base: readonly unknown[],
  over: readonly unknown[],
  schema: ValueSchema | undefined,
  path: string,
  told: Told,
): unknown[] {
  const replace = over.some((it) => isObject(it) && it['$patch'] === 'replace' && Object.keys(it).length === 1);
  if (replace) return over.filter((it) => !isObject(it) || it['$patch'] !== 'replace');
  const keys = keysOf(schema);
  if (!keys.length) {
    const set = schema?.listType === 'set' || schema?.patchStrategy?.includes('merge');
    return set && schema?.items?.kind !== 'object' ? [...new Set([...base, ...over])] : [...over];
  }
  const out = [...base];
  for (const item of over) {
    if (!isObject(item)) {
      told('must be an object', path);
      continue;
    }
    const said = keys.filter((key) => item[key] !== undefined);
    const here = `${path}[${said.map((key) => `${key}=${String(item[key])}`).join(',')}]`;
    if (said.length === 0) {
      told(`an item says which one it is by ${keys.join(' or ')}`, path);
      continue;
    }
    const same = (it: unknown): boolean => isObject(it) && said.every((key) => it[key] === item[key]);
    const found = out.findIndex(same);
    if (item['$patch'] === 'delete') {
      if (found < 0) told('nothing here to remove', here);
      else out.splice(found, 1);
    } else if (found < 0) out.push(laid({}, item, schema?.items?.type, true, here, told));
    else out[found] = laid(out[found] as Fields, item, schema?.items?.type, true, here, told);
  }
  return out;
}

/** What the items of a list are known by; none where the list is one value. */
function keysOf(schema: ValueSchema | undefined): readonly string[] {
  if (schema?.kind !== 'array') return [];
  if (schema.patchMergeKey && schema.patchStrategy?.includes('merge')) return [schema.patchMergeKey];
  return schema.listType === 'map' ? (schema.listKeys ?? []) : [];
}

function applyJson(object: unknown, operations: readonly JsonPatchOperation[], told: Told): unknown {
  let now = object;
  for (const operation of operations) {
    const { op, path, from, value } = operation;
    try {
      if (op === 'test') {
        if (JSON.stringify(read(now, path)) !== JSON.stringify(value))
          throw new Error(`is ${JSON.stringify(read(now, path))}, not ${JSON.stringify(value)}`);
      } else if (op === 'remove') now = written(now, path, undefined, 'remove');
      else if (op === 'add' || op === 'replace') now = written(now, path, value, op);
      else if (op === 'copy' || op === 'move') {
        const taken = read(now, from ?? '');
        if (op === 'move') now = written(now, from ?? '', undefined, 'remove');
        now = written(now, path, taken, 'add');
      } else throw new Error(`no such operation: ${String(op)}`);
    } catch (error) {
      told(`${op} ${path}: ${(error as Error).message}`);
      return now;
    }
  }
  return now;
}

function pointer(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw new Error('a path begins with /');
  return path
    .slice(1)
    .split('/')
    .map((it) => it.replaceAll('~1', '/').replaceAll('~0', '~'));
}

const own = (value: Fields, key: string): boolean => Object.prototype.hasOwnProperty.call(value, key);

function indexIn(list: readonly unknown[], key: string, end: number): number {
  if (!/^(0|[1-9]\d*)$/.test(key) || Number(key) >= end) throw new Error(`no item ${key}; there are ${list.length}`);
  return Number(key);
}

function read(value: unknown, path: string): unknown {
  for (const key of pointer(path))
    if (Array.isArray(value)) value = value[indexIn(value, key, value.length)];
    else if (isObject(value) && own(value, key)) value = value[key];
    else throw new Error(`there is no ${key}`);
  return value;
}

/** A copy in which the value at a path is another; what is beside the path is shared. */
function written(value: unknown, path: string, to: unknown, op: 'add' | 'replace' | 'remove'): unknown {
  const set = (at: unknown, keys: readonly string[]): unknown => {
    const [key, ...rest] = keys;
    if (key === undefined) return to;
    const last = rest.length === 0;
    if (Array.isArray(at)) {
      const copy = [...at];
      if (last && op === 'add') copy.splice(key === '-' ? at.length : indexIn(at, key, at.length + 1), 0, to);
      else if (last && op === 'remove') copy.splice(indexIn(at, key, at.length), 1);
      else {
        const index = indexIn(at, key, at.length);
        copy[index] = set(at[index], rest);
      }
      return copy;
    }
    if (!isObject(at) || ((!last || op !== 'add') && !own(at, key))) throw new Error(`there is no ${key}`);
    if (last && op === 'remove') {
      const { [key]: _, ...kept } = at;
      return kept;
    }
    return { ...at, [key]: set(at[key], rest) };
  };
  const keys = pointer(path);
  if (keys.length === 0 && op === 'remove') throw new Error('the whole object cannot be removed');
  return set(value, keys);
}
