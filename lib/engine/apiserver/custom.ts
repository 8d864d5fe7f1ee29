// Custom resources: endpoints from stored definitions. Follows apiextensions-apiserver/pkg/apiserver.

import { qualifiedName } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ResourceInfo } from '../../api/schema/resources.ts';
import type { TypeSchema } from '../../api/schema/schema.ts';
import type { Reader } from '../interface.ts';
import type { Endpoint } from './registry.ts';
import type { Draft, KindContext } from '../kinds/interface.ts';
import { applyCustomDefaults } from './custom-defaults.ts';
import { mutableCopy } from './equality.ts';
import { customErrors, customStatusErrors } from './custom-validation.ts';
import { structuralType } from './custom-schema.ts';

/** What a definition says about one version. */
export interface Custom {
  readonly definition: KubeObject;
  readonly version: CustomVersion;
  readonly schema: JsonSchema | undefined;
  /** The version that objects are kept in. */
  readonly stored: { readonly type: TypeSchema; readonly schema: JsonSchema | undefined };
}

export interface CustomVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: JsonSchema };
  readonly subresources?: {
    readonly status?: object;
    readonly scale?: {
      readonly specReplicasPath: string;
      readonly statusReplicasPath: string;
      readonly labelSelectorPath?: string;
    };
  };
  readonly additionalPrinterColumns?: readonly {
    readonly name: string;
    readonly type: string;
    readonly format?: string;
    readonly description?: string;
    readonly priority?: number;
    readonly jsonPath: string;
  }[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
}

/** The subset of JSON Schema that definitions use. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type JsonSchema = { readonly [key: string]: any };

const VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

const remembered = new WeakMap<KubeObject, readonly Endpoint[]>();

/** The endpoints of all established definitions. */
export function customEndpoints(read: Reader): Endpoint[] {
  return read.list('customresourcedefinitions.apiextensions.k8s.io').flatMap(endpointsOf);
}

function endpointsOf(definition: KubeObject): readonly Endpoint[] {
  let known = remembered.get(definition);
  if (known) return known;
  known = make(definition);
  remembered.set(definition, known);
  return known;
}

function make(definition: KubeObject): Endpoint[] {
  const { spec, status } = definition;
  const conditions = (status?.conditions ?? []) as { type: string; status: string }[];
  if (!conditions.some((it) => it.type === 'Established' && it.status === 'True')) return [];
  const names = status.acceptedNames ?? spec.names;
  const versions = spec.versions as readonly CustomVersion[];
  const stored = versions.find((it) => it.storage);
  if (!stored) return [];
  const id = `${names.plural}.${spec.group}`;
  const typeOf = (version: CustomVersion): TypeSchema =>
    structuralType(version.schema?.openAPIV3Schema, `${spec.group}.${version.name}.${names.kind}`);
  const storedType = typeOf(stored);
  const generation = versions.some((it) => it.subresources?.status);
  return versions
    .filter((version) => version.served)
    .map((version) => {
      const subresources: ResourceInfo['subresources'][number][] = [];
      if (version.subresources?.status)
        subresources.push({ name: 'status', kind: names.kind, verbs: ['get', 'patch', 'update'] });
      if (version.subresources?.scale)
        subresources.push({
          name: 'scale',
          kind: 'Scale',
          group: 'autoscaling',
          version: 'v1',
          verbs: ['get', 'patch', 'update'],
        });
      const info: ResourceInfo = {
        group: spec.group,
        version: version.name,
        resource: names.plural,
        kind: names.kind,
        singular: names.singular || names.kind.toLowerCase(),
        namespaced: spec.scope === 'Namespaced',
        verbs: VERBS,
        ...(names.shortNames ? { shortNames: names.shortNames } : {}),
        ...(names.categories ? { categories: names.categories } : {}),
        subresources,
      };
      const schema = version.schema?.openAPIV3Schema;
      // What is stored may be older than a default: whoever reads it sees the default.
      const asRead = (old: KubeObject): KubeObject => {
        if (!schema) return old;
        const { metadata, ...parts } = old;
        const copy = mutableCopy(parts);
        applyCustomDefaults(schema, copy);
        return { ...copy, metadata };
      };
      return {
        info,
        apiVersion: `${spec.group}/${version.name}`,
        id,
        storage: id,
        storageVersion: `${spec.group}/${stored.name}`,
        schema: version === stored ? storedType : typeOf(version),
        kind: {
          resource: id,
          // Without a status of its own every change but of metadata counts; with one, the status does not.
          generation: true,
          ...(generation ? {} : { generationOf: contentOf }),
          conditionalUpdate: true,
          ...(schema
            ? {
                defaults: (draft: Draft) => {
                  const { metadata: _, ...parts } = draft;
                  applyCustomDefaults(schema, parts);
                  Object.assign(draft, parts);
                },
              }
            : {}),
          // What an update left as it was is not asked again.
          validate: (object: Draft, context: KindContext) =>
            context.operation === 'CREATE'
              ? customErrors(version, object as KubeObject, undefined, (text) => context.warn(text))
              : [],
          validateUpdate: (object: Draft, old: KubeObject, context: KindContext) =>
            customErrors(version, object as KubeObject, asRead(old), (text) => context.warn(text)),
          validateStatus: (object: Draft, old: KubeObject, context: KindContext) =>
            customStatusErrors(version, object as KubeObject, asRead(old), (text) => context.warn(text)),
          warnings: (object: Draft, old: KubeObject | undefined) => finalizerWarnings(object, old),
        },
        custom: {
          definition,
          version,
          schema,
          stored: { type: storedType, schema: stored.schema?.openAPIV3Schema },
        },
      };
    });
}

const STANDARD_FINALIZERS = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

/** What is said of finalizers that nobody's domain names. */
function finalizerWarnings({ metadata }: Draft, old: KubeObject | undefined): string[] {
  const had = new Set(old?.metadata.finalizers);
  const added = [...new Set((metadata.finalizers ?? []) as readonly string[])].filter((it) => !had.has(it)).sort();
  return added.flatMap((name) => {
    const at = `metadata.finalizers: ${JSON.stringify(name)}: `;
    const faults = qualifiedName(name).map((fault) => at + fault);
    if (name.includes('/') || STANDARD_FINALIZERS.has(name)) return faults;
    const path = name.includes('.') ? ' including a path (/)' : '';
    return [
      ...faults,
      `${at}prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`,
    ];
  });
}

function contentOf(object: KubeObject): unknown[] {
  return Object.entries(object)
    .filter(([name]) => name !== 'metadata' && name !== 'apiVersion' && name !== 'kind')
    .map(([, value]) => value as unknown);
}
