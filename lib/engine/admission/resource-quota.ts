// ResourceQuota: refuses what would exceed a quota of its namespace, and charges what does not. Follows
// apiserver/pkg/admission/plugin/resourcequota.

import { keyOf, type KubeObject } from '../../api/object.ts';
import { compareQuantities, subtractQuantities } from '../../api/quantity.ts';
import { forbidden } from '../../api/status-errors.ts';
import type { Call } from '../apiserver/call.ts';
import { CONTROL_PLANE } from '../auth/users.ts';
import { evaluatorOf, plus, scopesOf } from '../quota/evaluators.ts';
import type { Quantities } from '../quota/pod-resources.ts';
import type { AdmissionPlugin } from './interface.ts';

const QUOTAS = 'resourcequotas';

export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  resources: ['*'],
  operations: ['CREATE', 'UPDATE'],
  review(object, old, call) {
    const { store } = call.machine;
    if (!call.namespace || call.subresource === 'status' || store.count(QUOTAS) === 0) return;
    const resource = call.endpoint.storage;
    if (resource === 'events' || (call.subresource && call.subresource !== 'resize')) return;
    const quotas = store.list(QUOTAS, call.namespace);
    if (quotas.length === 0) return;
    const evaluator = evaluatorOf(resource);
    if (!evaluator.measures(old ? 'UPDATE' : 'CREATE', object, old) && call.subresource !== 'resize') return;
    const usage = evaluator.usage(object, call.now);
    const before = old ? evaluator.usage(old, call.now) : {};
    const charges: [KubeObject, Record<string, string>][] = [];
    for (const quota of quotas) {
      const { hard = {}, used = {} } = (quota['status'] ?? {}) as { hard?: Quantities; used?: Quantities };
      const names = Object.keys(hard).filter((name) => evaluator.concerns(name));
      const scopes = scopesOf(quota);
      const covers = (it: KubeObject): boolean => scopes.every((scope) => evaluator.isIn(scope, it));
      if (names.length === 0 || !covers(object)) continue;
      const refuse = (message: string): Error => forbidden(call.resource, object.metadata.name!, message);
      const name = quota.metadata.name!;
      const missing = evaluator.missing?.(object, names);
      if (missing) throw refuse(`failed quota: ${name}: ${missing}`);
      if (names.some((it) => used[it] === undefined))
        throw refuse(`status unknown for quota: ${name}, resources: ${names.sort().join(',')}`);
      const delta = grown(usage, old && covers(old) ? before : {}, names);
      if (Object.keys(delta).length === 0) continue;
      const next = plus(used, delta);
      const exceeded = Object.keys(delta)
        .filter((it) => compareQuantities(next[it]!, hard[it]!) > 0)
        .sort();
      if (exceeded.length) {
        const said = (of: Quantities): string => exceeded.map((it) => `${it}=${of[it]}`).join(',');
        throw refuse(`exceeded quota: ${name}, requested: ${said(delta)}, used: ${said(used)}, limited: ${said(hard)}`);
      }
      charges.push([quota, next]);
    }
    if (!call.dryRun) for (const [quota, used] of charges) charge(call, quota, used);
  },
};

/** What is used more than before, of these names. */
function grown(usage: Quantities, before: Quantities, names: readonly string[]): Record<string, string> {
  const more: Record<string, string> = {};
  for (const name of names) {
    const now = usage[name];
    if (now === undefined) continue;
    const delta = before[name] === undefined ? String(now) : subtractQuantities(now, before[name]);
    if (compareQuantities(delta, 0) > 0) more[name] = delta;
  }
  return more;
}

function charge(call: Call, quota: KubeObject, used: Record<string, string>): void {
  const live = call.machine.store.get(QUOTAS, keyOf(quota)) ?? quota;
  call.machine
    .verbs(CONTROL_PLANE)
    .update(QUOTAS, { ...live, status: { ...live['status'], used } }, { subresource: 'status' });
}
