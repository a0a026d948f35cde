import assert from 'node:assert/strict';
import { chmod, link, mkdir, readFile, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { fromWireError } from '../../../shared/procedures.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import type { Edit, FileOutcome } from '../contract.ts';
import { createReplacer } from '../replacement.ts';
import { gather, QUERY, startSearchForTests } from './search-for-tests.ts';

let given: Awaited<ReturnType<typeof startSearchForTests>>;
before(async () => (given = await startSearchForTests()));
after(() => given.close());

let nextId = 1;
const newId = (): string => `replace-${nextId++}`;

/** A file as it was long before the search that follows. */
async function old(name: string, content: string | Buffer): Promise<FilePath> {
  const path = await given.write(name, content);
  // The time of the inode cannot be set: the search is told to have been later.
  await utimes(path, 1, 1);
  return path;
}
const later = (): number => Date.now() + 1000;
const edit = (at: number, was: string, text: string): Edit => ({ at, bytes: Buffer.byteLength(was), was, text });
const outcomes = ({ files }: { readonly files: readonly FileOutcome[] }): string[] => files.map(({ outcome }) => outcome);

test('what was found is replaced, mode kept, and given back by one undo', async () => {
  const one = await old('one.py', 'round(net, 2) + round(été, 2)\n');
  const two = await old('two.sh', 'round(x, 2)\r\n');
  await chmod(two, 0o755);
  const { files } = await gather(await given.client.search({ ...QUERY, text: String.raw`round\((.+?), 2\)`, isRegex: true }));
  const replacer = createReplacer({ isRegex: true, preserveCase: false, text: 'once($1)' });
  const id = newId();
  const asked = [...files].map(([path, hits]) => ({ path: path as FilePath, etag: null, edits: hits.map((hit) => ({ at: hit.at, bytes: hit.bytes, was: hit.groups?.[0], text: replacer(hit.groups ?? []) })) }));
  const told: string[] = [];
  const stop = given.saves.listen({ changing: ({ path }) => told.push(`changing ${path}`), saved: ({ path }) => told.push(`saved ${path}`) });
  assert.deepEqual(outcomes(await given.client.replace({ id, asOfMs: later(), files: asked })), ['done', 'done']);
  assert.equal(await readFile(one, 'utf8'), 'once(net) + once(été)\n');
  assert.equal(await readFile(two, 'utf8'), 'once(x)\r\n');
  assert.equal((await stat(two)).mode & 0o777, 0o755);
  assert.ok(told.includes(`changing ${one}`) && told.includes(`saved ${two}`));
  stop();
  assert.deepEqual(outcomes(await given.client.undo({ id })), ['done', 'done']);
  assert.equal(await readFile(one, 'utf8'), 'round(net, 2) + round(été, 2)\n');
  const again = await given.client.undo({ id }).then(() => assert.fail(), fromWireError);
  assert.equal(again.code, 'not_found');
  assert.deepEqual((await readdir(given.module)).filter((name) => name.startsWith('.atelier')), []);
});

test('A28 a file that changed since it was searched stays as it is, and so does one that is not what it was', async () => {
  const path = await old('changed.txt', 'aaa');
  assert.deepEqual(outcomes(await given.client.replace({ id: newId(), asOfMs: Date.now() - 5000, files: [{ path, etag: null, edits: [edit(0, 'a', 'b')] }] })), ['changed']);
  assert.deepEqual(outcomes(await given.client.replace({ id: newId(), asOfMs: later(), files: [{ path, etag: null, edits: [edit(0, 'x', 'b')] }] })), ['changed']);
  assert.deepEqual(outcomes(await given.client.replace({ id: newId(), asOfMs: later(), files: [{ path, etag: null, edits: [edit(2, 'a', 'b'), edit(0, 'a', 'b')] }] })), ['changed']);
  assert.deepEqual(outcomes(await given.client.replace({ id: newId(), asOfMs: later(), files: [{ path, etag: null, edits: [edit(3, 'a', 'b')] }] })), ['changed']);
  assert.equal(await readFile(path, 'utf8'), 'aaa');
});

test('a file that was replaced in is known by its ETag from then on; both undo to what it held at first', async () => {
  const path = await old('twice.txt', 'a a');
  const id = newId();
  const first = await given.client.replace({ id, asOfMs: later(), files: [{ path, etag: null, edits: [edit(0, 'a', 'bb')] }] });
  const etag = first.files[0]?.etag ?? null;
  assert.deepEqual(outcomes(await given.client.replace({ id, asOfMs: 0, files: [{ path, etag, edits: [edit(3, 'a', 'bb')] }] })), ['done']);
  assert.equal(await readFile(path, 'utf8'), 'bb bb');
  assert.deepEqual(outcomes(await given.client.replace({ id, asOfMs: later(), files: [{ path, etag, edits: [edit(0, 'b', 'c')] }] })), ['changed']);
  await given.client.undo({ id });
  assert.equal(await readFile(path, 'utf8'), 'a a');
});

test('what changed after a replacement is not undone', async () => {
  const path = await old('kept.txt', 'a');
  const id = newId();
  await given.client.replace({ id, asOfMs: later(), files: [{ path, etag: null, edits: [edit(0, 'a', 'b')] }] });
  await writeFile(path, 'mine');
  assert.deepEqual(outcomes(await given.client.undo({ id })), ['changed']);
  assert.equal(await readFile(path, 'utf8'), 'mine');
});

test('a mark of UTF-8 is stepped over; what has another encoding is left alone', async () => {
  const marked = await old('bom.txt', '\ufeffround');
  const wide = await old('wide.txt', Buffer.from('\ufeffround', 'utf16le'));
  const latin = await old('latin.txt', Buffer.from([0x72, 0xe9, 0x72]));
  const ask = (path: FilePath, text: string) => given.client.replace({ id: newId(), asOfMs: later(), files: [{ path, etag: null, edits: [edit(0, 'r', text)] }] });
  assert.deepEqual(outcomes(await ask(marked, 'gr')), ['done']);
  assert.equal(await readFile(marked, 'utf8'), '\ufeffground');
  assert.deepEqual(outcomes(await ask(wide, 'g')), ['not_text']);
  assert.deepEqual(outcomes(await ask(latin, 'é')), ['not_text']);
  assert.deepEqual(outcomes(await ask(latin, 'g')), ['done']);
  assert.deepEqual(await readFile(latin), Buffer.from([0x67, 0xe9, 0x72]));
});

test('what is gone, a folder or a pipe is said, and the others are replaced in', async () => {
  const path = await old('fine.txt', 'a');
  await mkdir(given.at('folder'));
  const files = [given.at('nothing'), given.at('folder'), path].map((of) => ({ path: of, etag: null, edits: [edit(0, 'a', 'b')] }));
  assert.deepEqual(outcomes(await given.client.replace({ id: newId(), asOfMs: later(), files })), ['gone', 'gone', 'done']);
  await rm(given.at('folder'), { recursive: true });
});

test('a link stays one, and what has two names gets one content of its own', async () => {
  const path = await old('real.txt', 'a');
  await symlink(path, given.at('link.txt'));
  await given.client.replace({ id: newId(), asOfMs: later(), files: [{ path: given.at('link.txt'), etag: null, edits: [edit(0, 'a', 'b')] }] });
  assert.equal(await readFile(path, 'utf8'), 'b');
  await link(path, given.at('other.txt'));
  await given.client.replace({ id: newId(), asOfMs: later(), files: [{ path, etag: null, edits: [edit(0, 'b', 'c')] }] });
  assert.equal(await readFile(given.at('other.txt'), 'utf8'), 'b');
});

test('a stagiaire replaces text, not git’s settings nor files that could not be opened', async () => {
  const own = await startSearchForTests({ capabilities: ['files.read', 'files.write'] });
  try {
    const config = await own.write('.git/config', 'a');
    await symlink(join(own.module, '.git'), own.at('innocent'));
    const big = await own.write('big.txt', `a${' '.repeat(1024 * 1024)}`);
    const small = await own.write('small.txt', 'a');
    const files = [config, own.at('innocent/config'), big, small].map((path) => ({ path, etag: null, edits: [edit(0, 'a', 'b')] }));
    assert.deepEqual(outcomes(await own.client.replace({ id: newId(), asOfMs: later(), files })), ['read_only', 'read_only', 'too_large', 'done']);
  } finally {
    await own.close();
  }
  const reader = await startSearchForTests({ capabilities: ['files.read'] });
  try {
    const path = await reader.write('a.txt', 'a');
    const refused = await reader.client.replace({ id: newId(), asOfMs: later(), files: [{ path, etag: null, edits: [edit(0, 'a', 'b')] }] }).then(() => assert.fail(), fromWireError);
    assert.equal(refused.code, 'forbidden');
  } finally {
    await reader.close();
  }
});
