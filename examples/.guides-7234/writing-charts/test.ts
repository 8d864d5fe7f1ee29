// test.ts
import assert from 'node:assert/strict';
import { App, Chart, Deployment } from 'slipway';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'default' });
new Deployment(chart, 'web', { image: 'shop/web:1.4', replicas: 2 });

const [web] = chart.toJson();
assert.equal(web?.['spec'].replicas, 2);
