// Writes the compact tables: fields of every type, the resources served, the protobuf numbers.

import { recordedDiscovery, recordedProtos, recordedTables } from '../../recorded/read.ts';
import { packageOf, types, type Field } from './source.ts';

const HEAD =
  '// GENERATED from the recorded OpenAPI v3, discovery and .proto files of Kubernetes v1.36.3 by `npm run generate`. Do not edit.\n';

/** `name: "type flag flag=value"`; the reader in ../schema.ts says what each flag is. */
function line(field: Field): string {
  const flags = [field.type];
  if (field.required) flags.push('!');
  if (field.always) flags.push('~');
  if (field.default !== undefined) flags.push(`=${JSON.stringify(field.default)}`);
  if (field.listKeys) flags.push(`keys:${field.listKeys.join(',')}`);
  else if (field.listType === 'set' || field.listType === 'atomic') flags.push(field.listType);
  if (field.patchMergeKey || field.patchStrategy)
    flags.push(`patch:${field.patchStrategy ?? ''}:${field.patchMergeKey ?? ''}`);
  if (field.mapType) flags.push(field.mapType);
  return flags.join(' ');
}

function literal(value: unknown): string {
  return JSON.stringify(JSON.stringify(value));
}

export function generateTables(): Record<string, string> {
  const packages = new Map<string, Record<string, Record<string, string>>>();
  const kinds: Record<string, string> = {};
  for (const type of types().values()) {
    const fields: Record<string, string> = Object.fromEntries(type.fields.map((field) => [field.name, line(field)]));
    if (type.mapType) fields[''] = type.mapType;
    if (!packages.has(packageOf(type.name))) packages.set(packageOf(type.name), {});
    packages.get(packageOf(type.name))![type.name.slice(packageOf(type.name).length + 1)] = fields;
    for (const { group, version, kind } of type.kinds)
      kinds[`${group ? `${group}/` : ''}${version}/${kind}`] = type.name;
  }
  const names = [...packages.keys()].sort();
  const text = names.map((name) => `  ${JSON.stringify(name)}:\n    ${literal(packages.get(name))},`).join('\n');
  return {
    'tables/fields.ts': `${HEAD}// Fields by package, each as JSON that is parsed when a type of the package is first asked for.\nexport const FIELDS: Record<string, string> = {\n${text}\n};\n`,
    'tables/kinds.ts': `${HEAD}// The type of each kind.\nexport const KINDS: string =\n  ${literal(sorted(kinds))};\n`,
    'tables/resources.ts': `${HEAD}// Every resource served by default.\nexport const RESOURCES: string =\n  ${literal(resources())};\n`,
    'tables/wire.ts': `${HEAD}// Protobuf messages: \`message: "number name type"\` joined by commas; removed versions too.\nexport const WIRE: string =\n  ${literal(sorted(wire()))};\n`,
  };
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface Discovered {
  readonly items: readonly {
    metadata: { name?: string };
    versions: readonly {
      version: string;
      resources?: readonly {
        resource: string;
        responseKind: { group?: string; version?: string; kind: string };
        scope: string;
        singularResource: string;
        verbs: readonly string[];
        shortNames?: readonly string[];
        categories?: readonly string[];
        subresources?: readonly {
          subresource: string;
          responseKind?: { group?: string; version?: string; kind: string };
          verbs: readonly string[];
        }[];
      }[];
    }[];
  }[];
}

function resources(): object[] {
  const discovery = recordedDiscovery();
  const core = (
    discovery['api/v1'] as {
      resources: {
        name: string;
        kind: string;
        group?: string;
        version?: string;
        namespaced: boolean;
        singularName: string;
        verbs: string[];
        shortNames?: string[];
        categories?: string[];
      }[];
    }
  ).resources;
  const tables = recordedTables();
  const rows: object[] = [];
  const columns = (groupVersion: string, resource: string): unknown =>
    tables[`${groupVersion}/${resource}`]?.map((it) => [it.name, it.type, it.format, it.priority]);
  for (const row of core) {
    if (row.name.includes('/')) continue;
    rows.push({
      group: '',
      version: 'v1',
      resource: row.name,
      kind: row.kind,
      singular: row.singularName,
      namespaced: row.namespaced,
      verbs: row.verbs,
      shortNames: row.shortNames,
      categories: row.categories,
      subresources: core
        .filter((it) => it.name.startsWith(`${row.name}/`))
        .map((it) => ({
          name: it.name.slice(row.name.length + 1),
          kind: it.kind,
          group: it.group,
          version: it.version,
          verbs: it.verbs,
        })),
      columns: columns('v1', row.name),
    });
  }
  for (const item of (discovery['aggregated_v2'] as Discovered).items)
    for (const { version, resources: served } of item.versions)
      for (const it of served ?? [])
        rows.push({
          group: item.metadata.name ?? '',
          version,
          resource: it.resource,
          kind: it.responseKind.kind,
          singular: it.singularResource,
          namespaced: it.scope === 'Namespaced',
          verbs: it.verbs,
          shortNames: it.shortNames,
          categories: it.categories,
          subresources: (it.subresources ?? []).map((sub) => ({
            name: sub.subresource,
            kind: sub.responseKind?.kind,
            group: sub.responseKind?.group || undefined,
            version: sub.responseKind?.version || undefined,
            verbs: sub.verbs,
          })),
          columns: columns(`${item.metadata.name}/${version}`, it.resource),
        });
  return rows;
}

/** Messages of the .proto files, by `package.Message` with the package's shortened name. */
function wire(): Record<string, string> {
  const messages: Record<string, string> = {};
  for (const [, text] of Object.entries(recordedProtos())) {
    const full = /^package ([\w.]+);/m.exec(text)?.[1];
    if (!full) continue;
    for (const [, name, body] of text.matchAll(/^message (\w+) \{\n([\s\S]*?)^\}/gm)) {
      const fields: string[] = [];
      for (const [, label, type, field, number] of body!.matchAll(
        /^\s*(optional|repeated|required)?\s*(map<[^>]+>|[.\w]+) (\w+) = (\d+);/gm,
      ))
        fields.push(`${number} ${field} ${label === 'repeated' ? '[]' : ''}${wireType(type!, full)}`);
      messages[`${wirePackage(full)}.${name}`] = fields.join(',');
    }
  }
  return messages;
}

const wirePackage = (full: string): string =>
  full.replace(
    /^k8s\.io\.(api|apimachinery\.pkg\.apis|apiextensions_apiserver\.pkg\.apis|kube_aggregator\.pkg\.apis|apimachinery\.pkg)\./,
    '',
  );

function wireType(type: string, inPackage: string): string {
  const map = /^map<\s*(\w+)\s*,\s*([.\w]+)\s*>$/.exec(type);
  if (map) return `{}${wireType(map[2]!, inPackage)}`;
  if (/^(string|bytes|bool|int32|int64|uint32|uint64|double|float)$/.test(type)) return type;
  if (!type.includes('.')) return `${wirePackage(inPackage)}.${type}`;
  return wirePackage(type.replace(/^\./, ''));
}
