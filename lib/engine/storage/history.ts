// The log of committed changes: what watches resume from and old lists are rebuilt from. Chunks are never changed once full, so
// a fork shares them and copies only the one being filled.

import type { Change } from '../interface.ts';

const CHUNK = 1024;
/** At most this many chunks are remembered: about as many changes as an API server's watch cache can hold. */
const MOST = 100;

/** Asked for a revision that history no longer reaches. */
export class Compacted extends Error {
  readonly revision: number;
  readonly oldest: number;
  constructor(revision: number, oldest: number) {
    super(`revision ${revision} has been compacted; the oldest is ${oldest}`);
    this.revision = revision;
    this.oldest = oldest;
  }
}

export class History {
  private chunks: Change[][];
  /** Changes up to and including this revision are forgotten. */
  compacted: number;

  constructor(chunks: Change[][] = [], compacted = 0) {
    this.chunks = chunks;
    this.compacted = compacted;
  }

  append(change: Change): void {
    const last = this.chunks[this.chunks.length - 1];
    if (last && last.length < CHUNK) last.push(change);
    else {
      this.chunks.push([change]);
      if (this.chunks.length > MOST) this.compact(this.chunks[0]![CHUNK - 1]!.revision);
    }
  }

  /** Changes after a revision, oldest first. */
  since(revision: number): Change[] {
    if (revision < this.compacted) throw new Compacted(revision, this.compacted);
    const found: Change[] = [];
    for (let at = this.chunkAfter(revision); at < this.chunks.length; at++)
      for (const change of this.chunks[at]!) if (change.revision > revision) found.push(change);
    return found;
  }

  /** Changes after a revision, newest first: undoing them leads back to that revision. */
  *back(revision: number): Iterable<Change> {
    if (revision < this.compacted) throw new Compacted(revision, this.compacted);
    for (let at = this.chunks.length - 1; at >= 0; at--) {
      const chunk = this.chunks[at]!;
      for (let i = chunk.length - 1; i >= 0; i--) {
        if (chunk[i]!.revision <= revision) return;
        yield chunk[i]!;
      }
    }
  }

  /** The newest revision committed before a time; 0 if none is remembered. */
  revisionBefore(time: number): number {
    for (let at = this.chunks.length - 1; at >= 0; at--) {
      const chunk = this.chunks[at]!;
      if (chunk[0]!.time >= time) continue;
      for (let i = chunk.length - 1; i >= 0; i--) if (chunk[i]!.time < time) return chunk[i]!.revision;
    }
    return 0;
  }

  compact(revision: number): void {
    if (revision <= this.compacted) return;
    this.compacted = revision;
    let keep = 0;
    while (keep < this.chunks.length && this.chunks[keep]![this.chunks[keep]!.length - 1]!.revision <= revision) keep++;
    if (keep) this.chunks.splice(0, keep);
  }

  fork(): History {
    const chunks = this.chunks.slice();
    const last = chunks.length - 1;
    if (last >= 0 && chunks[last]!.length < CHUNK) chunks[last] = chunks[last]!.slice();
    return new History(chunks, this.compacted);
  }

  private chunkAfter(revision: number): number {
    let low = 0;
    let high = this.chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const chunk = this.chunks[middle]!;
      if (chunk[chunk.length - 1]!.revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
