// One shop, three places: development on one machine, staging, and production that no lost zone takes down. What differs is a table.
//
//   slipway plan examples/stages/main.ts --profile production

import {
  App,
  Aspects,
  Chart,
  chooseProfile,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Namespace,
  NodePool,
  PodDisruptionBudget,
  ResourceQuota,
  secureDefaults,
  type Topology,
} from 'slipway';

interface Stage {
  readonly host: string;
  readonly replicas: number;
  /** More under load, up to so many. */
  readonly most?: number;
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly zones: readonly string[];
  readonly spread?: Topology;
}

const STAGES = {
  dev: { host: 'localhost.example.com', replicas: 1, requests: { cpu: '50m', memory: '64Mi' }, zones: ['a'] },
  staging: {
    host: 'staging.example.com',
    replicas: 2,
    requests: { cpu: '250m', memory: '256Mi' },
    zones: ['a', 'b'],
    spread: 'zones',
  },
  production: {
    host: 'shop.example.com',
    replicas: 6,
    most: 20,
    requests: { cpu: '500m', memory: '512Mi' },
    zones: ['a', 'b', 'c'],
    spread: 'zones',
  },
} satisfies { [name: string]: Stage };

export type StageName = keyof typeof STAGES;
export const stages = Object.keys(STAGES) as StageName[];

/** The shop of a stage; of the one chosen on the command line when none is named. */
export function shop(name?: StageName): App {
  const stage = chooseProfile<Record<StageName, Stage>>(STAGES, name);
  const { host, replicas, most, requests, zones, spread } = stage.values;

  const app = new App({ name: 'shop', profile: stage });
  new NodePool(app, 'nodes', { zones, nodes: 2, cpu: 4, memory: '16Gi' });

  const namespace = `shop-${stage.name}`;
  const chart = new Chart(app, 'shop', { namespace, labels: { stage: stage.name } });
  new Namespace(chart, namespace, { podSecurity: 'restricted' });

  const web = new Deployment(chart, 'web', {
    image: 'shop/web:1.4',
    replicas,
    ports: { http: 8080 },
    requests,
    ready: { get: '/ready' },
    spread,
  });
  new Ingress(chart, 'front').route(host, '/', web.expose({ port: 80 }));

  if (most !== undefined) {
    new HorizontalPodAutoscaler(chart, 'scaler', { of: web, min: replicas, max: most, cpu: 80 });
    new PodDisruptionBudget(chart, 'budget', { of: web, maxUnavailable: 1 });
  } else {
    // Nobody's experiment takes the cluster.
    new ResourceQuota(chart, 'quota', { requests: { cpu: 2, memory: '4Gi' }, count: { pods: 10 } });
  }

  // The namespace asks for restricted pods; this is how they come to be.
  Aspects.of(app).add(secureDefaults());
  return app;
}

export default shop();
