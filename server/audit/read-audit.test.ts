import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { MemberId, ModuleId, SessionId } from '../../shared/ids.ts';
import { createLog } from '../log.ts';
import { NEW_MEMBER } from '../members/new-member.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import { createAuditLog } from './create-audit-log.ts';
import { AuditReader, type AuditQuery } from './read-audit.ts';

const dataFolder = mkdtempSync(join(tmpdir(), 'atelier-read-audit-'));
const LEA = MemberId.parse('m000000000000');
const lea = { memberId: LEA, sessionId: SessionId.parse('s000000000000'), role: 'owner' } as const;
let storage: Storage;
let reader: AuditReader;

before(async () => {
  storage = await openStorage({ dataFolder });
  await storage.members.insert(LEA, { ...NEW_MEMBER, email: 'lea@example.com', name: 'Léa', role: 'owner', language: null, passwordHash: null, createdAtMs: 1 });
  let nowMs = 0;
  const audit = createAuditLog({ storage, clock: { now: () => (nowMs += 1) }, log: createLog('silent') });
  for (let count = 1; count <= 1200; count += 1) {
    const owners = count % 3 === 0;
    await audit.record({ actor: owners ? lea : null, action: owners ? 'member.invite' : 'session.create', target: LEA, address: `192.0.2.${count % 4}`, outcome: count % 2 === 0 ? 'refused' : 'done', details: { reason: `n${count}` } });
  }
  reader = new AuditReader(storage);
});
after(async () => {
  await storage.close();
  rmSync(dataFolder, { recursive: true });
});

const numbers = async (query: AuditQuery, limit = 3): Promise<[number[], number | null]> => {
  const { records, next } = await reader.list(query, { before: null, limit });
  return [records.map(({ number }) => number), next];
};

test('the newest come first, with the names that ids have now', async () => {
  const { records, next } = await reader.list({}, { before: null, limit: 2 });
  assert.deepEqual(records.map(({ number, actorName, targetName }) => [number, actorName, targetName]), [[1200, 'Léa', 'Léa'], [1199, null, 'Léa']]);
  assert.equal(next, 1199);
});

test('a page goes on where the last ended, to the end and not beyond', async () => {
  const seen: number[] = [];
  for (let before: number | null = null; ; ) {
    const { records, next } = await reader.list({ actorId: LEA }, { before, limit: 150 });
    seen.push(...records.map(({ number }) => number));
    if (next === null) break;
    before = next;
  }
  assert.deepEqual(seen, Array.from({ length: 400 }, (_, index) => 1200 - 3 * index));
});

test('each filter holds, and together they hold together', async () => {
  assert.deepEqual(await numbers({ subject: 'member' }), [[1200, 1197, 1194], 1194]);
  assert.deepEqual(await numbers({ subject: 'mem' }), [[], null]);
  assert.deepEqual(await numbers({ outcome: 'refused', subject: 'session' }), [[1198, 1196, 1192], 1192]);
  assert.deepEqual(await numbers({ sinceMs: 1199 }), [[1200, 1199], null]);
  assert.deepEqual(await numbers({ untilMs: 2 }), [[2, 1], null]);
  assert.deepEqual(await numbers({ text: 'N77' }, 2), [[779, 778], 778]);
  assert.deepEqual(await numbers({ target: 'm00000000000' }), [[], null]);
});

test('what the filters let through is counted by outcome, whichever outcome is asked for', async () => {
  assert.deepEqual(await reader.count({ actorId: LEA, outcome: 'refused' }), { all: 400, refused: 200, failed: 0, isWhole: true });
  assert.deepEqual(await reader.count({ text: 'N77' }), { all: 11, refused: 5, failed: 0, isWhole: true });
  assert.deepEqual(await reader.count({ sinceMs: 1199 }), { all: 2, refused: 1, failed: 0, isWhole: true });
});

test('a module is found as what was acted on, in a pair and in the details', async () => {
  const [module, other] = [ModuleId.parse('r000000000000'), ModuleId.parse('r000000000001')];
  const audit = createAuditLog({ storage, clock: { now: () => 4000 }, log: createLog('silent') });
  const entry = { actor: null, address: '', outcome: 'done' } as const;
  await audit.record({ ...entry, action: 'module.archive', target: module, details: {} });
  await audit.record({ ...entry, action: 'grant.set', target: `${LEA}/${module}`, details: {} });
  await audit.record({ ...entry, action: 'proposal.open', target: 'q000000000000', details: { module } });
  await audit.record({ ...entry, action: 'module.archive', target: other, details: {} });
  const { records } = await reader.list({ moduleId: module }, { before: null, limit: 10 });
  assert.deepEqual(records.map(({ action }) => action), ['proposal.open', 'grant.set', 'module.archive']);
});

test('ids in the details, and the two of a pair, have their names too', async () => {
  const audit = createAuditLog({ storage, clock: { now: () => 5000 }, log: createLog('silent') });
  await audit.record({ actor: null, action: 'grant.set', target: `${LEA}/${LEA}`, address: '', outcome: 'done', details: { memberId: LEA, access: 'read', gone: 'm00000000gone' } });
  const { records } = await reader.list({ subject: 'grant', text: 'léa' }, { before: null, limit: 1 });
  assert.deepEqual(records.map(({ targetName, names }) => [targetName, names]), [['Léa, Léa', { [LEA]: 'Léa' }]]);
});

test('the export has everything once, oldest first', async () => {
  const all: number[] = [];
  for await (const part of reader.all({ outcome: 'done' }, undefined)) all.push(...part.map(({ number }) => number));
  assert.deepEqual(all, [...Array.from({ length: 600 }, (_, index) => 2 * index + 1), 1201, 1202, 1203, 1204, 1205]);
});
