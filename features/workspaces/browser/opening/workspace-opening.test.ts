import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AtelierError } from '../../../../shared/errors.ts';
import type { WorkspaceState, WorkspaceView } from '../../contract.ts';
import { WorkspaceOpening } from './workspace-opening.ts';

const RUNNING: WorkspaceState = { phase: 'running', startedAtMs: 0, idleStopAtMs: null, agentConnected: true };
const STOPPED: WorkspaceState = { phase: 'stopped', stoppedAtMs: 0, because: 'member' };
const TRASHED: WorkspaceState = { phase: 'trashed', trashedAtMs: 0, purgeAtMs: 1 };

const workspace = (name: string, state: WorkspaceState) => ({ id: `w${name.padEnd(12, '0')}`, name, state, capabilities: ['files.read'], modules: [] }) as unknown as WorkspaceView;

function opening(wanted: string, refuse: AtelierError | null = null) {
  let send: (workspaces: readonly WorkspaceView[]) => void = () => undefined;
  let breakOff: (error: unknown) => void = () => undefined;
  const started: string[] = [];
  let signedOut = 0;
  const open = new WorkspaceOpening({
    wanted,
    follow: (receive) => {
      send = receive;
      return new Promise((_, reject) => (breakOff = reject));
    },
    start: async (of) => {
      started.push(of.name);
      if (refuse !== null) throw refuse;
      return workspace(of.name, { phase: 'creating', steps: [] });
    },
    onSignedOut: () => (signedOut += 1),
  });
  return { open, started, send: (...list: WorkspaceView[]) => send(list), breakOff: (error: unknown) => breakOff(error), signedOut: () => signedOut };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a workspace is found by name and by id', () => {
  for (const wanted of ['lab', 'wlab000000000']) {
    const { open, send } = opening(wanted);
    send(workspace('other', RUNNING), workspace('lab', RUNNING));
    const state = open.state.get();
    assert.equal(state.phase === 'known' && state.workspace.name, 'lab');
  }
});

test('one in the trash is not there, its name may be another one’s', () => {
  const { open, send } = opening('lab');
  send(workspace('lab', TRASHED));
  assert.equal(open.state.get().phase, 'missing');
  send(workspace('lab', TRASHED), { ...workspace('lab', RUNNING), id: 'wlab000000001' } as WorkspaceView);
  assert.equal(open.state.get().phase, 'known');
});

test('a stopped one is started, but only once', async () => {
  const { send, started } = opening('lab');
  send(workspace('lab', STOPPED));
  await settled();
  send(workspace('lab', STOPPED));
  await settled();
  assert.deepEqual(started, ['lab']);
});

test('one that stops while it is open is not started again by itself', async () => {
  const { send, started } = opening('lab');
  send(workspace('lab', RUNNING));
  send(workspace('lab', STOPPED));
  await settled();
  assert.deepEqual(started, []);
});

test('what is open stays the same object through figures of use and stops, and is another one with other rights', () => {
  const { open, send } = opening('lab');
  send(workspace('lab', STOPPED));
  assert.equal(open.opened.get(), null);
  send(workspace('lab', RUNNING));
  const opened = open.opened.get();
  assert.deepEqual(opened, { id: 'wlab000000000', name: 'lab', capabilities: ['files.read'], modules: [] });
  send({ ...workspace('lab', RUNNING), usage: { cpuPercent: 3, memoryBytes: 4 } } as WorkspaceView);
  send(workspace('lab', STOPPED));
  assert.equal(open.opened.get(), opened);
  send({ ...workspace('lab', RUNNING), capabilities: ['files.read', 'terminal'] } as WorkspaceView);
  assert.deepEqual(open.opened.get()?.capabilities, ['files.read', 'terminal']);
  send();
  assert.equal(open.opened.get(), null);
});

test('a refused start says why', async () => {
  const { open, send } = opening('lab', new AtelierError('limit_reached'));
  send(workspace('lab', STOPPED));
  await settled();
  assert.equal(open.refusal.get()?.code, 'limit_reached');
});

test('who is signed out before anything is open goes to sign in; later the page stays', async () => {
  const before = opening('lab');
  before.breakOff(new AtelierError('not_signed_in'));
  await settled();
  assert.equal(before.signedOut(), 1);
  const after = opening('lab');
  after.send(workspace('lab', RUNNING));
  after.breakOff(new AtelierError('not_signed_in'));
  await settled();
  assert.equal(after.signedOut(), 0);
  assert.equal(after.open.state.get().phase, 'known');
});
