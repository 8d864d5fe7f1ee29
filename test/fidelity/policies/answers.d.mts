import type { KubeObject } from '../../../lib/api/object.ts';

export function pathOf(object: KubeObject): string;
export function answerOf(
  request: { readonly method: string },
  reply: { readonly status: number; readonly warnings: readonly string[]; readonly text: string },
): object;
