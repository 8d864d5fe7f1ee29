import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Surroundings } from '../../../lib/engine/kubelet/shell/around.ts';
import { runWords } from '../../../lib/engine/kubelet/shell/run.ts';
import { NotSimulated } from '../../../lib/engine/kubelet/shell/syntax.ts';

const around: Surroundings = {
  environment: new Map([
    ['PATH', '/bin'],
    ['X', '5'],
  ]),
  files: new Map([['/etc/hostname', 'web\n']]),
  folders: new Set(['/', '/etc', '/tmp']),
  isReadOnly: (path) => path.startsWith('/etc/'),
  hostname: 'web',
  since: Date.UTC(2026, 0, 5),
};

/** What a script prints, with the seconds before what is not printed at once, and how it ends. */
const RUNS: readonly (readonly [script: string, printed: string, code: number | undefined])[] = [
  ['exit 3', '', 3],
  ['echo a; sleep 2; echo b >&2', 'a\n2:b\n', 0],
  ['echo -n DONE; /bin/false', 'DONE', 1],
  ['true && echo yes || echo no; false && echo yes || echo no', 'yes\nno\n', 0],
  ['if [ $(expr $X % 2) -ne 0 ]; then exit 1; else exit 0; fi', '', 1],
  ['i=0; while [ $i -lt 3 ]; do i=$((i + 1)); echo -n $i; done', '123', 0],
  ['for i in 1 2 $(seq 3 4); do echo $i; if [ $i = 3 ]; then break; fi; done', '1\n2\n3\n', 0],
  ['case $X in 4) echo four ;; 5|6) echo more ;; esac', 'more\n', 0],
  ['v="a  b"; echo $v; echo "$v"; echo \'$v\'', 'a b\na  b\n$v\n', 0],
  ['echo ${U:-none} ${X:+some} ${#X}', 'none some 1\n', 0],
  ['echo ${U:?is missing}; echo never', 'sh: U: is missing\n', 2],
  ['echo hello > /tmp/f; echo more >> /tmp/f; cat /tmp/f | wc -l', '2\n', 0],
  ["n=$(echo x >> /tmp/n; wc -l /tmp/n | awk {'print $1'}); echo $n", '1\n', 0],
  ['echo x > /etc/hostname || echo refused', "sh: can't create /etc/hostname: Read-only file system\nrefused\n", 0],
  ['cat /nothing', "cat: can't open '/nothing': No such file or directory\n", 1],
  ['set -e; false || echo kept; ls /nothing; echo never', 'kept\nls: /nothing: No such file or directory\n', 1],
  ['(exit 4); echo $?; ! true; echo $?', '4\n1\n', 0],
  ['until [ -f /tmp/x ]; do sleep 2; touch /tmp/x; done; exec sleep 1', '', 0],
  ['printf "%s=%d\\n" a 1 b 2', 'a=1\nb=2\n', 0],
  ['trap "exit 0" TERM; tail -f /dev/null', '', undefined],
  ['while true; do sleep 1; done', '', undefined],
  ['date; sleep infinity', 'Mon Jan  5 00:00:00 UTC 2026\n', undefined],
  ['X=6 printenv X; printenv X; export Y=1; env', '6\n5\nPATH=/bin\nX=5\nY=1\n', 0],
];
for (const [script, printed, code] of RUNS)
  test(`sh -c ${JSON.stringify(script)}`, () => {
    const course = runWords(['sh', '-c', script], around);
    const text = course.printed.map((it) => `${it.at ? `${it.at / 1000}:` : ''}${it.text}`).join('');
    assert.equal([text, course.end?.code], [printed, code]);
  });

const REFUSED = [
  'server --port 80',
  'sleep 5 & wait',
  'f() { echo; }; f',
  'echo *',
  'grep -v "a.*b" /etc/hostname',
  'echo $RANDOM',
  // What grows without end.
  'x=a; while true; do x=$x$x; done',
  'echo a > /tmp/f; while true; do cat /tmp/f /tmp/f > /tmp/g; cat /tmp/g > /tmp/f; done',
];
for (const script of REFUSED)
  test(`what cannot be known is refused, never guessed: ${script}`, () => {
    try {
      runWords(['sh', '-c', script], around);
    } catch (error) {
      assert.instance(error, NotSimulated);
      return;
    }
    assert.unreachable();
  });

test('time is given: what comes after it has not been printed yet', () => {
  const { printed, end } = runWords(['sh', '-c', 'while true; do echo tick; sleep 5; done'], around, 12_000);
  assert.equal([printed.map((it) => it.at), end], [[0, 5000, 10_000], undefined]);
});

test.run();
