import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { MIB } from '#shared/units.ts';
import { until } from '#tests/harness/until.ts';
import { ask } from '../gateway/gateway.fixture.ts';
import { pairKey } from '../grants/module-rights.ts';
import { WRONG_TOKENS_PER_ADDRESS } from './create-git-door.ts';
import { API, PEOPLE, startGitServer, UI, type GitRun, type GitServer } from './git-server.fixture.ts';

const MAX_PUSH_BYTES = MIB;
const NOTHING = '0'.repeat(40);
let server: GitServer;
let lea: string;
before(async () => {
  server = await startGitServer({ maxPushBytes: MAX_PUSH_BYTES });
  lea = await server.token('lea');
  await server.grant('marie', UI, 'write');
  mkdirSync(join(server.work, 'w'));
  ok(await server.git('w', 'init', '-q', '-b', 'main'));
});
after(() => server.close());

function ok(run: GitRun): string {
  assert.equal(run.code, 0, run.stderr);
  return run.stdout.trim();
}

const basic = (secret: string): string => `Basic ${Buffer.from(`x:${secret}`).toString('base64')}`;
const refs = '/git/shop/ui.git/info/refs?service=git-upload-pack';
const get = (path: string, headers: Record<string, string> = { authorization: basic(lea) }) => ask({ port: Number(new URL(server.origin).port), path, headers });
const write = async (type: string, content: string | Buffer): Promise<string> => ok(await server.gitWith('w', { input: content }, 'hash-object', '-w', '-t', type, '--literally', '--stdin'));
const remoteRef = async (ref: string): Promise<string> => (await server.repositories.git(UI, ['rev-parse', '--verify', '--quiet', ref], { allowExit: [1] })).stdout.toString('utf8').trim();
/** How many processes of this machine work in a folder, as git's do in the repository they serve. */
const processesIn = (folder: string): number =>
  readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === folder;
    } catch {
      // It ended meanwhile.
      return false;
    }
  }).length;
const quarantines = (): string[] => readdirSync(join(server.repositories.folder(UI), 'objects')).filter((name) => name.startsWith('tmp_objdir'));

async function treeOf(entries: readonly (readonly [mode: string, name: string, hash: string])[]): Promise<string> {
  return write('tree', Buffer.concat(entries.flatMap(([mode, name, hash]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(hash, 'hex')])));
}

async function commitOf(tree: string): Promise<string> {
  return ok(await server.git('w', 'commit-tree', '-m', 'x', tree));
}

test('without a token the answer is a question, and cookies are no answer', async () => {
  for (const headers of [{}, { cookie: `__Host-atelier=${lea}` }, { authorization: `Bearer ${lea}` }, { authorization: 'Basic ' }, { authorization: basic('') }, { authorization: `Basic ${Buffer.from(lea).toString('base64')}` }] as Record<string, string>[]) {
    const answer = await get(refs, headers);
    assert.equal(answer.status, 401, JSON.stringify(headers));
    assert.equal(answer.headers['www-authenticate'], 'Basic realm="Atelier", charset="UTF-8"');
    assert.match(answer.body, /personal access token/);
  }
  assert.equal((await get(refs)).status, 200);
});

test('A13 a page of another site is refused, token or not', async () => {
  assert.equal((await get(refs, { authorization: basic(lea), origin: 'https://evil.test' })).status, 403);
  assert.equal((await get(refs, { authorization: basic(lea), origin: 'null' })).status, 403);
});

