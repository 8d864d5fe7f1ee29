// What clusters are set up with: classes of ingress and of runtimes, APIs of others, requests for certificates. Follows
// kubernetes/pkg/apis/{networking,node,certificates}/validation and kube-aggregator/pkg/apis/apiregistration/validation.

import { duplicate, forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../../field-errors.ts';
import { dns1035Label, dns1123Label, dns1123Subdomain, domainPath, pathSegment } from '../../labels.ts';
import type { Constraints, Rule } from '../rule.ts';
import {
  atLeast,
  blankRequired,
  check,
  held,
  items,
  labels,
  list,
  must,
  named,
  NONE,
  oneOfOrBlank,
  said,
  text,
  wrong,
  isObject,
} from '../words.ts';
import { overhead, quota } from './amounts.ts';

/** `acme.io/foo`. */
const controller: Rule = check((value, path) => [
  ...(text(value).length > 250 ? [tooLong(path, 250)] : []),
  ...domainPath(text(value)).map((it) => (it.value === undefined ? required(path) : invalid(path, it.value, it.error))),
]);

const segment = (path: string, value: unknown): FieldError[] =>
  text(value) === '' ? [required(path)] : wrong(path, value, pathSegment(text(value)));

const parameters: Rule = check((value, path) => {
  if (!said(value)) return NONE;
  const { apiGroup, kind, name, scope, namespace } = held(value);
  const errors = said(apiGroup) ? wrong(`${path}.apiGroup`, apiGroup, dns1123Subdomain(text(apiGroup))) : [];
  errors.push(...segment(`${path}.kind`, kind), ...segment(`${path}.name`, name));
  // A scope that is not said has been defaulted before.
  const of = scope ?? 'Cluster';
  if (of === 'Namespace') {
    if (!said(namespace)) errors.push(required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"));
    else errors.push(...wrong(`${path}.namespace`, namespace, dns1123Label(text(namespace))));
  } else if (of === 'Cluster') {
    if (said(namespace)) errors.push(forbidden(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  } else errors.push(notSupported(`${path}.scope`, of, ['Cluster', 'Namespace']));
  return errors;
});

const apiService: Rule = check((value, path) => {
  const spec = held(value);
  const [group, version] = [text(spec['group']), text(spec['version'])];
  const errors: FieldError[] = [];
  if (group === '' && version !== 'v1')
    errors.push(required(`${path}.group`, 'only v1 may have an empty group and it better be legacy kube'));
  if (group !== '') errors.push(...wrong(`${path}.group`, group, dns1123Subdomain(group)));
  errors.push(...wrong(`${path}.version`, version, dns1035Label(version)));
  const within = (field: string, most: number): void => {
    const number = spec[field] ?? 0;
    if (typeof number === 'number' && (number <= 0 || number > most))
      errors.push(invalid(`${path}.${field}`, number, `must be positive and less than ${most}`));
  };
  within('groupPriorityMinimum', 20_000);
  within('versionPriority', 1_000);
  const bundle = text(spec['caBundle']);
  const { service, insecureSkipTLSVerify } = spec;
  if (!said(service)) {
    const bytes = `${Buffer.from(bundle, 'base64').length} bytes`;
    if (bundle) errors.push(invalid(`${path}.caBundle`, bytes, 'local APIServices may not have a caBundle'));
    if (insecureSkipTLSVerify === true)
      errors.push(
        invalid(`${path}.insecureSkipTLSVerify`, true, 'local APIServices may not have insecureSkipTLSVerify'),
      );
    return errors;
  }
  const { namespace, name, port = 443 } = held(service);
  if (!namespace) errors.push(required(`${path}.service.namespace`));
  if (!name) errors.push(required(`${path}.service.name`));
  if (typeof port === 'number' && (port < 1 || port > 65535))
    errors.push(invalid(`${path}.service.port`, port, 'port is not valid: must be between 1 and 65535, inclusive'));
  if (insecureSkipTLSVerify === true && bundle)
    errors.push(invalid(`${path}.insecureSkipTLSVerify`, true, 'may not be true if caBundle is present'));
  return errors;
});

const LEGACY = 'kubernetes.io/legacy-unknown';
const SIGNER = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
/** The longest of a label and a subdomain with a dot between, behind a domain and a slash. */
const LONGEST_SIGNER = 253 + 1 + 253 + 63 + 1;

/** Who is asked to sign: a domain and a path. */
const signer: Rule = check((value, path) => {
  const name = text(value);
  if (name === '') return [required(path)];
  if (name === LEGACY) return [invalid(path, name, 'the legacy signerName is not allowed via this API version')];
  const parts = name.split('/');
  if (parts.length !== 2) return [invalid(path, name, SIGNER)];
  const [domain, signs] = parts as [string, string];
  const errors: FieldError[] = domain.length > 253 ? [tooLong(path, 253)] : [];
  const labelsOf = domain.split('.');
  const first = (of: readonly string[], check: (text: string) => readonly string[], whole: string): void => {
    const bad = of.find((it) => check(it).length > 0);
    if (bad === undefined) return;
    errors.push(...check(bad).map((error) => invalid(path, whole, `validating label "${bad}": ${error}`)));
  };
  first(labelsOf, dns1123Label, domain);
  if (labelsOf.length < 2)
    errors.push(invalid(path, domain, 'should be a domain with at least two segments separated by dots'));
  first(signs.split('.'), dns1123Subdomain, signs);
  if (name.length > LONGEST_SIGNER) errors.push(tooLong(path, LONGEST_SIGNER));
  return errors;
});

const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];

const usages: Rule = check((value, path) => {
  const said = items(value).map(text);
  const unknown = said.flatMap((it, i) => (USAGES.includes(it) ? [] : [notSupported(`${path}[${i}]`, it, USAGES)]));
  const twice = said.flatMap((it, i) => (said.indexOf(it) < i ? [duplicate(`${path}[${i}]`, it)] : []));
  return [...unknown, ...twice];
});

export const CLUSTER: { readonly [type: string]: Constraints } = {
  'core.v1.ResourceQuotaSpec': { '': [quota] },
  'networking.v1.IngressClassSpec': { controller: [controller], parameters: [parameters] },
  'node.v1.RuntimeClass': { handler: [must(), named('dns1123Label')], overhead: [overhead] },
  'node.v1.Scheduling': {
    nodeSelector: [labels],
    tolerations: [
      check((value, path) => {
        const seen = new Set<string>();
        return list(value).flatMap((it, i) => {
          const { key, operator, value: equals, effect, tolerationSeconds } = it;
          const printed = {
            Key: key ?? '',
            Operator: operator ?? '',
            Value: equals ?? '',
            Effect: effect ?? '',
            TolerationSeconds: tolerationSeconds ?? null,
          };
          const id = JSON.stringify(printed);
          if (seen.has(id)) return [duplicate(`${path}[${i}]`, printed)];
          seen.add(id);
          return [];
        });
      }),
    ],
  },
  'apps.v1.ControllerRevision': {
    revision: [atLeast(0)],
    // What it is of does not change any more, and is looked at once.
    '': [
      check((value, path, _beside, before) => {
        const { data } = held(value);
        if (before || isObject(data)) return NONE;
        return [
          required(
            path ? `${path}.data` : 'data',
            said(data) ? 'data must be a valid JSON object' : 'data is mandatory',
          ),
        ];
      }),
    ],
  },
  'scheduling.v1.PriorityClass': {
    preemptionPolicy: [blankRequired, oneOfOrBlank('PreemptLowerPriority', 'Never')],
  },
  'apiregistration.v1.APIServiceSpec': { '': [apiService] },
  'certificates.v1.CertificateSigningRequestSpec': {
    request: [
      check((value, path) =>
        /^-----BEGIN CERTIFICATE REQUEST-----/m.test(Buffer.from(text(value), 'base64').toString('latin1'))
          ? NONE
          : [invalid(path, value ?? null, 'PEM block type must be CERTIFICATE REQUEST')],
      ),
    ],
    usages: [must(), usages],
    signerName: [signer],
    expirationSeconds: [
      check((value, path) =>
        typeof value === 'number' && value < 600
          ? [invalid(path, value, 'may not specify a duration less than 600 seconds (10 minutes)')]
          : NONE,
      ),
    ],
  },
};
