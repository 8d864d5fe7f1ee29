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

// Lines begin alike again and again too. A line is put together from what stands before its value and the value, both remembered, so that
// hardly any text is made but the document's.
const begun = new Map<string, Map<string, string>>();

/** A new line up to the value: `before` (blanks, and dashes of lists that begin here), key and colon. */
function beginning(before: string, key: string): string {
  let keys = begun.get(before);
  if (!keys) begun.set(before, (keys = new Map<string, string>()));
  let text = keys.get(key);
  if (text === undefined) {
    text = `\n${before}${scalar(key)}:`;
    if (keys.size < REMEMBERED / 10) keys.set(key, text);
  }
  return text;
}

const INDENTS: string[] = [''];
function indentOf(depth: number): string {
  for (let at = INDENTS.length; at <= depth; at++) INDENTS.push(`${INDENTS[at - 1]!}  `);
  return INDENTS[depth]!;
}

/** A list or an object that is not empty. `first` stands before its first line (a list's dash), blanks for `depth` before all others. */
function write(value: object, depth: number, first: string, into: string[]): void {
  const indent = indentOf(depth);
  let before = first;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      if (isEmpty(item)) into.push('\n', before, '- ', inline(item));
      else write(item as object, depth + 1, before === indent ? dashed(depth) : `${before}- `, into);
      before = indent;
    }
    return;
  }
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined) continue;
    into.push(beginning(before, key));
    before = indent;
    if (typeof item === 'string') {
      if (item.includes('\n') && block(item)) {
        into.push(item.endsWith('\n') ? ' |' : ' |-');
        for (const line of item.replace(/\n$/, '').split('\n')) into.push('\n', line ? `${indent}  ${line}` : '');
      } else into.push(' ', scalar(item));
    } else if (isEmpty(item)) into.push(' ', inline(item));
    else {
      const inner = Array.isArray(item) ? depth : depth + 1;
      write(item as object, inner, indentOf(inner), into);
    }
  }
}

const DASHED: string[] = [];
const dashed = (depth: number): string => (DASHED[depth] ??= `${indentOf(depth)}- `);

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

/** One document, without the newline at its end. */
function documentOf(object: object): string {
  const pieces: string[] = [];
  write(object, 0, '', pieces);
  return pieces.join('').slice(1);
}

/** Documents, separated by `---`. Same data, same bytes. */
export function toYaml(objects: readonly object[]): string {
  let text = '';
  for (let i = 0; i < objects.length; i++)
    text += i > 0 ? `---\n${documentOf(objects[i]!)}\n` : `${documentOf(objects[i]!)}\n`;
  return text;
}
