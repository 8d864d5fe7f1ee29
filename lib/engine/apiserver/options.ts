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

/** Options of a write; throws `StatusError`. `kind` is `CreateOptions`, `UpdateOptions`, `PatchOptions`. */
export function writeOptions(query: URLSearchParams, kind: string, apply: boolean, agent: string): CallOptions {
  const errors: FieldError[] = [];
  const manager = query.get('fieldManager') ?? '';
  const dryRun = query.getAll('dryRun');
  const validation = query.get('fieldValidation') ?? '';
  const force = query.get('force');
  if (force !== null && !/^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)?$/.test(force))
    throw badRequest(`strconv.ParseBool: parsing ${JSON.stringify(force)}: invalid syntax`);
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
    force: force !== null && /^(1|t|T|TRUE|true|True)?$/.test(force),
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
      if (!/^[+-]?\d+$/.test(grace))
        throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`);
      given.gracePeriodSeconds = Number(grace);
    }
    if (query.has('propagationPolicy')) given.propagationPolicy = query.get('propagationPolicy');
    if (query.has('orphanDependents')) given.orphanDependents = query.get('orphanDependents') !== 'false';
    if (query.has('dryRun')) given.dryRun = query.getAll('dryRun');
  }
  const dryRun = (given.dryRun ?? (query.has('dryRun') ? query.getAll('dryRun') : [])) as string[];
  const errors: FieldError[] = [];
  const policy = given.propagationPolicy as string | undefined;
  if (given.orphanDependents !== undefined && given.orphanDependents !== null && policy)
    errors.push(
      invalidField('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'),
    );
  if (policy !== undefined && policy !== null && !['Foreground', 'Background', 'Orphan'].includes(policy))
    errors.push(notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']));
  if (dryRun.some((it) => it !== 'All')) errors.push(notSupported('dryRun', dryRun, ['All']));
  if (errors.length) throw invalid('DeleteOptions.meta.k8s.io', '', errors);
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

function readOptions(body: Uint8Array | string, text: string, contentType: string | undefined): unknown {
  const type = bodyType(contentType);
  if (type === 'application/vnd.kubernetes.protobuf')
    return decodeProtobuf(typeof body === 'string' ? Buffer.from(body) : body);
  return (type === 'application/yaml' ? parseYaml(text, false) : parseJson(text, false)).value;
}

function checkDeleteBody(given: { [name: string]: unknown }): void {
  const { kind, apiVersion } = given as { kind?: string; apiVersion?: string };
  if (kind && kind !== 'DeleteOptions')
    throw badRequest(
      `${kind} in version ${JSON.stringify((apiVersion ?? 'v1').split('/').pop())} cannot be handled as a DeleteOptions: converting (${kind}) to (v1.DeleteOptions): unknown conversion`,
    );
  const wrong = (name: string, type: string): never => {
    const value = given[name];
    const what = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    throw badRequest(`json: cannot unmarshal ${what} into Go struct field DeleteOptions.${name} of type ${type}`);
  };
  if (
    given.gracePeriodSeconds !== undefined &&
    given.gracePeriodSeconds !== null &&
    typeof given.gracePeriodSeconds !== 'number'
  )
    wrong('gracePeriodSeconds', 'int64');
  if (
    given.propagationPolicy !== undefined &&
    given.propagationPolicy !== null &&
    typeof given.propagationPolicy !== 'string'
  )
    wrong('propagationPolicy', 'v1.DeletionPropagation');
}
