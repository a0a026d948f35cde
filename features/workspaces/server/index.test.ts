import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';

import type { ApiContext } from '#server/api.ts';
import { ANN, BASE, BOB, CALLER, withStartedServer, type TestServer } from '#server/workspaces/server.fixture.ts';
import type { Actor } from '#shared/actor.ts';
import { DEFAULT_LIMITS, type workspacesContract } from '../contract.ts';
import { createWorkspacesFeature } from './index.ts';

suite('procedures of workspaces', () => {
  let server: TestServer;
  withStartedServer((started) => ({ server } = started));

  const as = (actor: Actor | null): ContractRouterClient<typeof workspacesContract> => {
    const context: ApiContext = { actor, caller: CALLER };
    const client: unknown = createRouterClient(createWorkspacesFeature({ workspaces: server.workspaces }).router, { context });
    return client as ContractRouterClient<typeof workspacesContract>;
  };
  const valid = { name: 'first', imageId: BASE, limits: DEFAULT_LIMITS, idleStopMs: null };

  test('each hands on to its use case, for the actor of the request', async () => {
    const ann = as(ANN);
    const { id } = await ann.create(valid);
    await server.reaches(id, 'running');
    assert.equal((await ann.get({ workspaceId: id })).name, 'first');
    assert.equal((await ann.update({ workspaceId: id, idleStopMs: 60_000 })).idleStopMs, 60_000);
    assert.match((await ann.openPreview({ workspaceId: id, port: 3000, path: '/' })).url, /^http:\/\/3000--/);
    await assert.rejects(as(BOB).get({ workspaceId: id }), { code: 'not_found' });
    await assert.rejects(as(null).list(), { code: 'not_signed_in' });
    await ann.stop({ workspaceId: id });
    await server.reaches(id, 'stopped');
    await ann.start({ workspaceId: id });
    await server.reaches(id, 'running');
    await ann.trash({ workspaceId: id, confirmName: 'first' });
    await server.reaches(id, 'trashed');
    assert.deepEqual(await ann.purge({ workspaceId: id, confirmName: 'first' }), {});
    assert.deepEqual(await ann.list(), []);
  });

  test('what the contract does not allow never reaches a use case', async () => {
    const ann = as(ANN);
    const { limits } = valid;
    const wrong: unknown[] = [
      { ...valid, name: '../etc' }, { ...valid, name: 'x'.repeat(41) }, { ...valid, imageId: 'Base' }, { ...valid, imageId: '../base' },
      { ...valid, limits: { ...limits, cpus: -1 } }, { ...valid, limits: { ...limits, memoryBytes: 1 } }, { ...valid, limits: { ...limits, cpus: Number.NaN } },
      { ...valid, limits: { ...limits, maxProcesses: 1e9 } }, { ...valid, limits: { ...limits, diskBytes: 1.5 } }, { ...valid, idleStopMs: 5 }, { ...valid, name: { $ne: null } },
    ];
    for (const input of wrong) await assert.rejects(ann.create(input as typeof valid), { code: 'BAD_REQUEST' });
    for (const packages of [['--purge'], ['a b'], ['a;b'], ['$(id)'], [], Array.from({ length: 51 }, () => 'jq')]) {
      await assert.rejects(ann.images.derive({ parentId: BASE, packages }), { code: 'BAD_REQUEST' });
    }
    for (const workspaceId of ['w1', '../x', 'W00000000ANN1']) await assert.rejects(ann.get({ workspaceId: workspaceId as never }), { code: 'BAD_REQUEST' });
    for (const port of [0, 65_536, 1.5, '80@evil']) {
      await assert.rejects(ann.openPreview({ workspaceId: 'w000000000000' as never, port: port as number, path: '/' }), { code: 'BAD_REQUEST' });
    }
    assert.deepEqual(await server.storage.workspaces.find(), []);
  });

  test('a stream of lists ends with its request', async () => {
    const abort = new AbortController();
    const lists = await as(ANN).watch(undefined, { signal: abort.signal });
    assert.deepEqual((await lists.next()).value, []);
    abort.abort();
    assert.equal((await lists.next()).done, true);
  });
});
