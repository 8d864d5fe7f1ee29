// The scheduler as an actor: takes pods from its queue, finds each a node, binds it or says why not, and makes room by preemption.
// Follows kubernetes/pkg/scheduler (scheduler, schedule_one, eventhandlers) and framework/preemption (executor).

import { keyOf, type KubeObject } from '../../api/object.ts';
import { isStatus } from '../../api/status-errors.ts';
import type { Actor, ActorContext, Change } from '../interface.ts';
import { Cluster } from './cluster.ts';
import { Cycle, type Run } from './cycle.ts';
import { fitMessage, NO_NODES, type Diagnosis } from './diagnosis.ts';
import { asSeenByOthers, hintsFor, NO_NODE, OWN_CHANGES, WATCHED } from './hints.ts';
import type { Preparation } from './interface.ts';
import type { NodeFacts } from './nodes.ts';
import { PLUGINS } from './order.ts';
import { bindingOf } from './plugins/default-binder.ts';
import { factsOf, isFinished, type PodFacts } from './pods.ts';
import { patchStatus, reportRefusal, SCHEDULER } from './pod-status.ts';
import { preempt } from './preemption.ts';
import { backoffEnd, flushTime, Queue, type Ready } from './queue.ts';
import { makeRoom } from './victims.ts';
import { fullyBound, SELECTED_NODE } from './volumes.ts';

/** How long a pod waits for its claims to be bound, milliseconds. */
const BIND_TIMEOUT = 600_000;

/** Keys of the actor's own queue. */
const SCHEDULE = 'schedule';
const RETRY = 'retry';
const FLUSH = 'flush';
const BIND = 'bind ';

/** Makes the scheduler of one cluster. */
export function schedulerActor(): Actor {
  return new SchedulerActor();
}

class SchedulerActor implements Actor {
  readonly name = SCHEDULER;
  readonly user = { name: 'system:kube-scheduler', groups: ['system:authenticated'] };
  readonly watches = [
    ...new Set([
      ...WATCHED,
      'pods',
      'nodes',
      'namespaces',
      'services',
      'replicationcontrollers',
      'replicasets.apps',
      'statefulsets.apps',
      'persistentvolumeclaims',
    ]),
  ];
  private cycle: Cycle | undefined;
  private queue: Queue | undefined;

  start(context: ActorContext): void {
    const queue = this.queueOf(context);
    context.read.walk('pods', {}, (pod) => {
      if (isOurs(pod) && !queue.get(keyOf(pod))) this.enter(factsOf(pod), context);
    });
  }

  changed(change: Change, context: ActorContext): void {
    this.cycle?.cluster.changed(change);
    if (change.resource === 'pods') this.podChanged(change, context);
    else {
      if (change.resource === 'persistentvolumeclaims') this.claimChanged(change, context);
      this.help(change, context);
    }
  }

  sync(key: string, context: ActorContext): void {
    if (key === SCHEDULE) this.drain(context);
    else if (key === RETRY) this.retry(context);
    else if (key === FLUSH) this.flush(context);
    else if (key.startsWith(BIND)) this.finishBinding(key.slice(BIND.length), context);
  }

  /** Tries every pod whose turn it is. Nobody else acts meanwhile, so one call may handle them all. */
  private drain(context: ActorContext): void {
    const queue = this.queueOf(context);
    const cycle = this.cycleOf(context);
    for (;;) {
      for (let ready = queue.take(); ready.length; ready = queue.take())
        for (const one of ready) this.attempt(one, cycle, queue, context);
      const early = queue.backingOff();
      if (!early.length) return;
      for (const key of early) {
        if (queue.active) break;
        const ready = queue.pop(key);
        if (ready) this.attempt(ready, cycle, queue, context);
      }
    }
  }

