// APIs of other servers. Follows kube-aggregator/pkg/apis/apiregistration/validation.

import { quote } from '../../api/field-errors.ts';
import { formatTime } from '../../api/time.ts';
import { pathSegment } from '../apiserver/metadata.ts';
import type { Draft, Kind, KindContext } from './interface.ts';

/** Whether an API can be asked, as far as that is known without asking it. */
function available({ spec }: Draft, { read, now }: KindContext): object {
  const told = (status: string, reason: string, message: string): object => ({
    type: 'Available',
    status,
    lastTransitionTime: formatTime(now),
    reason,
    message,
  });
  const { service } = (spec ?? {}) as { service?: { name?: string; namespace?: string; port?: number } };
  if (!service) return told('True', 'Local', 'Local APIServices are always available');
  const { name = '', namespace = '', port = 443 } = service;
  const found = read.get('services', `${namespace}/${name}`);
  const at = `service/${name} in ${quote(namespace)}`;
  if (!found) return told('False', 'ServiceNotFound', `${at} is not present`);
  const ports = (found['spec']?.ports ?? []) as readonly { readonly port?: number }[];
  if (!ports.some((it) => it.port === port))
    return told('False', 'ServicePortError', `${at} is not listening on port ${port}`);
  return told('False', 'MissingEndpoints', `endpoints for ${at} have no addresses`);
}

export const apiService: Kind = {
  resource: 'apiservices.apiregistration.k8s.io',
  namedBySpec: true,
  prepareForCreate(draft, context) {
    draft['status'] = { conditions: [available(draft, context)] };
  },
  nameErrorsFor: (object) => (name) => {
    const errors = pathSegment(name, false);
    if (errors.length) return errors;
    const wanted = `${object['spec']?.version ?? ''}.${object['spec']?.group ?? ''}`;
    return name === wanted ? [] : [`must be \`spec.version+"."+spec.group\`: ${quote(wanted)}`];
  },
};
