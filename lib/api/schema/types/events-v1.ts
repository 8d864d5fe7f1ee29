// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { EventSource as CoreV1EventSource, ObjectReference as CoreV1ObjectReference } from './core-v1.ts';
import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/events/event-v1/#Event */
export interface Event {
  readonly action?: string;
  readonly apiVersion?: 'events.k8s.io/v1';
  /** 32-bit integer */
  readonly deprecatedCount?: number;
  /** time, RFC 3339 in UTC */
  readonly deprecatedFirstTimestamp?: string;
  /** time, RFC 3339 in UTC */
  readonly deprecatedLastTimestamp?: string;
  readonly deprecatedSource?: CoreV1EventSource;
  /** time with microseconds, RFC 3339 in UTC · required */
  readonly eventTime: string;
  readonly kind?: 'Event';
  readonly metadata?: MetaV1ObjectMeta;
  readonly note?: string;
  readonly reason?: string;
  readonly regarding?: CoreV1ObjectReference;
  readonly related?: CoreV1ObjectReference;
  readonly reportingController?: string;
  readonly reportingInstance?: string;
  readonly series?: EventSeries;
  readonly type?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/events/event-v1/#EventList */
export interface EventList {
  readonly apiVersion?: 'events.k8s.io/v1';
  /** required */
  readonly items: readonly Event[];
  readonly kind?: 'EventList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/events/event-v1/#EventSeries */
export interface EventSeries {
  /** 32-bit integer · required */
  readonly count: number;
  /** time with microseconds, RFC 3339 in UTC · required */
  readonly lastObservedTime: string;
}
