// URLs taken apart. Follows apiserver/pkg/cel/library/urls.go and Go's net/url.

import { quote } from '../../../api/field-errors.ts';
import { CelError } from '../errors.ts';
import type { Library } from '../environment.ts';
import { List, LiteralMap, Opaque } from '../values.ts';

class Url extends Opaque {
  readonly type = 'kubernetes.URL';
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly text: string;
  constructor(text: string, scheme: string, host: string, path: string, query: string) {
    super();
    this.text = text;
    this.scheme = scheme;
    this.host = host;
    this.path = path;
    this.query = query;
  }
  equals(other: Opaque): boolean {
    return other instanceof Url && other.text === this.text;
  }
  /** Where the port begins in the host, or its end. */
  get colon(): number {
    const found = /:\d*$/.exec(this.host);
    return found && (!this.host.includes('[') || this.host.lastIndexOf(']') < found.index)
      ? found.index
      : this.host.length;
  }
}

/** Why a text is no absolute URL or path; undefined when it is one. */
export function urlFault(text: string): string | undefined {
  const fault = (why: string): string => `parse ${quote(text)}: ${why}`;
  if (/[\0-\x1f\x7f]/.test(text)) return fault('net/url: invalid control character in URL');
  if (!text) return fault('empty url');
  if (text === '*') return undefined;
  const colon = text.indexOf(':');
  const slash = text.search(/[/?]/);
  let rest = text;
  let scheme = '';
  if (colon === 0) return fault('missing protocol scheme');
  if (colon > 0 && (slash < 0 || colon < slash)) {
    const head = text.slice(0, colon);
    if (/^[a-zA-Z][a-zA-Z0-9+.-]*$/.test(head)) {
      scheme = head;
      rest = text.slice(colon + 1);
    } else if (/^[^a-zA-Z]/.test(head) || /[^a-zA-Z0-9+.-]/.test(head)) return fault('invalid URI for request');
  }
  const plain = rest.split('?')[0]!;
  if (!plain.startsWith('/')) return scheme ? undefined : fault('invalid URI for request');
  if (scheme && plain.startsWith('//')) {
    const authority = /^\/\/([^/]*)/.exec(plain)![1]!;
    const host = authority.slice(authority.lastIndexOf('@') + 1);
    if (host.startsWith('[') && !host.includes(']')) return fault("missing ']' in host");
    const port = host.startsWith('[') ? host.slice(host.lastIndexOf(']') + 1) : host.replace(/^[^:]*/, '');
    if (port && !/^:\d*$/.test(port)) return fault(`invalid port ${quote(port)} after host`);
    if (/[ <>"^`{|}\\]/.test(host))
      return fault(`invalid character ${quote(/[ <>"^`{|}\\]/.exec(host)![0])} in host name`);
  }
  const escape = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(plain);
  return escape ? fault(`invalid URL escape ${quote(escape[0])}`) : undefined;
}

function read(text: string): Url {
  const fault = urlFault(text);
  if (fault !== undefined) throw new CelError(`URL parse error during conversion from string: ${fault}`);
  const [, scheme = '', rest = ''] = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?([^#]*)/.exec(text)!;
  const question = rest.indexOf('?');
  const plain = question < 0 ? rest : rest.slice(0, question);
  const query = question < 0 ? '' : rest.slice(question + 1);
  const found = scheme || plain.startsWith('//') ? /^\/\/([^/]*)(.*)$/s.exec(plain) : null;
  const authority = found?.[1] ?? '';
  const path = found ? found[2]! : plain.startsWith('/') || plain === '*' ? plain : '';
  return new Url(text, scheme.toLowerCase(), authority.slice(authority.lastIndexOf('@') + 1), escapePath(path), query);
}

// Characters that may not stand in a path as they are.
const escapePath = (path: string): string =>
  path.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%[\]]+/gu, (it) => encodeURIComponent(it));

function queryOf({ query }: Url): LiteralMap {
  const values = new Map<string, string[]>();
  const decode = (text: string): string | undefined => {
    try {
      return decodeURIComponent(text.replace(/\+/g, ' '));
    } catch {
      return undefined;
    }
  };
  for (const part of query.split('&')) {
    if (!part || part.includes(';')) continue;
    const at = part.indexOf('=');
    const name = decode(at < 0 ? part : part.slice(0, at));
    const value = decode(at < 0 ? '' : part.slice(at + 1));
    if (name !== undefined && value !== undefined) values.set(name, [...(values.get(name) ?? []), value]);
  }
  const map = new LiteralMap();
  for (const [name, list] of values) map.set(name, new List(list));
  return map;
}

export const urls: Library = {
  types: ['kubernetes.URL'],
  functions: [
    ['url(string): kubernetes.URL', read],
    ['isURL(string): bool', (text: string) => urlFault(text) === undefined],
    ['kubernetes.URL.getScheme(): string', (it: Url) => it.scheme],
    ['kubernetes.URL.getHost(): string', (it: Url) => it.host],
    ['kubernetes.URL.getHostname(): string', (it: Url) => it.host.slice(0, it.colon).replace(/^\[(.*)\]$/, '$1')],
    ['kubernetes.URL.getPort(): string', (it: Url) => it.host.slice(it.colon + 1)],
    ['kubernetes.URL.getEscapedPath(): string', (it: Url) => it.path],
    ['kubernetes.URL.getQuery(): map(string, list(string))', queryOf],
  ],
};
