// Writes plain JSON data as YAML that means the same under YAML 1.1, 1.2 and kubectl's dialect.

/** Plain words that no dialect takes for anything but text. */
const PLAIN = /^[A-Za-z_/][A-Za-z0-9_./-]*( [A-Za-z0-9_./(][A-Za-z0-9_./()-]*)*$/;
const AMBIGUOUS =
  /^(y|n|yes|no|on|off|true|false|null|nan|inf|\.inf|\.nan|[+-]?\.?(inf|nan)|~|0[xob][0-9a-f_]*|[0-9_.]+e[0-9]+|\d.*)$/i;

function scalar(value: string): string {
  if (PLAIN.test(value) && !AMBIGUOUS.test(value)) return value;
  return JSON.stringify(value).replace(
    /[\u0080-\u009f\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function write(value: unknown, indent: string, out: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      if (isEmpty(item) || typeof item !== 'object' || item === null) out.push(`${indent}- ${inline(item)}\n`);
      else {
        const from = out.length;
        write(item, `${indent}  `, out);
        out[from] = `${indent}- ${out[from]!.slice(indent.length + 2)}`;
      }
    }
    return;
  }
  for (const [key, item] of Object.entries(value as object)) {
    if (item === undefined) continue;
    const name = `${indent}${scalar(key)}:`;
    if (typeof item !== 'object' || item === null || isEmpty(item)) {
      if (typeof item === 'string' && item.includes('\n') && block(item)) {
        const keep = item.endsWith('\n') ? '' : '-';
        out.push(`${name} |${keep}\n`);
        for (const line of item.replace(/\n$/, '').split('\n')) out.push(line ? `${indent}  ${line}\n` : '\n');
      } else out.push(`${name} ${inline(item)}\n`);
    } else {
      out.push(`${name}\n`);
      write(item, Array.isArray(item) ? indent : `${indent}  `, out);
    }
  }
}

/** Whether a text can stand as a block: printable, no line that begins or ends with a blank. */
function block(text: string): boolean {
  return (
    !text.endsWith('\n\n') &&
    /^[\x20-\x7e\n]+$/.test(text) &&
    !/(^|\n)\s|\s(\n|$)(?!$)|\n\n$/.test(text.replace(/\n$/, '')) &&
    !text.startsWith('\n')
  );
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function inline(value: unknown): string {
  if (typeof value === 'string') return scalar(value);
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? '[]' : '{}';
  return String(value);
}

/** Documents, separated by `---`. Same data, same bytes. */
export function toYaml(objects: readonly object[]): string {
  const out: string[] = [];
  objects.forEach((object, i) => {
    if (i > 0) out.push('---\n');
    write(object, '', out);
  });
  return out.join('');
}
