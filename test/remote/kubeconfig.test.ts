import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { accessOf, contextsOf } from '../../lib/remote/kubeconfig.ts';

const test = suite('kubeconfig files');
const folder = mkdtempSync(join(tmpdir(), 'slipway-kubeconfig-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const data = Buffer.from(PEM).toString('base64');
let number = 0;
function file(text: string, name = `config-${number++}`): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const whole = (cluster: string, user: string): string =>
  `apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters: [{name: k, cluster: {${cluster}}}]\nusers: [{name: u, user: {${user}}}]\ncontexts: [{name: c, context: {cluster: k, user: u, namespace: team}}]\n`;
const SERVER = 'server: "https://10.0.0.1:6443"';

test('a context gives server, certificates and namespace', () => {
  const path = file(
    whole(
      `${SERVER}, certificate-authority-data: ${data}, tls-server-name: api`,
      `client-certificate-data: ${data}, client-key-data: ${data}`,
    ),
  );
  const access = accessOf({ kubeconfig: path });
  assert.equal(
    [access.context, access.server, access.namespace, access.serverName, access.insecure],
    ['c', 'https://10.0.0.1:6443', 'team', 'api', false],
  );
  assert.equal([access.ca, access.cert, access.key], [PEM, PEM, PEM]);
});

test('paths are meant from the file that says them', () => {
  mkdirSync(join(folder, 'pki'));
  file(PEM, 'pki/ca.crt');
  file('secret', 'pki/token');
  const access = accessOf({
    kubeconfig: file(whole(`${SERVER}, certificate-authority: pki/ca.crt`, 'tokenFile: pki/token')),
  });
  assert.is(access.ca, PEM);
  assert.is(access.tokenFile, join(folder, 'pki/token'));
  const { exec } = accessOf({
    kubeconfig: file(
      whole(
        SERVER,
        'exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login, args: [a, 1], interactiveMode: Never, env: [{name: A, value: b}]}',
      ),
    ),
  });
  assert.equal(exec, {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: join(folder, 'login'),
    args: ['a', '1'],
    env: [{ name: 'A', value: 'b' }],
    provideClusterInfo: false,
    interactive: 'Never',
  });
});

test('of several files the first that says something counts, and what is not there is passed over', () => {
  const first = file(
    'contexts: [{name: a, context: {cluster: k, user: u}}]\nusers: [{name: u, user: {token: first}}]\n',
  );
  const second = file(`current-context: a\n${whole(SERVER, 'token: second').replace('current-context: c\n', '')}`);
  const environment = { KUBECONFIG: [first, join(folder, 'gone'), second].join(':') };
  const access = accessOf({}, environment);
  assert.equal([access.context, access.token, access.server], ['a', 'first', 'https://10.0.0.1:6443']);
  assert.equal(contextsOf(undefined, environment), { names: ['a', 'c'], current: 'a' });
  assert.is(accessOf({ context: 'c' }, environment).namespace, 'team');
});

test('impersonation becomes headers', () => {
  const { impersonate } = accessOf({
    kubeconfig: file(whole(SERVER, 'token: x, as: jane, as-groups: [dev, ops], as-user-extra: {reason: [night]}')),
  });
  assert.equal(impersonate, [
    ['Impersonate-User', 'jane'],
    ['Impersonate-Group', 'dev'],
    ['Impersonate-Group', 'ops'],
    ['Impersonate-Extra-reason', 'night'],
  ]);
});

const mistakes: [string, string, RegExp][] = [
  ['no YAML', 'clusters: [', /config-\d+: /],
  ['a list', '- a\n', /is no kubeconfig: it holds a list/],
  ['another kind', 'kind: Pod\n', /is no kubeconfig: its kind is Pod/],
  [
    'no current context',
    whole(SERVER, '').replace('current-context: c\n', ''),
    /no current-context\. Say one with --context: c/,
  ],
  [
    'a context that is not there',
    whole(SERVER, '').replace('current-context: c', 'current-context: d'),
    /no context d; there are c/,
  ],
  [
    'a cluster that is not there',
    whole(SERVER, '').replace('cluster: k, user', 'cluster: l, user'),
    /contexts\[0\]\.context\.cluster: no cluster l/,
  ],
  [
    'a user that is not there',
    whole(SERVER, '').replace('user: u, names', 'user: v, names'),
    /contexts\[0\]\.context\.user: no user v/,
  ],
  ['no server', whole('', ''), /clusters\[0\]\.cluster\.server: an address is wanted/],
  ['an address of another kind', whole('server: "ftp://x"', ''), /server: ftp is not spoken here/],
  [
    'a proxy of another kind',
    whole(`${SERVER}, proxy-url: "socks5://p"`, ''),
    /clusters\[0\]\.cluster\.proxy-url: socks5 is not spoken here/,
  ],
  [
    'an authority that is no PEM',
    whole(`${SERVER}, certificate-authority-data: QUFB`, ''),
    /certificate-authority-data: no PEM in base64/,
  ],
  [
    'an authority whose file is gone',
    whole(`${SERVER}, certificate-authority: gone.crt`, ''),
    /certificate-authority: no such file: .*gone\.crt/,
  ],
  [
    'trust and no trust at once',
    whole(`${SERVER}, insecure-skip-tls-verify: true, certificate-authority-data: ${data}`, ''),
    /insecure-skip-tls-verify: not together/,
  ],
  [
    'a certificate without its key',
    whole(SERVER, `client-certificate-data: ${data}`),
    /users\[0\]\.user\.client-key: a key is wanted/,
  ],
  [
    'an auth provider',
    whole(SERVER, 'auth-provider: {name: gcp}'),
    /auth-provider: auth providers left Kubernetes in 1\.26/,
  ],
  [
    'a plugin without a command',
    whole(SERVER, 'exec: {apiVersion: client.authentication.k8s.io/v1}'),
    /exec\.command: a command is wanted/,
  ],
  [
    'a plugin of an old version',
    whole(SERVER, 'exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}'),
    /exec\.apiVersion: .*v1alpha1 is not spoken here/,
  ],
  [
    'a plugin that does not say whether it asks',
    whole(SERVER, 'exec: {apiVersion: client.authentication.k8s.io/v1, command: x}'),
    /interactiveMode: one of Never, IfAvailable, Always/,
  ],
  ['groups without a user', whole(SERVER, 'as-groups: [a]'), /users\[0\]\.user\.as: a user is wanted/],
  ['a token that is none', whole(SERVER, 'token: [a]'), /users\[0\]\.user\.token: a text is wanted/],
];
for (const [name, text, message] of mistakes)
  test(`${name} is told with file and field`, () => {
    const path = file(text);
    assert.throws(
      () => accessOf({ kubeconfig: path }, {}),
      (error: Error) => message.test(error.message) && error.message.includes(path),
    );
  });

test('--context in-cluster is the cluster a pod runs in, by its account; elsewhere a context like any other', () => {
  const account = join(folder, 'account');
  mkdirSync(account);
  for (const [name, text] of [
    ['token', 'secret'],
    ['ca.crt', PEM],
    ['namespace', 'team\n'],
  ] as const)
    writeFileSync(join(account, name), text);
  const pod = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
  const access = accessOf({ context: 'in-cluster' }, pod, account);
  assert.equal(
    [access.server, access.namespace, access.ca, access.tokenFile],
    ['https://[fd00::1]:443', 'team', PEM.trim(), join(account, 'token')],
  );
  const own = file(whole(SERVER, 'token: x'));
  assert.is(accessOf({}, { ...pod, KUBECONFIG: own }, account).server, 'https://10.0.0.1:6443');
  assert.throws(() => accessOf({ context: 'in-cluster' }, { KUBECONFIG: own }, account), /no context in-cluster/);
});

test('a file that is named and not there is an error; so is no file at all', () => {
  assert.throws(() => accessOf({ kubeconfig: '/nowhere' }), /--kubeconfig \/nowhere: no such file/);
  assert.throws(() => accessOf({}, { HOME: folder }), /no kubeconfig: .*\.kube\/config is not there/);
});

test.run();
