// The structure of what is written: types are checked, unknown fields noted and dropped, times and quantities brought to one
// form, zeros that mean nothing left out. What has this form already is given back as it is, so that sharing survives.
// Follows the decoding of apimachinery/pkg/runtime/serializer/json and the JSON form of the published Go types.

import type { Json } from '../../api/object.ts';
import { canonicalQuantity as writtenQuantity, parseQuantity, quantityError } from '../../api/quantity.ts';
import type { FieldSchema, TypeSchema, ValueSchema } from '../../api/schema/schema.ts';
import { formatTime } from '../../api/time.ts';
import { GO_NAMES } from './go-names.ts';
import { PRESENCE } from '../kinds/presence.ts';
import { timeError } from './go-time.ts';

/** A body that does not fit its type; the message is the decoder's. */
export class DecodeError extends Error {}

/** What was found on the way, beside the value. */
export interface Findings {
  /** Paths of unknown fields, in order. */
  readonly unknown: string[];
}

/** Objects that went through all of this, defaults included: they are shared, never looked into again, never changed. */
export const SETTLED = new WeakSet<object>();

interface FieldPlan {
  readonly name: string;
  readonly schema: FieldSchema;
  /** Tells absent from zero. */
  readonly pointer: boolean;
  /** What Go calls its type, where that is not plain. */
  readonly go: string | undefined;
  /** The embedded structure it stands in, of which only the decoder's messages tell. */
  readonly within: Within | undefined;
  /** A schema of a custom resource, or several, where its type says anything: Go reads these apart, and tells no unknown fields. */
  readonly holdsSchemas: boolean;
  /** What stands in every answer without a value of its own; undefined where absence is fine. */
  readonly always: (() => Json) | undefined;
}

interface Plan {
  readonly name: string;
  readonly fields: ReadonlyMap<string, FieldPlan>;
  readonly always: readonly FieldPlan[];
  readonly custom: boolean;
}

/** On the way through a structure that does not show in JSON. */
interface Within {
  readonly within: string;
}
/** On the way into a map. */
interface Entry {
  readonly key: string;
}

const plans = new WeakMap<TypeSchema, Plan>();
const goNames = new Map<string, Record<string, string>>();
const presence = new Map<string, Record<string, string>>();

function presenceOf(type: string): [ReadonlySet<string>, ReadonlyMap<string, boolean>] | undefined {
  const dot = type.lastIndexOf('.');
  const at = type.slice(0, dot);
  if (!(at in PRESENCE)) return undefined;
  let lines = presence.get(at);
  if (!lines) presence.set(at, (lines = JSON.parse(PRESENCE[at]!) as Record<string, string>));
  const [pointers = '', always = ''] = (lines[type.slice(dot + 1)] ?? '').split('|');
  return [
    new Set(pointers.split(',')),
    new Map(
      always
        .split(',')
        .filter(Boolean)
        .map((name) => [name.replace('?', ''), name.endsWith('?')]),
    ),
  ];
}

/** `name=type`, `name@Within` or `name@Within=type` of a type's fields. */
function goFieldsOf(type: string): Map<string, { go: string | undefined; within: Within | undefined }> {
  const dot = type.lastIndexOf('.');
  const at = type.slice(0, dot);
  let lines = goNames.get(at);
  if (!lines) goNames.set(at, (lines = JSON.parse(GO_NAMES[at] ?? '{}') as Record<string, string>));
  const found = new Map<string, { go: string | undefined; within: Within | undefined }>();
  for (const row of (lines[type.slice(dot + 1)] ?? '').split(' ').filter(Boolean)) {
    const [name = '', go] = row.split('=');
    const [field = '', within] = name.split('@');
    found.set(field, { go, within: within === undefined ? undefined : { within } });
  }
  return found;
}

const NULL = (): Json => null;
const SCHEMAS = new Set(['items', 'additionalItems', 'additionalProperties']);

