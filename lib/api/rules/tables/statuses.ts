// What may be written into the statuses of kinds, counts first: none is below nothing, and none of the parts is more than
// the whole. Follows the Validate*StatusUpdate functions of kubernetes/pkg/apis/*/validation.

import { duplicate, forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../../field-errors.ts';
import { ipErrors, parseIp } from '../../ip.ts';
import { dns1123Subdomain, qualifiedName } from '../../labels.ts';
import type { GroupResource, JsonObject } from '../../object.ts';
import { parseQuantity } from '../../quantity.ts';
import { held, items, list, said, text, wrong } from '../words.ts';
import { amountErrors, quotaName } from './amounts.ts';
import { claimErrors } from './claim-status.ts';
import { conditionErrors } from './conditions.ts';

/** A status, as it would become, with the object it is of, and as it was. */
export type Look = (status: JsonObject, object: JsonObject, old: JsonObject) => FieldError[];

/** What is asked of one kind's status. */
export interface StatusRules {
  /** When the metadata is looked at once more. */
  readonly metadata?: 'first' | 'last';
  readonly counts?: readonly string[];
  /** Counts that are parts of another one: with what the message calls that. */
  readonly parts?: readonly (readonly [part: string, whole: string, called: string])[];
  /** A count that only grows. */
  readonly grows?: string;
  readonly look?: Look;
}

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Errors of all that is said in counts. */
export function countErrors(rules: StatusRules, status: JsonObject, old: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  for (const name of rules.counts ?? [])
    if (number(status[name]) < 0)
      errors.push(invalid(`status.${name}`, status[name], 'must be greater than or equal to 0'));
  for (const [part, whole, called] of rules.parts ?? [])
    if (number(status[part]) > number(status[whole]))
      errors.push(invalid(`status.${part}`, number(status[part]), `cannot be greater than ${called}`));
  const { grows } = rules;
  if (grows && said(old[grows]) && number(old[grows]) > (said(status[grows]) ? number(status[grows]) : -1))
    errors.push(invalid(`status.${grows}`, number(status[grows]), 'cannot be decremented'));
  return errors;
}

const bytes = (value: string): number => new TextEncoder().encode(value).length;

/** Conditions of which only the type counts. */
const typedConditions: Look = (status) => {
  const seen = new Set<string>();
  return list(status['conditions']).flatMap((condition, i) => {
    const path = `status.conditions[${i}].type`;
    const type = text(condition['type']);
    const errors = seen.has(type) ? [duplicate(path, type)] : [];
    seen.add(type);
    return type === '' ? [...errors, required(path)] : errors;
  });
};

/** A name and no address, an address that reads as one. Addresses that were there already are let stand. */
function placeErrors(
  place: JsonObject,
  path: string,
  known: ReadonlySet<unknown>,
  between: FieldError[],
): FieldError[] {
  const [ip, hostname] = [text(place['ip']), text(place['hostname'])];
  const errors = ip && !known.has(ip) ? ipErrors(`${path}.ip`, ip) : [];
  errors.push(...between);
  if (!hostname) return errors;
  errors.push(...wrong(`${path}.hostname`, hostname, dns1123Subdomain(hostname)));
  if (parseIp(hostname)) errors.push(invalid(`${path}.hostname`, hostname, 'must be a DNS name, not an IP address'));
  return errors;
}

const placesOf = (status: unknown): readonly JsonObject[] => list(held(held(status)['loadBalancer'])['ingress']);
const knownIn = (old: JsonObject): ReadonlySet<unknown> => new Set(placesOf(old).map((it) => it['ip']));
const PLACES = 'status.loadBalancer.ingress';

function modeErrors(place: JsonObject, path: string): FieldError[] {
  const mode = place['ipMode'];
  const hasIp = text(place['ip']) !== '';
  if (!said(mode)) return hasIp ? [required(`${path}.ipMode`, 'must be specified when `ip` is set')] : [];
  if (!hasIp) return [forbidden(`${path}.ipMode`, 'may not be specified when `ip` is not set')];
  return mode === 'VIP' || mode === 'Proxy' ? [] : [notSupported(`${path}.ipMode`, mode, ['Proxy', 'VIP'])];
}

const serviceStatus: Look = (status, object, old) => {
  const places = placesOf(status);
  if (held(object['spec'])['type'] !== 'LoadBalancer')
    return places.length ? [forbidden(PLACES, "may only be used when `spec.type` is 'LoadBalancer'")] : [];
  const known = knownIn(old);
  return places.flatMap((it, i) => placeErrors(it, `${PLACES}[${i}]`, known, modeErrors(it, `${PLACES}[${i}]`)));
};

const ingressStatus: Look = (status, _, old) => {
  const known = knownIn(old);
  return placesOf(status).flatMap((it, i) => placeErrors(it, `${PLACES}[${i}]`, known, []));
};

const namespaceStatus: Look = (status, object) => {
  const ends = said(held(object['metadata'])['deletionTimestamp']);
  const due = ends ? 'Terminating' : 'Active';
  const phase = text(status['phase']);
  if (phase === due) return [];
  return [
    invalid('status.Phase', phase, `may only be '${due}' if \`deletionTimestamp\` is ${ends ? 'not empty' : 'empty'}`),
  ];
};

const quotaStatus: Look = (status) =>
  ['hard', 'used'].flatMap((map) =>
    Object.entries(held(status[map])).flatMap(([name, amount]) => {
      const path = `status.${map}[${name}]`;
      return [...quotaName(name, path), ...amountErrors(name, amount, path)];
    }),
  );

const RESIZE_STATES = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
];

