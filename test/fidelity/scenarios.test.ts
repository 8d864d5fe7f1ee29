import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster } from '../../lib/engine/cluster.ts';

const test = suite('fidelity: stories that end as they did on a real control plane');
const folder = new URL('../data/fidelity/scenarios/', import.meta.url);
/** How many facts of each scenario are not yet the same; `SLIPWAY_RATCHET=write` writes it anew. */
const list = new URL('failing.txt', folder);

type Facts = Record<string, Record<string, unknown>>;

interface Scenario {
  readonly name: string;
  readonly area: string;
  readonly answers?: Facts;
  readonly unstable?: Record<string, string[]>;
}

// The player of the stories is the same that records them from a real control plane: plain modules.
const module = async (name: string): Promise<Record<string, new (...args: unknown[]) => { play(): Promise<Facts> }>> =>
  import(new URL(`scenarios/${name}.mjs`, import.meta.url).href);
const { Client } = await module('client');
const { Play } = await module('steps');

test('every fact of every scenario is the same, but for those counted on the list', async () => {
  const scenarios = gunzipSync(readFileSync(new URL('scenarios.jsonl.gz', folder)))
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Scenario);
  const areas = new Map<string, { facts: number; same: number }>();
  const failing: string[] = [];
  for (const scenario of scenarios) {
    const cluster = Cluster.create({ simulation: { pools: [] }, seed: scenario.name });
    let got: Facts = {};
    try {
      got = await new Play!(scenario, new Client!(cluster), { speed: 1, log: () => {} }).play();
    } catch (error) {
      got = { error: { message: String(error) } };
    }
    let facts = 0;
    let same = 0;
    for (const [name, expected] of Object.entries(scenario.answers ?? {})) {
      const skip = new Set(scenario.unstable?.[name] ?? []);
      const seen = got[name] ?? {};
      for (const key of new Set([...Object.keys(expected), ...Object.keys(seen)])) {
        if (skip.has(key)) continue;
        facts++;
        if (expected[key] === seen[key]) same++;
      }
    }
    const area = areas.get(scenario.area) ?? { facts: 0, same: 0 };
    areas.set(scenario.area, { facts: area.facts + facts, same: area.same + same });
    if (same < facts) failing.push(`${scenario.area}/${scenario.name} ${facts - same}`);
  }
  const total = [...areas.values()].reduce((sum, it) => ({ facts: sum.facts + it.facts, same: sum.same + it.same }));
  const share = (it: { facts: number; same: number }): string => `${((100 * it.same) / it.facts).toFixed(1)}%`;
  console.log(
    `\nscore: scenarios ${scenarios.length - failing.length} of ${scenarios.length} the same, ${total.same} of ${total.facts} facts (${share(total)})`,
  );
  console.log(`score: ${[...areas].map(([name, it]) => `${name} ${share(it)}`).join(' · ')}`);
  if (process.env['SLIPWAY_RATCHET'] === 'write') {
    writeFileSync(list, `${failing.sort().join('\n')}\n`);
    return;
  }
  assert.equal(
    failing.sort(),
    readFileSync(list, 'utf8').split('\n').filter(Boolean),
    'scenarios with differing facts, and how many',
  );
});

test.run();
