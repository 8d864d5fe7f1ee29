// Makes an answer comparable with a recorded one: what differs from run to run becomes a mark, but for what the case itself sent.

type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

export interface Marking {
  /** Values of this run and the placeholders they stand for. */
  readonly names: readonly (readonly [string, string])[];
  /** Everything the case sends, as one text. */
  readonly sent: string;
  /** managedFields are compared. */
  readonly fields: boolean;
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;
const SERVICE_ADDRESS = /\b10\.(?:9[6-9]|1[01]\d)\.\d+\.\d+\b(?!\/)/g;
const ADDRESS = /^(?:\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:]+)$/;
const AGES = new Set(['Age', 'Last Seen', 'First Seen', 'Duration', 'Last Schedule']);
const CASE_GROUP = /^[a-z0-9]{10}\.example\.com$/;

/** The text with the values of this run named. */
export function named(text: string, names: Marking['names']): string {
  return names.reduce((it, [value, placeholder]) => it.split(value).join(placeholder), text);
}

/** A body as received, marked. */
export function markBody(text: string, marking: Marking): unknown {
  const plain = named(text, marking.names);
  let value: Value;
  try {
    value = JSON.parse(plain) as Value;
  } catch {
    return markText(plain, marking);
  }
  return markValue(value, '', marking);
}

/** A text with everything random in it marked. */
export function markText(text: string, marking: Marking): string {
  const { sent } = marking;
  let out = text;
  for (const [, prefix] of sent.matchAll(/"generateName":"([^"]+)"/g)) {
    const shown = named(prefix!, [['n-${id}', '${name}']]);
    const kept = shown.includes('${') ? shown : shown.slice(0, 58);
    const escaped = kept.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    out = out.replace(
      new RegExp(`${escaped}[bcdfghjklmnpqrstvwxz2456789]{5}(?![a-z0-9])`, 'g'),
      () => `${kept}<random>`,
    );
  }
  return out
    .replace(/X509SHA256=[0-9a-f]{64}/g, 'X509SHA256=<hash>')
    .replace(/(resourceVersion(?:\\*"|): ?\\*")[1-9]\d*/g, '$1<rv>')
    .replace(SERVICE_ADDRESS, (it) => (it === '10.96.0.1' || sent.includes(it) ? it : '<ip>'))
    .replace(/https:\/\/\d+\.\d+\.\d+\.\d+:\d{4,5}/g, (it) => (sent.includes(it) ? it : 'https://<address>'))
    .replace(UUID, (it) => (sent.includes(it) ? it : '<uid>'))
    .replace(TIME, (it: string, fraction: string | undefined) =>
      sent.includes(it.slice(0, 19)) ? it : fraction ? `<time${fraction.length - 1}>` : '<time>',
    )
    .replace(/kube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-<random>')
    .replace(/(ResourceVersion in object meta: )\d+/g, '$1<rv>')
    .replace(/(ResourceVersion in record \(|record is )\d+/gi, '$1<rv>')
    .replace(/(current: )\d+/g, '$1<rv>')
    .replace(/:(\d{5})\/(TCP|UDP|SCTP)/g, (it, port: string, protocol: string) =>
      sent.includes(port) ? it : `:<port>/${protocol}`,
    )
    .replace(/hash=[0-9A-Fa-f]+/g, 'hash=<hash>')
    .replace(/(?:127\.0\.0\.1|localhost|\[::1\]):\d{4,5}/g, '<address>');
}

function markValue(value: Value, key: string, marking: Marking): Value {
  if (typeof value === 'string') return markString(value, key, marking);
  if (typeof value === 'number') {
    const port = (key === 'nodePort' || key === 'healthCheckNodePort') && value > 0;
    return port && !new RegExp(`\\b${value}\\b`).test(marking.sent) ? '<port>' : value;
  }
  if (Array.isArray(value)) {
    if (key !== 'managedFields') return value.map((it) => markValue(it, key, marking));
    return value.map((it) => markValue(it, '', marking)).sort(byText);
  }
  if (value === null || typeof value !== 'object') return value;
  const out: { [key: string]: Value } = {};
  for (const [name, part] of Object.entries(value)) {
    if (name === 'managedFields' && !marking.fields) continue;
    out[markText(name, marking)] =
      key === 'annotations' && typeof part === 'string' ? markText(part, marking) : markValue(part, name, marking);
  }
  const { generateName, name } = out;
  if (typeof generateName === 'string' && generateName && typeof name === 'string' && name.startsWith(generateName))
    if (!marking.sent.includes(`"${name}"`)) out.name = `${generateName}<random>`;
  return markKind(out, marking);
}

function markString(value: string, key: string, marking: Marking): string {
  if (key === 'resourceVersion' && /^[1-9]\d*$/.test(value) && !marking.sent.includes(`"${value}"`)) return '<rv>';
  if (key === 'token' && value.length > 100 && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value)) return '<token>';
  if (key === 'continue' && value) return '<continue>';
  if (key === 'serverAddress') return '<address>';
  if ((key === 'clusterIP' || key === 'clusterIPs') && ADDRESS.test(value) && !marking.sent.includes(value))
    return '<ip>';
  return markText(value, marking);
}

// Some kinds hold what is nobody's promise: states filled in a moment later, lists in no order, ages.
function markKind(out: { [key: string]: Value }, marking: Marking): Value {
  const { kind } = out;
  const metadata = out.metadata as { [key: string]: Value } | undefined;
  if ((kind === 'CustomResourceDefinition' || kind === 'APIService') && metadata?.uid) {
    if (!marking.sent.startsWith('[[],') && !marking.sent.includes('"until"')) {
      delete out.status;
      if (Array.isArray(metadata.managedFields))
        metadata.managedFields = metadata.managedFields.filter(
          (it) => (it as { manager?: string })?.manager !== 'kube-apiserver',
        );
    }
  }
  if (kind === 'Table' && Array.isArray(out.columnDefinitions) && Array.isArray(out.rows)) {
    const columns = out.columnDefinitions as { name?: string }[];
    for (const row of out.rows as { cells?: Value[] }[])
      row.cells = row.cells?.map((cell, i) => {
        if (typeof cell !== 'string') return cell;
        return AGES.has(columns[i]?.name ?? '') && /^(\d+[ydhms])+$/.test(cell)
          ? '<age>'
          : cell.replace(/\((\d+[ydhms])+ ago\)/, '(<age> ago)');
      });
  }
  const status = out.status as { [key: string]: Value } | undefined;
  if (kind === 'SelfSubjectRulesReview' && status)
    for (const list of ['resourceRules', 'nonResourceRules']) {
      const rules = status[list];
      if (Array.isArray(rules)) rules.sort(byText);
    }
  if (kind === 'APIGroupDiscoveryList' && Array.isArray(out.items))
    out.items = out.items.filter(
      (it) => !CASE_GROUP.test((it as { metadata?: { name?: string } }).metadata?.name ?? ''),
    );
  if (kind === 'APIGroupList' && Array.isArray(out.groups))
    out.groups = out.groups.filter((it) => !CASE_GROUP.test((it as { name?: string }).name ?? ''));
  return out;
}

function byText(a: Value, b: Value): number {
  return canonical(a) < canonical(b) ? -1 : 1;
}

/** JSON with sorted keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value && typeof value === 'object')
    return `{${Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical((value as { [key: string]: unknown })[key])}`)
      .join(',')}}`;
  return JSON.stringify(value) ?? 'null';
}
