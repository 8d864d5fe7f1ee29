// Objects as protobuf, by the field numbers of the published .proto files: the way back from protobuf.ts.
// Follows apimachinery/pkg/runtime/serializer/protobuf and the messages that have a JSON form of their own.

import { parseDuration } from '../../api/durations.ts';
import { wireMessage, wireMessageOf, type WireField, type WireMessage } from '../../api/schema/wire.ts';

type Fields = { readonly [name: string]: unknown };

/** Collects bytes; lengths are only known when a message is whole, so messages are parts of parts. */
type Part = Uint8Array | readonly Part[];

const size = (part: Part): number =>
  part instanceof Uint8Array ? part.length : part.reduce((sum, it) => sum + size(it), 0);

function flatten(part: Part, into: Uint8Array, at: number): number {
  if (part instanceof Uint8Array) {
    into.set(part, at);
    return at + part.length;
  }
  let next = at;
  for (const it of part) next = flatten(it, into, next);
  return next;
}

function varint(value: number | bigint): Uint8Array {
  if (typeof value === 'number' && value >= 0 && value < 128) return Uint8Array.of(value);
  let left = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (left > 127n) {
    bytes.push(Number(left & 127n) | 128);
    left >>= 7n;
  }
  bytes.push(Number(left));
  return Uint8Array.from(bytes);
}

const tag = (field: number, type: 0 | 1 | 2 | 5): Uint8Array => varint(field * 8 + type);
const lengthy = (field: number, body: Part): Part => [tag(field, 2), varint(size(body)), body];
const whole = (field: number, value: number | bigint): Part => [tag(field, 0), varint(value)];
const text = (field: number, value: string): Part => lengthy(field, Buffer.from(value));

function seconds(value: unknown, micro: boolean): Part {
  const time = Date.parse(String(value));
  if (Number.isNaN(time)) return [];
  const full = Math.floor(time / 1000);
  const digits = /\.(\d+)/.exec(String(value))?.[1] ?? '';
  const nanos = micro ? Number(digits.slice(0, 9).padEnd(9, '0')) : 0;
  return [whole(1, full), whole(2, nanos)];
}

const raw = (value: unknown): Part => lengthy(1, Buffer.from(JSON.stringify(value)));
const schemaOf = (value: unknown): Part => message(value as Fields, wireMessage('apiextensions.v1.JSONSchemaProps')!);

/** Messages that JSON writes in another way. */
const SPECIAL: { readonly [message: string]: (value: unknown) => Part } = {
  'meta.v1.Time': (value) => seconds(value, false),
  'meta.v1.MicroTime': (value) => seconds(value, true),
  'meta.v1.Duration': (value) => whole(1, BigInt(Math.round((parseDuration(String(value)) ?? 0) * 1e6))),
  'api.resource.Quantity': (value) => text(1, String(value)),
  'util.intstr.IntOrString': (value) =>
    typeof value === 'number'
      ? [whole(1, 0), whole(2, value), text(3, '')]
      : [whole(1, 1), whole(2, 0), text(3, String(value))],
  'runtime.RawExtension': raw,
  'meta.v1.FieldsV1': raw,
  'apiextensions.v1.JSON': raw,
  'apiextensions.v1.JSONSchemaPropsOrBool': (value) =>
    typeof value === 'boolean' ? whole(1, value ? 1 : 0) : [whole(1, 1), lengthy(2, schemaOf(value))],
  'apiextensions.v1.JSONSchemaPropsOrArray': (value) =>
    Array.isArray(value) ? value.map((it) => lengthy(2, schemaOf(it))) : lengthy(1, schemaOf(value)),
  'apiextensions.v1.JSONSchemaPropsOrStringArray': (value) =>
    Array.isArray(value) ? value.map((it) => text(2, String(it))) : lengthy(1, schemaOf(value)),
};

function value(field: number, type: string, given: unknown): Part {
  switch (type) {
    case 'string':
      return text(field, String(given));
    case 'bytes':
      return lengthy(field, Buffer.from(String(given), 'base64'));
    case 'bool':
      return whole(field, given === true ? 1 : 0);
    case 'double': {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(Number(given));
      return [tag(field, 1), bytes];
    }
    case 'float': {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(Number(given));
      return [tag(field, 5), bytes];
    }
  }
  if (/^u?int(32|64)$/.test(type)) return whole(field, BigInt(Math.trunc(Number(given))));
  const special = SPECIAL[type];
  if (special) return lengthy(field, special(given));
  const known = wireMessage(type);
  if (!known) return [];
  // A message that is nothing but a list stands for the list.
  if (Array.isArray(given)) return lengthy(field, message({ items: given }, known));
  return lengthy(field, message(given as Fields, known));
}

// Fields in the order of their numbers, as Go writes them.
const ordered = new WeakMap<WireMessage, readonly WireField[]>();

function message(object: Fields, type: WireMessage): Part {
  let fields = ordered.get(type);
  if (!fields) ordered.set(type, (fields = [...type.fields.values()].sort((a, b) => a.number - b.number)));
  const parts: Part[] = [];
  for (const field of fields) {
    const { number, name, shape } = field;
    if (field.inline) {
      const inner = message(object, wireMessage(field.type)!);
      if (size(inner)) parts.push(lengthy(number, inner));
      continue;
    }
    const given = object[name];
    if (given === undefined || given === null) continue;
    if (shape === 'list') for (const it of given as readonly unknown[]) parts.push(value(number, field.type, it));
    else if (shape === 'map')
      for (const key of Object.keys(given as object).sort()) {
        const it = (given as Fields)[key];
        parts.push(lengthy(number, [text(1, key), it === null ? lengthy(2, []) : value(2, field.type, it)]));
      }
    else parts.push(value(number, field.type, given));
  }
  return parts;
}

const MAGIC = Uint8Array.of(0x6b, 0x38, 0x73, 0);

/** An object in its envelope; undefined for a kind that has no protobuf form. `kind` names a message whose objects say no kind. */
export function encodeProtobuf(object: unknown, kind?: string): Uint8Array | undefined {
  const given = object as { readonly apiVersion?: string; readonly kind?: string };
  const type = kind ? wireMessage(kind) : wireMessageOf(given.apiVersion ?? '', given.kind ?? '');
  if (!type) return undefined;
  const names: Part = [text(1, given.apiVersion ?? ''), text(2, given.kind ?? '')];
  const parts: Part = [MAGIC, lengthy(1, names), lengthy(2, message(given as Fields, type)), text(3, ''), text(4, '')];
  const bytes = new Uint8Array(size(parts));
  flatten(parts, bytes, 0);
  return bytes;
}

/** A line of a watch: its length in four bytes, and the event around the object in its own envelope. */
export function encodeWatchFrame(type: string, object: Uint8Array): Uint8Array {
  const parts: Part = [text(1, type), lengthy(2, lengthy(1, object))];
  const bytes = new Uint8Array(size(parts) + 4);
  new DataView(bytes.buffer).setUint32(0, size(parts));
  flatten(parts, bytes, 4);
  return bytes;
}
