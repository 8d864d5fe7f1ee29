// Regular expressions as Go's regexp package takes them (RE2 syntax), run by the engine of JavaScript. Follows Go's regexp/syntax.

/** An expression that is none; its message is Go's. */
export class RegexFault extends Error {}

const CLASSES: { readonly [name: string]: string } = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};
/** What the letters mean within brackets; in Go they are of ASCII alone. */
const PERL: { readonly [letter: string]: string } = {
  d: '0-9',
  w: '0-9A-Za-z_',
  s: '\\t\\n\\f\\r ',
};
const CONTROL: { readonly [letter: string]: string } = {
  a: '\\x07',
  f: '\\f',
  t: '\\t',
  n: '\\n',
  r: '\\r',
  v: '\\v',
};

const fault = (what: string, text: string): never => {
  throw new RegexFault(`error parsing regexp: ${what}: \`${text}\``);
};

const known = new Map<string, RegExp | RegexFault>();

/** The expression for a pattern, with the flags `g` and `u`. Throws `RegexFault`. */
export function regular(pattern: string): RegExp {
  let found = known.get(pattern);
  if (!found) {
    try {
      found = translate(pattern);
    } catch (error) {
      if (!(error instanceof RegexFault)) throw error;
      found = error;
    }
    if (known.size > 1_000) known.clear();
    known.set(pattern, found);
  }
  if (found instanceof RegexFault) throw found;
  found.lastIndex = 0;
  return found;
}

/** Whether a pattern is an expression at all. */
export function isRegular(pattern: string): boolean {
  try {
    regular(pattern);
    return true;
  } catch (error) {
    if (error instanceof RegexFault) return false;
    throw error;
  }
}

function translate(pattern: string): RegExp {
  const reader = new Reader(pattern);
  const source = reader.all();
  try {
    return new RegExp(source, `gu${reader.flags}`);
  } catch {
    throw new RegexFault(`error parsing regexp: invalid or unsupported syntax: \`${pattern}\``);
  }
}

interface Modes {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
  readonly ungreedy: boolean;
}

class Reader {
  private readonly text: string;
  private at = 0;
  private modes: Modes = { ignoreCase: false, dotAll: false, multiline: false, ungreedy: false };
  private readonly open: Modes[] = [];

  constructor(text: string) {
    this.text = text;
  }

  /** Case is told apart per part, not by a flag. */
  readonly flags = '';

  all(): string {
    let out = '';
    let repeatable = '';
    while (this.at < this.text.length) {
      const start = this.at;
      const letter = String.fromCodePoint(this.text.codePointAt(this.at)!);
      this.at += letter.length;
      let made: string;
      switch (letter) {
        case '\\':
          made = this.escape(start);
          break;
        case '[':
          made = this.brackets(start);
          break;
        case '(':
          out += this.group(start);
          repeatable = '';
          continue;
        case ')': {
          const before = this.open.pop();
          if (!before) return fault('unexpected )', this.text);
          this.modes = before;
          out += ')';
          repeatable = ')';
          continue;
        }
        case '|':
          out += '|';
          repeatable = '';
          continue;
        case '*':
        case '+':
        case '?':
        case '{': {
          const repeat = this.repetition(letter, start);
          if (repeat === undefined) {
            made = '\\{';
            break;
          }
          if (repeatable === '') return fault('missing argument to repetition operator', repeat.text);
          if (repeatable === 'repeat')
            return fault('invalid nested repetition operator', this.text.slice(this.lastRepeat, this.at));
          this.lastRepeat = start;
          out += repeat.source;
          repeatable = 'repeat';
          continue;
        }
        case '.':
          made = this.modes.dotAll ? '[^]' : '[^\\n]';
          break;
        case '^':
          made = this.modes.multiline ? '(?:(?<![^])|(?<=\\n))' : '(?<![^])';
          break;
        case '$':
          made = this.modes.multiline ? '(?:(?![^])|(?=\\n))' : '(?![^])';
          break;
        default:
          made = this.literal(letter);
      }
      out += made;
      repeatable = 'atom';
    }
    if (this.open.length) return fault('missing closing )', this.text);
    return out;
  }

