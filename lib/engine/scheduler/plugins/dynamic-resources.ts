// DynamicResources: claims of devices are not allocated here; pods without them are all it speaks of.
// Follows kubernetes/pkg/scheduler/framework/plugins/dynamicresources in its words only.

import type { Plugin } from '../interface.ts';

/** What it says when preemption is tried. */
export const NOTHING_TO_DEALLOCATE = 'no new claims to deallocate';

export const dynamicResources: Plugin<undefined, undefined> = {
  name: 'DynamicResources',
  weight: 2,
  local: true,
  score: () => 0,
};
