// A plan or a report as one HTML file: pictures of placement, routes, reach and rollout, nothing from elsewhere, whole without a script.

import type { Outcomes } from '../outcomes/outcomes.ts';
import { SECTIONS } from './differences.ts';
import { html, Markup } from './html/markup.ts';
import { placementPicture, placementTable } from './html/placement.ts';
import { reachPicture } from './html/reach.ts';
import { rolloutPicture } from './html/rollout.ts';
import { routesPicture } from './html/routes.ts';
import { SCRIPT } from './html/script.ts';
import { STYLE } from './html/style.ts';
import type { FindingJson, PlanJson, ReportJson, WhatIfJson } from './json.ts';
import { shortPath, valueText } from './text.ts';
import { reachedBy, rightsText } from './text/security.ts';
import { count, duration } from './verdict.ts';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly body: Markup;
}

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
        body: rolloutPicture(plan.timeline, plan.took),
      },
    );
  if (plan.whatIf.length) sections.push(whatIf(plan.whatIf));
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
  const summary = JSON.stringify({ format: data.format, verdict, counts, findings }).replaceAll('<', '\\u003c');
  return `<!doctype html>\n${html`<html lang="en">
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
          ${chips.map(([what, value]) => html`<li data-count="${what}"><b>${value!}</b>${what}</li>`)}
          <li data-count="findings"><b>${counts.findings}</b>to look at</li>
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
  </html>`}\n`;
}

const KINDS: { readonly [kind: string]: string } = {
  pending: 'bad',
  trouble: 'bad',
  blocked: 'bad',
  dangling: 'warn',
  exposed: 'warn',
  escalation: 'warn',
};

function findingList(findings: readonly FindingJson[]): Markup {
  return html`${findings.map(
    (it) =>
      html`<div class="find">
        <div><span class="badge ${KINDS[it.kind] ?? 'warn'}">${it.kind}</span></div>
        <div>
          <b>${it.about}</b>
          <span>${it.message}</span
          >${it.remedies?.length ? html`<div class="help">would fit with ${it.remedies.join(', or ')}</div>` : ''}${it.source ? html`<div><code>${it.source}</code></div>` : it.object ? html`<div><code>${it.object}</code></div>` : ''}
        </div>
      </div>`,
  )}`;
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
            ${it.message}${it.detail ? html`<div>${it.detail}</div>` : ''}${it.source ? html`<div><code>${it.source}</code></div>` : ''}
          </div>
        </div>`,
    )}`,
  };
}

const ACTIONS = {
  create: ['ok', '+ new'],
  update: ['', '~ changed'],
  replace: ['warn', '± replaced'],
  delete: ['calm', '− gone'],
} as const;
const MARKS = { '+': 'ok', '-': 'calm', '~': '', '!': 'bad' } as const;

function changes(plan: PlanJson): Section[] {
  if (!plan.changes.length && !plan.differences.length) return [];
  const rows = plan.changes.map((it) => {
    const [style, text] = ACTIONS[it.action];
    return html`<tr>
      <td><span class="badge ${style}">${text}</span></td>
      <td><code>${it.kind} ${it.namespace ? `${it.namespace}/` : ''}${it.name}</code></td>
      <td>
        ${it.fields.map((field) => html`<div><code>${shortPath(field.path)}</code> ${valueText(field.before)} → <b>${valueText(field.after)}</b></div>`)}
      </td>
      <td><code>${[it.source, it.path].filter(Boolean).join('  ')}</code></td>
    </tr>`;
  });
  const effects = SECTIONS.map((section) => ({
    section,
    all: plan.differences.filter((it) => it.section === section),
  }));
  const quiet = effects.filter((it) => !it.all.length).map((it) => it.section);
  return [
    {
      id: 'changes',
      title: 'Changes',
      lead: '',
      body: html`<div class="scroll">
        <table>
          <thead>
            <tr>
              <th></th>
              <th>Object</th>
              <th>Fields</th>
              <th>Where</th>
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
        </table>
      </div>`,
    },
    {
      id: 'effects',
      title: 'What it does',
      lead: quiet.length ? `${quiet.join(', ')}: no change.` : '',
      body: html`<div class="scroll">
        <table>
          <tbody>
            ${effects.flatMap(({ section, all }) =>
              all.map(
                (it) =>
                  html`<tr>
                    <td class="muted">${section}</td>
                    <td><span class="badge ${MARKS[it.mark]}">${it.mark}</span></td>
                    <td><b>${it.about}</b></td>
                    <td>${it.text}${it.more.map((more) => html`<div class="muted">${more}</div>`)}</td>
                  </tr>`,
              ),
            )}
          </tbody>
        </table>
      </div>`,
    },
  ];
}

