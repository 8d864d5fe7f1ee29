// Where objects go whose manifests do not say: as kubectl does, into the namespace called default.

import type { KubeObject } from '../api/object.ts';
import { resourceOfKind } from '../api/schema/resources.ts';
import type { Deployment, DeployObject } from './interface.ts';

/** The deployment with a namespace in every namespaced object. Itself when none is wanting. */
export function placed(deployment: Deployment, namespace = 'default'): Deployment {
  let custom: Map<string, boolean> | undefined;
  const wants = ({ apiVersion = '', kind = '', metadata }: KubeObject): boolean => {
    if (metadata.namespace) return false;
    const known = resourceOfKind(apiVersion, kind);
    if (known) return known.namespaced;
    custom ??= scopes(deployment.objects);
    return custom.get(`${kind}.${apiVersion.split('/')[0]}`) ?? false;
  };
  if (!deployment.objects.some(({ object }) => wants(object))) return deployment;
  return {
    ...deployment,
    objects: deployment.objects.map((it) =>
      wants(it.object) ? moved(it, { ...it.object, metadata: { ...it.object.metadata, namespace } }) : it,
    ),
  };
}

/** The same with another object; its line stays unread until somebody asks. */
export function moved(it: DeployObject, object: KubeObject): DeployObject {
  return {
    ...it,
    object,
    get source() {
      return it.source;
    },
  };
}

/** Whether the custom kinds that the deployment itself defines are namespaced. */
function scopes(objects: readonly DeployObject[]): Map<string, boolean> {
  return new Map(
    objects
      .filter(({ object }) => object.kind === 'CustomResourceDefinition')
      .map(({ object: { spec } }) => [`${spec?.names?.kind}.${spec?.group}`, spec?.scope === 'Namespaced']),
  );
}
