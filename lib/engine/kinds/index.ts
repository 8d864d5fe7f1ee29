// All kinds: what every kind gets from the tables of defaults and constraints, and what a kind's own file adds.

import type { FieldError } from '../../api/field-errors.ts';
import type { GroupResource, KubeObject } from '../../api/object.ts';
import { checkBody, checkFixed } from '../../api/rules/constraints.ts';
import { apiVersionOf, findResource } from '../../api/schema/resources.ts';
import { kindSchema } from '../../api/schema/schema.ts';
import { equal } from '../apiserver/equality.ts';
import { apiService } from './api-service.ts';
import { changeErrors } from './changes.ts';
import { CELLS } from './cells.ts';
import { certificateSigningRequest } from './certificate-signing-request.ts';
import { cronJob } from './cron-job.ts';
import { customResourceDefinition } from './custom-resource-definition.ts';
import { applyDefaults } from './defaults.ts';
import { daemonSet } from './daemonset.ts';
import { event } from './event.ts';
import { dropGated, hasGated } from './gated.ts';
import { countErrors, STATUS_RULES } from '../../api/rules/tables/statuses.ts';
import { held } from '../../api/rules/words.ts';
import { metadataUpdateErrors } from '../apiserver/metadata.ts';
import { jobStatusErrors } from './job-status.ts';
import type { Draft, Kind } from './interface.ts';
import { job } from './job.ts';
import { limitRange } from './limit-range.ts';
import { namespace } from './namespace.ts';
import { node } from './node.ts';
import { pod } from './pod.ts';
import { priorityClass } from './priority-class.ts';
import { secret } from './secret.ts';
import { service } from './service.ts';
import { serviceAccount } from './service-account.ts';
import { claim, volume } from './storage.ts';
import { NAMES_OF } from './names.ts';
import { GENERIC_TRAITS } from './traits.ts';
import { WARNINGS } from './warnings.ts';
import { mutatingAdmissionPolicy, mutatingAdmissionPolicyBinding } from './mutating-admission-policy.ts';
import { validatingAdmissionPolicy, validatingAdmissionPolicyBinding } from './validating-admission-policy.ts';
import { mutatingWebhookConfiguration, validatingWebhookConfiguration } from './webhook-configuration.ts';

const FILES: readonly Kind[] = [
  apiService,
  daemonSet,
  node,
  pod,
  namespace,
  service,
  serviceAccount,
  job,
  cronJob,
  limitRange,
  priorityClass,
  claim,
  volume,
  secret,
  event,
  customResourceDefinition,
  certificateSigningRequest,
  validatingWebhookConfiguration,
  mutatingWebhookConfiguration,
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  mutatingAdmissionPolicy,
  mutatingAdmissionPolicyBinding,
];

/** Parts that older versions took as they are: as long as they stay so, nothing is said of them. */
const LET_STAND: { readonly [resource: GroupResource]: string } = {
  endpoints: 'subsets',
  'endpointslices.discovery.k8s.io': 'endpoints',
};

/** Parts that are checked when an object is made, and never again. */
const WHEN_MADE: { readonly [resource: GroupResource]: string } = {
  'statefulsets.apps': 'spec.volumeClaimTemplates[',
};

function changed(
  resource: GroupResource,
  errors: FieldError[],
  object: Draft,
  old: KubeObject | undefined,
): FieldError[] {
  const once = WHEN_MADE[resource];
  if (once && old) return errors.filter((it) => !it.field.startsWith(once));
  const part = LET_STAND[resource];
  if (!part || !old || !errors.length || !equal(object[part], old[part])) return errors;
  return errors.filter((it) => !it.field.startsWith(`${part}[`));
}

/** Of a kind without rules for it, what a status says is its controller's business. */
function statusErrors(resource: GroupResource, object: Draft, old: KubeObject): FieldError[] {
  const rules = STATUS_RULES[resource];
  if (!rules) return [];
  const again =
    rules.metadata && object.metadata !== old.metadata ? metadataUpdateErrors(object.metadata, old.metadata) : [];
  const [now, before] = [held(object['status']), held(old['status'])];
  const own = [
    ...countErrors(rules, now, before),
    ...(rules.look?.(now, object as never, before) ?? []),
    ...(resource === 'jobs.batch' ? jobStatusErrors(object, old) : []),
  ];
  return rules.metadata === 'last' ? [...own, ...again] : [...again, ...own];
}

/** What is behind a gate goes before anything else looks at it. */
function gated(resource: GroupResource, own: Kind): Pick<Kind, 'prepareForCreate' | 'prepareForUpdate'> {
  return {
    prepareForCreate(draft, context) {
      dropGated(resource, draft);
      own.prepareForCreate?.(draft, context);
    },
    prepareForUpdate(draft, old, context) {
      dropGated(resource, draft, old);
      own.prepareForUpdate?.(draft, old, context);
    },
  };
}

const byResource = new Map<GroupResource, Kind>();

function complete(resource: GroupResource): Kind {
  const own: Kind = {
    ...GENERIC_TRAITS[resource],
    ...(NAMES_OF[resource] ? { nameErrors: NAMES_OF[resource] } : {}),
    cells: CELLS[resource],
    ...(WARNINGS[resource] ? { warnings: WARNINGS[resource] } : {}),
    ...FILES.find((it) => it.resource === resource),
    resource,
  };
  const info = findResource(resource);
  const type = info && kindSchema(apiVersionOf(info), info.kind);
  if (!type) return own;
  return {
    ...own,
    ...(hasGated(resource) ? gated(resource, own) : {}),
    defaults(draft, context) {
      applyDefaults(draft, type, context);
      own.defaults?.(draft, context);
    },
    validate: (object, context, old) => {
      const errors = changed(resource, checkBody(object as never, type, old), object, old);
      if (own.validate) errors.push(...own.validate(object, context, old));
      return errors;
    },
    validateUpdate: (object, old, context) => [
      ...checkFixed(object as never, old),
      ...changeErrors(resource, object, old),
      ...(own.validateUpdate?.(object, old, context) ?? []),
    ],
    validateStatus: own.validateStatus ?? ((object, old) => statusErrors(resource, object, old)),
  };
}

/** The kind of a resource. */
export function kindOf(resource: GroupResource): Kind {
  let kind = byResource.get(resource);
  if (!kind) byResource.set(resource, (kind = complete(resource)));
  return kind;
}
