// A cluster with one pod after another, and what is told of them.

import { Cluster } from '../../../lib/engine/cluster.ts';
import type { KubeObject } from '../../../lib/api/object.ts';
import type { SimulationSpec } from '../../../lib/api/simulation/simulation.ts';

export interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  readonly imageID: string;
  readonly ready: boolean;
  readonly started?: boolean;
  readonly restartCount: number;
  readonly state: {
    readonly waiting?: { readonly reason: string; readonly message?: string };
    readonly running?: { readonly startedAt: string };
    readonly terminated?: { readonly exitCode: number; readonly reason: string; readonly finishedAt: string | null };
  };
  readonly lastState: ContainerStatus['state'];
  readonly allocatedResources?: { readonly [name: string]: string };
  readonly resources?: { readonly requests?: object; readonly limits?: object };
}

export interface Status {
  readonly phase: string;
  readonly reason?: string;
  readonly message?: string;
  readonly conditions: readonly { type: string; status: string; reason?: string; message?: string }[];
  readonly containerStatuses: readonly ContainerStatus[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly ephemeralContainerStatuses?: readonly ContainerStatus[];
}

export const clusterOf = (more: Partial<SimulationSpec> = {}): Cluster =>
  Cluster.create({
    simulation: { pools: [{ name: 'app', zones: ['zone-a'], cpu: 4, memory: '4Gi', storage: '20Gi' }], ...more },
  });

/** Makes a pod called `web` with these containers. */
export function make(cluster: Cluster, containers: readonly object[], spec: object = {}, name = 'web'): void {
  cluster.as().create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { ...spec, containers },
  });
}

export const podOf = (cluster: Cluster, name = 'web'): KubeObject | undefined =>
  cluster.store.get('pods', `default/${name}`);
export const statusOf = (cluster: Cluster, name = 'web'): Status =>
  podOf(cluster, name)!['status'] as unknown as Status;
export const condition = (cluster: Cluster, type: string, name = 'web'): Status['conditions'][number] | undefined =>
  statusOf(cluster, name).conditions.find((it) => it.type === type);

/** What was told of a pod since revision `since`, `Reason message` each, in order. */
export function told(cluster: Cluster, reasons: readonly string[], name = 'web', kind = 'Pod'): string[] {
  return cluster.store
    .list('events')
    .filter((it) => (it['involvedObject'] as { name: string }).name === name && it['involvedObject'].kind === kind)
    .filter((it) => reasons.includes(it['reason'] as string))
    .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
    .map((it) => `${it['reason']} ${it['message']}`);
}

/** The state of a container in a word. */
export function wordOf(it: ContainerStatus | undefined): string {
  if (!it) return 'none';
  const { running, waiting, terminated } = it.state;
  return running ? `running ${it.restartCount}` : (waiting?.reason ?? `${terminated!.reason} ${terminated!.exitCode}`);
}
