// Policies, and requests that they are asked about. A story is what is set up, then requests in their order.

const REG = 'admissionregistration.k8s.io/v1';
const EVERYTHING = { apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*/*'] };
const rule = (resources, more = {}) => ({
  apiGroups: ['*'],
  apiVersions: ['*'],
  operations: ['*'],
  resources,
  ...more,
});
const CONFIGMAPS = rule(['configmaps'], { operations: ['CREATE', 'UPDATE'] });

const policy = (name, spec) => ({
  apiVersion: REG,
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name },
  spec: { matchConstraints: { resourceRules: [CONFIGMAPS] }, ...spec },
});
const within = (namespace) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } });
const binding = (name, namespace, more = {}) => ({
  apiVersion: REG,
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name },
  spec: { policyName: name, validationActions: ['Deny'], matchResources: within(namespace), ...more },
});
const mutating = (name, spec) => ({
  apiVersion: REG,
  kind: 'MutatingAdmissionPolicy',
  metadata: { name },
  spec: { matchConstraints: { resourceRules: [CONFIGMAPS] }, reinvocationPolicy: 'Never', ...spec },
});
const mutatingBinding = (name, namespace, more = {}) => ({
  apiVersion: REG,
  kind: 'MutatingAdmissionPolicyBinding',
  metadata: { name },
  spec: { policyName: name, matchResources: within(namespace), ...more },
});
const namespace = (name, labels) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, ...(labels ? { labels } : {}) },
});
const account = (ns) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: ns } });
const map = (ns, name, data, metadata = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: ns, ...metadata },
  ...(data ? { data } : {}),
});
const pod = (ns, name, more = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: ns },
  spec: {
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    containers: [{ name: 'c', image: 'pause' }],
    ...more,
  },
});
const deployment = (ns, name) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: ns },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'pause' }] } },
  },
});

const post = (path, body, query) => ({ method: 'POST', path, body, ...(query ? { query } : {}) });
const put = (path, body, query) => ({ method: 'PUT', path, body, ...(query ? { query } : {}) });
const merge = (path, body, query) => ({
  method: 'PATCH',
  path,
  body,
  type: 'application/merge-patch+json',
  ...(query ? { query } : {}),
});
const remove = (path, body) => ({ method: 'DELETE', path, ...(body ? { body } : {}) });
const get = (path) => ({ method: 'GET', path });

const keys = (of) =>
  `(${of} == null ? 'null' : ${of}.kind + ' ' + ${of}.apiVersion + ' ' + ${of}.map(k, k).sort().map(k, string(k)).join(','))`;
const said = (field) => `(has(${field}) ? ${field} : '-')`;
/** All that a policy is told of a request. */
const WITNESS = [
  'request.operation',
  "request.resource.group + '/' + request.resource.version + '/' + request.resource.resource",
  `'sub=' + ${said('request.subResource')}`,
  "'kind=' + request.kind.group + '/' + request.kind.version + '/' + request.kind.kind",
  "'asked=' + request.requestKind.version + '/' + request.requestKind.kind + '/' + request.requestResource.resource + '/' + (has(request.requestSubResource) ? request.requestSubResource : '-')",
  `'name=' + ${said('request.name')}`,
  `'ns=' + ${said('request.namespace')}`,
  "'dry=' + string(request.dryRun)",
  "'options=' + (!has(request.options) || request.options == null ? 'null' : request.options.kind + ' ' + request.options.map(k, k).sort().map(k, string(k)).join(','))",
  `'object=' + ${keys('object')}`,
  `'old=' + ${keys('oldObject')}`,
  "'in=' + (namespaceObject == null ? 'null' : namespaceObject.metadata.name)",
].join(" + ' | ' + ");

const N = '/api/v1/namespaces';
const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.policies.example.com' },
  spec: {
    group: 'policies.example.com',
    scope: 'Namespaced',
    names: { plural: 'things', kind: 'Thing' },
    versions: ['v1', 'v2'].map((name) => ({
      name,
      served: true,
      storage: name === 'v1',
      subresources: {
        status: {},
        scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
      },
      schema: {
        openAPIV3Schema: {
          type: 'object',
          properties: {
            spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      },
    })),
  },
};
const W = `${N}/witness`;
const things = (version) => `/apis/policies.example.com/${version}/namespaces/witness/things`;
const thing = (name, version = 'v1') => ({
  apiVersion: `policies.example.com/${version}`,
  kind: 'Thing',
  metadata: { name, namespace: 'witness' },
  spec: { replicas: 1 },
});
const scale = (name, replicas) => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name, namespace: 'witness' },
  spec: { replicas },
});
const eviction = (name, more = {}) => ({
  apiVersion: 'policy/v1',
  kind: 'Eviction',
  metadata: { name, namespace: 'witness' },
  ...more,
});
const bound = (name) => ({
  apiVersion: 'v1',
  kind: 'Binding',
  metadata: { name, namespace: 'witness' },
  target: { kind: 'Node', apiVersion: 'v1', name: 'nowhere' },
});

