// The log on disk: what was handed to it and confirmed is there when the folder is opened again, whatever happened in between.
//
// A folder holds one generation: `state-N` is everything at one moment, `log-N` what changed since, one record a flush. A record
// is its length, the checksum of its text, and the text: JSON lines of [key, value], or [key] for what is gone. The next record
// is written only when the one before is on disk, so only the last can be torn, and it was never confirmed: it is dropped. A bad
// record with a good one behind it is damage, and an error. When the log outgrows the state, a new generation is written beside
// and takes over by one rename.

import {
  closeSync,
  existsSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  write,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** A key with its value; a key alone is gone. */
export type JournalEntry = readonly [key: string, value?: unknown];

/** The folder cannot be used; the message says why. */
export class JournalError extends Error {}

const MAGIC = 0x534c5031;
const HEAD = 12;
/** A log smaller than this is never worth a new generation, bytes. */
const SMALL = 16 * 1024 * 1024;
/** Records of a state file are cut at this many characters. */
const PIECE = 4 * 1024 * 1024;

const TABLE = new Int32Array(256).map((_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as zip and Ethernet have it; Node's own is newer than the oldest Node supported. */
function checksum(bytes: Uint8Array): number {
  let value = -1;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 255]! ^ (value >>> 8);
  return (value ^ -1) >>> 0;
}

function record(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(HEAD + length);
  bytes.writeUInt32BE(MAGIC, 0);
  bytes.writeUInt32BE(length, 4);
  bytes.write(text, HEAD);
  bytes.writeUInt32BE(checksum(bytes.subarray(HEAD)), 8);
  return bytes;
}

/** Where the record that begins at an offset ends; undefined when no good one begins there. */
function endOfRecord(bytes: Buffer, at: number): number | undefined {
  if (at + HEAD > bytes.length || bytes.readUInt32BE(at) !== MAGIC) return undefined;
  const end = at + HEAD + bytes.readUInt32BE(at + 4);
  if (end > bytes.length || checksum(bytes.subarray(at + HEAD, end)) !== bytes.readUInt32BE(at + 8)) return undefined;
  return end;
}

/** Puts a file's records into the entries; returns how many bytes of it are good. */
function load(file: string, entries: Map<string, unknown>): { good: number; size: number } {
  const bytes = readFileSync(file);
  let at = 0;
  while (at < bytes.length) {
    const end = endOfRecord(bytes, at);
    if (end === undefined) {
      const mark = Buffer.alloc(4);
      mark.writeUInt32BE(MAGIC);
      for (let next = bytes.indexOf(mark, at + 1); next >= 0; next = bytes.indexOf(mark, next + 1))
        if (endOfRecord(bytes, next) !== undefined)
          throw new JournalError(`${file} is damaged at byte ${at}: what follows is whole, so this is no torn write`);
      break;
    }
    for (const line of bytes.toString('utf8', at + HEAD, end).split('\n')) {
      if (!line) continue;
      const [key, value] = JSON.parse(line) as [string, unknown?];
      if (value === undefined) entries.delete(key);
      else entries.set(key, value);
    }
    at = end;
  }
  return { good: at, size: bytes.length };
}

const END = 'end of state';

export class Journal {
  /** What the folder held when it was opened. */
  readonly opened: ReadonlyMap<string, unknown>;
  /** Whether the last record was torn, and dropped. */
  readonly torn: boolean;
  private readonly folder: string;
  private generation: number;
  private file: number;
  private logged: number;
  private stated = 0;
  private waiting: string[] = [];
  private callers: { resolve(): void; reject(error: Error): void }[] = [];
  private writing: Promise<void> | undefined;
  private failure: Error | undefined;

  /** Opens a folder, or makes it. Throws `JournalError` where it is damaged or in use. */
  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    claim(folder);
    const entries = new Map<string, unknown>();
    const names = readdirSync(folder);
    const generations = names.flatMap((name) => /^state-(\d+)$/.exec(name)?.[1] ?? []).map(Number);
    const newest = Math.max(0, ...generations);
    if (newest) {
      const { good, size } = load(this.path('state', newest), entries);
      if (good !== size || !entries.delete(END)) throw new JournalError(`${this.path('state', newest)} is damaged`);
      this.stated = size;
    } else if (names.some((name) => name.startsWith('log-')))
      throw new JournalError(`${folder} holds a log without the state it begins from`);
    this.generation = newest;
    this.logged = 0;
    this.torn = false;
    this.file = -1;
    if (newest) {
      const log = this.path('log', newest);
      const there = existsSync(log);
      this.file = openSync(log, there ? 'r+' : 'wx', 0o600);
      if (there) {
        const { good, size } = load(log, entries);
        if (good < size) {
          ftruncateSync(this.file, good);
          fsyncSync(this.file);
          this.torn = true;
        }
        this.logged = good;
      }
    }
    this.opened = entries;
  }

  /** Whether the log has outgrown the state, so that `restate` is worth its time. */
  get outgrown(): boolean {
    return this.generation === 0 || this.logged > Math.max(SMALL, 2 * this.stated);
  }

  /**
   * Begins a new generation with everything there is, asked for when the disk is idle; what waited to be written is part of it.
   * Two that come at once are one, unless it is a `must`.
   */
  async restate(everything: () => Iterable<JournalEntry>, must = false): Promise<void> {
    while (this.writing) await this.writing;
    if (this.failure) throw this.failure;
    if (!must && !this.outgrown) return;
    const entries = everything();
    const next = this.generation + 1;
    const target = this.path('state', next);
    const file = openSync(`${target}.next`, 'w', 0o600);
    let text = '';
    let size = 0;
    const flush = (): void => {
      const bytes = record(text);
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      size += bytes.length;
      text = '';
    };
    for (const entry of entries) {
      text += `${JSON.stringify(entry)}\n`;
      if (text.length > PIECE) flush();
    }
    text += `${JSON.stringify([END, true])}\n`;
    flush();
    fsyncSync(file);
    closeSync(file);
    const log = openSync(this.path('log', next), 'w', 0o600);
    fsyncSync(log);
    renameSync(`${target}.next`, target);
    syncFolder(this.folder);
    // From here on the new generation is the one that is opened.
    if (this.file >= 0) closeSync(this.file);
    if (this.generation) for (const kind of ['state', 'log']) rmSync(this.path(kind, this.generation), { force: true });
    this.generation = next;
    this.file = log;
    this.logged = 0;
    this.stated = size;
    this.settle();
  }

  /** Takes entries; the promise is kept when they are on disk. Those that come while the disk works go together in one record. */
  append(entries: Iterable<JournalEntry>): Promise<void> {
    let text = '';
    for (const entry of entries) text += `${JSON.stringify(entry)}\n`;
    if (text) this.waiting.push(text);
    return this.flushed();
  }

  /** Kept when everything that was taken is on disk. */
  flushed(): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    if (!this.waiting.length) return this.writing ?? Promise.resolve();
    return new Promise((resolve, reject) => {
      this.callers.push({ resolve, reject });
      this.writing ??= this.work();
    });
  }

  /** Whether everything that was taken is on disk. */
  get clean(): boolean {
    return !this.waiting.length && !this.writing;
  }

  async close(): Promise<void> {
    await this.flushed();
    if (this.file >= 0) closeSync(this.file);
    rmSync(join(this.folder, 'lock'), { force: true });
  }

  private async work(): Promise<void> {
    try {
      while (this.waiting.length) {
        const bytes = record(this.waiting.join(''));
        const callers = this.callers;
        this.waiting = [];
        this.callers = [];
        try {
          await writeAll(this.file, bytes, this.logged);
          await sync(this.file);
        } catch (error) {
          // What is on disk now is unknown: nothing after it may be confirmed.
          this.failure = error as Error;
          for (const caller of [...callers, ...this.callers]) caller.reject(this.failure);
          return;
        }
        this.logged += bytes.length;
        for (const caller of callers) caller.resolve();
      }
    } finally {
      this.writing = undefined;
    }
  }

  private settle(): void {
    const callers = this.callers;
    this.callers = [];
    this.waiting = [];
    for (const caller of callers) caller.resolve();
  }

  private path(kind: string, generation: number): string {
    return join(this.folder, `${kind}-${generation}`);
  }
}

// One process a folder. The lock of a process that is gone is taken over.
function claim(folder: string): void {
  const lock = join(folder, 'lock');
  if (existsSync(lock)) {
    const owner = Number(readFileSync(lock, 'utf8'));
    if (owner && owner !== process.pid && alive(owner))
      throw new JournalError(`${folder} is in use by process ${owner}; remove ${lock} if that is not so`);
  }
  writeFileSync(lock, String(process.pid), { mode: 0o600 });
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  fsyncSync(file);
  closeSync(file);
}

async function writeAll(file: number, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;)
    at += await new Promise<number>((resolve, reject) =>
      write(file, bytes, at, bytes.length - at, position + at, (error, count) =>
        error ? reject(error) : resolve(count),
      ),
    );
}

function sync(file: number): Promise<void> {
  return new Promise((resolve, reject) => fdatasync(file, (error) => (error ? reject(error) : resolve())));
}
