// What a program in simulated time is given, and what is told of it afterwards.

/** What a program finds where it is started. */
export interface Surroundings {
  readonly environment: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, string>;
  readonly folders: ReadonlySet<string>;
  /** Whether a path cannot be written to. */
  isReadOnly?(path: string): boolean;
  readonly hostname: string;
  readonly folder?: string;
  readonly input?: string;
  /** The time it starts at, milliseconds since the epoch. */
  readonly since: number;
}

export interface Printed {
  /** Milliseconds after the start. */
  readonly at: number;
  readonly text: string;
  readonly isError: boolean;
}

/** A file written; without content it was removed. A folder ends in a slash. */
export interface Write {
  readonly at: number;
  readonly path: string;
  readonly content?: string;
}

/** What became of a program. */
export interface Course {
  readonly printed: readonly Printed[];
  readonly writes: readonly Write[];
  /** When it ended, milliseconds after the start, and how; absent while it goes on. */
  readonly end?: { readonly at: number; readonly code: number };
  /** It does more than is followed: what it prints later is not known. */
  readonly isCut?: boolean;
}

/** Where a command's output goes. */
export interface Streams {
  readonly input: string | undefined;
  out(text: string): void;
  err(text: string): void;
}
