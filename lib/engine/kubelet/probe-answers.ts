// What probes are answered by programs whose behaviour is known: commands are run where the container is by then, ports are open where
// a documented program listens. Nothing a script here starts listens. Follows kubernetes/pkg/kubelet/prober and pkg/probe.

import type { KubeObject } from '../../api/object.ts';
import type { Program } from '../../api/simulation/simulation.ts';
import type { Reader } from '../interface.ts';
import { courseOf, insideOf, startedBy, type Beginning } from './course.ts';
import { serverOf, type Server } from './entrypoints.ts';
import type { Container } from './life.ts';
import type { Answers, Known, Probe } from './probes.ts';
import { runWords } from './shell/run.ts';
import { NotSimulated } from './shell/syntax.ts';

/** How often a command is tried before its answers are taken for what they will stay. */
const PATIENCE = 3_600;
const ALWAYS = new Set(['true', '/bin/true', 'false', '/bin/false']);

interface Place {
  readonly read: Reader;
  readonly pod: KubeObject;
  readonly container: Container;
  readonly beginning: Beginning;
}

/** What is known of a container's probes; nothing where the simulation itself says how its program answers. */
export function knownOf(place: Place, program: Program): Known | undefined {
  const { startupProbe, livenessProbe, readinessProbe } = place.container;
  if (!startupProbe && !livenessProbe && !readinessProbe) return undefined;
  if (program.readySeconds !== undefined || program.neverReady || program.outages) return undefined;
  const of = (probe: Probe | undefined): Answers | undefined =>
    probe?.exec ? answersToCommand(place, probe) : probe ? answersAtPort(place, probe) : undefined;
  const [startup, liveness, readiness] = [of(startupProbe), of(livenessProbe), of(readinessProbe)];
  return {
    ...(startup ? { startup } : {}),
    ...(liveness ? { liveness } : {}),
    ...(readiness ? { readiness } : {}),
  };
}

/** What a command printed and whether it succeeded in time. */
function tried({ read, pod, container, beginning }: Place, probe: Probe, seconds: number): [boolean, string] {
  const command = probe.exec?.command ?? [];
  const limit = (probe.timeoutSeconds ?? 1) * 1000;
  const course = runWords(command, insideOf(read, pod, container, beginning, beginning.since + seconds * 1000), limit);
  if (!course.end)
    return [false, `command timed out: ${JSON.stringify(command.join(' '))} timed out after ${limit / 1000}s`];
  return [course.end.code === 0, course.printed.map((it) => it.text).join('')];
}

function answersToCommand(place: Place, probe: Probe): Answers | undefined {
  const course = courseOf(place.read, place.pod, place.container, place.beginning);
  const [word = ''] = probe.exec?.command ?? [];
  if (!course && !ALWAYS.has(word)) return undefined;
  try {
    tried(place, probe, 0);
  } catch (error) {
    if (error instanceof NotSimulated) return undefined;
    throw error;
  }
  const known = new Map<number, boolean>();
  return {
    turns: (course?.writes ?? []).map((it) => it.at / 1000).filter((it) => it <= PATIENCE),
    isGood(seconds) {
      // Answers change only where the program has written something since.
      const at = Math.min(seconds, PATIENCE);
      const key = course?.writes.findLastIndex((it) => it.at <= at * 1000) ?? -1;
      let good = known.get(key);
      if (good === undefined) {
        try {
          [good] = tried(place, probe, at);
        } catch (error) {
          if (!(error instanceof NotSimulated)) throw error;
          good = false;
        }
        known.set(key, good);
      }
      return good;
    },
    says: (seconds) => tried(place, probe, seconds)[1],
  };
}

function answersAtPort({ read, pod, beginning }: Place, probe: Probe): Answers | undefined {
  const { httpGet, tcpSocket, grpc } = probe;
  if (httpGet && 'host' in httpGet && httpGet.host) return undefined;
  const containers = pod['spec'].containers as readonly (Container & {
    ports?: readonly { name?: string; containerPort: number }[];
  })[];
  const asked = httpGet?.port ?? tcpSocket?.port ?? grpc?.port;
  const named = containers.flatMap((it) => it.ports ?? []).find((it) => it.name === asked);
  const port = named?.containerPort ?? Number(asked);
  // All containers share the pod's address: who listens is known where all of them are.
  const servers: Server[] = [];
  for (const container of containers) {
    const words = startedBy(container);
    const server = words && serverOf(words);
    if (server) servers.push(server);
    else if (!courseOf(read, pod, container, beginning)) return undefined;
  }
  const answer = servers.map((it) => it.ports.get(port)).find((it) => it !== undefined);
  if (!answer) return { isGood: () => false, turns: [] };
  if (tcpSocket) return { isGood: () => true, turns: [] };
  const path = (httpGet?.path ?? '/').split('?')[0]!;
  const status = (seconds: number): number | undefined => answer(path, seconds);
  if (status(0) === undefined) return undefined;
  return {
    isGood: (seconds) => status(seconds)! < 400,
    turns: servers.flatMap((it) => it.turns ?? []).sort((a, b) => a - b),
    how: () => 'unready',
    ...(httpGet ? { says: (seconds) => `HTTP probe failed with statuscode: ${status(seconds)}` } : {}),
  };
}
