// From intent to a pod template: what all workloads share.

import type {
  Container,
  PodSecurityContext,
  PodSpec,
  SecurityContext,
  Toleration,
  Volume,
} from '../../api/schema/types/core-v1.ts';
import type { Quantity } from '../../api/schema/types/scalars.ts';
import type { ApiObject, Metadata } from '../api-object.ts';
import { nearest } from '../problems.ts';
import { refer, type Named } from '../names.ts';
import { overlay, type Overlay } from '../overlay.ts';

/** A value of an environment variable: plain, or from a Secret, a ConfigMap, a field of the pod or a resource of a container. */
export type EnvValue =
  | string
  | number
  | boolean
  | { readonly secret: Named; readonly key: string; readonly optional?: boolean }
  | { readonly configMap: Named; readonly key: string; readonly optional?: boolean }
  | { readonly field: string }
  | { readonly resource: string; readonly container?: string };

/** All keys of a ConfigMap or Secret as environment variables. */
export type EnvSource =
  | { readonly secret: Named; readonly prefix?: string; readonly optional?: boolean }
  | { readonly configMap: Named; readonly prefix?: string; readonly optional?: boolean };

interface Http {
  /** The path to get. */
  readonly get?: string;
  /** A port by name or number. Where it is not said: the container's first. */
  readonly port?: string | number;
  readonly scheme?: 'HTTP' | 'HTTPS';
  readonly headers?: { readonly [name: string]: string };
}

/** A check: an HTTP path, a TCP port, a gRPC port or a command. */
export interface Probe extends Http {
  readonly tcp?: string | number;
  readonly exec?: readonly string[];
  readonly grpc?: number | { readonly port: number; readonly service?: string };
  /** Seconds before the first check. */
  readonly delay?: number;
  /** Seconds between checks; 10 when not said. */
  readonly period?: number;
  /** Seconds an answer may take; 1 when not said. */
  readonly timeout?: number;
  /** Checks in a row that fail before it counts; 3 when not said. */
  readonly failures?: number;
  /** Checks in a row that succeed before it counts; 1 when not said. */
  readonly successes?: number;
  /** Seconds the pod is given to end when this check fails, instead of its own. */
  readonly grace?: number;
}

/** What is done in a container after it has started or before it stops: a command, an HTTP call or seconds of sleep. */
export interface Action extends Http {
  readonly exec?: readonly string[];
  /** Seconds. */
  readonly sleep?: number;
}

/** A volume of a container: where it is mounted, and what it is made of; in one container of the pod that says it, all others share it by name. */
export interface VolumeMount {
  readonly mount: string;
  readonly readOnly?: boolean;
  readonly subPath?: string;
  readonly emptyDir?: true | { readonly sizeLimit?: Quantity; readonly medium?: string };
  readonly configMap?: Named;
  readonly secret?: Named;
  /** Of a ConfigMap or Secret: its keys, and the files they become. */
  readonly items?: { readonly [key: string]: string };
  /** Of a ConfigMap or Secret: the pod starts without it too. */
  readonly optional?: boolean;
  readonly claim?: Named;
  /** A claim made with the pod and gone with it. */
  readonly ephemeral?: {
    readonly size: Quantity;
    readonly storageClass?: Named;
    readonly access?: readonly string[];
  };
  readonly hostPath?: string;
  /** The files of an image. */
  readonly image?: string;
  /** A token of the pod's service account, in the file `token` unless `path` says another. */
  readonly token?: { readonly audience?: string; readonly seconds?: number; readonly path?: string };
  /** Any other source, as the API has it: `{ nfs: { server, path } }`. */
  readonly source?: Omit<Volume, 'name'>;
}

