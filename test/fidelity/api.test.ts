import { suite } from 'uvu';
import { apiCases, apiFixtures } from './api-case.ts';
import { ApiReplay, type Verdict } from './api-replay.ts';
import { holdToList } from './ratchet.ts';

const test = suite('fidelity: requests answered as a real API server answered them');

/** Each set, and the file with the ids of its cases that do not yet have the same status, reason and causes. */
const SETS = [
  ['cases', 'api corpus', 'failing.txt'],
  ['mutations', 'api mutations', 'failing-mutations.txt'],
  ['asked', 'requests asked since', 'failing-asked.txt'],
] as const;

for (const [set, title, file] of SETS)
  test(`every case of the ${title} has the same status, reason and causes, but for those on the list`, () =>
    hold(set, title, new URL(`../data/fidelity/api/${file}`, import.meta.url)));

/** `SLIPWAY_RATCHET=write` writes the lists anew. */
function hold(set: (typeof SETS)[number][0], title: string, list: URL): void {
  const replay = new ApiReplay(apiFixtures());
  const verdicts = new Map<string, Verdict>();
  const cases = apiCases(set);
  let defects = 0;
  for (const one of cases)
    try {
      verdicts.set(one.id, replay.play(one).verdict);
    } catch {
      // A defect of the server is a wrong answer like any other, and counted.
      defects++;
      verdicts.set(one.id, 'differ');
    }
  if (defects) console.log(`\nnote: ${defects} cases end in an exception instead of an answer`);
  const count = (...kinds: Verdict[]): number => [...verdicts.values()].filter((it) => kinds.includes(it)).length;
  console.log(
    `\nscore: ${title}: ${count('same')} same of ${cases.length} (${((100 * count('same')) / cases.length).toFixed(1)}%), ${count('same', 'reason')} same status and reason (${((100 * count('same', 'reason')) / cases.length).toFixed(1)}%)`,
  );
  const failing = [...verdicts].filter(([, verdict]) => verdict === 'differ').map(([id]) => id);
  holdToList(
    list,
    failing.sort(),
    'cases that fail and are not on the list',
    'cases on the list that no longer fail: take them off',
  );
}

test.run();
