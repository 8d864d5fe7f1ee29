// Claims and the volumes behind them: what is kept, and what goes with its claim.

import type { Reader } from '../engine/interface.ts';

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
}

export function claims(read: Reader): ClaimOutcome[] {
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
    };
  });
}
