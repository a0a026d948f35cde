import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { DEFAULT_POOLS, formatAddress, formatSubnet, freeSubnets, overlaps, parseRoutes, parseSubnet } from './subnets.ts';

describe('subnets', () => {
  it('are read and written, with the address cut to the network', () => {
    assert.equal(formatSubnet(parseSubnet('10.231.7.9/28')), '10.231.7.0/28');
    assert.equal(formatAddress(parseSubnet('255.255.255.255/32').base), '255.255.255.255');
    for (const wrong of ['', '10.0.0.0', '10.0.0.256/8', '10.0.0.0/33', 'fd00::/8', '10.0.0.0/8; drop']) assert.throws(() => parseSubnet(wrong), RangeError, wrong);
  });

  it('overlap when one holds an address of the other', () => {
    const net = parseSubnet('10.0.0.16/28');
    for (const [other, expected] of [['10.0.0.0/8', true], ['10.0.0.31/32', true], ['10.0.0.32/28', false], ['0.0.0.0/0', true]] as const) {
      assert.equal(overlaps(net, parseSubnet(other)), expected, other);
      assert.equal(overlaps(parseSubnet(other), net), expected, other);
    }
  });

  it('are taken from the pools in order, around what is taken', () => {
    const pools = ['10.1.0.0/26', '10.2.0.0/27'].map(parseSubnet);
    const taken = ['10.1.0.16/28', '10.1.0.40/32', '10.2.0.0/28'].map(parseSubnet);
    assert.deepEqual([...freeSubnets(pools, taken)].map(formatSubnet), ['10.1.0.0/28', '10.1.0.48/28', '10.2.0.16/28']);
  });

  it('come from the second pool where a network of the machine covers the first', () => {
    const [first] = freeSubnets(DEFAULT_POOLS, [parseSubnet('10.0.0.0/8')]);
    assert.equal(first && formatSubnet(first), '172.30.0.0/28');
  });

  it('of the machine are read from the kernel\'s table without its default route', () => {
    const table = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\neth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\ndocker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\neth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n';
    assert.deepEqual(parseRoutes(table).map(formatSubnet), ['172.17.0.0/16', '192.0.2.0/24']);
  });
});
