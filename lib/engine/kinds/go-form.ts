// Values as errors print them: an API server keeps objects in types of its own, whose fields all print, by their Go names.
// Follows the internal types of kubernetes/pkg/apis and Go's encoding/json.

import { inGoOrder } from '../../api/field-errors.ts';
import { declaredFields } from '../../api/schema/wire.ts';
import { GO_TYPES } from './go-types.ts';

type Fields = Readonly<Record<string, unknown>>;
type Print = (value: unknown, holder: Fields) => unknown;

interface Row {
  readonly name: string;
  readonly json: string;
  readonly print: Print;
}

const rows = new Map<string, readonly Row[]>();

/** A value of a type (`core.PodSpec`) as it prints; what is null prints as null. */
export function goForm(value: unknown, type: string): unknown {
  if (value === undefined || value === null) return null;
  return printer(type)(value, {});
}

function printObject(value: Fields, type: string): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const { name, json, print } of rowsOf(type)) {
    const printed = print(json === '' ? value : value[json], value);
    if (name === '') Object.assign(out, printed);
    else out[name] = printed;
  }
  return out;
}

function rowsOf(type: string): readonly Row[] {
  let known = rows.get(type);
  if (!known) {
    const text = GO_TYPES[type];
    if (text === undefined) throw new Error(`no Go type ${type}`);
    known = text.split(' ').filter(Boolean).map(parseRow);
    rows.set(type, known);
  }
  return known;
}

function parseRow(text: string): Row {
  if (text === '+meta') return { name: '', json: 'metadata', print: metadataForm };
  if (text.startsWith('+')) {
    const type = text.slice(1);
    return { name: '', json: '', print: (value) => printObject(value as Fields, type) };
  }
  const colon = text.indexOf(':');
  const [name = '', json] = text.slice(0, colon).split('=');
  return { name, json: json ?? name[0]!.toLowerCase() + name.slice(1), print: printer(text.slice(colon + 1)) };
}

/** Metadata is a published type, whose fields print by their JSON names, as declared. */
function metadataForm(meta: unknown): unknown {
  const printed = inGoOrder(meta ?? {}) as Fields;
  const names = declaredFields('meta.v1.ObjectMeta').filter((it) => it in printed);
  return Object.fromEntries(names.map((it) => [it, printed[it]]));
}

function printer(kind: string): Print {
  if (kind.startsWith('*')) {
    const inner = printer(kind.slice(1));
    return (value, holder) => (value === undefined || value === null ? null : inner(value, holder));
  }
  if (kind.startsWith('[]')) {
    const inner = printer(kind.slice(2));
    return (value, holder) => (Array.isArray(value) ? value.map((it) => inner(it, holder)) : null);
  }
  if (kind.startsWith('{}')) {
    const inner = printer(kind.slice(2));
    return (value, holder) => {
      if (typeof value !== 'object' || value === null) return null;
      const map = value as Fields;
      return Object.fromEntries(
        Object.keys(map)
          .sort()
          .map((key) => [key, inner(map[key], holder)]),
      );
    };
  }
  switch (kind) {
    case 's':
      return (value) => value ?? '';
    case 'n':
    case 'i':
      return (value) => value ?? 0;
    case 'b':
      return (value) => value ?? false;
    case 'q':
      return (value) => value ?? '0';
    case 'a':
    case 'l':
    case 't':
      return (value) => (value === undefined ? null : inGoOrder(value));
    // One of two: a schema, or a list of schemas, or whether anything goes.
    case 'apiextensions.JSONSchemaPropsOrArray':
      return (value) => ({
        Schema: Array.isArray(value) ? null : printObject(value as Fields, 'apiextensions.JSONSchemaProps'),
        JSONSchemas: Array.isArray(value)
          ? value.map((it) => printObject(it as Fields, 'apiextensions.JSONSchemaProps'))
          : null,
      });
    case 'apiextensions.JSONSchemaPropsOrBool':
      return (value) =>
        typeof value === 'boolean'
          ? { Allows: value, Schema: null }
          : { Allows: true, Schema: printObject(value as Fields, 'apiextensions.JSONSchemaProps') };
    // What is said of the pod is kept in its security context inside.
    case 'core.PodSecurityContext':
      return (value, spec) =>
        printObject(
          {
            ...(value as Fields),
            hostNetwork: spec.hostNetwork,
            hostPID: spec.hostPID,
            hostIPC: spec.hostIPC,
            shareProcessNamespace: spec.shareProcessNamespace,
            hostUsers: spec.hostUsers,
          },
          kind,
        );
    default:
      return (value) => printObject((value ?? {}) as Fields, kind);
  }
}
