// The page as text, and in a real browser where there is one (Debian's package chromium).

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planHtml, reportHtml } from '../../lib/report/html.ts';
import { html } from '../../lib/report/html/markup.ts';
import { planJson, reportJson, type PlanJson } from '../../lib/report/json.ts';
import { changedPlan, firstPlan, replicas, sources } from './plans.ts';

const first = planJson(await firstPlan(true), sources);
const changed = planJson(await changedPlan({ 'shop/cart': replicas(120) }), sources);
const pages: { [name: string]: { page: string; data: Pick<PlanJson, 'verdict' | 'counts'> } } = {
  first: { page: planHtml(first), data: first },
  changed: { page: planHtml(changed), data: changed },
  report: {
    page: reportHtml(reportJson((await firstPlan()).after), 'shop'),
    data: reportJson((await firstPlan()).after),
  },
};

test('what is not markup is escaped', () => {
  assert.is(
    String(html`<b>${'<i>&"'}</b>${html`<u>${1}</u>`}${[html`<s></s>`, 'x<']}${undefined}`),
    '<b>&lt;i&gt;&amp;&quot;</b><u>1</u><s></s>x&lt;',
  );
});

for (const [name, { page, data }] of Object.entries(pages)) {
  test(`${name}: one file, nothing from elsewhere, under a megabyte`, () => {
    assert.ok(Buffer.byteLength(page) < 1_000_000, `${Buffer.byteLength(page)} bytes`);
    assert.not(/<link[^>]+href="(?!data:)|<script[^>]+src=|<img|url\(|@import|<iframe/.test(page));
    assert.match(page, /Content-Security-Policy"\s+content="default-src 'none'/);
    assert.not(/undefined|NaN|\[object /.test(page.replace(/<script>[\s\S]*?<\/script>/, '')));
  });
  test(`${name}: the pictures and sections are there`, () => {
    for (const id of ['placement', 'routing', 'reach', 'security', ...(name === 'report' ? [] : ['rollout'])])
      assert.ok(page.includes(`<section class="card" id="${id}">`), id);
    const { verdict } = data;
    assert.ok(page.includes(`class="verdict ${verdict.ok ? 'ok' : 'bad'}"`));
  });
}

test('a change tells what is new with it first, and what was there before as that', () => {
  const told = changed.findings.map((it) => it.known ?? false);
  assert.equal(
    told,
    [...told].sort((a, b) => Number(a) - Number(b)),
    'new ones come first',
  );
  assert.is(told.filter(Boolean).length, changed.verdict.known);
  assert.is(pages['changed']!.page.match(/was there before<\/span>/g)?.length ?? 0, changed.verdict.known);
  assert.not(pages['first']!.page.includes('was there before'));
});

test('a Job that has run is done, not short of a pod', () => {
  assert.match(pages['first']!.page, /<span>shop\/train<\/span>\s*<small>1 done<\/small>/);
});

test('a thousand workloads still make one page of reasonable size', () => {
  const many = <T>(all: readonly T[]): T[] => Array.from({ length: 1_000 }, (_, i) => all[i % all.length]!);
  const { placement, routing, security, storage } = first.after;
  const page = planHtml({
    ...first,
    findings: many(first.findings),
    timeline: many(first.timeline),
    after: {
      placement: { ...placement, workloads: many(placement.workloads), nodes: many(placement.nodes) },
      routing: { routes: many(routing.routes), services: many(routing.services), calls: many(routing.calls) },
      security: {
        exposures: many(security.exposures),
        rights: many(security.rights),
        secrets: many(security.secrets),
        levels: many(security.levels),
        policies: many(security.policies),
      },
      storage: many(storage),
      notEvaluated: [],
    },
  });
  assert.ok(Buffer.byteLength(page) < 1_000_000, `${Buffer.byteLength(page)} bytes`);
  assert.match(page, /… and 750 more, in --format json/);
});

test('a hostile name is a name', () => {
  const page = planHtml({
    ...first,
    name: '</script><script>alert(1)</script>',
    findings: [{ kind: 'trouble', about: '<img src=x>', message: '</script>' }],
  });
  assert.not(page.includes('<script>alert'));
  assert.not(page.includes('<img src=x>'));
  assert.is(page.split('</script>').length, 3, 'the two of the page');
});

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((it) =>
  existsSync(it),
);
if (!browser)
  console.log('skipped: no chromium on this machine (Debian: apt-get install chromium); the page was not rendered');
else {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-page-'));
  test.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const visit = (name: string, page: string): { dom: string; log: string } => {
    const file = join(folder, `${name}.html`);
    writeFileSync(file, page);
    const { stdout, stderr, status } = spawnSync(
      browser,
      [
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--host-resolver-rules=MAP * ~NOTFOUND',
        `--user-data-dir=${join(folder, 'profile')}`,
        '--enable-logging=stderr',
        '--window-size=1280,2000',
        '--virtual-time-budget=2000',
        '--dump-dom',
        pathToFileURL(file).href,
      ],
      { encoding: 'utf8', timeout: 60_000, maxBuffer: 1 << 26 },
    );
    assert.is(status, 0, stderr.slice(-500));
    return { dom: stdout, log: stderr };
  };
  // Added to the page for the test only: what a reader's browser makes of it.
  const probe = (page: string): string =>
    page.replace("script-src 'unsafe-inline'", "script-src 'unsafe-inline'").replace(
      '</body>',
      `<script>
          const seen = { counts: {}, overflow: document.documentElement.scrollWidth > innerWidth };
          for (const it of document.querySelectorAll('[data-count]')) seen.counts[it.dataset.count] = Number(it.querySelector('b').textContent);
          seen.lines = [...document.querySelectorAll('.verdict p')].map((it) => it.textContent);
          seen.pods = document.querySelectorAll('.pod').length;
          const legend = document.querySelector('.legend button');
          legend?.click();
          seen.lit = document.querySelectorAll('.pod.lit').length;
          dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
          seen.dark = getComputedStyle(document.body).backgroundColor;
          document.getElementById('theme').click();
          seen.light = getComputedStyle(document.body).backgroundColor;
          seen.requests = performance.getEntriesByType('resource').map((it) => it.name).filter((it) => !it.startsWith('data:'));
          seen.boxes = [...document.querySelectorAll('svg')].every((it) => it.getBoundingClientRect().width > 50);
          document.body.dataset.seen = JSON.stringify(seen);
        </script></body>`,
    );
  for (const [name, { page, data }] of Object.entries(pages))
    test(`${name}: in a browser, offline: no errors, and the same verdict and counts as the data`, () => {
      const { dom, log } = visit(name, probe(page));
      assert.not(/CONSOLE.*(error|refused|violat|uncaught)/i.test(log), log);
      const text = /data-seen="([^"]*)"/.exec(dom)?.[1] ?? '';
      const seen = JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as {
        counts: { [what: string]: number };
        lines: string[];
        pods: number;
        lit: number;
        dark: string;
        light: string;
        overflow: boolean;
        requests: string[];
        boxes: boolean;
      };
      assert.equal(seen.counts, JSON.parse(JSON.stringify(data.counts)));
      assert.equal(
        seen.lines,
        data.verdict.lines.map((it) => `${data.verdict.ok ? '✔' : '✖'} ${it}`),
      );
      assert.ok(seen.pods >= data.counts.pods, 'each pod is drawn');
      assert.ok(seen.lit > 0 && seen.lit < seen.pods, 'a workload can be lit up');
      assert.is.not(seen.dark, seen.light, 'and the light changed');
      assert.not(seen.overflow, 'nothing sticks out sideways');
      assert.equal(seen.requests, []);
      assert.ok(seen.boxes);
    });
}

test.run();
