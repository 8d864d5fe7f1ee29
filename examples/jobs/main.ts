// Work that ends: a Job of five parts, two at a time; one that fails and gives up; and one every night that never overlaps itself.

import { App, Chart, CronJob, Job, Namespace, NodePool, Program } from 'slipway';

const app = new App({ name: 'jobs' });
new NodePool(app, 'app', { zones: ['a'], nodes: 2, cpu: 4, memory: '16Gi' });
new Program(app, 'resize', { image: 'example/resize:*', exitSeconds: 30 });
new Program(app, 'import', { image: 'example/import:*', exitSeconds: 10, exitCode: 2 });
new Program(app, 'report', { image: 'example/report:*', exitSeconds: 600 });

const chart = new Chart(app, 'work', { namespace: 'work' });
new Namespace(chart, 'work');
const requests = { cpu: '500m', memory: '256Mi' };
new Job(chart, 'resize', { image: 'example/resize:1', requests, completions: 5, parallelism: 2, indexed: true });
new Job(chart, 'import', { image: 'example/import:1', requests, retries: 2 });
new CronJob(chart, 'report', { image: 'example/report:1', requests, schedule: '0 2 * * *', concurrency: 'Forbid' });

export default app;
