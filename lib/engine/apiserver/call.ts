// One request on its way through the pipeline: who asks for what, and what the machine that answers is made of.

import type { KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import type { SimulationSpec } from '../../api/simulation/simulation.ts';
import type { Chance, Memory, Reader, Store, UserInfo, Verbs } from '../interface.ts';
import type { KindContext } from '../kinds/interface.ts';
import type { Form } from '../admission/policy/request.ts';
import type { Attributes } from '../auth/attributes.ts';
import { refusal } from '../auth/attributes.ts';
import type { Rbac } from '../auth/rbac.ts';
import { forbidden } from '../../api/status-errors.ts';
import { readCustom } from './custom-reading.ts';
import type { Endpoint, Registry } from './registry.ts';

/** What every request works with. */
export interface Machine {
  readonly store: Store;
  readonly chance: Chance;
  readonly memory: Memory;
  readonly registry: Registry;
  readonly simulation: SimulationSpec;
  /** What the kubelets of this process remember; read only. */
  readonly nodes: Memory | undefined;
  now(): number;
  /** When the cluster began, milliseconds since the epoch. */
  began(): number;
  /** The index of the roles and bindings as they are now. */
  rbac(): Rbac;
  /** The verbs of a user, for what the server itself writes on the way. */
  verbs(user: UserInfo): Verbs;
}

export interface CallOptions {
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
  readonly force?: boolean;
  readonly formed?: boolean;
  /** The options as they were sent, where they came over the wire. */
  readonly asked?: { readonly [option: string]: unknown };
}

/** The kind that a subresource is of, where it is not the object's own. */
export function formOf({ endpoint, subresource }: Call): Form | undefined {
  const known = endpoint.info.subresources.find((it) => it.name === subresource);
  if (!known?.kind || known.kind === endpoint.info.kind) return undefined;
  return { group: known.group ?? '', version: known.version ?? endpoint.info.version, kind: known.kind };
}

/** A request. */
export class Call implements KindContext {
  readonly machine: Machine;
  readonly user: UserInfo;
  readonly endpoint: Endpoint;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
  readonly options: CallOptions;
  operation: 'CREATE' | 'UPDATE' = 'UPDATE';
  private keyText: string | undefined;
  warnings: string[] | undefined;
  /** The subresource that managedFields name, where it is not the call's own. */
  writesAs: string | undefined;
  /** One of many objects that are deleted at once. */
  ofMany = false;
  /** Of an apply: who owns what afterwards, and whether that is as before. */
  applied: { readonly entries: readonly ManagedFieldsEntry[]; readonly same: boolean } | undefined;

  constructor(
    machine: Machine,
    user: UserInfo,
    endpoint: Endpoint,
    namespace: string,
    name: string,
    subresource = '',
    options: CallOptions = {},
  ) {
    this.machine = machine;
    this.user = user;
    this.endpoint = endpoint;
    this.namespace = namespace;
    this.name = name;
    this.subresource = subresource;
    this.options = options;
  }

  get read(): Reader {
    return this.machine.store;
  }
  get chance(): Chance {
    return this.machine.chance;
  }
  get now(): number {
    return this.machine.now();
  }
  get apiVersion(): string {
    return this.endpoint.apiVersion;
  }
  get dryRun(): boolean {
    return this.options.dryRun === true;
  }
  /** The name in error messages. */
  get resource(): string {
    return this.endpoint.id;
  }
  /** Where the object is kept; set anew where the server draws the name. */
  get key(): string {
    return (this.keyText ??= this.namespace ? `${this.namespace}/${this.name}` : this.name);
  }
  set key(key: string) {
    this.keyText = key;
  }

  warn(text: string): void {
    this.warnings ??= [];
    if (!this.warnings.includes(text)) this.warnings.push(text);
  }

  /** The same user about something else. */
  about(endpoint: Endpoint, namespace: string, name: string, subresource = ''): Call {
    return new Call(this.machine, this.user, endpoint, namespace, name, subresource, this.options);
  }

  /** The same with other options; what is warned of is told to this one. */
  withOptions(options: CallOptions): Call {
    const { machine, user, endpoint, namespace, name, subresource } = this;
    const call = new Call(machine, user, endpoint, namespace, name, subresource, options);
    call.warnings = this.warnings ??= [];
    return call;
  }

  /** Throws `StatusError` when the user may not. */
  authorize(verb: string): void {
    const asked: Attributes = {
      verb,
      group: this.endpoint.info.group,
      version: this.endpoint.info.version,
      resource: this.endpoint.info.resource,
      subresource: this.subresource,
      namespace: this.namespace,
      name: this.name,
    };
    if (!this.machine.rbac().authorize(this.user, asked).allowed)
      throw forbidden(this.endpoint.id, this.name, refusal(this.user, asked));
  }

  /** The stored object, if any. */
  stored(): KubeObject | undefined {
    const object = this.machine.store.get(this.endpoint.storage, this.key);
    return object && this.endpoint.custom ? readCustom(this.endpoint, object) : object;
  }
}