/** What policies are asked about, and what they are told. */
const witness = {
  name: 'witness',
  setup: [
    CRD,
    namespace('witness', { team: 'a' }),
    account('witness'),
    policy('witness', {
      matchConstraints: { resourceRules: [EVERYTHING] },
      validations: [{ expression: 'false', messageExpression: WITNESS }],
    }),
    {
      ...binding('witness', 'witness', { validationActions: ['Warn'] }),
      spec: { policyName: 'witness', validationActions: ['Warn'] },
    },
  ],
  requests: [
    post(`${W}/configmaps`, map('witness', 'a', { a: '1' })),
    post(`${W}/configmaps`, map('witness', 'dry', { a: '1' }), 'dryRun=All'),
    post(`${W}/configmaps`, map('witness', 'a', { a: '1' })),
    post(
      `${W}/configmaps`,
      { ...map('witness', undefined), metadata: { generateName: 'gen-', namespace: 'witness' } },
      'fieldManager=me&fieldValidation=Strict',
    ),
    put(`${W}/configmaps/a`, map('witness', 'a', { a: '2' })),
    put(`${W}/configmaps/missing`, map('witness', 'missing')),
    merge(`${W}/configmaps/a`, { data: { b: '1' } }),
    merge(`${W}/configmaps/a`, { data: { b: '1' } }, 'fieldManager=me&dryRun=All'),
    {
      method: 'PATCH',
      path: `${W}/configmaps/applied`,
      query: 'fieldManager=me&force=true',
      type: 'application/apply-patch+yaml',
      body: map('witness', 'applied', { a: '1' }),
    },
    {
      method: 'PATCH',
      path: `${W}/configmaps/applied`,
      query: 'fieldManager=me',
      type: 'application/apply-patch+yaml',
      body: map('witness', 'applied', { a: '2' }),
    },
    {
      method: 'PATCH',
      path: `${W}/configmaps/a`,
      type: 'application/json-patch+json',
      body: [{ op: 'add', path: '/data/c', value: '1' }],
    },
    merge(`${W}/configmaps/missing`, { data: { b: '1' } }),
    get(`${W}/configmaps/a`),
    remove(`${W}/configmaps/a`),
    remove(`${W}/configmaps/missing`),
    remove(`${W}/configmaps/applied`, {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      gracePeriodSeconds: 5,
      propagationPolicy: 'Background',
      dryRun: ['All'],
    }),
    { method: 'DELETE', path: `${W}/configmaps`, query: 'labelSelector=none%3Dnone' },
    { method: 'DELETE', path: `${W}/configmaps`, query: 'fieldSelector=metadata.name%3Dapplied' },
    post(`${W}/pods`, pod('witness', 'p')),
    merge(`${W}/pods/p`, { metadata: { labels: { a: 'b' } } }),
    merge(`${W}/pods/p/status`, { status: { phase: 'Running' } }),
    merge(`${W}/pods/p/ephemeralcontainers`, { spec: { ephemeralContainers: [{ name: 'e', image: 'pause' }] } }),
    merge(`${W}/pods/p/resize`, { spec: { containers: [{ name: 'c', image: 'pause', resources: {} }] } }),
    get(`${W}/pods/p/log`),
    get(`${W}/pods/p/exec?command=ls&container=c&stdout=true`),
    post(`${W}/pods/p/exec?command=ls&stdout=true`),
    get(`${W}/pods/p/attach?container=c&stdout=true`),
    get(`${W}/pods/p/portforward?ports=80`),
    get(`${W}/pods/missing/exec?command=ls&stdout=true`),
    get(`${W}/pods/missing/portforward`),
    post(`${W}/pods`, pod('witness', 'q', { nodeName: undefined, schedulerName: 'nobody' })),
    post(`${W}/pods/q/binding`, bound('q')),
    post(`${W}/bindings`, bound('q')),
    post(`${W}/pods/missing/binding`, bound('missing')),
    post(`${W}/pods/q/eviction`, eviction('q', { deleteOptions: { dryRun: ['All'] } })),
    post(`${W}/pods/missing/eviction`, eviction('missing')),
    post(`${W}/pods/p/eviction`, eviction('p')),
    remove(`${W}/pods/q`),
    post(`/apis/apps/v1/namespaces/witness/deployments`, deployment('witness', 'd')),
    put(`/apis/apps/v1/namespaces/witness/deployments/d/scale`, scale('d', 1)),
    merge(`/apis/apps/v1/namespaces/witness/deployments/d/scale`, { spec: { replicas: 0 } }),
    put(`/apis/apps/v1/namespaces/witness/deployments/missing/scale`, scale('missing', 1)),
    merge(`/apis/apps/v1/namespaces/witness/deployments/d/status`, { status: { replicas: 0 } }),
    post(`${W}/serviceaccounts/default/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { audiences: ['a'] },
    }),
    post(`${W}/serviceaccounts/missing/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {},
    }),
    post(things('v1'), thing('t')),
    post(things('v2'), thing('u', 'v2')),
    merge(`${things('v2')}/t`, { spec: { replicas: 2 } }),
    merge(`${things('v1')}/t/status`, { status: { replicas: 2 } }),
    merge(`${things('v2')}/t/scale`, { spec: { replicas: 3 } }),
    put(`${things('v1')}/t/scale`, scale('t', 4)),
    remove(`${things('v2')}/t`),
    post(`/apis/autoscaling/v1/namespaces/witness/horizontalpodautoscalers`, {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'h', namespace: 'witness' },
      spec: { maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' } },
    }),
    post(`/apis/coordination.k8s.io/v1/namespaces/witness/leases`, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'l', namespace: 'witness' },
    }),
    post(`/apis/policy/v1/namespaces/witness/poddisruptionbudgets`, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'b', namespace: 'witness' },
      spec: { maxUnavailable: 1, selector: { matchLabels: { none: 'none' } } },
    }),
    post(`${W}/services`, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's', namespace: 'witness' },
      spec: { ports: [{ port: 80 }] },
    }),
    merge(`${W}/services/s/status`, { status: { conditions: [] } }),
    post(`${W}/events`, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'e.1', namespace: 'witness' },
      involvedObject: { kind: 'Pod', namespace: 'witness', name: 'p' },
      reason: 'R',
      message: 'm',
      type: 'Normal',
    }),
    post(`/apis/authorization.k8s.io/v1/subjectaccessreviews`, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user: 'u', resourceAttributes: { verb: 'get', resource: 'pods' } },
    }),
    post(`/apis/authorization.k8s.io/v1/selfsubjectaccessreviews`, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
    }),
    post(`/apis/authorization.k8s.io/v1/namespaces/witness/localsubjectaccessreviews`, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'LocalSubjectAccessReview',
      metadata: { namespace: 'witness' },
      spec: { user: 'u', resourceAttributes: { namespace: 'witness', verb: 'get', resource: 'pods' } },
    }),
    post(`/apis/authentication.k8s.io/v1/selfsubjectreviews`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
    }),
    post(`/apis/authentication.k8s.io/v1/tokenreviews`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenReview',
      spec: { token: 'x' },
    }),
    post('/api/v1/namespaces', namespace('witnessed')),
    merge('/api/v1/namespaces/witnessed', { metadata: { labels: { a: 'b' } } }),
    merge('/api/v1/namespaces/witnessed/status', { status: { phase: 'Active' } }),
    put('/api/v1/namespaces/witnessed/finalize', { ...namespace('witnessed'), spec: { finalizers: ['kubernetes'] } }),
    remove('/api/v1/namespaces/witnessed'),
    post('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'witness-node' } }),
    merge('/api/v1/nodes/witness-node/status', { status: { capacity: { cpu: '1' } } }),
    remove('/api/v1/nodes/witness-node'),
    post('/apis/rbac.authorization.k8s.io/v1/clusterroles', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'witness' },
      rules: [],
    }),
    remove('/apis/rbac.authorization.k8s.io/v1/clusterroles/witness'),
    post(`/apis/${REG}/validatingadmissionpolicies`, policy('witnessed', { validations: [{ expression: 'true' }] })),
    remove(`/apis/${REG}/validatingadmissionpolicies/witnessed`),
    post(`/apis/${REG}/mutatingwebhookconfigurations`, {
      apiVersion: REG,
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: 'witnessed' },
    }),
    remove(`/apis/${REG}/mutatingwebhookconfigurations/witnessed`),
    remove(`/apis/${REG}/validatingadmissionpolicybindings/witness`),
  ],
};