  private attempt(ready: Ready, cycle: Cycle, queue: Queue, context: ActorContext): void {
    const object = context.read.get('pods', ready.key);
    if (!object || object.metadata.uid !== ready.uid || !isOurs(object)) return;
    const pod = factsOf(object);
    if (cycle.cluster.hasPlace(pod)) return;
    if (pod.terminating) {
      context.events.event(object, 'Warning', 'FailedScheduling', `skip schedule deleting pod: ${pod.key}`, {
        action: 'Scheduling',
      });
      return;
    }
    if (this.gate(pod, context)) return;
    const outcome = cycle.schedule(pod);
    if (!outcome.node) {
      this.refuse(pod, ready, outcome.run, outcome.diagnosis, cycle, queue, context);
      return;
    }
    const preparation = cycle.preparation(outcome.run, outcome.node);
    if (preparation) this.prepare(pod, ready, outcome.node, preparation, context);
    else this.bind(pod, ready, outcome.node.name, context);
  }

  private bind(pod: PodFacts, ready: Ready, node: string, context: ActorContext): void {
    const done = this.attemptWrite(pod, ready, context, () => {
      context.api.createSubresource('pods', pod.namespace, pod.name, 'binding', bindingOf(pod, node));
    });
    if (!done) return;
    context.events.event(pod.object, 'Normal', 'Scheduled', `Successfully assigned ${pod.key} to ${node}`, {
      action: 'Binding',
    });
  }

  /** Writes what binding needs first, keeps the pod's place, and waits. */
  private prepare(
    pod: PodFacts,
    ready: Ready,
    node: NodeFacts,
    { writes, claims }: Preparation,
    context: ActorContext,
  ): void {
    const queue = this.queueOf(context);
    const { cluster } = this.cycleOf(context);
    const { refusals, errors } = ready;
    const done = this.attemptWrite(pod, ready, context, () => {
      patchStatus(pod, undefined, node.name, context);
      for (const { resource, object } of writes) context.api.update(resource, object);
    });
    if (!done) return;
    const current = factsOf(context.read.get('pods', pod.key) ?? pod.object);
    cluster.place(current, node.name);
    queue.wait(current, {
      where: 'binding',
      refusals,
      errors,
      since: context.now,
      plugins: [],
      node: node.name,
      claims,
      provisions: writes.filter((one) => one.resource === 'persistentvolumeclaims').map((one) => keyOf(one.object)),
    });
    context.enqueue(BIND + pod.key);
  }

  /** Binds a pod whose claims are bound by now; gives up when they cannot be. */
  private finishBinding(key: string, context: ActorContext): void {
    const queue = this.queueOf(context);
    const waiting = queue.get(key);
    const object = context.read.get('pods', key);
    if (waiting?.where !== 'binding') return;
    const { cluster } = this.cycleOf(context);
    if (!object || object.metadata.uid !== waiting.uid || object.spec?.nodeName) {
      queue.drop(key);
      return;
    }
    const pod = factsOf(object);
    const claims = waiting.claims!.map((claim) => context.read.get('persistentvolumeclaims', claim));
    // A provisioner that cannot make a volume here takes the node off the claim.
    const lost = claims.some(
      (claim, i) =>
        !claim ||
        (waiting.provisions!.includes(waiting.claims![i]!) &&
          claim.metadata.annotations?.[SELECTED_NODE] !== waiting.node),
    );
    const ready: Ready = { key, uid: waiting.uid, refusals: waiting.refusals, errors: waiting.errors };
    if (lost || context.now >= waiting.since + BIND_TIMEOUT) {
      queue.drop(key);
      cluster.unplace(pod);
      const why = lost ? 'provisioning failed for PVC' : 'context deadline exceeded';
      this.failed(pod, ready, `running PreBind plugin "VolumeBinding": binding volumes: ${why}`, context);
      return;
    }
    if (!claims.every((claim) => fullyBound(claim!))) {
      context.enqueue(BIND + key, waiting.since + BIND_TIMEOUT - context.now, { background: true });
      return;
    }
    queue.drop(key);
    this.bind(pod, ready, waiting.node!, context);
  }

