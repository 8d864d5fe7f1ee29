// Patches: what an object becomes when a patch is put over it. Follows apiserver/pkg/endpoints/handlers/patch.go.

import type { PatchType } from '../../api/client.ts';
import { invalid as invalidField } from '../../api/field-errors.ts';
import type { Json, JsonObject, KubeObject } from '../../api/object.ts';
import { badRequest, conflict, generic, invalid, notFound } from '../../api/status-errors.ts';
import { kindSchema } from '../../api/schema/schema.ts';
import { applyConfiguration } from './apply.ts';
import type { Call } from './call.ts';
import { bare } from './http.ts';
import { fromStored, toStored } from './convert.ts';
import { checkNamespace, create } from './create.ts';
import { normaliseCustom } from './custom-structure.ts';
import { applyJsonPatch, PatchError } from './json-patch.ts';
import { managedFieldsOf } from './managed.ts';
import { emptied, withSingleOwners } from './metadata.ts';
import { applyMergePatch } from './merge-patch.ts';
import { whole } from './show.ts';
import { printPatched } from './patch-print.ts';
import { applyStrategicMerge, StrategicError } from './strategic-merge.ts';
import { DecodeError, normalise, type Findings } from './structure.ts';
import { bodyOfSubresource, getSubresource, updateSubresource } from './subresources.ts';
import { update } from './update.ts';

/** What a patch led to; `created` when an apply made the object. */
export interface Patched {
  readonly object: KubeObject;
  readonly created: boolean;
}

/** Puts a patch over the object of the call; `duplicates` are its keys that came twice. Throws `StatusError`. */
export function patch(
  call: Call,
  type: PatchType,
  body: JsonObject | readonly Json[],
  duplicates: readonly string[] = [],
): Patched {
  if (type === 'apply') return apply(call, body as JsonObject, duplicates);
  const existing = call.stored();
  if (!existing) throw notFound(call.endpoint.id, call.name);
  const own = bodyOfSubresource(call);
  const apart = own && own.kind !== call.endpoint.info.kind;
  const expected = apart ? own : { apiVersion: call.endpoint.apiVersion, kind: call.endpoint.info.kind };
  const faults = duplicates.map(
    (path) => `${type === 'json' ? 'json patch ' : ''}duplicate field ${JSON.stringify(path)}`,
  );
  const over = (object: KubeObject): KubeObject => {
    const before = object as unknown as Json;
    const put = patched(call, type, before, body, expected);
    return typedPatch(call, put, expected, before, type === 'strategic' ? (body as Json) : undefined, faults);
  };
  let document: KubeObject | undefined;
  if (!apart && leavesOwners(type, body))
    try {
      document = over(whole(call, existing, false));
    } catch {
      // What is wrong may be said of the whole document.
    }
  document ??= over(apart ? getSubresource(call) : whole(call, existing));
  const after = withSingleOwners(call, document, true);
  checkNames(call, after);
  if (apart) return { object: updateSubresource(call, after).object, created: false };
  const stored = toStored(call.endpoint, after);
  if (call.subresource && call.subresource !== 'status')
    return { object: updateSubresource(call, stored).object, created: false };
  return { object: update(call, existing, stored, true), created: false };
}

