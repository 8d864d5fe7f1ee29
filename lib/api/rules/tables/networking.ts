// Services, Ingresses and NetworkPolicies. Follows ValidateService of kubernetes/pkg/apis/core/validation and
// pkg/apis/networking/validation.

import { duplicate, required, invalid, forbidden, notSupported, type FieldError } from '../../field-errors.ts';
import { ipErrors } from '../../ip.ts';
import { dns1123Subdomain, wildcardSubdomain, portName } from '../../labels.ts';
import type { Constraints } from '../rule.ts';
import {
  items,
  must,
  text,
  oneOf,
  named,
  namedEvenBlank,
  oneOfOrBlank,
  unchecked,
  each,
  unique,
  fields,
  where,
  labels,
  port,
  check,
  NONE,
  list,
  held,
  said,
  outside,
} from '../words.ts';

/** A CIDR of IPv4 is checked to the last bit; of IPv6 only that it looks like one. */
const peer = check((value, path) => {
  const said = ['podSelector', 'namespaceSelector', 'ipBlock'].filter((it) => {
    const part = held(value)[it];
    return part !== undefined && part !== null;
  });
  if (said.length === 0) return [required(path, 'must specify a peer')];
  return said.includes('ipBlock') && said.length > 1
    ? [forbidden(path, 'may not specify both ipBlock and another peer')]
    : NONE;
});

const IPV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;

/** The host of an ingress: a name, perhaps with a star for its first label, and no address. */
const host = check((value, path) => {
  if (typeof value !== 'string' || value === '') return NONE;
  if (IPV4.test(value)) return [invalid(path, value, 'must be a DNS name, not an IP address')];
  const errors = value.includes('*') ? wildcardSubdomain(value) : dns1123Subdomain(value);
  return errors.map((error) => invalid(path, value, error));
});

const tlsHost = check((value, path) => {
  if (typeof value !== 'string') return NONE;
  const errors = value.includes('*') ? wildcardSubdomain(value) : dns1123Subdomain(value);
  return errors.map((error) => invalid(path, value, error));
});

const urlPath = check((value, path, beside) => {
  const type = beside['pathType'];
  if (type !== 'Exact' && type !== 'Prefix') {
    if (type === 'ImplementationSpecific' && typeof value === 'string' && value !== '' && !value.startsWith('/'))
      return [invalid(path, value, 'must be an absolute path')];
    return NONE;
  }
  const text = typeof value === 'string' ? value : '';
  const errors: FieldError[] = [];
  if (!text.startsWith('/')) errors.push(invalid(path, text, 'must be an absolute path'));
  if (text === '') return errors;
  for (const part of ['//', '/./', '/../', '%2f', '%2F'])
    if (text.includes(part)) errors.push(invalid(path, text, `must not contain '${part}'`));
  for (const end of ['/..', '/.']) if (text.endsWith(end)) errors.push(invalid(path, text, `cannot end with '${end}'`));
  return errors;
});

