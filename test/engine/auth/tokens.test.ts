// Tokens of service accounts: who can verify them, and for how long.

import { createPublicKey, verify } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { Cluster } from '../../../lib/engine/cluster.ts';
import { ask } from '../asking.ts';

type Fields = { readonly [field: string]: unknown };

function tokenOf(cluster: Cluster): string {
  const request = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: {}, spec: {} };
  const answer = cluster
    .as()
    .createSubresource('serviceaccounts', 'default', 'default', 'token', request as KubeObject);
  return (answer['status'] as { token: string }).token;
}

const whose = (cluster: Cluster, token: string): unknown => {
  const review = { kind: 'TokenReview', apiVersion: 'authentication.k8s.io/v1', metadata: {}, spec: { token } };
  const { body } = ask(cluster, 'POST', '/apis/authentication.k8s.io/v1/tokenreviews', review);
  return body['status'].user?.username;
};

const keysOf = (cluster: Cluster): Fields[] => ask(cluster, 'GET', '/openid/v1/jwks').body['keys'] as Fields[];

const part = (token: string, at: number): Fields =>
  JSON.parse(Buffer.from(token.split('.')[at]!, 'base64url').toString()) as Fields;

function ready(): Cluster {
  const cluster = Cluster.create({ seed: 'tokens' });
  cluster.untilQuiet();
  return cluster;
}

test('in process tokens follow from the seed, and nobody else can verify them', () => {
  const [one, other] = [tokenOf(ready()), tokenOf(ready())];
  assert.is(one, other);
  assert.is(part(one, 0)['alg'], 'HS256');
  const cluster = ready();
  assert.is(whose(cluster, tokenOf(cluster)), 'system:serviceaccount:default:default');
  assert.equal(keysOf(cluster), []);
});

test('in a cluster that is served whoever knows its published key can verify them, after it was saved too', () => {
  const cluster = ready();
  cluster.trust('-----BEGIN CERTIFICATE-----');
  const token = tokenOf(cluster);
  const key = keysOf(cluster)[0]!;
  const { alg, kid } = part(token, 0);
  assert.equal([key['alg'], key['kid'], key['kty'], key['use']], [alg, kid, 'RSA', 'sig']);
  const cut = token.lastIndexOf('.');
  const signed = Buffer.from(token.slice(0, cut));
  const signature = Buffer.from(token.slice(cut + 1), 'base64url');
  const publicKey = createPublicKey({ key, format: 'jwk' });
  assert.ok(verify('sha256', signed, publicKey, signature));

  const again = Cluster.open(JSON.parse(JSON.stringify(cluster.save())) as never);
  again.trust('-----BEGIN CERTIFICATE-----');
  assert.is(whose(again, token), 'system:serviceaccount:default:default');
  assert.equal(keysOf(again), [key]);
});

test('a token that was changed is nobody’s', () => {
  const cluster = ready();
  cluster.trust('-----BEGIN CERTIFICATE-----');
  const [head, claims, signature] = tokenOf(cluster).split('.') as [string, string, string];
  const admin = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Fields;
  const forged = Buffer.from(JSON.stringify({ ...admin, exp: 4102444800 })).toString('base64url');
  assert.is(whose(cluster, `${head}.${forged}.${signature}`), undefined);
  assert.is(whose(cluster, `${head}.${claims}.`), undefined);
});

test.run();