function planOf(type: TypeSchema): Plan {
  let plan = plans.get(type);
  if (plan) return plan;
  const known = presenceOf(type.name);
  const fields = new Map<string, FieldPlan>();
  plan = { name: type.name, fields, always: [], custom: !known };
  plans.set(type, plan);
  const go = goFieldsOf(type.name);
  for (const [name, schema] of type.fields) {
    const nullable = known?.[1].get(name);
    fields.set(name, {
      name,
      schema,
      go: go.get(name)?.go,
      within: go.get(name)?.within,
      pointer: known ? known[0].has(name) : true,
      holdsSchemas: schema.kind === 'any' && SCHEMAS.has(name) && type.name === 'apiextensions.v1.JSONSchemaProps',
      always:
        schema.default !== undefined && known
          ? () => schema.default as Json
          : nullable === undefined
            ? undefined
            : nullable
              ? NULL
              : zeroOf(schema),
    });
  }
  (plan.always as FieldPlan[]).push(...[...fields.values()].filter((field) => field.always));
  return plan;
}

function zeroOf(schema: ValueSchema): () => Json {
  switch (schema.kind) {
    case 'string':
      return () => '';
    case 'quantity':
      return () => '0';
    case 'boolean':
      return () => false;
    case 'object':
      return () => normalise(schema.type!, {}, { unknown: [] }) as Json;
    case 'map':
      return () => ({});
    case 'array':
    case 'time':
    case 'microtime':
    case 'bytes':
    case 'any':
      return NULL;
    default:
      return () => 0;
  }
}

/** Where the walk is: fields, indexes of lists, keys of maps. */
type Trail = (string | number | Within | Entry)[];

/** The key of a map whose values hold no fields: nothing will ask which it was. */
const ENTRY: Entry = { key: '' };

/**
 * The value in the form it is kept in. Throws `DecodeError` at the first value of a wrong type.
 */
export function normalise(type: TypeSchema, value: unknown, findings: Findings): Json {
  const trail: Trail = [];
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new DecodeError(`json: cannot unmarshal ${jsonType(value)} into Go value of type ${goName(type.name)}`);
  return walkObject(planOf(type), value as { [key: string]: unknown }, trail, findings);
}

function walkObject(plan: Plan, value: { [key: string]: unknown }, trail: Trail, findings: Findings): Json {
  let out: { [key: string]: Json } | undefined;
  const keys = Object.keys(value);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const given = value[key];
    const field = plan.fields.get(key);
    let next: Json | undefined;
    if (field) {
      if (field.within) trail.push(field.within);
      trail.push(key);
      next = walkField(plan, field, given, trail, findings);
      trail.pop();
      if (field.within) trail.pop();
    } else if (given !== undefined) findings.unknown.push(pathOf(trail, key));
    if (out) {
      if (next !== undefined) out[key] = next;
    } else if (next !== given) {
      out = {};
      for (let j = 0; j < i; j++) out[keys[j]!] = value[keys[j]!] as Json;
      if (next !== undefined) out[key] = next;
    }
  }
  for (const field of plan.always)
    if ((out ?? value)[field.name] === undefined)
      (out ??= { ...value } as { [key: string]: Json })[field.name] = field.always!();
  return (out ?? value) as Json;
}

function walkField(plan: Plan, field: FieldPlan, given: unknown, trail: Trail, findings: Findings): Json | undefined {
  if (given === null || given === undefined) return undefined;
  const { schema } = field;
  switch (schema.kind) {
    case 'string':
      if (typeof given !== 'string') wrong(plan, given, trail, 'string');
      return given === '' && !field.pointer ? undefined : (given as string);
    case 'boolean':
      if (typeof given !== 'boolean') wrong(plan, given, trail, 'bool');
      return given === false && !field.pointer ? undefined : (given as boolean);
    case 'int32':
    case 'int64':
    case 'double':
      checkNumber(plan, schema.kind, given, trail);
      return given === 0 && !field.pointer ? undefined : (given as number);
    case 'array': {
      const list = walkValue(plan, schema, given, trail, findings) as readonly Json[];
      return list.length === 0 ? undefined : list;
    }
    case 'bytes':
      return walkValue(plan, schema, given, trail, findings);
    case 'map': {
      const map = walkValue(plan, schema, given, trail, findings) as object;
      return emptyObject(map) ? undefined : (map as Json);
    }
    default:
      return field.holdsSchemas ? walkSchemas(plan, given, trail) : walkValue(plan, schema, given, trail, findings);
  }
}

