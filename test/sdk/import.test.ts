import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ApiObject, App, Chart, HelmChart, Include, Patch, SynthError } from '../../lib/index.ts';
import { customTypes } from '../../lib/sdk/import/custom-types.ts';
import { readManifests } from '../../lib/sdk/import/manifests.ts';
import { programOf } from '../../lib/sdk/import/program.ts';
import { typeCheck } from '../typecheck.ts';

const test = suite('imports: YAML, definitions of custom resources, Helm charts');
const folder = mkdtempSync(join(tmpdir(), 'slipway-import-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: backups.example.com}
spec:
  group: example.com
  names: {kind: Backup, plural: backups, singular: backup}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        required: [spec]
        properties:
          apiVersion: {type: string}
          kind: {type: string}
          metadata: {type: object}
          spec:
            type: object
            description: What is backed up, and when.
            required: [schedule, target]
            x-kubernetes-validations:
            - {rule: "self.keep > 0 || self.suspend", message: keep some}
            properties:
              schedule: {type: string, pattern: '^(\\S+\\s){4}\\S+$', description: 'Five fields. Ends a comment: */'}
              keep: {type: integer, minimum: 1, maximum: 99, default: 7}
              suspend: {type: boolean}
              mode: {type: string, enum: [Full, Incremental]}
              size: {x-kubernetes-int-or-string: true}
              labels: {type: object, additionalProperties: {type: string, maxLength: 63}}
              raw: {type: object, x-kubernetes-preserve-unknown-fields: true}
              note: {type: string, nullable: true}
              "odd-name": {type: number, exclusiveMinimum: true, minimum: 0}
              target:
                type: object
                required: [name]
                properties: {name: {type: string, minLength: 1}, ports: {type: array, maxItems: 2, items: {type: integer}}}
              steps:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items: {type: object, required: [name], properties: {name: {type: string}, run: {type: array, items: {type: string}}}}
          status: {type: object, properties: {last: {type: string}}}
  - name: v1beta1
    served: true
    storage: false
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
  - name: v1alpha1
    served: false
    storage: false
    schema: {openAPIV3Schema: {type: object}}
`;
const types = customTypes(
  readManifests(CRD, 'crd.yaml').map((it) => it.object),
  'crd.yaml',
);
const use = (spec: string): string =>
  `import { App, Chart } from 'slipway';\nimport { Backup, BackupV1beta1 } from './backup.ts';\nconst chart = new Chart(new App(), 'c');\nnew BackupV1beta1(chart, 'old', { anything: 1 });\nexport const made = new Backup(chart, 'b', { spec: ${spec} });\n`;
const SOUND = `{ schedule: '0 2 * * *', target: { name: 'db', ports: [1] }, keep: 3, mode: 'Full', size: '1Gi', labels: { a: 'b' }, raw: { x: [1] }, note: null, 'odd-name': 1, steps: [{ name: 'a', run: ['x'] }] }`;

test('generated types hold what is right and refuse what is wrong, at the line', () => {
  const errors = typeCheck(
    new Map([
      ['test/sdk/backup.ts', types],
      ['test/sdk/use-sound.ts', use(SOUND)],
      ['test/sdk/use-enum.ts', use(`{ schedule: 's', target: { name: 'db' }, mode: 'Ful' }`)],
      ['test/sdk/use-typo.ts', use(`{ schedule: 's', target: { name: 'db' }, kepe: 1 }`)],
      ['test/sdk/use-missing.ts', use(`{ schedule: 's' }`)],
      ['test/sdk/use-type.ts', use(`{ schedule: 1, target: { name: 'db' } }`)],
      ['test/sdk/use-deep.ts', use(`{ schedule: 's', target: { name: 'db', ports: ['x'] } }`)],
    ]),
  );
  const of = (name: string): string[] => errors.filter((it) => it.startsWith(`test/sdk/${name}.ts:`));
  assert.equal(of('backup'), []);
  assert.equal(of('use-sound'), []);
  for (const name of ['enum', 'typo', 'missing', 'type', 'deep']) assert.match(of(`use-${name}`).join(), /:5: /, name);
});

test('what a type cannot say stands in the documentation of the field', () => {
  for (const fact of [
    'default 7',
    'at least 1',
    'at most 99',
    'matches ^(\\S+\\s){4}\\S+$',
    'at most 2 items',
    'list by name',
    'above 0',
    'rule: keep some (self.keep > 0 || self.suspend)',
    'Ends a comment: *\\/',
  ])
    assert.ok(types.includes(fact), fact);
  assert.ok(types.includes('export class BackupV1beta1'));
  assert.not(types.includes('v1alpha1'));
});

async function problems(spec: string): Promise<string[]> {
  const file = join(folder, 'backup.ts');
  // The generated file stands outside the package here, so it imports it by its path.
  writeFileSync(file, types.replace("'slipway'", `'${new URL('../../lib/index.ts', import.meta.url).href}'`));
  const { Backup } = (await import(pathToFileURL(file).href)) as { Backup: new (...args: unknown[]) => ApiObject };
  const app = new App();
  new Backup(new Chart(app, 'c', { namespace: 'default' }), 'b', { spec: JSON.parse(spec) as object });
  try {
    app.synth();
    return [];
  } catch (error) {
    return (error as SynthError).problems.map((it) => `${it.field}: ${it.message}`);
  }
}

const base = { schedule: '0 2 * * *', target: { name: 'db' } };
const values: [string, object, RegExp | undefined][] = [
  ['sound', base, undefined],
  [
    'a number below its least',
    { ...base, keep: 0 },
    /^spec\.keep: Invalid value: 0: should be greater than or equal to 1/,
  ],
  [
    'a text that does not match',
    { ...base, schedule: 'daily' },
    /^spec\.schedule: Invalid value: "daily": should match/,
  ],
  ['a mistyped field', { ...base, kepe: 1 }, /^spec\.kepe: unknown field\. Did you mean keep\?/],
  [
    'no choice of the enum',
    { ...base, mode: 'Ful' },
    /^spec\.mode: Unsupported value: "Ful": supported values: "Full"/,
  ],
  ['a required field that is not said', { schedule: '0 2 * * *' }, /^spec\.target: Required value/],
  ['too many items', { ...base, target: { name: 'x', ports: [1, 2, 3] } }, /^spec\.target\.ports: Too many: 3/],
  [
    'a list item of the wrong type',
    { ...base, target: { name: 'x', ports: ['1'] } },
    /^spec\.target\.ports\[0\]: must be a whole/,
  ],
  ['two items of one key', { ...base, steps: [{ name: 'a' }, { name: 'a' }] }, /^spec\.steps\[1\]: Duplicate value/],
  ['a label that is too long', { ...base, labels: { a: 'x'.repeat(64) } }, /^spec\.labels\[a\]: Too long/],
];
for (const [name, spec, expected] of values)
  test(`a custom resource is held to its schema: ${name}`, async () => {
    const told = await problems(JSON.stringify(spec));
    if (expected) assert.match(told.join('\n'), expected);
    else assert.equal(told, []);
  });

test('a raw custom resource is held to the definition in the tree, and comes after it', () => {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'default' });
  const raw = new ApiObject(chart, 'b', { apiVersion: 'example.com/v1', kind: 'Backup', spec: base });
  new Include(chart, 'crds', { text: CRD });
  assert.equal(
    app.toJson().map((it) => it.kind),
    ['CustomResourceDefinition', 'Backup'],
  );
  raw.patch({ merge: { spec: { kepe: 1 } } });
  assert.throws(() => app.synth(), /spec\.kepe: unknown field\. Did you mean keep/);
  new ApiObject(chart, 'z', { apiVersion: 'example.com/v2', kind: 'Backup' });
  assert.throws(() => app.synth(), /backups\.example\.com has no version v2; it has v1, v1beta1, v1alpha1/);
});

const YAML = `# a comment
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: settings, creationTimestamp: null}
  data: {A: "it's \${x}"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, ownerReferences: [{apiVersion: v1, kind: Node, name: node-1, uid: u}]}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: nginx, envFrom: [{configMapRef: {name: settings}}]}
