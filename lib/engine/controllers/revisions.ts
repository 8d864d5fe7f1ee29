// The history of a template as ControllerRevisions: DaemonSets and StatefulSets record each template they had. Follows
// kubernetes/pkg/controller/history and the history part of kubernetes/pkg/controller/daemon/update.go.

import { controllerOf, type KubeObject } from '../../api/object.ts';
import { selectorMatcher } from '../../api/selectors.ts';
import type { ActorContext } from '../interface.ts';
import { deleteIfThere, managedBy, managedObjects, patchMetadata } from './controller.ts';
import { canonical, templateHash } from './template-hash.ts';

const REVISIONS = 'controllerrevisions.apps';
/** The label of pods that names the revision they are made from. */
export const HASH = 'controller-revision-hash';

export interface Revisions {
  /** That of the template as it is. */
  readonly update: KubeObject;
  /** All of them, oldest first. */
  readonly all: readonly KubeObject[];
}

/** Records the template as the newest revision: an equal one that is there is renumbered, otherwise one is made. */
export function recordRevision(context: ActorContext, owner: KubeObject, hashLabel: string): Revisions {
  const template = owner['spec'].template as KubeObject;
  const data = { spec: { template: { ...template, $patch: 'replace' } } };
  const text = canonical(data);
  const byNumber = (a: KubeObject, b: KubeObject): number => (a['revision'] as number) - (b['revision'] as number);
  const known = claimed(context, owner).sort(byNumber);
  const newest = known.at(-1);
  const same = known.findLast((it) => canonical(it['data']) === text);
  if (same && same === newest) return { update: same, all: known };
  const revision = ((newest?.['revision'] as number | undefined) ?? 0) + 1;
  if (same) {
    const update = context.api.update(REVISIONS, { ...same, revision });
    return { update, all: [...known.filter((it) => it !== same), update] };
  }
  let collisions = (owner['status']?.collisionCount as number | undefined) ?? 0;
  let hash = templateHash(template, collisions);
  const nameOf = (suffix: string): string => `${owner.metadata.name}-${suffix}`;
  while (context.read.get(REVISIONS, `${owner.metadata.namespace}/${nameOf(hash)}`))
    hash = templateHash(template, ++collisions);
  const update = context.api.create(REVISIONS, {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: nameOf(hash),
      namespace: owner.metadata.namespace,
      labels: { ...template.metadata?.labels, [hashLabel]: hash },
      annotations: owner.metadata.annotations,
      ownerReferences: [managedBy(owner)],
    },
    // Clients know the template of now among revisions by the bytes: its keys are in order.
    data: JSON.parse(text) as KubeObject,
    revision,
  });
  return { update, all: [...known, update] };
}

/** The owner's revisions, after adopting those nobody manages that its selector matches. */
function claimed(context: ActorContext, owner: KubeObject): KubeObject[] {
  const known = managedObjects(context, owner, 'ControllerRevision');
  const matches = selectorMatcher(owner['spec'].selector);
  for (const it of context.read.indexed('orphanRevisions', owner.metadata.namespace!))
    if (!controllerOf(it) && matches(it.metadata.labels) && it.metadata.name!.startsWith(`${owner.metadata.name}-`))
      known.push(
        patchMetadata(context, REVISIONS, it, {
          ownerReferences: [...(it.metadata.ownerReferences ?? []), managedBy(owner)],
        }),
      );
  return known;
}

/** Removes the oldest revisions beyond the owner's limit; those that are `live` stay. */
export function cleanRevisions(
  context: ActorContext,
  owner: KubeObject,
  old: readonly KubeObject[],
  isLive: (revision: KubeObject) => boolean,
): void {
  const limit = (owner['spec'].revisionHistoryLimit as number | undefined) ?? 10;
  const idle = old.filter((it) => !isLive(it));
  for (const it of idle.slice(0, Math.max(0, idle.length - limit))) deleteIfThere(context, REVISIONS, it);
}