function walkSchemas(plan: Plan, given: unknown, trail: Trail): Json {
  if (typeof given !== 'object' || given === null) return given as Json;
  const inner = (it: unknown): Json =>
    typeof it === 'object' && it !== null && !Array.isArray(it)
      ? walkObject(plan, it as { [key: string]: unknown }, trail, { unknown: [] })
      : (it as Json);
  if (!Array.isArray(given)) return inner(given);
  const list = given.map(inner);
  return list.some((it, i) => it !== given[i]) ? list : (given as Json[]);
}

function emptyObject(value: object): boolean {
  for (const key in value) if (key !== undefined) return false;
  return true;
}

function walkValue(plan: Plan, schema: ValueSchema, given: unknown, trail: Trail, findings: Findings): Json {
  if (typeof given === 'object' && given !== null && SETTLED.has(given)) return given as Json;
  switch (schema.kind) {
    case 'string':
      if (given === null) return '';
      if (typeof given !== 'string') wrong(plan, given, trail, 'string');
      return given as string;
    case 'boolean':
      if (given === null) return false;
      if (typeof given !== 'boolean') wrong(plan, given, trail, 'bool');
      return given as boolean;
    case 'int32':
    case 'int64':
    case 'double':
      if (given === null) return 0;
      checkNumber(plan, schema.kind, given, trail);
      return given as number;
    case 'bytes':
      if (typeof given !== 'string') wrong(plan, given, trail, '[]uint8');
      checkBase64(given as string);
      return given as string;
    case 'time':
    case 'microtime': {
      if (given === null) return null;
      const micro = schema.kind === 'microtime';
      if (typeof given !== 'string') wrong(plan, given, trail, 'string', '', true);
      return canonicalTime(given as string, micro);
    }
    case 'quantity':
      return canonicalQuantity(given);
    case 'intOrString':
      if (given === null) return 0;
      if (typeof given === 'string') return given;
      if (typeof given !== 'number' || !Number.isInteger(given) || given > 2147483647 || given < -2147483648)
        wrong(plan, given, trail, 'int32', shownNumber(given), true);
      return given as number;
    case 'any':
      return given as Json;
    case 'object': {
      if (given === null) given = {};
      if (typeof given !== 'object' || Array.isArray(given)) wrong(plan, given, trail, goName(schema.type!.name));
      const out = walkObject(planOf(schema.type!), given as { [key: string]: unknown }, trail, findings);
      return out;
    }
    case 'array': {
      if (given === null) return [];
      if (!Array.isArray(given)) wrong(plan, given, trail, goType(schema));
      const list = given as unknown[];
      let out: Json[] | undefined;
      for (let i = 0; i < list.length; i++) {
        trail.push(i);
        const next = walkValue(plan, schema.items!, list[i], trail, findings);
        trail.pop();
        if (out) out.push(next);
        else if (next !== list[i]) {
          out = list.slice(0, i) as Json[];
          out.push(next);
        }
      }
      return out ?? (list as Json[]);
    }
    case 'map': {
      if (given === null) return {};
      if (typeof given !== 'object' || Array.isArray(given)) wrong(plan, given, trail, goType(schema));
      const map = given as { [key: string]: unknown };
      let out: { [key: string]: Json } | undefined;
      const deep = schema.items!.kind === 'object';
      for (const key of Object.keys(map)) {
        trail.push(deep ? { key } : ENTRY);
        const next = walkValue(plan, schema.items!, map[key], trail, findings);
        trail.pop();
        if (next !== map[key]) (out ??= { ...map } as { [key: string]: Json })[key] = next;
      }
      return out ?? (map as Json);
    }
  }
}

/** One spelling of a quantity; throws `DecodeError`. */
export function canonicalQuantity(given: unknown): string {
  if (given === null) return '0';
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  const known = quantities.get(text);
  if (known !== undefined) return known;
  const parsed = parseQuantity(text.trim());
  if (!parsed) throw new DecodeError(quantityError(text.trim()) ?? "unable to parse quantity's suffix");
  const canonical = writtenQuantity(text);
  if (quantities.size > 10_000) quantities.clear();
  quantities.set(text, canonical);
  return canonical;
}
const quantities = new Map<string, string>();

