// Patches: what an object becomes when a patch is put over it.

import type { PatchType } from '../../api/client.ts';
import type { Json, JsonObject, KubeObject } from '../../api/object.ts';
import { unsupportedMediaType } from '../../api/status-errors.ts';
import type { Call } from './call.ts';

/** Applies a patch; `created` when an apply made the object. */
export function patch(
  call: Call,
  type: PatchType,
  body: JsonObject | readonly Json[],
  text = '',
): { object: KubeObject; created: boolean } {
  void call;
  void type;
  void body;
  void text;
  throw unsupportedMediaType('not yet');
}