function pictures(outcomes: Outcomes): Section[] {
  const { placement, routing, security, storage } = outcomes;
  const lost = placement.loss.filter((it) => !it.survives);
  const loss = !placement.loss.length
    ? ''
    : lost.length
      ? `One zone can fail, but ${[...new Set(lost.flatMap((it) => it.waiting.map(({ workload }) => workload)))].join(', ')} would wait for it.`
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
      body: html`<div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Claim</th>
              <th>Size</th>
              <th>Class</th>
              <th>State</th>
              <th>Zone</th>
              <th>When the claim goes</th>
            </tr>
          </thead>
          <tbody>
            ${storage.map(
              (it) =>
                html`<tr>
                  <td><code>${it.claim}</code></td>
                  <td>${it.size}</td>
                  <td>${it.storageClass}</td>
                  <td><span class="badge ${it.phase === 'Bound' ? 'ok' : 'bad'}">${it.phase}</span></td>
                  <td>${it.zone ?? ''}</td>
                  <td>${it.keeps ? 'the volume stays' : 'the volume and its data go, too'}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`,
    });
  return sections;
}

function workloadsOf({ security, placement }: Outcomes): string[] {
  const all = new Set(security.exposures.map((it) => it.workload));
  for (const it of placement.workloads) all.add(`${it.namespace}/${it.name}`);
  return [...all].sort();
}

function serviceTable({ routing }: Outcomes): Markup {
  if (!routing.services.length) return html``;
  return html`<p>
      <input
        class="filter"
        type="search"
        data-for="services"
        placeholder="Filter services"
        aria-label="Filter services"
      />
    </p>
    <div class="scroll">
      <table id="services">
        <thead>
          <tr>
            <th>Name</th>
            <th>Type</th>
            <th>Addresses</th>
            <th>Ports</th>
            <th class="n">Ready</th>
            <th>Pods of</th>
          </tr>
        </thead>
        <tbody>
          ${routing.services.map(
            (it) =>
              html`<tr>
                <td>
                  <code>${it.dns}</code
                  >${it.problem ? html`<div><span class="badge warn">${it.problem}</span></div>` : ''}${
                    it.names.length
                      ? html`<details>
                          <summary>${count(it.names.length, 'pod name')}</summary>
                          ${it.names.map((one) => html`<div><code>${one.name}</code> ${one.address}</div>`)}
                        </details>`
                      : ''
                  }
                </td>
                <td>${it.type}</td>
                <td>
                  ${it.type === 'Headless' ? html`<span class="muted">those of its pods</span>` : html`<code>${it.addresses.join(' ')}</code>`}
                </td>
                <td>${it.ports.join(', ')}</td>
                <td class="n">${it.ready}/${it.endpoints}</td>
                <td>${it.workloads.join(', ')}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${callTable(routing.calls)}`;
}

function callTable(calls: Outcomes['routing']['calls']): Markup {
  if (!calls.length) return html``;
  return html`<h3 style="margin-top:18px">Addresses workloads are given</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>From</th>
            <th>Variable</th>
            <th>To</th>
            <th>Answer</th>
          </tr>
        </thead>
        <tbody>
          ${calls.map(
            (it) =>
              html`<tr>
                <td><code>${it.from}</code></td>
                <td><code>${it.variable}</code></td>
                <td><code>${it.service}${it.port === undefined ? '' : `:${it.port}`}</code></td>
                <td>
                  ${it.problem ? html`<span class="badge ${it.blocked ? 'bad' : 'warn'}">${it.problem}</span>` : html`<span class="badge ok">gets through</span> <small>${it.by.join('; ') || 'nothing restricts it'}</small>`}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function securityTables({ security }: Outcomes): Markup {
  const guarded = security.exposures.filter((it) => it.isolated);
  const levels = { restricted: 'ok', baseline: '', privileged: 'warn' } as const;
  return html`${
      guarded.length
        ? html`<h3>Guarded ports</h3>
            <div class="scroll">
              <table>
                <tbody>
                  ${guarded.map(
                    (it) =>
                      html`<tr>
                        <td><code>${it.workload}:${it.port}</code></td>
                        <td>${reachedBy(it)}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
        : ''
    }
    <h3 style="margin-top:18px">Who may do what</h3>
    <div class="scroll">
      <table>
        <tbody>
          ${security.rights.map(
            (it) =>
              html`<tr>
                <td><code>${it.subject}</code></td>
                <td>
                  ${rightsText(it)}${it.escalations.map((one) => html`<div><span class="badge warn">can become more</span> ${one}</div>`)}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      security.secrets.length
        ? html`<h3 style="margin-top:18px">Who reads Secrets</h3>
            <div class="scroll">
              <table>
                <thead>
                  <tr>
                    <th>Secret</th>
                    <th>Workloads</th>
                    <th>Through the API</th>
                  </tr>
                </thead>
                <tbody>
                  ${security.secrets.map(
                    (it) =>
                      html`<tr>
                        <td><code>${it.secret}</code></td>
                        <td>${it.workloads.join(', ')}</td>
                        <td>${it.subjects.join(', ')}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
        : ''
    }
    <h3 style="margin-top:18px">Pod Security</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Workload</th>
            <th>Passes</th>
            <th>Namespace enforces</th>
            <th>What the next level forbids</th>
          </tr>
        </thead>
        <tbody>
          ${security.levels.map(
            (it) =>
              html`<tr>
                <td><code>${it.workload}</code></td>
                <td><span class="badge ${levels[it.level]}">${it.level}</span></td>
                <td>${it.enforced ?? ''}</td>
                <td>
                  ${
                    it.because.length
                      ? html`<details>
                          <summary>${count(it.because.length, 'thing')}</summary>
                          ${it.because.map((one) => html`<div>${one}</div>`)}
                        </details>`
                      : ''
                  }
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function whatIf(all: readonly WhatIfJson[]): Section {
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
                  ${it.timeline.filter((one) => one.lowest < one.began).map((one) => html`<div><code>${one.workload.replace(/^\w+ /, '')}</code> ${one.lowest} of ${one.began}</div>`)}
                </td>
                <td>
                  ${it.findings.map((one) => html`<div><span class="badge ${KINDS[one.kind] ?? 'warn'}">${one.kind}</span> ${one.about}</div>`)}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`,
  };
}
