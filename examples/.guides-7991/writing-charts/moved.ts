// moved.ts
import { App, Chart, Construct, Deployment } from 'slipway';

const app = new App({ name: 'shop' });
const chart = new Chart(app, 'shop', {
  namespace: 'default',
  moved: [{ from: 'cart', to: 'site/basket' }],
});
const site = new Construct(chart, 'site');
const basket = new Construct(site, 'basket');
new Deployment(basket, 'web', { image: 'shop/web:1.4', ports: { http: 8080 } });

export default app;
