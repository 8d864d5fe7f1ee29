// The cluster kept between commands: one file, readable by its owner only. Time stands still in it between commands.

import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster, type SavedCluster } from '../engine/cluster.ts';
import type { SimulationSpec } from '../api/simulation/simulation.ts';
import { UserError } from './failure.ts';

/** What is kept: the cluster, and what was deployed into it. */
export interface State {
  readonly cluster: Cluster;
  /** The name of the deployment it was made for. */
  readonly deployment: string;
}

const file = (directory: string): string => join(directory, 'cluster.json');

/** The kept cluster, or undefined when nothing was deployed yet. */
export function openState(directory: string): State | undefined {
  const path = file(directory);
  if (!existsSync(path)) return undefined;
  const unreadable = (why: unknown): UserError =>
    new UserError(
      `${path} cannot be read (${why instanceof Error ? why.message : String(why)}); slipway destroy removes it`,
    );
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(told('read', path, error));
  }
  let saved: { format: number; deployment: string; cluster: SavedCluster } | null;
  try {
    saved = JSON.parse(text) as typeof saved;
  } catch (error) {
    throw unreadable(error);
  }
  if (saved?.format !== 1)
    throw new UserError(`${path} was written by another version of slipway; slipway destroy removes it`);
  try {
    return { cluster: Cluster.open(saved.cluster), deployment: saved.deployment };
  } catch {
    throw unreadable('it is not whole');
  }
}

/** Whether something is kept, readable or not. */
export const isKept = (directory: string): boolean => existsSync(file(directory));

/** What the system says of a file, for a person. */
function told(what: string, path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const why: { readonly [code: string]: string } = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOSPC: 'no space is left on the disk',
    EDQUOT: 'the disk quota is used up',
    EEXIST: 'a file of that name is there',
    ENOTDIR: 'a part of the path is a file',
    EISDIR: 'it is a folder',
    ENOENT: 'no such folder',
  };
  return `${path} cannot be ${what}: ${why[code ?? ''] ?? message}`;
}

/**
 * Does something with what is kept while no other command changes it; a second command is told who is at work. What a command
 * that was killed has left behind holds nobody up.
 */
export async function alone<T>(directory: string, act: () => Promise<T>): Promise<T> {
  const lock = join(directory, 'lock');
  const take = (): void => writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    try {
      take();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = Number(readFileSync(lock, 'utf8'));
      if (isAlive(owner))
        throw new UserError(
          `another slipway (process ${owner}) is at work in ${directory}; nothing was done. Run this again when it is through`,
        );
      rmSync(lock, { force: true });
      take();
    }
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(told('written', directory, error));
  }
  try {
    return await act();
  } finally {
    rmSync(lock, { force: true });
    tidy(directory);
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A folder that holds nothing more goes. */
function tidy(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // It holds something, or is somebody's to keep.
  }
}

/** Whether two simulations say the same. A kept cluster keeps the nodes it was made with. */
export function sameSimulation(a: SimulationSpec, b: SimulationSpec): boolean {
  const told = ({ pools, programs, images, loads, provisioners, pace }: SimulationSpec): string =>
    JSON.stringify([pools, programs, images, loads, provisioners, pace]);
  return told(a) === told(b);
}

/** Keeps the cluster. The file is whole or not there: it is written beside and renamed. */
export function keepState(directory: string, state: State): void {
  const text = JSON.stringify({ format: 1, deployment: state.deployment, cluster: state.cluster.save() });
  const next = `${file(directory)}.next`;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
    writeFileSync(next, text, { mode: 0o600 });
    renameSync(next, file(directory));
  } catch (error) {
    rmSync(next, { force: true });
    throw new UserError(`${told('written', file(directory), error)}. What was there before is as it was`);
  }
}

/** Removes what was kept; whether there was anything. */
export function dropState(directory: string): boolean {
  const there = isKept(directory);
  rmSync(file(directory), { force: true });
  return there;
}

/** A folder keeps the cluster of one program: another is neither deployed into it nor planned against it. */
export function checkKept(
  kept: State,
  { deployment: { name } }: { readonly deployment: { readonly name: string } },
  dir: string,
): void {
  if (kept.deployment !== name)
    throw new UserError(`${dir} holds ${kept.deployment}; give ${name} a folder of its own with --dir`);
}
