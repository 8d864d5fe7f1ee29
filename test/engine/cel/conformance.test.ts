// The conformance data of CEL and the texts of cel-go's own checks, asked of the evaluator: values, types, and what is said of faults.
// A list holds what still fails: a failure not on it and a success on it both fail the test.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { check } from '../../../lib/engine/cel/check.ts';
import { CelError, CompileError } from '../../../lib/engine/cel/errors.ts';
import { baseEnvironment } from '../../../lib/engine/cel/kubernetes.ts';
import { parse } from '../../../lib/engine/cel/parser.ts';
import { plan, PlanFault, type Chosen } from '../../../lib/engine/cel/plan.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  formatType,
  INT,
  listOf,
  mapOf,
  NULL,
  optionalOf,
  STRING,
  TIMESTAMP,
  typeOfType,
  UINT,
  type Type,
} from '../../../lib/engine/cel/types.ts';
import { parseDuration, parseTimestamp } from '../../../lib/engine/cel/library/times.ts';
import {
  equalValues,
  List,
  LiteralMap,
  Optional,
  typeName,
  TypeValue,
  Uint,
  type Value,
} from '../../../lib/engine/cel/values.ts';
import { casesOf, spec, type SpecCase, type SpecSuite, type SpecValue } from './spec.ts';

const file = fileURLToPath(new URL('../../data/cel/failing.txt', import.meta.url));

const OTHERWISE = new RegExp(
  [
    'map_key_float|map_value_repeat_key|map_null_entry_no_such_key|map_present_key_invalid_field',
    'value_errors/(last)?indexof_out_of_range|duration_converters/get_milliseconds',
    'format/.*(scientific notation|NaN support|infinity support)',
    'format/(list support for string|map support|dyntype (NaN|support for (lists|maps|scientific)))',
  ].join('|'),
);

/** Why a case is not asked; undefined where it is. */
function left(path: string, one: SpecCase): string | undefined {
  const text = JSON.stringify(one.original);
  if (/^(proto2|proto2_ext|proto3|enums|wrappers|unknowns)\b/.test(path))
    return 'protocol buffers, of which Kubernetes has none';
  if (/TestAllTypes|google\.protobuf\.(?!Timestamp|Duration)|NestedEnum|TopLevel|cel\.expr\.conformance/.test(text))
    return 'protocol buffers, of which Kubernetes has none';
  if (/^(math_ext|encoders_ext|block_ext)\b/.test(path)) return 'a library that Kubernetes does not serve';
  if (/\.reverse\(\)/.test(text) && path.startsWith('string_ext'))
    return 'a function of a later version of the library';
  if (one.original.typeEnv?.some((it) => !it.ident)) return 'functions that the case makes';
  if (OTHERWISE.test(path))
    return 'answered otherwise by the version in Kubernetes, which test/fidelity/expressions asks';
  if (one.original.container) return 'containers, of which Kubernetes has none';
  return undefined;
}

const SIMPLE: { readonly [name: string]: Type } = {
  INT64: INT,
  UINT64: UINT,
  DOUBLE,
  BOOL,
  STRING,
  BYTES,
  TIMESTAMP,
  DURATION,
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any
function typeOf(it: any): Type {
  if (it.primitive ?? it.wellKnown) return SIMPLE[it.primitive ?? it.wellKnown] ?? DYN;
  if (it.listType) return listOf(typeOf(it.listType.elemType));
  if (it.mapType) return mapOf(typeOf(it.mapType.keyType), typeOf(it.mapType.valueType));
  if ('null' in it) return NULL;
  if (it.type) return typeOfType(typeOf(it.type));
  if (it.abstractType) return optionalOf(typeOf(it.abstractType.parameterTypes[0]));
  if (it.messageType === 'google.protobuf.Timestamp') return TIMESTAMP;
  if (it.messageType === 'google.protobuf.Duration') return DURATION;
  return DYN;
}

function valueOf(it: SpecValue): Value {
  if ('int64Value' in it) return BigInt(it.int64Value);
  if ('uint64Value' in it) return new Uint(BigInt(it.uint64Value));
  if ('doubleValue' in it) return Number(it.doubleValue);
  if ('stringValue' in it) return it.stringValue as string;
  if ('boolValue' in it) return it.boolValue as boolean;
  if ('bytesValue' in it) return Uint8Array.from(Buffer.from(it.bytesValue as string, 'base64'));
  if ('nullValue' in it) return null;
  if ('typeValue' in it) return new TypeValue(it.typeValue as string);
  if ('listValue' in it) return new List(((it.listValue.values ?? []) as SpecValue[]).map(valueOf));
  if ('mapValue' in it) {
    const map = new LiteralMap();
    for (const { key, value } of (it.mapValue.entries ?? []) as { key: SpecValue; value: SpecValue }[])
      map.set(valueOf(key), valueOf(value));
    return map;
  }
  const object = it.objectValue as { '@type': string; value?: string };
  if (object?.['@type'].endsWith('Timestamp')) return parseTimestamp(object.value!);
  if (object?.['@type'].endsWith('Duration')) return parseDuration(object.value!);
  throw new Error(`no value: ${JSON.stringify(it)}`);
}

function same(a: Value, b: Value): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Object.is(a, b) || a === b;
  if (a instanceof List && b instanceof List)
    return a.length === b.length && a.values().every((it, i) => same(it, b.at(i)));
  return typeName(a) === typeName(b) && equalValues(a, b);
}