---
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
`;

test('YAML becomes part of the tree: its chart’s namespace, order, patches', () => {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'shop' });
  const include = new Include(chart, 'app', { text: YAML });
  include.object('Deployment', 'web').patch({ strategic: { spec: { replicas: 3 } } });
  new Patch(chart, 'labels', { of: { kind: 'ConfigMap' }, strategic: { metadata: { labels: { a: 'b' } } } });
  const [first, second, third] = app.toJson();
  assert.is(first!.kind, 'Namespace');
  assert.equal(second!.metadata, { name: 'settings', namespace: 'shop', labels: { a: 'b' } });
  assert.is(third!['spec'].replicas, 3);
  assert.is(third!.metadata.ownerReferences!.length, 1, 'nothing of metadata is lost');
  assert.throws(() => include.object('Deployment', 'wbe'), /no Deployment wbe in c\/app; there are web/);
});

test('a problem of YAML is told with its file and line', () => {
  mkdirSync(join(folder, 'k8s'), { recursive: true });
  const file = join(folder, 'k8s', 'app.yaml');
  writeFileSync(file, YAML.replace('selector:', 'selektor:'));
  const app = new App();
  new Include(new Chart(app, 'c', { namespace: 'shop' }), 'app', { path: join(folder, 'k8s') });
  try {
    app.synth();
    assert.unreachable();
  } catch (error) {
    const found = (error as SynthError).problems.find((it) => it.field === 'spec.selektor')!;
    assert.is(found.source, `${file}:10`);
    assert.match(found.message, /Did you mean selector\?/);
  }
});

test('what is no YAML, no object or no file is told, and synth goes on', () => {
  const told = (props: object): string => {
    const app = new App();
    new Include(new Chart(app, 'c'), 'app', props);
    try {
      app.synth();
    } catch (error) {
      const [problem] = (error as SynthError).problems;
      return `${problem!.path} ${problem!.source ? 'at' : ''} ${problem!.message}`;
    }
    return '';
  };
  assert.match(told({ text: 'a: [1' }), /^c\/app at .*import\.test\.ts:\d+:\d+:\d+:\d+: /);
  assert.match(told({ text: 'a: 1' }), /an object needs apiVersion, kind and metadata\.name/);
  assert.match(told({ path: join(folder, 'gone.yaml') }), /no such file/);
});

test('a file beside the program is found wherever the process was started', async () => {
  writeFileSync(join(folder, 'beside.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: beside}\n');
  const file = join(folder, 'beside.mts');
  writeFileSync(
    file,
    `import { App, Chart, Include } from '${new URL('../../lib/index.ts', import.meta.url).href}';\nexport const app = new App();\nnew Include(new Chart(app, 'c'), 'i', { path: 'beside.yaml' });\n`,
  );
  const { app } = (await import(pathToFileURL(file).href)) as { app: App };
  assert.is(app.toJson()[0]!.metadata.name, 'beside');
});

test('a program made of YAML is a program, and makes the same objects', async () => {
  const yaml = YAML.replace('name: settings,', 'name: settings, namespace: shop,');
  const objects = readManifests(yaml, 'app.yaml').map((it) => it.object);
  const text = programOf(objects, 'app', 'app.yaml');
  assert.equal(typeCheck(new Map([['test/sdk/program.ts', text]])), []);
  const file = join(folder, 'program.ts');
  writeFileSync(file, text.replace("'slipway'", `'${new URL('../../lib/index.ts', import.meta.url).href}'`));
  const { default: app } = (await import(pathToFileURL(file).href)) as { default: App };
  const sorted = (all: readonly object[]): string[] => all.map((it) => JSON.stringify(it)).sort();
  const plain = (it: (typeof objects)[number]) => ({ apiVersion: it.apiVersion, kind: it.kind, metadata: it.metadata });
  assert.equal(sorted(app.toJson().map(plain)), sorted(objects.map(plain)));
});

test('without helm a Helm chart is a clear error', () => {
  const app = new App();
  new HelmChart(new Chart(app, 'c'), 'redis', { chart: './nothing', helm: '/no/such/helm' });
  assert.throws(
    () => app.synth(),
    /c\/redis: there is no program \/no\/such\/helm, and a Helm chart is rendered by helm/,
  );
});

test('a folder is read without what kustomize and npm keep in it', () => {
  const own = join(folder, 'kustomized');
  mkdirSync(join(own, 'node_modules/x'), { recursive: true });
  writeFileSync(join(own, 'a.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
  writeFileSync(join(own, 'kustomization.yaml'), 'resources: [a.yaml]\n');
  writeFileSync(join(own, 'package.json'), '{}');
  writeFileSync(join(own, 'node_modules/x/b.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n');
  const app = new App();
  new Include(new Chart(app, 'c', { namespace: 'default' }), 'all', { path: own });
  assert.equal(
    app.toJson().map((it) => it.metadata.name),
    ['a'],
  );
});

// As `kubectl annotate --local -o json` (1.36) gives them back.
const scalars: [string, unknown][] = [
  ['0644', 420],
  ['0o17', 15],
  ['0x1F', 31],
  ['0b11', 3],
  ['089', 89],
  ['010.5', 10.5],
  ['1_000', 1000],
  ['1.30', 1.3],
  ['.5', 0.5],
  ['1e3', 1000],
  ['1e', '1e'],
  ['-5', -5],
  ['"0644"', '0644'],
  ['yes', true],
  ['on', true],
  ['y', true],
  ['N', false],
  ["'yes'", 'yes'],
  ['2001-01-01', '2001-01-01'],
  ['12:30:45', '12:30:45'],
  ['=', '='],
];
for (const [text, value] of scalars)
  test(`YAML is read as kubectl reads it: ${text}`, () => {
    const [one] = readManifests(`apiVersion: example.com/v1\nkind: X\nmetadata: {name: x}\na: ${text}\n`, 'x.yaml');
    assert.is(one!.object['a'], value);
  });

test('YAML is read as kubectl reads it: << merges', () => {
  const [one] = readManifests(
    'apiVersion: v1\nkind: X\nmetadata: {name: x, labels: &l {a: "1", b: "2"}}\nmore: {<<: *l, b: "3"}\n',
    'x.yaml',
  );
  assert.equal(one!.object['more'], { a: '1', b: '3' });
});

test.run();
