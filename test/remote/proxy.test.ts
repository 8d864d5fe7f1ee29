// A cluster behind a proxy: which servers are reached through one, and a tunnel as it is opened.

import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RemoteClient } from '../../lib/remote/client.ts';
import { accessOf, type Access } from '../../lib/remote/kubeconfig.ts';
import { proxyFromEnvironment } from '../../lib/remote/proxy.ts';
import { serveHere, type ServedHere } from '../server/in-process.ts';

const test = suite('a cluster behind a proxy');
let served: ServedHere;
test.before(async () => {
  served = await serveHere();
});
const open = new Set<() => void>();
test.after(() => {
  for (const close of open) close();
  return served.close();
});

const through = 'http://proxy:3128';
const chosen: [server: string, environment: Record<string, string>, proxied: boolean][] = [
  ['https://k8s.example.com:6443', { HTTPS_PROXY: through }, true],
  ['https://k8s.example.com:6443', { https_proxy: 'proxy:3128' }, true],
  ['https://k8s.example.com:6443', { HTTP_PROXY: through }, false],
  ['http://k8s.example.com', { HTTP_PROXY: through }, true],
  ['https://localhost:6443', { HTTPS_PROXY: through }, false],
  ['https://127.0.0.9:6443', { HTTPS_PROXY: through }, false],
  ['https://[::1]:6443', { HTTPS_PROXY: through }, false],
  ['https://k8s.example.com', { HTTPS_PROXY: through, NO_PROXY: '*' }, false],
  ['https://k8s.example.com', { HTTPS_PROXY: through, NO_PROXY: 'other.com, example.com' }, false],
  ['https://k8s.example.com', { HTTPS_PROXY: through, no_proxy: '.example.com' }, false],
  ['https://k8s.example.com', { HTTPS_PROXY: through, no_proxy: '*.example.com' }, false],
  ['https://example.com', { HTTPS_PROXY: through, NO_PROXY: '.example.com' }, true],
  ['https://notexample.com', { HTTPS_PROXY: through, NO_PROXY: 'example.com' }, true],
  ['https://k8s.example.com', { HTTPS_PROXY: through, NO_PROXY: 'example.com:443' }, false],
  ['https://k8s.example.com:6443', { HTTPS_PROXY: through, NO_PROXY: 'example.com:443' }, true],
  ['https://10.1.2.3:6443', { HTTPS_PROXY: through, NO_PROXY: '10.0.0.0/8' }, false],
  ['https://11.1.2.3:6443', { HTTPS_PROXY: through, NO_PROXY: '10.0.0.0/8' }, true],
  ['https://10.1.2.3:6443', { HTTPS_PROXY: through, NO_PROXY: '10.1.2.3' }, false],
  ['https://10.1.2.3:6443', { HTTPS_PROXY: through, NO_PROXY: '10.1.2.3:443' }, true],
  ['https://[fd00::1]:6443', { HTTPS_PROXY: through, NO_PROXY: 'fd00::/8' }, false],
  ['https://[fd00::1]:6443', { HTTPS_PROXY: through, NO_PROXY: '[fd00::1]:6443' }, false],
  ['https://[fd00::1]:6443', { HTTPS_PROXY: through, NO_PROXY: 'fd00::2' }, true],
];
for (const [server, environment, proxied] of chosen)
  test(`${server} with ${JSON.stringify(environment)} is ${proxied ? '' : 'not '}proxied`, () => {
    const proxy = proxyFromEnvironment(new URL(server), environment);
    assert.is(proxy?.url.host, proxied ? 'proxy:3128' : undefined);
  });

