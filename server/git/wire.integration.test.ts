import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { PEOPLE, startGitServer, UI, type GitRun, type GitServer } from './git-server.fixture.ts';

let server: GitServer;
let lea: string;
before(async () => {
  server = await startGitServer();
  lea = await server.token('lea');
  await server.grant('marie', UI, 'write');
  await server.grant('paul', UI, 'read');
  await server.grant('sam', UI, 'write');
  await commit('seed', { 'index.ts': 'export {};\n' });
  ok(await server.git('seed', 'push', server.url(lea), 'main'));
});
after(() => server.close());

function ok(run: GitRun): string {
  assert.equal(run.code, 0, run.stderr);
  return run.stdout.trim();
}

function refused(run: GitRun, words: RegExp): void {
  assert.notEqual(run.code, 0, run.stdout);
  assert.match(run.stderr, words);
}

/** Makes the repository `at` if there is none, and commits the files. @returns the commit */
async function commit(at: string, files: Record<string, string | Buffer>): Promise<string> {
  mkdirSync(join(server.work, at), { recursive: true });
  ok(await server.git(at, 'init', '-q', '-b', 'main'));
  for (const [path, content] of Object.entries(files)) writeFileSync(join(server.work, at, path), content);
  ok(await server.git(at, 'add', '-A'));
  ok(await server.git(at, 'commit', '-q', '--allow-empty', '-m', 'Change'));
  return ok(await server.git(at, 'rev-parse', 'HEAD'));
}

async function clone(at: string, url: string, ...args: string[]): Promise<void> {
  ok(await server.git('.', 'clone', '-q', ...args, url, at));
}

const remoteRef = async (ref: string): Promise<string> => (await server.repositories.git(UI, ['rev-parse', '--verify', '--quiet', ref], { allowExit: [1] })).stdout.toString('utf8').trim();

test('a member clones, pushes and fetches, and who listens is told at once', async () => {
  const url = server.url(await server.token('marie'));
  await clone('clone', url);
  const before = await remoteRef('main');
  const after = await commit('clone', { 'more.ts': 'export const more = 1;\n' });
  server.pushed.length = 0;
  ok(await server.git('clone', 'push', '-q', 'origin', 'main'));
  assert.deepEqual(server.pushed, [{ moduleId: UI, memberId: PEOPLE.marie.id, refs: [{ ref: 'refs/heads/main', before, after }] }]);
  ok(await server.git('seed', 'fetch', '-q', server.url(lea), 'main'));
  assert.equal(ok(await server.git('seed', 'rev-parse', 'FETCH_HEAD')), after);
  ok(await server.git('seed', 'reset', '-q', '--hard', after));
  assert.equal((await server.repositories.facts(UI)).lastCommit?.hash, after);
});

for (const version of ['0', '1', '2']) {
  test(`protocol version ${version} is spoken`, async () => {
    const run = await server.gitWith('seed', { env: { GIT_TRACE_PACKET: '1' } }, '-c', `protocol.version=${version}`, 'ls-remote', server.url(lea));
    assert.match(ok(run), /refs\/heads\/main/);
    assert.equal(/< version (\d)/.exec(run.stderr)?.[1] ?? '0', version);
  });
}

test('shallow, partial and single-branch clones work, and deepen', async () => {
  const url = server.url(await server.token('paul'));
  await clone('shallow', url, '--depth=1');
  assert.equal(ok(await server.git('shallow', 'rev-list', '--count', 'HEAD')), '1');
  ok(await server.git('shallow', 'fetch', '-q', '--unshallow'));
  assert.notEqual(ok(await server.git('shallow', 'rev-list', '--count', 'HEAD')), '1');
  await clone('partial', url, '--filter=blob:none', '--no-checkout');
  assert.match(ok(await server.git('partial', 'rev-list', '--objects', '--missing=print', 'HEAD')), /^\?/m);
  assert.match(ok(await server.git('partial', 'show', 'HEAD:index.ts')), /export/);
});

