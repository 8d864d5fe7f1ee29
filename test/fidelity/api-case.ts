// One recorded case of the API corpus: what is asked, and what a real server answered.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export interface CaseRequest {
  readonly method?: string;
  readonly path: string;
  readonly query?: { readonly [name: string]: string };
  readonly headers?: { readonly [name: string]: string | null };
  readonly body?: unknown;
  readonly anonymous?: boolean;
  readonly keepHeaders?: readonly string[];
  readonly until?: unknown;
  readonly capture?: { readonly [name: string]: string };
}

export interface CaseAnswer {
  readonly setup?: readonly number[];
  readonly status: number;
  readonly warnings?: readonly string[];
  readonly headers?: { readonly [name: string]: string | null };
  readonly body: unknown;
  readonly then?: readonly CaseAnswer[];
}

export interface ApiCase {
  readonly id: string;
  readonly kind: string;
  readonly family: string;
  readonly topic: string;
  readonly namespace?: object | false;
  readonly shared?: boolean;
  readonly alone?: boolean;
  readonly fields?: boolean;
  readonly setup?: readonly CaseRequest[];
  readonly request: CaseRequest;
  readonly then?: readonly CaseRequest[];
  readonly answer: CaseAnswer;
}

const folder = new URL('../data/fidelity/api/', import.meta.url);

/**
 * All cases of a set. `cases`: the recorded corpus; `mutations`: valid objects of it with one field changed, and what a real server said
 * of those; `asked`: what taught something of 27,000 requests made up and asked of Kubernetes v1.36.3.
 */
export function apiCases(set: 'cases' | 'mutations' | 'asked' = 'cases'): ApiCase[] {
  return gunzipSync(readFileSync(new URL(`${set}.jsonl.gz`, folder)))
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ApiCase);
}

/** What is made before the first case. */
export function apiFixtures(): CaseRequest[] {
  return JSON.parse(gunzipSync(readFileSync(new URL('fixtures.json.gz', folder))).toString()) as CaseRequest[];
}
