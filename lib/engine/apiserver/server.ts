// The API server: the doors to the one pipeline. It holds nothing that lasts: a server over a forked store, with the forked
// memory, goes on where the original was.

import type { GroupResource } from '../../api/object.ts';
import type { SimulationSpec } from '../../api/simulation/simulation.ts';
import { Rbac, RBAC_RESOURCES } from '../auth/rbac.ts';
import type { Chance, Change, Memory, Store, UserInfo, Verbs } from '../interface.ts';
import type { Machine } from './call.ts';
import { handle } from './handle.ts';
import type { ApiRequest, ApiResponse } from './http.ts';
import { BEGAN } from './metrics.ts';
import { Registry } from './registry.ts';
import { UserVerbs } from './verbs.ts';

export type { ApiRequest, ApiResponse, WatchAnswer } from './http.ts';
export type { Forward } from './forward.ts';
export type { LogAnswer } from './logs.ts';
export type { Session } from './streams.ts';

export interface ApiServerOptions {
  readonly store: Store;
  /** Cluster time, milliseconds since the epoch. */
  readonly now: () => number;
  readonly chance: Chance;
  /** The server's private keyspace; forked with the store. */
  readonly memory: Memory;
  /** What it is told of use, which may change. */
  readonly simulation?: () => SimulationSpec;
  /** The memory of the kubelets: what runs in containers is asked of them. */
  readonly nodes?: Memory;
}

const DEFINITIONS: GroupResource = 'customresourcedefinitions.apiextensions.k8s.io';

const NOTHING: SimulationSpec = { pools: [] };

export class ApiServer {
  private readonly machine: Machine;
  private readonly users = new WeakMap<UserInfo, Verbs>();
  private rbac: Rbac | undefined;

  constructor({ store, now, chance, memory, nodes, simulation = () => NOTHING }: ApiServerOptions) {
    const registry = new Registry(store);
    this.machine = {
      store,
      chance,
      memory,
      registry,
      get simulation() {
        return simulation();
      },
      nodes,
      now,
      began: () => memory.get<number>(BEGAN) ?? now(),
      rbac: () => (this.rbac ??= new Rbac(store)),
      verbs: (user) => this.verbs(user),
    };
    store.subscribe((change: Change) => {
      if (RBAC_RESOURCES.has(change.resource)) this.rbac = undefined;
      else if (change.resource === DEFINITIONS) registry.forget();
    });
  }

  /** The verbs of a user; the same object for the same user. */
  verbs(user: UserInfo): Verbs {
    let verbs = this.users.get(user);
    if (!verbs) this.users.set(user, (verbs = new UserVerbs(this.machine, user)));
    return verbs;
  }

  /** Answers a request as it came over the wire; what a client did wrong is in the answer. */
  handle(request: ApiRequest): ApiResponse {
    return handle(this.machine, request);
  }
}
