import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MAY_IMPORT } from './layers.ts';

const test = suite('the house: rooms and names');
const lib = fileURLToPath(new URL('../lib', import.meta.url));
const files = (readdirSync(lib, { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));

test('every folder of lib is a room of the rule', () => {
  const rooms = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]!));
  for (const room of rooms) assert.ok(room in MAY_IMPORT, `lib/${room} is no room`);
});

test('a room imports only what stands below it', () => {
  const broken: string[] = [];
  for (const file of files) {
    const room = file.split('/')[0]!;
    if (!file.includes('/')) continue;
    const text = readFileSync(join(lib, file), 'utf8');
    for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
      const to = relative(lib, normalize(join(lib, dirname(file), target!)));
      const other = to.split('/')[0]!;
      // Files at the top of lib belong to no room.
      if (!to.includes('/')) continue;
      if (other !== room && !MAY_IMPORT[room]!.includes(other)) broken.push(`${file} imports ${to}`);
    }
  }
  assert.equal(broken, []);
});

test('no file is called after nothing', () => {
  const vague = files.filter((file) => /(^|\/)(util|utils|common|helper|helpers|manager|misc)(\.ts|\/)/.test(file));
  assert.equal(vague, []);
});

test('time, chance and the machine come into api and engine as parameters', () => {
  const ambient: string[] = [];
  for (const file of files) {
    if (!/^(api|engine)\//.test(file) || file.startsWith('api/schema/generate/')) continue;
    const text = readFileSync(join(lib, file), 'utf8').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
    const found =
      /Date\.now\(|Math\.random\(|setTimeout\(|setInterval\(|new Date\(\)|toLocale|localeCompare|performance\.now\(/.exec(
        text,
      );
    if (found) ambient.push(`${file}: ${found[0]}`);
  }
  assert.equal(ambient, []);
});

test.run();
