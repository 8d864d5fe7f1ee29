// What expressions of policies and of match conditions may refer to, and what they must be. Follows
// apiserver/pkg/admission/plugin/cel/{compile,composition}.go.

import type { Environment } from '../../cel/environment.ts';
import { CompileError } from '../../cel/errors.ts';
import { baseEnvironment, compile, type Program } from '../../cel/kubernetes.ts';
import { PlanFault } from '../../cel/plan.ts';
import { jsonPatches } from '../../cel/library/json-patch.ts';
import {
  BOOL,
  DYN,
  INT,
  listOf,
  mapOf,
  objectType,
  opaque,
  sameType,
  STRING,
  TIMESTAMP,
  type FieldType,
  type Type,
} from '../../cel/types.ts';

/** What is there beside the object and the request. */
export interface Surroundings {
  readonly params: boolean;
  readonly authorizer: boolean;
  /** `Object{…}` and `JSONPatch{…}` may be made. */
  readonly patches?: boolean;
}

const kindType = objectType('kubernetes.GroupVersionKind', { group: STRING, version: STRING, kind: STRING });
const resourceType = objectType('kubernetes.GroupVersionResource', {
  group: STRING,
  version: STRING,
  resource: STRING,
});
const userType = objectType('kubernetes.UserInfo', {
  username: STRING,
  uid: STRING,
  groups: listOf(STRING),
  extra: mapOf(STRING, listOf(STRING)),
});
export const requestType = objectType('kubernetes.AdmissionRequest', {
  kind: kindType,
  resource: resourceType,
  subResource: STRING,
  requestKind: kindType,
  requestResource: resourceType,
  requestSubResource: STRING,
  name: STRING,
  namespace: STRING,
  operation: STRING,
  userInfo: userType,
  dryRun: BOOL,
  options: DYN,
});
const conditionType = objectType('kubernetes.NamespaceCondition', {
  status: STRING,
  type: STRING,
  lastTransitionTime: TIMESTAMP,
  message: STRING,
  reason: STRING,
});
export const namespaceType = objectType('kubernetes.Namespace', {
  metadata: objectType('kubernetes.NamespaceMetadata', {
    name: STRING,
    generateName: STRING,
    namespace: STRING,
    labels: mapOf(STRING, STRING),
    annotations: mapOf(STRING, STRING),
    UID: STRING,
    creationTimestamp: TIMESTAMP,
    deletionGracePeriodSeconds: INT,
    deletionTimestamp: TIMESTAMP,
    generation: INT,
    resourceVersion: STRING,
    finalizers: listOf(STRING),
  }),
  spec: objectType('kubernetes.NamespaceSpec', { finalizers: listOf(STRING) }),
  status: objectType('kubernetes.NamespaceStatus', { conditions: listOf(conditionType), phase: STRING }),
});

export const PATCH = objectType('JSONPatch', { op: STRING, path: STRING, from: STRING, value: DYN });

// `Object`, `Object.spec`, `Object.spec.template`, …: their fields may be anything, those that are objects are named by their path.
const PATHS = /^Object(\.[A-Za-z_][A-Za-z0-9_]*)*$/;
function made(name: string): Type | undefined {
  if (name === 'JSONPatch') return PATCH;
  return PATHS.test(name)
    ? { kind: 'object', name, params: [], field: (): FieldType => ({ type: DYN }), fieldNames: () => [] }
    : undefined;
}

/** What an apply configuration is. */
export const OBJECT = made('Object')!;

const environments = new Map<string, Environment>();

function environmentOf({ params, authorizer, patches = false }: Surroundings): Environment {
  const key = `${params} ${authorizer} ${patches}`;
  let environment = environments.get(key);
  if (!environment) {
    environment = baseEnvironment().withVariables({
      object: DYN,
      oldObject: DYN,
      namespaceObject: namespaceType,
      request: requestType,
      ...(params ? { params: DYN } : {}),
      ...(authorizer
        ? {
            authorizer: opaque('kubernetes.authorization.Authorizer'),
            'authorizer.requestResource': opaque('kubernetes.authorization.ResourceCheck'),
          }
        : {}),
    });
    if (patches) environment = environment.withTypes(made).withLibraries([jsonPatches]);
    environments.set(key, environment);
  }
  return environment;
}

/** Why an expression cannot be used. */
export class ExpressionFault extends Error {}

/** What an attempt gave, or why it gave nothing. */
export function attempt(make: () => Program): Program | ExpressionFault {
  try {
    return make();
  } catch (error) {
    if (error instanceof ExpressionFault) return error;
    throw error;
  }
}

/** A type as it is printed where another was wanted. */
export function typeText(type: Type): string {
  return type.params.length ? `${type.name}(${type.params.map(typeText).join(', ')})` : type.name;
}

/** Compiles expressions of one policy; variables become visible to those after them. */
export class Compiler {
  private readonly variables = new Map<string, Type>();
  private readonly types: { readonly [variable: string]: Type } | undefined;

  /** With `types` variables as `object` have those instead of any. */
  constructor(types?: { readonly [variable: string]: Type }) {
    this.types = types;
  }

  private environment(surroundings: Surroundings): Environment {
    let environment = environmentOf(surroundings);
    if (this.types) environment = environment.withVariables(this.types);
    if (!this.composes) return environment;
    const { variables } = this;
    return environment.withVariables({
      variables: {
        kind: 'object',
        name: 'kubernetes.variables',
        params: [],
        field: (name) => (variables.has(name) ? { type: variables.get(name)! } : undefined),
        fieldNames: () => [...variables.keys()],
      },
    });
  }

  /** Whether the policy has variables at all. */
  composes = false;

  /** A program that gives one of the types wanted, or any where none is. Throws `ExpressionFault`. */
  compile(source: string, surroundings: Surroundings, wanted: readonly Type[]): Program {
    let program: Program;
    try {
      program = compile(source, this.environment(surroundings));
    } catch (error) {
      if (error instanceof PlanFault) throw new ExpressionFault(`program instantiation failed: ${error.message}`);
      if (!(error instanceof CompileError)) throw error;
      throw new ExpressionFault(`compilation failed: ${error.message}`);
    }
    if (!wanted.length || wanted.some((type) => sameType(type, program.type))) return program;
    const names = wanted.map(typeText);
    throw new ExpressionFault(
      `must evaluate to ${names.length === 1 ? names[0]! : `one of [${names.join(' ')}]`} but got ${typeText(program.type)}`,
    );
  }

  /** Compiles a variable and makes it known. Throws `ExpressionFault`. */
  variable(name: string, source: string, surroundings: Surroundings): Program {
    this.composes = true;
    let type: Type = DYN;
    try {
      const program = this.compile(source, surroundings, []);
      ({ type } = program);
      return program;
    } finally {
      // One that is wrong is told once, not wherever it is used.
      if (name) this.variables.set(name, type);
    }
  }
}
