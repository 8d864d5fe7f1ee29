// jobs.ts
import { App, Chart, Job } from 'slipway';

const app = new App({ name: 'jobs' });
const chart = new Chart(app, 'jobs', { namespace: 'default' });
new Job(chart, 'migrate', { image: `shop/migrate:${process.env['SLIPWAY_PROFILE'] ?? '1'}` });

export default app;
