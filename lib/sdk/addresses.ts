// Addresses of Services in the texts a pod is given: they say that somebody is wanted first.

import { podSpecOf } from '../api/rules/references.ts';
import type { JsonObject, KubeObject } from '../api/object.ts';

/** A Service that a text speaks to. */
export interface Address {
  readonly name: string;
  /** Undefined for a bare name: the reader's own namespace. */
  readonly namespace?: string;
  /** Said with a bare name, which only with one of the Service's ports is surely an address. */
  readonly port?: number;
}

const HOST = /(:\/\/|@)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d+))?/g;

const NO_ADDRESSES: readonly Address[] = [];

/** `web.shop.svc`, `web.shop`, `mongodb-0.mongodb.shop.svc`, `web:80`, `http://web`. */
export function addressesIn(text: string): readonly Address[] {
  // Most texts can hold none.
  if (!text.includes('.') && !text.includes(':')) return NO_ADDRESSES;
  const found: Address[] = [];
  HOST.lastIndex = 0;
  for (let match = HOST.exec(text); match !== null; match = HOST.exec(text)) {
    const [, before, host, port] = match;
    const labels = host!.split('.');
    if (labels.length >= 3 && labels[2] === 'svc') found.push({ name: labels[0]!, namespace: labels[1]! });
    else if (labels.length >= 4 && labels[3] === 'svc') found.push({ name: labels[1]!, namespace: labels[2]! });
    else if (labels.length === 2) found.push({ name: labels[0]!, namespace: labels[1]! });
    else if (labels.length === 1 && (before || port))
      found.push({ name: labels[0]!, ...(port && !before ? { port: Number(port) } : {}) });
  }
  return found;
}

/** Looks at the texts an object hands to programs: environment, arguments and commands of its containers, or its own data. */
export function eachText(object: KubeObject, look: (text: string) => void): void {
  if (object.kind === 'ConfigMap' || object.kind === 'Secret') {
    const data = object['stringData'] ? { ...object['data'], ...object['stringData'] } : object['data'];
    for (const key in data) if (typeof data[key] === 'string') look(data[key]);
    return;
  }
  const spec = podSpecOf(object);
  if (!spec) return;
  eachOf(items(spec['containers']), look);
  eachOf(items(spec['initContainers']), look);
}

const NONE: readonly JsonObject[] = [];
const items = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value : NONE);

function eachOf(containers: readonly JsonObject[], look: (text: string) => void): void {
  for (let i = 0; i < containers.length; i++) {
    const container = containers[i]!;
    const env = items(container['env']);
    for (let e = 0; e < env.length; e++) {
      const value = env[e]!['value'];
      if (typeof value === 'string') look(value);
    }
    inList(container['args'], look);
    inList(container['command'], look);
  }
}

function inList(list: unknown, look: (text: string) => void): void {
  for (const it of items(list) as readonly unknown[]) if (typeof it === 'string') look(it);
}
