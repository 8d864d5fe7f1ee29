// Workloads: selectors and the templates they select, strategies, and how they keep what they claim. Follows
// kubernetes/pkg/apis/apps/validation, and ReplicationControllers of pkg/apis/core/validation.

import { required, inGoOrder, invalid, forbidden, notSupported, type FieldError } from '../../field-errors.ts';
import { addLabelErrors, labelValue, qualifiedName } from '../../labels.ts';
import type { JsonObject } from '../../object.ts';
import { selectorMatcher, type LabelSelector } from '../../selectors.ts';
import type { Constraints, Rule } from '../rule.ts';
import {
  must,
  atLeast,
  named,
  fields,
  where,
  never,
  check,
  NONE,
  items,
  list,
  held,
  text,
  said,
  counts,
  countsWhole,
} from '../words.ts';
import { templateMounted } from './mounts.ts';

/** A workload's selector must be there, select something, and select its own template's pods. */
function selecting(kind: string): Constraints {
  return {
    selector: [
      ...(kind === 'daemonset' ? [] : [must()]),
      check((value, path) =>
        typeof value === 'object' && value !== null && isEmptySelector(held(value))
          ? [invalid(path, {}, `empty selector is invalid for ${kind}`)]
          : NONE,
      ),
    ],
  };
}

function isEmptySelector(selector: JsonObject): boolean {
  return Object.keys(held(selector['matchLabels'])).length === 0 && list(selector['matchExpressions']).length === 0;
}

/** Whether a selector can be read at all. */
function isReadable(selector: JsonObject): boolean {
  const { matchLabels, matchExpressions } = selector;
  for (const [key, value] of Object.entries(held(matchLabels)))
    if (qualifiedName(key).length || labelValue(String(value)).length) return false;
  return list(matchExpressions).every(({ key, operator, values }) => {
    const all = items(values);
    if (qualifiedName(text(key)).length || all.some((it) => labelValue(text(it)).length)) return false;
    if (operator === 'In' || operator === 'NotIn') return all.length > 0;
    return (operator === 'Exists' || operator === 'DoesNotExist') && all.length === 0;
  });
}

/** A template is selected by its own selector: by none at all nothing is. A selector that cannot be read is told so, with `unreadable`. */
const templateSelected = (unreadable: string | undefined): Rule =>
  check((value, path, spec) => {
    const selector = spec['selector'] as LabelSelector | undefined;
    if (selector && !isReadable(held(selector)))
      return unreadable === undefined
        ? NONE
        : [invalid(path.replace(/template$/, 'selector'), inGoOrder(selector), unreadable)];
    if (selector && isEmptySelector(held(selector))) return NONE;
    const own = held(held(value)['metadata'])['labels'] as Record<string, string> | undefined;
    return selectorMatcher(selector)(own)
      ? NONE
      : [invalid(`${path}.metadata.labels`, inGoOrder(own ?? null), '`selector` does not match template `labels`')];
  });

/** The same for the selector of a ReplicationController, which is labels alone. */
const templateOfMap = check((value, path, spec) => {
  const selector = held(spec['selector']);
  const own = held(held(value)['metadata'])['labels'];
  return Object.entries(selector).every(([key, it]) => held(own)[key] === it)
    ? NONE
    : [invalid(`${path}.metadata.labels`, inGoOrder(own ?? null), '`selector` does not match template `labels`')];
});

function onlyAlways(kind: string): Rule {
  return check((value, path) => {
    const spec = held(held(held(value)['template'])['spec']);
    const policy = spec['restartPolicy'];
    const errors: FieldError[] = [];
    if (policy && policy !== 'Always')
      errors.push(notSupported(`${path}.template.spec.restartPolicy`, policy, ['Always']));
    if (spec['activeDeadlineSeconds'] !== undefined && spec['activeDeadlineSeconds'] !== null)
      errors.push(
        forbidden(`${path}.template.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`),
      );
    return errors;
  });
}

/** A type of strategy that is not one of these is refused with the whole strategy as Go prints it: `of` are its fields of rolling updates. */
const strategy = (types: readonly string[], of: readonly string[], detail?: string): Rule =>
  check((value, path) => {
    const { type, rollingUpdate } = held(value);
    if (!type || types.includes(text(type))) return NONE;
    const go = (field: string): string => field[0]!.toUpperCase() + field.slice(1);
    const printed = {
      Type: type,
      RollingUpdate: said(rollingUpdate)
        ? Object.fromEntries(of.map((it) => [go(it), held(rollingUpdate)[it] ?? null]))
        : null,
    };
    return [detail ? invalid(path, printed, detail) : notSupported(path, printed, types)];
  });
const SURGE = ['maxUnavailable', 'maxSurge'];

