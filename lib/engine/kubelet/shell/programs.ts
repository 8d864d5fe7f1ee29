// Programs whose outcome follows from their arguments and what is around them. A program that is not here, or is asked for something
// that is not here, is not simulated. Follows busybox, whose words they say.

import { formatTime } from '../../../api/time.ts';
import { evaluate } from './arithmetic.ts';
import type { Streams } from './around.ts';
import type { Shell } from './run.ts';
import { NotSimulated } from './syntax.ts';

type Program = (args: readonly string[], streams: Streams, shell: Shell) => number;

const numbers: { readonly [operator: string]: (a: number, b: number) => boolean } = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
};
const texts: { readonly [operator: string]: (a: string, b: string) => boolean } = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};
const paths: { readonly [operator: string]: (path: string, shell: Shell) => boolean } = {
  '-e': (path, { files, folders }) => files.has(path) || folders.has(path),
  '-r': (path, { files, folders }) => files.has(path) || folders.has(path),
  '-f': (path, { files }) => files.has(path),
  '-d': (path, { folders }) => folders.has(path),
  '-s': (path, { files }) => Boolean(files.get(path)),
};

/** Whether a condition holds. */
function holds(args: readonly string[], shell: Shell): boolean {
  const [a = '', b = '', c = ''] = args;
  if (a === '!') return !holds(args.slice(1), shell);
  if (args.length <= 1) return a !== '';
  if (args.length === 2) {
    if (a === '-n') return b !== '';
    if (a === '-z') return b === '';
    const of = paths[a];
    if (of) return of(shell.path(b), shell);
  }
  if (args.length === 3) {
    if (texts[b]) return texts[b](a, c);
    const of = numbers[b];
    if (of && /^-?\d+$/.test(a) && /^-?\d+$/.test(c)) return of(Number(a), Number(c));
  }
  throw new NotSimulated(`test ${args.join(' ')}`);
}

const condition =
  (end: string): Program =>
  (args, _streams, shell) => {
    if (end && args.at(-1) !== end) throw new NotSimulated(`no ${end}`);
    return holds(end ? args.slice(0, -1) : args, shell) ? 0 : 1;
  };

/** Only the flags that are known. */
function only(program: string, args: readonly string[], flags: string): { has: Set<string>; names: string[] } {
  const has = new Set<string>();
  const names: string[] = [];
  for (const arg of args)
    if (/^-[a-zA-Z1]+$/.test(arg)) for (const flag of arg.slice(1)) has.add(flag);
    else names.push(arg);
  for (const flag of has) if (!flags.includes(flag)) throw new NotSimulated(`${program} -${flag}`);
  return { has, names };
}

/** The contents of files, or of what comes in; what is missing is said. */
function contents(
  program: string,
  names: readonly string[],
  { input, err }: Streams,
  shell: Shell,
): string[] | undefined {
  if (!names.length || (names.length === 1 && names[0] === '-')) {
    if (input === undefined) throw new NotSimulated(program);
    return [input];
  }
  const found: string[] = [];
  for (const name of names) {
    const path = shell.path(name);
    const content = path === '/dev/null' ? '' : shell.files.get(path);
    if (content !== undefined) found.push(content);
    else if (shell.folders.has(path)) err(`${program}: read error: Is a directory\n`);
    else err(`${program}: can't open '${name}': No such file or directory\n`);
  }
  return found.length === names.length ? found : undefined;
}

const escaped = (text: string): string =>
  text.replace(/\\(n|t|r|\\|0[0-7]{0,3})/g, (_all, it: string) =>
    it === 'n'
      ? '\n'
      : it === 't'
        ? '\t'
        : it === 'r'
          ? '\r'
          : it === '\\'
            ? '\\'
            : String.fromCharCode(parseInt(it, 8)),
  );

const UNITS: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3600, d: 86400 };

