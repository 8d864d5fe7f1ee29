// Keys in the paths of JSON patches. Follows apiserver/pkg/cel/library/jsonpatch.go.

import type { Library } from '../environment.ts';

export const jsonPatches: Library = {
  functions: [
    ['@jsonpatch.escapeKey(string): string', (key: string) => key.replace(/[~/]/g, (it) => (it === '~' ? '~0' : '~1'))],
  ],
};
