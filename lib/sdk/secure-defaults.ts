import type { IConstruct } from 'constructs';
import { podSpecPath } from '../api/rules/references.ts';
import type { KubeObject } from '../api/object.ts';
import { ApiObject } from './api-object.ts';
import type { Aspect } from './aspects.ts';

/** What a pod and its containers are given where they say nothing: what the Pod Security level `restricted` asks for. */
const POD = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
const CONTAINER = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

interface Spec {
  readonly securityContext?: object;
  readonly containers?: readonly { readonly securityContext?: object }[];
  readonly initContainers?: readonly { readonly securityContext?: object }[];
}

/**
 * Lets pods run as the Pod Security level `restricted` wants them, wherever they do not say otherwise:
 * `Aspects.of(app).add(secureDefaults())`. Nothing is hidden: without it no pod is changed.
 */
export function secureDefaults(): Aspect {
  return {
    visit(construct: IConstruct): void {
      if (!ApiObject.isApiObject(construct)) return;
      const path = podSpecPath(construct.apiVersion, construct.kind)?.split('.');
      if (path) construct.edit((object) => within(object, path, secured) as KubeObject);
    },
  };
}

function secured(spec: Spec): Spec {
  const container = <T extends { readonly securityContext?: object }>(it: T): T => ({
    ...it,
    securityContext: { ...CONTAINER, ...it.securityContext },
  });
  return {
    ...spec,
    securityContext: { ...POD, ...spec.securityContext },
    ...(spec.initContainers ? { initContainers: spec.initContainers.map(container) } : {}),
    ...(spec.containers ? { containers: spec.containers.map(container) } : {}),
  };
}

function within(value: unknown, [field, ...rest]: readonly string[], change: (spec: Spec) => Spec): unknown {
  if (field === undefined) return change(value as Spec);
  const fields = value as { readonly [key: string]: unknown };
  return fields[field] === undefined ? value : { ...fields, [field]: within(fields[field], rest, change) };
}
