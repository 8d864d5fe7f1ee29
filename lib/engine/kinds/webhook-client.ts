// Where a webhook is: a URL, or a Service. Follows apiserver/pkg/util/webhook/validation.go.

import { invalid, required, type FieldError } from '../../api/field-errors.ts';
import { dns1123Subdomain } from '../../api/labels.ts';

export interface WebhookClient {
  readonly url?: string;
  readonly service?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly path?: string;
    readonly port?: number;
  };
  readonly caBundle?: string;
}

const FORM = 'desired format: https://host[/path]';

/** What is wrong with where a webhook is. */
export function clientErrors(client: WebhookClient, path: string): FieldError[] {
  const { url, service } = client;
  if ((url === undefined) === (service === undefined))
    return [required(path, 'exactly one of url or service is required')];
  return url !== undefined ? urlErrors(url, `${path}.url`) : serviceErrors(service!, `${path}.service`);
}

/** What Go's parser of URLs refuses. */
function unparsable(url: string): string | undefined {
  const fault = (why: string): string => `url must be a valid URL: parse ${JSON.stringify(url)}: ${why}; ${FORM}`;
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(url)) return fault('net/url: invalid control character in URL');
  if (url.startsWith(':')) return fault('missing protocol scheme');
  const escape = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(url);
  if (escape) return fault(`invalid URL escape ${JSON.stringify(escape[0])}`);
  const [, host = ''] = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/(?:[^@/?#]*@)?([^/?#]*)/.exec(url) ?? [];
  const bad = /[ <>"\\^`{|}]/.exec(host);
  if (bad) return fault(`invalid character ${JSON.stringify(bad[0])} in host name`);
  const port = /:([^:\]]*)$/.exec(host);
  if (port && !/^\d*$/.test(port[1]!)) return fault(`invalid port ${JSON.stringify(port[0])} after host`);
  if (!/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(url) && !url.startsWith('/') && /^[^/?#]*:/.test(url))
    return fault('first path segment in URL cannot contain colon');
  return undefined;
}

function urlErrors(url: string, path: string): FieldError[] {
  const fault = unparsable(url);
  if (fault !== undefined) return [required(path, fault)];
  const match = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/(?:([^@/?#]*)@)?([^/?#]*))?[^?#]*(\?[^#]*)?(#.*)?$/s.exec(url);
  const [, scheme, user, host, query, fragment] = match ?? [];
  const errors: FieldError[] = [];
  if (scheme?.toLowerCase() !== 'https')
    errors.push(invalid(path, scheme?.toLowerCase() ?? '', `'https' is the only allowed URL scheme; ${FORM}`));
  if (!host) errors.push(invalid(path, host ?? '', `host must be specified; ${FORM}`));
  if (user !== undefined) errors.push(invalid(path, user, 'user information is not permitted in the URL'));
  if (fragment && fragment.length > 1)
    errors.push(invalid(path, fragment.slice(1), 'fragments are not permitted in the URL'));
  if (query && query.length > 1)
    errors.push(invalid(path, query.slice(1), 'query parameters are not permitted in the URL'));
  return errors;
}

function serviceErrors(service: NonNullable<WebhookClient['service']>, path: string): FieldError[] {
  const { name, namespace, port = 443, path: at } = service;
  const errors: FieldError[] = [];
  // Upstream's slip: each is told by the other's name.
  if (!namespace) errors.push(required(`${path}.name`));
  if (!name) errors.push(required(`${path}.namespace`));
  if (port < 1 || port > 65535)
    errors.push(invalid(`${path}.port`, port, 'port is not valid: must be between 1 and 65535, inclusive'));
  return at ? [...errors, ...pathErrors(at, `${path}.path`)] : errors;
}

function pathErrors(at: string, path: string): FieldError[] {
  if (at === '/') return [];
  if (at === '//') return [invalid(path, at, 'segment[0] may not be empty')];
  const errors: FieldError[] = at.startsWith('/') ? [] : [invalid(path, at, "must start with a '/'")];
  at.slice(1)
    .replace(/\/$/, '')
    .split('/')
    .forEach((step, i) => {
      if (!step) errors.push(invalid(path, at, `segment[${i}] may not be empty`));
      else for (const fault of dns1123Subdomain(step)) errors.push(invalid(path, at, `segment[${i}]: ${fault}`));
    });
  return errors;
}