  private lastRepeat = 0;

  private literal(letter: string): string {
    const plain = /[\^$\\.*+?()[\]{}|/]/.test(letter) ? `\\${letter}` : letter;
    if (!this.modes.ignoreCase) return plain;
    const other = letter.toLowerCase() === letter ? letter.toUpperCase() : letter.toLowerCase();
    return other !== letter && [...other].length === 1 ? `[${letter}${other}]` : plain;
  }

  private repetition(letter: string, start: number): { source: string; text: string } | undefined {
    let source = letter;
    if (letter === '{') {
      const found = /^\{(\d+)(,(\d*))?\}/.exec(this.text.slice(start));
      if (!found) return undefined;
      source = found[0];
      this.at = start + source.length;
      const [low, high] = [Number(found[1]), Number(found[3] || found[1])];
      if (low > 1000 || high > 1000 || (found[3] && high < low)) return fault('invalid repeat count', source);
    }
    let lazy = false;
    if (this.text[this.at] === '?') {
      this.at++;
      lazy = true;
    }
    return { source: source + (lazy === this.modes.ungreedy ? '' : '?'), text: this.text.slice(start, this.at) };
  }

  private group(start: number): string {
    this.open.push(this.modes);
    if (this.text[this.at] !== '?') return '(';
    const named = /^\?P?<([^>]*)>/.exec(this.text.slice(this.at));
    if (named && !/^\?<[=!]/.test(this.text.slice(this.at))) {
      if (!/^[A-Za-z0-9_]+$/.test(named[1]!)) return fault('invalid named capture', `(${named[0]}`);
      this.at += named[0].length;
      return '(';
    }
    const flags = /^\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(this.text.slice(this.at));
    if (!flags) {
      const shown = /^\(\?[imsU-]*.?[=!]?/su.exec(this.text.slice(start))?.[0] ?? '(?';
      return fault('invalid or unsupported Perl syntax', shown);
    }
    this.at += flags[0].length;
    const turned = (flag: string, was: boolean): boolean =>
      flags[2]?.includes(flag) ? false : flags[1]!.includes(flag) || was;
    const modes: Modes = {
      ignoreCase: turned('i', this.modes.ignoreCase),
      multiline: turned('m', this.modes.multiline),
      dotAll: turned('s', this.modes.dotAll),
      ungreedy: turned('U', this.modes.ungreedy),
    };
    this.modes = modes;
    if (flags[3] === ':') return '(?:';
    this.open.pop();
    return '(?:)';
  }

  private escape(start: number): string {
    const letter = this.text[this.at];
    if (letter === undefined) return fault('trailing backslash at end of expression', '');
    this.at++;
    if (letter === 'Q') {
      const end = this.text.indexOf('\\E', this.at);
      const inner = this.text.slice(this.at, end === -1 ? undefined : end);
      this.at = end === -1 ? this.text.length : end + 2;
      return [...inner].map((it) => this.literal(it)).join('');
    }
    switch (letter) {
      case 'A':
        return '(?<![^])';
      case 'z':
        return '(?![^])';
      case 'b':
      case 'B':
        return `\\${letter}`;
      case 'C':
        return '[^]';
      case 'd':
      case 'w':
      case 's':
        return `[${PERL[letter]}]`;
      case 'D':
      case 'W':
      case 'S':
        return `[^${PERL[letter.toLowerCase()]}]`;
      default:
        return this.character(letter, start);
    }
  }

  /** An escaped character, in or out of brackets. */
  private character(letter: string, start: number): string {
    if (letter === 'p' || letter === 'P') {
      const found = /^(?:\{(\^?)([A-Za-z_]+)\}|([A-Za-z]))/.exec(this.text.slice(this.at));
      if (!found) return fault('invalid character class range', this.text.slice(start, this.at + 1));
      this.at += found[0].length;
      const name = found[2] ?? found[3]!;
      const negated = (letter === 'P') !== (found[1] === '^');
      const body = name.length <= 2 ? name : `Script=${name}`;
      return `\\${negated ? 'P' : 'p'}{${body}}`;
    }
    const control = CONTROL[letter];
    if (control) return control;
    const hex = letter === 'x' ? /^(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})/.exec(this.text.slice(this.at)) : null;
    if (hex) {
      this.at += hex[0].length;
      return `\\u{${hex[1] ?? hex[2]}}`;
    }
    const octal = /^(?:[1-7][0-7][0-7]?|0[0-7]{0,2})/.exec(this.text.slice(this.at - 1));
    if (octal && (letter === '0' || octal[0].length > 1)) {
      this.at += octal[0].length - 1;
      return `\\u{${parseInt(octal[0], 8).toString(16)}}`;
    }
    if (/[A-Za-z0-9]/.test(letter)) return fault('invalid escape sequence', this.text.slice(start, this.at));
    return /[\^$\\.*+?()[\]{}|/-]/.test(letter) ? `\\${letter}` : letter;
  }

