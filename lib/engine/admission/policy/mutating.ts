// MutatingAdmissionPolicy: what is made or changed is changed further as policies say, in the order of their names; those that ask
// for it see the outcome once more. Follows apiserver/pkg/admission/plugin/policy/mutating.

import type { KubeObject } from '../../../api/object.ts';
import { generic, StatusError } from '../../../api/status-errors.ts';
import { normaliseCustom } from '../../apiserver/custom-structure.ts';
import { equal, mutableCopy } from '../../apiserver/equality.ts';
import type { Call } from '../../apiserver/call.ts';
import { fromStored, toStored } from '../../apiserver/convert.ts';
import type { Endpoint } from '../../apiserver/registry.ts';
import { normalise, SETTLED } from '../../apiserver/structure.ts';
import { BOOL, listOf } from '../../cel/types.ts';
import type { Draft } from '../../kinds/interface.ts';
import type { AdmissionPlugin } from '../interface.ts';
import { Evaluation, EvaluationFault, OutOfBudget, type Compiled, type NamedExpression } from './evaluation.ts';
import { attempt, Compiler, ExpressionFault, OBJECT, PATCH, type Surroundings } from './expressions.ts';
import { matches, type MatchResources } from './matching.ts';
import { ConfigurationFault, paramEndpoint, paramsOf, type ParamKind, type ParamRef } from './params.ts';
import { applied, patched } from './patches.ts';
import { Request } from './request.ts';

const POLICIES = 'mutatingadmissionpolicies.admissionregistration.k8s.io';
const BINDINGS = 'mutatingadmissionpolicybindings.admissionregistration.k8s.io';

interface Spec {
  readonly paramKind?: ParamKind;
  readonly matchConstraints?: MatchResources;
  readonly failurePolicy?: string;
  readonly reinvocationPolicy?: string;
  readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  readonly mutations?: readonly {
    readonly patchType: string;
    readonly applyConfiguration?: { readonly expression: string };
    readonly jsonPatch?: { readonly expression: string };
  }[];
}

interface BindingSpec {
  readonly policyName: string;
  readonly paramRef?: ParamRef;
  readonly matchResources?: MatchResources;
}

interface Policy {
  readonly spec: Spec;
  readonly variables: readonly NamedExpression[];
  readonly conditions: readonly NamedExpression[];
  readonly mutations: readonly { readonly program: Compiled; readonly source: string; readonly merge: boolean }[];
}

const compiled = new WeakMap<object, Policy>();

function policyOf(policy: KubeObject): Policy {
  const spec = policy.spec as Spec;
  let found = compiled.get(spec);
  if (!found) {
    const surroundings: Surroundings = { params: spec.paramKind !== undefined, authorizer: true };
    const compiler = new Compiler();
    compiler.composes = true;
    found = {
      spec,
      variables: (spec.variables ?? []).map(({ name, expression }) => ({
        name,
        program: attempt(() => compiler.variable(name, expression, surroundings)),
      })),
      conditions: (spec.matchConditions ?? []).map(({ name, expression }) => ({
        name,
        program: attempt(() => new Compiler().compile(expression, surroundings, [BOOL])),
      })),
      mutations: (spec.mutations ?? []).map((it) => {
        const merge = it.patchType === 'ApplyConfiguration';
        const source = ((merge ? it.applyConfiguration : it.jsonPatch)?.expression ?? '').trim();
        const wanted = merge ? OBJECT : listOf(PATCH);
        return {
          merge,
          source,
          program: attempt(() => compiler.compile(source, { ...surroundings, patches: true }, [wanted])),
        };
      }),
    };
    compiled.set(spec, found);
  }
  return found;
}

/** Whether there is any policy in force: what comes of an object then does not follow from the object alone. */
export const mutatesAnything = (call: Call): boolean => call.read.count(BINDINGS) > 0;

export const mutatingAdmissionPolicy: AdmissionPlugin = {
  name: 'MutatingAdmissionPolicy',
  resources: ['*'],
  operations: ['CREATE', 'UPDATE'],
  always: true,
  admit(draft, old, call) {
    if (!mutatesAnything(call) || call.endpoint.id.endsWith('.admissionregistration.k8s.io')) return;
    // A scale is changed by policies about scales, of which nothing is known here.
    if (call.writesAs === 'scale') return;
    const changed = pass(draft, old, call, () => true);
    if (changed) pass(draft, old, call, (spec) => spec.reinvocationPolicy === 'IfNeeded');
  },
};

interface Fault {
  readonly policy: string;
  readonly binding: string | undefined;
  readonly message: string;
  readonly reason: string;
}