const sleep: Program = (args, _streams, shell) => {
  let seconds = 0;
  for (const arg of args) {
    const found = /^(\d+(?:\.\d+)?|inf(?:inity)?)([smhd]?)$/.exec(arg);
    if (!found) throw new NotSimulated(`sleep ${arg}`);
    seconds += (found[1]!.startsWith('inf') ? Infinity : Number(found[1])) * UNITS[found[2] || 's']!;
  }
  if (!args.length) throw new NotSimulated('sleep');
  shell.pass(seconds * 1000);
  return 0;
};

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const date: Program = (args, { out }, shell) => {
  const now = new Date(shell.around.since + shell.at);
  const [form = '+%a %b %e %H:%M:%S UTC %Y', ...others] = args.filter((it) => it !== '-u');
  if (others.length || !form.startsWith('+')) throw new NotSimulated(`date ${args.join(' ')}`);
  const iso = formatTime(now.getTime());
  const parts: { readonly [part: string]: string } = {
    a: DAYS[now.getUTCDay()]!,
    b: MONTHS[now.getUTCMonth()]!,
    d: iso.slice(8, 10),
    e: String(now.getUTCDate()).padStart(2),
    F: iso.slice(0, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    m: iso.slice(5, 7),
    S: iso.slice(17, 19),
    s: String(Math.floor(now.getTime() / 1000)),
    T: iso.slice(11, 19),
    Y: iso.slice(0, 4),
    Z: 'UTC',
  };
  out(
    `${form.slice(1).replace(/%(.)/g, (_all, part: string) => {
      const text = parts[part];
      if (text === undefined) throw new NotSimulated(`date ${form}`);
      return text;
    })}\n`,
  );
  return 0;
};

const list: Program = (args, { out, err }, shell) => {
  const { files, folders } = shell;
  const { names } = only('ls', args, '1');
  let code = 0;
  for (const name of names.length ? names : ['']) {
    const path = shell.path(name);
    if (files.has(path)) out(`${name}\n`);
    else if (!folders.has(path)) {
      err(`ls: ${name}: No such file or directory\n`);
      code = 1;
    } else {
      const prefix = path === '/' ? '/' : `${path}/`;
      const found = new Set<string>();
      for (const it of [...files.keys(), ...folders])
        if (it.startsWith(prefix) && it !== prefix) found.add(it.slice(prefix.length).split('/')[0]!);
      out(
        [...found]
          .sort()
          .map((it) => `${it}\n`)
          .join(''),
      );
    }
  }
  return code;
};

const lines = (text: string): string[] => text.replace(/\n$/, '').split('\n');
const joined = (all: readonly string[]): string => all.map((it) => `${it}\n`).join('');

const part =
  (name: string, of: (all: string[], count: number) => string[]): Program =>
  (args, streams, shell) => {
    // A file that nobody writes to any more is watched for ever.
    if (name === 'tail' && args.some((it) => /^-[fF]$/.test(it))) {
      const found = contents(
        name,
        args.filter((it) => it !== '-f' && it !== '-F'),
        streams,
        shell,
      );
      if (!found) return 1;
      if (found[0]) streams.out(joined(lines(found[0]).slice(-10)));
      shell.pass(Infinity);
    }
    const words = args.flatMap((it) => (/^-n?\d+$/.test(it) ? ['-n', it.replace(/^-n?/, '')] : [it]));
    const at = words.indexOf('-n');
    const count = at < 0 ? 10 : Number(words[at + 1]);
    const names = words.filter((_it, i) => at < 0 || (i !== at && i !== at + 1));
    if (names.length > 1 || !Number.isInteger(count) || names[0]?.startsWith('-')) throw new NotSimulated(name);
    const found = contents(name, names, streams, shell);
    if (!found) return 1;
    if (found[0]) streams.out(joined(of(lines(found[0]), count)));
    return 0;
  };

/** The programs, by name. */
export const PROGRAMS: { readonly [name: string]: Program } = {
  true: () => 0,
  ':': () => 0,
  false: () => 1,
  sleep,
  date,
  ls: list,
  test: condition(''),
  '[': condition(']'),
  '[[': condition(']]'),
  echo: (args, { out }) => {
    const flags = /^-[neE]+$/.test(args[0] ?? '') ? args[0]! : '';
    const text = (flags ? args.slice(1) : args).join(' ');
    out((flags.includes('e') ? escaped(text) : text) + (flags.includes('n') ? '' : '\n'));
    return 0;
  },
  printf: (args, { out }) => {
    const [form = '', ...values] = args;
    let at = 0;
    do {
      out(
        escaped(form).replace(/%(.)/g, (_all, kind: string) => {
          if (kind === '%') return '%';
          if (kind === 's') return values[at++] ?? '';
          if (kind === 'd' && /^-?\d*$/.test(values[at] ?? '')) return values[at++] || '0';
          throw new NotSimulated(`printf ${form}`);
        }),
      );
    } while (at > 0 && at < values.length);
    return 0;
  },
  pwd: (_args, { out }, { folder }) => {
    out(`${folder}\n`);
    return 0;
  },
  hostname: (args, { out }, { around }) => {
    if (args.length) throw new NotSimulated(`hostname ${args[0]}`);
    out(`${around.hostname}\n`);
    return 0;
  },
  env: (args, { out }, shell) => {
    if (args.length) throw new NotSimulated(`env ${args[0]}`);
    for (const [name, value] of shell.environment()) out(`${name}=${value}\n`);
    return 0;
  },
  printenv: (args, streams, shell) => {
    if (!args.length) return PROGRAMS['env']!(args, streams, shell);
    const all = new Map(shell.environment());
    const found = args.filter((it) => all.has(it));
    for (const name of found) streams.out(`${all.get(name)}\n`);
    return found.length === args.length ? 0 : 1;
  },
  cat: (args, streams, shell) => {
    let code = 0;
    for (const name of args.length ? args : ['-']) {
      if (name.startsWith('-') && name !== '-') throw new NotSimulated(`cat ${name}`);
      const found = contents('cat', [name], streams, shell);
      if (found) streams.out(found[0]!);
      else code = 1;
    }
    return code;
  },
  head: part('head', (all, count) => all.slice(0, count)),
  tail: part('tail', (all, count) => all.slice(-count)),
  wc: (args, streams, shell) => {
    const { has, names } = only('wc', args, 'lc');
    if (has.size !== 1 || names.length > 1) throw new NotSimulated('wc');
    const found = contents('wc', names, streams, shell);
    if (!found) return 1;
    const count = has.has('l') ? found[0]!.split('\n').length - 1 : Buffer.byteLength(found[0]!);
    streams.out(`${count}${names.length ? ` ${names[0]}` : ''}\n`);
    return 0;
  },
  awk: (args, streams, shell) => {
    const field = /^\{\s*print \$(\d)\s*\}$/.exec(args[0] ?? '');
    if (!field) throw new NotSimulated('awk');
    const found = contents('awk', args.slice(1), streams, shell);
    const of = (line: string): string =>
      field[1] === '0' ? line : (line.trim().split(/\s+/)[Number(field[1]) - 1] ?? '');
    if (!found) return 2;
    if (found[0]) streams.out(joined(lines(found.join('')).map(of)));
    return 0;
  },
  grep: (args, streams, shell) => {
    const { has, names } = only('grep', args, 'qF');
    const [pattern = '', ...files] = names;
    if (files.length > 1 || (!has.has('F') && /[[\]\\.*^$?+(){}|]/.test(pattern))) throw new NotSimulated('grep');
    const found = contents('grep', files, streams, shell);
    if (!found) return 2;
    const hits = found[0] ? lines(found[0]).filter((it) => it.includes(pattern)) : [];
    if (!has.has('q')) streams.out(joined(hits));
    return hits.length ? 0 : 1;
  },
  seq: (args, { out }) => {
    const all = args.map(Number);
    if (!all.length || all.length > 3 || !all.every(Number.isInteger)) throw new NotSimulated('seq');
    const [first, step, last] = all.length === 1 ? [1, 1, all[0]!] : all.length === 2 ? [all[0]!, 1, all[1]!] : all;
    if (!step || (last! - first!) / step > 10_000) throw new NotSimulated('seq');
    for (let i = first!; step > 0 ? i <= last! : i >= last!; i += step) out(`${i}\n`);
    return 0;
  },
  expr: (args, { out }) => {
    const value = evaluate(args.join(' '), () => '');
    out(`${value}\n`);
    return value === 0 ? 1 : 0;
  },
  touch: (args, { err }, shell) => {
    let code = 0;
    for (const name of only('touch', args, '').names) {
      const path = shell.path(name);
      const wrong = shell.folders.has(path) ? undefined : shell.write(path, shell.files.get(path) ?? '');
      if (!wrong) continue;
      err(`touch: ${name}: ${wrong === 'nonexistent directory' ? 'No such file or directory' : wrong}\n`);
      code = 1;
    }
    return code;
  },
  mkdir: (args, { err }, shell) => {
    const { has, names } = only('mkdir', args, 'p');
    let code = 0;
    for (const name of names) {
      const path = shell.path(name);
      const parent = path.slice(0, path.lastIndexOf('/')) || '/';
      const isThere = shell.folders.has(path) || shell.files.has(path);
      const wrong = isThere
        ? has.has('p')
          ? undefined
          : 'File exists'
        : shell.around.isReadOnly?.(path)
          ? 'Read-only file system'
          : !shell.folders.has(parent) && !has.has('p')
            ? 'No such file or directory'
            : undefined;
      if (wrong) {
        err(`mkdir: can't create directory '${name}': ${wrong}\n`);
        code = 1;
      } else if (!isThere)
        for (let at = path.indexOf('/', 1); ; at = path.indexOf('/', at + 1)) {
          const step = at < 0 ? path : path.slice(0, at);
          if (!shell.folders.has(step)) shell.addFolder(step);
          if (at < 0) break;
        }
    }
    return code;
  },
  rm: (args, { err }, shell) => {
    const { has, names } = only('rm', args, 'rf');
    let code = 0;
    for (const name of names) {
      const path = shell.path(name);
      const within = [...shell.files.keys(), ...shell.folders].filter((it) => it === path || it.startsWith(`${path}/`));
      const wrong = !within.length
        ? has.has('f')
          ? undefined
          : 'No such file or directory'
        : shell.folders.has(path) && !has.has('r')
          ? 'Is a directory'
          : shell.around.isReadOnly?.(path)
            ? 'Read-only file system'
            : undefined;
      if (!wrong) for (const it of within) shell.remove(it);
      else {
        err(`rm: can't remove '${name}': ${wrong}\n`);
        code = 1;
      }
    }
    return code;
  },
};
