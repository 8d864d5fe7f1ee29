import { suite } from 'uvu';
import * as assert from 'uvu/assert';

import { Expressions, recordedExpressions, type Outcome } from './expressions-replay.ts';
import { holdToList } from './ratchet.ts';
import { playRules, recordedRules } from './rules-replay.ts';

const test = suite('fidelity: expressions give what they give in a real control plane');
/** The expressions that do not yet; `SLIPWAY_RATCHET=write` writes it anew. */
const list = new URL('../data/fidelity/expressions/failing.txt', import.meta.url);

test('every expression has the same faults, type, value and cost, but for those on the list', () => {
  const { variables, answers } = recordedExpressions();
  const expressions = new Expressions(variables);
  const failing: string[] = [];
  for (const [expression, wanted] of answers) {
    const found = expressions.ask(expression);
    const parts: readonly (keyof Outcome)[] = ['compile', 'type', 'value', 'error', 'cost'];
    const wrong = parts.filter((it) => JSON.stringify(found[it]) !== JSON.stringify(wanted[it]));
    if (!wrong.length) continue;
    failing.push(expression);
    if (process.env['SLIPWAY_WHY'])
      for (const it of wrong)
        console.log(`${expression}\n  ${it}: ${JSON.stringify(found[it])}\n  not ${JSON.stringify(wanted[it])}`);
  }
  console.log(`\nscore: expressions ${answers.length - failing.length} of ${answers.length} the same`);
  holdToList(
    list,
    failing,
    'expressions that give something else and are not on the list',
    'expressions on the list that give the same: take them off',
  );
});

test('every rule of a custom resource says of an object what it says there, and costs what it costs', () => {
  const answers = recordedRules();
  for (const [one, wanted] of answers) {
    const { spent, ...rest } = playRules(one);
    // What an evaluation that fails has cost is not recorded.
    const found = { ...rest, ...(wanted.spent === undefined || !spent ? {} : { spent }) };
    const plain = (it: object): object => JSON.parse(JSON.stringify(it)) as object;
    assert.equal(plain(found), plain(wanted), JSON.stringify(one.schema).match(/"rule":"[^"]*"/)?.[0]);
  }
  console.log(`\nscore: rules ${answers.length} of ${answers.length} the same`);
});

test.run();
