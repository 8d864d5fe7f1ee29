// Pods of nodes that are gone. Follows kubernetes/pkg/controller/podgc.

import type { Actor } from '../interface.ts';
import { controllerUser } from './controller.ts';

/** A node that is gone may come back within this time. */
const QUARANTINE = 40_000;

export function podGarbageCollector(): Actor {
  return {
    name: 'pod-garbage-collector',
    user: controllerUser('pod-garbage-collector'),
    watches: ['nodes'],
    changed(change, context) {
      if (change.type === 'DELETED') context.enqueue(change.key, QUARANTINE);
    },
    sync(name, context) {
      if (context.read.get('nodes', name)) return;
      for (const pod of context.read.indexed('podsByNode', name)) {
        context.events.event(pod, 'Normal', 'DeletingPodNodeGone', `Deleting pod: node ${name} no longer exists`);
        context.api.delete('pods', pod.metadata.namespace!, pod.metadata.name!, { gracePeriodSeconds: 0 });
      }
    },
  };
}
