// The order of things: what must be there first, what is wished first, and circles named instead of followed.
//
// Objects and groups are nodes 0…n-1. A group stands for many: "all of a chart is there", or "a chart may begin". So that n objects
// that come after m others make n + m edges, and neither a long chain nor a tall ladder costs more than its edges. Nothing here recurses.

/** Edges from each node to what it comes after. */
export type Edges = readonly (readonly number[])[];

/** Every node after what it needs, in the order of their numbers otherwise; needs that close a circle are left out and told. */
export function sort(needs: Edges): { readonly order: number[]; readonly cycles: number[][] } {
  const state = new Uint8Array(needs.length);
  const order: number[] = [];
  const cycles: number[][] = [];
  const told = new Set<number>();
  // The way to where the walk is: `depth` says how much of these counts, as arrays that shrink and grow are made anew.
  const stack: number[] = [];
  const next: number[] = [];
  for (let start = 0; start < needs.length; start++) {
    if (state[start]) continue;
    stack[0] = start;
    next[0] = 0;
    state[start] = 1;
    let depth = 1;
    while (depth > 0) {
      const at = stack[depth - 1]!;
      const to = needs[at]![next[depth - 1]!++];
      if (to === undefined) {
        state[at] = 2;
        order.push(at);
        depth--;
      } else if (state[to] === 1) {
        // A second way through a circle that is told already is no other mistake.
        const cycle = stack.slice(stack.lastIndexOf(to, depth - 1), depth);
        if (!cycle.some((it) => told.has(it))) cycles.push(cycle);
        for (const it of cycle) told.add(it);
      } else if (!state[to]) {
        state[to] = 1;
        stack[depth] = to;
        next[depth++] = 0;
      }
    }
  }
  return { order, cycles };
}

/**
 * Wishes that can be granted: those that close no circle with the needs and each other. Where some want each other in a circle none of
 * these wishes is granted, so that the outcome does not hang on who was written first; all others are.
 */
export function grant(needs: Edges, wishes: ReadonlyMap<number, readonly number[]>): Map<number, readonly number[]> {
  if (wishes.size === 0) return new Map();
  const circle = circles(needs.map((it, at) => (wishes.has(at) ? [...it, ...wishes.get(at)!] : it)));
  const granted = new Map<number, readonly number[]>();
  for (const [at, targets] of wishes) {
    const kept = targets.filter((to) => circle[at] !== circle[to]);
    if (kept.length) granted.set(at, kept);
  }
  return granted;
}

/** For each node the number of its strongly connected component (Tarjan). */
function circles(edges: Edges): Int32Array {
  const size = edges.length;
  const index = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const component = new Int32Array(size).fill(-1);
  const path: number[] = [];
  const next: number[] = [];
  const open: number[] = [];
  let count = 0;
  let components = 0;
  for (let start = 0; start < size; start++) {
    if (index[start] !== -1) continue;
    path.push(start);
    next.push(0);
    while (path.length) {
      const at = path[path.length - 1]!;
      if (index[at] === -1) {
        index[at] = low[at] = count++;
        open.push(at);
      }
      const to = edges[at]![next[next.length - 1]!++];
      if (to !== undefined) {
        if (index[to] === -1) {
          path.push(to);
          next.push(0);
        } else if (component[to] === -1) low[at] = Math.min(low[at]!, index[to]!);
        continue;
      }
      path.pop();
      next.pop();
      const above = path[path.length - 1];
      if (above !== undefined) low[above] = Math.min(low[above]!, low[at]!);
      if (low[at] !== index[at]) continue;
      for (let it = open.pop()!; ; it = open.pop()!) {
        component[it] = components;
        if (it === at) break;
      }
      components++;
    }
  }
  return component;
}
