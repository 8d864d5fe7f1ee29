// A namespace in which nobody reaches anybody until it is said: default-deny, and two ways that are opened.

import { App, Chart, Deployment, Namespace, NetworkPolicy } from 'slipway';

const app = new App({ name: 'default-deny' });
const chart = new Chart(app, 'bank', { namespace: 'bank' });
new Namespace(chart, 'bank');
NetworkPolicy.defaultDeny(chart, 'deny');

const workload = (name: string, port: number): Deployment =>
  new Deployment(chart, name, {
    image: `bank/${name}:1`,
    ports: { main: port },
    requests: { cpu: '50m', memory: '64Mi' },
  });

const front = workload('front', 8080);
const accounts = workload('accounts', 9090);
const ledger = workload('ledger', 5432);
// Beside them, and with no way to any of them.
workload('batch', 7070);

for (const it of [front, accounts]) it.restrictEgress();
accounts.allowFrom(front, 'main');
ledger.allowFrom(accounts, 'main');

export default app;
