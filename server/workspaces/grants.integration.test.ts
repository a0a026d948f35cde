import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';

import { buildAgent } from '#agent/build.ts';
import { pairKey } from '#server/grants/module-rights.ts';
import { createRuntimeFixture, type RuntimeFixture } from '#server/runtimes/docker/runtime.fixture.ts';
import { ModuleId, ProjectId, type WorkspaceId } from '#shared/ids.ts';
import type { GrantAccess } from '#shared/projects.ts';
import { MIB } from '#shared/units.ts';
import { DEFAULT_LIMITS } from '#shared/workspaces.ts';
import { SOON_MS } from '#tests/harness/soon.ts';
import { until } from '#tests/harness/until.ts';
import { NEW_MEMBER } from '../members/new-member.ts';
import { copyVolume, homeVolume, readVolume } from './plan.ts';
import { ROOT, startRealServer, type RealServer } from './real-server.fixture.ts';
import { ANN, ask, BASE, BOB, CALLER } from './server.fixture.ts';

const run = promisify(execFile);
const SHOP = ProjectId.parse('p00000000shop');
const [WEB, API, NEW] = ['r000000000web', 'r000000000api', 'r000000000new'].map((id) => ModuleId.parse(id)) as [ModuleId, ModuleId, ModuleId];
const AUTHOR = { name: 'Ann', email: 'ann@example.test' };

