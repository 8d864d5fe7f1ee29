// Asks all that is asked of expressions and of rules, and writes the answers:
//   node record.mjs ASK        ASK is ask.go, built

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { EXPRESSIONS, VARIABLES } from './questions.mjs';
import { CASES } from './rules.mjs';

const VERSION = 'v1.36.3';

function ask(questions) {
  const input = questions.map((it) => `${JSON.stringify(it)}\n`).join('');
  const output = execFileSync(process.argv[2], { input, maxBuffer: 1 << 28 }).toString();
  // The name of a type is drawn anew each time.
  return output
    .replace(/selfType\d+/g, 'selfType')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function write(name, content) {
  const file = new URL(`../../data/fidelity/expressions/${name}.json.gz`, import.meta.url);
  writeFileSync(file, gzipSync(JSON.stringify({ version: VERSION, ...content }), { level: 9 }));
}

// What a failure has cost says nothing.
const outcome = ({ compile, type, value, error, cost }) => {
  if (compile !== undefined) return { compile };
  return error === undefined ? { type, value, cost } : { type, error };
};
const expressions = ask(EXPRESSIONS.map((expr) => ({ expr, vars: VARIABLES })));
write('expressions', { variables: VARIABLES, answers: EXPRESSIONS.map((it, i) => [it, outcome(expressions[i])]) });

const FAILED = /evaluating rule|supported operator|no further validation/;
const rules = ask(CASES).map(({ spent, ...rest }) =>
  FAILED.test((rest.errors ?? []).join()) ? rest : { ...rest, spent },
);
write('rules', { answers: CASES.map((it, i) => [it, rules[i]]) });
