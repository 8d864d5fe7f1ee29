// LimitRanger: gives containers the requests and limits of their namespace, and refuses what lies outside its bounds.
// Follows kubernetes/plugin/pkg/admission/limitranger.

import type { KubeObject } from '../../api/object.ts';
import { compareQuantities, parseQuantity } from '../../api/quantity.ts';
import { forbidden } from '../../api/status-errors.ts';
import { limitsOf, requestsOf, type Quantities } from '../quota/pod-resources.ts';
import type { AdmissionPlugin } from './interface.ts';

const RANGES = 'limitranges';
const ANNOTATION = 'kubernetes.io/limit-ranger';

interface Item {
  readonly type: string;
  readonly default?: Quantities;
  readonly defaultRequest?: Quantities;
  readonly min?: Quantities;
  readonly max?: Quantities;
  readonly maxLimitRequestRatio?: Quantities;
}

interface Container {
  readonly name: string;
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities };
}

const itemsOf = (range: KubeObject): readonly Item[] => (range['spec']?.limits ?? []) as readonly Item[];

// What was set, by the containers it was set in: pods of one template share them.
const notes = new WeakMap<object, string>();

export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  resources: ['pods', 'persistentvolumeclaims'],
  operations: ['CREATE', 'UPDATE'],
  always: true,
  admit(draft, old, call, isNew) {
    const { store } = call.machine;
    if (old || call.endpoint.storage !== 'pods' || store.count(RANGES) === 0) return;
    const ranges = store.list(RANGES, call.namespace);
    if (ranges.length === 0) return;
    if (isNew) for (const range of ranges) fill(draft.spec, itemsOf(range));
    const note = notes.get(draft.spec.containers as object);
    if (note)
      draft.metadata = { ...draft.metadata, annotations: { ...draft.metadata.annotations, [ANNOTATION]: note } };
  },
  review(object, old, call) {
    const { store } = call.machine;
    if (call.subresource || store.count(RANGES) === 0) return;
    const isPod = call.endpoint.storage === 'pods';
    if (isPod && old) return;
    // What other plugins made of the containers is what the next pod of the template begins with.
    const note = isPod && object.metadata.annotations?.[ANNOTATION];
    if (note) notes.set(object['spec'].containers as object, note);
    for (const range of store.list(RANGES, call.namespace)) {
      const found = itemsOf(range).flatMap((item) => (isPod ? podProblems(item, object) : claimProblems(item, object)));
      if (found.length === 0) continue;
      const message = found.length === 1 ? found[0]! : `[${[...new Set(found)].join(', ')}]`;
      throw forbidden(call.resource, object.metadata.name!, message);
    }
  },
};

/** Gives containers what a range has for them, and notes what was given. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function fill(spec: any, items: readonly Item[]): void {
  const mine = items.filter((item) => item.type === 'Container');
  const limits: Quantities = Object.assign({}, ...mine.map((item) => item.default));
  const requests: Quantities = Object.assign({}, ...mine.map((item) => item.defaultRequest));
  const given: string[] = [];
  const merge = (container: Container, what: string): Container => {
    const own = container.resources ?? {};
    const missing = (all: Quantities, has: Quantities = {}): string[] =>
      Object.keys(all)
        .filter((name) => has[name] === undefined)
        .sort();
    const [newRequests, newLimits] = [missing(requests, own.requests), missing(limits, own.limits)];
    if (newRequests.length) given.push(`${newRequests.join(', ')} request for ${what} ${container.name}`);
    if (newLimits.length) given.push(`${newLimits.join(', ')} limit for ${what} ${container.name}`);
    if (!newRequests.length && !newLimits.length) return container;
    const resources = {
      ...own,
      ...(Object.keys(limits).length || own.limits ? { limits: { ...limits, ...own.limits } } : {}),
      ...(Object.keys(requests).length || own.requests ? { requests: { ...requests, ...own.requests } } : {}),
    };
    return { ...container, resources };
  };
  const before = notes.get(spec.containers as object);
  spec.containers = (spec.containers as Container[]).map((it) => merge(it, 'container'));
  if (spec.initContainers)
    spec.initContainers = (spec.initContainers as Container[]).map((it) => merge(it, 'init container'));
  const note = given.length ? `LimitRanger plugin set: ${given.join('; ')}` : before;
  if (note) notes.set(spec.containers as object, note);
}

function podProblems(item: Item, pod: KubeObject): string[] {
  const { containers = [], initContainers = [] } = pod['spec'] as {
    containers?: Container[];
    initContainers?: Container[];
  };
  if (item.type === 'Pod')
    return problems(
      item,
      requestsOf({ ...pod['spec'], overhead: undefined }),
      limitsOf({ ...pod['spec'], overhead: undefined }),
    );
  if (item.type !== 'Container') return [];
  return [...containers, ...initContainers].flatMap(({ resources }) =>
    problems(item, resources?.requests ?? {}, resources?.limits ?? {}),
  );
}

function claimProblems(item: Item, claim: KubeObject): string[] {
  if (item.type !== 'PersistentVolumeClaim') return [];
  const requests = (claim['spec'].resources?.requests ?? {}) as Quantities;
  const found: string[] = [];
  for (const [name, least] of Object.entries(item.min ?? {})) found.push(...below(item, name, least, requests, {}));
  for (const [name, most] of Object.entries(item.max ?? {})) {
    const lead = `maximum ${name} usage per ${item.type} is ${most}`;
    const asked = requests[name];
    if (asked === undefined) found.push(`${lead}.  No request is specified`);
    else if (compareQuantities(asked, most) > 0) found.push(`${lead}, but request is ${asked}`);
  }
  return found;
}

function problems(item: Item, requests: Quantities, limits: Quantities): string[] {
  const found: string[] = [];
  for (const [name, least] of Object.entries(item.min ?? {})) found.push(...below(item, name, least, requests, limits));
  for (const [name, most] of Object.entries(item.max ?? {})) {
    const lead = `maximum ${name} usage per ${item.type} is ${most}`;
    const [asked, limit] = [requests[name], limits[name]];
    if (limit === undefined) found.push(`${lead}.  No limit is specified`);
    else if (compareQuantities(limit, most) > 0) found.push(`${lead}, but limit is ${limit}`);
    else if (asked !== undefined && compareQuantities(asked, most) > 0) found.push(`${lead}, but request is ${asked}`);
  }
  for (const [name, most] of Object.entries(item.maxLimitRequestRatio ?? {})) {
    const lead = `${name} max limit to request ratio per ${item.type} is ${most}`;
    const amount = (quantity: string | number | undefined): number =>
      quantity === undefined ? 0 : Number(parseQuantity(quantity)?.nano ?? 0n);
    const [asked, limit] = [amount(requests[name]), amount(limits[name])];
    if (!asked) found.push(`${lead}, but no request is specified or request is 0`);
    else if (!limit) found.push(`${lead}, but no limit is specified or limit is 0`);
    else if ((limit / asked) * 1e9 > amount(most))
      found.push(`${lead}, but provided ratio is ${(limit / asked).toFixed(6)}`);
  }
  return found;
}

function below(item: Item, name: string, least: string | number, requests: Quantities, limits: Quantities): string[] {
  const lead = `minimum ${name} usage per ${item.type} is ${least}`;
  const [asked, limit] = [requests[name], limits[name]];
  if (asked === undefined) return [`${lead}.  No request is specified`];
  if (compareQuantities(asked, least) < 0) return [`${lead}, but request is ${asked}`];
  return limit !== undefined && compareQuantities(limit, least) < 0 ? [`${lead}, but limit is ${limit}`] : [];
}
