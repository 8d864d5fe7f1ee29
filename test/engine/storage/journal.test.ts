import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Journal } from '../../../lib/engine/storage/journal.ts';

const test = suite('the log on disk');
const root = mkdtempSync(join(tmpdir(), 'slipway-journal-'));
test.after(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
const fresh = (): string => join(root, String(++count));
const held = (folder: string): object => Object.fromEntries(new Journal(folder).opened);

async function begun(folder: string): Promise<Journal> {
  const journal = new Journal(folder);
  await journal.restate(() => [['a', 1]], true);
  return journal;
}

test('holds what was appended, the last value of a key, nothing that was taken away', async () => {
  const folder = fresh();
  const journal = await begun(folder);
  await journal.append([
    ['b', { deep: ['ü', null, 1.5] }],
    ['c', 3],
  ]);
  await journal.append([['c'], ['a', 2]]);
  await journal.close();
  assert.equal(held(folder), { a: 2, b: { deep: ['ü', null, 1.5] } });
});

test('appends that come together share one record', async () => {
  const folder = fresh();
  const journal = await begun(folder);
  await Promise.all(Array.from({ length: 500 }, (_, i) => journal.append([[`k${i}`, i]])));
  await journal.close();
  const bytes = readFileSync(join(folder, 'log-1')).toString('latin1');
  assert.ok(bytes.split('SLP1').length < 10, 'few records');
  assert.is(Object.keys(held(folder)).length, 501);
});

test('torn anywhere in its last record, it holds everything before; the log goes on from there', async () => {
  const folder = fresh();
  const journal = await begun(folder);
  await journal.append([['b', 1]]);
  const whole = readFileSync(join(folder, 'log-1')).length;
  await journal.append([['c', 'a longer value, so that there is something to tear']]);
  await journal.close();
  const size = readFileSync(join(folder, 'log-1')).length;
  for (let length = whole; length < size; length++) {
    const copy = fresh();
    cpSync(folder, copy, { recursive: true });
    truncateSync(join(copy, 'log-1'), length);
    const again = new Journal(copy);
    assert.equal(Object.fromEntries(again.opened), { a: 1, b: 1 }, `cut at ${length}`);
    assert.is(again.torn, length > whole);
    await again.append([['d', 4]]);
    await again.close();
    assert.equal(held(copy), { a: 1, b: 1, d: 4 });
  }
});

test('a last record with a byte changed is as good as torn', async () => {
  const folder = fresh();
  const journal = await begun(folder);
  await journal.append([['b', 1]]);
  await journal.close();
  const log = join(folder, 'log-1');
  const bytes = readFileSync(log);
  bytes[bytes.length - 2]! ^= 1;
  writeFileSync(log, bytes);
  assert.equal(held(folder), { a: 1 });
});

test('damage before a good record is an error, not a loss', async () => {
  const folder = fresh();
  const journal = await begun(folder);
  for (const key of ['b', 'c', 'd']) await journal.append([[key, key.repeat(50)]]);
  await journal.close();
  const log = join(folder, 'log-1');
  const good = readFileSync(log);
  // In a text, in a checksum, in a length, in a mark: all of the first record.
  for (const at of [20, 9, 5, 1]) {
    const bytes = Buffer.from(good);
    bytes[at]! ^= 4;
    writeFileSync(log, bytes);
    assert.throws(() => new Journal(folder), /log-1 is damaged at byte 0/, `byte ${at}`);
  }
});

test('damage of the state is an error', async () => {
  const folder = fresh();
  await (await begun(folder)).close();
  const state = join(folder, 'state-1');
  const bytes = readFileSync(state);
  bytes[bytes.length - 2]! ^= 1;
  writeFileSync(state, bytes);
  assert.throws(() => new Journal(folder), /state-1 is damaged/);
});

test('a new generation holds everything once and takes over whole', async () => {
  const folder = fresh();
  const journal = await begun(folder);
  await journal.append([['b', 1]]);
  await journal.restate(() => [['x', 9]], true);
  await journal.append([['y', 8]]);
  await journal.close();
  assert.equal(readdirSync(folder).sort(), ['log-2', 'state-2']);
  assert.equal(held(folder), { x: 9, y: 8 });
  // Killed while it was written: it never was.
  const copy = fresh();
  cpSync(folder, copy, { recursive: true });
  writeFileSync(join(copy, 'state-3.next'), 'half of');
  writeFileSync(join(copy, 'log-3'), '');
  assert.equal(held(copy), { x: 9, y: 8 });
});

test('what waits while a new generation is written is confirmed, because it is part of it', async () => {
  const folder = fresh();
  const journal = await begun(folder);
  const state = new Map<string, number>([['a', 1]]);
  const calls: Promise<void>[] = [];
  for (let i = 0; i < 50; i++) {
    state.set(`k${i}`, i);
    calls.push(journal.append([[`k${i}`, i]]));
    if (i === 25) calls.push(journal.restate(() => [...state], true));
  }
  await Promise.all(calls);
  await journal.close();
  assert.equal(held(folder), Object.fromEntries(state));
});

test('one process a folder', async () => {
  const folder = fresh();
  const journal = await begun(folder);
  writeFileSync(join(folder, 'lock'), String(process.ppid));
  assert.throws(() => new Journal(folder), /in use by process/);
  writeFileSync(join(folder, 'lock'), '999999999');
  assert.equal(held(folder), { a: 1 }, 'a lock whose owner is gone');
  await journal.close();
});

test.run();