for (const path of [
  '/git', '/git/', '/git/shop', '/git/shop/ui', '/git/shop/ui.git', '/git/shop/ui.git/', '/git/shop/ui.git/HEAD', '/git/shop/ui.git/config', '/git/shop/ui.git/objects/info/packs',
  '/git/shop/.git/info/refs', '/git/shop/..git/info/refs', '/git/shop/../shop/ui.git/info/refs', '/git/shop/%2e%2e/ui.git/info/refs', '/git/%2e%2e/%2e%2e/etc/passwd', '/git/shop//ui.git/info/refs',
  '//git/shop/ui.git/info/refs', '/git/shop/ui%00.git/info/refs', '/git/shop/ui.git/info%2frefs', '/git/shop/u%69.git/info/refs', '/git/SHOP/ui.git/info/refs', '/git/shop/ui.git/../../x', '/git/shop/ui\\..\\x.git/info/refs',
  `/git/shop/${'x'.repeat(4000)}.git/info/refs`, '/git/shop/git.git/info/refs', `/git/shop/${UI}.git/info/refs`, '/git/shop/ui.git.git/info/refs', '/git/-c/ui.git/info/refs', '/git/shop/--upload-pack.git/info/refs', '/git/shop/ui.git/git-upload-archive',
]) {
  test(`A23 ${path.slice(0, 60)} leads to nothing`, async () => {
    const answer = await get(`${path}?service=git-upload-pack`);
    assert.ok(answer.status === 404 || answer.status === 400, String(answer.status));
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
  });
}

test('the dumb protocol, other services, other methods and other types are refused', async () => {
  for (const search of ['', '?service=git-upload-archive', '?service=git-upload-pack&service=git-receive-pack', '?service=git-upload-pack%00', '?x']) {
    assert.equal((await get(`/git/shop/ui.git/info/refs${search}`)).status, 403, search);
  }
  const port = Number(new URL(server.origin).port);
  const send = (method: string, path: string, type: string) => ask({ port, method, path, headers: { authorization: basic(lea), 'content-type': type } });
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND']) assert.equal((await send(method, refs, '')).status, 405, method);
  assert.equal((await send('GET', '/git/shop/ui.git/git-upload-pack', '')).status, 405);
  for (const type of ['', 'text/plain', 'application/x-www-form-urlencoded', 'application/x-git-receive-pack-request']) assert.equal((await send('POST', '/git/shop/ui.git/git-upload-pack', type)).status, 400, type);
});

test('a revoked, expired or foreign token, and one of somebody who is gone, opens nothing', async () => {
  const opens = async (secret: string): Promise<boolean> => (await get(refs, { authorization: basic(secret) })).status === 200;
  const revoked = await server.token('marie');
  assert.ok(await opens(revoked));
  const [newest] = await server.storage.tokens.find({ memberId: PEOPLE.marie.id });
  assert.ok(newest !== undefined);
  await server.storage.tokens.delete(newest.id);
  assert.ok(!(await opens(revoked)));
  assert.ok(!(await opens(`atl_${'A'.repeat(43)}`)));

  const short = await server.token('marie', { days: 1 });
  server.time.offsetMs = 25 * 3_600_000;
  assert.ok(!(await opens(short)));
  server.time.offsetMs = 0;
  assert.ok(await opens(short));

  const change = async (fields: object): Promise<void> => {
    const member = await server.storage.members.get(PEOPLE.marie.id);
    assert.ok(member !== null);
    const { id, revision, ...document } = member;
    await server.storage.members.replace(id, revision, { ...document, ...fields });
  };
  for (const [gone, back] of [[{ disabled: true }, { disabled: false }], [{ removedAtMs: 1 }, { removedAtMs: null }]]) {
    await change(gone ?? {});
    assert.ok(!(await opens(short)), JSON.stringify(gone));
    await change(back ?? {});
    assert.ok(await opens(short));
  }
  await server.grant('sam', UI, 'read');
  const sams = await server.token('sam');
  assert.ok(await opens(sams));
  const sam = await server.storage.members.get(PEOPLE.sam.id);
  assert.ok(sam !== null && sam.limits !== null);
  const { id, revision, ...document } = sam;
  await server.storage.members.replace(id, revision, { ...document, limits: { ...sam.limits, tokens: false } });
  assert.ok(!(await opens(sams)));
});

