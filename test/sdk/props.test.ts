import { createRequire } from 'node:module';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { z } from 'zod';
import { ApiObject, App, Chart } from '../../lib/index.ts';
import * as props from '../../lib/sdk/props.ts';
import type { Shape } from '../../lib/sdk/shapes.ts';

const test = suite('props: a quick look and zod are of one mind');
const zod = (createRequire(import.meta.url)('zod') as { z: typeof z }).z;

const shapes = Object.entries(props).filter((it): it is [string, Shape] => typeof it[1] === 'object');

/** Values to put into every field: of each kind, and the near misses. */
const VALUES = [
  'x',
  '',
  1,
  0,
  true,
  null,
  [],
  ['x'],
  [1],
  {},
  { x: 'x' },
  { x: 1 },
  { name: 'x' },
  { existing: 'x' },
  { existing: 1 },
  { mount: '/x' },
  { get: '/' },
  { surge: 1 },
];

test('for every shape, in every field, with values of every kind', () => {
  let looked = 0;
  const apart: string[] = [];
  for (const [name, shape] of shapes) {
    const schema = shape.schema(zod);
    const known = Object.keys((schema as unknown as { shape?: object }).shape ?? {});
    assert.ok(known.length > 0, name);
    const required = known.filter((key) => !schema.safeParse({}).error?.issues.every((it) => it.path[0] !== key));
    // What has to be said is said with whatever fits there, so that the field in question decides.
    const base: Record<string, unknown> = {};
    for (const key of required)
      base[key] = VALUES.find(
        (it) => schema.safeParse({ [key]: it }).error?.issues.every((issue) => issue.path[0] !== key) ?? true,
      );
    for (const key of [...known, 'nonsense'])
      for (const value of [...VALUES, undefined]) {
        const given = { ...base, [key]: value };
        looked++;
        if (shape.fits(given) !== schema.safeParse(given).success)
          apart.push(`${name}.${key} ${JSON.stringify(value)}`);
      }
  }
  assert.ok(looked > 5_000);
  assert.equal(apart, []);
});

test('what is wrong is told by zod: which field, and what it must be', () => {
  const object = new ApiObject(new Chart(new App(), 'c'), 'x', { apiVersion: 'v1', kind: 'Pod' });
  props.checkProps(object, props.deploymentProps, {
    replicas: 'three',
    ports: { http: '80' },
    sidecars: { a: { image: 'x', comand: [], agrs: [] } },
    init: { b: {} },
    volumes: { v: { mount: '/v', emptyDir: false } },
    env: { A: { secret: 1, key: 'k' } },
  });
  assert.equal(
    object.problems.map((it) => `${it.field}: ${it.message}`),
    [
      'image: must be said',
      'ports.http: must be a number, not "80"',
      'env.A.secret: must be a name, a construct or { existing: name }, not 1',
      'volumes.v.emptyDir: must be one of true, not false',
      'sidecars.a.comand: unknown field. Did you mean command?',
      'sidecars.a.agrs: unknown field. Did you mean args?',
      'init.b.image: must be said',
      'replicas: must be a number, not "three"',
    ],
  );
});

test.run();
