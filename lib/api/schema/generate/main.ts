// Generates lib/api/schema/tables and lib/api/schema/types from the recordings: `npm run generate`.
// With `--record FOLDER` the recordings are first packed anew from a folder.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateTables } from './tables.ts';
import { generateTypes } from './types.ts';
import { record } from './record.ts';

const schema = fileURLToPath(new URL('..', import.meta.url));
const at = process.argv.indexOf('--record');
if (at > 0) record(process.argv[at + 1]!, join(schema, '..', 'recorded'));

for (const folder of ['tables', 'types']) rmSync(join(schema, folder), { recursive: true, force: true });
const files = { ...generateTables(), ...generateTypes() };
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(schema, path)), { recursive: true });
  writeFileSync(join(schema, path), text);
}
console.log(`${Object.keys(files).length} files, ${Math.round(Object.values(files).join('').length / 1024)} KB`);
