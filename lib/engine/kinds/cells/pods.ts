// What a pod's row says. Its status is the worst thing that its containers have to say.

import type { Part, Row } from './interface.ts';
import { orNone, since } from './interface.ts';

interface Summary {
  readonly reason: string;
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  /** When a container last ended to be started again. */
  readonly last: string | undefined;
}

const isTrue = (pod: Part, type: string): boolean =>
  ((pod.status?.conditions ?? []) as Part[]).some((it) => it.type === type && it.status === 'True');

function endOf({ reason, signal, exitCode }: Part): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  return !a || (b && Date.parse(b) > Date.parse(a)) ? b : a;
}

/** Where initialization stands, if it goes on or failed; beside it what its sidecars count. */
function initial(pod: Part): {
  reason?: string;
  ready: number;
  all: number;
  sidecars: number;
  last: string | undefined;
  lastAll: string | undefined;
} {
  const specs = (pod.spec?.initContainers ?? []) as Part[];
  const stays = new Set(specs.filter((it) => it.restartPolicy === 'Always').map((it) => it.name));
  let ready = 0;
  let all = 0;
  let sidecars = 0;
  let last: string | undefined;
  let lastAll: string | undefined;
  for (const [i, status] of ((pod.status?.initContainerStatuses ?? []) as Part[]).entries()) {
    const sidecar = stays.has(status.name);
    const ended = status.lastState?.terminated?.finishedAt as string | undefined;
    all += status.restartCount ?? 0;
    lastAll = later(lastAll, ended);
    if (sidecar) {
      sidecars += status.restartCount ?? 0;
      last = later(last, ended);
    }
    const { terminated, waiting } = status.state ?? {};
    if (terminated && !terminated.exitCode) continue;
    if (sidecar && status.started) {
      if (status.ready) ready++;
      continue;
    }
    const why = waiting?.reason;
    const reason = terminated
      ? `Init:${endOf(terminated)}`
      : why && why !== 'PodInitializing'
        ? `Init:${why}`
        : `Init:${i}/${specs.length}`;
    return { reason, ready, all, sidecars, last, lastAll };
  }
  return { ready, all, sidecars, last, lastAll };
}

function summary(pod: Part): Summary {
  const status = pod.status ?? {};
  const phase = (status.phase ?? '') as string;
  let reason = (status.reason || phase) as string;
  if (((status.conditions ?? []) as Part[]).some((it) => it.type === 'PodScheduled' && it.reason === 'SchedulingGated'))
    reason = 'SchedulingGated';
  const sidecars = ((pod.spec?.initContainers ?? []) as Part[]).filter((it) => it.restartPolicy === 'Always').length;
  const total = ((pod.spec?.containers ?? []) as Part[]).length + sidecars;
  const init = initial(pod);
  let { ready } = init;
  let restarts = init.all;
  let last = init.lastAll;
  if (init.reason) reason = init.reason;
  if (!init.reason || isTrue(pod, 'Initialized')) {
    restarts = init.sidecars;
    last = init.last;
    let running = false;
    let failure = '';
    for (const it of [...((status.containerStatuses ?? []) as Part[])].reverse()) {
      restarts += it.restartCount ?? 0;
      last = later(last, it.lastState?.terminated?.finishedAt);
      const { waiting, terminated } = it.state ?? {};
      if (waiting?.reason) reason = waiting.reason;
      else if (terminated) {
        reason = endOf(terminated);
        if (terminated.exitCode) failure = reason;
      } else if (it.ready && it.state?.running) {
        running = true;
        ready++;
      }
    }
    // One container is done, others are not.
    if (reason === 'Completed') {
      if (running && isTrue(pod, 'Ready')) reason = 'Running';
      else if (failure) reason = failure;
      else if (running) reason = 'NotReady';
    }
  }
  if (pod.metadata.deletionTimestamp) {
    if (status.reason === 'NodeLost') reason = 'Unknown';
    else if (phase !== 'Succeeded' && phase !== 'Failed') reason = 'Terminating';
  }
  return { reason, ready, total, restarts, last };
}

export const pods: Row = {
  Ready: (it) => {
    const { ready, total } = summary(it);
    return `${ready}/${total}`;
  },
  Status: (it) => summary(it).reason,
  Restarts: (it, now) => {
    const { restarts, last } = summary(it);
    return restarts && last ? `${restarts} (${since(last, now)} ago)` : String(restarts);
  },
  IP: (it) => orNone(it.status?.podIPs?.[0]?.ip ?? it.status?.podIP),
  Node: (it) => orNone(it.spec?.nodeName),
  'Nominated Node': (it) => orNone(it.status?.nominatedNodeName),
  'Readiness Gates': (it) => {
    const gates = (it.spec?.readinessGates ?? []) as Part[];
    return gates.length ? `${gates.filter((gate) => isTrue(it, gate.conditionType)).length}/${gates.length}` : '<none>';
  },
};
