import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { pino } from 'pino';

import type { AtelierError } from '../../shared/errors.ts';
import { ModuleId } from '../../shared/ids.ts';
import { MIB } from '../../shared/units.ts';
import type { Git } from './facts.ts';
import { KnownFacts } from './known-facts.ts';
import { createRepositories } from './create-repositories.ts';
import type { CommitToMake, Pushed, Repositories } from './repositories.ts';

const log = pino({ level: 'silent' });
const clock = { now: () => Date.UTC(2026, 0, 2) };
const author = { name: 'Léa', email: 'lea@atelier.test' };
let dataFolder: string;
let repositories: Repositories;
let count = 0;

before(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'atelier-git-'));
  repositories = createRepositories({ dataFolder, log, clock });
});
after(async () => {
  await repositories.close();
  rmSync(dataFolder, { recursive: true });
});

async function empty(): Promise<ModuleId> {
  const id = ModuleId.parse(`r${String((count += 1)).padStart(12, '0')}`);
  await repositories.create(id);
  return id;
}

const commit = (files: Record<string, string>): CommitToMake => ({ files: Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content) })), message: 'Begin', author });

async function out(id: ModuleId, ...args: string[]): Promise<string> {
  return (await repositories.git(id, args)).stdout.toString('utf8').trimEnd();
}

/** A bundle of everything in a new repository that `build` fills by plain git; `git` takes stdin as its last argument. */
function bundleOf(build: (git: (args: string[], input?: string | Buffer) => string) => void): Buffer {
  const work = mkdtempSync(join(tmpdir(), 'atelier-bundle-'));
  const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_AUTHOR_NAME: 'x', GIT_AUTHOR_EMAIL: 'x@x', GIT_COMMITTER_NAME: 'x', GIT_COMMITTER_EMAIL: 'x@x' };
  const git = (args: string[], input: string | Buffer = ''): string => execFileSync('git', args, { cwd: work, env, input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] }).trim();
  try {
    git(['init', '-q', '-b', 'main']);
    build(git);
    git(['bundle', 'create', 'all.bundle', '--all']);
    return readFileSync(join(work, 'all.bundle'));
  } finally {
    rmSync(work, { recursive: true });
  }
}

const plainCommit = (git: (args: string[], input?: string | Buffer) => string, tree: string): string => git(['commit-tree', '-m', 'x', tree]);
const receive = (id: ModuleId, bundle: Buffer, maxBytes = 10 * MIB): Promise<void> => repositories.receiveBundle(id, Readable.from([bundle.subarray(0, 10), bundle.subarray(10)]), { maxBytes });

test('a new repository is empty, its HEAD is main, its configuration the server’s; making it again changes nothing', async () => {
  const id = await empty();
  const config = readFileSync(join(repositories.folder(id), 'config'), 'utf8');
  await repositories.create(id);
  assert.equal(readFileSync(join(repositories.folder(id), 'config'), 'utf8'), config);
  assert.equal(await out(id, 'symbolic-ref', 'HEAD'), 'refs/heads/main');
  assert.equal(await out(id, 'config', 'receive.fsckObjects'), 'true');
  assert.equal(await out(id, 'config', 'receive.fsck.zeropaddedfilemode'), 'ignore');
  assert.deepEqual(await repositories.facts(id), { lastCommit: null, sizeBytes: 0, languages: [], hasCommits: false });
});

test('another user may read a repository, and only its own folder is named', async () => {
  const id = await empty();
  await repositories.commitFiles(id, commit({ 'a.py': 'x' }));
  assert.equal(statSync(repositories.folder(id)).mode & 0o777, 0o755);
  assert.equal(statSync(join(repositories.folder(id), 'HEAD')).mode & 0o444, 0o444);
  assert.equal(statSync(join(repositories.folder(id), 'refs/heads/main')).mode & 0o444, 0o444);
  assert.equal(statSync(join(dataFolder, 'git')).mode & 0o777, 0o711);
});

