// Writes the TypeScript types: an interface for every type of every group and version, with the facts of each field.

import { referencePage } from './reference-pages.ts';
import { packageOf, types, type Field, type TypeSource } from './source.ts';

const HEAD = '// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.\n';

const SCALARS: Record<string, [string, string]> = {
  string: ['string', ''],
  int32: ['number', '32-bit integer'],
  int64: ['number', '64-bit integer'],
  double: ['number', 'floating-point number'],
  boolean: ['boolean', ''],
  bytes: ['string', 'bytes in base64'],
  time: ['string', 'time, RFC 3339 in UTC'],
  microtime: ['string', 'time with microseconds, RFC 3339 in UTC'],
  quantity: ['Quantity', 'quantity, such as 500m or 2Gi'],
  intOrString: ['IntOrString', 'number, or a percentage or name'],
  any: ['any', 'any JSON'],
};

/** `core.v1` → `core-v1`. */
const fileOf = (name: string): string => name.replaceAll('.', '-');

function typeScript(type: string, from: string, imports: Map<string, Set<string>>): string {
  if (type.startsWith('[]')) return `readonly ${wrap(typeScript(type.slice(2), from, imports))}[]`;
  if (type.startsWith('{}')) return `{ readonly [key: string]: ${typeScript(type.slice(2), from, imports)} }`;
  const scalar = SCALARS[type];
  if (scalar) {
    if (scalar[0] === 'Quantity' || scalar[0] === 'IntOrString') use(imports, 'scalars', scalar[0]);
    return scalar[0];
  }
  const name = type.slice(type.lastIndexOf('.') + 1);
  if (packageOf(type) === from) return name;
  // Two packages may use the same name (core.v1.Event and events.v1.Event): the one that is imported says whose it is.
  const alias = `${packageOf(type).replace(/(^|\.)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}${name}`;
  use(imports, fileOf(packageOf(type)), `${name} as ${alias}`);
  return alias;
}

const wrap = (text: string): string => (text.includes(' ') && !text.startsWith('{') ? `(${text})` : text);

function use(imports: Map<string, Set<string>>, file: string, name: string): void {
  if (!imports.has(file)) imports.set(file, new Set());
  imports.get(file)!.add(name);
}

function facts(field: Field, immutable: ReadonlySet<string>): string {
  const base = field.type.replace(/^(\[\]|\{\})+/, '');
  const parts: string[] = [];
  if (SCALARS[base]?.[1]) parts.push(SCALARS[base][1]);
  if (/(Seconds|secs)$/.test(field.name) && base.startsWith('int')) parts.push('seconds');
  if (field.required) parts.push('required');
  if (field.default !== undefined) parts.push(`default ${JSON.stringify(field.default)}`);
  if (field.listKeys) parts.push(`list by ${field.listKeys.join(', ')}`);
  else if (field.listType === 'set') parts.push('set');
  if (immutable.has(field.name)) parts.push('immutable');
  return parts.join(' · ');
}

/** Fields that an update may not change, by type; from the API reference. */
const IMMUTABLE: Record<string, readonly string[]> = {
  'apps.v1.DeploymentSpec': ['selector'],
  'apps.v1.ReplicaSetSpec': ['selector'],
  'apps.v1.DaemonSetSpec': ['selector'],
  'apps.v1.StatefulSetSpec': ['selector', 'serviceName', 'podManagementPolicy', 'volumeClaimTemplates'],
  'batch.v1.JobSpec': ['selector', 'template', 'completionMode', 'manualSelector'],
  'rbac.v1.RoleBinding': ['roleRef'],
  'rbac.v1.ClusterRoleBinding': ['roleRef'],
  'storage.v1.StorageClass': ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'],
  'scheduling.v1.PriorityClass': ['value', 'preemptionPolicy'],
  'core.v1.PersistentVolumeClaimSpec': [
    'accessModes',
    'selector',
    'storageClassName',
    'volumeMode',
    'volumeName',
    'dataSource',
  ],
  'core.v1.Secret': ['type'],
  'meta.v1.ObjectMeta': ['name', 'namespace', 'uid', 'creationTimestamp'],
};

function isList(type: TypeSource): boolean {
  return type.name.endsWith('List') && type.fields.some((field) => field.name === 'items');
}

export function generateTypes(): Record<string, string> {
  const files: Record<string, string> = {};
  const packages = new Map<string, TypeSource[]>();
  for (const type of types().values()) {
    const at = packageOf(type.name);
    if (!packages.has(at)) packages.set(at, []);
    packages.get(at)!.push(type);
  }
  const kinds: string[] = [];
  const kindImports: string[] = [];
  const names = [...packages.keys()].sort();
  for (const name of names) {
    const imports = new Map<string, Set<string>>();
    const parts: string[] = [];
    for (const type of packages.get(name)!.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const immutable = new Set(IMMUTABLE[type.name] ?? []);
      const lines = type.fields.map((field) => {
        const told = facts(field, immutable);
        const fixed = type.kinds.length === 1 && (field.name === 'apiVersion' || field.name === 'kind');
        const { group, version, kind } = type.kinds[0] ?? {};
        const text = fixed
          ? `'${field.name === 'kind' ? kind : group ? `${group}/${version}` : version}'`
          : typeScript(field.type, name, imports);
        const optional = field.required ? '' : '?';
        const key = /^[A-Za-z_$][\w$]*$/.test(field.name) ? field.name : JSON.stringify(field.name);
        return `${told ? `  /** ${told} */\n` : ''}  readonly ${key}${optional}: ${text};\n`;
      });
      const short = type.name.slice(name.length + 1);
      parts.push(`/** ${referencePage(type)} */\nexport interface ${short} {\n${lines.join('')}}\n`);
      for (const { group, version, kind } of type.kinds) {
        if (isList(type) || type.kinds.length > 1) continue;
        const alias = `${fileOf(name).replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}${short}`;
        kindImports.push(`import type { ${short} as ${alias} } from './${fileOf(name)}.ts';\n`);
        kinds.push(`  '${group ? `${group}/` : ''}${version}/${kind}': ${alias};\n`);
      }
    }
    const head = [...imports]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([file, used]) => `import type { ${[...used].sort().join(', ')} } from './${file}.ts';\n`)
      .join('');
    files[`types/${fileOf(name)}.ts`] = `${HEAD}\n${head}${head ? '\n' : ''}${parts.join('\n')}`;
  }
  files['types/scalars.ts'] =
    `${HEAD}\n/** A resource quantity: \`500m\`, \`2Gi\`, \`1.5\`, 2. */\nexport type Quantity = string | number;\n\n/** A number, or a percentage or port name. */\nexport type IntOrString = string | number;\n`;
  files['types/kinds.ts'] =
    `${HEAD}\n${kindImports.sort().join('')}\n/** The type of each kind, by \`apiVersion/kind\`. */\nexport interface KindTypes {\n${kinds.sort().join('')}}\n`;
  const groups = names.filter(
    (name) => !name.startsWith('api') || name.startsWith('apiextensions') || name.startsWith('apiregistration'),
  );
  files['types/index.ts'] =
    `${HEAD}\nexport type { Quantity, IntOrString } from './scalars.ts';\nexport type { KindTypes } from './kinds.ts';\n` +
    groups
      .map(
        (name) =>
          `export type * as ${name.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase()).replaceAll('-', '')} from './${fileOf(name)}.ts';\n`,
      )
      .join('');
  return files;
}
