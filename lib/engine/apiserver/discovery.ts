// Discovery: which groups, versions and resources there are. Follows apiserver/pkg/endpoints/discovery.

import { createHash } from 'node:crypto';
import { recordedDiscovery } from '../../api/recorded/read.ts';
import { notAcceptable } from '../../api/status-errors.ts';
import type { Machine } from './call.ts';
import { json, notAllowed, text, type ApiAnswer, type ApiRequest } from './http.ts';
import { acceptedTypes } from './negotiate.ts';
import type { ResourceInfo } from '../../api/schema/resources.ts';
import { metricsResources } from './metrics.ts';
import { servedByDefault } from './registry.ts';

/** A resource as discovery tells it. */
interface Described {
  readonly info: ResourceInfo;
}

interface GroupVersion {
  readonly groupVersion: string;
  readonly version: string;
}

interface Group {
  readonly name: string;
  readonly versions: readonly GroupVersion[];
  readonly preferredVersion: GroupVersion;
}

// What was recorded knows more than is served, and its keys are in the order of the alphabet. People read these documents.
function groupAsServed({ name, versions, preferredVersion }: Group): Group | undefined {
  const served = versions
    .filter((it) => servedByDefault(it.version))
    .map(({ groupVersion, version }) => ({ groupVersion, version }));
  if (!served.length) return undefined;
  const preferred = served.find((it) => it.version === preferredVersion.version) ?? served[0]!;
  return { name, versions: served, preferredVersion: preferred };
}

const ORDER = [
  'name',
  'singularName',
  'namespaced',
  'group',
  'version',
  'kind',
  'verbs',
  'shortNames',
  'categories',
  'storageVersionHash',
];

function documentAsServed(document: {
  kind: string;
  groupVersion?: string;
  resources?: readonly object[];
}): object | undefined {
  if (document.kind === 'APIGroup') {
    const group = groupAsServed(document as unknown as Group);
    return group && { kind: 'APIGroup', apiVersion: 'v1', ...group };
  }
  const { groupVersion = '', resources = [] } = document;
  if (!servedByDefault(groupVersion.split('/').pop()!)) return undefined;
  return {
    kind: 'APIResourceList',
    // The oldest of all lists says nothing of its own version.
    ...(groupVersion === 'v1' ? {} : { apiVersion: 'v1' }),
    groupVersion,
    resources: resources.map((it) =>
      Object.fromEntries(
        ORDER.filter((field) => field in it).map((field) => [field, (it as Record<string, unknown>)[field]]),
      ),
    ),
  };
}

/** An answer, or undefined for a path that is no discovery path. */
export function discover(machine: Machine, request: ApiRequest): ApiAnswer | undefined {
  const path = request.path.replace(/\/+$/, '');
  if (path === '') return json(200, { paths: rootPaths(machine) });
  if (path !== '/api' && path !== '/apis' && !/^\/(api\/[^/]+|apis\/[^/]+(\/[^/]+)?)$/.test(path)) return undefined;
  const found = documentAt(machine, path, request);
  if (!found) return undefined;
  // Upstream's group documents answer whatever the method, those of versions do not.
  if (!/^\/apis\/[^/]+$/.test(path) && !['GET', 'HEAD'].includes(request.method)) throw notAllowed();
  return found;
}

function rootPaths(machine: Machine): string[] {
  const paths = new Set([
    '/.well-known/openid-configuration',
    '/api',
    '/api/v1',
    '/apis',
    '/apis/',
    '/healthz',
    '/livez',
    '/openapi/v2',
    '/openapi/v3',
    '/openid/v1/jwks',
    '/readyz',
    '/version',
  ]);
  for (const [key, document] of Object.entries(recordedDiscovery()))
    if (key.startsWith('apis/') && documentAsServed(document as { kind: string })) paths.add(`/${key}`);
  for (const { info } of besides(machine)) paths.add(`/apis/${info.group}`).add(`/apis/${info.group}/${info.version}`);
  return [...paths].sort();
}

function documentAt(machine: Machine, path: string, request: ApiRequest): ApiAnswer | undefined {
  const recorded = recordedDiscovery();
  if (path === '/api' || path === '/apis') {
    const aggregated = wantsAggregated(request.headers.accept);
    if (aggregated) return aggregatedAnswer(machine, path, aggregated);
    if (path === '/api') return json(200, withAddress({ kind: 'APIVersions', versions: ['v1'] }), { vary: 'Accept' });
    return json(200, groupList(machine), { vary: 'Accept' });
  }
  const key = path.slice(1);
  if (recorded[key]) {
    const document = documentAsServed(recorded[key] as { kind: string });
    return document ? json(200, document) : undefined;
  }
  const [, group, version] = key.split('/');
  const mine = besides(machine).filter((it) => it.info.group === group);
  if (!mine.length) return undefined;
  if (!version) return json(200, groupOf(group!, mine));
  const served = mine.filter((it) => it.info.version === version);
  if (!served.length) return text(404, '404 page not found\n');
  return json(200, resourceList(`${group}/${version}`, served));
}

function withAddress(document: object): object {
  return {
    ...document,
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '192.0.2.2:6443' }],
  };
}

function groupOf(group: string, endpoints: readonly Described[]): object {
  const versions = [...new Set(endpoints.map((it) => it.info.version))]
    .sort(byVersion)
    .map((version): GroupVersion => ({ groupVersion: `${group}/${version}`, version }));
  return { kind: 'APIGroup', apiVersion: 'v1', name: group, versions, preferredVersion: versions[0] };
}

