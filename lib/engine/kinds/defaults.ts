// Defaults by type: what the server fills in wherever a type stands, so that a pod template means the same in every kind.
// The tables are beside, by what they are about; here is their interpreter.

import { resourceQuantity } from '../../api/quantity.ts';
import type { TypeSchema, ValueSchema } from '../../api/schema/schema.ts';
import { SETTLED } from '../apiserver/structure.ts';
import { CLUSTER } from './defaults/cluster.ts';
import { CORE } from './defaults/core.ts';
import type { Fills } from './defaults/interface.ts';
import { PODS } from './defaults/pods.ts';
import { WORKLOADS } from './defaults/workloads.ts';
import type { Draft, KindContext } from './interface.ts';

const FILLS: Fills = { ...PODS, ...CORE, ...WORKLOADS, ...CLUSTER };

/** Fills in an object's defaults; parts that are settled were filled before. */
export function applyDefaults(draft: Draft, type: TypeSchema, context: KindContext): void {
  FILLS[type.name]?.(draft, context);
  for (const [name, field] of type.fields) {
    if (name === 'metadata' || name === 'status') continue;
    const value = draft[name] as unknown;
    if (value !== undefined) descend(value, field, context, type);
  }
}

function descend(value: unknown, schema: ValueSchema, context: KindContext, holder: TypeSchema): void {
  if (typeof value !== 'object' || value === null || SETTLED.has(value)) return;
  if (schema.kind === 'object') applyDefaults(value as Draft, schema.type!, context);
  else if (schema.kind === 'array' && Array.isArray(value))
    for (const item of value) descend(item, schema.items!, context, holder);
  else if (schema.kind === 'map' && schema.items!.kind === 'object')
    for (const item of Object.values(value)) descend(item, schema.items!, context, holder);
  else if (schema.kind === 'map' && schema.items!.kind === 'quantity' && !holder.name.startsWith('resource.'))
    roundUp(value as Record<string, string>);
}

/** Resource lists know nothing finer than a thousandth. */
function roundUp(list: Record<string, string>): void {
  for (const name in list) list[name] = resourceQuantity(list[name]!);
}
