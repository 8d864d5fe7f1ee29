// What validating and mutating admission policies and their bindings have in common. Follows
// kubernetes/pkg/apis/admissionregistration/validation.

import { forbidden, invalid, notSupported, required, type FieldError } from '../../api/field-errors.ts';
import { dns1035Label, dns1123Subdomain, pathSegment } from '../../api/labels.ts';
import type { Compiler } from '../admission/policy/expressions.ts';
import type { MatchResources } from '../admission/policy/matching.ts';
import type { ParamKind, ParamRef } from '../admission/policy/params.ts';
import { conditionErrors, expressionErrors, matchErrors, type Condition } from './admission-rules.ts';

export interface PolicySpec {
  readonly failurePolicy?: string;
  readonly paramKind?: ParamKind;
  readonly matchConstraints?: MatchResources;
  readonly matchConditions?: readonly (Condition | null)[];
  readonly variables?: readonly ({ readonly name?: string; readonly expression?: string } | null)[];
}

/** What is wrong with the head of a policy: what it is about, on what conditions, and what happens when it cannot be evaluated. */
export function headErrors(spec: PolicySpec, operations?: (match: MatchResources) => FieldError[]): FieldError[] {
  const errors: FieldError[] = [];
  const { failurePolicy, paramKind, matchConstraints } = spec;
  if (failurePolicy === undefined) errors.push(required('spec.failurePolicy'));
  else if (!['Fail', 'Ignore'].includes(failurePolicy))
    errors.push(notSupported('spec.failurePolicy', failurePolicy, ['Fail', 'Ignore']));
  if (paramKind) errors.push(...paramKindErrors(paramKind));
  if (!matchConstraints) errors.push(required('spec.matchConstraints'));
  else {
    errors.push(...matchErrors(matchConstraints, 'spec.matchConstraints'));
    if (!matchConstraints.resourceRules?.length) errors.push(required('spec.matchConstraints.resourceRules'));
    if (operations) errors.push(...operations(matchConstraints));
  }
  errors.push(...conditionErrors(spec.matchConditions ?? [], paramKind !== undefined, 'spec.matchConditions'));
  return errors;
}

function paramKindErrors({ apiVersion = '', kind = '' }: ParamKind): FieldError[] {
  const errors: FieldError[] = [];
  const path = 'spec.paramKind.apiVersion';
  const parts = apiVersion === '/' ? ['', ''] : apiVersion.split('/');
  if (!apiVersion) errors.push(required(path));
  else if (parts.length > 2) errors.push(invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  else {
    const version = parts.at(-1)!;
    const group = parts.length > 1 ? parts[0]! : '';
    const faults = group ? dns1123Subdomain(group) : [];
    if (faults.length) errors.push(invalid(path, group, faults.join(',')));
    if (!version) errors.push(invalid(path, apiVersion, 'version must be specified'));
    else if (dns1035Label(version).length) errors.push(invalid(path, version, dns1035Label(version).join(',')));
  }
  if (!kind) errors.push(required('spec.paramKind.kind'));
  else {
    const faults = dns1035Label(kind.toLowerCase());
    if (faults.length)
      errors.push(
        invalid('spec.paramKind.kind', kind, `may have mixed case, but should otherwise match: ${faults.join(',')}`),
      );
  }
  return errors;
}

const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** What is wrong with variables; each that is well becomes known to the compiler. */
export function variableErrors(spec: PolicySpec, compiler: Compiler): FieldError[] {
  const errors: FieldError[] = [];
  const params = spec.paramKind !== undefined;
  (spec.variables ?? []).forEach((given, i) => {
    const { name = '', expression = '' } = given ?? {};
    const at = `spec.variables[${i}]`;
    if (!name.trim()) errors.push(required(`${at}.name`, 'name is not specified'));
    else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) || RESERVED.has(name))
      errors.push(invalid(`${at}.name`, name, 'must be a valid CEL identifier'));
    if (!expression.trim()) errors.push(required(`${at}.expression`, 'expression is not specified'));
    else
      errors.push(
        ...expressionErrors(
          () => compiler.variable(name, expression, { params, authorizer: true }),
          expression,
          `${at}.expression`,
        ),
      );
  });
  return errors;
}

export interface BindingSpec {
  readonly policyName?: string;
  readonly paramRef?: ParamRef;
  readonly matchResources?: MatchResources;
  readonly validationActions?: readonly (string | null)[];
}

/** What is wrong with a binding, whatever kind of policy it binds. */
export function bindingErrors(spec: BindingSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec.policyName) errors.push(required('spec.policyName'));
  else
    for (const message of dns1123Subdomain(spec.policyName))
      errors.push(invalid('spec.policyName', spec.policyName, message));
  if (spec.paramRef) errors.push(...paramRefErrors(spec.paramRef, 'spec.paramRef'));
  if (spec.matchResources) errors.push(...matchErrors(spec.matchResources, 'spec.matchResources'));
  return errors;
}

function paramRefErrors({ name, selector, parameterNotFoundAction: action }: ParamRef, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const exclusive = 'name and selector are mutually exclusive';
  if (name) {
    for (const message of pathSegment(name)) errors.push(invalid(`${path}.name`, name, message));
    if (selector) errors.push(forbidden(`${path}.name`, exclusive), forbidden(`${path}.selector`, exclusive));
  } else if (!selector) errors.push(required(path, 'one of name or selector must be specified'));
  if (!action) errors.push(required(`${path}.parameterNotFoundAction`));
  else if (action !== 'Deny' && action !== 'Allow')
    errors.push(notSupported(`${path}.parameterNotFoundAction`, action, ['Deny', 'Allow']));
  return errors;
}
