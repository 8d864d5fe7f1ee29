// One connection followed from end to end: the name, the route, the Service, the pods, the policies of both ends. Each step says what it
// found, and the first that fails is why.

import type { KubeObject } from '../../api/object.ts';
import { mapMatcher } from '../../api/selectors.ts';
import type { Reader } from '../../engine/interface.ts';
import { resolve, resolverIn, resolverOf } from '../../engine/network/dns.ts';
import { endpointOf, type Endpoint } from '../../engine/network/endpoint.ts';
import { ingressRoutes, routeRequest, servicePort, targetPort } from '../../engine/network/ingress.ts';
import { Policies, type Decision } from '../../engine/network/policy.ts';
import { membersOf, type Member } from '../security/reach.ts';
import { workloadName, workloadOf } from '../workload.ts';
import { ServiceTable, type ServicePort } from './services.ts';

export interface TraceStep {
  readonly ok: boolean;
  readonly what: string;
  readonly more: readonly string[];
}

export interface Trace {
  readonly ok: boolean;
  readonly from: string;
  readonly to: string;
  readonly steps: readonly TraceStep[];
}

/** What a trace is asked that is not there. The message says what was looked for, and what is near. */
export class TraceError extends Error {}

const OUTSIDE = '198.51.100.1';
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*)$/i;

interface Source {
  readonly name: string;
  /** Undefined for addresses outside the cluster. */
  readonly member?: Member;
  readonly address: string;
  readonly pod?: KubeObject;
}

/**
 * Follows a connection. `from` is a workload or pod (`shop/web`, `web`), an address, or `outside`; `to` is a URL, or a Service, a
 * workload or a name with a port (`shop/redis:6379`, `redis.shop:6379`, `https://shop.example.com/cart`).
 */
export function trace(read: Reader, from: string, to: string): Trace {
  const steps: TraceStep[] = [];
  const source = sourceOf(read, from);
  const ok = walk(read, source, to, (step) => {
    steps.push({ more: [], ...step });
    return step.ok;
  });
  return { ok, from: source.name, to, steps };
}

type Step = (step: { ok: boolean; what: string; more?: readonly string[] }) => boolean;

function sourceOf(read: Reader, text: string): Source {
  if (text === 'outside' || text === 'internet') return { name: 'outside', address: OUTSIDE };
  if (ADDRESS.test(text)) {
    const pod = read.list('pods').find((it) => it['status']?.podIP === text && !it['spec'].hostNetwork);
    if (!pod) return { name: text, address: text };
    return ofPod(read, pod);
  }
  const member = memberNamed(read, text);
  if (member) {
    const pod = read
      .list('pods', member.endpoint.namespace)
      .find((it) => workloadName(workloadOf(read, it)) === member.name && !it['spec'].hostNetwork);
    return { name: member.name, member, address: '', ...(pod ? { pod } : {}) };
  }
  const [namespace, name] = text.includes('/') ? text.split('/') : ['', text];
  const pod = read.list('pods', namespace || undefined).find((it) => it.metadata.name === name);
  if (pod) return ofPod(read, pod);
  throw new TraceError(unknown(read, text));
}

function ofPod(read: Reader, pod: KubeObject): Source {
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  return { name, member: { kind: 'Pod', name, endpoint: endpointOf(read, pod) }, address: '', pod };
}