/** What is wrong with our answer; undefined when nothing is. */
function fault(one: SpecCase): string | undefined {
  const { original } = one;
  // What cel-go said without the libraries that the case is about tells nothing.
  const said = (original.value ?? original.typedResult) || original.evalError ? undefined : one.error;
  let environment = baseEnvironment().withMixedLiterals();
  for (const { name, ident } of original.typeEnv ?? [])
    if (ident) environment = environment.withVariables({ [name]: typeOf(ident.type) });
  for (const name of Object.keys(original.bindings ?? {}))
    if (!environment.variable(name)) environment = environment.withVariables({ [name]: DYN });
  try {
    const expr = parse(original.expr);
    let chosen: Chosen = new Map();
    if (!original.disableCheck) {
      const checked = check(original.expr, expr, environment);
      const { type } = checked;
      ({ chosen } = checked);
      if (one.type !== undefined && formatType(type) !== one.type) return `type ${formatType(type)}, not ${one.type}`;
      if (said !== undefined) return `no fault, not ${said}`;
      if (original.checkOnly) return undefined;
    }
    const found = plan(
      expr,
      environment,
      chosen,
    )({
      variable: (name) => (original.bindings?.[name] ? valueOf(original.bindings[name].value) : undefined),
      slots: [],
      cost: 0,
      limit: 1_000_000,
    });
    if (original.evalError) return 'a value where there is none';
    const wanted = original.value ?? original.typedResult?.result;
    if (!wanted) return found === true ? undefined : `not true`;
    const plain = found instanceof Optional ? (found.value ?? null) : found;
    return same(plain, valueOf(wanted)) ? undefined : `${shown(plain)}, not ${JSON.stringify(wanted)}`;
  } catch (error) {
    if (error instanceof CelError || error instanceof PlanFault) return original.evalError ? undefined : error.message;
    if (!(error instanceof CompileError)) throw error;
    if (said === undefined) return original.evalError ? undefined : error.message;
    return error.message === said ? undefined : `${error.message}\n not ${said}`;
  }
}

const shown = (value: unknown): string =>
  JSON.stringify(value, (_, it: unknown) => (typeof it === 'bigint' ? `${it}` : it)) ?? 'nothing';

/** What the texts of cel-go say of an expression that is none. */
function parseFault(one: SpecCase): string | undefined {
  const wanted = one.ast === undefined ? one.error : undefined;
  try {
    parse(one.original.expr);
    return wanted === undefined ? undefined : `no fault, not ${wanted}`;
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    if (wanted === undefined) return error.message;
    return error.message === wanted ? undefined : `${error.message}\n not ${wanted}`;
  }
}

const suites = ['conformance', 'parsing'] as const;
const failing = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
const seen: string[] = [];

for (const name of suites) {
  const found = await spec(name);
  if ('reason' in found) {
    console.log(`  CEL ${name}: not asked: ${found.reason}`);
    continue;
  }
  test(`CEL ${name}: as many cases fail as the list says`, () => {
    const before = new Set(failing.filter((it) => it.startsWith(`${name} `)));
    const now: string[] = [];
    let asked = 0;
    const reasons = new Map<string, number>();
    for (const [path, one] of casesOf(found as SpecSuite)) {
      const why = left(path, one);
      if (why) {
        reasons.set(why, (reasons.get(why) ?? 0) + 1);
        continue;
      }
      asked++;
      const wrong = name === 'parsing' ? parseFault(one) : fault(one);
      if (wrong === undefined) continue;
      const id = `${name} ${path.replace(/\s+/g, ' ').slice(0, 160)}`;
      now.push(id);
      if (process.env['CEL_WHY']) console.log(`${id}\n    ${one.original.expr}\n    ${wrong}`);
    }
    const not = [...reasons].map(([why, count]) => `${count}: ${why}`).join('; ');
    console.log(`  CEL ${name}: ${asked - now.length} of ${asked} hold; not asked ${not || 'none'}`);
    seen.push(...now);
    if (process.env['SLIPWAY_RATCHET'] === 'write') return;
    assert.equal(
      now.filter((it) => !before.has(it)),
      [],
      'these fail anew',
    );
    assert.equal(
      [...before].filter((it) => !now.includes(it)),
      [],
      'these hold now: take them off the list',
    );
  });
}

test.after(() => {
  if (process.env['SLIPWAY_RATCHET'] === 'write') writeFileSync(file, [...seen, ''].join('\n'));
});
test.run();
