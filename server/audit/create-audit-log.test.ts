import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, test } from 'node:test';

import { MemberId, SessionId } from '../../shared/ids.ts';
import { createLog } from '../log.ts';
import { openStorage } from '../storage/open.ts';
import { createAuditLog } from './create-audit-log.ts';

const dataFolder = mkdtempSync(join(tmpdir(), 'atelier-audit-'));
after(() => rmSync(dataFolder, { recursive: true, force: true }));
const actor = { memberId: MemberId.parse('m000000000001'), sessionId: SessionId.parse('s000000000001'), role: 'owner' } as const;
const entry = { actor, action: 'workspace.delete', target: 'w1', address: '192.0.2.1', outcome: 'done' } as const;

test('entries are appended with time and actor, in order, cut to a length', async () => {
  const storage = await openStorage({ dataFolder });
  const audit = createAuditLog({ storage, clock: { now: () => 42 }, log: createLog('silent') });
  await audit.record({ ...entry, details: { name: 'x'.repeat(10_000), count: 3 } });
  await audit.record({ ...entry, actor: null, action: 'session.create', outcome: 'refused' });
  const [first, second] = await storage.audit.find();
  assert.deepEqual({ ...first, id: '', hash: '' }, {
    id: '', hash: '', previousHash: '', number: 1, revision: 1, atMs: 42, actorId: actor.memberId, sessionId: actor.sessionId, action: 'workspace.delete', target: 'w1',
    address: '192.0.2.1', outcome: 'done', details: { name: 'x'.repeat(500), count: 3 },
  });
  assert.equal(second?.actorId, null);
  assert.deepEqual((await storage.audit.find({ action: 'session.create' })).length, 1);
  await storage.close();
});

test('an entry that cannot be written is logged as an error and does not fail the action', async () => {
  const storage = await openStorage({ dataFolder });
  await storage.close();
  const lines = new PassThrough();
  const audit = createAuditLog({ storage, clock: { now: () => 1 }, log: createLog('info', lines) });
  await audit.record(entry);
  const line = JSON.parse(String(lines.read())) as { level: number; action: string };
  assert.deepEqual([line.level, line.action], [50, 'workspace.delete']);
});
