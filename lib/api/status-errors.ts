// Refusals of an API server: the Status object with upstream's messages. Follows apimachinery/pkg/api/errors.

import { causesOf, printErrors, quote, type FieldError } from './field-errors.ts';
import type { GroupResource } from './object.ts';

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: { readonly continue?: string };
  readonly status: 'Failure' | 'Success';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
}

/** A refusal, with the server's Status. */
export class StatusError extends Error {
  readonly status: Status;
  constructor(status: Status) {
    super(status.message);
    this.name = 'StatusError';
    this.status = status;
  }
  get reason(): string {
    return this.status.reason ?? '';
  }
  get code(): number {
    return this.status.code ?? 500;
  }
}

/** Whether an error is a refusal for this reason (for any, without one). */
export function isStatus(error: unknown, reason?: string): error is StatusError {
  return error instanceof StatusError && (reason === undefined || error.reason === reason);
}

// Object order is what goes over the wire, so it is upstream's.
function failure(
  code: number,
  reason: string | undefined,
  message: string,
  details?: StatusDetails,
  metadata: Status['metadata'] = {},
): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata,
    status: 'Failure',
    ...(message ? { message } : {}),
    ...(reason ? { reason } : {}),
    ...(details && Object.keys(details).length ? { details } : {}),
    code,
  });
}

/** The details of an object's refusal: upstream names the resource where it says "kind". */
function about(resource: GroupResource, name = ''): { name?: string; group?: string; kind?: string } {
  const dot = resource.indexOf('.');
  const kind = dot < 0 ? resource : resource.slice(0, dot);
  const group = dot < 0 ? '' : resource.slice(dot + 1);
  return { ...(name ? { name } : {}), ...(group ? { group } : {}), ...(kind ? { kind } : {}) };
}

export const notFound = (resource: GroupResource, name: string): StatusError =>
  failure(404, 'NotFound', `${resource} ${quote(name)} not found`, about(resource, name));
/** No such path. */
export const pageNotFound = (): StatusError =>
  failure(404, 'NotFound', 'the server could not find the requested resource', {});
/** `ending`: the one that is there is on its way out. */
export const alreadyExists = (resource: GroupResource, name: string, ending = false): StatusError =>
  failure(
    409,
    'AlreadyExists',
    `${ending ? 'object is being deleted: ' : ''}${resource} ${quote(name)} already exists`,
    about(resource, name),
  );
export const conflict = (resource: GroupResource, name: string, why: string): StatusError =>
  failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resource} ${quote(name)}: ${why}`,
    about(resource, name),
  );
/** A stale resourceVersion. */
export const modified = (resource: GroupResource, name: string): StatusError =>
  conflict(
    resource,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
export const applyConflict = (message: string, causes: readonly StatusCause[]): StatusError =>
  failure(409, 'Conflict', message, { causes });
export const unauthorized = (): StatusError => failure(401, 'Unauthorized', 'Unauthorized');
export const forbidden = (resource: GroupResource, name: string, why: string): StatusError =>
  failure(
    403,
    'Forbidden',
    !resource
      ? `forbidden: ${why}`
      : name
        ? `${resource} ${quote(name)} is forbidden: ${why}`
        : `${resource} is forbidden: ${why}`,
    about(resource, name),
  );
export const badRequest = (message: string): StatusError => failure(400, 'BadRequest', message);
export const internalError = (message: string): StatusError =>
  failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
export const expired = (message: string, next?: string): StatusError =>
  failure(410, 'Expired', message, undefined, next ? { continue: next } : {});
export const methodNotAllowed = (resource: GroupResource, action: string): StatusError =>
  failure(
    405,
    'MethodNotAllowed',
    `${action} is not supported on resources of kind ${quote(resource)}`,
    about(resource),
  );
export const tooManyRequests = (
  message: string,
  causes?: readonly StatusCause[],
  retryAfterSeconds?: number,
): StatusError =>
  failure(429, 'TooManyRequests', message, {
    ...(causes ? { causes } : {}),
    ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
  });
export const tooLargeResourceVersion = (asked: number, current: number): StatusError =>
  failure(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
export const unsupportedMediaType = (message: string): StatusError => failure(415, 'UnsupportedMediaType', message);
export const notAcceptable = (message: string): StatusError => failure(406, 'NotAcceptable', message);
export const entityTooLarge = (message: string): StatusError =>
  failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);

/** An object that does not hold what its kind asks for; `kind` as `Kind.group`. */
export function invalid(kind: string, name: string, errors: readonly FieldError[]): StatusError {
  const dot = kind.indexOf('.');
  const group = dot < 0 ? '' : kind.slice(dot + 1);
  const short = dot < 0 ? kind : kind.slice(0, dot);
  const message = `${kind} ${quote(name)} is invalid${errors.length ? `: ${printErrors(errors)}` : ''}`;
  return failure(422, 'Invalid', message, {
    ...(name ? { name } : {}),
    ...(group ? { group } : {}),
    ...(short ? { kind: short } : {}),
    ...(errors.length ? { causes: causesOf(errors) } : {}),
  });
}

/** A refusal with a code and no more, as generic handlers give it. */
export const generic = (code: number, reason: string, message: string, details?: StatusDetails): StatusError =>
  failure(code, reason, message, details);
