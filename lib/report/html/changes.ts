// What changed, and what the change does.

import { SECTIONS } from '../differences.ts';
import type { PlanJson } from '../json.ts';
import { shortPath, valueText } from '../text.ts';
import { html, rows, type Markup } from './markup.ts';

/** A part of the page. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly body: Markup;
}

const ACTIONS = {
  create: ['ok', '+ new'],
  update: ['', '~ changed'],
  replace: ['warn', '± replaced'],
  delete: ['calm', '− gone'],
} as const;
const MARKS = { '+': 'ok', '-': 'calm', '~': '', '!': 'bad' } as const;

/** Two sections; none where nothing changed. */
export function changes(plan: PlanJson): Section[] {
  if (!plan.changes.length && !plan.differences.length) return [];
  const changed = rows(plan.changes, 4, (it) => {
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
            ${changed}
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