/** A policy in a namespace of its own, and writes in it. */
const decided = (name, spec, bind, requests, more = {}) => {
  const ns = `decided-${name}`;
  return {
    name,
    setup: [
      namespace(ns, more.labels),
      ...(more.setup ?? []).map((it) => it(ns)),
      policy(ns, spec),
      ...(more.bindings ?? [{}]).map((it, i) => ({
        ...binding(ns, ns, { ...bind, ...it }),
        metadata: { name: i ? `${ns}-${i}` : ns },
      })),
    ],
    requests: requests.map((it) => it(ns)),
  };
};
const make = (name, data, metadata) => (ns) => post(`${N}/${ns}/configmaps`, map(ns, name, data, metadata));
const change = (name, data) => (ns) => merge(`${N}/${ns}/configmaps/${name}`, { data });
const drop = (name) => (ns) => remove(`${N}/${ns}/configmaps/${name}`);
const one = [make('a', { k: 'v' })];
const params = (more = {}) => ({ paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, ...more });
const paramMap = (name, data, labels, other) => (ns) => map(other ?? ns, name, data, labels ? { labels } : {});

const decisions = [
  decided('plain', { validations: [{ expression: 'has(object.data.x)' }] }, {}, [
    ...one,
    make('b', { x: '1' }),
    change('b', { x: null }),
    change('b', { y: '1' }),
  ]),
  decided('message', { validations: [{ expression: 'false', message: 'no maps here' }] }, {}, one),
  decided(
    'expression',
    { validations: [{ expression: 'false', message: 'plain', messageExpression: "'not ' + object.metadata.name" }] },
    {},
    one,
  ),
  decided(
    'broken-message',
    { validations: [{ expression: 'false', message: 'plain', messageExpression: "'not ' + object.zz" }] },
    {},
    one,
  ),
  decided('lines-message', { validations: [{ expression: 'false', messageExpression: "'a\\nb'" }] }, {}, one),
  decided('blank-message', { validations: [{ expression: 'false', messageExpression: "'  '" }] }, {}, one),
  ...['Forbidden', 'Invalid', 'RequestEntityTooLarge'].map((reason) =>
    decided(`reason-${reason.toLowerCase()}`, { validations: [{ expression: 'false', reason }] }, {}, one),
  ),
  decided(
    'two',
    { validations: [{ expression: "object.metadata.name == 'x'" }, { expression: 'false', message: 'second' }] },
    {},
    one,
  ),
  decided(
    'two-warned',
    {
      validations: [{ expression: "object.metadata.name == 'x'" }, { expression: 'false', message: 'second "quoted"' }],
    },
    { validationActions: ['Warn'] },
    one,
  ),
  decided(
    'denied-audited',
    { validations: [{ expression: 'false', message: 'm' }] },
    { validationActions: ['Deny', 'Audit'] },
    one,
  ),
  decided(
    'warned-audited',
    { validations: [{ expression: 'false', message: 'm' }] },
    { validationActions: ['Warn', 'Audit'] },
    one,
  ),
  decided('audited', { validations: [{ expression: 'false', message: 'm' }] }, { validationActions: ['Audit'] }, one),
  decided('error', { validations: [{ expression: 'object.zz == 1' }] }, {}, one),
  decided(
    'error-ignored',
    {
      failurePolicy: 'Ignore',
      validations: [{ expression: 'object.zz == 1' }, { expression: 'false', message: 'later' }],
    },
    {},
    one,
  ),
  decided('error-warned', { validations: [{ expression: 'object.zz == 1' }] }, { validationActions: ['Warn'] }, one),
  decided('error-audited', { validations: [{ expression: 'object.zz == 1' }] }, { validationActions: ['Audit'] }, one),
  decided('overload', { validations: [{ expression: 'object.data.k > 1' }] }, {}, one),
  decided(
    'variables',
    {
      variables: [
        { name: 'n', expression: 'object.metadata.name' },
        { name: 'm', expression: "variables.n + '!'" },
      ],
      validations: [{ expression: "variables.m == 'x'", messageExpression: 'variables.m' }],
    },
    {},
    one,
  ),
  decided(
    'variable-error',
    { variables: [{ name: 'n', expression: 'object.zz' }], validations: [{ expression: "variables.n == 'x'" }] },
    {},
    one,
  ),
  decided(
    'variable-unused',
    { variables: [{ name: 'n', expression: 'object.zz' }], validations: [{ expression: 'false' }] },
    {},
    one,
  ),
  decided(
    'condition',
    {
      matchConditions: [{ name: 'c', expression: "object.metadata.name == 'a'" }],
      validations: [{ expression: 'false' }],
    },
    {},
    [...one, make('b')],
  ),
  decided(
    'condition-error',
    { matchConditions: [{ name: 'c', expression: "object.zz == 'a'" }], validations: [{ expression: 'false' }] },
    {},
    one,
  ),
  decided(
    'condition-error-ignored',
    {
      failurePolicy: 'Ignore',
      matchConditions: [{ name: 'c', expression: "object.zz == 'a'" }],
      validations: [{ expression: 'false' }],
    },
    {},
    one,
  ),
  decided(
    'conditions-errors',
    {
      matchConditions: [
        { name: 'c', expression: "object.zz == 'a'" },
        { name: 'd', expression: "object.yy == 'a'" },
      ],
      validations: [{ expression: 'false' }],
    },
    {},
    one,
  ),
  decided(
    'condition-error-no',
    {
      matchConditions: [
        { name: 'c', expression: "object.zz == 'a'" },
        { name: 'd', expression: 'false' },
      ],
      validations: [{ expression: 'false' }],
    },
    {},
    one,
  ),
  decided(
    'condition-user',
    {
      matchConditions: [{ name: 'c', expression: "!('system:masters' in request.userInfo.groups)" }],
      validations: [{ expression: 'false' }],
    },
    {},
    one,
  ),
  decided(
    'delete',
    {
      matchConstraints: { resourceRules: [rule(['configmaps'], { operations: ['DELETE'] })] },
      validations: [{ expression: "oldObject.data.k != 'v' && object == null", message: 'kept' }],
    },
    {},
    [...one, drop('a')],
  ),
  decided(
    'excluded',
    {
      matchConstraints: {
        resourceRules: [CONFIGMAPS],
        excludeResourceRules: [rule(['configmaps'], { resourceNames: ['a'] })],
      },
      validations: [{ expression: 'false' }],
    },
    {},
    [...one, make('b')],
  ),
  decided(
    'names',
    {
      matchConstraints: { resourceRules: [rule(['configmaps'], { resourceNames: ['a'] })] },
      validations: [{ expression: 'false' }],
    },
    {},
    [...one, make('b')],
  ),
  decided(
    'scope',
    {
      matchConstraints: { resourceRules: [rule(['configmaps'], { scope: 'Cluster' })] },
      validations: [{ expression: 'false' }],
    },
    {},
    one,
  ),
  decided(
    'objects',
    {
      matchConstraints: { resourceRules: [CONFIGMAPS], objectSelector: { matchLabels: { a: 'b' } } },
      validations: [{ expression: 'false' }],
    },
    {},
    [
      ...one,
      make('b', {}, { labels: { a: 'b' } }),
      (ns) => merge(`${N}/${ns}/configmaps/a`, { metadata: { labels: { a: 'b' } } }),
    ],
  ),
  decided(
    'namespace-object',
    {
      validations: [
        {
          expression: "namespaceObject.metadata.labels.team == 'b'",
          messageExpression: "'team is ' + namespaceObject.metadata.labels.team + ' ' + namespaceObject.status.phase",
        },
      ],
    },
    {},
    one,
    { labels: { team: 'a' } },
  ),
  decided(
    'params',
    params({
      validations: [{ expression: 'object.data.k == params.data.k', messageExpression: "'wanted ' + params.data.k" }],
    }),
    { paramRef: { name: 'p', parameterNotFoundAction: 'Deny' } },
    [...one, make('b', { k: 'w' })],
    { setup: [paramMap('p', { k: 'w' })] },
  ),
  decided(
    'params-missing',
    params({ validations: [{ expression: 'object.data.k == params.data.k' }] }),
    { paramRef: { name: 'p', parameterNotFoundAction: 'Deny' } },
    one,
  ),
  decided(
    'params-missing-allowed',
    params({ validations: [{ expression: 'object.data.k == params.data.k' }] }),
    { paramRef: { name: 'p', parameterNotFoundAction: 'Allow' } },
    one,
  ),
  decided(
    'params-missing-ignored',
    params({ failurePolicy: 'Ignore', validations: [{ expression: 'object.data.k == params.data.k' }] }),
    { paramRef: { name: 'p', parameterNotFoundAction: 'Deny' } },
    one,
  ),
  decided(
    'params-selected',
    params({
      validations: [{ expression: 'object.data.k == params.data.k', messageExpression: "'wanted ' + params.data.k" }],
    }),
    {
      paramRef: { selector: { matchLabels: { p: 'yes' } }, parameterNotFoundAction: 'Deny' },
      validationActions: ['Warn'],
    },
    [...one, make('b', { k: 'w' })],
    {
      setup: [
        paramMap('p', { k: 'w' }, { p: 'yes' }),
        paramMap('q', { k: 'x' }, { p: 'yes' }),
        paramMap('r', { k: 'y' }, { p: 'no' }),
      ],
    },
  ),
  decided(
    'params-none-selected',
    params({ validations: [{ expression: 'false' }] }),
    { paramRef: { selector: { matchLabels: { p: 'yes' } }, parameterNotFoundAction: 'Deny' } },
    one,
  ),
  decided(
    'params-none-selected-allowed',
    params({ validations: [{ expression: 'false' }] }),
    { paramRef: { selector: { matchLabels: { p: 'yes' } }, parameterNotFoundAction: 'Allow' } },
    one,
  ),
  decided(
    'params-elsewhere',
    params({
      validations: [{ expression: 'object.data.k == params.data.k', messageExpression: "'wanted ' + params.data.k" }],
    }),
    { paramRef: { name: 'elsewhere', namespace: 'default', parameterNotFoundAction: 'Deny' } },
    one,
    { setup: [paramMap('elsewhere', { k: 'w' }, undefined, 'default')] },
  ),
  decided('params-unref', params({ validations: [{ expression: 'params == null', message: 'params' }] }), {}, one),
  decided(
    'params-unknown',
    {
      matchConstraints: { resourceRules: [CONFIGMAPS], ...within('decided-params-unknown') },
      paramKind: { apiVersion: 'none.example.com/v1', kind: 'None' },
      validations: [{ expression: 'false' }],
    },
    { paramRef: { name: 'p', parameterNotFoundAction: 'Deny' } },
    one,
  ),
  decided(
    'params-unknown-ignored',
    {
      failurePolicy: 'Ignore',
      matchConstraints: { resourceRules: [CONFIGMAPS], ...within('decided-params-unknown-ignored') },
      paramKind: { apiVersion: 'none.example.com/v1', kind: 'None' },
      validations: [{ expression: 'false' }],
    },
    { paramRef: { name: 'p', parameterNotFoundAction: 'Deny' } },
    one,
  ),
  decided(
    'two-bindings',
    params({
      validations: [{ expression: 'object.data.k == params.data.k', messageExpression: "'wanted ' + params.data.k" }],
    }),
    {},
    one,
    {
      setup: [paramMap('p', { k: 'w' }), paramMap('q', { k: 'x' })],
      bindings: [
        { paramRef: { name: 'p', parameterNotFoundAction: 'Deny' } },
        { paramRef: { name: 'q', parameterNotFoundAction: 'Deny' }, validationActions: ['Warn'] },
      ],
    },
  ),
  decided(
    'annotations',
    {
      validations: [{ expression: 'true' }],
      auditAnnotations: [{ key: 'k', valueExpression: "'v ' + object.metadata.name" }],
    },
    {},
    one,
  ),
  decided('annotations-null', { auditAnnotations: [{ key: 'k', valueExpression: 'null' }] }, {}, one),
  decided(
    'annotations-error',
    {
      validations: [{ expression: 'true' }],
      auditAnnotations: [
        { key: 'k', valueExpression: 'string(object.zz)' },
        { key: 'l', valueExpression: "'x'" },
      ],
    },
    { validationActions: ['Audit'] },
    one,
  ),
  decided(
    'annotations-error-ignored',
    {
      failurePolicy: 'Ignore',
      validations: [{ expression: 'true' }],
      auditAnnotations: [{ key: 'k', valueExpression: 'string(object.zz)' }],
    },
    {},
    one,
  ),
  decided(
    'cost',
    { validations: [{ expression: 'lists.range(2000).all(x, lists.range(2000).all(y, x + y >= 0))' }] },
    {},
    one,
  ),
  decided(
    'budget',
    {
      validations: Array.from({ length: 14 }, (_, i) => ({
        expression: `lists.range(400).all(x, lists.range(300).all(y, x + y >= -${i}))`,
      })),
    },
    {},
    one,
  ),
  decided(
    'budget-ignored',
    {
      failurePolicy: 'Ignore',
      validations: Array.from({ length: 14 }, (_, i) => ({
        expression: `lists.range(400).all(x, lists.range(300).all(y, x + y >= -${i}))`,
      })),
    },
    {},
    one,
  ),
  decided(
    'authorizer',
    {
      validations: [
        {
          expression: "authorizer.group('').resource('pods').namespace('default').check('delete').allowed()",
          message: 'may not',
        },
      ],
    },
    {},
    one,
  ),
  decided(
    'authorizer-account',
    {
      validations: [
        {
          expression:
            "authorizer.serviceAccount('default', 'nobody').group('').resource('pods').namespace('default').check('delete').allowed()",
          messageExpression: "'account may not'",
        },
      ],
    },
    {},
    one,
  ),
  decided(
    'authorizer-selectors',
    {
      validations: [
        {
          expression:
            "authorizer.serviceAccount('default', 'nobody').group('').resource('pods').fieldSelector('spec.nodeName=a').labelSelector('a in (b, c)').check('list').allowed()",
        },
      ],
    },
    {},
    one,
  ),
  decided(
    'authorizer-bad-field',
    {
      validations: [
        {
          expression: "authorizer.group('').resource('pods').fieldSelector('spec nodeName').check('list').allowed()",
          message: 'bad field',
        },
      ],
    },
    {},
    one,
  ),
  decided(
    'authorizer-bad-label',
    {
      validations: [
        {
          expression: "authorizer.group('').resource('pods').labelSelector('a in').check('list').allowed()",
          message: 'bad label',
        },
      ],
    },
    {},
    one,
  ),
  decided(
    'authorizer-bad-label-error',
    {
      validations: [
        {
          expression:
            "authorizer.serviceAccount('default', 'nobody').group('').resource('pods').labelSelector('a in').check('list').errored()",
          message: 'not errored',
        },
      ],
    },
    {},
    one,
  ),
  decided(
    'authorizer-reason',
    {
      validations: [
        { expression: "authorizer.group('').resource('pods').check('get').reason() == 'x'", message: 'reason' },
      ],
    },
    {},
    one,
  ),
  decided(
    'authorizer-request',
    { validations: [{ expression: "authorizer.requestResource.check('nothing').allowed()", message: 'request' }] },
    {},
    one,
  ),
  decided(
    'authorizer-path',
    { validations: [{ expression: "authorizer.path('/healthz').check('get').allowed()", message: 'path' }] },
    {},
    one,
  ),
  decided(
    'authorizer-thrice',
    {
      validations: [
        {
          expression:
            "authorizer.path('/a').check('get').allowed() && authorizer.path('/b').check('get').allowed() && authorizer.path('/c').check('get').allowed()",
        },
      ],
    },
    {},
    one,
  ),
  decided(
    'equivalent',
    {
      matchConstraints: {
        matchPolicy: 'Equivalent',
        resourceRules: [
          {
            apiGroups: ['autoscaling'],
            apiVersions: ['v2'],
            operations: ['*'],
            resources: ['horizontalpodautoscalers'],
          },
        ],
      },
      validations: [
        {
          expression: 'false',
          messageExpression:
            "request.kind.version + ' ' + request.requestKind.version + ' ' + object.apiVersion + ' ' + string(has(object.spec.metrics))",
        },
      ],
    },
    {},
    [
      (ns) =>
        post(`/apis/autoscaling/v1/namespaces/${ns}/horizontalpodautoscalers`, {
          apiVersion: 'autoscaling/v1',
          kind: 'HorizontalPodAutoscaler',
          metadata: { name: 'h', namespace: ns },
          spec: {
            maxReplicas: 2,
            targetCPUUtilizationPercentage: 50,
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' },
          },
        }),
    ],
  ),
  decided(
    'exact',
    {
      matchConstraints: {
        matchPolicy: 'Exact',
        resourceRules: [
          {
            apiGroups: ['autoscaling'],
            apiVersions: ['v2'],
            operations: ['*'],
            resources: ['horizontalpodautoscalers'],
          },
        ],
      },
      validations: [{ expression: 'false' }],
    },
    {},
    [
      (ns) =>
        post(`/apis/autoscaling/v1/namespaces/${ns}/horizontalpodautoscalers`, {
          apiVersion: 'autoscaling/v1',
          kind: 'HorizontalPodAutoscaler',
          metadata: { name: 'h', namespace: ns },
          spec: { maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' } },
        }),
    ],
  ),
  decided(
    'exec',
    {
      matchConstraints: { resourceRules: [rule(['pods/exec'], { operations: ['CONNECT'] })] },
      validations: [{ expression: "!('sh' in object.command)", message: 'no shells' }],
    },
    {},
    [
      (ns) => post(`${N}/${ns}/pods`, pod(ns, 'p')),
      (ns) => get(`${N}/${ns}/pods/p/exec?command=sh&stdout=true`),
      (ns) => get(`${N}/${ns}/pods/p/exec?command=ls&stdout=true`),
      (ns) => get(`${N}/${ns}/pods/p/attach?stdout=true`),
    ],
    { setup: [account] },
  ),
  decided(
    'connect',
    {
      matchConstraints: { resourceRules: [rule(['pods/attach', 'pods/portforward'], { operations: ['CONNECT'] })] },
      validations: [
        {
          expression: 'false',
          messageExpression:
            "object.kind + ' ' + object.map(k, k).sort().map(k, string(k)).join(',') + ' ' + request.name",
        },
      ],
    },
    {},
    [
      (ns) => post(`${N}/${ns}/pods`, pod(ns, 'p')),
      (ns) => get(`${N}/${ns}/pods/p/attach?stdout=true`),
      (ns) => get(`${N}/${ns}/pods/p/portforward?ports=80`),
    ],
    { setup: [account] },
  ),
  decided(
    'evict',
    {
      matchConstraints: { resourceRules: [rule(['pods/eviction'])] },
      validations: [
        {
          expression: 'false',
          messageExpression: "object.kind + ' ' + object.metadata.name + ' ' + request.operation",
        },
      ],
    },
    {},
    [
      (ns) => post(`${N}/${ns}/pods`, pod(ns, 'p')),
      (ns) =>
        post(`${N}/${ns}/pods/p/eviction`, {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name: 'p', namespace: ns },
        }),
      (ns) => remove(`${N}/${ns}/pods/p`),
    ],
    { setup: [account] },
  ),
  decided(
    'scale',
    {
      matchConstraints: { resourceRules: [rule(['deployments/scale'])] },
      validations: [
        {
          expression: 'object.spec.replicas < 3',
          messageExpression:
            "'too many: ' + string(object.spec.replicas) + ' from ' + string(oldObject.spec.?replicas.orValue(0))",
        },
      ],
    },
    {},
    [
      (ns) => post(`/apis/apps/v1/namespaces/${ns}/deployments`, deployment(ns, 'd')),
      (ns) => merge(`/apis/apps/v1/namespaces/${ns}/deployments/d/scale`, { spec: { replicas: 5 } }),
      (ns) => merge(`/apis/apps/v1/namespaces/${ns}/deployments/d`, { spec: { paused: true } }),
    ],
  ),
  decided(
    'token',
    {
      matchConstraints: { resourceRules: [rule(['serviceaccounts/token'])] },
      validations: [
        {
          expression: 'object.spec.expirationSeconds <= 3600',
          messageExpression: "'too long: ' + string(object.spec.expirationSeconds)",
        },
      ],
    },
    {},
    [
      (ns) =>
        post(`${N}/${ns}/serviceaccounts/default/token`, {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: { expirationSeconds: 7200 },
        }),
      (ns) =>
        post(`${N}/${ns}/serviceaccounts/default/token`, {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: {},
        }),
    ],
    { setup: [account] },
  ),
  decided(
    'bind',
    {
      matchConstraints: { resourceRules: [rule(['pods/binding', 'bindings'])] },
      validations: [
        {
          expression: 'false',
          messageExpression: "object.kind + ' to ' + object.target.name + ' ' + request.operation",
        },
      ],
    },
    {},
    [
      (ns) => post(`${N}/${ns}/pods`, pod(ns, 'p', { schedulerName: 'nobody' })),
      (ns) =>
        post(`${N}/${ns}/pods/p/binding`, {
          apiVersion: 'v1',
          kind: 'Binding',
          metadata: { name: 'p', namespace: ns },
          target: { kind: 'Node', name: 'n' },
        }),
    ],
    { setup: [account] },
  ),
];