for (const [what, make] of [
  ['an entry called .git', async () => treeOf([['100644', '.git', await write('blob', 'x')]])],
  ['an entry called .GIT', async () => treeOf([['40000', '.GIT', await treeOf([['100644', 'config', await write('blob', 'x')]])]])],
  ['an entry called ..', async () => treeOf([['100644', '..', await write('blob', 'x')]])],
  ['a name with a slash', async () => treeOf([['100644', 'a/../../x', await write('blob', 'x')]])],
  ['.git hidden by characters that some file systems ignore', async () => treeOf([['100644', '.g\u200cit', await write('blob', 'x')]])],
  ['a .gitmodules that is a link', async () => treeOf([['120000', '.gitmodules', await write('blob', '/etc/passwd')]])],
  ['a .gitmodules with an option for a URL', async () => treeOf([['100644', '.gitmodules', await write('blob', '[submodule "x"]\n\tpath = x\n\turl = -u./payload\n')]])],
  ['a .gitmodules with a command to update', async () => treeOf([['100644', '.gitmodules', await write('blob', '[submodule "x"]\n\tpath = x\n\turl = https://x.test/x\n\tupdate = !touch /tmp/never\n')]])],
  ['two entries of one name', async () => treeOf([['100644', 'a', await write('blob', 'x')], ['100644', 'a', await write('blob', 'y')]])],
] as const) {
  test(`a push with ${what} is refused and leaves nothing`, async () => {
    const hash = await commitOf(await make());
    const run = await server.git('w', 'push', server.url(lea), `${hash}:refs/heads/hostile`);
    assert.notEqual(run.code, 0);
    assert.match(run.stderr, /remote: (fatal: fsck error|error: object [0-9a-f]+)/);
    assert.equal(await remoteRef('hostile'), '');
    assert.deepEqual(quarantines(), []);
    await assert.rejects(server.repositories.git(UI, ['cat-file', '-e', hash]));
  });
}

test('the harmless quirks of old histories are let in', async () => {
  const inner = await treeOf([['100644', 'a', await write('blob', 'old')]]);
  const tree = await treeOf([['040000', 'sub', inner]]);
  const hash = await write('commit', `tree ${tree}\nauthor A <a@a> 1 +051800\ncommitter A <a@a> 1 +0000\n\nx\n`);
  ok(await server.git('w', 'push', '-q', server.url(lea), `${hash}:refs/heads/old`));
});

test('links, submodules and attributes that a checkout treats with care are content here', async () => {
  const link = await write('blob', '/etc/passwd');
  const attributes = await write('blob', '* filter=evil diff=evil\n[attr]x filter=x\n');
  const hash = await commitOf(await treeOf([['100644', '.gitattributes', attributes], ['120000', 'passwd', link], ['160000', 'sub', '1'.repeat(40)]]));
  ok(await server.git('w', 'push', '-q', server.url(lea), `${hash}:refs/heads/links`));
  assert.equal((await server.repositories.git(UI, ['cat-file', 'blob', 'links:passwd'])).stdout.toString('utf8'), '/etc/passwd');
});

test('a push over the limit is refused with the reason, and the next one goes through', async () => {
  const random = randomBytes(2 * MAX_PUSH_BYTES);
  const hash = await commitOf(await treeOf([['100644', 'big', await write('blob', random)]]));
  const run = await server.git('w', 'push', server.url(lea), `${hash}:refs/heads/big`);
  assert.notEqual(run.code, 0);
  assert.match(run.stderr, /remote: fatal: pack exceeds maximum allowed size/);
  assert.equal(await remoteRef('big'), '');
  assert.deepEqual(quarantines(), []);
  ok(await server.git('w', 'push', '-q', server.url(lea), `${await commitOf(await treeOf([['100644', 'small', await write('blob', 'x')]]))}:refs/heads/small`));
});

