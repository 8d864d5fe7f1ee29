// Services: addresses and node ports are drawn from the service's own name, the next free one where that is taken.
// Follows kubernetes/pkg/registry/core/service.

import type { KubeObject } from '../../api/object.ts';
import { forbidden, invalid, notSupported, quote, type FieldError } from '../../api/field-errors.ts';
import { cidrErrors, ipErrors } from '../../api/ip.ts';
import { qualifiedName } from '../../api/labels.ts';
import { invalid as invalidObject } from '../../api/status-errors.ts';
import { equal } from '../apiserver/equality.ts';
import { pathSegment } from '../apiserver/metadata.ts';
import type { Draft, Kind, KindContext } from './interface.ts';
import { allocateNodePorts, comesOut, isHealthChecked, keepNodePorts, wantsNodePorts } from './node-ports.ts';

/** 10.96.0.0/16, without the first addresses, which are the control plane's. */
const ADDRESSES = 65_000;
const FIRST = 256;

function address(number: number): string {
  return `10.96.${number >> 8}.${number & 255}`;
}

function freeAddress(draft: Draft, { chance, read }: KindContext): string {
  let number =
    FIRST + (chance.draw(`${draft.metadata.namespace}/${draft.metadata.name}`, 'cluster IP') % (ADDRESSES - FIRST));
  while (read.indexed('clusterIPs', address(number)).length) number = number + 1 < ADDRESSES ? number + 1 : FIRST;
  return address(number);
}

