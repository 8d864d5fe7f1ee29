// One pod on every node that takes it. Follows kubernetes/pkg/controller/daemon.

import { scaledValue } from '../../../api/int-or-string.ts';
import { controllerOf, keyOf, type KubeObject } from '../../../api/object.ts';
import { selectorMatcher } from '../../../api/selectors.ts';
import type { Actor, ActorContext } from '../../interface.ts';
import { claimPods, podKeys } from '../claim.ts';
import {
  controllerUser,
  deleteIfThere,
  isAvailable,
  isEnded,
  isReady,
  isTerminatingNamespace,
  managedBy,
  managedObjects,
  writeStatus,
} from '../controller.ts';
import { cleanRevisions, HASH, recordRevision } from '../revisions.ts';
import { allTolerations, nodeOf, placeOn, type Place } from './nodes.ts';

const RESOURCE = 'daemonsets.apps';
/** What precedes the name of a node in a key. */
const NODE = 'node ';
const GENERATION = 'deprecated.daemonset.template.generation';
/** First and longest wait before a pod that failed on a node is replaced there again, in milliseconds. */
const BACKOFF_FIRST = 1000;
const BACKOFF_LONGEST = 900_000;

const matcherOf = (set: KubeObject): ReturnType<typeof selectorMatcher> => selectorMatcher(set['spec'].selector);

export function daemonSetController(): Actor {
  return {
    name: 'daemonset-controller',
    user: controllerUser('daemon-set-controller'),
    watches: [RESOURCE, 'pods', 'nodes'],
    changed(change, context) {
      if (change.resource === RESOURCE) context.enqueue(change.key);
      else if (change.resource === 'pods')
        for (const key of podKeys(change, context, 'DaemonSet', RESOURCE, matcherOf)) context.enqueue(key);
      else if (
        change.type !== 'DELETED' &&
        (!change.old ||
          change.old.metadata.labels !== change.object.metadata.labels ||
          change.old['spec']?.taints !== change.object['spec']?.taints)
      )
        context.enqueue(NODE + change.key);
    },
    sync(key, context) {
      if (key.startsWith(NODE)) nodeChanged(key.slice(NODE.length), context);
      else sync(key, context);
    },
  };
}

/** Wakes the sets whose pod on a node is missing, out of place, or counted as such. */
function nodeChanged(name: string, context: ActorContext): void {
  const node = context.read.get('nodes', name);
  if (!node) return;
  const served = new Set<string>();
  for (const pod of context.read.indexed('podsByNode', name)) {
    const owner = controllerOf(pod);
    if (owner?.kind === 'DaemonSet') served.add(`${pod.metadata.namespace}/${owner.name}`);
  }
  for (const set of context.read.list(RESOURCE)) {
    const template = set['spec'].template as KubeObject;
    const { starts, stays } = placeOn(node, template, allTolerations(template));
    const isServed = served.has(keyOf(set));
    const isMisplaced = ((set['status']?.numberMisscheduled as number | undefined) ?? 0) > 0;
    if (isServed ? !stays || isMisplaced : starts) context.enqueue(keyOf(set));
  }
}

/** One look at a DaemonSet. */
interface Sync {
  readonly key: string;
  readonly context: ActorContext;
  readonly set: KubeObject;
  readonly template: KubeObject;
  readonly hash: string;
  readonly places: ReadonlyMap<string, Place>;
  readonly minReady: number;
  readonly surge: number;
}

function sync(key: string, context: ActorContext): void {
  const set = context.read.get(RESOURCE, key);
  if (!set || set.metadata.deletionTimestamp) return;
  const selector = (set['spec'].selector ?? {}) as { matchLabels?: object; matchExpressions?: unknown[] };
  if (!selector.matchExpressions?.length && Object.keys(selector.matchLabels ?? {}).length === 0) {
    const message = 'This daemon set is selecting all pods. A non-empty selector is required.';
    context.events.event(set, 'Warning', 'SelectingAll', message);
    return;
  }
  const { update, all } = recordRevision(context, set, HASH);
  const hash = update.metadata.labels![HASH]!;
  const template = set['spec'].template as KubeObject;
  const tolerations = allTolerations(template);
  const places = new Map(
    context.read.list('nodes').map((node) => [node.metadata.name!, placeOn(node, template, tolerations)]),
  );
  const wanted = [...places.values()].filter((it) => it.starts).length;
  const { maxSurge = 0, maxUnavailable = 1 } = (set['spec'].updateStrategy?.rollingUpdate ?? {}) as {
    maxSurge?: string | number;
    maxUnavailable?: string | number;
  };
  const isRolling = set['spec'].updateStrategy?.type !== 'OnDelete';
  const one: Sync = {
    key,
    context,
    set,
    template,
    hash,
    places,
    minReady: (set['spec'].minReadySeconds as number | undefined) ?? 0,
    surge: isRolling ? scaledValue(maxSurge, wanted, true) : 0,
  };
  let refusal: unknown;
  try {
    manage(one);
    if (isRolling) {
      const unavailable = scaledValue(maxUnavailable, wanted, true);
      if (one.surge > 0) rollSurging(one, wanted);
      else roll(one, Math.max(unavailable, 1));
    }
    const live = new Set(managedObjects(context, set, 'Pod').map((pod) => pod.metadata.labels?.[HASH]));
    cleanRevisions(context, set, all, (it) => it === update || live.has(it.metadata.labels?.[HASH]));
  } catch (error) {
    refusal = error;
  }
  status(one, wanted);
  if (refusal) throw refusal as Error;
}