test('a clone that asks with more than one packed request (gzip) works', async () => {
  const many = await server.token('lea');
  const at = 'refs';
  await clone(at, server.url(many));
  const head = ok(await server.git(at, 'rev-parse', 'HEAD'));
  ok(await server.gitWith(at, { input: Array.from({ length: 300 }, (_, index) => `create refs/tags/t${index} ${head}\n`).join('') }, 'update-ref', '--stdin'));
  ok(await server.git(at, 'push', '-q', 'origin', '--tags'));
  // Negotiation with many haves goes in packed bodies.
  for (let index = 0; index < 40; index += 1) ok(await server.git(at, 'commit', '-q', '--allow-empty', '-m', `local ${index}`));
  await commit('seed', { 'next.ts': 'export const next = 1;\n' });
  ok(await server.git('seed', 'push', '-q', server.url(lea), 'main'));
  const run = await server.gitWith(at, { env: { GIT_CURL_VERBOSE: '1', GIT_TRACE_CURL_NO_DATA: '1' } }, '-c', 'fetch.negotiationAlgorithm=consecutive', 'fetch', '--tags', 'origin');
  ok(run);
  assert.match(run.stderr, /content-encoding: gzip/i);
  assert.equal(ok(await server.git(at, 'rev-parse', 'origin/main')), await remoteRef('main'));
});

test('A19 a read grant fetches and never pushes', async () => {
  const url = server.url(await server.token('paul'));
  await clone('reader', url);
  await commit('reader', { 'x.ts': 'x' });
  refused(await server.git('reader', 'push', 'origin', 'main'), /remote: You may read this module, not write it|403/);
  refused(await server.git('reader', 'push', 'origin', 'main:other'), /403/);
});

test('a token that may read does not push what its member may', async () => {
  const url = server.url(await server.token('marie', { scope: 'read' }));
  await clone('read-token', url);
  await commit('read-token', { 'x.ts': 'x' });
  refused(await server.git('read-token', 'push', 'origin', 'main:other'), /This token may only read|403/);
});

test('A20 a module that is not granted, and one that is not there, are the same to a client', async () => {
  const secret = await server.token('marie');
  const hidden = await server.git('.', 'ls-remote', server.url(secret, 'api'));
  const none = await server.git('.', 'ls-remote', server.url(secret, 'xyz'));
  refused(hidden, /not found/);
  assert.equal(hidden.stderr.replaceAll('api', 'xyz'), none.stderr);
  const only = await server.token('lea', { moduleIds: [UI] });
  ok(await server.git('.', 'ls-remote', server.url(only)));
  refused(await server.git('.', 'ls-remote', server.url(only, 'api')), /not found/);
});

test('a protected branch takes no force push and no deletion, alone or beside others', async () => {
  const url = server.url(await server.token('marie'));
  await clone('force', url);
  const kept = await remoteRef('main');
  ok(await server.git('force', 'commit', '-q', '--amend', '-m', 'Rewritten'));
  refused(await server.git('force', 'push', '--force', 'origin', 'main'), /main: this branch is protected: its history cannot be rewritten/);
  refused(await server.git('force', 'push', 'origin', ':main'), /protected|refusing/);
  refused(await server.git('force', 'push', '--force', 'origin', 'main', 'main:beside'), /rejected/);
  assert.equal(await remoteRef('main'), kept);
  assert.equal(await remoteRef('beside'), '');
  ok(await server.git('force', 'push', '-q', 'origin', 'main:mine'));
  ok(await server.git('force', 'commit', '-q', '--amend', '-m', 'Again'));
  ok(await server.git('force', 'push', '-q', '--force', 'origin', 'main:mine'));
  ok(await server.git('force', 'push', '-q', 'origin', ':mine'));
});

test('a refusal is said in the language git asks for', async () => {
  refused(await server.gitWith('force', { env: { LANGUAGE: 'fr_BE', LC_ALL: 'C.UTF-8' } }, 'push', '--force', 'origin', 'main'), /cette branche est protégée/);
});

