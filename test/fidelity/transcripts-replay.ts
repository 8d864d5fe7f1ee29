// Plays recorded kubectl and Helm sessions with the real binaries against a served cluster, and tells which commands end the same:
// exit code, output and errors, once names and times that differ from run to run are taken out.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { load } from 'js-yaml';
import type { Clients } from '../real/clients.ts';

/** One recorded session. */
export interface Transcript {
  readonly area: string;
  readonly name: string;
  readonly text: string;
}

interface Said {
  readonly out: readonly string[];
  readonly err: readonly string[];
  readonly exit: number;
}

interface Step extends Said {
  readonly command: string;
  /** Repeated until it fits: controllers take their time. */
  readonly eventually: boolean;
}

interface Story {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly steps: readonly Step[];
}

interface Context {
  readonly ns: string;
  readonly id: string;
  readonly dir: string;
  readonly sent: string;
  readonly command: string;
}

// The words of the recorder itself: plain modules.
const module = async <T>(name: string): Promise<T> =>
  import(new URL(`transcripts/${name}.mjs`, import.meta.url).href) as Promise<T>;
const { parse, fits } = await module<{
  parse(text: string, name: string): Story;
  fits(expected: readonly string[], actual: readonly string[]): boolean;
}>('format');
const { normalise } = await module<{ normalise(text: string, context: Context): string[] }>('normalise');

/** The sessions that were recorded from a real control plane. */
export function transcripts(): Transcript[] {
  return gunzipSync(readFileSync(new URL('../data/fidelity/transcripts/transcripts.jsonl.gz', import.meta.url)))
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Transcript);
}

/** What became of a session: its commands, and of each whether it ended the same, or how it did not. */
export interface Played {
  readonly transcript: Transcript;
  readonly steps: readonly { readonly command: string; readonly same: boolean; readonly difference: string }[];
}

/** Milliseconds: a command, until a command fits, until one that is known not to fit. */
const LIMITS = { command: 30_000, patience: 15_000, hopeless: 1_500 };
const KINDS =
  'nodes,persistentvolumes,clusterroles,clusterrolebindings,customresourcedefinitions,priorityclasses,storageclasses,' +
  'certificatesigningrequests,ingressclasses,runtimeclasses,validatingadmissionpolicies,validatingadmissionpolicybindings,namespaces';

/** A place to play in: folders, kubeconfigs, the three fake nodes. */
export class Stage {
  private readonly clients: Clients;
  private readonly folder = mkdtempSync(join(tmpdir(), 'slipway-transcripts-'));
  private readonly served: { cluster: object; user: object };
  private count = 0;

  constructor(clients: Clients, kubeconfig: string) {
    this.clients = clients;
    const { clusters, users } = load(readFileSync(kubeconfig, 'utf8')) as {
      clusters: { cluster: object }[];
      users: { user: object }[];
    };
    this.served = { cluster: clusters[0]!.cluster, user: users[0]!.user };
  }

