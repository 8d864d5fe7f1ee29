// What becomes of a container's program where that follows from the manifest alone: a script and its programs are run in simulated
// time, and what a few published images do is known. Of everything else nothing is said here.

import type { KubeObject } from '../../api/object.ts';
import type { Reader } from '../interface.ts';
import { filesOf } from './container-view.ts';
import { saidOf, serverOf, startedOf } from './entrypoints.ts';
import { environmentOf, expanded } from './environment.ts';
import { keptAs } from './host-files.ts';
import { subPathOf } from './sub-paths.ts';
import { PROGRAMS } from './shell/programs.ts';
import type { Course, Surroundings } from './shell/around.ts';
import { isShell, runWords } from './shell/run.ts';
import { NotSimulated } from './shell/syntax.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Part = any;

/** Files in volumes that containers of a pod wrote, by `volume/path`; a folder ends in a slash. */
export type Shared = { readonly [path: string]: string };

/** When and where a container began. */
export interface Beginning {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly shared?: Shared;
}

/** The words a container starts, before its variables are filled in; undefined where they are not known. */
export const startedBy = (container: Part): readonly string[] | undefined =>
  startedOf(container.image ?? '', container.command, container.args);

const FOLDERS = ['/', '/bin', '/dev', '/etc', '/home', '/proc', '/root', '/run', '/sys', '/tmp', '/usr', '/var'];

/** Volumes that containers can write to and that this process keeps the content of. */
const isKept = (volume: Part): boolean => Boolean(volume?.emptyDir ?? volume?.hostPath);

interface Mounted {
  readonly path: string;
  readonly volume: string;
  readonly sub: string;
  readonly readOnly: boolean;
  readonly kept: boolean;
}

function mountsOf(read: Reader, pod: KubeObject, container: Part): Mounted[] {
  const volumes = new Map(((pod['spec']?.volumes ?? []) as Part[]).map((it) => [it.name as string, it]));
  return ((container.volumeMounts ?? []) as Part[])
    .map((it) => {
      const volume = volumes.get(it.name);
      const sub = subPathOf(read, pod, container, it);
      const isFixed = volume?.configMap || volume?.secret || volume?.projected || volume?.downwardAPI;
      return {
        path: String(it.mountPath).replace(/\/+$/, ''),
        volume: volume ? keptAs(volume) : (it.name as string),
        sub: sub ? `${sub}/` : '',
        readOnly: Boolean(it.readOnly || isFixed),
        kept: isKept(volume),
      };
    })
    .sort((a, b) => b.path.length - a.path.length);
}

const mountOf = (mounts: readonly Mounted[], path: string): Mounted | undefined =>
  mounts.find((it) => path === it.path || path.startsWith(`${it.path}/`));

function surroundings(read: Reader, pod: KubeObject, container: Part, { since, shared }: Beginning): Surroundings {
  let environment: ReadonlyMap<string, string> | undefined;
  let view: { files: ReadonlyMap<string, string>; folders: ReadonlySet<string> } | undefined;
  const mounts = mountsOf(read, pod, container);
  const look = (): NonNullable<typeof view> => {
    if (view) return view;
    const { files, folders } = filesOf(read, pod, container);
    const own = { files: new Map(files), folders: new Set([...folders, ...FOLDERS]) };
    if (container.workingDir) own.folders.add(container.workingDir);
    for (const { path, volume, sub, kept } of mounts)
      for (const [name, content] of kept ? Object.entries(shared ?? {}) : []) {
        if (!name.startsWith(`${volume}/${sub}`)) continue;
        const at = `${path}/${name.slice(volume.length + 1 + sub.length)}`;
        if (at.endsWith('/')) own.folders.add(at.slice(0, -1));
        else own.files.set(at, content);
      }
    return (view = own);
  };
  return {
    get environment() {
      return (environment ??= environmentOf(read, pod, container));
    },
    get files() {
      return look().files;
    },
    get folders() {
      return look().folders;
    },
    isReadOnly: (path) =>
      mountOf(mounts, path)?.readOnly ??
      (container.securityContext?.readOnlyRootFilesystem === true && !path.startsWith('/dev/')),
    hostname: (pod['spec']?.hostname as string | undefined) ?? pod.metadata.name ?? '',
    folder: (container.workingDir as string | undefined) ?? '/',
    since,
  };
}