test('only branches, tags and notes are taken, and no name of the server’s own', async () => {
  for (const ref of ['refs/atelier/x', 'refs/replace/x', 'refs/pull/1/head', 'refs/heads/HEAD', `refs/heads/${'x'.repeat(240)}`]) {
    refused(await server.git('seed', 'push', server.url(lea), `main:${ref}`), /rejected|deny/);
    assert.equal(await remoteRef(ref), '', ref);
  }
  ok(await server.git('seed', 'push', '-q', server.url(lea), 'main:refs/notes/commits', 'main:refs/tags/v1'));
});

test('a stagiaire’s work goes to branches of their own, which others leave alone', async () => {
  const url = server.url(await server.token('sam'));
  await clone('sam', url);
  await commit('sam', { 'proposal.ts': 'x' });
  const own = `refs/heads/proposals/${PEOPLE.sam.id}/1`;
  refused(await server.git('sam', 'push', 'origin', 'main'), new RegExp(`push to proposals/${PEOPLE.sam.id}/<name>`));
  for (const ref of ['refs/tags/x', 'refs/heads/x', `refs/heads/proposals/${PEOPLE.marie.id}/1`, `refs/heads/proposals/${PEOPLE.sam.id}`]) {
    refused(await server.git('sam', 'push', 'origin', `main:${ref}`), /rejected/);
  }
  ok(await server.git('sam', 'push', '-q', 'origin', `main:${own}`));
  ok(await server.git('sam', 'commit', '-q', '--amend', '-m', 'Better'));
  ok(await server.git('sam', 'push', '-q', '--force', 'origin', `main:${own}`));
  refused(await server.git('seed', 'push', '--force', server.url(lea), `main:${own}`), /author only/);
});

test('two pushes to one branch at once: one is let in, the other is told', async () => {
  const url = server.url(await server.token('marie'));
  await Promise.all(['race-a', 'race-b'].map((at) => clone(at, url)));
  await commit('race-a', { 'a.ts': 'a' });
  await commit('race-b', { 'b.ts': 'b' });
  const runs = await Promise.all(['race-a', 'race-b'].map((at) => server.git(at, 'push', 'origin', 'main')));
  assert.deepEqual(runs.map(({ code }) => code).toSorted((a, b) => a - b), [0, 1]);
  assert.match(runs.find(({ code }) => code !== 0)?.stderr ?? '', /rejected|failed to update|fetch first|cannot lock/);
  ok(await server.git('seed', 'fetch', '-q', server.url(lea), 'main'));
  ok(await server.git('seed', 'reset', '-q', '--hard', 'FETCH_HEAD'));
});

test('pushes to different branches at once are all let in', async () => {
  const url = server.url(await server.token('marie'));
  const names = ['p1', 'p2', 'p3'];
  for (const at of names) {
    await clone(at, url);
    await commit(at, { [`${at}.ts`]: Buffer.alloc(100_000, at) });
  }
  for (const run of await Promise.all(names.map((at) => server.git(at, 'push', 'origin', `main:${at}`)))) ok(run);
  for (const name of names) assert.notEqual(await remoteRef(name), '');
});

test('every push is on record, and what was refused', () => {
  const lines = server.audited.filter(({ action }) => action === 'git.push').map(({ outcome, details }) => `${outcome} ${String(details?.['reason'] ?? '')}`);
  for (const line of ['done ', 'refused protectedForce', 'refused protectedDelete', 'refused proposalsOnly', 'refused read_only', 'refused othersProposal']) assert.ok(lines.includes(line), line);
  const entry = server.audited.find(({ action, outcome }) => action === 'git.push' && outcome === 'done');
  assert.deepEqual([entry?.actor?.sessionId, entry?.target, entry?.address, entry?.details?.['name'], entry?.details?.['first']], [null, UI, '127.0.0.1', 'shop/ui', 'refs/heads/main']);
  assert.ok(!JSON.stringify(server.audited).includes('atl_'));
});