  /** Says why a pod found no node, lets it wait, and makes room for it if that helps. */
  private refuse(
    pod: PodFacts,
    ready: Ready,
    run: Run,
    diagnosis: Diagnosis,
    cycle: Cycle,
    queue: Queue,
    context: ActorContext,
  ): void {
    const { candidates, best, tail } = preempt(cycle, run, diagnosis);
    const message = fitMessage(diagnosis, tail);
    // It waits before anything is written, as what is written may be what it waits for.
    const due = queue.wait(pod, {
      where: 'refused',
      refusals: ready.refusals + 1,
      errors: 0,
      since: context.now,
      plugins: message === NO_NODES ? [NO_NODE] : diagnosis.plugins,
    });
    context.enqueue(FLUSH, due! - context.now, { background: true });
    const eligible = candidates.length > 0 || (tail !== '' && !tail.includes('not eligible') && !diagnosis.preFilter);
    const nominate = best ? best.node.name : eligible ? '' : undefined;
    reportRefusal(pod, 'Unschedulable', message, nominate, context);
    if (best) makeRoom(pod, best, cycle, context, (other) => this.reactivate(other, context));
  }

  /** Runs writes; a refusal of the API server sends the pod back with a back-off. */
  private attemptWrite(pod: PodFacts, ready: Ready, context: ActorContext, write: () => void): boolean {
    try {
      write();
      return true;
    } catch (error) {
      if (!isStatus(error)) throw error;
      if (context.read.get('pods', pod.key)) this.failed(pod, ready, error.message, context);
      return false;
    }
  }

  private failed(pod: PodFacts, ready: Ready, message: string, context: ActorContext): void {
    const { refusals, errors } = ready;
    const due = this.queueOf(context).wait(pod, {
      where: 'error',
      refusals,
      errors: errors + 1,
      since: context.now,
      plugins: [],
    });
    context.enqueue(RETRY, due! - context.now);
    reportRefusal(pod, 'SchedulerError', message, '', context);
  }

  private podChanged(change: Change, context: ActorContext): void {
    const { object, old, type } = change;
    const key = keyOf(object);
    if (type === 'DELETED') {
      this.queueOf(context).drop(key);
    } else if (isOurs(object)) {
      if (!old) this.enter(factsOf(object), context);
      else if (old.spec !== object.spec || old.metadata.labels !== object.metadata.labels)
        this.ownChanged(key, object, old, context);
    } else if (old && isOurs(old)) this.queueOf(context).drop(key);
    const seen = asSeenByOthers(change);
    if (seen) this.help(seen, context);
  }

  /** A new pod: it is tried, or told that it is gated. */
  private enter(pod: PodFacts, context: ActorContext): void {
    const queue = this.queueOf(context);
    if (pod.shape.gated) {
      queue.wait(pod, { where: 'gated', refusals: 0, errors: 0, since: context.now, plugins: [] });
      return;
    }
    queue.activate(pod, context.now);
    context.enqueue(SCHEDULE);
  }

  /** Whether a plugin holds the pod back. */
  private gate(pod: PodFacts, context: ActorContext): boolean {
    for (const plugin of PLUGINS) {
      if (!plugin.preEnqueue?.(pod)) continue;
      this.queueOf(context).wait(pod, { where: 'gated', refusals: 0, errors: 0, since: context.now, plugins: [] });
      return true;
    }
    return false;
  }

  private ownChanged(key: string, object: KubeObject, old: KubeObject, context: ActorContext): void {
    const queue = this.queueOf(context);
    const waiting = queue.get(key);
    if (!waiting) return;
    const pod = factsOf(object);
    if (waiting.where === 'gated') {
      if (pod.shape.gated) return;
      queue.activate(pod, context.now, waiting);
      context.enqueue(SCHEDULE);
      return;
    }
    if (waiting.where !== 'refused') return;
    const same =
      JSON.stringify(old.spec) === JSON.stringify(object.spec) &&
      JSON.stringify(old.metadata.labels) === JSON.stringify(object.metadata.labels);
    if (same || !waiting.plugins.some((plugin) => OWN_CHANGES.has(plugin))) return;
    queue.move(pod, waiting, context.now);
    context.enqueue(SCHEDULE);
  }

