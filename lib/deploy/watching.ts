// What waits is told of changes, where the cluster tells them; where it does not, or has fallen silent, it asks.

import type { Client, Watch } from '../api/client.ts';
import type { GroupResource, KubeObject } from '../api/object.ts';
import { PART_OF } from './inventory.ts';

/** As many resources of a namespace are watched at once; each is a connection. What is more is asked for. */
const MOST = 24;
/** Even what is watched is asked for this often, milliseconds: what was deleted while a connection was broken is told by nobody. */
const ASKED_ANYWAY = 30_000;
/** What changes at once is looked at at once, milliseconds. */
const GATHERED = 40;

/** Follows objects of one deployment through their label. */
export class Watcher {
  private readonly client: Client;
  private readonly label: string;
  private readonly interval: number;
  private readonly watches = new Map<string, Watch>();
  private readonly latest = new Map<string, KubeObject | undefined>();
  private readonly asked = new Map<string, number>();
  private wake: (() => void) | undefined;

  /** `interval` is how often what is not watched is asked for, milliseconds. */
  constructor(client: Client, label: string, interval: number) {
    this.client = client;
    this.label = label;
    this.interval = interval;
  }

  /** From now on changes to this object are wanted. */
  follow(resource: GroupResource, { metadata }: KubeObject): void {
    const { namespace = '', name } = metadata;
    const place = `${resource} ${namespace}`;
    const id = `${place} ${name}`;
    if (!this.asked.has(id)) this.asked.set(id, this.client.now());
    if (!this.client.watch || this.watches.has(place) || this.watches.size >= MOST) return;
    const watch = this.client.watch(
      resource,
      { ...(namespace ? { namespace } : {}), labelSelector: `${PART_OF}=${this.label}` },
      ({ type, object }) => {
        this.latest.set(`${place} ${object.metadata.name}`, type === 'DELETED' ? undefined : object);
        this.wake?.();
      },
    );
    this.watches.set(place, watch);
  }

  /**
   * An object as it was last told; what is known of it where nothing new was. Undefined where it has to be asked for: it is not watched, is
   * gone, or was not asked for in a while.
   */
  told(resource: GroupResource, known: KubeObject): KubeObject | undefined {
    const { namespace = '', name, uid } = known.metadata;
    const place = `${resource} ${namespace}`;
    const id = `${place} ${name}`;
    if (!this.client.watch) return undefined;
    const now = this.client.now();
    const latest = this.latest.get(id);
    const gone = this.latest.has(id) && latest === undefined;
    const age = now - (this.asked.get(id) ?? 0);
    // Others may have been told something meanwhile: of what is not watched that is no news.
    if (gone || age >= (this.watches.get(place)?.live ? ASKED_ANYWAY : this.interval - GATHERED)) {
      this.asked.set(id, now);
      return undefined;
    }
    return latest?.metadata.uid === uid && latest && isSince(latest, known) ? latest : known;
  }

  /** Lets time pass: so long, or until something is told. */
  async pause(milliseconds: number): Promise<void> {
    if (this.watches.size === 0) return this.client.wait(milliseconds);
    await new Promise<void>((resolve) => {
      const end = setTimeout(resolve, milliseconds);
      this.wake = () => {
        this.wake = undefined;
        clearTimeout(end);
        setTimeout(resolve, Math.min(GATHERED, milliseconds));
      };
    });
    this.wake = undefined;
  }

  stop(): void {
    for (const watch of this.watches.values()) watch.stop();
  }
}

/** Whether one state of an object is not older than another: revisions of one resource are numbers that grow. */
function isSince(it: KubeObject, other: KubeObject): boolean {
  const [a, b] = [it.metadata.resourceVersion ?? '', other.metadata.resourceVersion ?? ''];
  return a.length === b.length ? a >= b : a.length > b.length;
}
