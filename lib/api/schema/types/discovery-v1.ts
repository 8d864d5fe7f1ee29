// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ObjectReference as CoreV1ObjectReference } from './core-v1.ts';
import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#endpoint-v1-discovery */
export interface Endpoint {
  /** required · set */
  readonly addresses: readonly string[];
  readonly conditions?: EndpointConditions;
  readonly deprecatedTopology?: { readonly [key: string]: string };
  readonly hints?: EndpointHints;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: CoreV1ObjectReference;
  readonly zone?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#endpointconditions-v1-discovery */
export interface EndpointConditions {
  readonly ready?: boolean;
  readonly serving?: boolean;
  readonly terminating?: boolean;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#endpointhints-v1-discovery */
export interface EndpointHints {
  readonly forNodes?: readonly ForNode[];
  readonly forZones?: readonly ForZone[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#endpointport-v1-discovery */
export interface EndpointPort {
  readonly appProtocol?: string;
  readonly name?: string;
  /** 32-bit integer */
  readonly port?: number;
  readonly protocol?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#endpointslice-v1-discovery */
export interface EndpointSlice {
  /** required */
  readonly addressType: string;
  readonly apiVersion?: 'discovery.k8s.io/v1';
  readonly endpoints?: readonly Endpoint[];
  readonly kind?: 'EndpointSlice';
  readonly metadata?: MetaV1ObjectMeta;
  readonly ports?: readonly EndpointPort[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#endpointslicelist-v1-discovery */
export interface EndpointSliceList {
  readonly apiVersion?: 'discovery.k8s.io/v1';
  /** required */
  readonly items: readonly EndpointSlice[];
  readonly kind?: 'EndpointSliceList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#fornode-v1-discovery */
export interface ForNode {
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#forzone-v1-discovery */
export interface ForZone {
  /** required */
  readonly name: string;
}