function memberNamed(read: Reader, text: string): Member | undefined {
  const plain = text.replace(/^(deploy(ment)?|statefulset|sts|daemonset|ds|cronjob|job)\//i, '');
  const members = membersOf(read);
  const found = members.filter((it) => it.name === plain || it.name.split('/')[1] === plain);
  if (found.length > 1 && !found.some((it) => it.name === plain))
    throw new TraceError(`${text} may be any of ${found.map((it) => it.name).join(', ')}`);
  return found.find((it) => it.name === plain) ?? found[0];
}

function unknown(read: Reader, text: string): string {
  const names = membersOf(read).map((it) => it.name);
  return `no workload, pod or address ${text}; there are ${names.slice(0, 12).join(', ') || 'none'}${names.length > 12 ? ' and more' : ''}`;
}

function walk(read: Reader, source: Source, to: string, step: Step): boolean {
  const url = /^(https?):\/\//.test(to) ? new URL(to) : undefined;
  const [, space, host = '', number] = url ? [] : (/^(?:([^/:]+)\/)?([^:]+)(?::(\d+))?$/.exec(to) ?? []);
  if (!url && !host) throw new TraceError(`${to} is no URL and no name with a port`);
  const name = url ? url.hostname : host;
  const port = url ? Number(url.port || (url.protocol === 'https:' ? 443 : 80)) : number ? Number(number) : undefined;
  const namespace = space ?? source.member?.endpoint.namespace;
  const direct = namespace === undefined ? undefined : read.get('services', `${namespace}/${name}`);
  if (url && (!source.member || !direct)) {
    const inside = source.member && lookUp(read, source, name, () => true);
    if (!inside) return throughIngress(read, source, url, step);
  }
  if (direct && (space || !source.member)) return toService(read, source, direct, port, step);
  if (source.member) {
    const service = lookUp(read, source, name, step);
    if (service) return toService(read, source, service, port, step);
  }
  const [first = '', second = ''] = name.split('.');
  if (!source.member && read.get('services', `${second}/${first}`))
    return step({ ok: false, what: `${name} is a name of the cluster: nobody outside can look it up` });
  const member = memberNamed(read, space ? `${space}/${name}` : name);
  if (!member) throw new TraceError(`nothing is called ${to}: no Service, no workload, no name`);
  if (port === undefined)
    throw new TraceError(
      `${member.name} needs a port: ${member.name}:${member.endpoint.ports[0]?.containerPort ?? '8080'}`,
    );
  return policies(read, source, [{ name: member.name, endpoint: member.endpoint, port, protocol: 'TCP' }], step);
}

/** Resolves a name as the source would; the Service it stands for. */
function lookUp(read: Reader, source: Source, name: string, step: Step): KubeObject | undefined {
  const resolver = source.pod ? resolverOf(source.pod) : resolverIn(source.member!.endpoint.namespace);
  const { code, records, asked } = resolve(read, resolver, name);
  const full = asked[asked.length - 1]!;
  const [service, namespace] = full.endsWith('.svc.cluster.local') ? full.split('.').slice(-5) : [];
  const found =
    code === 'NOERROR' && service && namespace ? read.get('services', `${namespace}/${service}`) : undefined;
  if (!found) return undefined;
  const shown = records.slice(0, 6).map((it) => it.data);
  step({
    ok: true,
    what: `${name} is ${full}: ${shown.join(', ') || 'no address'}${records.length > 6 ? ' and more' : ''}`,
    more: asked.length > 1 ? [`asked before: ${asked.slice(0, -1).join(', ')}`] : [],
  });
  return found;
}

function throughIngress(read: Reader, source: Source, url: URL, step: Step): boolean {
  const table = ingressRoutes(read.list('ingresses.networking.k8s.io'));
  const { route, losers } = routeRequest(table, url.hostname, url.pathname);
  if (!route)
    return step({
      ok: false,
      what: `no Ingress has a rule for ${url.hostname}${url.pathname}`,
      more: [...new Set(table.map((it) => `${it.host}${it.path}`))].slice(0, 8).map((it) => `there is ${it}`),
    });
  step({
    ok: true,
    what: `${route.host}${route.path} (${route.pathType}) of Ingress ${route.ingress} takes it`,
    more: losers.slice(0, 4).map((it) => `passed over: ${it.host}${it.path} (${it.pathType}) of ${it.ingress}`),
  });
  if (url.protocol === 'https:') {
    const secret = route.tls && read.get('secrets', `${route.namespace}/${route.tls}`);
    const what = secret
      ? `TLS with the certificate in Secret ${route.namespace}/${route.tls}`
      : route.tls
        ? `no Secret ${route.namespace}/${route.tls} for its certificate: the controller answers with one of its own`
        : 'no certificate is said for this host: the controller answers with one of its own';
    step({ ok: secret !== undefined && secret !== '', what });
  }
  const { service: backend } = route.backend;
  if (!backend) return step({ ok: false, what: 'its backend is no Service, which is not evaluated here' });
  const service = read.get('services', `${route.namespace}/${backend.name}`);
  if (!service) return step({ ok: false, what: `no Service ${backend.name} in namespace ${route.namespace}` });
  const port = servicePort(service, backend.port);
  if (!port)
    return step({
      ok: false,
      what: `Service ${backend.name} has no port ${backend.port?.name ?? backend.port?.number}`,
    });
  return toService(read, source, service, port.port, step, true);
}

function toService(
  read: Reader,
  source: Source,
  service: KubeObject,
  port: number | undefined,
  step: Step,
  byIngress = false,
): boolean {
  const key = `${service.metadata.namespace}/${service.metadata.name}`;
  const table = new ServiceTable(read);
  const told = table.of(key)!;
  const ports = (service['spec'].ports ?? []) as ServicePort[];
  const served = port === undefined ? ports[0] : ports.find((it) => it.port === port);
  const headless = service['spec'].clusterIP === 'None';
  if (!served && !headless)
    return step({
      ok: false,
      what: `Service ${key} has no port ${port ?? ''}; it has ${told.ports.join(', ') || 'none'}`,
    });
  const type = (service['spec'].type as string | undefined) ?? 'ClusterIP';
  if (!source.member && !byIngress && type === 'ClusterIP')
    return step({ ok: false, what: `Service ${key} has an address inside the cluster only (type ClusterIP)` });
  if (told.ready === 0)
    return step({
      ok: false,
      what: `Service ${key} has no ready pod: ${told.problem ?? `${told.endpoints} there, none ready`}`,
    });
  const zones = Object.entries(told.zones).map(([zone, count]) => `${zone || 'no zone'} ${count}`);
  step({
    ok: true,
    what: `Service ${key}${served ? ` port ${served.port} → ${served.targetPort || served.port}` : ''}: ${told.ready} of ${told.endpoints} pods ready`,
    more: [`pods of ${told.workloads.join(', ')}${zones.length ? ` in ${zones.join(' · ')}` : ''}`],
  });
  if (byIngress && !source.member)
    step({ ok: true, what: 'from here on the ingress controller asks, from wherever it runs' });
  const matches = mapMatcher(service['spec'].selector);
  const targets = membersOf(read)
    .filter(({ endpoint }) => endpoint.namespace === service.metadata.namespace && matches(endpoint.labels))
    .flatMap(({ name, endpoint }) => {
      const at = headless ? (port ?? served?.port) : targetPort(served!, endpoint);
      return at === undefined ? [] : [{ name, endpoint, port: at, protocol: served?.protocol ?? 'TCP' }];
    });
  if (!targets.length) return step({ ok: false, what: `no pod behind it has a port ${served?.targetPort ?? port}` });
  const controller: Endpoint = { namespace: '', labels: {}, namespaceLabels: {}, ports: [] };
  const asking =
    byIngress && !source.member
      ? { ...source, member: { kind: 'Pod', name: 'an ingress controller', endpoint: controller } }
      : source;
  return policies(read, asking, targets, step);
}

interface Target {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly port: number;
  readonly protocol: string;
}

function policies(read: Reader, source: Source, targets: readonly Target[], step: Step): boolean {
  const all = Policies.of(read);
  let through = false;
  for (const { name, endpoint, port, protocol } of targets) {
    if (source.member?.endpoint === endpoint || source.name === name) {
      through = step({ ok: true, what: `${name} asks itself: no policy has a say` }) || through;
      continue;
    }
    const { decisions, allowed } = all.connection(source.member?.endpoint ?? source.address, endpoint, port, protocol);
    step({
      ok: allowed,
      what: `policies ${allowed ? 'let' : 'do not let'} ${source.member?.name ?? source.name} through to ${name} on ${port}/${protocol}`,
      more: decisions.map(sentence),
    });
    through ||= allowed;
  }
  return through;
}

function sentence({ direction, allowed, tier, policies: names, rule }: Decision): string {
  const way = direction === 'Egress' ? 'out' : 'in';
  if (tier === undefined) return `${way}: no policy speaks for it`;
  if (rule)
    return `${way}: ${allowed ? 'allowed' : 'denied'} by ${names[0]}, ${direction.toLowerCase()} ${rule}${tier === 'NetworkPolicy' ? '' : ` (${tier})`}`;
  return `${way}: no ${direction.toLowerCase()} rule of ${names.join(', ')} allows it`;
}
