// Writes plain JSON data as YAML that means the same under YAML 1.1, 1.2 and kubectl's dialect.

/** Plain words that no dialect takes for anything but text. */
const PLAIN = /^[A-Za-z_/](?:[A-Za-z0-9_./:@-]*[A-Za-z0-9_./-])?( [A-Za-z0-9_./(][A-Za-z0-9_./()-]*)*$/;
const AMBIGUOUS =
  /^(y|n|yes|no|on|off|true|false|null|nan|inf|\.inf|\.nan|[+-]?\.?(inf|nan)|~|0[xob][0-9a-f_]*|[0-9_.]+e[0-9]+|\d.*)$/i;

// The same keys and values come again and again. What they are written as is remembered, for as many as a large tree has, so that hardly
// any text is made but the document's.
const REMEMBERED = 20_000;
const values = new Map<string, string>();
/** By what stands before them in their line: blanks, and dashes of lists that begin there. */
const keys = new Map<string, Map<string, Key>>();

/** A text on the rest of its line. */
function scalar(value: string): string {
  let text = values.get(value);
  if (text === undefined) {
    text = `${quoted(value)}\n`;
    if (values.size < REMEMBERED) values.set(value, text);
  }
  return text;
}

/** A key of a line, as it is written. */
class Key {
  /** Before a value on the same line. */
  readonly inline: string;
  /** Before lines of its own. */
  readonly alone: string;

  constructor(before: string, key: string) {
    this.inline = `${before}${quoted(key)}: `;
    this.alone = `${before}${quoted(key)}:\n`;
  }
}

function keysAfter(before: string): Map<string, Key> {
  let known = keys.get(before);
  if (!known) keys.set(before, (known = new Map<string, Key>()));
  return known;
}

function keyIn(known: Map<string, Key>, before: string, name: string): Key {
  let key = known.get(name);
  if (key === undefined) {
    key = new Key(before, name);
    if (known.size < REMEMBERED / 10) known.set(name, key);
  }
  return key;
}

function quoted(value: string): string {
  if (PLAIN.test(value) && !AMBIGUOUS.test(value)) return value;
  return JSON.stringify(value).replace(
    /[\u0080-\u009f\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
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
      if (isEmpty(item)) into.push(before, '- ', inline(item));
      else write(item as object, depth + 1, before === indent ? dashed(depth) : `${before}- `, into);
      before = indent;
    }
    return;
  }
  let known = keysAfter(before);
  for (const name in value) {
    const item = (value as Record<string, unknown>)[name];
    if (item === undefined) continue;
    const key = keyIn(known, before, name);
    if (typeof item === 'string') {
      into.push(key.inline);
      if (item.includes('\n') && block(item)) {
        into.push(item.endsWith('\n') ? '|\n' : '|-\n');
        for (const line of item.replace(/\n$/, '').split('\n')) into.push(line ? `${indent}  ${line}\n` : '\n');
      } else into.push(scalar(item));
    } else if (isEmpty(item)) into.push(key.inline, inline(item));
    else {
      const inner = Array.isArray(item) ? depth : depth + 1;
      into.push(key.alone);
      write(item as object, inner, indentOf(inner), into);
    }
    if (before !== indent) known = keysAfter((before = indent));
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

/** The same with the end of the line. */
function inline(value: unknown): string {
  if (typeof value === 'string') return scalar(value);
  if (value === null || value === undefined) return 'null\n';
  if (typeof value === 'object') return Array.isArray(value) ? '[]\n' : '{}\n';
  return `${String(value)}\n`;
}

/** Documents, separated by `---`. Same data, same bytes. */
export function toYaml(objects: readonly object[]): string {
  const documents: string[] = [];
  for (let i = 0; i < objects.length; i++) {
    const pieces: string[] = [];
    write(objects[i]!, 0, '', pieces);
    documents.push(pieces.join(''));
  }
  return documents.join('---\n');
}
