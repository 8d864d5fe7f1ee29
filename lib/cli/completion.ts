// `slipway completion`: what a shell needs to complete commands, options and their values, made from the commands themselves.

import type { Command, Option } from 'commander';

/** One command as shells see it. */
interface Shape {
  readonly name: string;
  readonly what: string;
  readonly options: readonly {
    readonly flags: readonly string[];
    readonly what: string;
    readonly takes: 'nothing' | 'file' | 'folder' | 'context' | 'text';
    readonly choices: readonly string[];
  }[];
  /** Whether what it is given is a file. */
  readonly files: boolean;
  readonly words: readonly string[];
}

function takes(option: Option): Shape['options'][number]['takes'] {
  if (!option.required && !option.optional) return 'nothing';
  if (/<folder>/.test(option.flags)) return 'folder';
  if (/<file>/.test(option.flags)) return 'file';
  return option.long === '--context' ? 'context' : 'text';
}

function shapesOf(program: Command): Shape[] {
  const shown = program.createHelp().visibleCommands(program);
  return shown.map((command) => ({
    name: command.name(),
    what: command.description(),
    options: [...command.options, command.createOption('-h, --help', 'show how it is called')].map((option) => ({
      flags: [option.long, option.short].filter((it) => it !== undefined),
      what: option.description,
      takes: takes(option),
      choices: option.argChoices ?? [],
    })),
    files: command.registeredArguments.some((it) => /^(entry|files|folder)$/.test(it.name())),
    words: command.registeredArguments.flatMap((it) =>
      it.name() === 'command' ? shown.map((other) => other.name()) : (it.argChoices ?? []),
    ),
  }));
}

/** Where the names of contexts come from, for every shell. */
const CONTEXTS = 'slipway completion-contexts 2>/dev/null';

/** The script for a shell. */
export function completionFor(shell: string, program: Command): string {
  const shapes = shapesOf(program);
  return shell === 'bash' ? bash(shapes) : shell === 'zsh' ? zsh(shapes) : fish(shapes);
}

function bash(shapes: readonly Shape[]): string {
  const values = (it: Shape): string => {
    const rows: string[] = [];
    for (const { flags, takes, choices } of it.options) {
      if (takes === 'nothing') continue;
      const answer = choices.length
        ? `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$cur"))`
        : takes === 'context'
          ? `COMPREPLY=($(compgen -W "$(${CONTEXTS})" -- "$cur"))`
          : takes === 'folder'
            ? 'COMPREPLY=($(compgen -d -- "$cur"))'
            : takes === 'file'
              ? 'COMPREPLY=($(compgen -f -- "$cur"))'
              : 'COMPREPLY=()';
      rows.push(`        ${flags.join('|')}) ${answer}; return ;;`);
    }
    return rows.join('\n');
  };
  const cases = shapes.map((it) => {
    const flags = it.options.flatMap(({ flags }) => flags.filter((flag) => flag.startsWith('--'))).join(' ');
    return `    ${it.name})
      case "$prev" in
${values(it)}
      esac
      if [[ "$cur" == -* ]]; then COMPREPLY=($(compgen -W '${flags}' -- "$cur"))
      else COMPREPLY=(${it.words.length ? `$(compgen -W '${it.words.join(' ')}' -- "$cur")` : it.files ? '$(compgen -f -- "$cur")' : ''}); fi
      ;;`;
  });
  return `# Completion of slipway for bash.
_slipway() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W '${shapes.map((it) => it.name).join(' ')} --help --version' -- "$cur"))
    return
  fi
  case "$command" in
${cases.join('\n')}
  esac
}
complete -o filenames -o bashdefault -F _slipway slipway
`;
}

/** Text between single quotes of a shell. */
const quoted = (text: string): string => text.replaceAll("'", "'\\''");

function zsh(shapes: readonly Shape[]): string {
  const escaped = (text: string): string => quoted(text).replace(/[[\]:]/g, '\\$&');
  const option = ({ flags, what, takes, choices }: Shape['options'][number]): string => {
    const value = choices.length
      ? `:value:(${choices.join(' ')})`
      : takes === 'context'
        ? `:context:($(${CONTEXTS}))`
        : takes === 'folder'
          ? ':folder:_directories'
          : takes === 'file'
            ? ':file:_files'
            : takes === 'text'
              ? ':value: '
              : '';
    const exclusive = flags.length > 1 ? `'(${flags.join(' ')})'{${flags.join(',')}}'` : `'${flags[0]}`;
    return `        ${exclusive}[${escaped(what)}]${value}'`;
  };
  const cases = shapes.map((it) => {
    const rest = it.words.length
      ? [`        '*:value:(${it.words.join(' ')})'`]
      : it.files
        ? [`        '*:file:_files'`]
        : [];
    return `      (${it.name}) _arguments -s \\\n${[...it.options.map(option), ...rest].join(' \\\n')} ;;`;
  });
  return `#compdef slipway
# Completion of slipway for zsh.
_slipway() {
  local -a commands
  commands=(
${shapes.map((it) => `    '${it.name}:${escaped(it.what)}'`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
if [[ "$funcstack[1]" == _slipway ]]; then _slipway "$@"; else compdef _slipway slipway; fi
`;
}

function fish(shapes: readonly Shape[]): string {
  const lines = ['# Completion of slipway for fish.', 'complete -c slipway -f'];
  for (const it of shapes) {
    lines.push(`complete -c slipway -n __fish_use_subcommand -a ${it.name} -d '${it.what.replaceAll("'", "\\'")}'`);
    const seen = `-n '__fish_seen_subcommand_from ${it.name}'`;
    if (it.files) lines.push(`complete -c slipway ${seen} -F`);
    if (it.words.length) lines.push(`complete -c slipway ${seen} -a '${it.words.join(' ')}'`);
    for (const { flags, what, takes, choices } of it.options) {
      const names = flags
        .map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
        .join(' ');
      const value = choices.length
        ? ` -x -a '${choices.join(' ')}'`
        : takes === 'context'
          ? ` -x -a '(${CONTEXTS})'`
          : takes === 'file' || takes === 'folder'
            ? ' -r -F'
            : takes === 'text'
              ? ' -x'
              : '';
      lines.push(`complete -c slipway ${seen} ${names}${value} -d '${what.replaceAll("'", "\\'")}'`);
    }
  }
  return `${lines.join('\n')}\n`;
}