/** Lets the policies chosen change the draft; whether any did. */
function pass(draft: Draft, old: KubeObject | undefined, call: Call, chosen: (spec: Spec) => boolean): boolean {
  const bindings = call.read.list(BINDINGS);
  const faults: Fault[] = [];
  let changed = false;
  for (const policy of call.read.list(POLICIES)) {
    const name = policy.metadata.name!;
    const bound = bindings.filter((it) => (it.spec as BindingSpec).policyName === name);
    if (!bound.length || !chosen(policy.spec as Spec)) continue;
    if (mutate(policyOf(policy), name, bound, draft, old, call, faults)) changed = true;
  }
  const [first] = faults;
  if (first) refuse(call, draft, faults);
  return changed;
}

function mutate(
  policy: Policy,
  name: string,
  bindings: readonly KubeObject[],
  draft: Draft,
  old: KubeObject | undefined,
  call: Call,
  faults: Fault[],
): boolean {
  const { spec } = policy;
  let changed = false;
  const fault = (error: unknown, binding: string | undefined): void => {
    const evaluated = error instanceof EvaluationFault || error instanceof OutOfBudget;
    if (!evaluated && !(error instanceof ConfigurationFault)) throw error;
    if (spec.failurePolicy === 'Ignore') return;
    const what = evaluated ? '' : `failed to configure ${binding === undefined ? 'policy' : 'binding'}: `;
    faults.push({
      policy: name,
      binding,
      message: `${what}${error.message}`,
      reason: evaluated ? 'Invalid' : 'Forbidden',
    });
  };
  const request = (): Request => new Request(call, old ? 'UPDATE' : 'CREATE', clean(draft), old);
  try {
    const first = request();
    const endpoint = matches(spec.matchConstraints ?? {}, first);
    if (!endpoint) return false;
    const kind = paramEndpoint(spec.paramKind, first);
    for (const binding of bindings) {
      const about = binding.spec as BindingSpec;
      const bound = binding.metadata.name!;
      try {
        if (about.matchResources && !matches(about.matchResources, request())) continue;
        for (const params of paramsOf(kind, about.paramRef, first)) {
          const conditions = (spec.matchConditions ?? []).map((it) => it.expression);
          const begin = new Evaluation(request(), endpoint, params, policy.variables);
          if (!begin.conditionsHold(policy.conditions, conditions)) continue;
          for (const { program, source, merge } of policy.mutations) {
            if (program instanceof ExpressionFault) throw new EvaluationFault(program.message);
            // Each mutation sees what the one before it made.
            const now = request();
            const value = new Evaluation(now, endpoint, params, policy.variables).run(program, source);
            const before = fromStored(endpoint, now.object!);
            const after = merge ? applied(before, value, endpoint) : patched(before, value, endpoint);
            put(draft, after, endpoint, call);
            changed = true;
          }
        }
      } catch (error) {
        if (error instanceof StatusError) throw error;
        fault(error, bound);
      }
    }
  } catch (error) {
    fault(error, undefined);
  }
  return changed;
}

/** The draft as an object: what is not said yet is left out. */
function clean(draft: Draft): KubeObject {
  const { uid, creationTimestamp, ...metadata } = draft.metadata as KubeObject['metadata'];
  return {
    ...draft,
    metadata: {
      ...metadata,
      ...(uid ? { uid } : {}),
      ...(creationTimestamp ? { creationTimestamp } : {}),
    },
  };
}

/** Makes the draft what the object says, with its defaults. */
function put(draft: Draft, object: KubeObject, endpoint: Endpoint, call: Call): void {
  const { schema, custom, kind } = call.endpoint;
  const stored = toStored(endpoint, object);
  const whole = mutableCopy(
    custom && schema
      ? normaliseCustom(schema, stored as { [key: string]: unknown }, { unknown: [] })
      : schema
        ? normalise(schema, stored, { unknown: [] })
        : stored,
    (part) => SETTLED.has(part),
  ) as unknown as KubeObject;
  const { uid, creationTimestamp } = draft.metadata as KubeObject['metadata'];
  for (const name of Object.keys(draft)) if (!(name in whole)) delete draft[name];
  for (const [name, value] of Object.entries(whole))
    if (name !== 'metadata' && name !== 'apiVersion' && name !== 'kind' && !equal(draft[name], value))
      draft[name] = value as unknown;
  const { managedFields: _, ...metadata } = whole.metadata;
  draft.metadata = { ...metadata, uid, creationTimestamp };
  kind.defaults?.(draft, call);
}

function refuse(call: Call, draft: Draft, faults: readonly Fault[]): never {
  const { info } = call.endpoint;
  const texts = faults.map(({ policy, binding, message }) =>
    binding === undefined
      ? `policy ${JSON.stringify(policy)} denied request: ${message}`
      : `policy '${policy}' with binding '${binding}' denied request: ${message}`,
  );
  const name =
    call.name || (draft.metadata.name as string | undefined) || (draft.metadata.generateName as string) || '';
  throw generic(403, faults[0]!.reason, texts[0]!, {
    ...(name ? { name } : {}),
    ...(info.group ? { group: info.group } : {}),
    kind: info.resource,
    causes: texts.map((message) => ({ message })),
  });
}