/** The cluster has addresses of one family, IPv4; only who needs none of its own may ask for more. Throws `StatusError`. */
function checkFamilies(draft: Draft): void {
  const {
    clusterIP,
    selector,
    ipFamilyPolicy,
    ipFamilies = [],
  } = draft.spec as {
    clusterIP?: string;
    selector?: object;
    ipFamilyPolicy?: string;
    ipFamilies?: readonly string[];
  };
  if (clusterIP === 'None' && !selector) return;
  const errors = [];
  if (ipFamilyPolicy === 'RequireDualStack')
    errors.push(
      invalid('spec.ipFamilyPolicy', ipFamilyPolicy, 'this cluster is not configured for dual-stack services'),
    );
  for (const [i, family] of ipFamilies.entries())
    if (family === 'IPv6') errors.push(invalid(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster'));
  if (errors.length) throw invalidObject('Service', draft.metadata.name as string, errors);
}

/** What was given for a type that it no longer is goes with it, unless the update speaks of it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function forget(spec: any, before: any): void {
  const drop = (...fields: readonly string[]): void => {
    for (const field of fields) if (equal(spec[field], before[field])) delete spec[field];
  };
  if (before.type !== 'ExternalName' && spec.type === 'ExternalName')
    drop('clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy');
  type Ports = readonly { readonly nodePort?: number }[];
  const nodePorts = (of: { ports?: Ports }): unknown[] => (of.ports ?? []).map((it) => it.nodePort);
  if (wantsNodePorts(before) && !wantsNodePorts(spec) && spec.ports && equal(nodePorts(spec), nodePorts(before)))
    spec.ports = (spec.ports as Ports).map(({ nodePort: _, ...port }) => port);
  if (comesOut(before.type) && !comesOut(spec.type) && !spec.externalIPs?.length) drop('externalTrafficPolicy');
  if (before.type === 'LoadBalancer' && spec.type !== 'LoadBalancer')
    drop('allocateLoadBalancerNodePorts', 'loadBalancerClass');
  if (isHealthChecked(before) && !isHealthChecked(spec)) drop('healthCheckNodePort');
}

/** What a service says of addresses and of who may come in, for its type. Follows ValidateService. */
function serviceErrors({ spec }: Draft, old: KubeObject | undefined): FieldError[] {
  if (!spec) return [];
  const { type = 'ClusterIP', clusterIP, externalTrafficPolicy, loadBalancerSourceRanges } = spec;
  const ips = (spec.clusterIPs ?? []) as readonly string[];
  const errors: FieldError[] = [];
  const isOut = comesOut(type);
  if (type === 'ExternalName') {
    if (ips.length || clusterIP) errors.push(forbidden('spec.clusterIPs', 'may not be set for ExternalName services'));
  } else {
    if (isOut && clusterIP === 'None')
      errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`));
    if (clusterIP && ips.length && ips[0] !== clusterIP)
      errors.push(invalid('spec.clusterIPs', ips, 'first value must match `clusterIP`'));
    const known = new Set((old?.['spec']?.clusterIPs ?? []) as readonly string[]);
    (ips.length ? ips : clusterIP ? [clusterIP as string] : []).forEach((ip, i) => {
      if (ip !== 'None' && !known.has(ip)) errors.push(...ipErrors(`spec.clusterIPs[${i}]`, ip));
    });
  }
  if (loadBalancerSourceRanges?.length && type !== 'LoadBalancer')
    errors.push(forbidden('spec.LoadBalancerSourceRanges', "may only be used when `type` is 'LoadBalancer'"));
  ((loadBalancerSourceRanges ?? []) as readonly string[]).forEach((range, i) =>
    errors.push(...cidrErrors(`spec.LoadBalancerSourceRanges[${i}]`, (range ?? '').trim())),
  );
  if (type !== 'LoadBalancer')
    for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass'])
      if (spec[field] !== undefined && spec[field] !== null)
        errors.push(forbidden(`spec.${field}`, "may only be used when `type` is 'LoadBalancer'"));
  if (type === 'LoadBalancer' && typeof spec.loadBalancerClass === 'string')
    for (const message of qualifiedName(spec.loadBalancerClass))
      errors.push(invalid('spec.loadBalancerClass', spec.loadBalancerClass, message));
  const was = old?.['spec'];
  if (
    isHealthChecked(was) &&
    isHealthChecked(spec) &&
    (was.healthCheckNodePort ?? 0) !== (spec.healthCheckNodePort ?? 0)
  )
    errors.push(forbidden('spec.healthCheckNodePort', 'field is immutable'));
  if (externalTrafficPolicy && !isOut && !spec.externalIPs?.length)
    errors.push(
      invalid(
        'spec.externalTrafficPolicy',
        externalTrafficPolicy,
        'may only be set for externally-accessible services',
      ),
    );
  else if (externalTrafficPolicy && !isOut && externalTrafficPolicy !== 'Cluster' && externalTrafficPolicy !== 'Local')
    errors.push(notSupported('spec.externalTrafficPolicy', externalTrafficPolicy, ['Cluster', 'Local']));
  if (spec.healthCheckNodePort && !isHealthChecked(spec))
    errors.push(
      invalid(
        'spec.healthCheckNodePort',
        spec.healthCheckNodePort,
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ),
    );
  return errors;
}

export const service: Kind = {
  resource: 'services',
  validate: (object, _, old) => serviceErrors(object, old),
  prepareForCreate({ metadata, spec }, { dryRun }) {
    // Its address is taken before anybody looks at its name, by an object that names it.
    if (dryRun || !spec || spec.type === 'ExternalName' || spec.clusterIP) return;
    const name = (metadata.name ?? '') as string;
    const fault =
      name === '' ? 'Required value' : pathSegment(name, false).map((it) => `Invalid value: ${quote(name)}: ${it}`)[0];
    if (!fault) return;
    const why = `failed to allocate IP: IPAddress.networking.k8s.io "10.96.0.2" is invalid: spec.parentRef.name: ${fault}`;
    throw invalidObject('Service', name, [invalid('spec.clusterIPs', [''], why)]);
  },
  prepareForUpdate(draft: Draft, old: KubeObject) {
    const before = old['spec'];
    draft.spec = { ...draft.spec };
    const { spec } = draft;
    if (!spec) return;
    forget(spec, before);
    if (spec.type === 'ExternalName' || before.type === 'ExternalName') return;
    // What was given to it stays, when an update does not say otherwise.
    spec.clusterIP ||= before.clusterIP;
    spec.clusterIPs ??= before.clusterIPs;
    // Who knows one address only means it.
    if (spec.clusterIP !== before.clusterIP && equal(spec.clusterIPs, before.clusterIPs))
      spec.clusterIPs = [spec.clusterIP];
    spec.ipFamilies ??= before.ipFamilies;
    spec.ipFamilyPolicy ??= before.ipFamilyPolicy;
    if (spec.ports) spec.ports = (spec.ports as object[]).map((port) => ({ ...port }));
    keepNodePorts(spec, before);
  },
  allocate(draft, old, context) {
    if (!draft.spec || draft.spec.type === 'ExternalName') return;
    const ports = draft.spec.ports as object[] | undefined;
    const spec = { ...draft.spec, ...(ports ? { ports: ports.map((port) => ({ ...port })) } : {}) };
    draft.spec = spec;
    checkFamilies(draft);
    if (!spec.clusterIP) spec.clusterIP = freeAddress(draft, context);
    else if (
      spec.clusterIP !== 'None' &&
      spec.clusterIP !== old?.['spec']?.clusterIP &&
      context.read.indexed('clusterIPs', spec.clusterIP as string).length
    )
      throw invalidObject('Service', draft.metadata.name as string, [
        invalid(
          'spec.clusterIPs',
          [spec.clusterIP],
          'failed to allocate IP ' + spec.clusterIP + ': provided IP is already allocated',
        ),
      ]);
    spec.clusterIPs ??= [spec.clusterIP];
    spec.ipFamilies ??= ['IPv4'];
    spec.ipFamilyPolicy ??= 'SingleStack';
    allocateNodePorts(draft, old, context);
  },
};
