import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';

import { DOOR_ADDRESS } from '../../shared/agent-protocol.ts';
import { AtelierError } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { WorkspaceId } from '../../shared/ids.ts';
import { newId } from '../ids.ts';
import { planHash } from './plan-hash.ts';
import type { Observed, Runtime, RuntimeEvent, WorkspacePlan } from './runtime.ts';

/** What an adapter brings to be held to the contract. */
export type RuntimeUnderTest = {
  readonly runtime: Runtime;
  /** A plan of a new workspace on an image that the adapter has, with a home volume at /home/ws. */
  plan(changes?: Partial<WorkspacePlan>): WorkspacePlan;
  /** Runs a command inside a running workspace as its uid. */
  exec(plan: WorkspacePlan, command: readonly string[]): Promise<{ exitCode: number; output: string }>;
  dispose(): Promise<void>;
};

/** Every adapter of Runtime keeps these promises. */
export function runtimeContract(adapter: string, make: () => Promise<RuntimeUnderTest>): void {
  describe(`${adapter} keeps the contract of Runtime`, () => {
    let under: RuntimeUnderTest;
    before(async () => {
      under = await make();
    });
    after(async () => {
      await under.dispose();
    });

    const find = async (plan: WorkspacePlan): Promise<Observed | undefined> => (await under.runtime.list()).find((found) => found.workspaceId === plan.workspaceId);
    const sh = async (plan: WorkspacePlan, script: string): Promise<string> => (await under.exec(plan, ['sh', '-c', script])).output.trimEnd();
    const once = async (plan: WorkspacePlan, ...command: [string, ...string[]]) =>
      await under.runtime.runOnce({ image: plan.image, uid: plan.uid, mounts: plan.mounts, command, timeoutMs: 20_000, maxOutputBytes: 1000 });

    it('makes what the plan says, step by step, and lists it with the plan it was made from', async () => {
      const plan = under.plan();
      const steps: string[] = [];
      await under.runtime.apply(plan, (step) => steps.push(step));
      assert.deepEqual(steps, ['volume', 'network', 'container']);
      const found = await find(plan);
      assert.equal(found?.running, true);
      assert.equal(found.planHash, planHash(plan));
      assert.equal(found.exit, null);
      assert.ok(found.startedAtMs !== null && Math.abs(found.startedAtMs - Date.now()) < 60_000);
      assert.equal(await sh(plan, 'id -u; id -g; pwd'), `${plan.uid}\n${plan.uid}\n/home/ws`);
    });

    it('leaves a workspace alone that runs as planned, and takes no step', async () => {
      const plan = under.plan();
      await under.runtime.apply(plan);
      const before = await find(plan);
      await under.runtime.apply(plan, (step) => assert.fail(`took the step ${step}`));
      assert.deepEqual(await find(plan), before);
    });

    it('remakes a workspace for another plan and keeps its volumes', async () => {
      const plan = under.plan();
      await under.runtime.apply(plan);
      await sh(plan, 'echo kept > note');
      const changed = { ...plan, limits: { ...plan.limits, maxProcesses: 64 } };
      await under.runtime.apply(changed);
      assert.equal((await find(plan))?.planHash, planHash(changed));
      assert.equal(await sh(plan, 'cat note'), 'kept');
    });

    it('makes one container of two calls at once, and serves different workspaces side by side', async () => {
      const [one, two] = [under.plan(), under.plan()];
      await Promise.all([under.runtime.apply(one), under.runtime.apply(one), under.runtime.apply(two)]);
      assert.equal((await under.runtime.list()).filter((found) => found.workspaceId === one.workspaceId && found.running).length, 1);
      assert.equal((await find(two))?.running, true);
    });

    it('gives the agent its config, and a new one with a new plan', async () => {
      const plan = under.plan();
      await under.runtime.apply(plan);
      assert.equal(JSON.parse(await sh(plan, 'cat /run/agent/config.json')).secret, plan.agent.secret);
      const renewed = { ...plan, agent: { ...plan.agent, secret: 'another-secret-of-enough-characters', env: { GREETING: 'bonjour' } } };
      await under.runtime.apply(renewed);
      const config = JSON.parse(await sh(plan, 'cat /run/agent/config.json'));
      assert.equal(config.secret, renewed.agent.secret);
      assert.equal(config.env.GREETING, 'bonjour');
    });

    it('stops a workspace, keeps its volumes, and minds nothing that is stopped or unknown', async () => {
      const plan = under.plan();
      await under.runtime.apply(plan);
      await sh(plan, 'echo kept > note');
      await under.runtime.stop(plan.workspaceId);
      assert.equal(await find(plan), undefined);
      await under.runtime.stop(plan.workspaceId);
      await under.runtime.stop(WorkspaceId.parse(newId('w')));
      await under.runtime.apply(plan);
      assert.equal(await sh(plan, 'cat note'), 'kept');
    });

    it('removes a workspace with the volumes named, once or twice', async () => {
      const plan = under.plan();
      await under.runtime.apply(plan);
      await sh(plan, 'echo lost > note');
      const volumes = plan.mounts.map((mount) => mount.volume);
      await under.runtime.remove(plan.workspaceId, volumes);
      await under.runtime.remove(plan.workspaceId, volumes);
      assert.equal(await find(plan), undefined);
      assert.equal((await once(plan, 'cat', '/home/ws/note')).exitCode, 1);
    });

    it('refuses an image it does not have and lets run what runs', async () => {
      const plan = under.plan();
      await under.runtime.apply(plan);
      await rejects('not_found', under.runtime.apply({ ...plan, image: 'atelier/none:none' }));
      assert.equal((await find(plan))?.running, true);
    });

    it('refuses a volume that is not its own to make', async () => {
      const plan = under.plan();
      for (const volume of ['/etc', '../etc', 'postgres-data', 'atelier-../x']) {
        await rejects('invalid_input', under.runtime.apply({ ...plan, mounts: [{ volume, target: '/home/ws', readOnly: false }] }));
        await rejects('invalid_input', under.runtime.remove(plan.workspaceId, [volume]));
      }
    });

    it('measures a workspace that runs and answers null for another', async () => {
      const plan = under.plan();
      await under.runtime.apply(plan);
      const first = await under.runtime.usage(plan.workspaceId);
      assert.ok(first !== null && first.memoryBytes > 0 && first.memoryBytes <= plan.limits.memoryBytes);
      await sh(plan, 'timeout 1 sh -c "while :; do :; done"');
      const second = await under.runtime.usage(plan.workspaceId);
      assert.ok(second !== null && second.cpuPercent > 5 && second.cpuPercent < 150, `${second?.cpuPercent} %`);
      await under.runtime.stop(plan.workspaceId);
      assert.equal(await under.runtime.usage(plan.workspaceId), null);
    });

    it('says the last lines that the container printed', async () => {
      const plan = under.plan();
      await under.runtime.apply(plan);
      const lines = await until(async () => (await under.runtime.log(plan.workspaceId, 1)).split('\n').filter(Boolean), (found) => found.length > 0);
      assert.equal(lines.length, 1);
      await under.runtime.stop(plan.workspaceId);
      assert.equal(await under.runtime.log(plan.workspaceId, 10), '');
    });

    it('runs one command on the volumes of a stopped workspace, as its uid, without a network', async () => {
      const plan = under.plan();
      const written = await once(plan, 'sh', '-c', 'id -u; echo from-outside > note; echo oops >&2; ls /sys/class/net; exit 3');
      assert.equal(written.exitCode, 3);
      assert.deepEqual(written.output.trim().split('\n').toSorted(), [String(plan.uid), 'lo', 'oops'].toSorted());
      assert.equal(written.truncated, false);
      await under.runtime.apply(plan);
      assert.equal(await sh(plan, 'cat note; stat -c %u note'), `from-outside\n${plan.uid}`);
    });

    it('bounds what one command may say', async () => {
      const chatty = await once(under.plan(), 'sh', '-c', 'yes | head -c 3000000; exit 4');
      assert.equal(chatty.exitCode, 4);
      assert.equal(chatty.output.length, 1000);
      assert.equal(chatty.truncated, true);
    });

    it('ends one command that takes too long', async () => {
      const plan = under.plan();
      const job = { image: plan.image, uid: plan.uid, mounts: [], command: ['sleep', '600'] as const, timeoutMs: 700, maxOutputBytes: 100 };
      const startedAtMs = Date.now();
      await rejects('timeout', under.runtime.runOnce(job));
      assert.ok(Date.now() - startedAtMs < 15_000);
    });

    it('mounts read-only what the plan says so', async () => {
      const plan = under.plan();
      const mounts = [...plan.mounts, { volume: `${plan.mounts[0]?.volume}-docs`, target: '/workspace/shop/docs', readOnly: true }];
      await under.runtime.apply({ ...plan, mounts });
      assert.match(await sh(plan, 'touch /workspace/shop/docs/x 2>&1'), /Read-only file system/);
      await under.runtime.remove(plan.workspaceId, mounts.map((mount) => mount.volume));
    });

    it('shows a one-off command a folder of the server, read-only', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'atelier-bind-'));
      try {
        await chmod(folder, 0o755);
        await mkdir(join(folder, 'deep'));
        await writeFile(join(folder, 'deep', 'note'), 'the server wrote this');
        const { image, uid } = under.plan();
        const job = { image, uid, mounts: [], readOnlyBinds: [{ source: folder, target: '/given' }], timeoutMs: 20_000, maxOutputBytes: 1000 };
        const { output } = await under.runtime.runOnce({ ...job, command: ['sh', '-c', 'cat /given/deep/note; touch /given/x'] });
        assert.match(output, /the server wrote this.*Read-only file system/s);
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    it('leads the names of the plan to the address of the agent, and lets a member listen on any port of their own', async () => {
      const plan = under.plan({ hosts: ['atelier.internal', 'api.shop.internal'] });
      await under.runtime.apply(plan);
      assert.equal(await sh(plan, 'getent hosts api.shop.internal | cut -d" " -f1; getent hosts other.shop.internal'), DOOR_ADDRESS);
      assert.equal(await sh(plan, `python3 -I -c 'import socket; listening = socket.create_server(("127.0.0.1", 80)); socket.create_connection(("127.0.0.1", 80)); print("heard")'`), 'heard');
    });

    const streamed = (plan: WorkspacePlan, ...command: [string, ...string[]]) =>
      ({ image: plan.image, uid: plan.uid, mounts: [], network: 'none', command, timeoutMs: 30_000, maxOutputBytes: 20_000_000 }) as const;

    it('streams bytes through a command, and its lines of progress', async () => {
      const bytes = Buffer.alloc(3_000_000, 'the quick brown fox ');
      const stdout = new PassThrough();
      const lines: string[] = [];
      const said = buffer(stdout);
      const job = streamed(under.plan(), 'sh', '-c', `printf '10%%\r20%%\rdone\n' >&2; cat; ls /sys/class/net >&2; printf end >&2; exit 5`);
      const { exitCode } = await under.runtime.stream(job, { stdin: Readable.from([bytes.subarray(0, 1_000_001), bytes.subarray(1_000_001)]), stdout, onLine: (line) => lines.push(line) });
      assert.equal(exitCode, 5);
      assert.ok((await said).equals(bytes));
      assert.deepEqual(lines, ['10%', '20%', 'done', 'lo', 'end']);
    });

    it('holds a command up whose output is not taken, and ends it when told', async () => {
      const abort = new AbortController();
      const stdout = new PassThrough({ highWaterMark: 1000 });
      const running = under.runtime.stream({ ...streamed(under.plan(), 'yes'), maxOutputBytes: 1e12 }, { stdout, onLine: () => undefined, signal: abort.signal });
      running.catch(() => undefined);
      await until(async () => stdout.readableLength, (length) => length >= 1000);
      assert.ok(stdout.readableLength < 1_000_000);
      const reason = new AtelierError('not_found');
      abort.abort(reason);
      assert.equal(await running.catch((error: unknown) => error), reason);
    });

    it('ends a stream that says more than it may, or takes too long, or whose command reads no further', async () => {
      const plan = under.plan();
      const to = (): PassThrough => new PassThrough().resume();
      const onLine = (): void => undefined;
      await rejects('too_large', under.runtime.stream({ ...streamed(plan, 'yes'), maxOutputBytes: 100_000 }, { stdout: to(), onLine }));
      await rejects('timeout', under.runtime.stream({ ...streamed(plan, 'sleep', '600'), timeoutMs: 700 }, { stdout: to(), onLine }));
      const endless = Readable.from((function* () { for (;;) yield Buffer.alloc(65_536); })());
      const stdout = new PassThrough();
      const said = text(stdout);
      assert.equal((await under.runtime.stream(streamed(plan, 'sh', '-c', 'head -c 3 | wc -c'), { stdin: endless, stdout, onLine })).exitCode, 0);
      assert.equal((await said).trim(), '3');
    });

    it('gives a volume to the one whose it is, whoever mounts it, and puts nothing of the image in it', async () => {
      const plan = under.plan();
      const shared = { volume: `atelier-read-${plan.workspaceId}`, target: '/workspace/shop/web', ownerUid: plan.uid + 100_000 };
      const read = { ...plan, mounts: [...plan.mounts, { ...shared, readOnly: true }] };
      await under.runtime.apply(read);
      assert.equal(await sh(plan, 'stat -c %u /workspace/shop/web; ls -A /workspace/shop/web; touch /workspace/shop/web/x 2>&1'), `${plan.uid + 100_000}\ntouch: cannot touch '/workspace/shop/web/x': Read-only file system`);
      await rejects('unavailable', under.runtime.removeVolumes([shared.volume]));
      await under.runtime.stop(plan.workspaceId);
      await under.runtime.removeVolumes([shared.volume]);
      await under.runtime.removeVolumes([shared.volume]);
    });

    it('tells what happens to workspaces until it is closed', async () => {
      const plan = under.plan();
      const told: RuntimeEvent[] = [];
      const watch = under.runtime.watch({ onEvent: (event) => told.push(event), onLost: () => assert.fail('lost'), onBack: () => assert.fail('back') });
      const types = (): string[] => told.filter((event) => event.workspaceId === plan.workspaceId).map((event) => event.type);
      await under.runtime.apply(plan);
      await until(async () => types(), (seen) => seen.includes('started'));
      await under.runtime.stop(plan.workspaceId);
      assert.deepEqual(await until(async () => types(), (seen) => seen.includes('removed')), ['started', 'exited', 'removed']);
      watch.close();
      await under.runtime.apply(plan);
      assert.equal(types().length, 3);
    });

    it('knows the engine', async () => {
      const facts = await under.runtime.facts();
      assert.equal(facts.reachable, true);
      assert.match(facts.version, /^\d+\.\d+/);
    });
  });
}

/** Asks until the answer is right; a test's own timeout is its end. */
export async function until<T>(ask: () => Promise<T>, right: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (right(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function rejects(code: ErrorCode, work: Promise<unknown>): Promise<AtelierError> {
  const error = await work.then(() => assert.fail(`expected ${code}`), (thrown: unknown) => thrown);
  assert.ok(error instanceof AtelierError, String(error));
  assert.equal(error.code, code);
  return error;
}
