// ValidatingAdmissionPolicy: writes that a policy and one of its bindings are about must satisfy the policy's expressions.
// Follows apiserver/pkg/admission/plugin/policy/validating.

import type { KubeObject } from '../../../api/object.ts';
import { generic } from '../../../api/status-errors.ts';
import { BOOL, NULL, STRING } from '../../cel/types.ts';
import type { AdmissionPlugin } from '../interface.ts';
import { Evaluation, EvaluationFault, OutOfBudget, type Compiled, type NamedExpression } from './evaluation.ts';
import { attempt, Compiler, type Surroundings } from './expressions.ts';
import { matches, type MatchResources } from './matching.ts';
import { ConfigurationFault, paramEndpoint, paramsOf, type ParamKind, type ParamRef } from './params.ts';
import { EXEMPT } from './exempt.ts';
import { Request } from './request.ts';
import { StatusError } from '../../../api/status-errors.ts';

const POLICIES = 'validatingadmissionpolicies.admissionregistration.k8s.io';
const BINDINGS = 'validatingadmissionpolicybindings.admissionregistration.k8s.io';

interface Spec {
  readonly paramKind?: ParamKind;
  readonly matchConstraints?: MatchResources;
  readonly validations?: readonly {
    readonly expression: string;
    readonly message?: string;
    readonly messageExpression?: string;
    readonly reason?: string;
  }[];
  readonly failurePolicy?: string;
  readonly auditAnnotations?: readonly { readonly key: string; readonly valueExpression: string }[];
  readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
}

interface BindingSpec {
  readonly policyName: string;
  readonly paramRef?: ParamRef;
  readonly matchResources?: MatchResources;
  readonly validationActions?: readonly string[];
}

interface Policy {
  readonly spec: Spec;
  readonly variables: readonly NamedExpression[];
  readonly conditions: readonly NamedExpression[];
  readonly validations: readonly { readonly expression: Compiled; readonly message: Compiled | undefined }[];
  readonly annotations: readonly Compiled[];
}

const compiled = new WeakMap<object, Policy>();

function policyOf(policy: KubeObject): Policy {
  const spec = policy.spec as Spec;
  let found = compiled.get(spec);
  if (!found) {
    const params = spec.paramKind !== undefined;
    const all: Surroundings = { params, authorizer: true };
    const some: Surroundings = { params, authorizer: false };
    const plain = new Compiler();
    const compiler = new Compiler();
    compiler.composes = Boolean(spec.variables?.length);
    found = {
      spec,
      variables: (spec.variables ?? []).map(({ name, expression }) => ({
        name,
        program: attempt(() => compiler.variable(name, expression, all)),
      })),
      conditions: (spec.matchConditions ?? []).map(({ name, expression }) => ({
        name,
        program: attempt(() => plain.compile(expression, all, [BOOL])),
      })),
      validations: (spec.validations ?? []).map(({ expression, messageExpression }) => ({
        expression: attempt(() => compiler.compile(expression, all, [BOOL])),
        message: messageExpression ? attempt(() => compiler.compile(messageExpression, some, [STRING])) : undefined,
      })),
      annotations: (spec.auditAnnotations ?? []).map(({ valueExpression }) =>
        attempt(() => compiler.compile(valueExpression.trim(), some, [STRING, NULL])),
      ),
    };
    compiled.set(spec, found);
  }
  return found;
}

interface Denial {
  readonly binding: string | undefined;
  readonly message: string;
  readonly reason?: string;
}

export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  resources: ['*'],
  operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
  review(object, old, call) {
    // A scale is asked about as one.
    if (!call.read.count(BINDINGS) || EXEMPT.test(call.endpoint.id) || call.writesAs === 'scale') return;
    dispatch(new Request(call, old ? 'UPDATE' : 'CREATE', object, old));
  },
  reviewOther(operation, object, old, form, call) {
    if (call.read.count(BINDINGS)) dispatch(new Request(call, operation, object, old, form));
  },
  reviewDeletion(object, call) {
    if (!call.read.count(BINDINGS) || EXEMPT.test(call.endpoint.id)) return;
    dispatch(new Request(call, 'DELETE', undefined, object));
  },
};

function dispatch(request: Request): void {
  const { read } = request.call;
  const bindings = read.list(BINDINGS);
  const denials: [policy: string, denial: Denial][] = [];
  for (const policy of read.list(POLICIES)) {
    const name = policy.metadata.name!;
    const bound = bindings.filter((it) => (it.spec as BindingSpec).policyName === name);
    if (bound.length) denials.push(...decide(policy, bound, request).map((it): [string, Denial] => [name, it]));
  }
  const [first] = denials;
  if (first) refuse(request, ...first);
}

