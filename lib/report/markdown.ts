// A plan for a pull request: the verdict, the changes and what they do, details folded away.

import type { Outcomes } from '../outcomes/outcomes.ts';
import type { PlanResult } from '../plan/plan.ts';
import { differences, SECTIONS } from './differences.ts';
import { outcomesText, shortPath, valueText } from './text.ts';
import { count, duration, findings, headline, verdictOf, type Finding, type Sources } from './verdict.ts';

/** Lines of a folded text that a comment still takes. */
const MOST_LINES = 400;
const MARKS = { '+': '🟢', '-': '⚪', '~': '🔵', '!': '⚠️' } as const;

const code = (text: string): string => (text ? `\`${text.replaceAll('`', "'")}\`` : '');
const cell = (text: string): string =>
  text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replace(/\s*\n\s*/g, ' ');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`;

function folded(title: string, text: string): string {
  const lines = text.trimEnd().split('\n');
  const shown = lines.slice(0, MOST_LINES).join('\n');
  const more = lines.length > MOST_LINES ? `\n… ${lines.length - MOST_LINES} more lines` : '';
  return `\n<details><summary>${title}</summary>\n\n\`\`\`text\n${shown.replaceAll('```', "'''")}${more}\n\`\`\`\n\n</details>\n`;
}

function findingRows(found: readonly Finding[], sources: Sources | undefined): string {
  if (!found.length) return '';
  let text = `\n### To look at\n\n| | what | where |\n|---|---|---|\n`;
  for (const it of found) {
    const help = it.remedies?.length ? ` — would fit with ${it.remedies.join(', or ')}` : '';
    const where = (it.object && (sources?.get(it.object) ?? it.object)) || '';
    text += row(it.kind, `**${it.about}**: ${it.message}${help}`, code(where));
  }
  return text;
}

/** What was lived through in forks, as the text tells it. */
function whatIfRows({ whatIf, after }: PlanResult): string {
  if (!whatIf.length) return '';
  const known = new Set(findings(after).map((it) => it.about));
  let text = `\n### What if\n\n| | quiet after | fewest ready on the way | to look at then |\n|---|---|---|---|\n`;
  for (const { name, settled, after: then, timeline } of whatIf)
    text += row(
      `**${name}**`,
      settled.quiet ? duration(settled.elapsed) : 'not within the time',
      timeline
        .filter((it) => it.lowest < it.began)
        .map((it) => `${it.workload.replace(/^\w+ /, '')} ${it.lowest} of ${it.began}`)
        .join(', '),
      findings(then)
        .filter((it) => !known.has(it.about))
        .map((it) => `${it.about}: ${it.message}`)
        .join(' ; '),
    );
  return text;
}

/** A plan as Markdown. */
export function planMarkdown(plan: PlanResult, sources?: Sources): string {
  const verdict = verdictOf(plan);
  const { placement } = plan.after;
  let text = `## ${verdict.ok ? '✅' : '❌'} ${plan.name}: ${verdict.lines[0]!.replace(/\s{2,}/g, ' · ')}\n\n`;
  for (const line of verdict.lines.slice(1)) text += `- ${line}\n`;
  text += `${count(plan.objects, 'object')} · ${count(placement.pods, 'pod')} on ${count(placement.nodes.length, 'node')} in ${count(placement.zones.length, 'zone')}\n`;
  if (!plan.deploy.ok) {
    text += `\n### Would not become ready\n\n| object | why | where |\n|---|---|---|\n`;
    for (const { at, message, detail } of plan.deploy.failures)
      text += row(
        `${at.object.kind} ${at.object.metadata.name}`,
        detail ? `${message} — ${detail}` : message,
        code([at.source, at.path].filter(Boolean).join('  ')),
      );
  }
  text += findingRows(verdict.findings, sources);
  if (verdict.known)
    text += `\n${count(verdict.known, 'thing')} to look at ${verdict.known === 1 ? 'was' : 'were'} there before.\n`;
  if (!plan.first && plan.changes.length) {
    text += `\n### Changes\n\n| | object | fields | where |\n|---|---|---|---|\n`;
    const marks = { create: '🟢 +', update: '🔵 ~', replace: '🟠 ±', delete: '⚪ −' };
    for (const it of plan.changes)
      text += row(
        marks[it.action],
        `${it.kind} ${it.namespace ? `${it.namespace}/` : ''}${it.name}`,
        [
          ...it.fields.map(
            (field) =>
              `${code(shortPath(field.path))} ${code(valueText(field.before))} → ${code(valueText(field.after))}`,
          ),
          ...(it.note ? [it.note] : []),
        ].join(' ; '),
        code([it.source, it.path].filter(Boolean).join('  ')),
      );
    const all = differences(plan.before!, plan.after, plan.timeline);
    for (const section of SECTIONS) {
      const rows = all.filter((it) => it.section === section);
      if (!rows.length) continue;
      text += `\n### ${section}\n\n| | what | |\n|---|---|---|\n`;
      for (const it of rows) text += row(MARKS[it.mark], it.about, [it.text, ...it.more].filter(Boolean).join(' · '));
    }
    const quiet = SECTIONS.filter((section) => !all.some((it) => it.section === section));
    if (quiet.length) text += `\n${quiet.join(', ')}: no change\n`;
  }
  text += whatIfRows(plan);
  text += folded('Everything', outcomesText(plan.after, undefined, { full: true, ...(sources ? { sources } : {}) }));
  return text;
}

/** A cluster as Markdown. */
export function reportMarkdown(outcomes: Outcomes, sources?: Sources): string {
  const found = findings(outcomes);
  const { ok, lines } = headline(outcomes, found);
  return (
    `## ${ok ? '✅' : '❌'} ${lines[0]!.replace(/\s{2,}/g, ' · ')}\n${lines
      .slice(1)
      .map((it) => `- ${it}\n`)
      .join('')}` +
    findingRows(found, sources) +
    folded('Everything', outcomesText(outcomes, undefined, { full: true, ...(sources ? { sources } : {}) }))
  );
}
