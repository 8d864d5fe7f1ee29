// What a cluster serves: its groups, their versions in the server's order, their resources. Asked for in one request where the
// server knows how, else group by group. Follows client-go/discovery.

import { groupResource } from '../api/schema/resources.ts';
import type { GroupResource } from '../api/object.ts';
import { isStatus } from '../api/status-errors.ts';
import type { Transport } from './transport.ts';

/** One resource of a cluster, in one version. */
export interface Served {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

export interface Discovery {
  /** Every resource in every version, the server's preferred versions first. */
  readonly all: readonly Served[];
  /** Groups whose server did not answer, such as an aggregated one that is down. */
  readonly unreachable: readonly string[];
}

interface GroupDiscovery {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly {
    readonly version: string;
    readonly freshness?: string;
    readonly resources?: readonly {
      readonly resource: string;
      readonly responseKind?: { readonly kind?: string };
      readonly scope: string;
      readonly verbs?: readonly string[];
    }[];
  }[];
}

interface ResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

/** Asks what is served. */
export async function discover(transport: Transport): Promise<Discovery> {
  const all: Served[] = [];
  const unreachable: string[] = [];
  for (const path of ['/api', '/apis']) {
    const { body } = await transport.send({ method: 'GET', path, accept: AGGREGATED, repeatable: true });
    const answer = JSON.parse(body) as {
      kind?: string;
      items?: GroupDiscovery[];
      versions?: string[];
      groups?: Legacy[];
    };
    if (answer.kind === 'APIGroupDiscoveryList') aggregated(answer.items ?? [], all, unreachable);
    else if (path === '/api')
      for (const version of answer.versions ?? []) await legacy(transport, '', version, all, unreachable);
    else
      for (const group of answer.groups ?? []) {
        const versions = group.versions.map((it) => it.version);
        const first = group.preferredVersion?.version ?? versions[0]!;
        for (const version of [first, ...versions.filter((it) => it !== first)])
          await legacy(transport, group.name, version, all, unreachable);
      }
  }
  return { all, unreachable };
}

interface Legacy {
  readonly name: string;
  readonly versions: readonly { readonly version: string }[];
  readonly preferredVersion?: { readonly version: string };
}

function aggregated(groups: readonly GroupDiscovery[], all: Served[], unreachable: string[]): void {
  for (const { metadata, versions } of groups) {
    const group = metadata?.name ?? '';
    for (const { version, freshness, resources } of versions ?? []) {
      if (freshness === 'Stale') unreachable.push(`${group}/${version}`);
      for (const it of resources ?? [])
        all.push({
          group,
          version,
          resource: it.resource,
          kind: it.responseKind?.kind ?? '',
          namespaced: it.scope === 'Namespaced',
          verbs: it.verbs ?? [],
        });
    }
  }
}

async function legacy(
  transport: Transport,
  group: string,
  version: string,
  all: Served[],
  unreachable: string[],
): Promise<void> {
  const path = group ? `/apis/${group}/${version}` : `/api/${version}`;
  try {
    const { body } = await transport.send({ method: 'GET', path, repeatable: true });
    for (const it of (JSON.parse(body) as ResourceList).resources ?? [])
      if (!it.name.includes('/'))
        all.push({ group, version, resource: it.name, kind: it.kind, namespaced: it.namespaced, verbs: it.verbs });
  } catch (error) {
    if (!isStatus(error)) throw error;
    unreachable.push(`${group}/${version}`);
  }
}

/** `deployments.apps`. */
export const idOf = (served: Served): GroupResource => groupResource(served);
