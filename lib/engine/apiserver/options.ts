// Options of requests, from the query and from bodies. Follows apimachinery/pkg/apis/meta/v1/validation.

import type { DeleteOptions } from '../../api/client.ts';
import {
  forbidden as forbiddenField,
  invalid as invalidField,
  notSupported,
  required,
  tooLong,
  type FieldError,
} from '../../api/field-errors.ts';
import { badRequest, invalid } from '../../api/status-errors.ts';
import { parseJson, parseYaml } from './body.ts';
import type { CallOptions } from './call.ts';
import { bodyType } from './negotiate.ts';
import { decodeProtobuf } from './protobuf.ts';
import { DecodeError } from './structure.ts';

/** Longest name of a field manager, in bytes. */
const MANAGER_LIMIT = 128;

/** A boolean of a query: whatever is said is true, but for `0` and `false`. */
export function isTrue(text: string | null): boolean {
  return text !== null && text !== '0' && text.toLowerCase() !== 'false';
}

/** A whole number of a query; throws `StatusError`. */
export function wholeNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (BigInt.asIntN(64, BigInt(text)) !== BigInt(text))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`);
  return Number(text);
}

/** Options of a write; throws `StatusError`. `kind` is `CreateOptions`, `UpdateOptions`, `PatchOptions`. */
export function writeOptions(query: URLSearchParams, kind: string, apply: boolean, agent: string): CallOptions {
  const errors: FieldError[] = [];
  const manager = query.get('fieldManager') ?? '';
  const dryRun = query.getAll('dryRun');
  const validation = query.get('fieldValidation') ?? '';
  const force = query.get('force');
  if (kind === 'PatchOptions') {
    if (apply) {
      if (!manager) errors.push(required('fieldManager', 'is required for apply patch'));
    } else if (force !== null) errors.push(forbiddenField('force', 'may not be specified for non-apply patch'));
  }
  errors.push(...managerErrors(manager));
  if (dryRun.some((it) => it !== 'All')) errors.push(notSupported('dryRun', dryRun, ['All']));
  if (!['', 'Ignore', 'Warn', 'Strict'].includes(validation))
    errors.push(notSupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']));
  if (errors.length) throw invalid(`${kind}.meta.k8s.io`, '', errors);
  return {
    dryRun: dryRun.length > 0,
    fieldManager: manager || agent,
    fieldValidation: (validation || 'Warn') as 'Warn',
    force: isTrue(force),
    asked: { ...(manager ? { fieldManager: manager } : {}), ...(validation ? { fieldValidation: validation } : {}) },
  };
}

function managerErrors(manager: string): FieldError[] {
  const errors: FieldError[] = [];
  if (Buffer.byteLength(manager) > MANAGER_LIMIT) errors.push(tooLong('fieldManager', MANAGER_LIMIT));
  let at = 0;
  for (const char of manager) {
    const code = char.codePointAt(0)!;
    if (code < 32 || code === 127) {
      const shown = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
      errors.push(invalidField('fieldManager', manager, `invalid character ${shown} (at position ${at})`));
    }
    at += Buffer.byteLength(char);
  }
  return errors;
}

/** Options of a deletion, from its body or its query; throws `StatusError`. */
export function deleteOptions(
  body: Uint8Array | string | undefined,
  query: URLSearchParams,
  contentType: string | undefined,
): DeleteOptions {
  const text = body === undefined ? '' : typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  let given: { [name: string]: unknown } = {};
  if (text) {
    try {
      const value = readOptions(body!, text, contentType);
      if (value !== null && (typeof value !== 'object' || Array.isArray(value)))
        throw new DecodeError(
          `couldn't get version/kind; json parse error: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
        );
      given = (value ?? {}) as { [name: string]: unknown };
    } catch (error) {
      if (error instanceof DecodeError) throw badRequest(error.message);
      throw error;
    }
    checkDeleteBody(given);
  } else {
    const grace = query.get('gracePeriodSeconds');
    if (grace !== null) {
      given.gracePeriodSeconds = wholeNumber(grace);
    }
    const [uid, resourceVersion] = [query.get('uid'), query.get('resourceVersion')];
    if (uid || resourceVersion)
      given.preconditions = { ...(uid ? { uid } : {}), ...(resourceVersion ? { resourceVersion } : {}) };
    if (query.has('propagationPolicy')) given.propagationPolicy = query.get('propagationPolicy');
    if (query.has('orphanDependents')) given.orphanDependents = isTrue(query.get('orphanDependents'));
    if (query.has('dryRun')) given.dryRun = query.getAll('dryRun');
  }
  const dryRun = (given.dryRun ?? (query.has('dryRun') ? query.getAll('dryRun') : [])) as string[];
  checkDeleteOptions({ ...given, dryRun });
  const policy = given.propagationPolicy as string | undefined;
  const preconditions = given.preconditions as DeleteOptions['preconditions'];
  const propagation =
    policy ??
    (given.orphanDependents === true ? 'Orphan' : given.orphanDependents === false ? 'Background' : undefined);
  return {
    ...(propagation ? { propagation: propagation as 'Orphan' } : {}),
    ...(typeof given.gracePeriodSeconds === 'number' ? { gracePeriodSeconds: given.gracePeriodSeconds } : {}),
    ...(preconditions ? { preconditions } : {}),
    dryRun: dryRun.length > 0,
  };
}

