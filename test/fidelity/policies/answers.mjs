// What of an answer is held: the status, what is said, the warnings, and the parts of an object that policies change.

const plural = (kind) => (kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`).toLowerCase();

/** Where objects of a kind are made. */
export function pathOf({ apiVersion, kind, metadata }) {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${metadata.namespace ? `/namespaces/${metadata.namespace}` : ''}/${plural(kind)}`;
}

/** An answer as it is recorded. */
export function answerOf({ method }, { status, warnings, text }) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  const failed = body?.kind === 'Status' && body.status === 'Failure';
  const said = failed ? { reason: body.reason, message: body.message, details: body.details } : {};
  const object = body && body.kind !== 'Status' && method !== 'DELETE' ? { object: shown(body) } : {};
  return { status, ...(failed ? said : object), ...(warnings.length ? { warnings } : {}) };
}

const shown = ({ kind, metadata, data, spec, status }) => ({
  kind,
  ...(metadata?.labels ? { labels: metadata.labels } : {}),
  ...(data ? { data } : {}),
  ...(kind === 'Scale' || kind === 'TokenRequest' ? { spec: { ...spec, boundObjectRef: undefined } } : {}),
  ...(kind === 'Pod' && spec
    ? { names: [...(spec.initContainers ?? []), ...spec.containers].map((it) => it.name) }
    : {}),
  ...(kind === 'Deployment' && status
    ? { status: { replicas: status.replicas, collisionCount: status.collisionCount } }
    : {}),
});