const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const MICROS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

function canonicalTime(text: string, micro: boolean): string {
  const error = timeError(text, micro);
  if (error) throw new DecodeError(error);
  if ((micro ? MICROS : SECONDS).test(text)) return text;
  const time = Date.parse(text);
  if (!micro) return formatTime(Math.floor(time / 1000) * 1000);
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return `${new Date(Math.floor(time / 1000) * 1000).toISOString().slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}

function checkBase64(text: string): void {
  const clean = text.replace(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/=]/.exec(clean);
  if (bad) throw new DecodeError(`illegal base64 data at input byte ${bad.index}`);
  const body = clean.replace(/=+$/, '');
  const inner = body.indexOf('=');
  if (inner >= 0) throw new DecodeError(`illegal base64 data at input byte ${inner}`);
  if (clean.length % 4 !== 0 || clean.length - body.length > 2)
    throw new DecodeError(`illegal base64 data at input byte ${Math.floor(clean.length / 4) * 4}`);
}

function checkNumber(plan: Plan, kind: 'int32' | 'int64' | 'double', given: unknown, trail: Trail): void {
  if (kind === 'double') {
    if (typeof given !== 'number') wrong(plan, given, trail, 'float64');
    return;
  }
  if (typeof given !== 'number') wrong(plan, given, trail, kind);
  const number = given as number;
  const fits = Number.isInteger(number) && (kind === 'int64' || (number <= 2147483647 && number >= -2147483648));
  if (!fits) wrong(plan, number, trail, kind, ` ${number}`);
}

function shownNumber(given: unknown): string {
  return typeof given === 'number' ? ` ${given}` : '';
}

/** `exact`: the type is what a decoder within says, whatever the field's own is called. */
function wrong(plan: Plan, given: unknown, trail: Trail, wanted: string, shown = '', exact = false): never {
  const struct = plan.name.slice(plan.name.lastIndexOf('.') + 1);
  // Go's path has neither indexes nor keys.
  const path = trail
    .filter(
      (step): step is string | Within => typeof step === 'string' || (typeof step === 'object' && 'within' in step),
    )
    .map((step) => (typeof step === 'string' ? step : step.within))
    .join('.');
  const type = exact ? wanted : (calledInGo(plan, trail) ?? wanted);
  throw new DecodeError(
    `json: cannot unmarshal ${jsonType(given)}${shown} into Go struct field ${struct}.${path} of type ${type}`,
  );
}

/** What Go calls the type of the value where the walk is: of the last field, or of what is in its list or map. */
function calledInGo(plan: Plan, trail: Trail): string | undefined {
  let at = trail.length - 1;
  while (at >= 0 && typeof trail[at] !== 'string') at--;
  let go = plan.fields.get(trail[at] as string)?.go;
  for (let i = at + 1; go !== undefined && i < trail.length; i++) {
    const inner: RegExpExecArray | null = /^(?:\[\]|map\[[\w.]+\])(.+)$/.exec(go);
    go = inner?.[1];
  }
  return go;
}

/** `spec.ports[0].name`. */
export function pathOf(trail: Trail, last?: string): string {
  let text = '';
  for (const step of last === undefined ? trail : [...trail, last]) {
    if (typeof step === 'object' && 'within' in step) continue;
    const name = typeof step === 'object' ? step.key : step;
    text += typeof name === 'number' ? `[${name}]` : text ? `.${name}` : name;
  }
  return text;
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function goName(type: string): string {
  const parts = type.split('.');
  return `${parts[parts.length - 2] ?? 'v1'}.${parts[parts.length - 1]}`;
}

function goType(schema: ValueSchema): string {
  switch (schema.kind) {
    case 'array':
      return `[]${goType(schema.items!)}`;
    case 'map':
      return `map[string]${goType(schema.items!)}`;
    case 'object':
      return goName(schema.type!.name);
    case 'boolean':
      return 'bool';
    case 'double':
      return 'float64';
    case 'quantity':
      return 'resource.Quantity';
    case 'bytes':
      return '[]uint8';
    default:
      return schema.kind;
  }
}
