// Constraints of Endpoints and EndpointSlices. Follows kubernetes/pkg/apis/discovery/validation and the functions about endpoints of
// pkg/apis/core/validation.

import { duplicate, invalid, notSupported, required, tooMany, type FieldError } from '../../field-errors.ts';
import { canonicalIpErrors, ipErrors, isIpv6, parseIp } from '../../ip.ts';
import { dns1123Label, dns1123Subdomain, labelValue, qualifiedName } from '../../labels.ts';
import type { JsonObject } from '../../object.ts';
import type { Constraints } from '../rule.ts';
import { check, held, items, labels, list, said, text } from '../words.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const TYPES = ['FQDN', 'IPv4', 'IPv6'];

const named = (path: string, value: string, errors: readonly string[]): FieldError[] =>
  errors.map((error) => invalid(path, value, error));

/** Addresses that nothing else can reach. */
export function endpointIpErrors(path: string, value: string): FieldError[] {
  const ip = parseIp(value);
  if (!ip) return [invalid(path, value, 'must be a valid IP address')];
  const { bytes } = ip;
  const [a = 0, b = 0, c = 0] = bytes;
  const six = isIpv6(ip);
  const errors: FieldError[] = [];
  if (bytes.every((it) => it === 0)) errors.push(invalid(path, value, `may not be unspecified (${value})`));
  if (six ? bytes.every((it, i) => it === (i === 15 ? 1 : 0)) : a === 127)
    errors.push(invalid(path, value, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  if (six ? a === 0xfe && (b & 0xc0) === 0x80 : a === 169 && b === 254)
    errors.push(invalid(path, value, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'));
  if (six ? a === 0xff && (b & 0x0f) === 2 : a === 224 && b === 0 && c === 0)
    errors.push(invalid(path, value, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'));
  return errors;
}

function subset(value: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const ready = list(value['addresses']);
  const waiting = list(value['notReadyAddresses']);
  const ports = list(value['ports']);
  if (!ready.length && !waiting.length) errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
  ready.forEach((it, i) => errors.push(...address(it, `${path}.addresses[${i}]`)));
  waiting.forEach((it, i) => errors.push(...address(it, `${path}.notReadyAddresses[${i}]`)));
  ports.forEach((it, i) => errors.push(...port(it, ports.length > 1, `${path}.ports[${i}]`)));
  return errors;
}

function address(value: JsonObject, path: string): FieldError[] {
  const ip = text(value['ip']);
  const hostname = text(value['hostname']);
  const node = value['nodeName'];
  return [
    ...ipErrors(`${path}.ip`, ip),
    ...(hostname ? named(`${path}.hostname`, hostname, dns1123Label(hostname)) : []),
    ...(typeof node === 'string' ? named(`${path}.nodeName`, node, dns1123Subdomain(node)) : []),
    ...endpointIpErrors(`${path}.ip`, ip),
  ];
}

function port(value: JsonObject, nameNeeded: boolean, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const name = text(value['name']);
  if (nameNeeded && !name) errors.push(required(`${path}.name`));
  else if (name) errors.push(...named(`${path}.name`, name, dns1123Label(name)));
  const number = Number(value['port'] ?? 0);
  if (number < 1 || number > 65535)
    errors.push(invalid(`${path}.port`, number, 'must be between 1 and 65535, inclusive'));
  const protocol = text(value['protocol']);
  if (!protocol) errors.push(required(`${path}.protocol`));
  else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
  const app = value['appProtocol'];
  if (typeof app === 'string') errors.push(...named(`${path}.appProtocol`, app, qualifiedName(app)));
  return errors;
}

function slice(object: JsonObject): FieldError[] {
  const type = text(object['addressType']);
  const errors: FieldError[] = [];
  if (!type) errors.push(required('addressType'));
  else if (!TYPES.includes(type)) errors.push(notSupported('addressType', type, TYPES));
  return [...errors, ...slicePorts(list(object['ports'])), ...endpoints(list(object['endpoints']), type)];
}

function slicePorts(ports: readonly JsonObject[]): FieldError[] {
  if (ports.length > 20_000) return [tooMany('ports', ports.length, 20_000)];
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  ports.forEach((it, i) => {
    const path = `ports[${i}]`;
    const name = text(it['name']);
    if (name) errors.push(...named(`${path}.name`, name, dns1123Label(name)));
    if (seen.has(name)) errors.push(duplicate(`${path}.name`, name));
    seen.add(name);
    const protocol = it['protocol'];
    if (!said(protocol)) errors.push(required(`${path}.protocol`));
    else if (!PROTOCOLS.includes(text(protocol))) errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
    const app = it['appProtocol'];
    if (typeof app === 'string') errors.push(...named(`${path}.appProtocol`, app, qualifiedName(app)));
  });
  return errors;
}

function endpoints(all: readonly JsonObject[], type: string): FieldError[] {
  if (all.length > 1000) return [tooMany('endpoints', all.length, 1000)];
  return all.flatMap((it, i) => endpoint(it, type, `endpoints[${i}]`));
}

function endpoint(it: JsonObject, type: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const at = `${path}.addresses`;
  const addresses = items(it['addresses']) as string[];
  if (!addresses.length) errors.push(required(at, 'must contain at least 1 address'));
  else if (addresses.length > 100) errors.push(tooMany(at, addresses.length, 100));
  addresses.forEach((value, i) => {
    const here = `${at}[${i}]`;
    if (type === 'FQDN') errors.push(...fqdn(value ?? '', here));
    if (type !== 'IPv4' && type !== 'IPv6') return;
    const wrong = type === 'IPv4' ? ipErrors(here, value ?? '') : canonicalIpErrors(here, value ?? '');
    errors.push(...wrong);
    if (wrong.length) return;
    if (isIpv6(parseIp(value)!) !== (type === 'IPv6')) errors.push(invalid(at, value, `must be an ${type} address`));
    errors.push(...endpointIpErrors(here, value));
  });
  const node = it['nodeName'];
  if (typeof node === 'string') errors.push(...named(`${path}.nodeName`, node, dns1123Subdomain(node)));
  const topology = held(it['deprecatedTopology']);
  if (Object.keys(topology).length > 16)
    errors.push(tooMany(`${path}.deprecatedTopology`, Object.keys(topology).length, 16));
  const hostname = it['hostname'];
  if (typeof hostname === 'string') errors.push(...named(`${path}.hostname`, hostname, dns1123Label(hostname)));
  const hints = it['hints'];
  if (said(hints)) errors.push(...hinted(held(hints), `${path}.hints`));
  return errors;
}

function hinted(hints: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [field, names] of [
    ['forZones', labelValue],
    ['forNodes', dns1123Subdomain],
  ] as const) {
    const all = list(hints[field]);
    if (all.length > 8) return [...errors, tooMany(`${path}.${field}`, all.length, 8)];
    const seen = new Set<string>();
    all.forEach((it, i) => {
      const name = text(it['name']);
      const at = `${path}.${field}[${i}].name`;
      if (seen.has(name)) errors.push(duplicate(at, name));
      seen.add(name);
      errors.push(...named(at, name, names(name)));
    });
  }
  return errors;
}

/** A name with a domain. */
export function fqdn(value: string, path: string): FieldError[] {
  if (!value) return [required(path)];
  const name = value.replace(/\.$/, '');
  const errors = dns1123Subdomain(name);
  if (errors.length) return [invalid(path, name, errors.join(','))];
  const parts = name.split('.');
  if (parts.length < 2) return [invalid(path, name, 'should be a domain with at least two segments separated by dots')];
  return parts.flatMap((label) => {
    const wrong = dns1123Label(label);
    return wrong.length ? [invalid(path, label, wrong.join(','))] : [];
  });
}

export const ENDPOINTS: { readonly [type: string]: Constraints } = {
  'core.v1.EndpointSubset': { '': [check((value, path) => subset(held(value), path))] },
  'discovery.v1.EndpointSlice': { '': [check((value) => slice(held(value)))] },
  'discovery.v1.Endpoint': { deprecatedTopology: [labels] },
};
