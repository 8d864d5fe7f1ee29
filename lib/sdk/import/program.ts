// From manifests to a program that makes the same ones: each object typed by its kind, ready to be worked on.

import type { KubeObject } from '../../api/object.ts';
import { kindSchema } from '../../api/schema/schema.ts';

/** Columns a line should stay within. */
const WIDTH = 110;

/** TypeScript that makes these objects in one chart; `name` is the chart's. */
export function programOf(objects: readonly KubeObject[], name: string, from: string): string {
  const ids = new Set<string>();
  const namespaces = new Set(objects.map((it) => it.metadata.namespace).filter(Boolean));
  const own = objects.some((it) => it.kind === 'Namespace') || namespaces.size === 0;
  const made = objects.map((object) => {
    const { apiVersion, kind, status: _, ...fields } = object;
    let id = [kind, object.metadata.name].join('-').toLowerCase();
    for (let i = 2; ids.has(id); i++) id = `${kind}-${object.metadata.name}-${i}`.toLowerCase();
    ids.add(id);
    const type = `${apiVersion}/${kind}`;
    return kindSchema(apiVersion!, kind!)
      ? `ApiObject.of(chart, ${quote(id)}, ${quote(type)}, ${literal(fields, '')});\n`
      : `new ApiObject(chart, ${quote(id)}, ${literal({ apiVersion, kind, ...fields }, '')});\n`;
  });
  // A namespace that nothing here makes is the cluster's.
  const existing = own
    ? ''
    : [...namespaces]
        .map(
          (it) =>
            `new Namespace(chart, ${quote(`namespace-${it}`)}, { metadata: { name: ${quote(it!)} }, existing: true });\n`,
        )
        .join('');
  return `// Made by \`slipway import\` from ${from}: yours to change.

import { ApiObject, App, Chart${existing ? ', Namespace' : ''} } from 'slipway';

const app = new App();
const chart = new Chart(app, ${quote(name)});

${existing}${made.join('\n')}
export default app;
`;
}

function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A value as it is written in a program: on one line where it fits. */
function literal(value: unknown, indent: string): string {
  if (typeof value === 'string') return value.includes('\n') ? template(value) : quote(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const list = Array.isArray(value);
  const parts = list
    ? (value as unknown[]).map((it) => literal(it, inner))
    : Object.entries(value)
        .filter(([, it]) => it !== undefined)
        .map(([key, it]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key)}: ${literal(it, inner)}`);
  if (parts.length === 0) return list ? '[]' : '{}';
  const flat = list ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`;
  if (!flat.includes('\n') && indent.length + flat.length <= WIDTH - 20) return flat;
  const body = parts.map((it) => `${inner}${it},\n`).join('');
  return list ? `[\n${body}${indent}]` : `{\n${body}${indent}}`;
}

function template(text: string): string {
  return `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``;
}
