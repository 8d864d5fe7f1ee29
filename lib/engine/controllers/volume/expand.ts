// Says of claims that ask for more than their volume has who will see to it. Follows kubernetes/pkg/controller/volume/expand, where no
// volume plugin of the tree's own is left that can grow volumes itself.

import { compareQuantities } from '../../../api/quantity.ts';
import type { Actor } from '../../interface.ts';
import { controllerUser } from '../controller.ts';

const CLAIMS = 'persistentvolumeclaims';

export function expandController(): Actor {
  return {
    name: 'volume_expand',
    user: controllerUser('expand-controller'),
    watches: [CLAIMS],
    changed({ type, object, old, key }, context) {
      if (type === 'DELETED' || object['status']?.phase !== 'Bound') return;
      if (old && old['spec'] === object['spec'] && old['status'] === object['status']) return;
      context.enqueue(key);
    },
    sync(key, context) {
      const claim = context.read.get(CLAIMS, key);
      const volume = claim && context.read.get('persistentvolumes', (claim['spec'].volumeName as string) ?? '');
      if (!claim || volume?.['spec'].claimRef?.uid !== claim.metadata.uid) return;
      const asked = claim['spec'].resources?.requests?.storage as string | undefined;
      const has = claim['status']?.capacity?.storage as string | undefined;
      if (asked === undefined || compareQuantities(asked, has ?? '0') <= 0) return;
      const message = 'waiting for an external controller to expand this PVC';
      context.events.event(claim, 'Normal', 'ExternalExpanding', message);
    },
  };
}
