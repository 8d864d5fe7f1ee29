// What is served beside resources: health, version, OpenAPI, the issuer's configuration.

import { ISSUER, tokenKeys } from '../auth/tokens.ts';
import type { UserInfo } from '../interface.ts';
import type { Machine } from './call.ts';
import { openApiV2 } from './openapi-v2.ts';
import { openApiDocument, openApiIndex } from './openapi-v3.ts';
import { json, notAllowed, text, type ApiAnswer, type ApiRequest } from './http.ts';

export const VERSION = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'go1.26',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const HEALTH = /^\/(healthz|livez|readyz)(\/.*)?$/;
const CHECKS = [
  'ping',
  'log',
  'etcd',
  'poststarthook/start-apiextensions-controllers',
  'poststarthook/rbac/bootstrap-roles',
  'poststarthook/scheduling/bootstrap-system-priority-classes',
];

/** An answer, or undefined for a path that is not served here. */
export function serveSystem(machine: Machine, request: ApiRequest, user: UserInfo): ApiAnswer | undefined {
  void user;
  const path = request.path.length > 1 ? request.path.replace(/\/$/, '') : request.path;
  const health = HEALTH.exec(path);
  if (health) return healthAnswer(health[1]!, health[2]?.slice(1), request.query.has('verbose'));
  switch (path) {
    case '/version':
      if (request.method !== 'GET' && request.method !== 'HEAD') throw notAllowed();
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(VERSION, null, 2) };
    case '/.well-known/openid-configuration':
      return json(200, {
        issuer: ISSUER,
        jwks_uri: 'https://192.0.2.2:6443/openid/v1/jwks',
        response_types_supported: ['id_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      });
    case '/openid/v1/jwks':
      return json(200, { keys: tokenKeys(machine) }, { 'content-type': 'application/jwk-set+json' });
    case '/openapi/v2':
      return openApiV2(machine, request);
    case '/openapi/v3':
      return json(200, openApiIndex(machine));
    case '/metrics':
      return text(200, '# slipway keeps no metrics\n', { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    default:
      return path.startsWith('/openapi/v3/') ? openApiDocument(machine, path.slice('/openapi/v3/'.length)) : undefined;
  }
}

function healthAnswer(kind: string, check: string | undefined, verbose: boolean): ApiAnswer | undefined {
  if (check) return CHECKS.includes(check) ? text(200, 'ok') : undefined;
  if (!verbose) return text(200, 'ok');
  const lines = CHECKS.map((name) => `[+]${name} ok`);
  return text(200, `${lines.join('\n')}\n${kind} check passed\n`);
}
