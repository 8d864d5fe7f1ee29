// Where the official API reference tells of a type: https://kubernetes.io/docs/reference/kubernetes-api/.

import { packageOf, types, type TypeSource } from './source.ts';

const ROOT = 'https://kubernetes.io/docs/reference/kubernetes-api/';

/** Kinds that have a page of their own, by folder. */
const PAGES: Record<string, string> = {
  admissionregistration:
    'mutating-admission-policy-binding-v1 mutating-admission-policy-v1 mutating-webhook-configuration-v1 validating-admission-policy-binding-v1 validating-admission-policy-v1 validating-webhook-configuration-v1',
  apiextensions: 'custom-resource-definition-v1',
  apiregistration: 'api-service-v1',
  apiserverinternal: 'storage-version-v1alpha1',
  apps: 'controller-revision-v1 daemon-set-v1 deployment-v1 replica-set-v1 stateful-set-v1',
  autoscaling: 'horizontal-pod-autoscaler-v2',
  batch: 'cron-job-v1 job-v1',
  certificates: 'certificate-signing-request-v1 cluster-trust-bundle-v1beta1 pod-certificate-request-v1beta1',
  coordination: 'lease-candidate-v1beta1 lease-v1',
  core: 'component-status-v1 config-map-v1 endpoints-v1 event-v1 limit-range-v1 namespace-v1 node-v1 persistent-volume-claim-v1 persistent-volume-v1 pod-template-v1 pod-v1 replication-controller-v1 resource-quota-v1 secret-v1 service-account-v1 service-v1',
  discovery: 'endpoint-slice-v1',
  events: 'event-v1',
  flowcontrol: 'flow-schema-v1 priority-level-configuration-v1',
  networking: 'ingress-class-v1 ingress-v1 ip-address-v1 network-policy-v1 service-cidr-v1',
  node: 'runtime-class-v1',
  policy: 'pod-disruption-budget-v1',
  rbac: 'cluster-role-binding-v1 cluster-role-v1 role-binding-v1 role-v1',
  resource:
    'device-class-v1 device-taint-rule-v1beta2 resource-claim-template-v1 resource-claim-v1 resource-pool-status-request-v1alpha3 resource-slice-v1',
  scheduling: 'pod-group-v1alpha2 priority-class-v1 workload-v1alpha2',
  storage:
    'csi-driver-v1 csi-node-v1 csi-storage-capacity-v1 storage-class-v1 volume-attachment-v1 volume-attributes-class-v1',
  storagemigration: 'storage-version-migration-v1beta1',
};

/** Types that several kinds share, and kinds without a page of their own. */
const DEFINITIONS = new Set(
  (
    'api-group-v1-meta api-resource-v1-meta api-versions-v1-meta basic-device-v1beta1-resource binding-v1 condition-v1-meta ' +
    'delete-options-v1-meta event-source-v1 eviction-v1-policy field-selector-attributes-v1-authorization field-selector-requirement-v1-meta ' +
    'group-version-for-discovery-v1-meta label-selector-attributes-v1-authorization label-selector-requirement-v1-meta label-selector-v1-meta ' +
    'list-meta-v1-meta local-object-reference-v1 local-subject-access-review-v1-authorization managed-fields-entry-v1-meta ' +
    'match-condition-v1-admissionregistration match-resources-v1-admissionregistration named-rule-with-operations-v1-admissionregistration ' +
    'node-selector-term-v1 node-selector-v1 non-resource-attributes-v1-authorization non-resource-rule-v1-authorization object-meta-v1-meta ' +
    'object-reference-v1 owner-reference-v1-meta param-kind-v1-admissionregistration param-ref-v1-admissionregistration patch-v1-meta ' +
    'policy-rule-v1-rbac preconditions-v1-meta resource-attributes-v1-authorization resource-rule-v1-authorization role-ref-v1-rbac ' +
    'rule-with-operations-v1-admissionregistration scale-v1-autoscaling self-subject-access-review-v1-authorization ' +
    'self-subject-review-v1-authentication self-subject-rules-review-v1-authorization server-address-by-client-cidr-v1-meta ' +
    'service-reference-v1-admissionregistration shard-info-v1-meta status-cause-v1-meta status-details-v1-meta status-v1-meta ' +
    'subject-access-review-v1-authorization subject-rules-review-status-v1-authorization subject-v1-rbac token-review-v1-authentication ' +
    'toleration-v1 typed-local-object-reference-v1 typed-local-object-reference-v1alpha2-scheduling user-info-v1-authentication ' +
    'variable-v1-admissionregistration watch-event-v1-meta webhook-client-config-v1-admissionregistration'
  ).split(' '),
);

/** `CSIDriver` → `csi-driver`. */
function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

interface Home {
  readonly url: string;
  readonly kind: string;
  readonly depth: number;
}

let homes: Map<string, Home> | undefined;

/** The page of each type that a kind with a page reaches: of several, the kind whose name the type's begins with, then the nearest. */
function reached(): Map<string, Home> {
  if (homes) return homes;
  homes = new Map();
  for (const type of types().values()) {
    const url = ownPage(type.name);
    if (url === undefined) continue;
    const kind = shortOf(type.name);
    const seen = new Set<string>([type.name]);
    let level = [type.name];
    for (let depth = 0; level.length; depth++) {
      const next: string[] = [];
      for (const name of level) {
        const home = homes.get(name);
        const candidate = { url, kind, depth };
        if (packageOf(name) === packageOf(type.name) && (!home || better(candidate, home, shortOf(name))))
          homes.set(name, candidate);
        for (const field of types().get(name)?.fields ?? []) {
          const inner = field.type.replace(/^(\[\]|\{\})+/, '');
          if (types().has(inner) && !seen.has(inner)) {
            seen.add(inner);
            next.push(inner);
          }
        }
      }
      level = next;
    }
  }
  return homes;
}

const shortOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

function better(a: Home, b: Home, name: string): boolean {
  const fit = (home: Home): number => (name.startsWith(home.kind) ? home.kind.length : 0);
  if (fit(a) !== fit(b)) return fit(a) > fit(b);
  if (a.depth !== b.depth) return a.depth < b.depth;
  return a.kind < b.kind;
}

function ownPage(name: string): string | undefined {
  const [folder, version] = packageOf(name).split('.') as [string, string];
  const page = `${kebab(shortOf(name))}-${version}`;
  return PAGES[folder]?.split(' ').includes(page) ? `${ROOT}${folder}/${page}/` : undefined;
}

/** The page that tells of a type, as near to it as the reference has one. */
export function referencePage(type: TypeSource): string {
  const name = shortOf(type.name);
  const [folder, version] = packageOf(type.name).split('.') as [string, string];
  const definition = `${kebab(name)}-${version}${folder === 'core' ? '' : `-${folder}`}`;
  if (DEFINITIONS.has(definition)) return `${ROOT}definitions/${definition}/#${name}`;
  const owner = name.endsWith('List') ? `${packageOf(type.name)}.${name.slice(0, -4)}` : type.name;
  const url = ownPage(type.name) ?? ownPage(owner) ?? reached().get(type.name)?.url;
  if (url) return `${url}#${name}`;
  return `${ROOT}${folder in PAGES ? `${folder}/` : ''}`;
}
