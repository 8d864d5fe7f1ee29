// Which objects a list or a watch is about: label and field selectors. Follows apiserver/pkg/registry/generic/matcher.go.

import type { KubeObject } from '../../api/object.ts';
import { parseFieldSelector, parseLabelSelector, SelectorError, type Matcher } from '../../api/selectors.ts';
import { badRequest } from '../../api/status-errors.ts';
import type { Endpoint } from './registry.ts';
import { valuesAt } from './json-path.ts';

/** Tells whether an object is selected; undefined when all are. */
export type Selected = ((object: KubeObject) => boolean) | undefined;

/** Reads both selectors; throws `StatusError`. */
export function selection(endpoint: Endpoint, label: string | undefined, field: string | undefined): Selected {
  const byLabel = label ? labels(label) : undefined;
  const byField = field ? fields(endpoint, field) : undefined;
  if (!byLabel && !byField) return undefined;
  return (object) => (!byLabel || byLabel(object.metadata.labels)) && (!byField || byField(object));
}

function labels(text: string): Matcher {
  try {
    return parseLabelSelector(text);
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}

function fields(endpoint: Endpoint, text: string): (object: KubeObject) => boolean {
  let terms;
  try {
    terms = parseFieldSelector(text);
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
  const readers = terms.map((term) => ({ ...term, read: reader(endpoint, term.field) }));
  return (object) => readers.every(({ read, value, equal }) => (read(object) === value) === equal);
}

function reader(endpoint: Endpoint, field: string): (object: KubeObject) => string {
  if (field === 'metadata.name') return (object) => object.metadata.name ?? '';
  if (field === 'metadata.namespace' && (endpoint.info.namespaced || !endpoint.kind.selectable))
    return (object) => object.metadata.namespace ?? '';
  const own = endpoint.kind.selectable?.[field];
  if (own && endpoint.kind.selectableIn?.(field, endpoint.apiVersion) !== false) return own;
  if (endpoint.custom) {
    const path = `.${field}`;
    if (endpoint.custom.version.selectableFields?.some((it) => it.jsonPath === path))
      return (object) => {
        const [value] = valuesAt(object, path);
        return value === undefined || value === null ? '' : String(value);
      };
    throw badRequest(`field label not supported: ${field}`);
  }
  throw badRequest(
    endpoint.kind.selectable
      ? (endpoint.kind.unselectable?.(field) ?? `field label not supported: ${field}`)
      : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}