/** An address of the world outside: none of the node's own, and of no link. */
function externalIp(path: string, ip: string): readonly FieldError[] {
  const errors = ipErrors(path, ip);
  if (errors.length) return errors;
  if (ip === '0.0.0.0' || ip === '::') return [invalid(path, ip, `may not be unspecified (${ip})`)];
  if (ip.startsWith('127.') || ip === '::1')
    return [invalid(path, ip, 'may not be in the loopback range (127.0.0.0/8, ::1/128)')];
  if (ip.startsWith('169.254.') || /^fe[89ab]/i.test(ip))
    return [invalid(path, ip, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)')];
  return ip.startsWith('224.0.0.') || /^ff02:/i.test(ip)
    ? [invalid(path, ip, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)')]
    : [];
}

export const NETWORKING: { readonly [type: string]: Constraints } = {
  'core.v1.ServiceSpec': {
    selector: [labels],
    type: [oneOfOrBlank('ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort')],
    sessionAffinity: [oneOfOrBlank('ClientIP', 'None')],
    internalTrafficPolicy: [oneOf('Cluster', 'Local')],
    externalTrafficPolicy: [
      where('type', ['NodePort', 'LoadBalancer'], { rule: 'oneOf', values: ['Cluster', 'Local'], blank: true }),
    ],
    ipFamilies: [each(oneOf('IPv4', 'IPv6')), unique()],
    ipFamilyPolicy: [oneOf('PreferDualStack', 'RequireDualStack', 'SingleStack')],
    ports: [
      check((value, path, beside) => {
        const all = list(value);
        const errors: FieldError[] = [];
        if (all.length === 0 && beside['type'] !== 'ExternalName' && beside['clusterIP'] !== 'None')
          errors.push(required(path));
        if (all.length > 1)
          all.forEach((it, i) => {
            if (!it['name']) errors.push(required(`${path}[${i}].name`));
          });
        return errors;
      }),
      unique('name'),
      check((value, path) => {
        const seen = new Set<string>();
        return list(value).flatMap((it, i) => {
          const id = `${String(it['protocol'] ?? 'TCP')}/${String(it['port'] ?? 0)}`;
          if (seen.has(id))
            return [
              duplicate(`${path}[${i}]`, {
                Name: '',
                Protocol: it['protocol'] ?? 'TCP',
                AppProtocol: null,
                Port: it['port'] ?? 0,
                TargetPort: 0,
                NodePort: 0,
              }),
            ];
          seen.add(id);
          return [];
        });
      }),
    ],
    trafficDistribution: [oneOf('PreferClose', 'PreferSameZone', 'PreferSameNode')],
    externalIPs: [check((value, path) => items(value).flatMap((it, i) => externalIp(`${path}[${i}]`, text(it))))],
    sessionAffinityConfig: [
      check((value, path, beside) => {
        const seconds = held(held(value)['clientIP'])['timeoutSeconds'];
        return beside['sessionAffinity'] === 'ClientIP' &&
          typeof seconds === 'number' &&
          (seconds <= 0 || seconds > 86_400)
          ? [invalid(`${path}.clientIP.timeoutSeconds`, seconds, 'must be greater than 0 and less than 86400')]
          : NONE;
      }),
    ],
    externalName: [
      where('type', ['ExternalName'], must()),
      check((value, path, beside) =>
        beside['type'] === 'ExternalName' && typeof value === 'string'
          ? dns1123Subdomain(value.replace(/\.$/, '')).map((error) => invalid(path, value, error))
          : NONE,
      ),
    ],
  },
  'core.v1.ServicePort': {
    name: [named('dns1123Label')],
    port: [check((value, path) => outside(value ?? 0, path))],
    protocol: [oneOfOrBlank('SCTP', 'TCP', 'UDP')],
    targetPort: [
      // Not said it is the port, by default.
      check((value, path, beside) => (value ? NONE : outside(beside['port'] ?? 0, path))),
      check((value, path) => (typeof value === 'number' && value !== 0 ? outside(value, path) : NONE)),
      check((value, path) =>
        typeof value === 'string' && value !== '' ? portName(value).map((error) => invalid(path, value, error)) : NONE,
      ),
    ],
    appProtocol: [namedEvenBlank('qualifiedName')],
  },

  'networking.v1.IngressSpec': {
    ingressClassName: [namedEvenBlank('dns1123Subdomain')],
    '': [
      check((value, path) =>
        list(held(value)['rules']).length === 0 && !held(value)['defaultBackend']
          ? [invalid(path, null, 'either `defaultBackend` or `rules` must be specified')]
          : NONE,
      ),
    ],
  },
  'networking.v1.IngressRule': { host: [host] },
  'networking.v1.IngressTLS': { hosts: [each(tlsHost)], secretName: [named('dns1123Subdomain')] },
  'networking.v1.HTTPIngressRuleValue': { paths: [must()] },
  'networking.v1.HTTPIngressPath': {
    pathType: [
      check((value, path) => (said(value) ? NONE : [required(path, 'pathType must be specified')])),
      { rule: 'oneOf', values: ['Exact', 'ImplementationSpecific', 'Prefix'] },
    ],
    path: [urlPath],
    backend: [where('pathType', [undefined, null], unchecked)],
  },
  'networking.v1.IngressBackend': {
    service: [{ rule: 'alone', after: ['resource'] }],
    resource: [
      { rule: 'alone', after: ['service'] },
      fields({
        apiGroup: [named('dns1123Subdomain')],
        kind: [must(), named('pathSegment')],
        name: [must(), named('pathSegment')],
      }),
    ],
    '': [
      check((value, path) =>
        !held(value)['service'] && !held(value)['resource']
          ? [invalid(path, '', 'resource or service backend is required')]
          : NONE,
      ),
      check((value, path) =>
        held(value)['service'] && held(value)['resource']
          ? [invalid(path, '', 'cannot set both resource and service backends')]
          : NONE,
      ),
      check((value, path) => {
        const service = held(value)['service'];
        if (!service || held(value)['resource']) return NONE;
        const { name, number } = held(held(service)['port']);
        if (name && number) return [invalid(path, '', 'cannot set both port name & port number')];
        return !name && !number ? [required(path, 'port name or number is required')] : NONE;
      }),
    ],
  },
  'networking.v1.IngressServiceBackend': { name: [must(), named('dns1123Label')] },
  'networking.v1.ServiceBackendPort': {
    // Both at once are refused as such.
    name: [where('number', [undefined, null, 0], named('portName'))],
    number: [check((value, path, beside) => (value === 0 || beside['name'] ? NONE : outside(value, path)))],
  },
  'networking.v1.NetworkPolicySpec': {
    policyTypes: [
      check((value, path) =>
        Array.isArray(value) && value.length > 2
          ? [
              invalid(
                path,
                value.map((it: unknown) => it ?? ''),
                'may not specify more than two policyTypes',
              ),
            ]
          : NONE,
      ),
      check((value, path) =>
        Array.isArray(value) && value.length <= 2
          ? value.flatMap((it: unknown, i) =>
              it === 'Ingress' || it === 'Egress'
                ? []
                : [notSupported(`${path}[${i}]`, it ?? '', ['Ingress', 'Egress'])],
            )
          : NONE,
      ),
    ],
  },
  'networking.v1.NetworkPolicyPeer': { '': [peer] },
  'networking.v1.NetworkPolicyPort': {
    protocol: [oneOf('TCP', 'UDP', 'SCTP')],
    port: [
      check((value, path, beside) =>
        typeof value === 'string' && said(beside['endPort'])
          ? [
              invalid(
                path.replace(/port$/, 'endPort'),
                beside['endPort'],
                'may not be specified when `port` is non-numeric',
              ),
            ]
          : NONE,
      ),
      port,
    ],
    endPort: [
      check((value, path, beside) => {
        if (value === undefined || value === null) return NONE;
        const from = beside['port'];
        if (from === undefined || from === null)
          return [invalid(path, value, 'may not be specified when `port` is not specified')];
        if (typeof from === 'string') return NONE;
        const errors = [...outside(value, path)];
        if (Number(value) < Number(from))
          errors.unshift(invalid(path, from, 'must be greater than or equal to `port`'));
        return errors;
      }),
    ],
  },
};
