// The published conformance data of CEL: an npm package with a lock file of its own, installed when first needed.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const home = fileURLToPath(new URL('../../cel-spec', import.meta.url));
const data = `${home}/node_modules/@bufbuild/cel-spec/dist/esm/testdata`;

export interface SpecCase {
  readonly original: {
    readonly name?: string;
    readonly expr: string;
    readonly value?: SpecValue;
    readonly evalError?: object;
    readonly disableCheck?: boolean;
    readonly checkOnly?: boolean;
    readonly container?: string;
    readonly typeEnv?: readonly { readonly name: string; readonly ident?: { readonly type: object } }[];
    readonly bindings?: { readonly [name: string]: { readonly value: SpecValue } };
    readonly typedResult?: { readonly result?: SpecValue };
  };
  /** Absent where the text is no expression. */
  readonly ast?: string;
  /** What the checker of cel-go said of the whole. */
  readonly type?: string;
  /** What it said instead. */
  readonly error?: string;
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type SpecValue = { readonly [kind: string]: any };

export interface SpecSuite {
  readonly name: string;
  readonly suites?: readonly SpecSuite[];
  readonly tests?: readonly SpecCase[];
}

/** The data, installed if need be; or why there is none here. */
export async function spec(name: 'conformance' | 'parsing'): Promise<SpecSuite | { readonly reason: string }> {
  if (!existsSync(`${data}/${name}.js`))
    try {
      const args = ['ci', '--prefix', home, '--no-audit', '--no-fund', '--ignore-scripts'];
      execFileSync('npm', args, { stdio: 'pipe', timeout: 240_000 });
    } catch (error) {
      const said = String((error as { stderr?: Buffer }).stderr ?? error);
      return { reason: `npm could not install it: ${said.split('\n')[0]!}` };
    }
  return ((await import(pathToFileURL(`${data}/${name}.js`).href)) as { tests: SpecSuite }).tests;
}

/** All cases under their path. */
export function casesOf(suite: SpecSuite, path = ''): [path: string, one: SpecCase][] {
  return [
    ...(suite.suites ?? []).flatMap((it) => casesOf(it, path ? `${path}/${it.name}` : it.name)),
    ...(suite.tests ?? []).map((it, i): [string, SpecCase] => [
      `${path}/${it.original.name ?? it.original.expr}#${i}`,
      it,
    ]),
  ];
}
