import type { ActorFactory } from '../interface.ts';
import { attacher } from './attachments.ts';
import { clusterAutoscaler } from './autoscaler.ts';
import { failures } from './failures.ts';
import { loadBalancers } from './load-balancers.ts';
import { nodeActor } from './nodes.ts';
import { provisioner } from './volumes.ts';

/** The provider side: nodes and their failures, volumes, addresses. */
export function clouds(): ActorFactory[] {
  return [nodeActor, provisioner, attacher, loadBalancers, clusterAutoscaler, failures];
}
