// The door to a deployed program in a test. What is behind it is loaded when it is used: a program that only writes manifests pays nothing.

import type { SimulationSpec } from '../api/simulation/simulation.ts';
import type { App } from '../sdk/app.ts';
import type { Expectations } from './expectations.ts';
import type { Simulation } from './simulation.ts';

export interface SimulateOptions {
  /** Machines and programs instead of those the program says. */
  readonly simulation?: SimulationSpec;
  /** What draws among equals; the app's name when not said. */
  readonly seed?: string | number;
}

/**
 * Deploys a program along its graph into a cluster of its own, in this process, and lets time pass until nothing more happens.
 * What does not become ready is no error here: ask for it with `expectCluster(…).toRun()`.
 */
export async function simulate(app: App, options: SimulateOptions = {}): Promise<Simulation> {
  const { Simulation } = await import('./simulation.ts');
  return Simulation.of(app, options);
}

/** What a cluster is expected to be. Each expectation throws when it is not met, and gives itself back when it is. */
export function expectCluster(simulation: Simulation): Expectations {
  return simulation.expectations();
}
