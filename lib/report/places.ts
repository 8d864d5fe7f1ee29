// Where something was written, taken apart for tools that open files: `examples/shop/main.ts:31:5  shop/web`.

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  /** The construct's path. */
  readonly path?: string;
}

/** The parts of a source; undefined where it names no file and line. */
export function placeFrom(source: string | undefined): Place | undefined {
  const match = /^(.+?):(\d+)(?::(\d+))?(?: {2}(.+))?$/.exec(source ?? '');
  if (!match) return undefined;
  const [, file, line, column, path] = match;
  return {
    file: file!,
    line: Number(line),
    ...(column ? { column: Number(column) } : {}),
    ...(path ? { path } : {}),
  };
}
