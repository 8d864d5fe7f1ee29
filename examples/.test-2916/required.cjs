const { App, Chart, ConfigMap } = require('slipway');
const app = new App({ name: 'small' });
new ConfigMap(new Chart(app, 'c', { namespace: 'default' }), 'x');
module.exports = app;
