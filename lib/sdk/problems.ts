// What is wrong with a tree, all of it at once.

/** One problem, and where it was written. */
export interface Problem {
  /** Construct path: `shop/web`. */
  readonly path: string;
  /** Kind of the object or construct. */
  readonly kind: string;
  /** File, line and column of the program. */
  readonly source?: string;
  /** The field, where it is one. */
  readonly field?: string;
  readonly message: string;
}

/** A tree that cannot be synthesized. Nothing was written. */
export class SynthError extends Error {
  declare readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((it) => `${it.path}: ${it.field ? `${it.field}: ` : ''}${it.message}`).join('\n'));
    this.name = 'SynthError';
    // Not shown again beside the message where nobody catches it.
    Object.defineProperty(this, 'problems', { value: problems });
  }

  /** The problems as a person reads them, by construct. */
  describe(): string {
    const places = new Map<string, Problem[]>();
    for (const problem of this.problems) {
      const id = `${problem.source ?? ''}   ${problem.path} (${problem.kind})`.trim();
      const known = places.get(id);
      if (known) known.push(problem);
      else places.set(id, [problem]);
    }
    const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
    let text = `✖ ${count(this.problems.length, 'problem')} in ${count(places.size, 'construct')}; nothing was written\n`;
    for (const [place, problems] of places) {
      text += `\n${place}\n`;
      for (const { field, message } of problems) text += `  ${field ? `${field}: ` : ''}${message}\n`;
    }
    return text;
  }
}

/** The name nearest to a mistyped one, when one is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
