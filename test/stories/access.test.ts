import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { expectCluster, simulate } from 'slipway';
import vault from '../../examples/card-vault/main.ts';
import ingress from '../../examples/ingress/main.ts';
import rbac from '../../examples/rbac/main.ts';
import secrets from '../../examples/secrets/main.ts';

const cards = suite('the card vault');

cards('only the processor reaches it, and nobody but the vault has its key', async () => {
  const expected = expectCluster(await simulate(vault));
  expected.toRun();
  expected.workload('card-vault').toBeReachedOnlyBy(['payments/processor'], 8443).notToBeReachedFromOutside();
  expected.workload('processor').toReach('card-vault:8443');
  expected.workload('mailer').notToReach('card-vault:8443');
  expected.subject({ serviceAccount: 'payments/processor' }).toBeAbleTo('list', 'pods', { namespace: 'payments' });
  expected.subject({ serviceAccount: 'payments/processor' }).notToReadSecrets({ norMountThem: true });
  expected.secret('vault-key').toBeReadOnlyBy(['card-vault']);
});

const routes = suite('hosts, paths and TLS');

routes('each request ends where the longest path says', async () => {
  const expected = expectCluster(await simulate(ingress));
  const rows: [url: string, workload: string][] = [
    ['https://shop.example.com/', 'shop/web'],
    ['https://shop.example.com/cart', 'shop/web'],
    ['https://shop.example.com/api/orders', 'shop/api'],
    ['https://shop.example.com/api/docs', 'shop/docs'],
    ['http://docs.example.com/anything', 'shop/docs'],
  ];
  for (const [url, workload] of rows) expected.url(url).toBeServedBy(workload);
  for (const url of ['https://other.example.com/', 'http://shop.example.org/'])
    assert.throws(() => expected.url(url).toServe(), /is not served/);
});

const roles = suite('developer, operator and auditor');

roles('who changes what, and who never sees a secret', async () => {
  const simulation = await simulate(rbac);
  const expected = expectCluster(simulation);
  const place = { namespace: 'shop' };
  expected
    .subject({ group: 'developers' })
    .toBeAbleTo('patch', 'deployments.apps', place)
    .notToBeAbleTo('delete', 'pods', place)
    .notToReadSecrets();
  expected.subject({ group: 'operators' }).toBeAbleTo('delete', 'pods', place).toBeAbleTo('get', 'secrets', place);
  expected
    .subject({ group: 'auditors' })
    .toBeAbleTo('list', 'pods')
    .notToBeAbleTo('create', 'pods', place)
    .notToReadSecrets({ norMountThem: true })
    .notToEscalate();
  // The same by doing it.
  const jane = simulation.as({ name: 'jane', groups: ['auditors'] });
  assert.is(jane.list('pods', 'shop').length, 1);
  assert.throws(
    () => jane.get('secrets', 'shop', 'password'),
    /secrets "password" is forbidden: User "jane" cannot get resource "secrets" in API group "" in the namespace "shop"/,
  );
});

const readers = suite('secrets and who reads them');

readers('workloads that use one, subjects that may get it, and those that could run who does', async () => {
  const simulation = await simulate(secrets);
  const expected = expectCluster(simulation);
  expected.secret('shop/database').toBeReadOnlyBy(['shop/api', { group: 'support' }]);
  expected.secret('shop/signing').toBeReadOnlyBy(['shop/api', { group: 'support' }]);
  assert.throws(() => expected.secret('shop/database').toBeReadOnlyBy(['shop/api']), /is read by group support, too/);
  expected.subject({ group: 'release' }).notToReadSecrets();
  assert.throws(
    () => expected.subject({ group: 'release' }).notToReadSecrets({ norMountThem: true }),
    /may mount secrets of shop/,
  );
});

for (const it of [cards, routes, roles, readers]) it.run();
