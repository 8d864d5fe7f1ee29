// Every example, as people live with one: deployed, planned again (nothing changes, nothing is said), changed in one line (the plan says
// just that), and destroyed (nothing is left).

import { readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { App } from 'slipway';
import type { KubeObject } from '../../lib/api/object.ts';
import { destroy } from '../../lib/deploy/removal.ts';
import { deploy } from '../../lib/deploy/walker.ts';
import type { Deployment } from '../../lib/deploy/interface.ts';
import { Cluster } from '../../lib/engine/cluster.ts';
import { plan } from '../../lib/plan/plan.ts';
import { planJson } from '../../lib/report/json.ts';
import { planText } from '../../lib/report/text.ts';

const folder = new URL('../../examples/', import.meta.url);

/** What a cluster has of its own, and what the deployment's own removal must leave as it was. */
function holdings(cluster: Cluster): string[] {
  const own = new Set(['events', 'events.events.k8s.io', 'leases.coordination.k8s.io', 'nodes', 'namespaces']);
  return cluster.store
    .resources()
    .filter((resource) => !own.has(resource))
    .flatMap((resource) =>
      cluster.store
        .list(resource)
        // A class may say that volumes stay.
        .filter((it) => it['spec']?.persistentVolumeReclaimPolicy !== 'Retain')
        .map((it) => `${resource} ${it.metadata.namespace ?? ''}/${it.metadata.name}`),
    )
    .sort();
}

interface PodSpec {
  readonly containers: readonly {
    readonly image?: string;
    readonly ports?: readonly { readonly containerPort: number }[];
  }[];
}

/** One line of a workload changed: its scale, its image. What changes, as the plan is to say it. */
type Edit = (spec: KubeObject['spec']) => { readonly spec: KubeObject['spec']; readonly field: RegExp } | undefined;

const edits: { readonly [what: string]: Edit } = {
  'one replica more': (spec) =>
    typeof spec.replicas === 'number'
      ? { spec: { ...spec, replicas: spec.replicas + 1 }, field: /^spec\.replicas$/ }
      : undefined,
  'another image': (spec) => {
    const pod = spec.template?.spec as PodSpec | undefined;
    const [first, ...rest] = pod?.containers ?? [];
    if (!first || !spec.selector) return undefined;
    const containers = [{ ...first, image: `${first.image}-next` }, ...rest];
    return { spec: { ...spec, template: { ...spec.template, spec: { ...pod, containers } } }, field: /\.image$/ };
  },
};

/** The deployment with one workload changed, the first that can be. */
function changed(
  deployment: Deployment,
  edit: Edit,
): { deployment: Deployment; object: KubeObject; field: RegExp } | undefined {
  for (const [i, it] of deployment.objects.entries()) {
    if (!/^(Deployment|StatefulSet|DaemonSet)$/.test(it.object.kind ?? '')) continue;
    const found = edit(it.object['spec']);
    if (!found) continue;
    const object: KubeObject = { ...it.object, spec: found.spec };
    const objects = deployment.objects.map((one, at) => (at === i ? { ...one, object } : one));
    return { deployment: { ...deployment, objects }, object, field: found.field };
  }
  return undefined;
}

for (const { name } of readdirSync(folder, { withFileTypes: true }).filter(
  (it) => it.isDirectory() && !it.name.startsWith('.'),
))
  test(`examples/${name}: deployed, no changes; one line, just that; destroyed, nothing left`, async () => {
    const { default: app } = (await import(new URL(`${name}/main.ts`, folder).href)) as { default: App };
    const synth = app.synth();
    const cluster = Cluster.create({ simulation: synth.simulation, seed: synth.name });
    const before = new Set(holdings(cluster));
    const result = await deploy(cluster.client(), synth);
    assert.ok(result.ok, result.failures.map((it) => it.message).join());
    cluster.untilQuiet();
    const said = planText(await plan(cluster, synth));
    assert.match(said, /^No changes\. \d+ objects, \d+ pods? as deployed\.\n$/);

    for (const [what, edit] of Object.entries(edits)) {
      const next = changed(synth, edit);
      if (!next) continue;
      const { kind, metadata } = next.object;
      const about = `${name}, ${what} of ${kind} ${metadata.name}`;
      const planned = await plan(cluster, next.deployment);
      const { changes, deploy: walk } = planJson(planned);
      assert.ok(walk.ok, `${about}: ${walk.failures.map((it) => it.message).join()}`);
      assert.equal(
        changes.map((it) => [it.action, it.kind, it.name]),
        [['update', kind, metadata.name]],
        about,
      );
      const fields = changes[0]!.fields.map((it) => it.path);
      assert.is(fields.length, 1, `${about}: ${fields.join()}`);
      assert.match(fields[0] ?? '', next.field, about);
      // No other workload is told of.
      const text = planText(planned);
      const others = planned.after.placement.workloads.filter((it) => !(it.kind === kind && it.name === metadata.name));
      const placement = /\nPlacement\n([\s\S]*?)\n\n/.exec(text)?.[1] ?? '';
      for (const it of others)
        assert.not.match(placement, new RegExp(`^  [+~!-] ${it.namespace}/${it.name} `, 'm'), `${about}:\n${text}`);
    }

    await destroy(cluster.client(), synth.name, { pruneData: true });
    cluster.untilQuiet();
    assert.equal(
      holdings(cluster).filter((it) => !before.has(it)),
      [],
    );
  });

test.run();
