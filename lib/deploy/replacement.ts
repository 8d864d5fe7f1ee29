// What cannot be changed in place is deleted and made anew, where that is asked for: its name stays, what hangs on it may not.

import type { Client } from '../api/client.ts';
import type { GroupResource, KubeObject } from '../api/object.ts';
import { isStatus } from '../api/status-errors.ts';
import { nearest } from '../sdk/problems.ts';
import { isForeign } from './apply.ts';
import type { DeployObject } from './interface.ts';
import { describe } from './names.ts';
import { heldData } from './protection.ts';

/** How the API server says that a field stays as it is. */
const FIXED =
  /field is immutable|is immutable after creation|updates to statefulset spec for fields other than|may not be changed|may not change (once set|fields other than)|cannot change roleRef|updates to \w+ are forbidden/;

/** Whether a refusal means that the object would have to be deleted and made anew. */
export function needsReplacing(message: string): boolean {
  return FIXED.test(message);
}

/** Whether nothing else is wrong with what was refused: else it would be gone, and not come back. */
function onlyFixed(error: Error): boolean {
  const causes = isStatus(error, 'Invalid') ? (error.status.details?.causes ?? []) : [];
  return causes.length > 0 && causes.every(({ message }) => FIXED.test(message ?? ''));
}

/** What an object is called where it is asked to be replaced. */
export const replaceable = ({ kind, metadata: { name } }: KubeObject): string => `${kind}/${name}`;

/** Whether an object is among those that may be replaced: `all`, `Kind/name`, `Kind/namespace/name`, or its construct path. */
export function mayReplace(
  asked: readonly string[] | undefined,
  object: KubeObject,
  path: string | undefined,
): boolean {
  if (!asked?.length) return false;
  const names = ['all', ...namesOf(object, path)];
  return asked.some((it) => names.includes(it));
}

function namesOf(object: KubeObject, path: string | undefined): string[] {
  const { kind, metadata } = object;
  return [replaceable(object), `${kind}/${metadata.namespace ?? 'default'}/${metadata.name}`, ...(path ? [path] : [])];
}

/** What was asked to be replaced and is nothing in the tree: a mistyped name, told before anything is done. */
export class UnknownReplacement extends Error {
  constructor(deployment: string, unknown: readonly string[], objects: readonly DeployObject[]) {
    const known = objects.flatMap(({ object, path }) => namesOf(object, path));
    const lines = unknown.map((it) => {
      const near = nearest(it, known);
      return `nothing in ${deployment} is called ${it}${near ? `. Did you mean ${near}?` : ''}`;
    });
    super(lines.join('\n'));
    this.name = 'UnknownReplacement';
  }
  /** The text a command ends with. */
  describe(): string {
    return `✖ nothing was done: --replace: ${this.message.replaceAll('\n', '\n  ')}\n`;
  }
}

/** Throws `UnknownReplacement` where a name that was asked for is nobody's. */
export function checkReplacements(
  asked: readonly string[] | undefined,
  deployment: string,
  objects: readonly DeployObject[],
): void {
  if (!asked?.length) return;
  const unknown = asked.filter(
    (it) => it !== 'all' && !objects.some(({ object, path }) => mayReplace([it], object, path)),
  );
  if (unknown.length) throw new UnknownReplacement(deployment, unknown, objects);
}

/** Of what was asked for by name, what needed no replacing. */
export function notReplaced(asked: readonly string[] | undefined, replaced: readonly DeployObject[]): string[] {
  return (asked ?? []).filter(
    (it) => it !== 'all' && !replaced.some(({ object, path }) => mayReplace([it], object, path)),
  );
}

/** What a person may do about it. */
export const wayOut = (object: KubeObject): string => `--replace ${replaceable(object)} deletes it and makes it anew`;

/** What a replacement costs, in a few words; '' where nothing hangs on the object. */
export function lostWith(before: KubeObject, after: KubeObject): string {
  switch (before.kind) {
    case 'Deployment':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'ReplicationController':
      return 'its pods go before new ones come';
    case 'StatefulSet':
      return [
        keepsPods(before, after) ? 'its pods stay, and are taken over' : 'its pods go before new ones come',
        ...claimsThatStay(before, after),
      ].join('; ');
    case 'Job':
      return 'it runs again; what its pods said goes with them';
    case 'Pod':
      return 'it ends before the new one starts';
    case 'Service':
      return 'it is away for a moment, and its address may change';
    case 'PersistentVolumeClaim':
    case 'PersistentVolume':
      return 'what is stored in it is lost';
    case 'RoleBinding':
    case 'ClusterRoleBinding':
      return 'nobody has these rights for a moment';
    default:
      return '';
  }
}

