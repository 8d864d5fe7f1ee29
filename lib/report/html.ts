// A plan or a report as one HTML file: pictures of placement, routes, reach and rollout, nothing from elsewhere, whole without a script.

import type { Outcomes } from '../outcomes/outcomes.ts';
import { changes, type Section } from './html/changes.ts';
import { html, Markup } from './html/markup.ts';
import { placementPicture, placementTable } from './html/placement.ts';
import { reachPicture } from './html/reach.ts';
import { rolloutPicture } from './html/rollout.ts';
import { routesPicture } from './html/routes.ts';
import { SCRIPT } from './html/script.ts';
import { STYLE } from './html/style.ts';
import { securityTables, serviceTable, storageTable, workloadsOf } from './html/tables.ts';
import type { FindingJson, PlanJson, ReportJson, WhatIfJson } from './json.ts';
import { count, duration, listed, shortMessage } from './verdict.ts';

/** A plan as a page. */
export function planHtml(plan: PlanJson): string {
  const sections: Section[] = [];
  if (!plan.deploy.ok) sections.push(failures(plan));
  if (!plan.first) sections.push(...changes(plan));
  sections.push(...pictures(plan.after));
  if (plan.timeline.length)
    sections.splice(
      sections.findIndex((it) => it.id === 'routing'),
      0,
      {
        id: 'rollout',
        title: 'Rollout',
        lead: `From the first apply until all is quiet: ${duration(plan.took)} of cluster time. Filled: pods ready; dashed: pods there; red: pods without a node.`,
        body: rolloutPicture(plan.timeline, plan.took, plan.after.placement.workloads),
      },
    );
  if (plan.whatIf.length) sections.push(whatIf(plan.whatIf, new Set(plan.findings.map((it) => it.about))));
  const { pods, nodes, zones, objects = 0 } = plan.counts;
  const small = `${plan.name} · ${count(objects, 'object')} · ${count(pods, 'pod')} on ${count(nodes, 'node')} in ${count(zones, 'zone')}${plan.cluster ? ` (cluster: ${plan.cluster})` : ' (assumed cluster)'}`;
  return page(plan.name, plan, small, sections, plan.after);
}

/** A cluster as a page. */
export function reportHtml(report: ReportJson, name = 'cluster'): string {
  const { pods, nodes, zones } = report.counts;
  const small = `${count(pods, 'pod')} on ${count(nodes, 'node')} in ${count(zones, 'zone')}`;
  return page(name, report, small, pictures(report), report);
}

