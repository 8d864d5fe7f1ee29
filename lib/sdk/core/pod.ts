// From intent to a pod template: what all workloads share.

import type { PodSpec } from '../../api/schema/types/core-v1.ts';
import type { Quantity } from '../../api/schema/types/scalars.ts';
import type { Metadata } from '../api-object.ts';

/** A construct that makes an object, or the object's name. */
export type Named = string | { readonly name: string };

/** A value of an environment variable: plain, or from a Secret, a ConfigMap or a field of the pod. */
export type EnvValue =
  | string
  | number
  | boolean
  | { readonly secret: Named; readonly key: string; readonly optional?: boolean }
  | { readonly configMap: Named; readonly key: string; readonly optional?: boolean }
  | { readonly field: string };

/** A check: an HTTP path, a TCP port or a command. Seconds for `delay` and `period`. */
export interface Probe {
  readonly get?: string;
  readonly port?: string | number;
  readonly tcp?: string | number;
  readonly exec?: readonly string[];
  readonly delay?: number;
  readonly period?: number;
}

/** A volume of a container: where it is mounted, and exactly one of what it is made of. */
export interface VolumeMount {
  readonly mount: string;
  readonly readOnly?: boolean;
  readonly subPath?: string;
  readonly emptyDir?: true | { readonly sizeLimit?: Quantity; readonly medium?: string };
  readonly configMap?: Named;
  readonly secret?: Named;
  readonly claim?: Named;
  readonly hostPath?: string;
}

export interface ContainerProps {
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  /** Ports by name. */
  readonly ports?: { readonly [name: string]: number };
  readonly env?: { readonly [name: string]: EnvValue };
  readonly requests?: { readonly [resource: string]: Quantity };
  readonly limits?: { readonly [resource: string]: Quantity };
  readonly ready?: Probe;
  readonly live?: Probe;
  readonly start?: Probe;
  /** Volumes by name. */
  readonly volumes?: { readonly [name: string]: VolumeMount };
  /** The container's securityContext. */
  readonly security?: object;
}

/** What every workload takes: its main container, and the pod around it. */
export interface PodProps extends ContainerProps {
  readonly metadata?: Metadata;
  /** More labels of the pods. */
  readonly labels?: { readonly [key: string]: string };
  readonly podAnnotations?: { readonly [key: string]: string };
  /** More containers, by name. */
  readonly sidecars?: { readonly [name: string]: ContainerProps };
  /** Init containers, by name, in this order. */
  readonly init?: { readonly [name: string]: ContainerProps };
  readonly serviceAccount?: Named;
  /** Spread the pods evenly; a preference, never a reason to stay pending. */
  readonly spread?: 'zones' | 'nodes';
  readonly nodeSelector?: { readonly [key: string]: string };
  readonly tolerations?: readonly object[];
  readonly priorityClass?: Named;
  readonly pullSecrets?: readonly Named[];
  /** The pod's securityContext. */
  readonly podSecurity?: object;
  /** Any field of the pod's spec; laid over what the short forms make. */
  readonly pod?: Partial<PodSpec>;
}

export const nameOf = (named: Named): string => (typeof named === 'string' ? named : named.name);

function probe(given: Probe | undefined): object | undefined {
  if (!given) return undefined;
  const action = given.exec
    ? { exec: { command: given.exec } }
    : given.tcp !== undefined
      ? { tcpSocket: { port: given.tcp } }
      : { httpGet: { path: given.get ?? '/', port: given.port } };
  return {
    ...action,
    ...(given.delay === undefined ? {} : { initialDelaySeconds: given.delay }),
    ...(given.period === undefined ? {} : { periodSeconds: given.period }),
  };
}

function env(values: ContainerProps['env']): object[] | undefined {
  if (!values) return undefined;
  return Object.entries(values).map(([name, value]) => {
    if (typeof value !== 'object') return { name, value: String(value) };
    if ('field' in value) return { name, valueFrom: { fieldRef: { fieldPath: value.field } } };
    const optional = value.optional === undefined ? {} : { optional: value.optional };
    if ('secret' in value)
      return { name, valueFrom: { secretKeyRef: { name: nameOf(value.secret), key: value.key, ...optional } } };
    return { name, valueFrom: { configMapKeyRef: { name: nameOf(value.configMap), key: value.key, ...optional } } };
  });
}

function container(name: string, props: ContainerProps): object {
  const resources = {
    ...(props.requests ? { requests: props.requests } : {}),
    ...(props.limits ? { limits: props.limits } : {}),
  };
  return {
    name,
    image: props.image,
    command: props.command,
    args: props.args,
    ports:
      props.ports &&
      Object.entries(props.ports).map(([portName, containerPort]) => ({ name: portName, containerPort })),
    env: env(props.env),
    resources: Object.keys(resources).length ? resources : undefined,
    volumeMounts:
      props.volumes &&
      Object.entries(props.volumes).map(([volume, it]) => ({
        name: volume,
        mountPath: it.mount,
        readOnly: it.readOnly,
        subPath: it.subPath,
      })),
    readinessProbe: probe(props.ready),
    livenessProbe: probe(props.live),
    startupProbe: probe(props.start),
    securityContext: props.security,
  };
}

function volumes(all: readonly ContainerProps[]): object[] {
  const found = new Map<string, object>();
  for (const { volumes: own } of all)
    for (const [name, it] of Object.entries(own ?? {})) {
      if (it.emptyDir) found.set(name, { name, emptyDir: it.emptyDir === true ? {} : it.emptyDir });
      else if (it.configMap) found.set(name, { name, configMap: { name: nameOf(it.configMap) } });
      else if (it.secret) found.set(name, { name, secret: { secretName: nameOf(it.secret) } });
      else if (it.claim) found.set(name, { name, persistentVolumeClaim: { claimName: nameOf(it.claim) } });
      else if (it.hostPath) found.set(name, { name, hostPath: { path: it.hostPath } });
    }
  return [...found.values()];
}

/** Objects laid over each other; lists and values of the second count. */
export function overlay(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isObject(base) || !isObject(over)) return over;
  const out: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) out[key] = overlay(base[key], value);
  return out;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The template of a workload's pods. `main` names the first container. */
export function podTemplate(
  main: string,
  props: PodProps,
  selector: { readonly [key: string]: string },
  more: object = {},
): object {
  const sidecars = Object.entries(props.sidecars ?? {});
  const init = Object.entries(props.init ?? {});
  const all = volumes([props, ...sidecars.map(([, it]) => it), ...init.map(([, it]) => it)]);
  const topologyKey = props.spread === 'zones' ? 'topology.kubernetes.io/zone' : 'kubernetes.io/hostname';
  const spec = {
    serviceAccountName: props.serviceAccount && nameOf(props.serviceAccount),
    initContainers: init.length ? init.map(([name, it]) => container(name, it)) : undefined,
    containers: [container(main, props), ...sidecars.map(([name, it]) => container(name, it))],
    volumes: all.length ? all : undefined,
    nodeSelector: props.nodeSelector,
    tolerations: props.tolerations,
    priorityClassName: props.priorityClass && nameOf(props.priorityClass),
    imagePullSecrets: props.pullSecrets?.map((it) => ({ name: nameOf(it) })),
    securityContext: props.podSecurity,
    topologySpreadConstraints: props.spread
      ? [{ maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: selector } }]
      : undefined,
    ...more,
  };
  return {
    metadata: {
      labels: { ...props.labels, ...selector },
      ...(props.podAnnotations ? { annotations: props.podAnnotations } : {}),
    },
    spec: overlay(spec, props.pod),
  };
}
