// The wire-level door: a request in, an answer out. Follows the handler chain of apiserver/pkg/server/config.go.

import type { KubeObject, Json, JsonObject } from '../../api/object.ts';
import {
  StatusError,
  badRequest,
  entityTooLarge,
  forbidden,
  notFound,
  pageNotFound,
  unsupportedMediaType,
} from '../../api/status-errors.ts';
import type { PatchType } from '../../api/client.ts';
import { refusal, type Attributes } from '../auth/attributes.ts';
import { authenticate } from '../auth/authentication.ts';
import { impersonated } from '../auth/impersonation.ts';
import type { UserInfo } from '../interface.ts';
import { parseJson, parseYaml } from './body.ts';
import { bindNamedPod } from './binding.ts';
import { Call, type CallOptions, type Machine } from './call.ts';
import { toStored } from './convert.ts';
import { checkNamespace, create } from './create.ts';
import { decodeObject } from './decode.ts';
import { remove, removeObject } from './delete.ts';
import { discover } from './discovery.ts';
import { encoded, encodedEvent, watchType } from './encode.ts';
import { serveSystem } from './system.ts';
import { bare, notAllowed, pageMissing, type ApiAnswer, type ApiRequest, type ApiResponse } from './http.ts';
import { checkListQuery, listPage, listQuery } from './list.ts';
import { withSingleOwners } from './metadata.ts';
import { METRICS, answerMetrics } from './metrics.ts';
import { wanted, wantedPlain, type Wanted } from './negotiate.ts';
import { deleteOptions, isTrue, writeOptions } from './options.ts';
import { patch } from './patch.ts';
import { deprecation } from './deprecation.ts';
import type { Endpoint } from './registry.ts';
import { answerReview, isReview } from './reviews.ts';
import { routeOf, type Route } from './route.ts';
import { answerStream, isStream } from './streams.ts';
import { showList, showObject, showOther } from './show.ts';
import { DecodeError } from './structure.ts';
import { bodyOfSubresource, getSubresource, postSubresource, updateSubresource } from './subresources.ts';
import { update } from './update.ts';
import { watch } from './watch.ts';

/** Largest body, in bytes. */
const BODY_LIMIT = 3 * 1024 * 1024;

/** Answers a request; never throws for what a client did. */
export function handle(machine: Machine, request: ApiRequest): ApiResponse {
  try {
    return headless(request, route(machine, request));
  } catch (error) {
    if (error instanceof StatusError) return headless(request, refused(request, error));
    throw error;
  }
}

/** A refusal, with what was to be said beside it. */
function refused(request: ApiRequest, error: StatusError, warnings?: readonly string[]): ApiAnswer {
  const { body, type } = encoded(error.status, wantedPlain(request.headers.accept));
  return { status: error.code, headers: { 'content-type': type, ...warningHeader(warnings) }, body };
}

// HEAD is GET without the body.
function headless(request: ApiRequest, response: ApiResponse): ApiResponse {
  return request.method === 'HEAD' && 'body' in response ? { ...response, body: '' } : response;
}

const METHODS: { readonly [method: string]: string } = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

function route(machine: Machine, request: ApiRequest): ApiResponse {
  const target = routeOf(request.path);
  const method = METHODS[request.method] ?? '';
  let verb = method || request.method.toLowerCase();
  const watching = target && (target.watch || isTrue(request.query.get('watch')));
  if (target && !target.name && verb === 'get') verb = watching ? 'watch' : 'list';
  else if (target?.watch && verb === 'get') verb = 'watch';
  if (target && !target.name && verb === 'delete') verb = 'deletecollection';
  const asked: Attributes = target
    ? {
        verb,
        group: target.group,
        version: target.version,
        resource: target.resource,
        subresource: target.subresource,
        namespace: target.namespace,
        name: target.name,
      }
    : { verb: request.method.toLowerCase(), path: request.path };
  const sender = request.user ?? authenticate(machine, request.headers.authorization);
  const user = impersonated(machine, sender, request.headers, asked);
  const decision = machine.rbac().authorize(user, asked);
  if (!decision.allowed) {
    const id = target ? (target.group ? `${target.resource}.${target.group}` : target.resource) : '';
    throw withEmptyDetails(forbidden(id, target?.name ?? '', refusal(user, asked)), target === undefined);
  }
  if (!target) return serveSystem(machine, request, user) ?? discover(machine, request) ?? pageMissing();
  if (target.group === METRICS) return answerMetrics(machine, request, target, verb);
  return serveResource(machine, request, user, target, verb);
}

// A refusal about a path has details that say nothing.
function withEmptyDetails(error: StatusError, path: boolean): StatusError {
  return path ? new StatusError({ ...error.status, details: {} }) : error;
}

