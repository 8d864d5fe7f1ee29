// What published images start when a manifest says nothing else, and the programs of theirs whose behaviour is documented.
// Follows kubernetes/build/pause and kubernetes/test/images/agnhost.

/** A program that goes on: what it says, and the ports it answers at. */
export interface Server {
  readonly says?: string;
  /** Ports, each with the status that a path gets so many seconds after the start; none where that is not known. */
  readonly ports: ReadonlyMap<number, (path: string, seconds: number) => number | undefined>;
  /** When these change, seconds after the start. */
  readonly turns?: readonly number[];
}

interface Published {
  readonly image: RegExp;
  readonly entrypoint: readonly string[];
  readonly args: readonly string[];
}

const PUBLISHED: readonly Published[] = [
  { image: /(^|\/)pause(:[\w.-]+)?(@sha256:\w+)?$/, entrypoint: ['/pause'], args: [] },
  { image: /(^|\/)agnhost(:[\w.-]+)?(@sha256:\w+)?$/, entrypoint: ['/agnhost'], args: ['pause'] },
];

const known = new Map<string, Published | undefined>();

/** What is started of an image: its own program, another, or with other arguments; undefined where that is not known. */
export function startedOf(
  image: string,
  command: readonly string[] | undefined,
  args: readonly string[] | undefined,
): readonly string[] | undefined {
  if (command?.length) return args?.length ? [...command, ...args] : command;
  if (!known.has(image))
    known.set(
      image,
      PUBLISHED.find((it) => it.image.test(image)),
    );
  const published = known.get(image);
  return published && [...published.entrypoint, ...(args?.length ? args : published.args)];
}

/** The value of a flag: `--port=80`, `--port 80`. */
function flag(args: readonly string[], name: string): number | undefined {
  for (const [i, arg] of args.entries()) {
    if (arg.startsWith(`--${name}=`)) return Number(arg.slice(name.length + 3));
    if (arg === `--${name}`) return Number(args[i + 1]);
  }
  return undefined;
}

/** As soon after a time as time passes here, in seconds. */
const MOMENT = 0.001;

const fine = (): number => 200;
/** It serves the files of its image. */
const root = (path: string): number | undefined => (path === '/' ? 200 : undefined);

/** Its programs by their first argument. */
const AGNHOST: { readonly [program: string]: (args: readonly string[]) => Server } = {
  pause: () => ({ says: 'Paused\nSignals registered\n', ports: new Map() }),
  'test-webserver': (args) => ({ ports: new Map([[flag(args, 'port') ?? 80, root]]) }),
  'serve-hostname': (args) => ({ ports: new Map([[flag(args, 'port') ?? 9376, fine]]) }),
  // Serving for ever, or for so many seconds.
  'grpc-health-checking': (args) => {
    const good = flag(args, 'delay-unhealthy-sec') ?? -1;
    const health = (_path: string, seconds: number): number => (good >= 0 && seconds > good ? 500 : 200);
    return { ports: new Map([[flag(args, 'port') ?? 5000, health]]), turns: good >= 0 ? [good + MOMENT] : [] };
  },
  // Ten seconds of good health, then none.
  liveness: () => ({
    ports: new Map([[8080, (path, seconds) => (path === '/healthz' && seconds > 10 ? 500 : 200)]]),
    turns: [10 + MOMENT],
  }),
};

/** The documented program that words start. */
export function serverOf(words: readonly string[]): Server | undefined {
  if (words[0] === '/pause' && words.length === 1) return { ports: new Map() };
  if (words[0] !== '/agnhost' && words[0] !== 'agnhost') return undefined;
  return AGNHOST[words[1] ?? 'pause']?.(words.slice(2));
}

/** What a documented program prints before it ends with success. */
export function saidOf(words: readonly string[]): string | undefined {
  return /^\/agnhost(-2)?$/.test(words[0] ?? '') && words[1] === 'entrypoint-tester'
    ? `[${words.join(' ')}]\n`
    : undefined;
}
