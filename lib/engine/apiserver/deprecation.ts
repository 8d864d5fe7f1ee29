// What is said to whoever uses a version that will go. Follows apiserver/pkg/endpoints/deprecation and
// apiextensions-apiserver/pkg/apiserver/customresource_handler.go.

import type { CustomVersion } from './custom.ts';
import { byVersion } from './discovery.ts';
import type { Endpoint } from './registry.ts';

const BUILT_IN: { readonly [resource: string]: string } = {
  'v1/componentstatuses': 'v1 ComponentStatus is deprecated in v1.19+',
  'v1/endpoints': 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
};

/** The warning of an endpoint; undefined where there is none. */
export function deprecation({ custom, apiVersion, info }: Endpoint): string | undefined {
  if (!custom) return BUILT_IN[`${apiVersion}/${info.resource}`];
  const { version, definition } = custom;
  if (!version.deprecated) return undefined;
  if (version.deprecationWarning !== undefined) return version.deprecationWarning;
  const better = (definition['spec'].versions as readonly CustomVersion[])
    .filter((it) => it.served && !it.deprecated)
    .map((it) => it.name)
    .sort(byVersion)
    .find((name) => byVersion(name, version.name) < 0);
  const use = better ? `; use ${info.group}/${better} ${info.kind}` : '';
  return `${apiVersion} ${info.kind} is deprecated${use}`;
}