function claimKeyErrors(name: string, path: string): FieldError[] {
  const errors = wrong(path, name, qualifiedName(name));
  if (errors.length || name === 'storage') return errors;
  return name.includes('/') && !name.includes('kubernetes.io/') ? [] : [notSupported(path, name, ['storage'])];
}

/** Whole amounts are counted here, not parts of them. */
function belowNothing(amount: unknown, path: string): FieldError[] {
  const nano = parseQuantity(amount as string)?.nano ?? 0n;
  const whole = nano / 1_000_000_000n;
  return whole < 0n ? [invalid(path, Number(whole), 'must be a valid resource quantity')] : [];
}

const claimStatus: Look = (status, object) => {
  const errors: FieldError[] = [];
  if (!items(held(object['spec'])['accessModes']).length) errors.push(required('Spec.accessModes'));
  for (const [name, amount] of Object.entries(held(status['capacity'])))
    errors.push(...belowNothing(amount, `status.capacity[${name}]`));
  for (const [name, state] of Object.entries(held(status['allocatedResourceStatuses']))) {
    const path = 'status.allocatedResourceStatuses';
    errors.push(...claimKeyErrors(name, path));
    // That the name is shown is upstream's.
    if (!RESIZE_STATES.includes(text(state))) errors.push(notSupported(path, name, RESIZE_STATES));
  }
  for (const [name, amount] of Object.entries(held(status['allocatedResources']))) {
    const named = claimKeyErrors(name, 'status.allocatedResources');
    const path = `status.allocatedResources[${name}]`;
    const low = named.length ? named : belowNothing(amount, path);
    errors.push(...(low.length ? low : amountErrors('storage', amount, path)));
  }
  return errors;
};

const FEATURE = /^([A-Z][A-Za-z0-9]*)(\/[A-Za-z0-9]+)*$/;
const FEATURE_TEXT =
  "must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes";

function featureErrors(features: readonly unknown[]): FieldError[] {
  return features.flatMap((it, i) => {
    const feature = text(it);
    const next = features[i + 1];
    const [path, nextPath] = [`status.declaredFeatures[${i}]`, `status.declaredFeatures[${i + 1}]`];
    const problem =
      bytes(feature) > 253 ? 'must be no more than 253 characters' : FEATURE.test(feature) ? '' : FEATURE_TEXT;
    const errors = problem
      ? [invalid(path, feature, `invalid feature name ${JSON.stringify(feature)}: ${problem}`)]
      : [];
    if (next === feature) errors.push(duplicate(nextPath, next));
    else if (next !== undefined && feature > text(next))
      errors.push(invalid(nextPath, next, 'list must be sorted alphabetically'));
    return errors;
  });
}

/** What is wrong with the status of a node. */
export const nodeStatus = (status: JsonObject): FieldError[] => {
  const errors = ['capacity', 'allocatable'].flatMap((map) =>
    Object.entries(held(status[map])).flatMap(([name, amount]) => amountErrors(name, amount, `status.${map}.${name}`)),
  );
  errors.push(...featureErrors(items(status['declaredFeatures'])));
  const seen = new Set<string>();
  list(status['addresses']).forEach((it, i) => {
    const address = { Type: text(it['type']), Address: text(it['address']) };
    const key = JSON.stringify(address);
    if (seen.has(key)) errors.push(duplicate(`status.addresses[${i}]`, address));
    seen.add(key);
  });
  return errors;
};

const serviceOfApi: Look = (status) =>
  list(status['conditions']).flatMap((it, i) => {
    const value = text(it['status']);
    const known = ['True', 'False', 'Unknown'];
    return known.includes(value) ? [] : [notSupported(`status.conditions[${i}].status`, value, known)];
  });

