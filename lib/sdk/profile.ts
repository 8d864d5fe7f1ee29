// One source, several places to deploy it to: what differs between them is a table, and one row of it is chosen.

import { nearest } from './problems.ts';

/** The profile that was chosen. */
export interface Profile<N extends string, V> {
  readonly name: N;
  readonly values: V;
}

/**
 * Chooses a profile: the one named, else the one in the environment variable SLIPWAY_PROFILE (which `--profile` sets), else the first
 * of the table. Throws when there is no such profile.
 *
 *     const stage = chooseProfile({ dev: { replicas: 1 }, production: { replicas: 6 } });
 *     const app = new App({ name: 'shop', profile: stage });
 *     new Deployment(chart, 'web', { image: 'web:1', replicas: stage.values.replicas });
 */
export function chooseProfile<const T extends { readonly [name: string]: unknown }>(
  profiles: T,
  name: string | undefined = process.env['SLIPWAY_PROFILE'],
): Profile<keyof T & string, T[keyof T]> {
  const names = Object.keys(profiles);
  const chosen = name || names[0];
  if (chosen === undefined) throw new Error('there are no profiles to choose from');
  if (!Object.prototype.hasOwnProperty.call(profiles, chosen)) {
    const near = nearest(chosen, names);
    throw new Error(`no profile ${chosen}; there are ${names.join(', ')}.${near ? ` Did you mean ${near}?` : ''}`);
  }
  return { name: chosen as keyof T & string, values: profiles[chosen] as T[keyof T] };
}
