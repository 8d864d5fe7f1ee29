// Events as events.k8s.io/v1 shows them; they are kept as core events. Follows kubernetes/pkg/apis/events/v1/conversion.go.

import type { KubeObject } from '../../api/object.ts';

const RENAMED: readonly (readonly [core: string, events: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
];

function renamed(object: KubeObject, from: 0 | 1): KubeObject {
  const out: { [field: string]: unknown } = {};
  const names = new Map(RENAMED.map((pair) => [pair[from], pair[from === 0 ? 1 : 0]]));
  for (const [field, value] of Object.entries(object)) out[names.get(field) ?? field] = value as unknown;
  return out as unknown as KubeObject;
}

export function eventFromCore(event: KubeObject): KubeObject {
  const out = renamed(event, 0) as { [field: string]: unknown };
  if (out.reportingInstance === '') delete out.reportingInstance;
  if (out.reportingController === '') delete out.reportingController;
  if (out.deprecatedSource === undefined) out.deprecatedSource = {};
  return out as unknown as KubeObject;
}

export function eventToCore(event: KubeObject): KubeObject {
  const out = renamed(event, 1) as { [field: string]: unknown };
  out.involvedObject ??= {};
  out.source ??= {};
  out.firstTimestamp ??= null;
  out.lastTimestamp ??= null;
  out.eventTime ??= null;
  out.reportingComponent ??= '';
  out.reportingInstance ??= '';
  return out as unknown as KubeObject;
}
