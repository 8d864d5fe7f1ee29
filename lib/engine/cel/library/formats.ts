// Formats that texts are held against. Follows apiserver/pkg/cel/library/format.go.

import { dns1035Label, dns1123Label, dns1123Subdomain, labelValue, qualifiedName } from '../../../api/labels.ts';
import type { Library } from '../environment.ts';
import { List, NONE, Opaque, Optional } from '../values.ts';
import { isTimestamp } from './times.ts';
import { urlFault } from './urls.ts';

type Check = (text: string) => readonly string[];

export class Format extends Opaque {
  readonly type = 'kubernetes.NamedFormat';
  readonly name: string;
  readonly faults: Check;
  /** How long a pattern a check is taken for. */
  readonly patternSize: number;
  constructor(name: string, faults: Check, patternSize: number) {
    super();
    this.name = name;
    this.faults = faults;
    this.patternSize = patternSize;
  }
  equals(other: Opaque): boolean {
    return other instanceof Format && other.name === this.name;
  }
}

// A prefix may end in a dash.
const prefix =
  (check: Check): Check =>
  (text) =>
    check(text.endsWith('-') && text.length > 1 ? `${text.slice(0, -1)}a` : text);
const or =
  (valid: (text: string) => boolean, fault: string): Check =>
  (text) =>
    valid(text) ? [] : [fault];

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

const FORMATS: { readonly [name: string]: Format } = Object.fromEntries(
  (
    [
      ['dns1123Label', 'DNS1123Label', dns1123Label, 30],
      ['dns1123Subdomain', 'DNS1123Subdomain', dns1123Subdomain, 60],
      ['dns1035Label', 'DNS1035Label', dns1035Label, 30],
      ['qualifiedName', 'QualifiedName', qualifiedName, 60],
      ['dns1123LabelPrefix', 'DNS1123LabelPrefix', prefix(dns1123Label), 30],
      ['dns1123SubdomainPrefix', 'DNS1123SubdomainPrefix', prefix(dns1123Subdomain), 60],
      ['dns1035LabelPrefix', 'DNS1035LabelPrefix', prefix(dns1035Label), 30],
      ['labelValue', 'LabelValue', labelValue, 40],
      ['uri', 'URI', (text: string) => (urlFault(text) === undefined ? [] : [urlFault(text)!]), 1103],
      ['uuid', 'uuid', or((text) => UUID.test(text), 'does not match the UUID format'), 70],
      [
        'byte',
        'byte',
        or(
          (text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/.test(text),
          'invalid base64',
        ),
        84,
      ],
      [
        'date',
        'date',
        or((text) => /^\d{4}-\d\d-\d\d$/.test(text) && isTimestamp(`${text}T00:00:00Z`), 'invalid date'),
        71,
      ],
      ['datetime', 'datetime', or(isTimestamp, 'invalid datetime'), 71],
    ] as readonly (readonly [string, string, Check, number])[]
  ).map(([name, title, check, size]) => [name, new Format(title, check, size)]),
);

export const formats: Library = {
  types: ['kubernetes.NamedFormat'],
  functions: [
    [
      'kubernetes.NamedFormat.validate(string): optional_type(list(string))',
      (format: Format, text: string) => {
        const faults = format.faults(text);
        return faults.length ? new Optional(new List(faults)) : NONE;
      },
    ],
    [
      '@format.named(string): optional_type(kubernetes.NamedFormat)',
      (name: string) => (Object.hasOwn(FORMATS, name) ? new Optional(FORMATS[name]) : NONE),
    ],
    ...Object.entries(FORMATS).map(
      ([name, format]) => [`@format.${name}(): kubernetes.NamedFormat`, () => format] as const,
    ),
  ],
};