/** The course of a container's program until a time, milliseconds after its start; undefined where it is not known. */
export function courseOf(
  read: Reader,
  pod: KubeObject,
  container: Part,
  beginning: Beginning,
  until = Infinity,
): Course | undefined {
  const started = startedBy(container);
  if (!started) return undefined;
  const first = started[0]!;
  const isProgram = isShell(first) || first.slice(first.lastIndexOf('/') + 1) in PROGRAMS;
  const server = isProgram ? undefined : serverOf(started);
  if (server) return { printed: server.says ? [{ at: 0, text: server.says, isError: false }] : [], writes: [] };
  const isWhole = until === Infinity;
  const known = isWhole ? alike.get(container as object) : undefined;
  if (known) return known;
  let isOwn = false;
  const around = noticed(surroundings(read, pod, container, beginning), () => (isOwn = true));
  const words = started.some((it) => it.includes('$'))
    ? started.map((it) => expanded(it, around.environment))
    : started;
  const said = isProgram ? undefined : saidOf(words);
  if (said) return { printed: [{ at: 0, text: said, isError: false }], writes: [], end: { at: 0, code: 0 } };
  if (!isProgram) return undefined;
  try {
    const course = runWords(words, around, until, isWhole ? FOLLOWED : undefined);
    if (isWhole && !isOwn) alike.set(container as object, course);
    // It may wait for what another container is to write.
    return course.isCut && mountsOf(read, pod, container).some((it) => it.kept) && isShared(pod, container)
      ? undefined
      : course;
  } catch (error) {
    if (error instanceof NotSimulated) return undefined;
    throw error;
  }
}

/** How many commands of a script are followed to learn how it ends; one that goes on for longer is taken to go on. */
const FOLLOWED = 4_000;

/** Courses of containers that ask nothing of where they are: those of one template have the same. */
const alike = new WeakMap<object, Course>();

/** What the containers of one template have in common. */
const ALIKE: ReadonlySet<keyof Surroundings> = new Set(['folder', 'input', 'isReadOnly']);

/** The same surroundings; `asked` is called when something is asked that another pod's container could see differently. */
function noticed(around: Surroundings, asked: () => void): Surroundings {
  return new Proxy(around, {
    get(target, name: keyof Surroundings) {
      if (!ALIKE.has(name)) asked();
      return target[name];
    },
  });
}

/** Whether another container of the pod mounts a volume of this one. */
function isShared(pod: KubeObject, container: Part): boolean {
  const own = new Set(((container.volumeMounts ?? []) as Part[]).map((it) => it.name));
  return ((pod['spec'].containers ?? []) as Part[]).some(
    (it) => it.name !== container.name && ((it.volumeMounts ?? []) as Part[]).some(({ name }) => own.has(name)),
  );
}

/** What a container has written to its volumes a time after its start, with what was there before. */
export function sharedAfter(
  read: Reader,
  pod: KubeObject,
  container: Part,
  course: Course,
  before: Shared | undefined,
  elapsed: number,
): Shared | undefined {
  if (!course.writes.length) return before;
  const mounts = mountsOf(read, pod, container);
  if (!mounts.some((it) => it.kept)) return before;
  const after: Record<string, string> = { ...before };
  for (const { at, path, content } of course.writes) {
    const mount = mountOf(mounts, path);
    if (at > elapsed || !mount?.kept) continue;
    const name = `${mount.volume}/${mount.sub}${path.slice(mount.path.length + 1)}`;
    if (content !== undefined) after[name] = content;
    else for (const it of [name, `${name}/`]) delete after[it];
  }
  return after;
}

/** The surroundings of a command that is run in a container which has run for a time. */
export function insideOf(
  read: Reader,
  pod: KubeObject,
  container: Part,
  beginning: Beginning,
  now: number,
): Surroundings {
  const outer = surroundings(read, pod, container, beginning);
  let view: Pick<Surroundings, 'files' | 'folders'> | undefined;
  const look = (): Pick<Surroundings, 'files' | 'folders'> => {
    if (view) return view;
    const files = new Map(outer.files);
    const folders = new Set(outer.folders);
    const course = courseOf(read, pod, container, beginning, Math.max(0, now - beginning.since));
    for (const { path, content } of course?.writes ?? [])
      if (content === undefined) {
        files.delete(path);
        folders.delete(path);
      } else if (path.endsWith('/')) folders.add(path.slice(0, -1));
      else files.set(path, content);
    return (view = { files, folders });
  };
  return {
    get environment() {
      return outer.environment;
    },
    get files() {
      return look().files;
    },
    get folders() {
      return look().folders;
    },
    isReadOnly: outer.isReadOnly!,
    hostname: outer.hostname,
    folder: outer.folder!,
    since: now,
  };
}

/** What a container's program left to be said of its end. Follows kuberuntime_container.go (readLastStringFromContainerLogs). */
export function lastWords(container: Part, course: Course): string | undefined {
  const path = (container.terminationMessagePath as string | undefined) ?? '/dev/termination-log';
  const file = course.writes.findLast((it) => it.path === path)?.content;
  if (file) return Buffer.from(file).subarray(0, 4096).toString();
  if (container.terminationMessagePolicy !== 'FallbackToLogsOnError' || !course.end?.code) return undefined;
  const log = course.printed.map((it) => it.text).join('');
  const some = log.replace(/\n$/, '').split('\n').slice(-80).join('\n') + (log.endsWith('\n') ? '\n' : '');
  return Buffer.from(some).subarray(-2048).toString() || undefined;
}
