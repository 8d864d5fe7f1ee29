// The JSON paths that columns, selectable fields and scale subresources use: names, indexes, `[*]`, and filters by equality.
// Follows client-go/util/jsonpath in the part that definitions may use.

type Step =
  | { readonly name: string }
  | { readonly index: number }
  | { readonly all: true }
  | { readonly field: readonly string[]; readonly value: string };

const parsed = new Map<string, readonly Step[]>();

/** The values at a path such as `.spec.ports[0].name`. */
export function valuesAt(value: unknown, path: string): unknown[] {
  let found: unknown[] = [value];
  for (const step of stepsOf(path)) {
    found = found.flatMap((it): unknown[] => {
      if (it === null || typeof it !== 'object') return [];
      if ('name' in step) {
        const next = (it as { [key: string]: unknown })[step.name];
        return next === undefined ? [] : [next];
      }
      if ('index' in step) {
        if (!Array.isArray(it)) return [];
        const next = it[step.index < 0 ? it.length + step.index : step.index] as unknown;
        return next === undefined ? [] : [next];
      }
      const items = Array.isArray(it) ? (it as unknown[]) : Object.values(it);
      if ('all' in step) return items;
      return items.filter((item) => {
        let at: unknown = item;
        for (const name of step.field)
          at = at && typeof at === 'object' ? (at as { [key: string]: unknown })[name] : undefined;
        return at !== undefined && String(at) === step.value;
      });
    });
  }
  return found;
}

function stepsOf(path: string): readonly Step[] {
  let steps = parsed.get(path);
  if (!steps) parsed.set(path, (steps = parse(path)));
  return steps;
}

function parse(path: string): Step[] {
  const steps: Step[] = [];
  let rest = path.replace(/^\{|\}$/g, '').replace(/^\$/, '');
  while (rest) {
    let match = /^\.?\[\?\(@\.([\w.-]+)\s*==\s*["']?([^"')]*)["']?\)\]/.exec(rest);
    if (match) steps.push({ field: match[1]!.split('.'), value: match[2]! });
    else if ((match = /^\.?\[['"]([^'"]+)['"]\]/.exec(rest))) steps.push({ name: match[1]! });
    else if ((match = /^\.?\[(-?\d+)\]/.exec(rest))) steps.push({ index: Number(match[1]) });
    else if ((match = /^\.?\[?\*\]?/.exec(rest))) steps.push({ all: true });
    else if ((match = /^\.?((?:\\.|[^.[\]\\])+)/.exec(rest))) steps.push({ name: match[1]!.replace(/\\(.)/g, '$1') });
    else break;
    rest = rest.slice(match[0].length);
  }
  return steps;
}
