// Addresses for Services of type LoadBalancer and for Ingresses, after a while, from a documentation range.

import { keyOf, type KubeObject } from '../../api/object.ts';
import type { Actor, ActorContext } from '../interface.ts';

const INGRESSES = 'ingresses.networking.k8s.io';

/** Gives load balancers their addresses. */
export function loadBalancers(): Actor {
  return {
    name: 'service-controller',
    user: {
      name: 'system:serviceaccount:kube-system:service-controller',
      groups: ['system:masters', 'system:authenticated'],
    },
    watches: ['services', INGRESSES],
    changed(change, context) {
      // A cluster without pools has no cloud, and its load balancers wait for ever.
      if (context.simulation.pools.length && change.type !== 'DELETED' && wants(change.object))
        context.enqueue(`${change.resource} ${change.key}`);
    },
    sync,
  };
}

function wants(object: KubeObject): boolean {
  return (
    (object.kind === 'Ingress' || object['spec'].type === 'LoadBalancer') &&
    !object['status']?.loadBalancer?.ingress?.length
  );
}

function sync(id: string, context: ActorContext): void {
  const [resource, key] = id.split(' ') as [string, string];
  const object = context.read.get(resource, key);
  if (!object || !wants(object)) return;
  const asked = context.memory.get<number>(id);
  const takes = (context.simulation.pace?.loadBalancerSeconds ?? 5) * 1000;
  if (asked === undefined) {
    context.memory.set(id, context.now);
    if (object.kind === 'Service')
      context.events.event(object, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
    context.enqueue(id, takes);
    return;
  }
  if (context.now < asked + takes) return;
  context.memory.delete(id);
  const draw = context.chance.draw(keyOf(object), 'load balancer');
  const ingress = [{ ip: `203.0.113.${1 + (draw % 254)}`, ...(object.kind === 'Service' ? { ipMode: 'VIP' } : {}) }];
  context.api.update(
    resource,
    { ...object, status: { ...object['status'], loadBalancer: { ingress } } },
    { subresource: 'status' },
  );
  if (object.kind === 'Service') context.events.event(object, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
}
