// What mutating policies make of an object: apply configurations merged in, and JSON patches. Follows
// apiserver/pkg/admission/plugin/policy/mutating/patch.

import type { Json, JsonObject, KubeObject } from '../../../api/object.ts';
import type { ValueSchema } from '../../../api/schema/schema.ts';
import { internalError } from '../../../api/status-errors.ts';
import { Duration, List, MapValue, ObjectValue, Optional, Timestamp, Uint, type Value } from '../../cel/values.ts';
import { formatDuration, formatTimestamp } from '../../cel/library/times.ts';
import { mergeValue, typeFaults } from '../../apiserver/apply.ts';
import { childOf, itemElement, shapeOf, showPath } from '../../apiserver/fieldset.ts';
import { applyJsonPatch, PatchError } from '../../apiserver/json-patch.ts';
import { DecodeError, normalise } from '../../apiserver/structure.ts';
import type { Endpoint } from '../../apiserver/registry.ts';
import { EvaluationFault } from './evaluation.ts';

/** A value as JSON. Throws `EvaluationFault` for what JSON cannot say. */
export function toJson(value: Value): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint) return Number(value.value);
  if (value instanceof List) return value.values().map(toJson);
  if (value instanceof MapValue)
    return Object.fromEntries(value.keys().map((key) => [String(key), toJson(value.find(key)!)]));
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  throw new EvaluationFault('JSONPath valueExpression evaluated to a type that could not marshal to JSON');
}

/** Objects are named by the path of the field that they are for. */
function namesFault(value: Value, path: string): string[] {
  if (value instanceof List) return value.values().flatMap((it) => namesFault(it, path));
  if (value instanceof ObjectValue) {
    const faults =
      value.object === path
        ? []
        : [
            `unexpected type name ${JSON.stringify(value.object)}, expected ${JSON.stringify(path)}, which matches field name path from root Object type`,
          ];
    return [...faults, ...[...value.fields].flatMap(([name, it]) => namesFault(it, `${path}.${name}`))];
  }
  if (value instanceof MapValue && value.object === undefined)
    return value.keys().flatMap((key) => namesFault(value.find(key)!, path));
  if (value instanceof Optional && value.value !== undefined) return namesFault(value.value, path);
  return [];
}

/** The object with a configuration merged in, as `Object{…}` says it. Throws `EvaluationFault`. */
export function applied(
  object: KubeObject,
  value: Value,
  root: ValueSchema | undefined,
  kind: { readonly apiVersion: string; readonly kind: string },
): KubeObject {
  const names = namesFault(value, 'Object');
  if (names.length) throw new EvaluationFault(`type mismatch: ${names.join('\n')}`);
  const config = { ...(toJson(value) as JsonObject), ...kind } as unknown as Json;
  if (!root)
    throw new EvaluationFault(
      `error applying patch: failed to convert patch object to typed object: no corresponding type for ${kind.apiVersion}, Kind=${kind.kind}`,
    );
  const faults = typeFaults(root, config, '');
  if (faults.length) {
    const text = faults.length === 1 ? faults[0]! : `errors:\n  ${faults.join('\n  ')}`;
    throw new EvaluationFault(`error applying patch: failed to convert patch object to typed object: ${text}`);
  }
  const atomics = atomicParts(root, config, '');
  if (atomics.length)
    throw new EvaluationFault(
      `error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`,
    );
  return mergeValue(root, object as unknown as Json, config) as unknown as KubeObject;
}

/** Parts that would be replaced whole. */
function atomicParts(schema: ValueSchema, value: Json, path: string): string[] {
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) {
    if (schema.kind !== 'array') return [];
    if (shapeOf(schema, value) === 'leaf') return [path];
    return (value as readonly Json[]).flatMap((item) =>
      atomicParts(schema.items!, item, `${path}${showPath(itemElement(schema, item))}`),
    );
  }
  const own = shapeOf(schema, value) === 'leaf' && schema.kind !== 'any' ? [path] : [];
  if (schema.kind !== 'object') return own;
  return [
    ...own,
    ...Object.entries(value as JsonObject).flatMap(([name, item]) => {
      const child = childOf(schema, name);
      return child && item !== undefined ? atomicParts(child, item, `${path}.${name}`) : [];
    }),
  ];
}

/** The object after a JSON patch; the same object where a `test` in it fails. Throws `EvaluationFault` and `StatusError`. */
export function patched(object: KubeObject, value: Value, endpoint: Endpoint | undefined): KubeObject {
  if (!(value instanceof List))
    throw new EvaluationFault('type mismatch: JSONPatchType.expression should evaluate to array');
  const operations = value.values().map((it) => {
    const operation = it as ObjectValue;
    const given = operation.fields.get('value');
    if (given instanceof ObjectValue) {
      const names = namesFault(given, 'Object');
      // What is put somewhere is named by where it is put: only what is inside of it can be told to be wrong.
      const inner = names.filter(() => given.object === 'Object');
      if (inner.length) throw new EvaluationFault(`type mismatch: ${inner.join('\n')}`);
    }
    const { from, ...rest } = toJson(operation) as { from?: string; [field: string]: Json | undefined };
    return (from ? { ...rest, from } : rest) as Json;
  });
  let after: KubeObject;
  try {
    after = applyJsonPatch(object as unknown as Json, operations) as unknown as KubeObject;
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    if (error.message === 'test failed') return object;
    throw new EvaluationFault(`JSON Patch: ${error.message}`);
  }
  if (endpoint?.schema && !endpoint.custom)
    try {
      normalise(endpoint.schema, after, { unknown: [] });
    } catch (error) {
      if (error instanceof DecodeError) throw internalError(error.message);
      throw error;
    }
  return after;
}