suite('grants on a real engine and real repositories', () => {
  let fixture: RuntimeFixture;
  let server: RealServer;
  let id: WorkspaceId;
  before(async () => {
    const agentBundleFolder = join(ROOT, 'dist/agent');
    await buildAgent(agentBundleFolder);
    fixture = await createRuntimeFixture({ agentBundleFolder });
    server = await startRealServer(fixture, fixture.runtime);
    const { storage, repositories, workspaces } = server;
    for (const [{ memberId, role }, name] of [[ANN, 'Ann'], [BOB, 'Bob']] as const) {
      await storage.members.insert(memberId, { email: `${name}@example.test`, name, role, language: null, passwordHash: '', ...NEW_MEMBER, createdAtMs: 1 });
    }
    const live = { state: 'live', trashedAtMs: null, createdAtMs: 1 } as const;
    await storage.projects.insert(SHOP, { slug: 'shop', slugKey: 'shop', title: 'Shop', ...live });
    for (const [moduleId, slug] of [[WEB, 'web'], [API, 'api'], [NEW, 'new']] as const) {
      await storage.modules.insert(moduleId, { projectId: SHOP, slug, slugKey: `${SHOP}/${slug}`, kind: 'api', description: '', protectedBranches: ['main'], ...live });
      await repositories.create(moduleId);
      if (moduleId === NEW) continue;
      const files = [{ path: 'README.md', content: Buffer.from(`# ${slug}\n`) }, { path: 'run.sh', content: Buffer.from('#!/bin/sh\necho ran\n'), executable: true }];
      await repositories.commitFiles(moduleId, { files, message: 'First', author: AUTHOR });
    }
    await grant(WEB, 'write');
    await grant(API, 'read');
    await grant(NEW, 'write');
    const limits = { ...DEFAULT_LIMITS, memoryBytes: 256 * MIB };
    ({ id } = await workspaces.useCases.create(BOB, { name: 'bench', imageId: BASE, limits, idleStopMs: null }, CALLER));
    await runs();
  });
  after(async () => {
    await server.close();
    const runtime = fixture.restarted();
    if (id !== undefined) await runtime.remove(id, [homeVolume(id), ...[WEB, API, NEW].map((moduleId) => copyVolume(id, moduleId)), ...[WEB, API, NEW].map(readVolume)]);
    await fixture.dispose();
  });

  async function grant(moduleId: ModuleId, access: GrantAccess | null): Promise<void> {
    const { grants } = server.storage;
    const key = pairKey(BOB.memberId, moduleId);
    const document = { memberId: BOB.memberId, moduleId, pairKey: key, access: access ?? 'read', grantedBy: ANN.memberId, grantedAtMs: 1 };
    const present = await grants.get(key);
    if (access === null) await grants.delete(key);
    else if (present === null) await grants.insert(key, document);
    else await grants.replace(key, present.revision, document);
  }
  const runs = (): Promise<unknown> =>
    until('the workspace runs', async () => {
      const { state } = await server.workspaces.useCases.get(BOB, id);
      if (state.phase === 'failed') throw new Error(JSON.stringify(state));
      return state.phase === 'running';
    }, 60_000);
  const sh = async (script: string): Promise<string> => {
    const found = await fixture.exec({ ...fixture.plan(), workspaceId: id }, ['bash', '-c', `set -a; eval "$(jq -r '.env | to_entries[] | "\\(.key)=\\(.value | @sh)"' /run/agent/config.json)"; set +a; ${script}`]);
    return found.output.trim();
  };
  /** As soon as it holds, with the container that then runs; the milliseconds that took. */
  const effective = async (what: string, script: string): Promise<number> => {
    const startedMs = performance.now();
    await until(what, async () => (await sh(script).catch(() => '')).endsWith('yes'), 30_000);
    await runs();
    return performance.now() - startedMs;
  };
  /** Somebody else pushes a commit to main. */
  async function push(moduleId: ModuleId, file: string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'atelier-push-'));
    const git = async (...args: string[]): Promise<string> =>
      (await run('git', ['-c', 'safe.directory=*', '-c', 'user.name=A', '-c', 'user.email=a@example.test', ...args], { cwd: folder })).stdout.trim();
    try {
      const before = await git('--git-dir', server.repositories.folder(moduleId), 'rev-parse', 'main');
      await git('clone', '-q', server.repositories.folder(moduleId), '.');
      await writeFile(join(folder, file), 'pushed\n');
      await git('add', '.');
      await git('commit', '-q', '-m', file);
      // As the server's own git does after an accepted push, past the hooks that ask for its words.
      await git('--git-dir', server.repositories.folder(moduleId), 'fetch', '-q', folder, 'main:main');
      server.repositories.pushed({ moduleId, memberId: null, refs: [{ ref: 'refs/heads/main', before, after: await git('rev-parse', 'HEAD') }] });
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  test('a module to change is the member’s own copy, with the server as its origin and nothing of how it was made', async () => {
    assert.equal(await sh('cd /workspace/shop/web && cat README.md && ./run.sh && git status --porcelain --branch && git remote get-url origin && stat -c %u . && ls -A'),
      `# web\nran\n## main...origin/main\nhttp://atelier.internal/git/shop/web.git\n${await sh('id -u')}\n.git\nREADME.md\nrun.sh`);
    assert.equal(await sh('cd /workspace/shop/web && git log --format=%s && cat .git/objects/info/alternates 2>&1 | tail -c 26; ls /repositories 2>&1 | tail -c 26'), 'First\nNo such file or directory\nNo such file or directory');
    assert.equal(await sh('cd /workspace/shop/new && git status --porcelain --branch && git remote get-url origin'), '## No commits yet on main...origin/main [gone]\nhttp://atelier.internal/git/shop/new.git');
    assert.equal(await sh('getent hosts atelier.internal api.shop.internal | cut -d" " -f1 | sort -u'), '127.77.0.1');
  });

  test('A19 a module to read can be read and logged, and nothing changes it', async () => {
    assert.equal(await sh('cd /workspace/shop/api && cat README.md && git log --format=%s && git status --porcelain'), '# api\nFirst');
    const refused = 'cd /workspace/shop/api; echo x > new; echo x >> README.md; mv README.md other; rm -f README.md; mkdir d; ln -s a b; chmod 777 README.md; git commit -q --allow-empty -m x; git config user.name x; touch .git/x';
    const lines = (await sh(`(${refused}) 2>&1`)).split('\n');
    assert.ok(lines.length >= 10, lines.join('\n'));
    assert.match(lines[0] ?? '', /new: Read-only file system/);
    for (const line of lines) assert.match(line, /Read-only file system|Permission denied|Operation not permitted/);
    assert.equal(await sh('cd /workspace/shop/api && cat README.md && git log --oneline | wc -l'), '# api\n1');
  });

  test('a push is in the copies to read within seconds, in the same container, and in nobody’s own copy', async () => {
    const [before] = await fixture.runtime.list();
    const startedMs = performance.now();
    await push(API, 'pushed.txt');
    await push(WEB, 'pushed.txt');
    await until('the push arrives', async () => (await sh('cat /workspace/shop/api/pushed.txt 2>&1')) === 'pushed', 20_000);
    assert.ok(performance.now() - startedMs < SOON_MS, `${performance.now() - startedMs} ms`);
    assert.deepEqual((await fixture.runtime.list())[0], before);
    assert.equal(await sh('cd /workspace/shop/api && git status --porcelain --branch; ls /workspace/shop/web/pushed.txt 2>&1 | tail -c 26'), '## main...origin/main\nNo such file or directory');
  });

  test('A22 taken away from a workspace that runs it is gone, work that is only there is kept, and is back with the grant', async () => {
    await sh('cd /workspace/shop/web && echo mine > mine.txt && git add . && git commit -qm "Only here" && echo later > later.txt');
    await sh('echo before > ~/note');
    await grant(WEB, null);
    const goneMs = await effective('web is gone', '[ ! -e /workspace/shop/web ] && [ -e /workspace/shop/api ] && echo yes');
    assert.ok(goneMs < SOON_MS, `${goneMs} ms`);
    assert.equal(await sh('grep -c web /proc/mounts; cat ~/note'), '0\nbefore');
    const [kept] = await until('it is kept', async () => {
      const list = await server.workspaces.keptCopies.list();
      return list.length === 1 && list;
    });
    assert.equal(kept?.moduleName, 'shop/web');

    const about = { actor: ANN, caller: CALLER, copyId: kept.id };
    const bytes = new PassThrough();
    const bundle = buffer(bytes);
    await server.workspaces.keptCopies.bundle(about, { to: bytes, signal: AbortSignal.timeout(30_000) });
    const folder = await mkdtemp(join(tmpdir(), 'atelier-bundle-'));
    await writeFile(join(folder, 'kept.bundle'), await bundle);
    await run('git', ['clone', '-q', '--branch', 'uncommitted', join(folder, 'kept.bundle'), join(folder, 'kept')]);
    assert.deepEqual((await run('git', ['-C', join(folder, 'kept'), 'log', '--format=%s'])).stdout.trim().split('\n'), ['What was never committed', 'Only here', 'First']);
    assert.match((await run('ls', [join(folder, 'kept')])).stdout, /later\.txt\nmine\.txt/);
    await rm(folder, { recursive: true });

    await server.workspaces.keptCopies.giveBack(about);
    const backMs = await effective('web is back', '[ -e /workspace/shop/web/later.txt ] && echo yes');
    assert.ok(backMs < SOON_MS, `${backMs} ms`);
    assert.equal(await sh('cd /workspace/shop/web && git log -1 --format=%s'), 'Only here');
  });

  test('a copy without work of its own is removed, also when there never was a commit', async () => {
    await grant(NEW, null);
    await effective('new is gone', '[ ! -e /workspace/shop/new ] && echo yes');
    await server.workspaces.settled();
    assert.deepEqual(await server.workspaces.keptCopies.list(), []);
    await assert.rejects(fixture.engine.getVolume(copyVolume(id, NEW)).inspect(), /no such volume/);
  });

  test('read becomes write and write becomes read within seconds', async () => {
    await grant(API, 'write');
    const writeMs = await effective('api can be written', 'touch /workspace/shop/api/x 2>/dev/null && rm /workspace/shop/api/x && echo yes');
    await grant(API, 'read');
    const readMs = await effective('api can be read only', 'cd /workspace/shop/api && ! touch x 2>/dev/null && [ -e pushed.txt ] && echo yes');
    assert.ok(writeMs < SOON_MS && readMs < SOON_MS, `${writeMs} ms, ${readMs} ms`);
  });

  test('another name is another folder and another origin, with the same work in it', async () => {
    const module = await server.storage.modules.get(WEB);
    assert.ok(module !== null);
    await server.storage.modules.replace(WEB, module.revision, { ...module, slug: 'site', slugKey: `${SHOP}/site` });
    await effective('web is site', '[ -e /workspace/shop/site/later.txt ] && [ ! -e /workspace/shop/web ] && echo yes');
    assert.equal(await sh('git -C /workspace/shop/site remote get-url origin'), 'http://atelier.internal/git/shop/site.git');
  });

  test('a copy that was half made is made again, and one with work in it never', async () => {
    await server.workspaces.useCases.stop(ask(id, BOB));
    await until('it stopped', async () => (await server.workspaces.useCases.get(BOB, id)).state.phase === 'stopped', 30_000);
    const workspace = await server.storage.workspaces.get(id);
    assert.ok(workspace !== null);
    const { uid } = workspace;
    const half = 'cd /c && rm -rf .git.; [ ! -e .git ] || exit 1; mkdir -p .git./new; echo half > README.md; echo half > stray';
    const job = { image: fixture.image, uid, mounts: [{ volume: copyVolume(id, NEW), target: '/c', readOnly: false }], command: ['sh', '-c', half] as const, timeoutMs: 20_000, maxOutputBytes: 1000 };
    assert.equal((await fixture.runtime.runOnce(job)).exitCode, 0);
    await server.storage.workspaces.replace(id, workspace.revision, { ...workspace, copies: workspace.copies.map((copy) => ({ ...copy, name: '' })) });
    await grant(NEW, 'write');
    await server.workspaces.useCases.start(ask(id, BOB));
    await runs();
    assert.equal(await sh('cd /workspace/shop/new && ls -A && git status --porcelain --branch'), '.git\n## No commits yet on main...origin/main [gone]');
    assert.equal(await sh('cat /workspace/shop/site/later.txt'), 'later');
  });
});