  /** Makes the nodes that sessions lean on. */
  async open(): Promise<void> {
    const capacity = { cpu: '8', memory: '16Gi', pods: '110' };
    const items = ['zone-a', 'zone-b', 'zone-c'].map((zone, i) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: `node${i + 1}`,
        annotations: { 'kwok.x-k8s.io/node': 'fake' },
        labels: {
          pool: 'transcripts',
          'kubernetes.io/hostname': `node${i + 1}`,
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'topology.kubernetes.io/zone': zone,
        },
      },
      status: { capacity, allocatable: capacity },
    }));
    const place = this.place('default', this.clients.helm);
    writeFileSync(join(place.dir, 'nodes.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    const made = await shell('kubectl create -f nodes.json && kubectl wait --for=condition=Ready node --all', place);
    if (made.exit) throw new Error(made.err);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Plays one session. Commands of which `known` says that they end otherwise are not waited for. */
  async play(transcript: Transcript, known: (step: number) => boolean): Promise<Played> {
    const id = `x${(this.count++)
      .toString(3)
      .padStart(6, '0')
      .replace(/\d/g, (digit) => 'aei'[Number(digit)]!)}z`;
    const ns = `ns-${id}`;
    const story = parse(transcript.text, transcript.name);
    const place = this.place(ns, transcript.area === 'helm3' ? this.clients.helm3 : this.clients.helm, id);
    const fill = (text: string): string =>
      text.replaceAll('${ns}', ns).replaceAll('${id}', id).replaceAll('${dir}', place.dir);
    for (const file of story.files) {
      mkdirSync(dirname(join(place.dir, file.path)), { recursive: true });
      const mode = file.path.endsWith('.sh') ? 0o755 : 0o644;
      writeFileSync(join(place.dir, file.path), fill(file.text), { mode });
    }
    const sent = [...story.files.map((it) => it.text), ...story.steps.map((it) => it.command)].join('\n');
    await shell(`kubectl create namespace ${ns} && kubectl wait --for=create sa/default cm/kube-root-ca.crt`, place);
    const steps: Played['steps'][number][] = [];
    for (const [n, step] of story.steps.entries()) {
      const context = { ns, id, dir: place.dir, sent, command: step.command };
      const once = async (): Promise<Said> => {
        const { out, err, exit } = await shell(fill(step.command), place);
        return { out: normalise(out, context), err: normalise(err, context), exit };
      };
      const same = (it: Said): boolean => it.exit === step.exit && fits(step.out, it.out) && fits(step.err, it.err);
      let said = await once();
      if (step.eventually) {
        const end = Date.now() + (known(n) ? LIMITS.hopeless : LIMITS.patience);
        while (!same(said) && Date.now() < end) {
          await new Promise((resolve) => setTimeout(resolve, 200));
          said = await once();
        }
      }
      steps.push({ command: step.command, same: same(said), difference: same(said) ? '' : difference(step, said) });
    }
    await shell(`kubectl delete namespace ${ns} --wait=false`, place);
    if (sent.includes('${id}')) {
      const { out } = await shell(`kubectl get ${KINDS} -o name`, place);
      const left = out.split('\n').filter((name) => name.includes(id) && name !== `namespace/${ns}`);
      if (left.length) await shell(`kubectl delete --wait=false ${left.join(' ')}`, place);
    }
    rmSync(place.dir, { recursive: true, force: true });
    return { transcript, steps };
  }

  private place(namespace: string, helm: string, id = 'own'): Place {
    const dir = join(this.folder, id);
    const bin = join(dir, '.bin');
    mkdirSync(join(dir, '.home'), { recursive: true });
    mkdirSync(bin);
    symlinkSync(this.clients.kubectl, join(bin, 'kubectl'));
    symlinkSync(helm, join(bin, 'helm'));
    const kubeconfig = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'main',
      preferences: {},
      clusters: [{ name: 'cluster', cluster: this.served.cluster }],
      users: [{ name: 'admin', user: this.served.user }],
      contexts: [{ name: 'main', context: { cluster: 'cluster', user: 'admin', namespace } }],
    };
    writeFileSync(join(dir, 'kubeconfig'), JSON.stringify(kubeconfig));
    const env = {
      PATH: `${bin}:${process.env['PATH']}`,
      HOME: join(dir, '.home'),
      KUBECONFIG: join(dir, 'kubeconfig'),
      TZ: 'UTC',
      LANG: 'C',
      TERM: 'dumb',
      HELM_DRIVER: 'secret',
    };
    return { dir, env };
  }
}

interface Place {
  readonly dir: string;
  readonly env: { readonly [name: string]: string };
}

function shell(command: string, { dir, env }: Place): Promise<{ out: string; err: string; exit: number }> {
  return new Promise((resolve) => {
    const child = spawn('/bin/bash', ['-c', command], {
      cwd: dir,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    const late = setTimeout(() => {
      err += '\n(took too long)\n';
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // It ended meanwhile.
      }
    }, LIMITS.command);
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    child.on('close', (code) => {
      clearTimeout(late);
      resolve({ out, err, exit: code ?? -1 });
    });
  });
}

function difference(expected: Said, said: Said): string {
  const lines: string[] = [];
  if (expected.exit !== said.exit) lines.push(`exit ${expected.exit} -> ${said.exit}`);
  for (const stream of ['out', 'err'] as const) {
    if (fits(expected[stream], said[stream])) continue;
    const mark = stream === 'err' ? '!' : ' ';
    for (const line of expected[stream]) if (!said[stream].includes(line)) lines.push(`-${mark} ${line}`);
    for (const line of said[stream]) if (!expected[stream].includes(line)) lines.push(`+${mark} ${line}`);
  }
  return lines.slice(0, 24).join('\n');
}
