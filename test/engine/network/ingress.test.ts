// Tables of our own, and the features of sig-network's ingress conformance suite.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import {
  hostMatches,
  ingressClassOf,
  ingressRoutes,
  pathMatches,
  routeRequest,
  servicePort,
  targetPort,
} from '../../../lib/engine/network/ingress.ts';

const hosts: [string, string, boolean][] = [
  ['shop.example.com', 'shop.example.com', true],
  ['shop.example.com', 'SHOP.example.com', true],
  ['shop.example.com', 'www.shop.example.com', false],
  ['*.example.com', 'shop.example.com', true],
  ['*.example.com', 'example.com', false],
  ['*.example.com', 'a.shop.example.com', false],
  ['*', 'anything', true],
];
for (const [rule, host, wanted] of hosts)
  test(`host ${rule} ${wanted ? 'covers' : 'does not cover'} ${host}`, () =>
    assert.is(hostMatches(rule, host), wanted));

const paths: [string, string, string, boolean][] = [
  ['Exact', '/foo', '/foo', true],
  ['Exact', '/foo', '/foo/', false],
  ['Exact', '/foo/', '/foo', false],
  ['Prefix', '/foo', '/foo', true],
  ['Prefix', '/foo/', '/foo', true],
  ['Prefix', '/foo', '/foo/bar', true],
  ['Prefix', '/foo', '/foobar', false],
  ['Prefix', '/foo', '/FOO', false],
  ['Prefix', '/', '/anything', true],
  ['ImplementationSpecific', '/foo', '/foo/bar', true],
];
for (const [type, path, asked, wanted] of paths)
  test(`${type} ${path} ${wanted ? 'takes' : 'does not take'} ${asked}`, () =>
    assert.is(pathMatches(path, type, asked), wanted));

const path = (at: string, service: string, pathType = 'Prefix'): object => ({
  path: at,
  pathType,
  backend: { service: { name: service, port: { number: 80 } } },
});
const ingress = (spec: object, name = 'front'): KubeObject => ({ metadata: { name, namespace: 'shop' }, spec });
const rule = (host: string | undefined, ...paths: object[]): object => ({ ...(host ? { host } : {}), http: { paths } });
const routes = ingressRoutes([
  ingress({
    rules: [
      rule(
        'shop.example.com',
        path('/', 'web'),
        path('/api', 'api'),
        path('/api', 'exactly', 'Exact'),
        path('/api/v2/', 'second'),
      ),
      rule('*.example.com', path('/', 'wild'), path('/only-wild', 'wild-path')),
      rule(undefined, path('/health', 'health')),
    ],
    defaultBackend: { service: { name: 'fallback', port: { number: 80 } } },
  }),
  ingress({ rules: [rule('shop.example.com', path('/', 'latecomer'))] }, 'later'),
]);

const requests: [string, string, string | undefined, string][] = [
  ['shop.example.com', '/', 'web', 'the older of two equal routes'],
  ['shop.example.com', '/api', 'exactly', 'Exact before Prefix'],
  ['shop.example.com', '/api/x', 'api', 'the longest prefix'],
  ['shop.example.com', '/api/v2', 'second', 'a trailing slash does not count'],
  ['shop.example.com', '/only-wild', 'web', 'an exact host never falls through to a wildcard'],
  ['www.example.com', '/only-wild', 'wild-path', 'a wildcard host'],
  ['elsewhere.org', '/health', 'health', 'a rule without host'],
  ['elsewhere.org', '/other', 'fallback', 'the default backend'],
];
for (const [host, at, service, why] of requests)
  test(`request ${host}${at} goes to ${service}: ${why}`, () =>
    assert.is(routeRequest(routes, host, at).route?.backend.service?.name, service));

test('the routes that lost are told', () => {
  const { losers } = routeRequest(routes, 'shop.example.com', '/');
  assert.equal(
    losers.map((it) => it.backend.service?.name),
    ['latecomer', 'fallback'],
  );
  assert.is(routeRequest(ingressRoutes([]), 'a', '/').route, undefined);
});

test('TLS covers the hosts it lists, wildcards by one label', () => {
  const [a, b, c] = ingressRoutes([
    ingress({
      tls: [{ hosts: ['*.example.com'], secretName: 'wild' }],
      rules: ['shop.example.com', 'a.b.example.com', '*.example.com'].map((host) => rule(host, path('/', 'web'))),
    }),
  ]);
  assert.equal([a!.tls, b!.tls, c!.tls], ['wild', undefined, 'wild']);
});

test('a backend’s port leads to the port its pods listen on', () => {
  const service: KubeObject = {
    metadata: { name: 'web' },
    spec: {
      ports: [
        { name: 'http', port: 80, targetPort: 'web' },
        { name: 'plain', port: 81 },
      ],
    },
  };
  const pod = { namespace: 'shop', labels: {}, namespaceLabels: {}, ports: [{ name: 'web', containerPort: 8080 }] };
  assert.is(targetPort(servicePort(service, { number: 80 })!, pod), 8080);
  assert.is(targetPort(servicePort(service, { name: 'plain' })!, pod), 81);
  assert.is(servicePort(service, { number: 8080 }), undefined);
  assert.is(targetPort(servicePort(service, { name: 'http' })!, { ...pod, ports: [] }), undefined);
});

