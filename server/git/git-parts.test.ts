import assert from 'node:assert/strict';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';

import { MemberId } from '../../shared/ids.ts';
import { CgiAnswer } from './cgi-answer.ts';
import { ChildSlots } from './child-slots.ts';
import { passwordIn } from './create-git-door.ts';
import { readGitAddress } from './git-address.ts';
import { hookMessages, type HookMessage } from './hook-messages.ts';
import { languageOf } from './languages.ts';
import en from './messages/en.json' with { type: 'json' };
import fr from './messages/fr.json' with { type: 'json' };
import { MAX_COMMAND_BYTES, PushCommands } from './push-commands.ts';
import { NO_COMMIT, refusalsOf, type AskedPush } from './push-rules.ts';
import { TimedCache } from './timed-cache.ts';

const marie = MemberId.parse('mmarie0000000');
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

async function refusals(ref: string, about: Partial<{ access: 'read' | 'propose' | 'write'; before: string; after: string; forward: boolean }> = {}): Promise<string> {
  const { access = 'write', before = A, after = B, forward = true } = about;
  const asked: AskedPush = { memberId: marie, module: { access, protectedBranches: ['main', 'release/1'], reviewedBranches: ['prod'] }, refs: [{ ref, before, after }], isFastForward: () => Promise.resolve(forward) };
  return (await refusalsOf(asked)).map(({ text }) => text).join(' ');
}

test('a push is let in or refused by what it does to which ref', async () => {
  assert.equal(await refusals('refs/heads/main'), '');
  assert.equal(await refusals('refs/heads/main', { forward: false }), 'protectedForce');
  assert.equal(await refusals('refs/heads/main', { after: NO_COMMIT }), 'protectedDelete');
  assert.equal(await refusals('refs/heads/main', { before: NO_COMMIT, forward: false }), '');
  assert.equal(await refusals('refs/heads/release/1', { forward: false }), 'protectedForce');
  for (const change of [{}, { forward: false }, { after: NO_COMMIT }]) assert.equal(await refusals('refs/heads/prod', change), 'reviewedOnly');
  assert.equal(await refusals('refs/heads/prod', { before: NO_COMMIT }), '');
  assert.equal(await refusals('refs/tags/main', { forward: false }), '');
  assert.equal(await refusals('refs/heads/other', { forward: false, after: NO_COMMIT }), '');
  assert.equal(await refusals('refs/heads/main', { access: 'read' }), 'readOnly');
  for (const ref of ['refs/atelier/x', 'refs/heads/HEAD', 'refs/headsmain', 'HEAD', 'refs/remotes/x/y']) assert.equal(await refusals(ref), 'refNotTaken', ref);
});

test('a proposal’s branch is its author’s, and a stagiaire has no other', async () => {
  const own = `refs/heads/proposals/${marie}/1`;
  assert.equal(await refusals(own, { access: 'propose', forward: false }), '');
  assert.equal(await refusals(own), '');
  for (const ref of ['refs/heads/main', 'refs/tags/x', `refs/heads/proposals/${marie}`, `refs/heads/proposals/${marie}/`, 'refs/heads/proposals/mother0000000/1', `refs/tags/proposals/${marie}/1`]) {
    assert.equal(await refusals(ref, { access: 'propose' }), 'proposalsOnly', ref);
  }
  assert.equal(await refusals('refs/heads/proposals/mother0000000/1'), 'othersProposal');
});

test('a module that is gone, and too much at once, are refused whole', async () => {
  const refs = Array.from({ length: 5001 }, (_, index) => ({ ref: `refs/tags/${index}`, before: NO_COMMIT, after: A }));
  const asked = { memberId: marie, refs, isFastForward: () => Promise.resolve(true) };
  assert.deepEqual(await refusalsOf({ ...asked, module: null }), [{ ref: '', text: 'gone' }]);
  assert.deepEqual(await refusalsOf({ ...asked, module: { access: 'write', protectedBranches: [], reviewedBranches: [] } }), [{ ref: '', text: 'tooManyRefs' }]);
});

