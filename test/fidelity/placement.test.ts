// Recorded answers of a real kube-scheduler (v1.36.3, default configuration) to small random clusters: filters of each node, scores of
// each plugin, totals, messages, preemption candidates. A ratchet: what is listed here as failing must fail, all else must not.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { problems, replay, type Verdict } from './placement-replay.ts';

/** Answers that are not the same yet, with the reason. */
const FAILING: Readonly<Record<string, string>> = {};

const test = suite('fidelity: placement');
const verdicts: Verdict[] = problems().flatMap((problem) => replay(problem));

for (const family of new Set(verdicts.map((verdict) => verdict.family)))
  test(`${family} pods are placed as a real scheduler places them`, () => {
    for (const { id, differs, family: of } of verdicts) {
      if (of !== family) continue;
      const differences = Object.entries(differs).map(([aspect, how]) => `${aspect}: ${how}`);
      if (FAILING[id]) assert.ok(differences.length, `${id} is the same now: take it off the list of failing answers`);
      else assert.is(differences.join('\n'), '', id);
    }
  });

test('every answer on the list of failing ones exists', () => {
  const ids = new Set(verdicts.map(({ id }) => id));
  assert.equal(
    Object.keys(FAILING).filter((id) => !ids.has(id)),
    [],
  );
});

test('the score', () => {
  const same = verdicts.filter(({ differs }) => !Object.keys(differs).length).length;
  console.log(`\nscore: placement ${same} of ${verdicts.length} answers the same`);
  const aspects = new Set(verdicts.flatMap(({ compared }) => compared));
  const shares = [...aspects].map((aspect) => {
    const all = verdicts.filter(({ compared }) => compared.includes(aspect));
    return `${aspect} ${all.filter(({ differs }) => !(aspect in differs)).length}/${all.length}`;
  });
  console.log(`score: ${shares.join(', ')}`);
  assert.is(verdicts.length, 966);
});

test.run();
