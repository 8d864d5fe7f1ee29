// A deployment as it goes: a line for each object as it becomes current; on a terminal, below them, what is waited for now.

import type { DeployEvent, DeployObject } from '../deploy/interface.ts';
import { describe } from '../deploy/names.ts';
import { needsReplacing, wayOut } from '../deploy/replacement.ts';
import { duration } from '../report/verdict.ts';

/** Where lines go. A terminal says how wide and high it is. */
export interface Screen {
  write(text: string): void;
  /** Undefined where it is no terminal: lines are printed once, and nothing is overwritten. */
  readonly size?: { readonly columns: number; readonly rows: number } | undefined;
}

/** Kinds that take their time; others are current as they are applied, and told together. */
const WAITED = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'Pod', 'PersistentVolumeClaim', 'ReplicaSet']);
/** What takes less is current at once, milliseconds. */
const SOON = 500;
/** Lines of what is waited for. */
const MOST = 8;

export class Progress {
  private readonly screen: Screen;
  private readonly now: () => number;
  private readonly open = new Map<DeployObject, { since: number; message: string; changed: boolean }>();
  private shown = 0;
  private quick = 0;

  constructor(screen: Screen, now: () => number) {
    this.screen = screen;
    this.now = now;
  }

  tell(event: DeployEvent): void {
    switch (event.type) {
      case 'applied':
      case 'unchanged':
        this.open.set(event.at, { since: event.time, message: '', changed: event.type === 'applied' });
        break;
      case 'waiting':
        this.open.set(event.at, {
          ...(this.open.get(event.at) ?? { since: event.time, changed: true }),
          message: event.message,
        });
        break;
      case 'current': {
        const changed = this.open.get(event.at)?.changed ?? true;
        this.open.delete(event.at);
        if (event.took >= SOON || (changed && WAITED.has(event.at.object.kind!)))
          this.line(`  ✔ ${describe(event.at.object).padEnd(44)} ${duration(event.took).padStart(8)}`);
        else this.quick++;
        break;
      }
      case 'failed': {
        this.open.delete(event.at);
        this.line(`  ✖ ${describe(event.at.object).padEnd(44)} ${duration(event.took).padStart(8)}`);
        this.line(`    ${event.message.trimEnd().replaceAll('\n', '\n    ')}`);
        if (event.detail) this.line(`    └ ${event.detail}`);
        if (needsReplacing(event.message)) this.line(`    └ ${wayOut(event.at.object)}`);
        const where = [event.at.source, event.at.path].filter(Boolean).join('  ');
        if (where) this.line(`      ${where}`);
        break;
      }
      case 'left':
        for (const { path, owner } of event.fields)
          this.line(`  = ${describe(event.at.object)}: ${path} is left as ${owner} has it`);
        break;
      case 'replacing':
        this.line(`  ± ${describe(event.at.object)}: deleted, to be made anew`);
        break;
      case 'pruned':
        this.line(`  - ${event.id}`);
        break;
      case 'kept':
        this.line(`  = ${event.id} is kept: ${event.why} (--prune-data removes it)`);
        break;
    }
    this.draw();
  }

  /** What is waited for, with how long by now. */
  draw(): void {
    const { size } = this.screen;
    if (!size) return;
    this.clear();
    const rows = [...this.open].filter(([, it]) => it.message);
    const room = Math.max(1, Math.min(MOST, size.rows - 2));
    const lines = rows
      .slice(0, room)
      .map(
        ([at, it]) =>
          `  … ${describe(at.object).padEnd(44)} ${duration(this.now() - it.since).padStart(8)}  ${it.message}`,
      );
    if (rows.length > room) lines.push(`    and ${rows.length - room} more`);
    for (const line of lines) this.screen.write(`${line.replaceAll('\n', ' ').slice(0, size.columns - 1)}\n`);
    this.shown = lines.length;
  }

  /** Nothing is waited for any more. */
  end(): void {
    this.clear();
    this.open.clear();
    if (this.quick) this.screen.write(`  ✔ ${this.quick} more, current at once\n`);
  }

  private line(text: string): void {
    this.clear();
    this.screen.write(`${text}\n`);
  }

  private clear(): void {
    if (this.shown) this.screen.write(`\u001b[${this.shown}A\u001b[J`);
    this.shown = 0;
  }
}

/** Standard output. */
export function standardScreen(): Screen {
  const { stdout } = process;
  const terminal = stdout.isTTY === true && process.env['TERM'] !== 'dumb';
  return {
    write: (text) => void stdout.write(text),
    ...(terminal ? { size: { columns: stdout.columns || 80, rows: stdout.rows || 24 } } : {}),
  };
}