test('settings that something else wrote are gone once another process uses the repository', async () => {
  const id = await empty();
  const path = join(repositories.folder(id), 'config');
  const config = readFileSync(path, 'utf8');
  writeFileSync(path, `${config}[core]\n\tfsmonitor = touch /tmp/never\n`);
  const next = createRepositories({ dataFolder, log, clock });
  await next.git(id, ['count-objects']);
  assert.equal(readFileSync(path, 'utf8'), config);
  await next.close();
});

test('files become the first commit, and facts follow', async () => {
  const id = await empty();
  const told: Pushed[] = [];
  const end = repositories.onPushed((pushed) => told.push(pushed));
  assert.equal((await repositories.facts(id)).hasCommits, false);
  const files = [{ path: 'src/main.py', content: Buffer.from('print(1)\n') }, { path: 'run "it" é.sh', content: Buffer.from([0, 255, 10]), executable: true }];
  const hash = await repositories.commitFiles(id, { files, message: 'Begin\n\nwith “words”', author });
  end();
  assert.deepEqual(told, [{ moduleId: id, memberId: null, refs: [{ ref: 'refs/heads/main', before: '0'.repeat(40), after: hash }] }]);
  const listed = (await out(id, 'ls-tree', '-r', '-z', 'main')).split('\0').map((line) => line.replace(/ blob \w+\t/, ' '));
  assert.deepEqual(listed, ['100755 run "it" é.sh', '100644 src/main.py', '']);
  const facts = await repositories.facts(id);
  assert.deepEqual(facts.lastCommit, { hash, subject: 'Begin', authorName: 'Léa', authorEmail: 'lea@atelier.test', atMs: clock.now() });
  assert.deepEqual(facts.languages, [{ name: 'Python', bytes: 9 }, { name: 'Shell', bytes: 3 }]);
  assert.ok(facts.hasCommits && facts.sizeBytes > 0);
  await assert.rejects(repositories.commitFiles(id, commit({ a: 'b' })), { code: 'conflict' });
});

test('facts of another process’s push are not remembered ones', async () => {
  const id = await empty();
  await repositories.commitFiles(id, commit({ 'a.py': 'x' }));
  await repositories.facts(id);
  const tree = await out(id, 'rev-parse', 'main^{tree}');
  const env = ['-c', 'user.name=x', '-c', 'user.email=x@x'];
  const next = await out(id, ...env, 'commit-tree', '-p', 'main', '-m', 'Second', tree);
  await out(id, 'update-ref', 'refs/heads/main', next);
  assert.equal((await repositories.facts(id)).lastCommit?.subject, 'Second');
  await out(id, 'pack-refs', '--all');
  assert.equal((await repositories.facts(id)).lastCommit?.hash, next);
});

test('what is remembered is what was said last, and nothing between a push and the next look', async () => {
  const id = await empty();
  assert.equal(repositories.rememberedFacts(id), null);
  const before = await repositories.facts(id);
  assert.equal(repositories.rememberedFacts(id), before);
  await repositories.commitFiles(id, commit({ 'a.py': 'x' }));
  assert.equal(repositories.rememberedFacts(id), null);
});

test('what was gathered while something was pushed is not remembered', async () => {
  const id = await empty();
  await repositories.commitFiles(id, commit({ 'a.py': 'x' }));
  const known = new KnownFacts();
  let isPushed = false;
  const git: Git = async (args) => {
    if (!isPushed) known.forget(id);
    isPushed = true;
    return repositories.git(id, args);
  };
  assert.equal((await known.of(id, { folder: repositories.folder(id), git })).hasCommits, true);
  assert.deepEqual([isPushed, known.remembered(id)], [true, null]);
  const again = await known.of(id, { folder: repositories.folder(id), git });
  assert.equal(known.remembered(id), again);
});

test('a branch that is pushed before there is a main is seen, also by the next process', async () => {
  const id = await empty();
  assert.equal((await repositories.facts(id)).hasCommits, false);
  const tree = (await repositories.git(id, ['hash-object', '-w', '-t', 'tree', '--stdin'], { input: Buffer.alloc(0) })).stdout.toString().trim();
  const hash = await out(id, '-c', 'user.name=x', '-c', 'user.email=x@x', 'commit-tree', '-m', 'One', tree);
  await out(id, 'update-ref', 'refs/heads/develop', hash);
  repositories.pushed({ moduleId: id, refs: [{ ref: 'refs/heads/develop', before: '0'.repeat(40), after: hash }], memberId: null });
  assert.equal((await repositories.facts(id)).hasCommits, true);
  await out(id, 'pack-refs', '--all');
  const next = createRepositories({ dataFolder, log, clock });
  assert.equal((await next.facts(id)).hasCommits, true);
  await next.close();
});

