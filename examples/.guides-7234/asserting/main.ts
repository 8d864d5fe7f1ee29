import { App, Chart, Deployment, Ingress, Namespace, NodePool, expectCluster, simulate } from 'slipway';

const app = new App({ name: 'shop' });
new NodePool(app, 'app', { zones: ['a', 'b', 'c'], nodes: 1, cpu: 4, memory: '8Gi' });
const shop = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(shop, 'shop');
const vault = new Deployment(shop, 'vault', { image: 'shop/vault:5', ports: { https: 8443 } });
const web = new Deployment(shop, 'web', {
  replicas: 3,
  image: 'shop/web:1.4',
  ports: { http: 8080 },
  requests: { cpu: '500m', memory: '256Mi' },
  env: { VAULT: vault.address() },
  ready: { get: '/ready', port: 'http' },
  spread: 'zones',
});
vault.allowFrom(web, 'https');
new Ingress(shop, 'front', {}).route('shop.example.com', '/', web.expose({ port: 80 }));

const cluster = await simulate(app);

expectCluster(cluster).toRun();
expectCluster(cluster).workload(web).toBeReady(3).toBeSpreadOverZones().toSurviveZoneLoss({ ready: 2 });
expectCluster(cluster).workload(web).toSurviveNodeLoss({ ready: 2 });
expectCluster(cluster).workload(vault).toBeReachedOnlyBy([web], 8443).notToBeReachedFromOutside();
expectCluster(cluster).url('http://shop.example.com/').toServe().toBeServedBy(web);
expectCluster(cluster).subject({ group: 'auditors' }).notToReadSecrets().notToEscalate();

// Two futures of the same past: one in which a zone is lost.
const without = cluster.fork();
without.fail({ zone: 'a' }).advance('10m');
expectCluster(without).url('http://shop.example.com/').toServe({ throughout: true });
expectCluster(without).workload(web).toHaveStayedReady(2);

// What that future has otherwise than this one, as a plan would tell it.
const { differences, text } = cluster.compare(without);
console.log(differences.length, text);

// And one in which it only falls silent for a while: nobody moves for five minutes.
const silent = cluster.fork();
silent.fail({ zone: 'a', for: '20m' });
const moved = silent.until((it) => it.placement(web).ready === 3);
console.log(
  `three are ready again after ${Math.round(moved / 1000)} s, without a failure: ${cluster.placement(web).ready}`,
);
