// The taints of a node, as its specification has them.

import type { KubeObject } from '../../api/object.ts';
import type { Taint } from '../../api/schema/types/core-v1.ts';

export const taintsOf = (node: KubeObject): readonly Taint[] => (node['spec']?.taints ?? []) as readonly Taint[];
