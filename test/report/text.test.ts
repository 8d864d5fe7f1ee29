import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../lib/api/object.ts';
import { colored } from '../../lib/report/text/color.ts';
import { planText } from '../../lib/report/text.ts';
import { duration, shortMessage, verdictOf } from '../../lib/report/verdict.ts';
import { changedPlan, firstPlan, replicas, sources } from './plans.ts';

const first = await firstPlan();
const text = planText(first, { sources });

test('the first plan: what it is, the verdict, then sections', () => {
  const lines = text.split('\n');
  assert.match(lines[0]!, /^shop · 41 objects · \d+ pods on 10 nodes in 3 zones \(cluster: .*main\.ts:\d+/);
  assert.match(lines[2]!, /^✔ Everything runs \d+ m \d+ s after the first object is applied\. {3}3 things to look at$/);
  assert.equal(
    lines.filter((it) => /^[A-Z]/.test(it)).map((it) => it.split(' ')[0]),
    ['Placement', 'Routing', 'Security'],
  );
});

test('what needs eyes is marked, with the line that made it; what is fine is one line', () => {
  const marked = text.split('\n').filter((it) => it.startsWith('!'));
  assert.is(marked.length, 3);
  assert.match(
    text,
    /! http:\/\/admin\.example\.com\/ +→ admin:80 +nothing: selector app=admin matches no pod\n +.*main\.ts:\d+:\d+ {2}shop\/admin\n/,
  );
  assert.match(text, /shop\/web +6\/6 +pool app +2 +2 +2 +spread over zones\n/);
  assert.match(text, /shop\/mongodb .*fast-ssd, 3 × 100Gi, bound to their zones/);
  assert.match(text, /observability\/log-agent +10\/10 +3 +4 +3 +every node\n/);
  assert.match(text, /room left {2}pool app +[\d.]+ of 24 cpu/);
  assert.match(text, /one zone can fail: yes, but shop\/mongodb would wait/);
  assert.match(text, /payments\/card-vault:8443 +reached by payments\/processor only \(payments\/card-vault-ingress\)/);
  assert.match(text, /pod security +baseline 9 · privileged 1 \(observability\/log-agent: hostPath volumes\)/);
  assert.ok(text.split('\n').length < 50, 'it fits a screen');
});

test('in full: pods, nodes, names, reasons', () => {
  const full = planText(first, { sources, full: true });
  assert.match(full, /web-[a-z0-9]+-[a-z0-9]+ on app-/);
  assert.match(full, /scores \d+ \(/);
  assert.match(full, /log-agent-\S+ on \S+\n/, 'a DaemonSet’s pod is for its node');
  assert.match(full, /mongodb-0\.mongodb\.shop\.svc\.cluster\.local/);
  assert.match(full, /Deployment shop\/web +baseline: allowPrivilegeEscalation/);
});

test('no change is one line', async () => {
  assert.match(planText(await changedPlan(), { sources }), /^No changes\. 41 objects, \d+ pods as deployed\.\n$/);
});

test('a change that fits: the fields, and only what it does', async () => {
  const plan = await changedPlan({ 'shop/cart': replicas(3) });
  const told = planText(plan, { sources });
  assert.match(told, /^✔ Everything runs \d+ s after the change is applied\.\n\nChanges\n/);
  assert.match(told, /~ Deployment shop\/cart +replicas 2 → 3 +.*main\.ts:\d+:\d+ {2}shop\/cart\n/);
  assert.match(told, /\+ shop\/cart +1 placed +[abc] 1\n/);
  assert.not(/shop\/web |payments/.test(told), 'nothing of what did not change');
  assert.match(told, /\nSecurity, Storage {4}no change\n/);
});

test('a change that does not fit says how much of it, why, and what would help', async () => {
  const plan = await changedPlan({ 'shop/cart': replicas(120) });
  const told = planText(plan, { sources });
  assert.match(told, /^✖ \d+ of 118 new pods of shop\/cart would stay pending\.\n/);
  assert.match(told, /! shop\/cart +\d+ pending +0\/10 nodes: .*6 Insufficient cpu/);
  assert.match(told, /would fit with: /);
  assert.match(told, /~ room left +pool app/);
  assert.is(verdictOf(plan).known, 3, 'what was there before is not told again');
  assert.match(told, /3 things to look at were there before/);
});

test('a rollout says how few pods were ready on the way', async () => {
  const image =
    (name: string) =>
    (object: KubeObject): KubeObject =>
      JSON.parse(
        JSON.stringify(object).replace(/"image":"(redis|shop\/web):[^"]*"/, `"image":"${name}"`),
      ) as KubeObject;
  const told = planText(await changedPlan({ 'shop/web': image('shop/web:1.5'), 'shop/redis': image('redis:9') }), {
    sources,
  });
  assert.match(told, /~ shop\/web +rolled over +at least [45] of 6 ready, at most \d+ there at once/);
  assert.match(told, /~ shop\/redis +rolled over +at least 1 of 1 ready/);
});

test('what is taken away, and the data that goes with it', async () => {
  const plan = await changedPlan({ 'shop/mongodb': null, 'shop/mongodb-budget': null });
  const told = planText(plan, { sources });
  assert.match(told, /- StatefulSet shop\/mongodb\n/);
  assert.match(told, /- shop\/mongodb +3 gone/);
});

test('a field that cannot be changed in place says that the object would have to be replaced', async () => {
  const plan = await changedPlan({
    'shop/mongodb': (object) => ({ ...object, spec: { ...object['spec'], serviceName: 'other' } }),
  });
  const told = planText(plan, { sources });
  assert.match(told, /^✖ 1 object cannot be changed in place and would have to be replaced \(--replace \w+\/\w+\)\.\n/);
  assert.match(
    told,
    /✖ StatefulSet shop\/mongodb {2}.*updates to statefulset spec for fields other than.*\n +.*main\.ts:\d+/,
  );
});

test('colour changes no word', () => {
  const painted = colored(text);
  // eslint-disable-next-line no-control-regex
  assert.is(painted.replace(/\u001b\[[\d;]*m/g, ''), text);
  assert.match(painted, /\u001b\[32;1m✔ Everything runs/);
  assert.match(painted, /\u001b\[33;1m!\u001b\[0m http:\/\/admin/);
  assert.match(painted, /\u001b\[1mPlacement\u001b\[0m/);
});

const messages: [string, string][] = [
  [
    '0/7 nodes are available: 6 Insufficient cpu, 1 node(s) had untolerated taint {gpu: }. preemption: 0/7 nodes are available: 7 Preemption is not helpful for scheduling.',
    '0/7 nodes: 6 Insufficient cpu, 1 node(s) had untolerated taint {gpu: }',
  ],
  [
    '0/3 nodes are available: 3 Insufficient memory. no new claims to deallocate, preemption: 0/3 nodes',
    '0/3 nodes: 3 Insufficient memory',
  ],
  ['no nodes available to schedule pods', 'no nodes available to schedule pods'],
];
for (const [long, short] of messages) test(`in short: ${short}`, () => assert.is(shortMessage(long), short));

const durations: [number, string][] = [
  [400, '0 s'],
  [59_000, '59 s'],
  [134_000, '2 m 14 s'],
  [3_600_000, '1 h 0 m'],
  [90_000_000, '1 d 1 h'],
];
for (const [milliseconds, said] of durations)
  test(`${milliseconds} ms is ${said}`, () => assert.is(duration(milliseconds), said));

test.run();
