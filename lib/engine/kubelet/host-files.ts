// Files that pods leave on their node: what is written to a hostPath volume is there for the next pod of that node that mounts it.

import type { KubeObject } from '../../api/object.ts';
import type { ActorContext } from '../interface.ts';
import type { Shared } from './course.ts';

const idOf = (pod: KubeObject): string => `files of node ${pod['spec'].nodeName as string}`;

const mountsHost = (pod: KubeObject): boolean =>
  ((pod['spec'].volumes ?? []) as readonly { hostPath?: object }[]).some((it) => it.hostPath);

/** A volume as its files are kept under: by its name in the pod, or by its place on the node. */
export const keptAs = (volume: { name: string; hostPath?: { path: string } }): string =>
  volume.hostPath ? `:${volume.hostPath.path.replace(/\/+$/, '')}` : volume.name;

const isOfHost = (name: string): boolean => name.startsWith(':');

/** The pod's own files with those of its node, where it mounts some. */
export function withHostFiles(context: ActorContext, pod: KubeObject, shared: Shared | undefined): Shared | undefined {
  if (!mountsHost(pod)) return shared;
  const host = context.memory.get<Shared>(idOf(pod));
  return host ? { ...shared, ...host } : shared;
}

/** Keeps the node's files apart; those of the pod remain. */
export function keepHostFiles(context: ActorContext, pod: KubeObject, shared: Shared | undefined): Shared | undefined {
  if (!shared || !mountsHost(pod)) return shared;
  const all = Object.entries(shared);
  const before = context.memory.get<Shared>(idOf(pod));
  context.memory.set(idOf(pod), { ...before, ...Object.fromEntries(all.filter(([name]) => isOfHost(name))) });
  const own = all.filter(([name]) => !isOfHost(name));
  return own.length ? Object.fromEntries(own) : undefined;
}
