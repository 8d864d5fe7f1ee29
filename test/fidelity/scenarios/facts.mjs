// Facts: what is true of a scenario's objects at one moment, as a flat map of sentences to values. Names that a cluster
// makes up (hashes, random suffixes), identities, addresses and times are replaced by what they stand for, so that two
// truthful clusters give the same map.

const suffix = '[bcdfghjklmnpqrstvwxz2456789]'; // the alphabet of Kubernetes's random names
const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

// Knows every object a run has seen and gives each its stable name.
export class Names {
  constructor(run, literal) {
    this.run = run; // suffix given to this run's namespaces, nodes and other cluster-scoped names
    this.literal = literal; // the scenario's own text: addresses written there are kept
    this.stable = new Map(); // ReplicaSet or ControllerRevision name -> owner~ordinal
    this.hashes = new Map(); // hash -> ~ordinal
    this.count = new Map();
    this.makers = new Set(); // names of objects that make pods with random suffixes
    this.podOfIP = new Map();
  }

  see(object) {
    const {
      kind,
      metadata: { name, namespace, ownerReferences, generateName },
    } = object;
    const owner = ownerReferences?.find((o) => o.controller);
    if ((kind === 'ReplicaSet' && owner) || kind === 'ControllerRevision') {
      const key = `${kind} ${namespace}/${name}`;
      if (!this.stable.has(key)) {
        const parent = owner?.name ?? name.slice(0, name.lastIndexOf('-'));
        const group = `${kind} ${namespace}/${parent}`;
        const ordinal = (this.count.get(group) ?? 0) + 1;
        this.count.set(group, ordinal);
        this.stable.set(key, { name, to: `${parent}~${ordinal}` });
        const hash = name.slice(name.lastIndexOf('-') + 1);
        this.hashes.set(hash, `~${ordinal}`);
        this.makers.add(`${parent}~${ordinal}`);
        this.sorted = undefined;
      }
    }
    if (
      kind === 'Deployment' ||
      kind === 'ReplicaSet' ||
      kind === 'ReplicationController' ||
      kind === 'DaemonSet' ||
      kind === 'Job' ||
      kind === 'CronJob' ||
      kind === 'Service'
    ) {
      if (!this.makers.has(name)) {
        this.makers.add(name);
        this.sorted = undefined;
      }
    }
    if (generateName && !owner) {
      this.makers.add(generateName.replace(/-$/, ''));
      this.sorted = undefined;
    }
    if (kind === 'Pod') for (const { ip } of object.status?.podIPs ?? []) this.podOfIP.set(ip, object);
  }

  // Sees a list in order of creation.
  seeAll(list) {
    const revision = (o) => Number(o.revision ?? o.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
    const time = (o) => o.metadata.creationTimestamp ?? '';
    for (const o of [...list].sort((a, b) => time(a).localeCompare(time(b)) || revision(a) - revision(b))) this.see(o);
  }

  text(value) {
    if (typeof value !== 'string') return value;
    if (!this.sorted) {
      this.sorted = [...this.stable.values()].sort((a, b) => b.name.length - a.name.length);
      const makers = [...this.makers].sort((a, b) => b.length - a.length).map(escape);
      this.podPattern = makers.length
        ? new RegExp(`(?<![\\w-])((?:${makers.join('|')})(?:-\\d{7,9})?(?:-\\d{1,3})?)-${suffix}{5}(?![\\w-])`, 'g')
        : undefined;
    }
    let text = value;
    for (const { name, to } of this.sorted) text = text.replaceAll(name, to);
    for (const [hash, to] of this.hashes) if (text.includes(hash)) text = text.replaceAll(hash, to);
    if (this.podPattern) text = text.replace(this.podPattern, '$1-*');
    text = text.replaceAll(`-${this.run}`, '');
    text = text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>');
    text = text.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d| [+-]\d{4} \w+)?/g, '<time>');
    text = text.replace(/\b\d{1,3}(\.\d{1,3}){3}\b/g, (ip) => (this.literal.includes(ip) ? ip : '<ip>'));
    text = text.replace(/-\d{8}(?![\d.])/g, '-<minute>');
    text = text.replace(/\s+$/, '');
    return text;
  }

  deep(value) {
    if (Array.isArray(value)) return value.map((v) => this.deep(v));
    if (value && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [this.text(k), this.deep(v)]));
    return this.text(value);
  }
}

// "2× a, 1× b" of a list of texts.
function tally(values) {
  const counts = new Map();
  for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([v, n]) => `${n}× ${v}`)
    .join(' | ');
}

