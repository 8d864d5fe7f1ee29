// Mutating admission policies and their bindings: every expression must compile before the policy is kept. Follows
// kubernetes/pkg/apis/admissionregistration/validation.

import { invalid, notSupported, required, type FieldError } from '../../api/field-errors.ts';
import { Compiler, OBJECT, PATCH } from '../admission/policy/expressions.ts';
import type { MatchResources } from '../admission/policy/matching.ts';
import { listOf, type Type } from '../cel/types.ts';
import { bindingErrors, headErrors, variableErrors, type BindingSpec, type PolicySpec } from './admission-policy.ts';
import { check } from './admission-rules.ts';
import type { Draft, Kind } from './interface.ts';

const TYPES = ['ApplyConfiguration', 'JSONPatch'];
const REINVOCATIONS = ['IfNeeded', 'Never'];
const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'UPDATE'];

interface Mutation {
  readonly patchType?: string;
  readonly applyConfiguration?: { readonly expression?: string };
  readonly jsonPatch?: { readonly expression?: string };
}
interface Spec extends PolicySpec {
  readonly mutations?: readonly (Mutation | null)[];
  readonly reinvocationPolicy?: string;
}

/** Only what is made or changed can be mutated. */
const operationErrors =
  (path: string) =>
  (match: MatchResources): FieldError[] =>
    (match.resourceRules ?? []).flatMap((rule) =>
      ((rule as typeof rule | null)?.operations ?? [])
        .filter((it) => !OPERATIONS.includes(it))
        .map((it) => notSupported(`${path}.resourceRules.operations`, it, OPERATIONS)),
    );

function policyErrors({ spec: given = {} }: Draft): FieldError[] {
  const spec = given as Spec;
  const compiler = new Compiler();
  compiler.composes = true;
  const errors = [...headErrors(spec, operationErrors('spec.matchConstraints')), ...variableErrors(spec, compiler)];
  const { mutations = [], reinvocationPolicy = '' } = spec;
  if (!mutations.length) errors.push(required('spec.mutations', 'mutations must contain at least one item'));
  const params = spec.paramKind !== undefined;
  mutations.forEach((it, i) => errors.push(...mutationErrors(it ?? {}, compiler, params, `spec.mutations[${i}]`)));
  if (!reinvocationPolicy) errors.push(required('spec.reinvocationPolicy'));
  else if (!REINVOCATIONS.includes(reinvocationPolicy))
    errors.push(notSupported('spec.reinvocationPolicy', reinvocationPolicy, REINVOCATIONS));
  return errors;
}

function mutationErrors(it: Mutation, compiler: Compiler, params: boolean, path: string): FieldError[] {
  const { patchType = '' } = it;
  if (!patchType) return [required(`${path}.patchType`)];
  if (!TYPES.includes(patchType)) return [notSupported(`${path}.patchType`, patchType, TYPES)];
  const errors: FieldError[] = [];
  const [mine, other] =
    patchType === 'JSONPatch'
      ? (['jsonPatch', 'applyConfiguration'] as const)
      : (['applyConfiguration', 'jsonPatch'] as const);
  const wanted: Type = mine === 'jsonPatch' ? listOf(PATCH) : OBJECT;
  const said = it[mine];
  if (!said) errors.push(required(`${path}.${mine}`, `must be specified when patchType is ${patchType}`));
  else {
    const text = (said.expression ?? '').trim();
    const at = `${path}.${mine}.expression`;
    if (!text) errors.push(required(at));
    else errors.push(...check(compiler, text, { params, authorizer: true, patches: true }, [wanted], at));
  }
  if (it[other])
    errors.push(invalid(`${path}.${other}`, `{${other}}`, `must not be specified when patchType is ${patchType}`));
  return errors;
}

export const mutatingAdmissionPolicy: Kind = {
  resource: 'mutatingadmissionpolicies.admissionregistration.k8s.io',
  validate: policyErrors,
};

export const mutatingAdmissionPolicyBinding: Kind = {
  resource: 'mutatingadmissionpolicybindings.admissionregistration.k8s.io',
  validate: ({ spec = {} }) => {
    const about = spec as BindingSpec;
    return [
      ...bindingErrors(about),
      ...(about.matchResources ? operationErrors('spec.matchResources')(about.matchResources) : []),
    ];
  },
};
