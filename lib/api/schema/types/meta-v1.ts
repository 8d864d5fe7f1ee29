// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/api-group-v1-meta/#APIGroup */
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

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/api-resource-v1-meta/#APIResource */
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

/** https://kubernetes.io/docs/reference/kubernetes-api/ */
export interface APIResourceList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly groupVersion: string;
  readonly kind?: 'APIResourceList';
  /** required */
  readonly resources: readonly APIResource[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/condition-v1-meta/#Condition */
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

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/delete-options-v1-meta/#DeleteOptions */
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

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/field-selector-requirement-v1-meta/#FieldSelectorRequirement */
export interface FieldSelectorRequirement {
  /** required */
  readonly key: string;
  /** required */
  readonly operator: string;
  readonly values?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/ */
export interface GroupResource {
  /** required */
  readonly group: string;
  /** required */
  readonly resource: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/group-version-for-discovery-v1-meta/#GroupVersionForDiscovery */
export interface GroupVersionForDiscovery {
  /** required */
  readonly groupVersion: string;
  /** required */
  readonly version: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/label-selector-v1-meta/#LabelSelector */
export interface LabelSelector {
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
  readonly matchLabels?: { readonly [key: string]: string };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/label-selector-requirement-v1-meta/#LabelSelectorRequirement */
export interface LabelSelectorRequirement {
  /** required */
  readonly key: string;
  /** required */
  readonly operator: string;
  readonly values?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/list-meta-v1-meta/#ListMeta */
export interface ListMeta {
  readonly continue?: string;
  /** 64-bit integer */
  readonly remainingItemCount?: number;
  readonly resourceVersion?: string;
  readonly selfLink?: string;
  readonly shardInfo?: ShardInfo;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/managed-fields-entry-v1-meta/#ManagedFieldsEntry */
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

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/object-meta-v1-meta/#ObjectMeta */
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

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/owner-reference-v1-meta/#OwnerReference */
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

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/patch-v1-meta/#Patch */
export interface Patch {
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/preconditions-v1-meta/#Preconditions */
export interface Preconditions {
  readonly resourceVersion?: string;
  readonly uid?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/server-address-by-client-cidr-v1-meta/#ServerAddressByClientCIDR */
export interface ServerAddressByClientCIDR {
  /** required */
  readonly clientCIDR: string;
  /** required */
  readonly serverAddress: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/shard-info-v1-meta/#ShardInfo */
export interface ShardInfo {
  /** required */
  readonly selector: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/status-v1-meta/#Status */
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

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/status-cause-v1-meta/#StatusCause */
export interface StatusCause {
  readonly field?: string;
  readonly message?: string;
  readonly reason?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/status-details-v1-meta/#StatusDetails */
export interface StatusDetails {
  readonly causes?: readonly StatusCause[];
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  /** 32-bit integer · seconds */
  readonly retryAfterSeconds?: number;
  readonly uid?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/watch-event-v1-meta/#WatchEvent */
export interface WatchEvent {
  /** any JSON · required */
  readonly object: any;
  /** required */
  readonly type: string;
}
