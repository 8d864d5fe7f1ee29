// wrong.ts
import { App, Chart, Deployment, Ingress } from 'slipway';

const app = new App();
const shop = new Chart(app, 'shop');
const web = new Deployment(shop, 'web', {
  image: 'shop/web:1.4',
  // @ts-expect-error: the editor says so too
  replica: 3,
  ports: { http: 99999 },
  requests: { cpu: 'lots' },
});
new Ingress(shop, 'front', { tls: 'shop-tls' }).route('shop.example.com', '/', web.expose({ port: 80 }));
export default app;
