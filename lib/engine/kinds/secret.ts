// Secrets: texts become bytes. Follows kubernetes/pkg/apis/core/v1/conversion.go.

import { Buffer } from 'node:buffer';
import { required } from '../../api/field-errors.ts';
import type { Kind } from './interface.ts';

const ACCOUNT = 'kubernetes.io/service-account.name';

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
  validate: ({ type, metadata }) =>
    type === 'kubernetes.io/service-account-token' && !metadata.annotations?.[ACCOUNT]
      ? [required(`metadata.annotations[${ACCOUNT}]`)]
      : [],
  selectable: { type: (it) => it['type'] ?? '' },
};
