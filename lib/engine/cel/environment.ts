// What expressions may refer to: variables, functions, types. Environments are made once and extended cheaply.
// Follows cel-go/cel/env.go and the declarations of cel-go/common/decls.

import { NAMED_TYPES, parseType, typeOfType, type FieldType, type Type } from './types.ts';
import type { Value } from './values.ts';

/** One way to call a function. */
export interface Overload {
  readonly member: boolean;
  /** With the receiver first. */
  readonly params: readonly Type[];
  readonly result: Type;
  /** Names of the type parameters in it. */
  readonly free: readonly string[];
  readonly run: (...args: Value[]) => Value;
}

/** What a library adds: signatures as `string.split(string): list(string)` or `url(string): kubernetes.URL`. */
export interface Library {
  readonly functions: readonly (readonly [
    signature: string,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    run: (...args: any[]) => Value,
  ])[];
  /** Types that expressions may name. */
  readonly types?: readonly string[];
}

export class Environment {
  private readonly functions: ReadonlyMap<string, readonly Overload[]>;
  private readonly variables: ReadonlyMap<string, Type>;
  private readonly types: (name: string) => Type | undefined;
  /** Literal collections may hold values of different types. */
  readonly mixed: boolean;

  constructor(
    functions: ReadonlyMap<string, readonly Overload[]> = new Map(),
    variables: ReadonlyMap<string, Type> = new Map(),
    types: (name: string) => Type | undefined = (name) =>
      Object.hasOwn(NAMED_TYPES, name) ? NAMED_TYPES[name] : undefined,
    mixed = false,
  ) {
    this.mixed = mixed;
    this.functions = functions;
    this.variables = variables;
    this.types = types;
  }

  /** The same with more functions. */
  withLibraries(libraries: readonly Library[]): Environment {
    const functions = new Map(this.functions);
    const named = new Map<string, Type>();
    for (const library of libraries) {
      for (const [signature, run] of library.functions) {
        const { name, overload } = readSignature(signature, run);
        functions.set(name, [...(functions.get(name) ?? []), overload]);
      }
      for (const type of library.types ?? []) named.set(type, parseType(type));
    }
    return new Environment(functions, this.variables, (name) => named.get(name) ?? this.types(name), this.mixed);
  }

  /** The same with more variables. */
  withVariables(variables: { readonly [name: string]: Type }): Environment {
    return new Environment(
      this.functions,
      new Map([...this.variables, ...Object.entries(variables)]),
      this.types,
      this.mixed,
    );
  }

  /** The same with more types that expressions may name and make. */
  withTypes(types: (name: string) => Type | undefined): Environment {
    return new Environment(this.functions, this.variables, (name) => types(name) ?? this.types(name), this.mixed);
  }

  /** The same, where literal collections may hold values of different types. */
  withMixedLiterals(): Environment {
    return new Environment(this.functions, this.variables, this.types, true);
  }

  overloads(name: string): readonly Overload[] | undefined {
    return this.functions.get(name);
  }

  variable(name: string): Type | undefined {
    return this.variables.get(name);
  }

  /** The type that a name stands for, as the type of the value that the name is. */
  typeNamed(name: string): Type | undefined {
    const type = this.types(name);
    return type && typeOfType(type);
  }

  field(type: Type, name: string): FieldType | undefined {
    return type.field ? type.field(name) : this.types(type.name)?.field?.(name);
  }
}

function readSignature(signature: string, run: Overload['run']): { name: string; overload: Overload } {
  const split = signature.lastIndexOf(': ');
  const result = parseType(signature.slice(split + 2));
  const head = signature.slice(0, split);
  // A receiver is told from a name by its dot after a type: `list(A).sum()`, while `sets.contains` is a name.
  const member = /^(.*)\.([^.()\s]+)\((.*)\)$/.exec(head.replace(/^@/, ''));
  const free = [...new Set(signature.match(/\b[A-Z]\b/g) ?? [])];
  if (member && !head.startsWith('@')) {
    const [, receiver, name, args] = member as unknown as [string, string, string, string];
    return {
      name,
      overload: { member: true, params: [parseType(receiver), ...readTypes(args)], result, free, run },
    };
  }
  const at = head.indexOf('(');
  const name = head.startsWith('@@') ? head.slice(1, at) : head.startsWith('@') ? head.slice(1, at) : head.slice(0, at);
  return { name, overload: { member: false, params: readTypes(head.slice(at + 1, -1)), result, free, run } };
}

function readTypes(text: string): Type[] {
  const types: Type[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const letter = text[i];
    if (letter === '(') depth++;
    else if (letter === ')') depth--;
    else if ((letter === ',' && !depth) || letter === undefined) {
      const part = text.slice(start, i).trim();
      if (part) types.push(parseType(part));
      start = i + 1;
    }
  }
  return types;
}
