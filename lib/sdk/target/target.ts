// What a version of Kubernetes does not have: kinds and fields that came later, and versions of the API that are gone.

import type { KubeObject } from '../../api/object.ts';
import { knownKinds, type TypeSchema, type ValueSchema } from '../../api/schema/schema.ts';
import type { Told } from '../manifest.ts';
import { nearest } from '../problems.ts';
import { REMOVED } from './removed.ts';
import { SINCE } from './since.ts';
import { NEW_VALUES } from './values.ts';

/** Versions that can be aimed at. */
export const TARGETS = ['1.30', '1.31', '1.32', '1.33', '1.34', '1.35', '1.36'] as const;
export type TargetVersion = (typeof TARGETS)[number];

/** What no version has on by default. */
const NEVER = 99;

let since: Map<string, ReadonlyMap<string, number>> | undefined;

function table(): Map<string, ReadonlyMap<string, number>> {
  since ??= new Map(
    SINCE.trim()
      .split('\n')
      .map((line) => {
        const [type, ...rest] = line.split(' ') as [string, ...string[]];
        const fields = rest.map((it): [string, number] => {
          const [field, version] = it.includes(':') ? it.split(':') : ['', it];
          return [field!, Number(version)];
        });
        return [type, new Map(fields)];
      }),
  );
  return since;
}

const minorOf = (target: TargetVersion): number => Number(target.slice(2));

/** Tells of an API version that is gone, and of kinds and versions that the API's own groups never had. Other groups are somebody else's. */
export function checkKnown(object: KubeObject, target: TargetVersion, told: Told): void {
  const { apiVersion = '', kind = '' } = object;
  const [minor, now] = REMOVED[`${apiVersion}/${kind}`] ?? REMOVED[`${apiVersion}/*`] ?? [];
  if (minor !== undefined) {
    if (minorOf(target) >= minor)
      told(
        `${apiVersion} ${kind} is gone since 1.${minor}${now ? `: use ${now}` : ', and nothing took its place'}`,
        'apiVersion',
      );
    return;
  }
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const own = knownKinds().filter((it) => it.startsWith(group ? `${group}/` : 'v1/'));
  if (own.length === 0) return;
  const here = own.filter((it) => it.startsWith(`${apiVersion}/`)).map((it) => it.slice(apiVersion.length + 1));
  if (here.length === 0) {
    const versions = [...new Set(own.map((it) => it.slice(0, it.lastIndexOf('/'))))];
    told(`there is no ${apiVersion || 'version'}; there is ${versions.join(', ')}`, 'apiVersion');
    return;
  }
  const near = nearest(kind, here);
  const elsewhere = knownKinds().find((it) => it.endsWith(`/${kind}`));
  const hint = near
    ? ` Did you mean ${near}?`
    : elsewhere
      ? ` It is in ${elsewhere.slice(0, elsewhere.lastIndexOf('/'))}.`
      : '';
  told(`there is no ${kind} in ${apiVersion}.${hint}`, 'kind');
}

/** Tells of what came after a version, or is off by default in it. */
export function checkTarget(object: KubeObject, type: TypeSchema, target: TargetVersion, told: Told): void {
  const minor = minorOf(target);
  const own = table().get(type.name)?.get('');
  if (own !== undefined && own > minor)
    told(`Kubernetes ${target} has no ${object.kind}: it came with 1.${own}`, 'kind');
  else fields(object as unknown as Record<string, unknown>, type, '');

  function fields(value: Readonly<Record<string, unknown>>, of: TypeSchema, path: string): void {
    const versions = table().get(of.name);
    for (const key in value) {
      const schema = of.fields.get(key);
      if (!schema || value[key] === null) continue;
      const at = path ? `${path}.${key}` : key;
      const version = versions?.get(key);
      if (version !== undefined && version > minor)
        told(
          version === NEVER
            ? `Kubernetes ${target} has it off by default, as has every version up to ${TARGETS.at(-1)}`
            : `Kubernetes ${target} does not have it, or has it off by default: it is there from 1.${version}`,
          at,
        );
      else {
        const fresh = NEW_VALUES.get(`${of.name} ${key}`);
        if (fresh && fresh.since > minor && fresh.is(value[key]))
          told(
            `Kubernetes ${target} does not take ${JSON.stringify(value[key])}, or has that off by default: it does from 1.${fresh.since}`,
            at,
          );
        descend(value[key], schema, at);
      }
    }
  }

  function descend(value: unknown, schema: ValueSchema, path: string): void {
    if (typeof value !== 'object' || value === null) return;
    if (schema.kind === 'object') fields(value as Record<string, unknown>, schema.type!, path);
    else if (schema.kind === 'array' && Array.isArray(value) && schema.items!.kind === 'object')
      value.forEach((item, i) => descend(item, schema.items!, `${path}[${i}]`));
    else if (schema.kind === 'map' && schema.items!.kind === 'object')
      for (const [key, item] of Object.entries(value)) descend(item, schema.items!, `${path}[${key}]`);
  }
}
