// What the scheduler remembers between pods must change no answer: random clusters, one scheduler that follows every change and
// remembers, against one made anew for each pod that works out everything.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import type { Change } from '../../../lib/engine/interface.ts';
import { schedulerOver } from '../../../lib/engine/scheduler/over.ts';
import { chanceFrom } from '../../../lib/engine/sim/chance.ts';
import { MemoryStore } from '../../../lib/engine/storage/store.ts';
import { container } from './stage.ts';

const test = suite('scheduler: what is remembered changes no answer');

/** Draws one after the other, the same in every run. */
function dice(seed: number): { upTo(n: number): number; one<T>(of: readonly T[]): T; often(percent: number): boolean } {
  const chance = chanceFrom(seed);
  let turn = 0;
  const upTo = (n: number): number => chance.draw('dice', String(turn++)) % n;
  return { upTo, one: (of) => of[upTo(of.length)]!, often: (percent) => upTo(100) < percent };
}

const ZONES = ['a', 'b', 'c'];
const APPS = ['web', 'api', 'db', 'cache'];

function randomNode(name: string, roll: ReturnType<typeof dice>): KubeObject {
  const amounts = { cpu: String(2 + roll.upTo(6)), memory: `${4 + roll.upTo(12)}Gi`, pods: String(5 + roll.upTo(20)) };
  return {
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        ...(roll.often(90) ? { 'topology.kubernetes.io/zone': roll.one(ZONES) } : {}),
        ...(roll.often(50) ? { disk: roll.one(['ssd', 'hdd']) } : {}),
      },
    },
    spec: {
      ...(roll.often(10) ? { unschedulable: true } : {}),
      ...(roll.often(20)
        ? {
            taints: [
              { key: 'team', value: roll.one(['x', 'y']), effect: roll.one(['NoSchedule', 'PreferNoSchedule']) },
            ],
          }
        : {}),
    },
    status: {
      allocatable: amounts,
      images: roll.often(40)
        ? [{ names: [`img/${roll.one(APPS)}:1`], sizeBytes: 300_000_000 + roll.upTo(5) * 1e8 }]
        : [],
    },
  };
}

/** A template, shared by its pods as a controller's pods share it. */
function randomTemplate(roll: ReturnType<typeof dice>): { labels: { app: string }; spec: Record<string, unknown> } {
  const app = roll.one(APPS);
  const terms = (): object => ({
    topologyKey: roll.one(['topology.kubernetes.io/zone', 'kubernetes.io/hostname', 'disk']),
    labelSelector: { matchLabels: { app: roll.one(APPS) } },
    ...(roll.often(20) ? { namespaceSelector: roll.often(50) ? {} : { matchLabels: { team: 'b' } } } : {}),
  });
  const affinity: Record<string, unknown> = {};
  for (const kind of ['podAffinity', 'podAntiAffinity']) {
    if (!roll.often(25)) continue;
    affinity[kind] = roll.often(50)
      ? { requiredDuringSchedulingIgnoredDuringExecution: [terms()] }
      : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 + roll.upTo(100), podAffinityTerm: terms() }] };
  }
  if (roll.often(20))
    affinity['nodeAffinity'] = {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 10, preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] } },
      ],
    };
  return {
    labels: { app },
    spec: {
      schedulerName: 'default-scheduler',
      priority: roll.one([0, 0, 10, 100]),
      containers: [
        container(roll.one(['100m', '500m', '1', '2']), roll.one(['64Mi', '1Gi', '3Gi']), {
          image: `img/${app}:1`,
          ...(roll.often(15) ? { ports: [{ containerPort: 80, hostPort: roll.one([80, 81]) }] } : {}),
        }),
      ],
      ...(Object.keys(affinity).length ? { affinity } : {}),
      ...(roll.often(20) ? { nodeSelector: { disk: 'ssd' } } : {}),
      ...(roll.often(30) ? { tolerations: [{ key: 'team', operator: 'Exists' }] } : {}),
      ...(roll.often(35)
        ? {
            topologySpreadConstraints: [
              {
                maxSkew: 1 + roll.upTo(2),
                topologyKey: roll.one(['topology.kubernetes.io/zone', 'kubernetes.io/hostname']),
                whenUnsatisfiable: roll.one(['DoNotSchedule', 'ScheduleAnyway']),
                labelSelector: { matchLabels: { app } },
                ...(roll.often(30) ? { nodeTaintsPolicy: 'Honor' } : {}),
                ...(roll.often(30) ? { matchLabelKeys: ['tier'] } : {}),
              },
            ],
          }
        : {}),
    },
  };
}

