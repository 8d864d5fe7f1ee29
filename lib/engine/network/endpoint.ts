// A pod as the network sees it.

import type { KubeObject } from '../../api/object.ts';
import type { Reader } from '../interface.ts';

/** A pod, or what stands for many alike. */
export interface Endpoint {
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
  readonly namespaceLabels: { readonly [key: string]: string };
  /** Declared container ports. A name is resolved among them. */
  readonly ports: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
  readonly ip?: string;
}

/** The number a port name stands for on an endpoint, when the protocol agrees (any protocol when none is asked for). */
export function namedPort(
  endpoint: Endpoint,
  name: string,
  protocol?: string,
): { protocol: string; port: number } | undefined {
  const found = endpoint.ports.find((it) => it.name === name);
  if (!found) return undefined;
  const spoken = found.protocol || 'TCP';
  return protocol === undefined || protocol === spoken ? { protocol: spoken, port: found.containerPort } : undefined;
}

/** A pod as an endpoint. */
export function endpointOf(read: Reader, pod: KubeObject): Endpoint {
  const namespace = read.get('namespaces', pod.metadata.namespace!);
  return endpointIn(namespace, pod);
}

/** The same, for a pod (or a pod template with a namespace) whose Namespace is at hand. */
export function endpointIn(namespace: KubeObject | undefined, pod: KubeObject): Endpoint {
  const spec = pod['spec'] as { containers?: { ports?: Endpoint['ports'] }[]; initContainers?: Sidecar[] } | undefined;
  const sidecars = (spec?.initContainers ?? []).filter((it) => it.restartPolicy === 'Always');
  return {
    namespace: pod.metadata.namespace!,
    labels: pod.metadata.labels ?? {},
    namespaceLabels: namespace?.metadata.labels ?? {},
    ports: [...(spec?.containers ?? []), ...sidecars].flatMap((container) => container.ports ?? []),
    ...(pod['status']?.podIP ? { ip: pod['status'].podIP as string } : {}),
  };
}

interface Sidecar {
  readonly restartPolicy?: string;
  readonly ports?: Endpoint['ports'];
}
