// Requests and answers at the wire-level door.

import { StatusError, generic } from '../../api/status-errors.ts';
import type { UserInfo } from '../interface.ts';
import type { ForwardAnswer } from './forward.ts';
import type { LogAnswer } from './logs.ts';
import type { SessionAnswer } from './streams.ts';
import type { WatchEvent, WatchStream } from './watch.ts';

export interface ApiRequest {
  readonly method: string;
  /** Without the query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body?: Uint8Array | string;
  /** Who asks, when the transport knows already; otherwise a bearer token says, or nobody does. */
  readonly user?: UserInfo;
}

export interface ApiAnswer {
  readonly status: number;
  /** A list where the header comes several times. */
  readonly headers: { readonly [name: string]: string | readonly string[] };
  readonly body: string | Uint8Array;
}

export interface WatchAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | readonly string[] };
  readonly watch: WatchStream;
  /** An event as it goes over the wire. */
  encode(event: WatchEvent): string | Uint8Array;
}

export type ApiResponse = ApiAnswer | WatchAnswer | SessionAnswer | LogAnswer | ForwardAnswer;

export const JSON_TYPE = 'application/json';

/** An answer of plain text. */
export function text(status: number, body: string, headers: ApiAnswer['headers'] = {}): ApiAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body };
}

/** An answer of JSON. */
export function json(status: number, body: unknown, headers: ApiAnswer['headers'] = {}): ApiAnswer {
  return { status, headers: { 'content-type': JSON_TYPE, ...headers }, body: `${JSON.stringify(body)}\n` };
}

export const pageMissing = (): ApiAnswer => text(404, '404 page not found\n');

/** A refusal of a generic kind, whose details are there and say nothing. */
export function bare(code: number, reason: string, message: string): StatusError {
  const { status } = generic(code, reason, message);
  return new StatusError({ ...status, details: {} });
}

/** The resource is there, but not for this method. */
export const notAllowed = (): StatusError =>
  bare(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
