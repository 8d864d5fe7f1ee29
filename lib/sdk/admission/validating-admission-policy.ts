import type { Construct } from 'constructs';
import type {
  MatchCondition,
  ParamRef,
  Validation,
  Variable,
} from '../../api/schema/types/admissionregistration-v1.ts';
import type { LabelSelector } from '../../api/schema/types/meta-v1.ts';
import { ApiObject, type Metadata } from '../api-object.ts';
import { checkProps, validatingPolicyProps } from '../props.ts';
import { matchResources, type Match } from './match.ts';

const API = 'admissionregistration.k8s.io/v1';

export interface ValidatingAdmissionPolicyProps {
  readonly metadata?: Metadata;
  readonly match: Match;
  /** CEL expressions that must hold, by the message of those that do not; or in full. */
  readonly require: { readonly [message: string]: string } | readonly Validation[];
  /** CEL expressions by name, for `require`: `variables.name`. */
  readonly variables?: { readonly [name: string]: string };
  /** CEL expressions by name, all of which must hold for the policy to look at all. */
  readonly when?: { readonly [name: string]: string };
  /** What becomes of a request when an expression cannot be evaluated; it is refused when not said. */
  readonly failurePolicy?: 'Fail' | 'Ignore';
  /** The kind of object its settings are in: `{ apiVersion: 'v1', kind: 'ConfigMap' }`. */
  readonly params?: { readonly apiVersion: string; readonly kind: string };
}

export interface PolicyBinding {
  /** What is done when a requirement does not hold; the request is refused when not said. */
  readonly actions?: readonly ('Deny' | 'Warn' | 'Audit')[];
  /** Only in namespaces with these labels. */
  readonly namespaces?: LabelSelector;
  /** The settings. */
  readonly params?: ApiObject | ParamRef;
}

export const named = (expressions: { readonly [name: string]: string } | undefined): MatchCondition[] | undefined =>
  expressions && Object.entries(expressions).map(([name, expression]) => ({ name, expression }));

/** Which object a policy's settings are, for a binding. */
export function paramRef(params: ApiObject | ParamRef | undefined): ParamRef | undefined {
  if (!ApiObject.isApiObject(params)) return params;
  return { name: params.name, namespace: params.namespace, parameterNotFoundAction: 'Deny' };
}

/** Rules for what may be written, in CEL, evaluated by the API server itself. Without a binding it does nothing: `bind()`. */
export class ValidatingAdmissionPolicy extends ApiObject {
  private bindings = 0;

  constructor(scope: Construct, id: string, props: ValidatingAdmissionPolicyProps) {
    super(scope, id, { apiVersion: API, kind: 'ValidatingAdmissionPolicy', metadata: props.metadata });
    this.props = props;
    checkProps(this, validatingPolicyProps, props);
    this.node.addValidation({
      validate: () => (this.bindings ? [] : ['nothing binds this policy, so it does nothing: .bind()']),
    });
  }

  private readonly props: ValidatingAdmissionPolicyProps;

  /** Puts it into force. */
  bind(binding: PolicyBinding = {}, id = this.bindings ? `binding-${this.bindings + 1}` : 'binding'): this {
    this.bindings++;
    new ApiObject(this, id, {
      apiVersion: API,
      kind: 'ValidatingAdmissionPolicyBinding',
      spec: {
        policyName: this.name,
        validationActions: binding.actions ?? ['Deny'],
        paramRef: paramRef(binding.params),
        matchResources: binding.namespaces && { namespaceSelector: binding.namespaces },
      },
    });
    return this;
  }

  protected override render(): { readonly [field: string]: unknown } {
    const { match, require, variables, when, failurePolicy, params } = this.props;
    return {
      spec: {
        failurePolicy,
        paramKind: params,
        matchConstraints: matchResources(this, match),
        matchConditions: named(when),
        variables: named(variables) as Variable[] | undefined,
        validations: Array.isArray(require)
          ? require
          : Object.entries(require as { [message: string]: string }).map(([message, expression]) => ({
              expression,
              message,
            })),
      },
    };
  }
}
