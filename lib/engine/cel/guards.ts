// Whether a value may be given where a type is wanted. Follows IsAssignableRuntimeType of cel-go/common/types/types.go.

import type { Type } from './types.ts';
import { Duration, List, MapValue, Optional, Timestamp, typeName, TypeValue, Uint, type Value } from './values.ts';

type Guard = (value: Value) => boolean;

const SIMPLE: { readonly [name: string]: Guard } = {
  string: (it) => typeof it === 'string',
  int: (it) => typeof it === 'bigint',
  double: (it) => typeof it === 'number',
  bool: (it) => typeof it === 'boolean',
  uint: (it) => it instanceof Uint,
  bytes: (it) => it instanceof Uint8Array,
  null_type: (it) => it === null,
  'google.protobuf.Timestamp': (it) => it instanceof Timestamp,
  'google.protobuf.Duration': (it) => it instanceof Duration,
};
const anything: Guard = () => true;

/** Of a list only the first item is looked at; of lists of lists not even that. */
export function guardOf(type: Type): Guard {
  switch (type.kind) {
    case 'list': {
      const item = type.params[0]!.kind === 'list' ? anything : guardOf(type.params[0]!);
      if (item === anything) return (it) => it instanceof List;
      return (it) => it instanceof List && (!it.length || item(it.at(0)));
    }
    case 'map':
      return (it) => it instanceof MapValue && it.object === undefined;
    case 'object':
      return (it) => it instanceof MapValue;
    case 'type':
      return (it) => it instanceof TypeValue;
    case 'param':
      return anything;
    case 'opaque':
    case 'wrapper':
      if (type.name === 'optional_type') return (it) => it instanceof Optional;
      return (it) => typeName(it) === type.name;
    case 'simple':
      return SIMPLE[type.name] ?? anything;
  }
}
