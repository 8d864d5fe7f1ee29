// The cluster kept between commands: one file, readable by its owner only. Time stands still in it between commands.

import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  if (!existsSync(file(directory))) return undefined;
  let saved: { format: number; deployment: string; cluster: SavedCluster };
  try {
    saved = JSON.parse(readFileSync(file(directory), 'utf8')) as typeof saved;
  } catch (error) {
    throw new UserError(`${file(directory)} cannot be read (${(error as Error).message}); slipway destroy removes it`);
  }
  if (saved.format !== 1)
    throw new UserError(`${file(directory)} was written by another version of slipway; slipway destroy removes it`);
  return { cluster: Cluster.open(saved.cluster), deployment: saved.deployment };
}

/** Whether two simulations say the same. A kept cluster keeps the nodes it was made with. */
export function sameSimulation(a: SimulationSpec, b: SimulationSpec): boolean {
  const told = ({ pools, programs, images, loads, provisioners, pace }: SimulationSpec): string =>
    JSON.stringify([pools, programs, images, loads, provisioners, pace]);
  return told(a) === told(b);
}

/** Keeps the cluster. The file is whole or not there: it is written beside and renamed. */
export function keepState(directory: string, state: State): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const text = JSON.stringify({ format: 1, deployment: state.deployment, cluster: state.cluster.save() });
  const next = `${file(directory)}.next`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, file(directory));
}

/** Removes what was kept; whether there was anything. */
export function dropState(directory: string): boolean {
  const there = existsSync(file(directory));
  rmSync(file(directory), { force: true });
  return there;
}
