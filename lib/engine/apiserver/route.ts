// What a path is about. Follows apiserver/pkg/endpoints/request/requestinfo.go.

/** A path under /api or /apis, taken apart. */
export interface Route {
  readonly group: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly namespace: string;
  readonly resource: string;
  readonly name: string;
  readonly subresource: string;
  /** What follows the subresource, of proxies. */
  readonly rest: string;
  /** The old form of watching: `/api/v1/watch/…`. */
  readonly watch: boolean;
  /** `/namespaces/x/` stood before the resource. */
  readonly scoped: boolean;
}

// Under a namespace, these are parts of the namespace itself and no resources in it.
const NAMESPACE_PARTS = new Set(['status', 'finalize']);

/** Undefined for a path that is about no resource. */
export function routeOf(path: string): Route | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  let at: number;
  let group = '';
  if (parts[0] === 'api' && parts.length >= 3) at = 1;
  else if (parts[0] === 'apis' && parts.length >= 4) {
    group = parts[1]!;
    at = 2;
  } else return undefined;
  const version = parts[at++]!;
  let rest = parts.slice(at);
  const watch = rest[0] === 'watch' && rest.length > 1;
  if (watch) rest = rest.slice(1);
  let namespace = '';
  let scoped = false;
  if (rest[0] === 'namespaces') {
    if (rest.length > 1) {
      namespace = rest[1]!;
      if (rest.length > 2 && !NAMESPACE_PARTS.has(rest[2]!)) {
        rest = rest.slice(2);
        scoped = true;
      }
    }
  }
  const [resource = '', name = '', subresource = '', ...more] = rest;
  return {
    group,
    version,
    apiVersion: group ? `${group}/${version}` : version,
    namespace: scoped || resource === 'namespaces' ? namespace : '',
    resource,
    name,
    subresource,
    rest: more.join('/'),
    watch,
    scoped,
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