function withDetails(error: StatusError): StatusError {
  return new StatusError({ ...error.status, details: error.status.details ?? {} });
}

function serveResource(
  machine: Machine,
  request: ApiRequest,
  user: UserInfo,
  target: Route,
  verb: string,
): ApiResponse {
  const endpoint = machine.registry.at(target.apiVersion, target.resource);
  if (!endpoint) {
    const known = machine.registry.builtIns().some((it) => it.apiVersion === target.apiVersion);
    if (!known) return pageMissing();
    throw withDetails(pageNotFound());
  }
  const { info } = endpoint;
  const { subresource, name } = target;
  const custom = endpoint.custom !== undefined;
  // Where the resource lies has to fit its scope.
  if (info.namespaced && !target.scoped && (name || subresource)) {
    if (custom) return pageMissing();
    throw withDetails(pageNotFound());
  }
  if (!info.namespaced && target.scoped && target.resource !== 'namespaces') {
    if (custom) return pageMissing();
    throw withDetails(pageNotFound());
  }
  const listOnly = info.namespaced && !target.scoped;
  if (isReview(endpoint)) {
    if (verb === 'create' && name) throw withDetails(pageNotFound());
    if (verb !== 'create') throw notAllowed();
    // What is answered and not kept has no form but its own.
    wanted(request.headers.accept, { plain: true });
    const { body, warnings } = answerReview(machine, user, endpoint, target.namespace, request);
    return respond(request, body, 201, undefined, warnings);
  }
  if (subresource) {
    const known = info.subresources.find((it) => it.name === subresource);
    if (!known) {
      if (custom) throw notFound(endpoint.id, name);
      throw withDetails(pageNotFound());
    }
    if (!known.verbs.includes(verb)) throw notAllowed();
  } else {
    if (listOnly && !['list', 'watch'].includes(verb)) {
      if (custom) return pageMissing();
      throw notAllowed();
    }
    if (!supports(info.verbs, verb, name)) throw notAllowed();
  }
  const answer = dispatch(machine, request, user, target, endpoint, verb);
  return withDeprecation(answer, endpoint);
}

function withDeprecation(answer: ApiResponse, endpoint: Endpoint): ApiResponse {
  const warning = deprecation(endpoint);
  if (!warning) return answer;
  const others = answer.headers['warning'] ?? [];
  const own = `299 - ${warningText(warning)}`;
  return {
    ...answer,
    headers: { ...answer.headers, warning: [own, ...(typeof others === 'string' ? [others] : others)] },
  };
}

function supports(verbs: readonly string[], verb: string, name: string): boolean {
  if (name && verb === 'create') return false;
  if (!name && (verb === 'update' || verb === 'patch')) return false;
  return verbs.includes(verb);
}

function dispatch(
  machine: Machine,
  request: ApiRequest,
  user: UserInfo,
  target: Route,
  endpoint: Endpoint,
  verb: string,
): ApiResponse {
  const calls: Call[] = [];
  try {
    return dispatchTo(machine, request, user, target, endpoint, verb, calls);
  } catch (error) {
    // What the routes refuse no handler has seen.
    if (!(error instanceof StatusError) || /^4(06|15): /.test(error.status.message ?? '')) throw error;
    return refused(
      request,
      error,
      calls.flatMap((it) => it.warnings ?? []),
    );
  }
}

