// Claims and volumes begin as pending. Follows kubernetes/pkg/registry/core/{persistentvolumeclaim,persistentvolume}.

import type { Kind } from './interface.ts';

export const claim: Kind = {
  resource: 'persistentvolumeclaims',
  prepareForCreate(draft) {
    draft.status = { phase: 'Pending' };
  },
};

export const volume: Kind = {
  resource: 'persistentvolumes',
  prepareForCreate(draft) {
    draft.status = { phase: 'Pending' };
  },
};