function page(
  name: string,
  data: PlanJson | ReportJson,
  small: string,
  sections: readonly Section[],
  outcomes: Outcomes,
): string {
  const { verdict, counts, findings } = data;
  const chips = Object.entries({ ...counts, findings: undefined }).filter(([, value]) => value !== undefined);
  const all: Section[] = findings.length
    ? [{ id: 'eyes', title: 'To look at', lead: '', body: findingList(findings) }, ...sections]
    : [...sections];
  // What a program that opens the page may want to know, without the markup.
  const summary = JSON.stringify({
    format: data.format,
    verdict,
    counts,
    findings: findings.slice(0, MOST_FINDINGS),
  }).replaceAll('<', '\\u003c');
  const text = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta
        http-equiv="Content-Security-Policy"
        content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
      />
      <title>${verdict.ok ? '✔' : '✖'} ${name} · slipway</title>
      <link rel="icon" href="data:," />
      <style>
        ${new Markup(STYLE)}
      </style>
    </head>
    <body>
      <a class="skip" href="#content">To the content</a>
      <div class="bar">
        <div>
          <h1>${name}</h1>
          <nav aria-label="Sections">${all.map((it) => html`<a href="#${it.id}">${it.title}</a>`)}</nav>
          <button type="button" id="theme" title="Light or dark ( t )">
            ◐<span class="skip"> Light or dark</span>
          </button>
        </div>
      </div>
      <main id="content">
        <div class="verdict ${verdict.ok ? 'ok' : 'bad'}" role="status">
          ${verdict.lines.map((line) => html`<p>${verdict.ok ? '✔' : '✖'} ${line}</p>`)}<small>${small}</small>
        </div>
        <ul class="chips">
          ${chips.map(([what, value]) => html`<li data-count="${what}"><b>${value!}</b>${value === 1 ? what.replace(/s$/, '') : what}</li>`)}
          <li data-count="findings">
            <b>${counts.findings}</b>to look
            at${verdict.known ? html` <small>(${verdict.known} from before)</small>` : ''}
          </li>
        </ul>
        ${all.map(
          (it) =>
            html`<section class="card" id="${it.id}">
              <h2>${it.title}</h2>
              ${it.lead ? html`<p>${it.lead}</p>` : ''}${it.body}
            </section>`,
        )}
        <footer>
          ${outcomes.notEvaluated.length ? html`<p>Not evaluated: ${outcomes.notEvaluated.join('; ')}</p>` : ''}
          <p>
            Made by slipway from an embedded cluster: what this page says happened in it. Keys: <kbd>/</kbd> filter,
            <kbd>t</kbd> light or dark, <kbd>Esc</kbd> clear.
          </p>
        </footer>
      </main>
      <script type="application/json" id="summary">
        ${new Markup(summary)}
      </script>
      <script>
        ${new Markup(SCRIPT)};
      </script>
    </body>
  </html>`;
  // Indentation is for those who read this file.
  return `<!doctype html>\n${text.text.replace(/\n\s+/g, '\n')}\n`;
}

/** Findings that a page still takes. */
const MOST_FINDINGS = 250;

const KINDS: { readonly [kind: string]: string } = {
  pending: 'bad',
  trouble: 'bad',
  blocked: 'bad',
  dangling: 'warn',
  exposed: 'warn',
  escalation: 'warn',
  undrainable: 'warn',
  unscaled: 'warn',
};

/** Findings that stand open at the top of the page; the others are folded. */
const OPEN_FINDINGS = 15;

function findingList(findings: readonly FindingJson[]): Markup {
  const left = findings.length - MOST_FINDINGS;
  const folded = findings.slice(OPEN_FINDINGS, MOST_FINDINGS);
  return html`${findings.slice(0, OPEN_FINDINGS).map((it) => findingRow(it))}${
    folded.length
      ? html`<details>
          <summary>${count(findings.length - OPEN_FINDINGS, 'more thing')} to look at</summary>
          ${folded.map((it) => findingRow(it))}${left > 0 ? html`<p class="muted">… and ${left} more, in --format json</p>` : ''}
        </details>`
      : ''
  }`;
}

function findingRow(it: FindingJson): Markup {
  return html`<div class="find">
    <div><span class="badge ${KINDS[it.kind] ?? 'warn'}">${it.kind}</span></div>
    <div>
      <b>${it.about}</b>
      <span>${it.message}</span
      >${it.known ? html` <span class="badge calm">was there before</span>` : ''}${it.remedies?.length ? html`<div class="help">would fit with ${it.remedies.join(', or ')}</div>` : ''}${it.source ? html`<div><code>${it.source}</code></div>` : it.object ? html`<div><code>${it.object}</code></div>` : ''}
    </div>
  </div>`;
}

function failures(plan: PlanJson): Section {
  return {
    id: 'failures',
    title: 'Would not become ready',
    lead: plan.deploy.notStarted.length
      ? `Not started, as they need what failed: ${plan.deploy.notStarted.join(', ')}`
      : '',
    body: html`${plan.deploy.failures.map(
      (it) =>
        html`<div class="find">
          <div><span class="badge bad">${duration(it.took)}</span></div>
          <div>
            <b>${it.object}</b>
            ${it.message}${it.detail ? html`<div>${shortMessage(it.detail)}</div>` : ''}${it.source ? html`<div><code>${it.source}</code></div>` : ''}
          </div>
        </div>`,
    )}`,
  };
}

function pictures(outcomes: Outcomes): Section[] {
  const { placement, routing, security, storage } = outcomes;
  const lost = placement.loss.filter((it) => !it.survives);
  const loss = !placement.loss.length
    ? ''
    : lost.length
      ? `One zone can fail, but ${listed([...new Set(lost.flatMap((it) => it.waiting.map(({ workload }) => workload)))])} would wait for it.`
      : 'One zone can fail: every pod of it finds another place.';
  const sections: Section[] = [
    {
      id: 'placement',
      title: 'Placement',
      lead: `Zones, nodes and what is asked of them, pods by workload. ${loss}`,
      body: html`${placementPicture(placement)}${placementTable(placement)}`,
    },
    {
      id: 'routing',
      title: 'Routing',
      lead: 'How requests from outside travel to pods.',
      body: html`${routesPicture(routing)}${serviceTable(outcomes)}`,
    },
    {
      id: 'reach',
      title: 'Reach',
      lead: 'Which workloads (rows) policies let through to which ports (columns).',
      body: reachPicture(security.exposures, workloadsOf(outcomes)),
    },
    { id: 'security', title: 'Security', lead: '', body: securityTables(outcomes) },
  ];
  if (storage.length)
    sections.push({
      id: 'storage',
      title: 'Storage',
      lead: '',
      body: storageTable(storage),
    });
  return sections;
}

function whatIf(all: readonly WhatIfJson[], known: ReadonlySet<string>): Section {
  return {
    id: 'what-if',
    title: 'What if',
    lead: 'Each of these was lived through in a fork of the cluster.',
    body: html`<div class="scroll">
      <table>
        <thead>
          <tr>
            <th>What happens</th>
            <th>Quiet after</th>
            <th>Fewest ready on the way</th>
            <th>To look at then</th>
          </tr>
        </thead>
        <tbody>
          ${all.map(
            (it) =>
              html`<tr>
                <td><b>${it.name}</b></td>
                <td>${it.quiet ? duration(it.elapsed) : 'not within the time'}</td>
                <td>
                  ${it.timeline
                    .filter((one) => one.lowest < one.began)
                    .slice(0, 20)
                    .map(
                      (one) =>
                        html`<div>
                          <code>${one.workload.replace(/^\w+ /, '')}</code> ${one.lowest} of ${one.began}
                        </div>`,
                    )}
                </td>
                <td>
                  ${it.findings
                    .filter((one) => !known.has(one.about))
                    .slice(0, 20)
                    .map(
                      (one) =>
                        html`<div>
                          <span class="badge ${KINDS[one.kind] ?? 'warn'}">${one.kind}</span> ${one.about}
                          <small>${one.message}</small>
                        </div>`,
                    )}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`,
  };
}
