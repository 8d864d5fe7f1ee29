// Limit ranges: one without a name gets one. Follows kubernetes/pkg/registry/core/limitrange/strategy.go.

import type { Kind } from './interface.ts';

export const limitRange: Kind = {
  resource: 'limitranges',
  prepareForCreate(draft, { chance, now }) {
    if (draft.metadata.name) return;
    const digits = Array.from({ length: 32 }, (_, i) =>
      (chance.draw(`${draft.metadata.namespace}/${now}/${i}`, 'limit range') % 16).toString(16),
    ).join('');
    draft.metadata.name = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  },
};
