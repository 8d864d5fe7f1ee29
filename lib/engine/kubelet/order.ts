import type { ActorFactory } from '../interface.ts';
import { evictionManager } from './eviction.ts';
import { kubelet } from './kubelet.ts';

/** The node side: one actor plays the kubelets of all nodes, one ends pods where a node runs short. */
export function kubelets(): ActorFactory[] {
  return [kubelet, evictionManager];
}
