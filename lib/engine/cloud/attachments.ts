// The attaching side of a cloud's storage: what is to be attached to a node is so after a while, and what is to be detached is let go.
// Plays the external attachers of all drivers. A cluster without pools has no cloud.

import type { Actor, ActorContext } from '../interface.ts';
import { ATTACHMENTS } from '../kinds/volume-attachments.ts';

/** How long attaching and detaching takes when nothing is said of it, in seconds. */
const USUAL = 1;

export function attacher(): Actor {
  return {
    name: 'cloud-attacher',
    user: {
      name: 'system:serviceaccount:kube-system:csi-attacher',
      groups: ['system:masters', 'system:authenticated'],
    },
    watches: [ATTACHMENTS],
    changed({ type, key, object, old }, context) {
      if (type === 'DELETED' || context.simulation.pools.length === 0) return;
      const isGoing = object.metadata.deletionTimestamp !== undefined;
      if (type === 'ADDED' || (isGoing && !old?.metadata.deletionTimestamp)) {
        const name = object['spec'].attacher as string;
        const said = context.simulation.provisioners?.find((it) => it.name === name)?.attachSeconds;
        if (type === 'ADDED') context.enqueue(`hold ${key}`);
        context.enqueue(`do ${key}`, (said ?? USUAL) * 1000, { replace: true });
      }
    },
    sync(id, context) {
      const [what, name] = id.split(' ') as [string, string];
      if (what === 'hold') hold(context, name);
      else settle(context, name);
    },
  };
}

const finalizerOf = (driver: string): string => `external-attacher/${driver.replaceAll(/[^a-zA-Z0-9-]/g, '-')}`;

/** An attachment stays until it has been undone. */
function hold({ read, api }: ActorContext, name: string): void {
  const attachment = read.get(ATTACHMENTS, name);
  if (!attachment || attachment.metadata.deletionTimestamp) return;
  const finalizer = finalizerOf(attachment['spec'].attacher as string);
  const { finalizers = [] } = attachment.metadata;
  if (!finalizers.includes(finalizer))
    api.update(ATTACHMENTS, {
      ...attachment,
      metadata: { ...attachment.metadata, finalizers: [...finalizers, finalizer] },
    });
}

function settle({ read, api }: ActorContext, name: string): void {
  const attachment = read.get(ATTACHMENTS, name);
  if (!attachment) return;
  if (!attachment.metadata.deletionTimestamp) {
    if (attachment['status']?.attached) return;
    const status = { ...attachment['status'], attached: true };
    api.update(ATTACHMENTS, { ...attachment, status }, { subresource: 'status' });
    return;
  }
  const finalizer = finalizerOf(attachment['spec'].attacher as string);
  const finalizers = attachment.metadata.finalizers?.filter((it) => it !== finalizer) ?? [];
  if (finalizers.length === attachment.metadata.finalizers?.length) return;
  api.update(ATTACHMENTS, {
    ...attachment,
    metadata: { ...attachment.metadata, finalizers: finalizers.length ? finalizers : undefined },
  });
}
