// Type-checks programs that are no files: what is generated, and what the guides show. They see the package as its users do.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the compiler says, as `name:line: message`; empty when all is well. Names end in `.ts` and may import each other. */
export function typeCheck(programs: ReadonlyMap<string, string>): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2023.d.ts'],
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    customConditions: ['slipway-source'],
  };
  const host = ts.createCompilerHost(options);
  const held = new Map([...programs].map(([name, text]) => [join(root, name), text]));
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (file) => held.get(file) ?? readFile.call(host, file);
  host.fileExists = (file) => held.has(file) || fileExists.call(host, file);
  host.getSourceFile = (file, ...rest) =>
    held.has(file)
      ? ts.createSourceFile(file, held.get(file)!, rest[0], true)
      : getSourceFile.call(host, file, ...rest);
  host.getCurrentDirectory = () => root;
  const program = ts.createProgram([...held.keys()], options, host);
  return [...held.keys()].flatMap((file) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((it) => {
      const line = it.start === undefined ? 0 : source.getLineAndCharacterOfPosition(it.start).line + 1;
      return `${file.slice(root.length)}:${line}: ${ts.flattenDiagnosticMessageText(it.messageText, '\n')}`;
    });
  });
}