for (const path of ['../x', '/etc/passwd', 'a//b', '.git/config', 'a/.GIT/hooks/x', 'git~1/config', '.g\u200cit/config', 'a\\..\\b', 'a/./b', 'x\0', '', '.git /x', 'x'.repeat(5000)]) {
  test(`A23 the path ${JSON.stringify(path.slice(0, 20))} is never committed`, async () => {
    const id = await empty();
    await assert.rejects(repositories.commitFiles(id, commit({ [path]: 'x' })), { code: 'invalid_input' });
    assert.equal((await repositories.facts(id)).hasCommits, false);
  });
}

test('a bundle becomes branches and tags, its HEAD’s branch the default where there is no main', async () => {
  const id = await empty();
  const bundle = bundleOf((git) => {
    const tree = git(['mktree'], `100644 blob ${git(['hash-object', '-w', '--stdin'], 'int main;')}\tmain.c\n`);
    const hash = plainCommit(git, tree);
    git(['symbolic-ref', 'HEAD', 'refs/heads/develop']);
    for (const ref of ['refs/heads/develop', 'refs/heads/zoo/é', 'refs/tags/v1', 'refs/notes/commits', 'refs/atelier/own']) git(['update-ref', ref, hash]);
  });
  await receive(id, bundle);
  assert.deepEqual((await out(id, 'for-each-ref', '--format=%(refname)')).split('\n'), ['refs/heads/develop', 'refs/heads/zoo/é', 'refs/tags/v1']);
  assert.equal(await out(id, 'symbolic-ref', 'HEAD'), 'refs/heads/develop');
  assert.deepEqual((await repositories.facts(id)).languages, [{ name: 'C', bytes: 9 }]);
  await assert.rejects(receive(id, bundle), { code: 'conflict' });
});