/** The set's pods by node; one that ended and is deleted no longer counts. */
function podsByNode({ context, set }: Sync): Map<string, KubeObject[]> {
  const found = new Map<string, KubeObject[]>();
  for (const pod of claimPods(context, set, matcherOf(set))) {
    if (pod.metadata.deletionTimestamp && isEnded(pod)) continue;
    const node = nodeOf(pod);
    if (found.has(node)) found.get(node)!.push(pod);
    else found.set(node, [pod]);
  }
  return found;
}

/** Those on a node first, then the oldest. */
function oldestFirst(pods: readonly KubeObject[]): KubeObject[] {
  const rank = (pod: KubeObject): string =>
    `${pod['spec'].nodeName ? 0 : 1}${pod.metadata.creationTimestamp}${pod.metadata.name}`;
  return [...pods].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** Makes the missing pods and removes those that are too many, over, or out of place. */
function manage(one: Sync): void {
  const { context, places, hash } = one;
  const byNode = podsByNode(one);
  const create: string[] = [];
  const remove: KubeObject[] = [];
  for (const [node, { starts, stays }] of places) {
    const pods = byNode.get(node);
    if (!pods) {
      if (starts) create.push(node);
      continue;
    }
    const live = pods.filter((pod) => !pod.metadata.deletionTimestamp);
    if (!stays) {
      remove.push(...live);
      continue;
    }
    const running = live.filter((pod) => !isEnded(pod));
    for (const pod of live) if (isEnded(pod) && mayReplace(one, node, pod)) remove.push(pod);
    if (one.surge === 0) {
      remove.push(...oldestFirst(running).slice(1));
      continue;
    }
    if (running.length === 0 && starts) create.push(node);
    if (running.length < 2) continue;
    const ordered = oldestFirst(running);
    const fresh = ordered.find((pod) => pod.metadata.labels?.[HASH] === hash);
    const former = ordered.find((pod) => pod.metadata.labels?.[HASH] !== hash);
    remove.push(...ordered.filter((pod) => pod !== fresh && pod !== former));
    if (fresh && former && (!isReady(former) || isAvailable(fresh, one.minReady, context.now))) remove.push(former);
  }
  // Never scheduled, and its node is gone: nobody else would collect it.
  for (const [node, pods] of byNode)
    if (!places.has(node))
      remove.push(...pods.filter((pod) => !pod['spec'].nodeName && !pod.metadata.deletionTimestamp));
  apply(one, create, remove);
}

/** Whether a pod that ended on a node is replaced now; a failed one waits longer each time. */
function mayReplace({ context, set, key }: Sync, node: string, pod: KubeObject): boolean {
  const said = `daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${node}`;
  if (pod['status'].phase === 'Succeeded') {
    const message = `Found succeeded ${said}, will try to delete it`;
    context.events.event(set, 'Normal', 'SucceededDaemonPod', message);
    return true;
  }
  const id = `${set.metadata.uid}/${set['status']?.observedGeneration ?? 0}/${node}`;
  const last = context.memory.get<{ at: number; wait: number }>(id);
  if (last && context.now < last.at + last.wait) {
    context.enqueue(key, last.at + last.wait - context.now);
    return false;
  }
  const forgotten = !last || context.now - last.at > 2 * BACKOFF_LONGEST;
  const wait = forgotten ? BACKOFF_FIRST : Math.min(last.wait * 2, BACKOFF_LONGEST);
  context.memory.set(id, { at: context.now, wait });
  context.events.event(set, 'Warning', 'FailedDaemonPod', `Found failed ${said}, will try to kill it`);
  return true;
}

/** The one pod of the current template and the one of an earlier on a node; undefined when there are several of either. */
function pairOn({ hash }: Sync, pods: readonly KubeObject[]): { fresh?: KubeObject; former?: KubeObject } | undefined {
  const live = pods.filter((pod) => !pod.metadata.deletionTimestamp);
  const fresh = live.filter((pod) => pod.metadata.labels?.[HASH] === hash);
  const former = live.filter((pod) => pod.metadata.labels?.[HASH] !== hash);
  if (fresh.length > 1 || former.length > 1) return undefined;
  return { ...(fresh[0] ? { fresh: fresh[0] } : {}), ...(former[0] ? { former: former[0] } : {}) };
}

/** Old pods go as far as availability allows; the missing ones are made on the next look. */
function roll(one: Sync, most: number): void {
  const { context, minReady } = one;
  let unavailable = 0;
  const broken: KubeObject[] = [];
  const candidates: KubeObject[] = [];
  for (const [, pods] of podsByNode(one)) {
    const pair = pairOn(one, pods);
    if (!pair || Boolean(pair.fresh) === Boolean(pair.former)) unavailable++;
    else if (pair.fresh) {
      if (!isAvailable(pair.fresh, minReady, context.now)) unavailable++;
    } else if (!isAvailable(pair.former!, minReady, context.now)) {
      broken.push(pair.former!);
      unavailable++;
    } else if (unavailable < most) candidates.push(pair.former!);
  }
  apply(one, [], [...broken, ...candidates.slice(0, Math.max(0, most - unavailable))]);
}

/** New pods come up beside old ones, and an old one goes when its successor is available. */
function rollSurging(one: Sync, wanted: number): void {
  const { context, minReady, places } = one;
  const remove: KubeObject[] = [];
  const misplaced: KubeObject[] = [];
  const replaced: string[] = [];
  const candidates: string[] = [];
  let surging = 0;
  let available = 0;
  for (const [node, pods] of podsByNode(one)) {
    const pair = pairOn(one, pods);
    if (!pair) {
      surging++;
      continue;
    }
    const { fresh, former } = pair;
    const counted = former ?? fresh;
    const isGood = counted !== undefined && isAvailable(counted, minReady, context.now);
    if (isGood) available++;
    if (!former) continue;
    if (fresh) {
      if (isAvailable(fresh, minReady, context.now)) remove.push(former);
      else surging++;
      continue;
    }
    const starts = places.get(node)?.starts ?? false;
    if (!starts) (isGood ? misplaced : remove).push(former);
    else if (!isGood) replaced.push(node);
    else if (surging < one.surge) candidates.push(node);
  }
  // Whoever moves keeps serving until as many as wanted are available elsewhere.
  remove.push(...misplaced.slice(0, Math.max(0, available - wanted)));
  apply(one, [...replaced, ...candidates.slice(0, Math.max(0, one.surge - surging))], remove);
}

function apply(one: Sync, create: readonly string[], remove: readonly KubeObject[]): void {
  const { context, set } = one;
  let refusal: unknown;
  for (const node of create)
    try {
      createPod(one, node);
    } catch (error) {
      if (isTerminatingNamespace(error)) continue;
      context.events.event(set, 'Warning', 'FailedCreate', `Error creating: ${(error as Error).message}`);
      refusal = error;
      break;
    }
  for (const pod of remove) {
    if (!context.read.get('pods', keyOf(pod))) continue;
    deleteIfThere(context, 'pods', pod);
    context.events.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  }
  if (refusal) throw refusal as Error;
}

function createPod({ context, set, template, hash }: Sync, node: string): void {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const affinity = template['spec'].affinity ?? {};
  const terms = affinity.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms as
    object[] | undefined;
  const pod = context.api.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace,
      labels: {
        ...template.metadata?.labels,
        [HASH]: hash,
        'pod-template-generation': String(set.metadata.annotations?.[GENERATION] ?? 1),
      },
      annotations: template.metadata?.annotations,
      finalizers: template.metadata?.finalizers,
      ownerReferences: [managedBy(set)],
    },
    spec: {
      ...template['spec'],
      affinity: {
        ...affinity,
        nodeAffinity: {
          ...affinity.nodeAffinity,
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: terms ? terms.map((term) => ({ ...term, matchFields })) : [{ matchFields }],
          },
        },
      },
      tolerations: allTolerations(template),
    },
  });
  context.events.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
}

