// Answers in the encoding that was chosen. Follows apiserver/pkg/endpoints/handlers/responsewriters.

import { dump } from 'js-yaml';
import { PROTOBUF, type Wanted } from './negotiate.ts';
import { encodeProtobuf, encodeWatchFrame } from './protobuf-encode.ts';
import type { WatchEvent } from './watch.ts';

/** A body, and the type it turned out to have: what has no protobuf is said in JSON. */
export function encoded(
  body: unknown,
  type: Wanted['type'],
): { readonly body: string | Uint8Array; readonly type: string } {
  if (type === PROTOBUF) {
    const bytes = encodeProtobuf(body);
    if (bytes) return { body: bytes, type };
  }
  if (type === 'application/yaml')
    return { body: dump(plain(body), { sortKeys: true, noRefs: true, seqNoIndent: true }), type };
  return { body: `${JSON.stringify(body)}\n`, type: 'application/json' };
}

// What JSON leaves out, YAML cannot say.
const plain = (body: unknown): unknown => JSON.parse(JSON.stringify(body)) as unknown;

/** The type of a watch whose events are in an encoding. */
export function watchType(type: Wanted['type']): string {
  return type === PROTOBUF ? `${PROTOBUF};stream=watch` : type;
}

/** One event of a watch, ready to be sent. */
export function encodedEvent(event: WatchEvent, type: Wanted['type']): string | Uint8Array {
  if (type === PROTOBUF) {
    const object = encodeProtobuf(event.object);
    if (object) return encodeWatchFrame(event.type, object);
  }
  if (type === 'application/yaml')
    return `${dump(plain(event), { sortKeys: true, noRefs: true, seqNoIndent: true })}---\n`;
  return `${JSON.stringify(event)}\n`;
}
