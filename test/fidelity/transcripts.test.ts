import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { realClients } from '../real/clients.ts';
import { startServe } from '../server/serving.ts';
import { Stage, transcripts, type Played } from './transcripts-replay.ts';

const test = suite('fidelity: what kubectl and Helm print against serve');
/** The commands that do not end the same yet; `SLIPWAY_RATCHET=write` writes it anew, `SLIPWAY_ONLY=word` plays some. */
const list = new URL('../data/fidelity/transcripts/failing.txt', import.meta.url);
const AT_A_TIME = 3;
/** Sessions in which kubectl itself leaves an order to chance (it ranges over a map): played until it falls as recorded. */
const CHANCE = new Set(['edit/env']);
const clients = realClients();

if (!('kubectl' in clients)) {
  test('its absence is said', () => {
    console.log(`skipped: ${clients.reason}`);
  });
} else {
  test('every command of every session ends the same, but for those on the list', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-transcripts-serve-'));
    const serving = await startServe(join(folder, 'kubeconfig'));
    const stage = new Stage(clients, join(folder, 'kubeconfig'));
    const only = process.env['SLIPWAY_ONLY'];
    const writing = process.env['SLIPWAY_RATCHET'] === 'write';
    const listed = new Set(writing ? [] : readFileSync(list, 'utf8').split('\n').filter(Boolean));
    const stories = transcripts().filter((it) => !only || `${it.area}/${it.name}`.includes(only));
    const line = ({ transcript }: Pick<Played, 'transcript'>, step: number): string =>
      `${transcript.area}/${transcript.name} ${step + 1}`;
    const played: Played[] = [];
    try {
      await stage.open();
      const queue = [...stories];
      await Promise.all(
        Array.from({ length: AT_A_TIME }, async () => {
          for (let transcript = queue.shift(); transcript; transcript = queue.shift()) {
            const about = { transcript };
            const known = (step: number): boolean => listed.has(line(about, step));
            let once = await stage.play(transcript, known);
            // A busy machine can make a command late: once more before it counts.
            const again = writing ? 0 : CHANCE.has(`${transcript.area}/${transcript.name}`) ? 8 : 1;
            for (let i = 0; i < again && once.steps.some((step, n) => step.same === known(n)); i++)
              once = await stage.play(transcript, known);
            played.push(once);
          }
        }),
      );
    } finally {
      stage.close();
      await serving.stop();
      rmSync(folder, { recursive: true, force: true });
    }
    const failing = played.flatMap((it) => it.steps.flatMap((step, n) => (step.same ? [] : [line(it, n)]))).sort();
    const commands = played.reduce((sum, it) => sum + it.steps.length, 0);
    const whole = played.filter((it) => it.steps.every((step) => step.same)).length;
    console.log(
      `\nscore: transcripts ${whole} of ${played.length} the same, ${commands - failing.length} of ${commands} commands (${((100 * (commands - failing.length)) / commands).toFixed(1)}%)`,
    );
    if (writing) {
      assert.not(only, 'the list is written whole');
      writeFileSync(list, `${failing.join('\n')}\n`);
      return;
    }
    for (const it of played)
      for (const [n, step] of it.steps.entries())
        if (!step.same && (only || !listed.has(line(it, n))))
          console.log(`${line(it, n)}: $ ${step.command}\n${step.difference}\n`);
    const expected = [...listed].filter((it) => stories.some((story) => it.startsWith(`${story.area}/${story.name} `)));
    assert.equal(
      failing.filter((it) => !listed.has(it)),
      [],
      'commands that end otherwise and are not on the list',
    );
    assert.equal(
      expected.filter((it) => !failing.includes(it)),
      [],
      'commands on the list that end the same: take them off',
    );
  });
}

test.run();