test('a bundle with the quirks of old histories is taken', async () => {
  const id = await empty();
  await receive(id, bundleOf((git) => {
    const blob = git(['hash-object', '-w', '--stdin'], 'old');
    const inner = git(['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], Buffer.concat([Buffer.from('100644 a\0'), Buffer.from(blob, 'hex')]));
    const tree = git(['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], Buffer.concat([Buffer.from('040000 sub\0'), Buffer.from(inner, 'hex')]));
    const hash = git(['hash-object', '-w', '-t', 'commit', '--literally', '--stdin'], `tree ${tree}\nauthor A <a@a> 1 +051800\ncommitter A <a@a> 1 +0000\n\nx\n`);
    git(['update-ref', 'refs/heads/main', hash]);
  }));
  assert.equal(await out(id, 'show', 'main:sub/a'), 'old');
});

const tree = (git: (args: string[], input?: Buffer) => string, entries: readonly [string, string, string][]): string =>
  git(['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], Buffer.concat(entries.flatMap(([mode, name, hash]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(hash, 'hex')])));

for (const [what, entry] of [
  ['an entry called .git', ['100644', '.git']],
  ['an entry called .GIT', ['100644', '.GIT']],
  ['an entry called git~1', ['100644', 'git~1']],
  ['an entry called ..', ['100644', '..']],
  ['a path in a name', ['100644', 'a/b']],
  ['.gitmodules that is a link', ['120000', '.gitmodules']],
  ['.gitmodules with a command', ['100644', '.gitmodules', '[submodule "x"]\n\tpath = x\n\turl = --upload-pack=touch /tmp/never\n']],
  ['.gitmodules with a name that climbs', ['100644', '.gitmodules', '[submodule "../../x"]\n\tpath = x\n\turl = https://x.test/\n']],
] as const) {
  test(`a bundle with ${what} is refused, and leaves nothing`, async () => {
    const id = await empty();
    const bundle = bundleOf((git) => {
      const [mode, name, content = 'x'] = entry;
      git(['update-ref', 'refs/heads/main', plainCommit(git, tree(git, [[mode, name, git(['hash-object', '-w', '--stdin'], content)]]))]);
    });
    await assert.rejects(receive(id, bundle), (error: AtelierError) => error.code === 'invalid_input' && /^\w+: ./.test(String(error.details['line'])));
    assert.deepEqual(await repositories.facts(id), { lastCommit: null, sizeBytes: 0, languages: [], hasCommits: false });
  });
}

test('what is no bundle, is cut off, or is too large is refused, and the repository can still be filled', async () => {
  const id = await empty();
  const bundle = bundleOf((git) => git(['update-ref', 'refs/heads/main', plainCommit(git, git(['mktree'], `100644 blob ${git(['hash-object', '-w', '--stdin'], Buffer.from(Array.from({ length: 9000 }, (_, index) => (index * index) % 251)))}\tx\n`))]));
  for (const bad of ['', 'hello', '\n\n', '# v2 git bundle\n\nPACK', '# v9 git bundle\n\n', `# v2 git bundle\n${'a'.repeat(40)} refs/heads/../../x\n\n`, `# v2 git bundle\n-${'a'.repeat(40)} x\n${'a'.repeat(40)} refs/heads/main\n\n`]) {
    await assert.rejects(receive(id, Buffer.from(bad)), { code: 'invalid_input' }, bad);
  }
  await assert.rejects(receive(id, bundle.subarray(0, bundle.length - 9)), { code: 'invalid_input' });
  await assert.rejects(receive(id, bundle, 100), { code: 'too_large' });
  await receive(id, bundle);
  assert.equal((await repositories.facts(id)).hasCommits, true);
});

test('a removed repository is gone, and what it knew with it', async () => {
  const id = await empty();
  await repositories.commitFiles(id, commit({ 'a.py': 'x' }));
  await repositories.remove(id);
  await repositories.remove(id);
  await assert.rejects(repositories.facts(id), { code: 'not_found' });
  await repositories.create(id);
  assert.equal((await repositories.facts(id)).hasCommits, false);
});

test('git that fails, says too much or is not allowed to fail is an error of ours', async () => {
  const id = await empty();
  await assert.rejects(repositories.git(id, ['rev-parse', '--verify', 'none']), { code: 'upstream_failed' });
  assert.equal((await repositories.git(id, ['rev-parse', '--verify', '--quiet', 'none'], { allowExit: [1] })).exitCode, 1);
  await assert.rejects(repositories.git(id, ['config', '--list'], { maxOutputBytes: 10 }), { code: 'too_large' });
});

test('a commit of no calendar’s day, or with separators in its subject, says nothing of another’s and breaks no page', async () => {
  const id = await empty();
  const bundle = bundleOf((git) => {
    const tree = git(['mktree']);
    const text = `tree ${tree}\nauthor Mallory <m@m> 99999999999999 +0000\ncommitter Mallory <m@m> 99999999999999 +0000\n\nx\x1fBoss\x1fboss@x\x1f1e300\n`;
    git(['update-ref', 'refs/heads/main', git(['hash-object', '-t', 'commit', '-w', '--stdin'], text)]);
  });
  await receive(id, bundle);
  const { lastCommit } = await repositories.facts(id);
  assert.equal(lastCommit?.authorName, 'Mallory');
  assert.equal(lastCommit.authorEmail, 'm@m');
  assert.equal(lastCommit.atMs, 0);
});

test('a removal that was cut off in the middle is ended by the next, and nothing of the repository stays', async () => {
  const id = await empty();
  await repositories.commitFiles(id, commit({ 'a.py': 'x' }));
  renameSync(repositories.folder(id), join(dataFolder, 'git', `.leaving-${id}`));
  mkdirSync(join(dataFolder, 'git', `.making-${id}`, 'objects'), { recursive: true });
  await repositories.remove(id);
  assert.deepEqual(readdirSync(join(dataFolder, 'git')).filter((name) => name.includes(id)), []);
});