test('an address is read one way or not at all', () => {
  const read = (url: string, method = 'GET') => readGitAddress({ method, url, contentType: undefined });
  assert.deepEqual(read('/git/shop/ui.git/info/refs?service=git-receive-pack'), { project: 'shop', module: 'ui', service: 'receive-pack', step: 'refs' });
  const packed = { method: 'POST', url: '/git/a/b-2.git/git-upload-pack', contentType: 'application/x-git-upload-pack-request' };
  assert.deepEqual(readGitAddress(packed), { project: 'a', module: 'b-2', service: 'upload-pack', step: 'pack' });
  assert.throws(() => read('/git/a/b.git/info/refs'), { code: 'forbidden' });
  assert.throws(() => read('/git/a/../b.git/info/refs'), { code: 'invalid_input' });
  assert.throws(() => read('/git/objects/b.git/info/refs'), { code: 'not_found' });
});

test('the password is read from Basic, and from nothing else', () => {
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
  assert.equal(passwordIn(basic('marie:atl_x')), 'atl_x');
  assert.equal(passwordIn(basic(':a:b')), 'a:b');
  for (const header of [undefined, '', 'Basic', 'Basic  ', 'Bearer x', basic('nothing'), `Basic ${'A'.repeat(3000)}`, 'Basic *']) assert.equal(passwordIn(header), null, header);
});

test('a CGI head is bounded, and only what is ours to pass on passes', async () => {
  const answerTo = async (...pieces: string[]): Promise<{ status: number; headers: object; body: string }> => {
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    const answer = new CgiAnswer(response);
    let sent = '';
    const socket = new Socket();
    socket.write = ((bytes: string | Buffer, ...rest: unknown[]) => {
      sent += String(bytes);
      for (const one of rest) if (typeof one === 'function') one();
      return true;
    }) as Socket['write'];
    response.assignSocket(socket);
    for (const piece of pieces) answer.take(Buffer.from(piece), () => undefined);
    answer.end();
    await answer.begun;
    return { status: response.statusCode, headers: response.getHeaders(), body: sent };
  };
  const good = await answerTo('Status: 403 Forbidden\r\nContent-Type: text/plain\r\nSet-Cookie: x=1\r\nLocation: x\r\n\r', '\nbody');
  assert.equal(good.status, 403);
  assert.match(good.body, /^HTTP\/1\.1 403 Forbidden\r\ncontent-type: text\/plain\r\n/);
  assert.ok(good.body.includes('body') && !/cookie|location/i.test(good.body));
  for (const bad of ['', 'Content-Type: x\r\n', 'Status: 000\r\n\r\n', 'Status: 999 x\r\n\r\n', 'x'.repeat(100_000)]) await assert.rejects(answerTo(bad), { code: 'upstream_failed' });
});

test('hook messages are read however they are cut, and nothing else is', async () => {
  const text = `pre-receive /a b/objects/tmp\n${A} ${B} refs/heads/é\n\npost-receive\n${A} ${B} refs/heads/é\n\n`;
  for (const size of [1, 7, 1000]) {
    const bytes = Buffer.from(text);
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
    const messages: HookMessage[] = [];
    for await (const message of hookMessages(Readable.from(chunks, { objectMode: false }))) messages.push(message);
    const refs = [{ ref: 'refs/heads/é', before: A, after: B }];
    assert.deepEqual(messages, [{ hook: 'pre-receive', quarantine: '/a b/objects/tmp', refs }, { hook: 'post-receive', refs }]);
  }
  for (const bad of ['update x\n\n', `pre-receive x\n${A} refs/heads/x\n\n`, `pre-receive\n${A} ${B} main\n\n`]) {
    await assert.rejects(hookMessages(Readable.from([Buffer.from(bad)], { objectMode: false })).next(), { code: 'invalid_input' });
  }
});