/** A proxy that leads every tunnel to the server of this test, whatever it is called. */
async function proxyHere(
  allows: (request: IncomingMessage) => string | undefined = () => undefined,
): Promise<{ url: string; asked: string[]; close(): void }> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const real = Number(new URL(accessOf({ kubeconfig: served.kubeconfig }).server).port);
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(JSON.stringify({ gitVersion: 'v1.36.3-proxied' }));
  });
  server.on('connect', (request, socket: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    const refusal = allows(request);
    if (refusal) {
      socket.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const on = connect(real, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      on.pipe(socket).pipe(on);
    });
    for (const it of [on, socket]) {
      sockets.add(it);
      it.on('error', () => undefined);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    for (const it of sockets) it.destroy();
    server.closeAllConnections();
    server.close();
    open.delete(close);
  };
  open.add(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}

/** The kubeconfig of the served cluster, with other lines about it. */
function kubeconfig(name: string, change: (text: string) => string): string {
  const file = join(served.folder, name);
  writeFileSync(file, change(readFileSync(served.kubeconfig, 'utf8')));
  return file;
}

test('proxy-url of a kubeconfig: every request and what is watched go through its tunnel, to the name that only it knows', async () => {
  const proxy = await proxyHere();
  const file = kubeconfig('proxied', (text) =>
    text.replace(
      /server: .*/,
      `server: https://cluster.invalid:6443\n    tls-server-name: localhost\n    proxy-url: ${proxy.url}`,
    ),
  );
  const client = new RemoteClient(accessOf({ kubeconfig: file }));
  await Promise.all([client.version(), client.list('nodes')]);
  assert.is((await client.list('nodes')).items.length, 3);
  const told: string[] = [];
  const watch = client.watch('nodes', {}, ({ object }) => void told.push(object.metadata.name!));
  while (told.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  watch.stop();
  client.close();
  assert.ok(
    proxy.asked.every((it) => it === 'CONNECT cluster.invalid:6443'),
    proxy.asked.join(),
  );
  assert.ok(proxy.asked.length < 8, 'a tunnel is kept for more than one request');
  proxy.close();
});

test('HTTPS_PROXY is taken, with its user, and NO_PROXY heeded', async () => {
  const proxy = await proxyHere((request) =>
    request.headers['proxy-authorization'] === `Basic ${Buffer.from('jo:p@ss').toString('base64')}`
      ? undefined
      : '407 Proxy Authentication Required',
  );
  const file = kubeconfig('named', (text) =>
    text.replace(/server: .*/, 'server: https://cluster.invalid:6443\n    tls-server-name: localhost'),
  );
  const ask = async (environment: Record<string, string>): Promise<string> => {
    const client = new RemoteClient(accessOf({ kubeconfig: file }, environment));
    const told = await client.version().then(
      () => 'fine',
      (error: Error) => error.message,
    );
    client.close();
    return told;
  };
  const named = proxy.url.replace('//', '//jo:p%40ss@');
  assert.is(await ask({ HTTPS_PROXY: named }), 'fine');
  assert.is(
    await ask({ HTTPS_PROXY: proxy.url }),
    `the proxy ${proxy.url} (HTTPS_PROXY) refused cluster.invalid:6443: 407 Proxy Authentication Required`,
  );
  assert.match(await ask({ HTTPS_PROXY: named, NO_PROXY: '.invalid' }), /no such host|cannot be looked up/);
  proxy.close();
  const silent = await ask({ HTTPS_PROXY: named });
  assert.match(silent, /^the proxy http:\/\/127\.0\.0\.1:\d+ \(HTTPS_PROXY\) is not there \(connection refused\)$/);
  assert.not.match(silent, /p@ss|p%40ss/);
});

test('a server without TLS is asked for at the proxy by its whole address', async () => {
  const proxy = await proxyHere();
  const access: Access = accessOf({ kubeconfig: served.kubeconfig });
  const server = 'http://plain.invalid:8080';
  const client = new RemoteClient({ ...access, server, proxy: { url: new URL(proxy.url), from: 'HTTP_PROXY' } });
  assert.is((await client.version()).gitVersion, 'v1.36.3-proxied');
  assert.equal(proxy.asked, ['GET http://plain.invalid:8080/version']);
  client.close();
  proxy.close();
});

const wrong: [string, RegExp][] = [
  ['socks5://proxy:1080', /clusters\[0\]\.cluster\.proxy-url: socks5 is not spoken here, only http and https proxies$/],
  ['http://', /clusters\[0\]\.cluster\.proxy-url: http:\/\/ is no URL$/],
];
for (const [url, message] of wrong)
  test(`${url} as a proxy is told with file and field`, () => {
    const file = kubeconfig('wrong', (text) => text.replace(/(server: .*)/, `$1\n    proxy-url: ${url}`));
    assert.throws(() => accessOf({ kubeconfig: file }), message);
  });

test.run();
