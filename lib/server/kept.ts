// A served cluster on disk: everything that was answered is in the log before the answer goes out.

import { Cluster } from '../engine/cluster.ts';
import { entriesOf, savedFrom, type Recording } from '../engine/recording.ts';
import { Journal } from '../engine/storage/journal.ts';
import type { Certificate } from './certificates.ts';

const AUTHORITY = 'authority';

/** A cluster with the log that follows it. */
export class KeptCluster {
  readonly cluster: Cluster;
  /** Whether it was there before. */
  readonly opened: boolean;
  /** Whether the last write of the time before was torn, and dropped; nobody was told that it was done. */
  readonly torn: boolean;
  readonly authority: Certificate;
  private readonly journal: Journal;
  private readonly recording: Recording;

  private constructor(journal: Journal, cluster: Cluster, opened: boolean, authority: Certificate) {
    this.journal = journal;
    this.cluster = cluster;
    this.opened = opened;
    this.torn = journal.torn;
    this.authority = authority;
    this.recording = cluster.record();
  }

  /**
   * Opens what the folder keeps, or begins it with a new cluster. `now` is the machine's time: while nobody served it, the
   * cluster's time went on. Throws `JournalError`.
   */
  static async open(
    folder: string,
    now: number,
    make: { cluster(): Cluster; authority(): Certificate },
  ): Promise<KeptCluster> {
    const journal = new Journal(folder);
    const saved = savedFrom(journal.opened);
    const cluster = saved ? Cluster.open({ ...saved, time: Math.max(saved.time, now) }) : make.cluster();
    cluster.settleInstant();
    const authority = (journal.opened.get(AUTHORITY) as Certificate | undefined) ?? make.authority();
    const kept = new KeptCluster(journal, cluster, saved !== undefined, authority);
    await kept.restate(true);
    return kept;
  }

  /** Kept when everything that happened in the cluster until now is on disk. */
  async durable(): Promise<void> {
    if (this.journal.outgrown) return this.restate(false);
    const changes = this.recording.take();
    if (changes.length) await this.journal.append(changes);
    else if (!this.journal.clean) await this.journal.flushed();
  }

  async close(): Promise<void> {
    await this.durable();
    await this.journal.close();
  }

  private async restate(must: boolean): Promise<void> {
    await this.journal.restate(() => {
      this.recording.take();
      return [...entriesOf(this.cluster.save()), [AUTHORITY, this.authority]];
    }, must);
    // What another call had written meanwhile is on disk; what came after it is not.
    if (!must) await this.journal.append(this.recording.take());
  }
}
