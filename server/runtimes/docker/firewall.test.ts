import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { CLOSED_NETWORKS, firewallRules, parseCounters, parseResolvers, resolvers } from './firewall.ts';
import { overlaps, parseSubnet } from './subnets.ts';

describe('the firewall\'s rules', () => {
  const rules = firewallRules(['10.0.0.53', '9.9.9.9']);

  it('replace the whole table in one transaction and touch no other', () => {
    assert.match(rules, /^table inet atelier\ndelete table inet atelier\ntable inet atelier \{/);
    assert.deepEqual([...new Set(rules.match(/table \w+ \w+/g))], ['table inet atelier']);
    assert.doesNotMatch(rules, /flush/);
  });

  it('open port 53 of exactly the resolvers', () => {
    assert.match(rules, /set resolvers \{ type ipv4_addr; elements = \{ 10\.0\.0\.53, 9\.9\.9\.9 \}; \}/);
    assert.match(firewallRules([]), /set resolvers \{ type ipv4_addr; \}/);
    assert.equal(rules.match(/@resolvers meta l4proto \{ tcp, udp \} th dport 53 counter name dns accept/g)?.length, 2);
  });

  it('name every bridge of a workspace and nothing else of the machine', () => {
    const lines = rules.split('\n').filter((line) => /accept$|drop$/.test(line.trim()));
    assert.ok(lines.length > 8);
    for (const line of lines) assert.match(line, /[io]ifname "wsbr\*"/);
  });

  it('close every range that is not the public internet', () => {
    const closed = CLOSED_NETWORKS.map(parseSubnet);
    for (const address of ['10.1.2.3', '172.31.255.255', '192.168.0.1', '100.64.0.1', '169.254.169.254', '127.0.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1']) {
      assert.ok(closed.some((network) => overlaps(network, parseSubnet(`${address}/32`))), address);
    }
    for (const address of ['1.1.1.1', '172.32.0.1', '100.128.0.1', '192.169.0.1', '223.255.255.255']) {
      assert.ok(!closed.some((network) => overlaps(network, parseSubnet(`${address}/32`))), address);
    }
  });
});

describe('the machine\'s resolvers', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-resolv-'));
    await writeFile(join(folder, 'stub'), 'nameserver 127.0.0.53\noptions edns0\n');
    await writeFile(join(folder, 'real'), '# comment\nnameserver 192.168.1.1\nnameserver fd00::1\n nameserver 192.168.1.1\nnameserver not-an-address\n');
  });
  after(async () => await rm(folder, { recursive: true }));

  it('are IPv4 addresses, once each', () => {
    assert.deepEqual(parseResolvers('nameserver 9.9.9.9\nnameserver 1.1.1.1\nnameserver 9.9.9.9\nnameserver ::1\nsearch x\n'), ['1.1.1.1', '9.9.9.9']);
    assert.deepEqual(parseResolvers('nameserver 1.1.1.1; drop\nnameserver 1.1.1.1/0\n'), []);
  });

  it('are those behind a stub on the loopback, which the engine asks itself', async () => {
    assert.deepEqual(await resolvers([join(folder, 'stub'), join(folder, 'real')]), ['192.168.1.1']);
    assert.deepEqual(await resolvers([join(folder, 'stub')]), []);
    assert.deepEqual(await resolvers([join(folder, 'none')]), []);
  });
});

it('reads the counters that nft lists', () => {
  const listing = 'table inet atelier {\n\tcounter to_host {\n\t\tpackets 3 bytes 180\n\t}\n\tcounter smtp {\n\t\tpackets 0 bytes 0\n\t}\n}\n';
  assert.deepEqual([...parseCounters(listing)], [['to_host', 3], ['smtp', 0]]);
});
