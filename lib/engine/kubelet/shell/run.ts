// A script run in simulated time: what it prints, writes and when, and how it ends. A pure function of the script, its surroundings
// and the time given. Follows the Shell Command Language of POSIX.1-2017, chapter 2, with busybox's shell where that says nothing.

import { evaluate } from './arithmetic.ts';
import type { Course, Printed, Streams, Surroundings, Write } from './around.ts';
import { PROGRAMS } from './programs.ts';
import {
  NotSimulated,
  scriptOf,
  type Command,
  type Pipeline,
  type Redirect,
  type Script,
  type Word,
} from './syntax.ts';

/** The most commands that are followed. */
const STEPS = 20_000;
/** The longest text that is kept, in a variable or a file. */
const LONGEST = 1 << 20;

/** Throws `NotSimulated` for a text that grows without end. */
function kept(text: string): string {
  if (text.length > LONGEST) throw new NotSimulated('a text of more than a megabyte');
  return text;
}

/** The time is over, or patience. */
class Stop {
  readonly isEnd = true;
}
class Exit {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}
class Leave {
  readonly loops: number;
  readonly again: boolean;
  constructor(loops: number, again: boolean) {
    this.loops = loops;
    this.again = again;
  }
}

const SHELLS = new Set(['sh', 'bash', 'ash', 'dash']);

/** Whether a word names a shell. */
export const isShell = (word: string): boolean => SHELLS.has(word.slice(word.lastIndexOf('/') + 1));

/** Runs a command until a time, milliseconds after its start. Throws `NotSimulated` where its outcome is not known. */
export function runWords(words: readonly string[], around: Surroundings, until = Infinity, steps = STEPS): Course {
  const shell = new Shell(around, until, steps);
  const code = shell.whole(words);
  return {
    printed: shell.printed,
    writes: shell.writes,
    ...(code === undefined ? {} : { end: { at: shell.at, code } }),
    ...(shell.isCut ? { isCut: true } : {}),
  };
}

/** A process: its variables, its files, its clock. */
export class Shell {
  readonly printed: Printed[] = [];
  readonly writes: Write[] = [];
  at = 0;
  isCut = false;
  readonly around: Surroundings;
  /** What was set here; everything else is inherited. */
  private variables = new Map<string, string | undefined>();
  private exported = new Set<string>();
  private ownFiles: Map<string, string> | undefined;
  private ownFolders: Set<string> | undefined;
  folder: string;
  private readonly until: number;
  private left: number;
  private args: readonly string[] = [];
  private code = 0;
  /** `set -e`; commands that are asked about do not end the script. */
  private strict = false;
  private asked = 0;

  constructor(around: Surroundings, until: number, steps: number) {
    this.around = around;
    this.until = until;
    this.left = steps;
    this.folder = around.folder ?? '/';
  }

  // What is around is read when it is asked for: most programs do not.
  get files(): Map<string, string> {
    return (this.ownFiles ??= new Map(this.around.files));
  }
  get folders(): Set<string> {
    return (this.ownFolders ??= new Set(this.around.folders));
  }
  variable(name: string): string | undefined {
    return this.variables.has(name) ? this.variables.get(name) : this.around.environment.get(name);
  }
  /** What programs are given. */
  environment(): [string, string][] {
    const all = new Map<string, string | undefined>(this.around.environment);
    for (const [name, value] of this.variables) if (all.has(name) || this.exported.has(name)) all.set(name, value);
    return [...all].filter((it): it is [string, string] => it[1] !== undefined);
  }

  /** Runs the command as the process itself; undefined when it is not over in time. */
  whole(words: readonly string[]): number | undefined {
    const print = (isError: boolean) => (text: string) => {
      if (text) this.printed.push({ at: this.at, text, isError });
    };
    try {
      return this.program(words, { input: this.around.input, out: print(false), err: print(true) });
    } catch (reason) {
      if (reason instanceof Exit) return reason.code;
      if (reason instanceof Stop) return undefined;
      throw reason;
    }
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    if (this.at + milliseconds > this.until || milliseconds === Infinity) {
      this.at = Math.min(this.until, this.at + milliseconds);
      throw new Stop();
    }
    this.at += milliseconds;
  }

