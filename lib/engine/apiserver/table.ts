// Tables: what `kubectl get` prints. Follows kubernetes/pkg/printers and apiextensions-apiserver/pkg/registry/customresource/tableconvertor.

import type { Json, KubeObject } from '../../api/object.ts';
import { parseTime } from '../../api/time.ts';
import { recordedColumnTexts } from '../../api/recorded/read.ts';
import type { Call } from './call.ts';
import { fromStored } from './convert.ts';
import { valuesAt } from './json-path.ts';
import type { Endpoint } from './registry.ts';
import { partial, whole } from './show.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** Objects as a Table. */
export function tableOf(
  call: Call,
  objects: readonly KubeObject[],
  metadata: object,
  includeObject: string,
  version = 'meta.k8s.io/v1',
): unknown {
  const { columns, cells } = layout(call);
  return {
    kind: 'Table',
    apiVersion: version,
    metadata,
    columnDefinitions: columns,
    rows: objects.map((object) => {
      const shown = fromStored(call.endpoint, object);
      return {
        cells: cells(shown, object),
        ...conditionsOf(call, object),
        object:
          includeObject === 'None'
            ? null
            : includeObject === 'Object'
              ? whole(call, object)
              : partial(whole(call, object), version),
      };
    }),
  };
}

/** A Scale as a Table. */
export function tableOfScale(call: Call, scale: KubeObject, includeObject: string): unknown {
  const column = (name: string, type: string, description: string): Column => ({
    name,
    type,
    format: '',
    description,
    priority: 0,
  });
  const { name, creationTimestamp, resourceVersion } = scale.metadata;
  const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: scale.metadata };
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion },
    columnDefinitions: [
      column('Name', 'string', NAME_TEXT),
      column('Desired', 'integer', 'replicas is the desired number of instances for the scaled object.'),
      column('Available', 'integer', 'replicas is the actual number of observed instances of the scaled object.'),
      column('Age', 'string', CREATED_TEXT),
    ],
    rows: [
      {
        cells: [name!, scale['spec']?.replicas ?? 0, scale['status']?.replicas ?? 0, age(creationTimestamp, call.now)],
        object: includeObject === 'None' ? null : includeObject === 'Object' ? scale : partial,
      },
    ],
  };
}

// A pod that has ended is marked as such, so that clients may leave it out.
const ENDED: { readonly [phase: string]: string } = {
  Succeeded: 'The pod has completed successfully.',
  Failed: 'The pod failed.',
};

function conditionsOf(call: Call, object: KubeObject): object {
  const reason = call.endpoint.storage === 'pods' ? (object['status']?.phase as string) : '';
  const message = ENDED[reason];
  return message ? { conditions: [{ type: 'Completed', status: 'True', reason, message }] } : {};
}

function layout(call: Call): { columns: readonly Column[]; cells: (shown: KubeObject, stored: KubeObject) => Json[] } {
  const { endpoint, now } = call;
  const name: Column = {
    name: 'Name',
    type: 'string',
    format: 'name',
    description: NAME_TEXT,
    priority: 0,
  };
  if (endpoint.custom) return customLayout(call, name);
  const columns = columnsOf(endpoint);
  const own = endpoint.kind.cells;
  if (own && endpoint.info.columns)
    return { columns, cells: (shown, stored) => own(endpoint.storage === endpoint.id ? stored : shown, { now }) };
  return {
    columns,
    cells: (shown) =>
      columns.map(({ name: title }) =>
        title === 'Name'
          ? shown.metadata.name!
          : title === 'Age'
            ? age(shown.metadata.creationTimestamp, now)
            : title === 'Created At'
              ? (shown.metadata.creationTimestamp ?? '')
              : '',
      ),
  };
}

const known = new Map<Endpoint, readonly Column[]>();

function columnsOf(endpoint: Endpoint): readonly Column[] {
  let columns = known.get(endpoint);
  if (!columns) {
    const { group, version, resource } = endpoint.info;
    const texts = recordedColumnTexts()[`${group ? `${group}/` : ''}${version}/${resource}`] ?? [];
    columns = (endpoint.info.columns ?? DEFAULT_COLUMNS).map(([title, type, format, priority], i) => ({
      name: title,
      type,
      format,
      description: texts[i] ?? '',
      priority,
    }));
    known.set(endpoint, columns);
  }
  return columns;
}

const NAME_TEXT =
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names';
const CREATED_TEXT =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';
const DEFAULT_COLUMNS: readonly (readonly [string, string, string, number])[] = [
  ['Name', 'string', 'name', 0],
  ['Created At', 'date', '', 0],
];

function customLayout(call: Call, name: Column): { columns: Column[]; cells: (shown: KubeObject) => Json[] } {
  const own = call.endpoint.custom!.version.additionalPrinterColumns ?? [];
  const defined = own.length
    ? own
    : [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: CREATED_TEXT }];
  const columns = [
    name,
    ...defined.map((it): Column => ({
      name: it.name,
      type: it.type,
      format: ('format' in it ? it.format : undefined) ?? '',
      description: it.description ?? `Custom resource definition column (in JSONPath format): ${it.jsonPath}`,
      priority: ('priority' in it ? it.priority : undefined) ?? 0,
    })),
  ];
  return {
    columns,
    cells: (shown) => [
      shown.metadata.name!,
      ...defined.map((it) => customCell(valuesAt(shown, it.jsonPath), it.type, call.now)),
    ],
  };
}

function customCell(found: readonly unknown[], type: string, now: number): Json {
  if (!found.length || found[0] === null) return null;
  const value = found.length > 1 && type === 'string' ? found : found[0];
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? (Number.isNaN(parseTime(value)) ? '<invalid>' : age(value, now)) : null;
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

/** How long ago, as tables have it: `5m3s`, `2d4h`, `<unknown>`. */
export function age(time: string | null | undefined, now: number): string {
  const at = parseTime(time);
  return Number.isNaN(at) ? '<unknown>' : duration(now - at);
}

/** A length of time in milliseconds, as tables have it. Follows apimachinery/pkg/util/duration. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 ? `${minutes}m${seconds % 60}s` : `${minutes}m`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return minutes % 60 ? `${hours}h${minutes % 60}m` : `${hours}h`;
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return hours % 24 ? `${days}d${hours % 24}h` : `${days}d`;
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.floor(days / 365);
  if (years < 8) return days % 365 ? `${years}y${days % 365}d` : `${years}y`;
  return `${years}y`;
}