/** A push by hand, so that something can happen in the middle of it. Half of its pack is on its way when it is returned. */
async function halfPush(secret: string, ref: string): Promise<{ hash: string; finish(): Promise<string>; leave(): void }> {
  const content = randomBytes(40_000);
  const hash = await commitOf(await treeOf([['100644', 'x', await write('blob', content)]]));
  const packFile = ok(await server.gitWith('w', { input: `${hash}\n` }, 'pack-objects', '--revs', '-q', 'pack'));
  const pack = readFileSync(join(server.work, 'w', `pack-${packFile}.pack`));
  const command = `${NOTHING} ${hash} ${ref}\0 report-status side-band-64k agent=test`;
  const body = Buffer.concat([Buffer.from(`${(command.length + 4).toString(16).padStart(4, '0')}${command}0000`), pack]);
  const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
  let answer = '';
  const ended = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => (answer += String(chunk)));
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
  });
  socket.write(`POST /git/shop/ui.git/git-receive-pack HTTP/1.1\r\nhost: x\r\nauthorization: ${basic(secret)}\r\ncontent-type: application/x-git-receive-pack-request\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`);
  socket.write(body.subarray(0, body.length / 2));
  await until('the push has begun', () => quarantines().length > 0);
  return {
    hash,
    finish: () => {
      socket.write(body.subarray(body.length / 2));
      return ended;
    },
    leave: () => socket.destroy(),
  };
}

test('a push in two halves with nothing between them is let in', async () => {
  const push = await halfPush(await server.token('marie'), 'refs/heads/halves');
  assert.match(await push.finish(), /ok refs\/heads\/halves/);
  assert.equal(await remoteRef('halves'), push.hash);
});

const memberChanged = async (fields: object): Promise<void> => {
  const member = await server.storage.members.get(PEOPLE.marie.id);
  assert.ok(member !== null);
  const { id, revision, ...document } = member;
  await server.storage.members.replace(id, revision, { ...document, ...fields });
};
for (const [what, take, giveBack] of [
  ['the grant is removed', () => server.storage.grants.delete(pairKey(PEOPLE.marie.id, UI)), () => server.grant('marie', UI, 'write')],
  ['the grant becomes read', () => server.grant('marie', UI, 'read'), () => server.grant('marie', UI, 'write')],
  ['the member is removed', () => memberChanged({ removedAtMs: 1, disabled: true }), () => memberChanged({ removedAtMs: null, disabled: false })],
  ['the role is lowered', () => memberChanged({ role: 'stagiaire' }), () => memberChanged({ role: 'developer' })],
  ['the token is revoked', async () => Promise.all((await server.storage.tokens.find({ memberId: PEOPLE.marie.id })).map(({ id }) => server.storage.tokens.delete(id))), async () => undefined],
] as const) {
  test(`A9 when ${what} in the middle of a push, nothing is let in`, async () => {
    const push = await halfPush(await server.token('marie'), 'refs/heads/cut');
    await take();
    const answer = await push.finish();
    assert.match(answer, /pre-receive hook declined/);
    assert.match(answer, /You (can no longer reach this module|may read this module)/);
    assert.equal(await remoteRef('cut'), '');
    assert.deepEqual(quarantines(), []);
    await giveBack();
  });
}

test('a push whose client leaves half-way leaves nothing, neither objects nor a process', async () => {
  const push = await halfPush(await server.token('marie'), 'refs/heads/left');
  push.leave();
  await until('the quarantine is gone', () => quarantines().length === 0);
  await until('no process is left', () => processesIn(server.repositories.folder(UI)) === 0);
  assert.equal(await remoteRef('left'), '');
});

