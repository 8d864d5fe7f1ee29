// What came of it all: pure readings of a cluster, as data that can be compared and printed.

import { findResource } from '../api/schema/resources.ts';
import type { Chance, Reader } from '../engine/interface.ts';
import { chanceFrom } from '../engine/sim/chance.ts';
import { placement, type Placement } from './placement/placement.ts';
import { routing, type Routing } from './routing/routing.ts';
import { POLICY_RESOURCES } from '../engine/network/policy.ts';
import { exposures, policyOutcomes, unknownPeers, type Exposure, type PolicyOutcome } from './security/reach.ts';
import { securityLevels, type SecurityLevel } from './security/pod-security.ts';
import { rights, secretReaders, type Rights, type SecretReaders } from './security/rights.ts';
import { claims, type ClaimOutcome } from './storage.ts';

export type { Placement };

export interface Security {
  readonly exposures: readonly Exposure[];
  readonly rights: readonly Rights[];
  readonly secrets: readonly SecretReaders[];
  readonly levels: readonly SecurityLevel[];
  readonly policies: readonly PolicyOutcome[];
}

export interface Outcomes {
  readonly placement: Placement;
  readonly routing: Routing;
  readonly security: Security;
  readonly storage: readonly ClaimOutcome[];
  /** What is there but nothing here acts on: `Kind namespace/name: why`. */
  readonly notEvaluated: readonly string[];
}

/** Kinds that are kept, but that nothing in the embedded cluster acts on. */
const IDLE: readonly [string, string][] = [
  ['mutatingwebhookconfigurations.admissionregistration.k8s.io', 'webhooks are not called here'],
  ['validatingwebhookconfigurations.admissionregistration.k8s.io', 'webhooks are not called here'],
  ['validatingadmissionpolicies.admissionregistration.k8s.io', 'CEL policies are not evaluated here'],
  ['resourceclaims.resource.k8s.io', 'devices are not allocated here'],
];

export interface OutcomesOptions {
  /** The cluster's chance: among equal nodes it decides. */
  readonly chance?: Chance;
  /** Ask the scheduler about a placed pod of each workload, too. Costs what scheduling these pods costs. */
  readonly explain?: boolean;
}

export function outcomes(read: Reader, options: OutcomesOptions = {}): Outcomes {
  const notEvaluated: string[] = [];
  for (const resource of read.resources()) {
    if (POLICY_RESOURCES.includes(resource)) continue;
    const why =
      IDLE.find(([it]) => it === resource)?.[1] ?? (findResource(resource) ? undefined : 'no controller for it here');
    if (why === undefined) continue;
    for (const object of read.list(resource)) {
      const { namespace, name } = object.metadata;
      notEvaluated.push(`${object.kind} ${namespace ? `${namespace}/` : ''}${name}: ${why}`);
    }
  }
  return {
    placement: placement(read, { chance: options.chance ?? chanceFrom('slipway'), explain: options.explain ?? false }),
    routing: routing(read),
    security: {
      exposures: exposures(read),
      rights: rights(read),
      secrets: secretReaders(read),
      levels: securityLevels(read),
      policies: policyOutcomes(read),
    },
    storage: claims(read),
    notEvaluated: [...notEvaluated, ...unknownPeers(read)],
  };
}
