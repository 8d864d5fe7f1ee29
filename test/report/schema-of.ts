// A JSON Schema from the TypeScript types that make a plan and a report: one source, so that the document cannot tell something else.

import ts from 'typescript';

type Schema = { [key: string]: unknown };

/** The schema (draft 2020-12) of exported interfaces of a file, any one of which a document may be. */
export function schemaOf(file: string, names: readonly string[], title: string): Schema {
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file)!;
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(source)!);
  const definitions: { [name: string]: Schema } = {};

  const told = (symbol: ts.Symbol | undefined): Schema => {
    const text = symbol
      ? ts.displayPartsToString(symbol.getDocumentationComment(checker)).replace(/\s+/g, ' ').trim()
      : '';
    return text ? { description: text } : {};
  };

  const convert = (type: ts.Type): Schema => {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (type.flags & ts.TypeFlags.BooleanLiteral) return { type: 'boolean' };
    if (type.flags & ts.TypeFlags.String) return { type: 'string' };
    if (type.flags & ts.TypeFlags.Number) return { type: 'number' };
    if (type.flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
    if (type.isUnion()) {
      const parts = type.types.filter((it) => !(it.flags & ts.TypeFlags.Undefined));
      if (parts.every((it) => it.isStringLiteral()))
        return { enum: parts.map((it) => (it as ts.StringLiteralType).value) };
      if (parts.every((it) => it.flags & ts.TypeFlags.BooleanLiteral)) return { type: 'boolean' };
      const all = parts.map(convert);
      return all.length === 1 ? all[0]! : { anyOf: all };
    }
    if (checker.isTupleType(type)) {
      const items = checker.getTypeArguments(type as ts.TypeReference).map(convert);
      return { type: 'array', prefixItems: items, minItems: items.length, items: false };
    }
    if (checker.isArrayType(type))
      return { type: 'array', items: convert(checker.getTypeArguments(type as ts.TypeReference)[0]!) };
    const { symbol } = type;
    const named = symbol && symbol.name !== '__type' && !type.aliasSymbol ? symbol.name : undefined;
    if (!named) return objectOf(type);
    if (!(named in definitions)) {
      definitions[named] = {};
      definitions[named] = { ...told(symbol), ...objectOf(type) };
    }
    return { $ref: `#/$defs/${named}` };
  };

  const objectOf = (type: ts.Type): Schema => {
    const index = checker.getIndexInfosOfType(type)[0];
    const properties: { [name: string]: Schema } = {};
    const required: string[] = [];
    for (const property of checker.getPropertiesOfType(type)) {
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      const its = checker.getTypeOfSymbolAtLocation(property, property.valueDeclaration ?? source);
      properties[property.name] = {
        ...told(property),
        ...convert(its.flags & ts.TypeFlags.Unknown ? its : checker.getNonNullableType(its)),
      };
      // What can be anything can be undefined, and is left out then.
      if (!optional && !(its.flags & ts.TypeFlags.Unknown)) required.push(property.name);
    }
    return {
      type: 'object',
      ...(Object.keys(properties).length ? { properties, required } : {}),
      additionalProperties: index ? convert(index.type) : false,
    };
  };

  const anyOf = names.map((name) => convert(checker.getDeclaredTypeOfSymbol(symbols.find((it) => it.name === name)!)));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    anyOf,
    $defs: Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** What of a document does not fit a schema made here, as `path: what`. Knows the words that `schemaOf` uses. */
export function faults(root: Schema, value: unknown, schema: Schema = root, path = ''): string[] {
  if (typeof schema['$ref'] === 'string') {
    const name = schema['$ref'].replace('#/$defs/', '');
    return faults(root, value, (root['$defs'] as { [name: string]: Schema })[name]!, path);
  }
  if (Array.isArray(schema['anyOf'])) {
    const all = (schema['anyOf'] as Schema[]).map((it) => faults(root, value, it, path));
    return all.some((it) => !it.length) ? [] : all.sort((a, b) => a.length - b.length)[0]!;
  }
  if ('const' in schema) return value === schema['const'] ? [] : [`${path}: not ${JSON.stringify(schema['const'])}`];
  if (Array.isArray(schema['enum']))
    return (schema['enum'] as unknown[]).includes(value) ? [] : [`${path}: none of ${schema['enum'].join(', ')}`];
  const { type } = schema;
  if (type === undefined) return [];
  const is = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  if (is !== type) return [`${path}: ${is} instead of ${String(type)}`];
  if (Array.isArray(value)) {
    const first = (schema['prefixItems'] as Schema[] | undefined) ?? [];
    return value.flatMap((item, i) => {
      const rule = first[i] ?? schema['items'];
      return rule === false ? [`${path}[${i}]: too many`] : faults(root, item, rule as Schema, `${path}[${i}]`);
    });
  }
  if (type !== 'object') return [];
  const properties = (schema['properties'] ?? {}) as { [name: string]: Schema };
  const found = ((schema['required'] ?? []) as string[])
    .filter((name) => !(name in (value as object)))
    .map((name) => `${path}.${name}: missing`);
  for (const [name, part] of Object.entries(value as object)) {
    if (part === undefined) continue;
    const rule = properties[name] ?? schema['additionalProperties'];
    if (rule === false) found.push(`${path}.${name}: not known`);
    else found.push(...faults(root, part, rule as Schema, `${path}.${name}`));
  }
  return found;
}
