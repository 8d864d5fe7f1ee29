// What a script says: the grammar of the shell, as far as it is simulated. Anything else is refused as a whole, never guessed.
// Follows the Shell Command Language of POSIX.1-2017, chapter 2.

/** Something whose outcome cannot be told from the manifest. */
export class NotSimulated extends Error {}

/** A part of a word. Quoted parts are not split. */
export type Piece = { readonly quoted: boolean } & (
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'variable'; readonly name: string; readonly rule?: string; readonly word?: Word }
  | { readonly is: 'output'; readonly of: Script }
  | { readonly is: 'sum'; readonly of: Word }
);
export type Word = readonly Piece[];

export interface Redirect {
  readonly from: number;
  readonly how: '>' | '>>' | '<' | '>&';
  readonly to: Word;
}

export type Command = { readonly redirects: readonly Redirect[] } & (
  | { readonly is: 'simple'; readonly sets: readonly Setting[]; readonly words: readonly Word[] }
  | { readonly is: 'if'; readonly branches: readonly Branch[]; readonly otherwise?: Script }
  | { readonly is: 'while'; readonly until: boolean; readonly when: Script; readonly body: Script }
  | { readonly is: 'for'; readonly name: string; readonly words: readonly Word[]; readonly body: Script }
  | { readonly is: 'case'; readonly word: Word; readonly arms: readonly Arm[] }
  | { readonly is: 'group'; readonly apart: boolean; readonly body: Script }
);
interface Setting {
  readonly name: string;
  readonly value: Word;
}
interface Branch {
  readonly when: Script;
  readonly then: Script;
}
interface Arm {
  readonly patterns: readonly Word[];
  readonly body: Script;
}

/** Commands joined by pipes; run when what came before it ended as `after` wants. */
export interface Pipeline {
  readonly after: '' | '&&' | '||';
  readonly negated: boolean;
  readonly commands: readonly Command[];
}
export type Script = readonly Pipeline[];

const ENDS = ['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}'];
const NAME = /[A-Za-z_]\w*/y;

