// A stage for the scheduler alone: a store, a loop and an API that does just what the scheduler asks of one. Forks like a cluster.

import type { KubeObject } from '../../../lib/api/object.ts';
import { keyOf } from '../../../lib/api/object.ts';
import { conflict, notFound } from '../../../lib/api/status-errors.ts';
import type { SimulationSpec } from '../../../lib/api/simulation/simulation.ts';
import type { UserInfo, Verbs } from '../../../lib/engine/interface.ts';
import { schedulerActor } from '../../../lib/engine/scheduler/actor.ts';
import { Actors } from '../../../lib/engine/sim/actors.ts';
import { chanceFrom } from '../../../lib/engine/sim/chance.ts';
import { Loop } from '../../../lib/engine/sim/loop.ts';
import { Memories } from '../../../lib/engine/storage/memory.ts';
import { MemoryStore } from '../../../lib/engine/storage/store.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

export class Stage {
  readonly loop: Loop;
  readonly store: MemoryStore;
  private readonly memories: Memories;
  private readonly actors: Actors;
  /** Bindings are refused as long as this says so. */
  refuseBinding = false;

  constructor(from?: Stage) {
    this.loop = from ? from.loop.fork() : new Loop(START);
    const now = (): number => this.loop.now;
    this.store = from ? from.store.fork(now) : new MemoryStore(now);
    this.memories = from ? from.memories.fork() : new Memories();
    this.actors = new Actors([schedulerActor], {
      loop: this.loop,
      read: this.store,
      memories: this.memories,
      chance: chanceFrom('stage'),
      simulation: {} as SimulationSpec,
      verbs: (user) => this.verbs(user),
    });
    this.store.subscribe(this.actors.tell);
    if (!from) this.actors.start();
  }

  fork(): Stage {
    return new Stage(this);
  }

  /** Lets time pass. */
  run(seconds = 0): this {
    this.loop.runTo(this.loop.now + seconds * 1000, this.actors.handle);
    return this;
  }

  put(resource: string, object: KubeObject): KubeObject {
    const { metadata } = object;
    const uid = metadata.uid ?? `uid-${keyOf(object)}`;
    const creationTimestamp = metadata.creationTimestamp ?? new Date(this.loop.now).toISOString().slice(0, 19) + 'Z';
    return this.store.put(resource, { ...object, metadata: { ...metadata, uid, creationTimestamp } });
  }

  node(
    name: string,
    more: { labels?: object; spec?: object; cpu?: string; memory?: string; status?: object } = {},
  ): KubeObject {
    const amounts = { cpu: more.cpu ?? '4', memory: more.memory ?? '16Gi', pods: '110' };
    return this.put('nodes', {
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name, ...more.labels } },
      spec: more.spec ?? {},
      status: { capacity: amounts, allocatable: amounts, ...more.status },
    });
  }

  pod(name: string, spec: object = {}, metadata: object = {}, status: object = {}): KubeObject {
    return this.put('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', ...metadata },
      spec: { schedulerName: 'default-scheduler', containers: [container('1')], priority: 0, ...spec },
      status: { phase: 'Pending', ...status },
    });
  }

  get(name: string): KubeObject {
    return this.store.get('pods', `default/${name}`)!;
  }

  nodeOf(name: string): string | undefined {
    return this.get(name).spec.nodeName as string | undefined;
  }

  /** The message of a pod's PodScheduled condition. */
  messageOf(name: string): string | undefined {
    const conditions = (this.get(name).status.conditions ?? []) as { type: string; message: string }[];
    return conditions.find((it) => it.type === 'PodScheduled')?.message;
  }

  /** Events as `reason: message`, oldest first. */
  events(name?: string): string[] {
    return this.store
      .list('events')
      .filter((event) => name === undefined || event.involvedObject.name === name)
      .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .map((event) => `${event.reason}: ${event.message}`);
  }

  remove(resource: string, key: string): void {
    this.store.remove(resource, key);
  }

  /** Everything that can be seen from outside, as text. */
  history(): string {
    return JSON.stringify(this.store.changesSince(0));
  }

  private verbs(user: UserInfo): Verbs {
    const { store } = this;
    const must = (resource: string, key: string): KubeObject => {
      const object = store.get(resource, key);
      if (!object) throw notFound(resource, key);
      return object;
    };
    const unused = (): never => {
      throw new Error('the scheduler has no need of this');
    };
    return {
      user,
      get: (resource, namespace, name) => must(resource, namespace ? `${namespace}/${name}` : name),
      list: (resource, namespace) => store.list(resource, namespace),
      create: (resource, object) => store.put(resource, object),
      update: (resource, object) => {
        must(resource, keyOf(object));
        return store.put(resource, object);
      },
      patch: (resource, namespace, name, _, body) => {
        const object = must(resource, namespace ? `${namespace}/${name}` : name);
        const status = { ...object.status, ...(body as { status: object }).status };
        for (const key in status) if (status[key] === null) delete status[key];
        return store.put(resource, { ...object, status });
      },
      delete: (resource, namespace, name) => {
        const object = must(resource, `${namespace}/${name}`);
        const grace = (object.spec?.terminationGracePeriodSeconds as number | undefined) ?? 30;
        if (!object.spec?.nodeName || !grace) return store.remove(resource, `${namespace}/${name}`)!;
        const deletionTimestamp = new Date(this.loop.now + grace * 1000).toISOString();
        return store.put(resource, { ...object, metadata: { ...object.metadata, deletionTimestamp } });
      },
      deleteCollection: unused,
      createSubresource: (resource, namespace, name, _, body) => {
        const object = must(resource, `${namespace}/${name}`);
        if (this.refuseBinding) throw conflict(resource, name, 'not now');
        return store.put(resource, { ...object, spec: { ...object.spec, nodeName: body.target.name } });
      },
    };
  }
}

/** A container that requests so much. */
export function container(cpu: string, memory = '1Gi', more: object = {}): object {
  return { name: 'c', image: 'img', resources: { requests: { cpu, memory } }, ...more };
}