/** A mutating policy in a namespace of its own, and writes in it. */
const changed = (name, spec, requests, more = {}) => {
  const ns = `changed-${name}`;
  return {
    name: `mutating-${name}`,
    setup: [
      namespace(ns),
      account(ns),
      ...(more.setup ?? []).map((it) => it(ns)),
      mutating(ns, spec),
      mutatingBinding(ns, ns, more.bind ?? {}),
    ],
    requests: requests.map((it) => it(ns)),
  };
};
const jsonPatch = (expression) => ({ mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression } }] });
const apply = (expression) => ({
  mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }],
});
const LABEL =
  "Object{metadata: Object.metadata{labels: {'seen': request.operation + '-' + (has(request.subResource) ? request.subResource : 'main')}}}";
const on = (resources) => ({
  matchConstraints: {
    resourceRules: [rule(resources, { operations: ['CREATE', 'UPDATE', 'CONNECT'], scope: 'Namespaced' })],
  },
});
const deploy = (ns) => post(`/apis/apps/v1/namespaces/${ns}/deployments`, deployment(ns, 'd'));
const D = (ns) => `/apis/apps/v1/namespaces/${ns}/deployments/d`;

const mutations = [
  changed('label', apply(LABEL), [...one, change('a', { x: 'y' })]),
  changed('patch', jsonPatch("[JSONPatch{op: 'add', path: '/data/' + jsonpatch.escapeKey('a/b'), value: 'c'}]"), [
    ...one,
    make('none'),
  ]),
  changed(
    'test',
    jsonPatch(
      "[JSONPatch{op: 'test', path: '/data/k', value: 'x'}, JSONPatch{op: 'add', path: '/data/l', value: 'c'}]",
    ),
    one,
  ),
  changed('error', jsonPatch("[JSONPatch{op: 'add', path: '/data/l', value: object.zz}]"), one),
  changed(
    'error-ignored',
    { failurePolicy: 'Ignore', ...jsonPatch("[JSONPatch{op: 'add', path: '/data/l', value: object.zz}]") },
    one,
  ),
  changed('wrong-path', jsonPatch("[JSONPatch{op: 'remove', path: '/nothing/here'}]"), one),
  changed('wrong-type', apply('Object{data: Object.data{k: 5}}'), one),
  changed('unknown-field', apply('Object{zz: 5}'), one),
  changed('wrong-name', apply('Object{metadata: Object.spec{labels: {}}}'), one),
  changed('atomic', { ...on(['services']), ...apply("Object{spec: Object.spec{selector: {'a': 'b'}}}") }, [
    (ns) =>
      post(`${N}/${ns}/services`, {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 's', namespace: ns },
        spec: { ports: [{ port: 80 }] },
      }),
  ]),
  changed('status', { ...on(['deployments/status']), ...apply(LABEL) }, [
    deploy,
    (ns) => merge(`${D(ns)}/status`, { status: { replicas: 0, observedGeneration: 1 } }),
    (ns) => get(D(ns)),
  ]),
  changed(
    'status-value',
    { ...on(['deployments/status']), ...jsonPatch("[JSONPatch{op: 'add', path: '/status/collisionCount', value: 7}]") },
    [deploy, (ns) => merge(`${D(ns)}/status`, { status: { replicas: 0, observedGeneration: 1 } })],
  ),
  changed('scale', { ...on(['deployments/scale']), ...apply('Object{spec: Object.spec{replicas: 2}}') }, [
    deploy,
    (ns) => merge(`${D(ns)}/scale`, { spec: { replicas: 1 } }),
    (ns) =>
      put(`${D(ns)}/scale`, {
        apiVersion: 'autoscaling/v1',
        kind: 'Scale',
        metadata: { name: 'd', namespace: ns },
        spec: { replicas: 5 },
      }),
  ]),
  changed(
    'scale-patch',
    { ...on(['deployments/scale']), ...jsonPatch("[JSONPatch{op: 'replace', path: '/spec/replicas', value: 3}]") },
    [deploy, (ns) => merge(`${D(ns)}/scale`, { spec: { replicas: 1 } })],
  ),
  changed('everything', { ...on(['*/*']), ...apply(LABEL) }, [
    deploy,
    (ns) => merge(`${D(ns)}/scale`, { spec: { replicas: 0 } }),
    (ns) => post(`${N}/${ns}/pods`, pod(ns, 'p', { schedulerName: 'nobody' })),
    (ns) => merge(`${N}/${ns}/pods/p/status`, { status: { phase: 'Running' } }),
    (ns) => get(`${N}/${ns}/pods/p`),
    (ns) =>
      post(`${N}/${ns}/serviceaccounts/default/token`, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: {},
      }),
    (ns) =>
      post(`${N}/${ns}/pods/p/binding`, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name: 'p', namespace: ns },
        target: { kind: 'Node', name: 'n' },
      }),
    (ns) =>
      post(`${N}/${ns}/pods/p/eviction`, {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: 'p', namespace: ns },
        deleteOptions: { dryRun: ['All'] },
      }),
  ]),
  changed(
    'token',
    {
      ...on(['serviceaccounts/token']),
      ...jsonPatch("[JSONPatch{op: 'replace', path: '/spec/expirationSeconds', value: 1200}]"),
    },
    [
      (ns) =>
        post(`${N}/${ns}/serviceaccounts/default/token`, {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: {},
        }),
    ],
  ),
  changed('params', { ...params(), ...apply('Object{metadata: Object.metadata{labels: params.data}}') }, one, {
    setup: [paramMap('p', { a: 'b' })],
    bind: { paramRef: { name: 'p', parameterNotFoundAction: 'Deny' } },
  }),
  changed('params-missing', { ...params(), ...apply('Object{metadata: Object.metadata{labels: params.data}}') }, one, {
    bind: { paramRef: { name: 'p', parameterNotFoundAction: 'Deny' } },
  }),
  changed(
    'condition',
    { matchConditions: [{ name: 'c', expression: "object.metadata.name == 'a'" }], ...apply(LABEL) },
    [...one, make('b')],
  ),
  changed('condition-error', { matchConditions: [{ name: 'c', expression: 'object.zz == 1' }], ...apply(LABEL) }, one),
  changed(
    'variables',
    {
      variables: [{ name: 'v', expression: "'v-' + object.metadata.name" }],
      ...apply("Object{metadata: Object.metadata{labels: {'v': variables.v}}}"),
    },
    one,
  ),
  changed(
    'containers',
    {
      ...on(['pods']),
      ...apply(
        "Object{spec: Object.spec{containers: [Object.spec.containers{name: 'side', image: 'side'}], initContainers: [Object.spec.initContainers{name: 'i', image: 'i', restartPolicy: 'Always'}]}}",
      ),
    },
    [(ns) => post(`${N}/${ns}/pods`, pod(ns, 'p', { schedulerName: 'nobody' }))],
  ),
  changed(
    'invalid-after',
    { ...on(['pods']), ...jsonPatch("[JSONPatch{op: 'replace', path: '/spec/restartPolicy', value: 'Nope'}]") },
    [(ns) => post(`${N}/${ns}/pods`, pod(ns, 'p'))],
  ),
  changed('custom', { ...on(['things']), ...apply("Object{spec: Object.spec{extra: 'e'}}") }, []),
];

export const STORIES = [witness, ...decisions, ...mutations];
