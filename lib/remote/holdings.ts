// A cluster read whole, and only read: every resource it serves, listed. What may not be read is said, never guessed.

import type { Holdings, NotRead } from '../api/holdings.ts';
import type { GroupResource, KubeObject } from '../api/object.ts';
import { findResource, apiVersionOf } from '../api/schema/resources.ts';
import { isStatus, StatusError } from '../api/status-errors.ts';
import type { RemoteClient } from './client.ts';
import { idOf, type Served } from './discovery.ts';
import { PARALLEL } from './transport.ts';

/** What changes all the time and says nothing that lasts, or is only computed. */
const PASSED_OVER = new Set<GroupResource>(['events', 'events.events.k8s.io', 'componentstatuses', 'bindings']);
/** Groups of measurements: they are of the moment. */
const MEASURED = /^(custom\.|external\.)?metrics\.k8s\.io$/;
/** Secrets that only tell others where a release stands: large, and nothing here reads them. */
const RELEASE = 'helm.sh/release.v1';

export interface ReadOptions {
  /** Namespaces to look into where not all may be listed. */
  readonly namespaces: readonly string[];
  readonly source: string;
  /** Told of each resource as it was read. */
  readonly progress?: (read: number, of: number) => void;
}

/** Reads everything that may be read. */
export async function readHoldings(client: RemoteClient, options: ReadOptions): Promise<Holdings> {
  const { all, unreachable } = await client.served();
  const notRead: NotRead[] = unreachable.map((it) => ({ what: it, why: 'its server does not answer' }));
  const wanted = new Map<GroupResource, Served>();
  const customs = new Set<GroupResource>();
  const objects: (readonly [GroupResource, KubeObject])[] = [];
  const complete = new Set<GroupResource>();

  const definitions = 'customresourcedefinitions.apiextensions.k8s.io';
  try {
    for (const it of (await client.list(definitions)).items) {
      objects.push([definitions, it]);
      customs.add(`${it['spec'].names.plural}.${it['spec'].group}`);
    }
    complete.add(definitions);
  } catch (error) {
    notRead.push({ what: definitions, why: reasonOf(error) });
  }
  for (const it of all) {
    const id = idOf(it);
    if (id === definitions || PASSED_OVER.has(id) || wanted.has(id) || !it.verbs.includes('list')) continue;
    const known = findResource(id);
    if (known ? apiVersionOf(known) === apiVersionOf(it) : customs.has(id)) wanted.set(id, it);
  }
  for (const it of all) {
    const id = idOf(it);
    if (MEASURED.test(it.group)) continue;
    if (!wanted.has(id) && it.verbs.includes('list') && !PASSED_OVER.has(id) && id !== definitions && isFirst(all, it))
      notRead.push({
        what: id,
        why: findResource(id)
          ? `it is served as ${apiVersionOf(it)}, which is not known here`
          : 'its API is served by somebody else',
      });
  }

  const queue = [...wanted.values()];
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let it = queue.shift(); it; it = queue.shift()) {
      const read = await readResource(client, it, options.namespaces);
      for (const object of read.items) objects.push([idOf(it), object]);
      if (read.problem) notRead.push(read.problem);
      else complete.add(idOf(it));
      options.progress?.(++done, wanted.size);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, lane));
  objects.sort(([a, one], [b, other]) => (a < b ? -1 : a > b ? 1 : nameOf(one) < nameOf(other) ? -1 : 1));
  notRead.sort((a, b) => (a.what < b.what ? -1 : 1));
  return { objects, complete, notRead, at: Date.now(), source: options.source };
}

const nameOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;
const isFirst = (all: readonly Served[], it: Served): boolean => all.find((other) => idOf(other) === idOf(it)) === it;

async function readResource(
  client: RemoteClient,
  it: Served,
  namespaces: readonly string[],
): Promise<{ readonly items: readonly KubeObject[]; readonly problem?: NotRead }> {
  const id = idOf(it);
  try {
    const { items } = await client.list(id, id === 'secrets' ? { fieldSelector: `type!=${RELEASE}` } : {});
    return { items };
  } catch (error) {
    if (!it.namespaced || !isStatus(error, 'Forbidden') || !namespaces.length)
      return { items: [], problem: { what: id, why: reasonOf(error) } };
  }
  const items: KubeObject[] = [];
  const read: string[] = [];
  let why = '';
  for (const namespace of namespaces) {
    try {
      items.push(...(await client.list(id, { namespace })).items);
      read.push(namespace);
    } catch (error) {
      why = reasonOf(error);
    }
  }
  if (!read.length) return { items, problem: { what: id, why } };
  return { items, problem: { what: `${id} outside ${read.join(', ')}`, why: 'forbidden' } };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof StatusError)) throw error;
  return error.reason === 'Forbidden' ? 'forbidden' : error.message;
}
