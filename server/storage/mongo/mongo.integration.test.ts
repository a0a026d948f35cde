import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startFerretDb, type FerretDb } from '#tests/harness/ferretdb.ts';

import { crashContract } from '../crash.contract.ts';
import { openStorage } from '../open.ts';
import { storageContract } from '../storage.contract.ts';
import { openMongo } from './mongo-adapter.ts';

let server: FerretDb;
before(async () => {
  server = await startFerretDb();
});
after(() => server.stop());

storageContract("MongoDB's protocol (FerretDB)", () => openMongo(`${server.uri}contract`), { atomicAcrossConnections: false });

test('a database that is not there is reported as unavailable, and so is one that goes away', async () => {
  await assert.rejects(openMongo('mongodb://127.0.0.1:1/none?serverSelectionTimeoutMS=50'), { name: 'AtelierError', code: 'unavailable' });
  const own = await startFerretDb();
  const adapter = await openMongo(`${own.uri}gone?serverSelectionTimeoutMS=50`);
  const notes = await adapter.collection<{ text: string }>('notes', { unique: [], lookup: [] });
  await notes.insert('n1', { text: 'one' });
  await own.stop();
  await assert.rejects(notes.insert('n2', { text: 'two' }), { name: 'AtelierError', code: 'unavailable' });
  await adapter.close();
});

test('a server killed in the middle of a thousand writes loses none that was acknowledged', async () => {
  await crashContract({ dataFolder: '', mongoUri: `${server.uri}crash` }, 300);
});

test('the database named in the URI is used, and `atelier` where it names none', async () => {
  const named = await openStorage({ dataFolder: '', mongoUri: `${server.uri}named` });
  await named.settings.insert('where', { value: 'named' });
  const unnamed = await openStorage({ dataFolder: '', mongoUri: server.uri });
  assert.equal(await unnamed.settings.get('where'), null);
  const explicit = await openStorage({ dataFolder: '', mongoUri: `${server.uri}atelier` });
  await unnamed.settings.insert('where', { value: 'default' });
  assert.equal((await explicit.settings.get('where'))?.value, 'default');
  for (const storage of [named, unnamed, explicit]) await storage.close();
});

test('a database that comes back is used again, with everything that was acknowledged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-mongo-'));
  const first = await startFerretDb({ folder });
  const storage = await openStorage({ dataFolder: '', mongoUri: `${first.uri}back?serverSelectionTimeoutMS=2000` });
  await storage.settings.insert('before', { value: 'kept' });
  await first.stop();
  await assert.rejects(storage.settings.get('before'), { code: 'unavailable' });
  const second = await startFerretDb({ folder, address: new URL(first.uri).host });
  assert.equal((await storage.settings.get('before'))?.value, 'kept');
  await storage.settings.insert('after', { value: 'written' });
  await storage.close();
  await second.stop();
  await rm(folder, { recursive: true, force: true });
});
