// Which form an answer takes and a body has. Follows apiserver/pkg/endpoints/handlers/negotiation.

import { notAcceptable, unsupportedMediaType } from '../../api/status-errors.ts';

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** What the client wants to see. */
export interface Wanted {
  readonly type: 'application/json' | 'application/yaml' | typeof PROTOBUF;
  /** `Table`, `PartialObjectMetadata`, `PartialObjectMetadataList`; '' for the object itself. */
  readonly as: string;
  /** The media type as it goes into the answer. */
  readonly shown: string;
}

const PLAIN: Wanted = { type: 'application/json', as: '', shown: 'application/json' };
const PARTIAL = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';

interface Accepted {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** The clauses of an Accept header, best first. */
export function acceptedTypes(header: string | undefined): Accepted[] {
  return (header ?? '')
    .split(',')
    .map((clause) => clause.trim())
    .filter(Boolean)
    .map((clause) => {
      const [type = '', ...rest] = clause.split(';').map((part) => part.trim());
      const parameters = new Map(
        rest.map((part): [string, string] => {
          const at = part.indexOf('=');
          return at < 0
            ? [part.toLowerCase(), '']
            : [part.slice(0, at).toLowerCase(), part.slice(at + 1).replace(/^"|"$/g, '')];
        }),
      );
      const quality = parameters.has('q') ? Number(parameters.get('q')) : 1;
      return { type: type.toLowerCase(), parameters, quality };
    })
    .sort((a, b) => b.quality - a.quality);
}

const TRANSFORMS = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']);

const BASES: { readonly [type: string]: Wanted['type'] } = {
  'application/json': 'application/json',
  'application/*': 'application/json',
  '*/*': 'application/json',
  'application/yaml': 'application/yaml',
  [PROTOBUF]: PROTOBUF,
};

/**
 * What to answer with; throws `StatusError` when nothing fits. `allowed` says which forms there are beside the object itself; custom
 * resources have no protobuf.
 */
export function wanted(header: string | undefined, allowed: readonly string[], custom = false): Wanted {
  if (!header) return PLAIN;
  for (const { type, parameters } of acceptedTypes(header)) {
    const base = BASES[type];
    if (!base) continue;
    const as = parameters.get('as') ?? '';
    if (base === PROTOBUF && (as === 'Table' || (custom && !as))) continue;
    if (!as) {
      return base === 'application/json' ? PLAIN : { type: base, as: '', shown: base };
    }
    if (!TRANSFORMS.has(as) || !allowed.includes(as)) continue;
    if (parameters.get('g') !== 'meta.k8s.io' || !/^v1(beta1)?$/.test(parameters.get('v') ?? '')) continue;
    const shown = `${base};${[...parameters]
      .filter(([name]) => name !== 'q')
      .map(([name, value]) => `${name}=${value}`)
      .join(';')}`;
    return { type: base, as, shown };
  }
  throw notAcceptable(`only the following media types are accepted: ${PARTIAL}${offers(allowed)}`);
}

/** The encoding of an answer about no object of the resource: an error, a status. */
export function wantedPlain(header: string | undefined): Wanted['type'] {
  for (const { type } of acceptedTypes(header)) if (BASES[type]) return BASES[type];
  return 'application/json';
}

function offers(allowed: readonly string[]): string {
  return allowed
    .map((as) =>
      ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']
        .map((type) => `, ${type};as=${as};g=meta.k8s.io;v=v1`)
        .join(''),
    )
    .join('');
}

/** The media type of a body without its parameters; throws `StatusError` for one that is not read. */
export function bodyType(
  header: string | undefined,
): 'application/json' | 'application/yaml' | 'application/vnd.kubernetes.protobuf' {
  const type = (header ?? '').split(';')[0]!.trim().toLowerCase();
  if (!type || type === 'application/json') return 'application/json';
  if (type === 'application/yaml' || type === 'application/vnd.kubernetes.protobuf') return type;
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${PARTIAL}`,
  );
}
