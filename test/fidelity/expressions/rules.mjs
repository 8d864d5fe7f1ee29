// Rules of custom resources to ask, with the objects that are held to them.

const text = { type: 'string', maxLength: 32 };
const part = {
  type: 'object',
  required: ['id'],
  properties: {
    id: text,
    zone: { ...text, default: 'a' },
    v: { type: 'integer' },
    tags: { type: 'array', 'x-kubernetes-list-type': 'set', items: text, maxItems: 8 },
  },
};
const keyed = (keys, more = {}) => ({
  type: 'array',
  maxItems: 16,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': keys,
  items: part,
  ...more,
});

/** The fields that the rules speak of. */
const PROPERTIES = {
  n: { type: 'integer' },
  f: { type: 'number' },
  b: { type: 'boolean' },
  s: text,
  unbounded: { type: 'string' },
  choice: { type: 'string', enum: ['one', 'three', 'fifteen'] },
  when: { type: 'string', format: 'date-time' },
  day: { type: 'string', format: 'date' },
  wait: { type: 'string', format: 'duration' },
  blob: { type: 'string', format: 'byte', maxLength: 64 },
  port: { 'x-kubernetes-int-or-string': true },
  nullable: { type: 'string', nullable: true, maxLength: 8 },
  'dash-ed': text,
  'dot.ted': text,
  under__score: text,
  namespace: text,
  list: { type: 'array', items: text, maxItems: 16 },
  atomic: { type: 'array', 'x-kubernetes-list-type': 'atomic', items: { type: 'integer' }, maxItems: 16 },
  set: { type: 'array', 'x-kubernetes-list-type': 'set', items: text, maxItems: 16 },
  numbers: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'integer' }, maxItems: 16 },
  parts: keyed(['id']),
  twice: keyed(['id', 'zone']),
  map: { type: 'object', additionalProperties: text, maxProperties: 8 },
  deep: {
    type: 'object',
    additionalProperties: { type: 'array', items: text, maxItems: 4, 'x-kubernetes-list-type': 'set' },
    maxProperties: 8,
  },
  obj: {
    type: 'object',
    properties: {
      a: text,
      x: { type: 'integer' },
      set: { type: 'array', 'x-kubernetes-list-type': 'set', items: text, maxItems: 8 },
    },
  },
  other: {
    type: 'object',
    properties: {
      a: text,
      x: { type: 'integer' },
      set: { type: 'array', 'x-kubernetes-list-type': 'set', items: text, maxItems: 8 },
    },
  },
  free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { known: text } },
  wide: { type: 'array', items: { type: 'string' } },
  open: { type: 'object', additionalProperties: { type: 'string' } },
  whole: {
    type: 'object',
    'x-kubernetes-embedded-resource': true,
    properties: { spec: { type: 'object', properties: { n: { type: 'integer' } } } },
  },
};

const OBJECT = {
  n: 3,
  f: 1.5,
  b: true,
  s: 'hello',
  unbounded: 'free',
  choice: 'one',
  when: '2026-02-03T04:05:06Z',
  day: '2026-02-03',
  wait: '1h30m',
  blob: 'YWJj',
  port: 80,
  nullable: null,
  'dash-ed': 'd',
  'dot.ted': 't',
  under__score: 'u',
  namespace: 'n',
  list: ['b', 'a', 'a'],
  atomic: [3, 1, 2],
  set: ['b', 'a', 'c'],
  numbers: [3, 1, 2],
  parts: [
    { id: 'x', v: 1, tags: ['q', 'p'] },
    { id: 'y', v: 2 },
  ],
  twice: [
    { id: 'x', zone: 'a', v: 1 },
    { id: 'x', zone: 'b', v: 2 },
  ],
  map: { k: 'v', l: 'w' },
  deep: { k: ['b', 'a'] },
  obj: { a: 'a', x: 1, set: ['1', '2'] },
  other: { a: 'a', x: 1, set: ['2', '1'] },
  free: { known: 'k', extra: { deep: [1, 2] } },
  wide: ['w'],
  open: { o: 'p' },
  whole: { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'w' }, spec: { n: 1 } },
};
/** The same, in another order and with some of it changed. */
const OLD = {
  ...OBJECT,
  n: 2,
  s: 'hallo',
  list: ['a', 'b', 'a'],
  set: ['c', 'b', 'a'],
  numbers: [1, 2, 3],
  parts: [
    { id: 'y', v: 2 },
    { id: 'x', v: 1, tags: ['p', 'q'] },
  ],
  twice: [
    { id: 'x', zone: 'b', v: 2 },
    { id: 'x', zone: 'a', v: 0 },
  ],
  free: { known: 'k', extra: { deep: [1, 3] } },
};