function onNodes(...values: string[]): object {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values }];
  return {
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] } },
    },
  };
}

for (let seed = 1; seed <= 40; seed++)
  test(`random cluster ${seed}`, () => {
    const roll = dice(seed);
    const store = new MemoryStore(() => 0);
    const chance = chanceFrom('reuse');
    const put = (resource: string, object: KubeObject): KubeObject =>
      store.put(resource, { ...object, metadata: { uid: `${resource} ${object.metadata.name}`, ...object.metadata } });
    for (const [name, team] of [
      ['default', 'a'],
      ['other', 'b'],
    ])
      put('namespaces', { metadata: { name, labels: { team: team! } } });
    // Every fourth cluster is large enough for sampling.
    const nodes = seed % 4 === 0 ? 130 : 4 + roll.upTo(12);
    for (let i = 0; i < nodes; i++) put('nodes', randomNode(`n${i}`, roll));
    const templates = Array.from({ length: 5 }, () => randomTemplate(roll));
    const kept = schedulerOver(store, chance);
    store.subscribe((change: Change) => kept.changed(change));
    let placed = 0;
    for (let i = 0; i < 60; i++) {
      const template = roll.one(templates);
      const pod = put('pods', {
        kind: 'Pod',
        metadata: {
          name: `p${i}`,
          namespace: roll.one(['default', 'default', 'other']),
          labels: {
            ...template.labels,
            ...(roll.often(20) ? { own: String(i) } : {}),
            ...(roll.often(40) ? { tier: roll.one(['front', 'back']) } : {}),
          },
        },
        // Some want one or two nodes by name, as the pods of a DaemonSet do.
        spec: roll.often(8)
          ? { ...template.spec, ...onNodes(`n${roll.upTo(nodes)}`, `n${roll.upTo(nodes)}`) }
          : template.spec,
        status: {},
      });
      const fresh = schedulerOver(store, chance, false);
      assert.is(kept.fits(pod), fresh.fits(pod), `where ${pod.metadata.name} goes`);
      const explained = fresh.explain(pod);
      assert.equal(kept.explain(pod), explained, `why ${pod.metadata.name} goes there`);
      const node = kept.fits(pod);
      if (nodes < 100 && node && !pod.status.nominatedNodeName)
        assert.ok(explained.best.includes(node), 'it is one of the best');
      if (node) {
        placed++;
        put('pods', { ...pod, spec: { ...pod.spec, nodeName: node } });
      } else if (explained.nominated) put('pods', { ...pod, status: { nominatedNodeName: explained.nominated } });
      // Now and then something else happens.
      if (roll.often(8))
        put('services', {
          metadata: { name: `s${roll.upTo(3)}`, namespace: 'default' },
          spec: { selector: roll.often(50) ? { app: roll.one(APPS) } : { tier: roll.one(['front', 'back']) } },
        });
      if (roll.often(15)) put('nodes', randomNode(`n${roll.upTo(nodes)}`, roll));
      if (roll.often(5)) store.remove('nodes', `n${roll.upTo(nodes)}`);
      const victim = roll.one(store.list('pods'));
      const fate = roll.upTo(100);
      if (fate < 10) store.remove('pods', `${victim.metadata.namespace}/${victim.metadata.name}`);
      else if (fate < 20) put('pods', { ...victim, metadata: { ...victim.metadata, labels: { app: roll.one(APPS) } } });
      else if (fate < 25 && victim.spec.nodeName)
        put('pods', { ...victim, metadata: { ...victim.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } });
      else if (fate < 30) put('pods', { ...victim, status: { phase: 'Succeeded' } });
      if (roll.often(4)) put('namespaces', { metadata: { name: 'other', labels: { team: roll.one(['a', 'b']) } } });
    }
    assert.ok(placed > 0);
  });

test.run();
