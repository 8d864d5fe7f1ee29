// What the rows of workloads say.

import { humanDuration } from '../../../api/durations.ts';
import { formatSelector } from '../../../api/selectors.ts';
import type { Part, Row } from './interface.ts';
import { containers, labels, orNone, selector, since } from './interface.ts';

const template = containers((it) => it.spec?.template?.spec);
const has = (job: Part, type: string): boolean =>
  ((job.status?.conditions ?? []) as Part[]).some((it) => it.type === type && it.status === 'True');

export const deployments: Row = {
  Ready: (it) => `${it.status?.readyReplicas ?? 0}/${it.spec?.replicas ?? 0}`,
  'Up-to-date': (it) => it.status?.updatedReplicas ?? 0,
  Available: (it) => it.status?.availableReplicas ?? 0,
  ...template,
  Selector: (it) => formatSelector(it.spec?.selector),
};

const replicas: Row = {
  Desired: (it) => it.spec?.replicas ?? 0,
  Current: (it) => it.status?.replicas ?? 0,
  Ready: (it) => it.status?.readyReplicas ?? 0,
  ...template,
};
export const replicaSets: Row = { ...replicas, Selector: (it) => selector(it.spec?.selector) };
export const replicationControllers: Row = { ...replicas, Selector: (it) => labels(it.spec?.selector) };

export const statefulSets: Row = {
  Ready: (it) => `${it.status?.readyReplicas ?? 0}/${it.spec?.replicas ?? 0}`,
  ...template,
};

export const daemonSets: Row = {
  Desired: (it) => it.status?.desiredNumberScheduled ?? 0,
  Current: (it) => it.status?.currentNumberScheduled ?? 0,
  Ready: (it) => it.status?.numberReady ?? 0,
  'Up-to-date': (it) => it.status?.updatedNumberScheduled ?? 0,
  Available: (it) => it.status?.numberAvailable ?? 0,
  'Node Selector': (it) => labels(it.spec?.template?.spec?.nodeSelector),
  ...template,
  Selector: (it) => selector(it.spec?.selector),
};

/** What a Job is, first that is true. */
const STATES: readonly (readonly [string, (job: Part) => boolean])[] = [
  ['Complete', (it) => has(it, 'Complete')],
  ['Failed', (it) => has(it, 'Failed')],
  ['Terminating', (it) => it.metadata.deletionTimestamp !== undefined],
  ['Suspended', (it) => has(it, 'Suspended')],
  ['FailureTarget', (it) => has(it, 'FailureTarget')],
  ['SuccessCriteriaMet', (it) => has(it, 'SuccessCriteriaMet')],
];

export const jobs: Row = {
  Status: (it) => STATES.find(([, is]) => is(it))?.[0] ?? 'Running',
  Completions: (it) => {
    const done = it.status?.succeeded ?? 0;
    const { completions, parallelism = 0 } = (it.spec ?? {}) as Part;
    return `${done}/${completions ?? (parallelism > 1 ? `1 of ${parallelism}` : 1)}`;
  },
  Duration: (it, now) => {
    const { startTime, completionTime } = (it.status ?? {}) as Part;
    if (!startTime) return '';
    return humanDuration((completionTime ? Date.parse(completionTime) : now) - Date.parse(startTime));
  },
  ...template,
  Selector: (it) => selector(it.spec?.selector),
};

export const cronJobs: Row = {
  Schedule: (it) => it.spec?.schedule ?? '',
  Timezone: (it) => it.spec?.timeZone ?? '<none>',
  Suspend: (it) => (it.spec?.suspend === undefined ? '<unset>' : it.spec.suspend ? 'True' : 'False'),
  Active: (it) => it.status?.active?.length ?? 0,
  'Last Schedule': (it, now) => (it.status?.lastScheduleTime ? since(it.status.lastScheduleTime, now) : '<none>'),
  ...containers((it) => it.spec?.jobTemplate?.spec?.template?.spec),
  Selector: (it) => selector(it.spec?.jobTemplate?.spec?.selector),
};

export const controllerRevisions: Row = {
  Controller: (it) => {
    const owner = ((it.metadata.ownerReferences ?? []) as Part[]).find((one) => one.controller);
    if (!owner) return '<none>';
    const [group, version] = String(owner.apiVersion).split('/');
    return `${String(owner.kind).toLowerCase()}${version ? `.${group}` : ''}/${owner.name}`;
  },
  Revision: (it) => it.revision ?? 0,
};

export const podTemplates: Row = {
  ...containers((it) => it.template?.spec),
  'Pod Labels': (it) => labels(it.template?.metadata?.labels),
};

export const disruptionBudgets: Row = {
  'Min Available': (it) => String(it.spec?.minAvailable ?? 'N/A'),
  'Max Unavailable': (it) => String(it.spec?.maxUnavailable ?? 'N/A'),
  'Allowed Disruptions': (it) => it.status?.disruptionsAllowed ?? 0,
};

/** Current over wanted of one metric. */
function metric(spec: Part, status: Part): string {
  const named: { [type: string]: string } = {
    External: 'external',
    Pods: 'pods',
    Object: 'object',
    Resource: 'resource',
    ContainerResource: 'containerResource',
  };
  const field = named[spec.type as string];
  if (!field) return '<unknown type>';
  const { target = {}, name } = (spec[field] ?? {}) as Part;
  const current = (status?.[field]?.current ?? {}) as Part;
  const of = (value: unknown): string => (value === undefined ? '<unknown>' : String(value));
  if (name !== undefined) {
    if (target.averageValue !== undefined) return `${name}: ${of(current.averageValue)}/${target.averageValue}`;
    const wanted = target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`;
    return `${name}: ${current.averageUtilization === undefined ? '<unknown>' : `${current.averageUtilization}%`}/${wanted}`;
  }
  if (field === 'pods') return `${of(current.averageValue)}/${target.averageValue}`;
  if (target.averageValue !== undefined) return `${of(current.averageValue)}/${target.averageValue} (avg)`;
  return `${of(current.value)}/${target.value}`;
}

export const autoscalers: Row = {
  Reference: (it) => `${it.spec?.scaleTargetRef?.kind}/${it.spec?.scaleTargetRef?.name}`,
  Targets: (it) => {
    const all = ((it.spec?.metrics ?? []) as Part[]).map((spec, i) => metric(spec, it.status?.currentMetrics?.[i]));
    const shown = all.slice(0, 2).join(', ');
    return orNone(all.length > 2 ? `${shown} + ${all.length - 2} more...` : shown);
  },
  MinPods: (it) => (it.spec?.minReplicas === undefined ? '<unset>' : String(it.spec.minReplicas)),
  MaxPods: (it) => it.spec?.maxReplicas ?? 0,
  Replicas: (it) => it.status?.currentReplicas ?? 0,
};
