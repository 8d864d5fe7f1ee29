// From a body to an object of the resource's type: the kind has to fit, unknown and repeated fields are refused, noted or
// passed over as asked. Follows apiserver/pkg/endpoints/handlers/create.go and rest.go.

import type { KubeObject } from '../../api/object.ts';
import { badRequest } from '../../api/status-errors.ts';
import type { Call } from './call.ts';
import { parseJson, parseYaml, strictFaults, type Parsed } from './body.ts';
import { normaliseCustom } from './custom-structure.ts';
import { bodyType } from './negotiate.ts';
import { emptied } from './metadata.ts';
import { decodeProtobuf } from './protobuf.ts';
import { internalPackage, type Registry } from './registry.ts';
import { kindSchema } from '../../api/schema/schema.ts';
import { DecodeError, normalise, type Findings } from './structure.ts';

/** What a body must be. */
export interface Expected {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Reads the object in a body of the call's own kind, or of another. Throws `StatusError`. */
export function decodeObject(
  call: Call,
  registry: Registry,
  body: Uint8Array | string | undefined,
  contentType: string | undefined,
  expected: Expected,
): KubeObject {
  const type = bodyType(contentType);
  const text = typeof body === 'string' ? body : body ? Buffer.from(body).toString('utf8') : '';
  const strict = call.options.fieldValidation ?? 'Warn';
  let parsed: Parsed;
  try {
    if (type === 'application/vnd.kubernetes.protobuf')
      parsed = {
        value: decodeProtobuf(typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array())),
        duplicates: [],
      };
    else if (type === 'application/yaml') parsed = parseYaml(text, strict !== 'Ignore');
    else parsed = parseJson(text, strict !== 'Ignore');
  } catch (error) {
    if (error instanceof DecodeError) throw unrecognized(expected.kind, error.message, text);
    throw error;
  }
  return typed(call, registry, parsed, expected, text, type !== 'application/json');
}

function unrecognized(kind: string, message: string, text: string): Error {
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${message} (${summary(text)})`);
}

// Upstream shows JSON as it is and everything else in hexadecimal.
function summary(text: string): string {
  const bytes = Buffer.from(text);
  if (/^\s*\{/.test(text)) return text.length > 30 ? `${text.slice(0, 30)} ...` : text;
  const shown = bytes.subarray(0, 30).toString('hex');
  return bytes.length > 30 ? `${shown} ...` : shown;
}

/** Gives a parsed value the type it must have. Throws `StatusError`. */
export function typed(
  call: Call,
  registry: Registry,
  parsed: Parsed,
  expected: Expected,
  text: string,
  isYaml = false,
): KubeObject {
  const { value } = parsed;
  if (value !== null && (typeof value !== 'object' || Array.isArray(value))) {
    const what = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    throw unrecognized(
      expected.kind,
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${what} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
      text,
    );
  }
  const object = (value ?? {}) as { [key: string]: unknown };
  const custom = call.endpoint.custom && expected.kind === call.endpoint.info.kind;
  checkKind(registry, object, expected, custom !== undefined, text);
  const findings: Findings = { unknown: [] };
  let out: KubeObject;
  try {
    const schema = custom ? call.endpoint.schema : kindSchema(expected.apiVersion, expected.kind);
    if (!schema) throw new DecodeError(`no kind "${expected.kind}" is registered`);
    out = (custom
      ? normaliseCustom(schema, object, findings)
      : normalise(schema, object, findings)) as unknown as KubeObject;
  } catch (error) {
    if (error instanceof DecodeError) throw cannotHandle(expected, expected.kind, error.message);
    throw error;
  }
  const strict = call.options.fieldValidation ?? 'Warn';
  const faults =
    strict === 'Ignore'
      ? []
      : faultsOf(parsed.duplicates, findings.unknown, text, isYaml, custom !== undefined, strict === 'Strict');
  if (faults.length && strict === 'Strict')
    throw cannotHandle(expected, expected.kind, `strict decoding error: ${faults.join(', ')}`);
  if (strict === 'Warn') for (const fault of faults) call.warn(fault);
  return {
    ...out,
    apiVersion: expected.apiVersion,
    kind: expected.kind,
    metadata: { ...out.metadata, ...emptied(object) },
  };
}

/** What a strict decoder says, in its order. */
function faultsOf(
  duplicates: readonly string[],
  unknown: readonly string[],
  text: string,
  yaml: boolean,
  custom: boolean,
  strict: boolean,
): string[] {
  if (!duplicates.length && !unknown.length) return [];
  const strange = [...unknown].map((path) => `unknown field ${JSON.stringify(path)}`);
  // YAML becomes JSON with its keys in order before anything is decoded; of custom resources the fields are looked at last.
  if (yaml && !strict) return [...duplicates, ...strange.sort()];
  if (yaml)
    return [...(duplicates.length ? [`yaml: unmarshal errors:\n  ${duplicates.join('\n  ')}`] : []), ...strange.sort()];
  if (custom) return [...duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`), ...strange.sort()];
  return strictFaults(text, unknown);
}

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

