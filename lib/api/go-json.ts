// What Go's decoder of JSON says about texts.

/** A character as Go quotes it. */
function goChar(char: string): string {
  if (char === "'") return `'\\''`;
  if (char === '"') return `'"'`;
  return `'${char.replace('\n', '\\n').replace('\t', '\\t').replace('\r', '\\r')}'`;
}

/** What is wrong with a text that is no JSON: its first character that cannot stand there; undefined when nothing is. */
export function jsonFault(text: string): string | undefined {
  let at = 0;
  const END = 'unexpected end of JSON input';
  class Fault extends Error {}
  const bad = (context: string): never => {
    throw new Fault(at >= text.length ? END : `invalid character ${goChar(text[at]!)} ${context}`);
  };
  const space = (): void => {
    while (at < text.length && ' \n\r\t'.includes(text[at]!)) at++;
  };
  const string = (): void => {
    at++;
    while (at < text.length && text[at] !== '"') {
      if (text.charCodeAt(at) < 32) bad('in string literal');
      at += text[at] === '\\' ? 2 : 1;
    }
    if (at >= text.length) throw new Fault(END);
    at++;
  };
  const value = (): void => {
    space();
    const char = text[at];
    if (char === '{') {
      at++;
      space();
      if (text[at] === '}') return void at++;
      for (;;) {
        space();
        if (text[at] !== '"') bad('looking for beginning of object key string');
        string();
        space();
        if (text[at] !== ':') bad('after object key');
        at++;
        value();
        space();
        if (text[at] === '}') return void at++;
        if (text[at] !== ',') bad('after object key:value pair');
        at++;
      }
    } else if (char === '[') {
      at++;
      space();
      if (text[at] === ']') return void at++;
      for (;;) {
        value();
        space();
        if (text[at] === ']') return void at++;
        if (text[at] !== ',') bad('after array element');
        at++;
      }
    } else if (char === '"') string();
    else {
      const match = /^(-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false|null)/.exec(text.slice(at, at + 40));
      if (match) {
        at += match[0].length;
        return;
      }
      const word = ['true', 'false', 'null'].find((it) => it[0] === char);
      if (!word) return bad('looking for beginning of value');
      for (let i = 0; i < word.length; i++, at++)
        if (text[at] !== word[i]) bad(`in literal ${word} (expecting '${word[i]!}')`);
    }
  };
  try {
    value();
    space();
    if (at < text.length) bad('after top-level value');
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
}

/** What is wrong with a text that should be an object, as JSON. */
export function objectFault(text: string): string | undefined {
  const fault = jsonFault(text);
  if (fault !== undefined) return fault;
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && !Array.isArray(value)) return undefined;
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
}
