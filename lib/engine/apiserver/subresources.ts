// Subresources that are no mere part of their object: scale, binding, eviction, token.

import type { KubeObject } from '../../api/object.ts';
import { apiVersionOf } from '../../api/schema/resources.ts';
import { notFound, pageNotFound } from '../../api/status-errors.ts';
import { admitOther, reviewOther } from '../admission/chain.ts';
import { formOf, type Call } from './call.ts';
import { bindPod } from './binding.ts';
import { evictPod } from './eviction.ts';
import { scaleOf, writeScale } from './scale.ts';
import { requestToken } from './token-request.ts';
import { update } from './update.ts';

/** Replaces a subresource; `object` is what the caller gets to see. */
export function updateSubresource(call: Call, input: KubeObject): { object: KubeObject } {
  const existing = call.stored();
  if (isScale(call) && existing) return { object: writeScale(call, existing, input) };
  return { object: update(call, existing, input) };
}

/** POST on a subresource. */
export function postSubresource(call: Call, body: KubeObject): KubeObject {
  const form = formOf(call);
  const expected = bodyOfSubresource(call);
  if (!form || !expected) throw pageNotFound();
  const asked = admitOther(call, 'CREATE', { ...expected, ...body }, undefined, form);
  const check = (it: KubeObject): void => reviewOther(call, 'CREATE', it, undefined, form);
  switch (`${call.endpoint.storage}/${call.subresource}`) {
    case 'pods/binding':
      check(asked);
      return bindPod(call, asked);
    case 'pods/eviction':
      check(asked);
      return evictPod(call, asked);
    case 'serviceaccounts/token':
      return requestToken(call, asked, check);
    default:
      throw pageNotFound();
  }
}

/** A pod bound by a Binding that is made on its own, as was done of old. */
export function bindByObject(call: Call, binding: KubeObject): KubeObject {
  const form = { group: '', version: 'v1', kind: 'Binding' };
  const asked = admitOther(call, 'CREATE', binding, undefined, form);
  reviewOther(call, 'CREATE', asked, undefined, form);
  const { uid: _, ...metadata } = asked.metadata;
  const pods = call.machine.registry.stored('pods')!;
  return bindPod(call.about(pods, call.namespace, metadata.name ?? ''), { ...asked, metadata });
}

/** GET of a subresource. */
export function getSubresource(call: Call): KubeObject {
  const object = call.stored();
  if (!object) throw notFound(call.endpoint.id, call.name);
  return isScale(call) ? scaleOf(call, object) : object;
}

function isScale(call: Call): boolean {
  return call.subresource === 'scale';
}

/** The kind of the body a subresource takes; undefined when it takes none, or the object's own kind. */
export function bodyOfSubresource(call: Call): { apiVersion: string; kind: string } | undefined {
  const form = formOf(call);
  if (form) return form.kind.endsWith('Options') ? undefined : { apiVersion: apiVersionOf(form), kind: form.kind };
  const known = call.endpoint.info.subresources.find((it) => it.name === call.subresource);
  return known?.kind ? { apiVersion: call.endpoint.apiVersion, kind: known.kind } : undefined;
}