  /** Moves refused pods that a change may have helped. */
  private help(change: Change, context: ActorContext): void {
    const queue = this.queueOf(context);
    let moved = false;
    for (const { plugin, hint } of hintsFor(change)) {
      if (!queue.anyRefused(plugin)) continue;
      for (const key of queue.refused(plugin)) {
        const waiting = queue.get(key);
        const object = context.read.get('pods', key);
        if (waiting?.where !== 'refused' || !object || key === keyOf(change.object)) continue;
        const pod = factsOf(object);
        if (hint.helps && !hint.helps(pod, change, this.cycleOf(context).cluster)) continue;
        queue.move(pod, waiting, context.now);
        moved = true;
      }
    }
    if (moved) context.enqueue(SCHEDULE);
  }

  private claimChanged(change: Change, context: ActorContext): void {
    const claim = keyOf(change.object);
    for (const pod of context.read.indexed('podsByClaim', claim)) {
      const key = keyOf(pod);
      if (this.queueOf(context).get(key)?.where === 'binding') context.enqueue(BIND + key);
    }
  }

  /** Lets a pod that lost its nomination, or the place it waited to be bound to, look for another at once. */
  private reactivate(pod: PodFacts, context: ActorContext): void {
    const queue = this.queueOf(context);
    const waiting = queue.get(pod.key);
    if (waiting?.where !== 'refused' && waiting?.where !== 'binding') return;
    queue.activate(pod, context.now, waiting);
    context.enqueue(SCHEDULE);
  }

  private retry(context: ActorContext): void {
    const queue = this.queueOf(context);
    for (const key of queue.dueErrors(context.now)) {
      const waiting = queue.get(key);
      const object = context.read.get('pods', key);
      if (waiting && object) queue.activate(factsOf(object), context.now, waiting);
      else queue.drop(key);
    }
    context.enqueue(SCHEDULE);
    const next = queue.in('error').map(([, waiting]) => waiting);
    for (const waiting of next) context.enqueue(RETRY, Math.max(1, backoffEnd(waiting) - context.now));
  }

  /** Tries refused pods again that have waited very long. */
  private flush(context: ActorContext): void {
    const queue = this.queueOf(context);
    let next = Infinity;
    for (const [key, waiting] of queue.in('refused')) {
      const due = flushTime(waiting);
      const object = context.read.get('pods', key);
      if (due > context.now) next = Math.min(next, due);
      else if (object) queue.move(factsOf(object), waiting, context.now);
      else queue.drop(key);
    }
    if (next < Infinity) context.enqueue(FLUSH, next - context.now, { background: true });
    if (!queue.idle) context.enqueue(SCHEDULE);
  }

  private queueOf(context: ActorContext): Queue {
    return (this.queue ??= new Queue(context.memory));
  }

  /** The picture of the cluster; made at the first use, in this cluster and in every fork. */
  private cycleOf(context: ActorContext): Cycle {
    if (!this.cycle) {
      const cluster = new Cluster(context.read);
      for (const [key, waiting] of this.queueOf(context).in('binding')) {
        const object = context.read.get('pods', key);
        if (object) cluster.place(factsOf(object), waiting.node!);
      }
      this.cycle = new Cycle(cluster, context.chance);
    }
    return this.cycle;
  }
}

/** Whether a pod waits for this scheduler. */
function isOurs(pod: KubeObject): boolean {
  const scheduler = pod.spec?.schedulerName as string | undefined;
  return !pod.spec?.nodeName && !isFinished(pod) && (scheduler === undefined || scheduler === SCHEDULER);
}