const policyStatus: Look = (status) => {
  const path = 'status.typeChecking.expressionWarnings';
  return [
    ...list(held(status['typeChecking'])['expressionWarnings']).flatMap((it, i) => [
      ...(text(it['warning']) === '' ? [required(`${path}[${i}].warning`)] : []),
      ...(text(it['fieldRef']).trim() === '' ? [required(`${path}[${i}].fieldRef`)] : []),
    ]),
    ...conditionErrors(status['conditions'], 'status.conditions'),
  ];
};

const MAX_METADATA = 256 * 1024;

const attachmentStatus: Look = (status) => {
  const pairs = Object.entries(held(status['attachmentMetadata']));
  const size = pairs.reduce((sum, [key, value]) => sum + bytes(key) + bytes(text(value)), 0);
  const errors = size > MAX_METADATA ? [tooLong('status.attachmentMetadata', MAX_METADATA)] : [];
  for (const name of ['attachError', 'detachError']) {
    const { message, errorCode } = held(status[name]);
    // The bound that is told is upstream's.
    if (bytes(text(message)) > 1024) errors.push(tooLong(`status.${name}.message`, MAX_METADATA));
    if (number(errorCode) < 0)
      errors.push(invalid(`status.${name}.errorCode`, errorCode, 'must be between 0 and 2147483647, inclusive'));
  }
  return errors;
};

const of = (whole: string, called: string, ...parts: string[]): [string, string, string][] =>
  parts.map((part) => [part, whole, called]);

const REPLICAS: StatusRules = {
  metadata: 'first',
  counts: [
    'replicas',
    'fullyLabeledReplicas',
    'readyReplicas',
    'availableReplicas',
    'observedGeneration',
    'terminatingReplicas',
  ],
  parts: [
    ...of('replicas', 'status.replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'),
    ...of('readyReplicas', 'readyReplicas', 'availableReplicas'),
  ],
};

/** The rules of statuses. Of kinds that are not here, nothing is asked. */
export const STATUS_RULES: { readonly [resource: GroupResource]: StatusRules } = {
  'deployments.apps': {
    metadata: 'first',
    counts: [
      'observedGeneration',
      'replicas',
      'updatedReplicas',
      'readyReplicas',
      'availableReplicas',
      'unavailableReplicas',
      'terminatingReplicas',
      'collisionCount',
    ],
    parts: [
      ...of('replicas', 'status.replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas'),
      ...of('readyReplicas', 'readyReplicas', 'availableReplicas'),
    ],
    grows: 'collisionCount',
  },
  'replicasets.apps': REPLICAS,
  replicationcontrollers: REPLICAS,
  'statefulsets.apps': {
    metadata: 'last',
    counts: [
      'replicas',
      'readyReplicas',
      'currentReplicas',
      'updatedReplicas',
      'availableReplicas',
      'observedGeneration',
      'collisionCount',
    ],
    parts: [
      ...of('replicas', 'status.replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'),
      ...of('readyReplicas', 'status.readyReplicas', 'availableReplicas'),
    ],
    grows: 'collisionCount',
  },
  'daemonsets.apps': {
    metadata: 'first',
    counts: [
      'currentNumberScheduled',
      'numberMisscheduled',
      'desiredNumberScheduled',
      'numberReady',
      'observedGeneration',
      'updatedNumberScheduled',
      'numberAvailable',
      'numberUnavailable',
      'collisionCount',
    ],
    grows: 'collisionCount',
  },
  'jobs.batch': { metadata: 'first' },
  'horizontalpodautoscalers.autoscaling': { metadata: 'first', counts: ['currentReplicas', 'desiredReplicas'] },
  'poddisruptionbudgets.policy': {
    look: (status) => [
      ...conditionErrors(status['conditions'], 'status.conditions'),
      ...countErrors(
        { counts: ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] },
        status,
        {},
      ),
    ],
  },
  services: { metadata: 'first', look: serviceStatus },
  'ingresses.networking.k8s.io': { metadata: 'first', look: ingressStatus },
  namespaces: { metadata: 'first', look: namespaceStatus },
  nodes: { metadata: 'first', look: nodeStatus },
  persistentvolumes: { metadata: 'first' },
  persistentvolumeclaims: { metadata: 'first', look: claimStatus },
  resourcequotas: { metadata: 'first', look: quotaStatus },
  'flowschemas.flowcontrol.apiserver.k8s.io': { look: typedConditions },
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': { look: typedConditions },
  'apiservices.apiregistration.k8s.io': { metadata: 'first', look: serviceOfApi },
  'validatingadmissionpolicies.admissionregistration.k8s.io': { look: policyStatus },
  'servicecidrs.networking.k8s.io': { metadata: 'first' },
  'resourceclaims.resource.k8s.io': { look: claimErrors },
  'volumeattachments.storage.k8s.io': { look: attachmentStatus },
};
