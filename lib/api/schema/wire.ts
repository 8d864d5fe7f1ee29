// Protobuf messages of the API, of removed versions too: what a decoder of `application/vnd.kubernetes.protobuf` needs to give JSON.

import { findTypeSchema } from './schema.ts';
import { WIRE } from './tables/wire.ts';

export interface WireField {
  readonly number: number;
  /** The JSON field's name. */
  readonly name: string;
  /** `string`, `bytes`, `bool`, `int32`, `int64`, `uint32`, `uint64`, `double`, `float`, or a message's name (`core.v1.Container`). */
  readonly type: string;
  /** Of maps the keys are strings, and `type` is the values'. */
  readonly shape: 'one' | 'list' | 'map';
  /** A message whose fields stand among those of the message that holds it: JSON knows no such field. */
  readonly inline: boolean;
}

export interface WireMessage {
  readonly name: string;
  readonly fields: ReadonlyMap<number, WireField>;
}

/** Inlined messages by the field's name, for types that are no longer served and have no schema to tell. */
const INLINE = new Set([
  'deviceConfiguration',
  'ephemeralContainerCommon',
  'handler',
  'ingressRuleValue',
  'localObjectReference',
  'persistentVolumeSource',
  'rule',
  'ruleWithOperations',
  'volumeSource',
]);

const SCALAR = /^(string|bytes|bool|u?int(32|64)|double|float)$/;

let lines: Record<string, string> | undefined;
const messages = new Map<string, WireMessage>();

/** A message by its name, such as `core.v1.PodSpec`; undefined when there is none. */
export function wireMessage(name: string): WireMessage | undefined {
  const known = messages.get(name);
  if (known) return known;
  lines ??= JSON.parse(WIRE) as Record<string, string>;
  const text = lines[name];
  if (text === undefined) return undefined;
  const schema = findTypeSchema(name);
  // Some names differ in case or marks only: `aPIGroup` is apiGroup, `xKubernetesListType` x-kubernetes-list-type.
  const like = schema ?? findTypeSchema(name.replace(/\.v\d+(alpha|beta)\d+\./, '.v1.'));
  const names = new Map([...(like?.fields.keys() ?? [])].map((it) => [plain(it), it]));
  const fields = new Map<number, WireField>();
  for (const line of text === '' ? [] : text.split(',')) {
    const [number, field, told] = line.split(' ') as [string, string, string];
    const shape = told.startsWith('[]') ? 'list' : told.startsWith('{}') ? 'map' : 'one';
    const type = shape === 'one' ? told : told.slice(2);
    const named = names.get(plain(field));
    const inline =
      named === undefined && shape === 'one' && !SCALAR.test(type) && (schema !== undefined || INLINE.has(field));
    fields.set(Number(number), {
      number: Number(number),
      name: named ?? jsonName(field),
      type,
      shape,
      inline,
    });
  }
  const message: WireMessage = { name, fields };
  messages.set(name, message);
  return message;
}

const orders = new Map<string, readonly string[]>();

/** The JSON fields of a message in the order its Go type declares them, those of inlined messages among them. */
export function declaredFields(name: string): readonly string[] {
  let known = orders.get(name);
  if (!known) {
    const fields = [...(wireMessage(name)?.fields.values() ?? [])];
    known = fields.flatMap((it) => (it.inline ? declaredFields(it.type) : [it.name]));
    orders.set(name, known);
  }
  return known;
}

/** What JSON calls a field that no schema names: a first word in capitals is in small letters (`aPIGroup` is apiGroup). */
function jsonName(field: string): string {
  const [run = ''] = /^[a-zA-Z][A-Z]*/.exec(field) ?? [];
  const end = run.length > 1 && run.length < field.length ? run.length - 1 : run.length;
  return `${field.slice(0, end).toLowerCase()}${field.slice(end)}`;
}

const plain = (name: string): string => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();

/** Groups whose package is not named by the group's first word. */
const PACKAGES: Readonly<Record<string, string>> = {
  '': 'core',
  'internal.apiserver.k8s.io': 'apiserverinternal',
};

/** The message of a kind, also in versions that are no longer served: (`apps/v1beta1`, `Deployment`). */
export function wireMessageOf(apiVersion: string, kind: string): WireMessage | undefined {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  const at = `${PACKAGES[group] ?? group.split('.')[0]}.${version}`;
  // Options of requests are sent in the version of the resource they go to.
  return wireMessage(`${at}.${kind}`) ?? wireMessage(`meta.v1.${kind}`);
}
