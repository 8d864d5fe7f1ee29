// The strictest Pod Security level each workload would pass, and what keeps it from the next.

import { evaluatePod } from '../../api/pod-security/evaluate.ts';
import type { Level } from '../../api/pod-security/interface.ts';
import type { Reader } from '../../engine/interface.ts';
import { podTemplates } from '../workload.ts';

export interface SecurityLevel {
  /** `Kind namespace/name`. */
  readonly workload: string;
  readonly level: Level;
  /** What the next stricter level forbids of it. */
  readonly because: readonly string[];
  /** The level its namespace enforces, where it enforces one. */
  readonly enforced?: string;
}

const LEVELS: readonly Level[] = ['restricted', 'baseline'];

export function securityLevels(read: Reader): SecurityLevel[] {
  return podTemplates(read).map(({ id, namespace, spec }): SecurityLevel => {
    const enforced = read.get('namespaces', namespace)?.metadata.labels?.['pod-security.kubernetes.io/enforce'];
    const more = enforced ? { enforced } : {};
    let because: string[] = [];
    for (const level of LEVELS) {
      const { allowed, violations } = evaluatePod(level, 'latest', { namespace }, spec);
      if (allowed) return { workload: id, level, because, ...more };
      because = violations.map((it) => `${it.reason}${it.detail ? ` (${it.detail})` : ''}`);
    }
    return { workload: id, level: 'privileged', because, ...more };
  });
}
