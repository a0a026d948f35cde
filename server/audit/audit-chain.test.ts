import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { createLog } from '../log.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import type { AuditLog } from './audit-log.ts';
import { recordId } from './chain.ts';
import { createAuditLog } from './create-audit-log.ts';
import { removeOlderThan } from './retention.ts';
import { verifyChain } from './verify.ts';

let dataFolder: string;
let storage: Storage;
let nowMs: number;
let audit: AuditLog;
const entry = { actor: null, target: 't', address: '', outcome: 'done' } as const;

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'atelier-chain-'));
  storage = await openStorage({ dataFolder });
  nowMs = 0;
  audit = createAuditLog({ storage, clock: { now: () => (nowMs += 1) }, log: createLog('silent') });
});
afterEach(async () => {
  await storage.close();
  rmSync(dataFolder, { recursive: true });
});

async function write(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => audit.record({ ...entry, action: `test.${index}`, details: { z: 1, a: 'é' } })));
}

async function alter(number: number, change: Record<string, unknown>): Promise<void> {
  const { id, revision, ...record } = (await storage.audit.get(recordId(number))) ?? assert.fail('no such record');
  await storage.audit.replace(id, revision, { ...record, ...change });
}

test('records written at once make one chain, in order', async () => {
  await write(1200);
  const verdict = await verifyChain(storage);
  assert.deepEqual([verdict.records, verdict.flaw, verdict.head.number, verdict.oldestAtMs], [1200, null, 1200, 1]);
});

test('a record that was altered, taken away or put in is found', async () => {
  await write(5);
  await alter(3, { outcome: 'refused' });
  assert.deepEqual((await verifyChain(storage)).flaw, { number: 3, kind: 'altered' });
  await alter(3, { outcome: 'done' });
  assert.equal((await verifyChain(storage)).flaw, null);
  await alter(4, { details: {} });
  assert.deepEqual((await verifyChain(storage)).flaw, { number: 4, kind: 'altered' });
  await storage.audit.delete(recordId(2));
  assert.deepEqual((await verifyChain(storage)).flaw, { number: 2, kind: 'missing' });
});

test('a record replaced whole, its own hash made anew, no longer fits the next', async () => {
  await write(3);
  const { seal } = await import('./chain.ts');
  const { id, revision, hash: _hash, ...second } = (await storage.audit.get(recordId(2))) ?? assert.fail('none');
  await storage.audit.replace(id, revision, seal({ ...second, action: 'nothing.happened' }));
  assert.deepEqual((await verifyChain(storage)).flaw, { number: 3, kind: 'unlinked' });
});

test('another server’s records and one’s own make one chain', async () => {
  const other = createAuditLog({ storage, clock: { now: () => 9 }, log: createLog('silent') });
  for (let count = 0; count < 10; count += 1) await Promise.all([audit.record({ ...entry, action: 'a.b' }), other.record({ ...entry, action: 'c.d' })]);
  assert.deepEqual([(await verifyChain(storage)).records, (await verifyChain(storage)).flaw], [20, null]);
});

test('what retention removed leaves a chain that is whole, and goes on', async () => {
  await write(1100);
  assert.equal(await removeOlderThan(storage, 1001), 1000);
  const verdict = await verifyChain(storage);
  assert.deepEqual([verdict.records, verdict.flaw, verdict.oldestAtMs], [100, null, 1001]);
  assert.equal(await removeOlderThan(storage, 10_000), 100);
  audit = createAuditLog({ storage, clock: { now: () => 5000 }, log: createLog('silent') });
  await write(1);
  const after = await verifyChain(storage);
  assert.deepEqual([after.records, after.flaw, after.head.number], [1, null, 1101]);
});
