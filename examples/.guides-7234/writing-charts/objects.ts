// objects.ts
import { ApiObject, App, Chart, ValidatingAdmissionPolicy } from 'slipway';

const app = new App();
const chart = new Chart(app, 'cluster');

ApiObject.of(chart, 'leader', 'coordination.k8s.io/v1/Lease', {
  metadata: { namespace: 'default' },
  spec: { holderIdentity: 'a', leaseDurationSeconds: 15 },
});
new ApiObject(chart, 'certificate', {
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { namespace: 'default' },
  spec: { secretName: 'shop-tls', dnsNames: ['shop.example.com'] },
});
new ValidatingAdmissionPolicy(chart, 'few-replicas', {
  match: { resources: ['deployments.apps'] },
  require: { 'at most 50 replicas': 'object.spec.replicas <= 50' },
}).bind();

export default app;