const KEPT = ['Retain', 'Delete'];
const retention: Rule = check((value, path) =>
  !value || KEPT.includes(text(value)) ? NONE : [notSupported(path, value, KEPT)],
);

const isNothing = (value: unknown): boolean => value === 0 || value === '0%';

export const WORKLOADS: { readonly [type: string]: Constraints } = {
  'apps.v1.DeploymentSpec': {
    replicas: [atLeast(0)],
    ...selecting('deployment'),
    strategy: [strategy(['Recreate', 'RollingUpdate'], SURGE)],
    template: [templateSelected('invalid label selector')],
    '': [templateMounted, onlyAlways('ReplicaSet')],
    minReadySeconds: [atLeast(0)],
    revisionHistoryLimit: [atLeast(0)],
    progressDeadlineSeconds: [
      atLeast(0),
      check((value, path, beside) =>
        typeof value === 'number' && value <= Number(beside['minReadySeconds'] ?? 0)
          ? [invalid(path, value, 'must be greater than minReadySeconds')]
          : NONE,
      ),
    ],
  },
  'apps.v1.RollingUpdateDeployment': {
    maxUnavailable: [counts],
    maxSurge: [counts],
    '': [
      check((value, path) => {
        const { maxUnavailable, maxSurge } = held(value);
        const errors: FieldError[] = [];
        if (isNothing(maxUnavailable) && isNothing(maxSurge))
          errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
        if (typeof maxUnavailable === 'string' && /^\d+%$/.test(maxUnavailable) && parseInt(maxUnavailable) > 100)
          errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%'));
        return errors;
      }),
    ],
  },
  'apps.v1.DeploymentStrategy': {
    rollingUpdate: [where('type', ['Recreate'], never("may not be specified when strategy `type` is 'Recreate'"))],
  },
  'core.v1.ReplicationControllerSpec': {
    minReadySeconds: [atLeast(0)],
    selector: [check((value, path) => (Object.keys(held(value)).length === 0 ? [required(path)] : NONE))],
    replicas: [atLeast(0)],
    template: [must(), templateOfMap],
    '': [templateMounted, onlyAlways('ReplicationController')],
  },
  'apps.v1.ReplicaSetSpec': {
    replicas: [atLeast(0)],
    minReadySeconds: [atLeast(0)],
    // Upstream's slip.
    ...selecting('deployment'),
    template: [templateSelected('invalid label selector')],
    '': [templateMounted, onlyAlways('ReplicaSet')],
  },
  'apps.v1.StatefulSetSpec': {
    podManagementPolicy: [
      check((value, path) =>
        value !== undefined && value !== '' && value !== 'OrderedReady' && value !== 'Parallel'
          ? [invalid(path, value, "must be 'OrderedReady' or 'Parallel'")]
          : NONE,
      ),
    ],
    replicas: [atLeast(0)],
    minReadySeconds: [atLeast(0)],
    revisionHistoryLimit: [atLeast(0)],
    ...selecting('statefulset'),
    serviceName: [named('dns1123Label')],
    updateStrategy: [
      strategy(['RollingUpdate', 'OnDelete'], ['partition', 'maxUnavailable'], "must be 'RollingUpdate' or 'OnDelete'"),
    ],
    persistentVolumeClaimRetentionPolicy: [fields({ whenDeleted: [retention], whenScaled: [retention] })],
    template: [templateSelected('')],
    '': [
      templateMounted,
      onlyAlways('StatefulSet'),
      // Upstream looks at the template's labels once more.
      check((value, path) => {
        const errors: FieldError[] = [];
        addLabelErrors(
          held(held(held(held(value)['template'])['metadata'])['labels']),
          `${path}.template.labels`,
          errors,
        );
        return errors;
      }),
    ],
  },
  'apps.v1.RollingUpdateStatefulSetStrategy': { partition: [atLeast(0)] },
  'apps.v1.StatefulSetOrdinals': { start: [atLeast(0)] },
  'apps.v1.DaemonSetSpec': {
    ...selecting('daemonset'),
    updateStrategy: [strategy(['RollingUpdate', 'OnDelete'], SURGE)],
    template: [templateSelected(undefined)],
    '': [templateMounted, onlyAlways('DaemonSet')],
    minReadySeconds: [atLeast(0)],
    revisionHistoryLimit: [atLeast(0)],
  },
  'apps.v1.RollingUpdateDaemonSet': {
    maxUnavailable: [countsWhole],
    maxSurge: [countsWhole],
    '': [
      check((value, path) => {
        const { maxUnavailable = 1, maxSurge = 0 } = held(value);
        const [fewer, more] = [parseInt(String(maxUnavailable), 10) || 0, parseInt(String(maxSurge), 10) || 0];
        if (fewer > 0 && more > 0)
          return [invalid(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero')];
        return fewer === 0 && more === 0
          ? [required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')]
          : NONE;
      }),
    ],
  },
};
