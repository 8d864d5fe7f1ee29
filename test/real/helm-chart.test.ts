// Helm charts as part of a tree, rendered by real Helms.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { App, Chart, HelmChart, Namespace } from '../../lib/index.ts';
import { realClients } from './clients.ts';

const test = suite('Helm charts, rendered by helm');
const clients = realClients();
const folder = mkdtempSync(join(tmpdir(), 'slipway-helm-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** A chart as small as one can be: a template, a definition, a test. */
const chart = join(folder, 'chart');
mkdirSync(join(chart, 'templates'), { recursive: true });
mkdirSync(join(chart, 'crds'), { recursive: true });
writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: small\nversion: 1.0.0\n');
writeFileSync(join(chart, 'values.yaml'), 'replicas: 1\nimage: nginx\n');
writeFileSync(
  join(chart, 'crds/backup.yaml'),
  `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: backups.example.com}
spec:
  group: example.com
  names: {kind: Backup, plural: backups}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`,
);
writeFileSync(
  join(chart, 'templates/web.yaml'),
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}-web, namespace: {{ .Release.Namespace }}}
spec:
  replicas: {{ required "replicas must be said" .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "{{ .Values.image }}"}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-settings}
data: {release: {{ .Release.Name }}}
`,
);
writeFileSync(
  join(chart, 'templates/test.yaml'),
  'apiVersion: v1\nkind: Pod\nmetadata: {name: check, annotations: {helm.sh/hook: test}}\nspec: {containers: [{name: a, image: a}]}\n',
);
writeFileSync(join(folder, 'more.yaml'), 'image: from-a-file\n');

if ('reason' in clients) test(`skipped: ${clients.reason}`, () => console.log(`note: no helm: ${clients.reason}`));
else
  for (const [version, helm] of [
    ['4', clients.helm],
    ['3', clients.helm3],
  ] as const) {
    const tree = (props: object): { app: App; release: HelmChart } => {
      const app = new App();
      const scope = new Chart(app, 'c', { namespace: 'shop' });
      new Namespace(scope, 'shop');
      return { app, release: new HelmChart(scope, 'small', { chart, helm, ...props }) };
    };

    test(`Helm ${version}: values, files of them, the chart’s namespace, definitions, no tests`, () => {
      const { app, release } = tree({ values: { replicas: 4 }, valuesFiles: [join(folder, 'more.yaml')] });
      release.object('Deployment', 'small-web').patch({ strategic: { spec: { paused: true } } });
      const all = app.toJson();
      assert.equal(all.map((it) => it.kind).sort(), [
        'ConfigMap',
        'CustomResourceDefinition',
        'Deployment',
        'Namespace',
      ]);
      const web = all.find((it) => it.kind === 'Deployment')!;
      assert.equal([web['spec'].replicas, web['spec'].paused], [4, true]);
      assert.is(web['spec'].template.spec.containers[0].image, 'from-a-file');
      assert.ok(all.every((it) => it.metadata.namespace === undefined || it.metadata.namespace === 'shop'));
    });

    test(`Helm ${version}: what it refuses is told in its own words`, () => {
      assert.throws(
        () => tree({ values: { replicas: null } }).app.synth(),
        /c\/small: helm template .*replicas must be said/s,
      );
      assert.throws(() => tree({ chart: join(folder, 'gone') }).app.synth(), /c\/small: helm template .*gone/s);
    });

    test(`Helm ${version}: what is wrong in a rendered object is told with the construct`, () => {
      assert.throws(
        () => tree({ values: { replicas: '"three"' } }).app.synth(),
        /c\/small\/deployment-shop-small-web: spec\.replicas: must be a whole number, not "three"/,
      );
    });
  }

test.run();