export interface ContainerProps {
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly pullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /** Ports by name. */
  readonly ports?: { readonly [name: string]: number };
  readonly env?: { readonly [name: string]: EnvValue };
  readonly envFrom?: readonly EnvSource[];
  readonly requests?: { readonly [resource: string]: Quantity };
  readonly limits?: { readonly [resource: string]: Quantity };
  readonly ready?: Probe;
  readonly live?: Probe;
  readonly start?: Probe;
  readonly afterStart?: Action;
  readonly beforeStop?: Action;
  /** Volumes by name. */
  readonly volumes?: { readonly [name: string]: VolumeMount };
  /** The container's securityContext. */
  readonly security?: SecurityContext;
  /** Any field of the container; laid over what the short forms make. */
  readonly container?: Overlay<Container>;
}

/** An init container; with `restart: 'Always'` it goes on beside the others. */
export interface InitProps extends ContainerProps {
  readonly restart?: 'Always';
}

/** Where nodes are alike: in their zone, each by itself, or by a label of theirs. */
export type Topology = 'zones' | 'nodes' | (string & {});

export interface Spread {
  readonly over: Topology;
  /** How uneven it may be, in pods; 1 when not said. */
  readonly skew?: number;
  /** Pods rather stay pending than be uneven. */
  readonly required?: boolean;
  /** How many places there must be. */
  readonly domains?: number;
}

/** Whom to be near to, or apart from. */
export interface Nearness {
  readonly to: { readonly selector: { readonly [key: string]: string }; readonly namespace?: string };
  /** In the same of what; `nodes` when not said. */
  readonly over?: Topology;
  /** Pods rather stay pending than be elsewhere. */
  readonly required?: boolean;
  /** Of a preference: 1 to 100; 100 when not said. */
  readonly weight?: number;
}

/** Labels of nodes: a value, one of several, or `true` for any. */
export interface NodeLabels {
  readonly [label: string]: string | readonly string[] | true;
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
  readonly init?: { readonly [name: string]: InitProps };
  readonly serviceAccount?: Named;
  /** Spread the pods evenly; a preference, never a reason to stay pending, unless `required`. */
  readonly spread?: Topology | Spread | readonly (Topology | Spread)[];
  /** Run beside the pods of others. */
  readonly near?: Nearness | readonly Nearness[];
  /** Run apart: from each other (`'nodes'`), or from the pods of others. */
  readonly apart?: Topology | Nearness | readonly (Topology | Nearness)[];
  /** Nodes by their labels: those it must have, those it would rather have. */
  readonly nodes?: { readonly require?: NodeLabels; readonly prefer?: NodeLabels };
  readonly nodeSelector?: { readonly [key: string]: string };
  readonly tolerations?: readonly Toleration[];
  readonly priorityClass?: Named;
  readonly runtimeClass?: Named;
  readonly pullSecrets?: readonly Named[];
  /** Seconds to end in after being told to; 30 when not said. */
  readonly grace?: number;
  /** The pod's securityContext. */
  readonly podSecurity?: PodSecurityContext;
  /** Any field of the pod's spec; laid over what the short forms make. */
  readonly pod?: Overlay<PodSpec>;
}

function http(
  of: ApiObject,
  field: string,
  { get, port, scheme, headers }: Http,
  ports: ContainerProps['ports'],
): object {
  const names = Object.keys(ports ?? {});
  if (port === undefined && names.length === 0) of.problem('needs a port: the container has none', `${field}.port`);
  checkPort(of, `${field}.port`, port, names);
  return {
    path: get ?? '/',
    port: port ?? names[0],
    scheme,
    httpHeaders: headers && Object.entries(headers).map(([name, value]) => ({ name, value })),
  };
}

/** A port that is named has to be one of the container's: a probe of another finds nobody, and its pod is never ready. */
function checkPort(of: ApiObject, field: string, port: string | number | undefined, names: readonly string[]): void {
  if (typeof port !== 'string' || names.length === 0 || names.includes(port)) return;
  const near = nearest(port, names);
  of.problem(
    `no port of the container is called ${port}; it has ${names.join(', ')}${near ? `. Did you mean ${near}?` : ''}`,
    field,
  );
}

