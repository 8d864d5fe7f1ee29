// What an update may not change, where more than a single field stands still. Follows the ValidateUpdate functions of
// kubernetes/pkg/apis/*/validation; single fields are told in api/rules.

import { forbidden, invalid, type FieldError } from '../../api/field-errors.ts';
import type { GroupResource, KubeObject } from '../../api/object.ts';
import { compareQuantities } from '../../api/quantity.ts';
import { equal } from '../apiserver/equality.ts';
import type { Draft } from './interface.ts';

type Rule = (object: Draft, old: KubeObject) => FieldError[];
type Fields = { readonly [field: string]: unknown };

const IMMUTABLE = 'field is immutable';

/** The value at a dotted path. */
function at(object: object, path: string): unknown {
  let value: unknown = object;
  for (const name of path.split('.')) value = (value as Fields | null | undefined)?.[name];
  return value;
}

/** Fields that stand still. */
function still(...paths: string[]): Rule {
  return (object, old) =>
    paths.flatMap((path) =>
      equal(at(object, path), at(old, path)) ? [] : [invalid(path, at(object, path) ?? null, IMMUTABLE)],
    );
}

/** A part that stands still but for some of its fields. */
function without(value: unknown, fields: readonly string[]): Fields {
  return Object.fromEntries(Object.entries((value ?? {}) as Fields).filter(([name]) => !fields.includes(name)));
}

interface Container {
  readonly name: string;
  readonly image?: string;
}

const pods: Rule = (object, old) => {
  const now = object.spec as Fields;
  const before = old['spec'] as Fields;
  if (now === before) return [];
  const errors: FieldError[] = [];
  const deadline = now.activeDeadlineSeconds as number | undefined;
  const oldDeadline = before.activeDeadlineSeconds as number | undefined;
  if (oldDeadline !== undefined && deadline === undefined)
    errors.push(invalid('spec.activeDeadlineSeconds', null, 'must not update from a positive integer to nil value'));
  else if (oldDeadline !== undefined && deadline! > oldDeadline)
    errors.push(invalid('spec.activeDeadlineSeconds', deadline, `must be less than or equal to previous value`));
  const tolerations = (now.tolerations ?? []) as readonly object[];
  for (const toleration of (before.tolerations ?? []) as readonly object[])
    if (
      !tolerations.some((it) => equal(without(it, ['tolerationSeconds']), without(toleration, ['tolerationSeconds'])))
    )
      return [
        ...errors,
        forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'),
      ];
  const gated = ((before.schedulingGates ?? []) as unknown[]).length > 0;
  const names = (list: unknown): string[] => ((list ?? []) as { name: string }[]).map((it) => it.name);
  for (const gate of names(now.schedulingGates))
    if (!names(before.schedulingGates).includes(gate))
      errors.push(
        forbidden(
          `spec.schedulingGates[${names(now.schedulingGates).indexOf(gate)}]`,
          "only deletion is allowed, but found new scheduling gate '" + gate + "'",
        ),
      );
  const changeable = ['activeDeadlineSeconds', 'tolerations', 'schedulingGates', 'terminationGracePeriodSeconds'];
  if (gated) {
    const selector = (now.nodeSelector ?? {}) as Fields;
    if (Object.entries((before.nodeSelector ?? {}) as Fields).some(([key, value]) => selector[key] !== value))
      errors.push(
        invalid(
          'spec.nodeSelector',
          selector,
          'only additions to spec.nodeSelector are allowed (no mutations or deletions)',
        ),
      );
    changeable.push('nodeSelector', 'affinity');
  }
  // Grace may be set to 1 where it was below nothing.
  const grace = now.terminationGracePeriodSeconds as number | undefined;
  const oldGrace = before.terminationGracePeriodSeconds as number | undefined;
  const graceFixed = grace !== oldGrace && !((oldGrace ?? 0) < 0 && grace === 1);
  const unimaged = (list: unknown): unknown =>
    ((list ?? []) as readonly Container[]).map((it) => without(it, ['image']));
  const rest = (spec: Fields): unknown => ({
    ...without(spec, [...changeable, 'containers', 'initContainers', 'ephemeralContainers']),
    containers: unimaged(spec.containers),
    initContainers: unimaged(spec.initContainers),
  });
  if (
    !names(now.containers).every((name, i) => names(before.containers)[i] === name) ||
    ((now.containers ?? []) as unknown[]).length !== ((before.containers ?? []) as unknown[]).length
  )
    return [...errors, forbidden('spec.containers', 'pod updates may not add or remove containers')];
  if (graceFixed || !equal(rest(now), rest(before)))
    errors.push(
      forbidden(
        'spec',
        'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
      ),
    );
  return errors;
};

const STATEFUL_SET_FREE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

const statefulSets: Rule = (object, old) =>
  equal(without(object.spec, STATEFUL_SET_FREE), without(old['spec'], STATEFUL_SET_FREE))
    ? []
    : [
        forbidden(
          'spec',
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
        ),
      ];

