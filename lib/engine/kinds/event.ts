// Events are looked up by what they are about. Follows kubernetes/pkg/registry/core/event/strategy.go.

import { dns1123Subdomain } from '../../api/labels.ts';
import { pathSegment } from '../apiserver/metadata.ts';
import { eventChanges, eventErrors } from './event-errors.ts';
import type { Kind } from './interface.ts';

const about =
  (field: string): ((event: { readonly [field: string]: unknown }) => string) =>
  (event) =>
    String((event['involvedObject'] as Record<string, unknown> | undefined)?.[field] ?? '');

export const event: Kind = {
  resource: 'events',
  nameErrorsFor:
    ({ apiVersion }) =>
    (name) =>
      apiVersion === 'events.k8s.io/v1' ? dns1123Subdomain(name) : pathSegment(name, false),
  // Who writes core events is trusted with their names.
  validate: (object, { apiVersion }) => eventErrors(object, apiVersion === 'v1'),
  validateUpdate: (object, old, { apiVersion }) => (apiVersion === 'v1' ? [] : eventChanges(object, old)),
  selectable: {
    ...Object.fromEntries(
      ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].flatMap((field) =>
        ['involvedObject', 'regarding'].map((name) => [`${name}.${field}`, about(field)]),
      ),
    ),
    reason: (it) => it['reason'] ?? '',
    reportingComponent: (it) => it['reportingComponent'] ?? '',
    reportingController: (it) => it['reportingComponent'] ?? it['reportingController'] ?? '',
    source: (it) => it['source']?.component ?? it['reportingComponent'] ?? '',
    type: (it) => it['type'] ?? '',
  },
};