test('the commands of a push are bounded, however they are cut; its pack is not', () => {
  const line = (text: string): string => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
  const good = Buffer.from(`${line('old new refs/heads/x')}${line('more')}0000PACK`);
  for (const size of [1, 3, 1000]) {
    const commands = new PushCommands();
    for (let at = 0; at < good.length; at += size) assert.ok(commands.feed(good.subarray(at, at + size)));
    assert.ok(commands.feed(Buffer.alloc(2 * MAX_COMMAND_BYTES)));
  }
  const endless = new PushCommands();
  const chunk = Buffer.from(line('x'.repeat(60_000)));
  let fed = 0;
  while (endless.feed(chunk)) fed += chunk.length;
  assert.ok(fed <= MAX_COMMAND_BYTES);
  for (const bad of ['zzzz', '0001', 'PACK']) assert.equal(new PushCommands().feed(Buffer.from(bad)), false);
});

test('slots are bounded for one and for all, in the order they were asked for', async () => {
  const slots = new ChildSlots({ perKey: 2, total: 3, keptForNewcomers: 0, waitMs: 60_000 });
  const signal = new AbortController().signal;
  const first = await slots.take('a', signal);
  await slots.take('a', signal);
  const order: string[] = [];
  const waiting = slots.take('a', signal).then((give) => {
    order.push('a');
    return give;
  });
  const other = await slots.take('b', signal);
  const third = slots.take('c', signal).then(() => order.push('c'));
  first();
  first();
  const give = await waiting;
  assert.deepEqual(order, ['a']);
  other();
  await third;
  give();
  const leaving = new AbortController();
  await slots.take('a', signal);
  const left = slots.take('a', leaving.signal);
  leaving.abort();
  await assert.rejects(left, { code: 'unavailable' });
  const full = new ChildSlots({ perKey: 1, total: 1, keptForNewcomers: 0, waitMs: 1 });
  await full.take('x', signal);
  await assert.rejects(full.take('y', signal), { code: 'unavailable' });
});

test('some slots are for those who hold none', async () => {
  const slots = new ChildSlots({ perKey: 3, total: 4, keptForNewcomers: 2, waitMs: 1 });
  const { signal } = new AbortController();
  await slots.take('a', signal);
  await slots.take('a', signal);
  await assert.rejects(slots.take('a', signal), { code: 'unavailable' });
  await slots.take('b', signal);
  await assert.rejects(slots.take('b', signal), { code: 'unavailable' });
  await slots.take('c', signal);
});

test('what is remembered is fresh, and a read that began before a change is not kept', async () => {
  let nowMs = 0;
  let value = 1;
  const cache = new TimedCache<number>({ now: () => nowMs });
  const read = () => cache.get('k', () => Promise.resolve(value));
  assert.equal(await read(), 1);
  value = 2;
  assert.equal(await read(), 1);
  nowMs = 6000;
  assert.equal(await read(), 2);
  cache.clear();
  value = 3;
  const slow = cache.get('k', async () => {
    cache.clear();
    return 2;
  });
  assert.equal(await slow, 2);
  assert.equal(await read(), 3);
});

test('languages are told by name; what others wrote is not counted', () => {
  assert.deepEqual(['a/b.tsx', 'x.PY', 'Dockerfile', 'CMakeLists.txt', 'x.constructor', '__proto__', '.ts', 'x'].map(languageOf), ['TypeScript', 'Python', 'Dockerfile', 'CMake', null, null, null, null]);
  for (const path of ['node_modules/x.js', 'a/vendor/x.php', 'dist/x.js', 'jquery.min.js', 'types.d.ts']) assert.equal(languageOf(path), null, path);
});

test('both languages have the same texts with the same values', () => {
  assert.deepEqual(Object.keys(fr), Object.keys(en));
  for (const key of Object.keys(en) as (keyof typeof en)[]) assert.deepEqual(fr[key].match(/\{\w+\}/g), en[key].match(/\{\w+\}/g), key);
});
