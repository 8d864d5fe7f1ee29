// A plan or a report as test results: one test for each thing that should hold, as pipelines show them. JUnit's XML.

import { describe } from '../deploy/names.ts';
import type { Outcomes } from '../outcomes/outcomes.ts';
import type { PlanResult } from '../plan/plan.ts';
import { placeFrom } from './places.ts';
import { findings, type Finding, type Sources } from './verdict.ts';

interface Case {
  readonly name: string;
  /** The object it is about: `Kind namespace/name`. */
  readonly object?: string;
  /** Findings that speak against it, matched by what they are about. */
  readonly about: string;
  readonly kinds: readonly Finding['kind'][];
}

interface Failure {
  readonly type: string;
  readonly message: string;
  readonly more: readonly string[];
}

/** A plan. Its deployment is a suite of its own. */
export function planJunit(plan: PlanResult, sources?: Sources): string {
  const failed = new Map(plan.deploy.failures.map((it) => [describe(it.at.object), it]));
  const waiting = new Set(plan.deploy.notStarted.map((it) => describe(it.object)));
  const deployed = [...failed.keys(), ...waiting];
  const changed = plan.changes
    .filter((it) => it.action !== 'delete')
    .map((it) => `${it.kind} ${it.namespace ? `${it.namespace}/` : ''}${it.name}`);
  const names = [...new Set([...changed, ...deployed])];
  const cases = names.map((name) => {
    const failure = failed.get(name);
    const skipped = waiting.has(name) ? 'not started: it needs what failed' : undefined;
    const told: Failure | undefined = failure && {
      type: 'deploy',
      message: failure.message,
      more: failure.detail ? [failure.detail] : [],
    };
    return caseXml('deploy', `${name} becomes current`, sources?.get(name), told && [told], skipped);
  });
  const deploy = suiteXml('deploy', cases, failed.size, waiting.size);
  return document(plan.name, [deploy, ...suites(plan.after, sources)]);
}

/** A cluster as it is. */
export function reportJunit(name: string, outcomes: Outcomes, sources?: Sources): string {
  return document(name, suites(outcomes, sources));
}

function casesOf({ placement, routing, security }: Outcomes): { readonly [suite: string]: readonly Case[] } {
  const workload = (it: { kind: string; namespace: string; name: string }): Case => ({
    name: `${it.kind} ${it.namespace}/${it.name} runs`,
    object: `${it.kind} ${it.namespace}/${it.name}`,
    about: `${it.namespace}/${it.name}`,
    kinds: ['pending', 'trouble'],
  });
  return {
    placement: [
      ...placement.workloads.map(workload),
      ...placement.budgets.map((it) => ({
        name: `PodDisruptionBudget ${it.budget} lets nodes be drained`,
        object: `PodDisruptionBudget ${it.budget}`,
        about: it.budget,
        kinds: ['undrainable'] as const,
      })),
      ...placement.autoscalers.map((it) => ({
        name: `HorizontalPodAutoscaler ${it.autoscaler} can scale`,
        object: `HorizontalPodAutoscaler ${it.autoscaler}`,
        about: it.autoscaler,
        kinds: ['unscaled'] as const,
      })),
    ],
    routing: [
      ...routing.routes.map((it) => ({
        name: `${it.url} leads to ready pods`,
        about: it.url,
        kinds: ['dangling'] as const,
        ...(it.blame ? { object: it.blame } : {}),
      })),
      ...routing.services.map((it) => ({
        name: `Service ${it.service} leads to ready pods`,
        object: `Service ${it.service}`,
        about: it.service,
        kinds: ['dangling'] as const,
      })),
      ...routing.calls.map((it) => {
        const about = `${it.from.replace(/^\w+ /, '')} → ${it.service}${it.port === undefined ? '' : `:${it.port}`}`;
        return { name: `${about} gets there`, object: it.from, about, kinds: ['dangling', 'blocked'] as const };
      }),
    ],
    security: [
      ...security.policies.map((it) => ({
        name: `${it.policy} selects something`,
        object: it.policy,
        about: it.policy,
        kinds: ['dangling'] as const,
      })),
      ...security.exposures.map((it) => ({
        name: `${it.workload}:${it.port} is as guarded as its neighbours`,
        object: `${it.kind} ${it.workload}`,
        about: `${it.workload}:${it.port}`,
        kinds: ['exposed'] as const,
      })),
      ...security.rights.map((it) => ({
        name: `${it.subject} has no more rights than were given`,
        about: it.subject,
        kinds: ['escalation'] as const,
      })),
    ],
  };
}

function suites(outcomes: Outcomes, sources: Sources | undefined): string[] {
  const open = new Set(findings(outcomes));
  const found: string[] = [];
  for (const [name, all] of Object.entries(casesOf(outcomes))) {
    let failures = 0;
    const seen = new Set<string>();
    const cases: string[] = [];
    for (const it of all) {
      if (seen.has(it.name)) continue;
      seen.add(it.name);
      const against = [...open].filter((one) => one.about === it.about && it.kinds.includes(one.kind));
      for (const one of against) open.delete(one);
      if (against.length) failures++;
      const object = against[0]?.object ?? it.object;
      cases.push(caseXml(name, it.name, object && sources?.get(object), against.map(failureOf)));
    }
    found.push(suiteXml(name, cases, failures, 0));
  }
  // Whatever no test above stands for is told all the same.
  if (open.size) {
    const cases = [...open].map((it) =>
      caseXml('other', `${it.kind} ${it.about}`, it.object && sources?.get(it.object), [failureOf(it)]),
    );
    found.push(suiteXml('other', cases, cases.length, 0));
  }
  return found;
}

const failureOf = ({ kind, message, remedies = [] }: Finding): Failure => ({
  type: kind,
  message,
  more: remedies.length ? [`would fit with ${remedies.join(', or ')}`] : [],
});

function caseXml(
  suite: string,
  name: string,
  source: string | undefined,
  failures: readonly Failure[] | undefined,
  skipped?: string,
): string {
  const place = placeFrom(source);
  const where = place ? ` file="${xml(place.file)}" line="${place.line}"` : '';
  const head = `    <testcase classname="slipway.${suite}" name="${xml(name)}"${where}`;
  const inner = [
    ...(failures ?? []).map(({ type, message, more }) => {
      const lines = [message, ...more, ...(source ? [source] : [])].join('\n');
      return `      <failure type="${xml(type)}" message="${xml(message)}">${xml(lines)}</failure>\n`;
    }),
    ...(skipped ? [`      <skipped message="${xml(skipped)}"/>\n`] : []),
  ];
  return inner.length ? `${head}>\n${inner.join('')}    </testcase>\n` : `${head}/>\n`;
}

function suiteXml(name: string, cases: readonly string[], failures: number, skipped: number): string {
  return `  <testsuite name="${name}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}">\n${cases.join('')}  </testsuite>\n`;
}

function document(name: string, all: readonly string[]): string {
  const sum = (what: string): number =>
    all.reduce(
      (total, it) => total + Number(new RegExp(`^  <testsuite [^>]*\\b${what}="(\\d+)"`).exec(it)?.[1] ?? 0),
      0,
    );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xml(name)}" tests="${sum('tests')}" failures="${sum('failures')}" errors="0">\n${all.join('')}</testsuites>\n`;
}

/** A text within XML; what XML has no way to say is left out. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
