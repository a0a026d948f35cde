import assert from 'node:assert/strict';
import fs, { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import git from 'isomorphic-git';
import http from 'isomorphic-git/http/node';

import { PEOPLE, startGitServer, UI, type GitServer } from './git-server.fixture.ts';

/** A client that shares no code with git itself: JavaScript of the isomorphic-git project. */
let server: GitServer;
let url: string;
before(async () => {
  server = await startGitServer();
  await server.grant('marie', UI, 'write');
  await server.grant('paul', UI, 'read');
  await server.repositories.commitFiles(UI, { files: [{ path: 'index.ts', content: Buffer.from('export {};\n') }], message: 'Begin', author: { name: 'x', email: 'x@x' } });
  url = `${server.origin}/git/shop/ui.git`;
});
after(() => server.close());

const as = (secret: string) => ({ fs, http, onAuth: () => ({ username: 'x-token', password: secret }), onAuthFailure: () => ({ cancel: true }) });

test('isomorphic-git clones, commits, pushes and fetches', async () => {
  const marie = as(await server.token('marie'));
  const dir = join(server.work, 'iso');
  await git.clone({ ...marie, dir, url });
  assert.deepEqual(await git.listFiles({ fs, dir }), ['index.ts']);
  writeFileSync(join(dir, 'more.ts'), 'export const more = 1;\n');
  await git.add({ fs, dir, filepath: 'more.ts' });
  const oid = await git.commit({ fs, dir, message: 'More', author: { name: 'Marie', email: 'marie@atelier.test' } });
  const { ok } = await git.push({ ...marie, dir, ref: 'main' });
  assert.ok(ok);
  assert.deepEqual(server.pushed.at(-1)?.refs.map(({ ref, after }) => [ref, after]), [['refs/heads/main', oid]]);
  assert.equal(server.pushed.at(-1)?.memberId, PEOPLE.marie.id);
  const { fetchHead } = await git.fetch({ ...as(await server.token('paul')), dir, ref: 'main' });
  assert.equal(fetchHead, oid);
});

test('isomorphic-git makes a shallow clone of one branch', async () => {
  const dir = join(server.work, 'iso-shallow');
  await git.clone({ ...as(await server.token('paul')), dir, url, depth: 1, singleBranch: true });
  assert.equal((await git.log({ fs, dir })).length, 1);
});

test('isomorphic-git is refused what git is refused', async () => {
  const dir = join(server.work, 'iso');
  await assert.rejects(git.push({ ...as(await server.token('paul')), dir, ref: 'main', force: true }), /403/);
  await assert.rejects(git.getRemoteInfo({ ...as('atl_wrong'), url }), /401|cancel/i);
  await assert.rejects(git.getRemoteInfo({ ...as(await server.token('paul')), url: url.replace('ui.git', 'api.git') }), /404/);
  await git.commit({ fs, dir, message: 'Rewritten', amend: true, author: { name: 'Marie', email: 'marie@atelier.test' } });
  const marie = as(await server.token('marie'));
  await assert.rejects(git.push({ ...marie, dir, ref: 'main', force: true }), /declined/);
});
