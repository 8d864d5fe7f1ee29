// Counts what a namespace uses of its quotas. Admission charges what is made; this counts anew when a quota changes and when
// something goes. Follows kubernetes/pkg/controller/resourcequota.

import { keyOf } from '../../api/object.ts';
import { compareQuantities } from '../../api/quantity.ts';
import { equal } from '../apiserver/equality.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { countedOn, evaluatorOf, plus, scopesOf } from '../quota/evaluators.ts';
import type { Quantities } from '../quota/pod-resources.ts';
import { controllerUser, writeStatus } from './controller.ts';

const RESOURCE = 'resourcequotas';
/** All quotas are counted anew this often, in milliseconds. */
const RESYNC = 300_000;

export function resourceQuotaController(): Actor {
  return {
    name: 'resourcequota-controller',
    user: controllerUser('resourcequota-controller'),
    watches: ['*'],
    changed(change, context) {
      const { resource, object, old, type } = change;
      if (resource === RESOURCE && type !== 'DELETED') {
        if (!old || old['spec'] !== object['spec']) context.enqueue(change.key);
        // What others write into the status is not looked at before all quotas are.
        else if (!equal(object['status']?.hard, object['spec']?.hard))
          context.enqueue(change.key, RESYNC - (context.now % RESYNC), { background: true });
        return;
      }
      if (resource === 'events' || context.read.count(RESOURCE) === 0 || !object.metadata.namespace) return;
      if (type === 'ADDED') return;
      if (type === 'MODIFIED' && !evaluatorOf(resource).frees?.(old!, object, context.now)) return;
      for (const quota of context.read.list(RESOURCE, object.metadata.namespace)) context.enqueue(keyOf(quota));
    },
    sync,
  };
}

function sync(key: string, context: ActorContext): void {
  const quota = context.read.get(RESOURCE, key);
  if (!quota) return;
  const hard = (quota['spec']?.hard ?? {}) as Quantities;
  const before = (quota['status']?.used ?? {}) as Quantities;
  const scopes = scopesOf(quota);
  const used: Record<string, string> = {};
  const byResource = new Map<string, string[]>();
  for (const name of Object.keys(hard)) {
    const resource = countedOn(name);
    if (resource) byResource.set(resource, [...(byResource.get(resource) ?? []), name]);
    else if (before[name] !== undefined) used[name] = String(before[name]);
  }
  for (const [resource, names] of byResource) {
    const evaluator = evaluatorOf(resource);
    let sum: Record<string, string> = Object.fromEntries(names.map((name) => [name, '0']));
    for (const object of context.read.list(resource, quota.metadata.namespace)) {
      if (!scopes.every((scope) => evaluator.isIn(scope, object))) continue;
      const usage = evaluator.usage(object, context.now);
      const named = Object.fromEntries(names.filter((it) => usage[it] !== undefined).map((it) => [it, usage[it]!]));
      sum = plus(sum, named);
    }
    for (const name of names) used[name] = sum[name]!;
  }
  const isSame =
    Object.keys(before).length === Object.keys(used).length &&
    Object.entries(used).every(
      ([name, amount]) => before[name] !== undefined && compareQuantities(amount, before[name]) === 0,
    );
  if (isSame && JSON.stringify(quota['status']?.hard) === JSON.stringify(hard)) return;
  writeStatus(context, RESOURCE, quota, { hard, used });
}
