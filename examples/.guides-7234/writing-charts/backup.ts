// backup.ts
import { App, Chart, Include } from 'slipway';
import { Backup } from './backups.ts';

const app = new App();
const chart = new Chart(app, 'backups', { namespace: 'default' });
new Include(chart, 'definition', { path: 'backups.yaml' });
new Backup(chart, 'nightly', { spec: { schedule: '0 2 * * *', keep: 14 } });

export default app;
