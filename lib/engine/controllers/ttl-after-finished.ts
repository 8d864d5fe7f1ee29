// Removes finished Jobs when their time to live is over. Follows kubernetes/pkg/controller/ttlafterfinished.

import { keyOf } from '../../api/object.ts';
import type { Actor } from '../interface.ts';
import { controllerUser } from './controller.ts';
import { finishOf } from './job/spec.ts';

const RESOURCE = 'jobs.batch';

export function ttlAfterFinishedController(): Actor {
  return {
    name: 'ttl-after-finished-controller',
    user: controllerUser('ttl-after-finished-controller'),
    watches: [RESOURCE],
    changed(change, context) {
      if (
        change.type !== 'DELETED' &&
        change.object['spec'].ttlSecondsAfterFinished !== undefined &&
        finishOf(change.object)
      )
        context.enqueue(change.key);
    },
    sync(key, context) {
      const job = context.read.get(RESOURCE, key);
      const seconds = job?.['spec'].ttlSecondsAfterFinished as number | undefined;
      const end = job && finishOf(job);
      if (!end || seconds === undefined || job.metadata.deletionTimestamp) return;
      const left = Date.parse(end.lastTransitionTime ?? '') + seconds * 1000 - context.now;
      if (left > 0) context.enqueue(keyOf(job), left, { background: true });
      else
        context.api.delete(RESOURCE, job.metadata.namespace!, job.metadata.name!, {
          propagation: 'Foreground',
          preconditions: { uid: job.metadata.uid },
        });
    },
  };
}