test('whatever the moment a client leaves, refs and what is told agree, and no lock is left', async () => {
  const secret = await server.token('marie');
  for (let index = 0; index < 6; index += 1) {
    const ref = `refs/heads/gone${index}`;
    const push = await halfPush(secret, ref);
    const records = server.audited.length;
    const finished = push.finish();
    await new Promise((resolve) => setImmediate(resolve));
    // Some leave at once, some while the hook asks.
    for (let turn = 0; turn < index * 40; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    push.leave();
    await finished;
    await until('the push is on record', () => server.audited.slice(records).some(({ action }) => action === 'git.push'));
    const told = server.pushed.some((about) => about.refs.some((change) => change.ref === ref && change.after === push.hash));
    assert.equal((await remoteRef(ref)) === push.hash, told, ref);
    assert.deepEqual(readdirSync(join(server.repositories.folder(UI), 'refs/heads')).filter((name) => name.endsWith('.lock')), []);
  }
});

/** A clone of API by Paul that has begun and is not read on. @returns how many bytes came in all, once it is over */
async function clonedHalfWay(): Promise<() => Promise<number>> {
  const secret = await server.token('paul');
  const body = Buffer.from(`0032want ${(await server.repositories.git(API, ['rev-parse', 'main'])).stdout.toString('utf8').trim()}\n00000009done\n`);
  const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
  socket.write(`POST /git/shop/api.git/git-upload-pack HTTP/1.1\r\nhost: x\r\nauthorization: ${basic(secret)}\r\ncontent-type: application/x-git-upload-pack-request\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n`);
  socket.write(body);
  let bytes = 0;
  await new Promise<void>((resolve) => {
    socket.once('data', (chunk: Buffer) => {
      bytes += chunk.length;
      socket.pause();
      resolve();
    });
  });
  assert.notEqual(processesIn(server.repositories.folder(API)), 0);
  return async () => {
    await until('its process is gone', () => processesIn(server.repositories.folder(API)) === 0);
    // What it had written before is all there is.
    const ended = new Promise((resolve) => socket.once('end', resolve));
    socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
    socket.on('error', () => undefined);
    socket.resume();
    await ended;
    return bytes;
  };
}

test('A22 who loses a module, or whose token’s time is over, in the middle of a clone gets no more of it', async () => {
  await server.grant('paul', API, 'read');
  const random = randomBytes(24 * MIB);
  await server.repositories.commitFiles(API, { files: [{ path: 'big', content: random }], message: 'Big', author: { name: 'x', email: 'x@x' } });
  const late = await clonedHalfWay();
  for (const { id } of await server.storage.tokens.find({ memberId: PEOPLE.paul.id })) {
    const { id: _id, revision, ...token } = (await server.storage.tokens.get(id)) ?? assert.fail();
    await server.storage.tokens.replace(id, revision, { ...token, expiresAtMs: 1 });
  }
  assert.ok((await late()) < random.length);
  const lost = await clonedHalfWay();
  await server.storage.grants.delete(pairKey(PEOPLE.paul.id, API));
  assert.ok((await lost()) < random.length);
});

test('a push of endless commands, packed small, is ended', async () => {
  const command = `${NOTHING} ${'a'.repeat(40)} refs/heads/${'x'.repeat(60_000)}`;
  const body = gzipSync(`${(command.length + 4).toString(16).padStart(4, '0')}${command}`.repeat(2000));
  assert.ok(body.length < MIB);
  const headers = { authorization: basic(lea), 'content-type': 'application/x-git-receive-pack-request', 'content-encoding': 'gzip' };
  const answer = await ask({ port: Number(new URL(server.origin).port), method: 'POST', path: '/git/shop/ui.git/git-receive-pack', headers, body }).catch(() => ({ status: 0, body: '' }));
  assert.ok(!/unpack ok/.test(answer.body));
  await until('no process is left', () => processesIn(server.repositories.folder(UI)) === 0);
});

test('packed bodies are unpacked, and what is packed otherwise or is no gzip is refused', async () => {
  const port = Number(new URL(server.origin).port);
  const send = (encoding: string, body: Buffer) => ask({ port, method: 'POST', path: '/git/shop/ui.git/git-upload-pack', headers: { authorization: basic(lea), 'content-type': 'application/x-git-upload-pack-request', 'content-encoding': encoding }, body });
  assert.equal((await send('gzip', gzipSync('0000'))).status, 200);
  assert.equal((await send('br', Buffer.from('0000'))).status, 400);
  const broken = await send('gzip', Buffer.from('no gzip at all')).catch(() => ({ status: 0 }));
  assert.ok([0, 200, 502].includes(broken.status), String(broken.status));
  assert.equal((await get(refs)).status, 200);
});

test('many wrong tokens are answered as too many, while a right one passes', async () => {
  let last = 0;
  for (let index = 0; index <= WRONG_TOKENS_PER_ADDRESS; index += 1) last = (await get(refs, { authorization: basic(`atl_${String(index).padStart(43, 'x')}`) })).status;
  assert.equal(last, 429);
  assert.equal((await get(refs)).status, 200);
  assert.ok(server.audited.some(({ action, outcome }) => action === 'git.authenticate' && outcome === 'refused'));
});
