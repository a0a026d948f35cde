import { buildAgent } from '#agent/build.ts';

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { rejects, until } from '../runtime.contract.ts';
import type { WorkspacePlan } from '../runtime.ts';
import { createFirewall, parseResolvers } from './firewall.ts';
import { machineAddresses, openHostBait } from './host-bait.ts';
import { bridgeName, workspaceName } from './names.ts';
import { createNetworks } from './network.ts';
import { CLOSED_ADDRESSES, MAIL_PORTS, OPEN_PORTS, PUBLIC_ADDRESS, hears, startOutsideWorld } from './outside-world.fixture.ts';
import { ASK_DNS, CONNECT, LISTEN } from './probes.fixture.ts';
import { createRuntimeFixture } from './runtime.fixture.ts';
import type { RuntimeFixture } from './runtime.fixture.ts';
import { createWallProof } from './wall-proof.ts';

const BUNDLE = join(import.meta.dirname, '../../../dist/agent');
const run = promisify(execFile);

/** Every rule of the firewall, tried from inside a workspace against something that really listens. */
describe('the firewall, from inside a workspace', () => {
  const firewall = createFirewall();
  let fixture: RuntimeFixture;
  let outside: { close(): Promise<void> };
  let plan: WorkspacePlan;
  let other: WorkspacePlan;
  const connect = async (address: string, port: number, about = plan): Promise<string> => await fixture.python(about, CONNECT, address, String(port));
  const counted = async (name: string): Promise<number> => (await firewall.counters()).get(name) ?? 0;
  /** Knocks until the rule has counted it: another server that starts sets all counters back. */
  const droppedBy = async (rule: string, address: string, port: number): Promise<void> => {
    await until(async () => {
      const before = await counted(rule);
      assert.equal(await connect(address, port), 'TIMEOUT', address);
      return (await counted(rule)) - before;
    }, (seen) => seen > 0);
  };
  const inspect = async (about: WorkspacePlan) => await fixture.engine.getContainer(workspaceName(about.workspaceId)).inspect();

  before(async () => {
    await buildAgent(BUNDLE);
    fixture = await createRuntimeFixture({ agentBundleFolder: BUNDLE });
    outside = await startOutsideWorld();
    plan = fixture.plan({ network: 'public' });
    other = fixture.plan({ network: 'public' });
    await Promise.all([fixture.runtime.apply(plan), fixture.runtime.apply(other)]);
  });
  after(async () => {
    await fixture.dispose();
    await outside.close();
  });

  it('gives each workspace a bridge of its own, a small network, and no IPv6', async () => {
    const subnets = new Set<string>();
    for (const about of [plan, other]) {
      const network = await fixture.engine.getNetwork(workspaceName(about.workspaceId)).inspect();
      assert.equal(network.Options?.['com.docker.network.bridge.name'], bridgeName(workspaceName(about.workspaceId)));
      assert.equal(network.Options?.['com.docker.network.bridge.enable_icc'], 'false');
      assert.equal(network.EnableIPv6, false);
      assert.match(network.IPAM?.Config?.[0]?.Subnet ?? '', /\/28$/);
      subnets.add(network.IPAM?.Config?.[0]?.Subnet ?? '');
    }
    assert.equal(subnets.size, 2);
    assert.equal(await fixture.python(plan, 'print([l.split()[-1] for l in open("/proc/net/if_inet6") if l.split()[-1] != "lo"])'), '[]');
  });

  it('lets a workspace reach public addresses', async () => {
    for (const port of OPEN_PORTS) assert.equal(await connect(PUBLIC_ADDRESS, port), 'hello', String(port));
  });

  it('drops mail to a server that listens', async () => {
    for (const port of MAIL_PORTS) assert.equal(await hears(PUBLIC_ADDRESS, port), 'hello');
    assert.deepEqual(await Promise.all(MAIL_PORTS.map(async (port) => await connect(PUBLIC_ADDRESS, port))), ['TIMEOUT', 'TIMEOUT', 'TIMEOUT']);
  });

  it('drops what goes to private, shared and link-local addresses, though someone listens there', async () => {
    for (const address of CLOSED_ADDRESSES) assert.equal(await hears(address, 80), 'hello');
    const answers = await Promise.all(CLOSED_ADDRESSES.map(async (address) => await connect(address, 80)));
    assert.deepEqual([...new Set(answers)], ['TIMEOUT']);
  });

  it('drops what goes to the metadata address', async () => {
    await droppedBy('to_closed', '169.254.169.254', 80);
  });

  it('lets nobody knock at this machine: on its gateway, on any of its addresses, by TCP or UDP', async () => {
    const bait = await openHostBait('knock');
    try {
      const gateway = (await inspect(plan)).NetworkSettings.Networks[workspaceName(plan.workspaceId)]?.Gateway ?? '';
      assert.match(gateway, /^10\.|^172\.|^192\./);
      const addresses = [gateway, ...machineAddresses()];
      const answers = await Promise.all(addresses.map(async (address) => [address, await connect(address, bait.port)]));
      for (const [address, answer] of answers) assert.ok(answer === 'TIMEOUT' || answer === 'ENETUNREACH' || answer === 'EADDRNOTAVAIL', `${address}: ${answer}`);
      await fixture.python(plan, 'import socket, sys\nfor a in sys.argv[2:]:\n  try: socket.socket(socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_DGRAM).sendto(b"knock", (a, int(sys.argv[1])))\n  except OSError: pass', String(bait.port), ...addresses);
      assert.equal(await fetchBait(bait.port), 'knocked');
      // Of all who knocked only this test itself was let in.
      assert.deepEqual(bait.caught(), ['reached: host by TCP from 127.0.0.1']);
    } finally {
      await bait.close();
    }
  });

  it('lets nobody reach a port that another container publishes', async () => {
    const container = await fixture.engine.createContainer({
      Image: fixture.image, Entrypoint: ['python3'], Cmd: ['-c', LISTEN, '8080'], Labels: { 'atelier.test': 'wall' }, ExposedPorts: { '8080/tcp': {} },
      HostConfig: { PortBindings: { '8080/tcp': [{ HostIp: '0.0.0.0', HostPort: '' }] } },
    });
    try {
      await container.start();
      const { NetworkSettings } = await container.inspect();
      const port = Number(NetworkSettings.Ports['8080/tcp']?.[0]?.HostPort);
      await until(async () => await hears('127.0.0.1', port), (heard) => heard === 'hello');
      const answers = await Promise.all(machineAddresses().filter((found) => !found.includes(':')).map(async (address) => await connect(address, port)));
      assert.deepEqual([...new Set(answers)], ['TIMEOUT']);
      assert.equal(await connect(NetworkSettings.Networks['bridge']?.IPAddress ?? '', 8080), 'TIMEOUT');
    } finally {
      await container.remove({ force: true });
    }
  });

  it('lets no workspace reach another, by address or by name', async () => {
    const { NetworkSettings, Id } = await inspect(other);
    const address = NetworkSettings.Networks[workspaceName(other.workspaceId)]?.IPAddress ?? '';
    const [program, ...args] = ['sh', '-c', 'nohup python3 -c "$0" 8080 >/dev/null 2>&1 &', LISTEN];
    await fixture.exec(other, [String(program), ...args]);
    await until(async () => await connect('127.0.0.1', 8080, other), (heard) => heard === 'hello');
    await droppedBy('to_workspace', address, 8080);
    for (const name of [workspaceName(other.workspaceId), Id.slice(0, 12), 'ws']) {
      const resolved = await fixture.python(plan, 'import socket, sys\ntry: print(socket.gethostbyname(sys.argv[1]))\nexcept OSError: print("unknown")', name);
      assert.notEqual(resolved, address, name);
    }
  });

  it('answers names through the engine, and opens nothing else of the resolver\'s machine', async () => {
    const before = await counted('dns');
    const code = await fixture.python(plan, ASK_DNS, 'atelier.invalid').catch(() => 'no answer');
    // A resolver on this machine's loopback is asked by the engine itself, and no packet passes the firewall.
    assert.ok(code === '3' || code === '0' || (await counted('dns')) > before, code);
    for (const resolver of parseResolvers(await readFile('/etc/resolv.conf', 'utf8')).filter((address) => !address.startsWith('127.'))) {
      assert.equal(await connect(resolver, 80), 'TIMEOUT', resolver);
      assert.equal(await connect(resolver, 853), 'TIMEOUT', resolver);
    }
  });

  it('speaks no IPv6 to anyone', async () => {
    for (const address of ['2001:db8::1', ...machineAddresses().filter((found) => found.includes(':'))]) {
      assert.match(await connect(address, 80), /^(ENETUNREACH|EADDRNOTAVAIL)$/, address);
    }
  });

  it('leaves a workspace without a network nothing but its own loopback', async () => {
    const alone = fixture.plan({ network: 'none' });
    await fixture.runtime.apply(alone);
    assert.equal((await fixture.exec(alone, ['ls', '/sys/class/net'])).output.trim(), 'lo');
    for (const address of [PUBLIC_ADDRESS, '169.254.169.254', ...machineAddresses()]) assert.match(await connect(address, 80, alone), /^(ENETUNREACH|EADDRNOTAVAIL)$/, address);
  });

  it('takes a network away with the plan that had it', async () => {
    const shrinking = fixture.plan({ network: 'public' });
    await fixture.runtime.apply(shrinking);
    await fixture.runtime.apply({ ...shrinking, network: 'none' });
    assert.equal((await fixture.exec(shrinking, ['ls', '/sys/class/net'])).output.trim(), 'lo');
    await assert.rejects(fixture.engine.getNetwork(workspaceName(shrinking.workspaceId)).inspect(), /no such network/);
  });

  it('puts the rules back when someone changed them, and leaves them alone otherwise', async () => {
    const handle = async (): Promise<string> => /handle (\d+)/.exec((await run('nft', ['-a', 'list', 'table', 'inet', 'atelier'])).stdout)?.[1] ?? '';
    assert.equal(await firewall.ensure(), null);
    await until(async () => {
      const before = await handle();
      assert.equal(await firewall.ensure(), null);
      return before === (await handle());
    }, (same) => same);
    await run('nft', ['add', 'chain', 'inet', 'atelier', 'stranger']);
    assert.equal(await firewall.ensure(), null);
    assert.doesNotMatch((await run('nft', ['list', 'table', 'inet', 'atelier'])).stdout, /stranger/);
  });

  it('gives no network where the firewall cannot be set: no nft, or no right to use it', async () => {
    const missing = fixture.restarted({ nft: ['/nonexistent/nft'] });
    const missed = await rejects('unavailable', missing.apply(fixture.plan({ network: 'public' })));
    assert.deepEqual(missed.details, { part: 'firewall', reason: 'nft is not installed' });
    assert.deepEqual((await missing.proveWall(fixture.image)).holes, ['firewall: nft is not installed']);

    const powerless = fixture.restarted({ nft: ['/usr/bin/setpriv', '--bounding-set=-net_admin', '--inh-caps=-net_admin', '/usr/sbin/nft'] });
    const refused = await rejects('unavailable', powerless.apply(fixture.plan({ network: 'public' })));
    assert.match(String(refused.details['reason']), /not permitted/i);
    await powerless.apply(fixture.plan({ network: 'none' }));
  });

  it('is proved whole by the probe', async () => {
    assert.deepEqual((await fixture.runtime.proveWall(fixture.image)).holes, []);
  });

  it('is found broken by the probe when a network is not behind it', async () => {
    const { engine, image } = fixture;
    const real = createNetworks({ engine });
    const open = {
      ensure: async (name: string, labels: Readonly<Record<string, string>>) => {
        await engine.createNetwork({ Name: name, Labels: { ...labels } });
      },
      remove: async (name: string) => await real.remove(name),
    };
    const { holes } = await createWallProof({ engine, instance: 'wall-test', networks: open, firewall }).prove(image);
    assert.ok(holes.some((hole) => /^reached: host .* port \d+$/.test(hole)), holes.join('\n'));
    assert.ok(holes.some((hole) => hole.startsWith('reached: host by UDP')), holes.join('\n'));
    assert.ok(holes.includes('firewall: the rule to_host saw nothing of the probe'), holes.join('\n'));
  });

  it('is not taken for whole when the probe cannot run', async () => {
    const { holes } = await fixture.runtime.proveWall('atelier/none:none');
    assert.equal(holes.length, 1);
    assert.match(holes[0] ?? '', /^not_proven: not_found/);
  });
});

/** The control: the bait does catch who reaches it. */
async function fetchBait(port: number): Promise<string> {
  return await fetch(`http://127.0.0.1:${port}`).then(() => 'answered', () => 'knocked');
}
