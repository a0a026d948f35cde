import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import type { ErrorCode } from '../../shared/errors.ts';
import { MIB } from '../../shared/units.ts';
import type { Adapter } from './adapter.ts';
import type { Change, Collection, CollectionDeclaration } from './storage.ts';

type Note = { owner: string | null; title: string; pinned: boolean; rank: number; more?: unknown };

const NOTES: CollectionDeclaration<Note> = { unique: ['title'], lookup: ['owner', 'pinned', 'rank'] };
const note = (title: string, more: Partial<Note> = {}): Note => ({ owner: 'ann', title, pinned: false, rank: 1, ...more });
const fails = (code: ErrorCode) => ({ name: 'AtelierError', code });

/**
 * What every adapter promises. `open` opens one and the same database again and again.
 * `atomicAcrossConnections`: MongoDB's and SQLite's updates of one document are; FerretDB 1 reads and then writes.
 */
export function storageContract(database: string, open: () => Promise<Adapter>, options: { atomicAcrossConnections: boolean }): void {
  describe(`storage in ${database}`, () => {
    let adapter: Adapter;
    let made = 0;
    const collection = async (name?: string): Promise<Collection<Note>> => adapter.collection(name ?? `notes${(made += 1)}`, NOTES);
    before(async () => {
      adapter = await open();
    });
    after(() => adapter.close());

    test('a document comes back as it was given, with its id and revision 1', async () => {
      const notes = await collection();
      const stored = await notes.insert('n1', note('first', { more: { deep: [1, 'two', null, true] } }));
      assert.deepEqual(stored, { id: 'n1', revision: 1, ...note('first', { more: { deep: [1, 'two', null, true] } }) });
      assert.deepEqual(await notes.get('n1'), stored);
      assert.equal(await notes.get('n2'), null);
    });

    test('what is returned is a copy of its own', async () => {
      const notes = await collection();
      const given = note('mine', { more: { list: [1] } });
      const stored = await notes.insert('n1', given);
      (stored.more as { list: number[] }).list.push(2);
      (given.more as { list: number[] }).list.push(3);
      assert.deepEqual((await notes.get('n1'))?.more, { list: [1] });
    });

    test('an id or a unique value that is taken is refused, and nothing changes', async () => {
      const notes = await collection();
      await notes.insert('n1', note('one'));
      const two = await notes.insert('n2', note('two'));
      await assert.rejects(notes.insert('n1', note('other')), fails('already_exists'));
      await assert.rejects(notes.insert('n3', note('one')), fails('already_exists'));
      await assert.rejects(notes.replace('n2', two.revision, note('one')), fails('already_exists'));
      assert.deepEqual((await notes.find()).map(({ id, title }) => [id, title]), [['n1', 'one'], ['n2', 'two']]);
    });

    test('a unique value is free again after its document changed or went', async () => {
      const notes = await collection();
      const one = await notes.insert('n1', note('one'));
      await notes.replace('n1', one.revision, note('uno'));
      await notes.insert('n2', note('one'));
      await notes.delete('n1');
      await notes.insert('n3', note('uno'));
    });

    test('replace wants the present revision and counts it up', async () => {
      const notes = await collection();
      const one = await notes.insert('n1', note('one'));
      const two = await notes.replace('n1', one.revision, { ...one, rank: 2 });
      assert.deepEqual(two, { ...one, revision: 2, rank: 2 });
      await assert.rejects(notes.replace('n1', 1, note('late')), fails('conflict'));
      await assert.rejects(notes.replace('gone', 1, note('gone')), fails('conflict'));
      assert.deepEqual(await notes.get('n1'), two);
    });

    test('a page is read by id, from either end, and goes on where the last one ended', async () => {
      const notes = await collection();
      for (const id of ['a10', 'a02', 'b', 'a01']) await notes.insert(id, note(id));
      const page = async (from: string | null, order: 'ascending' | 'descending'): Promise<string[]> =>
        (await notes.page({ from, order, limit: 2 })).map(({ id }) => id);
      assert.deepEqual(await page(null, 'ascending'), ['a01', 'a02']);
      assert.deepEqual(await page('a02', 'ascending'), ['a10', 'b']);
      assert.deepEqual(await page('b', 'ascending'), []);
      assert.deepEqual(await page(null, 'descending'), ['b', 'a10']);
      assert.deepEqual(await page('a10', 'descending'), ['a02', 'a01']);
    });

    const race = async (names: readonly Collection<Note>[]): Promise<void> => {
      const [notes] = names;
      assert.ok(notes !== undefined);
      await notes.insert('n1', note('one'));
      const results = await Promise.allSettled(
        Array.from({ length: 100 }, (_, rank) => (names[rank % names.length] ?? notes).replace('n1', 1, note('one', { rank }))),
      );
      const won = results.filter((result) => result.status === 'fulfilled');
      const lost = results.filter((result) => result.status === 'rejected').map(({ reason }) => (reason as { code: string }).code);
      assert.equal(won.length, 1);
      assert.deepEqual(new Set(lost), new Set(['conflict']));
      assert.deepEqual(await notes.get('n1'), won[0]?.value);
    };

    test('of 100 replacements at one revision exactly one wins', async () => race([await collection()]));

    if (options.atomicAcrossConnections) {
      test('of 100 replacements at one revision over two connections exactly one wins', async () => {
        const other = await open();
        await race([await collection('raced'), await other.collection<Note>('raced', NOTES)]);
        await other.close();
      });
    }

    test('of 50 insertions of one unique value exactly one wins', async () => {
      const notes = await collection();
      const results = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => notes.insert(`n${n}`, note('same'))));
      assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
      assert.equal((await notes.find()).length, 1);
    });

    test('find gives what equals, in the order of insertion, also after replacements', async () => {
      const notes = await collection();
      const ids = Array.from({ length: 20 }, (_, n) => `n${(n * 7) % 20}`);
      for (const [rank, id] of ids.entries()) await notes.insert(id, note(`t-${id}`, { rank: rank % 2, owner: rank < 10 ? 'ann' : null }));
      await notes.replace('n0', 1, note('t-n0', { rank: 0 }));
      const found = async (where: Parameters<typeof notes.find>[0]) => (await notes.find(where)).map(({ id }) => id);
      assert.deepEqual(await found({}), ids);
      assert.deepEqual(await found({ rank: 1 }), ids.filter((_, rank) => rank % 2 === 1));
      assert.deepEqual(await found({ owner: null, rank: 0 }), ids.slice(10).filter((_, rank) => rank % 2 === 0));
      assert.deepEqual(await found({ title: 't-n3' }), ['n3']);
      assert.deepEqual(await found({ title: 'nobody' }), []);
    });

    test('equality tells a number, its text, true, null and a missing field apart or not as JSON does', async () => {
      const notes = await collection();
      await notes.insert('n1', note('1', { owner: '1' }));
      await notes.insert('n2', note('true', { owner: 'true' }));
      await notes.insert('n3', note('null', { owner: 'null' }));
      await notes.insert('n4', { ...note('missing'), owner: undefined as never });
      await notes.insert('n5', note('none', { owner: null }));
      assert.deepEqual((await notes.find({ owner: 1 })).length, 0);
      assert.deepEqual((await notes.find({ owner: true })).length, 0);
      assert.deepEqual((await notes.find({ owner: null })).map(({ id }) => id), ['n4', 'n5']);
    });

    test('A4 an operator given as a value, or as an id, finds nothing and changes nothing', async () => {
      const notes = await collection();
      await notes.insert('n1', note('one'));
      const hostile = JSON.parse('{"$ne":null}') as never;
      await assert.rejects(notes.find({ title: hostile }), fails('invalid_input'));
      await assert.rejects(notes.find({ title: ['one'] as never }), fails('invalid_input'));
      await assert.rejects(notes.insert('n2', note(hostile)), fails('invalid_input'));
      await assert.rejects(notes.insert(hostile, note('two')), fails('invalid_input'));
      await assert.rejects(notes.replace(hostile, 1, note('two')), fails('conflict'));
      await assert.rejects(notes.replace('n1', hostile, note('two')), fails('conflict'));
      assert.equal(await notes.get(hostile), null);
      assert.equal(await notes.delete(hostile), false);
      assert.equal((await notes.find()).length, 1);
    });

    test('a field that was not declared cannot be looked up', async () => {
      const notes = await collection();
      await assert.rejects(notes.find({ more: 'x' }), TypeError);
    });

    test('hostile keys and texts come back unchanged and mean nothing', async () => {
      const notes = await collection();
      const texts = ['', '\0', 'a\0b', '\ud800', 'x\udc00y', '\u202egnp.exe', '\'); DROP TABLE "notes"; --', '$where', '../..', '\u{1f9d1}\u200d\u{1f4bb}', '\uffff'];
      for (const [n, text] of texts.entries()) {
        const more: unknown = JSON.parse(`{"__proto__":{"polluted":true},"constructor":1,"$set":{"a.b":{"$gt":""}},"":0,"a.b":1,"\\u0000":2}`);
        await notes.insert(`n${n}`, note(text, { more: [more, text] }));
        const [found] = await notes.find({ title: text });
        assert.equal(found?.id, `n${n}`);
        assert.equal(found?.title, text);
        assert.equal(JSON.stringify(found?.more), JSON.stringify([more, text]));
      }
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    });

    test('a top-level __proto__ key stays a key', async () => {
      const notes = await collection();
      const stored = await notes.insert('n1', JSON.parse('{"title":"one","__proto__":{"pinned":true}}') as Note);
      assert.equal(Object.getPrototypeOf(stored), Object.prototype);
      assert.equal(JSON.stringify((await notes.get('n1')) as object), '{"title":"one","__proto__":{"pinned":true},"id":"n1","revision":1}');
    });

    test('look-alikes are different values', async () => {
      const notes = await collection();
      const alike = ['admin', 'Admin', 'аdmin', 'admin ', 'ádmin', 'a\u0301dmin', 'admın', 'ADMIN'];
      for (const [n, title] of alike.entries()) await notes.insert(`n${n}`, note(title));
      for (const [n, title] of alike.entries()) assert.deepEqual((await notes.find({ title })).map(({ id }) => id), [`n${n}`]);
    });

    test('ids are printable ASCII of at most 200 characters', async () => {
      const notes = await collection();
      for (const id of ['', 'a b', 'a\0', 'é', 'x'.repeat(201), '\ud800', 'a\nb']) {
        await assert.rejects(notes.insert(id, note('x')), fails('invalid_input'));
        assert.equal(await notes.get(id), null);
      }
      for (const id of ['__proto__', '$ne', "a'b", 'x'.repeat(200)]) await notes.insert(id, note(id));
      assert.equal((await notes.get('__proto__'))?.title, '__proto__');
    });

    test('documents of 1 MB are kept, those above the limit or too deep are refused', async () => {
      const notes = await collection();
      const megabyte = '\u00e9'.repeat(MIB / 2);
      await notes.insert('n1', note('big', { more: megabyte }));
      assert.equal((await notes.get('n1'))?.more, megabyte);
      await assert.rejects(notes.insert('n2', note('huge', { more: 'x'.repeat(9 * MIB) })), fails('too_large'));
      let deep: unknown = null;
      for (let level = 0; level < 200_000; level += 1) deep = [deep];
      await assert.rejects(notes.insert('n3', note('deep', { more: deep })), fails('too_large'));
      assert.equal((await notes.find()).length, 1);
    });

    test('delete says whether there was something', async () => {
      const notes = await collection();
      await notes.insert('n1', note('one'));
      assert.equal(await notes.delete('n1'), true);
      assert.equal(await notes.delete('n1'), false);
      assert.equal(await notes.get('n1'), null);
      assert.deepEqual(await notes.find({ title: 'one' }), []);
    });

    test('watchers hear of each acknowledged write once, in order, and of no refused one', async () => {
      const notes = await collection();
      const heard: Change<Note>[] = [];
      const end = notes.watch((change) => heard.push(change));
      await notes.insert('n1', note('one'));
      const chain = Array.from({ length: 10 }, (_, n) => notes.replace('n1', n + 1, note('one', { rank: n })));
      await Promise.all(chain);
      await assert.rejects(notes.replace('n1', 3, note('late')), fails('conflict'));
      await assert.rejects(notes.insert('n2', note('one')), fails('already_exists'));
      await notes.delete('n1');
      await notes.delete('n1');
      end();
      await notes.insert('n3', note('unheard'));
      assert.deepEqual(
        heard.map((change) => (change.type === 'deleted' ? change : [change.type, change.document.revision])),
        [['inserted', 1], ...Array.from({ length: 10 }, (_, n) => ['replaced', n + 2]), { type: 'deleted', id: 'n1' }],
      );
    });

    test('a listener that throws harms neither the writer nor the other listeners', async (context) => {
      const warned = context.mock.method(process, 'emitWarning', () => undefined);
      const notes = await collection();
      let heard = 0;
      notes.watch(() => {
        throw new Error('mine');
      });
      notes.watch(() => (heard += 1));
      await notes.insert('n1', note('one'));
      assert.equal(heard, 1);
      assert.equal(warned.mock.callCount(), 1);
    });

    test('a newly declared field finds the documents that were there before', async () => {
      const before = await adapter.collection<Note>('grown', { unique: ['title'], lookup: [] });
      await before.insert('n1', note('one', { rank: 7 }));
      await before.insert('n2', note('two', { rank: 8 }));
      const after = await adapter.collection<Note>('grown', { unique: ['title'], lookup: ['rank', 'owner'] });
      assert.deepEqual((await after.find({ rank: 8 })).map(({ id }) => id), ['n2']);
      await assert.rejects(after.insert('n3', note('one')), fails('already_exists'));
    });

    test('everything is there after the database was closed and opened', async () => {
      const first = await open();
      const notes = await first.collection<Note>('kept', NOTES);
      for (let n = 0; n < 20; n += 1) await notes.insert(`n${n}`, note(`title ${n}`));
      const pending = notes.insert('n20', note('title 20'));
      await pending;
      await first.close();
      await assert.rejects(notes.insert('n21', note('title 21')), fails('unavailable'));
      await assert.rejects(notes.get('n1'), fails('unavailable'));
      const again = await open();
      const kept = await again.collection<Note>('kept', NOTES);
      assert.deepEqual((await kept.find()).map(({ title }) => title), Array.from({ length: 21 }, (_, n) => `title ${n}`));
      await again.close();
    });
  });
}