/** Reads a script. Throws `NotSimulated` for what is not known here. */
function parseScript(text: string): Script {
  const reader = new Reader(text);
  const script = reader.script();
  if (!reader.over) throw new NotSimulated(`syntax near ${JSON.stringify(reader.rest.slice(0, 20))}`);
  return script;
}

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get over(): boolean {
    return this.at >= this.text.length;
  }
  get rest(): string {
    return this.text.slice(this.at);
  }

  /** Commands up to a word that ends them, or a bracket. */
  script(): Script {
    const found: Pipeline[] = [];
    let after: Pipeline['after'] = '';
    for (;;) {
      this.blank(true);
      if (this.over || this.peek(')') || this.peek(';;') || ENDS.some((it) => this.isWord(it))) break;
      found.push({ after, ...this.pipeline() });
      this.blank(false);
      after = this.take('&&') ? '&&' : this.take('||') ? '||' : '';
      if (after || this.peek(';;')) continue;
      if (this.peek('&')) throw new NotSimulated('&');
      if (!this.take(';') && !this.peek('\n') && !this.over && !this.peek(')')) break;
    }
    if (after) throw new NotSimulated('syntax: nothing after && or ||');
    return found;
  }

  private pipeline(): { negated: boolean; commands: Command[] } {
    const negated = this.word('!');
    const commands = [this.command()];
    for (;;) {
      this.blank(false);
      if (this.peek('||') || !this.take('|')) return { negated, commands };
      if (this.peek('&')) throw new NotSimulated('|&');
      this.blank(true);
      commands.push(this.command());
    }
  }

  private command(): Command {
    this.blank(false);
    const compound = this.compound();
    if (!compound) return this.simple();
    const redirects: Redirect[] = [];
    for (let it = this.redirect(); it; it = this.redirect()) redirects.push(it);
    return { ...compound, redirects };
  }

  private compound() {
    if (this.word('if')) {
      const branches: Branch[] = [];
      do {
        const when = this.script();
        this.expect('then');
        branches.push({ when, then: this.script() });
      } while (this.word('elif'));
      const otherwise = this.word('else') ? this.script() : undefined;
      this.expect('fi');
      return { is: 'if', branches, ...(otherwise ? { otherwise } : {}) } as const;
    }
    for (const kind of ['while', 'until'])
      if (this.word(kind)) {
        const when = this.script();
        return { is: 'while', until: kind === 'until', when, body: this.body() } as const;
      }
    if (this.word('for')) {
      this.blank(false);
      const name = this.match(NAME);
      if (!name) throw new NotSimulated('for');
      this.blank(true);
      if (!this.word('in')) throw new NotSimulated('for without in');
      const words = this.words();
      this.take(';');
      this.blank(true);
      return { is: 'for', name, words, body: this.body() } as const;
    }
    if (this.word('case')) return this.case();
    if (this.isWord('{')) {
      this.at++;
      const body = this.script();
      this.expect('}');
      return { is: 'group', apart: false, body } as const;
    }
    if (this.peek('((')) throw new NotSimulated('((');
    if (this.take('(')) {
      const body = this.script();
      if (!this.take(')')) throw new NotSimulated('syntax: ( without )');
      return { is: 'group', apart: true, body } as const;
    }
    return undefined;
  }

  private body(): Script {
    this.expect('do');
    const body = this.script();
    this.expect('done');
    return body;
  }

  private case() {
    this.blank(false);
    const word = this.oneWord();
    if (!word) throw new NotSimulated('case');
    this.blank(true);
    this.expect('in');
    const arms: Arm[] = [];
    for (this.blank(true); !this.word('esac'); this.blank(true)) {
      this.take('(');
      const patterns: Word[] = [];
      do {
        this.blank(false);
        const pattern = this.oneWord();
        if (!pattern) throw new NotSimulated('case');
        patterns.push(pattern);
        this.blank(false);
      } while (this.take('|'));
      if (!this.take(')')) throw new NotSimulated('case');
      arms.push({ patterns, body: this.script() });
      this.blank(true);
      this.take(';;');
    }
    return { is: 'case', word, arms } as const;
  }

  private simple(): Command {
    const sets: Setting[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      this.blank(false);
      const redirect = this.redirect();
      if (redirect) {
        redirects.push(redirect);
        continue;
      }
      const set = words.length ? undefined : /[A-Za-z_]\w*(?==)/y;
      const name = set && this.match(set);
      if (name) {
        this.at++;
        sets.push({ name, value: this.oneWord() ?? [] });
        continue;
      }
      const word = this.oneWord();
      if (!word) break;
      words.push(word);
    }
    if (this.peek('(')) throw new NotSimulated('a function');
    if (!sets.length && !words.length && !redirects.length)
      throw new NotSimulated(`syntax near ${JSON.stringify(this.rest.slice(0, 20))}`);
    return { is: 'simple', sets, words, redirects };
  }

  private redirect(): Redirect | undefined {
    this.blank(false);
    const found = this.match(/(\d?)(<<|<&|<>|>&|>>|>\||>|<)|&>>?/y);
    if (!found) return undefined;
    const [, from = '', how = ''] = /^(\d?)(.*)$/.exec(found)!;
    if (!['>', '>>', '<', '>&'].includes(how)) throw new NotSimulated(how);
    this.blank(false);
    const to = this.oneWord();
    if (!to) throw new NotSimulated(how);
    return { from: from ? Number(from) : how === '<' ? 0 : 1, how: how as Redirect['how'], to };
  }

  private words(): Word[] {
    const found: Word[] = [];
    for (;;) {
      this.blank(false);
      const word = this.oneWord();
      if (!word) return found;
      found.push(word);
    }
  }

  /** A word; `until` ends it where it stands between braces. */
  private oneWord(until = /[\s;&|()<>]/): Word | undefined {
    const pieces: Piece[] = [];
    const start = this.at;
    let text = '';
    const flush = (quoted: boolean, isPart = false): void => {
      if (text || isPart) pieces.push({ is: 'text', text, quoted });
      text = '';
    };
    while (!this.over) {
      const char = this.text[this.at]!;
      if (until.test(char)) break;
      if (char === "'") {
        flush(false);
        const end = this.text.indexOf("'", this.at + 1);
        if (end < 0) throw new NotSimulated('syntax: an open quote');
        text = this.text.slice(this.at + 1, end);
        this.at = end + 1;
        flush(true, true);
      } else if (char === '"') {
        flush(false);
        this.at++;
        pieces.push(...this.quoted());
      } else if (char === '\\') {
        flush(false);
        if (this.text[this.at + 1] !== '\n') {
          text = this.text[this.at + 1] ?? '';
          flush(true, true);
        }
        this.at += 2;
      } else if (char === '$' || char === '`') {
        const piece = this.expansion(false);
        if (piece) {
          flush(false);
          pieces.push(piece);
        } else {
          text += char;
          this.at++;
        }
      } else {
        text += char;
        this.at++;
      }
    }
    flush(false);
    return this.at === start ? undefined : pieces;
  }

  /** What stands between double quotes; the first one is read. */
  private quoted(): Piece[] {
    const pieces: Piece[] = [];
    let text = '';
    for (;;) {
      if (this.over) throw new NotSimulated('syntax: an open quote');
      const char = this.text[this.at]!;
      if (char === '"') break;
      if (char === '\\' && /[$`"\\\n]/.test(this.text[this.at + 1] ?? '')) {
        if (this.text[this.at + 1] !== '\n') text += this.text[this.at + 1];
        this.at += 2;
        continue;
      }
      const piece = char === '$' || char === '`' ? this.expansion(true) : undefined;
      if (piece) {
        pieces.push({ is: 'text', text, quoted: true }, piece);
        text = '';
      } else {
        text += char;
        this.at++;
      }
    }
    this.at++;
    pieces.push({ is: 'text', text, quoted: true });
    return pieces;
  }

  /** What stands for something else: `$name`, `${name:-word}`, `$(commands)`, `$((sum))`. */
  private expansion(quoted: boolean): Piece | undefined {
    if (this.take('`')) {
      const end = this.text.indexOf('`', this.at);
      if (end < 0) throw new NotSimulated('syntax: an open `');
      const of = parseScript(this.text.slice(this.at, end).replace(/\\([$`\\])/g, '$1'));
      this.at = end + 1;
      return { is: 'output', of, quoted };
    }
    if (this.take('$((')) {
      let end = this.at;
      for (let depth = 0; depth > 0 || !this.text.startsWith('))', end); end++) {
        if (end >= this.text.length) throw new NotSimulated('syntax: $((');
        if (this.text[end] === '(') depth++;
        else if (this.text[end] === ')') depth--;
      }
      const of = new Reader(this.text.slice(this.at, end)).oneWord(/$^/) ?? [];
      this.at = end + 2;
      return { is: 'sum', of, quoted };
    }
    if (this.take('$(')) {
      const of = this.script();
      if (!this.take(')')) throw new NotSimulated('syntax: $(');
      return { is: 'output', of, quoted };
    }
    if (this.take('${')) {
      const length = this.take('#') ? '#' : '';
      const name = this.match(/[A-Za-z_]\w*|[?#@*0-9]/y);
      if (!name) throw new NotSimulated('${');
      if (this.take('}')) return { is: 'variable', name, ...(length ? { rule: '#' } : {}), quoted };
      const rule = this.match(/:?[-=?+]/y);
      if (!rule || length) throw new NotSimulated(`\${${name}${this.text[this.at] ?? ''}`);
      const word = this.oneWord(/}/) ?? [];
      if (!this.take('}')) throw new NotSimulated('${');
      return { is: 'variable', name, rule, word, quoted };
    }
    const found = this.match(/\$([A-Za-z_]\w*|[?#@*$!0-9])/y);
    return found ? { is: 'variable', name: found.slice(1), quoted } : undefined;
  }

  private peek(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }
  private take(text: string): boolean {
    if (!this.peek(text)) return false;
    this.at += text.length;
    return true;
  }
  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
  private isWord(word: string): boolean {
    return this.peek(word) && /^[\s;&|()<>]?$/.test(this.text[this.at + word.length] ?? '');
  }
  private word(word: string): boolean {
    this.blank(false);
    if (!this.isWord(word)) return false;
    this.at += word.length;
    return true;
  }
  private expect(word: string): void {
    this.blank(true);
    if (!this.word(word)) throw new NotSimulated(`syntax: no ${word}`);
  }

  /** Passes over blanks and comments; over the ends of lines too where commands may begin. */
  private blank(lines: boolean): void {
    for (;;) {
      this.match(lines ? /(?:\s|\\\n)+/y : /(?:[ \t\r]|\\\n)+/y);
      if (!this.peek('#') || !/^[\s;&|()]?$/.test(this.text[this.at - 1] ?? '')) return;
      this.match(/#[^\n]*/y);
      if (!lines) return;
    }
  }
}

const parsed = new Map<string, Script | NotSimulated>();

/** A script, read once. Throws `NotSimulated` where its grammar is not known. */
export function scriptOf(text: string): Script {
  let known = parsed.get(text);
  if (!known) {
    try {
      known = parseScript(text);
    } catch (error) {
      if (!(error instanceof NotSimulated)) throw error;
      known = error;
    }
    if (parsed.size > 1000) parsed.clear();
    parsed.set(text, known);
  }
  if (known instanceof NotSimulated) throw known;
  return known;
}
