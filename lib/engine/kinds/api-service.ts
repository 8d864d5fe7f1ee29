// APIs of other servers. Follows kube-aggregator/pkg/apis/apiregistration/validation.

import { quote } from '../../api/field-errors.ts';
import { pathSegment } from '../apiserver/metadata.ts';
import type { Kind } from './interface.ts';

export const apiService: Kind = {
  resource: 'apiservices.apiregistration.k8s.io',
  nameErrorsFor: (object) => (name) => {
    const errors = pathSegment(name, false);
    if (errors.length) return errors;
    const wanted = `${object['spec']?.version ?? ''}.${object['spec']?.group ?? ''}`;
    return name === wanted ? [] : [`must be \`spec.version+"."+spec.group\`: ${quote(wanted)}`];
  },
};
