import { existsSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { evaluatePod } from '../../../lib/api/pod-security/evaluate.ts';
import type { Level } from '../../../lib/api/pod-security/interface.ts';
import type { KubeObject } from '../../../lib/api/object.ts';
import { isStatus } from '../../../lib/api/status-errors.ts';
import { setting } from '../apiserver/setting.ts';

const pod = (security?: object): KubeObject => ({
  metadata: { name: 'p', namespace: 'safe' },
  spec: { containers: [{ name: 'app', image: 'a', ...(security ? { securityContext: security } : {}) }] },
});

function safe(labels: { [key: string]: string }) {
  const { admin } = setting();
  admin.create('namespaces', { metadata: { name: 'safe', labels } });
  admin.create('serviceaccounts', { metadata: { name: 'default', namespace: 'safe' } });
  return admin;
}

test('a namespace that enforces baseline takes ordinary pods and refuses privileged ones, saying why', () => {
  const admin = safe({ 'pod-security.kubernetes.io/enforce': 'baseline' });
  try {
    admin.create('pods', pod({ privileged: true }));
    assert.unreachable();
  } catch (error) {
    assert.ok(isStatus(error, 'Forbidden'));
    assert.is(
      error.message,
      'pods "p" is forbidden: violates PodSecurity "baseline:latest": privileged (container "app" must not set securityContext.privileged=true)',
    );
  }
  assert.is(admin.create('pods', pod()).metadata.name, 'p');
});

test('a level that is none is refused on the namespace', () => {
  assert.throws(() => safe({ 'pod-security.kubernetes.io/enforce': 'strict' }), /must be one of privileged/);
});

test('the published cases of the standards pass and fail as they say, at every version', () => {
  const folder = new URL('../../../../shared/suites/pod-security/', import.meta.url);
  if (!existsSync(folder)) {
    console.log('note: the published pod security cases are not beside this repository; they were not run');
    return;
  }
  const cases = JSON.parse(readFileSync(new URL('cases.json', folder), 'utf8')) as {
    file: string;
    expect: [Level, string, 'pass' | 'fail'][];
  }[];
  const wrong: string[] = [];
  let count = 0;
  for (const { file, expect } of cases) {
    const object = load(readFileSync(new URL(file, folder), 'utf8')) as KubeObject;
    for (const [level, version, wanted] of expect) {
      count++;
      const { allowed } = evaluatePod(level, version, object.metadata, object['spec'] as object);
      if (allowed !== (wanted === 'pass')) wrong.push(`${file} ${level} ${version}: wanted ${wanted}`);
    }
  }
  assert.equal(wrong.slice(0, 20), []);
  assert.ok(count > 1000);
});

test.run();