function probe(
  of: ApiObject,
  field: string,
  given: Probe | undefined,
  ports: ContainerProps['ports'],
): object | undefined {
  if (!given) return undefined;
  const { exec, tcp, grpc } = given;
  const other = exec !== undefined || tcp !== undefined || grpc !== undefined;
  if (other && given.get !== undefined) of.problem('checks one thing: get, tcp, exec or grpc', field);
  if (tcp !== undefined) checkPort(of, `${field}.tcp`, tcp, Object.keys(ports ?? {}));
  // One shape for all of them: thousands are made.
  return {
    exec: exec && { command: exec },
    tcpSocket: tcp === undefined ? undefined : { port: tcp },
    grpc: typeof grpc === 'number' ? { port: grpc } : grpc,
    httpGet: other ? undefined : http(of, field, given, ports),
    initialDelaySeconds: given.delay,
    periodSeconds: given.period,
    timeoutSeconds: given.timeout,
    failureThreshold: given.failures,
    successThreshold: given.successes,
    terminationGracePeriodSeconds: given.grace,
  };
}

function action(
  of: ApiObject,
  field: string,
  given: Action | undefined,
  ports: ContainerProps['ports'],
): object | undefined {
  if (!given) return undefined;
  if (given.exec) return { exec: { command: given.exec } };
  if (given.sleep !== undefined) return { sleep: { seconds: given.sleep } };
  return { httpGet: http(of, field, given, ports) };
}

function env(of: ApiObject, values: ContainerProps['env']): object[] | undefined {
  if (!values) return undefined;
  return Object.entries(values).map(([name, value]) => {
    if (typeof value !== 'object' || value === null) return { name, value: String(value) };
    if ('field' in value) return { name, valueFrom: { fieldRef: { fieldPath: value.field } } };
    if ('resource' in value)
      return { name, valueFrom: { resourceFieldRef: { containerName: value.container, resource: value.resource } } };
    const { key, optional } = value;
    if ('secret' in value)
      return { name, valueFrom: { secretKeyRef: { name: refer(of, 'Secret', value.secret), key, optional } } };
    return { name, valueFrom: { configMapKeyRef: { name: refer(of, 'ConfigMap', value.configMap), key, optional } } };
  });
}

function envFrom(of: ApiObject, sources: ContainerProps['envFrom']): object[] | undefined {
  return sources?.map((it) =>
    'secret' in it
      ? { prefix: it.prefix, secretRef: { name: refer(of, 'Secret', it.secret), optional: it.optional } }
      : { prefix: it.prefix, configMapRef: { name: refer(of, 'ConfigMap', it.configMap), optional: it.optional } },
  );
}

function container(of: ApiObject, name: string, props: InitProps): object {
  const { ports, requests, limits } = props;
  const made = {
    name,
    image: props.image,
    imagePullPolicy: props.pullPolicy,
    restartPolicy: props.restart,
    command: props.command,
    args: props.args,
    workingDir: props.workingDir,
    ports: ports && Object.entries(ports).map(([port, containerPort]) => ({ name: port, containerPort })),
    env: env(of, props.env),
    envFrom: envFrom(of, props.envFrom),
    resources: requests || limits ? { requests, limits } : undefined,
    volumeMounts:
      props.volumes &&
      Object.entries(props.volumes).map(([volume, it]) => ({
        name: volume,
        mountPath: it.mount,
        readOnly: it.readOnly,
        subPath: it.subPath,
      })),
    readinessProbe: probe(of, 'ready', props.ready, ports),
    livenessProbe: probe(of, 'live', props.live, ports),
    startupProbe: probe(of, 'start', props.start, ports),
    lifecycle:
      props.afterStart || props.beforeStop
        ? {
            postStart: action(of, 'afterStart', props.afterStart, ports),
            preStop: action(of, 'beforeStop', props.beforeStop, ports),
          }
        : undefined,
    securityContext: props.security,
  };
  return props.container ? (overlay(made, props.container) as object) : made;
}