const show = (v) => (v === undefined ? '-' : typeof v === 'object' ? JSON.stringify(sortKeys(v)) : String(v));
const sortKeys = (v) =>
  Array.isArray(v)
    ? v.map(sortKeys)
    : v && typeof v === 'object'
      ? Object.fromEntries(
          Object.keys(v)
            .sort()
            .map((k) => [k, sortKeys(v[k])]),
        )
      : v;
const condition = (c) => [c.status, c.reason, c.message].filter((x) => x).join(' · ');

// ---- pods

const defaultTolerations = [
  'node.kubernetes.io/not-ready:Exists:NoExecute:300',
  'node.kubernetes.io/unreachable:Exists:NoExecute:300',
];

function podFacts(pod, fake) {
  const { metadata: m, spec, status = {} } = pod;
  const facts = { phase: show(status.phase), node: show(spec.nodeName) };
  const ready = status.conditions?.find((c) => c.type === 'Ready')?.status ?? '-';
  const over = status.phase === 'Succeeded' || status.phase === 'Failed';
  if (!over) facts.ready = ready;
  if (m.deletionTimestamp) facts.deleting = `grace ${m.deletionGracePeriodSeconds}`;
  if (m.finalizers?.length) facts.finalizers = [...m.finalizers].sort().join(' ');
  for (const c of status.conditions ?? []) {
    if (['PodScheduled', 'DisruptionTarget', 'PodResizePending'].includes(c.type))
      facts[`condition ${c.type}`] = condition(c);
  }
  if (status.reason) facts.reason = status.reason;
  if (status.message && !fake) facts.message = status.message;
  facts.qos = show(status.qosClass);
  if (spec.priority) facts.priority = show(spec.priority);
  if (spec.priorityClassName) facts.priorityClass = spec.priorityClassName;
  if (spec.preemptionPolicy && spec.preemptionPolicy !== 'PreemptLowerPriority')
    facts.preemptionPolicy = spec.preemptionPolicy;
  if (status.nominatedNodeName) facts.nominated = status.nominatedNodeName;
  if (spec.schedulingGates?.length) facts.gates = spec.schedulingGates.map((g) => g.name).join(' ');
  const tolerations = (spec.tolerations ?? [])
    .map((t) =>
      [t.key ?? '*', t.operator ?? 'Equal', t.value, t.effect ?? '*', t.tolerationSeconds]
        .filter((x) => x !== undefined && x !== '')
        .join(':'),
    )
    .filter((t) => !defaultTolerations.includes(t))
    .sort();
  if (tolerations.length) facts.tolerations = tolerations.join(' ');
  if (spec.overhead) facts.overhead = show(spec.overhead);
  if (spec.resources) facts.podResources = show(spec.resources);
  if (spec.hostname) facts.hostname = spec.hostname;
  if (spec.subdomain) facts.subdomain = spec.subdomain;
  if (spec.activeDeadlineSeconds) facts.activeDeadlineSeconds = spec.activeDeadlineSeconds;
  const resources = (spec.containers ?? []).map((c) => show(c.resources ?? {})).filter((r) => r !== '{}');
  if (resources.length) facts.resources = resources.join(' ');
  for (const [k, v] of Object.entries(m.labels ?? {})) {
    if (
      /pod-template-hash|controller-revision-hash|pod-index|completion-index|statefulset\.kubernetes\.io|pod-template-generation|job-name|topology\.kubernetes\.io/.test(
        k,
      )
    )
      facts[`label ${k}`] = v;
  }
  const claims = (spec.volumes ?? [])
    .filter((v) => v.persistentVolumeClaim)
    .map((v) => v.persistentVolumeClaim.claimName);
  if (claims.length) facts.claims = claims.join(' ');
  return facts;
}

// ---- everything else: status in full, and of the rest what a controller writes

const annotationsKept =
  /^(deployment\.kubernetes\.io\/|pv\.kubernetes\.io\/|volume\.(beta\.)?kubernetes\.io\/|node\.alpha\.kubernetes\.io\/ttl|endpoints\.kubernetes\.io\/over-capacity|batch\.kubernetes\.io\/cronjob|deprecated\.daemonset|kubernetes\.io\/service-account\.name|kubernetes\.io\/enforce-mountable)/;
const noisy =
  /(Time|Timestamp|Heartbeat)$|^(observedGeneration|uid|resourceVersion|lastScaleTime|currentHybrid|collisionCount)$/;

const quiet = (v) =>
  v && typeof v === 'object' && !Array.isArray(v)
    ? Object.fromEntries(Object.entries(v).filter(([k]) => !noisy.test(k)))
    : v;