interface ClaimTemplate {
  readonly metadata: { readonly name: string };
  readonly spec?: {
    readonly storageClassName?: string;
    readonly accessModes?: readonly string[];
    readonly resources?: { readonly requests?: { readonly storage?: string } };
  };
}

/** What of a claim's template matters to who has claims of it already. */
const CLAIMED: readonly (readonly [what: string, of: (it: ClaimTemplate) => string | undefined])[] = [
  ['', (it) => it.spec?.resources?.requests?.storage],
  ['class ', (it) => it.spec?.storageClassName],
  ['', (it) => it.spec?.accessModes?.join(', ')],
];

/** Claims are made from their template once: those that are there stay as they are when it changes. */
function claimsThatStay(before: KubeObject, after: KubeObject): string[] {
  const templates = (it: KubeObject): readonly ClaimTemplate[] => it['spec']?.volumeClaimTemplates ?? [];
  return templates(before).flatMap((old) => {
    const { name } = old.metadata;
    const now = templates(after).find((it) => it.metadata.name === name);
    if (!now) return [`claims ${name} stay, and nothing uses them`];
    const kept = CLAIMED.flatMap(([what, of]) => {
      const [was, is] = [of(old), of(now)];
      return is === undefined || was === is ? [] : [`${what}${was ?? '(none)'} (not ${is})`];
    });
    return kept.length ? [`claims ${name} that are there stay at ${kept.join(', ')}`] : [];
  });
}

/** Pods without an owner are adopted by a set that selects them. */
const keepsPods = (before: KubeObject, after: KubeObject): boolean =>
  before.kind === 'StatefulSet' &&
  JSON.stringify(before['spec']?.selector) === JSON.stringify(after['spec']?.selector) &&
  Object.entries((before['spec']?.selector?.matchLabels ?? {}) as Record<string, string>).every(
    ([key, value]) => after['spec']?.template?.metadata?.labels?.[key] === value,
  );

export interface Replacement {
  /** Remove it even where it holds data. */
  readonly pruneData: boolean;
  /** How long it may take to go, and how often to ask, milliseconds of cluster time. */
  readonly timeout: number;
  readonly interval: number;
  readonly signal?: AbortSignal;
}

/** Why an object stays as it is although its replacement was asked for, after the words of the refusal; undefined where it may go. */
export async function hindrance(
  client: Client,
  before: KubeObject,
  refusal: Error,
  pruneData: boolean,
): Promise<string | undefined> {
  // What others made is adopted, never replaced.
  if (!onlyFixed(refusal) || isForeign(before)) return refusal.message;
  const held = pruneData ? undefined : await heldData(client, before);
  return held && `${refusal.message}\n${describe(before)} is not replaced: ${held} (--prune-data replaces it)`;
}

/** Deletes what was refused for being fixed, and waits until it is gone. Throws where it may not, or does not go. */
export async function makeRoom(
  client: Client,
  resource: GroupResource,
  object: KubeObject,
  refusal: Error,
  { pruneData, timeout, interval, signal }: Replacement,
): Promise<void> {
  const { namespace = '', name } = object.metadata;
  const before = await client.get(resource, namespace, name!);
  const why = await hindrance(client, before, refusal, pruneData);
  if (why !== undefined) throw new Error(why);
  await client.delete(resource, namespace, name!, {
    propagation: keepsPods(before, object) ? 'Orphan' : 'Foreground',
    preconditions: { uid: before.metadata.uid! },
  });
  const began = client.now();
  for (;;) {
    let still: KubeObject;
    try {
      still = await client.get(resource, namespace, name!);
    } catch (error) {
      if (isStatus(error, 'NotFound')) return;
      throw error;
    }
    if (still.metadata.uid !== before.metadata.uid) return;
    if (signal?.aborted || client.now() - began >= timeout) {
      const by = still.metadata.finalizers?.join(', ');
      throw new Error(`it was deleted to be made anew, and is not gone yet${by ? `: ${by} holds it` : ''}`);
    }
    await client.wait(interval);
  }
}
