// What `slipway init` writes: small programs that run as they are.

import { VERSION } from '../version.ts';

/** File name to content. */
export type Template = { readonly [file: string]: string };

const IGNORED = 'node_modules/\n.slipway/\ndist/\nkubeconfig\n*.plan\n';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const COMPILER = {
  strict: true,
  module: 'NodeNext',
  target: 'ES2022',
  skipLibCheck: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  types: ['node'],
};

const TOOLS = { '@types/node': '^20.19.0', tsx: '^4.23.15', typescript: '^6.0.3' };
const TEST = 'node --import tsx --test';

/** Files of the new project, as they name each other; nothing of this package. */
const OWN = {
  main: './main.ts',
  fromIndex: './web-app.ts',
  fromExample: './lib/index.ts',
  fromTest: '../lib/index.ts',
};

function app(name: string): Template {
  return {
    'main.ts': `import { App, Chart, Deployment, Ingress, Namespace, NodePool } from 'slipway';

const app = new App({ name: '${name}' });

const chart = new Chart(app, '${name}', { namespace: '${name}' });
new Namespace(chart, '${name}');

const web = new Deployment(chart, 'web', {
  replicas: 3,
  image: 'nginx:1.29',
  ports: { http: 80 },
  requests: { cpu: '100m', memory: '64Mi' },
  spread: 'zones',
  ready: { get: '/', port: 'http' },
});
new Ingress(chart, 'front').route('${name}.example.com', '/', web.expose({ port: 80 }));

// The machines of the cluster inside. They appear in no manifest.
new NodePool(app, '${name}-nodes', { zones: ['a', 'b', 'c'], nodes: 1, cpu: 2, memory: '4Gi' });

export default app;
`,
    'main.test.ts': `import { test } from 'node:test';
import { expectCluster, simulate } from 'slipway';
import app from '${OWN.main}';

test('everything runs, and web survives the loss of any zone', async () => {
  const cluster = await simulate(app);
  expectCluster(cluster).toRun();
  expectCluster(cluster).workload('${name}/web').toBeReady(3).toBeSpreadOverZones().toSurviveZoneLoss({ ready: 2 });
  expectCluster(cluster).url('http://${name}.example.com/').toServe();
});
`,
    'package.json': json({
      name,
      private: true,
      type: 'module',
      scripts: {
        plan: 'slipway plan main.ts',
        deploy: 'slipway deploy main.ts',
        synth: 'slipway synth main.ts',
        test: `${TEST} main.test.ts`,
        types: 'tsc',
      },
      dependencies: { slipway: `^${VERSION}` },
      devDependencies: TOOLS,
    }),
    'tsconfig.json': json({ compilerOptions: { ...COMPILER, noEmit: true }, include: ['*.ts'] }),
    '.gitignore': IGNORED,
    'README.md': `# ${name}

    npm install
    npm run plan        what deploying would do: where pods land, how requests travel, who may do what
    npm test            what must hold, held in a test
    npm run deploy      into a cluster inside the command; with --context NAME into a real one
`,
  };
}

function library(name: string): Template {
  return {
    'lib/index.ts': `export { WebApp, type WebAppProps } from '${OWN.fromIndex}';
`,
    'lib/web-app.ts': `import { Construct, Deployment, Ingress, PodDisruptionBudget } from 'slipway';

export interface WebAppProps {
  readonly image: string;
  /** Where it is reached: \`shop.example.com\`. */
  readonly host: string;
  readonly port?: number;
  /** Default 3. */
  readonly replicas?: number;
}

/** A web application as we run them: spread over zones, checked before it gets requests, drained one pod at a time. */
export class WebApp extends Construct {
  readonly deployment: Deployment;

  constructor(scope: Construct, id: string, props: WebAppProps) {
    super(scope, id);
    this.deployment = new Deployment(this, 'app', {
      replicas: props.replicas ?? 3,
      image: props.image,
      ports: { http: props.port ?? 8080 },
      requests: { cpu: '100m', memory: '128Mi' },
      spread: 'zones',
      ready: { get: '/', port: 'http' },
    });
    new PodDisruptionBudget(this, 'budget', { of: this.deployment, maxUnavailable: 1 });
    new Ingress(this, 'front').route(props.host, '/', this.deployment.expose({ port: 80 }));
  }
}
`,
    'test/web-app.test.ts': `import { test } from 'node:test';
import { App, Chart, Namespace, NodePool, expectCluster, simulate } from 'slipway';
import { WebApp } from '${OWN.fromTest}';

test('a web application serves while any zone is lost', async () => {
  const app = new App({ name: 'try' });
  new NodePool(app, 'app', { zones: ['a', 'b', 'c'], nodes: 1, cpu: 2, memory: '4Gi' });
  const chart = new Chart(app, 'try', { namespace: 'try' });
  new Namespace(chart, 'try');
  const web = new WebApp(chart, 'web', { image: 'nginx:1.29', host: 'try.example.com' });

  const cluster = await simulate(app);
  expectCluster(cluster).toRun();
  expectCluster(cluster).workload(web.deployment).toBeSpreadOverZones().toSurviveZoneLoss({ ready: 2 });
  expectCluster(cluster).url('http://try.example.com/').toServe();
});
`,
    'example.ts': `import { App, Chart, Namespace } from 'slipway';
import { WebApp } from '${OWN.fromExample}';

const app = new App({ name: 'example' });
const chart = new Chart(app, 'example', { namespace: 'example' });
new Namespace(chart, 'example');
new WebApp(chart, 'web', { image: 'nginx:1.29', host: 'example.com' });

export default app;
`,
    'package.json': json({
      name,
      version: '0.1.0',
      type: 'module',
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
      files: ['dist'],
      scripts: {
        plan: 'slipway plan example.ts',
        test: `${TEST} test/web-app.test.ts`,
        build: 'tsc -p tsconfig.build.json',
        types: 'tsc',
        prepack: 'npm run build',
      },
      peerDependencies: { slipway: `^${VERSION}` },
      devDependencies: { slipway: `^${VERSION}`, ...TOOLS },
    }),
    'tsconfig.json': json({ compilerOptions: { ...COMPILER, noEmit: true }, include: ['**/*.ts'], exclude: ['dist'] }),
    'tsconfig.build.json': json({
      extends: './tsconfig.json',
      compilerOptions: {
        noEmit: false,
        rootDir: 'lib',
        outDir: 'dist',
        declaration: true,
        rewriteRelativeImportExtensions: true,
      },
      include: ['lib'],
    }),
    '.gitignore': IGNORED,
    'README.md': `# ${name}

Constructs for Kubernetes, made with slipway.

    npm install
    npm test
    npm run plan        what comes of the example
    npm run build
`,
  };
}

export const TEMPLATES: { readonly [name: string]: (name: string) => Template } = { app, library };