/** What a volume is made of; undefined where the mount only names it. */
function source(of: ApiObject, it: VolumeMount): object | undefined {
  const { optional } = it;
  const items = it.items && Object.entries(it.items).map(([key, path]) => ({ key, path }));
  if (it.emptyDir) return { emptyDir: it.emptyDir === true ? {} : it.emptyDir };
  if (it.configMap) return { configMap: { name: refer(of, 'ConfigMap', it.configMap), items, optional } };
  if (it.secret) return { secret: { secretName: refer(of, 'Secret', it.secret), items, optional } };
  if (it.claim) return { persistentVolumeClaim: { claimName: refer(of, 'PersistentVolumeClaim', it.claim) } };
  if (it.hostPath) return { hostPath: { path: it.hostPath } };
  if (it.image) return { image: { reference: it.image } };
  if (it.token) {
    const { audience, seconds, path = 'token' } = it.token;
    return { projected: { sources: [{ serviceAccountToken: { audience, expirationSeconds: seconds, path } }] } };
  }
  if (it.ephemeral) return { ephemeral: { volumeClaimTemplate: { spec: claimSpec(of, it.ephemeral) } } };
  return it.source;
}

/** The spec of a claim for a volume of a size. */
export function claimSpec(
  of: ApiObject,
  {
    size,
    storageClass,
    access,
  }: { readonly size: Quantity; readonly storageClass?: Named; readonly access?: readonly string[] },
): object {
  return {
    accessModes: access ?? ['ReadWriteOnce'],
    storageClassName: refer(of, 'StorageClass', storageClass),
    resources: { requests: { storage: size } },
  };
}

function volumes(of: ApiObject, all: readonly ContainerProps[], elsewhere: ReadonlySet<string>): object[] {
  const found = new Map<string, object>();
  const named = new Set<string>();
  for (const { volumes: own } of all)
    for (const [name, it] of Object.entries(own ?? {})) {
      const made = source(of, it);
      named.add(name);
      if (!made) continue;
      const known = found.get(name);
      if (!known) found.set(name, { name, ...made });
      else if (JSON.stringify(known) !== JSON.stringify({ name, ...made }))
        of.problem('two containers of the pod make it of different things', `volumes.${name}`);
    }
  for (const name of named)
    if (!found.has(name) && !elsewhere.has(name))
      of.problem('what is it made of? emptyDir, configMap, secret, claim, ephemeral, hostPath, …', `volumes.${name}`);
  return [...found.values()];
}

const TOPOLOGIES: Readonly<Record<string, string>> = {
  zones: 'topology.kubernetes.io/zone',
  nodes: 'kubernetes.io/hostname',
};
const keyOf = (topology: Topology): string => TOPOLOGIES[topology] ?? topology;

const each = <T>(given: T | readonly T[] | undefined): readonly T[] =>
  given === undefined ? [] : Array.isArray(given) ? (given as readonly T[]) : [given as T];

type Labels = { readonly [key: string]: string };

function spreads(given: PodProps['spread'], matchLabels: Labels): object[] | undefined {
  const all = each<Topology | Spread>(given).map((it) => (typeof it === 'string' ? { over: it } : (it as Spread)));
  if (all.length === 0) return undefined;
  return all.map(({ over, skew, required, domains }) => ({
    maxSkew: skew ?? 1,
    minDomains: domains,
    topologyKey: keyOf(over),
    whenUnsatisfiable: required ? 'DoNotSchedule' : 'ScheduleAnyway',
    labelSelector: { matchLabels },
  }));
}

