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
import { apiVersionOf } from '../../../api/schema/resources.ts';
import { kindSchema, type ValueSchema } from '../../../api/schema/schema.ts';
import { rootOf } from '../../apiserver/fieldset.ts';
import type { Draft } from '../../kinds/interface.ts';
import type { AdmissionPlugin } from '../interface.ts';
import { Evaluation, EvaluationFault, OutOfBudget, type Compiled, type NamedExpression } from './evaluation.ts';
import { attempt, Compiler, ExpressionFault, OBJECT, PATCH, type Surroundings } from './expressions.ts';
import { matches, type MatchResources } from './matching.ts';
import { ConfigurationFault, paramEndpoint, paramsOf, type ParamKind, type ParamRef } from './params.ts';
import { applied, patched } from './patches.ts';
import { Request, type Form, type Operation } from './request.ts';
import { EXEMPT } from './exempt.ts';

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
  admit: (draft, old, call) => admitByPolicies(draft, old, call),
  admitOther(operation, object, old, form, call) {
    if (!mutatesAnything(call)) return object;
    return passes(new OtherTarget(operation, object, old, form, call), call);
  },
};

/** Lets policies change a draft. */
export function admitByPolicies(draft: Draft, old: KubeObject | undefined, call: Call): void {
  // A scale was changed as one.
  if (!mutatesAnything(call) || EXEMPT.test(call.endpoint.id) || call.writesAs === 'scale') return;
  passes(new DraftTarget(draft, old, call), call);
}

/** What policies change. */
interface Target {
  /** What is asked about now. */
  request(): Request;
  /** Takes what a mutation made of it. */
  put(object: KubeObject, endpoint: Endpoint): void;
  /** The object in a version of the resource. */
  in(object: KubeObject, endpoint: Endpoint): KubeObject;
  /** What configurations are merged by; undefined where there is no such thing. */
  schema(endpoint: Endpoint): ValueSchema | undefined;
  readonly kind: { readonly apiVersion: string; readonly kind: string } | undefined;
  readonly name: string;
}

class DraftTarget implements Target {
  readonly kind = undefined;
  private readonly draft: Draft;
  private readonly old: KubeObject | undefined;
  private readonly call: Call;
  constructor(draft: Draft, old: KubeObject | undefined, call: Call) {
    this.draft = draft;
    this.old = old;
    this.call = call;
  }
  get name(): string {
    const { name, generateName } = this.draft.metadata as { name?: string; generateName?: string };
    return name || generateName || '';
  }
  request(): Request {
    return new Request(this.call, this.old ? 'UPDATE' : 'CREATE', clean(this.draft), this.old);
  }
  in(object: KubeObject, endpoint: Endpoint): KubeObject {
    return fromStored(endpoint, object);
  }
  schema({ schema }: Endpoint): ValueSchema | undefined {
    return rootOf(schema!);
  }
  put(object: KubeObject, endpoint: Endpoint): void {
    put(this.draft, object, endpoint, this.call);
  }
}

/** A Scale, a Binding, an Eviction, a TokenRequest. */
class OtherTarget implements Target {
  readonly kind: { readonly apiVersion: string; readonly kind: string };
  object: KubeObject;
  private readonly operation: Operation;
  private readonly old: KubeObject | undefined;
  private readonly form: Form;
  private readonly call: Call;
  constructor(operation: Operation, object: KubeObject, old: KubeObject | undefined, form: Form, call: Call) {
    this.kind = { apiVersion: apiVersionOf(form), kind: form.kind };
    this.operation = operation;
    this.object = object;
    this.old = old;
    this.form = form;
    this.call = call;
  }
  get name(): string {
    return this.object.metadata.name ?? '';
  }
  request(): Request {
    return new Request(this.call, this.operation, this.object, this.old, this.form);
  }
  in(object: KubeObject): KubeObject {
    return object;
  }
  schema({ apiVersion }: Endpoint): ValueSchema | undefined {
    // Types are looked up beside the resource.
    if (apiVersion !== this.kind.apiVersion) return undefined;
    const schema = kindSchema(this.kind.apiVersion, this.kind.kind);
    return schema && rootOf(schema);
  }
  put(object: KubeObject): void {
    this.object = object;
  }
}

function passes<T extends Target>(target: T, call: Call): KubeObject {
  if (pass(target, call, () => true)) pass(target, call, (spec) => spec.reinvocationPolicy === 'IfNeeded');
  return target.request().object!;
}

interface Fault {
  readonly policy: string;
  readonly binding: string | undefined;
  readonly message: string;
  readonly reason: string;
}

/** Lets the policies chosen change the target; whether any did. */
function pass(target: Target, call: Call, chosen: (spec: Spec) => boolean): boolean {
  const bindings = call.read.list(BINDINGS);
  const faults: Fault[] = [];
  let changed = false;
  for (const policy of call.read.list(POLICIES)) {
    const name = policy.metadata.name!;
    const bound = bindings.filter((it) => (it.spec as BindingSpec).policyName === name);
    if (!bound.length || !chosen(policy.spec as Spec)) continue;
    if (mutate(policyOf(policy), name, bound, target, faults)) changed = true;
  }
  const [first] = faults;
  if (first) refuse(call, target, faults);
  return changed;
}

function mutate(
  policy: Policy,
  name: string,
  bindings: readonly KubeObject[],
  target: Target,
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
  try {
    const first = target.request();
    const endpoint = matches(spec.matchConstraints ?? {}, first);
    if (!endpoint) return false;
    const kind = paramEndpoint(spec.paramKind, first);
    for (const binding of bindings) {
      const about = binding.spec as BindingSpec;
      const bound = binding.metadata.name!;
      try {
        if (about.matchResources && !matches(about.matchResources, target.request())) continue;
        for (const params of paramsOf(kind, about.paramRef, first)) {
          const conditions = (spec.matchConditions ?? []).map((it) => it.expression);
          const begin = new Evaluation(target.request(), endpoint, params, policy.variables);
          if (!begin.conditionsHold(policy.conditions, conditions)) continue;
          for (const { program, source, merge } of policy.mutations) {
            if (program instanceof ExpressionFault) throw new EvaluationFault(program.message);
            // Each mutation sees what the one before it made.
            const now = target.request();
            const value = new Evaluation(now, endpoint, params, policy.variables).run(program, source);
            const before = target.in(now.object!, endpoint);
            const kind = target.kind ?? { apiVersion: endpoint.apiVersion, kind: endpoint.info.kind };
            const after = merge
              ? applied(before, value, target.schema(endpoint), kind)
              : patched(before, value, target.kind ? undefined : endpoint);
            target.put(after, endpoint);
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

function refuse(call: Call, target: Target, faults: readonly Fault[]): never {
  const { info } = call.endpoint;
  const texts = faults.map(({ policy, binding, message }) =>
    binding === undefined
      ? `policy ${JSON.stringify(policy)} denied request: ${message}`
      : `policy '${policy}' with binding '${binding}' denied request: ${message}`,
  );
  const name = call.name || target.name;
  throw generic(403, faults[0]!.reason, texts[0]!, {
    ...(name ? { name } : {}),
    ...(info.group ? { group: info.group } : {}),
    kind: info.resource,
    causes: texts.map((message) => ({ message })),
  });
}
