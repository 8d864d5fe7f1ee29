// Says in a policy's status what its expressions say amiss about the kinds that it matches. Follows
// kubernetes/pkg/controller/validatingadmissionpolicystatus.

import { expressionWarnings } from '../admission/policy/type-checking.ts';
import { Registry } from '../apiserver/registry.ts';
import type { Actor } from '../interface.ts';
import { controllerUser } from './controller.ts';

const RESOURCE = 'validatingadmissionpolicies.admissionregistration.k8s.io';
const NAME = 'validatingadmissionpolicy-status';

export function validatingAdmissionPolicyStatusController(): Actor {
  return {
    name: `${NAME}-controller`,
    user: controllerUser(`${NAME}-controller`),
    watches: [RESOURCE],
    changed({ object }, context) {
      context.enqueue(object.metadata.name!);
    },
    sync(name, context) {
      const policy = context.read.get(RESOURCE, name);
      const generation = policy?.metadata.generation ?? 0;
      const observed = (policy?.['status']?.observedGeneration as number | undefined) ?? 0;
      if (!policy || generation <= observed) return;
      const warnings = expressionWarnings(policy['spec'] as object, new Registry(context.read));
      const body = {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name },
        status: {
          observedGeneration: generation,
          typeChecking: warnings.length ? { expressionWarnings: warnings.map((it) => ({ ...it })) } : {},
        },
      };
      context.api.patch(RESOURCE, '', name, 'apply', body, { subresource: 'status', fieldManager: NAME, force: true });
    },
  };
}
