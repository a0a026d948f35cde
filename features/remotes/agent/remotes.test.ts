import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';
import assert from 'node:assert/strict';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import type { AgentContext } from '../../../agent/feature.ts';
import { Repositories } from '../../../agent/git/repositories.ts';
import { GIT_ENV, gitAt, makeWorkingCopy } from '../../../agent/git/working-copy.fixture.ts';
import { Saves } from '../../../agent/saves.ts';
import { Capability } from '../../../shared/actor.ts';
import { AgentConfig } from '../../../shared/agent-protocol.ts';
import { MemberId, SessionId } from '../../../shared/ids.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { placeOf, RemoteName, RemoteUrl, type remotesContract } from '../contract.ts';
import { serveGit } from './http-git.fixture.ts';
import { createRemotesFeature } from './index.ts';
import { runRemote } from './run.ts';

const KEY = { userName: 'léa', secret: 'p%ss "word"/+=é' };

async function start({ capabilities = Capability.options }: { readonly capabilities?: readonly Capability[] } = {}) {
  const { folder, root, origin } = await makeWorkingCopy({ name: 'remotes' });
  await gitAt(folder, 'clone', '-q', '--bare', origin, 'elsewhere.git');
  const config = AgentConfig.parse({ workspaceId: 'w000000000000', secret: 'secret-of-the-agent-0123456789-0123456789', roots: [{ path: root, name: 'shop/web', kind: 'module', readOnly: false }], env: GIT_ENV });
  const log = { info() {}, warn() {}, error() {} };
  const repositories = new Repositories(config);
  const feature = createRemotesFeature({ config, log, touch() {}, saves: new Saves(), repositories });
  const context: AgentContext = { actor: { memberId: MemberId.parse('m000000000001'), sessionId: SessionId.parse('s000000000000'), role: 'developer' }, capabilities: new Set(capabilities) };
  const server = await serveGit(folder, KEY);
  return {
    folder, root, server,
    repository: repositories.of(root),
    url: `${server.place}/elsewhere.git`,
    client: createRouterClient(feature.router ?? {}, { context }) as ContractRouterClient<typeof remotesContract>,
    git: (...args: string[]) => gitAt(root, ...args),
    there: (...args: string[]) => gitAt(join(folder, 'elsewhere.git'), ...args),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const because = (code: string, reason?: string) => (error: unknown): boolean => {
  const failure = fromWireError(error);
  return failure.code === code && (reason === undefined || failure.details['because'] === reason);
};

test('remotes beside Atelier’s own are added, renamed and removed as git has them', async () => {
  await using it = await start();
  const { client, root, url } = it;
  await client.add({ root, name: 'hub', url });
  assert.equal(await it.git('remote'), 'hub\norigin');
  await it.git('config', 'remote.ssh.url', 'git@example.com:a/b.git');
  await it.git('config', 'remote.told.url', 'https://me:secret@example.com/x.git');
  assert.deepEqual(await client.list({ root }), [
    { name: 'hub', url, place: it.server.place, isReachable: true },
    { name: 'ssh', url: 'git@example.com:a/b.git', place: null, isReachable: false },
    { name: 'told', url: 'https://me@example.com/x.git', place: 'https://example.com', isReachable: false },
  ]);
  await assert.rejects(client.add({ root, name: 'Hub', url }), because('already_exists'));
  await assert.rejects(client.add({ root, name: 'origin', url }), because('already_exists'));
  await client.rename({ root, name: 'hub', to: 'forge' });
  await assert.rejects(client.rename({ root, name: 'origin', to: 'x' }), because('not_found'));
  await assert.rejects(client.remove({ root, name: 'origin' }), because('not_found'));
  await client.remove({ root, name: 'forge' });
  assert.deepEqual([await it.git('remote'), await it.git('remote', 'get-url', 'origin')], ['origin\nssh\ntold', join(it.folder, 'origin.git')]);
});

test('what goes to another server and comes from it is as with git; the key is for that one command', async () => {
  await using it = await start();
  const { repository, git, there, root } = it;
  await it.client.add({ root, name: 'hub', url: it.url });
  const key = { ...KEY, place: it.server.place };
  await assert.rejects(runRemote(repository, { name: 'hub', deed: { kind: 'fetch' }, key: null }), because('conflict', 'key_refused'));
  await assert.rejects(runRemote(repository, { name: 'hub', deed: { kind: 'fetch' }, key: { ...key, secret: 'wrong' } }), because('conflict', 'key_refused'));
  await runRemote(repository, { name: 'hub', deed: { kind: 'fetch' }, key });
  assert.equal(await git('rev-parse', 'refs/remotes/hub/main'), await there('rev-parse', 'main'));
  // A hook of the member's runs, and looks everywhere.
  await writeFile(join(root, '.git/hooks/pre-push'), `#!/bin/sh\nexec >'${it.folder}/spied' 2>&1\nenv\ntr '\\0' '\\n' < /proc/$PPID/cmdline\ntr '\\0' '\\n' < /proc/$PPID/environ\ntimeout 1 cat <&3\ncat .git/config\ntrue\n`);
  await chmod(join(root, '.git/hooks/pre-push'), 0o755);
  await writeFile(join(root, 'b.txt'), 'b\n');
  await git('add', '.');
  await git('commit', '-qm', 'For elsewhere');
  await git('branch', 'topic');
  await runRemote(repository, { name: 'hub', deed: { kind: 'push', branch: 'topic' }, key });
  const head = await git('rev-parse', 'HEAD');
  assert.deepEqual([await there('rev-parse', 'topic'), await git('rev-parse', 'refs/remotes/hub/topic')], [head, head]);
  const spied = await readFile(join(it.folder, 'spied'), 'utf8');
  assert.ok(spied.includes('credential.helper='), spied);
  assert.ok(!spied.includes(KEY.secret) && !spied.includes(encodeURIComponent(KEY.secret)), spied);
  await there('update-ref', 'refs/heads/topic', await there('commit-tree', '-m', 'Theirs', 'main^{tree}'));
  await assert.rejects(runRemote(repository, { name: 'hub', deed: { kind: 'push', branch: 'topic' }, key }), because('conflict', 'behind'));
  for (const branch of ['none', '--all', 'a:b']) await assert.rejects(runRemote(repository, { name: 'hub', deed: { kind: 'push', branch }, key }), branch);
});

test('a key is given to its own place alone, wherever the configuration sends git', async () => {
  await using it = await start();
  const { repository, git, root } = it;
  await using thief = await serveGit(it.folder, { userName: 'nobody', secret: 'nothing' });
  await it.client.add({ root, name: 'hub', url: it.url });
  const fetch = (): Promise<void> => runRemote(repository, { name: 'hub', deed: { kind: 'fetch' }, key: { ...KEY, place: it.server.place } });
  await git('config', `url.${thief.place}/.insteadOf`, `${it.server.place}/`);
  await assert.rejects(fetch(), because('conflict', 'key_refused'));
  await git('config', '--remove-section', `url.${thief.place}/`);
  const ran = join(it.folder, 'ran');
  for (const [name, value] of [['remote.hub.vcs', 'evil'], ['credential.helper', `!touch ${ran}; cat <&3`], ['core.askPass', `touch ${ran}; echo`], [`url.ext::touch ${ran} .insteadOf`, `${it.server.place}/`], ['protocol.ext.allow', 'always']] as const) {
    await git('config', name, value);
    await fetch().catch(() => undefined);
  }
  await assert.rejects(readFile(ran), { code: 'ENOENT' });
  assert.deepEqual(thief.seen, []);
  await git('config', 'remote.hub.url', `${thief.place}/elsewhere.git`);
  await assert.rejects(fetch(), because('conflict', 'moved'));
});

test('who has no network has no other servers', async () => {
  await using it = await start({ capabilities: ['files.read', 'files.write', 'terminal'] });
  const { client, root, url } = it;
  for (const deed of [client.list({ root }), client.add({ root, name: 'hub', url }), client.rename({ root, name: 'a', to: 'b' }), client.remove({ root, name: 'a' })]) await assert.rejects(deed, because('forbidden'));
});

test('keys are for places that nobody on the way can read; names are never options or paths', () => {
  assert.deepEqual(['https://github.com/a/b.git', 'https://git.example.com:8443/x', 'http://127.0.0.1:3000/x', 'http://localhost/x', 'https://EXAMPLE.com'].map(placeOf), ['https://github.com', 'https://git.example.com:8443', 'http://127.0.0.1:3000', 'http://localhost', 'https://example.com']);
  for (const url of ['http://github.com/a', 'ssh://git@github.com/a', 'git@github.com:a/b', '/srv/git', 'ext::sh -c true', 'file:///etc', "https://a'b.com/"]) assert.equal(placeOf(url), null, url);
  for (const url of ['https://me:secret@example.com/x', 'ext::sh', '-upload-pack=x', 'file:///x', '']) assert.equal(RemoteUrl.safeParse(url).success, false, url);
  for (const name of ['-d', '--all', 'a/b', '..', 'a..b', 'a.lock', 'a.', '.a', 'a b', '']) assert.equal(RemoteName.safeParse(name).success, false, name);
});
