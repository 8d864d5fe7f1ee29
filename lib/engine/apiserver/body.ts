// Bodies: text to value, with every key that came twice, in the words of Go's decoders.

import { YAML11_SCHEMA, load } from 'js-yaml';
import { jsonFault } from '../../api/go-json.ts';
import { DecodeError } from './structure.ts';

/** A value, and the keys that came twice: their paths in JSON, in YAML what its reader says of them. */
export interface Parsed {
  readonly value: unknown;
  readonly duplicates: readonly string[];
}

/** Reads JSON; throws `DecodeError`. */
export function parseJson(text: string, strict: boolean): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DecodeError(goJsonError(text));
  }
  return { value, duplicates: strict ? duplicateKeys(text) : [] };
}

/** Reads the first document of YAML; throws `DecodeError`. */
export function parseYaml(text: string, strict: boolean): Parsed {
  const [first = ''] = text.split(/^---\s*$/m).filter((part) => part.trim() !== '');
  const duplicates: string[] = [];
  if (first === '') return { value: null, duplicates };
  try {
    const value = load(first, { json: true, schema: YAML11_SCHEMA }) as unknown;
    if (strict) duplicates.push(...duplicateYamlKeys(first));
    return { value: words(value), duplicates };
  } catch (error) {
    throw new DecodeError(`yaml: ${yamlError(error as Error & YamlFault, first)}`);
  }
}

interface YamlFault {
  readonly reason?: string;
  readonly mark?: { readonly line: number };
}

function yamlError(error: Error & YamlFault, text: string): string {
  if (/^\t/m.test(text)) {
    const line = text.split('\n').findIndex((it) => it.startsWith('\t')) + 1;
    return `line ${line}: found a tab character that violates indentation`;
  }
  if (/mapping values|bad indentation|nested mapping|implicit/i.test(error.reason ?? '') || /^\S+: \S+: /m.test(text))
    return 'mapping values are not allowed in this context';
  return `line ${(error.mark?.line ?? 0) + 1}: ${error.reason ?? 'did not find expected node content'}`;
}

/** Dates are strings in JSON. */
function words(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (Array.isArray(value)) return value.map(words);
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, words(it)]));
  return value;
}

/** Keys of block maps that come twice, as the YAML reader tells them: by their lines. */
function duplicateYamlKeys(text: string): string[] {
  const found: string[] = [];
  const stack: { indent: number; keys: Set<string> }[] = [{ indent: -1, keys: new Set() }];
  text.split('\n').forEach((line, i) => {
    const match = /^(\s*(?:- +)*)([\w.\-/"']+):(\s|$)/.exec(line);
    if (!match) return;
    const indent = match[1]!.length;
    while (stack.length > 1 && stack[stack.length - 1]!.indent > indent) stack.pop();
    // Each item of a list is a map of its own.
    if (stack[stack.length - 1]!.indent === indent && match[1]!.includes('-')) stack.pop();
    if (stack[stack.length - 1]!.indent < indent) stack.push({ indent, keys: new Set() });
    const top = stack[stack.length - 1]!;
    const key = match[2]!.replace(/^["']|["']$/g, '');
    if (top.keys.has(key)) found.push(`line ${i + 1}: key ${JSON.stringify(key)} already set in map`);
    top.keys.add(key);
  });
  return found;
}

/** Paths of keys that come twice in one object, in order. */
export function duplicateKeys(text: string): string[] {
  const found = new Set<string>();
  eachKey(text, (path, again) => {
    if (again) found.add(path);
  });
  return [...found];
}

/**
 * What a strict decoder says of a text: of keys that come twice and of those that nobody knows, in the order it meets them. What is in
 * an unknown field is not looked at.
 */
export function strictFaults(text: string, unknown: readonly string[]): string[] {
  const strange = new Set(unknown);
  const found = new Set<string>();
  let skipped = '\u0000';
  eachKey(text, (path, again) => {
    if (path.startsWith(skipped)) return;
    if (strange.has(path)) {
      found.add(`unknown field ${JSON.stringify(path)}`);
      skipped = `${path}.`;
    } else if (again) found.add(`duplicate field ${JSON.stringify(path)}`);
  });
  // A field whose path is put together otherwise is told all the same.
  for (const path of unknown) found.add(`unknown field ${JSON.stringify(path)}`);
  return [...found];
}

/** Goes through the keys of a text of JSON, with their paths; `again`: the object had it before. */
function eachKey(text: string, tell: (path: string, again: boolean) => void): void {
  let at = 0;
  const space = (): void => {
    while (' \n\r\t'.includes(text[at] ?? 'x')) at++;
  };
  const string = (): string => {
    const start = at++;
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at++;
    return text.slice(start, at);
  };
  const value = (path: string): void => {
    space();
    const char = text[at];
    if (char === '{') {
      at++;
      const keys = new Set<string>();
      for (space(); text[at] !== '}'; space()) {
        if (text[at] === ',') at++;
        space();
        const raw = string();
        const key = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
        const inner = path ? `${path}.${key}` : key;
        tell(inner, keys.has(key));
        keys.add(key);
        space();
        at++;
        value(inner);
      }
      at++;
    } else if (char === '[') {
      at++;
      let index = 0;
      for (space(); text[at] !== ']'; space()) {
        if (text[at] === ',') at++;
        value(`${path}[${index++}]`);
      }
      at++;
    } else if (char === '"') string();
    else while (at < text.length && !',]} \n\r\t'.includes(text[at]!)) at++;
  };
  value('');
}

/** What Go's decoder says about a text that is no JSON. */
function goJsonError(text: string): string {
  if (text.trim() === '') return 'unexpected end of JSON input';
  const fault = jsonFault(text) ?? 'unexpected end of JSON input';
  return `couldn't get version/kind; json parse error: ${fault}`;
}
