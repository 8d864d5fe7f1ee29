// Rules of names that are not a DNS subdomain's. Facts from the Validate…Name functions of kubernetes/pkg/apis/*/validation.

import { ipProblems } from '../../api/ip.ts';
import { dns1123Label, dns1123Subdomain } from '../../api/labels.ts';
import type { GroupResource } from '../../api/object.ts';
import { pathSegment, prefixed, type NameErrors } from '../apiserver/metadata.ts';

const label: NameErrors = prefixed(dns1123Label);
/** Of a prefix no more is asked than that it can stand in a path. */
const freePrefix: NameErrors = (name, prefix) => (prefix ? pathSegment(name, true) : dns1123Subdomain(name));

/** By resource. */
export const NAMES_OF: { readonly [resource: GroupResource]: NameErrors } = {
  namespaces: label,
  services: label,
  'statefulsets.apps': label,
  'roles.rbac.authorization.k8s.io': pathSegment,
  'rolebindings.rbac.authorization.k8s.io': pathSegment,
  'clusterroles.rbac.authorization.k8s.io': pathSegment,
  'clusterrolebindings.rbac.authorization.k8s.io': pathSegment,
  'poddisruptionbudgets.policy': pathSegment,
  'certificatesigningrequests.certificates.k8s.io': pathSegment,
  events: pathSegment,
  'ipaddresses.networking.k8s.io': ipProblems,
  replicationcontrollers: freePrefix,
  'deviceclasses.resource.k8s.io': freePrefix,
};