  private brackets(start: number): string {
    let out = '[';
    if (this.text[this.at] === '^') {
      out += '^';
      this.at++;
    }
    let first = true;
    for (;;) {
      const letter = this.at < this.text.length ? String.fromCodePoint(this.text.codePointAt(this.at)!) : undefined;
      if (letter === undefined) return fault('missing closing ]', this.text.slice(start));
      if (letter === ']' && !first) {
        this.at++;
        return `${out}]`;
      }
      first = false;
      const posix = /^\[:(\^?)(\w+):\]/.exec(this.text.slice(this.at));
      if (posix) {
        const set = CLASSES[posix[2]!];
        if (!set) return fault('invalid character class range', posix[0]);
        this.at += posix[0].length;
        out += posix[1] ? negatedAscii(set) : set;
        continue;
      }
      const perl = /^\\([dwsDWS])/.exec(this.text.slice(this.at));
      if (perl) {
        this.at += 2;
        const inner = PERL[perl[1]!.toLowerCase()]!;
        out += /[DWS]/.test(perl[1]!) ? negatedAscii(inner) : inner;
        continue;
      }
      const from = this.at;
      const low = this.member(letter, start);
      if (this.text[this.at] === '-' && this.text[this.at + 1] !== ']' && this.at + 1 < this.text.length) {
        this.at++;
        const high = this.member(String.fromCodePoint(this.text.codePointAt(this.at)!), start);
        try {
          void new RegExp(`[${low}-${high}]`, 'u');
        } catch {
          return fault('invalid character class range', this.text.slice(from, this.at));
        }
        out += this.cased(low, high);
      } else out += this.cased(low, low);
    }
  }

  private cased(low: string, high: string): string {
    const range = low === high ? low : `${low}-${high}`;
    if (!this.modes.ignoreCase || !/^[A-Za-z]$/.test(low) || !/^[A-Za-z]$/.test(high)) return range;
    return `${range}${low.toLowerCase()}-${high.toLowerCase()}${low.toUpperCase()}-${high.toUpperCase()}`;
  }

  private member(letter: string, start: number): string {
    this.at += letter.length;
    if (letter !== '\\') return /[\^$\\.*+?()[\]{}|/-]/.test(letter) ? `\\${letter}` : letter;
    const escaped = this.text[this.at];
    if (escaped === undefined) return fault('missing closing ]', this.text.slice(start));
    this.at++;
    return this.character(escaped, this.at - 2);
  }
}

const sets = new Map<string, string>();

/** Everything but the characters of a set of ASCII. */
function negatedAscii(set: string): string {
  let found = sets.get(set);
  if (found === undefined) {
    const inside = new RegExp(`[${set}]`, 'u');
    const ranges: string[] = [];
    for (let low = 0; low < 128; low++) {
      if (inside.test(String.fromCharCode(low))) continue;
      let high = low;
      while (high < 127 && !inside.test(String.fromCharCode(high + 1))) high++;
      ranges.push(`\\u{${low.toString(16)}}-\\u{${high.toString(16)}}`);
      low = high;
    }
    sets.set(set, (found = `${ranges.join('')}\\u{80}-\\u{10ffff}`));
  }
  return found;
}
