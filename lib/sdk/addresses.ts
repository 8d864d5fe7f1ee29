// Addresses of Services in the texts a pod is given: they say that somebody is wanted first.

import { podSpecOf } from '../api/rules/references.ts';
import type { KubeObject } from '../api/object.ts';

/** A Service that a text speaks to. */
export interface Address {
  readonly name: string;
  /** Undefined for a bare name: the reader's own namespace. */
  readonly namespace?: string;
  /** Said with a bare name, which only with one of the Service's ports is surely an address. */
  readonly port?: number;
}

const HOST = /(:\/\/|@)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d+))?/g;

/** `web.shop.svc`, `web.shop`, `mongodb-0.mongodb.shop.svc`, `web:80`, `http://web`. */
export function addressesIn(text: string): Address[] {
  if (!text.includes('.') && !text.includes(':')) return [];
  const found: Address[] = [];
  for (const [, before, host, port] of text.matchAll(HOST)) {
    const labels = host!.split('.');
    if (labels.length >= 3 && labels[2] === 'svc') found.push({ name: labels[0]!, namespace: labels[1]! });
    else if (labels.length >= 4 && labels[3] === 'svc') found.push({ name: labels[1]!, namespace: labels[2]! });
    else if (labels.length === 2) found.push({ name: labels[0]!, namespace: labels[1]! });
    else if (labels.length === 1 && (before || port))
      found.push({ name: labels[0]!, ...(port && !before ? { port: Number(port) } : {}) });
  }
  return found;
}

interface Container {
  readonly env?: readonly { readonly value?: unknown }[];
  readonly args?: readonly unknown[];
  readonly command?: readonly unknown[];
}

/** The texts an object hands to programs: environment, arguments and commands of its containers, or its own data. */
export function textsOf(object: KubeObject): string[] {
  if (object.kind === 'ConfigMap' || object.kind === 'Secret')
    return Object.values({ ...object['data'], ...object['stringData'] }).filter((it) => typeof it === 'string');
  const spec = podSpecOf(object) as
    { readonly containers?: readonly Container[]; readonly initContainers?: readonly Container[] } | undefined;
  const texts: string[] = [];
  const add = (it: unknown): void => void (typeof it === 'string' && texts.push(it));
  for (const container of [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]) {
    for (const { value } of container.env ?? []) add(value);
    container.args?.forEach(add);
    container.command?.forEach(add);
  }
  return texts;
}
