// Findings as tools take them: SARIF for code scanning, JUnit for pipelines.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planJunit, reportJunit } from '../../lib/report/junit.ts';
import { placeFrom } from '../../lib/report/places.ts';
import { planSarif, reportSarif } from '../../lib/report/sarif.ts';
import { findings } from '../../lib/report/verdict.ts';
import { changedPlan, firstPlan, replicas, sources } from './plans.ts';

const test = suite('SARIF and JUnit');
const first = await firstPlan();
const changed = await changedPlan({ 'shop/cart': replicas(120) });

interface Sarif {
  version: string;
  runs: {
    tool: { driver: { rules: { id: string }[] } };
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: { text: string };
      baselineState?: string;
      partialFingerprints: { [name: string]: string };
      locations?: {
        physicalLocation?: {
          artifactLocation: { uri: string; uriBaseId?: string };
          region: { startLine: number; startColumn?: number };
        };
        logicalLocations: { fullyQualifiedName: string }[];
      }[];
    }[];
  }[];
}

test('every finding is a result with a rule, at the line that made its object', () => {
  const { version, runs } = JSON.parse(planSarif(first, sources)) as Sarif;
  assert.is(version, '2.1.0');
  const { results, tool } = runs[0]!;
  assert.is(results.length, findings(first.after).length);
  for (const it of results) assert.is(tool.driver.rules[it.ruleIndex]!.id, it.ruleId);
  const admin = results.find((it) => it.message.text.startsWith('http://admin.example.com/'))!;
  assert.equal([admin.ruleId, admin.level], ['dangling', 'warning']);
  const [location] = admin.locations!;
  assert.match(location!.physicalLocation!.artifactLocation.uri, /^examples\/shop\/main\.ts$/);
  assert.ok(location!.physicalLocation!.region.startLine > 1);
  assert.equal(
    location!.logicalLocations.map((it) => it.fullyQualifiedName),
    ['Service shop/admin', 'shop/admin'],
  );
});

test('of a change, what is new is told from what was there; fingerprints stay', () => {
  const before = (JSON.parse(planSarif(first, sources)) as Sarif).runs[0]!.results;
  const after = (JSON.parse(planSarif(changed, sources)) as Sarif).runs[0]!.results;
  const fresh = after.filter((it) => it.baselineState === 'new');
  assert.ok(
    fresh.some((it) => it.ruleId === 'pending' && it.level === 'error' && it.message.text.startsWith('shop/cart: ')),
  );
  const admin = (all: typeof after) => all.find((it) => it.message.text.startsWith('http://admin'))!;
  assert.is(admin(after).baselineState, 'unchanged');
  assert.equal(admin(after).partialFingerprints, admin(before).partialFingerprints);
  assert.is(new Set(after.map((it) => it.partialFingerprints['slipway/v1'])).size, after.length);
});

test('without sources a result names its object only', () => {
  const { runs } = JSON.parse(reportSarif(first.after)) as Sarif;
  const admin = runs[0]!.results.find((it) => it.message.text.startsWith('http://admin'))!;
  assert.is(admin.locations![0]!.physicalLocation, undefined);
});

const tags = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`<${name}\\b[^>]*>`, 'g'))].map((it) => it[0]);
/** Tags that are closed in the order they were opened. */
function balanced(text: string): boolean {
  const open: string[] = [];
  for (const [, close, name, alone] of text
    .replace(/^<\?.*?\?>/, '')
    .matchAll(/<(\/?)([a-z]+)(?:\s+[a-z]+="[^"<]*")*\s*(\/?)>/g)) {
    if (alone) continue;
    if (!close) open.push(name!);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
}

test('each thing that should hold is a test, and what does not is a failure with file and line', () => {
  const text = planJunit(first, sources);
  assert.ok(balanced(text));
  assert.not.match(text.replace(/<[^<>]*>/g, ''), /[<>]/);
  const cases = tags(text, 'testcase');
  assert.ok(cases.some((it) => it.includes('name="StatefulSet shop/mongodb runs"')));
  assert.ok(cases.some((it) => it.includes('name="Ingress shop/front becomes current"')));
  const failures = tags(text, 'failure').length;
  assert.is(failures, findings(first.after).length);
  const admin =
    /<testcase [^>]*name="http:\/\/admin\.example\.com\/ leads to ready pods" file="examples\/shop\/main\.ts" line="\d+">\s*<failure type="dangling"/;
  assert.match(text, admin);
  const [head] = tags(text, 'testsuites');
  assert.match(head!, new RegExp(`name="shop" tests="${cases.length}"`));
});

test('what was not started is skipped, what failed says why', () => {
  const text = planJunit(changed, sources);
  assert.ok(balanced(text));
  assert.match(text, /name="Deployment shop\/cart becomes current"[^>]*>\s*<failure type="deploy"/);
  assert.match(
    text,
    /name="Deployment shop\/cart runs"[^>]*>\s*<failure type="pending" message="\d+ of \d+ pods stay pending/,
  );
  assert.ok(balanced(reportJunit('a "cluster" <here> & there', first.after)));
});

const places: [string | undefined, ReturnType<typeof placeFrom>][] = [
  ['main.ts:31:5  shop/web', { file: 'main.ts', line: 31, column: 5, path: 'shop/web' }],
  ['yaml/a.yaml:7', { file: 'yaml/a.yaml', line: 7 }],
  ['C:\\x\\main.ts:3:1', { file: 'C:\\x\\main.ts', line: 3, column: 1 }],
  ['shop/web', undefined],
  [undefined, undefined],
];
for (const [text, wanted] of places) test(`${text} is taken apart`, () => assert.equal(placeFrom(text), wanted));

test.run();
