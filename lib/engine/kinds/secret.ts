// Secrets: texts become bytes. Follows kubernetes/pkg/apis/core/v1/conversion.go.

import { Buffer } from 'node:buffer';
import type { Kind } from './interface.ts';

export const secret: Kind = {
  resource: 'secrets',
  defaults(draft) {
    const { stringData } = draft;
    if (!stringData) return;
    const data = { ...draft.data };
    for (const [key, value] of Object.entries(stringData as Record<string, string>))
      data[key] = Buffer.from(value).toString('base64');
    draft.data = data;
    delete draft.stringData;
  },
  selectable: { type: (it) => it['type'] ?? '' },
};