  path(name: string): string {
    const steps: string[] = [];
    for (const step of (name.startsWith('/') ? name : `${this.folder}/${name}`).split('/'))
      if (step === '..') steps.pop();
      else if (step && step !== '.') steps.push(step);
    return `/${steps.join('/')}`;
  }

  /** Writes a file; what is wrong with that, or nothing. */
  write(path: string, content: string): string | undefined {
    if (path === '/dev/null') return undefined;
    const folder = path.slice(0, path.lastIndexOf('/')) || '/';
    if (this.around.isReadOnly?.(path)) return 'Read-only file system';
    if (this.folders.has(path)) return 'Is a directory';
    if (!this.folders.has(folder)) return 'nonexistent directory';
    this.files.set(path, kept(content));
    this.writes.push({ at: this.at, path, content });
    return undefined;
  }

  remove(path: string): void {
    this.files.delete(path);
    this.folders.delete(path);
    this.writes.push({ at: this.at, path });
  }

  addFolder(path: string): void {
    this.folders.add(path);
    this.writes.push({ at: this.at, path: `${path}/`, content: '' });
  }

  /** Runs one program with its arguments. */
  program(words: readonly string[], streams: Streams): number {
    if (--this.left <= 0) {
      this.isCut = true;
      throw new Stop();
    }
    const [name = '', ...args] = words;
    if (isShell(name)) return this.shell(args, streams);
    const own = this.builtIn(name, args, streams);
    if (own !== undefined) return own;
    const known = PROGRAMS[name.slice(name.lastIndexOf('/') + 1)];
    if (!known) throw new NotSimulated(name);
    return known(args, streams, this);
  }

  private shell(args: readonly string[], streams: Streams): number {
    const flag = args[0] ?? '';
    const read = /^-[eu]*c$/.test(flag);
    if (flag && !read) throw new NotSimulated(`sh ${flag}`);
    const text = read ? args[1] : streams.input;
    if (text === undefined) throw new NotSimulated('sh');
    const before = { args: this.args, strict: this.strict, variables: this.variables, folder: this.folder };
    this.args = read ? args.slice(2) : ['sh'];
    if (flag.includes('e')) this.strict = true;
    this.variables = new Map(this.variables);
    try {
      return this.script(scriptOf(text), streams);
    } catch (reason) {
      if (reason instanceof Exit) return reason.code;
      throw reason;
    } finally {
      Object.assign(this, before);
    }
  }

  private builtIn(name: string, args: readonly string[], streams: Streams): number | undefined {
    switch (name) {
      case 'exit':
        throw new Exit(args[0] === undefined ? this.code : Number(args[0]) & 255);
      case 'exec':
        if (!args.length) return 0;
        throw new Exit(this.program(args, streams));
      case 'break':
      case 'continue':
        throw new Leave(Number(args[0] ?? 1), name === 'continue');
      case 'export':
        for (const arg of args) {
          const [key, value] = arg.split(/=(.*)/s) as [string, string?];
          if (value !== undefined) this.variables.set(key, value);
          this.exported.add(key);
        }
        return 0;
      case 'unset':
        for (const arg of args) this.variables.set(arg, undefined);
        return 0;
      case 'set':
        for (const arg of args) {
          if (!/^[-+][eu]+$/.test(arg)) throw new NotSimulated(`set ${arg}`);
          if (arg.includes('e')) this.strict = arg.startsWith('-');
        }
        return 0;
      case 'shift':
        this.args = [this.args[0] ?? 'sh', ...this.args.slice(2)];
        return 0;
      case 'cd': {
        const path = this.path(args[0] ?? '/');
        if (!this.folders.has(path)) {
          streams.err(`sh: cd: can't cd to ${args[0]}: No such file or directory\n`);
          return 2;
        }
        this.folder = path;
        return 0;
      }
      // Signals come when the container is stopped, which ends it here anyhow.
      case 'trap':
        if (args.at(-1) === 'EXIT' || args.at(-1) === '0') throw new NotSimulated('trap EXIT');
        return 0;
      default:
        return undefined;
    }
  }

  private script(script: Script, streams: Streams): number {
    this.code = 0;
    for (let i = 0; i < script.length; i++) {
      const { after } = script[i]!;
      if ((after === '&&' && this.code !== 0) || (after === '||' && this.code === 0)) continue;
      const isAsked = script[i + 1]?.after !== '' && script[i + 1] !== undefined;
      if (isAsked) this.asked++;
      try {
        this.code = this.pipeline(script[i]!, streams);
      } finally {
        if (isAsked) this.asked--;
      }
      if (this.strict && !this.asked && !isAsked && this.code !== 0 && !script[i]!.negated) throw new Exit(this.code);
    }
    return this.code;
  }

