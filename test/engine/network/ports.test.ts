import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AddressSet, atoms, formatAddress, parseAddress } from '../../../lib/engine/network/addresses.ts';
import { PortSet } from '../../../lib/engine/network/ports.ts';

const tcp = (first: number, last = first): PortSet => PortSet.of('TCP', first, last);

const sums: [string, PortSet, string][] = [
  ['neighbours melt', tcp(80).or(tcp(81)), 'TCP 80-81'],
  ['protocols stay apart', tcp(53).or(PortSet.port('UDP', 53)), 'TCP 53,UDP 53'],
  ['a hole', PortSet.of('TCP').minus(tcp(80)), 'TCP 1-79,81-65535'],
  [
    'everything less one port names all protocols',
    PortSet.ALL.minus(tcp(80)),
    'SCTP 1-65535,TCP 1-79,81-65535,UDP 1-65535',
  ],
  ['what was cut out and put back is everything', PortSet.ALL.minus(tcp(80)).or(tcp(80)), 'All Connections'],
  ['overlap', tcp(1000, 2000).and(tcp(1500, 3000)), 'TCP 1500-2000'],
  ['no overlap', tcp(1, 9).and(tcp(10, 20)), 'No Connections'],
  ['a range that ends before it begins holds nothing', PortSet.of('TCP', 90, 80), 'No Connections'],
  ['an unknown protocol holds nothing', PortSet.of('ICMP'), 'No Connections'],
  ['bounds are kept', tcp(0, 70_000), 'TCP 1-65535'],
];
for (const [name, set, text] of sums) test(`ports: ${name}`, () => assert.is(String(set), text));

test('ports: membership is by protocol and number', () => {
  const set = tcp(80).or(tcp(5000, 6000));
  assert.ok(set.has('TCP', 80));
  assert.ok(set.has('TCP', 5500));
  assert.not(set.has('UDP', 80));
  assert.not(set.has('TCP', 6001));
  assert.not(set.has('ICMP', 80));
});

test('addresses: a block less its exceptions', () => {
  const set = AddressSet.block('10.0.0.0/8', ['10.10.0.0/16', '10.11.0.0/16']);
  assert.ok(set.has('10.9.255.255'));
  assert.not(set.has('10.10.0.1'));
  assert.not(set.has('10.11.255.255'));
  assert.ok(set.has('10.12.0.0'));
  assert.not(set.has('11.0.0.0'));
  assert.not(set.has('fd00::1'));
  assert.not(AddressSet.block('no block').has('10.0.0.1'));
});

test('addresses: version 6, in its many spellings', () => {
  const set = AddressSet.block('fd00::/8');
  assert.ok(set.has('fd12:3456::1'));
  assert.not(set.has('fe80::1'));
  assert.ok(AddressSet.block('::ffff:10.0.0.0/104').has('::ffff:10.1.2.3'));
  assert.is(formatAddress(6, parseAddress('1::2')!.value), '1:0:0:0:0:0:0:2');
});

test('addresses: everything is cut where some set begins or ends', () => {
  const cuts = atoms([AddressSet.block('10.0.0.0/8', ['10.10.0.0/16']), AddressSet.block('10.0.0.0/9')]);
  assert.equal(
    cuts.map(({ first, last }) => `${first}-${last}`),
    [
      '0.0.0.0-9.255.255.255',
      '10.0.0.0-10.9.255.255',
      '10.10.0.0-10.10.255.255',
      '10.11.0.0-10.127.255.255',
      '10.128.0.0-10.255.255.255',
      '11.0.0.0-255.255.255.255',
    ],
  );
  assert.equal(atoms([]), [{ first: '0.0.0.0', last: '255.255.255.255' }]);
});

test.run();
