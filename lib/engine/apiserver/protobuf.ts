// Protobuf bodies. Follows apimachinery/pkg/runtime/serializer/protobuf.

import { DecodeError } from './structure.ts';

/** The object in a protobuf body; throws `DecodeError`. */
export function decodeProtobuf(body: Uint8Array): unknown {
  if (body[0] !== 0x6b || body[1] !== 0x38 || body[2] !== 0x73 || body[3] !== 0)
    throw new DecodeError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  throw new DecodeError('protobuf bodies are not read here');
}