function status(one: Sync, wanted: number): void {
  const { context, key, places, hash, minReady, set } = one;
  const live = context.read.get(RESOURCE, key);
  if (live?.metadata.uid !== set.metadata.uid) return;
  const byNode = podsByNode(one);
  const counts = { scheduled: 0, misplaced: 0, ready: 0, available: 0, updated: 0 };
  for (const [node, { starts }] of places) {
    const [pod] = oldestFirst(byNode.get(node) ?? []);
    if (!pod) continue;
    if (!starts) {
      counts.misplaced++;
      continue;
    }
    counts.scheduled++;
    if (isReady(pod)) counts.ready++;
    if (isAvailable(pod, minReady, context.now)) counts.available++;
    if (pod.metadata.labels?.[HASH] === hash) counts.updated++;
  }
  const some = (field: string, value: number): object => (value ? { [field]: value } : {});
  writeStatus(context, RESOURCE, live!, {
    currentNumberScheduled: counts.scheduled,
    numberMisscheduled: counts.misplaced,
    desiredNumberScheduled: wanted,
    numberReady: counts.ready,
    observedGeneration: set.metadata.generation,
    ...some('updatedNumberScheduled', counts.updated),
    ...some('numberAvailable', counts.available),
    ...some('numberUnavailable', wanted - counts.available),
  });
  if (minReady > 0 && counts.ready !== counts.available) context.enqueue(key, minReady * 1000);
}
