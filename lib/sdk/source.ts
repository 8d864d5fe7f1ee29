// Where in the user's program a construct was made.

import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Frames kept: a construct may be made deep inside a library of constructs, and the line wanted is the program's. */
const DEPTH = 100;

/** A place in the program, read from the stack only when it is asked for: taking the stack is cheap, telling it is not. */
export class CallSite {
  /** As V8 leaves it: told when it is first asked for. */
  declare private stack: string | undefined;
  private found: Place | null | undefined;

  /** `above` is the function whose caller made it, and all that it called: the constructor of the class that was made. */
  constructor(above: NewableFunction = CallSite) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = DEPTH;
    Error.captureStackTrace(this, above);
    Error.stackTraceLimit = limit;
    this.found = undefined;
  }

  /** `examples/shop/main.ts:31:5`; undefined when no frame is the program's. */
  get text(): string | undefined {
    const { place } = this;
    return place && `${shown(place.file)}:${place.line}:${place.column}`;
  }

  /** A file named in the program: as seen from the program's own folder, or else from where the process was started. */
  near(path: string): string {
    if (isAbsolute(path) || !this.place) return path;
    const beside = join(dirname(this.place.file), path);
    return existsSync(beside) ? shown(beside) : path;
  }

  private get place(): Place | undefined {
    if (this.found === undefined) {
      this.found = placeIn(this.stack ?? '') ?? null;
      // The frames hold what was called; nobody asks twice.
      this.stack = undefined;
    }
    return this.found ?? undefined;
  }
}

interface Place {
  readonly file: string;
  readonly line: string;
  readonly column: string;
}

/** The first frame that is neither this package's nor a dependency's. */
function placeIn(stack: string): Place | undefined {
  for (const line of stack.split('\n').slice(1)) {
    const match = /\(?((?:file:\/\/)?\/[^()]+|[A-Za-z]:\\[^()]+):(\d+):(\d+)\)?$/.exec(line);
    if (!match || line.includes('node_modules') || line.includes('node:')) continue;
    const file = match[1]!.startsWith('file:') ? fileURLToPath(match[1]!.replace(/\?.*$/, '')) : match[1]!;
    if (!file.startsWith(HOME)) return { file, line: match[2]!, column: match[3]! };
  }
  return undefined;
}

/** Files below the working directory are told from there; others in full, so that a terminal finds them. */
function shown(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith('..') || isAbsolute(short) ? file : short;
}

/** This room's own folder. */
const HOME = fileURLToPath(new URL('.', import.meta.url));
