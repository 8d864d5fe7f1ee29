// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ObjectReference as CoreV1ObjectReference } from './core-v1.ts';
import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/discovery/endpoint-slice-v1/#Endpoint */
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

/** https://kubernetes.io/docs/reference/kubernetes-api/discovery/endpoint-slice-v1/#EndpointConditions */
export interface EndpointConditions {
  readonly ready?: boolean;
  readonly serving?: boolean;
  readonly terminating?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/discovery/endpoint-slice-v1/#EndpointHints */
export interface EndpointHints {
  readonly forNodes?: readonly ForNode[];
  readonly forZones?: readonly ForZone[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/discovery/endpoint-slice-v1/#EndpointPort */
export interface EndpointPort {
  readonly appProtocol?: string;
  readonly name?: string;
  /** 32-bit integer */
  readonly port?: number;
  readonly protocol?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/discovery/endpoint-slice-v1/#EndpointSlice */
export interface EndpointSlice {
  /** required */
  readonly addressType: string;
  readonly apiVersion?: 'discovery.k8s.io/v1';
  readonly endpoints?: readonly Endpoint[];
  readonly kind?: 'EndpointSlice';
  readonly metadata?: MetaV1ObjectMeta;
  readonly ports?: readonly EndpointPort[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/discovery/endpoint-slice-v1/#EndpointSliceList */
export interface EndpointSliceList {
  readonly apiVersion?: 'discovery.k8s.io/v1';
  /** required */
  readonly items: readonly EndpointSlice[];
  readonly kind?: 'EndpointSliceList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/discovery/endpoint-slice-v1/#ForNode */
export interface ForNode {
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/discovery/endpoint-slice-v1/#ForZone */
export interface ForZone {
  /** required */
  readonly name: string;
}
