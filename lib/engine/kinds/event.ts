// Events are looked up by what they are about. Follows kubernetes/pkg/registry/core/event/strategy.go.

import type { FieldError } from '../../api/field-errors.ts';
import { dns1123Subdomain } from '../../api/labels.ts';
import { metadataErrors, metadataUpdateErrors, prefixed, standardFinalizerErrors } from '../apiserver/metadata.ts';
import { eventChanges, eventErrors, newEventErrors } from './event-errors.ts';
import type { Draft, Kind } from './interface.ts';

const about =
  (field: string): ((event: { readonly [field: string]: unknown }) => string) =>
  (event) =>
    String((event['involvedObject'] as Record<string, unknown> | undefined)?.[field] ?? '');

const subdomain = prefixed(dns1123Subdomain);

const namedErrors = ({ metadata }: Draft): FieldError[] => [
  ...metadataErrors(metadata, true, subdomain),
  ...standardFinalizerErrors(metadata.finalizers, 'metadata.finalizers'),
];

export const event: Kind = {
  resource: 'events',
  // Who writes core events is trusted with their metadata.
  validate: (object, { apiVersion }, old) => [
    ...eventErrors(object, apiVersion === 'v1'),
    ...(apiVersion === 'v1' || old ? [] : [...namedErrors(object), ...newEventErrors(object)]),
  ],
  validateUpdate: (object, old, { apiVersion }) =>
    apiVersion === 'v1'
      ? []
      : [
          ...metadataUpdateErrors(object.metadata, old.metadata),
          ...standardFinalizerErrors(object.metadata.finalizers, 'metadata.finalizers'),
          ...eventChanges(object, old),
        ],
  selectableIn: (field, apiVersion) =>
    !(
      apiVersion === 'v1' ? /^(regarding\.|reportingController$)/ : /^(involvedObject\.|reportingComponent$|source$)/
    ).test(field),
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
