// Times as the API writes them.

import type { ObjectMeta } from './object.ts';

/** RFC 3339 in UTC with whole seconds: `2026-01-02T03:04:05Z`. */
export function formatTime(milliseconds: number): string {
  if (milliseconds === lastMs) return lastText;
  lastMs = milliseconds;
  lastText = `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
  return lastText;
}
// Many objects are written in one instant of cluster time.
let lastMs = NaN;
let lastText = '';

/** RFC 3339 with microseconds, as leases and new-style events have. */
export function formatMicroTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 23)}000Z`;
}

/** Milliseconds since the epoch; NaN when it is no time. */
export function parseTime(text: string | null | undefined): number {
  return text ? Date.parse(text) : NaN;
}

const RFC3339 =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Whether the text is a time as the API takes it. */
export function isTime(text: string): boolean {
  const match = RFC3339.exec(text);
  // Date.parse takes the 30th of February for the 2nd of March.
  return !!match && Number(match[3]) <= new Date(Date.UTC(Number(match[1]), Number(match[2]), 0)).getUTCDate();
}

/** When the object was created, in milliseconds since the epoch. */
export function createdAt(object: { metadata: ObjectMeta }): number {
  return parseTime(object.metadata.creationTimestamp);
}
