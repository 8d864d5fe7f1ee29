// Claims and the volumes behind them: what is kept, and what goes with its claim.

import type { Reader } from '../engine/interface.ts';
import { workloadName, workloadOf } from './workload.ts';

export interface ClaimOutcome {
  /** `namespace/name`. */
  readonly claim: string;
  readonly size: string;
  readonly storageClass: string;
  readonly phase: string;
  readonly volume?: string;
  /** Where the volume can be reached, when not everywhere. */
  readonly zone?: string;
  /** Whether the volume outlives the claim. */
  readonly keeps: boolean;
  /** Workloads whose pods mount it. */
  readonly users: readonly string[];
}

export function claims(read: Reader): ClaimOutcome[] {
  const users = usersOf(read);
  return read.list('persistentvolumeclaims').map((claim): ClaimOutcome => {
    const name = claim['spec'].volumeName as string | undefined;
    const volume = name ? read.get('persistentvolumes', name) : undefined;
    const terms = (volume?.['spec'].nodeAffinity?.required?.nodeSelectorTerms ?? []) as {
      matchExpressions?: { key: string; values?: string[] }[];
    }[];
    const zone = terms
      .flatMap((it) => it.matchExpressions ?? [])
      .find((it) => it.key.endsWith('/zone'))
      ?.values?.join(', ');
    return {
      claim: `${claim.metadata.namespace}/${claim.metadata.name}`,
      size: (claim['status']?.capacity?.storage ?? claim['spec'].resources?.requests?.storage ?? '') as string,
      storageClass: (claim['spec'].storageClassName as string | undefined) ?? '',
      phase: (claim['status']?.phase as string | undefined) ?? 'Pending',
      ...(name ? { volume: name } : {}),
      ...(zone ? { zone } : {}),
      keeps: volume?.['spec'].persistentVolumeReclaimPolicy === 'Retain',
      users: [...(users.get(`${claim.metadata.namespace}/${claim.metadata.name}`) ?? [])].sort(),
    };
  });
}

/** The workloads that mount each claim. */
function usersOf(read: Reader): Map<string, Set<string>> {
  const users = new Map<string, Set<string>>();
  for (const pod of read.list('pods'))
    for (const volume of (pod['spec'].volumes ?? []) as Volume[]) {
      const claim =
        volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral && `${pod.metadata.name}-${volume.name}`);
      if (!claim) continue;
      const key = `${pod.metadata.namespace}/${claim}`;
      if (!users.has(key)) users.set(key, new Set());
      users.get(key)!.add(workloadName(workloadOf(read, pod)));
    }
  return users;
}

interface Volume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly ephemeral?: object;
}