function flatten(value, prefix, out) {
  if (Array.isArray(value)) {
    if (prefix.endsWith('conditions')) {
      for (const c of value) out[`${prefix.replace(/s$/, '')} ${c.type}`] = condition(c);
    } else if (value.length) {
      out[prefix] = value
        .map((v) => show(quiet(v)))
        .sort()
        .join(' ');
    }
  } else if (value && typeof value === 'object') {
    for (const [k, v] of Object.entries(value)) if (!noisy.test(k)) flatten(v, prefix ? `${prefix}.${k}` : k, out);
  } else if (value !== undefined && value !== null && value !== '') {
    out[prefix] = value;
  }
}

const specs = {
  Deployment: (s) => ({
    replicas: s.replicas,
    paused: s.paused,
    strategy: s.strategy,
    progressDeadlineSeconds: s.progressDeadlineSeconds,
    revisionHistoryLimit: s.revisionHistoryLimit,
  }),
  ReplicaSet: (s) => ({ replicas: s.replicas, selector: s.selector }),
  ReplicationController: (s) => ({ replicas: s.replicas }),
  StatefulSet: (s) => ({
    replicas: s.replicas,
    updateStrategy: s.updateStrategy,
    podManagementPolicy: s.podManagementPolicy,
    retention: s.persistentVolumeClaimRetentionPolicy,
  }),
  DaemonSet: (s) => ({ updateStrategy: s.updateStrategy }),
  Job: (s) => ({
    parallelism: s.parallelism,
    completions: s.completions,
    suspend: s.suspend,
    completionMode: s.completionMode,
    backoffLimit: s.backoffLimit,
    podReplacementPolicy: s.podReplacementPolicy,
    manualSelector: s.manualSelector,
  }),
  CronJob: (s) => ({ suspend: s.suspend, concurrencyPolicy: s.concurrencyPolicy }),
  Service: (s) => ({
    type: s.type,
    sessionAffinity: s.sessionAffinity,
    ipFamilyPolicy: s.ipFamilyPolicy,
    internalTrafficPolicy: s.internalTrafficPolicy,
    externalTrafficPolicy: s.externalTrafficPolicy,
    headless: s.clusterIP === 'None' || undefined,
    hasClusterIP: s.clusterIP ? s.clusterIP !== 'None' : undefined,
    nodePorts: s.ports?.filter((p) => p.nodePort).length || undefined,
  }),
  PersistentVolumeClaim: (s) => ({
    volume: s.volumeName,
    class: s.storageClassName,
    request: s.resources?.requests?.storage,
  }),
  PersistentVolume: (s) => ({
    claim: s.claimRef && `${s.claimRef.namespace}/${s.claimRef.name}`,
    claimHasUID: s.claimRef && !!s.claimRef.uid,
    reclaim: s.persistentVolumeReclaimPolicy,
    class: s.storageClassName,
  }),
  HorizontalPodAutoscaler: (s) => ({
    minReplicas: s.minReplicas,
    maxReplicas: s.maxReplicas,
    metrics: s.metrics,
    behavior: s.behavior,
  }),
  Node: (s, closely) => ({
    unschedulable: s.unschedulable,
    taints:
      (s.taints ?? [])
        .map((t) => `${t.key}${t.value ? '=' + t.value : ''}:${t.effect}`)
        .sort()
        .join(' ') || undefined,
    hasPodCIDR: closely ? !!s.podCIDR : undefined,
  }),
  Namespace: (s) => ({ finalizers: s.finalizers?.join(' ') }),
};

