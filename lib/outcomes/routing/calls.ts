// Addresses that workloads are given in their environment: whether the name leads anywhere, whether the port is served, and whether
// policies let the connection through.

import type { KubeObject } from '../../api/object.ts';
import { mapMatcher } from '../../api/selectors.ts';
import type { Reader } from '../../engine/interface.ts';
import { CLUSTER_DOMAIN } from '../../engine/network/dns.ts';
import type { Endpoint } from '../../engine/network/endpoint.ts';
import { targetPort } from '../../engine/network/ingress.ts';
import { Policies } from '../../engine/network/policy.ts';
import { membersOf, type Member } from '../security/reach.ts';
import { podTemplates } from '../workload.ts';
import type { ServicePort, ServiceTable } from './services.ts';

export interface Call {
  /** `Kind namespace/name`. */
  readonly from: string;
  /** The variable that says it. */
  readonly variable: string;
  /** `namespace/name` of the Service. */
  readonly service: string;
  readonly port?: number;
  /** Why it leads nowhere. */
  readonly problem?: string;
  /** Whether policies are why. */
  readonly blocked: boolean;
  /** The rules that let it through. */
  readonly by: readonly string[];
}

const ADDRESS =
  /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^@/\s]*@)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)\.?(?::(\d+))?(?:[/?#].*)?$/i;
const SCHEMES: { readonly [scheme: string]: number } = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  redis: 6379,
  mongodb: 27_017,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  amqp: 5672,
  nats: 4222,
  grpc: 443,
};

export function calls(read: Reader, services: ServiceTable): Call[] {
  const policies = Policies.of(read);
  const members = membersOf(read);
  const byName = new Map(members.map((it) => [`${it.kind} ${it.name}`, it]));
  const behind = new Map<string, Member[]>();
  const membersBehind = (key: string, service: KubeObject): Member[] => {
    let found = behind.get(key);
    if (!found) {
      const matches = mapMatcher(service['spec'].selector);
      const { namespace } = service.metadata;
      found = members.filter(({ endpoint }) => endpoint.namespace === namespace && matches(endpoint.labels));
      behind.set(key, found);
    }
    return found;
  };
  const dns = nameServer(read);
  const asked = new Map<Member, string | undefined>();
  /** Why a workload cannot look up names: its policies let it reach no name server, on either protocol. */
  const withoutNames = (from: Member): string | undefined => {
    if (!asked.has(from)) {
      const ways = dns.flatMap((to) => ['UDP', 'TCP'].map((it) => policies.connection(from.endpoint, to, 53, it)));
      const shut = ways.every((it) => !it.allowed);
      asked.set(
        from,
        shut ? `no way to DNS, so that its name cannot be looked up: ${ways[0]!.why.join('; ')}` : undefined,
      );
    }
    return asked.get(from);
  };
  const found: Call[] = [];
  for (const { id, namespace, spec } of podTemplates(read))
    for (const { name: variable, value } of environment(spec)) {
      const target = addressIn(read, namespace, value);
      if (!target) continue;
      const { key, port } = target;
      const call = { from: id, variable, service: key, ...(port === undefined ? {} : { port }) };
      const service = read.get('services', key);
      if (!service) {
        const [space, name] = key.split('/');
        found.push({ ...call, problem: `no Service ${name} in namespace ${space}`, blocked: false, by: [] });
        continue;
      }
      const ports = (service['spec'].ports ?? []) as ServicePort[];
      const headless = service['spec'].clusterIP === 'None';
      const served = ports.find((it) => it.port === port);
      if (port !== undefined && !served && !headless) {
        found.push({
          ...call,
          problem: `Service ${service.metadata.name} has no port ${port}`,
          blocked: false,
          by: [],
        });
        continue;
      }
      const from = byName.get(id);
      const verdicts = from
        ? membersBehind(key, service).flatMap(({ endpoint }) => {
            // A headless name is the pods' own: the port is theirs, too.
            const at = headless ? port : served && targetPort(served, endpoint);
            return at === undefined || endpoint === from.endpoint
              ? []
              : [policies.connection(from.endpoint, endpoint, at, served?.protocol ?? 'TCP')];
          })
        : [];
      const refused = verdicts.length > 0 && verdicts.every((it) => !it.allowed);
      const unknown = refused || !from ? undefined : withoutNames(from);
      const blocked = refused || unknown !== undefined;
      const problem = refused ? verdicts[0]!.why.join('; ') : (unknown ?? services.of(key)?.problem);
      found.push({
        ...call,
        blocked,
        ...(problem ? { problem } : {}),
        by: blocked ? [] : [...new Set(verdicts.flatMap((it) => [...it.why]))],
      });
    }
  return found;
}

/** The cluster's name server as policies may speak of it: its pods, or the address of its Service. */
function nameServer(read: Reader): (Endpoint | string)[] {
  const service = read.get('services', 'kube-system/kube-dns');
  const pods: Endpoint = {
    namespace: 'kube-system',
    labels: { 'k8s-app': 'kube-dns' },
    namespaceLabels: read.get('namespaces', 'kube-system')?.metadata.labels ?? {},
    ports: [
      { name: 'dns', containerPort: 53, protocol: 'UDP' },
      { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
    ],
  };
  return [pods, (service?.['spec']?.clusterIP as string | undefined) ?? '10.96.0.10'];
}

function environment(spec: JsonSpec): { name: string; value: string }[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])].flatMap((container) =>
    (container.env ?? []).flatMap(({ name, value }) => (value ? [{ name, value }] : [])),
  );
}

interface JsonSpec {
  readonly initContainers?: readonly { readonly env?: readonly { name: string; value?: string }[] }[];
  readonly containers?: JsonSpec['initContainers'];
}

/** The Service an address means: a name that says `svc`, one with a namespace that is there, or one that is a Service's. */
function addressIn(read: Reader, namespace: string, value: string): { key: string; port?: number } | undefined {
  const match = ADDRESS.exec(value);
  if (!match) return undefined;
  const [, scheme, host = '', number] = match;
  const port = number ? Number(number) : scheme ? SCHEMES[scheme.toLowerCase()] : undefined;
  const labels = host
    .toLowerCase()
    .replace(new RegExp(`\\.${CLUSTER_DOMAIN.replace('.', '\\.')}$`), '')
    .split('.');
  const said = labels[labels.length - 1] === 'svc';
  if (said) labels.pop();
  const at = (name: string, space: string): { key: string; port?: number } => ({
    key: `${space}/${name}`,
    ...(port === undefined ? {} : { port }),
  });
  if (said) {
    const [space, name] = [labels.pop(), labels.pop()];
    return space && name ? at(name, space) : undefined;
  }
  if (number === undefined && scheme === undefined) return undefined;
  if (labels.length === 1)
    return read.get('services', `${namespace}/${labels[0]}`) ? at(labels[0]!, namespace) : undefined;
  if (labels.length === 2 && read.get('namespaces', labels[1]!)) return at(labels[0]!, labels[1]!);
  return undefined;
}
