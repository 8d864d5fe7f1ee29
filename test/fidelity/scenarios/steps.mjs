// Plays one scenario against a server: its steps in order, facts at each observe, and everything it made removed again.

import { kinds, kindsOf, pathOf } from './kinds.mjs';
import { Names, factsOf } from './facts.mjs';

const sources = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
};
const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

// Words every cluster has: never given a run's suffix.
const common = new Set([
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'system-node-critical',
  'system-cluster-critical',
]);

// Kinds of which it is no news that there are none, or that tell no facts.
const unsaid = new Set([
  'Event',
  'Node',
  'PriorityClass',
  'LimitRange',
  'Role',
  'RoleBinding',
  'CSINode',
  'RuntimeClass',
  'StorageClass',
]);

function runSuffix() {
  // holds a vowel and a 1, which no random name of Kubernetes does
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  return 'u1' + Array.from({ length: 4 }, () => letters[16]).join('');
}

// Cluster-scoped names the scenario makes: nodes, and objects of cluster-scoped kinds.
function clusterNames(scenario) {
  const names = new Map([['ns1', 'Namespace']]);
  const visit = (value) => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!value || typeof value !== 'object') return;
    if (value.apiVersion && kinds[value.kind] && !kinds[value.kind].namespaced && value.metadata?.name)
      names.set(value.metadata.name, value.kind);
    Object.values(value).forEach(visit);
  };
  visit(scenario.steps);
  for (const step of scenario.steps) for (const node of step.nodes ?? []) names.set(node.name, 'Node');
  for (const name of names.keys()) if (common.has(name) || name.includes(':')) names.delete(name);
  return names;
}

export class Play {
  // Waiting lets the time of the cluster pass.
  async sleep(ms) {
    this.client.cluster.advance(ms);
  }

  constructor(scenario, client, { speed = 1, log = () => {} } = {}) {
    this.client = client;
    this.speed = speed;
    this.log = log;
    this.run = runSuffix();
    this.made = clusterNames(scenario);
    const text = JSON.stringify(scenario.steps);
    const words = [...this.made.keys()].sort((a, b) => b.length - a.length);
    const pattern = new RegExp(`(?<![\\w.$-])(${words.map(escape).join('|')})(?![\\w-])`, 'g');
    this.steps = JSON.parse(text.replace(pattern, `$1-${this.run}`));
    this.names = new Names(this.run, text);
    this.kinds = kindsOf(scenario);
    for (const step of this.steps)
      for (const o of [step.create ?? step.apply ?? []].flat())
        if (o.kind !== 'Pod' && kinds[o.kind]?.namespaced) this.names.see(o);
    this.namespaces = [...this.made].filter(([, kind]) => kind === 'Namespace').map(([name]) => `${name}-${this.run}`);
    this.home = `ns1-${this.run}`;
    this.closely = scenario.kinds ?? [];
    this.multi = this.namespaces.length > 1;
    this.answers = {};
    this.refused = {};
    this.ip = 0;
  }

