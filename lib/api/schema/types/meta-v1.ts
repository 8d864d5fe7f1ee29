// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#apigroup-v1-meta */
export interface APIGroup {
  readonly apiVersion?: 'v1';
  readonly kind?: 'APIGroup';
  /** required */
  readonly name: string;
  readonly preferredVersion?: GroupVersionForDiscovery;
  readonly serverAddressByClientCIDRs?: readonly ServerAddressByClientCIDR[];
  /** required */
  readonly versions: readonly GroupVersionForDiscovery[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#apiresource-v1-meta */
export interface APIResource {
  readonly categories?: readonly string[];
  readonly group?: string;
  /** required */
  readonly kind: string;
  /** required */
  readonly name: string;
  /** required */
  readonly namespaced: boolean;
  readonly shortNames?: readonly string[];
  /** required */
  readonly singularName: string;
  readonly storageVersionHash?: string;
  /** required */
  readonly verbs: readonly string[];
  readonly version?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#apiresourcelist-v1-meta */
export interface APIResourceList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly groupVersion: string;
  readonly kind?: 'APIResourceList';
  /** required */
  readonly resources: readonly APIResource[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#condition-v1-meta */
export interface Condition {
  /** time, RFC 3339 in UTC · required */
  readonly lastTransitionTime: string;
  /** required */
  readonly message: string;
  /** 64-bit integer */
  readonly observedGeneration?: number;
  /** required */
  readonly reason: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#deleteoptions-v1-meta */
export interface DeleteOptions {
  readonly apiVersion?: 'v1';
  readonly dryRun?: readonly string[];
  /** 64-bit integer · seconds */
  readonly gracePeriodSeconds?: number;
  readonly ignoreStoreReadErrorWithClusterBreakingPotential?: boolean;
  readonly kind?: 'DeleteOptions';
  readonly orphanDependents?: boolean;
  readonly preconditions?: Preconditions;
  readonly propagationPolicy?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#fieldselectorrequirement-v1-meta */
export interface FieldSelectorRequirement {
  /** required */
  readonly key: string;
  /** required */
  readonly operator: string;
  readonly values?: readonly string[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#groupresource-v1-meta */
export interface GroupResource {
  /** required */
  readonly group: string;
  /** required */
  readonly resource: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#groupversionfordiscovery-v1-meta */
export interface GroupVersionForDiscovery {
  /** required */
  readonly groupVersion: string;
  /** required */
  readonly version: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#labelselector-v1-meta */
export interface LabelSelector {
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
  readonly matchLabels?: { readonly [key: string]: string };
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#labelselectorrequirement-v1-meta */
export interface LabelSelectorRequirement {
  /** required */
  readonly key: string;
  /** required */
  readonly operator: string;
  readonly values?: readonly string[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#listmeta-v1-meta */
export interface ListMeta {
  readonly continue?: string;
  /** 64-bit integer */
  readonly remainingItemCount?: number;
  readonly resourceVersion?: string;
  readonly selfLink?: string;
  readonly shardInfo?: ShardInfo;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#managedfieldsentry-v1-meta */
export interface ManagedFieldsEntry {
  readonly apiVersion?: string;
  readonly fieldsType?: string;
  /** any JSON */
  readonly fieldsV1?: any;
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  /** time, RFC 3339 in UTC */
  readonly time?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#objectmeta-v1-meta */
export interface ObjectMeta {
  readonly annotations?: { readonly [key: string]: string };
  /** time, RFC 3339 in UTC · immutable */
  readonly creationTimestamp?: string;
  /** 64-bit integer · seconds */
  readonly deletionGracePeriodSeconds?: number;
  /** time, RFC 3339 in UTC */
  readonly deletionTimestamp?: string;
  /** set */
  readonly finalizers?: readonly string[];
  readonly generateName?: string;
  /** 64-bit integer */
  readonly generation?: number;
  readonly labels?: { readonly [key: string]: string };
  readonly managedFields?: readonly ManagedFieldsEntry[];
  /** immutable */
  readonly name?: string;
  /** immutable */
  readonly namespace?: string;
  /** list by uid */
  readonly ownerReferences?: readonly OwnerReference[];
  readonly resourceVersion?: string;
  readonly selfLink?: string;
  /** immutable */
  readonly uid?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ownerreference-v1-meta */
export interface OwnerReference {
  /** required */
  readonly apiVersion: string;
  readonly blockOwnerDeletion?: boolean;
  readonly controller?: boolean;
  /** required */
  readonly kind: string;
  /** required */
  readonly name: string;
  /** required */
  readonly uid: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#patch-v1-meta */
export interface Patch {
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#preconditions-v1-meta */
export interface Preconditions {
  readonly resourceVersion?: string;
  readonly uid?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#serveraddressbyclientcidr-v1-meta */
export interface ServerAddressByClientCIDR {
  /** required */
  readonly clientCIDR: string;
  /** required */
  readonly serverAddress: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#shardinfo-v1-meta */
export interface ShardInfo {
  /** required */
  readonly selector: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#status-v1-meta */
export interface Status {
  readonly apiVersion?: 'v1';
  /** 32-bit integer */
  readonly code?: number;
  readonly details?: StatusDetails;
  readonly kind?: 'Status';
  readonly message?: string;
  readonly metadata?: ListMeta;
  readonly reason?: string;
  readonly status?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#statuscause-v1-meta */
export interface StatusCause {
  readonly field?: string;
  readonly message?: string;
  readonly reason?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#statusdetails-v1-meta */
export interface StatusDetails {
  readonly causes?: readonly StatusCause[];
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  /** 32-bit integer · seconds */
  readonly retryAfterSeconds?: number;
  readonly uid?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#watchevent-v1-meta */
export interface WatchEvent {
  /** any JSON · required */
  readonly object: any;
  /** required */
  readonly type: string;
}
