import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { buildAgent } from '#agent/build.ts';

import { newId } from '../../ids.ts';
import { WorkspaceId } from '../../../shared/ids.ts';
import { rejects, until } from '../runtime.contract.ts';
import { DEFAULT_ENGINE_SOCKET, engineSocketFromEnvironment } from './engine.ts';
import { LABEL, instanceOf } from './names.ts';
import { createRuntimeFixture } from './runtime.fixture.ts';
import type { RuntimeFixture } from './runtime.fixture.ts';

const BUNDLE = join(import.meta.dirname, '../../../dist/agent');

/** The real engine behind a socket that can be taken away, as a stopped engine's is. */
async function startInterruptibleEngine(path: string): Promise<{ interrupt(): Promise<void>; resume(): Promise<void> }> {
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  async function resume(): Promise<void> {
    server = createServer({ allowHalfOpen: true }, (client) => {
      const engine = connect({ path: engineSocketFromEnvironment(process.env) ?? DEFAULT_ENGINE_SOCKET, allowHalfOpen: true });
      for (const socket of [client, engine]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => sockets.delete(socket));
      }
      client.pipe(engine).pipe(client);
      client.on('close', () => engine.destroy());
      engine.on('close', () => client.destroy());
    });
    server.listen(path);
    await once(server, 'listening');
  }
  async function interrupt(): Promise<void> {
    const closed = server === null ? null : once(server, 'close');
    server?.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }
  await resume();
  return { interrupt, resume };
}