function objectFacts(object, fakeNodes, closely) {
  const { kind, metadata: m, spec = {}, status = {} } = object;
  const out = {};
  if (m.deletionTimestamp) out.deleting = true;
  if (m.finalizers?.length) out.finalizers = [...m.finalizers].sort().join(' ');
  if (m.ownerReferences?.length)
    out.owners = m.ownerReferences
      .map((o) => `${o.kind}/${o.name}${o.controller ? ' controller' : ''}${o.blockOwnerDeletion ? ' blocking' : ''}`)
      .sort()
      .join(', ');
  for (const [k, v] of Object.entries(m.annotations ?? {})) if (annotationsKept.test(k)) out[`annotation ${k}`] = v;
  if (['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'].includes(kind)) {
    out.generation = m.generation;
    if (status.observedGeneration !== undefined) out.observed = status.observedGeneration === m.generation;
  }
  if (kind === 'Node' && !closely.includes('Node')) delete out['annotation node.alpha.kubernetes.io/ttl'];
  for (const [k, v] of Object.entries(specs[kind]?.(spec, closely.includes(kind)) ?? {}))
    if (v !== undefined && v !== '') out[k] = show(v);
  if (kind === 'Node') {
    const fake = fakeNodes.has(m.name);
    for (const c of status.conditions ?? []) {
      if (fake) {
        if (c.type === 'Ready' && c.status !== 'True') out['condition Ready'] = c.status;
      } else if (c.type === 'Ready' || closely.includes('Node')) out[`condition ${c.type}`] = condition(c);
    }
  } else if (kind === 'Secret' || kind === 'ConfigMap') {
    if (object.type) out.type = object.type;
    out.keys = Object.keys(object.data ?? {})
      .sort()
      .join(' ');
  } else if (kind === 'ServiceAccount') {
    out.exists = true;
    if (object.secrets?.length) out.secrets = object.secrets.length;
  } else if (kind === 'ClusterRole') {
    out.rules = show(object.rules);
  } else if (kind === 'PriorityClass' || kind === 'LimitRange' || kind === 'Role' || kind === 'CSINode') {
    return out;
  } else if (kind === 'StorageClass') {
    out.mode = `${object.reclaimPolicy} ${object.volumeBindingMode} ${object.allowVolumeExpansion ?? false}`;
  } else if (kind === 'ControllerRevision') {
    out.revision = object.revision;
  } else if (kind === 'CertificateSigningRequest') {
    for (const c of status.conditions ?? []) out[`condition ${c.type}`] = condition(c);
    out.certificate = !!status.certificate;
  } else if (kind === 'Service') {
    if (spec.externalName) out.externalName = spec.externalName;
    flatten(status, '', out);
  } else {
    flatten(status, '', out);
  }
  if (!Object.keys(out).length && kind !== 'Node') out.exists = true;
  return out;
}

// ---- endpoints

