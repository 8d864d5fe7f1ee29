import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';
import { checkProps, mutatingPolicyProps } from '../props.ts';
import { matchResources, type Match } from './match.ts';
import { named, paramRef, type PolicyBinding } from './validating-admission-policy.ts';

const API = 'admissionregistration.k8s.io/v1';

export interface MutatingAdmissionPolicyProps {
  readonly metadata?: Metadata;
  readonly match: Match;
  /** CEL expressions that give an object to be laid over (`Object{…}`), or a JSON patch (`[JSONPatch{…}]`), one after the other. */
  readonly mutations: readonly ({ readonly apply: string } | { readonly jsonPatch: string })[];
  /** CEL expressions by name, for the mutations: `variables.name`. */
  readonly variables?: { readonly [name: string]: string };
  /** CEL expressions by name, all of which must hold for the policy to look at all. */
  readonly when?: { readonly [name: string]: string };
  readonly failurePolicy?: 'Fail' | 'Ignore';
  /** Whether it sees the object again after others changed it. */
  readonly again?: boolean;
  readonly params?: { readonly apiVersion: string; readonly kind: string };
}

/** Changes to what is written, in CEL, made by the API server itself. Without a binding it does nothing: `bind()`. */
export class MutatingAdmissionPolicy extends ApiObject {
  private readonly props: MutatingAdmissionPolicyProps;
  private bindings = 0;

  constructor(scope: Construct, id: string, props: MutatingAdmissionPolicyProps) {
    super(scope, id, { apiVersion: API, kind: 'MutatingAdmissionPolicy', metadata: props.metadata });
    this.props = props;
    checkProps(this, mutatingPolicyProps, props);
    this.node.addValidation({
      validate: () => (this.bindings ? [] : ['nothing binds this policy, so it does nothing: .bind()']),
    });
  }

  /** Puts it into force. */
  bind(
    binding: Omit<PolicyBinding, 'actions'> = {},
    id = this.bindings ? `binding-${this.bindings + 1}` : 'binding',
  ): this {
    this.bindings++;
    new ApiObject(this, id, {
      apiVersion: API,
      kind: 'MutatingAdmissionPolicyBinding',
      spec: {
        policyName: this.name,
        paramRef: paramRef(binding.params),
        matchResources: binding.namespaces && { namespaceSelector: binding.namespaces },
      },
    });
    return this;
  }

  protected override render(): { readonly [field: string]: unknown } {
    const { match, mutations, variables, when, failurePolicy, again, params } = this.props;
    return {
      spec: {
        failurePolicy,
        reinvocationPolicy: again ? 'IfNeeded' : 'Never',
        paramKind: params,
        matchConstraints: matchResources(this, match),
        matchConditions: named(when),
        variables: named(variables),
        mutations: mutations.map((it) =>
          'apply' in it
            ? { patchType: 'ApplyConfiguration', applyConfiguration: { expression: it.apply } }
            : { patchType: 'JSONPatch', jsonPatch: { expression: it.jsonPatch } },
        ),
      },
    };
  }
}
