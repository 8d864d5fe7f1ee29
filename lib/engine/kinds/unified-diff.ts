// The difference of two values as errors show it: a unified diff of their JSON, line by line. Follows apimachinery/pkg/util/diff,
// which matches lines as Ratcliff and Obershelp do.

const CONTEXT = 3;
/** In texts of this many lines those that come often are no good to match by. */
const LONG = 200;

interface Block {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

interface Step {
  readonly equal: boolean;
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
}

/** From one value to another. */
export function unifiedDiff(from: unknown, to: unknown): string {
  const a = linesOf(from);
  const b = linesOf(to);
  let out = '';
  for (const group of grouped(steps(a, b))) {
    const first = group[0]!;
    const last = group[group.length - 1]!;
    out += `@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@\n`;
    for (const step of group) {
      if (step.equal) for (let i = step.a[0]; i < step.a[1]; i++) out += ` ${a[i]}\n`;
      else {
        for (let i = step.a[0]; i < step.a[1]; i++) out += `-${a[i]}\n`;
        for (let i = step.b[0]; i < step.b[1]; i++) out += `+${b[i]}\n`;
      }
    }
  }
  return out;
}

function linesOf(value: unknown): string[] {
  return JSON.stringify(value, null, 1)
    .replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .split('\n');
}

function range(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return `${start + 1}`;
  return `${length ? start + 1 : start},${length}`;
}

/** Where each line stands in the second text, without those that come too often. */
function places(b: readonly string[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  b.forEach((line, i) => {
    const at = found.get(line);
    if (at) at.push(i);
    else found.set(line, [i]);
  });
  if (b.length >= LONG) for (const [line, at] of found) if (at.length * 100 > b.length) found.delete(line);
  return found;
}

function matches(a: readonly string[], b: readonly string[]): Block[] {
  const at = places(b);
  const longest = (aLow: number, aHigh: number, bLow: number, bHigh: number): Block => {
    let best: Block = { a: aLow, b: bLow, size: 0 };
    let lengths = new Map<number, number>();
    for (let i = aLow; i < aHigh; i++) {
      const next = new Map<number, number>();
      for (const j of at.get(a[i]!) ?? []) {
        if (j < bLow) continue;
        if (j >= bHigh) break;
        const size = (lengths.get(j - 1) ?? 0) + 1;
        next.set(j, size);
        if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
      }
      lengths = next;
    }
    let { a: i, b: j, size } = best;
    while (i > aLow && j > bLow && a[i - 1] === b[j - 1]) {
      i--;
      j--;
      size++;
    }
    while (i + size < aHigh && j + size < bHigh && a[i + size] === b[j + size]) size++;
    return { a: i, b: j, size };
  };
  const found: Block[] = [];
  const walk = (aLow: number, aHigh: number, bLow: number, bHigh: number): void => {
    const block = longest(aLow, aHigh, bLow, bHigh);
    if (!block.size) return;
    if (aLow < block.a && bLow < block.b) walk(aLow, block.a, bLow, block.b);
    found.push(block);
    const aNext = block.a + block.size;
    const bNext = block.b + block.size;
    if (aNext < aHigh && bNext < bHigh) walk(aNext, aHigh, bNext, bHigh);
  };
  walk(0, a.length, 0, b.length);
  return found;
}

function steps(a: readonly string[], b: readonly string[]): Step[] {
  const out: Step[] = [];
  let i = 0;
  let j = 0;
  const to = (block: Block): void => {
    if (i < block.a || j < block.b) out.push({ equal: false, a: [i, block.a], b: [j, block.b] });
    i = block.a + block.size;
    j = block.b + block.size;
    if (!block.size) return;
    const last = out[out.length - 1];
    // Blocks that touch are one.
    if (last?.equal && last.a[1] === block.a && last.b[1] === block.b)
      out[out.length - 1] = { equal: true, a: [last.a[0], i], b: [last.b[0], j] };
    else out.push({ equal: true, a: [block.a, i], b: [block.b, j] });
  };
  for (const block of matches(a, b)) to(block);
  to({ a: a.length, b: b.length, size: 0 });
  return out;
}

/** Changes with the lines around them; what is far apart is apart. */
function grouped(all: readonly Step[]): Step[][] {
  const out: Step[][] = [];
  let group: Step[] = [];
  all.forEach((step, n) => {
    if (!step.equal) {
      group.push(step);
      return;
    }
    const first = n === 0;
    const last = n === all.length - 1;
    const [a0, a1] = step.a;
    const [b0, b1] = step.b;
    if (first) {
      if (!last) group.push({ equal: true, a: [Math.max(a0, a1 - CONTEXT), a1], b: [Math.max(b0, b1 - CONTEXT), b1] });
    } else if (last)
      group.push({ equal: true, a: [a0, Math.min(a1, a0 + CONTEXT)], b: [b0, Math.min(b1, b0 + CONTEXT)] });
    else if (a1 - a0 > 2 * CONTEXT) {
      group.push({ equal: true, a: [a0, a0 + CONTEXT], b: [b0, b0 + CONTEXT] });
      out.push(group);
      group = [{ equal: true, a: [a1 - CONTEXT, a1], b: [b1 - CONTEXT, b1] }];
    } else group.push(step);
  });
  if (group.some((step) => !step.equal)) out.push(group);
  return out;
}