function endpointFacts(slices, names, facts) {
  const groups = new Map();
  for (const s of slices) {
    const service = s.metadata.labels?.['kubernetes.io/service-name'] ?? s.metadata.name;
    const manager = s.metadata.labels?.['endpointslice.kubernetes.io/managed-by'] ?? '-';
    const key = `EndpointSlices of ${service} by ${manager.replace('.k8s.io', '')}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(s);
  }
  for (const [key, list] of groups) {
    facts[`${key} count`] = list.length;
    facts[`${key} types`] = tally(list.map((s) => s.addressType));
    facts[`${key} ports`] = tally(
      list.map(
        (s) =>
          (s.ports ?? [])
            .map((p) => `${p.name || '""'}:${p.port ?? '*'}/${p.protocol}${p.appProtocol ? ' ' + p.appProtocol : ''}`)
            .sort()
            .join(',') || 'none',
      ),
    );
    const ends = list.flatMap((s) => s.endpoints ?? []);
    const target = (e) =>
      e.targetRef
        ? `${e.targetRef.kind} ${names.text(e.targetRef.name)}`
        : (e.addresses ?? []).map((a) => names.text(a)).join(',');
    facts[`${key} endpoints`] =
      tally(
        ends.map(
          (e) =>
            `${target(e)} ready=${e.conditions?.ready} serving=${e.conditions?.serving} terminating=${e.conditions?.terminating}`,
        ),
      ) || 'none';
    if (ends.some((e) => e.nodeName))
      facts[`${key} nodes`] = tally(ends.map((e) => show(e.nodeName && names.text(e.nodeName))));
    if (ends.some((e) => e.zone)) facts[`${key} zones`] = tally(ends.map((e) => show(e.zone)));
    if (ends.some((e) => e.hostname)) facts[`${key} hostnames`] = tally(ends.map((e) => show(e.hostname)));
    if (ends.some((e) => e.hints))
      facts[`${key} hints`] = tally(
        ends.map(
          (e) =>
            `${show(e.zone)}→${(e.hints?.forZones ?? []).map((z) => z.name).join(',') || '-'} nodes ${(e.hints?.forNodes ?? []).map((z) => names.text(z.name)).join(',') || '-'}`,
        ),
      );
    const labels = {};
    for (const s of list)
      for (const [k, v] of Object.entries(s.metadata.labels ?? {}))
        if (/headless|skip-mirror/.test(k)) labels[k] = v || '""';
    for (const [k, v] of Object.entries(labels)) facts[`${key} label ${k}`] = v;
    const owners = new Set(list.flatMap((s) => (s.metadata.ownerReferences ?? []).map((o) => `${o.kind}/${o.name}`)));
    facts[`${key} owners`] = [...owners].join(' ') || 'none';
  }
}

const classicEndpoints = (object, names) =>
  (object.subsets ?? [])
    .map((s) => {
      const side = (list, word) =>
        (list ?? []).map(
          (a) =>
            `${word} ${a.targetRef ? names.text(a.targetRef.name) : names.text(a.ip)}${a.hostname ? ' ' + a.hostname : ''}`,
        );
      return (
        [...side(s.addresses, 'ready'), ...side(s.notReadyAddresses, 'notReady')].sort().join(', ') +
        ' @ ' +
        (s.ports ?? [])
          .map((p) => `${p.name ?? '""'}:${p.port}/${p.protocol}`)
          .sort()
          .join(',')
      );
    })
    .sort()
    .join(' ; ') || 'none';

// ---- the whole

// Whose events are not the control plane's: the kubelet's, a fake kubelet's, and those of optional node address management.
const unheard = /^(kubelet|kwok|kwok-controller|kube-proxy|cidrAllocator|)$/;

export function factsOf(objects, names, { multi, closely = [] }) {
  const facts = {};
  const fakeNodes = new Set(
    objects
      .filter((o) => o.kind === 'Node' && o.metadata.annotations?.['kwok.x-k8s.io/node'] === 'fake')
      .map((o) => o.metadata.name),
  );
  const label = (o) => (multi && o.metadata.namespace ? `${o.metadata.namespace}/${o.metadata.name}` : o.metadata.name);
  const put = (key, value) => {
    facts[names.text(key)] = names.text(
      typeof value === 'number' || typeof value === 'boolean' ? value : String(value),
    );
  };

  const groups = new Map();
  const jobs = {};
  for (const o of objects) {
    const cron = o.kind === 'Job' && o.metadata.ownerReferences?.find((r) => r.kind === 'CronJob');
    if (cron) put(`Jobs of CronJob ${cron.name} count`, (jobs[cron.name] = (jobs[cron.name] ?? 0) + 1));
    if (o.kind === 'Pod') {
      const pf = podFacts(o, fakeNodes.has(o.spec.nodeName));
      const normal = names.text(o.metadata.name);
      if (normal.includes('*')) {
        const key = `Pods ${multi ? o.metadata.namespace + '/' : ''}${normal}`;
        if (!groups.has(key)) groups.set(key, []);
        groups.get(key).push([o, pf]);
      } else {
        const owner = o.metadata.ownerReferences?.find((r) => r.controller);
        if (owner) pf.owner = `${owner.kind}/${owner.name}`;
        for (const [k, v] of Object.entries(pf)) put(`Pod ${label(o)} ${k}`, v);
      }
    } else if (o.kind === 'Event') {
      const by = o.reportingComponent || o.source?.component || '';
      if (unheard.test(by) || (o.reason === 'RegisteredNode' && !closely.includes('Node'))) continue;
      const i = o.involvedObject;
      put(
        `Event ${i.kind} ${multi && i.namespace ? i.namespace + '/' : ''}${i.name}: ${o.type} ${o.reason} by ${by}: ${(o.message ?? '').replace('(combined from similar events): ', '')}`,
        'seen',
      );
    } else if (o.kind === 'EndpointSlice') {
      continue;
    } else if (o.kind === 'Endpoints') {
      put(`Endpoints ${label(o)}`, classicEndpoints(o, names));
    } else {
      for (const [k, v] of Object.entries(objectFacts(o, fakeNodes, closely))) put(`${o.kind} ${label(o)} ${k}`, v);
    }
  }
  for (const [key, pods] of groups) {
    put(`${key} count`, pods.length);
    const owners = new Set(
      pods.map(([p]) => {
        const w = p.metadata.ownerReferences?.find((r) => r.controller);
        return w ? `${w.kind}/${w.name}` : 'none';
      }),
    );
    put(`${key} owners`, [...owners].sort().join(' '));
    const attributes = new Set(pods.flatMap(([, pf]) => Object.keys(pf)));
    for (const a of attributes) put(`${key} ${a}`, tally(pods.map(([, pf]) => names.text(show(pf[a])))));
    put(
      `${key} together`,
      tally(
        pods.map(([, pf]) =>
          names.text(`${pf.phase} ready=${show(pf.ready)} on ${pf.node}${pf.deleting ? ' deleting' : ''}`),
        ),
      ),
    );
  }
  const slices = {};
  for (const o of objects) if (o.kind === 'EndpointSlice') (slices[o.metadata.namespace] ??= []).push(o);
  for (const [namespace, list] of Object.entries(slices)) {
    const some = {};
    endpointFacts(list, names, some);
    for (const [k, v] of Object.entries(some)) put(multi ? `${namespace} ${k}` : k, v);
  }
  return Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