/** Required terms and preferred ones. */
function terms(given: readonly Nearness[], own: string | undefined): object | undefined {
  if (given.length === 0) return undefined;
  const term = ({ to, over = 'nodes' }: Nearness): object => ({
    labelSelector: { matchLabels: to.selector },
    namespaces: to.namespace && to.namespace !== own ? [to.namespace] : undefined,
    topologyKey: keyOf(over),
  });
  const required = given.filter((it) => it.required).map(term);
  const preferred = given
    .filter((it) => !it.required)
    .map((it) => ({ weight: it.weight ?? 100, podAffinityTerm: term(it) }));
  return {
    requiredDuringSchedulingIgnoredDuringExecution: required.length ? required : undefined,
    preferredDuringSchedulingIgnoredDuringExecution: preferred.length ? preferred : undefined,
  };
}

function expressions(labels: NodeLabels): object[] {
  return Object.entries(labels).map(([key, value]) =>
    value === true ? { key, operator: 'Exists' } : { key, operator: 'In', values: each<string>(value) },
  );
}

function affinity(of: ApiObject, props: PodProps, selector: Labels): object | undefined {
  const near = terms(each<Nearness>(props.near), of.namespace);
  const apart = terms(
    each<Topology | Nearness>(props.apart).map((it) =>
      typeof it === 'string' ? { to: { selector }, over: it } : (it as Nearness),
    ),
    of.namespace,
  );
  const { require, prefer } = props.nodes ?? {};
  const nodes =
    require || prefer
      ? {
          requiredDuringSchedulingIgnoredDuringExecution: require && {
            nodeSelectorTerms: [{ matchExpressions: expressions(require) }],
          },
          preferredDuringSchedulingIgnoredDuringExecution: prefer && [
            { weight: 100, preference: { matchExpressions: expressions(prefer) } },
          ],
        }
      : undefined;
  return near || apart || nodes ? { nodeAffinity: nodes, podAffinity: near, podAntiAffinity: apart } : undefined;
}

/** The spec of a pod. `main` names the first container; `mounts` are volumes that come from elsewhere (claims of a StatefulSet). */
export function podSpec(
  of: ApiObject,
  main: string,
  props: PodProps,
  selector: Labels,
  more: object = {},
  mounts: readonly { readonly name: string; readonly mountPath: string }[] = [],
): object {
  const sidecars = Object.entries(props.sidecars ?? {});
  const init = Object.entries(props.init ?? {});
  const all = [props, ...sidecars.map(([, it]) => it), ...init.map(([, it]) => it)];
  const made = volumes(of, all, new Set(mounts.map((it) => it.name)));
  const first = container(of, main, props) as { volumeMounts?: object[] };
  const spec = {
    serviceAccountName: refer(of, 'ServiceAccount', props.serviceAccount),
    initContainers: init.length ? init.map(([name, it]) => container(of, name, it)) : undefined,
    containers: [
      mounts.length ? { ...first, volumeMounts: [...(first.volumeMounts ?? []), ...mounts] } : first,
      ...sidecars.map(([name, it]) => container(of, name, it)),
    ],
    volumes: made.length ? made : undefined,
    nodeSelector: props.nodeSelector,
    affinity: affinity(of, props, selector),
    tolerations: props.tolerations,
    priorityClassName: refer(of, 'PriorityClass', props.priorityClass),
    runtimeClassName: refer(of, 'RuntimeClass', props.runtimeClass),
    imagePullSecrets: props.pullSecrets?.map((it) => ({ name: refer(of, 'Secret', it) })),
    securityContext: props.podSecurity,
    topologySpreadConstraints: spreads(props.spread, selector),
    terminationGracePeriodSeconds: props.grace,
    ...more,
  };
  return overlay(spec, props.pod) as object;
}

/** The template of a workload's pods. */
export function podTemplate(...given: Parameters<typeof podSpec>): object {
  const [, , props, selector] = given;
  return {
    metadata: { labels: { ...props.labels, ...selector }, annotations: props.podAnnotations },
    spec: podSpec(...given),
  };
}
