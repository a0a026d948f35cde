import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';

import { createAuditLog } from '#server/audit/create-audit-log.ts';
import { createLog } from '#server/log.ts';
import { OwnerSettings } from '#server/members/owner-settings.ts';
import { ANN, CALLER, withStartedServer, type TestServer, type World } from '#server/workspaces/server.fixture.ts';
import type { statusContract } from '../contract.ts';
import { createStatusFeature } from './index.ts';

suite('how the machine is', () => {
  let world: World;
  let server: TestServer;
  withStartedServer((started) => ({ world, server } = started));

  const client = async (): Promise<ContractRouterClient<typeof statusContract>> => {
    const { storage, workspaces } = server;
    const clock = { now: () => world.nowMs };
    const audit = createAuditLog({ storage, clock, log: createLog('silent') });
    const members = { owners: await OwnerSettings.open(storage), audit, outsideName: null };
    const config = { dataFolder: world.folder, mongoUri: undefined, smtpUrl: undefined, mailFrom: undefined };
    const made: unknown = createRouterClient(createStatusFeature({ members, workspaces, clock, config }).router, { context: { actor: ANN, caller: CALLER } });
    return made as ContractRouterClient<typeof statusContract>;
  };

  test('is what runs, what bounds disks and whether the wall holds', async () => {
    world.engine.diskRefusal = 'no mount here';
    const { disk, runs, engine } = await (await client()).view();
    assert.equal(disk.refusal, 'no mount here');
    assert.deepEqual([runs.database, runs.sendsMail, runs.ownersNeedTotp, engine.reachable], ['sqlite', false, false, true]);
    assert.match(`${runs.atelier} ${runs.node} ${runs.kernel}`, /^\d+\.\d+\.\d+ v\d+\S+ \d+\.\S+$/);
    assert.ok(runs.serverMemoryBytes > 1e6);
  });

  test('the wall is proved again on demand, what got through is told, and it is on record', async () => {
    const status = await client();
    await server.running('first');
    assert.equal((await status.proveWall()).state, 'proved');
    world.engine.holes = ['neighbour: answered'];
    assert.deepEqual((await status.proveWall()).holes, ['neighbour: answered']);
    assert.equal((await status.view()).isolation.state, 'broken');
    const records = await server.storage.audit.find({ action: 'status.prove_wall' });
    assert.deepEqual(records.map(({ actorId, outcome }) => [actorId, outcome]), [[ANN.memberId, 'done'], [ANN.memberId, 'done']]);
  });
});
