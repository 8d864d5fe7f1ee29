// Nodes, namespaces and the addresses of a cluster. Follows ValidateNode and ValidateNamespace of kubernetes/pkg/apis/core/validation,
// and ValidateServiceCIDR and ValidateIPBlock of pkg/apis/networking/validation.

import { duplicate, internal, invalid, notSupported, required, type FieldError } from '../../field-errors.ts';
import { cidrErrors, canonicalCidrErrors, isDualStack, isIpv6, networkOf, parseCidr, type Cidr } from '../../ip.ts';
import { labelValue, qualifiedName, standardFinalizer } from '../../labels.ts';
import type { Constraints, Rule } from '../rule.ts';
import { above, atLeast, check, held, items, list, NONE, text, wrong } from '../words.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function taintErrors(value: unknown, path: string): FieldError[] {
  const seen = new Set<string>();
  return list(value).flatMap((taint, i) => {
    const at = `${path}[${i}]`;
    const [key, held, effect] = [text(taint['key']), text(taint['value']), text(taint['effect'])];
    const errors = wrong(`${at}.key`, key, qualifiedName(key));
    const bad = labelValue(held);
    if (bad.length) errors.push(invalid(`${at}.value`, held, bad.join(';')));
    if (effect === '') errors.push(required(`${at}.effect`));
    else if (!EFFECTS.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, EFFECTS));
    if (seen.has(`${effect} ${key}`)) {
      const go = { Key: key, Value: held, Effect: effect, TimeAdded: taint['timeAdded'] ?? null };
      const twice = duplicate(at, go);
      errors.push({ ...twice, body: `${twice.body}: taints must be unique by key and effect pair` });
    }
    seen.add(`${effect} ${key}`);
    return errors;
  });
}

function podCidrErrors(value: unknown, path: string): FieldError[] {
  const cidrs = items(value).map(text);
  const errors = cidrs.flatMap((it, i) => cidrErrors(`${path}[${i}]`, it));
  if (cidrs.length < 2) return errors;
  const parsed = cidrs.map(parseCidr);
  const bad = parsed.findIndex((it) => !it);
  if (bad >= 0)
    errors.push(
      internal(
        path,
        `invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[${bad}]: <nil> (invalid CIDR address: ${cidrs[bad]!})`,
      ),
    );
  if (bad >= 0 || cidrs.length > 2 || !isDualStack(parsed.map((it) => it!.ip)))
    errors.push(invalid(path, cidrs, 'may specify no more than one CIDR for each IP family'));
  return errors;
}

const finalizers: Rule = check((value, path) =>
  items(value).flatMap((it) => {
    const name = text(it);
    return wrong(path, name, [...qualifiedName(name), ...standardFinalizer(name)]);
  }),
);

/** What is wrong with the ranges of a ServiceCIDR. */
export function rangeErrors(cidrs: readonly string[], path: string): FieldError[] {
  if (cidrs.length === 0) return [required(path, 'at least one CIDR required')];
  if (cidrs.length > 2) return [invalid(path, { CIDRs: cidrs }, 'may only hold up to 2 values')];
  const errors = cidrs.flatMap((it, i) => canonicalCidrErrors(`${path}[${i}]`, it));
  const [first, second] = cidrs.map(parseCidr);
  if (first && second && !isDualStack([first.ip, second.ip]))
    errors.push(
      invalid(path, cidrs, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'),
    );
  return errors;
}

const serviceCidrs: Rule = check((value, path) => rangeErrors(items(value).map(text), path));

/** Whether one block is a part of another, and not the whole of it. */
function isWithin(inner: Cidr, outer: Cidr): boolean {
  if (isIpv6(inner.ip) !== isIpv6(outer.ip) || inner.length <= outer.length) return false;
  const cut = networkOf({ ...inner, length: outer.length });
  return networkOf(outer).bytes.every((it, i) => it === cut.bytes[i]);
}

const block: Rule = check((value, path) => {
  const { cidr, except } = held(value);
  const said = text(cidr);
  if (said === '') return [required(`${path}.cidr`)];
  const errors = cidrErrors(`${path}.cidr`, said);
  const outer = parseCidr(said);
  if (!outer) return errors;
  items(except).forEach((it, i) => {
    const at = `${path}.except[${i}]`;
    errors.push(...cidrErrors(at, text(it)));
    const inner = parseCidr(text(it));
    if (inner && !isWithin(inner, outer)) errors.push(invalid(at, it, 'must be a strict subset of `cidr`'));
  });
  return errors;
});

export const NODES: { readonly [type: string]: Constraints } = {
  'coordination.v1.LeaseSpec': { leaseDurationSeconds: [above('0')], leaseTransitions: [atLeast(0)] },
  'core.v1.Node': {
    '': [
      check((value) => {
        const { taints, podCIDRs } = held(held(value)['spec']);
        if (!taints && !podCIDRs) return NONE;
        // Upstream tells taints as if they were metadata.
        return [...taintErrors(taints, 'metadata.taints'), ...podCidrErrors(podCIDRs, 'spec.podCIDRs')];
      }),
    ],
  },
  'core.v1.NamespaceSpec': { finalizers: [finalizers] },
  'networking.v1.ServiceCIDRSpec': { cidrs: [serviceCidrs] },
  'networking.v1.IPBlock': { '': [block] },
};
