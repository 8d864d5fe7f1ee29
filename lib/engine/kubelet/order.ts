import type { ActorFactory } from '../interface.ts';
import { kubelet } from './kubelet.ts';

/** The node side: one actor plays the kubelets of all nodes. */
export function kubelets(): ActorFactory[] {
  return [kubelet];
}