function cannotHandle(given: Expected, kind: string, message: string): Error {
  return badRequest(
    `${given.kind} in version ${JSON.stringify(versionOf(given.apiVersion))} cannot be handled as a ${kind}: ${message}`,
  );
}

function checkKind(
  registry: Registry,
  object: { [key: string]: unknown },
  expected: Expected,
  custom: boolean,
  text: string,
): void {
  for (const name of ['apiVersion', 'kind'])
    if (object[name] !== undefined && object[name] !== null && typeof object[name] !== 'string')
      throw unrecognized(
        expected.kind,
        `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(object[name])} into Go struct field .${name} of type string`,
        text,
      );
  const apiVersion = (object.apiVersion as string | undefined) || '';
  const kind = (object.kind as string | undefined) || '';
  if (custom) {
    if (!kind) throw unrecognized(expected.kind, `Object 'Kind' is missing in '${text}'`, text);
    if (!apiVersion) throw unrecognized(expected.kind, `Object 'apiVersion' is missing in '${text}'`, text);
  }
  const given = { apiVersion: apiVersion || expected.apiVersion, kind: kind || expected.kind };
  if (given.apiVersion === expected.apiVersion && given.kind === expected.kind) return;
  // An eviction is taken in the form it once had, which is the same.
  if (given.kind === 'Eviction' && expected.kind === 'Eviction' && given.apiVersion === 'policy/v1beta1') return;
  if (custom) {
    throw badRequest(
      given.apiVersion !== expected.apiVersion
        ? `the API version in the data (${given.apiVersion}) does not match the expected API version (${expected.apiVersion})`
        : `${given.kind} in version ${JSON.stringify(versionOf(given.apiVersion))} cannot be handled as a ${expected.kind}: no kind is registered for the type`,
    );
  }
  const known = kindSchema(given.apiVersion, given.kind) !== undefined;
  // Upstream's schemes know more than is served; what matters is whether the object is of another kind.
  if (known && given.kind === expected.kind)
    throw badRequest(
      `the API version in the data (${given.apiVersion}) does not match the expected API version (${expected.apiVersion})`,
    );
  void registry;
  const group = groupOf(expected.apiVersion);
  // What is another kind is read as such first.
  if (known)
    try {
      normalise(kindSchema(given.apiVersion, given.kind)!, object, { unknown: [] });
    } catch (error) {
      if (error instanceof DecodeError) throw cannotHandle(given, expected.kind, error.message);
      throw error;
    }
  throw cannotHandle(
    given,
    expected.kind,
    known && !OWN_SCHEMES.has(group) && !OWN_SCHEMES.has(groupOf(given.apiVersion))
      ? `converting (${versionOf(given.apiVersion)}.${given.kind}) to (${internalPackage(group)}.${expected.kind}): unknown conversion`
      : `no kind ${JSON.stringify(given.kind)} is registered for version ${JSON.stringify(given.apiVersion)} in scheme "pkg/runtime/scheme.go:111"`,
  );
}

/** Groups whose servers know no other kinds than their own. */
const OWN_SCHEMES: ReadonlySet<string> = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