function dispatchTo(
  machine: Machine,
  request: ApiRequest,
  user: UserInfo,
  target: Route,
  endpoint: Endpoint,
  verb: string,
  calls: Call[],
): ApiResponse {
  const custom = endpoint.custom !== undefined;
  const watching = verb === 'watch';
  const form = wanted(request.headers.accept, { custom, many: watching || verb === 'list', watching });
  const includeObject = request.query.get('includeObject') ?? '';
  const make = (options?: CallOptions): Call => {
    const call = new Call(
      machine,
      user,
      endpoint,
      endpoint.info.namespaced ? target.namespace : '',
      target.name,
      target.subresource,
      options,
    );
    calls.push(call);
    return call;
  };
  const shown = (call: Call, object: KubeObject, status = 200): ApiAnswer =>
    respond(request, showObject(call, object, form, includeObject), status, form, call.warnings);
  const streamed = make();
  if (isStream(streamed)) return answerStream(streamed, request.query);
  switch (verb) {
    case 'get': {
      const call = make();
      if (target.subresource && target.subresource !== 'status') {
        const object = getSubresource(call);
        return object.kind === endpoint.info.kind
          ? shown(call, object)
          : respond(request, showOther(call, object, form, includeObject), 200, form);
      }
      const object = call.stored();
      if (!object) throw notFound(endpoint.id, target.name);
      return shown(call, object);
    }
    case 'list': {
      const query = listQuery(request.query);
      checkListQuery(query);
      checkTableOptions(form, includeObject);
      const call = make();
      const page = listPage(call, query);
      return respond(request, showList(call, page, form, includeObject), 200, form);
    }
    case 'watch': {
      const query = { ...listQuery(request.query), watch: true };
      checkListQuery(query);
      const call = make();
      const one = target.name
        ? { ...query, fieldSelector: [query.fieldSelector, `metadata.name=${target.name}`].filter(Boolean).join(',') }
        : query;
      const stream = watch(call, one, (object) =>
        form.as === 'PartialObjectMetadataList' ? undefined : showObject(call, object, form, includeObject),
      );
      return {
        status: 200,
        headers: { 'content-type': watchType(form.type) },
        watch: stream,
        encode: (event) => encodedEvent(event, form.type),
      };
    }
    case 'create':
      return target.subresource
        ? createSubresource(machine, request, make, target, form)
        : createObject(machine, request, make, target, shown);
    case 'update':
      return updateObject(machine, request, make, shown, form);
    case 'patch':
      return patchObject(request, make, shown, form);
    case 'delete': {
      const options = deleteOptions(request.body, request.query, request.headers['content-type']);
      const call = make({ dryRun: options.dryRun === true });
      if (endpoint.kind.orphansAloud && !options.propagation) call.warn(endpoint.kind.orphansAloud);
      const { object, gone } = remove(call, options);
      if (!gone || endpoint.kind.returnsDeleted) return shown(call, object);
      return respond(request, deletionStatus(endpoint, object), 200, undefined, call.warnings);
    }
    default: {
      const options = deleteOptions(request.body, request.query, request.headers['content-type']);
      const query = listQuery(request.query);
      checkListQuery(query);
      const call = make({ dryRun: options.dryRun === true });
      if (endpoint.kind.orphansAloud && !options.propagation) call.warn(endpoint.kind.orphansAloud);
      const page = listPage(call, query);
      // The answer tells them as they were.
      for (const object of page.items)
        removeObject(call.about(endpoint, object.metadata.namespace ?? '', object.metadata.name!), object, options);
      return respond(request, showList(call, page, form, includeObject), 200, form, call.warnings);
    }
  }
}

function checkTableOptions(form: Wanted, includeObject: string): void {
  if (form.as === 'Table' && !['', 'None', 'Metadata', 'Object'].includes(includeObject))
    throw badRequest(
      `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(includeObject)}: must be 'Metadata', 'Object', 'None', or empty`,
    );
}

function deletionStatus(endpoint: Endpoint, object: KubeObject): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: object.metadata.name,
      ...(endpoint.info.group ? { group: endpoint.info.group } : {}),
      kind: endpoint.info.resource,
      uid: object.metadata.uid,
    },
  };
}

function limited(request: ApiRequest): Uint8Array | string | undefined {
  const { body } = request;
  if (body && (typeof body === 'string' ? Buffer.byteLength(body) : body.length) > BODY_LIMIT)
    throw entityTooLarge(`limit is ${BODY_LIMIT}`);
  return body;
}

type Make = (options?: CallOptions) => Call;
type Shown = (call: Call, object: KubeObject, status?: number) => ApiAnswer;

function agentOf(request: ApiRequest): string {
  return (request.headers['user-agent'] ?? '').split('/')[0] || 'unknown';
}

function createObject(machine: Machine, request: ApiRequest, make: Make, target: Route, shown: Shown): ApiAnswer {
  const call = make(writeOptions(request.query, 'CreateOptions', false, agentOf(request)));
  const { endpoint } = call;
  const object = decodeObject(call, machine.registry, limited(request), request.headers['content-type'], {
    apiVersion: endpoint.apiVersion,
    kind: endpoint.info.kind,
  });
  if (endpoint.info.namespaced) checkNamespace(object, target.namespace);
  if (endpoint.info.kind === 'Binding')
    return respond(
      request,
      bindNamedPod(call, machine.registry.stored('pods')!, object),
      201,
      undefined,
      call.warnings,
    );
  return shown(call, create(call, toStored(endpoint, withSingleOwners(call, object, false))), 201);
}

function createSubresource(machine: Machine, request: ApiRequest, make: Make, target: Route, form: Wanted): ApiAnswer {
  const call = make(writeOptions(request.query, 'CreateOptions', false, agentOf(request)));
  const expected = bodyOfSubresource(call);
  if (!expected) return respond(request, postSubresource(call, { metadata: {} }), 200, form);
  const object = decodeObject(call, machine.registry, limited(request), request.headers['content-type'], expected);
  void target;
  return respond(request, postSubresource(call, object), 201, form, call.warnings);
}

