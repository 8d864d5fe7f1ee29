// The name of a kind with its version. Every room looks tables up by it, for every object: it is put together once.

const ids = new Map<string, Map<string, string>>();
/** Custom kinds are without end. */
const KEPT = 1_000;

/** `apps/v1/Deployment`. */
export function kindId(apiVersion = '', kind = ''): string {
  let kinds = ids.get(apiVersion);
  if (!kinds) {
    if (ids.size >= KEPT) ids.clear();
    ids.set(apiVersion, (kinds = new Map()));
  }
  let id = kinds.get(kind);
  if (id === undefined) {
    if (kinds.size >= KEPT) kinds.clear();
    kinds.set(kind, (id = `${apiVersion}/${kind}`));
  }
  return id;
}
