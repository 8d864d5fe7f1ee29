// What shapes of props are made of. Each can look quickly whether a value fits, which is all that a sound program needs; zod, which tells
// what is wrong with one that does not, is loaded only then: a command that starts should not wait for it.

import { createRequire } from 'node:module';
import type { z } from 'zod';
import type { ApiObject } from './api-object.ts';
import { nearest } from './problems.ts';

type Zod = typeof z;

export interface Shape {
  readonly fits: (value: unknown) => boolean;
  /** The same in zod, with the words for what does not fit. */
  readonly schema: (zod: Zod) => z.ZodType;
}

/** A shape whose schema is made once, when it is first asked for. */
function shape(fits: (value: unknown) => boolean, make: (zod: Zod) => z.ZodType): Shape {
  let made: z.ZodType | undefined;
  return { fits, schema: (zod) => (made ??= make(zod)) };
}

const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
};

/** What a refused value is told. */
const must =
  (what: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? 'must be said' : `must be ${what}, not ${shown(input)}`;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value of which one look is enough. */
export const simple = (what: string, fits: (value: unknown) => boolean): Shape =>
  shape(fits, (zod) => zod.custom(fits, { error: must(what) }));

export const oneOf = (...values: (string | boolean)[]): Shape =>
  simple(`one of ${values.map(shown).join(', ')}`, (it) => values.includes(it as string));

export const list = (of: Shape): Shape =>
  shape(
    (value) => Array.isArray(value) && value.every(of.fits),
    (zod) => zod.array(of.schema(zod), { error: must('a list') }),
  );

// What is not said (undefined) is not there.
export const map = (of: Shape): Shape =>
  shape(
    (value) => {
      if (!isObject(value)) return false;
      for (const key in value) if (value[key] !== undefined && !of.fits(value[key])) return false;
      return true;
    },
    (zod) => zod.record(zod.string(), of.schema(zod).optional(), { error: must('an object') }),
  );

/** Between the messages of several fields that came as one. */
const NEXT = '\n';

/** An object of these fields and no others; `required` names those that have to be said. */
export function fields(known: Readonly<Record<string, Shape>>, ...required: readonly string[]): Shape {
  const shapes = new Map(Object.entries(known));
  const fits = (value: unknown): boolean => {
    if (!isObject(value)) return false;
    for (const key in value) {
      const field = shapes.get(key);
      if (!field || (value[key] !== undefined && !field.fits(value[key]))) return false;
    }
    return required.every((key) => value[key] !== undefined);
  };
  return shape(fits, (zod) =>
    zod.strictObject(
      Object.fromEntries(
        [...shapes].map(([key, it]) => [key, required.includes(key) ? it.schema(zod) : it.schema(zod).optional()]),
      ),
      {
        error: (issue) => {
          if (issue.code !== 'unrecognized_keys') return must('an object')(issue);
          const told = (key: string): string => {
            const near = nearest(key, shapes.keys());
            return `unknown field.${near ? ` Did you mean ${near}?` : ''}`;
          };
          return issue.keys.map(told).join(NEXT);
        },
      },
    ),
  );
}

/** A value of one shape or another: what is wrong is told of the one that was meant. */
const either = (isFirst: (value: unknown) => boolean, first: Shape, second: Shape): Shape =>
  shape(
    (value) => (isFirst(value) ? first : second).fits(value),
    (zod) =>
      zod.unknown().superRefine((value, context) => {
        const result = (isFirst(value) ? first : second).schema(zod).safeParse(value);
        for (const issue of result.error?.issues ?? []) context.addIssue({ ...issue });
      }),
  );

/** An object of one shape, or anything else of another. */
export const objectOr = (object: Shape, other: Shape): Shape => either(isObject, object, other);

/** A list of values, or one of them. */
export const oneOrMore = (of: Shape): Shape => either(Array.isArray, list(of), of);

/** Notes what is wrong with an object's props, in words that say what to do. */
export function checkProps(object: ApiObject, of: Shape, props: unknown): void {
  if (of.fits(props)) return;
  const { z: zod } = createRequire(import.meta.url)('zod') as { z: Zod };
  for (const issue of of.schema(zod).safeParse(props).error?.issues ?? []) {
    if (issue.code !== 'unrecognized_keys') object.problem(issue.message, pathText(issue.path));
    else
      issue.message
        .split(NEXT)
        .forEach((message, i) => object.problem(message, pathText([...issue.path, issue.keys[i]!])));
  }
}

/** A path as it is written in a program: `ports[0].name`; undefined for the whole. */
function pathText(path: readonly PropertyKey[]): string | undefined {
  let said = '';
  for (const part of path) said += typeof part === 'number' ? `[${part}]` : `${said ? '.' : ''}${String(part)}`;
  return said || undefined;
}