const lines = (block) =>
  block
    .split('\n')
    .map((it) => it.trim())
    .filter(Boolean);

/** Rules about the whole `spec`: each fails or holds for `OBJECT`, and for the change from `OLD` to it. */
const RULES = lines(String.raw`
  self.n > 2
  self.n > 3
  self.n > oldSelf.n
  self.n < oldSelf.n
  self.f > 1.0
  self.s == 'hello' && self.b
  self.set == ['a', 'b', 'c']
  self.set == ['a', 'b', 'd']
  self.set == ['a', 'b']
  ['a', 'b', 'c'] == self.set
  ['b', 'a', 'c'] == self.set
  self.set != ['a', 'b', 'c']
  self.list == ['a', 'a', 'b']
  self.list == ['b', 'a', 'a']
  self.atomic == [1, 2, 3]
  self.numbers == [1, 2, 3]
  self.numbers == [1, 2, 4]
  self.set == oldSelf.set
  self.list == oldSelf.list
  self.numbers == oldSelf.numbers
  self.parts == oldSelf.parts
  self.twice == oldSelf.twice
  self.set + ['a', 'z'] == ['z', 'a', 'b', 'c']
  (self.set + ['a', 'z']).size() == 4
  (self.set + ['a', 'z'])[3] == 'z'
  (self.list + ['a', 'z']).size() == 5
  (['a'] + self.set).size() == 4
  (self.set + self.set).size() == 3
  (self.numbers + [3, 9]).size() == 4
  (self.parts + oldSelf.parts).size() == 2
  (self.twice + oldSelf.twice).size() == 2
  (self.twice + oldSelf.twice)[0].v == 0
  (oldSelf.twice + self.twice)[1].v == 1
  (self.parts + self.twice).size() == 2
  self.parts == self.twice
  self.deep.k == ['a', 'b']
  self.deep == oldSelf.deep
  self.obj == self.other
  self.obj.set == self.other.set
  self.parts[0].tags == oldSelf.parts[1].tags
  self.parts[0] == oldSelf.parts[1]
  self.free == oldSelf.free
  self.free.known == 'k'
  self.free.extra == 1
  self.map == oldSelf.map
  self.map == {'l': 'w', 'k': 'v'}
  self.parts.all(p, p.v > 0)
  self.parts.exists_one(p, p.id == 'x')
  self.parts.map(p, p.id) == ['x', 'y']
  self.parts.filter(p, p.v > 1).size() == 1
  self.parts.all(p, oldSelf.parts.exists(o, o.id == p.id && o.v == p.v))
  self.twice.all(p, oldSelf.twice.exists(o, o == p))
  oldSelf.set.all(x, x in self.set)
  'a' in self.set
  'z' in self.set
  3 in self.numbers
  sets.contains(self.set, ['a'])
  sets.equivalent(self.set, oldSelf.set)
  self.set.isSorted()
  self.numbers.sum() == 6
  self.numbers.max() == 3
  self.set.join(',') == 'b,a,c'
  self.when > timestamp('2026-01-01T00:00:00Z')
  self.when.getFullYear() == 2026
  self.day == timestamp('2026-02-03T00:00:00Z')
  self.wait < duration('2h')
  self.wait.getMinutes() == 90
  string(self.wait) == '5400s'
  self.blob == b'abc'
  self.blob.size() == 3
  type(self.port) == int && self.port > 1
  type(self.port) == string
  self.port == 80
  self.port == '80'
  self.port > 'a'
  self.port.size() > 1
  self.port.x == 1
  has(self.nullable)
  self.nullable == 'x'
  self.nullable == null
  self.?nullable.hasValue()
  self.dash__dash__ed == 'd'
  self.dot__dot__ted == 't'
  self.under__underscores__score == 'u'
  self.__namespace__ == 'n'
  self.dash-ed == 'd'
  self.namespace == 'n'
  has(self.zz)
  self.zz == 1
  self.obj.zz == 1
  type(self.obj) == map
  type(self) == map
  self.obj == {'a': 'a', 'x': 1}
  dyn(self.obj) == {'a': 'a', 'x': 1, 'set': ['1', '2']}
  dyn(self.obj).all(k, k in ['a', 'x', 'set'])
  dyn(self).exists_one(k, k == 'dash__dash__ed')
  self.obj.all(k, true)
  self.obj.size() == 3
  self.map.all(k, self.map[k].size() == 1)
  self.map.all(k, v, v.size() == 1)
  self.map.k == 'v'
  self.map.zz == 'v'
  self.map[?'zz'].orValue('d') == 'd'
  self.?obj.?x.orValue(0) == 1
  self.s.matches('^h')
  self.s.matches('^[')
  self.s.find('[') == ''
  int('a') == 1
  self.list[5] == 'a'
  1 / (self.n - 3) > 0
  self.n / 0 > 1
  self.n
  'text'
  self
  self.n + 1
  self.n == '3'
  self.s == 3
  self.list == self.numbers
  oldSelf == self
  oldSelf.s == self.s
  oldSelf.?n.orValue(1) == 2
  oldSelf.hasValue()
  self.apiVersion == 'v1'
  self.whole.apiVersion == 'v1'
  self.whole.metadata.name == 'w'
  self.whole.metadata.labels == {}
  self.whole.spec.n == 1
  self.choice in ['one', 'two']
  self.choice.size() < 9
  self.wide.all(w, w.size() < 5)
  self.wide.all(w, self.wide.exists_one(x, x == w))
  self.wide.all(w, w.matches('^[a-z]+$'))
  self.wide.map(w, w + w).size() == 1
  self.wide.filter(w, w.contains('w')).size() == 1
  self.open.all(k, k.size() < 5)
  self.open.all(k, self.open[k].startsWith('p'))
  self.open.all(k, v, v.startsWith('p'))
  self.unbounded.contains('x')
  self.unbounded.matches('^f.*')
  self.unbounded.split(',').size() == 1
  self.unbounded.replace('f', 'g') == 'gree'
  self.unbounded.lowerAscii() == 'free'
  self.unbounded.substring(1).size() == 3
  self.list.all(x, self.list.all(y, x == y))
  self.list.exists(x, self.set.exists(y, self.map.exists(z, x == y && y == z)))
  self.wide.all(x, self.wide.all(y, self.wide.all(z, x == y || y == z)))
  self.list.map(x, x.size()).sum() == 3
  self.list.join('').size() == 3
  self.list.sort() == ['a', 'a', 'b']
  self.list.distinct().size() == 2
  self.list.slice(0, 1).size() == 1
  self.list.reverse()[0] == 'a'
  lists.range(3).size() == 3
  self.wide.distinct().size() == 1
  self.wide.sort().size() == 1
  self.wide.sortBy(x, x).size() == 1
  self.wide.flatten().size() == 1
  self.numbers.sort() == [1, 2, 3]
  sets.contains(self.wide, self.wide)
  sets.intersects(self.list, self.set)
  isIP(self.s)
  ip(self.s).family() == 4
  isCIDR(self.s)
  cidr('10.0.0.0/8').containsIP(self.s)
  isURL(self.s)
  url(self.unbounded).getHost() == ''
  quantity(self.s).isLessThan(quantity('1'))
  isQuantity(self.unbounded)
  semver(self.unbounded).major() == 1
  isSemver(self.s)
  format.dns1123Label().validate(self.s).hasValue()
  format.uri().validate(self.unbounded).hasValue()
  !format.named('dns1123Label').value().validate(self.s).hasValue()
  '%s-%d'.format([self.s, self.n]) == 'hello-3'
  self.list.transformList(i, v, v).size() == 3
  self.map.transformMap(k, v, v) == self.map
  self.parts.transformMapEntry(i, p, {p.id: p.v}) == {'x': 1, 'y': 2}
  [self.set, self.list].flatten().size() == 6
  self.set == self.list
  self.parts[0].tags + ['r'] == ['r', 'q', 'p']
  [self.set][0] == ['a', 'c', 'b']
  self.deep.exists(k, self.deep[k] == ['a', 'b'])
  self.deep.all(k, v, v == ['a', 'b'])
  self.parts.map(p, p.?tags.orValue([])) == [['p', 'q'], []]
  self.parts.exists(p, p.?tags.orValue([]) == ['p', 'q'])
  optional.of(self.set) == optional.of(['a', 'b', 'c'])
  self.set.map(x, x) == ['a', 'b', 'c']
  self.set.filter(x, true) == ['a', 'b', 'c']
`);

