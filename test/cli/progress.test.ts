import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Progress } from '../../lib/cli/progress.ts';
import type { DeployObject } from '../../lib/deploy/interface.ts';

const test = suite('a deployment as it goes');
const at = (kind: string, name: string): DeployObject => ({
  object: { apiVersion: 'v1', kind, metadata: { name, namespace: 'shop' } },
  source: 'main.ts:3:1',
  path: `shop/${name}`,
  after: [],
});
const web = at('Deployment', 'web');
const map = at('ConfigMap', 'map');

/** What is on the screen after cursor movements are played. */
function played(text: string): string[] {
  const lines: string[] = [];
  for (const part of text.split(/(\u001b\[\d+A\u001b\[J|\n)/)) {
    const up = /^\u001b\[(\d+)A/.exec(part)?.[1];
    if (up) lines.length -= Number(up);
    else if (part !== '\n' && part) lines.push(part);
  }
  return lines;
}

function told(size?: { columns: number; rows: number }): { text: string; now: number; progress: Progress } {
  const state = { text: '', now: 0, progress: undefined as unknown as Progress };
  state.progress = new Progress({ write: (it) => void (state.text += it), ...(size ? { size } : {}) }, () => state.now);
  return state;
}

test('in a log each line is printed once, and waiting is not told', () => {
  const state = told();
  state.progress.tell({ type: 'applied', at: web, time: 0 });
  state.progress.tell({ type: 'applied', at: map, time: 0 });
  state.progress.tell({ type: 'current', at: map, time: 0, took: 0 });
  state.progress.tell({ type: 'waiting', at: web, time: 0, message: '0/3 ready' });
  state.progress.tell({ type: 'current', at: web, time: 4000, took: 4000 });
  state.progress.end();
  assert.not.match(state.text, /\u001b|ready/);
  assert.equal(
    state.text.split('\n').map((it) => it.replace(/ +/g, ' ')),
    [' ✔ Deployment shop/web 4 s', ' ✔ 1 more, current at once', ''],
  );
});

test('on a terminal what is waited for lives below what is done', () => {
  const state = told({ columns: 80, rows: 20 });
  state.progress.tell({ type: 'applied', at: web, time: 0 });
  state.progress.tell({ type: 'waiting', at: web, time: 0, message: '0/3 ready' });
  state.now = 2000;
  state.progress.draw();
  assert.match(played(state.text).join('\n'), /^  … Deployment shop\/web +2 s  0\/3 ready$/);
  state.progress.tell({ type: 'waiting', at: web, time: 2000, message: '2/3 ready' });
  assert.is(played(state.text).length, 1);
  state.progress.tell({
    type: 'failed',
    at: web,
    time: 3000,
    took: 3000,
    message: '2/3 ready',
    detail: 'pod web-1: why',
  });
  state.progress.end();
  assert.equal(
    played(state.text).map((it) => it.replace(/ +/g, ' ')),
    [' ✖ Deployment shop/web 3 s', ' 2/3 ready', ' └ pod web-1: why', ' main.ts:3:1 shop/web'],
  );
});

test('a small terminal is not overrun', () => {
  const state = told({ columns: 30, rows: 5 });
  for (let i = 0; i < 12; i++) {
    const it = at('Pod', `pod-${i}`);
    state.progress.tell({ type: 'applied', at: it, time: 0 });
    state.progress.tell({ type: 'waiting', at: it, time: 0, message: 'a rather long message\nof two lines' });
  }
  const lines = played(state.text);
  assert.is(lines.length, 4);
  assert.ok(lines.every((it) => it.length < 30));
  assert.match(lines[3]!, /and 9 more/);
});

test('what is kept or left alone is told with its reason', () => {
  const state = told();
  state.progress.tell({ type: 'left', at: web, time: 0, fields: [{ path: 'spec.replicas', owner: '"kubectl"' }] });
  state.progress.tell({ type: 'pruned', id: 'ConfigMap shop/old', time: 0 });
  state.progress.tell({ type: 'kept', id: 'PersistentVolume disk', why: 'it holds data', time: 0 });
  assert.equal(state.text.trimEnd().split('\n'), [
    '  = Deployment shop/web: spec.replicas is left as "kubectl" has it',
    '  - ConfigMap shop/old',
    '  = PersistentVolume disk is kept: it holds data (--prune-data removes it)',
  ]);
});

test.run();
