// What Go's parser of RFC 3339 times says about a text that is none. Follows the errors of Go's time.Parse.

/** As Go's parser of times quotes: what is no ASCII by its bytes. */
function quote(text: string): string {
  let out = '"';
  for (const byte of Buffer.from(text))
    if (byte === 0x22 || byte === 0x5c) out += `\\${String.fromCharCode(byte)}`;
    else if (byte >= 0x80 || byte < 0x20) out += `\\x${byte.toString(16).padStart(2, '0')}`;
    else out += String.fromCharCode(byte);
  return `${out}"`;
}

const PARTS: readonly [RegExp, string][] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d\d/, '01'],
  [/^-/, '-'],
  [/^\d\d/, '02'],
  [/^T/, 'T'],
  [/^\d\d/, '15'],
  [/^:/, ':'],
  [/^\d\d/, '04'],
  [/^:/, ':'],
  [/^\d\d/, '05'],
];

/** Good times: an instant of cluster time is written many times. */
const good = new Set<string>();

/** The parser's error, or undefined for a good time; `micro` for times with microseconds. */
export function timeError(text: string, micro: boolean): string | undefined {
  if (!micro && good.has(text)) return undefined;
  const error = parseError(text, micro);
  if (!error && !micro) {
    if (good.size > 1_000) good.clear();
    good.add(text);
  }
  return error;
}

function parseError(text: string, micro: boolean): string | undefined {
  const layout = micro ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
  const cannot = (rest: string, part: string): string =>
    `parsing time ${quote(text)} as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(part)}`;
  let rest = text;
  const numbers: number[] = [];
  for (const [pattern, part] of PARTS) {
    const match = pattern.exec(rest);
    if (!match) return cannot(rest, part);
    rest = rest.slice(match[0].length);
    if (/\d/.test(match[0])) {
      numbers.push(Number(match[0]));
      const range = outOfRange(numbers);
      if (range) return `parsing time ${quote(text)}: ${range} out of range`;
    }
  }
  if (micro) {
    if (!/^\.\d{6}/.test(rest)) return cannot(rest, '.000000');
    rest = rest.slice(7);
  } else rest = rest.replace(/^[.,]\d+/, '');
  const zone = /^(Z|[+-]\d\d:\d\d)/.exec(rest);
  if (!zone) return cannot(rest, 'Z07:00');
  rest = rest.slice(zone[0].length);
  if (rest) return `parsing time ${quote(text)}: extra text: ${quote(rest)}`;
  return undefined;
}

function outOfRange(numbers: readonly number[]): string | undefined {
  const value = numbers[numbers.length - 1]!;
  switch (numbers.length) {
    case 2:
      return value < 1 || value > 12 ? 'month' : undefined;
    case 3:
      return value < 1 || value > new Date(Date.UTC(numbers[0]!, numbers[1]!, 0)).getUTCDate() ? 'day' : undefined;
    case 4:
      return value > 23 ? 'hour' : undefined;
    case 5:
      return value > 59 ? 'minute' : undefined;
    case 6:
      return value > 59 ? 'second' : undefined;
    default:
      return undefined;
  }
}
