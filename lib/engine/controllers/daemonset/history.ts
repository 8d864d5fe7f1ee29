// The revisions of a DaemonSet's template. Follows the history part of kubernetes/pkg/controller/daemon/update.go.

import type { KubeObject } from '../../../api/object.ts';
import type { ActorContext } from '../../interface.ts';
import { deleteIfThere, managedBy, managedObjects } from '../controller.ts';
import { canonical, templateHash } from '../template-hash.ts';

const REVISIONS = 'controllerrevisions.apps';
export const HASH = 'controller-revision-hash';

/** The hash of the current template, after recording it as the newest revision, and the other revisions. */
export function currentRevision(context: ActorContext, set: KubeObject): { hash: string; old: KubeObject[] } {
  const template = set['spec'].template as KubeObject;
  const data = { spec: { template: { ...template, $patch: 'replace' } } };
  const text = canonical(data);
  const known = managedObjects(context, set, 'ControllerRevision');
  const old = known.filter((it) => canonical(it['data']) !== text);
  const next = old.reduce((most, it) => Math.max(most, it['revision'] as number), 0) + 1;
  const same = known
    .filter((it) => !old.includes(it))
    .sort((a, b) => (b['revision'] as number) - (a['revision'] as number))[0];
  if (same) {
    if ((same['revision'] as number) < next) context.api.update(REVISIONS, { ...same, revision: next });
    return { hash: same.metadata.labels![HASH]!, old };
  }
  const hash = templateHash(template);
  context.api.create(REVISIONS, {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${set.metadata.name}-${hash}`,
      namespace: set.metadata.namespace,
      labels: { ...template.metadata?.labels, [HASH]: hash },
      annotations: set.metadata.annotations,
      ownerReferences: [managedBy(set)],
    },
    data,
    revision: next,
  });
  return { hash, old };
}

/** Removes the oldest revisions beyond the limit; those that live pods carry stay. */
export function cleanHistory(
  context: ActorContext,
  set: KubeObject,
  old: readonly KubeObject[],
  pods: readonly KubeObject[],
): void {
  let surplus = old.length - ((set['spec'].revisionHistoryLimit as number | undefined) ?? 10);
  if (surplus <= 0) return;
  const live = new Set(pods.map((pod) => pod.metadata.labels?.[HASH]));
  for (const it of [...old].sort((a, b) => (a['revision'] as number) - (b['revision'] as number))) {
    if (surplus <= 0) return;
    if (live.has(it.metadata.labels?.[HASH])) continue;
    deleteIfThere(context, REVISIONS, it);
    surplus--;
  }
}
