// Of the Secrets of an account only their names count. Follows kubernetes/pkg/registry/core/serviceaccount/strategy.go.

import type { Draft, Kind } from './interface.ts';

function namesOnly(draft: Draft): void {
  const secrets = draft['secrets'] as readonly { readonly name?: string }[] | undefined;
  if (secrets?.some((it) => Object.keys(it ?? {}).some((field) => field !== 'name')))
    draft['secrets'] = secrets.map((it) => (it?.name === undefined ? {} : { name: it.name }));
}

export const serviceAccount: Kind = {
  resource: 'serviceaccounts',
  prepareForCreate: namesOnly,
  prepareForUpdate: namesOnly,
};
