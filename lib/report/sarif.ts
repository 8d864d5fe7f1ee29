// Findings for code scanning: SARIF 2.1.0, each at the line that made the object it is about.

import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { describe } from '../deploy/names.ts';
import type { Outcomes } from '../outcomes/outcomes.ts';
import type { PlanResult } from '../plan/plan.ts';
import { VERSION } from '../version.ts';
import { placeFrom } from './places.ts';
import { findings, verdictOf, type Finding, type FindingKind, type Sources } from './verdict.ts';

type Kind = FindingKind | 'deploy';

/** What each kind of finding is, and how much it matters. */
const RULES: { readonly [kind in Kind]: readonly [level: 'error' | 'warning' | 'note', what: string, more: string] } = {
  deploy: ['error', 'An object does not become current', 'The server refuses it, or it is not ready within its time.'],
  pending: ['error', 'Pods stay pending', 'No node takes them: the message says why, node by node.'],
  trouble: ['error', 'Pods do not run', 'They are placed and fail, or were refused before they were made.'],
  dangling: [
    'warning',
    'An address leads nowhere',
    'A host, a Service or an address in an environment variable has no ready pod behind it.',
  ],
  blocked: [
    'warning',
    'Policies block a connection that is wanted',
    'A workload is given an address that network policies do not let it reach.',
  ],
  undrainable: ['warning', 'A disruption budget lets no pod be evicted', 'Nodes with its pods cannot be drained.'],
  unscaled: [
    'warning',
    'An autoscaler cannot scale',
    'What it scales is not there, or the requests that it goes by are not said.',
  ],
  exposed: ['note', 'A port is open to every pod', 'Beside it, other workloads are guarded by policies.'],
  escalation: ['warning', 'Rights lead to more rights', 'Somebody can get rights that were not given.'],
};

interface Result {
  readonly kind: Kind;
  readonly message: string;
  readonly about: string;
  readonly object: string | undefined;
  readonly state: 'new' | 'unchanged' | undefined;
}

/** A plan's findings; of a change, those that were there before are marked so. */
export function planSarif(plan: PlanResult, sources?: Sources): string {
  const fresh = new Set(verdictOf(plan).findings.map(textOf));
  const results = findings(plan.after).map((it): Result => ({
    ...resultOf(it),
    state: plan.before ? (fresh.has(textOf(it)) ? 'new' : 'unchanged') : undefined,
  }));
  const told = new Set(results.map((it) => it.object));
  for (const { at, message, detail } of plan.deploy.failures) {
    const object = describe(at.object);
    if (!told.has(object))
      results.push({
        kind: 'deploy',
        about: object,
        object,
        message: `${object}: ${message}${detail ? ` (${detail})` : ''}`,
        state: undefined,
      });
  }
  return document(results, sources);
}

/** A cluster's findings. */
export function reportSarif(outcomes: Outcomes, sources?: Sources): string {
  return document(findings(outcomes).map(resultOf), sources);
}

const textOf = (it: Finding): string => `${it.kind} ${it.about} ${it.message}`;

function resultOf({ kind, about, message, object, remedies }: Finding): Result {
  const help = remedies?.length ? `. Would fit with ${remedies.join(', or ')}` : '';
  return { kind, about, object, message: `${about}: ${message}${help}`, state: undefined };
}

function document(results: readonly Result[], sources: Sources | undefined): string {
  const kinds = Object.keys(RULES) as Kind[];
  const run = {
    tool: {
      driver: {
        name: 'slipway',
        version: VERSION,
        rules: kinds.map((kind) => {
          const [level, what, more] = RULES[kind];
          return {
            id: kind,
            name: kind,
            shortDescription: { text: what },
            fullDescription: { text: more },
            defaultConfiguration: { level },
          };
        }),
      },
    },
    columnKind: 'utf16CodeUnits',
    results: results.map((it) => ({
      ruleId: it.kind,
      ruleIndex: kinds.indexOf(it.kind),
      level: RULES[it.kind][0],
      message: { text: it.message },
      ...locations(it, sources),
      // Numbers in a message move; what it is about does not.
      partialFingerprints: {
        'slipway/v1': createHash('sha256').update(`${it.kind} ${it.about}`).digest('hex').slice(0, 32),
      },
      ...(it.state ? { baselineState: it.state } : {}),
    })),
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function locations({ object }: Result, sources: Sources | undefined): object {
  if (!object) return {};
  const place = placeFrom(sources?.get(object));
  const logical = [
    { fullyQualifiedName: object, kind: 'resource' },
    ...(place?.path ? [{ fullyQualifiedName: place.path, kind: 'object' }] : []),
  ];
  if (!place) return { locations: [{ logicalLocations: logical }] };
  const absolute = /^(\/|[A-Za-z]:\\)/.test(place.file);
  const artifactLocation = absolute
    ? { uri: pathToFileURL(place.file).href }
    : { uri: encodeURI(place.file.replaceAll('\\', '/')), uriBaseId: '%SRCROOT%' };
  const region = { startLine: place.line, ...(place.column ? { startColumn: place.column } : {}) };
  return { locations: [{ physicalLocation: { artifactLocation, region }, logicalLocations: logical }] };
}
