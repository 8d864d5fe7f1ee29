// YAML as kubectl reads it: YAML 1.1 as Go's parser takes it, where `yes` is true, `0644` is octal and `<<` merges, but dates and
// times stay the texts that they are. Follows go.yaml.in/yaml/v2 (resolve.go).

import { createRequire } from 'node:module';
import type { Schema } from 'js-yaml';

type Parser = typeof import('js-yaml');

let parser: (Parser & { readonly schema: Schema }) | undefined;

/** Most programs read none: the parser is loaded with the first. */
function loaded(): Parser & { readonly schema: Schema } {
  if (!parser) {
    const made = createRequire(import.meta.url)('js-yaml') as Parser;
    parser = { ...made, schema: schemaOf(made) };
  }
  return parser;
}

/** The one document of a text. */
export function readYaml(text: string): unknown {
  const { load, schema } = loaded();
  return load(text, { schema });
}

/** All documents of a text. */
export function readAllYaml(text: string): unknown[] {
  const { loadAll, schema } = loaded();
  return loadAll(text, { schema });
}

/** Whether an error is the parser's, about the text. */
export const isYamlError = (error: unknown): error is Error => error instanceof loaded().YAMLException;

const TRUE = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
const FALSE = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']);
const NOTHING = new Set(['', '~', 'null', 'Null', 'NULL']);
const INTEGER = /^[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

/** A number as Go reads it; undefined for what is none. */
function numberOf(source: string): number | undefined {
  if (!/^[-+.0-9]/.test(source)) return undefined;
  // Only what begins with a digit or a sign may be spaced by underscores.
  const plain = source.startsWith('.') ? source : source.replaceAll('_', '');
  if (INTEGER.test(plain)) {
    const digits = plain.replace(/^[-+]/, '');
    const octal = /^0[0-7]+$/.test(digits);
    const value = octal ? parseInt(digits, 8) : Number(digits.replace(/^0([XBO])/, (it) => it.toLowerCase()));
    return plain.startsWith('-') ? -value : value;
  }
  return FLOAT.test(plain) ? Number(plain) : undefined;
}

function schemaOf({ CORE_SCHEMA, NOT_RESOLVED, Schema, defineScalarTag, mergeTag }: Parser): Schema {
  const resolve =
    <T>(read: (source: string) => T | undefined) =>
    (source: string): T | typeof NOT_RESOLVED => {
      const value = read(source);
      return value === undefined ? NOT_RESOLVED : value;
    };
  const own = {
    bool: resolve((it) => (TRUE.has(it) ? true : FALSE.has(it) ? false : undefined)),
    null: resolve((it) => (NOTHING.has(it) ? null : undefined)),
    int: resolve((it) => {
      const value = numberOf(it);
      return value !== undefined && INTEGER.test(it.replaceAll('_', '')) ? value : undefined;
    }),
    float: resolve(numberOf),
  };
  const names = new Map<string, (source: string) => unknown>(
    Object.entries(own).map(([name, it]) => [`tag:yaml.org,2002:${name}`, it]),
  );
  const kept = CORE_SCHEMA.tags.filter((it) => !names.has(it.tagName));
  const tags = [...names].map(([name, read]) =>
    defineScalarTag<unknown>(name, {
      implicit: true,
      implicitFirstChars: /int|float/.test(name) ? [...'-+.0123456789'] : ['', ...'~yYnNtTfFoO'],
      resolve: read,
      identify: () => false,
    }),
  );
  return new Schema([...tags, ...kept, mergeTag]);
}
