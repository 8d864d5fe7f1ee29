// The published policies of kubescape's library, each with the objects that it must refuse and those that it must let pass.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject, KubeObject } from '../../../lib/api/object.ts';
import { StatusError } from '../../../lib/api/status-errors.ts';
import { ApiServer } from '../../../lib/engine/apiserver/server.ts';
import { bootstrap } from '../../../lib/engine/apiserver/bootstrap.ts';
import { ADMIN } from '../../../lib/engine/auth/users.ts';
import type { Verbs } from '../../../lib/engine/interface.ts';
import { builtInResources, apiVersionOf, groupResource } from '../../../lib/api/schema/resources.ts';
import { chanceFrom } from '../../../lib/engine/sim/chance.ts';
import { Memories } from '../../../lib/engine/storage/memory.ts';
import { MemoryStore } from '../../../lib/engine/storage/store.ts';

const folder = new URL('../../../../shared/suites/admission-policy/', import.meta.url);

interface Case {
  readonly name: string;
  readonly template: string;
  readonly expected: 'pass' | 'fail';
  readonly field_change_list?: readonly string[];
  readonly param_template?: string;
}

const read = (path: string): KubeObject => load(readFileSync(new URL(path, folder), 'utf8')) as KubeObject;
const template = (name: string): KubeObject => read(`test-resources/${name}`);

const start = Date.parse('2026-06-01T12:00:00Z');
const now = (): number => start;
const chance = chanceFrom('policies');
const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';
const POLICIES = 'validatingadmissionpolicies.admissionregistration.k8s.io';
const BINDINGS = 'validatingadmissionpolicybindings.admissionregistration.k8s.io';

function resourceOf(object: KubeObject): string {
  if (object.kind === 'ControlConfiguration') return 'controlconfigurations.kubescape.io';
  return groupResource(
    builtInResources().find((it) => it.kind === object.kind && apiVersionOf(it) === object.apiVersion)!,
  );
}

const memories = new Memories();
const base = new MemoryStore(now);
bootstrap(base, start, chance);
function serve(): Verbs {
  const server = new ApiServer({ store: base.fork(), now, chance, memory: memories.fork().of('apiserver') });
  const verbs = server.verbs(ADMIN);
  const make = (resource: string, object: object): void => void verbs.create(resource, object as KubeObject);
  for (const name of ['test-namespace', 'default'])
    if (!verbs.list('namespaces').some((it) => it.metadata.name === name))
      make('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const namespace of ['default', 'test-namespace'])
    make('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } });
  make(DEFINITIONS, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'controlconfigurations.kubescape.io' },
    spec: {
      group: 'kubescape.io',
      names: { plural: 'controlconfigurations', kind: 'ControlConfiguration' },
      scope: 'Cluster',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  });
  return verbs;
}

/** `spec.containers.[0].image=nginx`. */
function change(object: KubeObject, text: string): KubeObject {
  const at = text.indexOf('=');
  const value = load(text.slice(at + 1)) as JsonObject;
  const set = (into: unknown, path: readonly string[]): unknown => {
    const [step, ...rest] = path;
    if (step === undefined) return value;
    const index = /^\[(\d+)\]$/.exec(step);
    if (!index)
      return { ...(into as object), [step]: set((into as { [key: string]: unknown } | undefined)?.[step], rest) };
    const items = [...((into as unknown[] | undefined) ?? [])];
    items[Number(index[1])] = set(items[Number(index[1])], rest);
    return items;
  };
  return set(object, text.slice(0, at).split('.')) as KubeObject;
}

/** Whether the policy refuses; what else is said of the object. */
function play(control: string, one: Case): { refused: boolean; other?: string } {
  const verbs = serve();
  const policy = read(`controls/${control}/policy.yaml`);
  const { name } = policy.metadata;
  verbs.create(POLICIES, policy);
  const params = template(one.param_template ?? 'default-control-configuration.yaml');
  verbs.create(resourceOf(params), { ...params, metadata: { name: `${name}-params` } });
  const binding = template('policy-binding.yaml');
  verbs.create(BINDINGS, {
    ...binding,
    metadata: { name },
    spec: { ...binding.spec, policyName: name, paramRef: { ...binding.spec.paramRef, name: `${name}-params` } },
  });
  const object = (one.field_change_list ?? []).reduce(change, template(one.template));
  const resource = resourceOf(object);
  const namespaced = builtInResources().find((it) => groupResource(it) === resource)?.namespaced;
  const named = namespaced ? { ...object, metadata: { namespace: 'default', ...object.metadata } } : object;
  const there = verbs.list(resource, named.metadata.namespace).some((it) => it.metadata.name === named.metadata.name);
  try {
    if (there) verbs.update(resource, named);
    else verbs.create(resource, named);
    return { refused: false };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (!error.message.includes('ValidatingAdmissionPolicy')) return { refused: false, other: error.message };
    return { refused: true, other: error.message };
  }
}

if (!existsSync(folder)) {
  console.log('skipped: the published policies are not beside this repository');
  test('the published policies are read in place', () => assert.not.ok(existsSync(folder)));
} else
  for (const control of readdirSync(new URL('controls/', folder)).sort())
    test(`${control}: objects are refused and let pass as published`, () => {
      const wrong: string[] = [];
      for (const one of JSON.parse(readFileSync(new URL(`controls/${control}/tests.json`, folder), 'utf8')) as Case[]) {
        const { refused, other } = play(control, one);
        if (refused !== (one.expected === 'fail'))
          wrong.push(`${one.name}: ${refused ? 'refused' : 'let pass'}: ${other}`);
        // Nothing but the policy may decide, and it must have been able to.
        else if (other && /no such|compil|overload/.test(other)) wrong.push(`${one.name}: ${other}`);
        else if (other && !refused) wrong.push(`${one.name}: ${other}`);
      }
      assert.equal(wrong, []);
    });

test.run();