test('an Ingress belongs to the class it names, or to the default one', () => {
  const nginx: KubeObject = { metadata: { name: 'nginx' } };
  const preset: KubeObject = {
    metadata: { name: 'preset', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
  };
  assert.is(ingressClassOf(ingress({ ingressClassName: 'nginx' }), [nginx, preset]), nginx);
  assert.is(ingressClassOf(ingress({}), [nginx, preset]), preset);
  assert.is(ingressClassOf(ingress({ ingressClassName: 'ghost' }), [nginx, preset]), undefined);
});

// The published features, step by step.

const folder = new URL('../../../../shared/suites/ingress/', import.meta.url);

interface Scenario {
  readonly name: string;
  readonly steps: readonly string[];
}

/** The text of one feature: Ingresses of its background, and its scenarios, outlines filled from their examples. */
function readFeature(text: string): { objects: KubeObject[]; background: string[]; scenarios: Scenario[] } {
  const objects = [...text.matchAll(/"""\n([\s\S]*?)"""/g)].map(
    (it) => load(it[1]!.replace(/^ {4}/gm, '')) as KubeObject,
  );
  const [background = '', ...parts] = text.replace(/"""\n[\s\S]*?"""/g, '').split(/^\s*Scenario(?: Outline)?:\s*/m);
  const stepsOf = (part: string): string[] =>
    [...part.matchAll(/^\s*(?:Given|When|Then|And|But)\s+(.*)$/gm)].map((it) => it[1]!.trim());
  const scenarios = parts.flatMap((part): Scenario[] => {
    const name = part.split('\n')[0]!.trim();
    const [body = '', examples] = part.split(/^\s*Examples:.*$/m);
    const steps = stepsOf(body);
    if (!examples) return [{ name, steps }];
    const [head = [], ...table] = [...examples.matchAll(/^\s*\|(.*)\|\s*$/gm)].map((it) =>
      it[1]!.split('|').map((cell) => cell.trim()),
    );
    return table.map((cells) => ({
      name: `${name} (${cells.join(', ')})`,
      steps: steps.map((step) => head.reduce((line, key, i) => line.replaceAll(`<${key}>`, cells[i]!), step)),
    }));
  });
  return { objects, background: stepsOf(background), scenarios };
}

/** What a step asks of routing; what it asks of the server behind (headers, protocols) is no matter of routing. */
function play(steps: readonly string[], objects: readonly KubeObject[]): void {
  const preset = {
    metadata: { name: 'default', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
  };
  const served = objects.filter((it) => it.kind === 'Ingress' && ingressClassOf(it, [preset]));
  const table = ingressRoutes(served.map((it) => ({ ...it, metadata: { namespace: 'random', ...it.metadata } })));
  let host = '';
  let at = '/';
  let result = routeRequest(table, '', '/');
  for (const step of steps) {
    const request = /send (?:a "[A-Z]+" request|\d+ requests) to "(https?:\/\/[^"]*)"/.exec(step);
    const status = /status-code must be (\d+)/.exec(step);
    const service = /served by the "([^"]+)" service/.exec(step);
    const secure = /secure connection must verify the "([^"]+)" hostname/.exec(step);
    const saidHost = /request host must be "([^"]+)"/.exec(step);
    const saidPath = /request path must be "([^"]*)"/.exec(step);
    if (request) {
      const url = new URL(request[1]!);
      [host, at] = [url.hostname, url.pathname];
      result = routeRequest(table, host, at);
    } else if (status) assert.is(result.route ? 200 : 404, Number(status[1]), step);
    else if (service) assert.is(result.route?.backend.service?.name, service[1], step);
    else if (secure) {
      assert.is(host, secure[1]);
      assert.ok(result.route?.tls, step);
    } else if (saidHost) assert.is(host, saidHost[1]);
    else if (saidPath) assert.is(at.replace(/^\//, ''), saidPath[1]!.replace(/^\//, ''));
    else if (/status should not be success|not show the IP/.test(step)) assert.is(served.length, 0, step);
    else if (/status shows the IP/.test(step)) assert.ok(served.length, step);
    else if (!/^(a|an) |self-signed|namespace|\b(proto|headers?|method|body|backend deployment)\b/.test(step))
      throw new Error(`a step nobody knows: ${step}`);
  }
}

if (!existsSync(folder)) {
  console.log('skipped: the published ingress features are not beside this repository');
} else
  for (const file of readdirSync(folder).filter((it) => it.endsWith('.feature'))) {
    const { objects, background, scenarios } = readFeature(readFileSync(new URL(file, folder), 'utf8'));
    for (const { name, steps } of scenarios) test(`${file}: ${name}`, () => play([...background, ...steps], objects));
  }

test.run();
