// Protobuf bodies, decoded by the field numbers of the published .proto files.
// Follows apimachinery/pkg/runtime/serializer/protobuf and the messages that have a JSON form of their own.

import { wireMessage, wireMessageOf, type WireField, type WireMessage } from '../../api/schema/wire.ts';
import { formatTime } from '../../api/time.ts';
import { DecodeError } from './structure.ts';

const MAGIC = [0x6b, 0x38, 0x73, 0];
const text = new TextDecoder();

/** Reads a message's bytes. */
class Source {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.bytes[this.at++];
      if (byte === undefined || shift > 63n) throw new DecodeError('proto: unexpected EOF');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  }

  slice(length: number): Uint8Array {
    if (length < 0 || this.at + length > this.bytes.length) throw new DecodeError('proto: unexpected EOF');
    return this.bytes.subarray(this.at, (this.at += length));
  }

  /** The next field: its number, and its value as it lies there. */
  field(): { number: number; value: bigint | Uint8Array } {
    const tag = Number(this.varint());
    switch (tag & 7) {
      case 0:
        return { number: tag >>> 3, value: this.varint() };
      case 1:
        return { number: tag >>> 3, value: this.slice(8) };
      case 2:
        return { number: tag >>> 3, value: this.slice(Number(this.varint())) };
      case 5:
        return { number: tag >>> 3, value: this.slice(4) };
      default:
        throw new DecodeError(`proto: illegal wireType ${tag & 7}`);
    }
  }
}

type Fields = Map<number, bigint | Uint8Array>;

function plain(bytes: Uint8Array): Fields {
  const found: Fields = new Map();
  for (const source = new Source(bytes); !source.done;) {
    const { number, value } = source.field();
    found.set(number, value);
  }
  return found;
}

const textOf = (value: bigint | Uint8Array | undefined): string =>
  value instanceof Uint8Array ? text.decode(value) : '';
const numberOf = (value: bigint | Uint8Array | undefined): number =>
  typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0;
const jsonOf = (value: bigint | Uint8Array | undefined): unknown =>
  value instanceof Uint8Array && value.length ? (JSON.parse(text.decode(value)) as unknown) : null;

/** Messages that JSON writes in another way. */
const SPECIAL: { readonly [message: string]: (bytes: Uint8Array) => unknown } = {
  'meta.v1.Time': (bytes) => time(bytes, false),
  'meta.v1.MicroTime': (bytes) => time(bytes, true),
  'api.resource.Quantity': (bytes) => textOf(plain(bytes).get(1)),
  'util.intstr.IntOrString': (bytes) => {
    const fields = plain(bytes);
    return numberOf(fields.get(1)) === 1 ? textOf(fields.get(3)) : numberOf(fields.get(2));
  },
  'runtime.RawExtension': (bytes) => jsonOf(plain(bytes).get(1)),
  'meta.v1.FieldsV1': (bytes) => jsonOf(plain(bytes).get(1)),
  'apiextensions.v1.JSON': (bytes) => jsonOf(plain(bytes).get(1)),
  'apiextensions.v1.JSONSchemaPropsOrBool': (bytes) => {
    const fields = plain(bytes);
    const schema = fields.get(2);
    return schema instanceof Uint8Array
      ? message(schema, wireMessage('apiextensions.v1.JSONSchemaProps')!)
      : numberOf(fields.get(1)) === 1;
  },
  'apiextensions.v1.JSONSchemaPropsOrArray': (bytes) => {
    const schema = plain(bytes).get(1);
    return schema instanceof Uint8Array ? message(schema, wireMessage('apiextensions.v1.JSONSchemaProps')!) : null;
  },
};

function time(bytes: Uint8Array, micro: boolean): string | null {
  const fields = plain(bytes);
  if (fields.size === 0) return null;
  const whole = formatTime(numberOf(fields.get(1)) * 1000)!;
  if (!micro) return whole;
  const micros = Math.floor(numberOf(fields.get(2)) / 1000);
  return `${whole.slice(0, -1)}.${String(micros).padStart(6, '0')}Z`;
}

function scalar(value: bigint | Uint8Array, type: string): unknown {
  if (typeof value === 'bigint') {
    if (type === 'bool') return value !== 0n;
    return Number(
      type === 'int32' ? BigInt.asIntN(32, value) : type.startsWith('u') ? value : BigInt.asIntN(64, value),
    );
  }
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  if (type === 'double') return view.getFloat64(0, true);
  if (type === 'float') return view.getFloat32(0, true);
  if (type === 'bytes') return Buffer.from(value).toString('base64');
  if (type === 'string') return text.decode(value);
  const special = SPECIAL[type];
  if (special) return special(value);
  const known = wireMessage(type);
  if (!known) throw new DecodeError(`proto: no message ${type}`);
  // A message that is nothing but a list stands for the list.
  const only = known.fields.size === 1 ? known.fields.get(1) : undefined;
  const inner = message(value, known);
  return only?.name === 'items' && only.shape === 'list' && only.type === 'string' ? (inner['items'] ?? []) : inner;
}

function message(bytes: Uint8Array, type: WireMessage): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const source = new Source(bytes); !source.done;) {
    const { number, value } = source.field();
    const field = type.fields.get(number);
    // A field of a newer version is passed over, as protobuf readers do.
    if (field) put(found, field, value);
  }
  return found;
}

function put(found: Record<string, unknown>, field: WireField, value: bigint | Uint8Array): void {
  if (field.inline) Object.assign(found, scalar(value, field.type));
  else if (field.shape === 'list') ((found[field.name] ??= []) as unknown[]).push(scalar(value, field.type));
  else if (field.shape === 'map') {
    const entry = plain(value as Uint8Array);
    const inner = entry.get(2);
    ((found[field.name] ??= {}) as Record<string, unknown>)[textOf(entry.get(1))] =
      inner === undefined ? (field.type === 'string' || field.type === 'bytes' ? '' : {}) : scalar(inner, field.type);
  } else {
    // Empty strings and times are not said; Go's protobuf writes them all the same.
    const one = scalar(value, field.type);
    if (one !== '' && one !== null) found[field.name] = one;
  }
}

/** The object in a protobuf body; throws `DecodeError`. `as` names the message of a body that does not say its kind. */
export function decodeProtobuf(body: Uint8Array, as?: string): unknown {
  if (MAGIC.some((byte, i) => body[i] !== byte))
    throw new DecodeError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  const envelope = plain(body.subarray(4));
  const type = envelope.get(1);
  const names = type instanceof Uint8Array ? plain(type) : new Map<number, bigint | Uint8Array>();
  const [apiVersion, kind] = [textOf(names.get(1)), textOf(names.get(2))];
  const raw = envelope.get(2);
  const known = as ? wireMessage(as) : wireMessageOf(apiVersion, kind);
  if (!known) throw new DecodeError(`no kind "${kind}" is registered for version "${apiVersion}"`);
  const object = raw instanceof Uint8Array ? message(raw, known) : {};
  return as ? object : { kind, apiVersion, ...object };
}