/** The most stable and newest first. */
export function byVersion(a: string, b: string): number {
  const rank = (version: string): number => {
    const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
    if (!match) return -1;
    const stage = match[2] === 'alpha' ? 1 : match[2] === 'beta' ? 2 : 3;
    return stage * 1e6 + Number(match[1]) * 1e3 + Number(match[3] ?? 0);
  };
  return rank(b) - rank(a) || (a < b ? -1 : 1);
}

function groupList(machine: Machine): object {
  const recorded = (recordedDiscovery().apis as { groups: Group[] }).groups;
  const groups = [
    ...recorded.flatMap((it) => groupAsServed(it) ?? []),
    ...customGroups(machine).map(([name, endpoints]) => {
      const {
        kind: _kind,
        apiVersion: _apiVersion,
        ...group
      } = groupOf(name, endpoints) as { kind: string; apiVersion: string };
      return group;
    }),
  ];
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

function resourceList(groupVersion: string, endpoints: readonly Described[]): object {
  const resources = endpoints.flatMap(({ info }) => [
    {
      name: info.resource,
      singularName: info.singular,
      namespaced: info.namespaced,
      kind: info.kind,
      verbs: info.verbs,
      ...(info.shortNames ? { shortNames: info.shortNames } : {}),
      ...(info.categories ? { categories: info.categories } : {}),
      storageVersionHash: versionHash(info.group, info.version, info.kind),
    },
    ...info.subresources.map((it) => ({
      name: `${info.resource}/${it.name}`,
      singularName: '',
      namespaced: info.namespaced,
      ...(it.group ? { group: it.group, version: it.version } : {}),
      kind: it.kind,
      verbs: it.verbs,
    })),
  ]);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
}

function versionHash(group: string, version: string, kind: string): string {
  // Upstream: the first eight bytes of the SHA-256 of group/version/kind, base64.
  return Buffer.from(hash(`${group}/${version}/${kind}`)).toString('base64');
}
function hash(text: string): Uint8Array {
  return createHash('sha256').update(text).digest().subarray(0, 8);
}

function wantsAggregated(header: string | undefined): string | undefined {
  const clauses = acceptedTypes(header);
  for (const { type, parameters } of clauses) {
    const json = type === 'application/json' || type === '*/*' || type === 'application/*';
    if (!json) continue;
    if (parameters.get('as') === 'APIGroupDiscoveryList' && parameters.get('g') === 'apidiscovery.k8s.io') {
      const version = parameters.get('v');
      if (version === 'v2' || version === 'v2beta1') return version;
      continue;
    }
    return undefined;
  }
  if (clauses.length && !clauses.some(({ type }) => /json|\*|protobuf|yaml/.test(type)))
    throw notAcceptable(
      'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    );
  return undefined;
}

function aggregatedAnswer(machine: Machine, path: string, version: string): ApiAnswer {
  const items: object[] =
    path === '/api'
      ? [
          aggregatedGroup(
            '',
            machine.registry.builtIns().filter((it) => it.info.group === ''),
          ),
        ]
      : [
          ...(recordedDiscovery().aggregated_v2 as { items: { versions: { version: string }[] }[] }).items
            .map((it) => ({ ...it, versions: it.versions.filter(({ version: of }) => servedByDefault(of)) }))
            .filter((it) => it.versions.length),
          ...customGroups(machine).map(([group, endpoints]) => aggregatedGroup(group, endpoints)),
        ];
  const body = { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items };
  const etag = `"${createHash('sha512').update(JSON.stringify(items)).digest('hex').toUpperCase()}"`;
  return json(200, body, {
    'content-type': `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    etag,
    vary: 'Accept',
  });
}

/** What is served beside what is built in: custom resources, and metrics where somebody measures. */
const besides = (machine: Machine): Described[] => [...machine.registry.customs(), ...metricsResources(machine)];

function customGroups(machine: Machine): [string, Described[]][] {
  const groups = new Map<string, Described[]>();
  for (const endpoint of besides(machine))
    groups.set(endpoint.info.group, [...(groups.get(endpoint.info.group) ?? []), endpoint]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function aggregatedGroup(group: string, endpoints: readonly Described[]): object {
  const versions = [...new Set(endpoints.map((it) => it.info.version))].sort(byVersion);
  return {
    metadata: group ? { name: group, creationTimestamp: null } : {},
    versions: versions.map((version) => ({
      version,
      resources: endpoints
        .filter((it) => it.info.version === version)
        .map(({ info }) => ({
          resource: info.resource,
          responseKind: group ? { group, version, kind: info.kind } : { group: '', version: '', kind: info.kind },
          scope: info.namespaced ? 'Namespaced' : 'Cluster',
          singularResource: info.singular,
          verbs: info.verbs,
          ...(info.shortNames ? { shortNames: info.shortNames } : {}),
          ...(info.categories ? { categories: info.categories } : {}),
          ...(info.subresources.length
            ? {
                subresources: info.subresources.map((it) => ({
                  subresource: it.name,
                  responseKind: {
                    group: it.group ?? (group ? group : ''),
                    version: it.version ?? (group ? version : ''),
                    kind: it.kind,
                  },
                  verbs: it.verbs,
                })),
              }
            : {}),
        })),
      freshness: 'Current',
    })),
  };
}
