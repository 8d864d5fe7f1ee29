// What can go wrong with an expression: while it is read and checked, or while it is evaluated. Follows cel-go/common/error.go.

/** An evaluation that failed. `&&`, `||` and some macros look past it. */
export class CelError extends Error {
  override readonly name = 'CelError';
}

/** Whether a text can be read: what a reader refuses by a `CelError` cannot. */
export const reads =
  (parse: (text: string) => unknown) =>
  (text: string): boolean => {
    try {
      parse(text);
      return true;
    } catch (error) {
      if (error instanceof CelError) return false;
      throw error;
    }
  };

/** A fault in an expression. */
export interface Issue {
  /** Where, as an index of code points. */
  readonly at: number;
  readonly message: string;
}

/** An expression that is not well-formed or not well-typed. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  readonly issues: readonly Issue[];
  constructor(source: string, issues: readonly Issue[]) {
    const sorted = [...issues].sort((a, b) => a.at - b.at);
    super(sorted.map((issue) => show(source, issue)).join('\n'));
    this.issues = sorted;
  }
}

/** `ERROR: <input>:1:5: message`, the line, and a caret below the place. */
function show(source: string, { at, message }: Issue): string {
  const points = [...source];
  let line = 1;
  let start = 0;
  for (let i = 0; i < at && i < points.length; i++)
    if (points[i] === '\n') {
      line++;
      start = i + 1;
    }
  const end = points.indexOf('\n', start);
  const text = points.slice(start, end === -1 ? points.length : end).map((it) => (it === '\t' ? ' ' : it));
  const column = at - start;
  const wide = (it: string | undefined): boolean => it !== undefined && it.codePointAt(0)! > 0x7f;
  const dots = Array.from({ length: column }, (_, i) => (wide(text[i]) ? '．' : '.')).join('');
  return `ERROR: <input>:${line}:${column + 1}: ${message}\n | ${text.join('')}\n | ${dots}${wide(text[column]) ? '＾' : '^'}`;
}
