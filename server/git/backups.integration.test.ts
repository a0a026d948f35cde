import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { WorkspaceId } from '../../shared/ids.ts';
import { backupRef } from './backup-ref.ts';
import type { GitPrincipal } from './git-principal.ts';
import { PEOPLE, startGitServer, UI, type GitRun, type GitServer, type Person } from './git-server.fixture.ts';

const [FIRST, SECOND] = [WorkspaceId.parse('wfirst0000000'), WorkspaceId.parse('wsecond000000')];
let server: GitServer;
/** As the doors of workspaces: who asks is the path's first part. */
let doors: Server;
let url: (person: Person, workspaceId: WorkspaceId) => string;

before(async () => {
  server = await startGitServer();
  await server.grant('marie', UI, 'write');
  await server.grant('paul', UI, 'write');
  await server.grant('sam', UI, 'write');
  doors = createServer((request, response) => {
    const [, person = '', workspaceId = '', ...rest] = (request.url ?? '').split('/');
    const { id: memberId, role } = PEOPLE[person as Person];
    request.url = `/${rest.join('/')}`;
    const who: GitPrincipal = { memberId, role, moduleIds: null, scope: 'write', via: 'workspace', workspaceId: WorkspaceId.parse(workspaceId) };
    void server.gitHttp.handle(request, response, who);
  });
  await new Promise<void>((resolve) => doors.listen(0, '127.0.0.1', resolve));
  const { port } = doors.address() as AddressInfo;
  url = (person, workspaceId) => `http://127.0.0.1:${port}/${person}/${workspaceId}/git/shop/ui.git`;
  mkdirSync(join(server.work, 'marie'));
  writeFileSync(join(server.work, 'marie', 'a.txt'), 'work of an afternoon\n');
  for (const args of [['init', '-q', '-b', 'main'], ['add', '.'], ['commit', '-q', '-m', 'Never pushed']]) ok(await server.git('marie', ...args));
});
after(async () => {
  doors.closeAllConnections();
  doors.close();
  await server.close();
});

function ok(run: GitRun): string {
  assert.equal(run.code, 0, run.stderr);
  return run.stdout.trim();
}

const own = (person: Person, workspaceId: WorkspaceId): string => backupRef({ memberId: PEOPLE[person].id, workspaceId });
const push = (from: { person: Person; workspaceId: WorkspaceId }, ref: string): Promise<GitRun> => server.git('marie', 'push', '-q', '--force', url(from.person, from.workspaceId), `HEAD:${ref}`);
const seen = async (address: string): Promise<string> => ok(await server.git('marie', 'ls-remote', address));

test('a workspace brings its own backup, which is nobody’s news and in no audit', async () => {
  const ref = own('marie', FIRST);
  ok(await push({ person: 'marie', workspaceId: FIRST }, ref));
  ok(await server.git('marie', 'commit', '-q', '--amend', '-m', 'Never pushed either'));
  ok(await push({ person: 'marie', workspaceId: FIRST }, ref));
  const { stdout } = await server.repositories.git(UI, ['rev-parse', ref]);
  assert.equal(stdout.toString('utf8').trim(), ok(await server.git('marie', 'rev-parse', 'HEAD')));
  assert.deepEqual([server.pushed, server.audited], [[], []]);
});

test('backups are seen and fetched from their member’s workspaces, and from nowhere else', async () => {
  const ref = own('marie', FIRST);
  for (const workspaceId of [FIRST, SECOND]) assert.match(await seen(url('marie', workspaceId)), new RegExp(ref));
  const addresses = [url('paul', FIRST), url('sam', SECOND), server.url(await server.token('marie')), server.url(await server.token('lea'))];
  for (const address of addresses) {
    assert.doesNotMatch(await seen(address), /atelier/);
    assert.notEqual((await server.git('marie', 'fetch', address, ref)).code, 0, address);
  }
});

test('nobody writes another’s backup, or any other of the server’s refs', async () => {
  const refs = [own('marie', FIRST), own('marie', SECOND), 'refs/atelier/backup/x', 'refs/atelier/anything', `${own('paul', FIRST)}/below`];
  for (const ref of refs) assert.notEqual((await push({ person: 'paul', workspaceId: FIRST }, ref)).code, 0, ref);
  assert.notEqual((await push({ person: 'marie', workspaceId: SECOND }, own('marie', FIRST))).code, 0);
  const token = server.url(await server.token('marie'));
  assert.notEqual((await server.git('marie', 'push', '-q', token, `HEAD:${own('marie', FIRST)}`)).code, 0);
  const { stdout } = await server.repositories.git(UI, ['for-each-ref', '--format=%(refname)']);
  assert.equal(stdout.toString('utf8').trim(), own('marie', FIRST));
});

test('who only proposes has backups too, who only reads has none', async () => {
  ok(await push({ person: 'sam', workspaceId: FIRST }, own('sam', FIRST)));
  await server.grant('sam', UI, 'read');
  assert.notEqual((await push({ person: 'sam', workspaceId: FIRST }, own('sam', FIRST))).code, 0);
});
