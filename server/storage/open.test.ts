import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';

import { newId } from '../ids.ts';
import { crashContract } from './crash.contract.ts';
import { COLLECTIONS, type MemberDocument, type WorkspaceDocument } from './documents.ts';
import { migrate, SCHEMA_SETTING, SCHEMA_VERSION, type Migration } from './migrations.ts';
import { openStorage } from './open.ts';
import { GroupCommit } from './sqlite/group-commit.ts';
import { openSqlite, SQLITE_FILE } from './sqlite/sqlite-adapter.ts';
import { NEW_MEMBER } from '../members/new-member.ts';

const root = mkdtempSync(join(tmpdir(), 'atelier-storage-'));
after(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
const folder = (): string => join(root, String((made += 1)));

test('new data gets the present schema version and keeps it', async () => {
  const dataFolder = folder();
  for (let round = 0; round < 2; round += 1) {
    const storage = await openStorage({ dataFolder });
    assert.equal((await storage.settings.get(SCHEMA_SETTING))?.value, String(SCHEMA_VERSION));
    await storage.close();
  }
});

test('data of a newer program is refused with the reason and left as it is', async () => {
  const dataFolder = folder();
  const adapter = openSqlite(dataFolder);
  await (await adapter.collection('settings', COLLECTIONS.settings)).insert(SCHEMA_SETTING, { value: '99' });
  await adapter.close();
  await assert.rejects(openStorage({ dataFolder }), { name: 'NewerSchemaError', message: /schema 99; this version knows schema 2 and older/ });
  const db = new DatabaseSync(join(dataFolder, SQLITE_FILE));
  assert.deepEqual(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all().map((row) => row['name']), ['settings']);
  db.close();
});

test('a schema version that is no number is refused', async () => {
  const adapter = openSqlite(folder());
  const settings = await adapter.collection('settings', COLLECTIONS.settings);
  await settings.insert(SCHEMA_SETTING, { value: 'soon' });
  await assert.rejects(migrate(adapter, settings), { name: 'NewerSchemaError' });
  await adapter.close();
});

test('pending migrations run once, in order, and one that crashed runs again', async () => {
  const adapter = openSqlite(folder());
  const settings = await adapter.collection('settings', COLLECTIONS.settings);
  await migrate(adapter, settings, { version: 1, migrations: [] });
  const members = await adapter.collection('members', COLLECTIONS.members);
  const member: MemberDocument = { email: 'a@example.test', name: 'A', role: 'owner', language: null, passwordHash: '', ...NEW_MEMBER, createdAtMs: 1 };
  await members.insert(newId('m'), member);
  await members.insert(newId('m'), { ...member, email: 'b@example.test' });
  let crash = true;
  const ran: number[] = [];
  const migrations: Migration[] = [
    { version: 3, run: async () => void ran.push(3) },
    {
      version: 2,
      run: async (over) => {
        ran.push(2);
        const all = await over.collection('members', COLLECTIONS.members);
        for (const old of await all.find()) {
          if (old.name.startsWith('Dr ')) continue;
          await all.replace(old.id, old.revision, { ...old, name: `Dr ${old.name}` });
          if (crash) throw new Error('power cut');
        }
      },
    },
  ];
  await assert.rejects(migrate(adapter, settings, { version: 3, migrations }), /power cut/);
  assert.equal((await settings.get(SCHEMA_SETTING))?.value, '1');
  crash = false;
  await migrate(adapter, settings, { version: 3, migrations });
  await migrate(adapter, settings, { version: 3, migrations });
  assert.deepEqual(ran, [2, 2, 3]);
  assert.deepEqual((await members.find()).map(({ name }) => name), ['Dr A', 'Dr A']);
  assert.equal((await settings.get(SCHEMA_SETTING))?.value, '3');
  await adapter.close();
});

test('a server killed in the middle of a thousand writes loses none that was acknowledged', async () => {
  await crashContract({ dataFolder: folder() }, 300);
});

test('a full disk refuses the writes that share the commit, keeps the old ones and recovers', async () => {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE t (text TEXT UNIQUE); PRAGMA max_page_count = 20');
  const commits = new GroupCommit(db);
  const acknowledged: unknown[] = [];
  const write = (text: string): Promise<unknown> => commits.write(() => db.prepare('INSERT INTO t VALUES (?)').run(text), () => acknowledged.push(text[0]));
  await write('a');
  const results = await Promise.allSettled([write('b'), write('c'.repeat(200_000)), write('d')]);
  assert.deepEqual(results.map((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : 'done')), ['disk_full', 'disk_full', 'done']);
  await assert.rejects(write('a'), { code: 'already_exists' });
  await write('e');
  assert.deepEqual(db.prepare('SELECT text FROM t').all().map((row) => row['text']), ['a', 'd', 'e']);
  assert.deepEqual(acknowledged, ['a', 'd', 'e']);
  commits.close();
  db.close();
});

test('a member of version 1 gets what version 2 knows of members, and keeps the rest', async () => {
  const dataFolder = folder();
  const former = { email: 'lea@example.com', name: 'Léa', role: 'owner', language: null, passwordHash: 'h', disabled: false, createdAtMs: 1 } as const;
  const storage = await openStorage({ dataFolder });
  await storage.members.insert('m000000000000', former as unknown as MemberDocument);
  const version = await storage.settings.get(SCHEMA_SETTING);
  await storage.settings.replace(SCHEMA_SETTING, version?.revision ?? 0, { value: '1' });
  await storage.close();
  const again = await openStorage({ dataFolder });
  const { id: _id, revision: _revision, ...member } = (await again.members.get('m000000000000')) ?? assert.fail('gone');
  assert.deepEqual(member, { ...NEW_MEMBER, ...former });
  await again.close();
});

test('a workspace of version 1 holds no modules, was made from nothing that is known, and keeps the rest', async () => {
  const dataFolder = folder();
  const former = { memberId: 'm000000000000', nameKey: 'm000000000000/lab', name: 'lab', uid: 20_000, wanted: 'stopped' };
  const storage = await openStorage({ dataFolder });
  await storage.workspaces.insert('w000000000000', former as unknown as WorkspaceDocument);
  const version = await storage.settings.get(SCHEMA_SETTING);
  await storage.settings.replace(SCHEMA_SETTING, version?.revision ?? 0, { value: '1' });
  await storage.close();
  const again = await openStorage({ dataFolder });
  const { id: _id, revision: _revision, ...workspace } = (await again.workspaces.get('w000000000000')) ?? assert.fail('gone');
  assert.deepEqual(workspace, { ...former, holds: [], copies: [], made: null, visit: null });
  await again.close();
});
