// Lists: selectors, pages that stay consistent, and lists of the past. Follows apiserver/pkg/storage/etcd3 and
// apimachinery/pkg/apis/meta/internalversion/validation.

import { forbidden as forbiddenField, notSupported, type FieldError } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { badRequest, expired, invalid, tooLargeResourceVersion, type StatusError } from '../../api/status-errors.ts';
import { Compacted } from '../storage/history.ts';
import type { Call } from './call.ts';
import { isTrue, wholeNumber } from './options.ts';
import { selection } from './select.ts';

/** What a list or watch was asked with. */
export interface ListQuery {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  readonly watch: boolean;
  readonly allowWatchBookmarks: boolean;
  readonly sendInitialEvents?: boolean;
  readonly timeoutSeconds?: number;
}

/** A page of a list. */
export interface Page {
  readonly items: readonly KubeObject[];
  readonly metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
}

/** Reads the query; throws `StatusError`. */
export function listQuery(query: URLSearchParams): ListQuery {
  const number = (name: string): number | undefined => {
    const text = query.get(name);
    if (text === null) return undefined;
    return wholeNumber(text);
  };
  const initial = query.get('sendInitialEvents');
  const limit = number('limit');
  const timeoutSeconds = number('timeoutSeconds');
  return {
    labelSelector: query.get('labelSelector') ?? '',
    fieldSelector: query.get('fieldSelector') ?? '',
    ...(limit === undefined ? {} : { limit }),
    continue: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
    watch: isTrue(query.get('watch')),
    allowWatchBookmarks: isTrue(query.get('allowWatchBookmarks')),
    ...(initial === null ? {} : { sendInitialEvents: isTrue(initial) }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
}

/** Throws `StatusError` for options that do not go together. */
export function checkListQuery(query: ListQuery): void {
  const errors = query.watch ? watchErrors(query) : listErrors(query);
  if (errors.length) throw invalid('ListOptions.meta.k8s.io', '', errors);
}

const MATCH = 'resourceVersionMatch';
const CONTINUED = forbiddenField(MATCH, 'resourceVersionMatch is forbidden when continue is provided');

function listErrors(query: ListQuery): FieldError[] {
  const errors: FieldError[] = [];
  const { resourceVersionMatch: match, resourceVersion: version } = query;
  if (match) {
    if (!version)
      errors.push(forbiddenField(MATCH, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    if (query.continue) errors.push(CONTINUED);
    if (match !== 'Exact' && match !== 'NotOlderThan')
      errors.push(notSupported(MATCH, match, ['Exact', 'NotOlderThan', '']));
    if (match === 'Exact' && version === '0')
      errors.push(forbiddenField(MATCH, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  if (query.sendInitialEvents !== undefined)
    errors.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return errors;
}

function watchErrors(query: ListQuery): FieldError[] {
  const errors: FieldError[] = [];
  const { resourceVersionMatch: match, sendInitialEvents } = query;
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan')
    errors.push(forbiddenField(MATCH, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  if (match && sendInitialEvents === undefined)
    errors.push(
      forbiddenField(MATCH, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
    );
  if (match && match !== 'NotOlderThan') errors.push(notSupported(MATCH, match, ['NotOlderThan']));
  if (query.continue) errors.push(CONTINUED);
  return errors;
}

/** A resource version as a number; throws `StatusError`. */
export function parseVersion(text: string): number {
  if (!/^\d+$/.test(text))
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  return Number(text);
}

interface Token {
  readonly rv: number;
  readonly start: string;
}

/** What is wrong with a token. */
function badToken(why: string): StatusError {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`);
}

function readToken(text: string): Token {
  let plain: string;
  let value: { v?: string; rv?: number; start?: string };
  const bad = /[^A-Za-z0-9_-]/.exec(text);
  if (bad) throw badToken(`illegal base64 data at input byte ${bad.index}`);
  try {
    plain = Buffer.from(text, 'base64url').toString('utf8');
    value = JSON.parse(plain) as typeof value;
  } catch {
    const first = Buffer.from(text, 'base64url').toString('utf8')[0] ?? '';
    throw badToken(`invalid character '${first}' looking for beginning of value`);
  }
  if (value.v !== 'meta.k8s.io/v1')
    throw badToken(`server does not recognize this encoded version ${JSON.stringify(value.v ?? '')}`);
  if (!value.rv) throw badToken('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (!value.start) throw badToken('encoded start key empty (version meta.k8s.io/v1)');
  return { rv: value.rv, start: value.start };
}

function writeToken(rv: number, after: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv, start: `${after}\u0000` })).toString('base64url');
}

/** The page a query is about. Throws `StatusError`. */
export function listPage(call: Call, query: ListQuery): Page {
  const { store } = call.machine;
  const selected = selection(call.endpoint, query.labelSelector, query.fieldSelector);
  const prefix = call.namespace ? `${call.namespace}/` : '';
  let at = store.revision;
  let after = '';
  if (query.continue) {
    if (query.resourceVersion && query.resourceVersion !== '0')
      throw badRequest('specifying resource version is not allowed when using continue');
    const token = readToken(query.continue);
    after = prefix + token.start.replace(/\u0000$/, '');
    if (token.rv > 0) at = token.rv;
  } else if (query.resourceVersion) {
    const asked = parseVersion(query.resourceVersion);
    if (asked > store.revision) throw tooLargeResourceVersion(asked, store.revision);
    const exact = query.resourceVersionMatch === 'Exact' || (!query.resourceVersionMatch && query.limit && asked > 0);
    if (exact) at = asked;
  }
  const limit = query.limit && query.limit > 0 ? query.limit : Infinity;
  const items: KubeObject[] = [];
  let more = false;
  let remaining = 0;
  const take = (object: KubeObject, key: string): boolean => {
    if (after && key <= after) return true;
    if (selected && !selected(object)) return true;
    if (items.length >= limit) {
      more = true;
      remaining++;
      return !selected;
    }
    items.push(object);
    last = key;
    return true;
  };
  let last = '';
  if (at >= store.revision)
    store.walk(call.endpoint.storage, call.namespace ? { namespace: call.namespace } : {}, take);
  else
    for (const { key, object } of past(call, at, query.continue ? after.slice(prefix.length) : undefined)) {
      if (call.namespace && !key.startsWith(prefix)) continue;
      if (!take(object, key)) break;
    }
  return {
    items,
    metadata: {
      resourceVersion: String(at),
      ...(more ? { continue: writeToken(at, last.slice(prefix.length)) } : {}),
      ...(more && !selected ? { remainingItemCount: remaining } : {}),
    },
  };
}

/** The list as it was. A client that has read a part of it, up to `read`, may go on with what is there now. */
function past(call: Call, revision: number, read: string | undefined): { key: string; object: KubeObject }[] {
  try {
    return call.machine.store.listAt(call.endpoint.storage, revision, call.namespace || undefined);
  } catch (error) {
    if (error instanceof Compacted && read === undefined)
      throw expired('The resourceVersion for the provided list is too old.');
    if (error instanceof Compacted)
      throw expired(
        'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
        writeToken(-1, read!),
      );
    throw error;
  }
}
