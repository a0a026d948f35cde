import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';

import { startPublicHost, type PublicHost } from '#tests/harness/public-host.ts';
import { run } from '#tests/harness/run.ts';
import type { ImportPlan, ImportView } from '../../shared/imports.ts';
import { createImportsFixture, type ImportsFixture } from './imports.fixture.ts';

const WHO = { GIT_AUTHOR_NAME: 'Paul Dubois', GIT_AUTHOR_EMAIL: 'paul@example.com', GIT_COMMITTER_NAME: 'Paul Dubois', GIT_COMMITTER_EMAIL: 'paul@example.com' };

describe('bringing projects in', () => {
  let fixture: ImportsFixture;
  let host: PublicHost;
  let folder: string;
  let commits = 0;
  const git = (...args: string[]): Promise<string> => run(['git', '-C', join(folder, 'mono'), ...args], { env: WHO });

  async function commit(files: Record<string, string>, message: string): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, 'mono', path)), { recursive: true });
      await writeFile(join(folder, 'mono', path), content);
    }
    await git('add', '--all');
    await git('commit', '--quiet', '--message', message, '--date', `2024-03-0${(commits += 1)}T12:00:00Z`);
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-source-'));
    [fixture, host] = await Promise.all([createImportsFixture(), startPublicHost()]);
    await mkdir(join(folder, 'mono'));
    await git('init', '--quiet', '--initial-branch=trunk');
    await commit({ 'autodin/backend/app.py': 'print(1)\n', 'autodin/backend/pyproject.toml': '[project]\n', 'README.md': '# all\n' }, 'First server');
    await commit({ 'autodin/frontend/package.json': '{}\n', 'autodin/frontend/src/app.tsx': 'x\n' }, 'An interface');
    await commit({ 'autodin/backend/app.py': 'print(2)\n', 'autodin/backend/.env': 'PASSWORD=tr0ub4dor\n' }, 'Two, and a secret');
    await run(['git', 'clone', '--quiet', '--bare', join(folder, 'mono'), join(host.folder, 'qwanyx-server.git')]);
    await run(['git', '-C', join(host.folder, 'qwanyx-server.git'), 'update-server-info']);
  });
  after(async () => {
    await fixture.dispose();
    await host.stop();
    await rm(folder, { recursive: true });
  });

  async function fetched(url: string): Promise<ImportView> {
    const { id } = await fixture.imports.fromUrl(fixture.asking, { url });
    return fixture.reached(id, ['ready', 'failed']);
  }

  async function uploaded(name: string, archive: Readable): Promise<ImportView> {
    const { id } = await fixture.imports.upload(fixture.asking, name);
    await fixture.imports.receive({ ...fixture.asking, importId: id }, archive).catch(() => undefined);
    return fixture.reached(id, ['ready', 'failed']);
  }

  async function imported(view: ImportView, plan: ImportPlan): Promise<ImportView> {
    await fixture.imports.run({ ...fixture.asking, importId: view.id }, plan);
    return fixture.reached(view.id, ['done', 'failed']);
  }

  it('a monolith fetched by address becomes modules, each with its own history and without its secrets', async () => {
    const view = await fetched(`${host.url}/qwanyx-server.git`);
    const { branch, commits: count, files } = view.source ?? assert.fail(view.detail);
    assert.deepEqual({ branch, count, files }, { branch: 'trunk', count: 3, files: 6 });
    const plan = view.plan ?? assert.fail('no plan');
    assert.deepEqual(plan.modules.map(({ projectSlug, slug, root }) => [projectSlug, slug, root]), [['autodin', 'backend', 'autodin/backend'], ['autodin', 'frontend', 'autodin/frontend']]);
    assert.deepEqual(plan.leftOut, ['autodin/backend/.env']);
    const [backend] = plan.modules;
    const preview = await fixture.imports.preview(view.id, backend ?? assert.fail(), plan.leftOut);
    assert.deepEqual([preview.fileCount, preview.commitCount, preview.files[0]], [2, 2, { from: 'autodin/backend/app.py', to: 'app.py' }]);
    assert.deepEqual((await fixture.imports.leftOver(view.id, plan)).entries.map(({ path }) => path), ['README.md']);

    assert.deepEqual(await fixture.imports.figures(view.id, plan), [
      { files: 2, bytes: 19, commits: 2, authors: [{ name: 'Paul Dubois', email: 'paul@example.com' }] },
      { files: 2, bytes: 5, commits: 1, authors: [{ name: 'Paul Dubois', email: 'paul@example.com' }] },
    ]);

    const done = await imported(view, { ...plan, keepOldHashes: true });
    assert.deepEqual([done.phase, done.modules.map(({ state }) => state)], ['done', ['done', 'done']]);
    assert.equal(await fixture.git('autodin/backend', 'log', '--format=%s by %an', 'HEAD'), 'Two, and a secret by Paul Dubois\nFirst server by Paul Dubois');
    assert.equal(await fixture.git('autodin/backend', 'ls-tree', '-r', '--name-only', 'HEAD'), 'app.py\npyproject.toml');
    assert.equal(await fixture.git('autodin/frontend', 'ls-tree', '-r', '--name-only', 'HEAD'), 'package.json\nsrc/app.tsx');
    assert.equal(await fixture.git('autodin/backend', 'for-each-ref', '--format=%(refname)'), 'refs/heads/main');
    const original = (await git('rev-parse', 'HEAD~2')).trim();
    assert.match(await fixture.git('autodin/backend', 'log', '--format=%B', '-1', 'HEAD~1'), new RegExp(`Imported-from: ${original}`));
    const everything = await fixture.git('autodin/backend', 'log', '--all', '--patch');
    assert.ok(!everything.includes('tr0ub4dor'), 'the secret is in no commit');
  });

  it('a plan with a name that is taken or wrong, or a path that is not there, is refused before anything is made', async () => {
    const view = await fetched(`${host.url}/qwanyx-server.git`);
    const module = { projectSlug: 'fresh', slug: 'one', kind: 'api', paths: ['autodin/backend'], root: 'autodin/backend' } as const;
    const refused = async (change: object, code: string): Promise<void> => {
      const plan = { modules: [{ ...module, ...change, paths: [...module.paths], ...('paths' in change ? change : {}) }], leftOut: [], keepOldHashes: false } as ImportPlan;
      await assert.rejects(fixture.imports.run({ ...fixture.asking, importId: view.id }, plan), { code });
    };
    await refused({ slug: '..' }, 'invalid_input');
    await refused({ projectSlug: 'con' }, 'invalid_input');
    await refused({ projectSlug: 'autodin', slug: 'backend' }, 'already_exists');
    await refused({ paths: ['nowhere'], root: '' }, 'not_found');
    await refused({ paths: ['autodin'], root: 'autodin/backend' }, 'invalid_input');
    assert.deepEqual(await fixture.storage.projects.find({ slugKey: 'fresh' }), []);
    await fixture.imports.discard({ ...fixture.asking, importId: view.id });
    await assert.rejects(fixture.imports.folder(view.id, ''), { code: 'not_found' });
  });

  it('what failed is run again without what was made already', async () => {
    const view = await fetched(`${host.url}/qwanyx-server.git`);
    const [one, two] = ['backend', 'frontend'].map((slug) => ({ projectSlug: 'again', slug, kind: 'api' as const, paths: [`autodin/${slug}`], root: `autodin/${slug}` }));
    const plan = { modules: [one ?? assert.fail(), two ?? assert.fail()], leftOut: [], keepOldHashes: false };
    // Everything of the second is left out: nothing would be in it.
    const failed = await imported(view, { ...plan, leftOut: ['autodin/frontend'] });
    assert.deepEqual([failed.phase, failed.modules.map(({ state }) => state)], ['failed', ['done', 'failed']]);
    await fixture.imports.savePlan(view.id, { ...plan, modules: [plan.modules[1] ?? assert.fail()] });
    const done = await imported(view, { ...plan, modules: [plan.modules[1] ?? assert.fail()] });
    assert.deepEqual([done.phase, done.modules.map(({ slug, state }) => [slug, state])], ['done', [['backend', 'done'], ['frontend', 'done']]]);
    assert.deepEqual(done.plan?.modules.map(({ slug }) => slug), ['backend', 'frontend']);
    assert.equal(await fixture.git('again/frontend', 'ls-tree', '-r', '--name-only', 'HEAD'), 'package.json\nsrc/app.tsx');
  });

  it('an address of this server, of a private network or of the metadata service is not reached', async () => {
    for (const url of ['http://127.0.0.1:3000/git/a/b.git', 'http://10.0.0.1/x.git', 'http://169.254.169.254/latest', 'http://[::1]/x.git']) {
      const view = await fetched(url);
      assert.deepEqual([view.phase, view.problem], ['failed', 'upstream_failed'], url);
    }
  });

  it('A27 an archive is unpacked in a container: what leads out of it, links and repositories inside are harmless', async () => {
    const tree = join(folder, 'hostile');
    await mkdir(join(tree, 'inner/.git/hooks'), { recursive: true });
    await writeFile(join(tree, 'inner/.git/config'), '[core]\n\tfsmonitor = "touch /tmp/owned"\n');
    await writeFile(join(tree, 'inner/code.js'), 'x\n');
    await writeFile(join(tree, 'index.html'), '<p>\n');
    await symlink('/etc/passwd', join(tree, 'passwd'));
    await run(['python3', '-c', `
import tarfile, io, sys
with tarfile.open(sys.argv[1], 'w:gz') as tar:
    tar.add(sys.argv[2], arcname='site')
    for name in ('../../escaped', '/absolute'):
        info = tarfile.TarInfo(name); info.size = 4
        tar.addfile(info, io.BytesIO(b'evil'))
    device = tarfile.TarInfo('site/device'); device.type = tarfile.CHRTYPE; device.devmajor = 1; device.devminor = 3
    tar.addfile(device)
`, join(folder, 'hostile.tar.gz'), tree]);
    const view = await uploaded('site.tar.gz', createReadStream(join(folder, 'hostile.tar.gz')));
    assert.equal(view.phase, 'ready', view.detail);
    const { modules } = await imported(view, { modules: [{ projectSlug: 'site', slug: 'all', kind: 'interface', paths: [''], root: '' }], leftOut: [], keepOldHashes: false });
    assert.deepEqual(modules.map(({ state }) => state), ['done']);
    const listing = await fixture.git('site/all', 'ls-tree', '-r', 'HEAD');
    assert.ok(!/\.git\/|device$/m.test(listing), listing);
    assert.match(listing, /^120000 blob \w+\t(site\/)?passwd$/m);
    assert.match(await fixture.git('site/all', 'log', '--format=%an', '-1'), /^Léa Martin$/);
  });

  it('A27 a bomb, a damaged archive, an empty one and what is none are refused with the reason', async () => {
    await run(['python3', '-c', `
import zipfile, sys
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as bomb:
    with bomb.open('zeros', 'w', force_zip64=True) as out:
        for _ in range(5 * 64): out.write(bytes(16 * 1024 * 1024))
with zipfile.ZipFile(sys.argv[2], 'w') as empty: pass
`, join(folder, 'bomb.zip'), join(folder, 'empty.zip')]);
    const of = (name: string): Promise<ImportView> => uploaded(name, createReadStream(join(folder, name)));
    const bomb = await of('bomb.zip');
    assert.deepEqual([bomb.phase, bomb.problem], ['failed', 'too_large']);
    const none = await uploaded('a.zip', Readable.from([Buffer.from('just a text')]));
    assert.deepEqual([none.problem, none.detail], ['invalid_input', 'not_an_archive']);
    assert.equal((await of('empty.zip')).problem, 'invalid_input');
    const cut = await uploaded('cut.zip', Readable.from([Buffer.from('PK\x03\x04'), Buffer.alloc(1000, 7)]));
    assert.equal(cut.problem, 'invalid_input');
  });

  it('what a former process left half-way is said to have failed, and its drafts are kept', async () => {
    const view = await fetched(`${host.url}/qwanyx-server.git`);
    const { id } = await fixture.imports.upload(fixture.asking, 'later.zip');
    await fixture.imports.recover();
    const after = new Map((await fixture.imports.list()).map((one) => [one.id, one]));
    assert.deepEqual([after.get(view.id)?.phase, after.get(id)?.phase, after.get(id)?.problem], ['ready', 'failed', 'unavailable']);
  });
});
