// One process may hold this package twice (as an ES module and as CommonJS, or in two versions), and a tree may mix constructs of both.
// What tells constructs apart, and what is remembered of them, must not hang on the copy.

/** The memory of this name that all copies share. */
export function shared<K extends WeakKey, V>(name: string): WeakMap<K, V> {
  const all = globalThis as unknown as Record<symbol, WeakMap<K, V> | undefined>;
  const key = Symbol.for(`slipway.${name}`);
  return (all[key] ??= new WeakMap<K, V>());
}

/** A mark on the instances of a class, and how to find it. */
export function mark<T>(name: string): {
  readonly put: (on: { readonly prototype: T }) => void;
  readonly is: (value: unknown) => value is T;
} {
  const key = Symbol.for(`slipway.${name}`);
  return {
    put: (on) => void Object.defineProperty(on.prototype, key, { value: true }),
    is: (value): value is T => typeof value === 'object' && value !== null && key in value,
  };
}
