// `slipway synth`: the manifests, as files or on standard output.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '../api/object.ts';
import { toYaml } from '../sdk/yaml.ts';
import { count } from '../report/verdict.ts';
import { loadEntry } from './entry.ts';
import { UserError } from './failure.ts';

export async function synth(
  path: string,
  options: { output: string; stdout?: boolean; json?: boolean },
): Promise<void> {
  const { deployment, charts } = await loadEntry(path);
  const objects = deployment.objects.map((it) => it.object);
  if (options.stdout || options.json) {
    process.stdout.write(options.json ? `${JSON.stringify(objects, null, 2)}\n` : toYaml(objects));
    return;
  }
  const files = new Map<string, KubeObject[]>();
  objects.forEach((object, i) => {
    const file = `${charts[i]?.replaceAll('/', '-') || deployment.name}.yaml`;
    const known = files.get(file);
    if (known) known.push(object);
    else files.set(file, [object]);
  });
  try {
    mkdirSync(options.output, { recursive: true });
    for (const [file, content] of files) writeFileSync(join(options.output, file), toYaml(content));
  } catch (error) {
    throw new UserError(`${options.output} cannot be written: ${(error as Error).message}`);
  }
  process.stdout.write(
    `${count(objects.length, 'object')} in ${[...files.keys()].map((file) => join(options.output, file)).join(', ')}\n`,
  );
}
