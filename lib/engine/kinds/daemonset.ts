// DaemonSets count the changes of their template in an annotation. Follows kubernetes/pkg/registry/apps/daemonset/strategy.go.

import type { Draft, Kind } from './interface.ts';

/** Kept as a field inside, and told as an annotation. */
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

function set(draft: Draft, generation: number): void {
  draft.metadata.annotations = { ...draft.metadata.annotations, [TEMPLATE_GENERATION]: String(generation) };
}

export const daemonSet: Kind = {
  resource: 'daemonsets.apps',
  prepareForCreate(draft) {
    set(draft, 1);
  },
  prepareForUpdate(draft, old, { subresource }) {
    if (subresource) return;
    const before = Number(old.metadata.annotations?.[TEMPLATE_GENERATION] ?? 1);
    const changed = JSON.stringify(draft.spec?.template) !== JSON.stringify(old['spec'].template);
    set(draft, changed ? before + 1 : before);
  },
};