// A suspended job that has not started may still be told where to run and how much to take.
const jobs: Rule = (object, old) => {
  const errors = still('spec.selector', 'spec.podFailurePolicy', 'spec.managedBy', 'spec.successPolicy')(object, old);
  const waiting = old['spec']?.suspend === true && !old['status']?.startTime;
  const free = ['nodeSelector', 'tolerations', 'affinity', 'schedulingGates'];
  const template = (value: unknown): unknown => {
    if (!waiting) return value;
    const { metadata: _, spec, ...more } = (value ?? {}) as { metadata?: unknown; spec?: Fields };
    const unsized = (list: unknown): unknown =>
      ((list ?? []) as readonly object[]).map((it) => without(it, ['resources']));
    return {
      ...more,
      spec: {
        ...without(spec, free),
        containers: unsized(spec?.containers),
        initContainers: unsized(spec?.initContainers),
      },
    };
  };
  if (!equal(template(object.spec?.template), template(old['spec']?.template)))
    errors.push(invalid('spec.template', object.spec?.template ?? null, IMMUTABLE));
  return errors;
};

const claims: Rule = (object, old) => {
  const errors: FieldError[] = [];
  const bound = old['status']?.phase === 'Bound';
  const free = bound ? ['resources', 'volumeAttributesClassName'] : [];
  // The binder fills in the volume of a claim without one.
  if (!old['spec']?.volumeName) free.push('volumeName');
  if (old['spec']?.storageClassName === undefined) free.push('storageClassName');
  if (!equal(without(object.spec, free), without(old['spec'], free)))
    errors.push(
      forbidden(
        'spec',
        'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
      ),
    );
  const size = object.spec?.resources?.requests?.storage as string | undefined;
  const oldSize = old['spec']?.resources?.requests?.storage as string | undefined;
  if (bound && size && oldSize && compareQuantities(size, oldSize) < 0) {
    const capacity = old['status']?.capacity?.storage as string | undefined;
    if (!capacity || compareQuantities(size, capacity) <= 0)
      errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  }
  return errors;
};

const VOLUME_FREE = [
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
];

const volumes: Rule = (object, old) => {
  const errors: FieldError[] = [];
  if (!equal(without(object.spec, VOLUME_FREE), without(old['spec'], VOLUME_FREE)))
    errors.push(forbidden('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation'));
  if (!equal(object.spec?.volumeMode, old['spec']?.volumeMode))
    errors.push(invalid('volumeMode', object.spec?.volumeMode ?? null, IMMUTABLE));
  if (old['spec']?.nodeAffinity && !equal(object.spec?.nodeAffinity, old['spec']?.nodeAffinity))
    errors.push(invalid('nodeAffinity', object.spec?.nodeAffinity ?? null, IMMUTABLE));
  return errors;
};

const services: Rule = (object, old) => {
  const now = object.spec as Fields;
  const before = old['spec'] as Fields;
  const errors: FieldError[] = [];
  if (now.type === 'ExternalName' || before.type === 'ExternalName') return errors;
  const ips = (now.clusterIPs ?? []) as readonly string[];
  const oldIps = (before.clusterIPs ?? []) as readonly string[];
  if (oldIps[0] && ips[0] && ips[0] !== oldIps[0])
    errors.push(invalid('spec.clusterIPs[0]', ips, 'may not change once set'));
  if (
    now.type === 'LoadBalancer' &&
    before.type === 'LoadBalancer' &&
    !equal(now.loadBalancerClass, before.loadBalancerClass)
  )
    errors.push(invalid('spec.loadBalancerClass', now.loadBalancerClass ?? null, 'may not change once set'));
  return errors;
};

const CHANGES: { readonly [resource: GroupResource]: Rule } = {
  pods,
  services,
  'statefulsets.apps': statefulSets,
  'jobs.batch': jobs,
  persistentvolumeclaims: claims,
  persistentvolumes: volumes,
  resourcequotas: still('spec.scopes'),
  'resourceclaims.resource.k8s.io': still('spec'),
  'resourceclaimtemplates.resource.k8s.io': still('spec'),
  'csistoragecapacities.storage.k8s.io': still('nodeTopology', 'storageClassName'),
  'csidrivers.storage.k8s.io': still('spec.attachRequired', 'spec.volumeLifecycleModes'),
  'volumeattachments.storage.k8s.io': still('spec'),
  'volumeattributesclasses.storage.k8s.io': still('driverName', 'parameters'),
  'customresourcedefinitions.apiextensions.k8s.io': still(
    'spec.group',
    'spec.scope',
    'spec.names.plural',
    'spec.names.kind',
  ),
  'runtimeclasses.node.k8s.io': still('handler'),
  'controllerrevisions.apps': still('data'),
  'endpointslices.discovery.k8s.io': still('addressType'),
  'resourceslices.resource.k8s.io': still('spec.driver', 'spec.nodeName', 'spec.pool.name'),
  'servicecidrs.networking.k8s.io': still('spec.cidrs'),
  'ipaddresses.networking.k8s.io': still('spec.parentRef'),
};

/** What an update changes and may not. */
export function changeErrors(resource: GroupResource, object: Draft, old: KubeObject): FieldError[] {
  return CHANGES[resource]?.(object, old) ?? [];
}
