// The address of a node inside its network, which pods are told as that of their host.

import type { KubeObject } from '../../api/object.ts';

/** Undefined where the node says none. */
export function hostAddress(node: KubeObject): string | undefined {
  const addresses = node['status']?.addresses as readonly { type: string; address: string }[] | undefined;
  return addresses?.find((it) => it.type === 'InternalIP')?.address;
}