  private pipeline({ commands, negated }: Pipeline, streams: Streams): number {
    let code = 0;
    let { input } = streams;
    commands.forEach((command, i) => {
      if (i === commands.length - 1) code = this.command(command, { ...streams, input }, i > 0);
      else {
        let out = '';
        this.command(command, { input, out: (text) => void (out += text), err: streams.err }, true);
        input = out;
      }
    });
    return negated ? Number(code === 0) : code;
  }

  private command(command: Command, outer: Streams, apart = false): number {
    const sinks = this.redirected(command.redirects, outer);
    if (typeof sinks === 'number') return sinks;
    const before = apart || (command.is === 'group' && command.apart) ? this.copy() : undefined;
    try {
      return this.run(command, sinks.streams);
    } catch (reason) {
      if (before && reason instanceof Exit) return reason.code;
      throw reason;
    } finally {
      if (before) Object.assign(this, before);
      sinks.close();
    }
  }

  private copy() {
    return { variables: new Map(this.variables), exported: new Set(this.exported), folder: this.folder };
  }

  private run(command: Command, streams: Streams): number {
    switch (command.is) {
      case 'simple':
        return this.simple(command, streams);
      case 'group':
        return this.script(command.body, streams);
      case 'if':
        for (const { when, then } of command.branches)
          if (this.question(when, streams) === 0) return this.script(then, streams);
        return command.otherwise ? this.script(command.otherwise, streams) : 0;
      case 'while': {
        let code = 0;
        while ((this.question(command.when, streams) === 0) !== command.until) {
          const next = this.turn(command.body, streams);
          if (next === undefined) break;
          code = next;
        }
        return code;
      }
      case 'for': {
        let code = 0;
        for (const value of command.words.flatMap((it) => this.split(it))) {
          this.variables.set(command.name, value);
          const next = this.turn(command.body, streams);
          if (next === undefined) break;
          code = next;
        }
        return code;
      }
      case 'case': {
        const text = this.text(command.word);
        for (const { patterns, body } of command.arms)
          if (patterns.some((it) => this.pattern(it).test(text))) return this.script(body, streams);
        return 0;
      }
    }
  }

  private question(script: Script, streams: Streams): number {
    this.asked++;
    try {
      return this.script(script, streams);
    } finally {
      this.asked--;
    }
  }

  /** A turn of a loop; undefined when the loop is left. */
  private turn(body: Script, streams: Streams): number | undefined {
    if (--this.left <= 0) {
      this.isCut = true;
      throw new Stop();
    }
    try {
      return this.script(body, streams);
    } catch (reason) {
      if (!(reason instanceof Leave)) throw reason;
      if (reason.loops > 1) throw new Leave(reason.loops - 1, reason.again);
      return reason.again ? 0 : undefined;
    }
  }

  private simple({ sets, words }: Command & { is: 'simple' }, streams: Streams): number {
    this.lastOutput = 0;
    const list = words.flatMap((it) => this.split(it));
    const values = sets.map(({ name, value }) => [name, this.text(value)] as const);
    if (!list.length) {
      for (const [name, value] of values) this.variables.set(name, value);
      return this.lastOutput;
    }
    if (!values.length) return this.program(list, streams);
    const before = this.copy();
    for (const [name, value] of values) {
      this.variables.set(name, value);
      this.exported.add(name);
    }
    try {
      return this.program(list, streams);
    } finally {
      Object.assign(this, before);
    }
  }
  private lastOutput = 0;

