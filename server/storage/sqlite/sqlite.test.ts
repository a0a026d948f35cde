import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { storageContract } from '../storage.contract.ts';
import { openSqlite, SQLITE_FILE } from './sqlite-adapter.ts';

const folder = mkdtempSync(join(tmpdir(), 'atelier-sqlite-'));
after(() => rmSync(folder, { recursive: true, force: true }));

storageContract('SQLite', async () => openSqlite(folder), { atomicAcrossConnections: true });

test('the database and its log are readable by their owner only', async () => {
  const own = join(folder, 'new');
  const adapter = openSqlite(own);
  await (await adapter.collection('notes', { unique: [], lookup: [] })).insert('n1', {});
  for (const name of [SQLITE_FILE, `${SQLITE_FILE}-wal`, `${SQLITE_FILE}-shm`]) assert.equal(statSync(join(own, name)).mode & 0o077, 0, name);
  assert.equal(statSync(own).mode & 0o077, 0);
  await adapter.close();
});

test('a thousand writes at once give the event loop back in between', async () => {
  const adapter = openSqlite(join(folder, 'many'));
  const notes = await adapter.collection<{ text: string }>('notes', { unique: [], lookup: [] });
  let turns = 0;
  let writing = true;
  const turn = (): void => {
    turns += 1;
    if (writing) setImmediate(turn);
  };
  setImmediate(turn);
  await Promise.all(Array.from({ length: 1000 }, (_, n) => notes.insert(`n${n}`, { text: 'x'.repeat(1000) })));
  writing = false;
  assert.ok(turns >= 5, `${turns} turns`);
  await adapter.close();
});
