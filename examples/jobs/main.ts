// Work that ends: a Job of five parts, two at a time; one that may fail and gives up after its retries; and one every night that never
// overlaps itself.
//
//   BROKEN=1 slipway plan examples/jobs/main.ts

import { App, Chart, CronJob, Job, Namespace, NodePool, Program } from 'slipway';

export function work({ broken = false } = {}): App {
  const app = new App({ name: 'jobs' });
  new NodePool(app, 'app', { zones: ['a'], nodes: 2, cpu: 4, memory: '16Gi' });
  new Program(app, 'resizing', { image: 'example/resize:*', exitSeconds: 30 });
  new Program(app, 'importing', { image: 'example/import:*', exitSeconds: 10, exitCode: broken ? 2 : 0 });
  new Program(app, 'reporting', { image: 'example/report:*', exitSeconds: 600 });

  const chart = new Chart(app, 'work', { namespace: 'work' });
  new Namespace(chart, 'work');
  const requests = { cpu: '500m', memory: '256Mi' };
  new Job(chart, 'resize', { image: 'example/resize:1', requests, completions: 5, parallelism: 2, indexed: true });
  new Job(chart, 'import', { image: 'example/import:1', requests, retries: 2 });
  new CronJob(chart, 'report', { image: 'example/report:1', requests, schedule: '0 2 * * *', concurrency: 'Forbid' });
  return app;
}

export default work({ broken: Boolean(process.env['BROKEN']) });
