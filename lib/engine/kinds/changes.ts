// What an update may not change, where more than a single field stands still. Follows the ValidateUpdate functions of
// kubernetes/pkg/apis/*/validation; single fields are told in api/rules.

import { forbidden, inGoOrder, invalid, type FieldError } from '../../api/field-errors.ts';
import type { GroupResource, KubeObject } from '../../api/object.ts';
import { rangeErrors } from '../../api/rules/tables/nodes.ts';
import { equal } from '../apiserver/equality.ts';
import { goForm } from './go-form.ts';
import type { Draft } from './interface.ts';
import { jobChanges } from './job-changes.ts';
import { podChanges } from './pod-changes.ts';
import { claimChanges, volumeChanges } from './volume-changes.ts';

type Rule = (object: Draft, old: KubeObject) => FieldError[];
type Fields = { readonly [field: string]: unknown };

const IMMUTABLE = 'field is immutable';

/** The value at a dotted path. */
function at(object: object, path: string): unknown {
  let value: unknown = object;
  for (const name of path.split('.')) value = (value as Fields | null | undefined)?.[name];
  return value;
}

/** Fields that stand still; `types` are those whose values print by the names inside. */
function still(...paths: (string | readonly [path: string, type: string])[]): Rule {
  return (object, old) =>
    paths.flatMap((row) => {
      const [path, type] = typeof row === 'string' ? [row] : row;
      const value = at(object, path) ?? null;
      if (equal(value ?? undefined, at(old, path) ?? undefined)) return [];
      return [invalid(path, type ? goForm(value, type) : inGoOrder(value), IMMUTABLE)];
    });
}

/** A part that stands still but for some of its fields. */
function without(value: unknown, fields: readonly string[]): Fields {
  return Object.fromEntries(Object.entries((value ?? {}) as Fields).filter(([name]) => !fields.includes(name)));
}

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

/** A driver of a node stays as it is, but for how many volumes it takes. */
const nodeDrivers: Rule = (object, old) => {
  const drivers = (of: Fields | undefined): readonly Fields[] => (of?.['drivers'] ?? []) as readonly Fields[];
  return drivers(old['spec']).flatMap((before) =>
    drivers(object.spec)
      .filter(
        (it) => it['name'] === before['name'] && !equal(without(it, ['allocatable']), without(before, ['allocatable'])),
      )
      .map((it) => invalid('spec.drivers', goForm(without(it, ['allocatable']), 'storage.CSINodeDriver'), IMMUTABLE)),
  );
};

const serviceCidrs: Rule = (object, old) => {
  const ranges = (of: Fields | undefined): readonly string[] =>
    ((of?.['cidrs'] ?? []) as readonly string[]).map((it) => it ?? '');
  const [now, before] = [ranges(object.spec), ranges(old['spec'])];
  const fixed = (i: number): FieldError[] =>
    now[i] === before[i] ? [] : [invalid(`spec.cidrs[${i}]`, now[i]!, IMMUTABLE)];
  if (now.length === before.length) return before.flatMap((_, i) => fixed(i));
  // A second range makes it one of both families.
  if (before.length === 1 && now.length === 2) return [...fixed(0), ...rangeErrors(now, 'spec.cidrs')];
  return [invalid('spec.cidrs', now, IMMUTABLE)];
};

const CHANGES: { readonly [resource: GroupResource]: Rule } = {
  pods: podChanges,
  services,
  'statefulsets.apps': statefulSets,
  'jobs.batch': jobChanges,
  persistentvolumeclaims: claimChanges,
  persistentvolumes: volumeChanges,
  resourcequotas: still('spec.scopes'),
  'resourceclaims.resource.k8s.io': still(['spec', 'resource.ResourceClaimSpec']),
  'resourceclaimtemplates.resource.k8s.io': still(['spec', 'resource.ResourceClaimTemplateSpec']),
  'csistoragecapacities.storage.k8s.io': still('nodeTopology', 'storageClassName'),
  'csinodes.storage.k8s.io': nodeDrivers,
  'csidrivers.storage.k8s.io': (object, old) => [
    // The path is upstream's slip.
    ...still('spec.attachRequired')(object, old).map((it) => ({ ...it, field: 'spec.attachedRequired' })),
    ...still('spec.volumeLifecycleModes')(object, old),
  ],
  'volumeattachments.storage.k8s.io': still(['spec', 'storage.VolumeAttachmentSpec']),
  'volumeattributesclasses.storage.k8s.io': (object, old) =>
    ['driverName', 'parameters'].flatMap((path) =>
      equal(at(object, path), at(old, path)) ? [] : [forbidden(path, `updates to ${path} are forbidden.`)],
    ),
  'runtimeclasses.node.k8s.io': still('handler'),
  'controllerrevisions.apps': still('data'),
  'endpointslices.discovery.k8s.io': still('addressType'),
  'servicecidrs.networking.k8s.io': serviceCidrs,
  'ipaddresses.networking.k8s.io': still(['spec.parentRef', 'networking.ParentReference']),
};

/** What an update changes and may not. */
export function changeErrors(resource: GroupResource, object: Draft, old: KubeObject): FieldError[] {
  return CHANGES[resource]?.(object, old) ?? [];
}