const crd = (spec) => ({ type: 'object', properties: { spec } });
const whole = (rules, more = {}) =>
  crd({ type: 'object', properties: { ...PROPERTIES, ...more }, 'x-kubernetes-validations': rules });
const at = (property, rules) =>
  whole([], { [property]: { ...PROPERTIES[property], 'x-kubernetes-validations': rules } });
const inItems = (property, rules, inner) => {
  const list = PROPERTIES[property];
  const items = inner
    ? {
        ...list.items,
        properties: {
          ...list.items.properties,
          [inner]: { ...list.items.properties[inner], 'x-kubernetes-validations': rules },
        },
      }
    : { ...list.items, 'x-kubernetes-validations': rules };
  return whole([], { [property]: { ...list, items } });
};
const update = { object: OBJECT, old: OLD };
const shaped = (schema, more = update) => ({
  schema,
  object: { spec: more.object },
  ...(more.old ? { old: { spec: more.old } } : {}),
});

const placed = [
  ...['self.v > 1', 'self.v == oldSelf.v', 'self == oldSelf', "self.id != 'x'"].flatMap((rule) => [
    shaped(inItems('parts', [{ rule }])),
    shaped(inItems('twice', [{ rule }])),
  ]),
  shaped(inItems('parts', [{ rule: 'self == oldSelf' }], 'tags')),
  shaped(inItems('parts', [{ rule: 'self == oldSelf' }], 'v')),
  shaped(inItems('twice', [{ rule: 'self == oldSelf', message: 'stays' }], 'v')),
  shaped(inItems('set', [{ rule: "self != 'a'" }])),
  shaped(inItems('list', [{ rule: "self != 'a'", message: 'not a' }])),
  shaped(at('set', [{ rule: 'self == oldSelf' }])),
  shaped(at('list', [{ rule: 'self == oldSelf' }])),
  shaped(at('parts', [{ rule: 'self == oldSelf' }])),
  shaped(at('parts', [{ rule: 'self.size() < 2' }])),
  shaped(at('set', [{ rule: 'self.size() < 2' }])),
  shaped(at('list', [{ rule: 'self.size() < 2' }])),
  shaped(at('map', [{ rule: 'self == oldSelf && self.size() > 5' }])),
  shaped(at('map', [{ rule: 'self.size() > 5' }])),
  shaped(at('s', [{ rule: "self == 'x'", reason: 'FieldValueForbidden' }])),
  shaped(at('s', [{ rule: "self == 'x'", reason: 'FieldValueRequired', message: 'need' }])),
  shaped(at('s', [{ rule: "self == 'x'", reason: 'FieldValueDuplicate' }])),
  shaped(at('nullable', [{ rule: "self == 'x'" }])),
  shaped(at('free', [{ rule: 'self == oldSelf' }])),
  shaped(at('obj', [{ rule: 'self.x > 1', fieldPath: '.x' }])),
  shaped(at('obj', [{ rule: 'self.x > 1', fieldPath: '.set', message: 'm' }])),
  shaped(whole([{ rule: 'self.n > 5', messageExpression: "'n is ' + string(self.n)" }])),
  shaped(whole([{ rule: 'self.n > 5', messageExpression: "'was ' + string(oldSelf.n)" }])),
  shaped(whole([{ rule: 'self.n > 5', messageExpression: "'was ' + string(oldSelf.n)" }]), { object: OBJECT }),
  shaped(whole([{ rule: 'self.n > 5', messageExpression: 'string(1 / (self.n - 3))', message: 'plain' }])),
  shaped(whole([{ rule: 'self.n > 5', messageExpression: "'a\\nb'", message: 'plain' }])),
  shaped(whole([{ rule: 'self.n > 5', messageExpression: "' '" }])),
  shaped(whole([{ rule: 'self.n > 5', messageExpression: 'self.n' }])),
  shaped(whole([{ rule: 'self.n > 5', messageExpression: 'self.zz' }])),
  shaped(whole([{ rule: 'self.n > 5', messageExpression: "string(int('a'))" }])),
  ...[true, false].flatMap((optionalOldSelf) =>
    [update, { object: OBJECT }].flatMap((it) => [
      shaped(whole([{ rule: 'oldSelf.hasValue()', optionalOldSelf }]), it),
      shaped(
        whole([
          {
            rule: 'oldSelf.hasValue() && oldSelf.value().n == 9',
            optionalOldSelf,
            messageExpression: "oldSelf.hasValue() ? 'had' : 'new'",
          },
        ]),
        it,
      ),
      shaped(whole([{ rule: 'oldSelf.?n.orValue(7) == self.n', optionalOldSelf }]), it),
      shaped(inItems('parts', [{ rule: 'oldSelf.?v.orValue(7) == self.v', optionalOldSelf }]), it),
    ]),
  ),
  shaped(whole([{ rule: 'self.wide.all(x, self.wide.all(y, self.wide.all(z, x + y != z)))' }]), {
    object: { ...OBJECT, wide: Array.from({ length: 120 }, (_, i) => `w${i}`) },
  }),
  shaped(
    whole(Array.from({ length: 14 }, (_, i) => ({ rule: `self.wide.all(x, self.wide.all(y, x + y != '${i}'))` }))),
    { object: { ...OBJECT, wide: Array.from({ length: 300 }, (_, i) => `w${i}`) } },
  ),
  shaped(
    whole([], {
      map: {
        ...PROPERTIES.map,
        additionalProperties: { ...text, 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
      },
    }),
    { object: OBJECT, old: { ...OLD, map: { k: 'x', l: 'w' } } },
  ),
  shaped(
    whole([], {
      obj: {
        ...PROPERTIES.obj,
        'x-kubernetes-map-type': 'atomic',
        properties: {
          ...PROPERTIES.obj.properties,
          x: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
        },
      },
    }),
    { object: OBJECT, old: { ...OLD, obj: { x: 5 } } },
  ),
  shaped(
    whole([], {
      obj: {
        ...PROPERTIES.obj,
        'x-kubernetes-map-type': 'granular',
        properties: {
          ...PROPERTIES.obj.properties,
          x: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
        },
      },
    }),
    { object: OBJECT, old: { ...OLD, obj: { x: 5 } } },
  ),
  shaped({
    ...whole([]),
    'x-kubernetes-validations': [
      { rule: "self.metadata.name.startsWith('a')" },
      { rule: "self.kind == 'K'" },
      { rule: 'self.metadata.labels.size() > 0' },
      { rule: 'has(self.spec)' },
    ],
  }),
];

const withHead = (one) => ({
  ...one,
  ...(one.object.metadata
    ? {}
    : { object: { apiVersion: 'example.com/v1', kind: 'Cel', metadata: { name: 'one' }, ...one.object } }),
  ...(one.old ? { old: { apiVersion: 'example.com/v1', kind: 'Cel', metadata: { name: 'one' }, ...one.old } } : {}),
});

export const CASES = [...RULES.map((rule) => shaped(whole([{ rule }]))), ...placed].map(withHead);