/** Throws `StatusError` for options of a deletion that do not go together. */
export function checkDeleteOptions(given: { readonly [name: string]: unknown }): void {
  const errors: FieldError[] = [];
  const policy = given.propagationPolicy as string | undefined;
  const dryRun = (given.dryRun ?? []) as readonly string[];
  if (given.orphanDependents !== undefined && given.orphanDependents !== null && policy)
    errors.push(
      invalidField('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'),
    );
  if (policy !== undefined && policy !== null && !['Foreground', 'Background', 'Orphan'].includes(policy))
    errors.push(notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']));
  if (dryRun.some((it) => it !== 'All')) errors.push(notSupported('dryRun', dryRun, ['All']));
  if (errors.length) throw invalid('DeleteOptions.meta.k8s.io', '', errors);
}

function readOptions(body: Uint8Array | string, text: string, contentType: string | undefined): unknown {
  const type = bodyType(contentType);
  if (type === 'application/vnd.kubernetes.protobuf')
    return decodeProtobuf(typeof body === 'string' ? Buffer.from(body) : body);
  return (type === 'application/yaml' ? parseYaml(text, false) : parseJson(text, false)).value;
}

const DELETE_FIELDS: readonly (readonly [name: string, type: string, fits: (value: unknown) => boolean])[] = [
  ['gracePeriodSeconds', 'int64', Number.isInteger],
  ['preconditions', 'v1.Preconditions', (it) => typeof it === 'object' && !Array.isArray(it)],
  ['orphanDependents', 'bool', (it) => typeof it === 'boolean'],
  ['dryRun', '[]string', Array.isArray],
];

function checkDeleteBody(given: { [name: string]: unknown }): void {
  const { kind, apiVersion } = given as { kind?: string; apiVersion?: string };
  if (kind && kind !== 'DeleteOptions')
    throw badRequest(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion ?? 'v1')} in scheme "pkg/runtime/scheme.go:111"`,
    );
  const wrong = (name: string, type: string): never => {
    const value = given[name];
    const plain = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    const what = typeof value === 'number' && !Number.isInteger(value) ? `number ${value}` : plain;
    throw badRequest(`json: cannot unmarshal ${what} into Go struct field DeleteOptions.${name} of type ${type}`);
  };
  for (const [name, type, fits] of DELETE_FIELDS)
    if (given[name] !== undefined && given[name] !== null && !fits(given[name])) wrong(name, type);
  if (
    given.propagationPolicy !== undefined &&
    given.propagationPolicy !== null &&
    typeof given.propagationPolicy !== 'string'
  )
    wrong('propagationPolicy', 'v1.DeletionPropagation');
}
