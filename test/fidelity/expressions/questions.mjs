// Expressions to ask, about the variables that are here: every library of v1.36 with what it takes, what it does not, and what it
// costs; and the sort of thing that policies and rules of custom resources say.

const texts = Array.from({ length: 12 }, (_, i) => `item-${i}`);

/** What the expressions speak of. */
export const VARIABLES = {
  object: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web-0',
      namespace: 'shop',
      labels: { app: 'web', 'app.kubernetes.io/name': 'web', tier: 'front' },
      annotations: { 'example.com/owner': 'team-a@example.com' },
    },
    spec: {
      replicas: 3,
      ratio: 0.5,
      hostNetwork: false,
      containers: [
        {
          name: 'web',
          image: 'registry.example.com/shop/web:1.2.3',
          ports: [{ containerPort: 8080, protocol: 'TCP' }],
          resources: { requests: { cpu: '250m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } },
          securityContext: { runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
        },
        { name: 'side', image: 'busybox', securityContext: { privileged: true } },
      ],
      nothing: null,
      tolerations: [],
    },
  },
  oldObject: { spec: { replicas: 2 } },
  params: { max: 5, allowed: ['registry.example.com/', 'docker.io/'], byName: { a: 1, b: 2 } },
  numbers: [3, 1, 2, 2],
  names: texts,
  text: 'Hello, Wörld 😀',
  long: 'abcdefghij'.repeat(20),
  none: null,
  empty: {},
};

const lines = (block) =>
  block
    .split('\n')
    .map((it) => it.trim())
    .filter((it) => it && !it.startsWith('#'));

const each = (values, ...shapes) => values.flatMap((it) => shapes.map((shape) => shape.replaceAll('%', it)));

const arithmetic = lines(String.raw`
  1 + 2 * 3 - 4 / 3 % 2
  7 / 2
  -7 / 2
  -7 % 3
  7.0 / 2.0
  1 / 0
  1 % 0
  1.0 / 0.0
  9223372036854775807 + 1
  -9223372036854775808 - 1
  9223372036854775807 * 2
  -(-9223372036854775808)
  1u + 2u
  1u - 2u
  18446744073709551615u + 1u
  1 + 1u
  1 + 1.0
  dyn(1) + 1.0
  dyn(1) == 1.0
  1 == 1.0
  dyn(1) == 1u
  dyn(1) < 1.5
  1 < 2.0
  1u < 2
  object.spec.replicas > 2.5
  object.spec.replicas + 1
  object.spec.replicas + 1.0
  object.spec.ratio * 2.0
  object.spec.ratio * 2
  object.spec.replicas / 2 == 1
  'a' + 'b' + 'c'
  long + long
  b'ab' + b'cd'
  [1] + [2, 3]
  numbers + [4]
  names + names
  [1] + ['a']
  {'a': 1} + {'b': 2}
  'a' + 1
  'a' * 2
  true + false
  !true
  !1
  !object.spec.hostNetwork
  -object.spec.replicas
  -'a'
  -text
  'a' < 'b'
  'B' < 'a'
  text < long
  true < false
  [1] < [2]
  null < null
  1 < 'a'
  object.spec.replicas < 'a'
  duration('1h') < duration('90m')
  timestamp('2026-01-01T00:00:00Z') < timestamp('2026-01-01T00:00:00+01:00')
  int('12')
  int('a')
  int(1.9)
  int(-1.9)
  int(9.3e18)
  int(1u)
  int(18446744073709551615u)
  int(timestamp('2026-01-01T00:00:00Z'))
  int(true)
  uint(1)
  uint(-1)
  uint('7')
  double('1.5')
  double('x')
  double(3)
  double(3u)
  string(1)
  string(1.0)
  string(1.5)
  string(1e21)
  string(1e-7)
  string(0.1)
  string(1u)
  string(true)
  string(b'abc')
  string(b'\xff')
  string('a')
  string(null)
  string([1])
  string(duration('90s'))
  string(timestamp('2026-01-01T00:00:00.5Z'))
  bytes('abc')
  bytes('ü')
  bool('true')
  bool('yes')
  bool('T')
  bool(1)
  type(1)
  type(1) == int
  type('a') == string
  type([1]) == list
  type({}) == map
  type(null) == null_type
  type(object.spec.replicas) == int
  type(object.spec.ratio) == double
  type(object) == map
  type(type(1)) == type
  type(1u) == uint
  type(duration('1s')) == google.protobuf.Duration
  dyn(1)
  dyn('a') + 1
  size('abc')
  size(text)
  text.size()
  size(b'abc')
  size([1, 2])
  size({'a': 1})
  size(1)
  size(object)
  size(object.spec.replicas)
  1 in [1, 2]
  'x' in ['a', 'b']
  'a' in {'a': 1}
  'app' in object.metadata.labels
  'zz' in object.metadata.labels
  2 in numbers
  2.0 in numbers
  1 in 'abc'
  'web' in object.spec.containers.map(c, c.name)
  0x1F
  0x1Fu
  1e3
  .5
  1.
  9223372036854775808
  -9223372036854775808
  18446744073709551616u
  r'a\b'
  'a\nb'
  "it's"
  '''three'''
  'tab\t' + '\u00e4' + '\U0001F600' + '\x41' + '\101'
  '\z'
  'unterminated
  b'\u00e4'
  null == null
  none == null
  none == 1
  1 == null
  'a' == null
  object == object
  object.spec == oldObject.spec
  [1, 2] == [1, 2]
  [1, 2] == [2, 1]
  [1, 2.0] == [1, 2]
  {'a': 1} == {'a': 1.0}
  {'a': 1, 'b': 2} == {'b': 2, 'a': 1}
  {1: 'a'} == {1u: 'a'}
  numbers == [3, 1, 2, 2]
  names == names
  long == long
  long != long + 'x'
  text == 'x'
  1 != 2
  'a' != 1
  dyn('a') != 1
`);

const logic = lines(String.raw`
  true && false
  true || (1 / 0 > 0)
  (1 / 0 > 0) || true
  false && (1 / 0 > 0)
  (1 / 0 > 0) && false
  (1 / 0 > 0) && true
  (1 / 0 > 0) || false
  true ? 1 : 2
  true ? 1 : 'a'
  object.spec.hostNetwork ? 1 : 'a'
  1 ? 2 : 3
  object.spec.replicas ? 2 : 3
  object.spec.replicas && true
  true && object.spec.replicas
  object.spec.hostNetwork || object.spec.replicas
  false || object.spec.replicas
  1 && true
  'a' || false
  has(object.spec)
  has(object.spec.replicas)
  has(object.spec.zz)
  has(object.zz.yy)
  has(object.spec.nothing)
  has(object.metadata.labels.app)
  has(object)
  has('a')
  has(object.spec.containers[0].image)
  has(object.spec.replicas.x)
  has(none.x)
  object.spec.nothing == null
  object.zz
  object.spec.zz.yy
  object.spec.replicas.yy
  object['spec']['replicas']
  object.metadata.labels['app.kubernetes.io/name']
  object.metadata.labels['zz']
  object.metadata.labels[1]
  object.spec.containers[0].name
  object.spec.containers[5].name
  object.spec.containers[-1].name
  object.spec.containers['a']
  object.spec.containers[1.0].name
  object.spec.containers[0.5].name
  object.spec.replicas[0]
  text[0]
  [1, 2, 3][1]
  [1, 2, 3][3]
  {'a': 1}['a']
  {'a': 1}['b']
  {1: 'a'}[1]
  {1: 'a'}[1u]
  {1: 'a'}[1.0]
  {true: 1}[true]
  {1.5: 1}
  {'a': 1, 'a': 2}
  {'a': 1, 2: 'b'}
  [1, 'a']
  [1, 2.0]
  [1, null]
  ['a', null]
  [[1], ['a']]
  [{'a': 1}, {'a': 'b'}]
  {'a': 1, 'b': 'c'}
  [object.spec.replicas, 'a']
  zz
  zz.yy
  zz(1)
  object.zz(1)
  text.zz()
  object.spec.
  object..spec
  1 +
  (1
  [1, 2
  {1
  a b
  if
  in
  object.in
  object.if
  object.namespace
  object.package.x
  {}
  []
  {}.a
  [][0]
  size({})
  "a" "b"
  1 == 1 == true
  a.b.c.d
  $x
  @x
  #x
  // comment
  1 // comment
  object.spec{}
  Foo{}
  google.protobuf.Timestamp{}
  google.protobuf.Duration{seconds: 10}
  google.protobuf.Int32Value{value: 1}
  int{}
  optional.of(1)
  variables.x
  request.userInfo
  authorizer
`);

const macros = lines(String.raw`
  [1, 2, 3].all(x, x > 0)
  [1, 2, 3].all(x, x > 1)
  [1, 2, 3].exists(x, x == 2)
  [1, 2, 3].exists(x, x == 9)
  [1, 2, 3].exists_one(x, x == 2)
  [1, 2, 2].exists_one(x, x == 2)
  [1, 2, 3].existsOne(x, x == 2)
  [1, 2, 3].map(x, x * 2)
  [1, 2, 3].map(x, x > 1, x * 2)
  [1, 2, 3].filter(x, x > 1)
  numbers.all(x, x > 0)
  numbers.map(x, x + 1)
  numbers.filter(x, x == 2)
  numbers.map(x, 'a' + x)
  numbers.exists(x, x.y)
  numbers.all(x, 1 / (x - 1) > 0)
  numbers.exists(x, 1 / (x - 1) > 0)
  numbers.exists(x, 1 / (x - 1) == 5)
  numbers.map(x, 1 / (x - 1))
  names.all(n, n.startsWith('item-'))
  names.exists(n, n == 'item-11')
  names.filter(n, n.endsWith('1'))
  names.map(n, n.size())
  names.map(n, names.map(m, n + m).size()).size()
  names.all(n, names.exists(m, m == n))
  names.all(n, names.exists_one(m, m == n))
  {'a': 1, 'b': 2}.all(k, k != 'c')
  {'a': 1, 'b': 2}.exists(k, k == 'a')
  {'a': 1, 'b': 2}.map(k, k)
  {'a': 1, 'b': 2}.filter(k, k == 'a')
  {'a': 1, 'b': 2}.exists_one(k, k == 'a')
  object.metadata.labels.all(k, object.metadata.labels[k] != '')
  object.metadata.labels.exists(k, k.startsWith('app.'))
  object.all(k, k != 'zz')
  params.byName.map(k, params.byName[k]).size()
  object.spec.containers.all(c, has(c.resources) && has(c.resources.limits))
  object.spec.containers.all(c, !has(c.securityContext) || !has(c.securityContext.privileged) || !c.securityContext.privileged)
  object.spec.containers.filter(c, has(c.securityContext) && has(c.securityContext.privileged) && c.securityContext.privileged).map(c, c.name)
  object.spec.containers.exists(c, c.image.contains(':latest') || !c.image.contains(':'))
  object.spec.containers.all(c, params.allowed.exists(p, c.image.startsWith(p)))
  object.spec.containers.all(c, c.image.startsWith('registry.example.com/'))
  object.spec.containers.map(c, c.securityContext.privileged)
  1.all(x, true)
  'abc'.all(x, true)
  object.spec.replicas.all(x, true)
  text.all(x, true)
  none.all(x, true)
  [1].all(x, 1)
  [1].all(x.y, true)
  [1].all(1, true)
  [1].all(x)
  [1].all(x, true, false)
  [1].map(x)
  [1].filter(1, true)
  [1].map('x', 1)
  [1].exists(x, x)
  numbers.exists(x, x)
  numbers.all(x, x)
  [].all(x, true)
  [].exists(x, true)
  [].map(x, x)
  [[1, 2], [3]].map(l, l.map(x, x * 2))
  [1, 2].map(x, [3, 4].map(y, x * y))
  [1, 2].all(x, [1, 2].exists(x, x == 2))
  [1, 2].map(object, object)
  # Two variables.
  [1, 2, 3].all(i, v, i < v)
  [1, 2, 3].exists(i, v, i == 1 && v == 2)
  [1, 2, 3].exists_one(i, v, i == 1)
  [1, 2, 3].existsOne(i, v, v == 9)
  [1, 2, 3].transformList(i, v, i * v)
  [1, 2, 3].transformList(i, v, i > 0, i * v)
  ['a', 'b'].transformMap(i, v, v + string(i))
  ['a', 'b'].transformMap(i, v, i > 0, v)
  ['a', 'b'].transformMapEntry(i, v, {v: i})
  ['a', 'a'].transformMapEntry(i, v, {v: i})
  ['a', 'b'].transformMapEntry(i, v, i > 0, {v: i})
  {'a': 1, 'b': 2}.all(k, v, v > 0)
  {'a': 1, 'b': 2}.exists(k, v, k == 'b' && v == 2)
  {'a': 1, 'b': 2}.exists_one(k, v, v > 1)
  {'a': 1}.transformList(k, v, k + string(v))
  {'a': 1, 'b': 2}.transformMap(k, v, v + 1)
  {'a': 1, 'b': 2}.transformMap(k, v, k == 'a', v + 1)
  {'a': 1, 'b': 2}.transformMapEntry(k, v, {v: k})
  {'a': 1, 'b': 1}.transformMapEntry(k, v, {v: k})
  {'a': 1}.transformMapEntry(k, v, k)
  [1].all(x, x, true)
  [1].transformMap(x, x, 1)
  [1].transformList(1, v, 1)
  names.transformList(i, v, v + string(i))
  names.transformMap(i, v, v)
  object.metadata.labels.all(k, v, v != '')
  object.metadata.labels.transformMap(k, v, k.startsWith('app'), v)
  object.spec.containers.all(i, c, c.name != '' && i < 5)
  cel.bind(x, 1, x + 1)
`);

const optionals = lines(String.raw`
  optional.of(1)
  optional.none()
  optional.ofNonZeroValue(0)
  optional.ofNonZeroValue('')
  optional.ofNonZeroValue('a')
  optional.ofNonZeroValue([])
  optional.of(1).value()
  optional.none().value()
  optional.none().hasValue()
  optional.of(1).hasValue()
  optional.of(1).orValue(2)
  optional.none().orValue(2)
  optional.none().or(optional.of(3))
  optional.none().or(optional.none()).orValue('z')
  optional.of(1).orValue('a')
  object.?spec.?replicas
  object.?spec.?zz
  object.?zz.?yy.hasValue()
  object.?spec.replicas.orValue(0)
  object.?spec.zz.orValue(0)
  object.?zz.yy.xx.orValue('d')
  object.spec.?zz.orValue(1)
  object.metadata.?annotations['example.com/owner'].orValue('')
  object.metadata.?annotations[?'zz'].orValue('none')
  object.metadata.labels[?'app']
  object.metadata.labels[?'zz']
  object.spec.containers[?0].?name
  object.spec.containers[?9].?name
  object.spec.containers[?9].name.orValue('x')
  object.spec.containers.all(c, c.?securityContext.?privileged.orValue(false) == false)
  object.spec.containers.map(c, c.?resources.?limits.?cpu.orValue('none'))
  [1, ?optional.none(), ?optional.of(3)]
  {?'a': optional.none(), 'b': 2}
  {?'a': optional.of(1)}
  [?1]
  object.?spec.?replicas.optMap(r, r + 1)
  object.?spec.?zz.optMap(r, r + 1)
  object.?spec.optFlatMap(s, s.?replicas)
  object.?spec.?replicas.optMap(r, r + 1).orValue(0)
  optional.of(1) == optional.of(1)
  optional.none() == optional.none()
  optional.of(1) == optional.none()
  optional.unwrap([optional.of(1), optional.none()])
  [optional.of(1), optional.none()].unwrapOpt()
  [1, 2].first()
  [].first()
  [1, 2].last().value()
  numbers.first().orValue(0)
  names.last()
  has(object.?spec.replicas)
  text.?x
  object.spec.replicas.?x
  none.?x
  optional.of('a').size()
  type(optional.of(1))
`);

const strings = [
  ...lines(String.raw`
  text.charAt(0)
  text.charAt(8)
  text.charAt(50)
  text.charAt(-1)
  'abc'.charAt(3)
  'abc'.charAt(4)
  text.indexOf('W')
  text.indexOf('l', 4)
  text.indexOf('l', 40)
  text.indexOf('')
  text.indexOf('x')
  text.lastIndexOf('l')
  text.lastIndexOf('l', 3)
  text.lowerAscii()
  text.upperAscii()
  'ÄÖ'.lowerAscii()
  text.replace('l', 'L')
  text.replace('l', 'L', 1)
  text.replace('l', 'L', 0)
  text.replace('', '-')
  'a,b,c'.split(',')
  'a,b,c'.split(',', 2)
  'a,b,c'.split(',', 0)
  'a,b,c'.split(',', -1)
  'abc'.split('')
  ''.split(',')
  text.substring(3)
  text.substring(3, 5)
  text.substring(5, 3)
  text.substring(0, 50)
  text.substring(-1)
  '  a b  '.trim()
  ' \t\n\u00a0x\u2003'.trim()
  ['a', 'b'].join()
  ['a', 'b'].join('-')
  names.join(',')
  numbers.join(',')
  [].join()
  [1].join()
  text.reverse()
  strings.quote('a"b\n')
  strings.quote(text)
  text.contains('W')
  text.startsWith('Hello')
  text.endsWith('x')
  long.contains('abcj')
  long.contains(long)
  long.startsWith(long)
  long.endsWith(long)
  text.matches('^H.*')
  long.matches('^[a-z]+$')
  long.matches('(ab|cd)+$')
  matches(long, 'a')
  text.matches('[')
  text.matches('(?i)hello')
  text.matches('(?P<x>H)')
  text.matches('\\d')
  text.matches('\\p{L}')
  text.matches('(?=x)')
  text.matches('a{2000}')
  text.matches(long)
  text.matches(text + '[')
  'x'.matches('x*?')
  'foo'.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')
  text.find('[a-z]+')
  text.find('zz')
  text.find('[')
  text.findAll('[a-z]+')
  text.findAll('l', 2)
  text.findAll('l', 0)
  text.findAll('l', -1)
  long.find('j')
  long.findAll('j')
  '%s and %d'.format(['a', 1])
  '%s'.format([1.5])
  '%s'.format([null])
  '%s'.format([[1, 'a', true]])
  '%s'.format([{'b': 1, 'a': [2]}])
  '%s'.format([object.spec.containers[1]])
  '%s'.format([duration('1h')])
  '%s'.format([timestamp('2026-01-01T00:00:00Z')])
  '%s'.format([b'abc'])
  '%s'.format([type(1)])
  '%d'.format([3u])
  '%d'.format(['a'])
  '%d'.format([1.5])
  '%.2f'.format([3.14159])
  '%f'.format([1])
  '%f'.format([2.0])
  '%.0f'.format([2.5])
  '%.3e'.format([12345.678])
  '%e'.format([0.0])
  '%x %X'.format([255, 255])
  '%x'.format(['hello'])
  '%x'.format([b'\xff'])
  '%o %b'.format([8, 5])
  '%b'.format([true])
  '%%'.format([])
  '%s'.format([])
  'a'.format(['b'])
  '%z'.format([1])
  '%'.format([1])
  '%s %s'.format(['a'])
  '%s'.format(names)
  text.format([])
  '%s: %s'.format([object.metadata.name, object.spec.replicas])
  '%s'.format(['x', 1, true])
  size(names.join(',')) > 10
  names.map(n, n.upperAscii())
  long.lowerAscii() == long
  long.replace('a', 'xyz')
  long.split('a').size()
  long.substring(10, 20)
  long.trim().size()
  long.indexOf('j')
  (long + long + long).contains('zzz')
  'abc'.substring('1')
  'abc'.split(1)
  1.startsWith('a')
  object.spec.replicas.startsWith('a')
  object.metadata.name.startsWith(object.spec.replicas)
  object.metadata.name.zzz('a')
  `),
];

const lists = lines(String.raw`
  [3, 1, 2].sort()
  numbers.sort()
  names.sort()
  ['b', 'a'].sort()
  [1, 'a'].sort()
  [[1]].sort()
  [3, 1].isSorted()
  numbers.isSorted()
  names.isSorted()
  [].isSorted()
  [1, 2].sum()
  numbers.sum()
  [].sum()
  [1.5, 2.5].sum()
  [duration('1h'), duration('30m')].sum()
  ['a'].sum()
  [1, 2].min()
  [1, 2].max()
  numbers.min()
  [].min()
  [].max()
  names.max()
  ['a', 'b'].max()
  [1, 2, 2].indexOf(2)
  [1, 2, 2].lastIndexOf(2)
  numbers.indexOf(9)
  names.indexOf('item-11')
  numbers.slice(1, 3)
  numbers.slice(3, 1)
  numbers.slice(-1, 1)
  numbers.slice(0, 9)
  [1, 2, 2, 1].distinct()
  numbers.distinct()
  names.distinct().size()
  [1, 1.0, 1u].distinct()
  [[1], [1]].distinct()
  [[1], [2, 3]].flatten()
  [[1, [2]], [3]].flatten()
  [[1, [2, [3]]]].flatten(2)
  [[1]].flatten(-1)
  numbers.flatten()
  [1, 2, 3].reverse()
  numbers.reverse()
  names.reverse()[0]
  lists.range(5)
  lists.range(0)
  lists.range(-1)
  lists.range(100).size()
  lists.range(2000000).size()
  [{'n': 2}, {'n': 1}].sortBy(x, x.n)
  names.sortBy(n, -n.size())
  numbers.sortBy(x, -x)
  object.spec.containers.sortBy(c, c.name).map(c, c.name)
  [1, 2].sortBy(x, [x])
  sets.contains([1, 2, 3], [2])
  sets.contains([1], [1, 2])
  sets.contains(names, ['item-1'])
  sets.contains(names, names)
  sets.equivalent([1, 2], [2, 1, 1])
  sets.equivalent(names, names.reverse())
  sets.intersects([1, 2], [2, 3])
  sets.intersects([1], ['a'])
  sets.intersects(names, params.allowed)
  sets.contains(object.spec.containers[0].securityContext.capabilities.drop, ['ALL'])
  sets.contains([1], 1)
  numbers.contains(1)
  lists.range('a')
`);

const times = lines(String.raw`
  duration('1h30m')
  duration('1.5s')
  duration('-1h')
  duration('1ms')
  duration('1us')
  duration('1d')
  duration('')
  duration('1')
  duration('0')
  duration(long)
  duration('1h').getHours()
  duration('90m').getMinutes()
  duration('1500ms').getSeconds()
  duration('1500ms').getMilliseconds()
  duration('1h') + duration('1m')
  duration('1h') - duration('1m')
  timestamp('2026-02-03T04:05:06Z')
  timestamp('2026-02-03T04:05:06.789Z')
  timestamp('2026-02-03T04:05:06+02:00')
  timestamp('2026-02-03')
  timestamp('2026-02-30T00:00:00Z')
  timestamp('2026-02-03T24:00:00Z')
  timestamp(0)
  timestamp(text)
  timestamp('0000-01-01T00:00:00Z')
  timestamp('9999-12-31T23:59:59Z') + duration('1h')
  timestamp('2026-02-03T04:05:06Z') + duration('1h')
  timestamp('2026-02-03T04:05:06Z') - duration('1h')
  timestamp('2026-02-03T04:05:06Z') - timestamp('2026-02-03T04:05:00Z')
  duration('1h') + timestamp('2026-02-03T04:05:06Z')
  timestamp('2026-02-03T04:05:06Z') + timestamp('2026-02-03T04:05:06Z')
  timestamp('2026-02-03T04:05:06Z').getFullYear()
  timestamp('2026-02-03T04:05:06Z').getMonth()
  timestamp('2026-02-03T04:05:06Z').getDate()
  timestamp('2026-02-03T04:05:06Z').getDayOfMonth()
  timestamp('2026-02-03T04:05:06Z').getDayOfWeek()
  timestamp('2026-02-03T04:05:06Z').getDayOfYear()
  timestamp('2026-02-03T04:05:06Z').getHours()
  timestamp('2026-02-03T04:05:06Z').getHours('America/New_York')
  timestamp('2026-02-03T04:05:06Z').getHours('-08:00')
  timestamp('2026-02-03T04:05:06Z').getHours('Nowhere')
  timestamp('2026-02-03T04:05:06Z').getMinutes('+05:30')
  timestamp('2026-02-03T04:05:06.789Z').getMilliseconds()
  string(timestamp('2026-02-03T04:05:06.789Z'))
  string(duration('1h'))
  string(duration('1.5ms'))
  int(duration('1h'))
`);

const quantities = [
  ...each(
    [
      '1',
      '1.5',
      '100m',
      '1Ki',
      '1.5Gi',
      '-5',
      '1e3',
      '1E',
      '5u',
      '5n',
      '.5',
      '5.',
      '+1',
      '',
      'a',
      '1 Gi',
      '1gi',
      '12Zi',
      '0.0001Ki',
    ],
    "quantity('%')",
    "isQuantity('%')",
  ),
  ...each(
    [
      'sign()',
      'isInteger()',
      'asInteger()',
      'asApproximateFloat()',
      "add(quantity('1'))",
      'add(5)',
      'sub(1)',
      "sub(quantity('500m'))",
      "compareTo(quantity('2'))",
      "isGreaterThan(quantity('1Gi'))",
      "isLessThan(quantity('1Gi'))",
    ],
    "quantity('1500m').%",
    "quantity('3Gi').%",
  ),
  ...lines(String.raw`
  quantity('1Gi') == quantity('1024Mi')
  quantity('1') == quantity('1000m')
  quantity('1') < quantity('2')
  string(quantity('1Gi'))
  type(quantity('1'))
  quantity(1)
  quantity(text)
  isQuantity(1)
  quantity('9223372036854775808').asInteger()
  quantity('1.5').asInteger()
  object.spec.containers.all(c, !has(c.resources) || quantity(c.resources.limits.memory).compareTo(quantity('1Gi')) <= 0)
  object.spec.containers.all(c, quantity(c.resources.limits.cpu).isLessThan(quantity('2')))
  object.spec.containers.filter(c, has(c.resources)).map(c, quantity(c.resources.requests.cpu).asApproximateFloat()).sum()
  quantity('1').add('1')
  `),
];

const addresses = [
  ...each(
    [
      '10.0.0.1',
      '::1',
      '2001:db8::1',
      '2001:DB8::1',
      '::ffff:1.2.3.4',
      '1.2.3',
      '01.2.3.4',
      '10.0.0.1/8',
      '',
      'fe80::1%eth0',
      '127.0.0.1',
      '224.0.0.1',
      '0.0.0.0',
      '169.254.1.1',
      'ff02::1',
      'a',
    ],
    "ip('%')",
    "isIP('%')",
    "ip.isCanonical('%')",
  ),
  ...each(
    [
      'family()',
      'isUnspecified()',
      'isLoopback()',
      'isLinkLocalMulticast()',
      'isLinkLocalUnicast()',
      'isGlobalUnicast()',
    ],
    "ip('127.0.0.1').%",
    "ip('fe80::1').%",
    "ip('8.8.8.8').%",
    "ip('ff02::1').%",
  ),
  ...each(
    ['10.0.0.0/8', '10.1.2.3/8', '2001:db8::/32', '10.0.0.0', '10.0.0.0/33', '::ffff:1.2.3.0/120', '', '10.0.0.0/08'],
    "cidr('%')",
    "isCIDR('%')",
  ),
  ...each(
    [
      'prefixLength()',
      'ip()',
      'ip().family()',
      'masked()',
      "containsIP('10.1.1.1')",
      "containsIP(ip('10.1.1.1'))",
      "containsIP('x')",
      "containsCIDR('10.1.0.0/16')",
      "containsCIDR(cidr('10.0.0.0/8'))",
      "containsCIDR('x')",
    ],
    "cidr('10.1.2.3/8').%",
    "cidr('2001:db8::/32').%",
  ),
  ...lines(String.raw`
  string(ip('10.0.0.1'))
  string(cidr('10.1.2.3/8'))
  ip('::1') == ip('0:0:0:0:0:0:0:1')
  ip('1.2.3.4') == ip('1.2.3.4')
  cidr('10.0.0.0/8') == cidr('10.0.0.0/8')
  cidr('10.0.0.0/8') == cidr('10.0.0.1/8')
  type(ip('::1'))
  type(cidr('::/0'))
  ip(text)
  isIP(text)
  ip(1)
  ip == 1
  net.IP
  `),
];

const urls = [
  ...each(
    [
      'https://user:pw@example.com:8443/a%20b/c?x=1&y=2&x=3#frag',
      '/path/only?q=1',
      'https://[::1]:80/',
      'https://example.com',
      'example.com/x',
      'mailto:a@b',
      '',
      'https://example.com:port/',
      'https://exa mple.com',
      'https://a/%zz',
      '../x',
      '*',
      'ftp://x',
    ],
    "url('%')",
    "isURL('%')",
    "url('%').getHost()",
    "url('%').getEscapedPath()",
  ),
  ...each(
    ['getScheme()', 'getHostname()', 'getPort()', 'getQuery()', "getQuery()['x']"],
    "url('https://u@example.com:8443/a b?x=1&x=2').%",
    "url('https://[::1]:80/p').%",
  ),
  ...lines(String.raw`
  url(text)
  url(1)
  url('https://a/') == url('https://a/')
  string(url('https://a/'))
  type(url('https://a/'))
  `),
];

const semvers = [
  ...each(
    ['1.2.3', 'v1.2.3', '1.2', '01.2.3', '1.2.3-alpha.1', '1.2.3-01', '1.2.3+build', '', 'a', '1.2.3.4'],
    "semver('%')",
    "isSemver('%')",
    "semver('%', true)",
    "isSemver('%', true)",
  ),
  ...each(
    [
      'major()',
      'minor()',
      'patch()',
      "compareTo(semver('1.2.4'))",
      "isLessThan(semver('1.2.3-rc.1'))",
      "isGreaterThan(semver('1.2.3-rc.1'))",
    ],
    "semver('1.2.3').%",
    "semver('1.2.3-alpha').%",
  ),
  ...lines(String.raw`
  semver('1.2.3') == semver('1.2.3+b')
  semver(1)
  type(semver('1.2.3'))
  semver(text)
  `),
];

const FORMATS =
  'dns1123Label dns1123Subdomain dns1035Label qualifiedName dns1123LabelPrefix dns1123SubdomainPrefix dns1035LabelPrefix labelValue uri uuid byte date datetime'.split(
    ' ',
  );
const formats = [
  ...FORMATS.flatMap((name) =>
    [
      'web-0',
      'Web_0',
      'a.b',
      'a/b',
      '-x',
      'x-',
      '',
      'https://a/b',
      '2026-01-02',
      '2026-01-02T03:04:05Z',
      '123e4567-e89b-12d3-a456-426614174000',
      'YWJj',
      'a'.repeat(64),
    ].map((it) => `format.${name}().validate('${it}')`),
  ),
  ...lines(String.raw`
  format.named('dns1123Label')
  format.named('zz')
  format.named('dns1123Label').value().validate('A')
  format.named(text).hasValue()
  format.dns1123Label() == format.dns1123Label()
  format.dns1123Label() == format.uuid()
  format.dns1123Label().validate(1)
  format.dns1123Label().validate(long)
  format.zz()
  type(format.uuid())
  !format.dns1123Label().validate('a').hasValue()
  `),
];

const policies = lines(String.raw`
  object.spec.replicas <= params.max
  object.spec.replicas >= oldObject.spec.replicas
  has(object.metadata.labels) && 'app' in object.metadata.labels && object.metadata.labels.app.matches('^[a-z]+$')
  !has(object.spec.hostNetwork) || object.spec.hostNetwork == false
  object.metadata.annotations.exists(k, k == 'example.com/owner' && object.metadata.annotations[k].matches('^[^@]+@example[.]com$'))
  object.spec.containers.all(c, c.image.matches('^registry[.]example[.]com/.+:[0-9.]+$'))
  object.spec.containers.map(c, c.image.split(':')).map(p, p.size() > 1 ? p[1] : 'latest')
  object.spec.containers.all(c, has(c.ports) ? c.ports.all(p, p.containerPort > 1024) : true)
  object.spec.containers.all(c, c.?securityContext.?runAsNonRoot.orValue(false) || c.?securityContext.?privileged.orValue(false))
  object.spec.containers.filter(c, !has(c.resources)).map(c, c.name).join(', ')
  'containers without limits: ' + object.spec.containers.filter(c, !has(c.resources)).map(c, c.name).join(', ')
  object.spec.containers.exists_one(c, c.name == 'web')
  size(object.metadata.name) < 63 && object.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')
  object.metadata.labels.filter(k, k.contains('/')).all(k, k.split('/')[0] == 'app.kubernetes.io')
  params.byName.all(k, v, v < 5)
  object.spec.containers.all(c, c.name in params.byName)
  [object.spec.containers, object.spec.?initContainers.orValue([])].map(l, l.size()).sum()
  (object.spec.containers + (has(object.spec.initContainers) ? object.spec.initContainers : [])).all(c, c.name.size() > 0)
  object.spec.tolerations.size() == 0
  object.spec.tolerations == []
  object.metadata == {'name': 'web-0'}
  string(object.spec.replicas) + ' of ' + string(params.max)
  object.spec.containers[0].resources.requests.all(k, quantity(object.spec.containers[0].resources.requests[k]).compareTo(quantity(object.spec.containers[0].resources.limits[k])) <= 0)
  names.map(a, names.map(b, names.map(c, a + b + c).size()).size()).size()
  lists.range(1000).map(x, lists.range(1000).map(y, x * y).size()).size()
  names.all(a, names.all(b, names.all(c, a != b || b != c || true)))
  long.matches('(a|b|c|d|e|f|g|h|i|j)*') && (long + long).matches('^(abcdefghij)+$')
`);

const refused = lines(String.raw`
  object.metadata.name.startsWith(object.spec.replicas)
  object.spec.replicas.startsWith('a')
  object.spec.replicas.contains('a')
  object.spec.replicas.matches('a')
  object.spec.replicas.matches(text)
  object.spec.replicas.lowerAscii()
  object.spec.replicas.split(',')
  object.spec.replicas.substring(1)
  object.spec.replicas.indexOf('a')
  object.spec.replicas.join(',')
  object.spec.replicas.format([1])
  object.spec.replicas.replace('a','b')
  object.spec.replicas.trim()
  object.spec.replicas.find('a')
  object.spec.replicas.isSorted()
  object.spec.replicas.sum()
  object.spec.replicas.sort()
  object.spec.replicas.distinct()
  object.spec.replicas.flatten()
  object.spec.replicas.slice(0,1)
  object.spec.replicas.first()
  object.spec.replicas.hasValue()
  object.spec.replicas.value()
  object.spec.replicas.orValue(1)
  object.spec.replicas.or(optional.none())
  object.spec.replicas.getHours()
  object.spec.replicas.getHost()
  object.spec.replicas.family()
  object.spec.replicas.sign()
  object.spec.replicas.major()
  object.spec.replicas.validate('a')
  quantity(object.spec.replicas)
  ip(object.spec.replicas)
  cidr(object.spec.replicas)
  url(object.spec.replicas)
  isIP(object.spec.replicas)
  semver(object.spec.replicas)
  duration(object.spec.ratio)
  timestamp(none)
  int(none)
  int(numbers)
  bool(object.spec.replicas)
  string(numbers)
  string(object)
  bytes(object.spec.replicas)
  double(none)
  uint(none)
  size(none)
  size(true)
  size(object.spec.replicas)
  object.spec.replicas.size()
  lists.range(text)
  sets.contains(text, numbers)
  sets.contains(numbers, text)
  format.named(numbers)
  strings.quote(numbers)
  optional.unwrap(numbers)
  -none
  -numbers
  !none
  !text
  none + 1
  object + 1
  object.spec.replicas + 'a'
  'a' + object.spec.replicas
  object.spec.replicas - 'a'
  text - 'a'
  text * 2
  none * 2
  none / 2
  none % 2
  text % 2
  text / 2
  object < 1
  1 < none
  none < 1
  true < none
  text < none
  numbers < numbers
  duration('1h') < none
  duration('1h') + none
  timestamp('2026-01-01T00:00:00Z') < none
  timestamp('2026-01-01T00:00:00Z') + none
  1 in none
  1 in text
  none in numbers
  numbers in numbers
  object.spec.ratio < text
  b'a' < none
  names.join(numbers)
  names.sortBy(n, names)
  [none].sum()
  [1, 2].max() + none
  [numbers, none].flatten()
  cidr('10.0.0.0/8').containsIP(none)
  quantity('1').add(none)
  semver('1.2.3').compareTo(none)
  text.charAt(none)
  text.substring(text)
  names.indexOf(none)
  text.indexOf(none)
  optional.of(none).orValue(1)
  none ? 1 : 2
  text ? 1 : 2
  numbers[none]
  numbers[text]
  object[1]
  object[none]
  text[none]
  none[0]
  none['a']
  none.a
  true.a
  text.a
  numbers.a
  object.spec.containers.name
  numbers.map(x, x.a)
  numbers[?'a']
  object[?1]
  text[?0]
  {'a': 1}[?none]
  none && true
  true && none
  text || false
  none || none
  numbers.all(x, none)
  numbers.exists_one(x, none)
  numbers.filter(x, none)
  numbers.map(x, none, x)
  object.all(k, v, none)
  none.all(k, v, true)
  numbers.transformMap(k, v, none, v)
  has(numbers.a)
  has(text.a)
  none.?a
  numbers.?a
`);

const published = lines(String.raw`
  string(1000000.0)
  string(123456.0)
  string(1234567.5)
  string(0.00001)
  string(0.0001)
  '%s'.format([1000000.0])
  '%s'.format([[1000000.0, 1.5]])
  '%.2f'.format([1234567.891])
  '%f'.format([0.1])
  '%.1f'.format([0.25])
  '%.1f'.format([0.35])
  '%.0f'.format([0.5])
  '%.0f'.format([1.5])
  '%e'.format([1234.5])
  '%.10e'.format([1234.5])
  '%e'.format([-0.00012])
  '%f'.format(['NaN'])
  '%f'.format(['Infinity'])
  '%f'.format([double('-Infinity')])
  '%e'.format(['NaN'])
  '%f'.format([1e21])
  '%f'.format([-1234.5])
  '%s'.format([timestamp('2026-01-01T00:00:00+02:00')])
  '%s'.format([[timestamp('2026-01-01T00:00:00Z'), duration('1h')]])
  '%s'.format([{1: b'ab', 'x': null}])
  '%s'.format([[type(1), int]])
  '%s'.format([optional.of(1)])
  '%s'.format([quantity('1')])
  '%s'.format([[quantity('1')]])
  '%s'.format([dyn(quantity('1'))])
  '%d'.format([dyn(1.5)])
  '%x'.format([dyn(null)])
  '%b'.format([dyn('a')])
  '%o'.format([dyn('a')])
  '%e'.format([dyn(1)])
  '%f'.format([dyn(1)])
  '%f'.format([dyn('a')])
  '%f'.format(['a'])
  '%.f'.format([1.0])
  '%.'.format([1.0])
  '%d %s'.format([dyn([1]), 'a'])
  '%s'.format([{1.5: 1}])
  '%s'.format([['é\n\u0000']])
  '%X'.format(['hi'])
  '%x'.format([-255])
  '%o'.format([-8])
  '%b'.format([-5])
  '%x'.format([true])
  numbers.map(n, '%d'.format([n]))
  text.lastIndexOf('l', 40)
  text.lastIndexOf('', 40)
  text.indexOf('', 40)
  text.lastIndexOf('l',-1)
  text.indexOf('', -1)
  {3.3: 15.15, 1.0: 5.0}[1.0]
  {'null_key': dyn(null)}.?null_key.invalid.hasValue()
  {true: dyn(0)}[?true].absent.hasValue()
  object.?spec.replicas.x
  object.?spec.?nothing.x
  object.spec.?replicas.x.y
  object.?spec.?replicas[0]
  object.?spec.?replicas[?0]
  object.?spec.?containers[9]
  {'a': 1}.?a.?b
  numbers[1 + 1]
  numbers[int(numbers[1])]
  numbers[numbers.size() - 1]
  (true ? object : oldObject).spec.replicas
  true ? object.spec.replicas : 1
  [object][0].spec.replicas
  {'a': object}.a.spec.replicas
  names.map(n, n)[0]
  names.sortBy(n, n)[0]
  names.sort()[0]
  object.metadata.labels[object.metadata.name + 'x']
  [1, 2].map(x, x in [1, 2])
  object.spec.replicas in [1, 2]
  numbers[0] in []
  'a' in [text]
  ip('1.2.3.4.5')
  ip('1..2.3')
  ip('1.2.3.400')
  ip('1.2.3.x')
  ip(':::')
  ip('1::2::3')
  ip('1:2:3:4:5:6:7:8:9')
  ip('12345::')
  ip('::g')
  ip('1:2')
  ip('::1.2.3')
  ip('%eth0')
  ip('::1%')
  cidr('x/8')
  cidr('1.2.3/8')
  cidr('::/129')
  cidr('::/a')
  semver('1.a.3')
  semver('1.2.3-a_b')
  semver('1.2.3-a..b')
  semver('1.2.3+a_b')
  semver('1.2.3+')
  semver('1.2.3-')
  semver('99999999999999999999.0.0')
  semver('a.b', true)
  semver('v1', true)
  semver('1.2-rc', true)
  semver('vv1.2.3', true)
  semver('1.02.3', true)
`);

export const EXPRESSIONS = [
  ...new Set(
    [
      arithmetic,
      logic,
      macros,
      optionals,
      strings,
      lists,
      times,
      quantities,
      addresses,
      urls,
      semvers,
      formats,
      policies,
      refused,
      published,
    ].flat(),
  ),
];
