// Validating admission policies and their bindings: every expression must compile before the policy is kept. Follows
// kubernetes/pkg/apis/admissionregistration/validation.

import { duplicate, invalid, notSupported, required, type FieldError } from '../../api/field-errors.ts';
import { qualifiedName } from '../../api/labels.ts';
import { Compiler } from '../admission/policy/expressions.ts';
import { BOOL, NULL, STRING } from '../cel/types.ts';
import { bindingErrors, headErrors, variableErrors, type BindingSpec, type PolicySpec } from './admission-policy.ts';
import { check } from './admission-rules.ts';
import type { Draft, Kind } from './interface.ts';

const ACTIONS = ['Audit', 'Deny', 'Warn'];
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];

interface Validation {
  readonly expression?: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
}
interface Annotation {
  readonly key?: string;
  readonly valueExpression?: string;
}
interface Spec extends PolicySpec {
  readonly validations?: readonly (Validation | null)[];
  readonly auditAnnotations?: readonly (Annotation | null)[];
}

function policyErrors(object: Draft): FieldError[] {
  const spec = (object.spec ?? {}) as Spec;
  const compiler = new Compiler();
  compiler.composes = Boolean(spec.variables?.length);
  const errors = [...headErrors(spec), ...variableErrors(spec, compiler)];
  const { validations = [], auditAnnotations = [] } = spec;
  if (!validations.length && !auditAnnotations.length) {
    const why = 'validations or auditAnnotations must contain at least one item';
    errors.push(required('spec.validations', why), required('spec.auditAnnotations', why));
    return errors;
  }
  const params = spec.paramKind !== undefined;
  validations.forEach((it, i) =>
    errors.push(...validationErrors(it ?? {}, compiler, params, `spec.validations[${i}]`)),
  );
  const seen = new Set<string>();
  if (auditAnnotations.length > 20)
    errors.push(invalid('spec.auditAnnotations', auditAnnotations, 'must not have more than 20 auditAnnotations'));
  auditAnnotations.forEach((it, i) => {
    const { key = '', valueExpression = '' } = it ?? {};
    const at = `spec.auditAnnotations[${i}]`;
    const name = object.metadata.name as string | undefined;
    if (!name) errors.push(invalid(`${at}.key`, key, 'requires metadata.name be non-empty'));
    else
      for (const message of qualifiedName(`${name}/${key}`))
        errors.push(invalid(`${at}.key`, `${name}/${key}`, message));
    const text = valueExpression.trim();
    if (!text) errors.push(required(`${at}.valueExpression`, 'valueExpression is not specified'));
    else if (Buffer.byteLength(text) > 5 * 1024)
      errors.push(required(`${at}.valueExpression`, 'must not exceed 5120 bytes in length'));
    else
      errors.push(
        ...check(
          compiler,
          text,
          { params, authorizer: true },
          [STRING, NULL],
          `${at}.valueExpression`,
          valueExpression,
        ),
      );
    if (seen.has(key)) errors.push(duplicate(`${at}.key`, key));
    seen.add(key);
  });
  return errors;
}

function validationErrors(it: Validation, compiler: Compiler, params: boolean, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { expression = '', message = '', messageExpression = '', reason } = it;
  if (!expression.trim()) errors.push(required(`${path}.expression`, 'expression is not specified'));
  else errors.push(...check(compiler, expression, { params, authorizer: true }, [BOOL], `${path}.expression`));
  const blank = 'must be non-empty if specified';
  if (messageExpression && !messageExpression.trim())
    errors.push(invalid(`${path}.messageExpression`, messageExpression, blank));
  else if (messageExpression)
    errors.push(
      ...check(compiler, messageExpression, { params, authorizer: false }, [STRING], `${path}.messageExpression`),
    );
  if (message && !message.trim()) errors.push(invalid(`${path}.message`, message, blank));
  else if (/[\n\r]/.test(message.trim()))
    errors.push(invalid(`${path}.message`, message, 'must not contain line breaks'));
  if (reason !== undefined && !REASONS.includes(reason)) errors.push(notSupported(`${path}.reason`, reason, REASONS));
  return errors;
}

function actionErrors(actions: readonly (string | null)[]): FieldError[] {
  const path = 'spec.validationActions';
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  actions.forEach((given, i) => {
    const action = given ?? '';
    if (!ACTIONS.includes(action)) errors.push(notSupported(`${path}[${i}]`, action, ACTIONS));
    if (seen.has(action)) errors.push(duplicate(`${path}[${i}]`, action));
    seen.add(action);
  });
  if (seen.has('Deny') && seen.has('Warn'))
    errors.push(
      invalid(
        path,
        actions,
        'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
      ),
    );
  if (!seen.size) errors.push(required(path, 'at least one validation action is required'));
  return errors;
}

export const validatingAdmissionPolicy: Kind = {
  resource: 'validatingadmissionpolicies.admissionregistration.k8s.io',
  validate: policyErrors,
};

export const validatingAdmissionPolicyBinding: Kind = {
  resource: 'validatingadmissionpolicybindings.admissionregistration.k8s.io',
  validate: ({ spec = {} }) => [
    ...bindingErrors(spec as BindingSpec),
    ...actionErrors((spec as BindingSpec).validationActions ?? []),
  ],
};
