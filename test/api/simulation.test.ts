import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { printError } from '../../lib/api/field-errors.ts';
import { ASSUMED, ASSUMED_POOLS, simulationErrors, simulationJson } from '../../lib/api/simulation/simulation.ts';

const test = suite('api: what only an embedded cluster is told');

const told = (spec: unknown): string[] => simulationErrors(spec).map(printError);

test('what is assumed is in order: three zones with a node each', () => {
  assert.equal(told(ASSUMED), []);
  assert.is(ASSUMED.pools, ASSUMED_POOLS);
  assert.is(ASSUMED_POOLS[0]!.zones!.length * ASSUMED_POOLS[0]!.nodes!, 3);
  assert.equal(simulationJson(ASSUMED), ASSUMED);
});

test('a whole one is taken', () => {
  assert.equal(
    told({
      pools: [
        {
          name: 'gpu',
          zones: ['a', 'b'],
          nodes: 2,
          cpu: '3500m',
          memory: '16Gi',
          labels: { kind: 'gpu' },
          taints: [{ key: 'gpu', effect: 'NoSchedule' }],
          resources: { 'nvidia.com/gpu': 1 },
          images: ['mongo:8'],
          price: 1.25,
        },
      ],
      programs: [{ image: 'shop/web', readySeconds: 3.5, cpu: '200m', memory: '100Mi' }],
      images: [{ name: 'shop/*', size: '80M', private: true }],
      provisioners: [{ name: 'pd.csi.example.com', seconds: 4, zones: ['a'] }],
      pace: { startSeconds: 1 },
    }),
    [],
  );
});

test('mistakes are told with their place', () => {
  assert.equal(told({}), ['pools: Required value']);
  assert.equal(told([]), ['simulation: Invalid value: []: must be an object']);
  assert.equal(told({ pools: [{ name: 'a', cpu: 'lots', nodes: -1, zones: 'a', colour: 'red' }] }), [
    'pools[0].cpu: Invalid value: "lots": must be a quantity, such as 4, 500m or 16Gi',
    'pools[0].nodes: Invalid value: -1: must be a whole number, not below 0',
    'pools[0].zones: Invalid value: "a": must be a list of texts',
    'pools[0].colour: Invalid value: "red": unknown field; known: name, zones, region, nodes, maxNodes, minNodes, cpu, memory, storage, pods, labels, taints, resources, images, price, bootSeconds',
  ]);
  assert.equal(told({ pools: [{ name: 'a' }, { name: 'a', taints: [{ key: 'x', effect: 'Never' }] }, {}] }), [
    'pools[1].name: Duplicate value: "a"',
    'pools[1].taints[0].effect: Unsupported value: "Never": supported values: "NoExecute", "NoSchedule", "PreferNoSchedule"',
    'pools[2].name: Required value',
  ]);
  assert.equal(told({ pools: [], images: [{ size: 1 }], provisioners: [{}] }), [
    'images[0].name: Required value',
    'provisioners[0].name: Required value',
  ]);
});

test.run();