/** Why one policy refuses a write. */
function decide(policy: KubeObject, bindings: readonly KubeObject[], request: Request): Denial[] {
  const { spec } = policyOf(policy);
  const denials: Denial[] = [];
  const fault = (error: unknown, binding: string | undefined): void => {
    if (!(error instanceof ConfigurationFault) && !(error instanceof StatusError)) throw error;
    if (spec.failurePolicy === 'Ignore') return;
    denials.push({
      binding,
      message: `failed to configure ${binding === undefined ? 'policy' : 'binding'}: ${error.message}`,
    });
  };
  try {
    const endpoint = matches(spec.matchConstraints ?? {}, request);
    if (!endpoint) return [];
    const kind = paramEndpoint(spec.paramKind, request);
    for (const binding of bindings) {
      const about = binding.spec as BindingSpec;
      const name = binding.metadata.name!;
      try {
        if (about.matchResources && !matches(about.matchResources, request)) continue;
        for (const params of paramsOf(kind, about.paramRef, request)) {
          const evaluation = new Evaluation(request, endpoint, params, policyOf(policy).variables);
          for (const denial of validate(policyOf(policy), evaluation)) {
            if (denial.always || about.validationActions?.includes('Deny')) denials.push({ binding: name, ...denial });
            if (!denial.always && about.validationActions?.includes('Warn'))
              request.call.warn(
                `Validation failed for ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${name}': ${denial.message}`,
              );
          }
        }
      } catch (error) {
        fault(error, name);
      }
    }
  } catch (error) {
    fault(error, undefined);
  }
  return denials;
}

interface Failure {
  readonly message: string;
  readonly reason?: string;
  /** Whatever the binding does about failures. */
  readonly always?: boolean;
}

function validate(policy: Policy, evaluation: Evaluation): Failure[] {
  const { spec } = policy;
  const closed = spec.failurePolicy !== 'Ignore';
  const failures: Failure[] = [];
  try {
    const conditions = spec.matchConditions ?? [];
    if (
      !evaluation.conditionsHold(
        policy.conditions,
        conditions.map((it) => it.expression),
      )
    )
      return [];
    (spec.validations ?? []).forEach((validation, i) => {
      const { expression, message } = policy.validations[i]!;
      let value;
      try {
        value = evaluation.run(expression, validation.expression);
      } catch (error) {
        if (!(error instanceof EvaluationFault)) throw error;
        if (closed) failures.push({ message: error.message });
        return;
      }
      if (value === true) return;
      failures.push({
        message:
          said(message, validation.messageExpression, evaluation) ||
          validation.message?.trim() ||
          `failed expression: ${validation.expression.trim()}`,
        ...(validation.reason ? { reason: validation.reason } : {}),
      });
    });
  } catch (error) {
    if (!(error instanceof EvaluationFault) && !(error instanceof OutOfBudget)) throw error;
    // Out of budget, nothing that was found before counts.
    return closed ? [{ message: error.message }] : [];
  }
  failures.push(...annotate(policy, evaluation, closed));
  return failures;
}

/** What a message expression says; '' where it says nothing that can be shown. */
function said(message: Compiled | undefined, source: string | undefined, evaluation: Evaluation): string {
  if (!message) return '';
  try {
    const value = evaluation.run(message, source!);
    const text = typeof value === 'string' ? value.trim() : '';
    return text.includes('\n') || Buffer.byteLength(text) > 5 * 1024 ? '' : text;
  } catch (error) {
    if (error instanceof EvaluationFault) return '';
    throw error;
  }
}

/** Annotations go to an audit log, which nobody keeps here; one that cannot be made refuses all the same. */
function annotate(policy: Policy, evaluation: Evaluation, closed: boolean): Failure[] {
  const failures: Failure[] = [];
  (policy.spec.auditAnnotations ?? []).forEach(({ valueExpression }, i) => {
    try {
      evaluation.run(policy.annotations[i]!, valueExpression);
    } catch (error) {
      if (!(error instanceof EvaluationFault) && !(error instanceof OutOfBudget)) throw error;
      if (closed) failures.push({ message: error.message, always: true });
    }
  });
  return failures;
}

const CODES: { readonly [reason: string]: number } = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
  Invalid: 422,
};

function refuse(request: Request, policy: string, denial: Denial): never {
  const { info, id } = request.call.endpoint;
  const by = denial.binding === undefined ? '' : ` with binding '${denial.binding}'`;
  const message = `ValidatingAdmissionPolicy '${policy}'${by} denied request: ${denial.message}`;
  const reason = denial.reason ?? 'Invalid';
  // What the object is called before it has a name.
  const name = request.name || (request.object?.metadata.generateName ?? '');
  throw generic(CODES[reason] ?? 422, reason, `${id} ${JSON.stringify(name)} is forbidden: ${message}`, {
    ...(name ? { name } : {}),
    ...(info.group ? { group: info.group } : {}),
    kind: info.resource,
    causes: [{ message }],
  });
}