  async play() {
    try {
      await this.must('POST', '/api/v1/namespaces', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: this.home },
      });
      this.begun = true;
      await this.until(
        async () => (await this.client.request('GET', pathOf('ServiceAccount', this.home, 'default'))).code === 200,
        10,
      );
      for (const [index, step] of this.steps.entries()) {
        if (this.stopped) return this.answers;
        await this.step(step, index + 1);
      }
    } finally {
      if (this.begun) await this.clean().catch((error) => this.log(`cleaning: ${error.message}`));
    }
    return this.answers;
  }

  async step(step, number) {
    if (step.nodes) return this.nodes(step.nodes);
    if (step.create) return this.each(step.create, number, (o) => this.send('POST', this.pathFor(o, false), o));
    if (step.apply) {
      return this.each(step.apply, number, (o) =>
        this.send(
          'PATCH',
          `${this.pathFor(o, true)}?fieldManager=${step.manager ?? 'scenario'}${step.force ? '&force=true' : ''}`,
          o,
          'application/apply-patch+yaml',
        ),
      );
    }
    if (step.patch) {
      const type = sources[step.type ?? 'merge'];
      return this.targets(step.patch, step, number, (path, _name) =>
        this.send('PATCH', path + (step.subresource ? `/${step.subresource}` : ''), step.with, type),
      );
    }
    if (step.scale) {
      return this.targets(step.scale, step, number, (path) =>
        this.send('PATCH', `${path}/scale`, { spec: { replicas: step.to } }, sources.merge),
      );
    }
    if (step.delete) {
      const options = {};
      if (step.propagation) options.propagationPolicy = step.propagation;
      if (step.grace !== undefined) options.gracePeriodSeconds = step.grace;
      return this.targets(step.delete, step, number, (path) =>
        this.send('DELETE', path, { apiVersion: 'v1', kind: 'DeleteOptions', ...options }),
      );
    }
    if (step.evict) {
      return this.targets(
        step.evict,
        step,
        number,
        (path, name) =>
          this.send('POST', `${path}/eviction`, {
            apiVersion: 'policy/v1',
            kind: 'Eviction',
            metadata: { name, namespace: step.in ?? this.home },
          }),
        true,
      );
    }
    if (step.kubelet)
      return this.targets(`Pod ${step.pods}`, step, number, (path, name, pod) => this.kubelet(step, path, pod));
    if (step.settle) return this.settle(step.settle === true ? {} : step.settle);
    if (step.sleep) return this.sleep((step.sleep * 1000) / this.speed);
    if (step.await) return this.awaited(step);
    if (step.observe) return this.observe(step);
    throw new Error(`unknown step ${JSON.stringify(step)}`);
  }

  // ---- sending

  async send(method, path, body, type) {
    return this.client.request(method, path, body === undefined ? undefined : await this.fill(body), type);
  }

  async must(method, path, body, type) {
    const answer = await this.client.request(method, path, body, type);
    if (answer.code < 200 || answer.code > 299)
      throw new Error(`${method} ${path}: ${answer.code || 'no answer:'} ${answer.body?.message ?? ''}`);
    return answer.body;
  }

  // Strings that stand for what only the run knows: $uid:Kind/name, $now, $now-60 (seconds).
  async fill(value) {
    if (Array.isArray(value)) return Promise.all(value.map((v) => this.fill(v)));
    if (value && typeof value === 'object') {
      const out = {};
      for (const [k, v] of Object.entries(value)) out[k] = await this.fill(v);
      return out;
    }
    if (typeof value === 'string' && value.startsWith('$uid:')) {
      const [kind, name] = value.slice(5).split('/');
      const { body } = await this.client.request('GET', pathOf(kind, this.home, name));
      return body?.metadata?.uid ?? 'none';
    }
    const now = typeof value === 'string' && value.match(/^\$now(?:([+-]\d+))?$/);
    if (now) return new Date(this.client.cluster.now + Number(now[1] ?? 0) * 1000).toISOString().replace(/\.\d+Z/, 'Z');
    return value;
  }

  pathFor(object, named) {
    const namespaced = kinds[object.kind]?.namespaced;
    return pathOf(
      object.kind,
      namespaced ? (object.metadata.namespace ?? this.home) : undefined,
      named ? object.metadata.name : undefined,
    );
  }

  // Sends one or several objects; an answer that is not a success becomes a fact.
  async each(objects, number, send) {
    for (const o of Array.isArray(objects) ? objects : [objects]) {
      const what = `${o.kind} ${o.metadata.name ?? o.metadata.generateName ?? ''}`;
      this.note(number, what, await send(o));
      if (o.kind === 'Namespace')
        await this.until(
          async () =>
            (await this.client.request('GET', pathOf('ServiceAccount', o.metadata.name, 'default'))).code === 200,
          5,
        );
    }
  }

  note(number, what, { code, body }, always) {
    if (code === 0) throw new Error(`step ${number}: no answer: ${body.message}`);
    if (code >= 200 && code < 300) {
      if (always) this.refused[`Step ${number} ${this.names.text(what)}`] = 'allowed';
    } else {
      const message = (body?.message ?? '').replace(/Invalid value: \{.{200,}\}: /s, 'Invalid value: {…}: '); // a Go value in full
      this.refused[`Step ${number} ${this.names.text(what)}`] = this.names.text(
        `${code} ${body?.reason ?? ''}: ${message}`,
      );
    }
  }

  // The objects a reference means: "Kind name", "Kind owner~2" (second ReplicaSet of owner) or "Pod key=value,…".
  async targets(reference, step, number, act, always) {
    const space = reference.indexOf(' ');
    const kind = reference.slice(0, space);
    const name = reference.slice(space + 1);
    const namespace = kinds[kind].namespaced ? (step.in ?? this.home) : undefined;
    if (!/[=~!]/.test(name) && name !== '*') {
      const path = pathOf(kind, namespace, name);
      let pod;
      if (step.kubelet) {
        const { code, body } = await this.client.request('GET', path);
        if (code !== 200) return this.note(number, reference, { code, body });
        pod = body;
      }
      return this.note(number, reference, await act(path, name, pod), always);
    }
    let list;
    if (name.includes('~')) {
      list = await this.client.list(pathOf(kind, namespace));
      for (const o of list) o.kind = kind;
      this.names.seeAll(list);
      list = list.filter((o) => this.names.text(o.metadata.name) === name);
    } else {
      list = await this.client.list(
        pathOf(kind, namespace) + (name === '*' ? '' : `?labelSelector=${encodeURIComponent(name)}`),
      );
    }
    if (kind === 'Pod') {
      list = list.filter(
        (p) =>
          (!step.on || p.spec.nodeName === step.on) &&
          (!step.revision ||
            this.names
              .text(p.metadata.labels['pod-template-hash'] ?? p.metadata.labels['controller-revision-hash'] ?? '')
              .endsWith(`~${step.revision}`)) &&
          (step.deleting === undefined || step.deleting === !!p.metadata.deletionTimestamp) &&
          (!step.phase || p.status.phase === step.phase) &&
          (step.ready === undefined ||
            step.ready === p.status.conditions?.some((c) => c.type === 'Ready' && c.status === 'True')) &&
          (step.scheduled !== true || p.spec.nodeName),
      );
    }
    const rank = (o) => `${o.metadata.creationTimestamp} ${o.metadata.name}`;
    list.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    if (step.newest) list.reverse();
    for (const [i, o] of list.slice(0, step.count ?? Infinity).entries()) {
      this.note(
        number,
        `${reference} #${i + 1}`,
        await act(pathOf(kind, namespace, o.metadata.name), o.metadata.name, o),
        always,
      );
    }
  }

  // ---- playing the kubelet

  kubelet(step, path, pod) {
    if (step.kubelet === 'gone')
      return this.send('DELETE', path, { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 });
    const at = `$now-${step.ago ?? 0}`;
    const word = step.kubelet;
    const exitCode = step.exitCode ?? (word === 'succeeded' ? 0 : 1);
    const names = pod.spec.containers.map((c) => c.name);
    const ready = word === 'ready';
    const over = word === 'succeeded' || word === 'failed';
    const why = ready
      ? undefined
      : {
          reason: over ? (word === 'failed' ? 'PodFailed' : 'PodCompleted') : 'ContainersNotReady',
          ...(!over && { message: `containers with unready status: [${names.join(' ')}]` }),
        };
    const terminated = (code) => ({
      terminated: { exitCode: code, reason: code ? 'Error' : 'Completed', startedAt: at, finishedAt: at },
    });
    const state = {
      ready: { running: { startedAt: at } },
      running: { running: { startedAt: at } },
      unready: { running: { startedAt: at } },
      succeeded: terminated(exitCode),
      failed: terminated(exitCode),
      crash: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s restarting failed container' } },
      imagepull: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } },
    }[word];
    if (!state) throw new Error(`unknown kubelet word ${word}`);
    const one = (type, status, more) => ({ type, status, lastTransitionTime: at, ...more });
    const address = pod.status.podIP ?? `10.200.${Math.floor(++this.ip / 250)}.${(this.ip % 250) + 1}`;
    const status = {
      phase:
        word === 'succeeded'
          ? 'Succeeded'
          : word === 'failed'
            ? 'Failed'
            : word === 'imagepull'
              ? 'Pending'
              : 'Running',
      startTime: pod.status.startTime ?? at,
      hostIP: '10.0.0.9',
      hostIPs: [{ ip: '10.0.0.9' }],
      podIP: address,
      podIPs: [{ ip: address }],
      conditions: [
        one('Initialized', 'True', over && word === 'succeeded' ? { reason: 'PodCompleted' } : {}),
        one('ContainersReady', ready ? 'True' : 'False', why),
        one('Ready', ready ? 'True' : 'False', why),
        ...(step.conditions ?? []),
      ],
      containerStatuses: names.map((name) => ({
        name,
        image: pod.spec.containers.find((c) => c.name === name).image,
        imageID: '',
        restartCount: step.restarts ?? (word === 'crash' ? 1 : 0),
        ready,
        started: word === 'ready' || word === 'running' || word === 'unready',
        state,
        ...(word === 'crash' && { lastState: terminated(exitCode || 1) }),
      })),
      ...step.status,
    };
    return this.send('PATCH', `${path}/status`, { status }, sources.strategic);
  }

  async nodes(nodes) {
    for (const n of nodes) {
      const resources = {
        cpu: String(n.cpu ?? 4),
        memory: n.memory ?? '8Gi',
        pods: String(n.pods ?? 110),
        'ephemeral-storage': '100Gi',
        ...n.resources,
      };
      const time = await this.fill('$now');
      const is = (type, status, reason, message) => ({
        type,
        status,
        reason,
        message,
        lastHeartbeatTime: time,
        lastTransitionTime: time,
      });
      const conditions =
        n.kubelet === false && n.ready !== 'none'
          ? [
              is('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
              is('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
              is('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
              n.ready === false
                ? is('Ready', 'False', 'KubeletNotReady', 'container runtime is down')
                : is('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
            ]
          : undefined;
      const taints = (n.taints ?? []).map((t) => {
        const [, key, , value, effect] = t.match(/^([^=:]+)(=([^:]*))?:(\w+)$/);
        return { key, ...(value ? { value } : {}), effect };
      });
      await this.must('POST', '/api/v1/nodes', {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name: n.name,
          labels: {
            'kubernetes.io/hostname': n.name,
            'kubernetes.io/os': 'linux',
            'kubernetes.io/arch': 'amd64',
            ...(n.zone && { 'topology.kubernetes.io/zone': n.zone, 'topology.kubernetes.io/region': 'r1' }),
            ...n.labels,
          },
          annotations: { ...(n.kubelet === false ? {} : { 'kwok.x-k8s.io/node': 'fake' }), ...n.annotations },
        },
        spec: { ...(taints.length && { taints }), ...(n.unschedulable && { unschedulable: true }) },
        status: {
          capacity: resources,
          allocatable: { ...resources, ...n.allocatable },
          ...(conditions && { conditions }),
          ...(n.images && { images: n.images }),
          addresses: [{ type: 'Hostname', address: n.name }],
        },
      });
    }
    const waiting = nodes.filter((n) => n.ready === undefined || n.ready === true).map((n) => n.name);
    await this.until(async () => {
      const list = await this.client.list('/api/v1/nodes');
      return waiting.every((name) => {
        const node = list.find((o) => o.metadata.name === name);
        return (
          node?.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') &&
          !node.spec.taints?.some((t) => /^node\.kubernetes\.io\/(not-ready|unreachable)/.test(t.key))
        );
      });
    }, 15);
    await this.sleep(Math.max(50, 400 / this.speed)); // the scheduler sees it a moment later
  }

  // ---- waiting

  async until(test, seconds) {
    const deadline = this.client.cluster.now + (seconds * 1000) / Math.min(this.speed, 4);
    for (;;) {
      if (await test()) return true;
      if (this.client.cluster.now > deadline || this.stopped) return false;
      await this.sleep(Math.max(20, 150 / this.speed));
    }
  }

  async look() {
    const lists = await Promise.all(
      this.kinds.flatMap((kind) => {
        const get = async (path) => {
          const list = await this.client.list(path);
          for (const o of list) o.kind = kind;
          return list;
        };
        if (!kinds[kind].namespaced) return [get(pathOf(kind)).then((list) => list.filter((o) => this.mine(kind, o)))];
        const spaces = kind === 'Event' ? [...this.namespaces, 'default'] : this.namespaces;
        return spaces.map((ns) =>
          get(pathOf(kind, ns)).then((list) =>
            ns === 'default' ? list.filter((o) => o.involvedObject?.name?.includes(this.run)) : list,
          ),
        );
      }),
    );
    const objects = lists.flat();
    for (const list of lists) this.names.seeAll(list);
    return objects;
  }

  mine(kind, object) {
    return object.metadata.name.includes(this.run);
  }

  // Waits until nothing changed for a while. Repeated events and heartbeats are no change.
  async settle({ quiet = 1.5, max = 20 }) {
    const deadline = this.client.cluster.now + (max * 1000) / this.speed;
    let last,
      since = this.client.cluster.now;
    for (;;) {
      const objects = await this.look();
      const sum = objects
        .map((o) =>
          o.kind === 'Event' || o.kind === 'Node'
            ? `${o.metadata.name} ${JSON.stringify(o.spec?.taints)}`
            : `${o.metadata.uid} ${o.metadata.resourceVersion}`,
        )
        .sort()
        .join('\n');
      if (sum !== last) {
        last = sum;
        since = this.client.cluster.now;
      } else if (this.client.cluster.now - since >= (quiet * 1000) / this.speed) return;
      if (this.client.cluster.now > deadline || this.stopped) return;
      await this.sleep(Math.max(20, 500 / this.speed));
    }
  }

  // Waits until a field of an object has a value (exactly: as JSON text), or until there are so many pods.
  async awaited(step) {
    const [kind, name] = step.await.split(' ');
    const namespace = kinds[kind].namespaced ? (step.in ?? this.home) : undefined;
    await this.until(async () => {
      if (step.count !== undefined) {
        const list = await this.client.list(
          pathOf(kind, namespace) + (name && name !== '*' ? `?labelSelector=${encodeURIComponent(name)}` : ''),
        );
        const counted = list.filter(
          (o) =>
            (!step.phase || o.status?.phase === step.phase) &&
            (step.deleting === undefined || step.deleting === !!o.metadata.deletionTimestamp) &&
            (!step.scheduled || o.spec.nodeName),
        );
        return counted.length === step.count;
      }
      const { code, body } = await this.client.request('GET', pathOf(kind, namespace, name));
      if (step.gone) return code === 404;
      if (code !== 200) return false;
      if (step.condition)
        return (
          body.status?.conditions?.some(
            (c) =>
              c.type === step.condition &&
              c.status === (step.status ?? 'True') &&
              (!step.reason || c.reason === step.reason),
          ) ?? false
        );
      const value = step.path.split('.').reduce((v, k) => v?.[k], body);
      return JSON.stringify(value) === JSON.stringify(step.is);
    }, step.max ?? 20);
  }

  async observe(step) {
    const objects = await this.look();
    const wanted = step.kinds ? objects.filter((o) => step.kinds.includes(o.kind)) : objects;
    this.answers[step.observe] = { ...this.refused, ...factsOf(wanted, this.names, this) };
    for (const kind of step.kinds ?? this.kinds) {
      if (!unsaid.has(kind) && !wanted.some((o) => o.kind === kind)) this.answers[step.observe][`${kind} none`] = true;
    }
    this.refused = {};
  }

  // ---- cleaning

  async clean() {
    const c = this.client;
    const strip = async (path, o) => {
      if (o.metadata.finalizers?.length)
        await c.request('PATCH', path, { metadata: { finalizers: null } }, sources.merge);
    };
    for (const ns of this.namespaces)
      await c.request('DELETE', pathOf('Namespace', undefined, ns), { propagationPolicy: 'Background' });
    const cluster = [...this.made].filter(([, kind]) => kind !== 'Namespace');
    const deadline = this.client.cluster.now + 20_000;
    for (;;) {
      if ((await c.request('GET', '/api/v1/namespaces')).code === 0) throw new Error('no answer');
      let left = 0;
      for (const ns of this.namespaces) {
        for (const kind of [
          'Pod',
          ...this.kinds.filter(
            (k) =>
              kinds[k].namespaced &&
              !['Pod', 'Event', 'EndpointSlice', 'Endpoints', 'ControllerRevision', 'ServiceAccount'].includes(k),
          ),
        ]) {
          let list;
          try {
            list = await c.list(pathOf(kind, ns));
          } catch {
            continue;
          }
          for (const o of list) {
            const path = pathOf(kind, ns, o.metadata.name);
            await strip(path, o);
            if (kind === 'Pod') {
              left++;
              await c.request('DELETE', path, { gracePeriodSeconds: 0 });
            } else if (!o.metadata.deletionTimestamp)
              await c.request('DELETE', path, { propagationPolicy: 'Background' });
            if (kind === 'PersistentVolumeClaim' || kind === 'Job') left++;
          }
        }
      }
      for (const [name, kind] of cluster) {
        const path = pathOf(kind, undefined, `${name}-${this.run}`);
        const { code, body } = await c.request('GET', path);
        if (code !== 200) continue;
        left++;
        await c.request('DELETE', path, { gracePeriodSeconds: 0 });
        await strip(path, body);
      }
      if (!left || this.client.cluster.now > deadline) break;
      await this.sleep(200);
    }
    for (const [name, kind] of cluster)
      if (kind === 'Node')
        await c.request('DELETE', `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}-${this.run}`);
    for (const ns of this.namespaces) {
      const { code, body } = await c.request('GET', pathOf('Namespace', undefined, ns));
      if (code === 200) await strip(pathOf('Namespace', undefined, ns), body);
    }
  }
}
