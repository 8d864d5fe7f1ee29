// A plan kept in a file, to be deployed exactly as it was shown, or refused when the program or the cluster has changed since.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from '../api/client.ts';
import type { SimulationSpec } from '../api/simulation/simulation.ts';
import type { Deployment } from '../deploy/interface.ts';
import { idOf, type ObjectChange } from '../plan/changes.ts';
import type { Preview } from '../plan/preview.ts';
import { VERSION } from '../version.ts';
import { loadEntry, sourcesOf, type Entry } from './entry.ts';
import { UserError } from './failure.ts';

const FORMAT = 'slipway.saved-plan/1';

/** The cluster a plan was made for. */
export type PlanTarget =
  | {
      readonly kind: 'kept';
      readonly dir: string;
      /** The kept cluster's revision; absent when there was none yet. */
      readonly revision?: number;
    }
  | {
      readonly kind: 'context';
      readonly context: string;
      readonly kubeconfig?: string;
      readonly namespace: string;
      /** What tells this cluster from any other: the uid of its kube-system namespace. */
      readonly cluster: string;
    };

export interface SavedPlan {
  readonly format: typeof FORMAT;
  /** The version of this package that made it. */
  readonly version: string;
  readonly entry: string;
  /** The profile it was made with. */
  readonly profile?: string;
  readonly target: PlanTarget;
  readonly options: {
    readonly pruneData: boolean;
    readonly forceConflicts: boolean;
    readonly replace: readonly string[];
  };
  /** Of the tree: objects and what comes after what. */
  readonly digest: string;
  readonly deployment: Deployment;
  readonly simulation: SimulationSpec;
  /** What it would change, as it was shown. Of Secrets, only that they differ. */
  readonly changes: readonly ObjectChange[];
}

/** What tells a cluster from any other. */
export async function clusterIdOf(client: Client): Promise<string> {
  return (await client.get('namespaces', '', 'kube-system')).metadata.uid ?? '';
}

/** A tree in a few letters: equal for equal manifests in equal order; where they were written does not count. */
export function digestOf({ name, objects, groups }: Deployment): string {
  const rows = objects.map(({ object, after, afterGroups }) => [object, after, afterGroups ?? []]);
  return createHash('sha256')
    .update(JSON.stringify([name, rows, groups ?? []]))
    .digest('hex');
}

/** Keeps a plan, readable by its owner only: manifests may hold secrets. */
export function savePlan(file: string, plan: Omit<SavedPlan, 'format' | 'version' | 'digest' | 'profile'>): void {
  // Lines are found as they are asked for; a file has them all.
  const objects = plan.deployment.objects.map(({ object, path, source, movedFrom, after, afterGroups }) => ({
    object,
    path,
    source,
    movedFrom,
    after,
    afterGroups,
  }));
  const whole: SavedPlan = {
    format: FORMAT,
    version: VERSION,
    digest: digestOf(plan.deployment),
    ...plan,
    ...(process.env['SLIPWAY_PROFILE'] ? { profile: process.env['SLIPWAY_PROFILE'] } : {}),
    deployment: { ...plan.deployment, objects } as Deployment,
  };
  try {
    writeFileSync(file, `${JSON.stringify(whole)}\n`, { mode: 0o600 });
  } catch (error) {
    throw new UserError(`--save ${file}: ${(error as Error).message}`);
  }
}

/** Whether a file is a plan that was kept, not a program or manifests. */
export function isSavedPlan(path: string): boolean {
  if (!existsSync(path) || !statSync(path).isFile() || /\.(m?[jt]s|ya?ml)$/.test(path)) return false;
  return readFileSync(path, 'utf8').slice(0, 200).includes(`"format":"${FORMAT}"`);
}

/** Opens a plan, and holds it against its program, if that is there. */
export async function openPlan(
  path: string,
  options: {
    readonly context?: string;
    readonly pruneData?: boolean;
    readonly forceConflicts?: boolean;
    readonly replace?: readonly string[];
  },
): Promise<{ readonly plan: SavedPlan; readonly entry: Entry }> {
  let plan: SavedPlan;
  try {
    plan = JSON.parse(readFileSync(path, 'utf8')) as SavedPlan;
  } catch (error) {
    throw new UserError(`${path}: ${(error as Error).message}`);
  }
  if (plan.version !== VERSION)
    throw new UserError(`${path} was made by slipway ${plan.version}, and this is ${VERSION}. Plan again`);
  for (const [given, name] of [
    [options.context, '--context'],
    [options.pruneData, '--prune-data'],
    [options.forceConflicts, '--force-conflicts'],
    [options.replace, '--replace'],
  ] as const)
    if (given !== undefined)
      throw new UserError(`${name} is said when the plan is made: slipway plan ${plan.entry} ${name} … --save FILE`);
  if (plan.digest !== digestOf(plan.deployment)) throw new UserError(`${path} was changed by hand; plan again`);
  // The program reads it where it chooses.
  if (plan.profile) process.env['SLIPWAY_PROFILE'] = plan.profile;
  if (existsSync(plan.entry) && digestOf((await loadEntry(plan.entry)).deployment) !== plan.digest)
    throw new UserError(
      `nothing was done: ${plan.entry} has changed since the plan was made. Plan again: slipway plan ${plan.entry} --save ${path}`,
    );
  return {
    plan,
    entry: {
      deployment: plan.deployment,
      simulation: plan.simulation,
      sources: sourcesOf(plan.deployment),
      charts: [],
    },
  };
}

/** In what the cluster would change now it differs from what was planned. */
export function differencesFrom(plan: SavedPlan, now: Preview): string[] {
  const told = ({ action, fields }: ObjectChange): string =>
    `${action}${fields.length ? ` ${fields.map((it) => it.path).join(', ')}` : ''}`;
  const planned = new Map(plan.changes.map((it) => [idOf(it), it]));
  const found = new Map(now.changes.map((it) => [idOf(it), it]));
  const different: string[] = [];
  for (const name of new Set([...planned.keys(), ...found.keys()])) {
    const was = planned.get(name);
    const is = found.get(name);
    if (was && is && was.action === is.action && isDeepStrictEqual(plain(was.fields), plain(is.fields))) continue;
    different.push(`${name}: planned ${was ? told(was) : 'no change'}, now ${is ? told(is) : 'no change'}`);
  }
  return different;
}

/** As it comes back from a file: what is undefined is not there. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
