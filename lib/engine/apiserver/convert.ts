// Between the version a request speaks and the version objects are kept in. Most differ in name only.

import type { KubeObject } from '../../api/object.ts';
import { readCustom } from './custom-reading.ts';
import type { Endpoint } from './registry.ts';
import { eventFromCore, eventToCore } from '../kinds/event-versions.ts';
import { scalerFromStored, scalerToStored } from '../kinds/horizontal-pod-autoscaler-versions.ts';

interface Conversion {
  toStored(object: KubeObject): KubeObject;
  fromStored(object: KubeObject): KubeObject;
}

const CONVERSIONS: { readonly [path: string]: Conversion } = {
  'events.k8s.io/v1/events': { toStored: eventToCore, fromStored: eventFromCore },
  'autoscaling/v1/horizontalpodautoscalers': { toStored: scalerToStored, fromStored: scalerFromStored },
};

const shown = new WeakMap<KubeObject, Map<string, KubeObject>>();

/** As it is kept. */
export function toStored(endpoint: Endpoint, object: KubeObject): KubeObject {
  if (endpoint.apiVersion === endpoint.storageVersion) return object;
  const conversion = CONVERSIONS[`${endpoint.apiVersion}/${endpoint.info.resource}`];
  return { ...(conversion ? conversion.toStored(object) : object), apiVersion: endpoint.storageVersion };
}

/** As the request wants to see it; the same object for the same stored one. */
export function fromStored(endpoint: Endpoint, stored: KubeObject): KubeObject {
  const object = endpoint.custom ? readCustom(endpoint, stored) : stored;
  if (endpoint.apiVersion === endpoint.storageVersion) return object;
  let versions = shown.get(object);
  if (!versions) shown.set(object, (versions = new Map()));
  let out = versions.get(endpoint.apiVersion);
  if (!out) {
    const conversion = CONVERSIONS[`${endpoint.apiVersion}/${endpoint.info.resource}`];
    out = { ...(conversion ? conversion.fromStored(object) : object), apiVersion: endpoint.apiVersion };
    versions.set(endpoint.apiVersion, out);
  }
  return out;
}