describe('the Docker runtime when something goes wrong', () => {
  let fixture: RuntimeFixture;
  let folder: string;
  before(async () => {
    await buildAgent(BUNDLE);
    fixture = await createRuntimeFixture({ agentBundleFolder: BUNDLE });
    folder = await mkdtemp(join(tmpdir(), 'atelier-faults-'));
  });
  after(async () => {
    await fixture.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('says unavailable while no engine answers, and throws nothing else', async () => {
    const lonely = fixture.restarted({ engineSocket: join(folder, 'nobody.sock') });
    const plan = fixture.plan();
    const id = plan.workspaceId;
    const job = { image: plan.image, uid: plan.uid, mounts: [], command: ['true'] as const, timeoutMs: 5000, maxOutputBytes: 10 };
    const calls = [() => lonely.apply(plan), () => lonely.stop(id), () => lonely.remove(id, []), () => lonely.list(), () => lonely.usage(id), () => lonely.log(id, 1), () => lonely.runOnce(job)];
    for (const call of calls) assert.equal((await rejects('unavailable', call())).details['part'], 'engine');
    assert.deepEqual(await lonely.facts(), { reachable: false, version: '', warnings: [] });
    assert.match((await lonely.proveWall(plan.image)).holes[0] ?? '', /^not_proven: unavailable/);
  });

  it('notices an engine that stops and comes back while workspaces run', async () => {
    const socket = join(folder, 'engine.sock');
    const engine = await startInterruptibleEngine(socket);
    const runtime = fixture.restarted({ engineSocket: socket });
    const told: string[] = [];
    const watch = runtime.watch({ onEvent: (event) => told.push(event.type), onLost: () => told.push('lost'), onBack: () => told.push('back') });
    const plan = fixture.plan();
    await runtime.apply(plan);
    await until(async () => told, (seen) => seen.includes('started'));

    await engine.interrupt();
    await until(async () => told, (seen) => seen.includes('lost'));
    await rejects('unavailable', runtime.list());
    assert.equal((await runtime.facts()).reachable, false);

    await engine.resume();
    await until(async () => told, (seen) => seen.includes('back'));
    assert.deepEqual(told, ['started', 'lost', 'back']);
    assert.equal((await runtime.list()).find((found) => found.workspaceId === plan.workspaceId)?.running, true);
    await runtime.stop(plan.workspaceId);
    await until(async () => told, (seen) => seen.includes('removed'));
    watch.close();
    await engine.interrupt();
    assert.equal(told.filter((word) => word === 'lost').length, 1);
  });

  it('finds what runs after a restart of the server, and repairs what ended in between', async () => {
    const plan = fixture.plan();
    await fixture.runtime.apply(plan);
    const after = fixture.restarted();
    const [found] = (await after.list()).filter((observed) => observed.workspaceId === plan.workspaceId);
    assert.equal(found?.running, true);
    await after.apply(plan, (step) => assert.fail(step));

    await fixture.engine.getContainer(`atelier-${plan.workspaceId}`).kill();
    const ended = (await until(async () => await after.list(), (all) => all.some((one) => one.workspaceId === plan.workspaceId && !one.running))).find((one) => one.workspaceId === plan.workspaceId);
    assert.deepEqual(ended?.exit, { code: 137, outOfMemory: false });
    await after.apply(plan);
    assert.equal((await after.list()).find((one) => one.workspaceId === plan.workspaceId)?.running, true);
  });

  it('gives a volume away at the next start when a crash came before it did', async () => {
    const plan = fixture.plan();
    await fixture.engine.createVolume({ Name: fixture.home(plan) });
    await fixture.runtime.apply(plan);
    assert.equal((await fixture.exec(plan, ['sh', '-c', 'touch ~/x && stat -c %U ~ ~/x'])).output, 'ws\nws\n');
  });

  it('gives a volume away once, and not at every start', async () => {
    const plan = fixture.plan();
    await fixture.runtime.apply(plan);
    await fixture.exec(plan, ['touch', '/home/ws/changed']);
    await fixture.runtime.stop(plan.workspaceId);
    const events = await fixture.engine.getEvents({ filters: { type: ['container'], event: ['create'], label: [LABEL.helper, `${LABEL.instance}=${instanceOf(fixture.dataFolder)}`] } });
    const helpers: string[] = [];
    events.on('data', (chunk: Buffer) => helpers.push(String(chunk)));
    await fixture.runtime.apply(plan);
    assert.deepEqual(helpers, []);
    // The control: a new volume does need one.
    await fixture.runtime.apply(fixture.plan());
    await until(async () => helpers, (seen) => seen.length === 1);
    if ('destroy' in events && typeof events.destroy === 'function') events.destroy();
  });

  it('sees only its own workspaces on an engine that others share', async () => {
    const plan = fixture.plan();
    await fixture.runtime.apply(plan);
    const neighbour = fixture.restarted({ dataFolder: join(folder, 'other') });
    assert.deepEqual(await neighbour.list(), []);
  });

  it('removes the helpers that a killed server left behind, before its own first one', async () => {
    const left = await fixture.engine.createContainer({
      Image: fixture.image, Entrypoint: ['sleep'], Cmd: ['600'], User: '29999', HostConfig: { NetworkMode: 'none' },
      Labels: { [LABEL.instance]: instanceOf(fixture.dataFolder), [LABEL.helper]: 'one-off' },
    });
    await left.start();
    await fixture.restarted().list();
    await assert.rejects(left.inspect(), /no such container/);
  });

  it('removes the volumes that a killed server’s imports worked in, and no other', async () => {
    const left = newId('j');
    const volume = async (name: string, dataFolder: string): Promise<string> => {
      await fixture.engine.createVolume({ Name: name, Labels: { [LABEL.instance]: instanceOf(dataFolder) } });
      return name;
    };
    const own = await volume(`atelier-import-${left}-29999`, fixture.dataFolder);
    const others = [await volume(`atelier-import-${left}-29998`, join(folder, 'other')), await volume(`atelier-${newId('w')}-import`, fixture.dataFolder)];
    try {
      await fixture.restarted().list();
      await assert.rejects(fixture.engine.getVolume(own).inspect(), /no such volume/i);
      for (const other of others) assert.equal((await fixture.engine.getVolume(other).inspect()).Name, other);
    } finally {
      for (const other of others) await fixture.engine.getVolume(other).remove();
    }
  });

  it('uses a newer bundle at the next start, and keeps the old one for what runs', async () => {
    const bundle = join(folder, 'bundle');
    await mkdir(bundle);
    await cp(join(BUNDLE, 'supervisor.sh'), join(bundle, 'supervisor.sh'));
    const write = async (version: string): Promise<void> => {
      await rm(join(bundle, 'node'), { force: true });
      await writeFile(join(bundle, 'node'), `#!/bin/sh\necho "agent ${version}"; exec sleep 1000\n`);
      await chmod(join(bundle, 'node'), 0o755);
      await writeFile(join(bundle, 'VERSION'), `${version}\n`);
    };
    await write('one');
    const runtime = fixture.restarted({ agentBundleFolder: bundle });
    const plan = fixture.plan();
    const says = async (): Promise<string> => (await fixture.exec(plan, ['cat', '/opt/agent/node'])).output;
    await runtime.apply(plan);
    await write('two');
    await runtime.apply(plan);
    assert.match(await says(), /agent one/);
    // Another server's start clears away what nobody uses, and this one is used.
    await fixture.restarted({ agentBundleFolder: bundle }).list();
    assert.match(await says(), /agent one/);
    await runtime.stop(plan.workspaceId);
    await runtime.apply(plan);
    assert.match(await says(), /agent two/);
  });

  it('says what is missing when the agent has not been built or the certificates are not there', async () => {
    const plan = fixture.plan();
    const unbuilt = await rejects('unavailable', fixture.restarted({ agentBundleFolder: join(folder, 'nothing') }).apply(plan));
    assert.equal(unbuilt.details['part'], 'agent');
    const untrusted = await rejects('unavailable', fixture.restarted({ extraCaFile: join(folder, 'no.pem') }).apply(plan));
    assert.equal(untrusted.details['part'], 'certificates');
  });

  it('refuses a data folder whose sockets would have too long a path', async () => {
    await rejects('invalid_input', Promise.resolve().then(() => fixture.restarted({ dataFolder: `/tmp/${'x'.repeat(80)}` })));
    const longest = `/tmp/${'x'.repeat(73)}`;
    const runtime = fixture.restarted({ dataFolder: longest });
    const id = WorkspaceId.parse(newId('w'));
    const server = createServer().listen(join(runtime.socketFolder(id), 'agent.sock'));
    await once(server, 'listening');
    server.close();
    await rm(longest, { recursive: true });
  });
});
