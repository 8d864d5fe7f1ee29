// Commands in a simulated container. No program runs here: what can be told from the cluster alone is told (its environment, its
// mounted files, its name), anything else is refused by name, never guessed.

import type { KubeObject } from '../../api/object.ts';
import type { Reader } from '../interface.ts';
import { containerOf, environmentOf, filesOf } from './container-view.ts';

/** What a command printed, and how it ended. */
export interface CommandResult {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

interface Setting {
  readonly environment: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, string>;
  readonly folders: ReadonlySet<string>;
  readonly input: string;
  readonly hostname: string;
}

const said = (out: string): CommandResult => ({ out, err: '', code: 0 });
const refused = (err: string, code = 1): CommandResult => ({ out: '', err: `${err}\n`, code });
const folder = (path: string): string => path.replace(/(.)\/+$/, '$1');

type Program = (args: readonly string[], setting: Setting) => CommandResult;

const list: Program = (args, { files, folders }) => {
  const paths = args.filter((it) => !it.startsWith('-'));
  let out = '';
  for (const path of paths.length ? paths : ['/']) {
    const at = folder(path);
    if (files.has(at)) {
      out += `${at}\n`;
      continue;
    }
    if (!folders.has(at)) return refused(`ls: ${path}: No such file or directory`);
    const prefix = at === '/' ? '/' : `${at}/`;
    const names = [...files.keys(), ...folders]
      .filter((it) => it.startsWith(prefix) && it !== prefix)
      .map((it) => it.slice(prefix.length).split('/')[0]!);
    out += [...new Set(names)]
      .sort()
      .map((it) => `${it}\n`)
      .join('');
  }
  return said(out);
};

/** Programs whose answer the cluster knows. */
const PROGRAMS: { readonly [name: string]: Program } = {
  true: () => said(''),
  false: () => ({ out: '', err: '', code: 1 }),
  ':': () => said(''),
  echo: (args) => said(args[0] === '-n' ? args.slice(1).join(' ') : `${args.join(' ')}\n`),
  pwd: () => said('/\n'),
  hostname: (_args, { hostname }) => said(`${hostname}\n`),
  env: (_args, { environment }) => said([...environment].map(([name, value]) => `${name}=${value}\n`).join('')),
  printenv: (args, { environment }) => {
    if (!args.length) return said([...environment].map(([name, value]) => `${name}=${value}\n`).join(''));
    const value = environment.get(args[0]!);
    return value === undefined ? { out: '', err: '', code: 1 } : said(`${value}\n`);
  },
  cat: (args, { files, folders, input }) => {
    if (!args.length) return said(input);
    let out = '';
    for (const path of args) {
      const content = files.get(path);
      if (content === undefined)
        return {
          ...refused(`cat: ${path}: ${folders.has(folder(path)) ? 'Is a directory' : 'No such file or directory'}`),
          out,
        };
      out += content;
    }
    return said(out);
  },
  ls: list,
  test: (args, { files, folders }) => {
    const [flag = '', path = ''] = args;
    const is = {
      '-f': files.has(path),
      '-d': folders.has(folder(path)),
      '-e': files.has(path) || folders.has(folder(path)),
    }[flag];
    return {
      out: '',
      err: is === undefined ? `test: ${flag} is not simulated\n` : '',
      code: is === undefined ? 2 : is ? 0 : 1,
    };
  },
  exit: (args) => ({ out: '', err: '', code: Number(args[0] ?? 0) || 0 }),
};

const SHELLS = new Set(['sh', 'bash', 'ash', '/bin/sh', '/bin/bash', '/bin/ash']);

/** The words of a line: quotes keep blanks, variables are filled in but between single quotes. */
function wordsOf(line: string, environment: ReadonlyMap<string, string>): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (quote === "'" ? char !== "'" : char === '$') {
      const variable = quote === "'" ? null : /^\$(?:\{(\w+)\}|(\w+))/.exec(line.slice(i));
      if (variable) {
        word = (word ?? '') + (environment.get(variable[1] ?? variable[2]!) ?? '');
        i += variable[0].length - 1;
      } else word = (word ?? '') + char;
    } else if (char === quote) quote = '';
    else if (!quote && (char === '"' || char === "'")) {
      quote = char;
      word ??= '';
    } else if (!quote && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + (char === '\\' && quote !== "'" ? (line[++i] ?? '') : char);
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** One line as a shell would read it: commands after `;`, `&&` and `||`. Pipes and redirections are not simulated. */
function script(text: string, setting: Setting): CommandResult {
  let all: CommandResult = said('');
  for (const line of text.split('\n')) {
    let joined = ';';
    for (const part of line.split(/(;|&&|\|\|)/)) {
      if (part === ';' || part === '&&' || part === '||') {
        joined = part;
        continue;
      }
      const words = wordsOf(part.trim(), setting.environment);
      if (!words.length || words[0]!.startsWith('#')) continue;
      if ((joined === '&&' && all.code !== 0) || (joined === '||' && all.code === 0)) continue;
      const one = /[|<>]/.test(part.replace(/'[^']*'|"[^"]*"/g, ''))
        ? refused(`sh: pipes and redirections are not simulated: ${part.trim()}`, 2)
        : command(words, setting);
      all = { out: all.out + one.out, err: all.err + one.err, code: one.code };
      if (words[0] === 'exit') return all;
    }
  }
  return all;
}

function command(words: readonly string[], setting: Setting): CommandResult {
  const [program = '', ...args] = words;
  if (SHELLS.has(program)) {
    if (args[0] === '-c' || /^-\w*c$/.test(args[0] ?? '')) return script(args[1] ?? '', setting);
    return script(setting.input, setting);
  }
  const known = PROGRAMS[program.slice(program.lastIndexOf('/') + 1)];
  return known ? known(args, setting) : refused(`${program}: not simulated: no programs run in this container`, 127);
}

/** Whether a command reads what is typed: it is answered line by line, or when the typing ends. */
export function readsInput(words: readonly string[]): 'lines' | 'whole' | 'no' {
  const program = words[0] ?? '';
  if (SHELLS.has(program) && words.length === 1) return 'lines';
  return program === 'cat' && words.length === 1 ? 'whole' : 'no';
}

/** Runs a command in a container of a pod. `input` is what was typed. */
export function runCommand(
  read: Reader,
  pod: KubeObject,
  container: string,
  words: readonly string[],
  input = '',
): CommandResult {
  const spec = containerOf(pod, container) as object;
  const hostname = (pod['spec']?.hostname as string | undefined) ?? pod.metadata.name ?? '';
  const setting = { environment: environmentOf(read, pod, spec), ...filesOf(read, pod, spec), input, hostname };
  return command(words, setting);
}
