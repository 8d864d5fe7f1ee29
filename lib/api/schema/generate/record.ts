// Packs recordings of a control plane (OpenAPI, discovery, .proto files, Table columns, bootstrap objects) into lib/api/recorded.
// Run by whoever has a new recording: `npm run generate -- --record FOLDER`.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } };

/** One module holding a value as brotli in base64; such a module needs no file beside the code at run time. */
function pack(target: string, name: string, value: unknown): void {
  const packed = brotliCompressSync(JSON.stringify(value), options).toString('base64');
  writeFileSync(
    join(target, `${name}.ts`),
    `// Recorded from Kubernetes v1.36.3 and packed by schema/generate/record.ts: brotli of JSON.\nexport default ${JSON.stringify(packed)};\n`,
  );
}

function jsonFiles(folder: string): Record<string, unknown> {
  return Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => [file.slice(0, -5).replaceAll('__', '/'), JSON.parse(readFileSync(join(folder, file), 'utf8'))]),
  );
}

export function record(source: string, target: string): void {
  pack(target, 'openapi', jsonFiles(join(source, 'openapi')));
  pack(target, 'discovery', jsonFiles(join(source, 'discovery')));
  pack(target, 'tables', JSON.parse(readFileSync(join(source, 'tables.json'), 'utf8')));
  // A list of each resource asked for as a Table: the descriptions of its columns.
  if (existsSync(join(source, 'columns.json')))
    pack(target, 'columns', JSON.parse(readFileSync(join(source, 'columns.json'), 'utf8')));
  const protos = (readdirSync(join(source, 'proto'), { recursive: true }) as string[])
    .filter((file) => file.endsWith('.proto'))
    .sort();
  pack(
    target,
    'proto',
    Object.fromEntries(protos.map((file) => [file, readFileSync(join(source, 'proto', file), 'utf8')])),
  );
  // Every cluster is booted with these, so they stay plain: parsing them must cost next to nothing.
  const bootstrap = JSON.stringify(jsonFiles(join(source, 'bootstrap')));
  writeFileSync(
    join(target, 'bootstrap.ts'),
    `// Recorded from a fresh Kubernetes v1.36.3 control plane by schema/generate/record.ts.\nexport default ${JSON.stringify(bootstrap)};\n`,
  );
}
