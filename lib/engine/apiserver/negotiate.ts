// Which form an answer takes and a body has. Follows apiserver/pkg/endpoints/handlers/negotiation.

import { notAcceptable, unsupportedMediaType } from '../../api/status-errors.ts';
import { bare } from './http.ts';

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** What the client wants to see. */
export interface Wanted {
  readonly type: 'application/json' | 'application/yaml' | typeof PROTOBUF;
  /** `Table`, `PartialObjectMetadata`, `PartialObjectMetadataList`; '' for the object itself. */
  readonly as: string;
  /** The version of such a form: `meta.k8s.io/v1`. */
  readonly version: string;
}

const PLAIN: Wanted = { type: 'application/json', as: '', version: '' };
const TYPES = ['application/json', 'application/yaml', PROTOBUF];
const PARTIAL = TYPES.join(', ');
const STREAMS = ['application/json;stream=watch', `${PROTOBUF};stream=watch`];

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

const FORMS = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']);

const BASES: { readonly [type: string]: Wanted['type'] } = {
  'application/json': 'application/json',
  'application/*': 'application/json',
  '*/*': 'application/json',
  'application/yaml': 'application/yaml',
  [PROTOBUF]: PROTOBUF,
};

/** What there is to choose from. */
export interface Offer {
  /** Custom resources have no protobuf, and no table of routes that looks at the types first. */
  readonly custom?: boolean;
  /** The route is one of lists, which can be watched. */
  readonly many?: boolean;
  readonly watching?: boolean;
  /** There is no form but the object itself. */
  readonly plain?: boolean;
}

/** The form of an answer; throws `StatusError` when nothing fits. */
export function wanted(header: string | undefined, { custom, many, watching, plain }: Offer): Wanted {
  if (!header) return PLAIN;
  const clauses = acceptedTypes(header);
  // The routes of built-in resources know whole types only.
  if (!custom && !clauses.some(({ type }) => type === '*/*' || TYPES.includes(type)))
    throw bare(
      406,
      'NotAcceptable',
      `406: Not Acceptable\n\nAvailable representations: ${[...TYPES, ...(many ? STREAMS : [])].join(', ')}`,
    );
  for (const { type, parameters } of clauses) {
    const base = BASES[type];
    if (!base) continue;
    const stream = parameters.get('stream');
    if (stream && (base === 'application/yaml' || stream !== 'watch')) continue;
    const [as = '', group = '', version = ''] = ['as', 'g', 'v'].map((name) => parameters.get(name));
    const formed = ['as', 'g', 'v'].some((name) => parameters.has(name));
    if (!formed) {
      if (custom && base === PROTOBUF) continue;
    } else {
      if (plain || !FORMS.has(as) || group !== 'meta.k8s.io' || !/^v1(beta1)?$/.test(version)) continue;
      if (as === 'Table' && base === PROTOBUF) continue;
    }
    if (watching && base === 'application/yaml') throw notAcceptable(accepting(STREAMS.join(',  ')));
    return formed ? { type: base, as, version: `${group}/${version}` } : { ...PLAIN, type: base };
  }
  throw notAcceptable(accepting(PARTIAL));
}

const accepting = (types: string): string => `only the following media types are accepted: ${types}`;

/** The encoding of an answer about no object of the resource: an error, a status. */
export function wantedPlain(header: string | undefined): Wanted['type'] {
  for (const { type, parameters } of acceptedTypes(header))
    // A form of objects is none of theirs.
    if (BASES[type] && !['as', 'g', 'v'].some((name) => parameters.has(name))) return BASES[type];
  return 'application/json';
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