function updateObject(machine: Machine, request: ApiRequest, make: Make, shown: Shown, form: Wanted): ApiAnswer {
  const call = make(writeOptions(request.query, 'UpdateOptions', false, agentOf(request)));
  const { endpoint } = call;
  const expected = bodyOfSubresource(call) ?? { apiVersion: endpoint.apiVersion, kind: endpoint.info.kind };
  const object = decodeObject(call, machine.registry, limited(request), request.headers['content-type'], expected);
  checkNames(call, object);
  if (expected.kind !== endpoint.info.kind)
    return respond(request, updateSubresource(call, object).object, 200, form, call.warnings);
  const stored = toStored(endpoint, withSingleOwners(call, object, false));
  if (call.subresource && call.subresource !== 'status') return shown(call, updateSubresource(call, stored).object);
  const existing = call.stored();
  if (!existing && endpoint.kind.createOnUpdate && !call.subresource) return shown(call, create(call, stored), 201);
  return shown(call, update(call, existing, stored));
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

const PATCH_TYPES: { readonly [type: string]: PatchType } = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

function patchObject(request: ApiRequest, make: Make, shown: Shown, form: Wanted): ApiAnswer {
  const media = (request.headers['content-type'] ?? '').split(';')[0]!.trim();
  const call0 = make();
  const allowed = call0.endpoint.custom
    ? ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml']
    : Object.keys(PATCH_TYPES);
  const type = PATCH_TYPES[media];
  if ((!type || !allowed.includes(media)) && !call0.endpoint.custom)
    throw bare(415, 'UnsupportedMediaType', '415: Unsupported Media Type');
  if (!type || !allowed.includes(media))
    throw unsupportedMediaType(
      `the body of the request was in an unknown format - accepted media types include: ${allowed.join(', ')}`,
    );
  const call = make(writeOptions(request.query, 'PatchOptions', type === 'apply', agentOf(request)));
  const body = limited(request);
  const text = body === undefined ? '' : typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  const { value, duplicates } = readPatch(type, text, call.options.fieldValidation !== 'Ignore');
  const { object, created } = patch(call, type, value, duplicates);
  if (object.kind !== call.endpoint.info.kind)
    return respond(request, object, created ? 201 : 200, form, call.warnings);
  return shown(call, object, created ? 201 : 200);
}

/** What is sent as a patch, and its keys that come twice. */
interface SentPatch {
  readonly value: JsonObject | readonly Json[];
  readonly duplicates: readonly string[];
}

function readPatch(type: PatchType, text: string, strict: boolean): SentPatch {
  try {
    if (type === 'apply') {
      const { value, duplicates } = parseYaml(text, strict);
      if (value === null) return { value: {}, duplicates };
      if (typeof value !== 'object' || Array.isArray(value)) {
        const what = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
        throw badRequest(
          `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${what} into Go value of type map[string]interface {}`,
        );
      }
      return { value: value as JsonObject, duplicates };
    }
    const { value, duplicates } = parseJson(text, strict);
    if (type === 'json' && !Array.isArray(value))
      throw badRequest(
        `error decoding patch: json: cannot unmarshal ${value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value} into Go value of type []handlers.jsonPatchOp`,
      );
    if (type !== 'json' && (value === null || typeof value !== 'object' || Array.isArray(value))) {
      const what = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
      throw badRequest(
        type === 'merge'
          ? `error decoding patch: json: cannot unmarshal ${what} into Go value of type map[string]interface {}`
          : `error decoding patch: json: cannot unmarshal ${what} into Go value of type map[string]interface {}`,
      );
    }
    return { value: value as JsonObject, duplicates };
  } catch (error) {
    if (error instanceof DecodeError) {
      const why = error.message
        .replace("couldn't get version/kind; json parse error: ", '')
        .replace(/^yaml: mapping/, 'error converting YAML to JSON: $&');
      const what: { readonly [type in PatchType]?: string } = { apply: 'error decoding YAML: ', strategic: '' };
      throw badRequest(`${what[type] ?? 'error decoding patch: '}${why}`);
    }
    throw error;
  }
}

/** An answer with its warnings. */
export function respond(
  request: ApiRequest,
  body: unknown,
  status: number,
  form?: Wanted,
  warnings?: readonly string[],
): ApiAnswer {
  const { body: bytes, type } = encoded(body, form?.type ?? wantedPlain(request.headers.accept));
  return { status, headers: { 'content-type': type, ...warningHeader(warnings) }, body: bytes };
}

function warningHeader(warnings?: readonly string[]): { warning?: readonly string[] } {
  return warnings?.length ? { warning: warnings.map((text) => `299 - ${warningText(text)}`) } : {};
}

function warningText(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
}
