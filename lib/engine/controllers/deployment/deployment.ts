// Rolls ReplicaSets over as a Deployment's template changes. Follows kubernetes/pkg/controller/deployment.

import { keyOf, type KubeObject } from '../../../api/object.ts';
import { selectorMatcher } from '../../../api/selectors.ts';
import type { Actor, ActorContext } from '../../interface.ts';
import { podKeys } from '../claim.ts';
import { controllerUser, managedBy, managedObjects, ownerKeys, patchMetadata } from '../controller.ts';
import {
  byRevision,
  create,
  DESIRED,
  replicas,
  RESOURCE,
  revise,
  sameTemplate,
  SETS,
  size,
  type Spec,
} from './sets.ts';
import { status } from './status.ts';
import { recreate, roll, scaleAll } from './strategies.ts';

export function deploymentController(): Actor {
  return {
    name: 'deployment-controller',
    user: controllerUser('deployment-controller'),
    watches: [RESOURCE, SETS, 'pods'],
    changed(change, context) {
      if (change.resource === RESOURCE) context.enqueue(change.key);
      else if (change.resource === SETS)
        for (const key of podKeys(change, context, 'Deployment', RESOURCE, (it) =>
          selectorMatcher(it['spec'].selector),
        ))
          context.enqueue(key);
      // Only Recreate waits for pods to be gone.
      else if (change.type === 'DELETED')
        for (const key of ownerKeys(change, 'ReplicaSet')) {
          const set = context.read.get(SETS, key);
          const owner = set?.metadata.ownerReferences?.find((it) => it.controller && it.kind === 'Deployment');
          if (owner) context.enqueue(`${set!.metadata.namespace}/${owner.name}`);
        }
    },
    sync,
  };
}

function sync(key: string, context: ActorContext): void {
  const deployment = context.read.get(RESOURCE, key);
  if (!deployment || deployment.metadata.deletionTimestamp) return;
  const spec = deployment['spec'] as Spec;
  let sets = claimSets(context, deployment);
  let current = sets.find((set) => sameTemplate(set['spec'].template, spec.template));
  const scaled = sets.some(
    (set) =>
      size(set) > 0 &&
      set.metadata.annotations?.[DESIRED] !== undefined &&
      set.metadata.annotations[DESIRED] !== String(replicas(deployment)),
  );
  if (!spec.paused) {
    current = current ? revise(context, deployment, current, sets) : create(context, deployment, sets);
    sets = managedObjects(context, deployment, 'ReplicaSet');
    if (scaled && current) {
      scaleAll(context, deployment, current, sets);
    } else if (spec.strategy?.type === 'Recreate') recreate(context, deployment, current!, sets);
    else roll(context, deployment, current!, sets);
    cleanUp(context, deployment, current!);
  } else if (scaled) scaleAll(context, deployment, current, sets);
  status(context, context.read.get(RESOURCE, key)!, current && context.read.get(SETS, keyOf(current)));
}

/** The Deployment's ReplicaSets, after adopting those nobody manages and letting go of those it no longer selects. */
function claimSets(context: ActorContext, deployment: KubeObject): KubeObject[] {
  const matches = selectorMatcher((deployment['spec'] as Spec).selector);
  const kept: KubeObject[] = [];
  for (const set of managedObjects(context, deployment, 'ReplicaSet')) {
    if (matches(set.metadata.labels)) kept.push(set);
    else {
      const owners = set.metadata.ownerReferences!.filter((it) => it.uid !== deployment.metadata.uid);
      patchMetadata(context, SETS, set, { ownerReferences: owners.length ? owners : null });
    }
  }
  for (const set of context.read.indexed('orphanSets', deployment.metadata.namespace!))
    if (!set.metadata.deletionTimestamp && matches(set.metadata.labels)) {
      const owners = [...(set.metadata.ownerReferences ?? []), managedBy(deployment)];
      kept.push(patchMetadata(context, SETS, set, { ownerReferences: owners }));
    }
  return kept;
}

/** Old empty ReplicaSets beyond the history limit go. */
function cleanUp(context: ActorContext, deployment: KubeObject, current: KubeObject): void {
  const limit = (deployment['spec'] as Spec).revisionHistoryLimit ?? 10;
  const old = managedObjects(context, deployment, 'ReplicaSet').filter(
    (set) => set.metadata.uid !== current.metadata.uid,
  );
  if (old.length <= limit) return;
  const idle = old.filter(
    (set) =>
      size(set) === 0 &&
      !set['status']?.replicas &&
      set['status']?.observedGeneration === set.metadata.generation &&
      !set.metadata.deletionTimestamp,
  );
  for (const set of idle.sort(byRevision).slice(0, Math.max(0, old.length - limit)))
    context.api.delete(SETS, set.metadata.namespace!, set.metadata.name!);
}