/** Whether a patch surely says nothing of `managedFields`. */
function leavesOwners(type: PatchType, body: JsonObject | readonly Json[]): boolean {
  if (type === 'json' || typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  const { metadata, ...rest } = body as JsonObject;
  const isPlain = (it: object): boolean => Object.keys(it).every((key) => !key.startsWith('$'));
  if (!isPlain(rest) || metadata === undefined) return isPlain(rest);
  if (typeof metadata !== 'object' || metadata === null) return false;
  return isPlain(metadata) && !('managedFields' in metadata);
}

function checkNames(call: Call, object: KubeObject): void {
  if (call.endpoint.info.namespaced) checkNamespace(object, call.namespace);
  if (!object.metadata.name)
    throw badRequest(`the name of the object (${call.name} based on URL) was undeterminable: name must be provided`);
  if (object.metadata.name !== call.name)
    throw badRequest(
      `the name of the object (${object.metadata.name}) does not match the name on the URL (${call.name})`,
    );
}

function patched(
  call: Call,
  type: PatchType,
  before: Json,
  body: JsonObject | readonly Json[],
  expected: { apiVersion: string; kind: string },
): Json {
  try {
    if (type === 'json') return applyJsonPatch(before, body as readonly Json[]);
    if (type === 'merge') return applyMergePatch(before, body as Json);
    const schema = kindSchema(expected.apiVersion, expected.kind);
    if (!schema || call.endpoint.custom)
      throw badRequest('strategic merge patch is not supported for custom resources');
    return applyStrategicMerge(schema, before, body as Json);
  } catch (error) {
    if (error instanceof PatchError)
      throw bare(422, 'Invalid', 'the server rejected our request due to an error in our request');
    if (error instanceof StrategicError) throw generic(500, '', error.message);
    throw error;
  }
}

/**
 * The patched document as an object of its kind; what is wrong with it is said of the whole document, or of a strategic merge
 * patch, as Go prints it.
 */
function typedPatch(
  call: Call,
  document: Json,
  expected: { apiVersion: string; kind: string },
  before: Json,
  strategic?: Json,
  duplicates: readonly string[] = [],
): KubeObject {
  const schema =
    call.endpoint.custom && expected.kind === call.endpoint.info.kind
      ? call.endpoint.schema
      : kindSchema(expected.apiVersion, expected.kind);
  const printed = (): string => printPatched(before, document, call.endpoint.custom ? undefined : schema);
  const refuse = (message: string): never => {
    if (strategic !== undefined)
      throw invalid('', '', [invalidField('patch', goText(strategic), conversionMessage(message))]);
    throw invalid('', '', [invalidField('patch', printed(), message)]);
  };
  if (document === null || typeof document !== 'object' || Array.isArray(document))
    return refuse("couldn't get version/kind; json parse error: json: cannot unmarshal into an object");
  const given = document as { [key: string]: Json | undefined };
  if (given.kind !== expected.kind || given.apiVersion !== expected.apiVersion) {
    const custom = call.endpoint.custom;
    if (custom && !given.kind) return refuse(`Object 'Kind' is missing in '${printed()}'`);
    if (!custom || given.kind) {
      const known = kindSchema(String(given.apiVersion ?? ''), String(given.kind ?? ''));
      if (!custom || known || given.kind !== expected.kind)
        return refuse(
          known
            ? `unable to decode ${given.kind} as ${expected.kind}`
            : `no kind ${JSON.stringify(given.kind ?? '')} is registered for version ${JSON.stringify(given.apiVersion ?? '')} in scheme "pkg/runtime/scheme.go:111"`,
        );
    }
  }
  const findings: Findings = { unknown: [] };
  let out: Json;
  try {
    out =
      call.endpoint.custom && expected.kind === call.endpoint.info.kind
        ? normaliseCustom(schema!, given, findings)
        : normalise(schema!, given, findings);
  } catch (error) {
    if (error instanceof DecodeError) return refuse(error.message);
    throw error;
  }
  if (findings.unknown.length || duplicates.length) {
    // What was opened to be patched is read in the order of its keys.
    const faults = [
      ...duplicates,
      ...[...findings.unknown].sort().map((path) => `unknown field ${JSON.stringify(path)}`),
    ];
    if (call.options.fieldValidation === 'Strict') refuse(`strict decoding error: ${faults.join(', ')}`);
    if (call.options.fieldValidation === 'Warn') for (const fault of faults) call.warn(fault);
  }
  const object = out as unknown as KubeObject;
  return { ...object, metadata: { ...object.metadata, ...emptied(given) } };
}

/** A value as Go prints it: `map[a:1 b:[x y]]`. */
function goText(value: Json): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  const fields = Object.entries(value as { [key: string]: Json }).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${fields.map(([key, it]) => `${key}:${goText(it)}`).join(' ')}]`;
}

const GO_KINDS: { readonly [json: string]: string } = { object: 'map', array: 'slice' };
const NUMBERS = /^u?int\d+$/;

// A strategic merge patch is no JSON any more when it becomes an object: its values are converted, and say so in other words.
function conversionMessage(message: string): string {
  const match = /^json: cannot unmarshal (\w+)( \S+)? into Go struct field .* of type (.+)$/.exec(message);
  if (!match) return message;
  const [, json = '', shown = '', type = ''] = match;
  const given = json === 'number' ? (/\.|e/.test(shown) ? 'float64' : 'int64') : (GO_KINDS[json] ?? json);
  if (type.startsWith('[]')) return `cannot restore slice from ${given}`;
  if (type.startsWith('map[')) return `cannot restore map from ${given}`;
  if (NUMBERS.test(type) || type === 'string') {
    return given.endsWith('64') ? `cannot convert ${given} to ${type}` : `unrecognized type: ${type}`;
  }
  if (type === 'bool') return 'unrecognized type: bool';
  // Of a named type only the value tells whether it is a text or a structure.
  return given.endsWith('64') ? `cannot convert ${given} to ${type}` : `cannot restore struct from: ${given}`;
}

/** Keys of the YAML that come twice are told of a configuration that could be applied. */
function tellDuplicates(call: Call, duplicates: readonly string[]): void {
  if (duplicates.length && call.options.fieldValidation === 'Strict')
    throw badRequest(
      `error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  ${duplicates.join('\n  ')}`,
    );
  for (const fault of duplicates) call.warn(fault);
}

function apply(call: Call, body: JsonObject, duplicates: readonly string[]): Patched {
  const { endpoint } = call;
  const own = bodyOfSubresource(call);
  const apart = own && own.kind !== endpoint.info.kind ? own : undefined;
  const expected = apart ?? { apiVersion: endpoint.apiVersion, kind: endpoint.info.kind };
  const { apiVersion = '', kind = '' } = body as { apiVersion?: string; kind?: string };
  if (apiVersion !== expected.apiVersion || kind !== expected.kind) {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    throw badRequest(`invalid object type: ${group}/${version}, Kind=${kind}`);
  }
  const config = { ...body, metadata: (body.metadata ?? {}) as JsonObject } as unknown as KubeObject;
  const existing = call.stored();
  if (!existing && (call.subresource || apart)) throw notFound(endpoint.id, call.name);
  const type = apart ? kindSchema(apart.apiVersion, apart.kind)! : endpoint.schema!;
  const live = existing ? (apart ? getSubresource(call) : fromStored(endpoint, existing)) : undefined;
  const entries = existing ? managedFieldsOf(existing) : [];
  const named: KubeObject =
    endpoint.info.namespaced && !config.metadata.namespace
      ? { ...config, metadata: { ...config.metadata, namespace: call.namespace } }
      : config;
  const applied = applyConfiguration(call, type, live, entries, named, expected.apiVersion, config.metadata);
  tellDuplicates(call, duplicates);
  if (!existing && config.metadata.uid)
    throw conflict(
      endpoint.id,
      call.name,
      `uid mismatch: the provided object specified uid ${config.metadata.uid}, and no existing object was found`,
    );
  checkNames(call, config);
  const object = withSingleOwners(
    call,
    typedPatch(call, applied.object as unknown as Json, expected, live as unknown as Json),
    true,
  );
  call.applied = { entries: applied.entries, same: applied.same };
  if (apart) return { object: updateSubresource(call, object).object, created: false };
  const stored = toStored(endpoint, object);
  if (!existing) {
    // To make an object by applying takes the right to create it too.
    call.authorize('create');
    // The object is new, whatever version the configuration thought of.
    const { resourceVersion: _, ...metadata } = stored.metadata;
    return { object: create(call, { ...stored, metadata }), created: true };
  }
  if (call.subresource && call.subresource !== 'status')
    return { object: updateSubresource(call, stored).object, created: false };
  return { object: update(call, existing, stored, true), created: false };
}
