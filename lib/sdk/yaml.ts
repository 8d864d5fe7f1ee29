// Writes plain JSON data as YAML that means the same under YAML 1.1, 1.2 and kubectl's dialect.

/** Plain words that no dialect takes for anything but text. */
const PLAIN = /^[A-Za-z_/](?:[A-Za-z0-9_./:@-]*[A-Za-z0-9_./-])?( [A-Za-z0-9_./(][A-Za-z0-9_./()-]*)*$/;
const AMBIGUOUS =
  /^(y|n|yes|no|on|off|true|false|null|nan|inf|\.inf|\.nan|[+-]?\.?(inf|nan)|~|0[xob][0-9a-f_]*|[0-9_.]+e[0-9]+|\d.*)$/i;

// The same keys and values come again and again; what they are written as is remembered, for as many as a large tree has.
const written = new Map<string, string>();
const REMEMBERED = 20_000;

function scalar(value: string): string {
  let text = written.get(value);
  if (text === undefined) {
    text = quoted(value);
    if (written.size < REMEMBERED) written.set(value, text);
  }
  return text;
}

function quoted(value: string): string {
  if (PLAIN.test(value) && !AMBIGUOUS.test(value)) return value;
  return JSON.stringify(value).replace(
    /[\u0080-\u009f\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A list or an object that is not empty. `first` stands before its first line (a list's dash), `indent` before all others. */
function write(value: object, indent: string, first: string): string {
  let text = '';
  let before = first;
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      if (isEmpty(item)) text += `${before}- ${inline(item)}\n`;
      else text += write(item as object, `${indent}  `, `${before}- `);
      before = indent;
    }
    return text;
  }
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined) continue;
    text += `${before}${scalar(key)}:`;
    before = indent;
    if (!isEmpty(item)) {
      const inner = Array.isArray(item) ? indent : `${indent}  `;
      text += '\n';
      text += write(item as object, inner, inner);
    } else if (typeof item === 'string' && item.includes('\n') && block(item)) {
      text += item.endsWith('\n') ? ' |\n' : ' |-\n';
      for (const line of item.replace(/\n$/, '').split('\n')) text += line ? `${indent}  ${line}\n` : '\n';
    } else text += ` ${inline(item)}\n`;
  }
  return text;
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

/** Whether a value is written on one line: no list or object, or one with nothing in it. */
function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  for (const key in value) if ((value as Record<string, unknown>)[key] !== undefined) return false;
  return true;
}

function inline(value: unknown): string {
  if (typeof value === 'string') return scalar(value);
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? '[]' : '{}';
  return String(value);
}

/** Documents, separated by `---`. Same data, same bytes. */
export function toYaml(objects: readonly object[]): string {
  return objects.map((object) => write(object, '', '')).join('---\n');
}