  private redirected(redirects: readonly Redirect[], outer: Streams): { streams: Streams; close(): void } | number {
    let { input } = outer;
    const sinks = new Map<number, (text: string) => void>([
      [1, outer.out],
      [2, outer.err],
    ]);
    for (const { from, how, to } of redirects) {
      const name = this.text(to);
      if (how === '>&') {
        const target = sinks.get(Number(name));
        if (!target) throw new NotSimulated(`>&${name}`);
        sinks.set(from, target);
        continue;
      }
      const path = this.path(name);
      if (how === '<') {
        input = path === '/dev/null' ? '' : this.files.get(path);
        if (input === undefined) {
          outer.err(`sh: can't open ${name}: no such file\n`);
          return 1;
        }
        continue;
      }
      const device = { '/dev/stdout': outer.out, '/dev/stderr': outer.err }[path];
      if (device) {
        sinks.set(from, device);
        continue;
      }
      const wrong = this.write(path, how === '>>' ? (this.files.get(path) ?? '') : '');
      if (wrong) {
        outer.err(`sh: can't create ${name}: ${wrong}\n`);
        return 1;
      }
      sinks.set(from, (text) => void this.write(path, (this.files.get(path) ?? '') + text));
    }
    return { streams: { input, out: sinks.get(1)!, err: sinks.get(2)! }, close: () => undefined };
  }

  /** A variable, or what the shell itself knows by such a name. */
  private valueOf(name: string): string | undefined {
    if (name === '?') return String(this.code);
    if (name === '#') return String(Math.max(0, this.args.length - 1));
    if (name === '@' || name === '*') return this.args.slice(1).join(' ');
    if (name === '$') return '1';
    if (name === '!' || name === 'RANDOM') throw new NotSimulated(`$${name}`);
    if (/^\d$/.test(name)) return name === '0' ? (this.args[0] ?? 'sh') : this.args[Number(name)];
    return this.variable(name);
  }

  private expanded(piece: Word[number]): string {
    switch (piece.is) {
      case 'text':
        return piece.text;
      case 'sum':
        return String(evaluate(this.text(piece.of), (name) => this.valueOf(name) ?? ''));
      case 'output': {
        let out = '';
        const before = this.copy();
        try {
          this.lastOutput = this.script(piece.of, {
            input: undefined,
            out: (text) => void (out = kept(out + text)),
            err: (text) => void this.printed.push({ at: this.at, text, isError: true }),
          });
        } catch (reason) {
          if (!(reason instanceof Exit)) throw reason;
          this.lastOutput = reason.code;
        } finally {
          Object.assign(this, before);
        }
        return out.replace(/\n+$/, '');
      }
      case 'variable': {
        const value = this.valueOf(piece.name);
        const { rule } = piece;
        if (rule === '#') return String((value ?? '').length);
        if (!rule) return value ?? '';
        const isThere = rule.startsWith(':') ? Boolean(value) : value !== undefined;
        const word = (): string => this.text(piece.word ?? []);
        if (rule.endsWith('+')) return isThere ? word() : '';
        if (isThere) return value!;
        if (rule.endsWith('?')) {
          const text = `sh: ${piece.name}: ${word() || 'parameter not set'}\n`;
          this.printed.push({ at: this.at, text, isError: true });
          throw new Exit(2);
        }
        if (rule.endsWith('=')) this.variables.set(piece.name, word());
        return word();
      }
    }
  }

  /** A word as one text. */
  private text(word: Word): string {
    let text = '';
    for (const it of word) text = kept(text + this.expanded(it));
    return text;
  }

  /** A word as the arguments that come of it: what is filled in without quotes is split at blanks. */
  private split(word: Word): string[] {
    const found: string[] = [];
    let open: string | undefined;
    for (const piece of word) {
      if (piece.quoted && piece.is === 'variable' && piece.name === '@' && word.length <= 3) return this.args.slice(1);
      const text = this.expanded(piece);
      if (!piece.quoted && /[*?]/.test(text) && piece.is !== 'variable') throw new NotSimulated(text);
      if (piece.quoted || piece.is === 'text') {
        open = (open ?? '') + text;
        continue;
      }
      const parts = text.split(/[ \t\n]+/);
      parts.forEach((part, i) => {
        if (i > 0 && open !== undefined) {
          found.push(open);
          open = undefined;
        }
        if (part) open = (open ?? '') + part;
      });
    }
    if (open !== undefined) found.push(open);
    return found;
  }

  private pattern(word: Word): RegExp {
    const text = word.map((piece) => {
      const plain = this.expanded(piece).replace(/[.+^${}()|\\]/g, '\\$&');
      return piece.quoted ? plain.replace(/[*?[\]]/g, '\\$&') : plain.replace(/\*/g, '.*').replace(/\?/g, '.');
    });
    return new RegExp(`^${text.join('')}$`, 's');
  }
}
